"""What `check` writes for other tools, read by parsers and schemas that are not ours."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner
from junitparser import JUnitXml
from sarif_pydantic import Sarif

from launchbook.cli import commands
from launchbook.core.problem import Code, Location, Problem, say
from launchbook.load import PlanFiles
from launchbook.report import FORMATS, CheckReport
from launchbook.report.fingerprint import with_fingerprints
from launchbook.site import Builder

AS_OF = datetime(2027, 1, 4, tzinfo=UTC)
PLAN = """\
plan: tea
title: "Tea: 50 % off, <b>now</b> & ::error::"
launch: 2027-03-09 10:00
status: launched
language: zh
people:
  li: {name: "李工，😀 & <x>", phone: "13800000001"}
rollback:
  decider: li
  triggers: [页面打不开]
  steps: [{do: 切回旧版, owner: li}]
checklists:
  - {title: "😀 名单 “a, b: c” 100%", items: [甲, 乙], due: T+1d}
accept: [{code: RB003, why: 与厂商约在四月}]
"""
GITLAB = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": r"^[^./]"},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}
"""https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format"""
POSITION = {
    "type": "object",
    "required": ["line"],
    "additionalProperties": False,
    "properties": {"line": {"type": "integer", "minimum": 1}, "column": {"type": "integer", "minimum": 1}},
}
PLACE = {
    "type": "object",
    "required": ["path"],
    "additionalProperties": False,
    "properties": {
        "path": {"type": "string"},
        "range": {
            "type": "object",
            "required": ["start"],
            "additionalProperties": False,
            "properties": {"start": POSITION, "end": POSITION},
        },
    },
}
RDJSON = {
    "type": "object",
    "required": ["diagnostics"],
    "additionalProperties": False,
    "properties": {
        "source": {"type": "object", "properties": {"name": {"type": "string"}, "url": {"type": "string"}}},
        "severity": {"enum": ["ERROR", "WARNING", "INFO"]},
        "diagnostics": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["message", "location"],
                "additionalProperties": False,
                "properties": {
                    "message": {"type": "string"},
                    "location": PLACE,
                    "severity": {"enum": ["ERROR", "WARNING", "INFO"]},
                    "code": {"type": "object", "required": ["value"], "properties": {"value": {"type": "string"}}},
                    "related_locations": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "additionalProperties": False,
                            "properties": {"message": {"type": "string"}, "location": PLACE},
                        },
                    },
                },
            },
        },
    },
}
"""The messages of reviewdog's proto/rdf/reviewdog.proto, as JSON."""


def report(text: str = PLAN, language: str = "zh") -> CheckReport:
    checked, problems = Builder().check([PlanFiles((("plans/tea plan.yml", text.encode()),))], AS_OF)
    accepted = [each for entry in checked for each in entry.accepted]
    return CheckReport(problems, ["plans/tea plan.yml", "plans/quiet.yml"], accepted, language)


def write(form: str, text: str = PLAN) -> str:
    return FORMATS[form](report(text))


def test_the_plan_has_something_of_everything() -> None:
    given = report()
    assert {problem.grade for problem in given.problems} >= {"contradiction", "danger", "gap"}
    assert [accepted.problem.code.id for accepted in given.accepted] == ["RB003"]
    assert any(problem.related for problem in given.problems)


def test_sarif_is_read_and_says_each_once() -> None:
    given, read = report(), Sarif.model_validate_json(write("sarif"))
    assert read.version == "2.1.0"
    [run] = json.loads(write("sarif"))["runs"]
    assert run["columnKind"] == "unicodeCodePoints"
    results = run["results"]
    assert len(results) == len(given.problems) + 1
    for result, problem in zip(results, given.problems, strict=False):
        region = result["locations"][0]["physicalLocation"]["region"]
        at = problem.location
        assert (region["startLine"], region["startColumn"]) == (at.line, at.column)
        assert region["endColumn"] == at.column + at.length
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == problem.code.id
        assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "plans/tea%20plan.yml"
    [suppressed] = [result for result in results if result.get("suppressions")]
    assert suppressed["suppressions"] == [{"kind": "inSource", "justification": "与厂商约在四月"}]


@pytest.mark.parametrize(("form", "schema"), [("gitlab", GITLAB), ("rdjson", RDJSON)])
def test_it_keeps_to_the_schema(form: str, schema: dict[str, Any]) -> None:
    for text in (PLAN, PLAN.replace("decider: li", "decider: lo"), "plan: [", PLAN[: PLAN.index("rollback")]):
        jsonschema.validate(json.loads(write(form, text)), schema)


