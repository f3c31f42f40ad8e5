"""Secrets in a plan. Messages never quote a secret."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from launchbook.core.comments import comments_in
from launchbook.core.node import Node, Source
from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, Path, say
from launchbook.core.section import finding, rule
from launchbook.rules.secret_forms import find_secrets, label_of, labelled_secret, may_hold_secret


@rule("SE001", "secret in the plan", "error")
def secrets_stay_out(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A password, token or private key stands in the plan.

    Everyone who reads the repository reads it, in every copy and for as long as its history lasts. Change the secret
    first, since removing the line does not undo that; then write where it is kept: `vault:exam-buddy/accounts#user`,
    `见团队密码库`, or a variable such as `$CDN_TOKEN`. Recognised are values behind words such as 密码, password or
    token, in sentences, keys and tables; the formats of well-known keys; private keys; addresses with `user:password@`.
    """
    for text in _texts(plan):
        kind = labelled_secret(text.label, text.text) if text.label else None
        kind = kind or next((secret.kind for secret in find_secrets(text.text)), None)
        if kind:
            yield finding(
                text.path,
                say("{kind} stands here", kind=kind),
                say("Change it, since the history keeps it; then write where it is kept, as `vault:team/app#user`."),
                say("Do not copy this line into a ticket or a chat."),
                on_key=text.on_key,
            )
    yield from _in_comments(plan)


def _in_comments(plan: Plan) -> Iterator[Finding]:
    """Secrets in what YAML passes over, told at the key that follows."""
    sources: dict[int, tuple[Source, list[tuple[int, str]]]] = {}
    for name, entry in plan.bundle.entries.items():
        sources.setdefault(id(entry.source), (entry.source, []))[1].append((entry.key.line, name))
    for source, keys in sources.values():
        if not any(may_hold_secret(line) for line in source.lines if "#" in line):
            continue
        for comment in comments_in(source):
            secret = next(find_secrets(comment.text.lstrip("# ")), None)
            if secret:
                following = [key for key in keys if key[0] >= comment.line] or [max(keys)]
                yield finding(
                    (min(following)[1],),
                    say("{kind} stands in the comment in line {line}", kind=secret.kind, line=comment.line),
                    say(
                        "Change it, since the history keeps it; then write where it is kept, as `vault:team/app#user`."
                    ),
                    say("Do not copy this line into a ticket or a chat."),
                    on_key=True,
                )


@dataclass(frozen=True, slots=True)
class _Text:
    path: Path
    text: str
    label: str = ""
    """The word for a secret in its key or column title."""
    on_key: bool = False


def _texts(plan: Plan) -> Iterator[_Text]:
    """The scalars of the files that may hold a secret, keys included: models would hide those."""
    suspects: list[tuple[_Text, Node]] = []
    for name, entry in plan.bundle.entries.items():
        _gather(entry.value, (name,), label_of(name), suspects)
    first: dict[int, _Text] = {}
    for text, node in suspects:
        first.setdefault(id(node), text)  # aliases share a node
    yield from first.values()


def _gather(node: Node, path: Path, label: str, suspects: list[tuple[_Text, Node]]) -> None:
    """Collect suspects. Without generators: a plan has thousands of texts, and most fail the quick test."""
    if node.kind == "scalar":
        if not node.null and (label or may_hold_secret(node.text)):
            suspects.append((_Text(path, node.text, label), node))
    elif node.kind == "sequence":
        for index, child in node.items.items():
            _gather(child, (*path, index), label, suspects)
    else:
        for name, child in node.items.items():
            key = node.keys[str(name)]
            below = (*path, name)
            if may_hold_secret(key.text):
                suspects.append((_Text(below, key.text, on_key=True), key))
            if name == "rows" and "columns" in node.items:
                _gather_rows(child, below, node.items["columns"], suspects)
            else:
                _gather(child, below, label_of(key.text), suspects)


def _gather_rows(rows: Node, path: Path, columns: Node, suspects: list[tuple[_Text, Node]]) -> None:
    labels = [label_of(column.text) for column in columns.items.values()]
    for number, row in rows.items.items():
        for index, cell in row.items.items():
            label = labels[index] if isinstance(index, int) and index < len(labels) else ""
            _gather(cell, (*path, number, index), label, suspects)
