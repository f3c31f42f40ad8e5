"""The launch window and the point of no return: what lies outside, and what comes too late."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from launchbook.core.deciding import no_return
from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, Message, Path, say
from launchbook.core.rows import Row
from launchbook.core.section import finding, rule
from launchbook.core.time import Extent, Instant
from launchbook.rules.one_event import role_of
from launchbook.sections.rollback.model import Rollback
from launchbook.sections.runsheet.model import Runsheet, TimeBox

_CLOCK = r"(?<![\d:])([01]?\d|2[0-4])[:：]([0-5]\d)"
_OTHER_DAY = re.compile(
    r"\d{1,2}\s*[月/]\s*\d{1,2}|\d{4}-\d|\b(?:every|each|weekly|monthly|rehears\w+|drill)\b|每[天周日月晚]|演练",
    re.IGNORECASE,
)
_BACK = re.compile(
    r"\b(?:roll|switch|fall|go|take \w+) ?back\b|\brollback\b|\brevert|回滚|回退|回切|切回", re.IGNORECASE
)
_NEGATED = re.compile(
    r"\b(?:not|no|never|cannot|can't|without|instead of|no longer)\b|不|无法|没有|禁止", re.IGNORECASE
)


def _window(plan: Plan) -> Extent | None:
    """The launch window, where it has a clock."""
    window = plan.frame.window(getattr(plan.head, "window", None))
    known = plan.frame.launch.precision == "minute" and not plan.frame.undated
    return window if known and window.end > window.start else None


@rule("EV004", "released outside the window", "contradiction")
def released_in_window(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """The launch or the box that releases lies outside the launch window, or the point of no return before it.

    The window was agreed with those whom the launch disturbs. Correct `window:`, `launch:` or the box. Boxes that only prepare, or
    watch afterwards, may lie outside.
    """
    window, runsheet = _window(plan), plan.get(Runsheet)
    if window is None:
        return
    if not plan.frame.launch.extent.within(window) and plan.frame.launch.at != window.end:
        yield _released(say("the launch"), ("launch",), plan.frame.launch, window)
    for box, extent in runsheet.timed(plan.frame) if runsheet else ():
        releases = role_of(str(box.title)) in ("launch", "full") and not (extent and _later_stage(plan, extent))
        too_early = box.point_of_no_return and extent and extent.precedes(window)
        if extent and (releases or too_early) and not extent.meets(window):
            yield _released(say("“{title}”", title=box.title), (*box.path, "at"), str(extent), window)


def _later_stage(plan: Plan, extent: Extent) -> bool:
    """Whether a stage of the rollout begins then, for which the window of the launch was not made."""
    return any(row.kind == "stage" and row.when and row.when.start.extent.meets(extent) for row in plan.rows)


def _released(title: Message, path: Path, at: Instant | str, window: Extent) -> Finding:
    return finding(
        path,
        say("{title} is at {at}, outside the launch window ({window})", title=title, at=at, window=str(window)),
        say("Correct the time, or `window:`."),
        related=((say("the launch window"), ("window",)),),
    )


@rule("EV005", "decision behind the point of no return", "contradiction")
def last_decision_before(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A go / no-go of the run sheet stands behind the point of no return.

    Its no-go can no longer be carried out. Move the decision before the point, or the point behind it. A decision whose `no_go:` says what
    is then done without going back is left alone, as is one whose no-go is a rollback while the rollback has no `point_of_no_return:`.
    """
    runsheet = plan.get(Runsheet)
    box = runsheet.point_of_no_return if runsheet else None
    if runsheet is None or box is None:
        return
    hard = no_return(plan) is not None
    behind = runsheet.boxes[runsheet.boxes.index(box) :]
    gates = [gate for each in behind for gate in (each.gate, each.exit_gate) if gate and gate is not box.gate]
    for gate in gates:
        goes_back = _goes_back(str(gate.no_go or ""))
        if gate.no_go is None or (hard and goes_back):
            yield finding(
                (*gate.path, "no_go") if gate.no_go else gate.path,
                say("“{title}” is decided behind the point of no return", title=plan.row(gate).title),
                say(
                    "Move the decision before the point of no return, or say in `no_go:` what is then done without going back."
                ),
                related=((say("the point of no return"), (*box.path, "point_of_no_return")),),
            )


def _goes_back(text: str) -> bool:
    return any(not _NEGATED.search(text[max(0, m.start() - 12) : m.start()]) for m in _BACK.finditer(text))


