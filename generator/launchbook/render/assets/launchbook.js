/* What only the reader's browser knows: the time, the zone, the clipboard, the printer. Asks no other host; nothing moves.
   Every part can run any number of times, and does nothing where its elements are missing. */
(() => {
  "use strict";
  const MINUTE = 60e3, HOUR = 60 * MINUTE, DAY = 24 * HOUR;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const language = (node) => (node.closest("[lang]") || document.documentElement).lang || "en";
  /** A word in the page's language: templates put them into `data-word-…` attributes, since only they can translate. */
  const word = (name) => document.querySelector(`[data-word-${name}]`)?.getAttribute(`data-word-${name}`) || "";

  /** Minutes that the zone of an ISO time lies ahead of UTC. */
  function offset(iso) {
    const found = /([+-])(\d\d):?(\d\d)$/.exec(iso);
    return found ? (found[1] === "-" ? -1 : 1) * (found[2] * 60 + +found[3]) : 0;
  }

  function remaining(left, lang) {
    const parts = [["day", Math.floor(left / DAY)], ["hour", Math.floor(left / HOUR) % 24], ["minute", Math.floor(left / MINUTE) % 60]];
    const first = parts.findIndex(([, count]) => count);
    const shown = first < 0 ? [["minute", 1]] : parts.slice(first, first + 2).filter(([, count]) => count);
    return shown.map(([unit, count]) => new Intl.NumberFormat(lang, { style: "unit", unit, unitDisplay: "long" }).format(count)).join(" ");
  }

  /** Until the launch, as exactly as the plan said when that is: minutes, days, weeks, months or quarters. */
  function until(iso, precision, now, lang) {
    const at = new Date(iso), relative = new Intl.RelativeTimeFormat(lang, { numeric: "auto" });
    const there = new Date(+at + offset(iso) * MINUTE), here = new Date(now + offset(iso) * MINUTE);
    const months = (there.getUTCFullYear() - here.getUTCFullYear()) * 12 + there.getUTCMonth() - here.getUTCMonth();
    const days = Math.floor(there / DAY) - Math.floor(here / DAY);
    if (precision === "month") return relative.format(months, "month");
    if (precision === "quarter") return relative.format(Math.ceil(months / 3), "quarter");
    if (precision === "week") return relative.format(Math.ceil(days / 7), "week");
    if (precision === "day") return relative.format(days, "day");
    const left = at - now;
    if (left > 0) return remaining(left, lang);
    if (left > -HOUR) return relative.format(Math.ceil(left / MINUTE), "minute");
    return left > -DAY ? relative.format(Math.ceil(left / HOUR), "hour") : relative.format(Math.ceil(left / DAY), "day");
  }

  function localTime(iso, lang) {
    const at = new Date(iso);
    if (-at.getTimezoneOffset() === offset(iso)) return "";
    const text = new Intl.DateTimeFormat(lang, { weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at);
    return `${word("local")} ${text}`;
  }

  /** Every time of day says what it is in the reader's own zone, where that differs. */
  function translateTimes() {
    for (const node of all("time[datetime*='T']:not([data-here])")) {
      const here = localTime(node.dateTime, language(node));
      node.dataset.here = here;
      if (here) node.title = [node.title, here].filter(Boolean).join(" · ");
    }
  }

  function tell() {
    const now = Date.now();
    for (const node of all(".lb-countdown[data-launch]")) node.textContent = until(node.dataset.launch, node.dataset.precision, now, language(node));
    for (const node of all(".lb-local[data-launch]")) node.textContent = localTime(node.dataset.launch, language(node));
    for (const list of all(".lb-next[data-count]")) {
      const rows = all("[data-until]", list).filter((row) => { row.hidden = true; return Date.parse(row.dataset.until) >= now; });
      const running = rows.filter((row) => Date.parse(row.dataset.from) <= now).slice(-2); // what began last; a day's duty is no news
      const ahead = rows.filter((row) => Date.parse(row.dataset.from) > now).slice(0, +list.dataset.count);
      for (const row of [...running, ...ahead]) row.hidden = false;
      for (const row of rows) row.dataset.now = running.includes(row) ? word("now") : "";
      list.hidden = !running.length && !ahead.length;
    }
    for (const box of all("[data-start][data-end]")) {
      const on = Date.parse(box.dataset.start) <= now && now < Date.parse(box.dataset.end);
      if (on === box.classList.contains("lb-now")) continue;
      box.classList.toggle("lb-now", on);
      if (on) [box.dataset.now, box.ariaCurrent] = [word("now"), "time"];
      else box.removeAttribute("aria-current");
    }
  }

  /** The clock on a wall of a zone, as if that zone were UTC; no number where the browser does not know the zone. */
  function wallClock(now, zone) {
    try {
      return Date.parse(`${new Date(now).toLocaleString("sv", { timeZone: zone }).replace(" ", "T")}Z`);
    } catch {
      return NaN;
    }
  }

  /** Today on charts: a line where the plan's clock stands, between the two ends of a drawing; none outside of them. */
  function today() {
    const now = Date.now();
    for (const line of all("[data-today-zone]")) {
      const { todayZone, todayFrom, todayUntil, todayWidth } = line.dataset;
      const start = Date.parse(`${todayFrom}Z`), end = Date.parse(`${todayUntil}Z`);
      const share = (wallClock(now, todayZone) - start) / (end - start);
      line.setAttribute("display", share >= 0 && share <= 1 ? "inline" : "none");
      if (!(share >= 0 && share <= 1)) continue;
      const x = share * todayWidth, half = (line.querySelector("rect")?.getAttribute("width") ?? 0) / 2;
      const inside = Math.min(Math.max(x, half), todayWidth - half) - x; // the label stays whole at either end
      line.setAttribute("transform", `translate(${x.toFixed(1)})`);
      for (const part of line.querySelectorAll("rect, text")) part.setAttribute("transform", `translate(${inside.toFixed(1)})`);
    }
  }

  /** A chart that is larger than its frame begins at today, and at what is on today; once, then it stays where it is moved. */
  function turnToToday() {
    for (const frame of all("[data-today-frame]:not([data-today-turned])")) {
      frame.dataset.todayTurned = "";
      const box = (node) => node.getBoundingClientRect(), edge = box(frame);
      const line = frame.querySelector('[role="img"] [data-today-zone][display="inline"]');
      if (!line || !edge.width) continue;
      const x = box(line).left, on = all('[role="img"] rect', frame).find((bar) => box(bar).left <= x && x <= box(bar).right);
      if (on) frame.scrollTop += box(on).top - edge.top - frame.clientHeight * 0.4;
      frame.scrollLeft += x - edge.left - frame.clientWidth * 0.6;
    }
  }

  /** What the theme leaves open: regions that scroll sideways are reached by keyboard, the search and nested navigation have names. */
  function reach() {
    for (const nav of all(".md-nav[aria-labelledby]")) {
      if (document.getElementById(nav.getAttribute("aria-labelledby"))?.textContent.trim()) continue;
      nav.setAttribute("aria-label", nav.querySelector(".md-nav__title").textContent.trim());
      nav.removeAttribute("aria-labelledby");
    }
    document.querySelector(".md-search[role]")?.setAttribute("aria-label", document.querySelector(".md-search__input").placeholder);
    for (const node of all(".md-typeset__scrollwrap, .lb-prose pre, .highlight pre > code")) node.tabIndex = 0;
  }

  async function copy(button) {
    const code = button.closest(".lb-command").querySelector("code");
    const typed = code.cloneNode(true);
    typed.querySelectorAll("[data-prompt], samp").forEach((printed) => printed.remove());
    const blanks = all("[data-blank]", typed);
    if (blanks.length && !(await filledIn(blanks))) return;
    const done = (await toClipboard(typed.textContent)) || byCommand(code, blanks.length ? typed.textContent : "");
    if (!done) return;
    const before = button.dataset.before || button.textContent;
    button.dataset.before = before;
    button.textContent = button.dataset.copied;
    status().textContent = button.dataset.copied;
    setTimeout(() => { button.textContent = before; status().textContent = ""; }, 2000);
  }

  /** What was typed for a blank before, as long as this tab is open. Where nothing can be kept, nothing is. */
  function kept(blank, value) {
    const key = `launchbook ${blank.dataset.of} ${blank.dataset.blank}`;
    try {
      if (value !== undefined) sessionStorage.setItem(key, value);
      return sessionStorage.getItem(key) || "";
    } catch { return ""; }
  }

  /** Asks for the blanks of a command and puts what is typed in their places; false where that is cancelled. Secrets are not kept. */
  function filledIn(blanks) {
    const dialog = document.querySelector(".lb-ask dialog");
    const fields = all("[data-asks]", dialog).map((field) => {
      const input = field.querySelector("input"), own = blanks.filter((blank) => blank.dataset.blank === field.dataset.asks);
      field.hidden = input.disabled = !own.length;
      input.value = own.length && input.type !== "password" ? kept(own[0]) : "";
      return { input, own };
    });
    dialog.returnValue = "";
    dialog.showModal();
    return new Promise((resolve) => dialog.addEventListener("close", () => {
      const copied = dialog.returnValue === "copy";
      for (const { input, own } of fields) {
        for (const blank of copied ? own : []) blank.textContent = input.value;
        if (copied && own.length && input.type !== "password") kept(own[0], input.value);
        input.value = "";
      }
      resolve(copied);
    }, { once: true }));
  }

  async function toClipboard(text) {
    try { await navigator.clipboard.writeText(text); return true; } catch { return false; }
  }

  /** Without the clipboard API (plain http): select and copy; where that fails too, the text is left selected. What was filled in
      stands nowhere on the page, and is selected in a field of its own. */
  function byCommand(code, text) {
    const field = text && document.body.appendChild(Object.assign(document.createElement("textarea"), { value: text, className: "lb-hidden" }));
    if (field) field.select();
    else getSelection().selectAllChildren(code);
    const done = document.execCommand("copy");
    if (done) getSelection().removeAllRanges();
    if (field) field.remove();
    return done;
  }

  function status() {
    let node = document.querySelector(".lb-status");
    if (!node) {
      node = document.createElement("p");
      node.className = "lb-status lb-hidden";
      node.setAttribute("role", "status");
      document.body.append(node);
    }
    return node;
  }

  /** The time of printing, in the foot of every page. A CSS string: what is not a letter or digit becomes an escape. */
  function stamp() {
    const pad = (number) => String(number).padStart(2, "0"), now = new Date();
    const time = `${now.getFullYear()}-${pad(now.getMonth() + 1)}-${pad(now.getDate())} ${pad(now.getHours())}:${pad(now.getMinutes())}`;
    const text = `${word("printed")} ${time}`.replace(/[^\p{L}\p{N} ]/gu, (mark) => `\\${mark.codePointAt(0).toString(16).padStart(6, "0")} `);
    const style = document.querySelector("style.lb-stamp") || document.head.appendChild(document.createElement("style"));
    style.className = "lb-stamp";
    style.textContent = `@page { @bottom-center { content: "${text}" } }`;
  }

  const unfold = () => all("details:not([open])").forEach((node) => { node.open = true; node.classList.add("lb-unfolded"); });
  const fold = () => all(".lb-unfolded").forEach((node) => { node.open = false; node.classList.remove("lb-unfolded"); });

  /** The theme makes a landmark of every copy button that it adds to a code block; a page has many. */
  function quieten() {
    new MutationObserver(() => all(".md-code__nav:not([role])").forEach((node) => node.setAttribute("role", "none")))
      .observe(document.body, { childList: true, subtree: true });
  }

  function start() { tell(); translateTimes(); today(); turnToToday(); reach(); }

  if (!window.launchbookRuns) {
    window.launchbookRuns = true;
    document.addEventListener("click", (event) => {
      const button = event.target.closest?.(".lb-copy, .lb-print");
      if (button?.matches(".lb-copy")) copy(button);
      else if (button) window.print();
    });
    document.addEventListener("visibilitychange", () => { tell(); today(); });
    window.addEventListener("beforeprint", () => { stamp(); unfold(); });
    window.addEventListener("afterprint", fold);
    setInterval(() => { tell(); today(); }, 30e3);
    quieten();
    window.document$?.subscribe(start); // the theme's own signal, also after its instant navigation
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start, { once: true });
  else start();
})();
