"""Duty cards: what one person does on launch day, in time order, and whom they call."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import Any

from launchbook.core.branches import answers
from launchbook.core.deciding import by_the_hour, called_to_decide, deputy_of, stage_decider
from launchbook.core.entry import Timing
from launchbook.core.flow import FlowRow
from launchbook.core.groups import grouped
from launchbook.core.launch import span_of
from launchbook.core.named import NAMED, named_in_words
from launchbook.core.order import neighbours
from launchbook.core.plan import Plan, per_plan
from launchbook.core.portfolio import Assignment, apart, duties_of
from launchbook.core.problem import Path
from launchbook.core.progress import leaves_of
from launchbook.core.reference import PersonRef
from launchbook.core.rows import Row
from launchbook.core.standing_in import stand_ins
from launchbook.core.time import Extent
from launchbook.core.twins import twins
from launchbook.views.packs.lines import Line, lines_for
from launchbook.views.packs.ringing import can_ring

_PREPARED = frozenset({"task", "item", "test phase", "risk", "measure", "fact", "improvement", "signature"})
"""What is done at a desk, before or after: it stands on a card only where it has a time of its own in the hours of the launch."""
_WHENEVER = frozenset({"step", "gate", "condition", "watch", "playbook", "severity level", "message"})
"""What a person does when it happens: it stands on a card without a time."""
_HOLDS = frozenset({"playbook", "procedure"})
"""What is begun as a whole, and holds what is then done."""
_STATED = frozenset({"duty", "playbook", "severity level"})
"""What says when somebody is there, or what they answer for: nothing in it is ticked off."""
_HEARS = frozenset({"tell", "to", "call", "called", "backup"})
"""The roles of who waits for word, and does nothing by that."""
_FEW = 4
"""So many numbers are found at a glance wherever they stand."""


@dataclass(frozen=True, eq=False)
class Whenever:
    """What a person does without a time, by what begins it."""

    section: str
    holder: Row | None
    """The playbook or the procedure in which it stands; None for what stands by itself."""
    duties: Sequence[Assignment]

    @property
    def first(self) -> Row | None:
        """What is done first there, by whomever."""
        return next(self.holder.below("step"), None) if self.holder else None


@dataclass(frozen=True, eq=False)
class ListShare:
    """How much of a checklist one person still has to do or to confirm."""

    row: Row
    own: int
    stops: Sequence[Row]
    """The pause points that they lift."""

    @property
    def total(self) -> int:
        """All of its items, as the sheet of the list counts them."""
        return self.row.progress.total


@dataclass(frozen=True, eq=False)
class DutyCard:
    """One person's duties of launch day."""

    id: str
    person: Any
    days: Sequence[tuple[date, Sequence[Assignment]]]
    """By the day on which they begin, in time order."""
    open: Sequence[Assignment]
    """Those without a time: alerts, what to decide."""
    whenever: Sequence[Whenever]
    """The same by what begins them."""
    calls: Sequence[str]
    """Ids of those whom the person may have to call."""
    lines: Sequence[Line] = ()
    """The lines that are nobody's own, which the person may have to call or be on."""
    lists: Sequence[ListShare] = ()
    """The checklists that are to be done by the person, in part or as a whole."""
    beside: Sequence[Row] = ()
    """What else is told of on it: the branches of its steps, those in which a step stands, and lines."""
    called: bool = False
    """Whether they are called when something is not as expected, and decide what is done."""
    in_place_of: Sequence[InPlaceOf] = ()
    """What the person does without a time in the place of others."""

    @property
    def duties(self) -> Sequence[Assignment]:
        return [*(duty for _, duties in self.days for duty in duties), *self.open]

    @property
    def rows(self) -> Sequence[Row]:
        return [duty.row for duty in (*self.duties, *(duty for each in self.in_place_of for duty in each.card.open))]

    @cached_property
    def told(self) -> frozenset[Path]:
        """The paths of what stands on it."""
        return frozenset(row.path for row in self.rows)

    @property
    def chapters(self) -> Sequence[str]:
        """The chapters from which it is taken."""
        return list(dict.fromkeys(row.section for row in self.rows if row.section))

    @property
    def first_calls(self) -> Sequence[str]:
        """Of those whom the person may have to call, who stands in for them, decides or runs the launch; none where all are few."""
        plan = self.duties[0].plan if self.duties else None
        first = (self.person.deputy, plan and plan.head.owner, *(_deciders(plan) if plan else ()))
        known = {str(ref) for ref in first if ref}
        return [id for id in self.calls if id in known] if len(self.calls) + len(self.lines) > _FEW else []

    def decides_on(self, duty: Assignment) -> bool:
        """Whether the person says at the end of a stage whether it goes on: they decide on it, or lead it and nobody decides."""
        stage = duty.row
        if stage.kind != "stage" or not stage.value.gates:
            return False
        return {"decider", "by"} & set(duty.roles) != set() or (
            "owner" in duty.roles and not stage_decider(duty.plan, stage)
        )

    def has_in_full(self, duty: Assignment) -> bool:
        """Whether what must hold at a gate, or at the end of a stage, stands on the card: for whoever signs or may have to, whoever
        runs the launch, and whoever answers for what is read. Others note what was said."""
        if duty.row.kind == "stage":
            return not set(duty.roles) <= {"deputy", NAMED}
        plan, signers = duty.plan, duty.row.value.signers(duty.plan)
        read = (plan.target(metric) for part in duty.row.parts if (metric := getattr(part.value, "metric", None)))
        asked = (plan.head.owner, *signers, *(deputy_of(plan, ref) for ref in signers))
        return self.id in map(str, (*asked, *(getattr(found.value, "owner", None) for found in read if found)))

    def ticks(self, duty: Assignment) -> bool:
        """Whether the person does something by it, and does not only know of it."""
        value, only_hears = duty.row.value, set(duty.roles) <= _HEARS
        empty = {"watch": "look_at", "condition": "action"}.get(duty.row.kind)
        return not only_hears and duty.row.kind not in _STATED and (empty is None or bool(getattr(value, empty, None)))


