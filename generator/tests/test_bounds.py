"""What is read and what is said is bounded: lengths by type, problems by kind; and what is still to be filled in is one remark."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import HEAD, lines

from launchbook.core.blank import to_fill_in
from launchbook.core.problem import Code, Location, Problem, say
from launchbook.core.text import addresses_in
from launchbook.core.yaml_codes import MAX_REPORTED
from launchbook.core.zones import Zone
from launchbook.lint import SHOWN, bounded, check_plan
from launchbook.load import Loaded, find_plans
from launchbook.report import format_json, format_text, summary

AS_OF = datetime(2026, 1, 1, tzinfo=UTC)
Load = Callable[..., Loaded]
Problems = Callable[[str], list[str]]

LONG = {
    "title: {}": (10_000, "1:8"),
    "summary: {}": (100_000, "1:10"),
    "launch: T{}": (199, "1:9"),
    "timezone: {}": (200, "1:11"),
    "links: [{{url: {}}}]": (2_000, "1:15"),
}


@pytest.mark.parametrize("form", LONG)
def test_a_text_has_a_bound_which_is_named(form: str, load: Load) -> None:
    limit, at = LONG[form]
    key = form.partition(":")[0]
    head = "".join(line for line in HEAD.splitlines(keepends=True) if not line.startswith(key))
    (problem,) = [
        found
        for found in load(form.format("x" * (limit + 1)) + "\n" + head).problems
        if "letters" in str(found.message)
    ]
    assert f"{problem.location.line}:{problem.location.column}" == at
    assert f"at most {limit + len(form.partition('{')[0].partition('T')[2]):,} may stand here" in str(
        problem.message
    ).replace("200 may", f"{limit + len(form.partition('{')[0].partition('T')[2]):,} may")
    assert not [
        found for found in load(form.format("x" * limit) + "\n" + head).problems if "letters" in str(found.message)
    ]


@pytest.mark.parametrize("text", ["]" + "`" * 100_000, "](" * 50_000, "`a" * 50_000, "](" + "(" * 50_000], ids=range(4))
def test_links_are_looked_for_in_linear_time(text: str) -> None:
    assert not any(address.strip("](`a") for address, _ in addresses_in(text))


def test_ten_thousand_problems_of_one_kind_are_a_summary() -> None:
    code, other = Code("XX001", "many", grade="gap"), Code("XX002", "two")
    many = [Problem(code, say("again"), Location("p.yml", line), grade="gap") for line in range(1, 10_001)]
    shown = bounded([*many, *(Problem(other, say("here"), Location("p.yml", line)) for line in (5, 20_000))])
    assert len(shown) == SHOWN + 3
    assert [problem.location.line for problem in shown if problem.code is other] == [5, 20_000]
    assert summary(shown) == "2 errors, 10000 gaps"
    assert "9,950 more places" in format_text(shown)
    assert sum(entry.get("count", 1) for entry in format_json(shown)) == 10_002


MANY = {
    "".join(f"k{number}: 1\n" for number in range(137)): 137,
    "title: x\n" * 137: 137,
    "timeline:\n" + "  - {title: A, status: doen}\n" * 137: 137,
    "timeline:\n" + "  - {titel: A}\n" * 137: 137,
    "timeline:\n" + "".join(f"  - {{title: A, owner: x{number}}}\n" for number in range(137)): 137,
    "notes: {a: x}\n" + "# \u200bx\n" * 137: 137,
    "notes: {a: x}\n" + "# \x01\n" * 137: 137,
}


@pytest.mark.parametrize("text", MANY, ids=range(len(MANY)))
def test_all_mistakes_are_counted_and_few_are_listed(text: str, load: Load) -> None:
    found = bounded(load(HEAD + text).problems)
    assert summary(found) == f"{MANY[text]} errors"
    assert len(found) == SHOWN + 1
    assert f"{MANY[text] - SHOWN} more places" in format_text(found)


def test_a_file_of_mistakes_is_bounded(load: Load) -> None:
    found = load(HEAD + "".join(f"k{number}: 1\n" for number in range(MAX_REPORTED + 5))).problems
    assert len(found) == MAX_REPORTED


FILLED = [
    "待填", "N.N.", "Lorem ipsum dolor sit amet", "XX 机房", "由XX公司负责", "某某",
    "负责人 ____。", "XXX", "TODO", "TBD: who", "by XXX", "部署 XXX 版本", "版本为 ____", "[待补充]", "电话：待填", "????",
]  # fmt: skip
HONEST = [
    "待填写的表单", "待确认订单列表", "snake___case", "XXL", "2xx 响应", "HTTP 5XX",
    "138XXXX1234", "todo list", "a < b > c", "【重要】", "What?", "__init__",
]  # fmt: skip


@pytest.mark.parametrize("text", FILLED)
def test_what_is_to_be_filled_in(text: str) -> None:
    assert to_fill_in(text)


@pytest.mark.parametrize("text", HONEST)
def test_what_is_none(text: str) -> None:
    assert not to_fill_in(text)


@pytest.mark.parametrize("command", ["git checkout <stable-tag>", "ssh <主机名>", "deploy <version number> --now"])
def test_a_slot_in_a_command(command: str) -> None:
    assert to_fill_in(command, command=True) and not to_fill_in(command)


@pytest.mark.parametrize("command", ["deploy <待填>", "deploy <TODO tag>", "deploy <tag> <tag>"])
def test_a_slot_that_holds_another_is_one(command: str) -> None:
    assert len(to_fill_in(command, command=True)) == 1


@pytest.mark.parametrize(
    "command",
    [
        "echo '<!-- a -->'",
        "a <in >out",
        "cat <<EOF >x",
        "sort <in.txt>out",
        "echo '<b>x</b>'",
        "mail <a@b.c>",
        "a <(b) >(c)",
    ],
)
def test_a_redirection_is_none(command: str) -> None:
    assert not to_fill_in(command, command=True)


def test_all_places_are_one_remark(load: Load) -> None:
    step = '{do: y, command: "go <tag>"}'
    text = (
        "people:\n  a: {name: 待填, phone: ____}\n  b: {name: XXX}\n"
        + f"runsheet:\n  - {{title: x, at: T+0 for 1h, steps: [{step}]}}\n"
    )
    plan = load(HEAD + text).plan
    assert plan
    (problem,) = [found for found in check_plan(plan, AS_OF) if found.code.id == "TX005"]
    assert lines([problem], skip=4) == ["2:13 TX005 still to be filled in: `待填`, and 3 more places"]
    assert [str(at).removeprefix("plan.yml:") for _, at in problem.related] == ["6:17", "7:7", "9:48"]


@pytest.mark.parametrize("zone", ["localtime", "Factory", "posixrules"])
def test_the_zone_of_a_machine_is_none(zone: str, problems: Problems) -> None:
    assert problems(f"timezone: {zone}\n") == [f"1:11 PL004 unknown time zone `{zone}`"]
    assert Zone.parse("UTC")


def test_a_name_in_other_case_is_told(tmp_path: Path) -> None:
    for name in ("plan.YML", "a/Plan.yml", "b/tea.YAML", "c/tea.yml", "c/notes.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(HEAD)
    _, found = find_plans([tmp_path], tmp_path)
    assert [(problem.code.id, problem.location.path, str(problem.help[0])) for problem in found] == [
        ("YA019", "plan.YML", "Rename it `plan.yml`."),
        ("YA019", "a/Plan.yml", "Rename it `plan.yml`."),
        ("YA019", "b/tea.YAML", "Rename it `tea.yaml`."),
    ]
