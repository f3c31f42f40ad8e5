"""Signatures against what they rest on: the plan, its tests, its rehearsal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from launchbook.core.plan import Plan
from launchbook.core.portfolio import OVER
from launchbook.core.problem import Finding, Message, Path, say
from launchbook.core.section import finding, rule
from launchbook.core.time import Extent
from launchbook.sections.approvals.model import Approvals, Signature
from launchbook.sections.rollback.model import Rollback

_ORDER = ("prepared", "reviewed", "approved")


@rule("AP005", "signed in the wrong order", "contradiction")
def signed_in_order(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """The plan was reviewed before it was prepared, or approved before it was reviewed, or signed before it was created.

    Whoever approved had not seen what was approved. Correct the dates, or have it signed again.
    """
    dated = [(_ORDER.index(each.role), plan.extent(each.at), each) for each in _given(plan) if each.at]
    for order, extent, signature in dated:
        before = next((other for rank, its, other in dated if rank < order and extent.precedes(its)), None)
        if before is not None:
            yield _wrong(signature, say("{role} came before {before}", role=_WORDS[signature.role], before=_WORDS[before.role]),
                         say("the earlier signature"), (*before.path, "at"))  # fmt: skip
        elif plan.head.created and extent.precedes(plan.extent(plan.head.created)):
            yield _wrong(
                signature,
                say("{role} came before the plan was created", role=_WORDS[signature.role]),
                say("when it was created"),
                ("created",),
            )


@rule("AP006", "approved before it was tried", "contradiction")
def approved_after_trial(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """The plan was approved before its last test phase or the rehearsal of its rollback was over.

    What was approved was not known yet. Approve it after them, or say in the signature's `accepted:` who took the risk, and why.
    """
    last = max(_trials(plan), key=lambda trial: trial[0].end.timestamp(), default=None)
    if last is None:
        return
    extent, title, path = last
    for signature in _given(plan):
        if signature.role != "approved" or signature.accepted or not signature.at:
            continue
        if plan.extent(signature.at).end.timestamp() < extent.end.timestamp():
            message = say("approved before “{title}” was over, on {day}", title=title, day=extent.last_day)
            yield _wrong(signature, message, say("what it rests on"), path)


def _trials(plan: Plan) -> Iterator[tuple[Extent, str | Message, Path]]:
    """Test phases that end before the launch, and the rehearsal, with known days."""
    launch = plan.frame.launch.extent
    for row in plan.rows:
        if row.kind == "test phase" and not row.value.continuous and row.state != "skipped":
            for timing in row.timings:
                if timing.start.dated and timing.extent.precedes(launch):
                    yield timing.extent, row.title, (*row.path, "at")
    rollback = plan.get(Rollback)
    if rollback and rollback.rehearsed and plan.resolve(rollback.rehearsed)[0].dated:
        yield plan.extent(rollback.rehearsed), say("rehearsal"), (*rollback.path, "rehearsed")


@rule("AP007", "changed after it was approved", "contradiction")
def unchanged_since(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """The plan says that it was changed after its last approval.

    What was approved is not what stands here. Have it approved again, or correct `updated:`. Of a plan that was launched as approved and
    changed from the launch on, nothing is said: what happened is written into it.
    """
    approvals = [signature for signature in _given(plan) if signature.role == "approved" and signature.at]
    if not approvals or not plan.head.updated:
        return
    approved = max((plan.extent(each.at) for each in approvals if each.at), key=lambda each: each.end.timestamp())
    changed = plan.extent(plan.head.updated)
    launch = plan.frame.launch.extent
    records = plan.head.status in OVER and approved.precedes(launch) and not changed.precedes(launch)
    if approved.precedes(changed) and not records:
        yield finding(
            ("updated",),
            say("changed on {day}, after it was approved on {approved}", day=changed, approved=approved),
            say("Have it approved again, or correct the date."),
            related=((say("the last approval"), (*approvals[-1].path, "at")),),
        )


def _given(plan: Plan) -> Sequence[Signature]:
    approvals = plan.get(Approvals)
    signed = approvals.signatures if approvals else ()
    return [signature for signature in signed if signature.at and plan.resolve(signature.at)[0].dated]


def _wrong(signature: Signature, message: Message, label: Message, path: Path) -> Finding:
    return finding(
        (*signature.path, "at"), message, say("Correct the date, or have it signed again."), related=((label, path),)
    )


_WORDS = {
    "prepared": say("the preparation"),
    "reviewed": say("the review"),
    "approved": say("the approval"),
}
