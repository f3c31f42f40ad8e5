"""Puts the values of variables into the texts of a plan, before anything reads what the texts mean."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import copy
from dataclasses import replace
from difflib import get_close_matches
from itertools import islice
from typing import Any, get_args, get_origin

from launchbook.core.bundle import Bundle
from launchbook.core.model import Model
from launchbook.core.node import Filled, Node
from launchbook.core.problem import Code, Finding, Message, Names, Path, Problem, say
from launchbook.core.reference import Ref
from launchbook.core.text import Id
from launchbook.core.variables import PLACE, of_the_shell, set_in
from launchbook.core.yaml_codes import COMPARED, HELPED, MAX_BYTES, MAX_REPORTED
from launchbook.load.shape import keys_at, type_at
from launchbook.load.validate import plan_model

SECTION = "variables"
DEEPEST = 20
"""How far variables may use one another."""
MOST = 100
"""Maximum number of unknown names that are reported for one text."""
LONGEST = 10_000
"""Maximum number of letters of a value, with the values in it."""

UNKNOWN = Code(
    "VA001",
    "unknown variable",
    "`${name}` stands in a text, and `variables:` does not define the name. Left so, a shell would put nothing in its place. "
    "Define it; without a value it is a blank to fill in. Names in upper case (`${HOME}`) are the shell's, and so are those that "
    "the same command sets. Where the letters themselves are meant, write `$${name}`.",
)
CIRCLE = Code(
    "VA002",
    "variable in a circle",
    "The value of a variable leads back to the variable itself, so it never ends. Write one of the values out.",
)
TOO_LONG = Code(
    "VA003",
    "variables too long",
    "The values of variables make a text, or all texts together, longer than a plan may be.",
)


def fill_in(bundle: Bundle) -> tuple[Bundle, list[Problem]]:
    """The plan with the values of its variables in their places. Keys, ids and references are left as they are."""
    if not any("${" in source.text for source in bundle.sources):
        return bundle, []
    filler = _Filler(bundle)
    entries = {
        name: replace(entry, value=filler.filled(entry.value, (name,))) for name, entry in bundle.entries.items()
    }
    problems = [bundle.place(finding) for finding in filler.findings[:MAX_REPORTED]]
    once = {(problem.sort_key, str(problem.message)): problem for problem in problems}  # aliases repeat a problem
    return replace(bundle, entries=entries), list(once.values())


class _Filler:
    def __init__(self, bundle: Bundle) -> None:
        section = bundle.entries.get(SECTION)
        self.written = {str(name): _value(node) for name, node in section.value.items.items()} if section else {}
        self.lost = bundle.lost
        self.values: dict[str, str | None] = {}
        self.findings: list[Finding] = []
        self.left = MAX_BYTES
        for name in self.written:
            self.value(name, ())

    def value(self, name: str, chain: tuple[str, ...]) -> str | None:
        """The value of a variable, with the values of those in it; None where it has none."""
        written = self.written.get(name)
        if name in self.values or written is None:
            return self.values.get(name)
        path = (SECTION, name, "value")
        if name in chain or len(chain) > DEEPEST:
            names = Names([*chain[chain.index(name) if name in chain else 0 :], name])
            self.report(
                CIRCLE,
                say("the value leads back to itself: {names}", names=names)
                if name in chain
                else say("variables use one another more than {count} deep", count=DEEPEST),
                path,
                say("Write one of the values out."),
            )
            self.values[name] = None
            return None
        inside = {match["name"] for match in PLACE.finditer(written) if not match["literal"]}
        values = {other: self.value(other, (*chain, name)) for other in inside & self.written.keys()}
        if name not in self.values:
            self.values[name] = self.put(written, values, LONGEST, path)
        return self.values[name]

    def put(self, text: str, values: dict[str, str | None], longest: int, path: Path) -> str:
        """The text with the values in it; as it is where it would become too long."""

        def fitting(match: re.Match[str]) -> str:
            name, value = match["name"], values.get(match["name"])
            if match["literal"]:  # before a blank it stays, or a page would take what it leaves for the blank
                blank = name in self.written and self.written[name] is None
                return match[0] if blank or of_the_shell(name) else match[0][1:]
            return match[0] if value is None else value

        length = len(text) + sum(len(values.get(match["name"]) or "") for match in PLACE.finditer(text))
        if length > longest or length > self.left:
            help = say("Shorten the values, or write them less often.")
            self.report(TOO_LONG, say("with its variables, the text has {count:,} letters", count=length), path, help)
            return text
        self.left -= length
        return PLACE.sub(fitting, text)

    def report(self, code: Code, message: Message, path: Path, *help: Message, part: str = "") -> None:
        self.findings.append(Finding(code, message, path, help, part=part))

    def filled(self, node: Node, path: Path) -> Node:
        """The node with the values of variables in it; itself where it has none."""
        if node.kind == "scalar":
            return self.scalar(node, path) if "${" in node.text else node
        items = {key: self.filled(child, (*path, key)) for key, child in node.items.items()}
        if all(items[key] is child for key, child in node.items.items()):
            return node
        copied = copy(node)
        copied.items = items
        return copied

    def scalar(self, node: Node, path: Path) -> Node:
        names = dict.fromkeys(match["name"] for match in PLACE.finditer(node.text) if not match["literal"])
        if _refers(path):
            return node
        known = frozenset(names.keys() & self.written.keys())
        fine = known | self.lost | set_in(node.text)
        for name in islice((name for name in names if not (name in fine or of_the_shell(name))), MOST):
            self.report(
                UNKNOWN, say("unknown variable `{name}`", name=name), path, *self.cure(name), part=f"${{{name}}}"
            )
        longest = LONGEST if path[0] == SECTION else MAX_BYTES
        text = self.put(node.text, {name: self.values.get(name) for name in known}, longest, path)
        return Filled(node, text, known) if known or text != node.text else node

    def cure(self, name: str) -> Iterator[Message]:
        if near := self.near(name):
            yield say("Did you mean `{name}`?", name=f"${{{near}}}")
        yield say(
            "Define `{name}` under `variables:`, or write `{literal}` where these letters themselves are meant.",
            name=name,
            literal=f"$${{{name}}}",
        )

    def near(self, name: str) -> str | None:
        """The defined name that was probably meant; looked for as often as for references."""
        if len(self.findings) >= HELPED:
            return None
        known = {known.casefold(): known for known in islice(self.written, COMPARED)}
        return next((known[near] for near in get_close_matches(name.casefold(), known, 1, 0.7)), None)


def _value(node: Node) -> str | None:
    """The value of a variable as written: its short form, or its `value`."""
    if node.kind == "mapping":
        node = node.items.get("value", node)
    return node.text if node.kind == "scalar" and not node.null and node.text.strip() else None


def _refers(path: Path) -> bool:
    """Whether an id or a reference stands at a path."""
    kind: Any = plan_model()
    for part in path:
        if isinstance(part, int):
            kind = _short(kind)
        elif get_origin(kind) is tuple and part in keys_at(get_args(kind)[0], ()):  # a single entry instead of a list
            kind = type_at(get_args(kind)[0], ())
        kind = type_at(kind, (part,))
    kind = _short(kind)
    if get_origin(kind) is tuple:
        kind = _short(type_at(get_args(kind)[0], ()))
    return isinstance(kind, type) and issubclass(kind, (Id, Ref))


def _short(kind: Any) -> Any:
    """What the short form of a model is."""
    while isinstance(kind, type) and issubclass(kind, Model) and kind.short:
        kind = type_at(kind, (kind.short,))
    return kind
