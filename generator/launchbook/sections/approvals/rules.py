"""Rules that read approvals, with the plan's head."""

from __future__ import annotations

from collections.abc import Iterator

from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, say
from launchbook.core.section import finding, rule
from launchbook.sections.approvals.model import Approvals


@rule("AP001", "approved by nobody", "contradiction")
def approved_by_someone(approvals: Approvals, plan: Plan) -> Iterator[Finding]:
    """The plan's status says that it is approved, and nobody signed for it.

    Afterwards nobody can say who approved it. Add a signature with `role: approved` and `at:`, or set `status:` back
    to `in review`.
    """
    if plan.head.approved and not approvals.approved:
        yield finding(
            ("approvals",),
            say("status is `{status}`, but nobody signed as `approved`", status=plan.head.status),
            say("Add a signature with `role: approved` and `at:`, or set `status: in review`."),
            on_key=True,
        )


@rule("AP002", "approved by its author", "danger")
def four_eyes(approvals: Approvals, plan: Plan) -> Iterator[Finding]:
    """The plan is approved or reviewed by the person who prepared it.

    The author of a plan does not see what it lacks. Let someone else approve it, or review it.
    """
    authors = {plan.name_of(signature.by).casefold() for signature in approvals.of("prepared")}
    for signature in approvals.signatures:
        if plan.name_of(signature.by).casefold() in authors and signature.role != "prepared":
            approved = signature.role == "approved"
            yield finding(
                (*signature.path, "by"),
                say("`{by}` prepared the plan and approves it", by=signature.by) if approved
                else say("`{by}` prepared the plan and reviews it", by=signature.by),
                say("Let someone else approve it.") if approved else say("Let someone else review it."),
            )  # fmt: skip


@rule("AP003", "another version was signed", "error")
def same_version(approvals: Approvals, plan: Plan) -> Iterator[Finding]:
    """A signature names another version than the plan does.

    What was signed is not what will be launched. Have it signed again and write the new `version:`, or remove the
    signature's `at:` until then.
    """
    version = plan.head.version
    for signature in approvals.signatures if version else ():
        if signature.at and signature.version and signature.version != version:
            yield finding(
                (*signature.path, "version"),
                say("`{by}` signed version `{signed}`, and the plan is version `{version}`", by=signature.by, signed=signature.version,
                    version=version),
                say("Have it signed again, or correct the version."),
                related=((say("the plan's version"), ("version",)),),
            )  # fmt: skip


@rule("AP004", "signed after the launch", "contradiction")
def before_launch(approvals: Approvals, plan: Plan) -> Iterator[Finding]:
    """A signature is dated after the launch.

    A late approval approves nothing. Correct the date, or say in `accepted:` who accepted it, and why.
    """
    launch = plan.frame.launch
    for signature in approvals.signatures:
        if signature.at and not signature.accepted and launch.extent.precedes(plan.extent(signature.at)):
            yield finding(
                (*signature.path, "at"),
                say("`{by}` signs at {at}, after the launch at {launch}", by=signature.by, at=plan.instant(signature.at),
                    launch=launch),
                say("Correct the date, or say in `accepted:` who accepted it, and why."),
                related=((say("the launch"), ("launch",)),),
            )  # fmt: skip
