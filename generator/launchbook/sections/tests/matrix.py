"""The coverage matrix: rows against columns, a mark in each cell, and what the marks mean."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal, cast

from pydantic import (
    BeforeValidator,
    Field,
    GetJsonSchemaHandler,
    RootModel,
    TypeAdapter,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from launchbook.core.items import Anchored
from launchbook.core.model import Model, refusal
from launchbook.core.problem import say
from launchbook.core.reference import OwnerRef
from launchbook.core.text import Text, Word
from launchbook.core.time import Moment

Result = Literal["passed", "failed", "blocked", "not run"]
Shape = Literal["check", "triangle", "cross", "square", "disc", "half", "ring", "letter"]

_EMPTY = frozenset(("", "-", "–", "—", "·", "~", "空"))
_SHAPES: dict[str, Shape] = {
    **dict.fromkeys("✅✔✓☑√", "check"),
    **dict.fromkeys("⚠△▲❗!", "triangle"),
    **dict.fromkeys("❌✗✘✕×❎xX", "cross"),
    **dict.fromkeys("⛔🚫■⏹", "square"),
    **dict.fromkeys("●⬤★🔴🟢", "disc"),
    **dict.fromkeys("◐◑◒🟡⏳", "half"),
    **dict.fromkeys("○◯⚪☆□☐⬜", "ring"),
}  # fmt: skip
_OF_RESULT: dict[Result, Shape] = {"passed": "check", "failed": "cross", "blocked": "square", "not run": "ring"}
_WORDS: tuple[tuple[Result, str], ...] = (
    ("not run", r"未测|未执行|未运行|未开始|待测|not (?:yet )?(?:run|tested)|untested|pending"),
    ("failed", r"失败|未通过|不通过|fail"),
    ("blocked", r"阻塞|受阻|block"),
    ("passed", r"通过|pass"),
)
"""Words by which a legend speaks of results. `未通过` holds `通过`, so the order matters."""
DENSE = 6
"""A matrix with more columns shows shapes alone; the legend has the words."""


class Mark(Model):
    """What a mark of a matrix means. Short form: the word for it."""

    short: ClassVar[str | None] = "word"

    word: Text
    """The word for it, as the legend shows it: `must`, `focus`, `passed`."""
    result: Result | None = None
    """The result of a test that it stands for; left out, taken from words such as `passed` and `失败`."""

    @property
    def outcome(self) -> Result | None:
        if self.result:
            return self.result
        return next((name for name, words in _WORDS if re.search(words, self.word, re.IGNORECASE)), None)


class MatrixRow(Model):
    """One row of a matrix. Short form: its marks, as a list `[✅, ✅, -]` or in one text `✅ ✅ -`."""

    short: ClassVar[str | None] = "cells"

    cells: tuple[Annotated[Word | None, BeforeValidator(lambda value: value or None)], ...]
    """The marks, one per column; `-`, `·` or `~` for an empty cell.

    In one text, which YAML does not let begin with `- `, an empty first cell is `·`.
    """
    owner: OwnerRef | None = None
    """Who answers for the tests of this row."""
    note: Text | None = None
    """What else one should know about it."""

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, data: Any) -> Any:
        if isinstance(data, str):
            return {"cells": split_cells(data)}
        if isinstance(data, dict) and isinstance(data.get("cells"), str):
            return {**data, "cells": split_cells(data["cells"])}
        return data

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        full = super().__get_pydantic_json_schema__(schema, handler)
        target = handler.resolve_ref_schema(full)
        forms = cast(list[dict[str, Any]], target["anyOf"])
        cells = forms[1]["properties"]["cells"]
        forms[1]["properties"]["cells"] = {"anyOf": [{"type": "string"}, cells]}
        target["anyOf"] = [{"type": "string"}, *forms]
        return full


def split_cells(text: str) -> list[str]:
    """The cells of a row in one text: between `|` where it has any, else between spaces."""
    bare = text.strip()
    if "|" not in bare:
        return bare.split()
    if bare.startswith("|"):  # as in Markdown, where a bar stands at both ends
        bare = bare[1:].removesuffix("|")
    return [part.strip() for part in bare.split("|")]


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """A line of the legend."""

    mark: str
    word: Text
    shape: Shape
    outcome: Result | None


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """A cell: its mark as it was written, and the legend's entry; no entry where it is empty or not in the legend."""

    mark: str
    entry: LegendEntry | None = None

    @property
    def unknown(self) -> bool:
        return bool(self.mark) and self.entry is None


@dataclass(frozen=True, slots=True)
class DrawnRow:
    """A row as it is drawn: with as many cells as there are columns."""

    title: Text
    cells: tuple[MatrixCell, ...]
    given: int
    """How many cells were written."""
    owner: OwnerRef | None = None
    note: Text | None = None

    @property
    def empty(self) -> bool:
        return not any(cell.mark for cell in self.cells)

    def count(self, entry: LegendEntry) -> int:
        return sum(1 for cell in self.cells if cell.entry == entry)


@dataclass(frozen=True, slots=True)
class Total:
    """How often a mark stands in a matrix: in each column, and in all."""

    entry: LegendEntry
    columns: tuple[int, ...]
    cells: int
    """How many cells the matrix has."""

    @property
    def count(self) -> int:
        return sum(self.columns)

    @property
    def percent(self) -> int:
        return round(100 * self.count / self.cells) if self.cells else 0


