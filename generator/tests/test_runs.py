"""Files of runs: read beside their plan, checked at their lines, written in one form, and merged."""

from __future__ import annotations

import html
import itertools
import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from site_kit import Outcome, launchbook, project, write

from launchbook.core.problem import Problem
from launchbook.core.runs.lengths import accounts
from launchbook.core.runs.merge import canonical, union
from launchbook.core.runs.model import ACTS, OF_ROWS, WITH_VALUE, RunEvent, RunRecord
from launchbook.core.runs.write import event_text, run_text
from launchbook.load import find_plans, load_plan
from launchbook.load.runs import RunRead, read_run
from launchbook.render import Options, Renderer
from launchbook.site import Builder

PLAN = """\
plan: tea
title: Tea
language: en
launch: 2026-01-20 10:00
created: 2026-01-01
people:
  li: {name: Li, deputy: wu}
  zhang: {name: Zhang}
  wu: {name: Wu}
runsheet:
  boxes:
    - id: brew
      title: Brew
      at: T .. T+1h
      owner: li
      gate: {id: g1, decider: li, second: zhang, criteria: [Water is hot]}
      steps:
        - {id: boil, do: Boil the water, duration: 10m}
        - {id: pour, do: Pour the water, duration: 5m}
"""
HEAD = {"run": "rehearsal-2026-01-10-k3", "plan": "tea", "kind": "rehearsal", "version": "1.0", "build": "abc"}
AS_OF = datetime(2026, 1, 15, tzinfo=UTC)


def event(
    seq: int, do: str, row: str = "", device: str = "k3", minute: int | None = None, **more: object
) -> dict[str, object]:
    at = f"2026-01-10T10:{seq if minute is None else minute:02}:00+08:00"
    about = {"row": f"runsheet#i-{row}"} if row else {}
    return {"at": at, "by": "li", "do": do, **about, "id": f"{device}-{seq}", "device": device, "seq": seq, **more}


def text(*events: dict[str, object], **head: object) -> str:
    return yaml.safe_dump({**HEAD, **head, "events": list(events)}, allow_unicode=True, sort_keys=False, width=1000)


def read(*events: dict[str, object], **head: object) -> RunRead:
    return read_run("a.yml", text(*events, **head).encode())


def told(problems: Iterable[Problem]) -> list[str]:
    return [f"{problem.code.id} {problem.severity}: {problem.message}" for problem in problems]


