"""Time and memory for 10, 40 and 160 copies of the real plan. Ratios of one run count: machines differ, and so do days.

    make bench                     the whole table (minutes)
    make bench ARGS="10 40"        fewer copies

Each build is a process of its own, so that its peak memory is its own. Beside it stand stock MkDocs with Material (its navigation
bounded as ours is) and Zensical, both on the same pages without the plugin. Check and render are measured inside one process,
best of three, because they are too short to time a process by. So are the scheduler and the Gantt chart, which stand in a
table of their own. So does a long page in the browser (`bench_pages.py`), where there is one.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import bench_pages

ROOT = Path(__file__).resolve().parents[2]
PLAN = ROOT / "plans" / "exam-buddy"


def copies(folder: Path, count: int) -> None:
    """The real plan `count` times, each with an id of its own."""
    for number in range(count):
        target = folder / "plans" / f"copy-{number:04d}"
        shutil.copytree(PLAN, target)
        head = target / "plan.yml"
        text = head.read_text("utf-8")
        head.write_text(text.replace("plan: exam-buddy-1.0", f"plan: copy-{number:04d}"), "utf-8")


def project(folder: Path, count: int) -> None:
    copies(folder, count)
    (folder / "docs").mkdir()
    (folder / "overrides").mkdir()
    shutil.copy(ROOT / "mkdocs.yml", folder / "mkdocs.yml")
    text = (folder / "mkdocs.yml").read_text("utf-8")
    (folder / "mkdocs.yml").write_text(text.partition("\nnav:")[0] + "\n", "utf-8")


def stages(folder: Path) -> dict[str, float]:
    """Seconds for reading and checking, for rendering, and for the files for other programs; in a process of its own."""
    code = f"""
import json, sys, time
from datetime import datetime, UTC
from pathlib import Path
from launchbook.load import find_plans
from launchbook.render import Options, Renderer
from launchbook.site import Builder, build
spent = 0.0
def timed(work):
    def run(*arguments):
        global spent
        start = time.perf_counter(); result = work(*arguments); spent += time.perf_counter() - start
        return result
    return run
build._export, build._export_all = timed(build._export), timed(build._export_all)
sources, _ = find_plans([Path({str(folder / "plans")!r})])
as_of = datetime(2026, 1, 1, tzinfo=UTC)
best = {{"check": 1e9, "render": 1e9, "export": 1e9}}
for _ in range(3):
    spent = 0.0
    builder, renderer = Builder(), Renderer(Options())
    start = time.perf_counter(); builder.check(sources, as_of); checked = time.perf_counter()
    builder.build(sources, as_of, renderer); done = time.perf_counter()
    for name, took in (("check", checked - start), ("render", done - checked - spent), ("export", spent)):
        best[name] = min(best[name], took)
print(json.dumps(best))
"""
    return json.loads(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout)


MKDOCS = ("mkdocs", "build", "--strict", "--quiet")
ZENSICAL = ("zensical", "build", "--clean")


def whole_build(folder: Path, command: Sequence[str] = MKDOCS) -> tuple[float, float]:
    """Seconds of a build, and peak megabytes of its first process."""
    start = time.perf_counter()
    command = [sys.executable, "-m", *command]
    process = subprocess.Popen(
        command, cwd=folder, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"}, stdout=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"the build of {folder} failed")
    return time.perf_counter() - start, usage.ru_maxrss / 1024


def rendered(folder: Path) -> Path:
    """The same pages as a tree that MkDocs and Zensical build without the plugin."""
    tree = folder / "tree"
    command = ["render", "--plans", str(folder / "plans"), "--out", str(tree)]
    subprocess.run([sys.executable, "-m", "launchbook", *command], check=True, capture_output=True)
    return tree


def size_of(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def measure(count: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        project(folder, count)
        found = stages(folder)
        seconds, memory = whole_build(folder)
        tree = rendered(folder)
        stock, zensical = whole_build(tree)[0], whole_build(tree, ZENSICAL)[0]
        return {
            "plans": count,
            "check ms/plan": 1000 * found["check"] / count,
            "render ms/plan": 1000 * found["render"] / count,
            "export ms/plan": 1000 * found["export"] / count,
            "build s": seconds,
            "of stock": seconds / stock,
            "of Zensical": seconds / zensical,
            "check, render %": 100 * (found["check"] + found["render"]) / seconds,
            "export %": 100 * found["export"] / seconds,
            "peak MB": memory,
            "site MB": size_of(folder / "site"),
            "index MB": size_of(folder / "site" / "search"),
        }


def timeline() -> list[dict[str, float]]:
    """The scheduler with 10,000 tasks and twice as many, and the chart of 500; in a process of its own."""
    code = """
