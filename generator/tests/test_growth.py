"""What a plan costs grows as it does: twice the entries of any kind cost about twice as many calls."""

from __future__ import annotations

import copy
import cProfile
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import CodeType
from typing import Any

import pytest
import yaml
from test_cases import EXAMPLES

from launchbook.lint import check_plan
from launchbook.load import PlanFiles, load_plan

AS_OF = datetime(2026, 1, 1, tzinfo=UTC)
FEW, SOME, MANY = 12, 120, 2000
"""Calls are counted, exactly, for 12, 24 and 48 more entries; what 2,000 and 4,000 would cost follows from them."""
NAMES = ("id", "title", "do", "name")
Place = tuple[str | int, ...]


def collections(data: Any, place: Place = ()) -> Iterator[Place]:
    """Every list and every mapping of mappings in a plan; of the entries of a list, the last stands for all."""
    if isinstance(data, list):
        yield place
        yield from collections(data[-1], (*place, len(data) - 1)) if data else ()
    if isinstance(data, dict):
        if place and data and all(isinstance(value, dict) for value in data.values()):
            yield place
        for key, value in data.items():
            yield from collections(value, (*place, key))


def grown(plan: dict[str, Any], place: Place, count: int) -> str:
    """The plan with so many more entries at a place; their names were in no plan before, since texts are remembered."""
    plan = copy.deepcopy(plan)
    found: Any = plan
    for key in place:
        found = found[key]
    names = [f"{count}_{number}" for number in range(count)]
    if isinstance(found, list):
        found += [renamed(found[-1], name) for name in names]
    else:
        last = list(found)[-1]
        found |= {f"{last}_{name}": renamed(found[last], name) for name in names}
    return yaml.safe_dump(plan, allow_unicode=True, sort_keys=False)


def renamed(entry: Any, name: str) -> Any:
    if isinstance(entry, list):
        return [renamed(each, name) for each in entry]
    if isinstance(entry, dict):
        return {key: f"{each}_{name}" if key in NAMES else renamed(each, name) for key, each in entry.items()}
    return entry


def calls(text: str) -> Counter[str]:
    """How often each function is called while a plan is read and every rule looks at it."""
    profile = cProfile.Profile()
    with profile:
        loaded = load_plan(PlanFiles((("plan.yml", text.encode()),)))
        if loaded.plan:
            check_plan(loaded.plan, AS_OF)
    found: Counter[str] = Counter()
    for entry in profile.getstats():
        found[_place(entry.code) if isinstance(entry.code, CodeType) else entry.code] += entry.callcount
    return found


def _place(code: CodeType) -> str:
    return f"{code.co_name} ({code.co_filename.rpartition('/launchbook/')[2]}:{code.co_firstlineno})"


MISTAKES = {
    "a word that is none of a few": "timeline: {tasks: [ENTRIES]}\n, {title: A NO, status: finnished NO}",
    "an unknown key": "timeline: {tasks: [ENTRIES]}\n, {title: A NO, ownr NO: li}",
    "an unknown person": "timeline: {tasks: [ENTRIES]}\n, {title: A NO, owner: lu-NO}",
    "an unknown task": "timeline: {tasks: [ENTRIES]}\n, {title: A NO, id: a-NO, after: b-NO}",
    "a missing key": "checklists: [ENTRIES]\n, {due: T-1d, items: [A NO]}",
    "a length that is none": "rollback: {steps: [ENTRIES]}\n, {do: A NO, duration: NO moons}",
    "a way that leads nowhere": "runsheet: [ENTRIES]\n, {title: A NO, id: a-NO, steps: [{do: B NO, goto: nowhere-NO}]}",
    "a way to an entry": "rollback: {steps: [ENTRIES]}\n, {do: A NO, id: a-NO, goto: 'rollback#a-NO'}",
    "a link that is dead": "rollback: {steps: [ENTRIES]}\n, {do: 'See [it](rollback#none-NO)'}",
    "an unknown variable": "variables: {tag: x}\nrollback: {steps: [ENTRIES]}\n, {do: 'Take ${none_NO}'}",
    "an empty key": "rollback: {steps: [ENTRIES]}\n, {do: A NO, note: }",
}
"""A plan, and behind the line break the entry that is repeated; each is wrong in the same way."""


def mistaken(text: str, count: int, called: str = "") -> str:
    plan, _, entry = text.rpartition("\n, ")
    entries = [entry.replace("-NO", f"-{called}{count}-{n}").replace("_NO", f"_{called}{count}_{n}").replace("NO", f"{count}{called}{n:04}")
               for n in range(count)]  # fmt: skip
    head = "plan: p\ntitle: P\nlanguage: en\nlaunch: 2026-01-20 10:00\nowner: li\npeople: {li: {name: Li}}\n"
    return head + plan.replace("ENTRIES", ", ".join(entries)) + "\n"


def growth(few: int, more: int, most: int, step: int = FEW) -> float:
    """How many times more 4,000 cost than 2,000: of the parabola through three counts."""
    square = (most - more - 2 * (more - few)) / (6 * step**2)
    line = (more - few) / step - 3 * square * step
    rest = few - line * step - square * step**2
    once, twice = (rest + line * count + square * count**2 for count in (MANY, 2 * MANY))
    return twice / max(once, 1)


LONGEST = {path.parent: path for path in sorted(EXAMPLES, key=lambda path: path.stat().st_size)}.values()
"""Of the examples of a section, which say the same in several languages, the longest."""


@pytest.mark.parametrize("example", LONGEST, ids=lambda path: path.parent.parent.name)
def test_twice_as_many_cost_about_twice_as_much(example: Path) -> None:
    plan = yaml.load(example.read_text("utf-8"), yaml.BaseLoader)
    calls(example.read_text("utf-8"))  # what is imported and compiled at first use
    slow = []
    for place in collections(plan):
        counted = [calls(grown(plan, place, FEW * times)) for times in (1, 2, 4)]
        slow += [f"{'.'.join(map(str, place))}: {line}" for line in squares(counted, FEW)]
    assert not slow, "\n" + "\n".join(slow)


@pytest.mark.parametrize("text", MISTAKES.values(), ids=MISTAKES)
def test_twice_as_many_mistakes_cost_about_twice_as_much(text: str) -> None:
    """Counted beyond the number for which what was meant is searched."""
    calls(mistaken(text, 3))
    slow = squares([calls(mistaken(text, SOME * times)) for times in (1, 2, 4)], SOME)
    if slow:  # twice, since what other tests left in a cache is dropped at any time
        slow = squares([calls(mistaken(text, SOME * times, "again")) for times in (1, 2, 4)], SOME)
    assert not slow, "\n" + "\n".join(slow)


def squares(counted: list[Counter[str]], step: int) -> list[str]:
    """The functions whose calls grow with the square of the number of entries: of one, two and four steps."""
    found = []
    for name, most in counted[-1].items():
        few, more = counted[0][name], counted[1][name]
        bends = most - more - 2 * (more - few) > 2 * step  # what caches save or cost bends less
        if few < more < most and most > 8 * step and bends and growth(few, more, most, step) > 2.3:
            found.append(f"{[each[name] for each in counted]} × {name}")
    return found


def test_what_grows_with_the_square_would_be_noticed() -> None:
    assert growth(FEW, 2 * FEW, 4 * FEW) == pytest.approx(2)
    assert growth(*(count * (count - 1) // 2 for count in (FEW, 2 * FEW, 4 * FEW))) > 3.9
    assert growth(*(100 * count + count * count // 4 for count in (FEW, 2 * FEW, 4 * FEW))) > 2.3
