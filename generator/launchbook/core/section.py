"""What a section kind is, and what it may offer the rest: targets for references, progress, rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from launchbook.core.model import Model
from launchbook.core.problem import Code, Finding, Message, Path, Severity
from launchbook.core.progress import Progress, has_state, progress_of
from launchbook.core.rows import Row


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
    defines: Mapping[str, Callable[[Any], Mapping[str, Model]]] = field(default_factory=dict)
    """Kinds of reference whose targets stand here: `{"person": lambda people: people.root}`."""
    counts: Callable[[Row], bool] = has_state
    """Which of its rows are worked off; of those that have such parts, the parts."""
    top: bool = False
    emergency: bool = False
    """Printed with a hatched border, so that it is easy to find in a stack."""
    landscape: bool = False
    """Printed across the page."""

    def progress(self, rows: Sequence[Row]) -> Progress:
        """How many of a section's rows are done."""
        return progress_of(rows, self.counts)


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
    It yields findings made with `finding`, whose code is filled in where the rules are run.
    """

    def wrap(check: Check) -> Rule:
        doc = (check.__doc__ or "").strip()
        if not doc:
            raise TypeError(f"rule {id} has no docstring")
        return Rule(Code(id, title, doc, severity), check)

    return wrap


_UNSET = Code("", "")


def finding(
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
