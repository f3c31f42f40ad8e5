"""A page as an outline: what it says and where its links lead, without the markup that macros put around it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = frozenset({"br", "img", "input", "hr"})
_BLOCKS = frozenset(
    "p div h3 section nav aside header footer figure figcaption table caption ul ol li dl pre text title".split()  # noqa: SIM905
)
_TOLD = {
    "id": "#",
    "datetime": "@",
    "value": "value=",
    "max": "max=",
    "colspan": "colspan=",
    "rowspan": "rowspan=",
    "style": "",
}
"""Attributes that say what the words do not, and how they are written; `href` and `data-…` besides."""
_UNTOLD = frozenset(
    {
        "data-label",
        "data-search-exclude",
        "data-copied",
        "data-pens",
        "data-phone",
        "data-goes-on",
        "data-beside",
        "data-below",
    }
)
_SPEAKING = frozenset({"lb-hidden", "lb-screen", "lb-paper", "lb-missing", "lb-empty"})
"""Classes that say where and to whom something is shown; of others only the modifiers (`--ok`) are told."""
_ELSEWHERE = frozenset({"lb-lead", "lb-turn", "lb-crumbs", "lb-toc", "lb-launch", "lb-still", "lb-numbers"})
"""What stands on every page: whole pages are accepted with it."""
_LINE = "\0"


@dataclass
class _Node:
    tag: str
    attributes: dict[str, str]
    children: list[_Node | str] = field(default_factory=list)

    @property
    def classes(self) -> list[str]:
        return self.attributes.get("class", "").split()


class _Tree(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [_Node("page", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = _Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        if tag not in _VOID:
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(_Node(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def outline(page: str) -> str:
    """Headings, rows of tables, items of lists and paragraphs, one a line; `{…}` holds ids, states and instants."""
    reader = _Tree()
    reader.feed(re.sub(r"^(#+) (.*?) \{#(\S+) .*?\}$", r'<h\1 id="\3">\2</h\1>', page, flags=re.MULTILINE))
    reader.close()
    assert len(reader.open) == 1, f"<{reader.open[-1].tag}> is not closed"
    lines = (re.sub(r"\s+", " ", line).strip() for line in _written(reader.open[0]).split(_LINE))
    return "".join(f"{re.sub(r'( /)+(?= [/|]|$)', '', line)}\n" for line in lines if line.strip("|/ "))


def _written(node: _Node, row: bool = False) -> str:
    """What a node says; within a row of a table all stands on one line."""
    if _ELSEWHERE & set(node.classes) or node.tag in ("style", "symbol", "button"):
        return ""
    inside = "".join(
        child if isinstance(child, str) else _written(child, row or node.tag == "tr") for child in node.children
    )
    told = _told(node, bare=not inside.strip())
    if node.tag == "a":
        return f"{told}[{inside.strip()}]({node.attributes.get('href', '')}) "
    if "aria-hidden" in node.attributes:
        return told
    if node.tag == "pre":
        inside = inside.strip().replace("\n", "⏎").replace("\t", "⇥").replace("  ", "␣␣")
    before, after = _around(node.tag, row)
    return f"{before}{told}{inside}{after}"


def _around(tag: str, row: bool) -> tuple[str, str]:
    """What stands before and after the words of an element."""
    if heading := re.fullmatch("h(#+)", tag):
        return f"{_LINE}{heading[1]} ", _LINE
    if tag in ("td", "th"):
        return "| ", " "
    if tag == "tr":
        return _LINE, f" |{_LINE}"
    if tag in _BLOCKS:
        return (" / " if row else _LINE) + {"li": "- "}.get(tag, ""), " / " if row else _LINE
    around = {"dt": (" / " if row else _LINE, ":"), "code": ("`", "`")}
    return around.get(tag, (" ", " ") if tag in ("small", "span", "time", "dd") else ("", ""))


def _told(node: _Node, bare: bool) -> str:
    """The id, the state and the data of a node, and the name of a sign without words."""
    attributes, classes = node.attributes, node.classes
    found = [f"{_TOLD[name]}{value}" for name, value in attributes.items() if name in _TOLD]
    found += [f".{name.partition('--')[2]}" for name in classes if "--" in name]
    signs = {name for name in classes if bare and node.tag == "i" and "--" not in name} | (_SPEAKING & set(classes))
    found += [f".{name.removeprefix('lb-')}" for name in sorted(signs)]
    data = {name: value for name, value in attributes.items() if name.startswith("data-") and name not in _UNTOLD}
    found += [f"{name.removeprefix('data-')}={value}" for name, value in data.items()]
    return f"{{{' '.join(found)}}} " if found else ""