@dataclass(frozen=True, eq=False)
class InPlaceOf:
    """What somebody does without a time in the place of somebody else."""

    card: DutyCard
    """Of the other's card what is nothing that they do themselves."""
    timings: Sequence[Timing]
    """The hours in which they have the other's duty; empty where they only step in for whoever is absent."""
    takes_over: bool
    """Whether they step in for whoever is absent, who has something to do by the clock as well."""
    absent: bool
    """Whether they step in whenever the other is absent."""


@per_plan
def cards_of(plan: Plan) -> Sequence[DutyCard]:
    """The cards of everybody who has something to do on launch day, in the order in which they begin."""
    return sorted((card for card in _all_cards(plan) if card.rows or card.called), key=_begins)


def idle_of(plan: Plan) -> Sequence[Any]:
    """Those who have nothing to do on launch day."""
    return [card.person for card in _all_cards(plan) if not (card.rows or card.called)]


def card_of(plan: Plan, id: str) -> DutyCard | None:
    """The card of a person, who may have nothing to do; None where the plan does not know them."""
    return next((card for card in _all_cards(plan) if card.id == id), None)


@per_plan
def _all_cards(plan: Plan) -> Sequence[DutyCard]:
    """Everybody's own card, and then what they do in the place of others."""
    span = span_of(plan)
    own = {id: _own(plan, id, target.value, span) for id, target in plan.targets.get("person", {}).items()}
    return [_card(plan, card, _in_place_of(plan, card, own)) for card in own.values()]


def _begins(card: DutyCard) -> float:
    return card.days[0][1][0].order[0] if card.days else float("inf")


def _own(plan: Plan, id: str, person: Any, span: Extent | None) -> DutyCard:
    """The duties of a card, by the day and by what begins them."""
    own = (_begun(duty) for duty in duties_of(plan, id) if duty.row.parent and not duty.row.over)
    duties = list(dict.fromkeys(each for duty in own for each in _steps(duty, id)))
    duties += _gates(plan, id, {duty.row for duty in duties})
    duties += _stages(plan, id, {duty.row for duty in duties})
    duties += _named(plan, id, {duty.row for duty in duties})
    told = sorted(apart(_once(plan, duties)), key=_told)
    timed = [duty for duty in told if span and duty.day and _meets(duty, span)]
    days = [(day, list(group)) for day, group in groupby(timed, lambda duty: duty.day or date.min)]
    places = _places(plan)
    open = sorted((duty for duty in told if not duty.day and _happens(duty)), key=lambda duty: places[duty.row.path])
    return DutyCard(id, person, days, open, _by_holder(open), ())


def _by_holder(duties: Sequence[Assignment]) -> Sequence[Whenever]:
    groups = groupby(duties, lambda duty: (duty.row.section, _holder(duty.row)))
    return [Whenever(section, holder, list(group)) for (section, holder), group in groups]


