"""What a site does without where an extra is not installed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from launchbook.core.extras import INSTALL
from launchbook.core.problem import Message, say
from launchbook.site import Site

_CHINESE = re.compile("[\u4e00-\u9fff]")


def lacking(site: Site) -> Iterator[tuple[Message, Message]]:
    """What there is not, and how to have it."""
    from launchbook.exports.formats.contacts import WRITES_CARDS  # noqa: PLC0415 - loads the package that is asked for

    if site.plans.children and not WRITES_CARDS:
        yield say("there are no address cards"), INSTALL["contacts"]
    if any(_CHINESE.search(page.title) for page in site.pages):
        from launchbook.search.words import knows_chinese  # noqa: PLC0415 - its dictionary is loaded for Chinese alone

        if not knows_chinese():
            yield say("words of Chinese are not told apart for the search"), INSTALL["zh"]
