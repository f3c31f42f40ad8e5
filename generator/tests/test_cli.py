"""The command line: what it prints, what it answers, what it writes and what it leaves alone."""

from __future__ import annotations

import errno
import json
import os
import shutil
import stat
import subprocess
import sys
import unicodedata
from pathlib import Path

import jsonschema
import pytest
import yaml
from site_kit import ENV, ROOT, TEA, Outcome, content, launchbook, lines_of, project, run, tea, write

from launchbook.starter import STARTERS

FLAWED = """\
plan: tea
title: 茶叙
launch: 2026-01-20 10:00
owner: li

people:
  li: {name: 李工程师, rol: 负责人}
  zhang: {name: 张工, deputy: li}
"""
"""A mistake: an unknown key."""


@pytest.fixture
def team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with one good plan, as the working directory."""
    monkeypatch.chdir(project(tmp_path, {"tea.yml": TEA}))
    return tmp_path


def plan(folder: Path, text: str, name: str = "tea.yml") -> Path:
    return write(folder, {f"plans/{name}": text}) / "plans" / name


def columns(text: str) -> int:
    """Columns on a terminal."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


# check


def test_a_plan_without_a_mistake_passes(team: Path) -> None:
    found = launchbook("check")
    assert found.code == 0
    assert found.out.splitlines()[-1].startswith("1 plan: ")
    assert found.err == ""


def test_text_names_the_place_the_code_and_the_way_out(team: Path) -> None:
    plan(team, FLAWED)
    found = launchbook("check", "plans/tea.yml")
    assert found.code == 1
    assert found.out.startswith("plans/tea.yml:7:20: PL001 error: unknown key `rol`\n")
    assert "Did you mean `role`?" in found.out
    assert found.out.splitlines()[-1] == "1 plan: 1 error"


def test_the_caret_stands_right_under_chinese_text(team: Path) -> None:
    plan(team, FLAWED)
    lines = launchbook("check").out.splitlines()
    source = next(line for line in lines if "李工程师" in line)
    caret = lines[lines.index(source) + 1]
    place = source.index("rol:")
    assert columns(caret[: caret.index("^")]) == columns(source[:place])
    assert caret.count("^") == len("rol")


def test_a_caret_under_chinese_words_is_as_wide_as_they_are(team: Path) -> None:
    plan(team, TEA.replace("owner: li", "owner: 李工"))
    lines = launchbook("check").out.splitlines()
    caret = next(line for line in lines if "^" in line)
    assert caret.count("^") == 4


def test_a_long_line_is_cut_around_the_place(team: Path) -> None:
    plan(team, TEA.replace("name: 张工", f"name: {'长' * 500}, rol: x"))
    found = launchbook("check")
    lines = found.out.splitlines()
    source = next(line for line in lines if "rol:" in line and "|" in line)
    caret = lines[lines.index(source) + 1]
    assert len(source) < 200
    assert columns(caret[: caret.index("^")]) == columns(source[: source.index("rol:")])


def test_all_mistakes_are_told_at_once(team: Path) -> None:
    plan(team, FLAWED.replace(": li\n", ": lee\n").replace(": li}", ": lii}"))
    found = json.loads(launchbook("check", "--format", "json").out)
    assert [(each["line"], each["column"], each["code"]) for each in found if each["severity"] == "error"] == [
        (4, 8, "RF001"),
        (8, 29, "RF001"),
        (7, 20, "PL001"),
    ], "what has one cause stands together"


def test_all_files_are_told_of_at_once(team: Path) -> None:
    for name in ("a", "b", "c"):
        plan(team, FLAWED.replace("plan: tea", f"plan: {name}"), f"{name}.yml")
    found = json.loads(launchbook("check", "--format", "json").out)
    assert {each["path"] for each in found if each["severity"] == "error"} == {f"plans/{name}.yml" for name in "abc"}


