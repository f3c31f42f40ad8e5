"""What is still to be filled in."""

from __future__ import annotations

import re

_TO_FILL = re.compile(
    r"(?:待填写?|待定|待补充?|待确认|tbd|tba|to be filled in|\?+|？+|_{2,}|[\[［【].*[\]］】])", re.IGNORECASE
)


def placeholder(value: object) -> bool:
    """Whether a text stands for what is still to be filled in: `待填`, `TBD`, or the box of a form, `[电话]`."""
    return isinstance(value, str) and _TO_FILL.fullmatch(value.strip()) is not None
