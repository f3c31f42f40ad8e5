"""Finds section kinds, views, rules and exports by scanning folders. An incomplete folder raises `Incomplete`."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Protocol, TypeVar

from launchbook.core.refused import Refused
from launchbook.core.section import Rule, Section
from launchbook.core.sheet import PageKind

HOME = Path(__file__).parent.parent
REQUIRED = ("__init__.py", "model.py", "rules.py", "page.md.j2", "zh.po", "cases/example.yml")


class Keyed(Protocol):
    """A value that a module defines to be found, with the module's name as its key."""

    @property
    def key(self) -> str: ...


K = TypeVar("K", bound=Keyed)


class Incomplete(Refused):
    """A folder or module that lacks what makes it a section, a view, an export or a set of rules."""


def scan(package: str, attribute: str, kind: type[K]) -> dict[str, K]:
    """The values that the modules of a package define as `attribute`, by their key, which is the module's name."""
    defined = {name: _defined(module, attribute, kind) for name, module in _modules(package)}
    for name, value in defined.items():
        if value.key != name:
            raise Incomplete(f"{package}.{name}: its key `{value.key}` differs from its own name")
    return defined


@cache
def find_sections(package: str = "launchbook.sections") -> Mapping[str, Section]:
    """All section kinds by key. Raises `Incomplete` with the folder and what it lacks."""
    home = _folder(importlib.import_module(package))
    for folder in sorted(path for path in home.iterdir() if path.is_dir() and path.name[0] not in "_."):
        missing = [name for name in REQUIRED if not (folder / name).is_file()]
        if missing:
            raise Incomplete(f"{folder}: lacks {', '.join(missing)}")
    sections = scan(package, "SECTION", Section)
    tops = [key for key, section in sections.items() if section.top]
    if len(tops) != 1:
        raise Incomplete(f"{home}: exactly one section is the head (top=True), found {tops}")
    return sections


@cache
def find_pages() -> tuple[PageKind, ...]:
    """The kinds of generated pages: the folders under `views/`."""
    return tuple(scan("launchbook.views", "PAGES", PageKind).values())


@cache
def find_rules() -> tuple[Rule, ...]:
    """All rules: those of the sections' `rules.py`, then those in `launchbook/rules/`. Their codes are unique."""
    rules: list[Rule] = []
    for key in find_sections():
        module = importlib.import_module(f"launchbook.sections.{key}.rules")
        rules += [replace(rule, reads=key, code=replace(rule.code, context=key)) for rule in _rules_in(module)]
    for _, module in _modules("launchbook.rules"):
        rules += _rules_in(module)
    codes = [rule.code.id for rule in rules]
    doubled = {code for code in codes if codes.count(code) > 1}
    if doubled:
        raise Incomplete(f"two rules report one code: {', '.join(sorted(doubled))}")
    return tuple(rules)


def section_folder(key: str) -> Path:
    """The folder of a section kind."""
    return HOME / "sections" / key


def view_folder(key: str) -> Path:
    """The folder of a kind of generated pages."""
    return HOME / "views" / key


def _modules(package: str) -> Iterator[tuple[str, ModuleType]]:
    names = sorted(info.name for info in pkgutil.iter_modules(importlib.import_module(package).__path__))
    yield from ((name, importlib.import_module(f"{package}.{name}")) for name in names if name[0] != "_")


def _defined(module: ModuleType, attribute: str, kind: type[K]) -> K:
    value = getattr(module, attribute, None)
    if not isinstance(value, kind):
        raise Incomplete(f"{module.__file__}: defines no {attribute} = {kind.__name__}(...)")
    return value


def _folder(module: ModuleType) -> Path:
    assert module.__file__
    return Path(module.__file__).parent


def _rules_in(module: ModuleType) -> list[Rule]:
    return [value for value in vars(module).values() if isinstance(value, Rule)]
