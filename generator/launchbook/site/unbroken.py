"""Commands on paper break between their words alone: a break behind a hyphen reads as if a space stood there."""

from __future__ import annotations

import re

_COMMAND = re.compile(r'(<div class="lb-command[^"]*"><pre[^>]*><span><code>)(.*?)(</code>)', re.DOTALL)
_TOKEN = re.compile(r"<[^>]*>|[^<\s]*[-/?][^<\s]*|[^<\s]+")


def unbroken(text: str) -> str:
    """A page with the words of commands in which a browser would break a line marked as such, for the printer alone."""
    return _COMMAND.sub(lambda found: found[1] + _TOKEN.sub(_word, found[2]) + found[3], text)


def _word(found: re.Match[str]) -> str:
    word = found[0]
    breaks = not word.startswith("<") and re.search(r"\w[-/?]\S", word)
    return f'<span class="lb-word">{word}</span>' if breaks else word
