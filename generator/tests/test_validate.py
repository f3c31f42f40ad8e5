"""The schema's problems: each has its place, says what was found, what is allowed, and what may have been meant."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import HEAD, lines
from ruamel.yaml import YAML

from launchbook.core.bundle import Bundle, Resolved
from launchbook.core.launch import digests
from launchbook.core.problem import Location
from launchbook.core.source import read_source
from launchbook.load import Loaded, PlanFiles, find_plans, load_plan
from launchbook.load.validate import plan_model

ROOT = Path(__file__).parents[2]
Problems = Callable[[str], list[str]]
Load = Callable[..., Loaded]


@pytest.fixture
def helps(load: Load) -> Callable[[str], list[str]]:
    """What the problems of a plan say there is to do; the allowed keys left out."""
    return lambda text: [
        str(help) for problem in load(HEAD + text).problems for help in problem.help if "Allowed here" not in str(help)
    ]


# keys


def test_unknown_keys(problems: Problems, helps: Problems) -> None:
    text = "peple: {}\npeople:\n  li: {name: 李工, phon: 1, zzz: ~}\nTags: [a]\n"
    assert problems(text) == [
        "1:1 PL001 unknown key `peple`", "3:18 PL001 unknown key `phon`", "3:27 PL001 unknown key `zzz`",
        "4:1 PL001 unknown key `Tags`",
    ]  # fmt: skip
    assert helps(text) == ["Did you mean `people`?", "Did you mean `phone`?", "Did you mean `tags`?"]


@pytest.mark.parametrize(
    ("text", "meant"),
    {
        "people:\n  li: {title: Li}\n": "name", "metrics:\n  m: {text: M}\n": "name",
        "timeline:\n  tasks: [{name: Build, at: T}]\n": "title",
        "runsheet:\n  - {title: Box, steps: [{title: Copy}]}\n": "do", "runsheet:\n  - {do: Box, steps: [Copy]}\n": "title",
        "checklists:\n  - {title: Night, items: [{name: Door}]}\n": "do",
    }.items(),
)  # fmt: skip
def test_a_key_for_words_means_that_of_the_entry(text: str, meant: str, load: Load) -> None:
    (problem,) = load(HEAD + text).problems
    assert str(problem.help[0]) == f"Did you mean `{meant}`?"


def test_an_entry_that_has_its_words_needs_no_other_key_for_them(load: Load) -> None:
    (problem,) = load(HEAD + "runsheet:\n  - {title: Box, steps: [{do: Copy, title: Copy}]}\n").problems
    assert str(problem.help[0]).startswith("Allowed here")


def test_an_unknown_key_is_told_what_is_allowed(load: Load) -> None:
    (problem,) = load(HEAD + "links:\n  - {url: https://a.b, caption: x}\n").problems
    assert [str(help) for help in problem.help] == ["Allowed here: `title`, `url`, `note`."]


def test_an_unknown_key_without_a_value_is_not_dropped(problems: Problems) -> None:
    assert problems("foo: ~\npeople:\n  li: {name: x, role: ~, rank: }\n") == [
        "1:1 PL001 unknown key `foo`", "3:26 PL001 unknown key `rank`",
    ]  # fmt: skip


def test_the_name_of_a_field_in_python_is_no_key(problems: Problems) -> None:
    assert problems("rollback:\n  steps:\n    - {do: x, if: y}\n    - {do: x, condition: ~}\n") == [
        "4:15 PL001 unknown key `condition`"
    ]


def test_missing_keys(load: Load) -> None:
    assert lines(load("title: t\n").problems) == ["1:1 PL002 `plan` is missing"]
    assert lines(load("{}\n").problems) == [f"1:1 PL002 `{key}` is missing" for key in ("plan", "title")]
    assert lines(load(HEAD + "people:\n  li: {role: x}\nlinks:\n  - title: x\n").problems) == [
        "6:3 PL002 `name` is missing", "8:5 PL002 `url` is missing",
    ]  # fmt: skip


def test_a_missing_key_is_explained(load: Load) -> None:
    (problem,) = load("title: t\n").problems
    assert [str(help) for help in problem.help][1:] == ["Write `plan:` and its value."]
    assert str(problem.help[0]).startswith("The plan's id.")


def test_a_required_key_without_a_value_is_where_it_stands(load: Load) -> None:
    assert lines(load("plan:\ntitle: ~\n").problems) == [
        "1:1 PL002 `plan` is empty", "2:1 PL002 `title` is empty",
    ]  # fmt: skip


def test_a_misspelt_required_key_is_one_problem(load: Load) -> None:
    assert lines(load("plan: p\ntitel: t\nLaunch: 2026-01-17\n").problems) == [
        "2:1 PL001 unknown key `titel`", "3:1 PL001 unknown key `Launch`",
    ]  # fmt: skip


def test_an_unknown_key_at_the_top_may_be_one_of_a_section(helps: Callable[[str], list[str]]) -> None:
    assert helps("backups: [x]\n") == ["`backups` is a key of `rollback`: write it there."]


def test_ids(problems: Problems) -> None:
    assert problems('people:\n  "a b": x\n  -x: y\n  "": z\n  李.工_1-2: ok\n') == [
        "2:3 PL004 `a b` is not an id", "3:3 PL004 `-x` is not an id", "4:3 PL004 `` is not an id",
    ]  # fmt: skip


# types

WRONG = {
    "title: [a]\n": "1:8 PL003 expected a text (inline Markdown), found a list",
    "title: {a: b}\n": "1:8 PL003 expected a text (inline Markdown), found a mapping",
    "title: ''\n": "1:8 PL004 empty text",
    "launch: [x]\n": "1:9 PL003 expected a moment, found a list",
    "plan: a b\n": "1:7 PL004 `a b` is not a plan id",
    "plan: ../x\n": "1:7 PL004 `../x` is not a plan id",
    "plan: 上线\n": "1:7 PL004 `上线` is not a plan id",
    "owner: [li]\n": "1:8 PL003 expected the id of a person or role in `people`, found a list",
    "summary: {a: b}\n": "1:10 PL003 expected a text (Markdown), found a mapping",
    "parallel: maybe\n": "1:11 PL004 expected yes or no, found `maybe`",
    "parallel: [yes]\n": "1:11 PL004 expected yes or no, found a list",
    "tags: |\n  - a\n  - b\n": "1:7 PL003 expected a list: each item on a line of its own, behind `- `, found `- a\n- b\n`",
    "tags: {a: b}\n": "1:7 PL003 expected a list: each item on a line of its own, behind `- `, found a mapping",
    "tags:\n  - ~\n": "2:5 PL003 expected a text, found nothing",
    "tags:\n  - a: b\n": "2:5 PL003 expected a text, found a mapping",
    "people: x\n": "1:9 PL003 expected a mapping of keys: `key: value`, found `x`",
    "people: [x]\n": "1:9 PL003 expected a mapping of keys: `key: value`, found a list",
    "people:\n  li:\n": "2:3 PL003 expected a text or a mapping of keys: `key: value`, found nothing",
    "people:\n  li: [x]\n": "2:7 PL003 expected a text or a mapping of keys: `key: value`, found a list",
    "people:\n  li: {name: x, phone: abc}\n": "2:24 PL004 `abc` is not a telephone number",
    "people:\n  li: {name: x, mail: li}\n": "2:23 PL004 `li` is not a mail address",
    "links: [javascript:x]\n": "1:9 TX001 address `javascript:x` is refused",
    "links: ['a b']\n": "1:9 TX001 `a b` is not an address",
    "metrics:\n  a: {name: x, target: 5}\n": "2:24 QU003 `5` is not a threshold",
    "metrics:\n  a: {name: x, target: [5]}\n": "2:24 PL003 expected a threshold or a mapping of keys: `key: value`, found a list",
    "timezone: CST\n": "1:11 PL004 unknown time zone `CST`",
    "launch: tomorrow\n": "1:9 TM001 `tomorrow` is not a moment",
    "launch: T-1d\n": "1:9 TM001 the launch must be a date, found `T-1d`",
    "launch: 2026-02-30\n": "1:9 TM002 `2026-02-30` is not in the calendar",
    "created: 02-30\n": "1:10 TM002 `02-30` is not in the calendar",
}  # fmt: skip


@pytest.mark.parametrize("text", WRONG)
def test_wrong_values(text: str, load: Load) -> None:
    key = text.partition(":")[0]
    rest = "".join(line + "\n" for line in HEAD.splitlines() if not line.startswith(f"{key}:"))
    assert lines(load(text + rest).problems) == [WRONG[text]]


def test_no_phrase_of_the_validation_library_is_shown(load: Load) -> None:
    for value in ("x", "[x]", "{x: y}", "~", "''", "[~]", "[[x]]", "{x: [y]}", "-1", "1.5", "[{}]"):
        for key, field in plan_model().model_fields.items():
            loaded = load(HEAD.replace(f"{key}:", f"_{key}:") + f"{field.alias or key}: {value}\n")
            said = " ".join(f"{problem.message} {' '.join(map(str, problem.help))}" for problem in loaded.problems)
            assert not any(
                phrase in said for phrase in ("Input should", "valid ", "Value error", "function-plain", "pydantic")
            )


def test_choices(problems: Problems, helps: Problems) -> None:
    assert problems("status: aproved\n") == ["1:9 PL004 `aproved` is not allowed here"]
    assert helps("status: In_Reviw\n")[0] == "Did you mean `in review`?"
    assert helps("status: 甲乙丙丁\n") == [
        "Allowed: `draft`, `open`, `preparing`, `in review`, `approved`, `in progress`, `launched`, `rolled back`, `closed`."
    ]
    assert problems("status: [draft]\n") == ["1:9 PL004 a list is not allowed here"]


def test_zones(helps: Problems) -> None:
    assert [helps(f"timezone: {zone}\n")[0] for zone in ("Asia/Shangai", "shanghai", "Beijing", "europe/berlin")] == [
        "Did you mean `Asia/Shanghai`?", "Did you mean `Asia/Shanghai`?", "Did you mean `Asia/Shanghai`?",
        "Did you mean `Europe/Berlin`?",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("offset", "name", "etc"),
    [("GMT+8", "Asia/Shanghai", "`Etc/GMT+8` is UTC-8"), ("utc-5", "America/New_York", "`Etc/GMT-5` is UTC+5"),
     ("UTC+08", "Asia/Shanghai", "`Etc/GMT+8` is UTC-8"), ("+05:30", "Asia/Kolkata", "")],
)  # fmt: skip
def test_a_zone_of_an_offset_is_named_without_the_trap_of_its_sign(
    offset: str, name: str, etc: str, helps: Problems
) -> None:
    told = " ".join(helps(f'timezone: "{offset}"\n'))
    assert f"`{name}` is a zone of that offset" in told and etc in told and "Did you mean" not in told


def test_the_time_of_a_city_has_its_zone(helps: Problems) -> None:
    assert helps("timezone: 北京时间\n")[0] == "Did you mean `Asia/Shanghai`?"


def test_one_of_two_types_is_one_problem(problems: Problems) -> None:
    either = "expected a duration or a span: a text, or `start` with `end` or `duration`"
    assert problems("window: soon\n") == [f"1:9 QU001 {either}, found `soon`"]
    assert problems("window: [2h]\n") == [f"1:9 PL003 {either}, found a list"]
    assert problems("window: {begin: 10:00}\n") == [f"1:9 PL003 {either}, found a mapping"]


def test_the_keys_of_a_span_have_their_own_place(problems: Problems) -> None:
    assert problems("window: {start: 10:00, end: x}\n") == ["1:29 TM001 `x` is not a moment"]
    assert problems("window:\n  start: [x]\n") == ["2:10 PL003 expected a moment, found a list"]
    assert problems("window:\n  start: 10:00\n  duration: 2\n") == ["3:13 QU001 `2` is not a duration"]


# short forms


def test_short_forms_have_places_of_their_own(problems: Problems) -> None:
    assert problems("people:\n  li: ''\n") == ["2:7 PL004 empty text"]
    assert problems("links:\n  - https://a.b\n  - data:x\n") == ["3:5 TX001 address `data:x` is refused"]
    assert problems("rollback:\n  triggers:\n    - ok\n    - [x]\n    - {metric: [x]}\n") == [
        "4:7 PL003 expected a text or a mapping of keys: `key: value`, found a list",
        "5:16 PL003 expected the id of a metric in `metrics`, found a list",
    ]


def test_short_forms_within_lists(problems: Problems) -> None:
    assert problems("contacts:\n  - li\n  - {person: wang}\npeople: {li: 李工}\n") == [
        "3:14 RF001 unknown person `wang`"
    ]
    assert problems("contacts:\n  - li\n  - ww\n") == ["2:5 RF001 unknown person `li`", "3:5 RF001 unknown person `ww`"]


# references


def test_unknown_references(problems: Problems, helps: Problems) -> None:
    text = "owner: lii\ndecider: 李工\npeople:\n  li: {name: 李工, deputy: zzz}\n"
    assert problems(text) == [
        "1:8 RF001 unknown person `lii`", "2:10 RF001 unknown person `李工`", "4:26 RF001 unknown person `zzz`",
    ]  # fmt: skip
    assert helps(text) == [
        "Did you mean `li`?", "Defined: `li`.", "Did you mean `li`? That is the id of 李工.", "Defined: `li`.",
        "Defined: `li`.",
    ]  # fmt: skip


def test_a_reference_before_there_is_anything_to_refer_to(helps: Problems) -> None:
    assert helps("owner: li\n") == ["The plan has no `people:` yet; define it there."]


def test_what_is_defined_is_listed_up_to_a_dozen(helps: Problems) -> None:
    people = "".join(f"  p{number}: x\n" for number in range(20))
    assert helps(f"owner: zz\npeople:\n{people}") == [f"Defined: {', '.join(f'`p{n}`' for n in range(12))}, …."]


def test_duplicate_ids(load: Load) -> None:
    steps = "  steps:\n    - {id: stop, do: x}\n    - do: y\n      id: stop\n"
    text = f"rollback:\n{steps}  verify:\n    - {{do: z, id: stop}}\n"
    found = load(HEAD + text).problems
    assert lines(found, skip=4) == ["5:11 RF002 duplicate id `stop`", "7:19 RF002 duplicate id `stop`"]
    assert [str(at) for problem in found for _, at in problem.related] == ["plan.yml:7:8", "plan.yml:7:8"]


def test_equal_entries_have_anchors_of_their_own(load: Load) -> None:
    plan = load(HEAD + "rollback:\n  steps: [x, x, x]\n").plan
    assert plan
    anchors = [plan.anchor(step) for step in plan.sections["rollback"].steps]  # type: ignore[attr-defined]
    assert len(set(anchors)) == 3
    assert anchors[1:] == [f"{anchors[0]}-2", f"{anchors[0]}-3"]


# several files, several problems


def test_a_section_in_two_files(load: Load) -> None:
    found = load(HEAD + "people:\n  li: x\n", "people: {}\ntitle: y\n", "# three\nmetrics: {}\npeople: {}\n").problems
    assert [str(problem.location) for problem in found] == ["part1.yml:1:1", "part1.yml:2:1", "part2.yml:3:1"]
    assert [str(at) for problem in found for _, at in problem.related] == [
        "plan.yml:5:1",
        "plan.yml:2:1",
        "plan.yml:5:1",
    ]
    assert {problem.code.id for problem in found} == {"PL007"}


def test_a_problem_is_in_the_file_that_has_it(load: Load) -> None:
    found = load(
        HEAD + "owner: li\n", "# people\npeople:\n  zhang: {nam: x}\n", "metrics: {a: {name: x, gate: y}}\n"
    ).problems
    assert [f"{problem.location} {problem.code.id}" for problem in found] == [
        "part1.yml:3:11 PL001",
        "part2.yml:1:30 QU003",
        "plan.yml:5:8 RF001",
    ]


def test_bad_yaml_in_several_files(load: Load) -> None:
    found = load("a: [\n", "b: 1\n", "c: @\n").problems
    assert [str(problem.location) for problem in found] == ["plan.yml:1:4", "part2.yml:1:4", "part1.yml:1:1"]


def test_what_is_no_mapping(load: Load) -> None:
    assert lines(load("- a\n").problems) == ["1:1 PL003 a plan is a mapping of keys, found a list"]
    assert lines(load("# x\n\n  plan\n").problems) == ["3:3 PL003 a plan is a mapping of keys, found a text"]
    (problem,) = load("plan：x\ntitle：y\n").problems
    assert "full-width colon" in str(problem.help[0])


def test_all_problems_of_the_schema_in_one_pass(problems: Problems) -> None:
    people = "people:\n  li: {name: [], rank: 1, phone: x}\n  wang: {role: x}\n"
    text = f"foo: 1\nstatus: x\ntags: {{y: z}}\nwindow: z\n{people}metrics: [x]\n"
    assert [problem.split()[:2] for problem in problems(text)] == [
        ["1:1", "PL001"], ["2:9", "PL004"], ["3:7", "PL003"], ["4:9", "QU001"], ["6:14", "PL003"], ["6:18", "PL001"],
        ["6:34", "PL004"], ["7:3", "PL002"], ["8:10", "PL003"],
    ]  # fmt: skip


BESIDE = {
    "timeline: [{title: A, status: doen}, {title: B, owner: bob}]": ["PL004", "RF001"],
    "timeline: [{titel: A}, {title: B, owner: bob}]": ["PL001", "RF001"],
    "timeline: [{status: done, id: a}, {title: B, after: a, owner: bob}]": ["PL002", "RF001"],
    "timeline: [{title: A, id: a, status: x}, {title: A, id: a}]": ["PL004", "RF002"],
    "timeline: [{title: A, status: x, at: T-1d}, {title: B, at: 2026-02-30}]": ["PL004", "TM002"],
    "launch: soon\ntimeline: [{title: A, at: T-1wd, owner: bob}]": ["TM001", "RF001"],
    "launch: T-1d\ntimeline: [{title: A, at: T-1wd, owner: bob}]": ["TM001", "RF001"],
    "calendar: XX\ntimeline: [{title: A, at: T-1wd, owner: bob}]": ["PL004", "RF001"],
    "owner: cleo\npeople: {ada: {name: A}, cleo: {nme: C}}\ndecider: bob": ["PL001", "RF001"],
    "owner: cleo\npeople: 5\ndecider: bob": ["PL003"],
    "owner: cleo\npeople: {ada: {name: A}, ada: {name: B}}\ndecider: bob": ["RF001", "YA003", "RF001"],
    "owner: cleo\npeople: {ada: {name: A}}\npeople: {cleo: {name: C}}\ndecider: bob": ["YA003", "RF001"],
    "owner: cleo\npeople: {ada: {name: A}, cl\u200beo: {name: C}}\ndecider: bob": ["YA018", "RF001"],
    "owner: cleo\npeople: {ada: {name: A}, cleo: {name: !c C}}\ndecider: bob": ["YA006", "RF001"],
    "peple: {cleo: {name: C}}\nowner: cleo\ndecider: bob": ["PL001", "RF001"],
}
"""What is wrong hides nothing else, and nothing is reported that only follows from it."""


@pytest.mark.parametrize("text", BESIDE)
def test_what_is_wrong_hides_no_reference(text: str, load: Load) -> None:
    head = "".join(line for line in HEAD.splitlines(True) if not text.startswith(line.partition(" ")[0]))
    people = "" if "people:" in text or "peple" in text else "people: {ada: {name: A}}\n"
    found = sorted(load(head + people + text + "\n").problems, key=lambda problem: problem.sort_key)
    assert [problem.code.id for problem in found] == BESIDE[text]


def test_where_a_file_cannot_be_read_no_reference_is_called_unknown(load: Load) -> None:
    assert [problem.code.id for problem in load(HEAD + "owner: ada\n", "people: {ada: ]\n").problems] == ["YA001"]
    assert [problem.code.id for problem in load(HEAD + "owner: ada\n---\npeople: {}\n").problems] == ["YA004"]


def test_an_alias_does_not_repeat_a_problem(problems: Problems) -> None:
    assert problems("people:\n  a: &x {name: x, rank: 1}\n  b: *x\n") == ["2:19 PL001 unknown key `rank`"]


def test_no_files_at_all(load: Load) -> None:
    loaded = load_plan(PlanFiles(()))
    assert loaded.plan is None
    assert [problem.location for problem in loaded.problems] == [Location("")] * 2


PLAN = (
    HEAD
    + """\
