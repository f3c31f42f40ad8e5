"""Messages before, during and after the launch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import ClassVar, get_args

from launchbook.core.entry import State
from launchbook.core.groups import grouped
from launchbook.core.headings import Listed
from launchbook.core.items import Anchored, Phase, done_state
from launchbook.core.links import Link
from launchbook.core.model import Flag, Model
from launchbook.core.plan import Plan
from launchbook.core.quantity import Duration
from launchbook.core.recurrence import shifted
from launchbook.core.reference import OwnerRef, People
from launchbook.core.text import Text, Word
from launchbook.core.time import Instant, Span

_MOST = 12
"""So many sendings of one message have a box each on paper."""


class Notification(Anchored):
    """A message to people inside or outside the team. Short form: its content."""

    short: ClassVar[str | None] = "what"
    row_kind: ClassVar[str] = "message"
    row_times: ClassVar[Mapping[str, str]] = {"at": "message"}

    title: Text | None = None
    """A short name for the message: `Maintenance notice`."""
    what: Text
    """The content, in a sentence."""
    phase: Phase | None = None
    """Before, during or after the launch; left out, it follows from `at`."""
    at: Span | None = None
    """When it is sent; from when to when, if it is sent repeatedly."""
    every: Duration | None = None
    """How often it is repeated during that time."""
    internal: Flag | None = None
    """Whether it stays inside the team; left out, a message to people of this plan does, any other does not."""
    audience: Text | None = None
    """Who receives it: `all users`, `support and operations`."""
    to: People = ()
    """The people of this plan who receive it, by their ids, or `all`."""
    channel: Text | None = None
    """Through what: a group, a banner in the app, mail, a call."""
    owner: OwnerRef | None = None
    """Who sends it."""
    template: Word | None = None
    """The text to send, verbatim, shown with a copy button. Several lines with `|`."""
    link: Link | None = None
    """Where the text is drafted, or where it is published."""
    done: Flag | None = None
    """Whether it has been sent; a message that says so, yes or no, counts in the plan's progress."""

    @property
    def label(self) -> str:
        return self.title or self.what

    def sendings(self, plan: Plan) -> list[Instant]:
        """Each time at which it is sent, where it is sent repeatedly and that is not too often to be ticked."""
        start, end = plan.span(self.at) if self.at and self.every else (None, None)
        if not (start and end and self.every) or start.afloat or self.every.total <= timedelta():
            return []
        times = int((end.at - start.at) / self.every.total) + 1
        return [replace(start, at=shifted(start.at, place * self.every.total)) for place in range(min(times, _MOST))]

    def row_state(self, plan: Plan) -> State | None:
        return done_state(self.done)

    @property
    def inside(self) -> bool:
        """Whether it stays inside the team."""
        return self.internal if self.internal is not None else bool(self.to)

    def phase_in(self, plan: Plan) -> Phase | None:
        """Its `phase`, or the phase in which it is sent; None without a `phase` and a time."""
        if self.phase or self.at is None or self.at.start.kind == "open":
            return self.phase
        start, frame = plan.span(self.at)[0].extent, plan.frame
        if start.precedes(frame.launch.extent):
            return "before"
        return "after" if frame.window(getattr(plan.head, "window", None)).precedes(start) else "during"


class Communications(Model):
    """Who is told what and when. Short form: the messages."""

    short: ClassVar[str | None] = "messages"

    messages: Listed[Notification] = ()
    """The messages."""
    note: Text | None = None
    """What holds for all of them: who releases a text, which words are avoided."""

    def by_phase(self, plan: Plan) -> Mapping[Phase | None, Mapping[bool, list[Notification]]]:
        """The messages by phase, and in it those inside the team (True) before those to others. All three phases are keys;
        None is one if there are messages without a phase."""
        inside_first = sorted(self.messages, key=lambda message: not message.inside)
        messages = grouped((message.phase_in(plan), message) for message in inside_first)
        phases = dict.fromkeys((*get_args(Phase), *messages))
        return {phase: grouped((message.inside, message) for message in messages.get(phase, ())) for phase in phases}
