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
FEW, MANY = 12, 2000
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


def growth(few: int, more: int, most: int) -> float:
    """How many times more 4,000 cost than 2,000: of the parabola through three counts."""
    square = (most - more - 2 * (more - few)) / (6 * FEW**2)
    line = (more - few) / FEW - 3 * square * FEW
    rest = few - line * FEW - square * FEW**2
    once, twice = (rest + line * count + square * count**2 for count in (MANY, 2 * MANY))
    return twice / max(once, 1)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.parent.parent.name)
def test_twice_as_many_cost_about_twice_as_much(example: Path) -> None:
    plan = yaml.load(example.read_text("utf-8"), yaml.BaseLoader)
    calls(example.read_text("utf-8"))  # what is imported and compiled at first use
    slow = []
    for place in collections(plan):
        counted = [calls(grown(plan, place, FEW * times)) for times in (1, 2, 4)]
        for name, most in counted[-1].items():
            few, more = counted[0][name], counted[1][name]
            bends = most - more - 2 * (more - few) > 2 * FEW  # what caches save or cost bends less
            if few < more < most and most > 8 * FEW and bends and growth(few, more, most) > 2.3:
                slow.append(f"{'.'.join(map(str, place))}: {[each[name] for each in counted]} × {name}")
    assert not slow, "\n" + "\n".join(slow)


def test_what_grows_with_the_square_would_be_noticed() -> None:
    assert growth(FEW, 2 * FEW, 4 * FEW) == pytest.approx(2)
    assert growth(*(count * (count - 1) // 2 for count in (FEW, 2 * FEW, 4 * FEW))) > 3.9
    assert growth(*(100 * count + count * count // 4 for count in (FEW, 2 * FEW, 4 * FEW))) > 2.3
