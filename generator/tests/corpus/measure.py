"""Measures the checker on the corpus: which planted flaws it finds, and what it warns of in plans that are sound.

python generator/tests/corpus/measure.py [name of a flaw …]
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from launchbook.core.problem import Location, Problem
from launchbook.load.files import PlanFiles
from launchbook.site.build import Builder

HERE = Path(__file__).parent
AS_OF = "2026-12-01"
NEAR = 2
CLASSES = {
    1: "across plans",
    2: "releases against the calendar",
    3: "dates and numbers in prose",
    4: "recorded things that lie ahead",
    5: "one quantity, two thresholds",
    6: "one event, two times",
    7: "counts that do not add up",
    8: "placeholders, bad telephones",
    9: "rollback",
    10: "watching and exposure",
    11: "approvals in wrong order",
    12: "platform rules",
    13: "secrets and credentials",
}

Folder = dict[str, bytes]


@dataclass(frozen=True)
class Flaw:
    """A plan of the folder `clean` with one thing made wrong."""

    name: str
    base: str
    kind: int
    text: str
    lines: tuple[int, ...]
    as_of: str
    changes: tuple[tuple[str, str], ...]

    def applied(self, clean: Folder) -> bytes:
        text = clean[self.base].decode()
        for old, new in self.changes:
            if text.count(old) != 1:
                raise SystemExit(f"{self.name}: stands {text.count(old)} times in {self.base}: {old}")
            text = text.replace(old, new)
        return text.encode()


def read_clean() -> Folder:
    return {path.name: path.read_bytes() for path in sorted((HERE / "clean").glob("*.yml"))}


def read_flaws() -> Iterator[Flaw]:
    for path in sorted((HERE / "flawed").glob("*.txt")):
        head, *blocks = re.split(r"^--- old\n", path.read_text(encoding="utf-8"), flags=re.M)
        keys = dict(line.split(": ", 1) for line in head.splitlines() if line)
        changes = []
        for block in blocks:
            old, new = block.split("--- new\n")
            changes.append((old.removesuffix("\n"), new.removesuffix("\n")))
        lines = tuple(int(each) for each in keys["line"].split(","))
        yield Flaw(
            path.stem, keys["base"], int(keys["class"]), keys["flaw"], lines, keys.get("as-of", AS_OF), tuple(changes)
        )


def check(builder: Builder, folder: Folder, as_of: str) -> list[Problem]:
    sources = [PlanFiles(((name, content),)) for name, content in folder.items()]
    moment = datetime.fromisoformat(as_of).replace(tzinfo=ZoneInfo("UTC"))
    return builder.check(sources, moment)[1]


def said(problem: Problem) -> str:
    return f"{problem.location.path}:{problem.location.line}: {problem.code.id} {problem.severity}: {problem.message}"


def key(problem: Problem) -> tuple[str, str, str, str]:
    """What makes a problem the same in the base and in the flawed plan, whose lines may be moved."""
    return problem.code.id, problem.location.path, problem.location.text.strip(), str(problem.message)


def new_problems(before: Iterable[Problem], after: Iterable[Problem]) -> list[Problem]:
    known = Counter(key(problem) for problem in before)
    fresh = []
    for problem in after:
        if known[key(problem)] > 0:
            known[key(problem)] -= 1
        else:
            fresh.append(problem)
    return fresh


def names_it(problem: Problem, flaw: Flaw) -> bool:
    def near(place: Location) -> bool:
        return place.path == flaw.base and any(abs(place.line - line) <= NEAR for line in flaw.lines)

    return near(problem.location) or any(near(place) for _, place in problem.related)


def main(wanted: list[str]) -> None:
    clean = read_clean()
    builder = Builder()
    bases: dict[str, list[Problem]] = {}
    planted: Counter[int] = Counter()
    found: Counter[int] = Counter()
    missed: list[str] = []
    strange: list[str] = []
    for flaw in read_flaws():
        if wanted and not any(each in flaw.name for each in wanted):
            continue
        if flaw.as_of not in bases:
            bases[flaw.as_of] = check(builder, clean, flaw.as_of)
        fresh = new_problems(bases[flaw.as_of], check(builder, {**clean, flaw.base: flaw.applied(clean)}, flaw.as_of))
        planted[flaw.kind] += 1
        hits = [problem for problem in fresh if names_it(problem, flaw)]
        found[flaw.kind] += bool(hits)
        if wanted:
            print(flaw.name, *(("  * " if problem in hits else "    ") + said(problem) for problem in fresh), sep="\n")
        strange += [f"{flaw.name}: {said(each)}" for each in fresh if each.severity == "error" and each not in hits]
        if not hits:
            missed.append(
                f"{flaw.name} ({flaw.base}:{flaw.lines[0]}): {flaw.text}"
                + (f" [{len(fresh)} elsewhere]" if fresh else "")
            )
    print("found/planted by class")
    for kind, title in CLASSES.items():
        if planted[kind]:
            print(f"{kind:3} {title:32} {found[kind]}/{planted[kind]}")
    print(f"    {'all':32} {found.total()}/{planted.total()}")
    print(f"\nnot found ({len(missed)})", *missed, sep="\n  ")
    print(f"\nerrors that do not name the flaw ({len(strange)})", *strange, sep="\n  ")
    warnings = [problem for problem in bases.get(AS_OF) or check(builder, clean, AS_OF) if problem.severity != "hint"]
    total = sum(content.count(b"\n") for content in clean.values())
    print(f"\nerrors and warnings on clean plans: {len(warnings)} in {total} lines", *map(said, warnings), sep="\n  ")


if __name__ == "__main__":
    main(sys.argv[1:])
