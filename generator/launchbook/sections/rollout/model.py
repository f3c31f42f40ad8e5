"""Progressive exposure: stages with share, hold and gates."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar, Literal

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from launchbook.core.items import Anchored, Condition, Step
from launchbook.core.model import Flag, Model
from launchbook.core.plan import Plan
from launchbook.core.problem import Rejected, say
from launchbook.core.quantity import Duration, Share
from launchbook.core.reference import PersonRef
from launchbook.core.section import Event
from launchbook.core.text import BAD_TEXT, Text, Word
from launchbook.core.time import Frame, Span

_METRIC = re.compile(r"[a-z][a-z0-9_.-]*")


class Gate(Condition):
    """What must hold before the release is widened.

    Short form: the id of a metric (a lower-case word such as `error_rate`), or else a sentence.
    """

    @classmethod
    def expand_short(cls, data: Any) -> dict[str, Any]:
        return {"metric" if _METRIC.fullmatch(str(data).strip()) else "text": data}


class Stage(Anchored):
    """One stage of the rollout."""

    title: Text
    """What the stage is called."""
    share: Share | None = None
    """The share of users that has the release from now on."""
    at: Span | None = None
    """When it begins, or from when to when it lasts."""
    hold: Duration | None = None
    """How long it is watched before anyone decides to widen (bake time)."""
    audience: Text | None = None
    """Who is in it: colleagues, core users, everyone."""
    users: Word | None = None
    """How many people that is: `100`, `500-1000`."""
    goal: Text | None = None
    """What this stage shall show."""
    condition: Text | None = Field(default=None, alias="if")
    """What must be true for the stage to begin at all."""
    gates: tuple[Gate, ...] = ()
    """What must hold at the end of this stage before the next begins."""
    decider: PersonRef | None = None
    """Who decides to go on to the next stage, where that is not the decider of the rollout."""
    owner: PersonRef | None = None
    """Who carries the stage out and watches it."""
    on_breach: Text | None = None
    """What happens when a gate does not hold."""
    done: Flag = False
    """Whether the stage is over."""
    note: Text | None = None
    """What else the reader should know."""

    @property
    def label(self) -> str:
        return str(self.title)

    @property
    def height(self) -> int:
        """The height of its step in the ramp, in per cent. Logarithmic, so that 0.5 % and 100 % are both legible."""
        return _height(self.share.high) if self.share else 0

    @property
    def low_height(self) -> int:
        """The height of the lower end where the share is a range."""
        return _height(self.share.low) if self.share else 0


@dataclass(frozen=True, slots=True)
class Slot:
    """A stage with its number, its place on the clock, and the stage it is widened to."""

    number: int
    stage: Stage
    following: Stage | None
    start: datetime | None = None
    end: datetime | None = None
    """When it ends; where it does not say, after its hold, or when the next begins."""

    @property
    def heading(self) -> str:
        share = f" · {self.stage.share}" if self.stage.share else ""
        return f"{self.number}. {self.stage.title}{share}"


class Rollout(Model):
    """The rollout. Short form: the list of stages."""

    short: ClassVar[str | None] = "stages"

    platform: Literal["wechat", "other"] | None = None
    """Where it is rolled out. For `wechat` the rules of WeChat's staged release are checked."""
    decider: PersonRef | None = None
    """Who decides to widen; left out, the plan's decider."""
    stages: tuple[Stage, ...]
    """Stages in the order of time."""
    steps: tuple[Step, ...] = ()
    """How the release is widened, click by click."""
    note: Text | None = None
    """What everyone should know about the rollout."""

    @field_validator("stages")
    @classmethod
    def _not_empty(cls, value: tuple[Stage, ...]) -> tuple[Stage, ...]:
        # Not `min_length`: pydantic counts items that were refused as missing, and would report the list as well.
        if not value:
            rejected = Rejected(BAD_TEXT, say("the list is empty"), say("Write at least one item, or remove the key."))
            raise PydanticCustomError("rejected", "{message}", {"message": str(rejected), "rejected": rejected})
        return value

    @property
    def drawn(self) -> bool:
        """Whether there is a ramp to draw."""
        return len(self.stages) > 1 and any(stage.share for stage in self.stages)

    @property
    def full(self) -> Stage | None:
        """The stage that reaches everyone."""
        return next((stage for stage in self.stages if stage.share and stage.share.high == 100), None)

    def slots(self, frame: Frame) -> tuple[Slot, ...]:
        """Every stage on the clock."""
        slots: list[Slot] = []
        following, begins = None, None
        for number, stage in reversed(list(enumerate(self.stages, 1))):
            start = stage.at.resolve(frame)[0].at if stage.at else None
            slots.append(Slot(number, stage, following, start, _end(stage, frame, begins)))
            following, begins = stage, start
        return tuple(reversed(slots))


def held_until(start: datetime, hold: Duration) -> datetime:
    """When a hold that begins at `start` is over: days by the calendar, hours as they elapse."""
    try:
        day = start + timedelta(days=hold.days)
        return (day.astimezone(UTC) + hold.rest).astimezone(start.tzinfo)
    except OverflowError:  # behind the year 9999
        return datetime.max.replace(tzinfo=UTC)


def _end(stage: Stage, frame: Frame, begins: datetime | None) -> datetime | None:
    if stage.at is None:
        return None
    start, end = stage.at.resolve(frame)
    if end:
        return end.end
    if stage.hold:
        return held_until(start.at, stage.hold)
    return begins if begins and begins > start.at else None


def _height(share: Decimal) -> int:
    return round(100 * math.log1p(float(share) * 10) / math.log1p(1000))


def rollout_events(rollout: Rollout, plan: Plan) -> Iterator[Event]:
    for stage in rollout.stages:
        if stage.at:
            share = f" {stage.share}" if stage.share else ""
            owner = stage.owner or stage.decider or rollout.decider
            yield Event(stage.at, f"{stage.title}{share}", owner, stage, "rollout stage", stage.done)
