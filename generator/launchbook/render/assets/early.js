/* What the theme says in scripts of its own within the page, as a file: a site may then forbid all scripts that stand in pages
   (`script-src 'self'`). It runs wherever the theme has one, before what follows is drawn: in the head, below the switch of light and
   dark, at the announcement, at the end of the content. Each part does nothing where its elements are not there yet. */
(() => {
  "use strict";
  const script = document.currentScript;

  function names() {
    if (window.__md_scope) return;
    window.__md_scope = new URL(script.dataset.scope, location);
    window.__md_hash = (text) => [...text].reduce((sum, letter) => (sum << 5) - sum + letter.charCodeAt(0), 0);
    window.__md_get = (key, storage = localStorage, scope = window.__md_scope) => JSON.parse(storage.getItem(`${scope.pathname}.${key}`));
    window.__md_set = (key, value, storage = localStorage, scope = window.__md_scope) => {
      try { storage.setItem(`${scope.pathname}.${key}`, JSON.stringify(value)); } catch { /* nothing can be kept */ }
    };
  }

  /** What was kept; nothing where storage is blocked. */
  function kept(key, storage, scope) {
    try { return window.__md_get(key, storage && storage(), scope); } catch { return null; }
  }

  /** The colours that the reader chose; before a choice those that the device asks for. */
  function colours() {
    const options = [...document.querySelectorAll("[data-md-component=palette] [data-md-color-media]")];
    const asked = options.find((option) => option.dataset.mdColorMedia && matchMedia(option.dataset.mdColorMedia).matches);
    const chosen = kept("__palette")?.color;
    if (chosen && chosen.media !== "(prefers-color-scheme)") return chosen;
    if (chosen) {
      const scheme = matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
      return coloursOf(options.find((option) => option.dataset.mdColorMedia === `(prefers-color-scheme: ${scheme})`));
    }
    return coloursOf(asked);
  }

  function coloursOf(option) {
    const { mdColorMedia: media, mdColorScheme: scheme, mdColorPrimary: primary, mdColorAccent: accent } = option?.dataset ?? {};
    return option ? { media, scheme, primary, accent } : {};
  }

  function colour() {
    if (!document.body) return;
    for (const [name, value] of Object.entries(colours())) if (value !== undefined) document.body.setAttribute(`data-md-color-${name}`, value);
  }

  function announcement() {
    const node = document.querySelector("[data-md-component=announce]");
    const text = node?.querySelector(".md-banner__button") && node.querySelector(".md-typeset");
    if (text && window.__md_hash(text.innerHTML) === kept("__announce")) node.hidden = true;
    const outdated = document.querySelector("[data-md-component=outdated]");
    if (outdated && script.dataset.base && kept("__outdated", () => sessionStorage, new URL(script.dataset.base, location)) === true) outdated.hidden = false;
  }

  /** The tabs that were chosen before, and the one that the address names. */
  function tabs() {
    const before = script.dataset.tabs === undefined ? [] : kept("__tabs") ?? [];
    for (const set of document.querySelectorAll(".tabbed-set")) {
      const labels = [...set.querySelectorAll(".tabbed-labels label")];
      const label = before.map((tab) => labels.find((each) => each.innerText.trim() === tab)).find(Boolean);
      if (label) document.getElementById(label.htmlFor).checked = true;
    }
    const named = document.getElementById(location.hash.slice(1));
    if (named?.name?.startsWith("__tabbed_")) named.checked = true;
  }

  /** A page from disk may start no worker: the search then runs in a frame of its own, under the name by which the theme knows that. */
  class IFrameWorker extends EventTarget {
    constructor(url) {
      super();
      const frame = Object.assign(document.createElement("iframe"), { hidden: true });
      document.body.append(frame);
      this.inside = frame.contentWindow;
      this.inside.postMessage = (data) => this.dispatchEvent(new MessageEvent("message", { data }));
      this.inside.importScripts = (...urls) => urls.reduce((before, each) => before.then(() => this.load(each)), Promise.resolve());
      this.ready = this.load(new URL(url, location).href);
    }

    load(src) {
      return new Promise((resolve, reject) => {
        const node = Object.assign(this.inside.document.createElement("script"), { src, onload: resolve, onerror: reject });
        this.inside.document.head.append(node);
      });
    }

    postMessage(data) { this.ready.then(() => this.inside.dispatchEvent(new MessageEvent("message", { data }))); }
  }

  const LETTER = "〇", LONGEST = 8, HAN = /\p{Script=Han}{2,}/gu, [SETS_UP, ASKS, ANSWERS] = [0, 2, 3];

  /** The theme's search leaves out the last letter of a Chinese text, and so takes 错误 for 错误率; where a text has several words, one of
      them is enough. Here words are told apart, with a letter more behind each, and all are asked for; any of them where all are nowhere. */
  function tellWords({ prototype }) {
    const { postMessage: post, addEventListener: listen } = prototype, talks = new WeakMap();
    const talk = (worker) => talks.get(worker) ?? talks.set(worker, { docs: undefined, open: [] }).get(worker);
    prototype.postMessage = function ask(message, ...rest) {
      const { open } = talk(this);
      if (message?.type === SETS_UP) talk(this).docs = message.data?.docs;
      if (!talk(this).docs || message?.type !== ASKS || typeof message.data !== "string") return post.call(this, message, ...rest); // no search
      const words = (talk(this).words ??= wordsOf(talk(this).docs)), [all, any] = [" +", " "].map((mark) => asked(message.data, words, mark));
      open.push(any !== all && any);
      return post.call(this, { ...message, data: all }, ...rest);
    };
    prototype.addEventListener = function hear(name, ...rest) {
      if (name === "message" && !talk(this).hears) listen.call(this, name, (event) => { // before the theme does
        if (!talk(this).docs || event.data?.type !== ANSWERS) return;
        const any = talk(this).open.shift();
        if (any && !event.data.data?.items?.length) {
          event.stopImmediatePropagation();
          talk(this).open.push(false);
          post.call(this, { ...event.data, type: ASKS, data: any });
        } else withoutLetter(event.data);
      });
      talk(this).hears = true;
      return listen.call(this, name, ...rest);
    };
  }

  function asked(text, words, mark) {
    return text.replace(HAN, (run) => {
      const parts = divided(run, words);
      return parts.length ? parts.map((word) => `${parts.length > 1 ? mark : ""}${word}${LETTER}`).join("") : run;
    });
  }

  /** The Chinese words of what can be found. */
  function wordsOf(docs) {
    const words = new Set();
    for (const { title, text } of docs) for (const [word] of `${title} ${text}`.matchAll(HAN)) words.add(word);
    return words;
  }

  /** The longest words of a text that are known; what is left of it is what somebody is still typing. The theme looks for words that begin
      with a text of which none is known. */
  function divided(run, words) {
    const found = [];
    for (let at = 0; at < run.length;) {
      let end = Math.min(run.length, at + LONGEST);
      while (end > at + 1 && !words.has(run.slice(at, end))) end--;
      if (end > at + 1) found.push(run.slice(at, end));
      at = end;
    }
    return found;
  }

  function withoutLetter({ data }) {
    for (const found of data?.items?.flat() ?? [])
      found.terms = Object.fromEntries(Object.entries(found.terms).map(([term, met]) => [term.replace(LETTER, ""), met]));
  }

  /** The strip's place, with the name of the plan and its T, as soon as the page says that its launch is near. What stands there later
      comes with the script of launch day. True where nothing is left to wait for. */
  function strip() {
    const place = document.querySelector(".lb-launch"), page = document.querySelector(".md-container");
    if (!place || !page) return document.readyState !== "loading";
    const { from, until, title, t, day, src } = place.dataset, now = Date.now();
    if (document.querySelector(".lb-strip") || !(Date.parse(from) - 864e5 <= now && now <= Date.parse(until))) return true;
    const made = (tag, name, ...parts) => { const node = document.createElement(tag); node.className = name; node.append(...parts); return node; };
    const strip = made("section", "lb-strip lb-strip--idle", made("div", "lb-strip__early", made("b", "", title), made("span", "", `T ${t}`)));
    strip.setAttribute("aria-label", title);
    page.before(strip);
    document.documentElement.classList.add("lb-on", "lb-ticks");
    document.head.append(Object.assign(document.createElement("link"), { rel: "preload", as: "script", href: src }));
    const first = Object.assign(document.createElement("script"), { src: day }); // it reads what is kept while the page is still read
    first.dataset.launchbookDay = "";
    first.addEventListener("error", () => first.remove()); // nothing waits for it then, and it may be tried again
    document.head.append(first);
    return true;
  }

  /** Long pages are read for seconds on a telephone: their strip does not wait for the end. */
  function earlyStrip() {
    if (window.__lbStrip || strip()) return;
    window.__lbStrip = new MutationObserver((_, watch) => { if (strip()) watch.disconnect(); });
    window.__lbStrip.observe(document, { childList: true, subtree: true });
  }

  /** What the theme does takes seconds on a slow telephone, and where a launch is on its ticks come first: the scripts below the content
      are held back until those stand. A script that was read is known here before it runs, since small tasks come in between. */
  function hold() {
    const held = [], ours = new URL(".", script.src).href, theme = /\/assets\/javascripts\/bundle\b/;
    const watch = new MutationObserver((records) => {
      for (const node of records.flatMap(({ addedNodes }) => [...addedNodes])) {
        if (node.localName !== "script" || !node.src || node.src.startsWith(ours) || !(held.length || theme.test(node.src))) continue;
        node.type = "text/held";
        held.push(node);
      }
    });
    watch.observe(document.body, { childList: true, subtree: true });
    const release = () => {
      if (document.readyState === "loading") { document.addEventListener("DOMContentLoaded", release, { once: true }); return; } // all, in their order
      watch.disconnect();
      const nodes = held.splice(0).map((node) => [node, released(node)]);
      for (const kind of ["load", "error"]) nodes.at(-1)?.[1].addEventListener(kind, began);
      for (const [node, again] of nodes) node.replaceWith(again);
    };
    document.addEventListener("launchbook-stands", release, { once: true });
    document.querySelector("[data-launchbook-day]").addEventListener("error", release);
    setTimeout(release, 4000);
  }

  function released(node) {
    const again = Object.assign(document.createElement("script"), { async: false }); // in their order
    for (const { name, value } of node.attributes) if (name !== "type") again.setAttribute(name, value);
    return again;
  }

  /** What they do once a page was read, they wait for as if it were being read now. */
  function began() {
    document.dispatchEvent(new Event("launchbook-theme"));
    document.dispatchEvent(new Event("DOMContentLoaded", { bubbles: true }));
  }

  if (location.protocol === "file:" && !window.IFrameWorker) window.Worker = window.IFrameWorker = IFrameWorker;
  if (window.Worker && !window.__lbAsked) {
    window.__lbAsked = true;
    tellWords(window.Worker);
  }
  names();
  colour();
  announcement();
  earlyStrip();
  if (script.dataset.tabs !== undefined || script.dataset.end !== undefined) tabs();
  if (script.dataset.end !== undefined) {
    if (document.querySelector("[data-launchbook-day]")) hold();
    document.dispatchEvent(new Event("launchbook-content"));
  }
})();
