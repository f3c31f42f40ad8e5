"""Rules that read references alone."""

from __future__ import annotations

from collections.abc import Iterable

from launchbook.core.plan import Plan
from launchbook.core.problem import say
from launchbook.core.section import Placed, reports, rule
from launchbook.sections.references.model import References


@rule("RE001", "account without a place for its password", "gap")
@reports(
    say("`{account}` does not say where its password is kept"),
    say("Add `secret:` with the place in your secret store, not the password."),
)
def secret_kept(references: References, plan: Plan) -> Iterable[Placed]:
    """An account does not say where its password is kept.

    On the night somebody asks for it in the group, and there it stays. Keep it in a secret store, and write where in
    `secret:`, as `vault:exam-buddy/test-accounts#user`. If the account has none, write `secret: none`.
    """
    return (account for account in references.accounts if account.secret is None)
