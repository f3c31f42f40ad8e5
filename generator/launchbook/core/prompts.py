"""Prompts in commands: what a terminal prints before the words that are typed. They are shown, and not copied."""

from __future__ import annotations

import re
from collections.abc import Iterator

from launchbook.core.text import Word

_FIRST = re.compile(
    r"""
      (?: \$ | >>> | In\ \[\d{1,6}\]:                        # shells, Python
      | (?:mysql|MariaDB|sqlite|hive|mongo|mongosh|scala|ftp|sftp)(?:\ [\[(][^\])\n]{1,40}[\])])?>   # consoles
      | [\w.-]{1,60}:\d{1,5}(?:\[\d{1,3}\])?>               # 127.0.0.1:6379>
      | \w{1,40}=[\#>]                                       # PostgreSQL
      | [\w.-]{1,40}@[\w.-]{1,60}(?::[^\s$\#]{0,80})?[$\#]   # name@host:folder$
      | \[[\w.-]{1,40}@[^\]\n]{1,80}\][$\#]                  # [name@host folder]$
      | (?:PS\ )?[A-Z]:\\[^>\n]{0,120}> )                    # Windows
      (?:[ ]|$)
    | (?:PS\ )?[A-Z]:\\[^>\n]{0,120}>
    """,
    re.VERBOSE,
)
_FURTHER = re.compile(r"(?:>|\.\.\.|[ ]{0,40}->|\w{1,40}[-('\"][#>])(?: |$)")
"""What continues a command; on a first line, `> file` is a command itself."""


def prompted(command: str) -> Iterator[tuple[str, Word]]:
    """The lines of a command with their line breaks, split into the prompt (empty for none) and the rest.

    `# ` is no prompt: it begins a comment.
    """
    entered = False
    for line in re.findall(r"[^\n]*\n|[^\n]+", command):
        match = _FIRST.match(line) or (entered and _FURTHER.match(line)) or None
        entered = entered or match is not None
        prompt = match[0].rstrip("\n") if match else ""
        yield prompt, Word(line[len(prompt) :])