def test_json_has_the_documented_fields(team: Path) -> None:
    plan(team, FLAWED)
    found = launchbook("check", "--format", "json")
    assert found.code == 1
    [problem] = json.loads(found.out)
    assert problem == {
        "path": "plans/tea.yml",
        "line": 7,
        "column": 20,
        "end_column": 23,
        "code": "PL001",
        "grade": "error",
        "severity": "error",
        "message": "unknown key `rol`",
        "help": problem["help"],
        "related": [],
        "fingerprint": problem["fingerprint"],
    }
    assert problem["help"].startswith("Did you mean `role`?")


def test_json_of_a_good_plan_is_a_list_too(team: Path) -> None:
    found = launchbook("check", "--format", "json", "plans/tea.yml")
    assert found.code == 0
    assert all(each["severity"] == "warning" for each in json.loads(found.out))


def test_json_points_at_the_first_of_two(team: Path) -> None:
    plan(team, TEA, "other.yml")
    found = json.loads(launchbook("check", "--format", "json").out)
    [twice] = [each for each in found if each["code"] == "PL005"]
    assert twice["path"] == "plans/tea.yml"
    assert [(at["path"], at["line"], at["column"]) for at in twice["related"]] == [("plans/other.yml", 1, 7)]


def test_messages_come_in_the_language_asked_for(team: Path) -> None:
    plan(team, FLAWED)
    english, chinese = launchbook("check").out, launchbook("check", "--lang", "zh").out
    assert "unknown key" in english
    assert "unknown key" not in chinese
    assert chinese.splitlines()[0] == "plans/tea.yml:7:20: PL001 错误: 没有 `rol` 这个键"
    assert chinese.splitlines()[-1] == "1 份计划：1 个错误"


def test_paths_are_relative_to_the_working_directory(team: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan(team, FLAWED)
    for argument in ("plans", "plans/tea.yml", team / "plans", team / "plans" / "tea.yml"):
        [problem] = json.loads(launchbook("check", argument, "--format", "json").out)
        assert problem["path"] == "plans/tea.yml", argument
    monkeypatch.chdir(team / "plans")
    [problem] = json.loads(launchbook("check", ".", "--format", "json").out)
    assert problem["path"] == "tea.yml"


def test_a_file_of_a_folder_stands_for_its_plan(team: Path) -> None:
    write(
        team / "plans",
        {"big/plan.yml": tea("big").partition("people:")[0], "big/people.yml": "people:" + TEA.partition("people:")[2]},
    )
    found = launchbook("check", "plans/big/people.yml")
    assert found.code == 0, found.out
    assert found.out.splitlines()[-1].startswith("1 plan: ")


def test_strict_makes_warnings_count(team: Path) -> None:
    warned = json.loads(launchbook("check", "--format", "json").out)
    assert warned, "the small plan is thin somewhere"
    assert {each["severity"] for each in warned} == {"warning"}
    assert launchbook("check").code == 0
    assert launchbook("check", "--strict").code == 1


@pytest.mark.parametrize("date", ["2026-01-17", "2026-01-17T10:00", "2026-01-17T10:00+08:00"])
def test_the_time_to_check_for_can_be_said(team: Path, date: str) -> None:
    assert launchbook("check", "--as-of", date).code == 0


def test_the_time_to_check_for_matters(team: Path) -> None:
    before = launchbook("check", "--as-of", "2026-01-01", "--format", "json").out
    after = launchbook("check", "--as-of", "2027-01-01", "--format", "json").out
    assert before != after, "a draft whose launch is long past is worth a remark"


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "nowhere"),
        ("check", "plans/other.yml"),
        ("check", "docs"),  # holds no plan
        ("check", "--as-of", "yesterday"),
        ("check", "--format", "xml"),
        ("check", "--frob"),
        ("check", "--lang", "tlh"),
        ("frob",),
        ("render",),
        ("render", "--out"),
        ("render", "--out", "out", "--plans", "nowhere"),
        ("render", "--out", "out", "--config", "nowhere.yml"),
        ("new",),
        ("new", "coffee", "--language", "tlh"),
        ("reference",),
    ],
    ids=" ".join,
)
def test_wrong_use_answers_two_and_a_sentence(team: Path, arguments: tuple[str, ...]) -> None:
    before = content(team)
    found = launchbook(*arguments)
    assert found.code == 2
    assert found.err.strip()
    assert found.out == ""
    assert content(team) == before


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs Linux's /proc")
def test_input_that_cannot_be_read_answers_two(team: Path) -> None:
    """A file that can be opened and not read, also by root."""
    found = launchbook("check", "/proc/self/mem", "plans/tea.yml")
    assert found.code == 2
    assert "/proc/self/mem:1:1: YA015 error: cannot be read" in found.out
    assert found.out.splitlines()[-1].startswith("1 plan: 1 error")  # the other file is read all the same


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_plan_that_one_may_not_read_answers_two(team: Path) -> None:
    path = plan(team, TEA)
    path.chmod(0)
    found = launchbook("check")
    assert found.code == 2
    assert "YA015" in found.out


