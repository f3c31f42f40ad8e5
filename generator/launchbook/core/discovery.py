"""Finding section kinds and rules by scanning folders. An incomplete folder fails loudly, by name."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import ModuleType

from launchbook.core.section import Rule, Section
from launchbook.core.sheet import PageKind

REQUIRED = ("__init__.py", "model.py", "rules.py", "page.md.j2", "zh.po", "cases/example.yml")


class IncompleteSection(Exception):
    """A folder under `sections/` that is not a whole section."""


@cache
def find_sections(package: str = "launchbook.sections") -> Mapping[str, Section]:
    """All section kinds by key. Raises `IncompleteSection` with the folder and what it lacks."""
    home = _folder(importlib.import_module(package))
    found: dict[str, Section] = {}
    for folder in sorted(path for path in home.iterdir() if path.is_dir() and path.name[0] not in "_."):
        missing = [name for name in REQUIRED if not (folder / name).is_file()]
        if missing:
            raise IncompleteSection(f"{folder}: lacks {', '.join(missing)}")
        section = getattr(importlib.import_module(f"{package}.{folder.name}"), "SECTION", None)
        if not isinstance(section, Section):
            raise IncompleteSection(f"{folder / '__init__.py'}: defines no SECTION = Section(...)")
        if section.key != folder.name:
            raise IncompleteSection(f"{folder}: key `{section.key}` differs from the folder's name")
        found[section.key] = section
    tops = [key for key, section in found.items() if section.top]
    if len(tops) != 1:
        raise IncompleteSection(f"{home}: exactly one section is the head (top=True), found {tops}")
    return found


@cache
def find_rules() -> tuple[Rule, ...]:
    """All rules: each section's `rules.py`, then those across sections in `launchbook/rules/`. Codes are unique."""
    rules: list[Rule] = []
    for key in find_sections():
        module = importlib.import_module(f"launchbook.sections.{key}.rules")
        rules += [replace(found, reads=key) for found in _rules_in(module)]
    across = importlib.import_module("launchbook.rules")
    for info in sorted(pkgutil.iter_modules(across.__path__), key=lambda info: info.name):
        rules += _rules_in(importlib.import_module(f"launchbook.rules.{info.name}"))
    codes = [found.code.id for found in rules]
    doubled = {code for code in codes if codes.count(code) > 1}
    if doubled:
        raise IncompleteSection(f"two rules report one code: {', '.join(sorted(doubled))}")
    return tuple(rules)


@cache
def find_pages() -> tuple[PageKind, ...]:
    """The kinds of pages that nobody wrote, each a folder under `views/`."""
    views = importlib.import_module("launchbook.views")
    found = []
    for info in sorted(pkgutil.iter_modules(views.__path__), key=lambda info: info.name):
        pages = getattr(importlib.import_module(f"launchbook.views.{info.name}"), "PAGES", None)
        if not isinstance(pages, PageKind) or pages.key != info.name:
            raise IncompleteSection(f"{info.name}: defines no PAGES = PageKind(key={info.name!r}, …)")
        found.append(pages)
    return tuple(found)


def view_folder(key: str) -> Path:
    """The folder of a kind of pages."""
    return _folder(importlib.import_module(f"launchbook.views.{key}"))


def section_folder(key: str) -> Path:
    """The folder of a section kind."""
    return _folder(importlib.import_module(f"launchbook.sections.{key}"))


def _folder(module: ModuleType) -> Path:
    assert module.__file__
    return Path(module.__file__).parent


def _rules_in(module: ModuleType) -> list[Rule]:
    return [value for value in vars(module).values() if isinstance(value, Rule)]
