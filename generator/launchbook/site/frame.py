"""The words of a site's frame (search, navigation, 404) in every language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from launchbook.core.problem import say
from launchbook.discovery.catalogues import spoken, translator
from launchbook.render import Page

_WORDS = {
    "others": say("Other plans"),
    "missing": say("There is no such page"),
    "paper": say("Did you scan a printed sheet? Its plan is no longer on this site: do not work from it."),
    "search": say("Search all plans"),
    "find": say("Search"),
    "dark": say("Switch to dark"),
    "light": say("Switch to light"),
}

_THEMES = {"zh-TW": "zh-Hant"}
"""Languages of the theme that have another name here."""


def frame_of(plans: str, pages: tuple[Page, ...]) -> Mapping[str, Any]:
    """The values of `extra.launchbook` for the theme's templates.

    `plans` is the title over all plans in the navigation. Pages with a title in every language are shown there in the
    language of the page that is read.
    """
    words = {}
    for language in spoken(*(name for page in pages for name in page.names)):
        names = {page.title: page.names[language] for page in pages if language in page.names}
        words[language] = {key: word.render(translator(language)) for key, word in _WORDS.items()} | {"names": names}
    theirs = {other: words[ours] for other, ours in _THEMES.items() if ours in words}
    return {"plans": plans, "languages": list(words), "words": words | theirs}