STRANGE: dict[str, bytes] = {
    "binary": bytes(range(256)),
    "nothing": b"",
    "a comment": b"# nothing here\n",
    "latin-1": "plan: caf\xe9".encode("latin-1"),
    "utf-16": "plan: tea".encode("utf-16"),
    "a list": b"- plan\n- tea\n",
    "a text": b"tea\n",
    "two documents": TEA.encode() + b"---\nplan: two\n",
    "a bomb": b"a: &a [x,x,x,x,x,x,x,x]\n"
    + b"".join(b"%c: &%c [*%c,*%c,*%c,*%c,*%c,*%c]\n" % (n + 1, n + 1, n, n, n, n, n, n) for n in range(97, 112)),
    "a deep nest": b"plan: " + b"[" * 5000,
    "an open quote": b'plan: "tea\ntitle: x\n',
    "a tab": b"plan: tea\npeople:\n\tli: {name: x}\n",
    "a tag": b"plan: !!python/object/apply:os.system [id]\n",
    "nulls": b"plan: ~\ntitle: ~\nlaunch: ~\npeople: ~\n",
    "a merge key": b"plan: tea\n<<: {title: x}\n",
    "braces": b"plan: {{ tea }}\ntitle: {% x %}\nlaunch: {}\n",
}


@pytest.mark.parametrize("name", STRANGE)
def test_no_input_brings_a_traceback(team: Path, name: str) -> None:
    (team / "plans" / "strange.yml").write_bytes(STRANGE[name])
    for form in ("text", "json"):
        found = launchbook("check", "plans/strange.yml", "--format", form)
        assert found.code == 1
        assert "plans/strange.yml" in found.out
        assert "Traceback" not in found.out + found.err
    assert launchbook("render", "--out", "out").code == 1
    assert not (team / "out").exists()


def test_a_folder_named_like_a_plan_is_a_folder(team: Path) -> None:
    (team / "plans" / "x.yml").mkdir()
    assert launchbook("check").code == 0
    (team / "plans" / "x.yml" / "plan.yml").mkdir()
    found = launchbook("check")
    assert "Traceback" not in found.err
    assert found.code in (0, 1, 2)


def test_links_out_of_the_plans_folder_are_refused(team: Path) -> None:
    (team / "secret.yml").write_text(tea("secret"), "utf-8")
    (team / "plans" / "link.yml").symlink_to(team / "secret.yml")
    (team / "plans" / "loop.yml").symlink_to(team / "plans" / "loop.yml")
    found = launchbook("check")
    assert found.code == 1
    assert "plans/link.yml:1:1: YA013 error" in found.out
    assert "plans/loop.yml:1:1: YA013 error" in found.out
    assert "茶叙 secret" not in found.out