def _card(plan: Plan, own: DutyCard, others: Sequence[InPlaceOf]) -> DutyCard:
    """A card with what is done in the place of others, and with whom one calls for all of it."""
    duties = [*own.duties, *(duty for each in others for duty in each.card.open)]
    calls = list(_calls(plan, own.id, own.person, duties))
    lines = lines_for(plan, own.id, [duty.row for duty in duties])
    lists = _lists(plan).get(own.id, ())
    called = own.id in called_to_decide(plan) and _is_carried_out(plan)
    beside = [*_beside(plan, duties, lines), *(stop for share in lists for stop in share.stops)]
    beside += _triggers(plan) if called else ()
    return replace(own, in_place_of=others, calls=calls, lines=lines, lists=lists, called=called, beside=beside)


@per_plan
def _is_carried_out(plan: Plan) -> bool:
    """Whether there is anything that is done step by step, or taken back."""
    return any(plan.kinds[key].takes_back for key in plan.sections) or any(row.kind == "time box" for row in plan.rows)


@per_plan
def _triggers(plan: Plan) -> Sequence[Row]:
    """What the launch is taken back for."""
    conditions = (row for row in plan.rows if row.kind == "condition" and plan.kinds[row.section].takes_back)
    return [row for row in conditions if row.parent and row.parent.parent is None]


def _in_place_of(plan: Plan, own: DutyCard, cards: Mapping[str, DutyCard]) -> list[InPlaceOf]:
    """What somebody does for others, each with it alone: what they do themselves they have already."""
    has = grouped((duty.row.path, role) for duty in own.duties for role in duty.roles)
    found = []
    for each in stand_ins(plan).get(own.id, ()):
        other = cards[str(each.of)]
        may = other.open if each.absent else [duty for duty in other.open if can_ring(plan, duty.row, each.timings)]
        open = [duty for duty in may if _is_done_for(duty, has.get(duty.row.path, ()))]
        if open:
            card = replace(other, days=(), open=open, whenever=_by_holder(open))
            found.append(InPlaceOf(card, each.timings, each.absent and bool(other.days), each.absent))
    return found


def _is_done_for(duty: Assignment, has: Sequence[str]) -> bool:
    """Whether whoever steps in does it: not what is only told to the other, nor what is told to both."""
    return duty.row.kind not in ("gate", "duty") and not set(duty.roles) <= {*has, *_HEARS}


@per_plan
def _lists(plan: Plan) -> Mapping[str, Sequence[ListShare]]:
    """The checklists by the ids of those who still have something to do in them."""
    found: dict[str, list[ListShare]] = {}
    for row in plan.rows:
        if row.kind == "checklist":
            own = grouped(
                (str(ref), item)
                for item in leaves_of(row.below())
                if not item.over
                for ref in dict.fromkeys(item.owners)
            )
            for id, items in own.items():
                found.setdefault(id, []).append(
                    ListShare(row, len(items), [item for item in items if getattr(item.value, "pause", False)])
                )
    return found


def _beside(plan: Plan, duties: Sequence[Assignment], lines: Sequence[Line]) -> Iterator[Row]:
    branches = answers(plan)
    for row in (duty.row for duty in duties):
        for lane in branches.get(row.path, ()):
            yield lane.row
            yield from (line.row for line in lane.rows if isinstance(line, FlowRow))
        above = row.parent
        while above is not None and above.kind in ("step", "outcome"):
            yield above
            above = above.parent
    yield from (line.row for line in lines if line.row)


@per_plan
def _places(plan: Plan) -> Mapping[Path, int]:
    """Where each row stands in the order of the plan."""
    return {row.path: place for place, row in enumerate(plan.rows)}


def _begun(duty: Assignment) -> Assignment:
    """A duty with the time at which it begins: that of its rehearsal says nothing of that."""
    return replace(duty, event=None) if duty.event and duty.event.kind == "rehearsal" else duty


def _holder(row: Row | None) -> Row | None:
    """What is begun as a whole, of all in which a row stands."""
    while row is not None and row.kind not in _HOLDS:
        row = row.parent
    return row


def _told(duty: Assignment) -> tuple[float, int, float]:
    """In time order; a decision before what waits for it."""
    begins, until, _ = duty.order
    late = duty.row.kind == "gate" and duty.row.value.at_end
    return begins, 1 if late else -1 if duty.row.kind == "gate" else 0, until


def _once(plan: Plan, duties: Sequence[Assignment]) -> list[Assignment]:
    """Without what is prepared in words that the same person carries out elsewhere."""
    rows = {duty.row.path for duty in duties}
    same = twins(plan)
    return [duty for duty in duties if duty.row.path not in same or same[duty.row.path].path not in rows]


