"""How a language writes dates, countries and units: the locale that Babel knows for it."""

from __future__ import annotations

from copy import deepcopy
from functools import cache, cached_property
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.localedata import LocaleDataDict, exists, load


class _OwnLocale(Locale):
    """A locale with data of its own. Babel's locales share what they inherit, and write into it what a name there stands for when it is
    first asked for: the months of one language then depend on which languages were asked before."""

    @cached_property
    def _data(self) -> LocaleDataDict:
        name = str(self)
        data: Any = load(name if exists(name) else name.partition("@")[0])
        return LocaleDataDict(deepcopy(data))


@cache
def locale_of(language: str) -> Locale:
    """The locale of a language; English where Babel does not know it. English is that of Britain: the day first."""
    try:
        return _OwnLocale.parse({"en": "en_GB"}.get(language, language), sep="-" if "-" in language else "_")
    except (UnknownLocaleError, ValueError):
        return _OwnLocale.parse("en_GB")
