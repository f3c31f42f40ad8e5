"""Who is asked on the night when something is not as it should be, and up to where the release can be taken back at all."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from launchbook.core.entry import Timing
from launchbook.core.groups import grouped
from launchbook.core.plan import Plan, per_plan
from launchbook.core.reference import PersonRef
from launchbook.core.rows import Row
from launchbook.core.text import Text
from launchbook.core.time import Instant


class NoReturn(NamedTuple):
    """The end of the way back: from a row on, in words."""

    row: Row
    words: Text

    def behind(self, row: Row) -> bool:
        """Whether a row is the one, stands in it, or stands behind it: in the same chapter by its place, in others by its time.
        What is decided before it begins is decided while there is a way back."""
        if row.section != self.row.section:
            then, last = row.when, self.row.when
            if then is None or last is None or then.start.drift is not None or last.start.drift is not None:
                return False
            return then.start.at.timestamp() >= last.start.at.timestamp()
        for one, other in zip(row.path, self.row.path, strict=False):
            if one != other:
                return isinstance(one, int) and isinstance(other, int) and one > other
        return len(row.path) >= len(self.row.path) and "gate" not in row.path[len(self.row.path) :][:1]


@per_plan
def no_return(plan: Plan) -> NoReturn | None:
    """Where the way back ends: the first row that says so, in a plan that says in words after what it can only be mended forward.
    Without these words, such a row is the one from which on the rollback is needed."""
    said = [(row, getattr(row.value, "point_of_no_return", None)) for row in plan.rows]
    words = next((value for _, value in said if isinstance(value, Text)), None)
    row = next((row for row, value in said if value is True), None)
    return NoReturn(row, words) if row and words else None


@per_plan
def decider_of(plan: Plan) -> PersonRef | None:
    """Who decides whether the release is taken back; else who decides on the plan."""
    backs = (section for section in plan.sections.values() if hasattr(section, "point_of_no_return"))
    deciders = (decider for back in backs if isinstance(decider := getattr(back, "decider", None), PersonRef))
    return next(deciders, None) or getattr(plan.head, "decider", None)


def stage_decider(plan: Plan, stage: Row) -> PersonRef | None:
    """Who decides whether a stage goes on: named there, for the whole rollout, or for the plan."""
    rollout = stage.parent.value if stage.parent else None
    named: PersonRef | None = stage.value.decider or getattr(rollout, "decider", None) or plan.head.decider
    return named


def asked_at(plan: Plan, row: Row) -> Sequence[PersonRef]:
    """Whom paper names at a row for what is not as it should be: at those that may be the point of no return."""
    return (
        in_turn(plan, decider_of(plan), row) if isinstance(getattr(row.value, "point_of_no_return", None), bool) else ()
    )


class DutyStretch(NamedTuple):
    """Who is on duty during one stretch of the roster, each with the duty."""

    timing: Timing
    on: Sequence[tuple[Row, PersonRef]]
    expected: bool
    """Whether they are those whom one expects."""


@per_plan
def called_to_decide(plan: Plan) -> Sequence[str]:
    """The ids of those who are called when a step is not as expected, or a rollback is in question: who decides, at whatever hour;
    where nobody does, whoever runs the plan."""
    decider = decider_of(plan)
    turns = (ref for _, ref in by_the_hour(plan, decider))
    asked = dict.fromkeys([decider, *turns] if decider else [getattr(plan.head, "owner", None)])
    return [str(ref) for ref in asked if ref]


def instead_of_decider(plan: Plan, row: Row) -> PersonRef | None:
    """Who is called where nobody decides: whoever runs the plan, else whoever answers for the row; somebody with a number, if there
    is one."""
    owner = getattr(plan.head, "owner", None)
    asked = [ref for ref in (owner, *row.owners) if isinstance(ref, PersonRef) and plan.target(ref)]
    return next((ref for ref in asked if getattr(_value(plan, ref), "phone", None)), asked[0] if asked else None)


def by_the_hour(plan: Plan, decider: PersonRef | None) -> Sequence[tuple[Timing, PersonRef]]:
    """From when on who decides, in order, where the roster swaps somebody and their deputy; else nothing."""
    deputy = deputy_of(plan, decider) if decider else None
    if deputy is None:
        return ()
    duties = [(timing, row.owners[0]) for timing, row in roster_of(plan) if _is_of(row, decider, deputy)]
    turns = [turn for last, turn in zip([None, *duties], duties, strict=False) if last is None or last[1] != turn[1]]
    return turns if any(ref == deputy for _, ref in turns) else ()


def hours_of(plan: Plan, decider: PersonRef | None, id: str) -> Sequence[Timing]:
    """When one of two decides, where the roster swaps somebody who decides and their deputy; else nothing."""
    deputy = deputy_of(plan, decider) if decider else None
    duties = roster_of(plan) if by_the_hour(plan, decider) else iter(())
    return [timing for timing, row in duties if str(row.owners[0]) == id and _is_of(row, decider, deputy)]


def shifts_of(
    plan: Plan, people: set[PersonRef], decider: PersonRef | None = None, since: Instant | None = None
) -> Sequence[DutyStretch]:
    """Stretches of the roster that end after a time, each with everybody on duty in it: of the duties that these people share with
    others, without that of deciding, which is said elsewhere."""
    deputy = deputy_of(plan, decider) if decider else None
    duties = [(timing, row) for timing, row in roster_of(plan) if not _is_of(row, decider, deputy)]
    held = {role: {row.owners[0] for _, row in rows} for role, rows in by_role(duties).items()}
    shared = {role for role, holders in held.items() if len(holders) > 1 and holders & people}
    begun = since.at if since and since.drift is None else None
    told = [
        (timing, row) for timing, row in duties if str(row.title) in shared and not (begun and timing.until <= begun)
    ]
    stretches = grouped(((timing.extent.start, timing.until), (timing, row)) for timing, row in told)
    return [
        DutyStretch(rows[0][0], [(row, row.owners[0]) for _, row in rows], {row.owners[0] for _, row in rows} <= people)
        for _, rows in sorted(stretches.items())
    ]


def roster_of(plan: Plan) -> Iterator[tuple[Timing, Row]]:
    """The stretches of the duty roster whose time is known, in their order."""
    rows = (row for row in plan.rows if row.kind == "duty" and row.owners and row.when and row.when.start.drift is None)
    dated = [(row.timings[0], row) for row in rows if row.timings]
    return iter(sorted(dated, key=lambda each: each[0].extent.start))


def by_role(duties: Iterable[tuple[Timing, Row]]) -> Mapping[str, list[tuple[Timing, Row]]]:
    """Stretches of the duty roster by the duty that they are of."""
    return grouped((str(row.title), (timing, row)) for timing, row in duties)


def _is_of(row: Row, one: PersonRef | None, other: PersonRef | None) -> bool:
    """Whether one of two is on duty, and the other steps in."""
    return {row.owners[0], getattr(row.value, "backup", None)} == {one, other}


def _value(plan: Plan, ref: PersonRef) -> object:
    target = plan.target(ref)
    return target.value if target else None


def deputy_of(plan: Plan, ref: PersonRef) -> PersonRef | None:
    """Who steps in for somebody."""
    target = plan.target(ref)
    return getattr(target.value, "deputy", None) if target else None


def in_turn(plan: Plan, decider: PersonRef | None, at: Row) -> Sequence[PersonRef]:
    """Who decides at the time of a row, and who is asked if they do not answer. The deputy is first while the roster has the
    deputy on duty and whom they stand in for behind them."""
    if decider is None:
        return ()
    deputy = deputy_of(plan, decider)
    if deputy is None:
        return (decider,)
    return (deputy, decider) if _stands_in(plan, decider, at) else (decider, deputy)


def _stands_in(plan: Plan, decider: PersonRef, at: Row) -> bool:
    shifts = _shifts_of_deputies(plan).get(str(decider), ())
    when = at.when
    if not shifts or when is None or when.start.drift is not None:
        return False
    moment = when.start.at.timestamp()
    place = bisect_right(shifts, (moment, float("inf")))
    return place > 0 and moment < shifts[place - 1][1]


@per_plan
def _shifts_of_deputies(plan: Plan) -> Mapping[str, Sequence[tuple[float, float]]]:
    """By person, from when to when their deputy is on duty and they are only asked after them."""
    found: dict[str, list[tuple[float, float]]] = {}
    for row in plan.rows:
        backup = getattr(row.value, "backup", None)
        if not isinstance(backup, PersonRef) or deputy_of(plan, backup) not in row.owners:
            continue
        for timing in row.timings:
            if timing.start.drift is None:
                extent = timing.extent
                found.setdefault(str(backup), []).append((extent.start.timestamp(), extent.end.timestamp()))
    return {person: sorted(shifts) for person, shifts in found.items()}
