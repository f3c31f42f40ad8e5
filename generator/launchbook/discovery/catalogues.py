"""Translations. The msgids are English; every folder with labels has catalogues of its own.

A language is added by a `<language>.po` beside each `zh.po`; traditional Chinese is made of the simplified one. An entry with
`msgctxt` holds only in the folder of that name.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from gettext import c2py
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po

from launchbook.core.locale import locale_of
from launchbook.core.problem import Translate, untranslated
from launchbook.discovery.kinds import HOME
from launchbook.discovery.traditional import DERIVED, traditional

Forms = str | tuple[str, ...]
"""A text, or its forms for different counts."""


def catalogue_files(language: str) -> list[Path]:
    """The catalogues of a language: the package's, those of rules and exports, then those of the sections and views."""
    rooms = ("locale", "rules", "exports", "sections/*", "views/*")
    return [file for room in rooms for file in sorted(HOME.glob(f"{room}/{language}.po"))]


@cache
def languages(prefix: str = "") -> tuple[str, ...]:
    """The languages with a catalogue, and English. With the prefix `reference.`, those of the reference."""
    files = (path.stem for path in (HOME / "locale").glob(f"{prefix}*.po"))
    codes = {name.removeprefix(prefix) for name in files}
    return tuple(sorted({"en", *(name for name in codes if "." not in name)}))


def reference_language(language: str) -> str:
    """The language of the reference for readers of a language: it, the one that it is made of, or English."""
    there = languages("reference.")
    return next((name for name in (language, language.partition("-")[0]) if name in there), "en")


def spoken(*asked: str) -> tuple[str, ...]:
    """The languages that have catalogues of their own, and of those that are made of others the ones that are asked for."""
    return tuple(name for name in languages() if name not in DERIVED or name in asked)


@cache
def named_language(code: str) -> str | None:
    """The language that a code means, as it is spelt here: `zh_TW`, `zh-hk` and `zh-Hant` are one; None if it is none."""
    plain = code.partition(".")[0].replace("_", "-")
    if exact := next((name for name in languages() if name.lower() == plain.lower()), None):
        return exact
    try:
        locale = Locale.parse(plain, sep="-")
    except (UnknownLocaleError, ValueError):
        return None
    names = (f"{locale.language}-{locale.script}", locale.language)
    return next((name for name in names if name in languages()), None)


@cache
def _entries(language: str) -> Mapping[str, Mapping[str, Forms]]:
    """Texts by context and msgid; the first catalogue with a msgid wins."""
    texts: dict[str, dict[str, Forms]] = {}
    if source := DERIVED.get(language):
        texts = {
            context: {msgid: _converted(text) for msgid, text in entries.items()}
            for context, entries in _entries(source).items()
        }
    own = _read(language)
    return {context: {**texts.get(context, {}), **own.get(context, {})} for context in texts.keys() | own.keys()}


def _converted(text: Forms) -> Forms:
    return traditional(text) if isinstance(text, str) else tuple(traditional(form) for form in text)


def _read(language: str) -> dict[str, dict[str, Forms]]:
    """What stands in the catalogues of a language."""
    texts: dict[str, dict[str, Forms]] = {}
    for path in catalogue_files(language):
        with path.open("rb") as file:
            for entry in read_po(file, locale=locale_of(language)):
                if entry.id and entry.string and not entry.fuzzy:
                    msgid = str(entry.id[0] if entry.pluralizable else entry.id)
                    text = tuple(entry.string) if entry.pluralizable else str(entry.string)
                    texts.setdefault(entry.context or "", {}).setdefault(msgid, text)
    return texts


@cache
def messages(language: str, context: str = "") -> Mapping[str, Forms]:
    """Texts by msgid: those of the context first, then of the language, then English ones."""
    texts: dict[str, Forms] = {}
    for entries in (_entries("en"), _entries(language)):
        for name in dict.fromkeys(("", context)):
            texts |= entries.get(name, {})
    return texts


@cache
def translator(language: str, context: str = "") -> Translate:
    """A function from msgid to text; a msgid without any text stands for itself."""
    texts = messages(language, context)
    form_of = c2py(get_plural(locale_of(language)).plural_expr)

    def translate(msgid: str, plural: str = "", count: float = 1) -> str:
        forms = texts.get(msgid) or untranslated(msgid, plural, count)
        number = int(count) if count == int(count) else 2  # fractions take the plural
        return forms if isinstance(forms, str) else forms[min(form_of(number), len(forms) - 1)]

    return translate
