"""What was found: the result of a check, and the verdict of a gate."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from launchbook.core.choices import read_as
from launchbook.core.entry import State
from launchbook.core.headings import Listed
from launchbook.core.model import Flag, Model
from launchbook.core.quantity import Threshold
from launchbook.core.reference import PersonRef
from launchbook.core.text import Text, Word
from launchbook.core.time import Moment


class Found(Model):
    """What was read or seen where one looked."""

    recorded: ClassVar[tuple[str, ...]] = ("at",)
    short: ClassVar[str | None] = "reading"
    reading: Word | None = None
    """What was read or counted: `430ms`, `1204 rows`."""
    by: PersonRef | None = None
    """Who checked it."""
    at: Moment | None = None
    """When."""
    note: Text | None = None
    """What else was seen."""

    def kept(self, limit: Threshold | None) -> bool | None:
        """Whether a threshold holds for the reading; None where they do not compare."""
        measured = Threshold.measured(self.reading)
        return limit.holds(measured) if limit and measured else None


class CheckResult(Found):
    """What a check found. Short form: `pass` or `fail`, or the reading."""

    verdict: Literal["pass", "fail"] | None = None
    """Whether it passed; left out, as the reading keeps the threshold."""

    @classmethod
    def expand_short(cls, data: Any) -> dict[str, Any]:
        word = read_as(cls, "verdict", str(data).strip())
        return {"verdict": word} if word in ("pass", "fail") else {"reading": data}

    def passed(self, limit: Threshold | None) -> bool | None:
        """Whether it passed: as it says, or else as the reading keeps the threshold; None where neither tells."""
        return self.verdict == "pass" if self.verdict else self.kept(limit)


class Sighting(Found):
    """Whether something that must not be was seen. Short form: `yes` or `no`, or the reading."""

    seen: Flag | None = None
    """Whether it was seen; left out, as the reading crosses the threshold."""

    @classmethod
    def expand_short(cls, data: Any) -> dict[str, Any]:
        word = read_as(cls, "seen", str(data).strip())
        return {"seen": word} if word in ("yes", "no") else {"reading": data}

    def holds(self, limit: Threshold | None) -> bool | None:
        """Whether it is so: as it says, or else as the reading crosses the threshold; None where neither tells."""
        return self.kept(limit) if self.seen is None else self.seen


class Verdict(Model):
    """What was decided at a gate. Short form: `go` or `no-go`."""

    recorded: ClassVar[tuple[str, ...]] = ("at",)
    short: ClassVar[str | None] = "verdict"
    roles: ClassVar[Mapping[str, str]] = {"second": "by"}

    verdict: Literal["go", "no-go"]
    """`go` or `no-go`."""
    by: PersonRef | None = None
    """Who decided; left out, the decider."""
    at: Moment | None = None
    """When."""
    second: Listed[PersonRef] = ()
    """Who signed as well, where several must agree: one person, or a list."""
    note: Text | None = None
    """What it rests on, or the condition under which it holds."""


def verdict_state(verdict: Verdict | None) -> State | None:
    """The state of what a gate decides; None while it is open."""
    return None if verdict is None else "done" if verdict.verdict == "go" else "failed"
