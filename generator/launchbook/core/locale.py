"""How a language writes dates, countries and units: the locale that Babel knows for it."""

from __future__ import annotations

from functools import cache

from babel import Locale, UnknownLocaleError


@cache
def locale_of(language: str) -> Locale:
    """The locale of a language; English where Babel does not know it. English is that of Britain: the day first."""
    try:
        return Locale.parse({"en": "en_GB"}.get(language, language), sep="-" if "-" in language else "_")
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en_GB")
