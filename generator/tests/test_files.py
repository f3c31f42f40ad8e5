"""Finding plans on disk: which files are a plan, which are passed over, and which are refused."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import HEAD

from launchbook.core.yaml_codes import MAX_BYTES
from launchbook.load import Loaded, find_plans, load_plan

Tree = Callable[..., Path]


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """Write files below a `plans` folder: `tree("a.yml", "b/plan.yml")`. A name with `->` makes a symbolic link."""

    def grown(*names: str) -> Path:
        plans = tmp_path / "plans"
        plans.mkdir(exist_ok=True)
        for name in names:
            path, _, target = name.partition(" -> ")
            (plans / path).parent.mkdir(parents=True, exist_ok=True)
            if target:
                (plans / path).symlink_to(target)
            else:
                (plans / path).write_text(HEAD, "utf-8")
        return plans

    return grown


def found(*paths: Path) -> list[list[str]]:
    """The display paths of the plans' files; nothing may be wrong."""
    plans, problems = find_plans(paths, paths[0].parent)
    assert problems == []
    return [[name for name, _ in plan.files] for plan in plans]


def refused(*paths: Path) -> list[str]:
    _, problems = find_plans(paths, paths[0].parent)
    return [f"{problem.location} {problem.code.id} {problem.message}" for problem in problems]


def test_each_file_is_a_plan_and_a_folder_with_a_head_is_one(tree: Tree) -> None:
    plans = tree("b.yml", "a.yaml", "big/people.yml", "big/plan.yml", "big/metrics.yaml", "deep/er/c.yml")
    assert found(plans) == [
        ["plans/a.yaml"], ["plans/b.yml"], ["plans/big/plan.yml", "plans/big/metrics.yaml", "plans/big/people.yml"],
        ["plans/deep/er/c.yml"],
    ]  # fmt: skip


def test_what_is_passed_over(tree: Tree) -> None:
    plans = tree(
        "a.yml", "README.md", "notes.txt", ".hidden.yml", "_draft.yml", ".git/x.yml", "_old/x.yml", "runs/a.yml",
        "big/plan.yml", "big/_part.yml", "big/.part.yml", "big/runs/rehearsal.yml", "big/picture.png",
        "big/files/x.txt",
    )  # fmt: skip
    assert found(plans) == [["plans/a.yml"], ["plans/big/plan.yml"]]


def test_a_folder_without_plans(tree: Tree) -> None:
    assert found(tree()) == []


def test_a_file_named_is_read(tree: Tree) -> None:
    plans = tree("a.yml", "_draft.yml")
    assert found(plans / "a.yml") == [["a.yml"]]
    assert found(plans / "_draft.yml") == [["_draft.yml"]]


@pytest.mark.parametrize("part", ["plan.yml", "people.yml", "notes.txt", "runs/rehearsal.yml"])
def test_a_part_of_a_folder_plan_stands_for_all_of_it(tree: Tree, part: str) -> None:
    plans = tree("big/plan.yml", "big/people.yml", "big/notes.txt", "big/runs/rehearsal.yml")
    files, problems = find_plans([plans / "big" / part], plans)
    assert ([[name for name, _ in plan.files] for plan in files], problems) == (
        [["big/plan.yml", "big/people.yml"]],
        [],
    )


def test_a_run_of_a_single_file_is_no_plan(tree: Tree) -> None:
    assert found(tree("a.yml", "runs/a.yml") / "runs/a.yml") == []


def test_a_plan_is_found_once(tree: Tree) -> None:
    plans = tree("a.yml", "big/plan.yml", "big/people.yml", "same.yml -> a.yml")
    once = [["plans/a.yml"], ["plans/big/plan.yml", "plans/big/people.yml"]]
    assert (
        found(plans, plans, plans / "a.yml", plans / "big", plans / "big/people.yml", plans / ".." / "plans" / "a.yml")
        == once
    )


def test_paths_are_shown_relative_to_the_base(tree: Tree) -> None:
    plans = tree("a.yml")
    for base, shown in (
        (plans, "a.yml"),
        (plans.parent, "plans/a.yml"),
        (plans / "elsewhere", (plans / "a.yml").as_posix()),
    ):
        assert [name for plan in find_plans([plans], base)[0] for name, _ in plan.files] == [shown]


def test_the_working_directory_is_the_base(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tree("a.yml").parent)
    assert [plan.files[0][0] for plan in find_plans([Path("plans")])[0]] == ["plans/a.yml"]


