"""Thresholds that differ by case: how long after the launch, for which users, for which module."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, TypeAlias

from pydantic import ConfigDict, Field, RootModel

from launchbook.core.numberwords import number_of
from launchbook.core.quantity import Threshold
from launchbook.core.text import Text
from launchbook.core.units import plain_words

_DAYS = {"d": 1, "day": 1, "天": 1, "日": 1, "w": 7, "week": 7, "周": 7, "星期": 7, "month": 30, "月": 30, "quarter": 91,
         "季度": 91, "y": 365, "year": 365, "年": 365}  # fmt: skip
_HORIZON = re.compile(
    r"(?:after|within|in|t\s*\+|(?:正式)?(?:上线|发布)(?:之?后)?(?:的?第)?|第)?\s*(?P<count>\d{1,4}|one|[一两二三四五六七八九十])"
    r"[\s-]*个?(?P<unit>d|day|w|week|month|quarter|y|year|天|日|周|星期|月|季度|年)s?\s*(?:after(?: the)? launch|later|on|以?之?[后内])?",
    re.IGNORECASE,
)  # fmt: skip


class Cases(RootModel[Annotated[dict[Text, Threshold], Field(min_length=1)]]):
    """Thresholds by case: how long after the launch, for which users, for which module."""

    model_config = ConfigDict(frozen=True)

    def __str__(self) -> str:
        return ", ".join(f"{case} {limit}" for case, limit in self.root.items())

    @property
    def horizons(self) -> Mapping[Text, timedelta]:
        """How long after the launch each case is; empty unless all cases are times."""
        lengths = {case: horizon(case) for case in self.root}
        return {case: length for case, length in lengths.items() if length} if all(lengths.values()) else {}


def horizon(case: str) -> timedelta | None:
    """The time after the launch that a case names: `after 3 months`, `T+30d`, `上线后一个月`; None if it is none."""
    match = _HORIZON.fullmatch(plain_words(case).strip())
    if match is None:
        return None
    count = number_of(match["count"])
    return timedelta(days=count * _DAYS[match["unit"].lower()])


Limit: TypeAlias = Threshold | Cases
"""A threshold, or one for each case."""
