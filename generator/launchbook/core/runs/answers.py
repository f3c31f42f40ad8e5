"""What is said of one row: answers that replace those that they knew, and contradict those that they did not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from launchbook.core.launch import Json
from launchbook.core.runs.model import RunEvent

ANSWERS = {
    "start": "running", "done": "done", "failed": "failed", "skipped": "skipped", "na": "na", "pass": "met", "fail": "unmet",
    "reading": "pending", "accepted": "accepted", "set": "done", "taken": "taken", "not taken": "pending",
}  # fmt: skip
"""What each answer makes of a row."""
WORSE = ("done", "met", "taken", "accepted", "na", "skipped", "pending", "unmet", "failed")
"""Ends from good to bad: of two that contradict each other the worse one counts."""
TRIES = frozenset(("start", "done", "failed", "pass", "fail"))
"""By which something is tried."""
BAD = frozenset(("failed", "unmet"))
MOST_KNOWN = 20


@dataclass(frozen=True)
class Answer:
    """What somebody said; times in milliseconds. `of` is the event that said it, where `event` is one that chose it."""

    event: RunEvent
    of: RunEvent
    state: str
    started: float | None = None
    ended: float | None = None
    reading: str | None = None
    way: str | None = None

    def contradicts(self, other: Answer) -> bool:
        differs = None not in (self.reading, other.reading) and self.reading != other.reading
        return self.state != other.state or self.way != other.way or differs


@dataclass(frozen=True)
class Standing:
    """The answer that counts, and those that contradict each other."""

    counts: Answer | None = None
    conflict: tuple[RunEvent, ...] = ()
    started: float | None = None
    seen: str = ""


@dataclass
class Answers:
    """What is known of a row while its events are read, in their order."""

    answers: dict[str, Answer] = field(default_factory=dict)
    """Those that nobody who knew them has replaced."""
    given: dict[str, Answer] = field(default_factory=dict)
    stands: dict[str, list[str]] = field(default_factory=dict)
    """Which answers an event knew that is none itself."""
    last: dict[str, str] = field(default_factory=dict)
    """The last event of each device."""
    newest: str | None = None
    attempts: int = 0
    notes: list[RunEvent] = field(default_factory=list)
    filled: dict[str, RunEvent] = field(default_factory=dict)
    """The last that was said of each line to fill in, by its name."""
    signed: list[RunEvent] = field(default_factory=list)
    asked: bool = False
    """Whether a gate was asked again."""
    confirmed: RunEvent | None = None

    def read(self, row: Json, event: RunEvent, counts: bool) -> None:
        """The next event; `counts` is whether it was not taken back."""
        known = self._known(event)
        self.last[event.device] = self.newest = event.id
        if counts and (event.do in ANSWERS or event.do == "resolve") and self._answer(row, event, known):
            return
        self.stands[event.id] = known
        if not counts:
            return
        if event.do == "confirm":
            self.confirmed = event
        elif event.do == "note":
            self.notes.append(event)
        elif event.do == "fill":
            self.filled.pop(str(event.field), None)
            self.filled[str(event.field)] = event
        elif event.do == "ask again":
            self.signed, self.asked = [], True
        elif event.do in ("go", "no-go"):
            self.signed.append(event)

    def _known(self, event: RunEvent) -> list[str]:
        """Ids of the answers that the device knew: those that the event has seen, and what the device said or saw before."""
        ids = (*event.knew, self.last.get(event.device, ""))
        return list(dict.fromkeys(known for id in ids for known in self.stands.get(id, [id])))[:MOST_KNOWN]

    def _answer(self, row: Json, event: RunEvent, known: Iterable[str]) -> bool:
        """Put an answer in the place of those that it knew. False where it chooses one that was never given."""
        *earlier, chosen = self._chosen(event) or (None,)
        if event.do == "resolve" and chosen is None:
            return False
        before = [self.answers.pop(id) for id in known if id in self.answers]
        if chosen:
            said = {each.of.id for each in (*earlier, chosen)}
            self.answers = {id: answer for id, answer in self.answers.items() if answer.of.id not in said}
            self.attempts += chosen.of.do in TRIES and any(each.state in BAD for each in earlier)
        given = replace(chosen, event=event) if chosen else self._new(row, event, before)
        self.answers[event.id] = self.given[event.id] = given
        self.confirmed = None
        return True

    def _chosen(self, event: RunEvent) -> list[Answer]:
        """The answers that an event chooses, in the order in which they were given: of several, one after the other, the last counts.

        None where one of them was never given.
        """
        ids = set((event.value or "").split(" ")) if event.do == "resolve" else set()
        chosen = [answer for id, answer in self.given.items() if id in ids]
        return chosen if len(chosen) == len(ids) else []

    def _new(self, row: Json, event: RunEvent, before: list[Answer]) -> Answer:
        state, tries = ANSWERS[event.do], event.do in TRIES
        running = state == "running"
        same = [
            other for other in before if (other.state == "running" if running else not (tries and other.state in BAD))
        ]
        starts = [*(other.started for other in same if other.started is not None), *([event.ms] if running else [])]
        accepts = event.do == "accepted"
        read = next((other.reading for other in before if other.state == "pending" or accepts), None)
        self.attempts += tries and any(other.state in BAD for other in before)
        return Answer(
            event,
            event,
            state,
            min(starts, default=None),
            None if state in ("running", "pending") else event.ms,
            read if event.value is None else event.value,
            row["key"] if event.do == "taken" else None,
        )

    def standing(self) -> Standing:
        """What counts. Two answers of one kind contradict nothing: the earlier counts."""
        answers = list(self.answers.values())
        ends = [answer for answer in answers if answer.state != "running"]
        worst = max((WORSE.index(answer.state) for answer in ends), default=-1)
        counts = next((answer for answer in ends if WORSE.index(answer.state) == worst), next(iter(answers), None))
        torn = counts is not None and any(each.contradicts(ends[0]) or each.contradicts(counts) for each in ends)
        starts = [answer.started for answer in answers if answer.started is not None]
        seen = " ".join(answer.event.id for answer in answers)
        return Standing(counts, tuple(each.event for each in ends) if torn else (), min(starts, default=None), seen)
