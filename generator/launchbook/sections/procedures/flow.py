"""Procedures as they run: steps numbered, branches with where they lead, and what can be reached."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from launchbook.core.groups import grouped
from launchbook.core.plan import Plan, per_plan
from launchbook.core.problem import Path
from launchbook.core.rows import Row
from launchbook.core.text import Text
from launchbook.core.units import normal
from launchbook.sections.procedures.items import Goto, Outcome, Procedure, ProcedureStep

_NEXT = ("next", "continue", "go on", "next step", "下一步", "继续")
_END = ("end", "done", "stop", "finish", "结束", "完成")
_NUMBER = re.compile(r"(?:(?:go to )?step|第|步骤)?\s*(\d+(?:[a-z])?(?:\.\d+[a-z]?)*)\s*步?", re.IGNORECASE)
_MARKUP = re.compile(r"[`*_\[\]<>&\\~]|://")

Kind = Literal["step", "procedure", "section", "next", "end", "unknown"]
Node = tuple[str, Path | int]
END: Node = ("end", 0)


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a branch or a step leads."""

    kind: Kind
    words: str = ""
    """The title of a procedure, the key of a section, or what was written and leads nowhere."""
    step: ProcedureStep | None = None
    procedure: Procedure | None = None
    number: str = ""
    """The number of the step."""
    elsewhere: bool = False
    """Whether the step stands in another procedure."""
    back: bool = False
    """Whether the step stands above, on the same sheet."""

    def within(self, text: Text, word: str) -> tuple[Text, Text, Text] | None:
        """A text split around a word: before it, the word, after it; None where the word is missing, or the text has markup."""
        start = text.casefold().find(word.casefold()) if word and not _MARKUP.search(text) else -1
        if start < 0:
            return None
        end = start + len(word)
        return Text(text[:start]), Text(text[start:end]), Text(text[end:])


@dataclass(frozen=True, slots=True)
class FlowRow:
    """A row of a sheet."""

    row: Row
    order: int
    """How many rows stand above it on its sheet."""
    then: Destination | None = None
    """Where it leads, if not to the next row."""
    forks: ClassVar[bool] = False
    """Whether it is a fork."""

    @property
    def step(self) -> ProcedureStep:
        step: ProcedureStep = self.row.value
        return step


@dataclass(frozen=True, slots=True)
class Fork:
    """The row after a step and its smaller steps: its branches, or without branches, where it leads."""

    line: FlowRow
    lanes: tuple[Lane, ...]
    then: Destination | None = None
    forks: ClassVar[bool] = True


SheetRow = FlowRow | Fork


@dataclass(frozen=True, slots=True)
class Lane:
    """A branch: its outcome, its own rows, and where it leads."""

    outcome: Outcome
    number: str
    rows: tuple[SheetRow, ...]
    then: Destination


@dataclass(frozen=True, slots=True)
class FlowSheet:
    """A procedure as it is drawn. A step's branches stand behind the last of its smaller steps."""

    procedure: Procedure
    rows: tuple[SheetRow, ...]
    lanes: tuple[Lane, ...]
    then: Destination | None


@dataclass(frozen=True, slots=True)
class DeadJump:
    """A `goto` that leads nowhere."""

    path: Path
    goto: Goto


@per_plan
def flow_of(plan: Plan) -> Flow:
    """The procedures of a plan as they are drawn."""
    return Flow(plan, tuple(row.value for row in plan.rows.in_section("procedures") if row.kind == "procedure"))


