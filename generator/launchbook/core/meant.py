"""Whether a plan says that an unusual day is meant."""

from __future__ import annotations

import re
from datetime import date

from launchbook.core.datewords import WEEKDAY_NAMES
from launchbook.core.plan import Plan, per_plan
from launchbook.core.sayings import sayings

_REASONED = frozenset({"summary", "overview", "risks", "notes", "contacts", "timeline", "runsheet"})
"""Where a plan gives its reasons; a message only announces."""
_FREE = re.compile(r"\bweekends?\b|\bholidays?\b|\bday off\b|周末|週末|假期|假日|节日|闭馆|休市|停业", re.IGNORECASE)


_DAYS = tuple(
    re.compile(rf"\b{name}s?\b|(?:周|星期|礼拜|週)[{chinese}]", re.IGNORECASE)
    for name, chinese in zip(WEEKDAY_NAMES, (*"一二三四五六", "日天"), strict=True)
)


def names_day(plan: Plan, day: date, *, free: bool = False) -> bool:
    """Whether a sentence outside messages names a weekday; of a free day also the weekend or the holiday."""
    said = _words(plan)
    return bool(_DAYS[day.weekday()].search(said) or (free and _FREE.search(said)))


@per_plan
def _words(plan: Plan) -> str:
    return "\n".join(saying.text for saying in sayings(plan) if saying.path[0] in _REASONED)
