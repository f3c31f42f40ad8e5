"""JSON: the complete plan in its long form, with resolved values, for programs of the team."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel

from launchbook.core.model import keys_of
from launchbook.core.plan import Plan
from launchbook.core.problem import Message
from launchbook.core.reference import PersonRef
from launchbook.core.rows import Event
from launchbook.discovery.catalogues import translator
from launchbook.discovery.kinds import find_sections
from launchbook.exports.export import Context, Export, Part
from launchbook.exports.values import INSTANT, ORIGIN, STATE, Encoder, Shapes, instant, moment_text
from launchbook.render.model import Asset, Download

VERSION = 2
"""The version of the format. A change that would mislead existing programs raises it; a new key or section does not."""
SCHEMA = "schema/export.schema.json"
"""Where the schema stands on the site."""


def plan_data(plan: Plan, context: Context) -> dict[str, Any]:
    encoder = Encoder(plan)
    return {
        **({"$schema": context.page(SCHEMA)} if context.options.site_url else {}),
        "format": VERSION,
        "id": plan.id,
        "digest": plan.digest,
        "revised": moment_text(context.revised(plan)),
        "url": context.place(plan, ""),
        "launch": instant(plan.frame.launch) if plan.head.launch else None,
        "timezone": plan.frame.zone.key,
        "head": _head(plan, encoder),
        "sections": {key: encoder.encode(model) for key, model in plan.sections.items()},
        "events": [_event(plan, dated, encoder, context) for dated in plan.rows.events],
    }


def _head(plan: Plan, encoder: Encoder) -> dict[str, Any]:
    """The head's own fields: its model holds the sections as well."""
    head: BaseModel = plan.head
    own = {key: getattr(head, name) for name, key in keys_of(type(head)).items()}
    return {key: encoder.encode(value) for key, value in own.items() if value is not None and key not in plan.kinds}


def _event(plan: Plan, event: Event, encoder: Encoder, context: Context) -> dict[str, Any]:
    translate = translator(str(plan.head.language), event.section)
    return {
        "kind": event.kind,
        "title": event.title.render(translate) if isinstance(event.title, Message) else event.title,
        "start": instant(event.start),
        "end": instant(event.end) if event.end else None,
        "origin": event.origin,
        "owners": [encoder.encode(owner) for owner in event.row.owners],
        "state": event.state,
        "section": event.section,
        "anchor": event.anchor,
        "url": context.place(plan, event.section, event.anchor),
    }


def export_schema() -> dict[str, Any]:
    """The JSON Schema of `plan.json`."""
    shapes = Shapes()
    text = {"type": "string"}
    sections = find_sections()
    top = next(section for section in sections.values() if section.top)
    nothing = {"type": "null"}
    reference = shapes.of(PersonRef)
    event = {
        "kind": text, "title": text, "start": INSTANT, "end": {"anyOf": [INSTANT, nothing]},
        "origin": ORIGIN, "owners": {"type": "array", "items": reference},
        "state": {"anyOf": [STATE, nothing]},
        "section": text, "anchor": text, "url": text,
    }  # fmt: skip
    properties = {
        "$schema": text,
        "format": {"const": VERSION},
        "id": text,
        "digest": {**text, "description": "A short hash of the plan's text, as it stands on its pages."},
        "revised": {**text, "format": "date-time", "description": "When the plan was last changed."},
        "url": {**text, "description": "The plan's front page."},
        "launch": {"anyOf": [INSTANT, nothing]},
        "timezone": text,
        "head": shapes.of(top.model),
        "sections": {
            "type": "object",
            "properties": {
                key: {**shapes.of(section.model), "description": section.purpose}
                for key, section in sections.items()
                if not section.top
            },
            "additionalProperties": False,
        },
        "events": {
            "type": "array",
            "description": "Everything that happens at a time, in time order.",
            "items": {"type": "object", "properties": event, "required": list(event), "additionalProperties": False},
        },
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "launchbook plan, exported",
        "description": "A plan in its long form. What may be left out and was is not there; everything else is.",
        "type": "object",
        "properties": properties,
        "required": [key for key in properties if key != "$schema"],
        "additionalProperties": False,
        "$defs": dict(sorted(shapes.definitions.items())),
    }


def schema_text() -> str:
    return json.dumps(export_schema(), ensure_ascii=False, indent=1) + "\n"


def _of_plan(plan: Plan, context: Context) -> Part:
    data = json.dumps(plan_data(plan, context), ensure_ascii=False, separators=(",", ":")) + "\n"
    translate = translator(str(plan.head.language))
    return Part(
        (Download(Asset(f"plans/{plan.id}/plan.json", data.encode("utf-8", "replace")), translate("Plan data")),)
    )


EXPORT = Export("whole", _of_plan)
