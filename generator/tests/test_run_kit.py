"""The kit itself: time on its devices, and what they keep."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from run_kit import DESK, launch
from site_kit import write

pytest_plugins = ("site_fixtures",)

AT = "2026-03-17T09:58:00+08:00"
HERE = "new Date().toISOString()"
SITE = "fetch('?', { method: 'HEAD' }).then((answer) => new Date(answer.headers.get('Date')).toISOString())"


def near(text: str, at: datetime) -> bool:
    return abs(datetime.fromisoformat(text) - at) < timedelta(seconds=20)


def test_devices_and_the_site_agree_on_the_time(browser: Any, tmp_path: Path) -> None:
    site = write(tmp_path, {"index.html": '<link rel="icon" href="data:,"><p>tea</p>'})
    with launch(browser, site, AT) as day:
        one, fast = day.device(), day.device(DESK, fast=3600)
        page, other = one.open("", ready="p"), fast.open("", ready="p")
        start = datetime.fromisoformat(AT)
        for passed in (timedelta(0), timedelta(hours=3)):
            assert near(page.evaluate(HERE), start + passed)
            assert near(page.evaluate(SITE), start + passed)
            assert near(other.evaluate(HERE), start + passed + timedelta(hours=1))
            if not passed:
                day.to("2026-03-17T12:58:00+08:00")
        late = one.open("", ready="p")
        assert near(late.evaluate(HERE), start + timedelta(hours=3)), (
            "a page that is opened later has the time of its device"
        )
        assert one.runs("tea") == []
