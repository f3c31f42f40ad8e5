"""Labels in the plan's language. The msgids are English; each folder that has labels has its own catalogues beside them.

A language is added by a `<language>.po` beside each `zh.po`. Babel reads the catalogues and writes dates and weekdays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Self

from babel import Locale, UnknownLocaleError
from babel.messages.pofile import read_po

from launchbook.core.discovery import find_pages, find_sections, section_folder, view_folder
from launchbook.core.problem import Names, Rejected, say
from launchbook.core.text import BAD_TEXT, Word

HOME = Path(__file__).parent.parent


def catalogue_files(language: str) -> Iterable[Path]:
    """The catalogues of a language: the package's own, those of the rules and the exports, then each section's."""
    files = [
        HOME / "locale" / f"{language}.po",
        HOME / "rules" / f"{language}.po",
        HOME / "exports" / f"{language}.po",
        *(section_folder(key) / f"{language}.po" for key in find_sections()),
        *(view_folder(pages.key) / f"{language}.po" for pages in find_pages()),
    ]
    return [file for file in files if file.is_file()]


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


@cache
def locale_of(language: str) -> Locale:
    """The Babel locale that formats dates; English where Babel does not know the language."""
    try:
        return Locale.parse({"zh": "zh_Hans_CN", "en": "en_GB"}.get(language, language).replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en_GB")


class Language(Word):
    """A language that has a catalogue."""

    FORM = "a language"
    EXAMPLES = ("zh", "en")

    @classmethod
    def parse(cls, text: str) -> Self:
        if text not in languages():
            raise Rejected(
                BAD_TEXT,
                say("`{text}` is not a language of the labels", text=text[:80]),
                say("Allowed: {names}.", names=Names(languages())),
            )
        return cls(text)
