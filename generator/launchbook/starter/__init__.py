"""Starter plans: short, commented, and free of errors."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from launchbook.core.problem import Rejected
from launchbook.core.text import PlanId
from launchbook.discovery.kinds import find_sections
from launchbook.discovery.traditional import DERIVED, traditional

HERE = Path(__file__).parent
_WRITTEN = {path.stem.removeprefix("starter.") for path in HERE.glob("starter.*.yml")}
STARTERS = sorted(_WRITTEN | {language for language, source in DERIVED.items() if source in _WRITTEN})
"""Languages that have a starter plan."""
SCHEMAS = ("../docs/schema/plan.schema.json", "plan.schema.json")
"""Where the schema may be, from the folder of the plans."""


def schema_of(plans: Path) -> Path | None:
    """The schema that plans of a folder may name; None where there is none."""
    return next((path for place in SCHEMAS if (path := plans / place).is_file()), None)


def starter_plan(
    name: str, language: str, today: datetime, plans: Path, schema: Path | None = None, folder: bool = False
) -> dict[str, str]:
    """The files of a new plan by their paths in `plans`: launched on a Tuesday about four weeks on.

    As a folder it has the same text: the head in `plan.yml`, each section in a numbered file. Each names the schema, if there is
    one. Raises `ValueError` for a name that is no id.
    """
    try:
        PlanId.parse(name)
    except Rejected as rejected:
        raise ValueError(f"{rejected.message}. {rejected.help[0]}") from None
    launch = today + timedelta(days=28 + (1 - today.weekday()) % 7)
    text = _template(language).replace("@NAME@", name).replace("@LAUNCH@", f"{launch:%Y-%m-%d}")
    parts = {f"{name}/{part}": text for part, text in _parts(text).items()} if folder else {f"{name}.yml": text}
    return {path: _schema_line(schema, plans / path) + text for path, text in parts.items()}


def _template(language: str) -> str:
    source = DERIVED.get(language, language)
    template = (HERE / f"starter.{source}.yml").read_text("utf-8")
    if source == language:
        return template
    return traditional(template).replace(f"language: {source}", f"language: {language}")


def _parts(text: str) -> dict[str, str]:
    """A plan's text, cut above each section and the comment that stands on it, by names that keep the order."""
    sections = "|".join(key for key, section in find_sections().items() if not section.top)
    cuts = [*re.finditer(rf"^(?:#.*\n)*({sections}):", text, re.MULTILINE)]
    names = ["plan.yml", *(f"{number:02}-{cut[1]}.yml" for number, cut in enumerate(cuts, 1))]
    places = [0, *(cut.start() for cut in cuts), len(text)]
    return {name: text[start:end].rstrip() + "\n" for name, (start, end) in zip(names, pairwise(places), strict=True)}


def _schema_line(schema: Path | None, path: Path) -> str:
    if schema is None:
        return ""
    return f"# yaml-language-server: $schema={Path(os.path.relpath(schema, path.parent)).as_posix()}\n"


def write_new(files: Mapping[str, str], plans: Path) -> None:
    """Write the files of a plan that is not there yet: all of them, or none."""
    plans.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".new-", dir=plans) as work:
        for path, text in files.items():
            (Path(work) / path).parent.mkdir(exist_ok=True)
            (Path(work) / path).write_text(text, "utf-8")
        for made in Path(work).iterdir():
            made.rename(plans / made.name)
