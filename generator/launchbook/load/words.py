"""The words for the values of enumerations: whatever a page shows for a value is read as that value, in every language.

They are the catalogues' own: `status done` is what pages show, `also done` are further words that are read, with commas.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache

from launchbook.core.choices import Choice, Reading, choices_of
from launchbook.core.groups import grouped
from launchbook.core.model import Model
from launchbook.core.problem import Names, Rejected, say
from launchbook.core.text import BAD_TEXT
from launchbook.core.units import normal
from launchbook.discovery.catalogues import languages, messages, spoken

_ALSO = ", "


def reader(language: str) -> Reading:
    """Reads the words of a plan in this language; of other languages those that nobody can mistake for an id."""

    def read(choice: Choice, text: str) -> str:
        meant = _meant(choice, text, language)
        if len(meant) > 1:
            message = say("`{text}` may mean {names}", text=text[:80], names=Names(meant))
            raise Rejected(BAD_TEXT, message, say("Write the one that is meant."))
        return meant[0] if meant else text

    return read


def _meant(choice: Choice, text: str, language: str) -> list[str]:
    """The values that a text may stand for; of a mark and a word, what either of them says."""
    for tongue in _languages(choice, text, language):
        known = _words(choice, tongue)
        whole = known.get(_folded(text))
        parts = [known.get(_folded(part), ()) for part in text.split(maxsplit=1)]
        if whole or (len(parts) == 2 and all(parts) and not text[0].isalnum()):
            return list(dict.fromkeys(whole or parts[0] + parts[1]))
    return []


def _languages(choice: Choice, text: str, language: str) -> list[str]:
    """English, the plan's language, and for a text in another script the languages that remain.

    An id that is no word of these is none of a language that is made of them: that need not be loaded for it.
    """
    others = () if text.isascii() else spoken() if choice.open else languages()
    return list(dict.fromkeys(("en", language, *others)))


def _folded(text: str) -> str:
    return normal(text).casefold().replace("-", " ").replace("_", " ").replace("\ufe0f", "").strip()


@cache
def _words(choice: Choice, language: str) -> Mapping[str, tuple[str, ...]]:
    """The values by the words that stand for them in a language, or in English."""
    tongues = dict.fromkeys(("en", language))
    pairs = (
        (_folded(word), value) for each in tongues for value in choice.values for word in words_for(choice, value, each)
    )
    return {word: tuple(dict.fromkeys(values)) for word, values in grouped(pairs).items()}


def words_for(choice: Choice, value: str, language: str) -> list[str]:
    """The value, the word that pages show for it, and what else is read for it."""
    texts = messages(language, choice.section)
    shown = texts.get(f"{choice.key} {value}") or texts.get(value, value)
    also = str(texts.get(f"also {value}", ""))
    return [value, str(shown), *(also.split(_ALSO) if also else ())]


@cache
def nearest(choice: Choice, text: str, language: str) -> tuple[str, str] | None:
    """The word that was probably meant, and the value that it stands for; of words for the same elsewhere, the value."""
    for tongue in _languages(choice, text, language):
        known = _words(choice, tongue)
        if near := get_close_matches(_folded(text), known, 1, 0.7 if text.isascii() else 0.6):
            value = known[near[0]][0]
            return value if near[0] == _folded(value) else near[0], value
        for other in _all_choices():
            elsewhere = _words(other, tongue).get(_folded(text), ())
            if shared := [value for value in elsewhere if value in choice.values]:
                return shared[0], shared[0]
    return None


@cache
def _all_choices() -> tuple[Choice, ...]:
    return tuple(dict.fromkeys(choice for model in _models(Model) for choice in choices_of(model).values()))


def _models(model: type[Model]) -> Iterator[type[Model]]:
    yield model
    for child in model.__subclasses__():
        yield from _models(child)
