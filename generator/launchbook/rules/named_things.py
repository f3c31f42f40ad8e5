"""Alerts, playbooks and the like that a text names in quotes, and that are nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from launchbook.core.plan import Plan, per_plan
from launchbook.core.problem import Finding, say
from launchbook.core.sayings import sayings
from launchbook.core.section import finding, part_of, rule

_ALERT = r"alerts?|alarms?|告警|警报|警報|报警"
_GUIDE = (
    r"playbooks?|runbooks?|checklists?|procedures?|预案|預案|应急手册|處置手冊|处置手册|操作手册|检查清单|檢查清單|流程"
)
_QUOTED = r"[“\"「『‘](?P<name>[^“”\"「」『』‘’\n]{3,60})[”\"」』’]"
_BEHIND = re.compile(rf"(?<![A-Za-z])(?P<kind>{_ALERT}|{_GUIDE})\s?{_QUOTED}", re.IGNORECASE)
_BEFORE = re.compile(rf"{_QUOTED}\s?(?P<kind>{_ALERT}|{_GUIDE})(?![A-Za-z])", re.IGNORECASE)
_MARKS = '“”"「」『』‘’'
_TITLES = frozenset({"title", "name", "topic", "event", "company", "do", "what", "file", "called"})
_SILENT = frozenset({"review", "references", "approvals", "versions"})


@rule("TX014", "named, and nowhere", "contradiction")
def named_things_are_there(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A text sends its reader to an alert, a playbook, a runbook, a checklist or a procedure by its name in quotes, and nothing in the
    plan is called so.

    Whoever looks for it at night finds nothing. Write the name as it stands in the plan, or better a link: `[Roll back](#roll-back)`.
    Nothing is said where the plan has nothing of this kind: it may be kept elsewhere.
    """
    titles = _titles(plan)
    for saying in sayings(plan):
        if saying.path[0] in _SILENT or saying.path[-1] == "title" or not any(map(saying.text.__contains__, _MARKS)):
            continue
        for match in (*_BEHIND.finditer(saying.text), *_BEFORE.finditer(saying.text)):
            name = match["name"].strip().casefold()
            if _has(plan, match["kind"]) and not _is_called(name, saying.text, titles):
                yield finding(
                    saying.path,
                    say("“{name}” is named here, and nothing in the plan is called so", name=match["name"].strip()),
                    say("Write the name as it stands there, or a link to it."),
                    **part_of(saying.text, match.start("name"), len(match["name"])),
                )


def _is_called(name: str, text: str, titles: frozenset[str]) -> bool:
    """Whether something has the name, or a longer or shorter one; the text itself is no title."""
    own = text.casefold().strip()
    return any((name in title or title in name) and title != own for title in titles)


def _has(plan: Plan, kind: str) -> bool:
    """Whether the plan has something of this kind."""
    if re.fullmatch(_ALERT, kind, re.IGNORECASE):
        return "alerts" in _keys(plan)
    return not _keys(plan).isdisjoint(("playbooks", "procedures", "checklists", "runbook"))


@per_plan
def _keys(plan: Plan) -> frozenset[str]:
    """All keys of the plan."""
    return frozenset(key for path, _ in plan.values for key in path if isinstance(key, str))


@per_plan
def _titles(plan: Plan) -> frozenset[str]:
    """All that something in the plan is called."""
    named = (value for path, value in plan.values if path and path[-1] in _TITLES and isinstance(value, str))
    said = {str(value).casefold().strip() for value in named}
    said |= {str(row.title).casefold().strip() for row in plan.rows}
    return frozenset(title for title in said if len(title) > 2)