class Flow:
    """All procedures of a plan, with where every branch leads."""

    def __init__(self, plan: Plan, procedures: tuple[Procedure, ...]) -> None:
        self.plan, self.procedures = plan, procedures
        self.dead_jumps: list[DeadJump] = []
        self.edges: dict[Node, list[Node]] = {}
        self.lines: dict[Path, FlowRow] = {}
        """Every row, by its step."""
        self._home: dict[Path, int] = {}
        self._numbers: list[dict[str, ProcedureStep]] = []
        self._names: dict[str, ProcedureStep | int] = {}
        self._name_all()
        self.sheets = tuple(self._sheet(index) for index in range(len(procedures)))

    # names and numbers

    def _name_all(self) -> None:
        titles: dict[str, ProcedureStep | int] = {}
        for home, procedure in enumerate(self.procedures):
            for name in (procedure.id, procedure.key):
                if name:
                    self._names.setdefault(name, home)
            titles.setdefault(procedure.label, home)
            self._number(procedure, home)
        for line in self.lines.values():
            if line.step.id:
                self._names[str(line.step.id)] = line.step
            titles.setdefault(str(line.step.do), line.step)
        self._names = {**titles, **self._names}

    def _number(self, procedure: Procedure, home: int) -> None:
        self._numbers.append({})
        for order, row in enumerate(self.plan.row(procedure).below("step")):
            self.lines[row.path] = FlowRow(row, order)
            self._numbers[home][row.number.casefold()] = row.value
            self._home[row.path] = home

    def names(self) -> list[str]:
        """The names that a `goto` may have."""
        ids = [str(line.step.id) for line in self.lines.values() if line.step.id]
        procedures = (str(procedure.key or procedure.id or procedure.label) for procedure in self.procedures)
        return [*ids, *procedures, "next", "end"]

    def destination(self, goto: Goto, home: int, source: ProcedureStep | None) -> Destination:
        """Where a `goto` leads from a step, or from the end, of the procedure with index `home`."""
        word = normal(str(goto))
        if word.casefold() in _NEXT:
            return Destination("next")
        target = self._names.get(str(goto))
        if target is None and (number := _NUMBER.fullmatch(word)):
            target = self._numbers[home].get(number[1].casefold())
        if isinstance(target, ProcedureStep):
            return self._at_step(target, home, source)
        if target is not None:
            procedure = self.procedures[target]
            return Destination("procedure", procedure.label, procedure=procedure)
        if word.casefold() in _END:
            return Destination("end")
        if word in self.plan.sections:
            return Destination("section", Text(word))
        return Destination("unknown", Text(goto))

    def _at_step(self, step: ProcedureStep, home: int, source: ProcedureStep | None) -> Destination:
        line, owner = self.lines[step.path], self._home[step.path]
        back = owner == home and (source is None or line.order <= self.lines[source.path].order)
        procedure = self.procedures[owner]
        return Destination("step", step.do, step, procedure, line.row.number, owner != home, back)

    # sheets, and the graph of what follows what

    def _sheet(self, home: int) -> FlowSheet:
        procedure = self.procedures[home]
        start, out = ("start", home), ("out", home)
        self._edge(start, self._first(procedure.steps, out))
        rows = self._run(procedure.steps, home, out)
        then = self._then(procedure.goto, home, None, procedure.path)
        lanes = self._fork(procedure.outcomes, home, None, out, self._node(then, END))
        return FlowSheet(procedure, rows, lanes, None if lanes else then)

    def _run(self, steps: tuple[ProcedureStep, ...], home: int, after: Node) -> tuple[SheetRow, ...]:
        """The rows of steps that follow each other; `after` is what follows the last."""
        rows: list[SheetRow] = []
        for position, step in enumerate(steps, 1):
            rows += self._step(step, home, ("step", steps[position].path) if position < len(steps) else after)
        return tuple(rows)

    def _step(self, step: ProcedureStep, home: int, following: Node) -> Iterator[SheetRow]:
        line = self.lines[step.path]
        here, out = ("step", step.path), ("done", step.path)
        self._edge(here, self._first(step.steps, out))
        if step.condition:
            self._edge(here, following)
        then = self._then(step.goto, home, step, step.path)
        inner = self._run(step.steps, home, out)
        lanes = self._fork(step.outcomes, home, step, out, self._node(then, following))
        yield replace(line, then=None if lanes or inner else then)
        yield from inner
        if lanes or (inner and then):
            yield Fork(line, lanes, None if lanes else then)

    def _fork(
        self, outcomes: Mapping[Text, Outcome], home: int, source: ProcedureStep | None, out: Node, after: Node
    ) -> tuple[Lane, ...]:
        """The branches of a step, or of a procedure; `after` is where a branch without a `goto` leads."""
        if not outcomes:
            self._edge(out, after)
        lanes = []
        for outcome in outcomes.values():
            own = self._then(outcome.goto, home, source, outcome.path)
            target = self._node(own, after)
            self._edge(out, self._first(outcome.steps, target))
            rows = self._run(outcome.steps, home, target)
            shown = own if own and own.kind != "next" else self._shown(after, home)
            lanes.append(Lane(outcome, self.plan.row(outcome).number, rows, shown))
        return tuple(lanes)

    def _shown(self, node: Node, home: int) -> Destination:
        """The destination of a branch without a `goto`."""
        kind, key = node
        if kind == "step" and isinstance(key, tuple):
            line = self.lines[key]
            return Destination("next", line.step.do, line.step, number=line.row.number)
        procedure = self.procedures[home]
        if kind == "out" and procedure.goto:
            return self.destination(procedure.goto, home, None)
        return Destination("next" if kind == "done" or (kind == "out" and procedure.outcomes) else "end")

    def _then(self, goto: Goto | None, home: int, source: ProcedureStep | None, path: Path) -> Destination | None:
        if goto is None:
            return None
        destination = self.destination(goto, home, source)
        if destination.kind == "unknown":
            self.dead_jumps.append(DeadJump((*path, "goto"), goto))
        return destination

    def _node(self, destination: Destination | None, following: Node) -> Node:
        if destination is None or destination.kind == "next":
            return following
        if destination.step is not None:
            return ("step", destination.step.path)
        if destination.kind == "procedure":
            return ("start", next(i for i, known in enumerate(self.procedures) if known is destination.procedure))
        return END

    @staticmethod
    def _first(steps: tuple[ProcedureStep, ...], otherwise: Node) -> Node:
        return ("step", steps[0].path) if steps else otherwise

    def _edge(self, start: Node, end: Node) -> None:
        self.edges.setdefault(start, []).append(end)

    # what can be reached

    def unreached(self) -> list[FlowRow]:
        """Steps that cannot be reached from the start of any procedure."""
        seen = _closure([("start", index) for index in range(len(self.procedures))], self.edges)
        return [line for line in self.lines.values() if ("step", line.step.path) not in seen]

    def trapped(self) -> list[FlowRow]:
        """Steps that can be reached, and from which no end can be reached."""
        reverse = grouped((end, start) for start, ends in self.edges.items() for end in ends)
        ending = _closure([END], reverse)
        unreached = {line.row.path for line in self.unreached()}
        return [line for path, line in self.lines.items() if ("step", path) not in ending and path not in unreached]

    def home(self, step: ProcedureStep) -> int:
        """The index of the procedure that a step stands in."""
        return self._home[step.path]


def _closure(starts: Iterable[Node], edges: Mapping[Node, Iterable[Node]]) -> set[Node]:
    """The nodes that can be reached, the starts included."""
    seen, pending = set(starts), list(starts)
    while pending:
        for following in edges.get(pending.pop(), ()):
            if following not in seen:
                seen.add(following)
                pending.append(following)
    return seen
