"""What is counted: the pages that are built and a browser count alike, in every real plan and every example."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from test_cases import CASES

from launchbook.core.launch import counted_in, key_of
from launchbook.core.plan import Plan
from launchbook.core.runs.followed import followed
from launchbook.load import PlanFiles, load_plan

HERE = Path(__file__).parent
REAL = sorted((HERE.parents[1] / "plans").iterdir())


def plans() -> dict[str, Plan]:
    files = {
        str(path.relative_to(HERE.parents[1])): sorted(path.glob("*.yml")) if path.is_dir() else [path]
        for path in (*REAL, *CASES)
    }
    loaded = {
        name: load_plan(PlanFiles(tuple((each.name, each.read_bytes()) for each in paths)))
        for name, paths in files.items()
    }
    return {name: each.plan for name, each in loaded.items() if each.plan is not None}


def counts(plan: Plan) -> dict[str, int]:
    """How much is counted in each row and each chapter; criteria count in their gate."""
    found = {
        row.section if row.kind == "section" else key_of(row): len(counted_in(plan, row))
        for row in plan.rows
        if row.kind != "gate"
    }
    return {key: total for key, total in found.items() if total}


def test_what_is_counted_is_the_same_before_a_run() -> None:
    every = plans()
    asked = json.dumps([followed(plan) for plan in every.values()])
    done = subprocess.run(
        ["node", "count-batch.mjs"], cwd=HERE / "js", input=asked, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert len(every) > 100
    for (name, plan), theirs in zip(every.items(), json.loads(done.stdout), strict=True):
        gates = {key_of(row) for row in plan.rows if row.kind == "gate"}
        assert counts(plan) == {key: total for key, total in theirs.items() if key and key not in gates}, name
