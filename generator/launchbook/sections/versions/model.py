"""The roadmap of releases, the naming scheme and the branch model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from pydantic import Field

from launchbook.core.entry import Entry, State, part_title
from launchbook.core.groups import grouped
from launchbook.core.headings import Items, Listed
from launchbook.core.items import Anchored
from launchbook.core.links import Link
from launchbook.core.model import Model
from launchbook.core.plan import Plan
from launchbook.core.problem import Message
from launchbook.core.quantity import Threshold
from launchbook.core.rows import Row
from launchbook.core.text import Prose, Text, Word, literal
from launchbook.core.time import Frame, Instant, Moment, Span

Stage = Literal["planned", "in progress", "released", "withdrawn"]
_STATES: dict[Stage, State] = {
    "planned": "planned", "in progress": "running", "released": "done", "withdrawn": "cancelled",
}  # fmt: skip


class Channel(Entry):
    """Where a version is published. Short form: its name."""

    short: ClassVar[str | None] = "name"
    row_label: ClassVar[str] = "name"
    row_kind: ClassVar[str] = "channel"
    row_times: ClassVar[Mapping[str, str]] = {"date": "release"}

    name: Text
    """The app store, the web, a mini program."""
    build: Word | None = None
    """The build or package that is published there, where it has a number of its own: `1.0.0 (128)`."""
    date: Moment | None = None
    """When it is or was published there, where that differs from the release."""
    status: Stage | None = None
    """Where it stands there, where that differs from the release."""
    note: Text | None = None
    """What else to know: a review that is pending, a share."""

    def row_title(self, plan: Plan, parent: Row) -> str | Message:
        return part_title(parent.title, self.name)

    def row_state(self, plan: Plan) -> State | None:
        return _STATES[self.status] if self.status else None


class Release(Anchored):
    """A version and what changes with it. Short form: the version."""

    short: ClassVar[str | None] = "version"
    row_label: ClassVar[str] = "version"
    row_kind: ClassVar[str] = "release"
    row_times: ClassVar[Mapping[str, str]] = {"date": "release"}
    row_rolls_up: ClassVar[bool] = False

    version: Word
    """The version, as it is tagged: `v1.10.0`."""
    title: Text | None = None
    """What the version is known for, in a few words."""
    date: Span | None = None
    """When it is or was released; a month alone is enough, or from when to when: `2026-01`, `2026-01 .. 2026-03`."""
    status: Stage = "planned"
    """Where it stands."""
    changes: Items[Text] = ()
    """What changes, one line each."""
    groups: dict[Word, tuple[Text, ...]] = Field(default_factory=dict)
    """What changes, under headings: `New`, `Improved`, `Fixed`."""
    channels: Items[Channel] = ()
    """Where it is published: an app store, the web, a mini program."""
    tag: Word | None = None
    """The tag or commit that it is built from."""
    link: Link | None = None
    """Its release notes, or the list of what it contains."""
    audience: Text | None = None
    """Who gets it: everybody, 1000–5000 users, customers on request."""
    note: Text | None = None
    """What else to know: a migration, why it was withdrawn."""

    @property
    def heading(self) -> str:
        return " ".join([literal(self.version), self.title or ""]).strip()

    def row_state(self, plan: Plan) -> State | None:
        return _STATES[self.status]

    @property
    def count(self) -> int:
        """How many changes it lists."""
        return sum(len(changes) for _, changes in self.lists)

    @property
    def plain(self) -> str:
        """The version for comparison: `V1.0.0` and `1.0.0` are the same."""
        return plain_version(self.version)

    @property
    def lists(self) -> tuple[tuple[Word | None, tuple[Text, ...]], ...]:
        """All changes by heading, those without one first."""
        bare: tuple[tuple[Word | None, tuple[Text, ...]], ...] = ((None, self.changes),) if self.changes else ()
        return (*bare, *self.groups.items())


@dataclass(frozen=True, slots=True)
class RoadmapMonth:
    """A month of the roadmap, with the releases that come in it."""

    month: Instant | None
    """None for releases without a date, which come last."""
    releases: tuple[Release, ...]
    gap: int = 0
    """How many months without a release lie before it."""


class Example(Model):
    """A version as an example of the naming scheme."""

    version: Word
    """The version."""
    means: Text
    """What its number says."""


class Branch(Anchored):
    """A branch, or a pattern of branch names. Short form: the name."""

    short: ClassVar[str | None] = "name"
    row_label: ClassVar[str] = "name"

    name: Word
    """The name or pattern: `main`, `hotfix/*`."""
    purpose: Text | None = Field(default=None, alias="for")
    """What it is for, and what may go into it."""
    start: Word | None = Field(default=None, alias="from")
    """The branch that it is taken from."""
    merges_into: Listed[Word] = ()
    """The branches that it is merged into."""
    examples: Listed[Word] = ()
    """Names as they look."""
    rules: Items[Text] = ()
    """What is done on it, and what may not be: `frozen, fixes only`, `update version and documents`."""
    branches: Items[Branch] = ()
    """Branches that are taken from it."""


class PlatformLimit(Model):
    """A limit that a platform sets to what is released, such as a package size."""

    name: Word
    """What is limited: `main package`."""
    limit: Threshold
    """The limit."""
    note: Text | None = None
    """How close it is, or how to see it."""


class Versions(Model):
    """Releases, naming and branches. Short form: the releases."""

    short: ClassVar[str | None] = "releases"

    releases: Items[Release] = ()
    """The roadmap and the change log in one, the earliest first."""
    scheme: Prose | None = None
    """How versions are named, in words."""
    format: Word | None = None
    """The form of a version: `X.Y.Z[-prerelease]`."""
    parts: dict[Word, Text] = Field(default_factory=dict)
    """What each part of the form means."""
    examples: Items[Example] = ()
    """Versions and what they would mean."""
    branch_model: Text | None = None
    """What the branch model is called, or how it goes in a sentence: `Git Flow`, `trunk-based`."""
    branches: Items[Branch] = ()
    """The branches, each with those that are taken from it."""
    rules: Items[Text] = ()
    """What holds for every version: a tag, a change log, who may merge."""
    retention: Text | None = None
    """How many old versions are kept, and where."""
    requirements: Items[PlatformLimit] = ()
    """Limits that a platform sets, such as package sizes."""

    @property
    def drawn(self) -> bool:
        """Whether there is a roadmap to draw: more than one release, and a date."""
        return len(self.releases) > 1 and any(release.date for release in self.releases)

    def roadmap(self, frame: Frame) -> tuple[RoadmapMonth, ...]:
        """Releases by month in the order of time; those without a date last."""
        dated = [(release.date.resolve(frame)[0].at, release) for release in self.releases if release.date]
        by_month = grouped(
            (at.replace(day=1, hour=0, minute=0, second=0, microsecond=0), release)
            for at, release in sorted(dated, key=lambda pair: pair[0])
        )
        months: list[RoadmapMonth] = []
        last: datetime | None = None
        for month, releases in by_month.items():
            gap = (month.year - last.year) * 12 + month.month - last.month - 1 if last else 0
            months.append(RoadmapMonth(Instant(month, "month"), tuple(releases), gap))
            last = month
        undated = tuple(release for release in self.releases if release.date is None)
        return (*months, RoadmapMonth(None, undated)) if undated else tuple(months)

    def launched(self, version: str | None) -> Release | None:
        """The release of this version."""
        wanted = plain_version(version or "")
        return next((release for release in self.releases if wanted and release.plain == wanted), None)


def plain_version(version: str) -> str:
    """A version in lower case, without a leading `v`."""
    return version.strip().casefold().removeprefix("v").lstrip(" .")
