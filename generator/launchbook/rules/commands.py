"""Blanks and letters in commands and addresses that are not what they seem."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from launchbook.core.letters import in_command, in_mixed_words
from launchbook.core.plan import Plan
from launchbook.core.problem import Finding
from launchbook.core.section import finding, part_of, rule
from launchbook.core.text import Email, Url, Word, addresses_in

_ADDRESS = re.compile(r"""(?:https?://|mailto:|tel:)[^\s<>()"'`]+""")


@rule("TX006", "blank that a shell does not know", "danger")
def blanks_in_commands(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A command holds a no-break space, an ideographic space, or another blank that looks like a plain one.

    Word processors and chat programs put them in. A shell takes them for letters: `kubectl get` becomes one word, and the
    command fails when it is pasted. Type the blank again. In prose such blanks may stand.
    """
    for path, value in plan.values:
        if path[-1] == "command":
            suspects = {
                str(value)[suspect.at : suspect.at + suspect.length]: suspect for suspect in in_command(str(value))
            }
            for blank, suspect in suspects.items():
                yield finding(path, suspect.message, suspect.help, part=blank)


@rule("TX007", "letter that only looks Latin", "danger")
def letters_in_commands(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A word of a command or of an address has a Cyrillic or Greek letter among Latin ones that looks like a Latin one.

    `сurl` with a Cyrillic `с` is found by no shell, and `аpple.com` is the site of somebody else. Type the letter again. A
    word wholly in another script is as it should be: `echo готово`, `https://пример.рф`.
    """
    for path, value in plan.values:
        text = str(value) if isinstance(value, Word) else ""
        if text.isascii():
            continue
        command = path[-1] == "command" or isinstance(value, (Url, Email))
        for start, end in [(0, len(text))] if command else _addresses(text):
            for suspect in in_mixed_words(text[start:end]):
                place = part_of(text, start + suspect.at, suspect.length)
                yield finding(path, suspect.message, suspect.help, **place)


def _addresses(text: str) -> Iterator[tuple[int, int]]:
    """Where web addresses stand in a text."""
    yield from (match.span() for match in _ADDRESS.finditer(text))
    yield from ((at, at + len(address)) for address, at in addresses_in(text) if not _ADDRESS.match(address))
