"""What the tests of loading share: a plan from texts, and its problems as short lines."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence

import pytest
from hypothesis import HealthCheck, settings

from launchbook.core.problem import Problem
from launchbook.load import Loaded, PlanFiles, load_plan

# The same examples in every run, so that a build never fails by chance; `explore` looks for new ones.
settings.register_profile(
    "fixed",
    max_examples=250,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("explore", settings.get_profile("fixed"), derandomize=False, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fixed"))

sys.dont_write_bytecode = False  # modules and templates are compiled once, and not by every worker anew

HEAD = "plan: tea\ntitle: Tea\nlaunch: 2026-01-20 10:00\nlanguage: en\n"
"""The four lines that a plan of a test begins with."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="rewrite the accepted output of the sections' cases")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests over a built site come first: one worker begins with them, the others with the many that need none.

    What a real browser fails at is tried once more: on a busy machine one page in thousands is not drawn in time. The last line of the run
    counts such tests, and `-rR` lists them; one that is listed twice has a fault."""
    items.sort(key=lambda item: not _SITE & _fixtures(item))
    for item in items:
        if "browser" in _fixtures(item):
            item.add_marker(pytest.mark.flaky(reruns=1))


_SITE = {"real", "hostile", "browser", "live"}


def _fixtures(item: pytest.Item) -> set[str]:
    return set(getattr(item, "fixturenames", ()))


@pytest.fixture
def load() -> Callable[..., Loaded]:
    """Load one plan from the texts of its files: `load(text)`, `load(first, second)`."""

    def loaded(*texts: str | bytes) -> Loaded:
        names = ["plan.yml", *(f"part{number}.yml" for number in range(1, len(texts)))]
        data = [text.encode() if isinstance(text, str) else text for text in texts]
        return load_plan(PlanFiles(tuple(zip(names, data, strict=True))))

    return loaded


@pytest.fixture
def problems(load: Callable[..., Loaded]) -> Callable[..., list[str]]:
    """The problems of a plan whose head stands before the text, as `line:column CODE message`; line 1 is the text's."""

    def found(text: str) -> list[str]:
        return lines(load(HEAD + text).problems, skip=HEAD.count("\n"))

    return found


def lines(problems: Sequence[Problem], skip: int = 0) -> list[str]:
    """Problems as `line:column CODE message`."""
    return [
        f"{problem.location.line - skip}:{problem.location.column} {problem.code.id} {problem.message}"
        for problem in problems
    ]
