"""Rules that read the standards alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, say
from launchbook.core.section import finding, rule
from launchbook.sections.standards.model import Standards


@rule("SD001", "not met, and yet approved", "danger", folded=True)
def met(standards: Standards, plan: Plan) -> Iterator[Finding]:
    """The plan is approved or under way, and something that must be so is not.

    Either the launch waits for it, or it is no must. Mend it, or write `level: should` and in `note:` who accepted it.
    """
    for line in standards.lines if plan.head.approved else ():
        if line.status == "not met" and line.level == "must":
            yield finding(
                (*line.path, "status"),
                say("“{name}” must be so, and is not", name=line.fact.name),
                say("Mend it before the launch, or write `level: should` and who accepted it."),
            )


@rule("SD002", "approved, but not confirmed", "danger", folded=True)
def confirmed(standards: Standards, plan: Plan) -> Iterator[Finding]:
    """The plan is approved or under way, and nobody has confirmed some of what must be so.

    What nobody looked at is found out on launch day. Look, and write `status: met` (or `✅` before the name) with the
    `evidence:`.
    """
    for sheet in standards.sheets if plan.head.approved else ():
        waiting = [line for line in sheet.lines if line.status == "unknown" and line.level == "must"]
        if waiting:
            yield finding(
                sheet.path,
                say("not yet confirmed under “{topic}”: {count}", topic=sheet.title, count=len(waiting)),
                say(
                    "The first is “{name}”. Look, and write `status: met` or `✅` before it.", name=waiting[0].fact.name
                ),
                on_key=isinstance(sheet.path[-1], str),
            )


@rule("SD003", "limit without a unit", "gap", folded=True)
def has_unit(standards: Standards, plan: Plan) -> Iterator[Finding]:
    """A limit is a bare number, and neither the name nor a metric says of what.

    `≤ 30` is thirty characters to one reader and thirty bytes to another. Write the unit: `≤ 30 characters`, `≥ 16 GB`.
    """
    for line in standards.lines:
        limit = line.fact.limit
        if limit and not (limit.unit or line.fact.metric or limit.value == 0 or _SAYS_UNIT.search(line.fact.name)):
            yield finding(
                (*line.path, "limit"),
                say("`{limit}`: of what?", limit=limit),
                say("Write the unit: `≤ 30 characters`, `≥ 16 GB`."),
            )


_SAYS_UNIT = re.compile(r"[(（].+[)）]|数$|版本|\b(?:number|count|version)\b", re.IGNORECASE)
"""Names that say of what a bare number is."""


@rule("SD004", "said twice", "error")
def once(standards: Standards, plan: Plan) -> Iterator[Finding]:
    """Two facts of one topic have the same name.

    Each reader believes the one they find first. Keep one, or name them apart.
    """
    for sheet in standards.sheets:
        first = {_plain(line.fact.name): line for line in reversed(sheet.lines)}
        for line in sheet.lines:
            earlier = first[_plain(line.fact.name)]
            if earlier is not line:
                yield finding(
                    line.path,
                    say("“{name}” stands twice under “{topic}”", name=line.fact.name, topic=sheet.title),
                    say("Keep one of the two, or name them apart."),
                    on_key=isinstance(line.path[-1], str),
                    related=((say("first said here"), earlier.path),),
                )


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


@rule("SD005", "limit contradicts its metric's target", "contradiction")
def agrees(standards: Standards, plan: Plan) -> Iterator[Finding]:
    """A value that meets the metric's target would still break the limit that is set here on the same metric.

    Two numbers for one thing, and nobody knows which of them counts. Say it once, as `target:` of the metric, and leave
    the limit out here. If no value meets both, it is an error. A limit wider than the target is fine.
    """
    for line in standards.lines:
        fact = line.fact
        own = plan.rungs(fact.metric).get("target") if fact.metric else None
        if not (own and fact.limit and fact.metric and own.alike(fact.limit)):
            continue
        if (apart := own.excludes(fact.limit)) or fact.limit.stricter(own):
            place = plan.target(fact.metric)
            yield finding(
                (*line.path, "limit"),
                say("no value keeps `{limit}` and meets the metric's `target: {own}`", limit=fact.limit, own=own)
                if apart
                else say(
                    "the metric may meet its `target: {own}` and still break `{limit}`", limit=fact.limit, own=own
                ),
                say("Say it once, as `target:` of the metric, and leave it out here."),
                related=((say("the metric's own"), (place.section, str(fact.metric), "target")),) if place else (),
                grade="error" if apart else None,
            )


@rule("SD006", "runs out before the launch", "danger", folded=True)
def lasts(standards: Standards, plan: Plan) -> Iterator[Finding]:
    """Something is so only until before the launch: a certificate, a licence, a quota.

    On launch day it is not so any more. Renew it, and write the new `until:`.
    """
    for line in standards.lines:
        until = line.fact.until
        if until and plan.extent(until).precedes(plan.frame.launch.extent):
            yield finding(
                (*line.path, "until"),
                say("“{name}” runs out before the launch", name=line.fact.name),
                say("Renew it, and write the new `until:`."),
                related=((say("the launch"), ("launch",)),),
            )


@rule("SD007", "topic without facts", "gap", folded=True)
def says_something(standards: Standards, plan: Plan) -> Iterator[Finding]:
    """A topic has neither facts, nor a text, nor a table.

    A heading alone looks as if somebody had thought of it. Write its facts, or remove it.
    """
    for sheet in standards.sheets:
        if sheet.empty:
            yield finding(
                sheet.path,
                say("nothing stands under “{topic}”", topic=sheet.title),
                say("Write its facts, as `Memory: 16 GB`, or remove it."),
                on_key=isinstance(sheet.path[-1], str),
            )
