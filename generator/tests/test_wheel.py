"""The wheel: what is in it, and that it works with nothing but what it asks for."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile
from email import message_from_bytes
from pathlib import Path

import pytest
from site_kit import ENV, ROOT, TEA, write

HOME = ROOT / "generator"
EXTRAS = {"contacts": "vobject", "prometheus": "promql_parser", "zh": "jieba"}
BARE = f"""
import sys
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {sorted(EXTRAS.values())}:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Missing())
"""
"""Makes the packages of the extras missing."""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    pip = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--wheel-dir",
        str(out),
    ]
    subprocess.run([*pip, str(HOME)], check=True, env=ENV)
    (made,) = out.iterdir()
    return made


def test_what_is_in_the_wheel(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as opened:
        names = opened.namelist()
        license = opened.read(next(name for name in names if name.endswith("/LICENSE")))
        metadata = message_from_bytes(opened.read(next(name for name in names if name.endswith("/METADATA"))))
    assert license == (ROOT / "LICENSE").read_bytes()
    assert "launchbook/py.typed" in names
    assert {name for name in names if "/cases/" in name and not re.search(r"/example(\.en)?\.yml$", name)} == set()
    assert not [name for name in names if name.startswith("tests") or name.endswith((".ts", ".out", ".pyc", ".lock"))]
    assert metadata["License-Expression"] == "MIT" and metadata["Requires-Python"] == ">=3.11"
    assert set(metadata.get_all("Provides-Extra") or ()) == {*EXTRAS, "all", "dev"}
    assert "launchbook init" in str(metadata.get_payload())
    assert wheel.stat().st_size < 1_800_000, "sources and catalogues; what else has come in?"


def test_the_extras_are_in_all_and_in_dev() -> None:
    extras = tomllib.loads((HOME / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    assert sorted(extras["all"]) == sorted(package for extra in EXTRAS for package in extras[extra])
    assert set(extras["all"]) <= set(extras["dev"]), "tests need them"


def test_a_bare_installation_works_and_says_what_it_does_without(wheel: Path, tmp_path: Path) -> None:
    installed, home = tmp_path / "installed", tmp_path / "home"
    home.mkdir()
    with zipfile.ZipFile(wheel) as opened:
        opened.extractall(installed)
    write(installed, {"sitecustomize.py": BARE})

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        environment = ENV | {"PYTHONPATH": str(installed), "LC_ALL": "C.UTF-8"}
        return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, cwd=home, env=environment)

    assert run("-c", "import launchbook; print(launchbook.__file__)").stdout.startswith(str(installed))
    made = run("-m", "launchbook", "init", "--language", "zh")
    assert made.returncode == 0, made.stderr
    checked = run("-m", "launchbook", "check", "--strict")
    assert checked.returncode == 0, checked.stdout
    built = run("-m", "mkdocs", "build", "--strict")
    assert built.returncode == 0, built.stderr
    assert (home / "site/plans/first-launch/runsheet/index.html").is_file()
    assert 'no address cards. To have it: `pip install "launchbook[contacts]"`' in built.stderr
    assert 'for the search. To have it: `pip install "launchbook[zh]"`' in built.stderr
    queries = TEA.replace("name: 负载,", "name: 负载, query: 'avg(load)',")
    write(
        home,
        {
            "plans/tea.yml": queries
            + "monitoring:\n  alerts:\n    - {title: 负载高, metric: load, severity: critical}\n"
        },
    )
    told = run("-m", "launchbook", "check", "plans/tea.yml")
    assert "queries cannot be read here" in told.stdout and '`pip install "launchbook[prometheus]"`' in told.stdout
    assert "Traceback" not in made.stderr + checked.stderr + built.stderr + told.stderr
