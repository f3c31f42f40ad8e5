"""Rules over all plans together: freezes, dependencies, and people who are needed twice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any

from launchbook.core.between import Between, Place, first_of, meeting
from launchbook.core.engaged import Engaged, digits_of, engagements, person_keys
from launchbook.core.launch import span_of
from launchbook.core.plan import Plan
from launchbook.core.portfolio import ENDED, OVER, Portfolio
from launchbook.core.problem import Message, Names, Path, say, say_count
from launchbook.core.releases import Releasing, releases_of
from launchbook.core.section import rule
from launchbook.core.time import Extent


@dataclass(frozen=True)
class Frozen:
    """A freeze of a plan, whose days are known."""

    plan: Plan
    path: Path
    freeze: Any
    extent: Extent


@rule("PF001", "release in another plan's freeze", "contradiction", over_plans=True)
def released_in_a_freeze(portfolio: Portfolio, as_of: datetime) -> Iterator[Between]:
    """The launch, a stage, a box or a releasing task of one plan lies in a freeze that another plan states.

    A freeze holds for a platform or a company more often than for one plan, and whoever guards it does not read yours. Move the
    release, or say in its own plan under `freeze:` how the freeze is meant for it. It is told once for a plan and a freeze, at the
    first of what is released then; not for what is past, or in a plan that was closed or rolled back, and not where the releasing
    plan states a freeze of the same days itself. A freeze whose title names the system of its plan holds for the plans that name that
    system, too, or depend on that plan.
    """
    freezes = [frozen for plan in portfolio.plans for frozen in _freezes(plan)]
    stated = {(frozen.plan.id, frozen.extent) for frozen in freezes}
    releases = [
        (release.extent, (plan, release))
        for plan in _going(portfolio)
        for release in releases_of(plan)
        if release.extent.end >= as_of
    ]
    found = (
        (frozen, plan, release)
        for frozen, (plan, release) in meeting(((frozen.extent, frozen) for frozen in freezes), releases)
        if frozen.plan is not plan
        and (plan.id, frozen.extent) not in stated
        and release.lies_in(frozen.extent)
        and _holds_for(frozen, plan)
    )
    for (frozen, plan, release), more in first_of(
        found, lambda each: (each[1].id, each[0].extent, str(each[0].freeze.title))
    ):
        yield _in_freeze(frozen, plan, release, more)


def _holds_for(frozen: Frozen, plan: Plan) -> bool:
    """Whether a freeze says nothing of a system, or one that the other plan has to do with."""
    own, other = _about(frozen.plan), _about(plan)
    named = own & _subjects(str(frozen.freeze.title))
    return not named or bool(named & other) or frozen.plan.id in map(str, plan.head.depends_on or ())


def _about(plan: Plan) -> frozenset[str]:
    return _subjects(f"{plan.head.title} {plan.id.replace('-', ' ')}")


def _subjects(text: str) -> frozenset[str]:
    """What a title may name a system by: words, in Chinese each two signs; without what titles of all plans have."""
    return frozenset(found[1] or found[2] for found in _SUBJECT.finditer(text.casefold())) - _GENERAL


_SUBJECT = re.compile(r"([a-z][a-z0-9]{3,})|(?=([\u4e00-\u9fff]{2}))")
_GENERAL = frozenset(
    re.split(
        " ",
        "freeze frozen code change changes release releases rollout launch cutover migration upgrade deploy deployment version "
        "production campaign year week month quarter holiday company whole platform platforms system systems service services "
        "上线 发布 版本 封网 网期 冻结 变更 升级 系统 统升 平台 服务 迁移 切换 年末 年底 全公 公司 司封 节前 假期 期间 小程 程序 项目",
    )
)
"""What titles of all plans and freezes have."""


def _freezes(plan: Plan) -> Iterator[Frozen]:
    for index, freeze in enumerate(plan.head.freeze):
        if not plan.frame.afloat(freeze.at):
            yield Frozen(plan, ("freeze", index, "at"), freeze, plan.extent(freeze.at))


def _in_freeze(frozen: Frozen, plan: Plan, release: Releasing, more: int) -> Between:
    further = say_count(
        "{count} further release of “{plan}” lies in it.", "{count} further releases of “{plan}” lie in it.",
        more, plan=plan.head.title,
    )  # fmt: skip
    allowed = frozen.freeze.allowed
    return Between(
        say("{title} of “{plan}” falls into the freeze “{freeze}” of “{other}”, {at}", title=release.title,
            plan=plan.head.title, freeze=frozen.freeze.title, other=frozen.plan.head.title, at=frozen.extent),
        [Place(plan, release.path, say("what is released")), Place(frozen.plan, frozen.path, say("the freeze"))],
        (say("Move it out of the freeze. Allowed is: {allowed}", allowed=str(allowed)) if allowed
         else say("Move one of the two, or state the freeze in this plan, too, with what is `allowed:`."),
         *([further] if more else ())),
    )  # fmt: skip


@rule("PF002", "one person in two plans at once", "contradiction", over_plans=True)
def in_two_plans_at_once(portfolio: Portfolio, as_of: datetime) -> Iterator[Between]:
    """A person has a box, a step, a meeting, a gate, a watch or a duty in two plans at the same time of day.

    In each plan alone all is well, and on the day one of the two waits. It is the same person where id and name, or
    telephone number and name are the same. Told once for two plans and a day; not for what is past or done, for what has no
    time of day or recurs, for a backup, and for whoever stands for several people (`count:`).
    """
    for several in _people(portfolio):
        spans = [
            (engaged.extent, engaged)
            for plan, id in several
            for engaged in engagements(plan).get(id, ())
            if engaged.extent.end >= as_of
        ]
        pairs = (
            (one, other)
            for one, other in meeting(spans, spans)
            if _order(one) < _order(other) and one.plan is not other.plan
        )
        for (one, other), more in first_of(sorted(pairs, key=lambda pair: _order(pair[0])), lambda pair: _once(*pair)):
            yield _twice(one, other, more)


def _order(engaged: Engaged) -> tuple[float, str, str]:
    return engaged.extent.start.timestamp(), engaged.plan.id, str(engaged.duty.row.path)


def _once(one: Engaged, other: Engaged) -> tuple[date, frozenset[str]]:
    return max(one.extent.start, other.extent.start, key=datetime.timestamp).date(), frozenset(
        (one.plan.id, other.plan.id)
    )


def _twice(one: Engaged, other: Engaged, more: int) -> Between:
    person: Any = one.plan.targets["person"][one.person].value
    further = (
        (say_count("They meet {count} more time on that day.", "They meet {count} more times on that day.", more),)
        if more
        else ()
    )
    return Between(
        say("{name} is needed at “{first}” of “{plan}”, {at}, and at “{second}” of “{other}”, {then}", name=person.name,
            first=one.duty.row.title, plan=one.plan.head.title, at=one.extent, second=other.duty.row.title,
            other=other.plan.head.title, then=other.extent),
        [Place(each.plan, each.duty.row.path, say("in the other plan")) for each in (one, other)],
        (say("Move one of the two, or give it to somebody else."), *further),
    )  # fmt: skip


@rule("PF003", "depends on a plan that comes too late", "contradiction", over_plans=True)
def dependencies_come_first(portfolio: Portfolio, as_of: datetime) -> Iterator[Between]:
    """A plan in `depends_on:` is launched at the same time as this one or after it, or was rolled back.

    What a launch stands on has to be there before it. Move one of the two launches, or take the dependency out where it is none. Of
    a plan that was launched or closed, the date no longer matters.
    """
    for plan, index, other in _named(portfolio, "depends_on"):
        places = [
            Place(plan, ("depends_on", index), say("depends on it")),
            Place(other, ("launch",), say("its launch")),
        ]
        if other.head.status == "rolled back":
            yield Between(
                say("“{plan}” depends on “{other}”, which was rolled back", plan=plan.head.title, other=other.head.title), places,
                (say("Decide whether this launch can do without it; then say so, or move it."),),
            )  # fmt: skip
        elif other.head.status not in OVER and (found := _too_late(plan, other)):
            yield Between(
                found, places, (say("Move one of the two launches, or take the dependency out where it is none."),)
            )


def _too_late(plan: Plan, other: Plan) -> Message | None:
    """What is wrong with the order of two launches; None where nothing is, or it cannot be known."""
    mine, its = plan.frame.launch.extent, span_of(other)
    if plan.frame.undated or its is None or its.precedes(mine):
        return None
    if other.frame.launch.extent.precedes(mine):
        return say("“{other}” takes until {end}, and “{plan}”, which depends on it, is launched at {at}", other=other.head.title,
                   end=Extent.moment(its.end), plan=plan.head.title, at=mine)  # fmt: skip
    return say("“{plan}” is launched at {at}, before “{other}”, on which it depends, at {then}", plan=plan.head.title, at=mine,
               other=other.head.title, then=other.frame.launch.extent)  # fmt: skip


@rule("PF004", "plan that does not exist", "contradiction", over_plans=True)
def named_plans_exist(portfolio: Portfolio, as_of: datetime) -> Iterator[Between]:
    """An entry of `depends_on:` or `conflicts_with:` looks like the id of a plan, and is none.

    Nobody can then see when the two meet. Correct it to the id of a plan. What is like no plan's id is taken for something that is
    planned elsewhere, and what is the id of a task of this plan is meant as that.
    """
    ids = [plan.id for plan in portfolio.plans] if portfolio.whole else []
    for plan in _open(portfolio):
        for key in ("depends_on", "conflicts_with"):
            for index, name in enumerate(getattr(plan.head, key) or ()):
                near = get_close_matches(str(name), [id for id in ids if id != plan.id], 1, 0.7)
                if near and str(name) not in ids and str(name) not in plan.targets.get("task", {}):
                    yield Between(
                        say("`{name}` is no plan here", name=name), [Place(plan, (key, index), say("named here"))],
                        (say("Did you mean `{name}`?", name=near[0]),),
                    )  # fmt: skip


@rule("PF005", "launches that must not meet", "contradiction", over_plans=True)
def kept_apart(portfolio: Portfolio, as_of: datetime) -> Iterator[Between]:
    """Two plans are launched on one day, or their launch windows meet, and one of them says `conflicts_with:` the other or `parallel: no`.

    Move one of the two, or take back what keeps them apart.
    """
    seen: set[frozenset[str]] = set()
    for plan, path, other in [*_conflicts(portfolio), *_alone(portfolio, as_of)]:
        pair = frozenset((plan.id, other.id))
        if pair not in seen and _meet(plan, other) and _ends(plan) >= as_of:
            seen.add(pair)
            yield Between(
                say("“{plan}” is launched at {at}, “{other}” at {then}, and the two must not meet", plan=plan.head.title,
                    at=plan.frame.launch.extent, other=other.head.title, then=other.frame.launch.extent),
                [Place(plan, path, say("what keeps them apart")), Place(other, ("launch",), say("the other launch"))],
                (say("Move one of the two, or take back what keeps them apart."),),
            )  # fmt: skip


def _conflicts(portfolio: Portfolio) -> Iterator[tuple[Plan, tuple[str | int, ...], Plan]]:
    for plan, index, other in _named(portfolio, "conflicts_with"):
        if other.head.status not in OVER:
            yield plan, ("conflicts_with", index), other


def _alone(portfolio: Portfolio, as_of: datetime) -> Iterator[tuple[Plan, tuple[str | int, ...], Plan]]:
    """The launches that are at the time of one that suffers no other."""
    spans = [(span, plan) for plan in _open(portfolio) if (span := _day_of(plan))]
    alone = [(span, plan) for span, plan in spans if plan.head.parallel is not None and not plan.head.parallel]
    yield from ((plan, ("parallel",), other) for plan, other in meeting(alone, spans) if plan is not other)


def _day_of(plan: Plan) -> Extent | None:
    """What a launch takes, and the whole of its day."""
    span, launch = span_of(plan), plan.frame.launch
    if span is None:
        return None
    day = launch.at.replace(hour=0, minute=0)
    return Extent(min(span.start, day), max(span.end, day.replace(hour=23, minute=59)))


def _meet(plan: Plan, other: Plan) -> bool:
    mine, its = _day_of(plan), _day_of(other)
    return mine is not None and its is not None and mine.meets(its)


def _ends(plan: Plan) -> datetime:
    span = span_of(plan)
    assert span is not None
    return span.end


@rule("PF006", "one person with two numbers", "contradiction", over_plans=True)
def one_number(portfolio: Portfolio, as_of: datetime) -> Iterator[Between]:
    """A person, known by id and name, has another telephone number in another plan, and the two plans have none in common.

    On the day the older number rings in an empty office. Say the same number in both. Plans that are over are not read.
    """
    first: dict[tuple[str, str], tuple[Plan, str, Any]] = {}
    for plan in _open(portfolio):
        for id, target in plan.targets.get("person", {}).items():
            person: Any = target.value
            if not person.phone:
                continue
            other, _, known = first.setdefault((id, str(person.name).casefold()), (plan, id, person))
            if not {digits_of(phone) for phone in person.phone} & {digits_of(phone) for phone in known.phone}:
                yield Between(
                    say("{name} is called at {phone} in “{plan}”, and at {number} in “{other}”", name=person.name,
                        phone=Names([str(each) for each in person.phone]), plan=plan.head.title,
                        number=Names([str(each) for each in known.phone]), other=other.head.title),
                    [Place(where, (*whose.path, "phone"), say("in the other plan")) for where, whose in ((plan, person), (other, known))],
                    (say("Call both, then say the right one in both plans."),),
                )  # fmt: skip


def _open(portfolio: Portfolio) -> Sequence[Plan]:
    return [plan for plan in portfolio.plans if plan.head.status not in OVER]


def _going(portfolio: Portfolio) -> Sequence[Plan]:
    """The plans of which something may lie ahead."""
    return [plan for plan in portfolio.plans if plan.head.status not in ENDED]


def _named(portfolio: Portfolio, key: str) -> Iterator[tuple[Plan, int, Plan]]:
    """The plans that plans name under a key, with the place in its list."""
    known = {plan.id: plan for plan in portfolio.plans}
    for plan in _open(portfolio):
        for index, name in enumerate(getattr(plan.head, key) or ()):
            other = known.get(str(name))
            if other is not None and other is not plan:
                yield plan, index, other


def _people(portfolio: Portfolio) -> Iterator[Sequence[tuple[Plan, str]]]:
    """Everybody whom several plans know, with the plans and the ids there."""
    places: dict[int, list[tuple[Plan, str]]] = {}
    known: dict[tuple[str, str], int] = {}
    for number, (plan, id, person) in enumerate(_known_people(portfolio)):
        keys = list(person_keys(id, person))
        group = min((known[key] for key in keys if key in known), default=number)
        known |= dict.fromkeys(keys, group)
        places.setdefault(group, []).append((plan, id))
    yield from (several for several in places.values() if len({plan.id for plan, _ in several}) > 1)


def _known_people(portfolio: Portfolio) -> Iterator[tuple[Plan, str, Any]]:
    for plan in _going(portfolio):
        targets: Mapping[str, Any] = plan.targets.get("person", {})
        yield from ((plan, id, target.value) for id, target in targets.items())
