"""Section kinds, and the rules that check them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import wraps
from typing import Any, Protocol

from pydantic import BaseModel

from launchbook.core.model import Model
from launchbook.core.problem import Code, Finding, Grade, Message, Path
from launchbook.core.progress import Progress, has_state, progress_of
from launchbook.core.rows import Row


def _never(model: object) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Section:
    """A section kind: `SECTION` in the `__init__.py` of a folder under `sections/`.

    `title`, `purpose` are English msgids; the folder's `zh.po` translates them. `model` is a `Model` or a pydantic
    `RootModel`. The section with `top` set is the head: its fields stand at the top level of a plan, and its page is the
    plan's front page.
    """

    key: str
    title: str
    purpose: str
    """One sentence: who reads it, and when."""
    model: type[BaseModel]
    defines: Mapping[str, Callable[[Any], Mapping[str, Model]]] = field(default_factory=dict)
    """Kinds of reference whose targets stand here: `{"person": lambda people: people.root}`."""
    counts: Callable[[Row], bool] = has_state
    """Which of its rows count for its progress; where parts of a row count, they count instead of it."""
    top: bool = False
    emergency: bool = False
    """Printed with a hatched border, so that it is easy to find in a stack."""
    takes_back: bool = False
    """Whether it says how the launch is taken back: one touch from every page of the plan on launch day."""
    landscape: bool = False
    """Printed across the page."""
    pack: int = 0
    """Its place in the launch pack, from 1; 0 where it is not in it."""
    partial: bool = False
    """Whether it says only a part of what its key is for, on which others cannot rely."""
    part: Section | None = None
    """The kind that a section is presented as where it is `partly` one."""
    partly: Callable[[Any], bool] = _never
    """Whether a model says only that part."""

    def of(self, model: BaseModel | None) -> Section:
        """The kind that a plan's section is presented as: title, purpose, print."""
        return self.part if self.part and model and self.partly(model) else self

    def progress(self, rows: Sequence[Row]) -> Progress:
        """How many of a section's rows are done."""
        return progress_of(rows, self.counts)


Check = Callable[[Any, Any], Iterator[Any]]
"""It yields findings; one over all plans, what is between them."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A check over a loaded plan, with the code it reports. Its function's docstring is its documentation."""

    code: Code
    check: Check
    folded: bool = False
    """Whether many findings with the same wording are reported as a single one."""
    lacks: str = ""
    """The key whose lack it reports, where many rules report the same: of a plan that has it nowhere it is told once."""
    reads: str | None = None
    """The section whose model is handed to the check; None hands the plan itself."""
    over_plans: bool = False
    """Whether it reads all plans together: it is handed the portfolio, and yields findings between plans."""

    def findings(self, subject: Any, context: Any) -> Iterator[Finding]:
        """What the check reports, with the code of the rule. For the arguments see `rule`."""
        return (replace(finding, code=self.code) for finding in self.check(subject, context))


def rule(
    id: str,
    title: str,
    grade: Grade,
    folded: bool = False,
    lacks: str = "",
    over_plans: bool = False,
) -> Callable[[Check], Rule]:
    """Make a function a rule.

    In a section's `rules.py` it is called as `check(section, plan)`; in `launchbook/rules/` as `check(plan, as_of)`.
    It yields findings made with `finding`, whose code is filled in where the rules are run. With `folded`, many findings
    with the same wording are reported as a single one; for `lacks` see `Rule`. With `over_plans`, it is called as
    `check(portfolio, as_of)`, and yields `Between`.
    """

    def wrap(check: Check) -> Rule:
        doc = (check.__doc__ or "").strip()
        if not doc:
            raise TypeError(f"rule {id} has no docstring")
        return Rule(Code(id, title, doc, grade), check, folded, lacks, over_plans=over_plans)

    return wrap


_UNSET = Code("", "")


def finding(
    path: Path,
    message: Message,
    *help: Message,
    on_key: bool = False,
    related: tuple[tuple[Message, Path], ...] = (),
    grade: Grade | None = None,
    part: str = "",
    before: int = 0,
) -> Finding:
    """A finding of the rule that is running."""
    return Finding(_UNSET, message, path, help, related, on_key, grade, part, before)


def part_of(text: str, start: int, length: int) -> dict[str, Any]:
    """The arguments of `finding` that point at a part of a text, and not at another that reads alike."""
    part = text[start : start + length]
    return {"part": part, "before": text.count(part, 0, start)}


class Placed(Protocol):
    """Whatever has a path in the plan: a model, a row."""

    @property
    def path(self) -> Path: ...


def reports(
    message: Message, *help: Message, at: str = "", **options: Any
) -> Callable[[Callable[[Any, Any], Iterable[Placed]]], Check]:
    """Below `@rule`, for a function that selects entries: every entry becomes a finding with this message.

    The placeholders of the message name attributes of the entry. `at` is the field to point at; the options are those of
    `finding`.
    """

    def wrap(select: Callable[[Any, Any], Iterable[Placed]]) -> Check:
        @wraps(select)
        def check(subject: Any, context: Any) -> Iterator[Finding]:
            for entry in select(subject, context):
                path = (*entry.path, at) if at else entry.path
                yield finding(path, message.of(entry), *help, **options)

        return check

    return wrap
