"""`sheets.js` of a plan: the code of every sheet as it is now, and of those printed before, with what changed since.

    {plan, until, over, sheets: {name: {code, title, page}},
     earlier: [{name, code, at, changes: [{how, title, page, says: [[what, was, is], …]}, …]}, …]}

A script and no JSON, since a page that is opened from disk may load no other.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from launchbook.core.launch import said_of, span_of
from launchbook.core.plan import Plan
from launchbook.core.portfolio import OVER
from launchbook.core.printed import HEAD, entries_of, head_of, keys_of, people_of, times_of
from launchbook.core.problem import Message, say
from launchbook.core.rows import Row
from launchbook.discovery.catalogues import translator
from launchbook.exports import words
from launchbook.exports.tables import labels_of
from launchbook.load import PlanFiles, load_plan
from launchbook.render import Asset
from launchbook.render.model import Options, href
from launchbook.render.sheets import check_path, sheets_of, squares
from launchbook.render.view import View

FORMAT = 1
SHOWN = 24
"""How many changes of a sheet are told one by one."""
LONGEST = 300
"""Letters of a text that are shown of what was and what is."""
Json = dict[str, Any]


@dataclass(frozen=True)
class State:
    """What every sheet of a plan said at a time."""

    at: datetime
    said: Json
    """From `said_by`."""


def said_by(files: PlanFiles) -> Json | None:
    """What the sheets of a plan say; None where it cannot be read, or has no sheets.

    `{sheets: {name: [code, [key, …]]}, rows: {key: [digest, title, {what: text}]}}`
    """
    plan = load_plan(files).plan
    if plan is None:
        return None
    sheets = {name: [sheet.code, keys_of(sheet.rows)] for name, sheet in sheets_of(plan).items()}
    return {"sheets": sheets, "rows": _rows(plan)}


def _rows(plan: Plan) -> Json:
    return {
        key: [entry.digest, _title(plan, key, entry.row), _says(plan, key, entry.row)]
        for key, entry in entries_of(plan).items()
    }


def _title(plan: Plan, key: str, row: Row) -> str:
    speak = translator(str(plan.head.language), row.section)
    name = words.title(say("The head of the sheet") if key == HEAD else row.title, speak)
    return f"{row.number} {name}".strip()


def _says(plan: Plan, key: str, row: Row) -> Mapping[str, str]:
    """What stands there in words, by the label of each part."""
    labels = labels_of(str(plan.head.language), row.section)
    if key == HEAD:
        return {labels.of(name): text for name, text in head_of(plan).items()}
    said: dict[str, list[str]] = {}
    for path, value in said_of(plan)[row.path].items():
        if not path:  # what kind of row it is
            continue
        name = next((str(part) for part in reversed(path) if isinstance(part, str)), "")
        said.setdefault(labels.of(name), []).append(words.line(words.plain(str(value))))
    said |= {labels.of("at"): times_of(row), labels.of("people"): people_of(row, plan)}
    return {name: " · ".join(texts) for name, texts in said.items() if texts}


def paper_files(plan: Plan, earlier: Sequence[State], options: Options) -> Iterator[Asset]:
    """`sheets.js` and the squares of a plan; `earlier` are its former states, the newest first."""
    yield _sheets_file(plan, earlier, options)
    if asks := View(plan, options).asks:
        yield from squares(plan, asks)


def _sheets_file(plan: Plan, earlier: Sequence[State], options: Options) -> Asset:
    page = partial(_page, plan, options)
    speak = translator(str(plan.head.language))
    span = span_of(plan)
    now = {
        name: {
            "code": sheet.code,
            "title": words.title(sheet.title, translator(str(plan.head.language), sheet.context)),
            "page": page(sheet.page, sheet.anchor),
        }
        for name, sheet in sheets_of(plan).items()
    }
    data = {
        "format": FORMAT,
        "plan": plan.id,
        "over": words.title(Message(f"status {plan.head.status}"), speak) if plan.head.status in OVER else "",
        "until": span.end.isoformat() if span else "",
        "sheets": now,
        "earlier": list(_earlier(plan, earlier, page)) if earlier else [],
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    script = f"(globalThis.launchbookSheets??={{}})[{json.dumps(plan.id)}]={text}\n"
    return Asset(f"plans/{plan.id}/sheets.js", script.encode())


def _page(plan: Plan, options: Options, name: str, anchor: str = "") -> str:
    return href(check_path(plan), f"plans/{plan.id}/{name}.md", options, anchor)


def _earlier(plan: Plan, states: Sequence[State], page: Any) -> Iterator[Json]:
    """Each sheet that was another before, once, as it was last."""
    rows = _rows(plan)
    now = {name: (sheet.code, keys_of(sheet.rows)) for name, sheet in sheets_of(plan).items()}
    told = {(name, code) for name, (code, _) in now.items()}
    for state in states:
        for name, (code, keys) in state.said["sheets"].items():
            if (name, code) not in told:
                told.add((name, code))
                after = now[name][1] if name in now else []
                changes = list(_changes(state.said["rows"], keys, rows, after, page))
                shown = {"changes": changes[:SHOWN], "more": max(0, len(changes) - SHOWN)}
                yield {"name": name, "code": code, "at": state.at.isoformat(), "gone": name not in now} | shown


def _changes(was: Json, before: Sequence[str], now: Json, after: Sequence[str], page: Any) -> Iterator[Json]:
    """What changed on a sheet, in its order; what is gone at the end."""
    held = set(before)
    for key in after:
        section, _, anchor = key.partition("#")
        where = page(section or "index", anchor) if key != HEAD else ""
        digest, title, says = now[key]
        if key not in held:
            yield {"how": "new", "title": title, "page": where, "says": []}
        elif was[key][0] != digest:
            yield {"how": "changed", "title": title, "page": where, "says": list(_differing(was[key][2], says))}
    yield from (
        {"how": "gone", "title": was[key][1], "page": "", "says": []} for key in before if key not in set(after)
    )


def _differing(was: Mapping[str, str], now: Mapping[str, str]) -> Iterator[list[str]]:
    for name in dict.fromkeys((*now, *was)):
        old, new = was.get(name, ""), now.get(name, "")
        if old != new:
            yield [name, old[:LONGEST], new[:LONGEST]]
