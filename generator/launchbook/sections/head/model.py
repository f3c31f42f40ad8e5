"""The plan's head. Its fields stand at the top level of a plan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field

from launchbook.core.acceptance import Acceptance
from launchbook.core.calendar import Calendar
from launchbook.core.entry import Entry, State
from launchbook.core.headings import Listed
from launchbook.core.items import Anchored
from launchbook.core.links import Link
from launchbook.core.model import Flag, Model
from launchbook.core.plan import Plan
from launchbook.core.platforms import PLATFORMS, PlatformKey
from launchbook.core.problem import Message
from launchbook.core.quantity import Duration
from launchbook.core.reference import OwnerRef, PersonRef
from launchbook.core.text import Id, PlanId, Prose, Text, Word
from launchbook.core.time import Moment, Span
from launchbook.core.zones import Zone

Status = Literal[
    "draft", "open", "preparing", "in review", "approved", "in progress", "launched", "rolled back", "closed"
]
Paper = Literal["A4", "A5", "Letter"]
_STATES: dict[str, State] = {"launched": "done", "closed": "done", "rolled back": "failed", "in progress": "running"}


class Language(Word):
    """A language that has a catalogue."""

    FORM = "a language"
    EXAMPLES = ("zh", "zh-Hant", "en")


class LaunchEffort(Model):
    """The effort of the launch. Short form: a text."""

    short: ClassVar[str | None] = "text"

    text: Text | None = None
    """The effort in words."""
    size: Word | None = None
    """A size: S, M, L."""
    hours: Word | None = None
    """Hours of work: `20-28`."""


class Pack(Model):
    """Sheets that are printed as one, with a cover: for the war room, for a vendor, for one person."""

    title: Text
    """The name of the pack, on its cover: `War room`, `For the hosting company`."""
    parts: Listed[Word] = ()
    """The chapters by their keys, in the order in which they are printed: `[contacts, runsheet, rollback]`; `cards` are the duty
    cards of everybody. Left out, those of the launch pack."""
    person: PersonRef | None = None
    """The person it is printed for: their duty card is its first part."""
    audience: Text | None = None
    """The readers: `the shift at the data centre`."""
    paper: Paper = "A4"
    """`A4`, `A5` or `Letter`."""
    copies: Listed[Text] = ()
    """Who gets a printed copy, in words, each with a line to sign on the cover. Left out, the cover has empty lines."""


class Freeze(Anchored):
    """A stretch of time in which nothing may be released."""

    row_kind: ClassVar[str] = "freeze"
    row_times: ClassVar[Mapping[str, str]] = {"at": "freeze"}
    title: Text
    """The reason for it: `Singles' Day`, `Quarter end`."""
    at: Span
    """From when to when."""
    allowed: Text | None = None
    """What may be released all the same, and with whose consent: `Hotfixes, with the director's word`."""
    owner: OwnerRef | None = None
    """Who watches over it, and may make an exception."""


class Head(Entry):
    """A launch plan."""

    recorded: ClassVar[tuple[str, ...]] = (
        "created",
        "updated",
    )
    row_times: ClassVar[Mapping[str, str]] = {"launch": "launch"}

    plan: PlanId
    """The plan's id. It becomes part of its address on the site."""
    title: Text
    """The plan's title."""
    launch: Moment | None = None
    """T: the launch, as a date with or without a time. Every other time may be written relative to it. While its day is
    not known: its week, month or quarter (`2027-W12`, `2027-03`, `2027-Q2`), or `TBD` (`待定`). Left out, the plan is a
    standing one, such as a rollback manual, that is of no launch."""
    weeks_from: Moment | None = None
    """A day of week W1, a date or counted from the launch: `2027-02-01`, `T-8w`. Weeks begin on Monday. Then `W3` (`第3周`)
    is a time as a whole, `W3 Fri` and `W3 Fri 18:00` (`第 3 周 周五`) a day of it."""
    version: Word | None = None
    """The version that is launched."""
    platforms: Listed[PlatformKey] | None = None
    """What it is released on, one or several: `wechat` (a mini program), `app-store`, `google-play`, `web`. The plan is then checked
    against what the platform allows: shares and pace of a staged release, the way back, the review, addresses, sizes of packages.
    `[]` says that none is meant."""
    status: Status = "draft"
    """Where the plan stands. `draft`: it is still being written. `open`: it is written, and nothing has begun. `preparing`:
    the work before the launch is under way. `in review`: who decides is reading it. `approved`: it is agreed, and waits
    for its day. `in progress`: the launch is going on. `launched`: users have the version, and it is watched. `rolled
    back`: the version was taken back. `closed`: the review is done, and nothing is to be done any more."""
    edition: Word | None = None
    """The edition of the plan itself, as a document: `v1.0`, `third draft`; `version` is that of what is launched."""
    audience: Text | None = Field(default=None, alias="for")
    """The readers of the plan: `everybody on the team`."""
    language: Language = Language("zh")
    """The language of the plan's labels, dates and weekdays: `zh`, `zh-Hant` (also as `zh-TW`), `en`."""
    timezone: Zone = Zone("Asia/Shanghai")
    """The time zone of every time in the plan that names none itself."""
    also_in: Listed[Zone] = ()
    """Further zones, in which readers live: every time of day is shown in them, too."""
    calendar: Calendar | None = None
    """The working days: a country's code, `CN`, or a mapping with the plan's own days. Left out, `5wd` counts Monday to
    Friday."""
    freeze: Listed[Freeze] = ()
    """Windows in which nothing may be released."""
    window: Duration | Span | None = None
    """The launch window: its length from T, exactly or as a range (`2h`, `4-6h`), or a span."""
    summary: Prose | None = None
    """The launch in a few sentences."""
    owner: OwnerRef | None = None
    """Who runs the launch."""
    decider: PersonRef | None = None
    """Who decides go or no-go."""
    links: Listed[Link] = ()
    """Where else to look: the issue, the board, the group."""
    depends_on: Listed[Id] | None = None
    """Plans or tasks that must be finished before; `[]` means that there are none."""
    renamed: dict[Word, Id] = Field(default_factory=dict)
    """Ids that were changed, `chapter#old` with the new one: `{runsheet#freeze: stop-writes}`. What was ticked in a run under the
    old id counts for the new one, and links to it still lead there."""
    conflicts_with: Listed[Id] | None = None
    """Plans that must not be launched at the same time; `[]` means that there are none."""
    parallel: Flag | None = None
    """Whether other launches may run at the same time."""
    packs: dict[Id, Pack] = Field(default_factory=dict)
    """Packs for print besides those that every plan has: `launch`, `checklists` and `cards`, which may be said anew here."""
    effort: LaunchEffort | None = None
    """How much work the launch is."""
    created: Moment | None = None
    """When the plan was written."""
    updated: Moment | None = None
    """When the plan was last changed."""
    tags: Listed[Word] = ()
    """Words to find the plan by."""
    accept: Listed[Acceptance] = ()
    """Warnings of `launchbook check` that stay as they are, each with the reason. The front page shows them apart."""

    @property
    def released_on(self) -> tuple[Message, ...]:
        """The names of its platforms."""
        return tuple(PLATFORMS[key].name for key in self.platforms or ())

    @property
    def approved(self) -> bool:
        """Whether the plan is approved and not over: `approved`, `in progress` or `launched`."""
        return self.status in ("approved", "in progress", "launched")

    def row_state(self, plan: Plan) -> State | None:
        return _STATES.get(self.status, "planned")