SECRETS = {
    "a password": ("summary: 数据库密码：Hx7#pQ2m9Lw", "Hx7#pQ2m9Lw"),
    "a password key": ("password: Hx7#pQ2m9Lw", "Hx7#pQ2m9Lw"),
    "a token": (
        "summary: 用 ghp_0123456789abcdefghijABCDEFGHIJ012345 拉代码",
        "ghp_0123456789abcdefghijABCDEFGHIJ012345",
    ),
    "a cloud key": ("tags: [AKIAIOSFODNN7ABCDEFG]", "AKIAIOSFODNN7ABCDEFG"),
    "an address": ("links: ['https://root:Hx7pQ2m9Lw@db.example.com/x']", "Hx7pQ2m9Lw"),
    "a private key": (
        "summary: |\n  -----BEGIN RSA PRIVATE KEY-----\n  MIIEowIBAAKCAQEA7Hx7pQ2m9Lw0123456789\n  -----END RSA PRIVATE KEY-----",
        "MIIEowIBAAKCAQEA7Hx7pQ2m9Lw0123456789",
    ),
}


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_is_an_error_and_is_never_repeated(team: Path, name: str) -> None:
    line, secret = SECRETS[name]
    plan(team, TEA.replace("owner: li\n", f"owner: li\n{line}\n"))
    for arguments in (("check",), ("check", "--format", "json"), ("check", "--lang", "zh"), ("render", "--out", "out")):
        found = launchbook(*arguments)
        assert found.code == 1, arguments
        assert secret not in found.out + found.err, arguments
    if name != "a password key":  # an unknown key is told of before any rule runs
        assert "plans/tea.yml" in launchbook("check").out
        assert "SE001" in launchbook("check").out


def test_a_secret_beside_another_mistake_is_not_repeated_either(team: Path) -> None:
    plan(team, TEA.replace("name: 张工,", "name: 张工, frob: 1, duty: 密码：Hx7#pQ2m9Lw,"))
    found = launchbook("check")
    assert "unknown key `frob`" in found.out
    assert "Hx7#pQ2m9Lw" not in found.out


def test_colours_and_paging_are_left_to_the_terminal(team: Path) -> None:
    plan(team, FLAWED)
    assert "\x1b" not in launchbook("check").out


# the process


def test_the_module_runs_as_a_process(team: Path) -> None:
    plan(team, FLAWED)
    found = run("launchbook", "check", cwd=team)
    assert found.returncode == 1
    assert found.stdout.startswith("plans/tea.yml:7:20: PL001")
    assert found.stderr == ""


