"""One event in all places: launch, full release, review, go / no-go, rehearsal, and whatever has the same name twice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from launchbook.core.entry import Timing
from launchbook.core.groups import grouped
from launchbook.core.plan import Plan, per_plan
from launchbook.core.problem import Finding, Message, Path, say
from launchbook.core.section import finding, rule
from launchbook.core.time import Extent
from launchbook.rules import same_name
from launchbook.sections.review.model import Review
from launchbook.sections.rollback.model import Rollback
from launchbook.sections.rollout.model import Rollout
from launchbook.sections.timeline.model import Timeline

_PLACES = frozenset({"key date", "milestone", "task", "meeting", "time box", "procedure", "coordination"})
_CLOCKED = frozenset({"key date", "milestone", "meeting", "time box", "launch", "stage", "review"})
"""Kinds whose clocks are compared, and not only their days."""
_NAMES = {
    "launch": r"go[- ]?live|(?:(?:public|official|product|site|app) )?launch(?: day| date)?|release (?:day|date)"
    r"|(?:正式|对外)?(?:上线|发布)(?:日|日期|时间)?",
    "full": r"(?:full|complete) (?:release|rollout|roll-out|launch)"
    r"|(?:release|rollout|open(?:ing)?) (?:to|for) (?:all|everyone|everybody|all users)"
    r"|(?:[a-z]+ ){0,4}for (?:everyone|everybody|all(?: (?:users|guests|customers|visitors|members|readers|players|drivers|shops|stores))?)"
    r"|(?:rollout |release )?(?:to )?100 ?%(?: of users)?"
    r"|(?:(?:android|ios|app store|google play|安卓|苹果|鸿蒙|微信)\s?)?全量(?:发布|上线|放量|放开|开放|推送|日)?"
    r"|(?:放量|开放)?(?:到|至)?100 ?%",
    "go": r"(?:final )?go ?(?:/|-|or) ?no[- ]?go(?: (?:meeting|decision|call|review))?|最终决策会?|(?:上线|发布)决策会?(?:议)?"
    r"|go ?(?:/|-) ?no[- ]?go ?(?:决策|评审|会议?|决策会)",
    "review": r"(?:(?:launch|project|release|post-?launch) )?(?:retrospective|retro|post-?mortem|review meeting)|(?:launch|project) review"
    r"|(?:上线|项目|发布|发布后|上线后)?复盘(?:会议?)?",
}  # fmt: skip
_ROLES = {role: re.compile(pattern, re.IGNORECASE) for role, pattern in _NAMES.items()}
_ASIDE = re.compile(r"[(（【\[].*?[)）】\]]|\bv?\d+(?:\.\d+)+\b|^the ", re.IGNORECASE)
_PARTS = re.compile(r"[,，;；、+]| and |\n")
_SHARE = re.compile(r"(\d{1,3}) ?[%％]")
_REHEARSES = re.compile(r"\brehears|\bdry[- ]run|\bdrill|演练|预演|彩排", re.IGNORECASE)
_TESTS = re.compile(r"\btests?\b|\btesting\b|测试|现场|消防", re.IGNORECASE)
"""What is no rehearsal of the way back, whatever else it is called, unless it names that."""
_BACK = re.compile(r"roll(?:ed|ing)?[- ]?back|way back|fall[- ]?back|回滚|回退|退回", re.IGNORECASE)
_GO = re.compile(r"go ?(?:/|-|or) ?no[- ]?go|决策", re.IGNORECASE)


@dataclass(frozen=True, eq=False)
class Dated:
    """An event at one of its places."""

    title: str | Message
    when: Timing
    path: Path
    kind: str
    section: str

    @property
    def spoken(self) -> str:
        """When it is, as short as it says it."""
        start, end = self.when.start, self.when.end
        until = end.spoken.removeprefix(f"{start.day} ") if end and end.at != start.at else ""
        return f"{start.spoken} – {until}" if until else start.spoken


def role_of(title: str) -> str:
    """Which of the events that every launch has a title names; empty for any other."""
    plain = " ".join(_ASIDE.sub(" ", title).split()).strip(" .:：·-–")
    return next((role for role, pattern in _ROLES.items() if pattern.fullmatch(plain)), "")


@rule("EV001", "one event at two times", "contradiction")
def one_time(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A key date, meeting, task, box of the run sheet or week of the grid puts an event elsewhere than the place that decides it.

    The launch is `launch:`, the full release the stage with `share: 100%`, the review `held:`; a go / no-go, and what has exactly the same
    name in two sections, must be at one time. Each reader believes the page that is open: correct one of the two, or let the other follow
    it (`task:`, `T-1d`). Tasks and boxes are compared with the launch by their days; of what a section has twice, nothing is said.
    """
    told = {each.path for each in same_name.one_day.check(plan, as_of)}
    for role, standings in grouped((_role_here(plan, each), each) for each in standings_of(plan)).items():
        anchor = _anchors(plan).get(role)
        once = _once(standings)
        for first, each in _compared(role, anchor, once):
            if each.path not in told and _differ(first, each):
                told.add(each.path)
                yield _two_times(each, first)
    for alike in grouped((_plain(str(each.title)), each) for each in standings_of(plan)).values():
        once = _once(alike)
        for each in once[1:]:
            met = "meeting" in {once[0].kind, each.kind} and _of_one_day(once[0].when) and _of_one_day(each.when)
            alike_day = _same_day(once[0].when, each.when)
            if each.path not in told and (met or alike_day) and _differ(once[0], each):
                told.add(each.path)
                yield _two_times(each, once[0])


