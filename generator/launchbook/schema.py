"""The JSON Schema of a plan, for editors and other checkers."""

from __future__ import annotations

import json
from typing import Any

from launchbook.load.validate import plan_model

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def plan_schema() -> dict[str, Any]:
    """The schema of a plan's file, and of one file of a plan's folder.

    A file that has `plan:` is the head's and must have all that a head needs; another file of the folder need not.
    """
    schema = plan_model().model_json_schema(by_alias=True, mode="validation")
    required = schema.pop("required", [])
    head = {
        "$schema": DIALECT,
        "title": "launchbook plan",
        "description": "A launch plan, or one file of a plan's folder.",
        "if": {"required": ["plan"]},
        "then": {"required": required},
    }
    return head | {key: value for key, value in schema.items() if key not in ("title", "description")}


def schema_text() -> str:
    return json.dumps(plan_schema(), ensure_ascii=False, indent=1, sort_keys=False) + "\n"