@rule("EV006", "two points of no return", "contradiction")
def one_point(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """The rollback says in words from when on there is no way back, and names another box of the run sheet, or another hour, than the one
    that the run sheet marks.

    On the night somebody rolls back what can no longer be taken back, or gives up too early. Mark the same place in both.
    """
    found, runsheet = no_return(plan), plan.get(Runsheet)
    box = runsheet.point_of_no_return if runsheet else None
    if found is None or runsheet is None or box is None:
        return
    words, path = str(found.words), _words_path(plan)
    named = [each for each in runsheet.boxes if _plain(each.title) in _plain(words)]
    named += [each for each in runsheet.boxes if any(_plain(step.do) in _plain(words) for step in each.steps)]
    clock = re.search(_CLOCK, words)
    if named and box not in named and not _just_before(runsheet, box, named):
        yield _two_points(path, say("“{title}”", title=named[0].title), box)
    elif not named and clock and box.at and plan.span(box.at)[0].precision == "minute" and not _OTHER_DAY.search(words):
        start = plan.span(box.at)[0].at
        if (int(clock[1]) % 24, int(clock[2])) not in _hours(plan, box) and (int(clock[1]), int(clock[2])) != (
            start.hour,
            start.minute,
        ):
            yield _two_points(path, say("`{text}`", text=clock.group()), box)


def _just_before(runsheet: Runsheet, box: TimeBox, named: list[TimeBox]) -> bool:
    """Whether the point is at the end of what is named: the box behind it is marked."""
    place = runsheet.boxes.index(box)
    return place > 0 and runsheet.boxes[place - 1] in named


def _hours(plan: Plan, box: TimeBox) -> set[tuple[int, int]]:
    """The hours at which a box and its steps begin and end."""
    row = plan.row(box)
    ends = [each for timing in row.timings for each in (timing.start, timing.end) if each]
    ends += [timing.start for step in row.below("step") for timing in step.timings]
    return {(each.at.hour, each.at.minute) for each in ends}


def _words_path(plan: Plan) -> Path:
    rollback = plan.get(Rollback)
    return (*rollback.path, "point_of_no_return") if rollback else ()


def _two_points(path: Path, named: Message, box: TimeBox) -> Finding:
    return finding(
        path,
        say("no way back from {named} on here, and from “{title}” on in the run sheet", named=named, title=box.title),
        say("Mark the same place in both."),
        related=((say("the point of no return"), (*box.path, "point_of_no_return")),),
    )


def _plain(text: object) -> str:
    return re.sub(r"\s+", " ", str(text).casefold()).strip()


@rule("EV007", "rolled back behind the point of no return", "contradiction")
def reachable(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A stage says that a breach, or what stops it, is rolled back, and begins when there is no way back any more; or the rollback has a
    trigger for such a stage.

    The way back cannot be reached from there. Say what is done instead: stop, hold, mend. The point of no return is what the rollback says
    in words and a box of the run sheet marks. Of triggers, those are read that name a stage by its title.
    """
    point = no_return(plan)
    if point is None:
        return
    behind = [row for row in plan.rows if row.kind == "stage" and point.behind(row)]
    for row in behind:
        if _goes_back(str(row.value.on_breach or "")):
            yield _unreachable(row, point.row)
        for stop in row.value.stop_if:
            if _goes_back(str(stop.action or "")):
                yield finding(
                    (*stop.path, "action"),
                    say(
                        "“{title}” is rolled back when it is stopped, and begins behind the point of no return",
                        title=row.title,
                    ),
                    say("Say what is done instead: stop, hold, mend."),
                    related=((say("the point of no return"), (*point.row.path, "point_of_no_return")),),
                )
    yield from _triggers_behind(plan, behind, point.row)


def _triggers_behind(plan: Plan, behind: Sequence[Row], point: Row) -> Iterator[Finding]:
    """The triggers that name a stage from which there is no way back."""
    rollback = plan.get(Rollback)
    named = [(str(row.value.title or ""), row) for row in behind]
    titles = {_plain(title): row for title, row in named if len(title) >= (4 if title.isascii() else 2)}
    for trigger in rollback.triggers if rollback else ():
        text = _plain(f"{trigger.text or ''} {trigger.note or ''}")
        row = next(
            (row for title, row in titles.items() if title in text and re.search(_as_a_stage(title), text)), None
        )
        if row and not _NEGATED.search(text):
            yield finding(
                trigger.path,
                say(
                    "a trigger of the rollback is about “{title}”, which begins behind the point of no return",
                    title=row.title,
                ),
                say("Say what is done instead: stop, hold, mend."),
                related=((say("the point of no return"), (*point.path, "point_of_no_return")),),
            )


def _as_a_stage(title: str) -> str:
    """A title in quotation marks, or beside words of time: “everyone” alone is no stage, nor is 所有人."""
    name = re.escape(title)
    quoted = rf"[“\"'‘「『]{name}[”\"'’」』]"
    if title.isascii():
        return rf"{quoted}|\b(?:in|during|after|from|at|with|stage) (?:the |stage )*{name}\b|\b{name} (?:stage|phase)\b"
    return rf"{quoted}|{name}(?:阶段|期间|之后|以后|后|时|中|起)"


def _unreachable(row: Row, point: Row) -> Finding:
    return finding(
        (*row.path, "on_breach"),
        say("“{title}” is rolled back on a breach, and begins behind the point of no return", title=row.title),
        say("Say what is done instead: stop, hold, mend."),
        related=((say("the point of no return"), (*point.path, "point_of_no_return")),),
    )
