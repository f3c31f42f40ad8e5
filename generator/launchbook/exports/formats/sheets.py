"""CSV (RFC 4180) for spreadsheets: a file per table of a plan, a file of its events, and a file of all plans' events.

A byte order mark in front, so that Excel reads UTF-8. No cell is run as a formula, and no text is taken for a number or
a date: such a cell begins with an apostrophe, as OWASP advises. Real numbers and dates have none.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from launchbook.core.plan import Plan
from launchbook.core.portfolio import Portfolio
from launchbook.discovery.catalogues import translator
from launchbook.exports.export import Context, Export, Part
from launchbook.exports.tables import Cell, ExportTable, Labels, local_text, tables_of
from launchbook.exports.words import name_of, title
from launchbook.render.model import Asset, Download

_FORMULA = re.compile(r"\s*[=+\-@\t\r＝＋－＠|%]")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?%?")
_MISREAD = re.compile(
    r"""0\d+ | \d+\.\d*0 | \d{12,} | \d+(?:\.\d+)?[eE][+-]?\d+  # 007, 1.10, a card number, 1e3
    | \d{1,4}[-/]\d{1,2}(?:[-/]\d{1,4})? | \d{1,4}\.\d{1,2}\.\d{1,4} | \d{1,2}:\d{2}(?::\d{2})?  # 3-5, 1/2, 1.2.3, 10:30
    | (?:true|false)""",
    re.VERBOSE | re.IGNORECASE,
)
_RISKY = frozenset("=+-@\t\r ＝＋－＠|%0123456789tTfF\n\u3000\xa0")


def guarded(cell: Cell) -> str:
    """The text of a cell, with an apostrophe where a spreadsheet would misinterpret it."""
    text = cell.text
    if not text or text[0] not in _RISKY:
        return text
    if cell.exact or (text[0] == "-" and _NUMBER.fullmatch(text)):
        return text
    return f"'{text}" if _FORMULA.match(text) or _MISREAD.fullmatch(text.strip()) else text


def csv_text(heads: Iterable[str], rows: Iterable[Iterable[Cell | None]]) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([guarded(Cell(head)) for head in heads])
    writer.writerows([guarded(cell) if cell else "" for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + buffer.getvalue().encode()


def table_text(table: ExportTable) -> bytes:
    columns = table.columns
    return csv_text((table.heads[key] for key in columns), ([row.get(key) for key in columns] for row in table.rows))


EVENTS = ("plan", "start", "end", "kind", "title", "owner", "state", "address")


DatedRow = tuple[datetime, list[Cell]]
"""A row of a table of dates, and its local time in the plan's zone, to sort by."""


def event_rows(plan: Plan, context: Context, labels: Labels) -> list[DatedRow]:
    language = labels.language
    plan_title = title(plan.head.title)
    rows = []
    for event in plan.rows.events:
        translate = translator(language, event.section)
        cells = [
            Cell(plan_title),
            Cell(local_text(event.start), exact=True),
            Cell(local_text(event.end) if event.end else "", exact=True),
            Cell(translate(event.kind) if event.kind else ""),
            Cell(title(event.title, translate)),
            Cell(", ".join(name_of(plan, owner) for owner in event.row.owners)),
            Cell(translate(f"state {event.row.standing}") if event.row.standing else ""),
            Cell(context.place(plan, event.section, event.anchor)),
        ]
        rows.append((event.start.at.replace(tzinfo=None), cells))
    return rows


def _of_plan(plan: Plan, context: Context) -> Part:
    labels = Labels(str(plan.head.language))
    rows = event_rows(plan, context, labels)
    heads = [labels.of(key) for key in EVENTS]
    translate = translator(labels.language)
    files = [
        Download(
            Asset(f"plans/{plan.id}/calendar.csv", csv_text(heads, (row for _, row in rows))),
            translate("Table of all dates"),
        )
    ]
    for section, tables in tables_of(plan).items():
        for table in tables:
            path = f"plans/{plan.id}/tables/{_file_name(table.name)}.csv"
            files.append(Download(Asset(path, table_text(table)), table.title, section or None))
    return Part(tuple(files), rows)


def _file_name(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_.-]+", "-", name.replace(".", "-"))


def _of_all(portfolio: Portfolio, parts: Mapping[str, object], context: Context) -> Sequence[Download]:
    labels = Labels(context.options.language)
    rows = [(time, plan.id, row) for plan in portfolio.plans for time, row in _rows(parts[plan.id])]
    rows.sort(key=lambda dated: dated[:2])
    data = csv_text([labels.of(key) for key in EVENTS], (row for *_, row in rows))
    translate = translator(labels.language)
    return [Download(Asset("calendar.csv", data), translate("Table of all dates"))]


def _rows(part: object) -> list[DatedRow]:
    assert isinstance(part, list)
    return part


EXPORT = Export("sheets", _of_plan, _of_all)
