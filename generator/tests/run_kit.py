"""What the tests of launch day share: a site at a time of our choice, and devices on which its pages are open.

    with launch(browser, built.site, "2026-03-17T09:58:00+08:00") as day:
        phone, desk = day.device(PHONE), day.device(DESK, fast=60)    # the clock of the second is a minute fast
        page = phone.open("plans/dawn/runsheet/")
        day.forward(minutes=12)
        assert phone.runs("dawn")[0]["events"]

Time goes on by itself as in life; `forward` lets it jump on all devices at once. The site's answers carry the same time, so that no
device finds its clock wrong unless it is meant to.
"""

from __future__ import annotations

import contextlib
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from site_kit import NOTHING_TO_SEARCH, PREFIX, ROOT, Built, Watched, build, lines_of, once, project, served

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
READY = ".lb-launch[data-open]"
"""What stands on a page once its launch is open there, with all that comes after the first tick."""


def plans_built(factory: pytest.TempPathFactory, *plans: str) -> Built:
    """A site of some of the team's own plans, by the names of their folders or files, built once per run."""

    def make(folder: Path) -> None:
        project(folder, {})
        for name in plans:
            path = next((ROOT / "plans").glob(f"{name}*"))
            (shutil.copytree if path.is_dir() else shutil.copy)(path, folder / "plans" / path.name)
        build(folder)

    return Built(once(factory, "launch-" + "-".join(plans), make))


class Clock:
    """The right time: it goes on, and jumps."""

    def __init__(self, start: str) -> None:
        self.ahead = datetime.fromisoformat(start).timestamp() - time.time()

    def seconds(self) -> float:
        return time.time() + self.ahead

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.seconds(), UTC)


@dataclass
class Device:
    """A browser of its own: a phone, a desk, a shared screen."""

    context: Any
    root: str
    pages: list[Watched] = field(default_factory=list)

    def open(self, address: str, ready: str = READY) -> Any:
        """A further page, once what `ready` selects stands on it; nothing is awaited where it is empty."""
        page = self.context.new_page()
        self.pages.append(Watched(page))
        return self.go(page, address, ready)

    def go(self, page: Any, address: str, ready: str = READY) -> Any:
        page.goto(self.root + address, wait_until="load")
        if ready:
            page.wait_for_selector(ready, state="attached")
        return page

    def offline(self, off: bool = True) -> None:
        self.context.set_offline(off)

    def runs(self, plan: str) -> list[dict[str, Any]]:
        """What this device keeps of a plan's runs, whatever its pages show: each with its `events`, in the order of their ids."""
        page = self.pages[-1].page
        kept = page.evaluate(_KEPT, [f"launchbook {PREFIX}", plan])
        return [
            {**head, "events": [entry["event"] for entry in kept["events"] if entry["run"] == head["run"]]}
            for head in kept["runs"]
        ]

    def acts(self, plan: str) -> list[str]:
        """What was done in the runs of a plan, in the order in which this device would show it."""
        events = [event for run in self.runs(plan) for event in run["events"]]
        return [f"{event['do']} {event.get('row', '')}".strip() for event in sorted(events, key=_in_time)]

    def troubles(self) -> list[str]:
        return [trouble for page in self.pages for trouble in (*page.troubles, *page.other_hosts())]


def _in_time(event: dict[str, Any]) -> tuple[datetime, str, int]:
    at = datetime.fromisoformat(event["at"]) + timedelta(seconds=event.get("offset", 0))
    return at, event["device"], event["seq"]


_KEPT = """async ([name, plan]) => {
  if (!(await indexedDB.databases()).some((found) => found.name === name)) return { runs: [], events: [] };
  const answered = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const database = await answered(indexedDB.open(name)), shelves = database.transaction(["runs", "events"]);
  const all = (shelf) => answered(shelves.objectStore(shelf).getAll(IDBKeyRange.bound([plan], [plan, []])));
  const [runs, events] = await Promise.all([all("runs"), all("events")]);
  database.close();
  return { runs, events };
}"""


@dataclass
class Launch:
    """A launch day: the site, the right time, and the devices that follow it."""

    browser: Any
    root: str
    clock: Clock
    devices: list[Device] = field(default_factory=list)

    def device(self, viewport: dict[str, int] | None = None, fast: float = 0, **settings: Any) -> Device:
        """A new device, with nothing kept; its clock is so many seconds fast."""
        context = self.browser.new_context(
            **{"locale": "en-GB", "timezone_id": "Asia/Shanghai", "viewport": viewport or PHONE, **settings}
        )
        context.route("**/search/search_index.json", lambda route: route.fulfill(json=NOTHING_TO_SEARCH))
        context.clock.install(time=self.clock.now() + timedelta(seconds=fast))
        self.devices.append(Device(context, self.root))
        return self.devices[-1]

    def forward(self, minutes: float) -> None:
        """Time jumps on all devices, as if they had slept; what was due meanwhile happens once."""
        self.clock.ahead += minutes * 60
        for device in self.devices:
            device.context.clock.fast_forward(round(minutes * 60_000))

    def to(self, at: str) -> None:
        """On to a time, which lies ahead."""
        minutes = (datetime.fromisoformat(at) - self.clock.now()) / timedelta(minutes=1)
        assert minutes > 0, f"{at} is past: it is {self.clock.now()}"
        self.forward(minutes)


@contextlib.contextmanager
def launch(browser: Any, site: Path, at: str) -> Iterator[Launch]:
    """A launch day from a time on. In the end nothing may have gone wrong on any page, and no other host been asked."""
    clock = Clock(at)
    with served(site, clock=clock.seconds) as root:
        day = Launch(browser, root, clock)
        try:
            yield day
            troubles = [trouble for device in day.devices for trouble in device.troubles()]
            assert not troubles, lines_of(troubles)
        finally:
            for device in day.devices:
                device.context.close()