def _role_here(plan: Plan, each: Dated) -> str:
    """Its role; a key date behind the launch that is called a review is that of the launch."""
    role, plain = role_of(str(each.title)), _plain(str(each.title))
    later = not plan.frame.undated and each.when.start.at > plan.frame.launch.at
    return "review" if plain in ("review", "复盘", "檢討") and each.kind == "key date" and later else role


def _compared(role: str, anchor: Dated | None, once: Sequence[Dated]) -> Iterator[tuple[Dated, Dated]]:
    """What is compared with what: with the place that decides; without one, with the first place."""
    if anchor is not None:
        yield from ((anchor, each) for each in once)
    elif role in ("go", "full", "review"):
        yield from ((once[0], each) for each in once[1:])


def _two_times(each: Dated, first: Dated) -> Finding:
    return finding(
        each.path,
        say("“{title}” is {here} here, and {there} elsewhere", title=each.title, here=each.spoken, there=first.spoken),
        say("Correct one of the two, or tell them apart by their names."),
        related=((say("the other"), first.path),),
    )


@per_plan
def standings_of(plan: Plan) -> Sequence[Dated]:
    """The places of events whose day is known."""
    return [
        each for each in (*_of_rows(plan), *_of_grid(plan)) if each.when.start.dated and each.when.start.drift is None
    ]


def _of_rows(plan: Plan) -> Iterator[Dated]:
    for event in plan.rows.events:
        if event.kind in _PLACES and event.series is None:
            title = str(getattr(event.row.value, "label", event.row.title))
            yield Dated(title, event, event.row.path, event.kind, event.section)


def _of_grid(plan: Plan) -> Iterator[Dated]:
    timeline = plan.get(Timeline)
    for week in timeline.weeks if timeline else ():
        if week.at:
            when = Timing(*plan.span(week.at), "week")
            for team, text in week.work.items():
                for part in _PARTS.split(text):
                    if role_of(part):
                        yield Dated(part.strip(), when, (*week.path, "work", str(team)), "week", "weeks")


@per_plan
def _anchors(plan: Plan) -> Mapping[str, Dated]:
    """The places that decide when an event is."""
    rollout, review = plan.get(Rollout), plan.get(Review)
    full = rollout.full if rollout else None
    found: dict[str, Dated] = {}
    if not plan.frame.undated:
        found["launch"] = Dated(say("the launch"), Timing(plan.frame.launch, None, "launch"), ("launch",), "launch", "")
    if full and full.at:
        found["full"] = Dated(full.title, Timing(*plan.span(full.at), "stage"), (*full.path, "at"), "stage", "rollout")
    if review and review.held:
        held = Timing(plan.instant(review.held), None, "review")
        found["review"] = Dated(say("review"), held, (*review.path, "held"), "review", "review")
    return {role: each for role, each in found.items() if each.when.start.dated and each.when.start.drift is None}


