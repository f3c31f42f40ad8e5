"""The fold of the command line: held to the vectors that it shares with browsers, and to the fold of browsers itself."""

from __future__ import annotations

import json
import re
import subprocess
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from launchbook.core.runs.fold import RowState, RunState, fold
from launchbook.core.runs.model import ACTS, OF_ROWS, WITH_VALUE, RunEvent
from launchbook.load.runs import read_run

HERE = Path(__file__).parent
VECTORS = sorted((HERE / "runs").glob("*.json"))
Json = dict[str, Any]


def folded(plan: Json, run: Json) -> RunState:
    """The run as it would be read from its file."""
    read = read_run("run.yml", json.dumps(run, ensure_ascii=False).encode())
    assert read.file, [str(problem.message) for problem in read.problems]
    return fold(plan, read.file.record.events, run["kind"])


def id_of(event: RunEvent | None) -> str | None:
    return None if event is None else str(event.id)


def ids(events: Any) -> list[str]:
    return [str(event.id) for event in events]


def row_of(row: RowState) -> Json:
    return {
        "state": row.state, "event": id_of(row.event), "seen": row.seen, "started": row.started, "ended": row.ended,
        "attempts": row.attempts, "reading": row.reading, "notes": ids(row.notes), "filled": ids(row.filled), "signed": ids(row.signed),
        "conflict": ids(row.conflict), "changed": row.changed, "undo": id_of(row.undo),
    }  # fmt: skip


def state_of(state: RunState) -> Json:
    way = state.rollback
    return {
        "order": ids(state.events), "doubled": list(state.doubled), "status": state.status, "begun": state.begun, "ended": state.ended,
        "paused": state.paused, "shift": state.shift, "skew": [list(pair) for pair in state.skew.items()], "gone": ids(state.gone),
        "notes": ids(state.notes), "told": ids(state.told), "variables": {name: str(event.id) for name, event in state.variables.items()},
        "rollback": {"state": way.state, "event": str(way.event.id), "at": way.at} if way else None,
        "rows": {key: row_of(row) for key, row in state.rows.items()},
    }  # fmt: skip


def meant(wanted: object) -> object:
    """What a vector says: its times in milliseconds."""
    if isinstance(wanted, dict):
        return {key: meant(value) for key, value in wanted.items()}
    timed = isinstance(wanted, str) and re.match(r"\d{4}-", wanted)
    return datetime.fromisoformat(str(wanted)).timestamp() * 1000 if timed else wanted


def agrees(found: object, wanted: object) -> bool:
    """Whether what came out says what is wanted, of which a vector names only a part. Nothing may be said as null."""
    if isinstance(wanted, dict):
        return isinstance(found, dict) and all(agrees(found.get(key), value) for key, value in wanted.items())
    return found == wanted or (wanted is None and found in (None, [], {}))


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_a_vector(path: Path) -> None:
    vector = json.loads(path.read_text("utf-8"))
    state = folded(vector["plan"], vector["run"])
    found, wanted = state_of(state), meant(vector["state"])
    assert isinstance(wanted, dict)
    found["skew"] = [{"device": device, "seconds": seconds} for device, seconds in state.skew.items()]
    found["variables"] = {name: str(event.value) for name, event in state.variables.items()}
    for row in found["rows"].values():
        row["changed"] = None if row["changed"] is None else {"before": row["changed"]}
    for key, value in wanted.items():
        assert agrees(found[key], value), (key, found[key], value)


# browsers


def row(key: str, does: str = "step", **more: object) -> Json:
    return {
        "key": f"r#{key}",
        "kind": "step",
        "does": does,
        "title": f"Do the step {key} now",
        "hash": f"h{key}",
        **more,
    }


PLAN: Json = {
    "format": 1, "id": "shop", "title": "Shop", "build": "b", "language": "en", "zone": "UTC", "decider": "ann", "people": {},
    "rows": [
        row("box", "group", no="1"), row("g", "gate", no="1.0", **{"in": "r#box"}, who=["ann"], **{"with": {"second": ["bob"]}}),
        row("c", "criterion", no="1.0.1", **{"in": "r#g"}),
        row("n", "criterion", no="1.0.2", **{"in": "r#g"}, closes=True), row("a", no="1.1", **{"in": "r#box"}, was=["r#old"]),
        row("f", no="1.2", **{"in": "r#box"}, forks="choose"), row("w1", "way", **{"in": "r#f"}), row("w2", "way", **{"in": "r#f"}),
        row("s", no="1.2.1", **{"in": "r#w2"}), row("g2", "gate", no="1.3", **{"is": "go"}),
        row("new", no="1.4"), row("newer", no="1.5", **{"is": "failed"}),
    ],
}  # fmt: skip
KEYS = [*(str(each["key"]) for each in PLAN["rows"]), "r#old", "r#gone", "r#lost", "x#gone", "gone"]
IDS = [f"{device}-{seq}" for device in "abc" for seq in range(1, 6)]
TEXTS = ["Do the step a now", "Do the step new now", "Do that step newer now!", "Feed the cat", "步骤 a", "𝒜𝒷𝒸", "a"]


@st.composite
def events(draw: st.DrawFn) -> Json:
    device, seq, do = draw(st.sampled_from("abc")), draw(st.integers(1, 5)), draw(st.sampled_from(ACTS))
    minute, second = draw(st.integers(0, 9)), draw(st.sampled_from(["00", "30", "30.125", "59.999999"]))
    event: Json = {
        "id": f"{device}-{seq}",
        "device": device,
        "seq": seq,
        "at": f"2027-03-28T22:0{minute}:{second}+01:00",
        "do": do,
    }
    if do in OF_ROWS or draw(st.booleans()):
        event["row"] = draw(st.sampled_from(KEYS))
    if do == "fill":
        event["field"] = draw(st.sampled_from(["Serial", "__proto__", "值"]))
    if do in WITH_VALUE or draw(st.booleans()):
        event["value"] = draw(st.sampled_from([*IDS, "5", "-2.5", "1e9", "999999", "+3"]))
    for key, choice in (
        ("by", ["ann", "bob", "cy"]), ("seen", [*IDS, "a-1 b-1", "c-2 a-2 b-3"]), ("text", TEXTS), ("hash", ["ha", "hnew", "x"]),
        ("no", ["1.4", "1.9", "2", "1.2.7"]), ("closes", ["yes"]), ("offset", [0, 60, -31, 0.1, 3600.5]),
    ):  # fmt: skip
        if draw(st.booleans()):
            event[key] = draw(st.sampled_from(choice))
    return event


runs = st.builds(
    lambda said, kind: {"run": "r", "plan": "shop", "kind": kind, "events": said},
    st.lists(events(), max_size=14),
    st.sampled_from(["live", "rehearsal"]),
)


@settings(max_examples=12, deadline=None)
@given(st.lists(runs, min_size=1, max_size=60))
def test_browsers_and_the_command_line_agree(batch: list[Json]) -> None:
    asked = json.dumps([{"plan": PLAN, "run": run} for run in batch])
    done = subprocess.run(
        ["node", "fold-batch.mjs"], cwd=HERE / "js", input=asked, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    for run, theirs in zip(batch, json.loads(done.stdout), strict=True):
        assert state_of(folded(PLAN, run)) == theirs
