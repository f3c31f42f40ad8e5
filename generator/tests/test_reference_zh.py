"""The Chinese reference: every docstring that it shows is translated, once, and nothing is kept that it no longer shows.

What one folder says is translated in its `reference.zh.po`, what several say in that of `locale/`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from launchbook import reference
from launchbook.discovery.catalogues import HOME, catalogue_files, translator
from launchbook.reference import all_codes, documented, reference_pages

LANGUAGE = "reference.zh"
CATALOGUES = sorted(HOME.rglob(f"{LANGUAGE}.po"))
_CODE = re.compile(r"``.+?``|`[^`]+`")
in_each = pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parent.name)


@cache
def paragraphs() -> Mapping[str, frozenset[str]]:
    """What is written about each problem, by its code."""
    return {code.id: frozenset(" ".join(part.split()) for part in code.doc.split("\n\n")) for code in all_codes()}


@cache
def said() -> frozenset[str]:
    """Every docstring of a model or a type, its title, and every paragraph on a problem."""
    return frozenset().union(*documented().values(), *paragraphs().values()) - {""}


@cache
def catalogue(path: Path) -> Mapping[str, str]:
    with path.open("rb") as file:
        return {str(entry.id): str(entry.string) for entry in read_po(file) if entry.id}


def test_every_catalogue_is_read() -> None:
    assert sorted(catalogue_files(LANGUAGE)) == CATALOGUES


def test_everything_is_translated() -> None:
    translated = {msgid for path in CATALOGUES for msgid, text in catalogue(path).items() if text}
    missing = [
        f"{place}: {text}"
        for place, texts in (*documented().items(), *paragraphs().items())
        for text in sorted(texts - translated - {""})
    ]
    assert not missing, f"no {LANGUAGE}.po translates\n" + "\n".join(missing)


def test_the_pages_show_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the pages ask for and `documented` leaves out, nobody would miss in a catalogue."""
    asked: set[str] = set()

    def recording(language: str, context: str = "") -> Callable[[str], str]:
        translate = translator(language, context)

        def asking(msgid: str) -> str:
            asked.add(msgid)
            return translate(msgid)

        return asking if language == LANGUAGE else translate

    monkeypatch.setattr(reference, "translator", recording)
    reference_pages("zh")
    assert asked - said() <= {""}


@in_each
def test_nothing_is_translated_that_is_not_documented(path: Path) -> None:
    assert sorted(catalogue(path).keys() - said()) == []


@in_each
def test_code_is_kept(path: Path) -> None:
    for msgid, text in catalogue(path).items():
        assert set(_CODE.findall(text)) == set(_CODE.findall(msgid)), msgid


@in_each
def test_an_entry_stands_once(path: Path) -> None:
    """gettext's readers keep the last of two without a word."""
    text = path.read_text("utf-8")
    assert text.count("\nmsgid ") == len(catalogue(path)), "an entry twice"
    assert not re.search(r"^#(?:~|, fuzzy)", text, re.MULTILINE)


def test_what_is_documented_alike_is_translated_once() -> None:
    found = defaultdict(list)
    for path in CATALOGUES:
        for msgid in catalogue(path):
            found[msgid].append(path.parent.name)
    assert {msgid: folders for msgid, folders in found.items() if len(folders) > 1} == {}
