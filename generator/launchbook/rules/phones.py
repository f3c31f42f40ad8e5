"""Telephone numbers that cannot be dialled, that two people share, or that are missing where somebody decides.

Which numbers there are in a country is known to `phonenumbers`, the tables of Google's libphonenumber.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import phonenumbers
from babel.core import get_global

from launchbook.core.plan import Plan, per_plan
from launchbook.core.problem import Finding, Path, say
from launchbook.core.sayings import with_digits
from launchbook.core.section import finding, part_of, rule
from launchbook.core.text import Phone
from launchbook.sections.contacts.model import Contacts

_WHOLE = 9
"""Numbers with fewer digits are extensions, short codes, or lack the code of their area."""
_OF_MANY = frozenset({
    phonenumbers.PhoneNumberType.TOLL_FREE, phonenumbers.PhoneNumberType.SHARED_COST, phonenumbers.PhoneNumberType.UAN,
    phonenumbers.PhoneNumberType.PREMIUM_RATE, phonenumbers.PhoneNumberType.UNKNOWN,
})  # fmt: skip
"""Lines that several people answer."""


@rule("PE011", "telephone number that does not exist", "danger")
def numbers_exist(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A telephone number has too few or too many digits, or begins as none does, for its country.

    It is found out at night, by whoever dials it. Correct the digits; a number of another country begins with `+` and the code of that
    country. Without `+` it is read as one of the countries of the plan's `calendar:`, `timezone:` and `also_in:`. Extensions and
    short numbers are not looked at. In sentences, numbers behind a word for calling are read.
    """
    for path, value in plan.values:
        if not isinstance(value, Phone) or not _is_whole(value):
            continue
        read = list(_read(plan, value))
        countries = "" if value.dial.startswith("+") else ", ".join(_countries(plan))
        if any(map(phonenumbers.is_valid_number, read)) or not (countries or value.dial.startswith("+")):
            continue
        yield finding(
            path,
            say("{phone} is no telephone number of {country}", phone=value, country=countries)
            if countries
            else say("{phone} is no telephone number", phone=value),
            say("Correct its digits; a number of another country begins with `+` and the code of that country."),
        )
    yield from _in_words(plan)


@rule("PE012", "one number for two people", "contradiction")
def numbers_of_one(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """Two people have the same telephone number.

    One of them is most likely a slip of copying, and is found out at night. Correct the number. A hotline may be with all who
    answer it; an office has extensions.
    """
    first: dict[str, tuple[str, Any, Path]] = {}
    for id, target in plan.targets.get("person", {}).items():
        person: Any = target.value
        for number, phone in enumerate(person.phone):
            line = next((each for each in _read(plan, phone) if phonenumbers.number_type(each) not in _OF_MANY), None)
            if line is None:
                continue
            dialled = _dialled(line) + phone.dial.partition(";")[2]
            path = (*person.path, "phone", number)
            other_id, other, other_path = first.setdefault(dialled, (id, person, path))
            if other_id != id and str(other.name) != str(person.name) and not (person.count or other.count):
                yield finding(
                    path,
                    say(
                        "{name} has the same number as {other}: {phone}",
                        name=person.name,
                        other=other.name,
                        phone=phone,
                    ),
                    say("Correct one of the two."),
                    related=((say("the other person"), other_path),),
                )


@rule("PE013", "decides, and cannot be called", "danger", folded=True)
def deciders_are_reached(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """Somebody who decides for the plan, at a gate, in an emergency or for the rollback has no telephone number, while others of the plan
    have one.

    Nothing goes on until they are found. Write `phone:` with the person, or `phone: TBD` until somebody knows it. Where nobody of
    the plan has a number, `contacts:` speaks of it.
    """
    people = {id: target.value for id, target in plan.targets.get("person", {}).items()}
    if not any(getattr(person, "phone", ()) for person in people.values()):
        return
    for id, place in _deciders(plan).items():
        person: Any = people.get(id)
        if (
            person is not None
            and not person.phone
            and "phone" not in person.to_fill
            and id not in _called_elsewhere(plan)
        ):
            yield finding(
                person.path, say("{name} decides, and has no telephone number", name=person.name), say("Add `phone:`."),
                related=((say("where they decide"), place),),
            )  # fmt: skip


def _deciders(plan: Plan) -> dict[str, Path]:
    """Who decides, with the first place that says so."""
    found: dict[str, Path] = {}
    if plan.head.decider:
        found[str(plan.head.decider)] = ("decider",)
    for id, mentions in plan.rows.mentions("person").items():
        place = next((mention.path for mention in mentions if mention.role == "decider" and not mention.row.over), None)
        if place is not None:
            found.setdefault(id, place)
    return found


@per_plan
def _called_elsewhere(plan: Plan) -> frozenset[str]:
    """Who has a number with a contact."""
    contacts = plan.get(Contacts)
    listed = (*contacts.emergency, *contacts.project, *contacts.vendors) if contacts else ()
    return frozenset(str(contact.person) for contact in listed if contact.person and contact.phone)


def _in_words(plan: Plan) -> Iterator[Finding]:
    """Numbers behind a word for calling, in sentences, that are none of any country of the plan."""
    for saying in with_digits(plan):
        for match in _CALL.finditer(saying.text) if "phone" not in saying.path else ():
            number = match["number"].strip()
            digits = "".join(filter(str.isdigit, number))
            countries = ", ".join(_countries(plan))
            if len(digits) < _SHORTEST or not number.startswith(("0", "+")) or not countries:
                continue
            if not any(map(phonenumbers.is_valid_number, _read(plan, Phone(number)))):
                yield finding(
                    saying.path,
                    say("{phone} is no telephone number of {country}", phone=number, country=countries),
                    say(
                        "Correct its digits; a number of another country begins with `+` and the code of that country."
                    ),
                    **part_of(saying.text, match.start("number"), len(number)),
                )


_CALL = re.compile(
    r"(?:\b(?:call|dial|phone|ring|tel\.?|telephone)\b|致电|致電|电话|電話|拨打?|撥打?|热线|熱線|专线|專線)[^\d\n。.;；]{0,16}?"
    r"(?P<number>\+?\d[\d ()-]{4,20}\d)(?![\d.,:：-]*\d|\s?(?:[%％月年日号人次分]|times|minutes|days|hours))",
    re.IGNORECASE,
)
"""A number behind a word for calling."""
_SHORTEST = 7


def _is_whole(phone: Phone) -> bool:
    return phone.dial.startswith("+") or sum(sign.isdigit() for sign in phone.dial.partition(";")[0]) >= _WHOLE


def _read(plan: Plan, phone: Phone) -> Iterator[phonenumbers.PhoneNumber]:
    """The number, read as one of each country that it may be of."""
    number = phone.dial.partition(";")[0]
    for country in (None,) if number.startswith("+") else _countries(plan):
        try:
            yield phonenumbers.parse(number, country)
        except phonenumbers.NumberParseException:
            continue


def _dialled(number: phonenumbers.PhoneNumber) -> str:
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


@per_plan
def _countries(plan: Plan) -> Sequence[str]:
    """The codes of the countries of a plan."""
    territories = get_global("zone_territories")
    zones = (territories.get(str(zone)) for zone in (plan.head.timezone, *plan.head.also_in))
    calendar = plan.head.calendar.country if plan.head.calendar else None
    return list(dict.fromkeys(str(country) for country in (calendar, *zones) if country))