class Matrix(Anchored):
    """What is tested how: rows against columns, with a mark in each cell. Short form: the grid."""

    short: ClassVar[str | None] = "grid"

    title: Text | None = None
    """What the matrix shows: `Browsers against features`."""
    rows_are: Text | None = None
    """What its rows are, at the head of the first column: `Module`."""
    columns: tuple[Text, ...] = ()
    """Column titles: kinds of test, devices, browsers."""
    legend: dict[Word, Mark] = Field(default_factory=dict)
    """What each mark means: `{✅: must, ⚠️: focus}`. A cell may hold no other mark."""
    blank: Text | None = None
    """What an empty cell means: `not a focus`."""
    rows: dict[Text, MatrixRow] = Field(default_factory=dict)
    """Rows by title: `Sign-in: [✅, ✅, ⚠️]`."""
    grid: Word | None = None
    """The whole matrix as text instead of `columns` and `rows`: its head and one row a line, cells between `|`."""
    at: Moment | None = None
    """When the results in it were taken."""
    note: Text | None = None
    """What the reader should know."""

    @model_validator(mode="after")
    def _has_cells(self) -> Matrix:
        if bool(self.grid) == bool(self.columns or self.rows) or bool(self.columns) != bool(self.rows):
            raise refusal(
                say("a matrix needs `columns` and `rows`, or a `grid`"),
                say("Write `columns: [Unit, System]` and `rows: {Sign-in: [✅, ⚠️]}`."),
            )
        return self

    @property
    def label(self) -> str:
        return str(self.title or "coverage")

    @property
    def heads(self) -> tuple[Text, ...]:
        """The column titles."""
        return tuple(Text(title) for title in self._grid[0][1:]) if self._grid else self.columns

    @property
    def head(self) -> Text | None:
        """The title of the first column."""
        return self.rows_are or (Text(self._grid[0][0]) if self._grid and self._grid[0][0] else None)

    @property
    def dense(self) -> bool:
        return len(self.heads) > DENSE

    @property
    def entries(self) -> tuple[LegendEntry, ...]:
        """The legend; where it says nothing, the marks that are used stand for themselves."""
        if self.legend:
            return tuple(_entry(str(mark), means) for mark, means in self.legend.items())
        used = dict.fromkeys(
            _bare(cell) for _, cells, _ in self._written for cell in cells if _bare(cell) not in _EMPTY
        )
        return tuple(_entry(mark, Mark(word=Text(mark))) for mark in used)

    @property
    def lines(self) -> tuple[DrawnRow, ...]:
        """The rows, each with one cell per column."""
        known = {_bare(entry.mark): entry for entry in self.entries}
        width = len(self.heads)
        lines = []
        for title, cells, row in self._written:
            padded = [*cells[:width], *("" for _ in range(width - len(cells)))]
            drawn = tuple(_cell(text, known) for text in padded)
            lines.append(DrawnRow(title, drawn, len(cells), row.owner if row else None, row.note if row else None))
        return tuple(lines)

    @property
    def totals(self) -> tuple[Total, ...]:
        """How often each mark of the legend stands in each column."""
        lines, width = self.lines, range(len(self.heads))
        return tuple(
            Total(entry, tuple(sum(line.cells[at].entry == entry for line in lines) for at in width), self.size)
            for entry in self.entries
        )

    @property
    def size(self) -> int:
        """How many cells it has."""
        return len(self.heads) * len(self._written)

    @property
    def empty_cells(self) -> int:
        return sum(not cell.mark for line in self.lines for cell in line.cells)

    @property
    def _grid(self) -> list[list[str]]:
        """The rows of the text grid, its head first; a line of dashes below the head is left out, as in Markdown."""
        if self.grid is None:
            return []
        texts = [line for line in self.grid.splitlines() if line.strip()]
        if any("|" in line for line in texts):
            return [split_cells(line) for line in texts if not re.fullmatch(r"[|:\s-]*-[|:\s-]*", line)]
        return [re.split(r"\s{2,}|\t", line.strip()) for line in texts]

    @property
    def _written(self) -> Sequence[tuple[Text, Sequence[str], MatrixRow | None]]:
        """Titles and cells as they were written."""
        if self.grid is not None:
            return [(Text(row[0] or "–"), row[1:], None) for row in self._grid[1:]]
        return [(title, [str(cell or "") for cell in row.cells], row) for title, row in self.rows.items()]


def _bare(mark: str) -> str:
    """A mark without the selector that asks for its coloured form, which editors add or drop as they like."""
    return mark.strip().replace("\ufe0f", "")


def _entry(mark: str, means: Mark) -> LegendEntry:
    outcome = means.outcome
    shape = _OF_RESULT[outcome] if outcome else _SHAPES.get(_bare(mark), "letter")
    return LegendEntry(mark, means.word, shape, outcome)


def _cell(text: str, known: dict[str, LegendEntry]) -> MatrixCell:
    bare = _bare(text)
    if bare in known:
        return MatrixCell(text, known[bare])
    return MatrixCell("") if bare in _EMPTY else MatrixCell(text)


_SINGLE, _LISTED = TypeAdapter(Matrix), TypeAdapter(tuple[Matrix, ...])


def _either(data: Any, _: ValidatorFunctionWrapHandler) -> Matrix | tuple[Matrix, ...]:
    """Choose by form and not by trial, so that a mistake is reported for the form that was written."""
    return (_LISTED if isinstance(data, (list, tuple)) else _SINGLE).validate_python(data)


class Matrices(RootModel[Annotated[Matrix | tuple[Matrix, ...], WrapValidator(_either)]]):
    """One matrix, or a list of several."""

    model_config = {"frozen": True}

    @property
    def all(self) -> tuple[Matrix, ...]:
        return self.root if isinstance(self.root, tuple) else (self.root,)
