"""Progressive exposure: stages with share, hold and gates, drawn as a ramp."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, ClassVar

from launchbook.core.entry import Entry
from launchbook.core.headings import Items, Listed
from launchbook.core.model import Filled
from launchbook.core.plan import Plan
from launchbook.core.platforms import Staged, platforms_staged
from launchbook.core.platforms.model import Platform
from launchbook.core.reference import PersonRef
from launchbook.core.text import Text
from launchbook.core.time import Extent, Frame, Span
from launchbook.sections.rollout.ramp import Ramp, ramp
from launchbook.sections.rollout.stages import Stage, TimedStage, Widening, stage_end


class Rollout(Entry):
    """The rollout. Short form: the list of stages."""

    short: ClassVar[str | None] = "stages"
    row_times: ClassVar[Mapping[str, str]] = {"at": "rollout"}

    platform: Staged | None = None
    """The platform of the stages, or `other`; left out, the `platforms:` of the plan. What the platform allows of a staged release is
    checked."""
    decider: PersonRef | None = None
    """Who decides to widen; left out, the plan's decider."""
    at: Span | None = None
    """From when to when the rollout as a whole is planned."""
    stages: Annotated[Listed[Stage], Filled]
    """Stages in the order of time."""
    steps: Items[Widening] = ()
    """How the release is widened, click by click or batch by batch."""
    note: Text | None = None
    """What everyone should know about the rollout."""

    def platforms(self, plan: Plan) -> Sequence[Platform]:
        """The platforms of its stages."""
        return platforms_staged(plan)

    @property
    def drawn(self) -> bool:
        """Whether there is a ramp to draw."""
        return len(self.stages) > 1 and any(stage.share for stage in self.stages)

    @property
    def full(self) -> Stage | None:
        """The stage that reaches everyone."""
        return next((stage for stage in self.stages if stage.share and stage.share.high == 100), None)

    def timed(self, frame: Frame) -> tuple[TimedStage, ...]:
        """The stages with their start and end."""
        timed: list[TimedStage] = []
        following, begins = None, None
        for stage in reversed(self.stages):
            said = stage.at.resolve(frame)[0] if stage.at else None
            start = said.at if said else None
            timed.append(
                TimedStage(stage, following, start, stage_end(stage, frame, begins), said.drift if said else None)
            )
            following, begins = stage, start
        return tuple(reversed(timed))

    def reaching_users_before(self, time: Extent, frame: Frame) -> list[Stage]:
        """The stages with a share of users that begin before a time."""
        reaching = [stage for stage in self.stages if stage.share and stage.share.high and stage.at]
        return [stage for stage in reaching if stage.at and stage.at.resolve(frame)[0].extent.precedes(time)]

    def ramp(self, frame: Frame) -> Ramp:
        """The drawing."""
        return ramp(self.timed(frame), frame)
