"""The publishing files ask for the least they need, and name what exists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
STARTER = ROOT / "generator/launchbook/starter/files"
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
STARTED = STARTER / "github.yml"
"""What `launchbook init --github` writes."""
GITLAB = ROOT / ".gitlab-ci.yml"
PUBLISHING = {
    ("pages.yml", "deploy"): ({"pages": "write", "id-token": "write"}, ["actions/deploy-pages"]),
    ("github.yml", "deploy"): ({"pages": "write", "id-token": "write"}, ["actions/deploy-pages"]),
    ("release.yml", "publish"): (
        {"id-token": "write"},
        ["actions/download-artifact", "pypa/gh-action-pypi-publish"],
    ),
}
"""What the jobs that publish may, and the only actions that they run."""


def _read(path: Path) -> dict[str, Any]:
    found = yaml.safe_load(path.read_text("utf-8"))
    assert isinstance(found, dict)
    return {"on" if key is True else key: value for key, value in found.items()}  # YAML 1.1 reads `on` as yes


def _steps(workflow: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for job in workflow["jobs"].values():
        yield from job["steps"]


each_workflow = pytest.mark.parametrize("path", [*WORKFLOWS, STARTED], ids=lambda path: path.name)


@each_workflow
def test_the_token_may_only_read(path: Path) -> None:
    workflow = _read(path)
    assert workflow["permissions"] == {"contents": "read"}
    for name, job in workflow["jobs"].items():
        assert job.get("permissions", {}) == PUBLISHING.get((path.name, name), ({}, []))[0], name


@each_workflow
def test_only_publishing_may_write_and_it_runs_no_code_of_ours(path: Path) -> None:
    for name, job in _read(path)["jobs"].items():
        if "permissions" in job:
            assert [step["uses"].split("@")[0] for step in job["steps"]] == PUBLISHING[path.name, name][1]
            if path.name == "release.yml":
                assert _read(path)["on"] == {"push": {"tags": ["v*"]}} and job["needs"] == "build"
            else:
                assert "refs/heads/main" in job["if"] and "pull_request" in job["if"]


@each_workflow
def test_actions_are_pinned_by_commit(path: Path) -> None:
    uses = re.findall(r"^\s*(?:- )?uses: (.+)$", path.read_text("utf-8"), re.MULTILINE)
    assert uses
    for action in uses:
        assert re.fullmatch(r"[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action), action


@each_workflow
def test_runs_are_bounded_and_keep_no_credentials(path: Path) -> None:
    workflow = _read(path)
    assert "pull_request_target" not in workflow["on"] and "workflow_run" not in workflow["on"]
    assert "group" in workflow["concurrency"]
    assert all("timeout-minutes" in job for job in workflow["jobs"].values())
    checkouts = [step for step in _steps(workflow) if step.get("uses", "").startswith("actions/checkout@")]
    assert checkouts and all(step["with"]["persist-credentials"] is False for step in checkouts)


@each_workflow
def test_no_expression_is_pasted_into_a_script(path: Path) -> None:
    assert not [step for step in _steps(_read(path)) if "${{" in step.get("run", "")]


def test_pull_requests_are_checked_and_built_but_not_published() -> None:
    workflow = _read(ROOT / ".github/workflows/pages.yml")
    assert {"push", "pull_request"} <= set(workflow["on"])
    assert workflow["on"]["push"] == {"branches": ["main"]}
    build = workflow["jobs"]["build"]
    assert [step["run"] for step in build["steps"] if "run" in step] == [
        'make check ARGS="--format github"',
        "make site",
    ]
    assert "if" not in build
    upload = next(step for step in build["steps"] if "upload-pages-artifact" in step.get("uses", ""))
    assert "refs/heads/main" in upload["if"] and "pull_request" in upload["if"]


def test_gitlab_checks_requests_and_publishes_the_default_branch() -> None:
    jobs = _read(GITLAB)
    assert jobs["check"]["rules"] == [{"if": '$CI_PIPELINE_SOURCE == "merge_request_event"'}]
    assert jobs["pages"]["rules"] == [{"if": "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH"}]
    assert jobs["check"]["script"] == [
        'make check ARGS="--format gitlab --out gl-code-quality-report.json"',
        "make site",
    ]
    assert jobs["check"]["artifacts"] == {
        "when": "always",
        "reports": {"codequality": "gl-code-quality-report.json"},
    }, "what was found is shown also where the check fails"
    assert {"make check", "make site"} <= set(jobs["pages"]["script"])
    assert jobs["pages"]["artifacts"]["paths"] == ["public/"]
    assert re.fullmatch(r"python:\d+\.\d+\.\d+-\w+(@sha256:[0-9a-f]{64})?", jobs["default"]["image"])


@pytest.mark.parametrize("path", [*WORKFLOWS, GITLAB], ids=lambda path: path.name)
def test_what_is_run_exists(path: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    text = path.read_text("utf-8")
    assert set(re.findall(r"\bmake ([a-z]+)", text)) <= targets
    for script in re.findall(r"(?:run: |sh )((?:\.ci|generator)/[\w./-]+)", text):
        assert (ROOT / script).is_file(), script


def test_what_init_writes_is_what_is_ready_here_without_make() -> None:
    ours, started = _read(ROOT / ".github/workflows/pages.yml"), _read(STARTED)
    run = [step.pop("run") for step in _steps(started) if "run" in step]
    assert run == ["pip install -r requirements.txt", "launchbook check --format github", "mkdocs build --strict"]
    for step in _steps(ours):
        step.pop("run", None)
    started["jobs"]["build"]["steps"] = [step for step in started["jobs"]["build"]["steps"] if step]
    assert started == ours
    jobs = _read(STARTER / "gitlab.yml")
    assert jobs["default"].pop("before_script") == ["pip install -r requirements.txt"]
    jobs.pop("variables")
    wanted = _read(GITLAB)
    assert [job.pop("script") for job in (jobs["check"], jobs["pages"], wanted["check"], wanted["pages"])][:2] == [
        ["launchbook check --format gitlab --out gl-code-quality-report.json", "mkdocs build --strict"],
        ["launchbook check", "mkdocs build --strict", "mv site public"],
    ]
    assert jobs == wanted
