"""Linking: checks that ids are defined and times resolve, and gives an anchor to every entry."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Set
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from difflib import get_close_matches
from itertools import islice
from typing import Any

from pydantic import BaseModel

from launchbook.core import letters
from launchbook.core.bundle import Bundle
from launchbook.core.entry import Entry
from launchbook.core.items import Anchored
from launchbook.core.model import Model, keys_of
from launchbook.core.plan import Plan, Referent
from launchbook.core.problem import Finding, Message, Names, Path, Rejected, say
from launchbook.core.reference import DUPLICATE_ID, UNKNOWN_REFERENCE, MemberRef, PersonRef, Ref, means_everyone
from launchbook.core.runs.model import RunFile
from launchbook.core.section import Section
from launchbook.core.time import ANYWHERE, Frame, Instant, Moment, Span, period_start
from launchbook.core.walk import walk
from launchbook.core.yaml_codes import COMPARED, HELPED, MAX_REPORTED
from launchbook.discovery.kinds import find_sections

Targets = dict[str, dict[str, Referent]]
_TIMES = frozenset({"launch", "timezone", "calendar", "weeks_from"})
"""The keys without which no time is known."""
BEHIND = timedelta(days=366)
NO_LAUNCH = Instant(datetime(2000, 1, 1, tzinfo=UTC), "none", "", ANYWHERE)


def link_plan(
    model: BaseModel, bundle: Bundle, digest: str, runs: tuple[RunFile, ...] = ()
) -> tuple[Plan | None, list[Finding]]:
    """The plan with its ids and times resolved, and all findings. No plan if the launch has no instant.

    What a part of the plan would define or decide that was left out because it is wrong is not asked for.
    """
    head: Any = model
    kinds = find_sections()
    findings: list[Finding] = []
    frame = None
    sections = {
        key: getattr(model, key) for key in bundle.entries if key in kinds and getattr(model, key, None) is not None
    }
    at = "weeks_from"
    try:
        weeks = _first_week(head)
        at = "launch"
        frame = None if bundle.lost & _TIMES else _frame(head, sections, weeks)
    except Rejected as rejected:
        findings.append(Finding(rejected.code, rejected.message, (at,), rejected.help))
    targets = _targets(sections, kinds)
    anchors: dict[Path, str] = {}
    values: list[tuple[Path, object]] = []
    for key, section in ((None, _head_only(model, sections)), *sections.items()):
        namer = _Namer()
        walked = walk(section, (key,) if key else ())
        values += walked
        for path, value in walked:
            if isinstance(value, Model):
                value.put_at(path)
            if isinstance(value, Entry) and value.row_kind:
                findings += namer.name(value, path)
            elif isinstance(value, (Ref, Moment, Span)) and len(findings) < MAX_REPORTED:
                compared = COMPARED if len(findings) < HELPED else 0
                findings += _check_leaf(value, path, frame, targets, bundle.lost, compared)
        anchors |= namer.anchors
    if frame is None:
        return None, findings
    targets = {
        kind: {name: _anchored(target, anchors) for name, target in ids.items()} for kind, ids in targets.items()
    }
    for kind in targets.values():
        anchors |= {target.value.path: target.anchor for target in kind.values()}
    presented = {key: kind.of(sections.get(key)) for key, kind in kinds.items()}
    plan = Plan(
        str(head.plan), model, sections, presented, bundle, frame, targets, anchors, tuple(values), digest, runs
    )
    return plan, findings


def _frame(head: Any, sections: Mapping[str, BaseModel], weeks: Instant | None) -> Frame:
    """The launch, the zone, the weeks and the working days; the plan's own free days may hang on the launch, too.

    Without a launch, or while nobody knows when it is, T lies behind all dates of the plan: so what hangs on it
    comes last, in its order.
    """
    zone = head.timezone.info
    launch = head.launch.resolve_alone(zone, weeks) if head.launch else NO_LAUNCH
    if launch.precision == "none":
        days = [moment.day for moment in _moments(head, sections) if moment.kind == "absolute" and moment.day]
        last = min(max(days, default=date(2000, 1, 1)), date(9998, 1, 1))
        launch = replace(launch, at=datetime.combine(last + BEHIND, time(), zone))
    frame = Frame(launch, zone, weeks=weeks)
    frame = replace(frame, weeks=_first_week(head, frame))
    calendar = getattr(head, "calendar", None)
    return replace(frame, calendar=calendar.working_days(frame, str(head.language))) if calendar else frame


def _first_week(head: Any, frame: Frame | None = None) -> Instant | None:
    """The Monday of week W1; of weeks that are counted from the launch only once that is known."""
    said = getattr(head, "weeks_from", None)
    if said is None or (said.kind == "relative" and frame is None):
        return None
    day = said.resolve(frame) if frame else said.resolve_alone(head.timezone.info)
    monday = datetime.combine(period_start(day.at.date(), "week"), time(), day.at.tzinfo)
    return Instant(monday, "day", day.afloat, day.drift)


def _moments(head: Any, sections: Mapping[str, BaseModel]) -> Iterator[Moment]:
    for model in (_head_only(head, sections), *sections.values()):
        for _, value in walk(model, ()):
            for moment in (value.start, value.end) if isinstance(value, Span) else (value,):
                if isinstance(moment, Moment):
                    yield moment


def _head_only(model: BaseModel, sections: Mapping[str, BaseModel]) -> dict[str, object]:
    return {key: getattr(model, name) for name, key in keys_of(type(model)).items() if name not in sections}


def _targets(sections: Mapping[str, BaseModel], kinds: Mapping[str, Section]) -> Targets:
    targets: Targets = {}
    for key, model in sections.items():
        for kind, ids in kinds[key].defines.items():
            named = {str(name): Referent(value, key, f"{kind}-{name}") for name, value in ids(model).items()}
            targets.setdefault(kind, {}).update(named)
    return targets


def _anchored(target: Referent, anchors: Mapping[Path, str]) -> Referent:
    """A target with its anchor: where it is named by its title, that of the wording."""
    nameless = getattr(target.value, "id", "") is None
    return replace(target, anchor=anchors[target.value.path]) if nameless else target


def _check_leaf(
    value: Ref | Moment | Span, path: Path, frame: Frame | None, targets: Targets, lost: Set[str], compared: int
) -> Iterator[Finding]:
    if isinstance(value, Ref):
        if str(value) not in targets.get(value.kind, {}) and not lost & {letters.plain(value), _home(value.kind)}:
            yield _unknown(value, path, targets, compared)
    elif frame:
        try:
            value.resolve(frame)
        except Rejected as rejected:
            yield Finding(rejected.code, rejected.message, path, rejected.help)


def _unknown(ref: Ref, path: Path, targets: Targets, compared: int) -> Finding:
    known = targets.get(ref.kind, {})
    help: list[Message] = []
    searched = dict(islice(known.items(), compared))
    named = {_called(target.value): name for name, target in searched.items()}
    parts = re.split(r"\s*[,，、；]\s*", str(ref).strip("［］【】"))
    everyone = isinstance(ref, PersonRef) and means_everyone(str(ref))
    if everyone and not isinstance(ref, MemberRef):
        help.append(say("It is one who answers: a person, or a role or team that `people:` has, with its `count:`."))
    elif everyone:
        key = next(part for part in reversed(path) if isinstance(part, str))
        help.append(say("Did you mean `all`? It stands alone: `{key}: all`.", key=key))
    elif len(parts) > 1 and all(part in known for part in parts):
        help.append(say("Write plain brackets and commas: `[{parts}]`.", parts=", ".join(parts)))
    elif str(ref) in named:
        help.append(say("Did you mean `{name}`? That is the id of {title}.", name=named[str(ref)], title=str(ref)))
    elif near := get_close_matches(str(ref), searched, 1, 0.6):
        help.append(say("Did you mean `{name}`?", name=near[0]))
    elif str(ref).startswith("［"):
        help += filter(None, [letters.wide(str(ref), 0).help])
    if known:
        help.append(say("Defined: {names}.", names=Names(list(known), 12)))
    else:
        help.append(say("The plan has no `{place}:` yet; define it there.", place=_home(ref.kind)))
    return Finding(
        UNKNOWN_REFERENCE, say("unknown {kind} `{name}`", kind=say(ref.kind), name=str(ref)), path, tuple(help)
    )


def _called(value: object) -> str:
    """What a target is called beside its id."""
    return str(getattr(value, "name", None) or getattr(value, "title", None) or "")


def _home(kind: str) -> str:
    """The section that defines a kind of ids."""
    return next((key for key, section in find_sections().items() if kind in section.defines), kind)


class _Namer:
    """Names the anchors of a page: by the entry's id, or by a digest of its wording, so an inserted row moves no link.

    The prefix keeps them apart from the headings' anchors, which the templates choose.
    """

    def __init__(self) -> None:
        self.anchors: dict[Path, str] = {}
        self.taken: dict[str, Path] = {}
        self.repeats: Counter[str] = Counter()

    def name(self, value: Entry, path: Path) -> Iterator[Finding]:
        id = value.id if isinstance(value, Anchored) else None
        words = value.label or str(path[-1])
        anchor = "i-" + (_explicit(id) if id else hashlib.sha256(words.encode()).hexdigest()[:6])
        if anchor in self.taken and id:
            related = ((say("first defined here"), self.taken[anchor]),)
            yield Finding(
                DUPLICATE_ID,
                say("duplicate id `{id}`", id=str(id)),
                (*path, "id"),
                (say("Give each entry of a section an id of its own."),),
                related,
            )
        free = anchor
        while free in self.taken:
            self.repeats[anchor] += 1
            free = f"{anchor}-{self.repeats[anchor] + 1}"
        self.taken[free] = (*path, "id") if id else path
        self.anchors[path] = free


def _explicit(id: str) -> str:
    return re.sub(r"[^\w.-]", "-", id)
