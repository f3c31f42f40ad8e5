"""How a plan's steps run: every sheet of steps with its branches, where each leads, and what can be reached."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from launchbook.core.entry import Entry
from launchbook.core.gates import GoNoGo
from launchbook.core.groups import grouped
from launchbook.core.headings import list_path
from launchbook.core.plan import Plan, per_plan
from launchbook.core.problem import Path
from launchbook.core.rows import Row
from launchbook.core.steps import Alternative, Goto, Outcome, Step
from launchbook.core.stops import StopCondition
from launchbook.core.text import Text
from launchbook.core.units import normal

_NEXT = ("next", "continue", "go on", "next step", "下一步", "继续")
_END = ("end", "done", "stop", "finish", "结束", "完成")
_NUMBER = re.compile(r"(?:(?:go to )?step|第|步骤)?\s*([a-z]?\d+[a-z]?(?:\.\d+[a-z]?)*)\s*步?", re.IGNORECASE)
_MARKUP = re.compile(r"[`*_\[\]<>&\\~]|://")

Kind = Literal["step", "sheet", "entry", "section", "next", "end", "unknown"]
Node = tuple[str, Path | int]
END: Node = ("end", 0)


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a branch or a step leads."""

    kind: Kind
    words: str = ""
    """The title of where it leads, the key of a section, or what was written and leads nowhere."""
    row: Row | None = None
    """The step, or what holds the sheet."""
    holder: Row | None = None
    """What holds the sheet of the step, where that is another one."""
    back: bool = False
    """Whether the step stands above, on the same sheet."""
    address: str = ""
    """Of an entry: its chapter and id, `rollback#restore`."""

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
    def step(self) -> Step:
        step: Step = self.row.value
        return step

    @property
    def path(self) -> Path:
        return self.row.path


@dataclass(frozen=True, slots=True)
class Fork:
    """The row after a step and its smaller steps: its branches, or without branches, where it leads."""

    line: FlowRow
    lanes: tuple[Lane, ...]
    chooses: bool = False
    """Whether its branches are alternatives, of which one is carried out."""
    then: Destination | None = None
    forks: ClassVar[bool] = True

    @property
    def path(self) -> Path:
        return self.line.path


SheetRow = FlowRow | Fork


@dataclass(frozen=True, slots=True)
class Lane:
    """A branch: an outcome or an alternative, the rows below it, and where it leads."""

    row: Row
    rows: tuple[SheetRow, ...]
    then: Destination | None

    @property
    def branch(self) -> Outcome | Alternative:
        branch: Outcome | Alternative = self.row.value
        return branch


@dataclass(frozen=True, slots=True)
class FlowSheet:
    """A list of steps as it is drawn. A step's branches stand behind the last of its smaller steps."""

    holder: Row
    rows: tuple[SheetRow, ...]
    lanes: tuple[Lane, ...] = ()
    then: Destination | None = None


@dataclass(frozen=True, slots=True)
class _Steps:
    """A list of steps that stand in no other step."""

    holder: Row
    path: Path
    steps: tuple[Step, ...]
    main: bool
    """Whether it is what its holder is carried out by; what may come of that and where it leads is said by the holder."""

    @property
    def leads(self) -> str:
        """The list of the same holder that it leads to; empty where it leads to none."""
        return str(getattr(self.holder.value, "row_leads", {}).get(self.path[-1], ""))

    @property
    def begins(self) -> int:
        """How likely it is what is meant where its holder is named: what leads to the steps, the steps, or another list."""
        return 2 if self.leads else 1 if self.main else 0

    @property
    def goto(self) -> Goto | None:
        return getattr(self.holder.value, "goto", None) if self.main else None

    @property
    def outcomes(self) -> Mapping[Text, Outcome]:
        return getattr(self.holder.value, "outcomes", {}) if self.main else {}


@dataclass(frozen=True, slots=True)
class DeadJump:
    """A `goto` that leads nowhere."""

    path: Path
    goto: Goto
    section: str


@per_plan
def flow_of(plan: Plan) -> Flow:
    """The steps of a plan as they are drawn."""
    return Flow(plan, tuple(_lists(plan)))


def _lists(plan: Plan) -> Iterator[_Steps]:
    """Every list of steps that stand in no other step, in the plan's order."""
    for row in plan.rows:
        if isinstance(row.value, (Step, Outcome)):
            continue
        for name, value in vars(row.value).items():
            if not isinstance(value, tuple) or not all(isinstance(step, Step) for step in value):
                continue
            main = name == "steps"
            if value or (main and _held(row.value)):
                yield _Steps(row, (*row.path, name), value, main)
        if _stops(row.value) and not hasattr(row.value, "steps"):
            yield _Steps(row, (*row.path, "steps"), (), True)


