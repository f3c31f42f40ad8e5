"""Rules that read the review alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, say
from launchbook.core.section import Placed, finding, reports, rule
from launchbook.sections.review.model import Review

OVER = ("launched", "rolled back", "closed")


@rule("RV001", "improvement without owner", "gap", lacks="owner")
def improvement_owned(review: Review, plan: Plan) -> Iterator[Finding]:
    """Nobody owns an improvement.

    What a review resolves and nobody takes home is resolved again at the next one. Write `owner:` with an id from
    `people:`, best with `due:`. Smaller items below an owned one are owned with it.
    """
    for row in plan.nested(review.improvements):
        if not (row.parts or row.owners or row.over):
            help = say("Add `owner:` with an id from `people:`.")
            yield finding(row.path, say("nobody owns this improvement"), help)


@rule("RV002", "issue counts do not add up", "error")
def counts_add_up(review: Review, plan: Plan) -> Iterator[Finding]:
    """Resolved and pending issues do not make the total.

    One of the three numbers is wrong, and nobody can tell how many issues are still open. Correct it, or leave out the
    one that follows from the others.
    """
    counts = review.issue_counts
    if counts is None:
        return
    resolved, pending = counts.resolved or 0, counts.pending or 0
    complete = counts.resolved is not None and counts.pending is not None
    if counts.total != resolved + pending if complete else counts.total < resolved + pending:
        parts = say("{resolved} resolved and {pending} pending", resolved=resolved, pending=pending)
        yield finding(
            ("review", "issue_counts", "total"),
            say("{parts} make {sum}, not {total}", parts=parts, sum=resolved + pending, total=counts.total),
            say("Correct one of the three numbers."),
        )


@rule("RV007", "issues of all kinds are more than all issues", "error")
def kinds_add_up(review: Review, plan: Plan) -> Iterator[Finding]:
    """The issues of each kind make more than the total.

    One of the numbers is wrong. Correct it; fewer than the total may stand there, where some issues are of no kind.
    """
    counts = review.issue_counts
    if counts and sum(counts.by.values()) > counts.total:
        yield finding(
            ("review", "issue_counts", "by"),
            say("the kinds make {sum}, but there were {total} in all", sum=sum(counts.by.values()), total=counts.total),
            say("Correct one of the numbers."),
            related=((say("the total"), ("review", "issue_counts", "total")),),
        )


@rule("RV003", "actual value missing", "gap")
def actual_said(review: Review, plan: Plan) -> Iterator[Finding]:
    """The launch is over and a planned value has no actual one beside it.

    A target that nobody compares with what came out was not a target. Write `actual:`, or say in
    `accepted:` who accepted that it was not measured, and why.
    """
    if plan.head.status not in OVER:
        return
    for item in review.compared:
        if item.actual is None and item.accepted is None:
            yield finding(
                item.path,
                say("`{name}` has no actual value", name=item.label),
                say("Add `actual:`, or say in `accepted:` who accepted that it was not measured, and why."),
            )


@rule("RV004", "more issues listed than counted", "error")
def listed_and_counted(review: Review, plan: Plan) -> Iterator[Finding]:
    """The list of issues is longer than their count.

    `issue_counts:` says how many issues there were in all, also those listed elsewhere; it cannot be less than what is
    listed here. Correct `total:` or `pending:`.
    """
    counts = review.issue_counts
    if counts is None:
        return
    open_issues = sum(issue.status == "open" for issue in review.issues)
    if counts.total < len(review.issues):
        yield _counted_less("total", counts.total, len(review.issues))
    elif counts.pending is not None and counts.pending < open_issues:
        yield _counted_less("pending", counts.pending, open_issues)


def _counted_less(key: str, counted: int, listed: int) -> Finding:
    return finding(
        ("review", "issue_counts", key),
        say("`{key}: {counted}`, but {listed} are listed", key=key, counted=counted, listed=listed),
        say("Correct the number, or the `status:` of an issue."),
        related=((say("the list of issues"), ("review", "issues")),),
    )


@rule("RV005", "open issue without owner", "gap", lacks="owner")
@reports(say("this issue is open and nobody owns it"), say("Add `owner:`, or `status: wont-fix`."))
def issue_owned(review: Review, plan: Plan) -> Iterable[Placed]:
    """An issue is open and nobody sees to it.

    An issue without owner stays open until it returns. Write `owner:` with an id from `people:`, or `status: wont-fix`.
    """
    return (issue for issue in review.issues if issue.status == "open" and issue.owner is None)


@rule("RV006", "result before the launch", "contradiction")
def result_after_launch(review: Review, plan: Plan) -> Iterator[Finding]:
    """A result is marked as reached although the launch has not happened.

    A review that is written beforehand hides what really came out. Leave the mark away until the launch is over; then
    set `status:` of the plan to `launched`.
    """
    if plan.head.status in (*OVER, "in progress"):
        return
    for result in review.results:
        if result.done:
            yield finding(
                result.path,
                say("marked as reached, but the plan's status is `{status}`", status=plan.head.status),
                say("Remove the mark, or set `status: launched`."),
            )