def _steps(duty: Assignment, id: str) -> Iterator[Assignment]:
    """A duty; in place of a box the steps in it that are the person's by that."""
    steps = [row for row in duty.row.below("step") if not row.over and _inherits(row, id)]
    if duty.roles != ("owner",) or not steps:
        yield duty
    inherited = (Assignment(duty.plan, row, ("owner",), next(iter(row.events), row.around)) for row in steps)
    yield from map(_begun, inherited)


def _gates(plan: Plan, id: str, told: Container[Row]) -> Iterator[Assignment]:
    """The gates that do not name the person: of whoever decides for the plan, runs the launch, answers for what stands around it,
    or signs where somebody else is absent."""
    for row in plan.rows:
        if row.kind == "gate" and row not in told and not row.over and (role := _at_gate(plan, id, row)):
            yield _begun(Assignment(plan, row, (role,), next(iter(row.events), row.around)))


def _at_gate(plan: Plan, id: str, row: Row) -> str:
    """What a person does at a gate that does not name them; empty for nothing."""
    signers = row.value.signers(plan)
    if id in map(str, signers):
        return "decider"
    if id in map(str, (plan.head.owner, *(row.parent.owners if row.parent else ()))):
        return "owner"
    return "deputy" if id in (str(deputy_of(plan, ref)) for ref in signers) else ""


def _stages(plan: Plan, id: str, told: Container[Row]) -> Iterator[Assignment]:
    """The stages of the rollout at whose end a person decides whether it goes on, by deciding on the whole of it, or as the deputy of
    whoever does."""
    for row in plan.rows:
        if row.kind == "stage" and row not in told and not row.over and row.value.gates:
            decider = stage_decider(plan, row)
            deputy = deputy_of(plan, decider) if decider else None
            if id in map(str, filter(None, (decider, deputy))):
                role = "decider" if str(decider) == id else "deputy"
                yield _begun(Assignment(plan, row, (role,), next(iter(row.events), row.around)))


def _named(plan: Plan, id: str, told: Container[Row]) -> Iterator[Assignment]:
    """What names the person in its words alone: there they read, confirm or are told something."""
    for row in named_in_words(plan).get(id, ()):
        if row not in told and not row.over:
            yield _begun(Assignment(plan, row, (NAMED,), next(iter(row.events), row.around)))


def _inherits(row: Row, id: str) -> bool:
    return row.ownership == "inherited" and id in map(str, row.owners)


def _meets(duty: Assignment, span: Extent) -> bool:
    """Whether it falls into the hours of the launch, by a time of its own where it is done at a desk otherwise. A stage of the
    rollout belongs to the launch however late it begins."""
    if duty.timing is None or (duty.row.kind in _PREPARED and not duty.own):
        return False
    if duty.row.kind == "stage":
        return duty.timing.until >= span.start
    return duty.timing.start.at <= span.end and duty.timing.until >= span.start


def _happens(duty: Assignment) -> bool:
    verified = duty.row.kind == "item" and duty.plan.kinds[duty.row.section].takes_back
    return verified or duty.row.kind in _WHENEVER or "decider" in duty.roles


@per_plan
def _spoken_of(plan: Plan) -> Mapping[Path, Sequence[str]]:
    """The ids of those whom a row names in its words alone."""
    return grouped((row.path, id) for id, rows in named_in_words(plan).items() for row in rows)


def _calls(plan: Plan, id: str, person: Any, duties: Sequence[Assignment]) -> Iterator[str]:
    """The deputy, who decides at whatever hour, who runs the launch, who stands with the person in a duty, before it or behind it, whom
    its words name, and who signs at a gate if somebody is absent."""
    named: list[Any] = [person.deputy, *_deciders(plan), plan.head.owner]
    spoken_of = _spoken_of(plan)
    for row in (duty.row for duty in duties):
        named += spoken_of.get(row.path, ())
        signers = row.value.signers(plan) if row.kind == "gate" else ()
        named += [*signers, *(deputy_of(plan, ref) for ref in signers)]
    beside = neighbours(plan)
    rows = [row for duty in duties for row in (duty.row, *beside.get(duty.row.path, ())) if row]
    for holder in dict.fromkeys(filter(None, (_holder(duty.row) for duty in duties))):
        rows += [holder, *holder.below("step")][:2]
        named.append(getattr(holder.value, "decider", None))
    named += [owner for row in rows for owner in row.owners]
    known = plan.targets.get("person", {})
    yield from (each for each in dict.fromkeys(str(ref) for ref in named if ref) if each != id and each in known)


@per_plan
def _deciders(plan: Plan) -> Sequence[PersonRef | None]:
    """Who decides on the plan, and who does at other hours."""
    return list(dict.fromkeys([plan.head.decider, *(ref for _, ref in by_the_hour(plan, plan.head.decider))]))
