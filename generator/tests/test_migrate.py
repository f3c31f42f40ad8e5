"""A renamed key: the old name still loads and is told, and `launchbook migrate` writes the new one and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import HEAD, lines

from launchbook.cli import commands
from launchbook.load import Loaded, PlanFiles, load_plan
from launchbook.load.validate import plan_model
from launchbook.migrate import migrated

Load = Callable[..., Loaded]

BLOCK = "monitoring:\n  escalation:\n"
WRITTEN = [
    f"{BLOCK}    - after: 1h  # remark: whom\n      whom: whom  # whom: x\n",
    f"{BLOCK}    - {{after: 1h, whom: Desk}}\n",
    f"{BLOCK}    - {{after: 1h, 'whom' : Desk}}\n",
    f'{BLOCK}    - {{after: 1h, "wh\\u006fm": Desk}}\n',
    f"{BLOCK}    - after: 1h\n      ? whom\n      : Desk\n",
    f"{BLOCK}    - after: 1h\n      &a whom: Desk\n",
    "risks:\n  playbooks:\n    - {title: P, triggers: x, tell: {whom: Desk}}\n",
    f"{BLOCK}    - &x {{after: 1h, whom: Desk}}\n    - *x\n",
    "risks:\n  playbooks:\n    - {title: P, triggers: x, tell: [All, {whom: Desk}]}\n",
]


@pytest.mark.parametrize("text", WRITTEN)
@pytest.mark.parametrize(
    "form", [str, lambda text: text.replace("\n", "\r\n"), lambda text: "\ufeff" + text], ids=["lf", "crlf", "bom"]
)
def test_only_the_key_is_rewritten(text: str, form: Callable[[str], str], load: Load) -> None:
    data = form(HEAD + text).encode()
    loaded = load(data)
    told = [line for line in lines(loaded.problems) if "PL008" in line]
    assert told and "`whom` is now called `outside`" in told[0], lines(loaded.problems)
    new = migrated(data, loaded.problems)
    again = load(new)
    assert [line for line in lines(again.problems) if "PL008" in line] == []
    assert migrated(new, again.problems) == new
    assert loaded.plan and again.plan
    assert again.plan.head == loaded.plan.head and again.plan.sections == loaded.plan.sections
    assert new.decode().replace("outside", "").replace("whom", "") == data.decode().replace("wh\\u006fm", "").replace(
        "whom", ""
    )


def test_old_and_new_both_given_is_an_error(load: Load) -> None:
    found = load(HEAD + f"{BLOCK}    - {{after: 1h, whom: Desk, outside: Desk}}\n").problems
    assert lines(found) == ["7:19 YA003 `whom` is the former name of `outside`, and both stand here"]


def test_a_mistake_below_an_old_key_is_found_at_its_place(load: Load) -> None:
    assert lines(load(HEAD + f"{BLOCK}    - {{after: 1h, whom: [Desk]}}\n").problems)[0].startswith("7:25 PL003")


def test_the_schema_knows_both_names() -> None:
    found = plan_model().model_json_schema(by_alias=True)["$defs"]["Escalation"]["properties"]
    assert found["whom"]["deprecated"] is True
    assert "deprecated" not in found["outside"]


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plans").mkdir()
    plan, bad = tmp_path / "plans/tea.yml", tmp_path / "plans/bad.yml"
    text = HEAD + f"{BLOCK}    - {{after: 1h, whom: Desk}}  # kept\n"
    plan.write_text(text)
    plan.chmod(0o640)
    run = CliRunner()
    dry = run.invoke(commands, ["migrate", "--check"], standalone_mode=False)
    assert dry.return_value == 1 and "+    - {after: 1h, outside: Desk}  # kept" in dry.output
    assert plan.read_text() == text
    assert run.invoke(commands, ["migrate"], standalone_mode=False).return_value == 0
    assert plan.read_text() == text.replace("whom", "outside")
    assert plan.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in plan.parent.iterdir()] == ["tea.yml"]
    assert run.invoke(commands, ["migrate", "--check"], standalone_mode=False).return_value == 0
    bad.write_text(text.replace("tea", "bad") + "whatever: 1\n")
    assert run.invoke(commands, ["migrate"], standalone_mode=False).return_value == 1
    assert "whom" in bad.read_text()


def test_files_without_old_keys_stay_the_same_bytes() -> None:
    for path in Path(__file__).parents[2].joinpath("plans").rglob("*.yml"):
        data = path.read_bytes()
        assert migrated(data, load_plan(PlanFiles(((path.name, data),))).problems) == data
