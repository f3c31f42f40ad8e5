"""Rules that read the tests alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta

from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, Message, Names, Path, say
from launchbook.core.section import Placed, finding, reports, rule
from launchbook.core.spread import Spread
from launchbook.sections.tests.matrix import Matrix
from launchbook.sections.tests.model import TestPhase, Tests

_AGREED = ("approved", "in progress", "launched")
"""A plan with one of these is said to be ready."""


@rule("TS001", "tests after the launch", "contradiction", folded=True)
def before_launch(tests: Tests, plan: Plan) -> Iterator[Finding]:
    """A test phase ends after the launch.

    What it finds, users have found before. Move the phase before T, or move the launch. A phase that goes on all the
    time (`continuous: yes`) is left alone.
    """
    for phase in tests.phases:
        if phase.at is None or phase.continuous:
            continue
        start, end = phase.times(plan)
        if plan.frame.launch.extent.precedes((end or start).extent):
            yield finding(
                (*phase.path, "at"),
                say("“{title}” ends after the launch", title=phase.title),
                say("Move it before T, or move the launch."),
                related=((say("the launch"), ("launch",)),),
            )


@rule("TS002", "test phase that nobody executes", "gap", folded=True, lacks="owner")
def executed(tests: Tests, plan: Plan) -> Iterator[Finding]:
    """A test phase names nobody who executes it.

    A test that is everybody's is run by nobody. Write `owner:` with an id from `people:`, or `who:` in words:
    `who: QA team`. An `owner:` of the whole section answers for all phases.
    """
    lacking = [
        phase
        for phase in tests.phases
        if not (tests.owner or phase.owner or phase.people or phase.who) and phase.status not in ("done", "skipped")
    ]
    yield from _each_or_all(
        tests,
        lacking,
        say("no test phase says who executes it"),
        lambda title: say("nobody executes “{title}”", title=title),
        say("Add `owner:` with an id from `people:`, or `who:` in words."),
    )


@rule("TS003", "test phase without a time", "gap", folded=True)
def timed(tests: Tests, plan: Plan) -> Iterator[Finding]:
    """A test phase says neither when it runs nor that it goes on all the time.

    Then nobody sees that it does not fit before the launch. Write `at: T-14d .. T-10d`, or `continuous: yes`.
    """
    lacking = [
        phase
        for phase in tests.phases
        if not (phase.at or phase.when or phase.duration or phase.continuous)
        and phase.status not in ("done", "skipped")
    ]
    yield from _each_or_all(
        tests,
        lacking,
        say("no test phase says when it runs"),
        lambda title: say("“{title}” does not say when it runs", title=title),
        say("Add `at: T-14d .. T-10d`, or `continuous: yes`."),
    )


@rule("TS004", "test phase without exit criteria", "gap", folded=True)
def has_exit(tests: Tests, plan: Plan) -> Iterator[Finding]:
    """A test phase has neither exit criteria nor targets.

    It then ends when its time is up, whatever was found. Write `exit:` with what must hold: cases passed, defects left;
    or `targets:` with thresholds.
    """
    lacking = [
        phase for phase in tests.phases if not (phase.exit or phase.targets) and phase.status not in ("done", "skipped")
    ]
    yield from _each_or_all(
        tests,
        lacking,
        say("no test phase says when it counts as done"),
        lambda title: say("“{title}” does not say when it counts as done", title=title),
        say("Add `exit:` with what must hold, or `targets:` with thresholds."),
    )


def _each_or_all(
    tests: Tests,
    lacking: list[TestPhase],
    none: Message,
    one: Callable[[str], Message],
    help: Message,
) -> Iterator[Finding]:
    """One finding per phase, or one for the list where every phase lacks it."""
    if len(lacking) > 1 and len(lacking) == len(tests.phases):
        yield finding(("tests", "phases"), none, help, on_key=True)
        return
    for phase in lacking:
        yield finding((*phase.path, "title"), one(phase.title), help)


@rule("TS005", "target against its metric's", "error")
def target_agrees(tests: Tests, plan: Plan) -> Iterator[Finding]:
    """A phase sets a target on a metric that no value can meet together with the metric's own target.

    Whatever is measured, one of the two is missed. Correct one of them, or leave the threshold out here to use the
    metric's own.
    """
    for phase in tests.phases:
        for target in phase.targets:
            own = plan.rungs(target.metric).get("target") if target.metric else None
            if own and target.when and target.metric and own.alike(target.when) and own.excludes(target.when):
                place = plan.target(target.metric)
                yield finding(
                    (*target.path, "when"),
                    say("`{limit}` cannot hold together with the metric's `target: {own}`", limit=target.when, own=own),
                    say("Correct one of the two, or leave this one out to use the metric's own."),
                    related=((say("the metric's own"), (place.section, str(target.metric), "target")),)
                    if place
                    else (),
                )


@rule("TS006", "done, but a target is missed", "contradiction")
def reached(tests: Tests, plan: Plan) -> Iterator[Finding]:
    """A phase is called done, although a measured value misses its target.

    Whoever reads `status: done` does not look at the numbers any more. Correct the status, or write in `accepted:`
    who accepted the value and why.
    """
    for phase in tests.phases:
        if phase.status != "done" or phase.accepted:
            continue
        for target in phase.targets:
            if target.verdict(plan) == "missed":
                yield finding(
                    (*target.path, "actual"),
                    say("“{title}” is done, but `{actual}` misses its target", title=phase.title, actual=target.actual),
                    say("Correct the status, or say in `accepted:` who accepted it, and why."),
                    related=((say("the status"), (*phase.path, "status")),),
                )


@rule("TS016", "limit that may be met or missed", "gap")
def named_value(tests: Tests, plan: Plan) -> Iterator[Finding]:
    """Some of the values that were measured meet the target, others miss it, and the target does not say which of them it means.

    With `{min: 120ms, avg: 180ms, max: 430ms}` a target `< 200ms` is met by the average and missed by the greatest. Say which is
    meant: `avg < 200ms`, `max < 500ms`, `p95 < 300ms`.
    """
    for phase in tests.phases:
        for target in phase.targets:
            limit = plan.limit(target)
            if isinstance(target.actual, Spread) and limit and target.actual.undecided(limit):
                yield finding(
                    (*target.path, "actual"),
                    say("some of `{actual}` meet `{limit}`, others miss it", actual=str(target.actual), limit=limit),
                    say("Say in the target which value is meant: `avg {limit}`.", limit=limit),
                )


@rule("TS007", "results that do not add up", "error")
def adds_up(tests: Tests, plan: Plan) -> Iterator[Finding]:
    """The cases counted by result are more than there are in all, or fewer although every result is given.

    One of the numbers is wrong. Correct it, or leave `total:` out: it is then the sum.
    """
    for phase in tests.phases:
        results = phase.results
        if results is None or results.total is None:
            continue
        if results.sum > results.total or (len(results.counted) == 4 and results.sum != results.total):
            yield finding(
                (*phase.path, "results", "total"),
                say("the results add up to {sum}, not to {total}", sum=results.sum, total=results.total),
                say("Correct a number, or leave `total:` out."),
            )


@rule("TS017", "fewer results than there are cases", "contradiction")
def all_cases_counted(tests: Tests, plan: Plan) -> Iterator[Finding]:
    """The results of a phase are of another number of cases than the phase has; or the phase is done, or says what was not run, and passed,
    failed and the rest do not make the total.

    Some cases are in no column, and nobody knows how they came out. Correct a number, or count the rest as `not_run:` or `blocked:`. A
    phase that is not done may still have results to come.
    """
    for phase in tests.phases:
        results = phase.results
        if results is None or not results.counted:
            continue
        cases = phase.cases if isinstance(phase.cases, int) else None
        over = phase.status == "done" or results.not_run is not None
        if cases is not None and results.total is not None and cases != results.total:
            message = say("the phase has {cases} cases, its results are of {total}", cases=cases, total=results.total)
        elif results.total is not None and over and results.sum < results.total:
            message = say("the results make {sum} of {total} cases", sum=results.sum, total=results.total)
        elif cases is not None and (results.sum > cases or (over and results.sum < cases and results.total is None)):
            message = say("the phase has {cases} cases, its results are of {total}", cases=cases, total=results.sum)
        else:
            continue
        yield finding((*phase.path, "results"), message, say("Correct a number, or count the rest as `not_run:`."))


@rule("TS018", "defects that do not add up", "contradiction")
def defects_add_up(tests: Tests, plan: Plan) -> Iterator[Finding]:
    """More defects are fixed than were found, or those found without those fixed are not those that are open; or all phases together found
    more than the section says.

    One of the numbers is wrong, and the launch is decided by it. Correct it, or leave `open:` out: it then follows from the others.
    """
    held = [(tests.path, tests.defects), *((phase.path, phase.defects) for phase in tests.phases)]
    for path, defects in held:
        for name, each in defects.items():
            if each.found is None:
                continue
            at, help = (*path, "defects", str(name)), say("Correct one of the numbers, or leave `open:` out.")
            if each.fixed is not None and each.fixed > each.found:
                yield finding(
                    at, say("{fixed} are fixed of {found} that were found", fixed=each.fixed, found=each.found), help
                )
            elif (
                each.open is not None
                and each.open != each.found - (each.fixed or 0)
                and (each.fixed is not None or each.open > each.found)
            ):
                yield finding(
                    at,
                    say("{found} found and {fixed} fixed leave {left}, not {open}", found=each.found, fixed=each.fixed or 0,
                        left=each.found - (each.fixed or 0), open=each.open),
                    help,
                )  # fmt: skip
    for name, whole in tests.defects.items():
        parts = [phase.defects[name] for phase in tests.phases if name in phase.defects]
        found = sum(part.found or 0 for part in parts)
        if whole.found is not None and found > whole.found:
            yield finding(
                (*tests.path, "defects", str(name)),
                say("the phases found {sum} together, not {total}", sum=found, total=whole.found),
                say("Correct one of the numbers, or leave `open:` out."),
            )


@rule("TS019", "cases that do not add up", "contradiction")
def cases_add_up(tests: Tests, plan: Plan) -> Iterator[Finding]:
    """Every phase says how many cases it has, and together they are not as many as the section says; or some say it, and are already more.

    One of the numbers is of an earlier edition. Correct it, or leave `cases:` of the section out: it is then the sum.
    """
    if not isinstance(tests.cases, int):
        return
    counts = [phase.cases for phase in tests.phases if isinstance(phase.cases, int)]
    if sum(counts) > tests.cases or (len(counts) == len(tests.phases) > 0 and sum(counts) != tests.cases):
        yield finding(
            (*tests.path, "cases"),
            say("the phases have {sum} cases together, not {total}", sum=sum(counts), total=tests.cases),
            say("Correct a number, or leave `cases:` of the section out."),
            related=((say("the phases"), (*tests.path, "phases")),),
        )


@rule("TS008", "more defects than the launch bears", "danger")
def few_defects(tests: Tests, plan: Plan) -> Iterator[Finding]:
    """The plan is approved or under way, and more defects of a severity are open than `defect_limits:` allows.

    Either the limit is a wish, or the approval came too early. Fix the defects, or agree on another limit and say why.
    """
    if plan.head.status not in _AGREED:
        return
    for severity in tests.severities:
        if severity.verdict == "missed":
            yield finding(
                ("tests", "defect_limits", severity.name),
                say("open defects of severity `{name}`: {count}", count=severity.open, name=severity.name),
                say("Fix them before the launch, or agree on another limit."),
            )


@rule("TS009", "stages longer than their phase", "contradiction")
def stages_fit(tests: Tests, plan: Plan) -> Iterator[Finding]:
    """The stages of a phase last longer together than the phase.

    The last stage is then cut short, or the phase ends late. Lengthen the phase, or shorten `hold:`.
    """
    for phase in tests.phases:
        if phase.at is None:
            continue
        start, end = phase.times(plan)
        room = end.end - start.at if end else None
        if room is not None and phase.held and phase.held.shortest.total > room:
            yield finding(
                (*phase.path, "at"),
                say(
                    "the stages take {held}, the phase has {room}",
                    held=phase.held.count(_HOUR) + "h",
                    room=f"{room / _HOUR:g}h",
                ),
                say("Lengthen the phase, or shorten `hold:` of a stage."),
                related=((say("the stages"), (*phase.path, "stages")),),
            )


_HOUR = timedelta(hours=1)


@rule("TS010", "mark without a meaning", "error")
def known_marks(tests: Tests, plan: Plan) -> Iterator[Finding]:
    """A cell of a matrix holds a mark that its legend does not have.

    Nobody can tell whether that test is a must. Correct the mark, or add it to `legend:`. An empty cell is `-`, `·` or
    `~`.
    """
    for matrix in tests.matrices:
        heads, names = matrix.heads, Names([entry.mark for entry in matrix.entries])
        for line in matrix.lines:
            for index, cell in enumerate(line.cells):
                if cell.unknown:
                    yield finding(
                        (*_row(matrix, line.title), *(() if matrix.grid else ("cells", index))),
                        say(
                            "`{mark}` in row “{row}”, column “{column}” is not in the legend",
                            mark=cell.mark,
                            row=line.title,
                            column=heads[index],
                        ),
                        say("Allowed: {names}.", names=names),
                    )


@rule("TS011", "row of another length", "error")
def full_rows(tests: Tests, plan: Plan) -> Iterator[Finding]:
    """A row of a matrix has more or fewer cells than the matrix has columns.

    Every mark behind the gap then stands in a wrong column. Write one mark per column; an empty cell is `-`, `·` or `~`.
    """
    for matrix in tests.matrices:
        heads = matrix.heads
        for line in matrix.lines:
            if line.given == len(heads):
                continue
            at = _row(matrix, line.title)
            help = say("Write one mark per column; an empty cell is `-`.")
            if line.given < len(heads):
                first = say("The first column without a cell is “{column}”.", column=heads[line.given])
            else:
                first = say("The last column is “{column}”.", column=heads[-1] if heads else "–")
            yield finding(
                at,
                say(
                    "cells in row “{row}”: {found}, columns of the matrix: {columns}",
                    row=line.title,
                    found=line.given,
                    columns=len(heads),
                ),
                first,
                help,
                on_key=not matrix.grid,
            )


@rule("TS012", "matrix without a legend", "gap")
@reports(
    say("nothing says what the marks of this matrix mean"),
    say("Add `legend:`, for example `legend: {✅: must, ⚠️: focus}`."),
    on_key=True,
)
def explained(tests: Tests, plan: Plan) -> Iterable[Placed]:
    """The marks of a matrix are not explained.

    `⚠️` is "test this well" to one reader and "this is broken" to another. Write `legend: {✅: must, ⚠️: focus}`.
    """
    return (matrix for matrix in tests.matrices if not matrix.legend)


@rule("TS013", "nothing tests it", "gap", folded=True)
def rows_tested(tests: Tests, plan: Plan) -> Iterator[Finding]:
    """A row of a matrix has no mark at all: no kind of test covers that module.

    What is not tested is tested by users. Mark at least one cell, or remove the row and say in `note:` why.
    """
    for matrix in tests.matrices:
        for line in matrix.lines:
            if line.empty and line.given:
                at = _row(matrix, line.title)
                yield finding(
                    at,
                    say("nothing tests “{row}”", row=line.title),
                    say("Mark at least one cell of the row, or remove it."),
                    on_key=not matrix.grid,
                )


@rule("TS014", "column without any test", "gap", folded=True)
def columns_used(tests: Tests, plan: Plan) -> Iterator[Finding]:
    """A column of a matrix has no mark in any row: that kind of test, or that device, is used for nothing.

    Either it was forgotten, or it is not needed. Mark a cell, or remove the column.
    """
    for matrix in tests.matrices:
        lines = matrix.lines
        for index, head in enumerate(matrix.heads):
            if lines and not any(line.cells[index].mark for line in lines):
                yield finding(
                    (*matrix.path, "grid") if matrix.grid else (*matrix.path, "columns", index),
                    say("no row has a mark in column “{column}”", column=head),
                    say("Mark a cell of the column, or remove it."),
                )


@rule("TS015", "no test phases", "gap")
@reports(say("no test phase is named"), say("Add `phases:`, if only their titles and times."), on_key=True)
def has_phases(tests: Tests, plan: Plan) -> Iterable[Placed]:
    """The section names no test phase.

    A matrix says what is to be tested, but not when and by whom. Write `phases:`, if only their titles and times.
    """
    return [] if tests.phases else [tests]


def _row(matrix: Matrix, title: str) -> Path:
    return (*matrix.path, "grid") if matrix.grid else (*matrix.path, "rows", str(title))
