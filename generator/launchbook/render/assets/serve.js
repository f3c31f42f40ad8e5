/* Under `make serve` only: shows mistakes in the plans over the last good pages. */
(async () => {
  const base = new URL("..", document.querySelector('script[src*="launchbook/serve.js"]').src);
  const answer = await fetch(new URL("launchbook/problems.json", base), { cache: "no-store" });
  const problems = answer.ok ? await answer.json() : [];
  if (!problems.length) return;
  const box = document.createElement("section");
  box.className = "lb-mistakes";
  box.setAttribute("role", "alert");
  const title = document.createElement("b");
  title.textContent = `${problems.length} ✕ · last good pages below`;
  box.append(title);
  for (const problem of problems) {
    const row = document.createElement("p");
    const place = document.createElement("code");
    place.textContent = `${problem.path}:${problem.line}:${problem.column}`;
    const code = document.createElement("b");
    code.textContent = ` ${problem.code} `;
    const help = document.createElement("small");
    help.textContent = ` ${problem.help}`;
    row.append(place, code, problem.message, help);
    box.append(row);
  }
  document.body.prepend(box);
})();
