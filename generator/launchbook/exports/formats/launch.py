"""`launch.js`: the plan as pages follow it on launch day. A script and no JSON, since a page that is opened from disk may load no other."""

from __future__ import annotations

import json

from launchbook.core.launch import launch_data
from launchbook.core.plan import Plan
from launchbook.core.rows import Row
from launchbook.discovery.catalogues import translator
from launchbook.exports import words
from launchbook.exports.export import Context, Export, Part
from launchbook.render.model import Asset, Download


def _of_plan(plan: Plan, context: Context) -> Part:
    def title(row: Row) -> str:
        return words.title(row.title, translator(str(plan.head.language), row.section))

    data = json.dumps(launch_data(plan, title), ensure_ascii=False, separators=(",", ":"))
    script = f"(globalThis.launchbookPlans??={{}})[{json.dumps(plan.id)}]={data}\n"
    return Part((Download(Asset(f"plans/{plan.id}/launch.js", script.encode()), ""),))


EXPORT = Export("launch", _of_plan)
