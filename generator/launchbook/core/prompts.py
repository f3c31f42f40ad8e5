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


_ROOT = re.compile(r"# (?=[a-z./])")
_SQL = re.compile(r"(?:mysql|MariaDB|sqlite|hive|\w+[-=(])\b.*>|\w+[=(-][#>]")
_ALONE = re.compile(r"\s*(?:$|[\\.]|(?:use|exit|quit|help|source|status)\b)", re.IGNORECASE)
"""What a console of a database takes without a semicolon."""
_MARK = re.compile(r"""\\.|['"]|(?<!\S)\#.*|<<-?\s*["']?(?P<until>[A-Za-z_]\w*)["']?""", re.DOTALL)


def prompted(command: str) -> Iterator[tuple[str, Word, bool]]:
    """The lines of a command with their line breaks, each split into its prompt (empty for none) and the rest; and whether it
    was printed, not typed: a line without a prompt, behind a command that had one and was complete.

    `# ` begins a comment; it is a prompt only where there would be nothing but comments.
    """
    lines = re.findall(r"[^\n]*\n|[^\n]+", command)
    begins = _ROOT if all(_ROOT.match(line) for line in lines if line.strip()) else _FIRST
    entered, console, waits, printed = False, False, "", False
    for line in lines:
        first = begins.match(line)
        match = first or (entered and _FURTHER.match(line)) or None
        prompt = match[0].rstrip("\n") if match else ""
        typed = line[len(prompt) :]
        if first:
            entered, console, waits = True, _SQL.match(prompt) is not None, ""
        printed = entered and not match and not waits and (printed or bool(line.strip()))
        if entered and not printed:
            waits = _waits(typed, waits) if not console else "" if ";" in typed or _ALONE.match(typed) else ";"
        yield prompt, Word(typed), printed


def _waits(line: str, waits: str) -> str:
    """What a shell waits for after a line: a quote, the word that ends a text begun by `<<`, a blank for simply more; empty where
    the command is complete."""
    if waits.isidentifier():
        return "" if line.strip() == waits else waits
    until = ""
    quote = waits.strip()
    for mark in _MARK.finditer(line):
        if mark[0] in ("'", '"'):
            quote = "" if quote == mark[0] else quote or mark[0]
        elif mark["until"] and not quote:
            until = mark["until"]
        elif mark[0][0] == "#" and not quote:
            break
    return quote or until or (" " if line.rstrip("\n").endswith(("\\", "|", "&&", "||")) else "")
