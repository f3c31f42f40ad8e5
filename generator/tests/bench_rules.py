"""What `launchbook check` costs: of many plans as a command, and of the real plan by rule.

    python generator/tests/bench_rules.py            10, 40 and 160 plans, then the slowest rules
    python generator/tests/bench_rules.py 20 80

The command is measured as a process, with all it forks: seconds on the clock, and seconds of processors. Rules are measured in this
process, after a first round in which patterns are compiled; the first rule that asks for something that others use, too, pays for it.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import bench

from launchbook.core.portfolio import Portfolio
from launchbook.discovery.kinds import find_rules
from launchbook.lint import findings_of
from launchbook.load import find_plans, load_plan

AS_OF = datetime(2026, 1, 1, tzinfo=UTC)
SHOWN = 15


def command(count: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bench.project(folder, count)
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        arguments = [sys.executable, "-m", "launchbook", "check", str(folder / "plans")]
        subprocess.run(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return {"plans": count, "check s": time.perf_counter() - start, "processors s": used}


def rules(times: int = 5) -> list[tuple[str, float]]:
    """Milliseconds of each rule for the real plan, and of reading it; of a rule over plans, for `times` copies."""
    with tempfile.TemporaryDirectory() as name:
        bench.project(Path(name), times + 1)
        sources, _ = find_plans([Path(name) / "plans"])
        load_plan(sources[0])  # makes the schema
        spent, start = Counter[str](), time.process_time()
        plans = [plan for plan in (load_plan(files).plan for files in sources) if plan is not None]
        for plan in plans:
            _ = plan.rows.events
        spent["reading"] = (time.process_time() - start) * times / len(plans)
        for number, plan in enumerate(plans):
            for rule in find_rules():
                if not rule.over_plans:
                    begun = time.process_time()
                    for finding in findings_of(rule, plan, AS_OF):
                        plan.bundle.place(finding)
                    spent[rule.code.id] += (time.process_time() - begun) if number else 0
        portfolio = Portfolio(plans, AS_OF)
        for rule in find_rules():
            if rule.over_plans:
                begun = time.process_time()
                list(rule.check(portfolio, AS_OF))
                spent[rule.code.id] = time.process_time() - begun
        return [(name, 1000 * seconds / times) for name, seconds in spent.most_common()]


def main(counts: list[int]) -> None:
    rows = []
    for count in counts:
        rows.append(command(count))
        bench.show(rows, len(rows) - 1)
    found = rules()
    slowest = [each for each in found if each[0] != "reading"][:SHOWN]
    asked = sum(ms for name, ms in found if name != "reading")
    print(f"\nms of one plan: {dict(found)['reading']:.1f} reading, {asked:.1f} all rules; the slowest:")
    print("  ".join(f"{name} {ms:.2f}" for name, ms in slowest))


if __name__ == "__main__":
    main([int(each) for each in sys.argv[1:]] or [10, 40, 160])
