"""vCard (RFC 2426): everybody of a plan who can be reached. Version 3.0, which every telephone reads.

A name is not divided, in `FN` and as the family name in `N`: where to divide it is not known (李工, 欧阳明, 客服热线), and
telephones show an undivided name as written.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from pydantic import BaseModel

try:
    import vobject
except ImportError:  # the extra `contacts`
    vobject = None

from launchbook.core.plan import Plan
from launchbook.core.portfolio import person_slug
from launchbook.core.text import Phone
from launchbook.discovery.catalogues import translator
from launchbook.exports.export import Context, Export, Part
from launchbook.exports.words import line, name_of, plain, title
from launchbook.render.model import Asset, Download

WRITES_CARDS = vobject is not None
_CHANNELS = frozenset(("phone", "mail", "messenger"))
_MOBILE = re.compile(r"(?:\+?86|0086)?1[3-9]\d{9}")
_NOTES = ("duty", "purpose", "hours", "channel", "sla", "contract", "note")
"""Fields of entries that go to the notes of a card."""


@dataclass
class Card:
    """Somebody who can be reached, gathered from all entries that name them."""

    uid: str
    name: str
    company: str = ""
    role: str = ""
    phones: dict[str, Phone] = field(default_factory=dict)
    mails: dict[str, None] = field(default_factory=dict)
    notes: dict[str, None] = field(default_factory=dict)
    url: str = ""


def cards_of(plan: Plan, context: Context) -> list[Card]:
    """The cards of everybody with a telephone, a mail address or a messenger, in whatever section."""
    cards: dict[str, Card] = {}
    persons = {target.value.path: name for name, target in plan.targets.get("person", {}).items()}
    for path, value in plan.values:
        if isinstance(value, BaseModel) and _reachable(type(value)):
            person = persons.get(path) or str(getattr(value, "person", None) or "")
            card = _card(plan, value, person, str(path[0]), cards, context)
            _gather(plan, card, value)
    return [card for card in cards.values() if card.phones or card.mails or any(map(_messenger, card.notes))]


@cache
def _reachable(model: type[BaseModel]) -> bool:
    return bool(_CHANNELS & model.model_fields.keys())


def _card(plan: Plan, value: Any, person: str, section: str, cards: dict[str, Card], context: Context) -> Card:
    target = plan.targets.get("person", {}).get(person)
    if target is not None:
        key = person_slug(person, target.value)
        name, url = line(str(getattr(target.value, "name", person))), context.link(plan, target.section, target.anchor)
    else:
        anchor = plan.anchor(value)
        words = [str(getattr(value, key, None) or "") for key in ("name", "company", "role", "title")]
        name, url = line(next((word for word in words if word), section)), context.link(plan, section, anchor)
        key = hashlib.sha256("\0".join((plan.id, section, anchor or name)).encode()).hexdigest()[:32]
    return cards.setdefault(key, Card(f"{key}@launchbook", name, url=url))


def _gather(plan: Plan, card: Card, value: Any) -> None:
    company = getattr(value, "company", None)
    card.company = card.company or line(str(company or ""))
    card.role = card.role or line(str(getattr(value, "role", None) or ""))
    for phone in getattr(value, "phone", ()):
        card.phones.setdefault(phone.dial, phone)
    if (mail := getattr(value, "mail", None)) is not None:
        card.mails[str(mail)] = None
    if (messenger := getattr(value, "messenger", None)) is not None:
        card.notes[_MESSENGER + str(messenger)] = None
    for key in _NOTES:
        if (note := getattr(value, key, None)) is not None:
            card.notes[plain(str(note))] = None
    if (deputy := getattr(value, "deputy", None)) is not None:
        card.notes[f"→ {name_of(plan, deputy)}"] = None


_MESSENGER = "✉ "


def _messenger(note: str) -> bool:
    return note.startswith(_MESSENGER)


def written(card: Card, plan: Plan, revised: str) -> str:
    out = vobject.vCard()
    out.add("fn").value = card.name
    out.add("n").value = vobject.vcard.Name(family="" if card.name == card.company else card.name)
    if card.company:
        out.add("org").value = [card.company]
    if card.name == card.company:
        out.add("x-abshowas").value = "COMPANY"
    if card.role and card.role != card.name:
        out.add("title").value = card.role
    for phone in card.phones.values():
        tel = out.add("tel")
        tel.value, tel.type_paramlist = _number(phone)
    for mail in card.mails:
        out.add("email").value = mail
    if card.notes:
        out.add("note").value = "\n".join(card.notes)
    out.add("categories").value = [title(plan.head.title)]
    if card.url:
        out.add("url").value = card.url
    out.add("uid").value = card.uid
    out.add("rev").value = revised
    return str(out.serialize())


def _number(phone: Phone) -> tuple[str, list[str]]:
    """The number with its extension behind a pause, and the kind of telephone."""
    dialled, _, extension = phone.dial.partition(";ext=")
    number = re.split(r"\s*(?:ext\.?|x|转|轉|#)", str(phone))[0] + (f",{extension}" if extension else "")
    return number, ["CELL"] if _MOBILE.fullmatch(dialled) else ["WORK", "VOICE"]


def _of_plan(plan: Plan, context: Context) -> Part:
    revised = context.revised(plan).strftime("%Y-%m-%dT%H:%M:%SZ")
    cards = cards_of(plan, context) if vobject else []
    if not cards:
        return Part()
    data = "".join(written(card, plan, revised) for card in cards).encode()
    translate = translator(str(plan.head.language))
    return Part((Download(Asset(f"plans/{plan.id}/contacts.vcf", data), translate("Address cards")),))


EXPORT = Export("contacts", _of_plan)
