"""How many cases failed, in the words that accept them, against the results of the phase."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from launchbook.core.numberwords import ENGLISH, number_of
from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, say
from launchbook.core.section import finding, part_of, rule
from launchbook.sections.tests.model import Tests

_FAILED = re.compile(
    rf"\b(?:all |the )?(?P<en>{'|'.join(ENGLISH)}|\d{{1,3}}) (?:failures?|failed (?:cases?|tests?)|cases? (?:that )?failed)\b"
    r"|(?P<zh>\d{1,3}|[一二两兩三四五六七八九十])\s?(?:条|條|个|個|例|项|項)(?:失败|失敗|未通过|未通過)",
    re.IGNORECASE,
)
_PARTS = re.compile(r"\b(?:of the|of these|one of)\b|其中", re.IGNORECASE)


@rule("TS021", "accepted failures that are not those that failed", "contradiction")
def failures_accepted(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """What is accepted of a test phase, or its note, counts other failures than `failed:` of its results does.

    "The two failures are known", and three cases failed: of the third nobody has spoken. Correct the words or the number. Parts of them
    ("one of the failures") are not compared.
    """
    tests = plan.get(Tests)
    for phase in tests.phases if tests else ():
        failed = getattr(phase.results, "failed", None)
        for key in ("accepted", "note") if failed is not None else ():
            text = str(getattr(phase, key, None) or "")
            match = _FAILED.search(text)
            if match and not _PARTS.search(text) and number_of(match["en"] or match["zh"]) != failed:
                yield finding(
                    (*phase.path, key),
                    say(
                        "“{said}” are spoken of here, and the results count {failed}", said=match.group(), failed=failed
                    ),
                    say("Correct the words, or `failed:`."),
                    related=((say("the results"), (*phase.path, "results")),),
                    **part_of(text, match.start(), len(match.group())),
                )
