"""Telephone numbers in sentences against those of whoever the sentence names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from launchbook.core.plan import Plan, per_plan
from launchbook.core.problem import Finding, Path, say
from launchbook.core.sayings import sentences, with_digits
from launchbook.core.section import finding, part_of, rule
from launchbook.core.text import Phone
from launchbook.sections.contacts.model import Contacts

NUMBER = re.compile(r"(?<![\w.:/=#+-])(?<!\d )\+?\(?\d[\d\s()-]{5,22}\d(?![\w%％:：]|[.,]\d|-\d|\s?[月日年号號人元])")
_DATE = re.compile(r"\d{4}-\d\d-\d\d|\d{1,2}:\d\d")
_LEAST, _END = 7, 7
"""So many digits a number has at least, and so many of its last ones say whose it is."""
_APART = 40
"""So many letters stand between a name and its number at most."""
_FIELDS = frozenset({"phone", "command", "contract", "result", "query"})


@dataclass(frozen=True)
class Reachable:
    """Somebody with the numbers that the plan gives to them."""

    name: str
    numbers: frozenset[str]
    path: Path


@rule("PE014", "another number in a sentence", "contradiction")
def numbers_in_words(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A sentence gives a telephone number for somebody whom it names, and `people:` or `contacts:` has another one.

    At night the one that is nearer is called, and may be the wrong one. Correct one of the two; better, leave the number out of the
    sentence and link to the person. Numbers of others in the plan, and of whoever has none there, are not compared.
    """
    known = _known(plan)
    everybody = frozenset(number for each in known for number in each.numbers)
    for saying in with_digits(plan) if known else ():
        if _FIELDS.intersection(map(str, saying.path)):
            continue
        for start, end in sentences(saying.text):
            for match in NUMBER.finditer(saying.text, start, end):
                digits = _digits(match.group())
                if len(digits) < _LEAST or _DATE.search(match.group()) or _is_one_of(digits, everybody):
                    continue
                who = _named(saying.text[start : match.start()], known)
                if who and not _LINE.search(saying.text[start : match.start()]):
                    yield finding(
                        saying.path,
                        say("{name} is called at {said} here, and has another number in the plan", name=who.name,
                            said=match.group()),
                        say("Correct one of the two; better, leave the number out here."),
                        related=((say("the number in the plan"), who.path),),
                        **part_of(saying.text, match.start(), len(match.group())),
                    )  # fmt: skip


_LINE = re.compile(
    r"\b(?:fax|conference|dial-in|extension|contract|customer|account|ticket)\b|传真|傳真|会议号|合同|分机|工单",
    re.IGNORECASE,
)
"""What else has digits, or a line of its own."""


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _is_one_of(digits: str, known: frozenset[str]) -> bool:
    """Whether a number is one of these, with or without the codes of country and area."""
    bare = digits.lstrip("0")
    return any(number.endswith(bare) or bare.endswith(number.lstrip("0")) for number in known)


def _named(before: str, known: Sequence[Reachable]) -> Reachable | None:
    """The one who is named last before a number."""
    near = before[-_APART:].casefold()
    found = [(near.rfind(part), each) for each in known for part in _parts(each.name) if part in near]
    return max(found, key=lambda each: each[0])[1] if found else None


def _parts(name: str) -> tuple[str, ...]:
    """A name, and a long Chinese one without its first letter: the 市 of a body of the town."""
    plain = name.casefold()
    return (plain, plain[1:]) if len(plain) > 4 and not plain.isascii() else (plain,)


@per_plan
def _known(plan: Plan) -> Sequence[Reachable]:
    """Who has a number in the plan."""
    contacts = plan.get(Contacts)
    entries = [target.value for target in plan.targets.get("person", {}).values()]
    entries += [*contacts.emergency, *contacts.project, *contacts.vendors] if contacts else []
    return [Reachable(name, numbers, entry.path) for entry in entries for name, numbers in _of(entry)]


def _of(entry: object) -> Iterator[tuple[str, frozenset[str]]]:
    phones = [_digits(each.dial.partition(";")[0]) for each in getattr(entry, "phone", ()) if isinstance(each, Phone)]
    numbers = frozenset(number for number in phones if len(number) >= _END)
    for name in (getattr(entry, "name", None), getattr(entry, "company", None)):
        if name and numbers and len(str(name)) > 1:
            yield str(name), numbers