def _once(standings: Sequence[Dated]) -> Sequence[Dated]:
    """Those of sections that name the event once: what is there twice, is two things."""
    sections = grouped((each.section, each) for each in standings)
    return [each for alike in sections.values() if len(alike) == 1 or alike[0].section == "weeks" for each in alike]


def _differ(one: Dated, other: Dated) -> bool:
    """Whether the two cannot be at one time."""
    if not _same_day(one.when, other.when):
        return True
    kinds, whens = {one.kind, other.kind}, (one.when, other.when)
    if (
        not kinds <= _CLOCKED
        or kinds == {"launch", "time box"}
        or any(each.start.precision != "minute" for each in whens)
    ):
        return False
    spans = any(each.end for each in whens)
    return not one.when.extent.meets(other.when.extent) if spans else one.when.start.at != other.when.start.at


def _days(when: Timing) -> Extent:
    """Its days as a whole."""
    first = when.start.at.replace(hour=0, minute=0, second=0, microsecond=0)
    last = when.extent.last_day
    return Extent(first, datetime.combine(last, datetime.max.time(), when.start.at.tzinfo))


def _same_day(one: Timing, other: Timing) -> bool:
    return _days(one).meets(_days(other))


def _of_one_day(when: Timing) -> bool:
    return when.start.at.date() == when.extent.last_day


def _plain(title: str) -> str:
    return re.sub(r"\s+", "", title.casefold())


@rule("EV002", "go / no-go after what it releases", "contradiction")
def decided_first(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A go / no-go is held after the launch, or, where its title names a share, after the stage with that share has begun.

    What is decided has then happened. Move the decision before what it releases. Decisions whose titles name something else, or a stage
    without a time, are left alone.
    """
    rollout = plan.get(Rollout)
    stages = {int(stage.share.high): stage for stage in (rollout.stages if rollout else ()) if stage.share and stage.at}
    for each in standings_of(plan):
        title = str(each.title)
        named = _SHARE.search(title) if _GO.search(title) else None
        stage = stages.get(int(named[1])) if named else None
        if stage and stage.at:
            released, title_of, path = plan.span(stage.at)[0], say("“{title}”", title=stage.title), (*stage.path, "at")
        elif named is None and role_of(title) == "go" and not plan.frame.undated:
            released, title_of, path = plan.frame.launch, say("the launch"), ("launch",)
        else:
            continue
        if released.extent.precedes(Extent.moment(each.when.start.at)):
            yield finding(
                each.path,
                say("“{title}” is {here}, after what it decides: {what}, {there}", title=title, here=each.spoken, what=title_of,
                    there=released),
                say("Move the decision before what it releases."),
                related=((title_of, path),),
            )  # fmt: skip


def _rehearses(title: str) -> bool:
    return bool(_REHEARSES.search(title) and (_BACK.search(title) or not _TESTS.search(title)))


@rule("EV008", "rehearsed on a day without a rehearsal", "contradiction")
def rehearsed_then(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """The rollback says when it is rehearsed, and the rehearsals of the timeline, the key dates and the meetings are on other days.

    Whoever prepares reads the one, whoever is to come reads the other. Correct one of the two, or name the rehearsal of the rollback
    there as well. Of a plan that names no rehearsal elsewhere, nothing is said.
    """
    rollback = plan.get(Rollback)
    if rollback is None or rollback.rehearsed is None or not plan.instant(rollback.rehearsed).dated:
        return
    rehearsed = Timing(plan.instant(rollback.rehearsed), None, "rehearsal")
    named = [each for each in standings_of(plan) if _rehearses(str(each.title)) and each.section != "weeks"]
    others = (event for event in plan.rows.events if event.kind not in _PLACES and _rehearses(str(event.row.title)))
    known = any(_same_day(rehearsed, when) for when in (*(each.when for each in named), *others))
    if named and rehearsed.start.drift is None and not known:
        each = min(named, key=lambda each: abs(each.when.start.at - rehearsed.start.at))
        yield finding(
            (*rollback.path, "rehearsed"),
            say(
                "the rollback is rehearsed {here}, and “{title}” is {there}",
                here=rehearsed.start,
                title=each.title,
                there=each.spoken,
            ),
            say("Correct one of the two, or name the rehearsal of the rollback there as well."),
            related=((say("the other"), each.path),),
        )
