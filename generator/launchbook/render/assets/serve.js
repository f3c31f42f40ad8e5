/* Under `make serve` only: shows mistakes in the plans over the last good pages. */
const marked = (text) =>
  text.split("`").map((part, index) => {
    if (index % 2 === 0) return part;
    const code = document.createElement("code");
    code.textContent = part;
    return code;
  });
(async () => {
  const base = new URL("..", document.querySelector('script[src*="launchbook/serve.js"]').src);
  const answer = await fetch(new URL("launchbook/problems.json", base), { cache: "no-store" });
  const problems = answer.ok ? await answer.json() : [];
  if (!problems.length) return;
  const box = document.createElement("section");
  box.className = "lb-mistakes";
  box.setAttribute("role", "alert");
  const title = document.createElement("b");
  title.textContent = problems.length === 1 ? "1 mistake; the page shows the last good plan" : `${problems.length} mistakes; the pages show the last good plans`;
  box.append(title);
  for (const problem of problems) {
    const row = document.createElement("p");
    const place = document.createElement("code");
    place.textContent = `${problem.path}:${problem.line}:${problem.column}`;
    const code = document.createElement("b");
    code.textContent = ` ${problem.code} `;
    const help = document.createElement("small");
    help.append(" ", ...marked(problem.help));
    row.append(place, code, ...marked(problem.message), help);
    box.append(row);
  }
  document.body.prepend(box);
})();
