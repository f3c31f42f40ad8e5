"""What is recorded, against the present: nothing that happened lies ahead."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from launchbook.core.launch import span_of
from launchbook.core.model import Model
from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, Message, Path, say
from launchbook.core.recurrence import shifted
from launchbook.core.section import finding, rule
from launchbook.core.time import Instant, Moment, Span
from launchbook.sections.rollback.model import Rollback
from launchbook.sections.versions.model import Versions

_HAPPENS = frozenset({"stage", "test phase", "meeting", "message", "time box", "task"})
_AFTER_LAUNCH = ("launched", "rolled back", "closed")
_DAY = timedelta(days=1)
_LONG = timedelta(days=60)
"""A launch that is still going on so long after its window is more likely forgotten."""


@rule("GA005", "found before it could be", "contradiction")
def recorded_in_time(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A result, a verdict, a signature, an actual date, a count of tests, an issue, or the outcome of a rehearsal is dated ahead.

    What has not happened cannot be recorded. Correct the date, or remove the record until then.
    """
    for path, when in _records(plan):
        start, end = plan.resolve(when)
        if _ahead(end or start, as_of):
            yield finding(
                path,
                say("recorded for {when}, which lies ahead, at “{title}”",
                    when=start.extent if _ahead(start, as_of) else plan.extent(when), title=_title(plan, path)),
                say("Correct the date, or remove it until then."),
            )  # fmt: skip


def _ahead(start: Instant, as_of: datetime) -> bool:
    """Whether it certainly lies ahead: `as_of` is the beginning of a day, and what is recorded on that day may stand."""
    return not start.afloat and start.drift is None and start.at >= shifted(as_of, _DAY)


def _records(plan: Plan) -> Iterator[tuple[Path, Moment | Span]]:
    """The dates of what is said to have happened. A day of rehearsal without an outcome may be planned."""
    for path, value in (((), plan.head), *plan.values):
        if isinstance(value, Model):
            dated = ((key, getattr(value, key)) for key in value.recorded)
            yield from (((*path, key), when) for key, when in dated if isinstance(when, (Moment, Span)))
    rollback = plan.get(Rollback)
    if rollback and rollback.rehearsed and rollback.rehearsal:
        yield (*rollback.path, "rehearsed"), rollback.rehearsed


def _title(plan: Plan, path: Path) -> str | Message:
    """The title of what a record stands in."""
    rows = (plan.rows.by_path.get(path[:end]) for end in range(len(path), 0, -1))
    return next((row.title for row in rows if row), plan.head.title)


@rule("GA008", "done before its day", "contradiction")
def done_in_time(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A stage, a test phase, a meeting, a message, a box or a task says that it is done, or a stage has its verdict, and its day lies
    ahead.

    What has not begun cannot be done: the tick is a slip, or the date is that of an earlier draft. Correct one of the two. A task
    that was done earlier says so with `actual:`. Of tasks and test phases the end counts as well: done halfway is not done.
    """
    yield from _over_before_its_end(plan, as_of)
    for row in plan.rows:
        if (
            row.kind not in _HAPPENS
            or not row.timings
            or not all(_ahead(timing.start, as_of) for timing in row.timings)
        ):
            continue
        when = row.timings[0].start.extent
        decided = getattr(row.value, "verdict", None) is not None
        if decided or (row.stated == "done" and not getattr(row.value, "actual", None)):
            yield finding(
                row.path,
                say("“{title}” has its verdict, and lies ahead: {when}", title=row.title, when=when)
                if decided
                else say("“{title}” is done, and lies ahead: {when}", title=row.title, when=when),
                say(
                    "Correct its date, or take the state back until then; what was done earlier says so with its own date."
                ),
            )


def _over_before_its_end(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """Tasks and test phases that have begun, are done, and end only days from now."""
    for row in plan.rows:
        timing = row.timings[0] if row.kind in ("task", "test phase") and row.timings and row.stated == "done" else None
        if timing is None or timing.end is None or timing.origin != "said" or getattr(row.value, "actual", None):
            continue
        if _ahead(timing.end, as_of) and not _ahead(timing.start, as_of) and len(row.timings) == 1:
            yield finding(
                row.path,
                say("“{title}” is done, and ends only on {end}", title=row.title, end=timing.end.day),
                say(
                    "Correct its end, or take the state back until then; what was done earlier says so with `actual:`."
                ),
            )


@rule("CA004", "status ahead of its time", "contradiction")
def status_in_time(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """The status says that the plan was launched, rolled back or closed, and its launch lies ahead; or it is still in progress two
    months after the end of its window and of its last stage.

    One of the two is wrong, and whoever reads the other acts on it. Correct `status:` or `launch:`.
    """
    status, launch = plan.head.status, plan.frame.launch
    if plan.frame.undated or "status" not in plan.bundle.entries:
        return
    if status in _AFTER_LAUNCH and _ahead(launch, as_of):
        yield _against_launch(
            say("the status is `{status}`, and the launch lies ahead, on {day}", status=status, day=launch.extent)
        )
    elif status == "in progress" and as_of - _last(plan) > _LONG:
        yield _against_launch(
            say("the status is still `in progress`, and all that is dated was over on {day}", day=_last(plan).date())
        )


def _against_launch(message: Message) -> Finding:
    help = say("Correct `status:` or `launch:`.")
    return finding(("status",), message, help, related=((say("the launch"), ("launch",)),))


def _last(plan: Plan) -> datetime:
    """The end of the launch and of its rollout."""
    span = span_of(plan)
    ends = [
        timing.until for row in plan.rows if row.kind == "stage" for timing in row.timings if timing.start.drift is None
    ]
    return max([*ends, span.end if span else plan.frame.launch.extent.latest], key=datetime.timestamp)


@rule("VS006", "released before its day", "contradiction")
def released_in_time(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A release says `released` or `withdrawn`, and its date lies ahead.

    Correct the date, or the status until then.
    """
    versions = plan.get(Versions)
    for release in versions.releases if versions else ():
        if release.date and release.status in ("released", "withdrawn"):
            start: Instant = plan.resolve(release.date)[0]
            if _ahead(start, as_of):
                yield finding(
                    (*release.path, "date"),
                    say("{version} is `{status}`, and its date lies ahead: {day}",
                        version=release.version, status=release.status, day=start.extent),
                    say("Correct the date, or the status until then."),
                )  # fmt: skip
