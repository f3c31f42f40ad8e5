"""An example for a code: a plan in which it is found, and what makes it quiet.

It stands in a folder `flaws/` beside what reports the code, as `<CODE>.diff`. Each line begins with what it is: `-` stands only in the
plan with the flaw, `+` only in the one without it, a space in both. `=== plans/other.yml` begins another file, `@ 2027-03-01` says
the day of the check, where what is found hangs on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from launchbook.discovery.kinds import HOME

DAY = datetime(2027, 1, 4, tzinfo=UTC)
"""The day of the check, where an example says none."""
FILE = "plans/example.yml"
"""The name of its file, where an example says none."""


@dataclass(frozen=True)
class FlawLine:
    """A line of an example, and whether it stands in the plan with the flaw and in the one without it."""

    text: str
    flawed: bool
    sound: bool


@dataclass(frozen=True)
class Flaw:
    """Two editions of one plan, or of a few that belong together: with a flaw, and without it."""

    files: Mapping[str, tuple[FlawLine, ...]]
    as_of: datetime = DAY
    dated: bool = False
    """Whether it says the day of the check, since what is found hangs on it."""

    def edition(self, sound: bool) -> Iterator[tuple[str, str, tuple[int, ...]]]:
        """The files of an edition: name, text, and the numbers of the lines that the other edition does not have."""
        for name, lines in self.files.items():
            shown = [line for line in lines if (line.sound if sound else line.flawed)]
            apart = tuple(number for number, line in enumerate(shown, 1) if line.flawed != line.sound)
            if shown:
                yield name, "".join(line.text + "\n" for line in shown), apart


def read_flaw(text: str) -> Flaw:
    """Read an example. ValueError: a line that begins with nothing of what it may."""
    files: dict[str, list[FlawLine]] = {}
    name, as_of, dated = FILE, DAY, False
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("=== "):
            name = line[4:].strip()
        elif line.startswith("@ "):
            as_of, dated = datetime.fromisoformat(line[2:].strip()).replace(tzinfo=UTC), True
        elif line[:1] in ("-", "+", " ", ""):
            files.setdefault(name, []).append(FlawLine(line[1:], line[:1] != "+", line[:1] != "-"))
        else:
            raise ValueError(f"line {number} begins with none of `-`, `+`, a space, `=== ` and `@ `")
    return Flaw({name: tuple(lines) for name, lines in files.items()}, as_of, dated)


@cache
def flaw_files() -> Mapping[str, Path]:
    """The examples by their codes."""
    return {path.stem: path for path in sorted(HOME.rglob("flaws/*.diff"))}


@cache
def flaw_of(code: str) -> Flaw | None:
    """The example of a code; None where there is none."""
    path = flaw_files().get(code)
    return read_flaw(path.read_text("utf-8")) if path else None
