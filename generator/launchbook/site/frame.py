"""The words of a site's frame: what the theme's templates say beside the pages, in every language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from launchbook.core.problem import say
from launchbook.discovery.catalogues import languages, translator
from launchbook.render import Page

_WORDS = {
    "others": say("Other plans"),
    "missing": say("There is no such page"),
    "search": say("Search all plans"),
    "find": say("Search"),
    "dark": say("Switch to dark"),
    "light": say("Switch to light"),
}


def frame_of(plans: str, pages: tuple[Page, ...]) -> Mapping[str, Any]:
    """What `extra.launchbook` tells the theme.

    `plans` is the title in the navigation over all plans. A page with a title in every language is called by that of the
    page that is read.
    """
    words = {}
    for language in languages():
        names = {page.title: page.names[language] for page in pages if page.names}
        words[language] = {key: word.render(translator(language)) for key, word in _WORDS.items()} | {"names": names}
    return {"plans": plans, "languages": list(languages()), "words": words}
