"""Shares of users in the steps of the run sheet, against the stages of the rollout."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, say
from launchbook.core.section import finding, part_of, rule
from launchbook.core.time import Extent
from launchbook.sections.rollout.model import Rollout
from launchbook.sections.runsheet.model import Runsheet

_WIDENS = re.compile(
    r"\b(?:send|release|open|route|shift|widen|increase|ramp|raise|set|expand|roll(?:out| out)?|give)\b"
    r"[^.;%]{0,40}?(?<![\d.])(\d{1,3}(?:\.\d+)?) ?%"
    r"|(?:放量|灰度|切流|切|开放|推送|发布|扩大|调)[^。；;%]{0,16}?(?<![\d.])(\d{1,3}(?:\.\d+)?) ?[%％]",
    re.IGNORECASE,
)


@rule("EV012", "widened in the run sheet otherwise than in the rollout", "contradiction")
def widened_alike(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A step of the run sheet widens the release to a share that no stage of the rollout has, or in a box at whose time the stage does not
    begin.

    Whoever clicks follows the sheet, whoever decides follows the stages. Give both the same share and time. Read are steps that say that
    they send, release, open or widen to a share.
    """
    rollout, runsheet = plan.get(Rollout), plan.get(Runsheet)
    stages = [stage for stage in rollout.stages if stage.share] if rollout else []
    if runsheet is None or len(stages) < 2:
        return
    for box, extent in runsheet.timed(plan.frame):
        for row in plan.row(box).below("step"):
            match = _WIDENS.search(str(row.value.do))
            if match is None:
                continue
            share = Decimal(match[1] or match[2])
            found = [stage for stage in stages if stage.share and stage.share.low <= share <= stage.share.high]
            at = {**part_of(str(row.value.do), match.start(), len(match.group()))}
            if not found:
                yield finding(
                    (*row.path, "do"),
                    say("no stage has the share of {share} that this step widens to", share=f"{share}%"),
                    say("Give steps and stages the same shares."),
                    related=((say("the stages"), ("rollout", "stages")),),
                    **at,
                )
            elif extent and found[0].at and not _begins_in(plan, found[0].at, extent):
                yield finding(
                    (*row.path, "do"),
                    say("{share} at {here} here, and “{title}” begins at {there}", share=f"{share}%", here=str(extent),
                        title=found[0].title, there=str(plan.span(found[0].at)[0])),
                    say("Let both name the same time."),
                    related=((say("the stage"), (*found[0].path, "at")),),
                    **at,
                )  # fmt: skip


def _begins_in(plan: Plan, at: object, box: Extent) -> bool:
    """Whether a stage begins while a box is on, or at its end; of what is only a day, on that day."""
    start = plan.span(at)[0]  # type: ignore[arg-type]
    if start.drift is not None or not start.dated or start.precision != "minute":
        return start.drift is not None or not start.dated or start.extent.meets(box)
    return box.start <= start.at <= box.end
