"""How fast a long page is on launch day: 500 steps, on a processor slowed four times. `make bench` runs it where Chromium is.

    .venv/bin/python generator/tests/bench_pages.py                    the page as it is
    .venv/bin/python generator/tests/bench_pages.py --beside OLD NEW   two sites in one run, turn by turn, and the ratio
    .venv/bin/python generator/tests/bench_pages.py --build FOLDER     builds a site for that

Milliseconds are medians over several runs, and differ between machines and hours; ratios of one run do not. A start is counted from
the request of the page:

    text      something can be read
    read      the page was read to the end of its content
    stands    from `read` until steps in view have their ticks, not yet painted: what the scripts of launch day take
    tick      a step that is in view has its tick, and that is painted
    usable    the same, and no task longer than 50 ms begins within 50 ms
    quiet     no such task comes any more
    theme     as `quiet`, for the same page without the scripts of launch day
    done      from a press until its row says that it is done
    painted   from a press until the browser has painted what came of it
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from site_kit import CHROMIUM_ARGUMENTS, NOTHING_TO_SEARCH, build, chromium_path, project, served

SLOWED, BOXES, STEPS, PRESSES = 4, 25, 20, 8
PAGE = "plans/long/runsheet/"

_HEARD = """
(() => {
  const found = (window.bench = { tasks: [], events: [] });
  const hear = (kind, tell) => new PerformanceObserver((list) => list.getEntries().forEach(tell))
    .observe({ type: kind, buffered: true, ...(kind === "event" && { durationThreshold: 16 }) });
  hear("longtask", ({ startTime, duration }) => found.tasks.push([startTime, startTime + duration]));
  hear("event", ({ name, duration }) => { if (name === "click") found.events.push(duration); });
  const inView = (tick) => {
    const { top, bottom, height } = tick.getBoundingClientRect();
    return height && top >= 0 && bottom <= innerHeight;
  };
  const look = () => requestAnimationFrame(() => {
    if (![...document.querySelectorAll(".lb-tick")].some(inView)) return look();
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => { found.tick = performance.now(); };
    port2.postMessage(0);
  });
  document.addEventListener("launchbook-content", () => { found.read = performance.now(); });
  new MutationObserver((_, watch) => {
    if (!document.querySelector(".lb-tick")) return;
    found.made = performance.now();
    watch.disconnect();
    look();
  }).observe(document, { childList: true, subtree: true });
})();
"""
_HEAD = """\
plan: long
title: A long launch
version: 1.0
status: approved
language: en
timezone: UTC
launch: {launch}
window: 12h
owner: ada
decider: ada
people:
  ada: {{name: Ada Moore, phone: "555 0101"}}
  ben: {{name: Ben Orr, phone: "555 0102", deputy: ada}}
rollback:
  decider: ada
  within: 40m
  triggers: [Orders are lost]
  steps: [{{id: back, do: Send everybody back, duration: 20m}}]
runsheet:"""
_LAST = "Math.max(%s, ...window.bench.tasks.map(([, end]) => end))"
_STARTED = f"window.bench.tick && performance.now() - {_LAST % 'window.bench.tick'} > 1500"
_QUIET = f"performance.now() - {_LAST % '(window.loaded ??= performance.now())'} > 1500"
_TOLD = """() => {
  const { tick = 0, read = 0, made = read, tasks } = window.bench;
  const text = performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0;
  const usable = tasks.reduce((at, [start, end]) => (end > at && start - at < 50 ? end : at), tick);
  return { text, read, stands: made - read, tick, usable, quiet: Math.max(tick, ...tasks.map(([, end]) => end)) };
}"""
_PRESS = """(index) => {
  const tick = document.querySelectorAll(".lb-tick")[index], row = tick.closest(".lb-ticked"), state = row.dataset.state;
  tick.scrollIntoView({ block: "center", behavior: "instant" });
  window.bench.done = new Promise((resolve) => {
    let at = 0;
    tick.addEventListener("click", (event) => { at = event.timeStamp; }, { capture: true, once: true });
    new MutationObserver((_, watch) => {
      if (row.dataset.state === state) return;
      watch.disconnect();
      resolve(performance.now() - at);
    }).observe(row, { attributes: true });
  });
  const { left, top, width, height } = tick.getBoundingClientRect();
  return [left + width / 2, top + height / 2];
}"""


def plan_text(now: datetime) -> str:
    """A launch that is on, with 500 steps: every third has a command, and before every fifth box stands a gate."""
    start = now.replace(second=0, microsecond=0) - timedelta(minutes=5)
    lines = [_HEAD.format(launch=f"{start:%Y-%m-%d %H:%M}")]
    for box in range(BOXES):
        begin, end = (f"{start + timedelta(minutes=25 * each):%Y-%m-%d %H:%M}" for each in (box, box + 1))
        lines.append(
            f"  - {{id: box{box}, title: Part {box} of the launch, at: {begin} – {end}, owner: {('ada', 'ben')[box % 2]},"
        )
        if box and not box % 5:
            lines.append(
                f"     gate: {{id: gate{box}, title: Go on with part {box}, decider: ada, criteria: [Errors are few]}},"
            )
        lines.append("     steps: [")
        for step in range(STEPS):
            command = f', command: "shopctl move {box} {step}", expect: moved' if not step % 3 else ""
            lines.append(f"      {{id: s{box}-{step}, do: Move shard {step} of part {box}, duration: 1m{command}}},")
        lines.append("     ]}")
    return "\n".join(lines) + "\n"


def built(folder: Path) -> Path:
    project(folder, {"long.yml": plan_text(datetime.now(UTC))})
    build(folder)
    return folder / "site"


def opened(browser: Any, root: str, scripts: bool = True) -> Any:
    """The page on a device with nothing kept and a slow processor, once nothing happens any more."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, locale="en-GB", timezone_id="UTC", service_workers="block"
    )
    context.route("**/search/search_index.json", lambda route: route.fulfill(json=NOTHING_TO_SEARCH))
    if not scripts:
        context.route("**/day.js", lambda route: route.fulfill(content_type="text/javascript", body=""))
    context.add_init_script(_HEARD)
    page = context.new_page()
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    page.goto(root + PAGE, wait_until="load")
    page.wait_for_function(_STARTED if scripts else _QUIET, polling=250, timeout=120_000)
    return page


