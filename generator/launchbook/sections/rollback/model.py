"""The reversal of a launch."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, ClassVar

from launchbook.core.entry import Entry
from launchbook.core.headings import Items, Listed
from launchbook.core.items import Anchored, ChecklistItem, Condition, Prohibition
from launchbook.core.ladder import Rung
from launchbook.core.model import Flag
from launchbook.core.problem import Rejected
from launchbook.core.quantity import Duration
from launchbook.core.reference import OwnerRef, People, PersonRef
from launchbook.core.severity import SeverityLevel
from launchbook.core.steps import Step
from launchbook.core.stops import Stops
from launchbook.core.text import Prose, Text
from launchbook.core.time import Moment

_EVERY = re.compile(r"^(?:every|每隔?)\s*|\s*一次$|\s*(?:backup|备份)$")
_DAILY = {"daily": "1d", "hourly": "1h", "weekly": "1w"}
_CONTINUOUS = re.compile(
    r"实时|主从|主备|双写|复制(?!一份|粘贴|品)|副本集|binlog|\bwal\b|\bcdc\b|replica|mirror|streaming"
    r"|continuous|point[- ]in[- ]time|\bpitr\b",
    re.IGNORECASE,
)


class Trigger(Condition):
    """A reason to roll back: a sentence, or a metric crossing its threshold. Short form: the sentence."""

    automatic: Flag = False
    """Whether a machine rolls back by itself; otherwise the decider says so."""
    note: Text | None = None
    """How it is told from a false alarm."""


class Backup(Anchored):
    """What is kept to go back to. Short form: what is backed up."""

    short: ClassVar[str | None] = "what"
    row_label: ClassVar[str] = "what"

    what: Text
    """What is backed up: code, database, configuration."""
    how: Text | None = None
    """By which means: incremental, snapshot, a script."""
    every: Text | None = None
    """How often: a duration (`4h`), or an occasion in words."""
    where: Text | None = None
    """Where the copy lies."""
    note: Text | None = None
    """What else one should know: how long it is kept, how it is restored."""

    @property
    def interval(self) -> Duration | None:
        """The duration, where `every` is one: `4h`, `every 4 hours`, `每天`."""
        words = _EVERY.sub("", (self.every or "").strip().casefold())
        plain = _DAILY.get(words, words)
        for text in (plain, f"1{plain}"):
            try:
                return Duration.parse(text)
            except Rejected:
                continue
        return None

    @property
    def continuous(self) -> bool:
        """Whether the data is copied as it changes: a replica, a log that is shipped."""
        texts = (self.what, self.how, self.every, self.where, self.note)
        return any(_CONTINUOUS.search(text) for text in texts if text)


_KEPT = frozenset(("backups", "retention", "rpo", "rto", "owner", "note"))
"""What may be said of backups alone."""


class Rollback(Entry):
    """How the release is taken back. With `backups:`, `retention:`, `rpo:`, `rto:`, `owner:` and `note:` alone it says only what is
    kept to go back to: the page is then called “Backups”, and nobody is asked for triggers and steps."""

    row_times: ClassVar[Mapping[str, str]] = {"rehearsed": "rehearsal"}
    row_leads: ClassVar[Mapping[str, str]] = {"decision": "steps"}
    row_letters: ClassVar[Mapping[str, str]] = {"decision": "D", "preparation": "P", "steps": "R", "verify": "V"}

    decider: PersonRef | None = None
    """The one person who says that the release is rolled back."""
    owner: OwnerRef | None = None
    """Who keeps this page true, and leads the reversal."""
    within: Duration | None = None
    """How long the whole reversal may take, from the decision to the verification."""
    rto: Duration | None = None
    """Recovery time objective: how long the service may be down."""
    rpo: Duration | None = None
    """Recovery point objective: how much data, counted in time, may be lost."""
    point_of_no_return: Text | None = None
    """After what the release can only be mended forward."""
    triggers: Annotated[Items[Trigger], Rung("rollback")] = ()
    """What makes the release be rolled back; one of them is enough."""
    levels: Annotated[Listed[SeverityLevel], Rung("", takes=("rollback",))] = ()
    """Levels of severity, worst first: what each is known by, how fast one answers, and who decides."""
    decision: Items[Step] = ()
    """How it is decided, once a trigger is seen: assess, mend in place, or roll back; numbered D1, D2, …. What leads out of
    it without a `goto:` leads to the first step of `steps:`. Left out, the decider is called."""
    preparation: Items[Step] = ()
    """What is done before the launch, so that a rollback is possible: backups, scripts; numbered P1, P2, …."""
    do_not: Items[Prohibition] = ()
    """What must not be done: `restart the service`. Drawn behind a sign and the words “do not”."""
    stop_if: Stops = ()
    """On what everything is stopped at once, and who is then called: sentences, or metrics with a threshold."""
    steps: Items[Step] = ()
    """What is done to roll back, in order; numbered R1, R2, …."""
    verify: Items[ChecklistItem] = ()
    """How one sees that the rollback worked; numbered V1, V2, …."""
    tell: People = ()
    """Who is told, when it begins and when it is over: ids, or `all`."""
    retention: Text | None = None
    """How many versions are kept to go back to."""
    backups: Items[Backup] = ()
    """What is backed up, how often, and where."""
    rehearsed: Moment | None = None
    """When the rollback was last rehearsed."""
    rehearsal: Text | None = None
    """What came out of the rehearsal: how long it took, what failed."""
    note: Prose | None = None
    """What else one should know."""

    @property
    def keeps_only(self) -> bool:
        """Whether it says only what is kept, and not when and how the release is taken back."""
        return bool(self.backups or self.retention) and self.model_fields_set <= _KEPT

    @property
    def reads_on(self) -> bool:
        """Whether so much is said beside the emergency that it is printed on sheets of its own."""
        return bool(self.note) or len(self.preparation) + len(self.levels) + len(self.backups) > 4

    @property
    def limit(self) -> Duration | None:
        """How long the way back may take: `within`, or else the RTO."""
        return self.within or self.rto

    @property
    def automatic(self) -> tuple[Trigger, ...]:
        """Triggers on which a machine acts by itself."""
        return tuple(trigger for trigger in self.triggers if trigger.automatic)

    @property
    def manual(self) -> tuple[Trigger, ...]:
        """Triggers on which somebody decides."""
        return tuple(trigger for trigger in self.triggers if not trigger.automatic)
