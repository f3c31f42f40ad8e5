"""Whatever stands in a file: loading never raises, every problem has a place in it, and what loads can be rendered."""

from __future__ import annotations

import random
import re
from datetime import UTC, datetime

import pytest
import yaml
from conftest import HEAD
from hypothesis import given, settings
from hypothesis import strategies as st

from launchbook.core.portfolio import Portfolio
from launchbook.discovery.catalogues import languages
from launchbook.discovery.kinds import find_sections, section_folder
from launchbook.lint import check_plan
from launchbook.load import Loaded, PlanFiles, load_plan
from launchbook.load.validate import plan_model
from launchbook.render import Options, Renderer
from launchbook.report import format_json, format_text

AS_OF = datetime(2026, 1, 1, tzinfo=UTC)
RENDERER = Renderer(Options(source_url="https://example.com/{path}#L{line}"))
EXAMPLES = [
    text
    for key in sorted(find_sections())
    if (text := (section_folder(key) / "cases/example.yml").read_text("utf-8")).strip()
]
BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")


def run(*files: bytes) -> Loaded:
    """All that happens to a plan; what must hold is asserted."""
    loaded = load_plan(PlanFiles(tuple((f"{number}.yml", data) for number, data in enumerate(files))))
    assert loaded.plan or loaded.problems
    problems = list(loaded.problems)
    if loaded.plan:
        problems += check_plan(loaded.plan, AS_OF)
        pages = RENDERER.plan_pages(loaded.plan, problems, AS_OF)
        portfolio = Portfolio([loaded.plan], AS_OF)
        RENDERER.home([(loaded.plan, problems)], portfolio)
        RENDERER.portfolio_pages(portfolio)
        assert {page.section for page in pages} >= set(loaded.plan.sections)
    for problem in problems:
        at = problem.location
        text = files[int(at.path.removesuffix(".yml"))].decode("utf-8-sig", "replace")
        rows = BREAK.split(text)
        assert 1 <= at.line <= len(rows), problem
        assert 1 <= at.column <= len(rows[at.line - 1]) + 1, problem
        assert str(problem.message)
        assert all(place.line >= 1 and place.column >= 1 for _, place in problem.related)
    for language in languages():
        format_text(problems, language)
        format_json(problems, language)
    return loaded


@given(st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    run(data)


@given(st.text(max_size=200))
def test_any_text(text: str) -> None:
    run(text.encode("utf-8", "surrogatepass"))


signs = st.lists(
    st.sampled_from(
        [
            "a", "b: ", "- ", "? ", ": ", "\n", "\n  ", "\n\t", "[", "]", "{", "}", ", ", "&a ", "*a", "!t ", "! ", "'",
            '"', "|\n", ">\n", "#", "---\n", "...\n",
            "%", "@", "`", "~", "<<: ", "\\", "\u2028", "\x85", "\ufeff", "😀", "plan: x\n", "people:\n", "标题：上线",
        ]
    ),
    max_size=25,
).map("".join)  # fmt: skip


@given(signs)
@settings(max_examples=500)
def test_any_signs_of_yaml(text: str) -> None:
    run(text.encode())
    run((HEAD + text).encode())


scalars = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.dates() | st.text(max_size=8)
    | st.sampled_from(["T-1d", "10:00", "10:00 – 11:00", "30m", "10%", "> 5% for 5m", "li", "yes", "draft"])
    | st.sampled_from(["https://a.b", "javascript:x", "**a** [b](c)"])
)  # fmt: skip
ITEM_KEYS = [
    "do", "owner", "name", "title", "text", "at", "when", "steps", "items", "metric", "id", "if", "url", "start",
    "end", "groups", "note",
]  # fmt: skip
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(ITEM_KEYS) | st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=12,
)
keys = st.sampled_from([info.alias or name for name, info in plan_model().model_fields.items()])


@given(st.dictionaries(keys | st.text(max_size=5), values, max_size=4))
@settings(max_examples=350)
def test_any_data(data: dict[str, object]) -> None:
    run((HEAD + yaml.safe_dump(data, allow_unicode=True, sort_keys=False)).encode("utf-8", "surrogatepass"))


@given(st.dictionaries(keys, values, min_size=1, max_size=3), st.dictionaries(keys, values, max_size=3))
@settings(max_examples=100)
def test_any_data_in_two_files(first: dict[str, object], second: dict[str, object]) -> None:
    run(
        *(
            (HEAD * (number == 0) + yaml.safe_dump(data, allow_unicode=True)).encode()
            for number, data in enumerate((first, second))
        )
    )


JUNK = [
    "", "\t", " ", ":", "- ", "'", '"', "[", "{", "}", "&a ", "*a", "!x ", "~", "\u2028", "😀", "<script>", "**",
    "| x", "> 1%", "{{", "T-99999d", "1e3", "02-30", "\x02",
]  # fmt: skip


def mutated(seed: int) -> str:
    """An example with a few lines dropped, doubled, swapped, cut, moved or spliced with another's."""
    chance = random.Random(seed)
    rows = chance.choice(EXAMPLES).split("\n")
    for _ in range(chance.randint(1, 2)):
        one, other = chance.randrange(len(rows)), chance.randrange(len(rows))
        match chance.randrange(9):
            case 0:
                del rows[one : one + chance.randint(1, 3)]
            case 1:
                rows.insert(other, rows[one])
            case 2:
                rows[one], rows[other] = rows[other], rows[one]
            case 3:
                rows[one] = rows[one][: chance.randint(0, len(rows[one]))]
            case 4:
                rows[one] = chance.choice(["  ", " ", "    "]) + rows[one]
            case 5:
                rows[one] = rows[one].removeprefix("  ")
            case 6:
                start = chance.randrange(len(rows[one]) + 1)
                rows[one] = rows[one][:start] + chance.choice(JUNK) + rows[one][start:]
            case 7:
                key, colon, value = rows[one].partition(": ")
                rows[one] = key + colon + (chance.choice(JUNK) if value else "")
            case _:
                rows[one:one] = chance.choice(EXAMPLES).split("\n")[other : other + 5]
        rows = rows or [""]
    return "\n".join(rows)


@pytest.mark.parametrize("group", range(8))
def test_mutated_examples(group: int) -> None:
    for seed in range(group * 120, group * 120 + 120):
        text = mutated(seed)
        try:
            run(text.encode())
        except Exception as error:
            error.add_note(f"seed {seed}:\n{text}")
            raise


def test_mutated_examples_often_load() -> None:
    loaded = [bool(load_plan(PlanFiles((("x.yml", mutated(seed).encode()),))).plan) for seed in range(200)]
    assert 20 < sum(loaded) < 180
