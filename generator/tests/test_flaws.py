"""Every code has an example: a plan in which it is found, and the same plan with what makes it quiet."""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from launchbook.core.problem import Code, Problem
from launchbook.discovery.codes import all_codes
from launchbook.discovery.kinds import HOME, find_rules
from launchbook.explain import Explained
from launchbook.explain.flaws import FILE, Flaw, flaw_files, flaw_of, read_flaw
from launchbook.load import PlanFiles
from launchbook.load.files import RUNS
from launchbook.render.model import EMPTY_PART
from launchbook.site.build import Builder
from launchbook.site.prompts import prompts

WITHOUT = {
    "PE005": "more than forty people are no small plan",
    "TP001": "a template fails, no plan",
    "YA010": "bytes that are not UTF-8",
    "YA011": "a file of more than eight megabytes",
    "YA013": "a symbolic link",
    "YA015": "a file that cannot be read",
    "YA019": "the name of a file",
}
"""Codes that no text of a small plan shows."""
CODES = [code.id for code in all_codes()]
ENTRIES = ("mkdocs_plugin", "cli.checking", "cli.explaining", "reference", "site.build")
MOST = 18
"""An example may have so many lines; what several files show, twice as many."""


def _plan_of(path: Path) -> str:
    """The plan that a file belongs to: `plans/a.yml`, `plans/a/plan.yml` and `plans/a/runs/first.yml` are of `a`."""
    folder = path.parent.parent if path.parent.name == RUNS else path.parent
    return path.stem if folder.name == "plans" else folder.name


def _sources(flaw: Flaw, sound: bool) -> list[PlanFiles]:
    files: dict[str, list[tuple[str, bytes]]] = {}
    runs: dict[str, list[tuple[str, bytes]]] = {}
    for name, text, _ in flaw.edition(sound):
        path = Path(name)
        (runs if path.parent.name == RUNS else files).setdefault(_plan_of(path), []).append((name, text.encode()))
    assert runs.keys() <= files.keys(), "a run without its plan"
    return [PlanFiles(tuple(of_plan), tuple(runs.get(plan, ()))) for plan, of_plan in files.items()]


def _found(code: str, sound: bool) -> list[Problem]:
    flaw = flaw_of(code)
    assert flaw
    checked, problems = Builder().check(_sources(flaw, sound), flaw.as_of)
    if code == EMPTY_PART.id:
        problems += prompts([entry.plan for entry in checked if entry.plan], flaw.as_of, "en")
    return problems


def _told(problems: list[Problem]) -> list[str]:
    return [f"{problem.location.line}: {problem.code.id} {problem.message}" for problem in problems]


@pytest.mark.parametrize("code", flaw_files())
def test_the_flaw_is_found_and_its_cure_is_quiet(code: str) -> None:
    flawed, sound = _found(code, sound=False), _found(code, sound=True)
    assert any(problem.code.id == code and problem.location.line for problem in flawed), _told(flawed)
    assert {problem.code.id for problem in flawed if problem.grade == "error"} <= {code}, _told(flawed)
    assert not [problem for problem in sound if problem.code.id == code or problem.grade == "error"], _told(sound)


@pytest.mark.parametrize("code", flaw_files())
def test_an_example_is_small_and_says_what_differs(code: str) -> None:
    flaw = flaw_of(code)
    assert flaw
    lines = [line for of_file in flaw.files.values() for line in of_file]
    editions = [line for line in lines if line.flawed], [line for line in lines if line.sound]
    assert editions[0] != editions[1], "the two editions are the same"
    assert max(map(len, editions)) <= (MOST if len(flaw.files) == 1 else 2 * MOST)
    assert all(line.text.strip() for line in lines), "an empty line says nothing"


@cache
def _homes() -> dict[str, set[Path]]:
    """The folders of the modules that know a code: of its rule, or of what reports it."""
    homes: dict[str, set[Path]] = {rule.code.id: {_folder(rule.check.__module__)} for rule in find_rules()}
    own = {code for code in CODES if code not in homes}
    for name, module in list(sys.modules.items()):
        if name.startswith("launchbook."):
            for value in vars(module).values():
                if isinstance(value, Code) and value.id in own:
                    homes.setdefault(value.id, set()).add(_folder(name))
    return homes


def _folder(module: str) -> Path:
    return HOME.joinpath(*module.split(".")[1:-1])


def test_every_code_has_its_example() -> None:
    """Where a code is new: write `flaws/<CODE>.diff` beside what reports it, see `launchbook/explain/flaws.py`."""
    assert sorted({*CODES} - {*flaw_files()} - {*WITHOUT}) == []
    assert sorted({*flaw_files(), *WITHOUT} - {*CODES}) == [], "examples of codes that are no more"
    assert sorted({*flaw_files()} & {*WITHOUT}) == [], "examples that are there after all"


def test_examples_stand_beside_what_reports_them() -> None:
    lost = {code: path for code, path in flaw_files().items() if path.parent.parent not in _homes()[code]}
    assert lost == {}
    assert len(flaw_files()) == len(list(HOME.rglob("flaws/*"))), "two examples of one code, or another file"


def test_about_a_third_are_in_chinese() -> None:
    texts = [path.read_text("utf-8") for path in flaw_files().values()]
    chinese = sum("language: en" not in text for text in texts)
    assert 0.25 < chinese / len(texts) < 0.5


def test_a_line_without_a_mark_is_told() -> None:
    with pytest.raises(ValueError, match="line 2"):
        read_flaw(" plan: tea\n? title: Tea\n")


def test_an_example_names_its_files_and_its_day() -> None:
    flaw = read_flaw("@ 2027-03-01\n plan: a\n-title: A\n+title: B\n=== plans/b.yml\n plan: b\n")
    assert flaw.as_of.isoformat() == "2027-03-01T00:00:00+00:00"
    assert list(flaw.edition(sound=False)) == [(FILE, "plan: a\ntitle: A\n", (2,)), ("plans/b.yml", "plan: b\n", ())]
    assert list(flaw.edition(sound=True)) == [(FILE, "plan: a\ntitle: B\n", (2,)), ("plans/b.yml", "plan: b\n", ())]


def test_what_hangs_on_the_day_says_it() -> None:
    by_id = {code.id: code for code in all_codes()}
    late, always = Explained(by_id["CA003"], "en"), Explained(by_id["RB003"], "en")
    assert "Checked on 2027-03-08:\n\n    plan: tea-shop" in late.text()
    assert late.page().count("Checked on 2027-03-08:\n\n```yaml") == 2
    assert "检查日期 2027-03-08：" in Explained(by_id["CA003"], "zh").text()
    assert "Checked" not in always.text() + always.page()
    assert "  + " in always.text() and '```yaml hl_lines="11"' in always.page()


@pytest.mark.parametrize("entry", ENTRIES)
def test_every_code_is_known_wherever_the_package_is_entered(entry: str) -> None:
    """Codes are found in the modules that are loaded; a site that was built by one command has the pages of any other."""
    ask = f"import launchbook.{entry}, launchbook.discovery.codes as c; print(*(code.id for code in c.all_codes()))"
    found = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert found.stdout.split() == CODES
