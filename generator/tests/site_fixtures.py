"""Fixtures over `site_kit`: the real site and a hostile one, each built once per run, and Chromium.

A test module uses them with `pytest_plugins = ("site_fixtures",)`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hostile_kit import hostile_plans
from site_kit import (
    CHROMIUM_ARGUMENTS,
    TEA,
    Built,
    build,
    chromium_path,
    copy_of_the_real_project,
    once,
    project,
    served,
    tea,
)


def _build_the_real_project(folder: Path) -> None:
    build(copy_of_the_real_project(folder))


@pytest.fixture(scope="session")
def real(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The team's own plans and docs, built."""
    return Built(once(tmp_path_factory, "real", _build_the_real_project))


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Every section's example with hostile text in each value that takes text, built."""

    def make(folder: Path) -> None:
        plans = hostile_plans()
        build(project(folder, {f"{name}.yml": plan.text for name, plan in plans.items()}))

    return Built(once(tmp_path_factory, "hostile", make))


@pytest.fixture(scope="session")
def good(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A site of two small plans and a page of the docs, to be copied and changed."""

    def make(folder: Path) -> None:
        build(project(folder, {"tea.yml": TEA, "coffee.yml": tea("coffee")}, {"docs/about.md": "# About\n"}))

    return Built(once(tmp_path_factory, "good", make))


@pytest.fixture(scope="session")
def real_url(real: Built) -> Iterator[str]:
    with served(real.site) as address:
        yield address


@pytest.fixture(scope="session")
def hostile_url(hostile: Built) -> Iterator[str]:
    with served(hostile.site) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_ARGUMENTS)
        yield found
        found.close()
