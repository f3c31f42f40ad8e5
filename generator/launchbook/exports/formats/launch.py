"""`launch.js`: the plan as pages follow it on launch day. A script and no JSON, since a page that is opened from disk may load no other.

`build.json` says only which build that is, and the digest of each row: a page that is open asks for it each minute.
"""

from __future__ import annotations

import json

from launchbook.core.launch import launch_data
from launchbook.core.plan import Plan
from launchbook.core.rows import Row
from launchbook.discovery.catalogues import translator
from launchbook.exports import words
from launchbook.exports.export import Context, Export, Part
from launchbook.exports.spoken import WORDS
from launchbook.render.model import Asset, Download


def _of_plan(plan: Plan, context: Context) -> Part:
    def title(row: Row) -> str:
        if (
            row.kind == "condition" and row.value.metric and not row.value.text
        ):  # not that of the gate that it stands in
            return words.name_of(plan, row.value.metric)
        return words.title(row.title, translator(str(plan.head.language), row.section))

    speak = translator(str(plan.head.language))
    data = launch_data(plan, title) | {"words": {name: said.render(speak) for name, said in WORDS.items()}}
    script = f"(globalThis.launchbookPlans??={{}})[{json.dumps(plan.id)}]={_text(data)}\n"
    build = {"build": data["build"], "rows": {row["key"]: row["hash"] for row in data["rows"]}}
    return Part((_file(plan, "launch.js", script), _file(plan, "build.json", _text(build))))


def _text(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _file(plan: Plan, name: str, text: str) -> Download:
    return Download(Asset(f"plans/{plan.id}/{name}", text.encode()), "")


EXPORT = Export("launch", _of_plan)
