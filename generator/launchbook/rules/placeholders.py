"""Placeholders that are still to be filled in, in any text of a plan."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from launchbook.core.blank import open_version, placeholder, to_fill_in
from launchbook.core.folding import MOST
from launchbook.core.node import Node
from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, Message, Path, say, say_count
from launchbook.core.section import finding, rule

_COMMANDS = frozenset({"command", "commands"})
_BOXES = frozenset({"name", "phone", "mail", "channel"})
"""Keys under which the box of a form, `[电话]`, is a placeholder, too."""

_EXAMPLE_SITE = re.compile(r"(?<![\w.-])(?:https?://)?(?:www\.)?example\.(?:com|org|net)(?![\w-]|\.\w)")


@rule("TX005", "still to be filled in", "gap")
def filled_in(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """Something is still to be filled in: 待填, 待定, TBD, TODO, XXX, XX minutes, N 天, `____`, `<tag>` in a
    command, the last number of a version (`v2.1.x`), or an address of `example.com` in a message.

    A form that is nearly complete looks complete, and is found out at night, when a command with `<tag>` in it is pasted.
    Fill them in before the launch; what several commands need can be a blank of `variables:`, which says who does. All places
    of a plan are one remark.
    """
    places: list[tuple[Path, str]] = []
    for name, entry in plan.bundle.entries.items():
        if name == "launch":  # pages say that it is not fixed yet
            continue
        _gather(entry.value, (name,), places)
    if places:
        (path, text), *others = places
        yield finding(
            path,
            say("still to be filled in: `{text}`", text=text)
            if not others
            else say_count(
                "still to be filled in: `{text}`, and {count} more place",
                "still to be filled in: `{text}`, and {count} more places",
                len(others),
                text=text,
            ),
            say("Fill them in before the launch."),
            *_as_variable(text),
            part=text,
            related=tuple((say("still to be filled in: `{text}`", text=text), path) for path, text in others[:MOST]),
        )


def _as_variable(text: str) -> Iterator[Message]:
    """What to write for a tag in a command: a blank that says who fills it in."""
    if text[:1] == "<":
        name = re.sub(r"\W+", "_", text.strip("<>").strip()).strip("_") or "name"
        yield say("Or write `{place}`, and under `variables:` who fills it in.", place=f"${{{name}}}")


def _is_exact(path: Path) -> bool:
    """Whether a version at a place is the one that is deployed, and no range."""
    return path[-1] == "version" or path[0] == "variables"


def _gather(node: Node, path: Path, places: list[tuple[Path, str]]) -> None:
    if node.kind != "scalar":
        for name, child in node.items.items():
            if name == "to_fill":
                places.append(((*path, name), ", ".join(item.text for item in child.items.values()) or child.text))
            else:
                _gather(child, (*path, name), places)
    elif (placeholder(node.text) and path[-1] in _BOXES) or (open_version(node.text) and _is_exact(path)):
        places.append((path, node.text.strip()))
    else:
        if path[0] == "communications" and path[-1] in ("what", "template"):  # what people are sent
            places += ((path, match.group()) for match in _EXAMPLE_SITE.finditer(node.text))
        places += ((path, text[:40]) for text in to_fill_in(node.text, any(part in _COMMANDS for part in path[-2:])))
