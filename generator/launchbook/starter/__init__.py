"""Starter plans: short, commented, and free of errors."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path

from launchbook.core.problem import Rejected
from launchbook.core.text import PlanId
from launchbook.discovery.traditional import DERIVED, traditional

HERE = Path(__file__).parent
_WRITTEN = {path.stem.removeprefix("starter.") for path in HERE.glob("starter.*.yml")}
STARTERS = sorted(_WRITTEN | {language for language, source in DERIVED.items() if source in _WRITTEN})
"""Languages that have a starter plan."""
SCHEMA = Path("docs/schema/plan.schema.json")


def starter_plan(name: str, language: str, today: datetime, plans: Path) -> str:
    """The text of a new plan: launched on a Tuesday about four weeks on. Raises `ValueError` for a name that is no id."""
    try:
        PlanId.parse(name)
    except Rejected as rejected:
        raise ValueError(f"{rejected.message}. {rejected.help[0]}") from None
    launch = today + timedelta(days=28 + (1 - today.weekday()) % 7)
    source = DERIVED.get(language, language)
    template = (HERE / f"starter.{source}.yml").read_text("utf-8")
    if source != language:
        template = traditional(template).replace(f"language: {source}", f"language: {language}")
    schema = os.path.relpath(plans.parent / SCHEMA, plans)
    return (
        template.replace("@NAME@", name)
        .replace("@LAUNCH@", f"{launch:%Y-%m-%d}")
        .replace("@SCHEMA@", Path(schema).as_posix())
    )
