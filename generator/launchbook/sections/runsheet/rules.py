"""Rules that read the run sheet alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import pairwise

from launchbook.core.busy import Shift, clashes
from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, Names, say, say_count
from launchbook.core.routes import sum_of
from launchbook.core.rows import Row
from launchbook.core.section import Placed, finding, reports, rule
from launchbook.core.steps import minutes
from launchbook.core.time import Extent, Span
from launchbook.sections.runsheet.model import Runsheet, TimeBox


@rule("RS001", "one person in two boxes at once", "contradiction")
def overlapping(runsheet: Runsheet, plan: Plan) -> Iterator[Finding]:
    """Two time boxes overlap, and one person has work in both.

    On the night one of the two waits, and the times of everything after it are wrong. Move one box, or give its steps
    to somebody else.
    """
    timed = enumerate(runsheet.timed(plan.frame))
    shifts = [Shift(extent, index, box.owners) for index, (box, extent) in timed if extent]
    for first, second in sorted({(clash.earlier, clash.later) for clash in clashes(shifts)}):
        earlier, later = runsheet.boxes[first], runsheet.boxes[second]
        names = Names([owner for owner in earlier.owners if owner in later.owners])
        yield finding(
            (*later.path, "at"),
            say("{names}: still at “{title}” then", title=earlier.title, names=names),
            say("Move one of the two boxes, or give its steps to somebody else."),
            related=((say("the other box"), (*earlier.path, "at")),),
        )


@rule("RS012", "one person in two steps at once", "contradiction")
def one_step_at_once(runsheet: Runsheet, plan: Plan) -> Iterator[Finding]:
    """Two steps of a time box have times of their own that overlap, and the same person does both.

    One of the two waits, and the box takes longer than it says. Move one step, or give it to somebody else. Two steps that
    are each done only `if:` something are not compared, nor two at the same minute that say no `duration:`.
    """
    for box in runsheet.boxes:
        timed = list(box.timed_steps(plan.frame))
        shifts = [Shift(extent, index, plan.row(step).owners) for index, (step, extent) in enumerate(timed)]
        for clash in clashes(shifts):
            (earlier, held), (later, extent) = timed[clash.earlier], timed[clash.later]
            if held == extent == Extent.moment(held.start) or (earlier.condition and later.condition):
                continue
            owners = plan.row(later).owners
            yield finding(
                (*later.path, "at"),
                say("{names}: still at “{title}” then", title=earlier.do,
                    names=Names([owner for owner in plan.row(earlier).owners if owner in owners])),
                say("Move one of the two steps, or give it to somebody else."),
                related=((say("the other step"), (*earlier.path, "at")),),
            )  # fmt: skip


@rule("RS002", "box runs over the launch window", "contradiction")
def in_window(runsheet: Runsheet, plan: Plan) -> Iterator[Finding]:
    """A time box begins inside the launch window and ends after it, or begins before a window that says its beginning.

    The window is what was agreed with everyone whom the launch disturbs. Shorten or move the box, widen `window:`, or
    begin the box after the window where it is no part of the launch itself.
    """
    window, has_start = _window(plan), isinstance(getattr(plan.head, "window", None), Span)
    for box, extent in runsheet.timed(plan.frame):
        if window is None or extent is None or extent.within(window) or window.precedes(extent):
            continue
        early = has_start and extent.start < window.start
        if early or (extent.start >= window.start and extent.meets(window)):
            yield finding(
                (*box.path, "at"),
                say("“{title}” begins at {start}, the launch window at {limit}", title=box.title,
                    start=_clock(extent.start), limit=_clock(window.start))
                if early
                else say("“{title}” ends at {end}, the launch window at {limit}", title=box.title,
                         end=_clock(extent.end), limit=_clock(window.end)),
                say("Move the box, or widen the window.") if early else say("Shorten the box, or widen the window."),
                related=((say("the launch window"), ("window",)),),
            )  # fmt: skip


def _window(plan: Plan) -> Extent | None:
    """The launch window with its clock; None where it has none."""
    window = plan.frame.window(getattr(plan.head, "window", None))
    return window if window.end > window.start and plan.frame.launch.precision == "minute" else None


@rule("RS011", "time between two boxes", "gap", folded=True)
def no_hole(runsheet: Runsheet, plan: Plan) -> Iterator[Finding]:
    """Inside the launch window a time box begins later than everything before it has ended.

    In between, nobody knows what to do: a waiting time that is meant, and a box that was forgotten, look alike. Let the
    next box begin when the one before ends, or write a box that says what is waited for. Without a `window:`, nothing
    says that there is no time to wait. A watch that lasts through it says what is done.
    """
    window = _window(plan)
    if window is None:
        return
    timed = [(extent, box) for box, extent in runsheet.timed(plan.frame) if extent and extent.meets(window)]
    latest: tuple[Extent, TimeBox] | None = None
    watches = [
        timing.extent for row in plan.rows if row.kind == "watch" for timing in row.timings if timing.start.dated
    ]
    for extent, box in sorted(timed, key=lambda pair: pair[0].start.timestamp()):
        hole = Extent(latest[0].end, extent.start) if latest and latest[0].end < extent.start else None
        if latest and hole and not any(hole.within(watch) for watch in watches):
            yield finding(
                (*box.path, "at"),
                say("nothing is planned between “{before}” and “{title}”: {at}", before=latest[1].title,
                    title=box.title, at=hole),
                say("Let it begin when the box before ends, or write a box that says what is waited for."),
                related=((say("the box before"), (*latest[1].path, "at")),),
            )  # fmt: skip
        if latest is None or extent.end > latest[0].end:
            latest = extent, box


def _clock(moment: datetime) -> str:
    return f"{moment:%H:%M}"


@rule("RS003", "steps take longer than their box", "contradiction")
def fits(runsheet: Runsheet, plan: Plan) -> Iterator[Finding]:
    """The steps of a time box take longer than the box.

    A step begins at its own `at:`, or else when the one above it is done. The box is late before it has begun, and so is
    everything behind it. Lengthen the box, move steps, or give an `at:` to those that run side by side.
    """
    for box, extent in runsheet.timed(plan.frame):
        if extent is None or any(_outside(box, extent, plan)):
            continue
        sum = sum_of(plan, box.steps)
        done = extent.start + sum.length.shortest.total if sum else box.done(extent.start, plan.frame)
        if done and done > extent.end:
            work, room = sum.length if sum else done - extent.start, extent.end - extent.start
            message = say("the steps take {work} min, the box has {room} min", work=minutes(work), room=minutes(room))
            help = say("Lengthen the box, move steps to another, or give an `at:` to those that run side by side.")
            yield finding((*box.path, "at"), message, help)


@rule("RS004", "steps without an owner", "gap", lacks="owner")
def owned(runsheet: Runsheet, plan: Plan) -> Iterator[Finding]:
    """Steps of a time box name nobody, and neither does the box.

    At the moment of doing, everyone looks at everyone. Write `owner:` on the step, or on the box for all its steps.
    """
    for box in runsheet.boxes:
        steps = plan.row(box).smallest("step")
        bare = [step.title for step in steps if not step.owners]
        if bare:
            yield finding(
                (*box.path, "title"),
                say_count(
                    "{count} of {total} steps has no owner",
                    "{count} of {total} steps have no owner",
                    len(bare),
                    total=len(steps),
                ),
                say("Add `owner:` to the box or to each step; the first without is “{step}”.", step=bare[0]),
            )


@rule("RS005", "box out of order", "contradiction")
def in_order(runsheet: Runsheet, plan: Plan) -> Iterator[Finding]:
    """A time box stands behind one that begins later.

    The sheet is read from top to bottom, also by whoever has only paper. Put the boxes in the order of their times.
    """
    # TM007 says what is wrong with a time that lies long before the launch.
    timed = [(box, box.at.start) for box in runsheet.boxes if box.at and not box.at.start.long_before(plan.frame)]
    for (before, first), (box, start) in pairwise(timed):
        if plan.instant(start).at < plan.instant(first).at:
            yield finding(
                (*box.path, "at"),
                say("“{title}” begins before “{before}”, which stands above it", title=box.title, before=before.title),
                say("Put the boxes in the order of their times."),
                related=((say("the box above"), (*before.path, "at")),),
            )


@rule("RS006", "no way to see whether it worked", "gap")
@reports(
    say("no step of “{title}” says how to see whether it worked"),
    say("Add `verify:` and `expect:`, at least to its last step."),
    at="title",
)
def verified(runsheet: Runsheet, plan: Plan) -> Iterable[Placed]:
    """No step of a time box says how to verify it, what is then seen, or how it may come out.

    Whoever follows the sheet at night goes on by feeling. Write `verify:` and `expect:` at least on the last step.
    """
    with_steps = ((box, [row.value for row in plan.row(box).below("step")]) for box in runsheet.boxes if box.steps)
    return (box for box, steps in with_steps if not any(step.verify or step.expect or step.outcomes for step in steps))


@rule("RS007", "point of no return without a decision", "danger")
def decided(runsheet: Runsheet, plan: Plan) -> Iterator[Finding]:
    """The point of no return is passed without a go / no-go.

    It is the last moment at which stopping costs nothing, so somebody should say go, and on what evidence. Write
    `gate:` with `decider:` and `criteria:` on that box, or `exit_gate:` on the one before.
    """
    box = runsheet.point_of_no_return
    before = runsheet.boxes[: runsheet.boxes.index(box)][-1:] if box else ()
    if box and box.gate is None and not any(each.exit_gate for each in before):
        yield finding(
            (*box.path, "point_of_no_return"),
            say("nobody says go before the point of no return"),
            say("Add `gate:` with `decider:` and `criteria:` to this box."),
            on_key=True,
        )


@rule("RS009", "step outside its box", "contradiction")
def inside(runsheet: Runsheet, plan: Plan) -> Iterator[Finding]:
    """A step has a time that lies before or after its time box.

    Either the time or the box is wrong. Correct `at:`, or move the step to the box it belongs to.
    """
    for box, extent in runsheet.timed(plan.frame):
        if extent is None:
            continue
        for step in _outside(box, extent, plan):
            yield finding(
                (*step.path, "at"),
                say("“{step}” is at {at}, outside its box “{box}”, {start} – {end}", step=step.title, at=_beside(step, extent),
                    box=box.title, start=_clock(extent.start), end=_clock(extent.end)),
                say("Correct the time, or move the step."),
                related=((say("the box"), (*box.path, "at")),),
            )  # fmt: skip


def _beside(step: Row, box: Extent) -> str:
    """When a step is, in the form of its box's times; with the day where that is another."""
    start = step.timings[0].start
    return _clock(start.at) if start.at.date() == box.start.date() else start.spoken


def _outside(box: TimeBox, extent: Extent, plan: Plan) -> Iterator[Row]:
    """The steps whose time lies outside their box."""
    steps = plan.row(box).below("step")
    return (step for step in steps if step.timings and not _fits(step.timings[0].extent, extent))


def _fits(step: Extent, box: Extent) -> bool:
    """Whether a step lies in its box; one may stand at the end of it, as its last check."""
    return step.meets(box) or step.start == box.end


@rule("RS010", "box without steps", "gap")
@reports(say("“{title}” has no steps"), say("Add `steps:`; one sentence each is enough."), at="title")
def not_empty(runsheet: Runsheet, plan: Plan) -> Iterable[Placed]:
    """A time box has neither steps nor a gate.

    A title alone tells nobody what to do. Write `steps:`; one sentence each is enough.
    """
    return (box for box in runsheet.boxes if not (box.steps or box.gate or box.exit_gate))
