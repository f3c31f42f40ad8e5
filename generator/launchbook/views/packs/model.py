"""What is printed as one: the packs of a plan, and the emergency pages of all plans."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from launchbook.core.plan import Plan
from launchbook.core.portfolio import OVER, Portfolio
from launchbook.core.problem import Message, say
from launchbook.core.sheet import Leaf, Piece, Sheet
from launchbook.views.packs.cards import DutyCard, card_of, cards_of, idle_of

CARDS = "cards"
"""The part that is no chapter."""
_TICKED = ("checklist", "test phase", "signature")
_NAMED = frozenset({"person", "metric", "variable"})
"""What is told by its name, with what one needs of it: a number, a limit, a line to write on."""
_LINES = 4
"""So many copies of a pack that names none."""


@dataclass(frozen=True)
class Bound:
    """A pack of a plan: its chapters in order, and for whom it is."""

    name: str
    title: str | Message
    parts: Sequence[str]
    paper: str = "A4"
    audience: str = ""
    card: DutyCard | None = None
    """The duty card of the person it is for."""
    copies: Sequence[str] = ()

    @property
    def holders(self) -> Sequence[str]:
        """Who holds a copy; empty ones are filled in by hand."""
        return self.copies or ("",) * _LINES

    @property
    def only_cards(self) -> bool:
        return not self.card and list(self.parts) == [CARDS]


def packs_of(plan: Plan) -> Iterator[Bound]:
    """The packs that every plan has, unless it says them anew, and then its own."""
    own = plan.head.packs
    launch = launch_parts(plan)
    ready = (
        Bound("launch", say("Launch pack"), launch),
        Bound("checklists", say("All checklists"), list(_ticked(plan))),
        Bound(CARDS, say("Duty cards"), [CARDS] if cards_of(plan) else [], "A5"),
    )
    yield from (bound for bound in ready if bound.parts and bound.name not in own)
    for name, pack in own.items():
        card = card_of(plan, str(pack.person)) if pack.person else None
        yield Bound(
            name, pack.title, list(dict.fromkeys(map(str, pack.parts))) or launch, pack.paper, pack.audience or "", card, pack.copies,
        )  # fmt: skip


def launch_parts(plan: Plan) -> list[str]:
    """The chapters of the launch pack, in the order in which they are needed."""
    places = {key: plan.kinds[key].of(model).pack for key, model in plan.sections.items()}
    needed = (key for key, place in places.items() if place and not _repeats_people(plan, key))
    return sorted(needed, key=lambda key: places[key])


def _repeats_people(plan: Plan, key: str) -> bool:
    """Whether a chapter has nothing but the numbers of people, which stand in a chapter of their own."""
    rows = [row for row in plan.rows.in_section(key) if row.parent]
    return bool(rows) and all(row.value.model_fields_set == {"person"} for row in rows)


def _ticked(plan: Plan) -> Iterator[str]:
    """The chapters in which items are ticked."""
    return (key for key in plan.sections if any(row.kind in _TICKED for row in plan.rows.in_section(key)))


def pack_sheets(plan: Plan) -> Iterator[Sheet]:
    """The packs of a plan."""
    for bound in packs_of(plan):
        parts = [part_of(plan, key) for key in bound.parts if key in plan.sections]
        own, all = [bound.card] if bound.card else [], cards_of(plan) if CARDS in bound.parts else ()
        cards = list(dict.fromkeys([*own, *all]))
        rows = [
            *(row for part in parts for row in part.rows),
            *(row for card in cards for row in (*card.rows, *card.beside)),
        ]
        values = {"bound": bound, "parts": parts, "cards": cards, "idle": idle_of(plan)}
        values["has_people"] = _has_people(plan, parts)
        yield Sheet(
            f"plans/{plan.id}/packs/{bound.name}.md", bound.title, "cards.md.j2" if bound.only_cards else "page.md.j2",
            values, rows=list(dict.fromkeys(rows)), parts=parts,
            paper=bound.paper, pieces=[*map(_piece, cards), Piece(str(plan.head.title))],
        )  # fmt: skip


def _has_people(plan: Plan, parts: Sequence[Leaf]) -> bool:
    """Whether the numbers of everybody stand in a pack: then they need not follow each chapter again."""
    held = {part.key for part in parts}
    return all(target.section in held for target in plan.targets.get("person", {}).values())


def _piece(card: DutyCard) -> Piece:
    return Piece(str(card.person.name), card.id, f"card-{card.id}", list(dict.fromkeys([*card.rows, *card.beside])))


def part_of(plan: Plan, key: str, name: str = "") -> Leaf:
    """A chapter as a part of a pack."""
    kind = plan.kinds[key].of(plan.sections[key])
    names = [f"plans/{plan.id}/{each}.md" for each in plan.sections if plan.kinds[each].defines.keys() & _NAMED]
    return Leaf(
        plan, name or key, key, f"plans/{plan.id}/{key}.md", say(kind.title), kind.key, plan.rows.in_section(key),
        kind.landscape, kind.emergency, names,
    )  # fmt: skip


def emergency_sheet(portfolio: Portfolio) -> Iterator[Sheet]:
    """The emergency pages of all plans that are not over."""
    plans = [plan for plan in portfolio.plans if plan.head.status not in OVER]
    parts = [
        part_of(plan, key, re.sub(r"\W", "-", f"{plan.id}-{key}"))
        for plan in plans
        for key, model in plan.sections.items()
        if plan.kinds[key].of(model).emergency
    ]
    if parts:
        yield Sheet(
            "packs/emergency.md", say("Emergency pages of all plans"), "emergency.md.j2", {"parts": parts},
            tuple(dict.fromkeys(part.plan for part in parts)), parts=parts, paper="A4",
        )  # fmt: skip