def test_a_column_of_rdjson_counts_bytes() -> None:
    name = "😀 名单 “a, b: c” 100%"
    found = json.loads(write("rdjson"))["diagnostics"]
    start, end = next(
        (each["location"]["range"]["start"], each["location"]["range"]["end"])
        for each in found
        if each["code"]["value"] == "CL001"
    )
    line = next(line for line in PLAN.splitlines() if name in line).encode()
    assert name in line[start["column"] - 1 : end["column"] - 1 + 4].decode(errors="ignore")


def test_junit_is_read_with_the_right_counts() -> None:
    given = report()
    strict = CheckReport(given.problems, given.files, given.accepted, "zh", lambda problem: problem.grade == "danger")
    failing = sum(problem.grade == "danger" for problem in given.problems)
    for told, failures in ((given, 0), (strict, failing)):
        read = JUnitXml.fromstring(FORMATS["junit"](told).encode())
        assert (read.tests, read.failures, read.errors) == (len(given.problems) + 1, failures, 0)
        suites = {suite.name: suite for suite in read}
        assert list(suites) == ["plans/tea plan.yml", "plans/quiet.yml"]
        [quiet] = suites["plans/quiet.yml"]
        assert quiet.is_passed
        assert sum(case.is_failure for case in suites["plans/tea plan.yml"]) == failures


def test_a_command_of_github_ends_where_its_line_does() -> None:
    lines = write("github").splitlines()
    assert len(lines) == len(report().problems)
    for line, problem in zip(lines, report().problems, strict=True):
        match = re.fullmatch(r"::(error|warning|notice) ([^:]*)::(.*)", line)
        assert match, line
        properties = dict(part.split("=", 1) for part in match[2].split(","))
        assert (int(properties["line"]), int(properties["col"])) == (problem.location.line, problem.location.column)
        assert not re.search("%(?!25|0A|0D)", match[3])


@pytest.mark.parametrize("form", FORMATS)
def test_nothing_found_is_written_too(form: str) -> None:
    text = FORMATS[form](CheckReport((), ["plans/a.yml"]))
    if form == "github":
        assert text == ""
    elif form == "junit":
        assert JUnitXml.fromstring(text.encode()).tests == 1
    else:
        assert isinstance(json.loads(text), list | dict)


@pytest.mark.parametrize("form", FORMATS)
def test_a_secret_is_in_none_of_them(form: str) -> None:
    secret = "ghp_" + "a1B2" * 9
    assert secret not in write(form, PLAN.replace("[甲, 乙]", f"[甲, 'token: {secret}']"))


@pytest.mark.parametrize("form", FORMATS)
def test_control_letters_do_not_break_it(form: str) -> None:
    code = Code("XX001", "odd")
    odd = Problem(code, say("a\x00b\x1b[31m\ud800\nc"), Location("plans/a.yml", 1, 1, "x"))
    text = FORMATS[form](CheckReport([odd], ["plans/a.yml"]))
    if form == "junit":
        assert JUnitXml.fromstring(text.encode("utf-8")).failures == 1
    elif form == "github":
        assert len(text.splitlines()) == 1
    else:
        json.loads(text)


def test_a_fingerprint_stays_when_lines_move_and_tells_alike_lines_apart() -> None:
    before = {(problem.code.id, known) for problem, known in with_fingerprints(report().problems)}
    moved = PLAN.replace("people:", "\n# a remark\n\nowner: li\npeople:").replace("decider: li\n", "decider:   li\n")
    after = {(problem.code.id, known) for problem, known in with_fingerprints(report(moved).problems)}
    gone = {code for code, _ in before - after}
    assert gone <= {"HD002", "RB015"}, "only what is mended, or the line that was changed in itself"
    alike = PLAN.replace("checklists:\n", "checklists:\n" + "  - {title: x, items: [a]}\n" * 3)
    found = [known for _, known in with_fingerprints(report(alike).problems)]
    assert len(found) == len(set(found))


def test_the_format_goes_to_a_file_and_people_read_the_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans/tea.yml").write_text(PLAN, "utf-8")
    monkeypatch.chdir(tmp_path)
    printed = CliRunner().invoke(commands, ["check", "--format", "sarif", "--out", "found.sarif", "plans"])
    assert "1 plan:" in printed.output
    assert Sarif.model_validate_json((tmp_path / "found.sarif").read_text("utf-8")).runs
