"""How long readers of a web site keep what they have, against the time that the way back may take."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from launchbook.core.plan import Plan, per_plan
from launchbook.core.platforms import any_asks
from launchbook.core.portfolio import OVER
from launchbook.core.problem import Finding, Path, say
from launchbook.core.quantity import Duration, Threshold
from launchbook.core.rows import Row
from launchbook.core.sayings import Saying, row_at, sayings
from launchbook.core.section import finding, part_of, rule
from launchbook.core.units import SECONDS
from launchbook.sections.rollback.model import Rollback

_UNITS = "|".join(sorted(map(re.escape, SECONDS), key=len, reverse=True))
_DNS = r"\bDNS\b|域名解析|解析记录|\bCNAME\b|A[- ]record|A 记录|(?:切|指)回.{0,6}域名|域名.{0,6}(?:切|指)回"
_POINTS = r"\bpoint\w*\b.{0,20}\b[\w-]{1,63}(?:\.[\w-]{1,63}){1,9}\b|\b(?:[\w-]{1,63}\.){1,9}[\w-]{1,63}\S{0,8}(?:指向|指回|解析到)"
_LENGTH = rf"(?P<value>\d{{1,8}}|an?\b|one\b|two\b|[一两])\s*个?(?P<unit>{_UNITS})?(?![A-Za-z])"
_NAME = r"(?:(?<![A-Za-z])TTLs?(?![A-Za-z])|time[- ]to[- ]live|\blifetimes?\b|生存时间|缓存时间)"
_TTL = re.compile(rf"{_NAME}(?:[^.。;；\n\d]|\.(?=\w)){{0,60}}?{_LENGTH}", re.IGNORECASE)
_NUMBER = re.compile(r"\d|\b(?:an?|one|two)\b|[一两]", re.IGNORECASE)
_SWITCH = re.compile(rf"{_DNS}|{_POINTS}", re.IGNORECASE)
_NAMED, _ALONE = re.compile(_NAME, re.IGNORECASE), re.compile(rf"\s*{_LENGTH}", re.IGNORECASE)
_PLAIN = re.compile(rf"(?<![A-Za-z])TTLs?(?![A-Za-z])|{_DNS}", re.IGNORECASE)
"""What says that a lifetime is one of names."""
_SWITCHES = re.compile(_DNS, re.IGNORECASE)
_SESSIONS = re.compile(
    r"session|cookie|redis|token|\bjwt\b|memcache|queue|\block\b|会话|登录|令牌|消息|队列|缓存键|验证码", re.IGNORECASE
)
_RECORD = re.compile(r"(?<=\s)(?P<value>\d{1,8})(?P<unit>)\s{1,9}(?:IN\s{1,9})?(?:A|AAAA|CNAME)(?=\s)")
"""A record as zone files, `dig` and `nsupdate` write it: `www.example.com. 3600 IN A 192.0.2.1`."""
_SPREADS = re.compile(
    rf"(?:\bpropagat\w*|\btakes? effect|生效|全球同步)(?:[^.。;；\n\d]|\.(?=\w)){{0,24}}?{_LENGTH}", re.IGNORECASE
)
_MAX_AGE = re.compile(r"max-age\s*=\s*(?P<value>\d{1,8})(?P<unit>)", re.IGNORECASE)
_PURGE = re.compile(
    r"purg|invalidat|flush|clear.{0,20}cache|刷新.{0,8}缓存|清.{0,8}缓存|缓存.{0,6}(?:刷新|清)|CDN.{0,6}刷新",
    re.IGNORECASE,
)
_LOWERS = re.compile(
    r"\bdown to\b|\b(?:lower|reduc|shorten|drop|cut|decreas|set)\w*|降低|降到|调低|调小|缩短|改小|下调", re.IGNORECASE
)
_TIME = re.compile(rf"(?P<value>\d{{1,8}})\s*(?P<unit>{_UNITS})(?![A-Za-z])", re.IGNORECASE)
_PAST = frozenset({"review", "rehearsal", "note", "references"})
_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "一": 1, "两": 2}


@dataclass(frozen=True, slots=True, eq=False)
class Lifetime:
    """For how long something is kept, as a text or a limit says."""

    path: Path
    row: Row
    words: str
    length: timedelta
    part: Mapping[str, Any]
    """The arguments of `finding` that point at it."""


@rule("PT013", "kept by readers for longer than the way back may take", "danger")
def kept_too_long(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """The TTL of a DNS record, or `max-age` of what a browser keeps, is longer than the rollback may take (`within:`, `rto:`).

    Once the record is switched back, some readers still go to the wrong place for as long as the TTL. Lower it the day before, or
    allow the rollback more time. Read are plans on the `web`, and those whose rollback switches DNS. Where the plan names a TTL that is
    short enough, or clears the cache, nothing is said.
    """
    rollback = plan.get(Rollback)
    limit = rollback.limit if rollback else None
    if limit is None or plan.head.status in OVER:
        return
    steps = [saying.text for saying in sayings(plan) if saying.path[0] == "rollback"]
    web = any_asks(plan, "cached")
    if web or any(map(_SWITCH.search, steps)):
        yield from _longer(_lifetimes(plan), limit)
    if web and not any(map(_PURGE.search, steps)):
        yield from _longer([_lifetime(*found) for found in _matches(plan, _MAX_AGE)], limit)


@rule("PT015", "TTL lowered too late", "danger")
def lowered_in_time(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """The TTL of a DNS record is lowered less long before the launch than the old TTL lasts.

    Whoever asked just before keeps the old answer for all of the old TTL, also after the switch. Lower it by at least the old TTL
    before the launch: one of 24 hours two days before.
    """
    if plan.frame.undated or plan.head.status in OVER:
        return
    launch = plan.frame.launch
    for row in plan.rows:
        title = str(row.title)
        around = f"{title} {row.parent.title if row.parent else ''}"
        if not (
            _NAMED.search(title)
            and _PLAIN.search(around)
            and _LOWERS.search(title)
            and row.when
            and row.when.start.dated
        ):
            continue
        said = [_lifetime(*found) for found in _matches(plan, _TIME) if found[0].row is row]
        others = [kept for kept in _lifetimes(plan) if kept.row is not row]
        old = max(
            (kept.length for kept in (said if len(said) > 1 else (*said, *others))), default=timedelta()
        )  # from and to
        start = row.when.start
        if timedelta() < launch.at - start.end < old or (
            start.precision == "minute" and timedelta() < launch.at - start.at < old
        ):
            yield finding(
                row.path,
                say("“{title}” is {hours} h before the launch, and the old TTL lasts {old} h", title=row.title,
                    hours=f"{(launch.at - start.at) / timedelta(hours=1):g}", old=f"{old / timedelta(hours=1):g}"),
                say("Lower it by at least the old TTL before the launch."),
                related=((say("the launch"), ("launch",)), *((say("the old TTL"), kept.path) for kept in others[:1])),
            )  # fmt: skip


def _longer(kept: Sequence[Lifetime], limit: Duration) -> Iterator[Finding]:
    """The first lifetime, where all are longer than the limit."""
    if kept and all(each.length > limit.total for each in kept):
        first, *others = kept
        yield finding(
            first.path,
            say("`{kept}` is longer than the rollback may take, {limit}", kept=first.words, limit=limit),
            say("Lower it before the launch, or allow the rollback more time."),
            related=(
                (say("the limit of the rollback"), ("rollback",)),
                *((say("here, too"), other.path) for other in others[:3]),
            ),
            **first.part,
        )


def _lifetimes(plan: Plan) -> Sequence[Lifetime]:
    """The TTLs that a plan names, in a sentence or as the value of what is called so."""
    alone = [
        (saying, match) for saying, match in _matches(plan, _ALONE) if match.start() == 0 and _NAMED.search(saying.name)
    ]
    within = _matches(plan, _TTL)
    seen = {saying.path for saying, _ in within}
    spread = [pair for pair in _matches(plan, _SPREADS) if pair[0].path[0] == "rollback" and pair[0].path not in seen]
    found = (*within, *spread, *(pair for pair in alone if pair[0].path not in seen))
    said = [_lifetime(saying, match) for saying, match in found if _of_names(saying)]
    return [*said, *(_lifetime(*pair) for pair in _matches(plan, _RECORD)), *_limits(plan)]


def _of_names(saying: Saying) -> bool:
    """Whether a lifetime is one of names, and not of a session or a cache of the server."""
    return bool(_PLAIN.search(saying.about)) and (
        not _SESSIONS.search(saying.about) or bool(_SWITCHES.search(saying.about))
    )


def _limits(plan: Plan) -> Iterator[Lifetime]:
    """The limits of what is called a TTL."""
    for path, value in plan.values:
        if isinstance(value, Threshold) and value.operator in ("≤", "<", "=") and value.dimension in ("time", ""):
            row = row_at(plan, path)
            name = f"{row.title} {' '.join(map(str, path[-3:]))}"
            if _NAMED.search(name) and not _SESSIONS.search(name):
                yield Lifetime(path, row, str(value), timedelta(seconds=float(value.base)), {})


def _matches(plan: Plan, pattern: re.Pattern[str]) -> Sequence[tuple[Saying, re.Match[str]]]:
    return [(saying, match) for saying in _numbered(plan) for match in pattern.finditer(saying.text)]


@per_plan
def _numbered(plan: Plan) -> Sequence[Saying]:
    """The texts that may say a length: most say no number."""
    said = (saying for saying in sayings(plan) if _NUMBER.search(saying.text))
    return [saying for saying in said if not _PAST.intersection(map(str, saying.path))]


def _lifetime(saying: Saying, match: re.Match[str]) -> Lifetime:
    part = part_of(saying.text, match.start(), len(match.group()))
    return Lifetime(saying.path, saying.row, match.group().strip(), _length(match), part)


def _length(match: re.Match[str]) -> timedelta:
    words = match["value"].casefold()
    value = _NUMBERS.get(words) or int(words)
    return timedelta(seconds=float(value * SECONDS[(match["unit"] or "s").casefold()]))
