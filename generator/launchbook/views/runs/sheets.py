"""The pages of a plan's runs."""

from __future__ import annotations

from collections.abc import Iterator

from launchbook.core.plan import Plan
from launchbook.core.problem import Message, say
from launchbook.core.runs.followed import followed
from launchbook.core.runs.lengths import RunAccount, accounts, moment, rehearsed_lengths
from launchbook.core.sheet import Sheet
from launchbook.views.runs.model import RunPage
from launchbook.views.runs.review import draft_of


def run_sheets(plan: Plan) -> Iterator[Sheet]:
    """The page over all runs, also where there is none yet and the plan is gone through by the clock; and one page per run."""
    runs = [RunPage(account) for account in accounts(plan)]
    if not runs and "main" not in followed(plan):
        return
    values = {"below": "runs/index", "runs": runs, "lengths": rehearsed_lengths(plan)}
    yield Sheet(f"plans/{plan.id}/runs/index.md", say("Runs"), "index.md.j2", values)
    for run in runs:
        yield Sheet(
            f"plans/{plan.id}/{run.path}.md",
            _title(run.account),
            "page.md.j2",
            {"below": run.path, "run": run, "draft": draft_of(run)},
            said=tuple(event.note for event in run.account.state.events if event.note),
        )


def _title(account: RunAccount) -> Message:
    state = account.state
    day = moment(state.events[0].ms, account.plan).date().isoformat() if state.events else account.record.run
    if account.record.kind == "live":
        return say("Launch of {day}", day=day)
    return say("Rehearsal of {day}", day=day)
