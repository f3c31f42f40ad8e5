"""The rows of a plan as runs know them: by key, with what they were called before."""

from __future__ import annotations

from collections.abc import Mapping

from launchbook.core.launch import Json, launch_data
from launchbook.core.plan import Plan, per_plan
from launchbook.core.rows import Row
from launchbook.core.text import shown


@per_plan
def followed(plan: Plan) -> Json:
    """The plan as a browser follows it, for the same fold over the same rows."""
    return launch_data(plan, _title)


def _title(row: Row) -> str:
    return " ".join(shown(str(row.title)).split())


@per_plan
def rows_by_key(plan: Plan) -> Mapping[str, Json]:
    """The rows that are followed, by their key."""
    return {row["key"]: row for row in followed(plan)["rows"]}


@per_plan
def former_keys(plan: Plan) -> Mapping[str, str]:
    """The present keys of rows by the keys that they had before."""
    return {old: row["key"] for row in followed(plan)["rows"] for old in row.get("was", ())}
