"""What a language says does not depend on which languages were asked before it."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from babel.dates import format_date

from launchbook.core.locale import locale_of

PATTERNS = ("MMM", "LLL", "MMMM", "LLLL", "EEE", "ccc", "EEEE", "cccc", "GGG")
LANGUAGES = ("zh", "zh-Hant", "ja", "en", "fr", "root", "mgo", "ca_ES@valencia", "no such language")


def said(language: str) -> list[str]:
    return [format_date(date(2026, 2, 1), pattern, locale=locale_of(language)) for pattern in PATTERNS]


def alone(language: str) -> list[str]:
    """What a new process says that asks for this language alone."""
    code = f"import test_locale as t; print('|'.join(t.said({language!r})))"
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).parent
    )
    return found.stdout.strip().split("|")


@pytest.mark.parametrize("language", ["zh", "zh-Hant", "en", "fr"])
def test_each_language_says_the_same_alone_and_after_all_others(language: str) -> None:
    for other in LANGUAGES:
        said(other)
    assert said(language) == alone(language)