import json, random, time
from launchbook.load import PlanFiles, load_plan
from launchbook.core.problem import untranslated
from launchbook.sections.timeline.schedule import compute

def plan(count, links, calendar=""):
    chance = random.Random(7)
    lines = ["plan: big", "title: Big", "launch: 2026-12-01 10:00", calendar, "timeline:"]
    for index in range(count):
        near = range(max(0, index - 700), index)
        after = sorted(chance.sample(near, min(links, len(near)))) if index >= 40 else []
        said = f"after: [{', '.join(f't{each}' for each in after)}]" if after else f"start: 2026-01-{5 + index % 20:02}"
        lines.append(f"- {{id: t{index}, title: Task {index}, duration: {chance.randint(1, 3)}wd, {said}}}")
    loaded = load_plan(PlanFiles((("plan.yml", "\\n".join(lines).encode()),)))
    assert loaded.plan, loaded.problems[:3]
    return loaded.plan

def best(work, times=5):
    taken = []
    for _ in range(times):
        start = time.perf_counter(); result = work(); taken.append(time.perf_counter() - start)
    return min(taken), result

rows = []
for count in (10_000, 20_000):
    big = plan(count, 2)
    model = big.sections["timeline"]
    seconds, found = best(lambda: compute(model, big.frame), 3)
    rows.append({"tasks": count, "dependencies": len(found.links), "schedule s": seconds})
small = plan(500, 2, "calendar: {country: CN, checked: [2027, 2028, 2029, 2030, 2031, 2032]}")
model = small.sections["timeline"]
seconds, found = best(lambda: compute(model, small.frame))
drawn, chart = best(lambda: model.drawing(small, untranslated))
rows.append({"tasks": 500, "dependencies": len(found.links), "schedule s": seconds})
rows.append({"chart of": 500, "ms": 1000 * drawn, "kB": len(chart.encode()) / 1000})
print(json.dumps(rows))
"""
    return json.loads(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout)


def show(rows: list[dict[str, float]], number: int) -> None:
    """A line of a table, with its head before the first."""
    if not number:
        print("  ".join(f"{name:>18}" for name in rows[0]))
    print(
        "  ".join(
            f"{value:>18.{2 if name.endswith(' s') or name.startswith('of ') else 1}f}"
            for name, value in rows[number].items()
        ),
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("counts", nargs="*", type=int, default=[10, 40, 160])
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    rows = []
    for count in chosen.counts:
        rows.append(measure(count))
        if not chosen.json:
            show(rows, len(rows) - 1)
    scheduled = timeline()
    if chosen.json:
        print(json.dumps({"plans": rows, "timeline": scheduled}, indent=1))
        return
    if len(rows) > 1:
        first, last = rows[-2], rows[-1]
        print(f"\n{last['plans']:.0f} plans cost {last['build s'] / first['build s']:.2f} times {first['plans']:.0f}")
    print()
    *tables, chart = scheduled
    for number in range(len(tables)):
        show(tables, number)
    growth = scheduled[1]["schedule s"] / scheduled[0]["schedule s"]
    print(f"\n{scheduled[1]['tasks']:,} tasks cost {growth:.2f} times {scheduled[0]['tasks']:,}")
    print(f"A chart of {chart['chart of']} tasks is drawn in {chart['ms']:.0f} ms and has {chart['kB']:.0f} kB")
    print()
    subprocess.run([sys.executable, Path(__file__).with_name("bench_rules.py")], check=True)
    print()
    bench_pages.bench()


if __name__ == "__main__":
    main()
