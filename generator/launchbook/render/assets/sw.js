/* Keeps the pages of single plans for when there is no network. A page is asked of the network first; what is kept stands in when no
   answer comes, and says so: its `<html>` has `data-saved`, the time at which it was kept. The rest of the site is left alone.

   A plan's files are listed in its `offline.json`. They are kept beside those of an older edition, which is removed once all are there. */
"use strict";

const ROOT = new URL("./", self.location.href);
const PREFIX = `launchbook ${ROOT.pathname} `;
const MARK = "saved.json"; // stands in a cache once it is complete
const PATIENCE = 4e3; // milliseconds for the network to answer, where something is kept
const KEPT_FOR = 7 * 24 * 3600e3; // after the launch
const AT_ONCE = 6;
const ALWAYS_ASKED = /(^|\/)(sw\.js|offline\.json|build\.json)$/;

/** Pages that came from what is kept: what they load comes from there, too. */
const fromKept = new Map();
/** What is being kept now, by plan. */
const storing = new Map();

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  const { keep, plan, also, forget } = event.data ?? {};
  if (typeof keep === "string") event.waitUntil(keepPlan(keep, plan, also ?? []));
  if (typeof forget === "string") event.waitUntil(remove(forget));
});

self.addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (request.method !== "GET" || !url.href.startsWith(ROOT.href) || request.headers.has("range")) return;
  if (request.cache === "no-store" || ALWAYS_ASKED.test(url.pathname)) return;
  event.respondWith(answer(event));
});

/* Answering ------------------------------------------------------------------------------------------------------------ */

async function answer({ request, clientId, resultingClientId }) {
  const goes = request.mode === "navigate", own = goes ? undefined : fromKept.get(clientId); // a page is asked for by the one before it
  const copy = await keptCopy(request, own);
  if (!copy) return fetch(request);
  if (own) return copy.response;
  const fresh = await inTime(request);
  if (fresh) return fresh;
  if (goes && resultingClientId) fromKept.set(resultingClientId, copy.cache);
  return copy.response;
}

/** The network's answer; nothing where it fails, is too slow, or is that of a server that fails. A page that the browser still holds
    is asked for anew: it would not say how old it is. */
async function inTime(request) {
  let late;
  const waited = new Promise((resolve) => { late = setTimeout(resolve, PATIENCE); });
  const asked = fetch(request.mode === "navigate" ? new Request(request, { cache: "no-cache" }) : request).catch(() => undefined);
  const fresh = await Promise.race([asked, waited]);
  clearTimeout(late);
  return fresh && fresh.status < 500 ? fresh : undefined;
}

/** What is kept for an address, from complete caches alone: the newest, or the one that the page itself came from. */
async function keptCopy(request, own) {
  for (const cacheName of own ? [own] : await completeOnes()) {
    const response = await caches.match(addressOf(request.url), { cacheName, ignoreVary: true });
    if (response) return { cache: cacheName, response };
  }
  return undefined;
}

/** The address as the list has it: without a question, and with the slash of a folder. */
function addressOf(text) {
  const url = new URL(text);
  url.search = url.hash = "";
  if (url.pathname.endsWith("/index.html")) url.pathname = url.pathname.slice(0, -"index.html".length);
  return url.href;
}

/** Complete caches, the newest first; read once, until something is kept or removed. */
let complete;
const completeOnes = () => complete ??= (async () => {
  const marks = await Promise.all((await ours()).map(async (name) => ({ name, mark: await markOf(name) })));
  return marks.filter(({ mark }) => mark).sort((one, other) => other.mark.at - one.mark.at).map(({ name }) => name);
})();

const ours = async () => (await caches.keys()).filter((name) => name.startsWith(PREFIX));
const planOf = (name) => decodeURIComponent(name.slice(PREFIX.length).split(" ")[0]);

async function markOf(name) {
  const mark = await caches.match(new URL(MARK, ROOT).href, { cacheName: name }).catch(() => undefined);
  return mark?.json();
}

/* Keeping -------------------------------------------------------------------------------------------------------------- */

/** Keeps what a list names; once at a time for each plan. */
function keepPlan(address, plan, also) {
  if (!storing.has(plan)) storing.set(plan, keep(address, plan, also).finally(() => { storing.delete(plan); complete = undefined; }));
  return storing.get(plan);
}

