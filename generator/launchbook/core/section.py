"""What a section kind is, and what it may offer the rest: targets for references, dated events, progress, rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from launchbook.core.problem import Code, Finding, Message, Path, Severity
from launchbook.core.recurrence import Series
from launchbook.core.reference import PersonRef
from launchbook.core.time import Moment, Span, Stretch


@dataclass(frozen=True, slots=True)
class Event:
    """Something of a section that happens at a time: for "what is next", calendars, and the pages per day and person."""

    when: Moment | Span | Stretch
    """As the plan says it; a `Stretch` where it was computed."""
    title: str | Message
    """The plan's own words, or a label that is translated where it is shown."""
    owner: PersonRef | None = None
    source: object = None
    """The object whose anchor the event links to; None for the page itself."""
    kind: str = ""
    """A translatable word for what it is: `due`, `step`, `stage`."""
    done: bool = False
    series: Series | None = None
    """All of which it is one, where it recurs. A calendar then has the rule, and not the events that share it."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How much of something is done."""

    done: int = 0
    total: int = 0

    def __add__(self, other: Progress) -> Progress:
        return Progress(self.done + other.done, self.total + other.total)


def _nothing(model: Any, plan: Any) -> Iterable[Event]:
    return ()


def _no_progress(_: Any) -> Progress:
    return Progress()


@dataclass(frozen=True, slots=True)
class Section:
    """A section kind. One folder under `sections/` holds one, as `SECTION` in its `__init__.py`.

    `title`, `purpose` are English msgids; the folder's `zh.po` translates them. `model` is a `Model` or a pydantic
    `RootModel`. The one section with `top` set holds the head: its fields stand at the top level of a plan, and its
    page is the plan's front page.
    """

    key: str
    title: str
    purpose: str
    """One sentence: who reads it, and when."""
    model: type[BaseModel]
    defines: Mapping[str, Callable[[Any], Mapping[str, object]]] = field(default_factory=dict)
    """Kinds of reference whose targets stand here: `{"person": lambda people: people.root}`."""
    events: Callable[[Any, Any], Iterable[Event]] = _nothing
    """Called with the section's model and the plan."""
    progress: Callable[[Any], Progress] = _no_progress
    top: bool = False
    emergency: bool = False
    """Printed with a hatched border, so that it is found in a stack by feel of the eye."""
    landscape: bool = False
    """Printed across the page."""


Check = Callable[[Any, Any], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A check over a loaded plan, with the code it reports. Its function's docstring is its documentation."""

    code: Code
    check: Check
    reads: str | None = None
    """The section whose model is handed to the check; None hands the plan itself."""


def rule(id: str, title: str, severity: Severity = "warning") -> Callable[[Check], Rule]:
    """Make a function a rule.

    In a section's `rules.py` it is called as `check(section, plan)`; in `launchbook/rules/` as `check(plan, as_of)`.
    It yields findings made with `found`, whose code is filled in where the rules are run.
    """

    def wrap(check: Check) -> Rule:
        doc = (check.__doc__ or "").strip()
        if not doc:
            raise TypeError(f"rule {id} has no docstring")
        return Rule(Code(id, title, doc, severity), check)

    return wrap


_UNSET = Code("", "")


def found(
    path: Path,
    message: Message,
    *help: Message,
    on_key: bool = False,
    related: tuple[tuple[Message, Path], ...] = (),
    severity: Severity | None = None,
    part: str = "",
) -> Finding:
    """A finding of the rule that is running."""
    return Finding(_UNSET, message, path, help, related, on_key, severity, part)
