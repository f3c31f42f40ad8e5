"""Labels in the plan's language. The msgids are English; each folder that has labels has its own catalogues beside them.

A language is added by a `<language>.po` beside each `zh.po`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

from launchbook.discovery.kinds import HOME


def catalogue_files(language: str) -> list[Path]:
    """The catalogues of a language: the package's own, those of the rules and the exports, then each section's."""
    rooms = ("locale", "rules", "exports", "sections/*", "views/*")
    return [file for room in rooms for file in sorted(HOME.glob(f"{room}/{language}.po"))]


@cache
def languages() -> tuple[str, ...]:
    """Languages that have a catalogue; English needs none."""
    return tuple(sorted({"en", *(path.stem for path in (HOME / "locale").glob("*.po") if "." not in path.stem)}))


@cache
def messages(language: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for path in catalogue_files(language):
        with path.open("rb") as file:
            for entry in read_po(file):
                if entry.id and entry.string and not entry.fuzzy:
                    found.setdefault(str(entry.id), str(entry.string))
    return found


def translator(language: str) -> Callable[[str], str]:
    """A function from msgid to text; a msgid without translation stays English."""
    found = messages(language)
    return lambda msgid: found.get(msgid, msgid)
