"""Messages before, during and after the launch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Literal

from launchbook.core.items import Anchored, Link, Phase
from launchbook.core.model import Flag, Model
from launchbook.core.plan import Plan
from launchbook.core.quantity import Duration
from launchbook.core.reference import PersonRef
from launchbook.core.section import Event, Progress
from launchbook.core.text import Text, Word
from launchbook.core.time import Span


class Message(Anchored):
    """Something that somebody is told. Short form: what they are told."""

    short: ClassVar[str | None] = "what"

    title: Text | None = None
    """A short name for the message: `Maintenance notice`."""
    what: Text
    """What they are told, in a sentence."""
    phase: Phase | None = None
    """Before, during or after the launch; left out, `at` says it."""
    at: Span | None = None
    """When it is sent; from when to when, if it is sent repeatedly."""
    every: Duration | None = None
    """How often it is repeated during that time."""
    internal: Flag | None = None
    """Whether it stays inside the team; left out, a message to people of this plan does, any other does not."""
    audience: Text | None = None
    """Who is told: `all users`, `support and operations`."""
    to: tuple[PersonRef, ...] = ()
    """The people of this plan who are told."""
    channel: Text | None = None
    """Through what: a group, a banner in the app, mail, a call."""
    owner: PersonRef | None = None
    """Who sends it."""
    template: Word | None = None
    """The text to send, letter by letter, shown with a copy button. Several lines with `|`."""
    link: Link | None = None
    """Where the text is drafted, or where it is published."""
    done: Flag | None = None
    """Whether it has been sent; a message that says so, yes or no, counts in the plan's progress."""

    @property
    def label(self) -> str:
        return self.title or self.what

    @property
    def inside(self) -> bool:
        """Whether it stays inside the team."""
        return self.internal if self.internal is not None else bool(self.to)

    def phase_in(self, plan: Plan) -> Phase | None:
        """The phase that was said, or in which it is sent; None where neither is said."""
        if self.phase or self.at is None:
            return self.phase
        start, frame = plan.span(self.at)[0].extent, plan.frame
        if start.precedes(frame.launch.extent):
            return "before"
        return "after" if frame.window(getattr(plan.head, "window", None)).precedes(start) else "during"


Slot = Literal["before", "during", "after", "open"]


@dataclass(frozen=True, slots=True)
class Band:
    """The messages of one phase; `open` holds those that do not say when."""

    slot: Slot
    inside: tuple[Message, ...]
    outside: tuple[Message, ...]

    @property
    def groups(self) -> tuple[tuple[bool, tuple[Message, ...]], ...]:
        """Messages inside the team first, then those to others; each only where there are any."""
        return tuple((inside, found) for inside, found in ((True, self.inside), (False, self.outside)) if found)


class Communications(Model):
    """Who is told what and when. Short form: the messages."""

    short: ClassVar[str | None] = "messages"

    messages: tuple[Message, ...] = ()
    """The messages."""
    note: Text | None = None
    """What holds for all of them: who releases a text, which words are avoided."""

    def bands(self, plan: Plan) -> tuple[Band, ...]:
        """Before, during and after, also where empty; and those that do not say when, if there are any."""
        slots: dict[Slot, list[Message]] = {"before": [], "during": [], "after": [], "open": []}
        for message in self.messages:
            slots[message.phase_in(plan) or "open"].append(message)
        return tuple(
            Band(slot, tuple(m for m in found if m.inside), tuple(m for m in found if not m.inside))
            for slot, found in slots.items()
            if found or slot != "open"
        )


def message_events(communications: Communications, plan: Plan) -> Iterator[Event]:
    for message in communications.messages:
        if message.at:
            yield Event(message.at, message.label, message.owner, message, kind="message", done=bool(message.done))


def communications_progress(communications: Communications) -> Progress:
    """Only messages that say whether they are sent: many plans leave that to the run."""
    said = [message.done for message in communications.messages if message.done is not None]
    return Progress(sum(said), len(said))
