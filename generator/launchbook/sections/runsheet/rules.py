"""Rules that read the run sheet alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from launchbook.core.busy import Shift, clashes
from launchbook.core.folding import folded
from launchbook.core.items import Step
from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, Names, Path, say
from launchbook.core.section import finding, rule
from launchbook.core.time import Extent, Span
from launchbook.sections.runsheet.model import BoxSlot, Runsheet, every_step


def _path(slot: BoxSlot, *rest: str | int) -> Path:
    return ("runsheet", "boxes", slot.number - 1, *rest)


@rule("RS001", "one person in two boxes at once")
def overlapping(runsheet: Runsheet, plan: Plan) -> Iterator[Finding]:
    """Two time boxes overlap, and one person has work in both.

    On the night one of the two waits, and the times of everything after it are wrong. Move one box, or give its steps
    to somebody else.
    """
    slots = runsheet.slots(plan.frame)
    for one, other in _overlapping(slots):
        both = [owner for owner in slots[one].box.owners if owner in slots[other].box.owners]
        yield finding(
            _path(slots[other], "at"),
            say("{names}: still at “{title}” then", names=Names(both), title=slots[one].box.title),
            say("Move one of the two boxes, or give its steps to somebody else."),
            related=((say("the other box"), _path(slots[one], "at")),),
        )


def _overlapping(slots: Sequence[BoxSlot]) -> list[tuple[int, int]]:
    """Pairs that overlap and share a person, as they are written."""
    shifts = [Shift(box, index, slot.box.owners) for index, slot in enumerate(slots) if (box := slot.extent)]
    return sorted({(clash.earlier, clash.later) for clash in clashes(shifts)})


@rule("RS002", "box runs over the launch window")
def in_window(runsheet: Runsheet, plan: Plan) -> Iterator[Finding]:
    """A time box begins inside the launch window and ends after it, or begins before a window that says its beginning.

    The window is what was agreed with everyone whom the launch disturbs. Shorten or move the box, widen `window:`, or
    begin the box after the window where it is no part of the launch itself.
    """
    window, said = _window(plan), isinstance(getattr(plan.head, "window", None), Span)
    for slot in runsheet.slots(plan.frame):
        box = slot.extent
        if window is None or box is None or box.within(window) or window.precedes(box):
            continue
        early = said and box.start < window.start
        if early or (box.start >= window.start and box.meets(window)):
            yield finding(
                _path(slot, "at"),
                say("“{title}” begins at {start}, the launch window at {limit}", title=slot.box.title,
                    start=_clock(box.start), limit=_clock(window.start))
                if early
                else say("“{title}” ends at {end}, the launch window at {limit}", title=slot.box.title,
                         end=_clock(box.end), limit=_clock(window.end)),
                say("Move the box, or widen the window.") if early else say("Shorten the box, or widen the window."),
                related=((say("the launch window"), ("window",)),),
            )  # fmt: skip


def _window(plan: Plan) -> Extent | None:
    """The launch window with its clock; None where it has none."""
    window = plan.frame.window(getattr(plan.head, "window", None))
    return window if window.end > window.start and plan.frame.launch.precision == "minute" else None


@rule("RS011", "time between two boxes")
@folded
def no_hole(runsheet: Runsheet, plan: Plan) -> Iterator[Finding]:
    """Inside the launch window a time box begins later than everything before it has ended.

    In between, nobody knows what to do: a waiting time that is meant, and a box that was forgotten, look alike. Let the
    next box begin when the one before ends, or write a box that says what is waited for. Without a `window:`, nothing
    says that there is no time to wait.
    """
    window = _window(plan)
    if window is None:
        return
    timed = [(slot.extent, slot) for slot in runsheet.slots(plan.frame) if slot.extent and slot.extent.meets(window)]
    latest: tuple[Extent, BoxSlot] | None = None
    for box, slot in sorted(timed, key=lambda pair: pair[0].start.timestamp()):
        if latest and latest[0].end < box.start:
            yield finding(
                _path(slot, "at"),
                say("nothing is planned between “{before}” and “{title}”: {at}", before=latest[1].box.title,
                    title=slot.box.title, at=Extent(latest[0].end, box.start)),
                say("Let it begin when the box before ends, or write a box that says what is waited for."),
                related=((say("the box before"), _path(latest[1], "at")),),
            )  # fmt: skip
        if latest is None or box.end > latest[0].end:
            latest = box, slot


def _clock(moment: datetime) -> str:
    return f"{moment:%H:%M}"


@rule("RS003", "steps take longer than their box")
def fits(runsheet: Runsheet, plan: Plan) -> Iterator[Finding]:
    """The durations of the steps add up to more than the time box.

    The box is late before it has begun, and so is everything behind it. Lengthen the box, move steps, or run some of
    them side by side in a box of their own.
    """
    for slot in runsheet.slots(plan.frame):
        if not (slot.start and slot.end):
            continue
        room = slot.end - slot.start
        if slot.box.work > room:
            yield finding(
                _path(slot, "at"),
                say(
                    "the steps take {work} min, the box has {room} min",
                    work=_minutes(slot.box.work),
                    room=_minutes(room),
                ),
                say("Lengthen the box, or move steps to another."),
            )


def _minutes(length: timedelta) -> str:
    return f"{length.total_seconds() / 60:g}"


@rule("RS004", "steps without an owner")
def owned(runsheet: Runsheet, plan: Plan) -> Iterator[Finding]:
    """Steps of a time box name nobody, and neither does the box.

    At the moment of doing, everyone looks at everyone. Write `owner:` on the step, or on the box for all its steps.
    """
    for slot in runsheet.slots(plan.frame):
        ownerless = [] if slot.box.owner else list(_without_owner(slot.box.steps))
        if ownerless:
            yield finding(
                _path(slot, "title"),
                say("{count} of {total} steps have no owner", count=len(ownerless), total=slot.box.count),
                say("Add `owner:` to the box or to each step; the first without is “{step}”.", step=ownerless[0].do),
            )


def _without_owner(steps: tuple[Step, ...]) -> Iterator[Step]:
    """The smallest steps that nobody owns; an owner answers for the smaller steps below as well."""
    for step in steps:
        if step.owner is None:
            yield from _without_owner(step.steps) if step.steps else (step,)


@rule("RS005", "box out of order")
def in_order(runsheet: Runsheet, plan: Plan) -> Iterator[Finding]:
    """A time box stands behind one that begins later.

    The sheet is read from top to bottom, also by whoever has only paper. Put the boxes in the order of their times.
    """
    before: BoxSlot | None = None
    for slot in runsheet.slots(plan.frame):
        if slot.box.at and slot.box.at.start.long_before(plan.frame):
            continue  # TM007 says what is wrong with it
        if before and slot.start and before.start and slot.start < before.start:
            yield finding(
                _path(slot, "at"),
                say(
                    "“{title}” begins before “{before}”, which stands above it",
                    title=slot.box.title,
                    before=before.box.title,
                ),
                say("Put the boxes in the order of their times."),
                related=((say("the box above"), _path(before, "at")),),
            )
        before = slot if slot.start else before


@rule("RS006", "no way to see whether it worked")
def verified(runsheet: Runsheet, plan: Plan) -> Iterator[Finding]:
    """No step of a time box says how to verify it, or what is then seen.

    Whoever follows the sheet at night goes on by feeling. Write `verify:` and `expect:` at least on the last step.
    """
    for slot in runsheet.slots(plan.frame):
        steps = list(every_step(slot.box.steps))
        if steps and not any(step.verify or step.expect for step in steps):
            yield finding(
                _path(slot, "title"),
                say("no step of “{title}” says how to see whether it worked", title=slot.box.title),
                say("Add `verify:` and `expect:`, at least to its last step."),
            )


@rule("RS007", "point of no return without a decision")
def decided(runsheet: Runsheet, plan: Plan) -> Iterator[Finding]:
    """The point of no return is passed without a go / no-go.

    It is the last moment at which stopping costs nothing, so somebody should say go, and on what evidence. Write
    `gate:` with `decider:` and `criteria:` on that box.
    """
    box = runsheet.last_return
    if box and box.gate is None:
        yield finding(
            ("runsheet", "boxes", runsheet.boxes.index(box), "point_of_no_return"),
            say("nobody says go before the point of no return"),
            say("Add `gate:` with `decider:` and `criteria:` to this box."),
            on_key=True,
        )


@rule("RS008", "decision without a decider or without criteria")
def decidable(runsheet: Runsheet, plan: Plan) -> Iterator[Finding]:
    """A go / no-go names nobody who decides, or nothing to decide by.

    A decision without a decider is taken late or twice, one without criteria is taken by mood. Write both.
    """
    for index, box in enumerate(runsheet.boxes):
        path: Path = ("runsheet", "boxes", index, "gate")
        if box.gate and box.gate.decider is None:
            yield finding(
                path,
                say("nobody decides go or no-go here"),
                say("Add `decider:` with an id from `people:`."),
                on_key=True,
            )
        if box.gate and not box.gate.criteria:
            yield finding(path, say("nothing says when it is a go"), say("Add `criteria:`."), on_key=True)


@rule("RS009", "step outside its box")
def inside(runsheet: Runsheet, plan: Plan) -> Iterator[Finding]:
    """A step has a time that lies before or after its time box.

    Either the time or the box is wrong. Correct `at:`, or move the step to the box it belongs to.
    """
    for slot in runsheet.slots(plan.frame):
        for path, step in _paths(slot.box.steps, _path(slot, "steps")):
            if step.at and slot.extent and not _fits(plan.extent(step.at), slot.extent):
                yield finding(
                    (*path, "at"),
                    say(
                        "{at} lies outside the box ({start} – {end})",
                        at=step.at,
                        start=_clock(slot.extent.start),
                        end=_clock(slot.extent.end),
                    ),
                    say("Correct the time, or move the step."),
                )


def _fits(step: Extent, box: Extent) -> bool:
    """Whether a step lies in its box; one may stand at the end of it, as its last check."""
    return step.meets(box) or step.start == box.end


def _paths(steps: tuple[Step, ...], path: Path) -> Iterator[tuple[Path, Step]]:
    for index, step in enumerate(steps):
        yield (*path, index), step
        yield from _paths(step.steps, (*path, index, "steps"))


@rule("RS010", "box without steps")
def not_empty(runsheet: Runsheet, plan: Plan) -> Iterator[Finding]:
    """A time box has no steps.

    A title alone tells nobody what to do. Write `steps:`; one sentence each is enough.
    """
    for index, box in enumerate(runsheet.boxes):
        if not box.steps:
            yield finding(
                ("runsheet", "boxes", index, "title"),
                say("“{title}” has no steps", title=box.title),
                say("Add `steps:`; one sentence each is enough."),
            )