/** `also` is what the page loaded, as far as the list does not know it: files of a theme. */
async function keep(address, plan, also) {
  try {
    const list = await read(address), name = `${PREFIX}${encodeURIComponent(plan)} ${list.edition}`;
    const before = await markOf(name);
    if (before) return await tell({ plan, state: "saved", ...before });
    await tidy(plan, name);
    const urls = [...also.filter((url) => url.startsWith(ROOT.href) && !ALWAYS_ASKED.test(new URL(url).pathname)), ...list.files].map((path) => new URL(path, ROOT).href);
    const files = [...new Map(urls.map((url) => [addressOf(url), url])).values()]; // as they are listed: not every server has folders
    const at = Date.now(), bytes = await fill(name, { ...list, plan, files, at });
    if ((await read(address)).edition !== list.edition) throw new Error("a newer edition was published meanwhile");
    const mark = { at, bytes, build: list.build, until: list.until ?? "" };
    await (await caches.open(name)).put(new URL(MARK, ROOT).href, new Response(JSON.stringify(mark)));
    for (const old of await ours()) if (old !== name && (planOf(old) === plan || await isPast(old))) await caches.delete(old);
    await tell({ plan, state: "saved", ...mark });
  } catch (error) {
    await failed(plan, error);
  }
}

/** Says why, and what is kept from before, which stays. */
async function failed(plan, error) {
  const why = error?.name === "QuotaExceededError" ? "full" : navigator.onLine ? String(error?.message ?? error) : "offline";
  await tidy(plan);
  const [name] = (await ours()).filter((each) => planOf(each) === plan);
  await tell({ plan, ...(name ? { state: "saved", ...await markOf(name) } : { state: "failed" }), why });
}

async function read(address) {
  const answer = await fetch(address, { cache: "no-store" });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}

/** Puts every file of the list into a cache; returns how many bytes they are. Any that is missing is an error. */
async function fill(name, { plan, files, bytes: total, at }) {
  const cache = await caches.open(name), rest = [...files];
  let bytes = 0, told = 0;
  const work = async () => {
    for (let url = rest.shift(); url !== undefined; url = rest.shift()) {
      bytes += await put(cache, url, plan, at);
      if (Date.now() - told < 500) continue;
      told = Date.now();
      await tell({ plan, state: "saving", bytes, total });
    }
  };
  const stop = (error) => { rest.length = 0; throw error; }; // the others end, too: none may say that it saves once it was said that this failed
  const lost = (await Promise.allSettled(Array.from({ length: AT_ONCE }, () => work().catch(stop)))).find(({ status }) => status === "rejected");
  if (lost) throw lost.reason;
  return bytes;
}

/** Keeps one file. A page says since when it is kept; the index of the search has this plan's pages alone. */
async function put(cache, url, plan, at) {
  const answer = await fetch(url, { cache: "no-cache" });
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  const kind = answer.headers.get("content-type") ?? "", headers = new Headers(answer.headers);
  let body = await answer.blob();
  if (/^text\/html/.test(kind)) body = marked(await body.text(), at);
  else if (/\/search_index\.json$/.test(url)) body = narrowed(await body.text(), plan);
  for (const name of ["content-length", "content-encoding"]) headers.delete(name);
  const kept = new Response(body, { headers });
  const size = typeof body === "string" ? new Blob([body]).size : body.size;
  await cache.put(addressOf(url), kept);
  return size;
}

const marked = (html, at) => html.replace(/<html(?=[\s>])/i, `<html data-saved="${new Date(at).toISOString()}"`);

function narrowed(text, plan) {
  const index = JSON.parse(text), here = new RegExp(`^(plans/${plan.replace(/[^\w-]/g, "\\$&")}/|people/)`);
  return JSON.stringify({ ...index, docs: index.docs.filter(({ location }) => here.test(decodeURIComponent(location))) });
}

/** Removes what an earlier attempt left, and a cache that is begun anew. */
async function tidy(plan, fresh) {
  for (const name of await ours()) if (planOf(name) === plan && (name === fresh || !await markOf(name))) await caches.delete(name);
}

async function isPast(name) {
  const until = Date.parse((await markOf(name))?.until ?? "");
  return until + KEPT_FOR < Date.now();
}

async function remove(plan) {
  for (const name of await ours()) if (planOf(name) === plan) await caches.delete(name);
  complete = undefined;
  await tell({ plan, state: "none" });
}

async function tell(said) {
  for (const client of await self.clients.matchAll({ includeUncontrolled: true })) client.postMessage({ launchbookSaved: said });
}
