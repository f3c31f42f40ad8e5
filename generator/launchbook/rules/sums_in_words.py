"""Numbers in one text that are parts of another one there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal

from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, say
from launchbook.core.section import finding, part_of, rule
from launchbook.rules.weekdays import texts_with_digits

_NUMBER = r"(?<![\w.:/%$€£¥+-])(?P<digits>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)(?P<scale>\s?[万亿])?(?![\d.]*[%％‰:/\d]|\s?[月日号年]|,\d)"
_ONE = re.compile(_NUMBER)
_OF = re.compile(
    rf"{_NUMBER}(?P<behind>[^\d。.！!？?\n]{{0,40}}?(?:[:：]|[，,]\s?其中(?:有|包括)?|, of which|\. (?=\d[\d,]* of (?:them|these))))"
    rf"|\b[Oo]f the {_NUMBER.replace('digits', 'digits2').replace('scale', 'scale2')}"
)
"""A whole, and that its parts come: `18 halls: …`, `614 controllers, of which …`, `of the 614 controllers …`, `1240 个，其中 …`."""
_END = re.compile(r"[。！!？?\n；;]|\.(?:\s|$)")
_ABOUT = re.compile(r"(?:约|大约|近|共约|about|around|nearly|some|over|more than|超过)\s*$", re.IGNORECASE)
_NEAR = Decimal("0.12")
"""Parts that miss the whole by more than this are not all of its parts."""
_LEAST = 10


@rule("TX009", "parts that do not add up", "contradiction")
def parts_add_up(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A text says a whole and its parts, "1,240 seats: 620, 360 and 240", and the parts come to a number close by.

    One of them was changed and the others were not, or two digits were exchanged. Add them up, and correct the one that is wrong. Parts
    that come to something else altogether are not all of the parts, and nothing is said of them.
    """
    for path, text in texts_with_digits(plan):
        for whole in _OF.finditer(text):
            group = "digits" if whole["digits"] else "digits2"
            total, step = _read(whole[group], whole["scale"] or whole["scale2"])
            parts = [part for part in _parts(text, whole.end()) if part[1] >= 1 or step < 1]  # 6.9 is a version there
            amount = sum((value for value, _ in parts), Decimal(0))
            if _ABOUT.search(text[max(0, whole.start(group) - 12) : whole.start(group)]):
                step *= 10 ** (len(whole[group]) - len(whole[group].rstrip("0,")))
            rounding = max(one if one > 1 else Decimal(0) for one in (step, *(one for _, one in parts)))
            off = abs(amount - total)
            if len(parts) > 1 and total >= _LEAST and max(parts)[0] < total and rounding < off <= total * _NEAR:
                yield finding(
                    path,
                    say("the parts come to {amount}, and {whole} are said", amount=f"{amount:,}", whole=whole[group]),
                    say("Add them up, and correct the number that is wrong."),
                    **part_of(text, whole.start(group), len(whole[group])),
                )


def _parts(text: str, start: int) -> Sequence[tuple[Decimal, Decimal]]:
    """The numbers of a sentence from a place on, each with its last digit's worth."""
    end = _END.search(text, start)
    return [
        _read(each["digits"], each["scale"]) for each in _ONE.finditer(text, start, end.start() if end else len(text))
    ]


def _read(digits: str, scale: str | None) -> tuple[Decimal, Decimal]:
    times = {"万": 10**4, "亿": 10**8}.get((scale or "").strip(), 1)
    number = Decimal(digits.replace(",", ""))
    return number * times, Decimal(times).scaleb(min(0, number.as_tuple().exponent))  # type: ignore[arg-type]