def test_output_is_utf8_whatever_the_locale(team: Path) -> None:
    plan(team, FLAWED)
    environment = {**ENV, "LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    environment.pop("PYTHONIOENCODING", None)
    command = [sys.executable, "-m", "launchbook", "check", "--lang", "zh"]
    found = subprocess.run(command, cwd=team, env=environment, capture_output=True, timeout=60)
    assert found.returncode == 1
    assert b"Traceback" not in found.stderr
    assert "李工程师" in found.stdout.decode("utf-8")


def test_a_closed_pipe_is_not_a_crash(team: Path) -> None:
    for number in range(300):
        plan(team, FLAWED.replace("plan: tea", f"plan: p{number}"), f"p{number}.yml")
    command = f"{sys.executable} -m launchbook check | head -1"
    found = subprocess.run(command, shell=True, cwd=team, env=ENV, capture_output=True, text=True, timeout=60)
    assert found.stdout.count("\n") == 1
    assert "Traceback" not in found.stderr


# render


def snapshot(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {name: ((folder / name).stat().st_mtime_ns, data) for name, data in content(folder).items()}


def test_render_writes_a_tree_and_nothing_outside_it(team: Path) -> None:
    before = snapshot(team)
    found = launchbook("render", "--out", "out")
    assert found.code == 0, found.err
    after = snapshot(team)
    assert {name: value for name, value in after.items() if not name.startswith("out/")} == before
    assert {
        "out/mkdocs.yml",
        "out/docs/index.md",
        "out/docs/plans/tea/index.md",
        "out/docs/plans/tea/people.md",
    } <= set(after)
    assert not [name for name in after if name.endswith(".new")]


def test_render_leaves_unchanged_files_alone(team: Path) -> None:
    launchbook("render", "--out", "out", "--as-of", "2026-01-10")
    first = snapshot(team / "out")
    found = launchbook("render", "--out", "out", "--as-of", "2026-01-10")
    second = snapshot(team / "out")
    assert ", 0 files written" in found.out
    first.pop(".launchbook.json"), second.pop(".launchbook.json")
    assert first == second
    plan(team, TEA.replace("张工", "章工"))
    launchbook("render", "--out", "out", "--as-of", "2026-01-10")
    third = snapshot(team / "out")
    changed = {name for name in second if third.get(name) != second[name]}
    assert "docs/plans/tea/people.md" in changed
    assert "docs/assets/launchbook/launchbook.css" not in changed
    assert "mkdocs.yml" not in changed


def test_render_is_the_same_every_time(team: Path) -> None:
    for out in ("one", "two"):
        assert launchbook("render", "--out", out, "--as-of", "2026-01-10").code == 0
    assert content(team / "one") == content(team / "two")


def test_render_removes_the_pages_of_a_plan_that_is_gone(team: Path) -> None:
    path = plan(team, tea("coffee"), "coffee.yml")
    launchbook("render", "--out", "out")
    assert (team / "out/docs/plans/coffee/index.md").is_file()
    (team / "out" / "docs" / "notes.txt").write_text("the team's own\n", "utf-8")
    path.unlink()
    launchbook("render", "--out", "out")
    assert not (team / "out/docs/plans/coffee").exists()
    assert (team / "out/docs/plans/tea/index.md").is_file()
    assert (team / "out/docs/notes.txt").is_file()
    assert "coffee" not in (team / "out/mkdocs.yml").read_text("utf-8")


def test_render_refuses_a_folder_that_it_did_not_write(team: Path) -> None:
    write(team, {"theirs/thesis.txt": "years of work\n"})
    before = snapshot(team)
    found = launchbook("render", "--out", "theirs")
    assert found.code == 2
    assert "theirs" in found.err
    assert snapshot(team) == before


def test_render_does_not_follow_links_out_of_the_folder(team: Path) -> None:
    launchbook("render", "--out", "out")
    shutil.move(team / "out" / "docs", team / "elsewhere")
    (team / "out" / "docs").symlink_to(team / "elsewhere")
    before = snapshot(team / "elsewhere")
    found = launchbook("render", "--out", "out")
    assert found.code != 0
    assert "Traceback" not in found.err
    assert snapshot(team / "elsewhere") == before


def test_render_trusts_no_manifest_to_remove_what_lies_outside(team: Path) -> None:
    launchbook("render", "--out", "out")
    (team / "out" / ".launchbook.json").write_text(json.dumps(["../plans/tea.yml", "/etc/hostname"]), "utf-8")
    found = launchbook("render", "--out", "out")
    assert (team / "plans" / "tea.yml").is_file()
    assert "Traceback" not in found.err


def test_render_writes_nothing_when_a_plan_has_a_mistake(team: Path) -> None:
    launchbook("render", "--out", "out")
    before = snapshot(team / "out")
    plan(team, FLAWED, "flawed.yml")
    found = launchbook("render", "--out", "out")
    assert found.code == 1
    assert "plans/flawed.yml:7:20: PL001" in found.err
    assert snapshot(team / "out") == before
    assert launchbook("render", "--out", "fresh").code == 1
    assert not (team / "fresh").exists()


@pytest.mark.parametrize(
    "text",
    [
        "site_name: [",
        "- a\n- list\n",
        "",
        "\x00",
        "site_name: x\ntheme: 3\n",
        "site_name: x\nplugins: 3\n",
        "site_name: x\nextra: 3\nnav: 3\n",
    ],
    ids=[
        "open bracket",
        "a list",
        "empty",
        "binary",
        "theme of a wrong type",
        "plugins of a wrong type",
        "nav of a wrong type",
    ],
)
def test_render_says_what_is_wrong_with_a_configuration(team: Path, text: str) -> None:
    (team / "mkdocs.yml").write_text(text, "utf-8")
    found = launchbook("render", "--out", "out")
    assert found.code == 2
    assert "mkdocs.yml" in found.err
    assert not (team / "out").exists()


def test_render_needs_no_configuration(team: Path) -> None:
    (team / "mkdocs.yml").unlink()
    found = launchbook("render", "--out", "out")
    assert found.code == 0, found.err
    assert yaml.safe_load((team / "out/mkdocs.yml").read_text("utf-8"))["docs_dir"] == "docs"


@pytest.mark.parametrize("target", ["mkdocs.yml", "mkdocs.yml/below", "/proc/launchbook"])
def test_render_says_where_it_cannot_write(team: Path, target: str) -> None:
    found = launchbook("render", "--out", target)
    assert found.code == 2
    assert found.err.strip()
    assert "Traceback" not in found.err


def test_render_to_a_full_disk_leaves_the_last_tree(team: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    launchbook("render", "--out", "out")
    before = snapshot(team)
    write_bytes = Path.write_bytes

    def full(path: Path, data: bytes) -> int:
        if path.name == "people.md":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write_bytes(path, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    found = launchbook("render", "--out", "out", "--as-of", "2027-01-01")
    assert (found.code, found.err) == (2, f"launchbook: {team / 'out'}: No space left on device\n")
    assert snapshot(team) == before


def test_render_copies_the_modes_of_nothing(team: Path) -> None:
    """A tree of ordinary files: nothing executable, nothing linked."""
    launchbook("render", "--out", "out")
    for path in (team / "out").rglob("*"):
        assert not path.is_symlink()
        assert path.is_dir() or not path.stat().st_mode & stat.S_IXUSR, path


# schema


def the_schema() -> dict[str, object]:
    return json.loads((ROOT / "docs/schema/plan.schema.json").read_text("utf-8"))


def test_the_schema_in_docs_is_up_to_date(tmp_path: Path) -> None:
    printed = launchbook("schema").out
    written = (ROOT / "docs/schema/plan.schema.json").read_text("utf-8")
    assert printed == written, "docs/schema/plan.schema.json is not what the models say; run `make docs`"
    launchbook("schema", "--out", tmp_path / "deep" / "schema.json")
    assert (tmp_path / "deep" / "schema.json").read_text("utf-8") == printed


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(launchbook("schema").out))


def plan_files() -> list[Path]:
    from launchbook.discovery.kinds import find_sections, section_folder

    plans = [path for path in sorted((ROOT / "plans").rglob("*.yml")) if "runs" not in path.parts]
    return plans + [section_folder(key) / "cases" / "example.yml" for key in find_sections()]


def test_every_plan_and_every_example_fits_the_schema(tmp_path: Path) -> None:
    """By an independent checker, which reads YAML as editors do."""
    schema = tmp_path / "plan.schema.json"
    launchbook("schema", "--out", schema)
    starters = []
    for language in STARTERS:
        assert launchbook("new", f"starter-{language}", "--plans", tmp_path / "plans", "--language", language).code == 0
        starters.append(tmp_path / "plans" / f"starter-{language}.yml")
    found = run("check_jsonschema", "--schemafile", schema, *plan_files(), *starters, cwd=tmp_path)
    assert found.returncode == 0, found.stdout + found.stderr


def test_check_jsonschema_accepts_the_schema(tmp_path: Path) -> None:
    launchbook("schema", "--out", tmp_path / "plan.schema.json")
    found = run("check_jsonschema", "--check-metaschema", tmp_path / "plan.schema.json", cwd=tmp_path)
    assert found.returncode == 0, found.stdout + found.stderr


@pytest.mark.parametrize(
    "text",
    [
        "plan: tea\nlaunch: 2026-01-01\n",
        "plan: tea\ntitle: x\nlaunch: 2026-01-01\nfrob: 1\n",
        "plan: tea\ntitle: [x]\nlaunch: 2026-01-01\n",
    ],
    ids=["a missing key", "an unknown key", "a wrong type"],
)
def test_the_schema_tells_an_editor_what_is_wrong(text: str) -> None:
    validator = jsonschema.Draft202012Validator(json.loads(launchbook("schema").out))
    data = yaml.load(text, Loader=yaml.BaseLoader)
    assert list(validator.iter_errors(data))


# reference


def test_the_reference_in_docs_is_up_to_date(tmp_path: Path) -> None:
    assert launchbook("reference", "--out", tmp_path).code == 0
    wanted, found = content(tmp_path), content(ROOT / "docs/reference")
    hint = "docs/reference is not what the models say; run `make docs`"
    assert set(found) == set(wanted), hint
    stale = [name for name in wanted if wanted[name] != found[name]]
    assert not stale, f"{hint}: {stale}"


def test_the_reference_shows_every_section_and_every_code(tmp_path: Path) -> None:
    from launchbook.discovery.kinds import find_rules, find_sections

    launchbook("reference", "--out", tmp_path)
    index, problems = ((tmp_path / name).read_text("utf-8") for name in ("index.md", "problems.md"))
    for key in find_sections():
        assert f"({key}.md)" in index
        assert "```yaml\n" in (tmp_path / f"{key}.md").read_text("utf-8")
    for rule in find_rules():
        assert f"## {rule.code.id}: " in problems


# new


@pytest.mark.parametrize("language", STARTERS)
def test_a_new_plan_has_no_error_and_builds(team: Path, language: str) -> None:
    found = launchbook("new", "coffee-2.0", "--language", language)
    assert found.code == 0, found.err
    path = team / "plans" / "coffee-2.0.yml"
    checked = launchbook("check", path)
    assert checked.code == 0, checked.out
    assert launchbook("render", "--out", "out").code == 0
    assert f"language: {language}" in path.read_text("utf-8")


@pytest.mark.parametrize("language", STARTERS)
def test_a_new_plan_may_be_a_folder_of_the_same_text(team: Path, language: str) -> None:
    write(team, {"docs/schema/plan.schema.json": "{}"})
    assert launchbook("new", "coffee", "--language", language).code == 0
    found = launchbook("new", "coffee-2.0", "--language", language, "--folder")
    assert found.code == 0 and "plans/coffee-2.0 is written" in found.out
    folder = team / "plans" / "coffee-2.0"
    names = sorted(path.name for path in folder.iterdir())
    assert names[:2] == ["01-people.yml", "02-contacts.yml"] and names[-1] == "plan.yml"
    parts = [(folder / name).read_text("utf-8").splitlines() for name in (names[-1], *names[:-1])]
    whole = (team / "plans" / "coffee.yml").read_text("utf-8").replace("plan: coffee ", "plan: coffee-2.0 ")
    assert [line for part in parts for line in part[1:] if line] == [line for line in whole.splitlines()[1:] if line]
    for part in parts:
        schema = (folder / part[0].partition("$schema=")[2]).resolve()
        assert schema == team.resolve() / "docs/schema/plan.schema.json"
    assert launchbook("check", folder).code == 0
    assert not [path for path in (team / "plans").iterdir() if path.name.startswith(".")]


def test_a_folder_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(Path, "rename", full)
    found = launchbook("new", "coffee", "--folder")
    assert found.code == 2 and "No space left" in found.err
    assert list((tmp_path / "plans").iterdir()) == []


@pytest.mark.parametrize("plans", ["plans", "teams/blue/plans"])
def test_the_schema_line_of_a_new_plan_leads_to_the_schema(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, plans: str
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / plans
    assert launchbook("new", "unhelped", "--plans", plans).code == 0
    assert "$schema" not in (folder / "unhelped.yml").read_text("utf-8"), "there is no schema yet"
    write(folder.parent, {"docs/schema/plan.schema.json": "{}"})
    assert launchbook("new", "coffee", "--plans", plans).code == 0
    first = (folder / "coffee.yml").read_text("utf-8").splitlines()[0]
    assert first.startswith("# yaml-language-server: $schema=")
    assert (
        folder / first.partition("$schema=")[2]
    ).resolve() == folder.parent.resolve() / "docs/schema/plan.schema.json"


def test_the_schema_lines_of_the_teams_own_plans_lead_to_the_schema() -> None:
    for path in sorted((ROOT / "plans").rglob("*.yml")):
        first = path.read_text("utf-8").splitlines()[0]
        if "$schema=" in first:
            assert (path.parent / first.partition("$schema=")[2]).resolve() == ROOT / "docs/schema/plan.schema.json", (
                path
            )


def test_new_does_not_overwrite(team: Path) -> None:
    before = content(team)
    found = launchbook("new", "tea")
    assert found.code == 2
    assert "exists" in found.err
    (team / "plans" / "folder").mkdir()
    assert launchbook("new", "folder").code == 2
    assert launchbook("new", "folder", "--folder").code == 2
    assert launchbook("new", "tea", "--folder").code == 2
    assert content(team) == before


@pytest.mark.parametrize(
    "name", ["../x", "", "上线", "a/b", "/tmp/x", ".hidden", "a..b", "x" * 65, "-x\n", "a b", "con:"]
)
def test_new_refuses_names_that_are_no_id(team: Path, name: str) -> None:
    before = content(team.parent)
    found = launchbook("new", "--", name)
    assert found.code == 2
    assert found.err.strip()
    assert content(team.parent) == before


def test_new_says_where_it_cannot_write(team: Path) -> None:
    found = launchbook("new", "coffee", "--plans", "/proc/nowhere")
    assert found.code == 2
    assert found.err.startswith("launchbook: ")


def test_help_names_every_command() -> None:
    found: Outcome = launchbook("--help")
    assert found.code == 0
    for name in ("check", "render", "schema", "reference", "new"):
        assert f"\n  {name} " in found.out
        assert launchbook(name, "--help").code == 0
    assert launchbook("--version").out.startswith("launchbook, version ")


def test_the_help_of_each_command_fits_a_terminal() -> None:
    wide = [
        line
        for name in ("check", "render", "new")
        for line in launchbook(name, "--help").out.splitlines()
        if len(line) > 100
    ]
    assert not wide, lines_of(wide)


def test_what_is_told_and_what_fails_is_chosen(team: Path) -> None:
    plan(team, TEA.replace("status: draft", "status: launched"))
    every = json.loads(launchbook("check", "--format", "json", "--as-of", "2026-01-01").out)
    grades = {each["code"]: each["grade"] for each in every}
    assert grades["CA004"] == "contradiction" and set(grades.values()) > {"contradiction"}

    def codes(*options: str) -> tuple[set[str], int]:
        found = launchbook("check", "--format", "json", "--as-of", "2026-01-01", *options)
        return {each["code"] for each in json.loads(found.out)}, found.code

    assert codes("--select", "ca") == ({"CA004"}, 0)
    assert codes("--select", "CA,HD", "--ignore", "HD") == ({"CA004"}, 0)
    assert codes("--ignore", "CA004") == (set(grades) - {"CA004"}, 0)
    assert codes("--grade", "contradiction") == ({"CA004"}, 0)
    assert codes("--grade", "contradiction", "--fail-on", "danger") == ({"CA004"}, 1)
    assert codes("--ignore", "CA004", "--fail-on", "contradiction")[1] == 0
    refused = launchbook("check", "--select", "QQ")
    assert refused.code == 2 and "no code begins with QQ" in refused.err


def test_a_baseline_knows_what_there_was_also_after_lines_moved(team: Path) -> None:
    plan(team, TEA)
    before = launchbook("check", "--write-baseline", "known.json")
    assert before.code == 0
    known = launchbook("check", "--baseline", "known.json", "--strict")
    assert known.code == 0 and "no problems" in known.out and "known" in known.out
    plan(team, "# a line above\n\n" + TEA.replace("status: draft", "status: launched"))
    new = launchbook("check", "--baseline", "known.json", "--strict", "--as-of", "2026-01-01")
    assert new.code == 1 and "CA004" in new.out and new.out.count(": CA004") == new.out.count("contradiction:")
    (team / "known.json").write_text("[]")
    broken = launchbook("check", "--baseline", "known.json")
    assert broken.code == 2 and "is no baseline" in broken.err


def test_a_code_is_explained(team: Path) -> None:
    assert "never rehearsed" in launchbook("explain", "rb003").out
    assert "回滚从未演练" in launchbook("explain", "RB003", "--lang", "zh").out
    listed = launchbook("explain").out.splitlines()
    assert len(listed) > 300 and all(line[:2].isupper() for line in listed)
    unknown = launchbook("explain", "RB03")
    assert unknown.code == 2 and "Did you mean `RB0" in unknown.err
