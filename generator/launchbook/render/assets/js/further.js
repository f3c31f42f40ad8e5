/* Loads the second script of launch day (`later.js`), which lies beside the first: when a page stands, or when something of it is pressed before. */

import { announce, say } from "./words.js";

/** @typedef {import("./later.js").Later} Later */

/** @type {Promise<Later | undefined> | undefined} */
let loading;
const beside = document.currentScript instanceof HTMLScriptElement ? document.currentScript.src : "";

/** What it holds; undefined where it cannot be loaded now, or another edition came. Then the next call tries again. Its address names the
 * edition, so that no older file comes that the browser has kept.
 * @returns {Promise<Later | undefined>} */
export function later() {
  return (loading ??= new Promise((resolve) => {
    const script = Object.assign(document.createElement("script"), { src: new URL(`later.js?${globalThis.launchbookLent?.edition ?? ""}`, beside).href });
    const failed = () => { loading = undefined; script.remove(); resolve(undefined); };
    script.addEventListener("load", () => (window.launchbookLater ? resolve(window.launchbookLater) : failed())); // a sign-in page may come in its place
    script.addEventListener("error", failed);
    document.head.append(script);
  }));
}

/** Opens what only a press opens. @param {(held: Later) => unknown} open */
export async function further(open) {
  const held = await later();
  if (held) await open(held);
  else announce(say("offline"));
}
