"""Whether tests name what the launch may not go without."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from launchbook.core.plan import Plan
from launchbook.core.portfolio import OVER
from launchbook.core.problem import Finding, say
from launchbook.core.sayings import sayings
from launchbook.core.section import finding, rule

_FIRST = re.compile(r"p0|must|必须|必須|最高", re.IGNORECASE)
_MOST = 0.5
"""So much of what a title says stands in the words of the tests where they mean it."""
_WEAK = frozenset(("the", "and", "for", "with", "all", "new"))


@rule("TS022", "P0 that no test names", "danger", folded=True)
def first_is_tested(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """The tests name most of what has the priority P0 in the scope, and one of it nowhere: in no phase, content, matrix or target.

    It was added later, or forgotten, and goes out untested. Add it to `content:` of a phase, or to the matrix. Where the tests do not name
    at least two of them, they are written in other words, and nothing is said.
    """
    words = _words(plan)
    items = [
        row.value
        for row in plan.rows.in_section("overview")
        if row.path[1:2] == ("scope",) and _FIRST.fullmatch(str(getattr(row.value, "priority", None) or ""))
    ]
    if not words or plan.head.status in OVER:
        return
    missing = [item for item in items if not _is_named(str(item.text), words)]
    if len(items) - len(missing) >= 2 and len(missing) * 2 <= len(items):
        for item in missing:
            yield finding(
                item.path,
                say("“{item}” is P0, and no test names it", item=item.text),
                say("Add it to `content:` of a phase, or to the matrix."),
                related=((say("the tests"), ("tests",)),),
            )


def _words(plan: Plan) -> str:
    """All that the tests say, with the names of rows."""
    said = [saying.text for saying in sayings(plan) if saying.path[0] == "tests"]
    rows = [str(part) for path, _ in plan.values if path[:1] == ("tests",) for part in path if isinstance(part, str)]
    return " ".join([*said, *dict.fromkeys(rows)]).casefold()


def _is_named(item: str, words: str) -> bool:
    parts = _parts(item.casefold())
    return not parts or sum(part in words for part in parts) > len(parts) * _MOST


def _parts(item: str) -> list[str]:
    """The beginnings of the words of a title, and the pairs of letters where words are not parted."""
    words = [word[:6].rstrip("s") for word in re.findall(r"[a-z]{3,}", item) if word not in _WEAK]
    runs = re.findall(r"[\u4e00-\u9fff]+", item)
    return words + [run[at : at + 2] for run in runs for at in range(len(run) - 1)]