people:
  li: {name: 李工, phone: "0012", note: "one, two"}
checklists:
- title: Before
  items:
  - do: >
      Read what
      stands there
  - Take the key
"""
)
"""The same plan below, in other words of YAML."""
ALIKE = {
    "line ends": PLAN.replace("\n", "\r\n"),
    "a mark in front": "\ufeff" + PLAN,
    "comments": "# A plan\n" + PLAN.replace("people:", "people:  # who\n"),
    "quotes": PLAN.replace('"0012"', "'0012'").replace("李工", '"李工"'),
    "blocks": PLAN.replace("- Take the key", "- \"Take the key\"\n").replace("  items:", "\n  items:\n"),
    "a list on one line": PLAN.replace("- title: Before\n", "- title: Before\n  # in order\n"),
    "folded": PLAN.replace(">\n      Read what\n      stands there", '"Read what stands there\\n"'),
    "indented": PLAN.replace("\n- title", "\n  - title").replace("\n  items", "\n    items").replace("\n  - ", "\n    - ")
    .replace("\n    - title", "\n  - title").replace("\n      ", "\n          "),
}  # fmt: skip


@pytest.mark.parametrize("how", ALIKE)
def test_the_digest_is_of_what_is_said(load: Load, how: str) -> None:
    plan, other = load(PLAN).plan, load(ALIKE[how]).plan
    assert plan and other and plan.digest == other.digest


def test_neither_a_program_that_writes_yaml_nor_the_division_into_files_changes_the_digest() -> None:
    """ruamel.yaml is what `format` writes with, too; a plan in one file is the same plan in several."""
    files = find_plans([ROOT / "plans" / "exam-buddy"])[0][0]
    plan = load_plan(files).plan
    yaml = YAML()
    yaml.width = 60
    written = []
    for path, data in files.files:
        out = io.BytesIO()
        yaml.dump(yaml.load(data), out)
        written.append((path, out.getvalue()))
    together = b"\n".join(data for _, data in reversed(files.files))
    for other in (load_plan(PlanFiles(tuple(written))).plan, load_plan(PlanFiles((("plan.yml", together),))).plan):
        assert plan and other and other.digest == plan.digest
        assert digests(other) == digests(plan)


def test_any_value_changes_the_digest(load: Load) -> None:
    plan = load(PLAN).plan
    assert plan
    for value in ("李工", "0012", "one, two", "Before", "stands", "key"):
        other = load(PLAN.replace(value, value + "3")).plan
        assert other and other.digest != plan.digest, value


# places


PARTS = ("a", "b", 0, 1, -1, "", "nowhere", 7)
PATHS: list[tuple[str | int, ...]] = [
    (),
    *((part,) for part in PARTS),
    *(("a", "b", one, other, 3, "x")[start:] for one in PARTS for other in PARTS for start in range(5)),
]


@pytest.mark.parametrize("text", ["a: {b: [1, {c: d}]}\nb: ~\n0: x\n", "", "- a\n", "a:\n"])
def test_locating_never_raises(text: str) -> None:
    source = read_source("plan.yml", text.encode())
    entries = source.root.keys if source.root else {}
    bundle = Bundle((source,), {name: Resolved(source, key, source.root.items[name]) for name, key in entries.items()})  # type: ignore[union-attr]
    for path in PATHS:
        for on_key in (True, False):
            location = bundle.locate(path, on_key)
            assert 1 <= location.line <= len(source.lines)
            assert 1 <= location.column <= len(location.text) + 1
        assert Bundle(()).locate(path) == Location("")


EMPTY = {
    "runsheet:": "1:1 PL009 `runsheet` is empty: expected a list or a mapping of keys: `key: value`, found nothing",
    "summary: ~": "1:1 PL009",
    "people: {ada: {name: Ada, phone: }}": "1:27 PL009",
    "timeline: {tasks: [{title: a, after: []}]}": "1:31 PL009",
    "rollout:\n  - {title: a, share: 1%, at: T, users: }": "2:34 PL009",
    "rollback:\n  triggers:\n  steps: [Undo]": "2:3 PL009",
    "checklists:\n  - title: a\n    items: [{do: b, why: null}]": "3:21 PL009",
    "conflicts_with:": "1:1 PL009",
}


@pytest.mark.parametrize("text", EMPTY)
def test_a_key_with_nothing_behind_it_is_told(text: str, load: Load, problems: Problems) -> None:
    """In every section, in short forms too; a draft is still built."""
    told = problems(text + "\n")
    assert [line[: len(EMPTY[text])] for line in told] == [EMPTY[text]]
    loaded = load(HEAD + text + "\n")
    assert loaded.plan and loaded.problems[0].severity == "warning" and loaded.problems[0].help


@pytest.mark.parametrize("text", ["conflicts_with: []", "notes: {a: b}"])
def test_an_empty_list_that_says_that_there_is_none_is_no_empty_key(text: str, problems: Problems) -> None:
    assert problems(text + "\n") == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("'[key]': x", "1:1 PL001 unknown key `[key]`"),
        ("people: {li: {name: Li, '[key]': x}}", "1:25 PL001 unknown key `[key]`"),
    ],
)
def test_a_key_may_be_called_as_the_schema_marks_keys(problems: Problems, text: str, problem: str) -> None:
    assert problems(text) == [problem]


def test_a_text_that_a_comma_cut_off_needs_quotes(helps: Problems) -> None:
    text = "checklists:\n  - {title: X, items: [{do: Open it, then wait, priority: P0}]}\n"
    assert helps(text) == [
        'Inside `{…}` a comma ends a text. Put the whole text in quotes: `{do: "Open it, then wait"}`.'
    ]
    assert helps("checklists:\n  - {title: X, items: [{do: a, zzzz: }]}\n") == []
