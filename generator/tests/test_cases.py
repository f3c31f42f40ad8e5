"""Every section's cases: what is said about a plan, and how its page reads, against the output accepted before.

A case is a whole plan, `sections/<key>/cases/<case>.yml`; what was accepted stands beside it as `<case>.out`: the
problems, and the page as an outline. The page of `example.yml` is accepted whole, so that a change of markup is read
once per section. `make accept` rewrites it, and the difference is for a person to read.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from inspect import get_annotations
from pathlib import Path

import pytest
from outline import outline
from pydantic import BaseModel, RootModel

from launchbook.core import items
from launchbook.core.plan import Plan
from launchbook.core.walk import walk
from launchbook.discovery.kinds import find_sections, section_folder
from launchbook.lint import check_plan
from launchbook.load import Loaded, PlanFiles, load_plan
from launchbook.render import Options, Renderer
from launchbook.report import format_text

AS_OF = datetime(2026, 1, 1, tzinfo=UTC)
RENDERER = Renderer(Options(source_url="https://example.com/{path}#L{line}"))
SECTIONS = sorted(find_sections())
CASES = [case for key in SECTIONS for case in sorted((section_folder(key) / "cases").glob("*.yml"))]


def _key(case: Path) -> str:
    return case.parent.parent.name


def _name(case: Path) -> str:
    return f"{_key(case)}-{case.stem}"


def _load(case: Path) -> Loaded:
    return load_plan(PlanFiles(((case.name, case.read_bytes()),)))


def _plan(example: Path) -> Plan:
    loaded = _load(example)
    if loaded.plan is None:
        pytest.fail(f"{example} does not load:\n{format_text(loaded.problems)}", pytrace=False)
    return loaded.plan


def _output(case: Path) -> str:
    """The problems in the plan's language, then the page of the case's section without what stands on every page."""
    loaded = _load(case)
    if loaded.plan is None:
        return format_text(loaded.problems)
    plan = loaded.plan
    problems = loaded.problems + check_plan(plan, AS_OF)
    pages = RENDERER.plan_pages(plan, problems, AS_OF)
    key = None if plan.kinds[_key(case)].top else _key(case)
    page = next((page.text for page in pages if page.section == key), "")
    return format_text(problems, str(plan.head.language)) + "\n" + _body(page, whole=case.stem == "example")


def _body(page: str, whole: bool) -> str:
    page = re.sub(r"\A\s*---\n.*?\n---\n", "", page, flags=re.DOTALL)
    page = re.sub(r"<footer.*?</footer>", "", page, flags=re.DOTALL)
    return re.sub(r"[ \t]*\n(?:[ \t]*\n)+", "\n\n", page).strip() + "\n" if whole else outline(page)


@pytest.mark.parametrize("case", CASES, ids=_name)
def test_output_is_as_accepted(case: Path, request: pytest.FixtureRequest) -> None:
    accepted, found = case.with_suffix(".out"), _output(case)
    if request.config.getoption("--accept"):
        accepted.write_text(found, "utf-8", newline="\n")
    if not accepted.is_file():
        pytest.fail(f"{accepted} is missing: run `make accept` and read what it writes", pytrace=False)
    known = accepted.read_text("utf-8")
    if found != known:
        diff = difflib.unified_diff(known.splitlines(), found.splitlines(), "accepted", "found", lineterm="")
        pytest.fail("\n".join(diff) + "\n\n`make accept` accepts this.", pytrace=False)


def test_no_output_without_its_case() -> None:
    outputs = [out for key in SECTIONS for out in (section_folder(key) / "cases").glob("*.out")]
    assert [out for out in outputs if out.with_suffix(".yml") not in CASES] == []


# the examples, which are the reference's


EXAMPLES = [example for key in SECTIONS for example in sorted((section_folder(key) / "cases").glob("example*.yml"))]


@pytest.mark.parametrize("example", EXAMPLES, ids=_name)
def test_example_has_no_error(example: Path) -> None:
    problems = [problem for problem in check_plan(_plan(example), AS_OF) if problem.severity == "error"]
    assert not problems, format_text(problems)


@pytest.mark.parametrize("key", SECTIONS)
def test_examples_in_all_languages_have_the_same_remarks(key: str) -> None:
    """They say the same: what is told of one is told of the other, and English readers see an English one."""
    told = {
        str(_plan(example).head.language): sorted(problem.code.id for problem in check_plan(_plan(example), AS_OF))
        for example in EXAMPLES
        if _key(example) == key
    }
    assert {"en", "zh"} <= told.keys()
    assert len(set(map(tuple, told.values()))) == 1, told


def _fields(model: type[BaseModel]) -> Iterator[tuple[type, str]]:
    """Fields with the class that first declares them."""
    for name in model.model_fields:
        yield next(cls for cls in reversed(model.__mro__) if name in get_annotations(cls)), name


def _said(examples: Iterable[Path]) -> set[tuple[type, str]]:
    """The fields that examples write out."""
    said = set()
    for example in examples:
        plan = _plan(example)
        for _, value in walk({"head": plan.head, **plan.sections}):
            if isinstance(value, BaseModel):
                said |= {field for field in _fields(type(value)) if field[1] in value.model_fields_set}
    return said


def _models(module: str) -> Iterator[type[BaseModel]]:
    """All models that are defined below a module."""
    pending: list[type[BaseModel]] = [BaseModel]
    while pending:
        model = pending.pop()
        pending += model.__subclasses__()
        if model.__module__.startswith(module) and not issubclass(model, RootModel):
            yield model


@pytest.mark.parametrize("example", EXAMPLES, ids=_name)
def test_example_shows_every_field(example: Path) -> None:
    module = f"launchbook.sections.{_key(example)}."
    own = {field for model in _models(module) for field in _fields(model) if field[0].__module__.startswith(module)}
    silent = sorted(f"{model.__name__}.{name}" for model, name in own - _said([example]))
    assert not silent, f"{example} never says {', '.join(silent)}"


def test_examples_show_every_field_of_shared_items() -> None:
    own = {field for model in _models(items.__name__) for field in _fields(model)}
    silent = sorted(f"{model.__name__}.{name}" for model, name in own - _said(EXAMPLES))
    assert not silent, f"no example says {', '.join(silent)}"


@pytest.mark.parametrize("case", CASES, ids=_name)
def test_no_published_heading_stands_over_nothing(case: Path) -> None:
    """A heading is not followed by one of the same or a higher level, nor by the end of the page."""
    plan = _load(case).plan
    if plan is None:
        return
    for page in RENDERER.plan_pages(plan, (), AS_OF):
        body = re.split(
            r'<(?:aside|nav|div|footer) class="lb-(?:paper lb-phones|turn|files|foot)', page.text, maxsplit=1
        )[0]
        levels = re.findall(r"^(##+) .*\n\s*(?=(?:^(##+) |\Z))", body, re.MULTILINE)
        assert not [above for above, below in levels if not below or len(below) <= len(above)], page.path
