"""Checklists that are gone through a second time: a step of the way back leads to them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from launchbook.core.plan import Plan, per_plan
from launchbook.core.problem import Path
from launchbook.core.rows import Row

_LINK = re.compile(r"\]\(([^()\s]+)\)")
_RANGE = re.compile(r"\s*(?:[-–—~～至到]|to|through|till)\s*", re.IGNORECASE)


@per_plan
def taken_again(plan: Plan) -> Mapping[Path, Row]:
    """By the path of such a list, and of each of its items that is asked for, the step that leads to it. All are asked for, unless
    its words have their numbers."""
    return {
        row.path: step
        for step in plan.rows
        if step.kind == "step" and plan.kinds[step.section].takes_back
        for list in _lists(plan, step)
        for row in (list, *_asked(str(step.value.do), [*list.below("item")]))
    }


def _lists(plan: Plan, step: Row) -> Iterator[Row]:
    links = [link.url for link in (step.value.link, *step.value.links) if link]
    for address in (*links, *_LINK.findall(str(step.value.do))):
        section, anchor = plan.destination(str(address)) or ("", "")
        row = plan.rows.at(section, anchor) if anchor else None
        if row is not None and row.kind == "checklist":
            yield row


def _asked(words: str, items: Sequence[Row]) -> Sequence[Row]:
    """The items whose numbers stand in words: `T1, T3`, or all from the first to the last of `T1 to T6`."""
    spans = {item.path: re.search(rf"(?<!\w){re.escape(item.number)}(?!\w)", words) for item in items if item.number}
    found = [(place, span) for place, item in enumerate(items) if (span := spans.get(item.path))]
    if len(found) == 2 and _RANGE.fullmatch(words, found[0][1].end(), found[1][1].start()):
        return items[found[0][0] : found[1][0] + 1]
    return [items[place] for place, _ in found] or items
