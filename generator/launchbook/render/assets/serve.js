/* Under `make serve` only: shows mistakes in the plans over the last good pages. */
(async () => {
  "use strict";
  const base = new URL("..", document.querySelector('script[src*="launchbook/serve.js"]').src);
  const answer = await fetch(new URL("launchbook/problems.json", base), { cache: "no-store" });
  const problems = answer.ok ? await answer.json() : [];
  if (!problems.length) return;
  const add = (parent, tag, text) => {
    const node = document.createElement(tag);
    node.textContent = text;
    parent.append(node);
    return node;
  };
  const box = document.createElement("section");
  box.className = "lb-mistakes";
  box.tabIndex = 0; // it scrolls, so it must be reached by keyboard
  box.setAttribute("role", "alert");
  const close = add(box, "button", "✕");
  close.type = "button";
  close.setAttribute("aria-label", "Close");
  close.addEventListener("click", () => box.remove());
  add(box, "b", `${problems.length} ✕ · the pages below are the last good ones`);
  for (const problem of problems) {
    const row = add(box, "p", "");
    add(row, "code", `${problem.path}:${problem.line}:${problem.column}`);
    add(row, "b", ` ${problem.code} `);
    row.append(problem.message);
    add(row, "small", problem.help);
  }
  document.body.prepend(box);
})();
