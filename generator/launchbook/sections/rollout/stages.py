"""The parts of a rollout: stages with share, hold and gates; steps of widening; a stage on the clock."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any, ClassVar

from pydantic import Field

from launchbook.core.entry import State
from launchbook.core.gates import NO_GO
from launchbook.core.headings import Items, Listed
from launchbook.core.items import Anchored, GateCriterion, NoGoCondition, Prohibition, done_state
from launchbook.core.ladder import OWN, Rung
from launchbook.core.model import Flag
from launchbook.core.plan import Plan
from launchbook.core.problem import Rejected
from launchbook.core.quantity import Duration, Share, Threshold
from launchbook.core.reference import OwnerRef, PersonRef
from launchbook.core.results import Verdict
from launchbook.core.rows import Row
from launchbook.core.steps import Step
from launchbook.core.stops import Stops
from launchbook.core.text import Text, Word
from launchbook.core.time import Extent, Frame, Instant, Span
from launchbook.core.workdays import UNKNOWN_YEAR

_METRIC = re.compile(r"[a-z][a-z0-9_.-]*")


class Gate(GateCriterion):
    """What must hold before the release is widened.

    Short form: the id of a metric (a lower-case word such as `error_rate`), or else a sentence.
    """

    act_at: Annotated[Threshold | None, OWN] = None
    """From where on something is done about it, short of a breach: `> 1s`."""
    action: Text | None = None
    """What is then done: `find the slow queries`."""

    @classmethod
    def expand_short(cls, data: Any) -> dict[str, Any]:
        return {"metric" if _METRIC.fullmatch(str(data).strip()) else "text": data}


class Stage(Anchored):
    """One stage of the rollout."""

    roles: ClassVar[Mapping[str, str]] = {"second": "by"}
    row_kind: ClassVar[str] = "stage"
    row_lasts: ClassVar[str] = "hold"
    row_times: ClassVar[Mapping[str, str]] = {"at": "rollout stage"}
    row_numbered: ClassVar[str] = "list"
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
    do_not: Items[Prohibition] = ()
    """What must not be done: `restart the service`. Drawn behind a sign and the words “do not”."""
    stop_if: Stops = ()
    """On what everything is stopped at once, and who is then called: sentences, or metrics with a threshold."""
    gates: Annotated[Items[Gate], Rung("gate")] = ()
    """What must hold at the end of this stage before the next begins, and what is watched for that: metrics, sentences."""
    no_go_if: Annotated[Items[NoGoCondition], NO_GO] = ()
    """What must not be: any one of these is a no-go, and the next stage is not begun. Sentences, or metrics with a threshold."""
    decider: PersonRef | None = None
    """Who decides to go on to the next stage, where that is not the decider of the rollout."""
    owner: OwnerRef | None = None
    """Who carries the stage out and watches it."""
    second: Listed[PersonRef] = ()
    """Who must agree and sign as well: one person, or a list where all must."""
    verdict: Verdict | None = None
    """What was decided at its end, once it is: `go`, `no-go`, by whom and when."""
    on_pass: Text | None = None
    """What happens when all gates hold; left out, the next stage begins."""
    on_breach: Text | None = None
    """What happens when a gate does not hold."""
    done: Flag = False
    """Whether the stage is over."""
    note: Text | None = None
    """What else the reader should know."""

    @property
    def heading(self) -> str:
        share = str(self.share or "")
        said = share and re.search(rf"(?<![\d.]){re.escape(share)}", self.title)
        return f"{self.title} {share}" if share and not said else str(self.title)

    def row_stand_ins(self, plan: Plan, parent: Row) -> tuple[PersonRef, ...]:
        """Who decides to go on."""
        return tuple(decider for decider in (self.decider, parent.value.decider) if decider)[:1]

    def row_state(self, plan: Plan) -> State | None:
        return done_state(self.done)

    @property
    def height(self) -> int:
        """The height of its step in the ramp, in per cent. Logarithmic, so that 0.5 % and 100 % are both legible."""
        return share_height(self.share.high) if self.share else 0

    @property
    def low_height(self) -> int:
        """The height of the lower end where the share is a range."""
        return share_height(self.share.low) if self.share else 0


@dataclass(frozen=True, slots=True)
class TimedStage:
    """A stage with its place on the clock, and the stage it is widened to."""

    stage: Stage
    following: Stage | None
    start: datetime | None
    end: datetime | None
    """When it ends; where it does not say, after its hold, or when the next begins."""
    drift: timedelta | None = None
    """How much later it may be, where it hangs on a launch whose day is not known."""

    @property
    def extent(self) -> Extent | None:
        return Extent(self.start, self.end, self.drift) if self.start and self.end else None


class Widening(Step):
    """A step of widening the release. After a batch it may say how long it is watched, and the two ways on from there."""

    share: Share | None = None
    """The share of users that has the release after this step."""
    watch: Duration | None = None
    """How long it is then watched before the next step."""
    on_pass: Text | None = None
    """The way on when all is well."""
    on_breach: Text | None = None
    """The way on when something is wrong."""

    @property
    def forks(self) -> bool:
        """Whether the way divides behind it."""
        return bool(self.watch or self.on_pass or self.on_breach)


def held_until(start: datetime, hold: Duration, frame: Frame) -> datetime | None:
    """When a hold that begins at `start` is over: days by the calendar, working days by the plan's, hours elapse.

    None where the working days of that year are not known.
    """
    try:
        return frame.after(Instant(start), hold, str(hold)).end
    except Rejected as rejected:
        return None if rejected.code is UNKNOWN_YEAR else datetime.max.replace(tzinfo=UTC)  # behind the year 9999


def stage_end(stage: Stage, frame: Frame, begins: datetime | None) -> datetime | None:
    if stage.at is None:
        return None
    start, end = stage.at.resolve(frame)
    if end:
        return end.end
    if stage.hold:
        return held_until(start.at, stage.hold, frame)
    return begins if begins and Extent.moment(start.at).precedes(Extent.moment(begins)) else None


def share_height(share: Decimal | int) -> int:
    """How high a share stands in the ramp, in per cent of it."""
    return round(100 * math.log1p(float(share) * 10) / math.log1p(1000))
