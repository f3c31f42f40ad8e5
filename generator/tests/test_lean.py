"""A command loads what it needs, and nothing else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from site_kit import ENV, TEA, project

from launchbook.cli import commands

ASK = """
import sys
read = []
sys.addaudithook(lambda event, about: read.append(str(about[0])) if event == "open" else None)
sys.argv = ["launchbook", *{arguments}]
from launchbook.cli import main
try:
    main()
finally:
    print("LOADED", *sys.modules)
    print("READ", *(name for name in read if name.endswith(".dat")))
"""
LATE = {
    "material",
    "mkdocs",
    "pypdf",
    "ruamel.yaml",
    "jieba",
    "vobject",
    "icalendar",
    "zensical",
    "playwright",
    "opencc",
}
"""What other commands and the site need."""
EVER = {"babel", "holidays", "jinja2", "markdown", "phonenumbers", "promql_parser", "pydantic", "segno", "yaml"}
"""What a check needs."""


def asked(folder: Path, *arguments: str) -> tuple[set[str], set[str]]:
    """The modules that a command has loaded, and the tables of languages that it has read."""
    ask = ASK.format(arguments=list(arguments))
    answer = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, cwd=folder, env=ENV)
    said = {
        line.split()[0]: line.split()[1:] for line in answer.stdout.splitlines() if line.startswith(("LOADED", "READ"))
    }
    assert said, answer.stderr
    tables = {Path(name).stem for name in said["READ"] if Path(name).parent.name == "locale-data"}
    return set(said["LOADED"]), tables


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], []], ids=["version", "help", "nothing"])
def test_what_needs_no_plan_reads_no_plan(tmp_path: Path, arguments: list[str]) -> None:
    loaded, tables = asked(tmp_path, *arguments)
    if arguments == ["--version"]:
        assert not loaded & (LATE | EVER)
        assert {name for name in loaded if name.startswith("launchbook.")} <= {
            "launchbook.cli", "launchbook.core", "launchbook.core.refused",
        }  # fmt: skip
    assert not loaded & LATE - {"ruamel.yaml", "pypdf"}
    assert not tables & {"de", "fr", "ja"}


def test_a_check_loads_neither_the_site_nor_the_papers(tmp_path: Path) -> None:
    loaded, tables = asked(project(tmp_path, {"tea.yml": TEA}), "check", "plans/tea.yml")
    assert not loaded & LATE
    assert "launchbook.sections.people.model" in loaded, "it was a check"
    assert tables <= {"root", "zh", "en", "en_001", "en_GB"}


def test_every_command_is_there_by_its_name() -> None:
    context = commands.make_context("launchbook", ["--help"], resilient_parsing=True)
    found = {name: commands.get_command(context, name) for name in commands.list_commands(context)}
    assert len(found) > 10
    assert {name: command and command.name for name, command in found.items()} == {name: name for name in found}
    assert commands.get_command(context, "chek") is None