def started(browser: Any, root: str, scripts: bool = True) -> dict[str, float]:
    page = opened(browser, root, scripts)
    told: dict[str, float] = page.evaluate(_TOLD)
    page.context.close()
    return told


def pressed(browser: Any, root: str) -> list[dict[str, float]]:
    """A run is begun; then one step after the other is ticked by a press of the mouse."""
    page = opened(browser, root)
    page.locator(".lb-tick").first.click()
    page.locator(".lb-asked select").select_option("ada")
    page.get_by_role("button", name="A rehearsal", exact=True).click()
    page.wait_for_selector(".lb-ticked[data-state=done]", state="attached")
    found = []
    for index in range(1, PRESSES + 1):
        page.wait_for_timeout(1500)
        x, y = page.evaluate(_PRESS, index)
        page.wait_for_timeout(500)
        page.evaluate("window.bench.events.length = 0")
        page.mouse.click(x, y)
        done = page.evaluate("window.bench.done")
        page.wait_for_function("window.bench.events.length", polling=100, timeout=20_000)
        found.append({"done": done, "painted": page.evaluate("Math.max(...window.bench.events)")})
    page.context.close()
    return found


def median(rows: Sequence[dict[str, float]]) -> dict[str, float]:
    return {name: statistics.median(row[name] for row in rows) for name in rows[0]}


def measured(sites: Sequence[Path], times: int) -> list[dict[str, float]]:
    """Medians for each site; sites take turns, so that what else the machine does meets them alike."""
    from playwright.sync_api import sync_playwright

    starts: list[list[dict[str, float]]] = [[] for _ in sites]
    ticks: list[list[dict[str, float]]] = [[] for _ in sites]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_ARGUMENTS)
        for _ in range(times):
            for number, site in enumerate(sites):
                with served(site) as root:
                    theme = started(browser, root, scripts=False)["quiet"]
                    starts[number].append(started(browser, root) | {"theme": theme})
                    ticks[number] += pressed(browser, root)
        browser.close()
    return [{**median(starts[number]), **median(ticks[number])} for number in range(len(sites))]


def table(rows: Sequence[dict[str, float]], names: Sequence[str]) -> None:
    print("  ".join(f"{name:>10}" for name in ("", *rows[0])))
    for name, row in zip(names, rows, strict=True):
        print("  ".join((f"{name[-10:]:>10}", *(f"{value:>10.0f}" for value in row.values()))))
    if len(rows) > 1:
        shares = (rows[-1][name] / rows[0][name] for name in rows[0])
        print("  ".join((f"{'ratio':>10}", *(f"{share:>10.2f}" for share in shares))), flush=True)


def bench(sites: Sequence[Path] = (), times: int = 3) -> None:
    """The table, where there is a Chromium; of the page as it is now, or of these sites."""
    if not any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))):
        print("No Chromium here: how fast a long page is was not measured.")
        return
    with tempfile.TemporaryDirectory() as name:
        chosen = sites or [built(Path(name) / "project")]
        print(f"{BOXES * STEPS} steps, processor slowed {SLOWED} times, ms, medians of {times} runs")
        table(measured(chosen, times), [str(site) for site in chosen] if sites else [""])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--beside", nargs="+", type=Path, default=[])
    parser.add_argument("--build", type=Path)
    parser.add_argument("--times", type=int, default=3)
    chosen = parser.parse_args()
    if chosen.build:
        print(built(chosen.build))
    else:
        bench(chosen.beside, chosen.times)


if __name__ == "__main__":
    main()