@pytest.fixture
def team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with the plan, as the working directory."""
    monkeypatch.chdir(project(tmp_path, {"tea.yml": PLAN}))
    return tmp_path


def committed(team: Path, *runs: str, plan: str = "tea") -> list[Problem]:
    """The problems of the plan with these runs, without those that the plan has alone."""
    alone = told(Builder().check(find_plans([Path("plans")])[0], AS_OF)[1])
    for number, run in enumerate(runs, 1):
        write(team, {f"plans/{plan}/runs/{number}.yml": run})
    checked, problems = Builder().check(find_plans([Path("plans")])[0], AS_OF)
    assert all(entry.plan for entry in checked), "a run keeps no plan from being built"
    return [problem for problem in problems if told([problem])[0] not in alone]


# where they lie


@pytest.mark.parametrize("name", ["tea.yml", "tea/plan.yml"])
def test_runs_are_read_beside_a_plan_and_are_no_part_of_it(tmp_path: Path, name: str) -> None:
    write(tmp_path, {f"plans/{name}": PLAN})
    digest = load_plan(find_plans([tmp_path / "plans"])[0][0]).plan.digest  # type: ignore[union-attr]
    write(
        tmp_path,
        {"plans/tea/runs/b.yml": text(event(1, "begin")), "plans/tea/runs/a.yaml": text(), "plans/tea/runs/x.txt": "x"},
    )
    ((files,), problems) = find_plans([tmp_path / "plans"])
    assert problems == [] and [Path(path).name for path, _ in files.runs] == ["a.yaml", "b.yml"]
    plan = load_plan(files).plan
    assert plan and plan.digest == digest and [len(run.record.events) for run in plan.runs] == [0, 1]
    assert find_plans([tmp_path / "plans/tea/runs/b.yml"])[0] == [files], "a run stands for its plan"


def test_a_folder_of_runs_may_not_lead_out(tmp_path: Path) -> None:
    write(tmp_path, {"plans/tea.yml": PLAN, "secret/runs/a.yml": text(), "plans/pot/plan.yml": PLAN})
    (tmp_path / "plans/tea").mkdir()
    (tmp_path / "plans/tea/runs").symlink_to(tmp_path / "secret/runs")
    (tmp_path / "plans/pot/runs").mkdir()
    (tmp_path / "plans/pot/runs/a.yml").symlink_to(tmp_path / "secret/runs/a.yml")
    plans, problems = find_plans([tmp_path / "plans"])
    assert [plan.runs for plan in plans] == [(), ()]
    assert [problem.severity for problem in problems] == ["warning"] * 2


# what is wrong


def test_what_is_broken_is_left_out_and_told() -> None:
    run = read(
        event(1, "begin"), event(2, "dne", "boil"), event(3, "done", "boil", at="yesterday"), event(4, "done"),
        event(5, "undo"), {**event(6, "done", "boil"), "seq": "x"}, event(7, "done", "boil", note=["a"]), event(8, "done", "pour", new="x"),
    )  # fmt: skip
    assert run.file and [str(event.id) for event in run.file.record.events] == ["k3-1", "k3-7", "k3-8"]
    assert told(run.problems) == [
        "PL004 warning: `dne` is not something that is done in a run",
        "PL004 warning: `yesterday` is not a time with its offset",
        "PL004 warning: `done` is said of no row",
        "PL004 warning: `undo` says no `value:`",
        "PL004 warning: `x` is not a count from 1",
        "PL003 warning: expected a text, found a list",
        "PL001 warning: unknown key `new`",
    ]
    assert all(problem.location.path == "a.yml" and problem.location.line > 6 for problem in run.problems)
    assert run.damaged


@pytest.mark.parametrize("bad", ["", "- a", "plan: [", "a: b", "events: x", "run: ../x\nplan: tea\nkind: live", "\0"])
def test_a_file_that_is_no_run_is_left_out(team: Path, bad: str) -> None:
    problems = committed(team, bad)
    assert problems and {problem.severity for problem in problems} == {"warning"}


def test_letters_that_deceive_are_replaced_and_told() -> None:
    run = read(event(1, "note", note="a\u202eb"))
    assert run.file and str(run.file.record.events[0].note) == "a\ufffdb"
    assert [problem.code.id for problem in run.problems] == ["YA018"]


def test_a_run_of_another_plan(team: Path) -> None:
    (problem,) = committed(team, text(event(1, "done", "gone"), plan="pot"))
    assert str(problem) and told([problem]) == ["RU001 warning: the run is of plan `pot`, not of `tea`"]
    assert (problem.location.line, problem.location.column) == (2, 7)


def test_two_files_of_one_run(team: Path) -> None:
    assert told(committed(team, text(), text())) == ["RU002 warning: plans/tea/runs/1.yml holds this run, too"]


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([event(1, "begin"), event(1, "begin")], []),
        ([event(1, "begin"), event(1, "begin", by="zhang")], ["RU003 warning: event `k3-1` says something else than before"]),
        ([event(1, "begin"), event(1, "end", id="x")], ["RU004 warning: device `k3` has two events number 1"]),
        ([event(1, "begin", by="nobody", heard="li")], ["RU005 warning: `nobody` is not in the plan"]),
        ([event(1, "begin", heard="nobody")], ["RU005 warning: `nobody` is not in the plan"]),
        ([event(1, "done", "gone")], ["RU006 hint: the plan has no row `runsheet#i-gone`"]),
        ([event(1, "begin", at="2026-01-20T10:00:00Z")], ["RU007 warning: recorded after today"]),
        ([event(1, "begin", at="3000-01-20T10:00:00Z")], ["RU007 warning: recorded after today"]),
        ([event(1, "begin", at="2025-01-20T10:00:00Z")], ["RU007 warning: recorded before the plan existed"]),
        ([event(1, "start", "boil", minute=9), event(2, "done", "boil")],
         ["RU008 warning: ended 2026-01-10T10:02:00+08:00, before it began 2026-01-10T10:09:00+08:00"]),
        ([event(1, "go", "g1"), event(2, "go", "g1", by="zhang"), event(3, "go", "g1", by="wu")], []),
    ],
)  # fmt: skip
def test_what_is_checked(team: Path, events: list[dict[str, object]], expected: list[str]) -> None:
    assert told(committed(team, text(*events))) == expected


def test_a_signature_of_somebody_who_may_not_sign(team: Path) -> None:
    write(team, {"plans/tea.yml": PLAN.replace("  wu: {name: Wu}", "  wu: {name: Wu}\n  ma: {name: Ma}")})
    (problem,) = committed(team, text(event(1, "go", "g1", by="ma")))
    assert problem.code.id == "RU009" and "`li`, `zhang`" in str(problem.help[0])


def test_the_row_that_is_most_like_one_that_is_gone_is_named(team: Path) -> None:
    (problem,) = committed(team, text(event(1, "done", "gone", text="Boil all the water")))
    assert [str(help) for help in problem.help] == ["Most like it is now `runsheet#i-boil`: Boil the water"]


def test_many_alike_are_told_once(team: Path) -> None:
    problems = committed(team, text(*(event(n, "done", "boil", by="nobody", minute=0) for n in range(1, 400))))
    assert len(problems) == 1


# the form


words = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cf", "Zl", "Zp", "Cn", "Co")), min_size=1, max_size=12
).filter(str.strip)
marks = st.from_regex(r"[a-z0-9_.:-]{1,6}", fullmatch=True)
stamps = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.integers(-14, 14).map(
    lambda hours: timezone(timedelta(hours=hours)))).map(lambda time: time.isoformat())  # fmt: skip


@st.composite
def events(draw: st.DrawFn) -> RunEvent:
    """Any event that can be recorded."""
    said = {
        "at": draw(stamps),
        "do": draw(st.sampled_from(ACTS)),
        "id": draw(marks),
        "device": draw(marks),
        "seq": str(draw(st.integers(1, 9))),
    }
    said |= {key: draw(words) for key in ("by", "heard", "no", "text", "hash", "note") if draw(st.booleans())}
    said |= {"row": draw(words)} if said["do"] in OF_ROWS or draw(st.booleans()) else {}
    said |= {"field": draw(words)} if said["do"] == "fill" or draw(st.booleans()) else {}
    said |= {"value": draw(words)} if said["do"] in WITH_VALUE or draw(st.booleans()) else {}
    said |= {"seen": draw(marks)} if draw(st.booleans()) else {}
    said |= {"offset": str(draw(st.integers(-9000, 9000)) / 4)} if draw(st.booleans()) else {}
    return RunEvent.model_validate(said)


runs = st.lists(events(), max_size=12)


@given(runs, words)
def test_what_is_written_is_read_back(recorded: list[RunEvent], title: str) -> None:
    record = RunRecord.model_validate({**HEAD, "events": tuple(recorded)})
    written = run_text(record, title)
    read_back = read_run("a.yml", written.encode())
    assert told(problem for problem in read_back.problems if problem.code.id != "YA018") == []
    assert read_back.file and run_text(read_back.file.record, title) == written
    for line, said in zip([line for line in written.splitlines() if line.startswith("- ")], recorded, strict=True):
        assert json.loads(line[2:]) == dict(said.said), "each event is one line of JSON"


def test_the_form_of_the_contract() -> None:
    run = read(event(1, "done", "boil", no="1.5", text="Boil", hash="1b04", offset=3), version="no")
    assert run.file
    assert run_text(run.file.record, "Tea\nfor two").splitlines() == [
        "# launchbook run · Tea for two · rehearsal · 2026-01-10",
        "run: rehearsal-2026-01-10-k3", "plan: tea", "kind: rehearsal", 'version: "no"', "build: abc", "events:",
        '- {"at": "2026-01-10T10:01:00+08:00", "by": "li", "do": "done", "row": "runsheet#i-boil", "no": "1.5", "text": "Boil", '
        '"hash": "1b04", "offset": 3, "id": "k3-1", "device": "k3", "seq": 1}',
    ]  # fmt: skip
    assert "\x85" not in event_text(run.file.record.events[0].model_copy(update={"note": "a\x85b"}))


# the union


@given(st.lists(runs, max_size=3), st.randoms())
def test_a_union_is_the_same_in_any_order_and_however_often(lists: list[list[RunEvent]], random: object) -> None:
    once, doubled = union(*lists)
    mixed = [item for part in lists for item in part] * 2
    random.shuffle(mixed)  # type: ignore[attr-defined]
    again, doubled_again = union(mixed[::2], mixed[1::2], once if not doubled else ())
    assert [canonical(item) for item in once] == [canonical(item) for item in again]
    assert doubled == doubled_again
    assert sorted({item.id for part in lists for item in part}) == sorted(item.id for item in once)


@given(runs)
def test_an_event_stands_behind_what_its_device_recorded_and_saw_before(recorded: list[RunEvent]) -> None:
    own = [
        item.model_copy(update={"id": f"{item.device}-{n}", "seq": n, "seen": None})
        for n, item in enumerate(recorded, 1)
    ]
    order, _ = union(own)
    for device, mine in itertools.groupby(sorted(order, key=lambda item: item.device), lambda item: item.device):
        assert [item.seq for item in mine] == sorted(item.seq for item in own if item.device == device)


# the commands


def merged(*files: str, more: tuple[str, ...] = ()) -> Outcome:
    return launchbook("run", "merge", *files, "--out", "out.yml", *more)


def test_merge_writes_the_union(team: Path) -> None:
    write(
        team,
        {
            "a.yml": text(event(1, "begin"), event(2, "done", "boil")),
            "b.yml": text(event(1, "done", "pour", device="m7"), event(1, "begin")),
        },
    )
    outcome = merged("a.yml", "b.yml")
    assert (outcome.code, outcome.out, outcome.err) == (0, "out.yml: 3 events written\n", "")
    first = Path("out.yml").read_text("utf-8")
    assert merged("b.yml", "a.yml", "out.yml", "a.yml").code == 0
    assert Path("out.yml").read_text("utf-8") == first
    assert [path.name for path in team.glob(".*.new")] == []


def test_merge_tells_what_disagrees(team: Path) -> None:
    write(team, {"a.yml": text(event(1, "begin")), "b.yml": text(event(1, "begin", by="wu"), build="other")})
    outcome = merged("a.yml", "b.yml")
    assert outcome.code == 0
    assert (
        "`1.0 / abc`, `1.0 / other`" in outcome.err
        and "1 event says different things in the files: `k3-1`" in outcome.err
    )


def test_merge_tells_two_answers(team: Path) -> None:
    write(
        team,
        {
            "a.yml": text(event(1, "done", "boil", text="Boil")),
            "b.yml": text(event(1, "failed", "boil", device="m7", text="Boil", no="1.1")),
        },
    )
    assert "1 row has two answers: `1.1 Boil`." in merged("a.yml", "b.yml").err


@pytest.mark.parametrize(
    ("head", "reason"),
    [({"plan": "pot"}, "is of plan `tea`"), ({"kind": "live"}, "is `rehearsal`"), ({"run": "other"}, "`--same`")],
)
def test_merge_refuses_what_is_not_one_run(team: Path, head: dict[str, str], reason: str) -> None:
    write(team, {"a.yml": text(event(1, "begin")), "b.yml": text(event(2, "begin"), **head)})
    outcome = merged("a.yml", "b.yml")
    assert outcome.code == 1 and reason in outcome.err and not Path("out.yml").exists()
    assert merged("a.yml", "b.yml", more=("--same",)).code == (0 if "run" in head else 1)


def test_merge_never_writes_over_what_it_could_not_read(team: Path) -> None:
    write(team, {"a.yml": text(event(1, "begin")), "out.yml": text(event(1, "dne")), "broken.yml": "{"})
    before = Path("out.yml").read_bytes()
    assert merged("a.yml", "out.yml").code == 1 and Path("out.yml").read_bytes() == before
    assert merged("a.yml", "broken.yml").code == 1 and Path("out.yml").read_bytes() == before
    assert launchbook("run", "merge", "missing.yml", "--out", "x.yml").code == 2
    assert launchbook("run", "merge", "a.yml", "out.yml", "--out", "x.yml").code == 1 and Path("x.yml").exists()


def test_run_check_finds_the_plan_of_an_export(team: Path) -> None:
    write(
        team,
        {"a.yml": text(event(1, "begin", by="nobody")), "b.yml": text(event(1, "begin")), "c.yml": text(plan="pot")},
    )
    bad, good, other = (
        launchbook("run", "check", name, "--as-of", "2026-01-15") for name in ("a.yml", "b.yml", "c.yml")
    )
    assert bad.code == 1 and "a.yml:8:7: RU005" in bad.out
    assert (good.code, good.out) == (0, "1 run: no problems\n")
    assert other.code == 1 and "RU001" in other.out


# pages


def pages(team: Path, *runs: str) -> dict[str, str]:
    """The pages of runs by the last part of their path, with these runs committed."""
    for number, run in enumerate(runs, 1):
        write(team, {f"plans/tea/runs/{number}.yml": run})
    site = Builder().build(find_plans([Path("plans")])[0], AS_OF, Renderer(Options(language="en")))
    assert site.errors == []
    return {
        page.path.removeprefix("plans/tea/"): page.text for page in site.pages if page.path.startswith("plans/tea/")
    }


def test_without_a_run_the_page_says_how_to_get_one(team: Path) -> None:
    made = pages(team)
    assert "launchbook run merge" in made["runs/index.md"] and "is recorded" not in made["runsheet.md"]


def test_a_committed_run_has_a_page(team: Path) -> None:
    run = text(
        event(1, "begin", minute=0), event(1, "start", "boil", device="m7"), event(2, "failed", "boil", device="m7", note="No power"),
        event(3, "start", "boil", device="m7"), event(4, "done", "boil", device="m7", minute=30, seen="m7-3"),
        event(2, "skipped", "pour", minute=31, note="<b>No</b> cups"), event(3, "go", "g1", minute=32),
        event(4, "go", "g1", minute=33, by="zhang", heard="li"), event(5, "end", minute=34),
    )  # fmt: skip
    made = pages(team, run)
    page = made["runs/rehearsal-2026-01-10-k3.md"]
    for said in (
        "1 more attempt",
        "No power",
        "&lt;b&gt;No&lt;/b&gt; cups",
        "recorded by",
        "27 min",
        "issues:",
        "Skipped",
    ):
        assert said in page, said
    assert "plan too short" in made["runs/index.md"], "ten minutes are planned, it took 27"
    for other in ("index.md", "runsheet.md"):
        assert "1 run is recorded" in made[other]


def test_what_was_ticked_without_a_start_took_nobody_knows_how_long(team: Path) -> None:
    ends = [event(3, "done", "boil", minute=25), event(4, "done", "pour", minute=29)]
    path = "runs/rehearsal-2026-01-10-k3.md"
    assert ">4 min<" not in pages(team, text(event(1, "begin", minute=0), *ends))[path]
    started = text(event(1, "begin", minute=0), event(2, "start", "boil", minute=7), *ends)
    assert ">22 min<" in pages(team, started)[path], "from the start to the last end"


def test_what_was_read_and_signed_before_stays_on_the_page(team: Path) -> None:
    checked, _ = Builder().check(find_plans([Path("plans")])[0], AS_OF)
    (hot,) = (row.anchor for row in checked[0].plan.rows if row.kind == "condition")  # type: ignore[union-attr]
    hot = hot.removeprefix("i-")
    run = text(
        event(1, "begin"), event(2, "fail", hot, value="0.8 %"), event(3, "pass", hot, value="0.5 %"), event(4, "undo", hot, value="k3-3"),
        event(5, "pass", hot, value="0.2 %"), event(6, "no-go", "g1"), event(7, "ask again", "g1", note="The wrong meter", by="zhang"),
        event(8, "go", "g1"),
    )  # fmt: skip
    page = " ".join(re.sub("<[^>]*>", " ", pages(team, run)["runs/rehearsal-2026-01-10-k3.md"]).split())
    assert "0.8 % (failed, 10:02), 0.2 %" in page, "what was taken back is none"
    assert re.search("No-go L Li .*Asked again Z Zhang .*The wrong meter Go L Li", page)


def test_the_course_of_the_run_stays_on_the_page(team: Path) -> None:
    """Also what was called off, and without what was taken back."""
    run = text(
        event(1, "begin"), event(2, "shift", value="+10", note="The wards ask for it"), event(3, "pause"), event(4, "resume", by="zhang"),
        event(5, "roll back", note="It stands still"), event(6, "called off", note="It went on"),
        event(7, "pause"), event(8, "undo", value="k3-7"),
    )  # fmt: skip
    page = " ".join(re.sub("<[^>]*>", " ", pages(team, run)["runs/rehearsal-2026-01-10-k3.md"]).split())
    course = page[page.index("Remarks of the day") :]
    assert re.search(
        r"T was moved \+10 min The wards ask for it .*paused .*went on .*Rollback decided It stands still .*Rollback called off It went on",
        course,
    ), course
    assert course.count("paused") == 1


def test_what_was_closed_before_t_was_moved_keeps_the_time_that_it_had(team: Path) -> None:
    run = text(
        event(1, "begin", minute=0), event(2, "done", "boil", minute=12), event(3, "shift", minute=13, value="+30"),
        event(4, "done", "pour", minute=55),
    )  # fmt: skip
    write(team, {"plans/tea/runs/1.yml": run})
    checked, _ = Builder().check(find_plans([Path("plans")])[0], AS_OF)
    [account] = accounts(checked[0].plan)  # type: ignore[arg-type]
    planned = {row["title"]: account.planned(row, "at") for row in account.rows if "at" in row}
    assert {title: f"{at:%d %H:%M}" for title, at in planned.items() if at} == {
        "Brew": "10 10:30", "Boil the water": "10 10:00", "Pour the water": "10 10:40",
    }  # fmt: skip


def test_what_was_filled_in_at_a_step_is_on_the_page(team: Path) -> None:
    run = text(
        event(1, "begin"), event(2, "fill", "boil", field="Kettle", value="K-<1>"), event(3, "fill", "boil", field="Cups", value="4"),
        event(4, "fill", "boil", field="Kettle", value="K-<2>"), event(5, "fill", "boil", field="Cups"),
    )  # fmt: skip
    page = " ".join(re.sub("<[^>]*>", " ", pages(team, run)["runs/rehearsal-2026-01-10-k3.md"]).split())
    filled = page[page.rindex("Chosen and filled in") : page.rindex("Otherwise than planned")]
    assert re.search(r"Boil the water · Kettle K-&lt;2&gt; L Li 10:04", filled) and "Cups" not in filled, filled


def test_a_line_that_is_filled_in_has_a_name(team: Path) -> None:
    read = read_run("run.yml", text(event(1, "fill", "boil", value="4")).encode())
    assert [str(problem.message) for problem in read.problems] == ["`fill` says no `field:`"]
    assert not read.file or not read.file.record.events


def test_a_failure_keeps_the_words_that_the_step_had_then(team: Path) -> None:
    run = text(
        event(1, "begin"), event(2, "failed", "boil", note="No fire", text="Boil the kettle"),
        event(3, "done", "boil", text="Boil the water"),
    )  # fmt: skip
    page = " ".join(re.sub("<[^>]*>", " ", pages(team, run)["runs/rehearsal-2026-01-10-k3.md"]).split())
    assert "No fire (It said then: Boil the kettle)" in page


def test_a_draft_of_the_review_is_accepted(team: Path) -> None:
    run = text(
        event(1, "start", "boil"),
        event(2, "failed", "boil", note='A "quote": {x} #y'),
        event(3, "done", "pour", minute=9),
    )
    page = pages(team, run)["runs/rehearsal-2026-01-10-k3.md"]
    [code] = re.findall(r"<code>(?:<span>)?(review:.*?)(?:</span>)?</code>", page, re.DOTALL)
    write(team, {"plans/tea.yml": PLAN + html.unescape(code)})
    _, problems = Builder().check(find_plans([Path("plans")])[0], AS_OF)
    assert [problem for problem in problems if problem.severity == "error"] == []


@pytest.mark.parametrize("name", ["index", "INDEX", "a"])
def test_runs_of_odd_names_have_pages_of_their_own(team: Path, name: str) -> None:
    made = pages(team, text(event(1, "begin"), run=name), text(event(1, "begin"), run="other"))
    assert len([path for path in made if path.startswith("runs/")]) == 3


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(runs)
def test_any_run_has_a_page(team: Path, recorded: list[RunEvent]) -> None:
    rows = ["runsheet#i-boil", "runsheet#i-pour", "runsheet#i-g1"]
    near = [
        item.model_copy(update={"row": rows[number % 3]} if item.row else {}) for number, item in enumerate(recorded)
    ]
    made = pages(team, run_text(RunRecord.model_validate({**HEAD, "events": tuple(near)})))
    assert "runs/rehearsal-2026-01-10-k3.md" in made


def test_times_far_apart_still_have_an_axis(team: Path) -> None:
    run = text(
        event(1, "start", "boil", at="0200-01-01T00:00:00Z"), event(2, "done", "boil", at="9000-01-01T00:00:00+08:00")
    )
    assert "lb-runs-axis" in pages(team, run)["runs/rehearsal-2026-01-10-k3.md"]


# what the plan says


def test_a_rehearsal_of_the_way_back_is_to_be_written_down(team: Path) -> None:
    write(
        team,
        {
            "plans/tea.yml": PLAN
            + "rollback: {within: 10m, triggers: [It leaks], steps: [{id: cold, do: Pour it away}]}\n"
        },
    )
    problems = committed(team, text(event(1, "roll back"), event(2, "back")))
    assert "RU010" in {problem.code.id for problem in problems}


def test_a_verdict_that_a_launch_contradicts(team: Path) -> None:
    plan = PLAN.replace(
        "criteria: [Water is hot]}",
        "criteria: [{text: Water is hot, result: pass}], verdict: {verdict: go, second: zhang}}",
    )
    write(team, {"plans/tea.yml": plan})
    problems = committed(team, text(event(1, "no-go", "g1"), kind="live"))
    assert [str(problem.message) for problem in problems if problem.code.id == "RU010"]
