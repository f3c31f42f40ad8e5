"""The JSON Schema of a plan, for editors and other checkers."""

from __future__ import annotations

import json
from typing import Any

from launchbook.core.choices import CHOICE
from launchbook.discovery.catalogues import languages
from launchbook.load.validate import plan_model
from launchbook.load.words import words_for

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def plan_schema() -> dict[str, Any]:
    """The schema of a plan's file, and of one file of a plan's folder.

    A file that has `plan:` is the head's and must have all that a head needs; another file of the folder need not.
    """
    schema = plan_model().model_json_schema(by_alias=True, mode="validation")
    _put_words_in(schema)
    required = schema.pop("required", [])
    head = {
        "$schema": DIALECT,
        "title": "launchbook plan",
        "description": "A launch plan, or one file of a plan's folder.",
        "if": {"required": ["plan"]},
        "then": {"required": required},
    }
    return head | {key: value for key, value in schema.items() if key not in ("title", "description")}


def _put_words_in(schema: Any) -> None:
    """Allow the words of every language wherever one of a few words may stand."""
    for below in schema.values() if isinstance(schema, dict) else schema:
        if isinstance(below, (dict, list)):
            _put_words_in(below)
    if isinstance(schema, dict) and (choice := schema.pop(CHOICE, None)):
        spoken = [words_for(choice, value, language) for language in languages() for value in choice.values]
        words = dict.fromkeys(word for said in spoken for word in said)
        for form in _enumerations(schema):
            form["enum"] = list(dict.fromkeys([*form.pop("enum", [form.pop("const", None)]), *words]))


def _enumerations(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """The forms of a field that are enumerations: itself, one of several, or the items of a list."""
    forms = [schema, *schema.get("anyOf", ())]
    forms += [form["items"] for form in forms if isinstance(form.get("items"), dict)]
    return [form for form in forms if "enum" in form or "const" in form]


def schema_text() -> str:
    return json.dumps(plan_schema(), ensure_ascii=False, indent=1, sort_keys=False) + "\n"