def test_links_within_the_folder_are_followed(tree: Tree) -> None:
    plans = tree("shared/.people.yml", "big/plan.yml", "big/people.yml -> ../shared/.people.yml")
    assert found(plans) == [["plans/big/plan.yml", "plans/big/people.yml"]]


def test_links_that_lead_out_or_nowhere_are_refused(tree: Tree) -> None:
    plans = tree(
        "a.yml", "out.yml -> ../secret.yml", "gone.yml -> missing.yml", "round.yml -> round.yml", "folder -> ..",
        "folder.yml -> ..", "big/plan.yml", "big/out.yml -> ../../secret.yml",
    )  # fmt: skip
    (plans.parent / "secret.yml").write_text("token: x\n")
    assert refused(plans) == [
        "plans/big/out.yml:1:1 YA013 the symbolic link leads out of the plans folder",
        "plans/folder:1:1 YA013 the symbolic link leads to a folder",
        "plans/folder.yml:1:1 YA013 the symbolic link leads to a folder",
        "plans/gone.yml:1:1 YA013 the symbolic link leads nowhere",
        "plans/out.yml:1:1 YA013 the symbolic link leads out of the plans folder",
        "plans/round.yml:1:1 YA013 the symbolic link leads nowhere",
    ]
    assert [[name for name, _ in plan.files] for plan in find_plans([plans], plans)[0]] == [["a.yml"], ["big/plan.yml"]]


def test_links_to_other_files_are_nobodys_business(tree: Tree) -> None:
    plans = tree("a.yml", "picture.png -> ../../picture.png")
    assert found(plans) == [["plans/a.yml"]]


def test_what_cannot_be_read_is_a_problem(tree: Tree) -> None:
    plans = tree("big/plan.yml", "big/people.yml/x.txt")
    assert refused(plans) == ["plans/big/people.yml:1:1 YA015 this is a folder, not a file"]
    assert refused(plans / "missing.yml") == ["missing.yml:1:1 YA015 there is no such file"]
    assert refused(plans / "big" / "typo.yml") == ["typo.yml:1:1 YA015 there is no such file"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_what_may_not_be_read_is_a_problem(tree: Tree) -> None:
    plans = tree("a.yml", "locked/b.yml")
    (plans / "a.yml").chmod(0)
    (plans / "locked").chmod(0)
    try:
        assert [line.split(" ", 2)[1] for line in refused(plans)] == ["YA015", "YA015"]
    finally:
        (plans / "locked").chmod(0o755)


def test_a_pipe_is_not_waited_for(tree: Tree) -> None:
    plans = tree("a.yml")
    os.mkfifo(plans / "pipe.yml")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(plans / "s.yml"))
        assert refused(plans) == [
            "plans/pipe.yml:1:1 YA015 this is not a file",
            "plans/s.yml:1:1 YA015 this is not a file",
        ]
        assert refused(plans / "pipe.yml") == ["pipe.yml:1:1 YA015 this is not a file"]


def test_names_are_shown_as_text(tree: Tree) -> None:
    plans = tree("上线 计划.yml")
    (plans / "a\n::error::.yml").write_text(HEAD)
    Path(os.fsdecode(os.fsencode(plans) + b"/\xff.yml")).write_text(HEAD)
    names = [name for (name,) in found(plans)]
    assert sorted(names) == ["plans/a\ufffd::error::.yml", "plans/上线 计划.yml", "plans/\ufffd.yml"]


def test_no_more_is_read_than_the_limit_and_a_byte(tree: Tree) -> None:
    plans = tree("a.yml")
    (plans / "a.yml").write_bytes(b"#" * (MAX_BYTES + 1000))
    ((plan,), _) = find_plans([plans])
    assert len(plan.files[0][1]) == MAX_BYTES + 1


def test_a_folder_plan_is_the_same_plan_as_its_single_file(tree: Tree, load: Callable[..., Loaded]) -> None:
    people = "people:\n  li: 李工\n"
    plans = tree("big/plan.yml")
    (plans / "big/people.yml").write_text(people, "utf-8")
    ((files,), _) = find_plans([plans])
    split, single = load_plan(files).plan, load(HEAD + people).plan
    assert split and single
    assert (split.head.model_dump(), split.sections, split.digest) == (
        single.head.model_dump(),
        single.sections,
        single.digest,
    )
    assert str(split.bundle.locate(("people", "li"))).endswith("people.yml:2:7")