def _held(value: object) -> bool:
    """Whether something holds even where there are no steps."""
    return bool(getattr(value, "outcomes", None) is not None or _gates(value) or _stops(value))


def _gates(value: object) -> list[GoNoGo]:
    """The gates before what holds steps, and at its end."""
    return [gate for name in ("gate", "exit_gate") if isinstance(gate := getattr(value, name, None), GoNoGo)]


def _stops(value: object) -> tuple[StopCondition, ...]:
    """What stops all steps of a holder."""
    return getattr(value, "stop_if", ())


class Flow:
    """All steps of a plan, with where every branch leads."""

    def __init__(self, plan: Plan, lists: tuple[_Steps, ...]) -> None:
        self.plan, self.lists = plan, lists
        self.dead_jumps: list[DeadJump] = []
        self.edges: dict[Node, list[Node]] = {}
        self.lines: dict[Path, FlowRow] = {}
        """Every row, by its step."""
        self._home: dict[Path, int] = {}
        self._numbers: list[dict[str, Row]] = []
        self._numbered_in: dict[tuple[str, str], list[Row]] = {}
        self._names: dict[str, dict[str, Row]] = {}
        """Steps and what holds steps by section and name."""
        self._starts: dict[Path, int] = {}
        """The sheets that are begun where their holder is named."""
        self._name_all()
        self.stops: dict[Path, Destination] = {}
        """Where conditions that stop the work lead, by their path."""
        self.sheets = {steps.path: self._sheet(home) for home, steps in enumerate(lists)}

    # names and numbers

    def _name_all(self) -> None:
        titles: dict[str, dict[str, Row]] = {}
        for home, steps in enumerate(self.lists):
            holder = steps.holder
            first = self._starts.setdefault(holder.path, home)
            if steps.begins > self.lists[first].begins:
                self._starts[holder.path] = home
            if isinstance(holder.value, Entry) and holder.anchor:
                for name in (getattr(holder.value, "id", None), getattr(holder.value, "key", None)):
                    if name:
                        self._names.setdefault(holder.section, {}).setdefault(str(name), holder)
                titles.setdefault(holder.section, {}).setdefault(str(holder.value.label), holder)
            self._number(steps, home)
        for line in self.lines.values():
            for name in filter(None, (line.step.no, line.step.id)):
                self._names.setdefault(line.row.section, {})[str(name)] = line.row
            titles.setdefault(line.row.section, {}).setdefault(str(line.step.do), line.row)
        self._names = {key: {**titles[key], **self._names.get(key, {})} for key in titles}

    def _number(self, steps: _Steps, home: int) -> None:
        self._numbers.append({})
        rows = self.plan.nested([*steps.steps, *steps.outcomes.values()])
        for order, row in enumerate(row for row in rows if row.kind == "step"):
            self.lines[row.path] = FlowRow(row, order)
            self._numbers[home][row.number.casefold()] = row
            self._home[row.path] = home
        letter = getattr(steps.holder.value, "row_letters", {}).get(steps.path[-1], "").casefold()
        for number, row in list(self._numbers[home].items()):
            self._numbers[home].setdefault(number.removeprefix(letter), row)  # `step 7` is R7, too
        for number, row in self._numbers[home].items():
            self._numbered_in.setdefault((steps.holder.section, number), []).append(row)

    def names(self, section: str) -> list[str]:
        """The names that a `goto` in a section may have."""
        ids = [str(line.step.id) for line in self.lines.values() if line.step.id and line.row.section == section]
        holders = (
            steps.holder.value for steps in self.lists if steps.holder.section == section and steps.holder.anchor
        )
        named = (str(getattr(holder, "key", "") or getattr(holder, "id", "") or holder.label) for holder in holders)
        return [*ids, *dict.fromkeys(named), "next", "end"]

    def destination(self, goto: Goto, home: int, source: Step | None) -> Destination:
        """Where a `goto` leads from a step, or from the end, of the sheet with index `home`."""
        word = normal(str(goto))
        if word.casefold() in _NEXT:
            return Destination("next")
        if target := self._named(str(goto), word, home):
            return self._at(target, home, source)
        if word.casefold() in _END:
            return Destination("end")
        if word in self.plan.sections:
            return Destination("section", Text(word))
        if "#" in word and self.plan.destination(word):
            return self._at_entry(word, home, source)
        if target := self._named_elsewhere(str(goto)):
            return self._at(target, home, source)
        return Destination("unknown", Text(goto))

    def _named(self, name: str, word: str, home: int) -> Row | None:
        """The step, or the holder of a sheet, of a name or number in the same section."""
        found = self._names.get(self.lists[home].holder.section, {}).get(name)
        if found is None and (number := _NUMBER.fullmatch(word)):
            return self._numbered(number[1].casefold(), home)
        return found

    def _named_elsewhere(self, name: str) -> Row | None:
        """What has a name in one section only."""
        found = [names[name] for names in self._names.values() if name in names]
        return found[0] if len(found) == 1 else None

    def _numbered(self, number: str, home: int) -> Row | None:
        """The step of a number: of the same sheet, or else of the same section where it has the number once."""
        if found := self._numbers[home].get(number):
            return found
        section = self.lists[home].holder.section
        alike = self._numbered_in.get((section, number), [])
        return alike[0] if len(alike) == 1 else None

    def _at(self, row: Row, home: int, source: Step | None) -> Destination:
        return self._at_step(row, home, source) if row.kind == "step" else self._at_sheet(row)

    def _at_sheet(self, holder: Row) -> Destination:
        return Destination("sheet", holder.value.label, holder)

    def _at_entry(self, address: str, home: int, source: Step | None) -> Destination:
        chapter, anchor = self.plan.destination(address) or ("", "")
        row = self.plan.rows.at(chapter, anchor)
        if row is not None and row.kind == "step" and row.path in self.lines:
            return self._at_step(row, home, source)
        if row is not None and row.path in self._starts:
            return self._at_sheet(row)
        return Destination("entry", address, row, address=address)

    def _at_step(self, row: Row, home: int, source: Step | None) -> Destination:
        line, owner = self.lines[row.path], self._home[row.path]
        back = owner == home and (source is None or line.order <= self.lines[source.path].order)
        holder = self.lists[owner].holder if owner != home else None
        return Destination("step", line.step.do, row, holder, back)

    # sheets, and the graph of what follows what

    def _sheet(self, home: int) -> FlowSheet:
        steps = self.lists[home]
        out: Node = ("out", home)
        self._edge(("start", home), self._first(steps.steps, out))
        rows = self._run(steps.steps, home, out)
        for stop in _stops(steps.holder.value) if steps.main else ():
            if to := self._then(stop.goto, home, None, stop.path):
                self.stops[stop.path] = replace(to, back=False)
        then = self._then(steps.goto, home, None, steps.holder.path)
        after = self._node(then, self._following(home))
        lanes = self._outcomes(steps.outcomes, home, None, out, after, then)
        return FlowSheet(steps.holder, rows, lanes, None if lanes else then)

    def _following(self, home: int) -> Node:
        """What follows the last step of a sheet: the list that it leads to, or where holders follow each other, the next."""
        steps = self.lists[home]
        if steps.leads:
            led = (*steps.holder.path, steps.leads)
            return next((("start", index) for index, other in enumerate(self.lists) if other.path == led), END)
        follows = steps.main and getattr(steps.holder.value, "row_follows", False) and home + 1 < len(self.lists)
        return (
            ("start", home + 1)
            if follows and list_path(self.lists[home + 1].path[:-1]) == list_path(steps.path[:-1])
            else END
        )

    def _run(self, steps: tuple[Step, ...], home: int, after: Node) -> tuple[SheetRow, ...]:
        """The rows of steps that follow each other; `after` is what follows the last."""
        rows: list[SheetRow] = []
        for position, step in enumerate(steps, 1):
            rows += self._step(step, home, ("step", steps[position].path) if position < len(steps) else after)
        return tuple(rows)

    def _step(self, step: Step, home: int, following: Node) -> list[SheetRow]:
        line = self.lines[step.path]
        here, done, chosen = (("step", step.path), ("done", step.path), ("chosen", step.path))
        self._edge(here, self._first(step.steps, done))
        if step.condition and not isinstance(step, Alternative):
            self._edge(here, following)
        then = self._then(step.goto, home, step, step.path)
        after = self._node(then, following)
        inner = self._run(step.steps, home, done)
        ways = self._alternatives(step, home, done, chosen if step.outcomes else after, None if step.outcomes else then)
        lanes = self._outcomes(step.outcomes, home, step, chosen if ways else done, after, then)
        if not (ways or lanes):
            self._edge(done, after)
        rows: list[SheetRow] = [replace(line, then=None if ways or lanes or inner else then), *inner]
        if ways:
            rows.append(Fork(line, ways, chooses=True))
        if lanes or (inner and then and not ways):
            rows.append(Fork(line, lanes, then=None if lanes else then))
        return rows

    def _alternatives(
        self, step: Step, home: int, out: Node, after: Node, then: Destination | None
    ) -> tuple[Lane, ...]:
        """The ways to do a step, of which one is carried out."""
        lanes = []
        for way in step.choose:
            self._edge(out, ("step", way.path))
            head, *rows = self._step(way, home, after)
            own = head.then
            if rows and isinstance(rows[-1], Fork) and not rows[-1].lanes:
                own = rows.pop().then  # behind its smaller steps
            onward = None if way.outcomes else own or then or self._shown(after, home)
            lanes.append(Lane(self.plan.row(way), tuple(rows), onward))
        return tuple(lanes)

    def _outcomes(
        self,
        outcomes: Mapping[Text, Outcome],
        home: int,
        source: Step | None,
        out: Node,
        after: Node,
        then: Destination | None,
    ) -> tuple[Lane, ...]:
        """The outcomes of a step, or of a sheet; `after` is where one without a `goto` leads."""
        if not outcomes and source is None:
            self._edge(out, after)
        lanes = []
        for outcome in outcomes.values():
            own = self._then(outcome.goto, home, source, outcome.path)
            target = self._node(own, after)
            self._edge(out, self._first(outcome.steps, target))
            rows = self._run(outcome.steps, home, target)
            shown = own if own and own.kind != "next" else then or self._shown(after, home)
            lanes.append(Lane(self.plan.row(outcome), rows, shown))
        return tuple(lanes)

    def _shown(self, node: Node, home: int) -> Destination:
        """The destination of a branch without a `goto`."""
        kind, key = node
        if kind == "step" and isinstance(key, tuple):
            return Destination("next", self.lines[key].step.do, self.lines[key].row)
        steps = self.lists[home]
        if kind == "out" and steps.main and (exits := [gate for gate in _gates(steps.holder.value) if gate.at_end]):
            return Destination("entry", exits[0].label, self.plan.row(exits[0]))  # nobody goes past a decision
        if kind == "out" and steps.goto:
            return self.destination(steps.goto, home, None)
        if kind == "out" and not steps.outcomes:
            kind, key = self._following(home)
        if kind == "start" and isinstance(key, int):
            led = self.lists[key]
            if not led.steps or getattr(led.holder.value, "gate", None):  # nobody goes past a decision
                return self._at_sheet(led.holder)
            first = led.steps[0]
            return Destination("next", first.do, self.lines[first.path].row)
        return Destination("end" if (kind, key) == END else "next")

    def _then(self, goto: Goto | None, home: int, source: Step | None, path: Path) -> Destination | None:
        if goto is None:
            return None
        destination = self.destination(goto, home, source)
        if destination.kind == "unknown":
            self.dead_jumps.append(DeadJump((*path, "goto"), goto, self.lists[home].holder.section))
        return destination

    def _node(self, destination: Destination | None, following: Node) -> Node:
        if destination is None or destination.kind == "next":
            return following
        if destination.row is not None and destination.kind == "step":
            return ("step", destination.row.path)
        path = destination.row.path if destination.row is not None else (destination.words,)
        start = self._starts.get(path)
        return END if start is None or destination.kind not in ("sheet", "section") else ("start", start)

    @staticmethod
    def _first(steps: tuple[Step, ...], otherwise: Node) -> Node:
        return ("step", steps[0].path) if steps else otherwise

    def _edge(self, start: Node, end: Node) -> None:
        self.edges.setdefault(start, []).append(end)

    # what can be reached

    def unreached(self) -> list[FlowRow]:
        """Steps that cannot be reached from the start of any sheet."""
        seen = _closure([("start", index) for index in range(len(self.lists))], self.edges)
        return [line for line in self.lines.values() if ("step", line.step.path) not in seen]

    def trapped(self) -> list[FlowRow]:
        """Steps that can be reached, and from which no end can be reached."""
        reverse = grouped((end, start) for start, ends in self.edges.items() for end in ends)
        ending = _closure([END], reverse)
        unreached = {line.row.path for line in self.unreached()}
        return [line for path, line in self.lines.items() if ("step", path) not in ending and path not in unreached]

    def every_list(self) -> Iterator[tuple[Step, ...]]:
        """All lists of steps that follow each other, smaller steps and those of branches too."""
        yield from (steps.steps for steps in self.lists)
        yield from (row.value.steps for row in self.plan.rows if isinstance(row.value, (Step, Outcome)))

    def holder(self, step: Step) -> Row:
        """What holds the sheet that a step stands in."""
        return self.lists[self._home[step.path]].holder


def _closure(starts: Iterable[Node], edges: Mapping[Node, Iterable[Node]]) -> set[Node]:
    """The nodes that can be reached, the starts included."""
    seen, pending = set(starts), list(starts)
    while pending:
        for following in edges.get(pending.pop(), ()):
            if following not in seen:
                seen.add(following)
                pending.append(following)
    return seen
