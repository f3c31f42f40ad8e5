"""The example plan of each section with hostile text in each value that takes text, and what a page must show of it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from pydantic import BaseModel, RootModel
from site_kit import CLOCK

from launchbook.core.bundle import Bundle, Resolved
from launchbook.core.source import read_source
from launchbook.core.text import Prose, Text, Word, render_block, render_inline, shown
from launchbook.discovery.kinds import find_sections, section_folder
from launchbook.load import PlanFiles
from launchbook.load.validate import validate_plan
from launchbook.site import Builder

PAYLOAD = """\
<script>window.__pwned={n}</script><img src=x onerror=window.__pwned={n}><svg/onload=alert({n})> \
{{ 7+7 }} {% raw %} {# note #} ${7+7} |pipe| `tick` *star* _under_ ~~tilde~~ # hash \
[go](javascript:window.__pwned={n}) <javascript:alert({n})> </style></script></textarea></title><!-- ]]> \
&lt;b&gt; &amp;amp; "double" 'single' <b>unclosed <div {: .cls onclick=alert(1) }
```
~~~~ python
\ta tab\tand another, blanks behind   \n   \n
--8<-- "mkdocs.yml"
"""
"""Everything that would break out of text: HTML, templates, Markdown, attribute lists, entities, comments, fences."""
TEXTS = (Text, Prose, Word)
_MARK = re.compile(r"zq(\d+)qz")


@dataclass
class HostilePlan:
    name: str
    data: dict[str, Any]
    texts: dict[str, Word]
    """What was written, by the mark that it begins with; it ends with `qe{n}eq`."""

    @property
    def text(self) -> str:
        """The file: each value stands on a line of its own."""
        return json.dumps(self.data, ensure_ascii=False, indent=1)


def hostile_plans() -> dict[str, HostilePlan]:
    """One plan per section, with the same hostile text everywhere."""
    return {plan.name: plan for plan in (hostile_plan(key, lambda _: PAYLOAD) for key in find_sections())}


@cache
def _example(key: str) -> tuple[BaseModel, Bundle]:
    example = section_folder(key) / "cases" / "example.yml"
    source = read_source(example.name, example.read_bytes())
    assert source.root is not None, example
    entries = {name: Resolved(source, source.root.keys[name], value) for name, value in source.root.items.items()}
    bundle = Bundle((source,), entries)
    model, problems = validate_plan(bundle)
    assert model is not None, [str(problem.message) for problem in problems]
    return model, bundle


_spared: dict[str, set[str]] = {}


def hostile_plan(key: str, hostile: Callable[[int], str]) -> HostilePlan:
    """The example with hostile text wherever it does not make the plan wrong: a signed version must be the plan's."""
    name = f"hostile-{key}"
    model, bundle = _example(key)
    spared = _spared.setdefault(key, set())
    while True:
        harm = _Harm(spared, _names(bundle.data()), hostile)
        plan = HostilePlan(name, harm.value(model, bundle.data()) | {"plan": name}, harm.texts)
        lines = plan.text.splitlines()
        _, found = Builder().check([PlanFiles(((name, plan.text.encode()),))], CLOCK)
        errors = [problem for problem in found if problem.severity == "error"]
        places = [place for problem in errors for place in (problem.location, *(at for _, at in problem.related))]
        wrong = {mark[0] for place in places for mark in _MARK.finditer(lines[place.line - 1])}
        if not errors:
            return plan
        assert wrong - spared, [f"{problem.location}: {problem.message}" for problem in errors]
        spared |= wrong


def _names(data: Any) -> frozenset[str]:
    """What the plan itself refers to by its words: where branches lead to, and keys that are marks of a table."""
    keys, words, goals = set[str](), set[str](), set[str]()
    pending = [data]
    while pending:
        value = pending.pop()
        if isinstance(value, dict):
            keys |= value.keys()
            goals |= {value["goto"]} if isinstance(value.get("goto"), str) else set()
            pending += value.values()
        elif isinstance(value, list):
            pending += value
        elif isinstance(value, str):
            words |= set(value.split())
    return frozenset(goals | (keys & words))


def _titled(data: Any) -> bool:
    """What says its own title is shown by that; the key before it is an id."""
    return isinstance(data, dict) and "title" in data


class _Harm:
    """Walks a model and the data it was read from side by side; short forms stay short."""

    def __init__(self, spared: set[str], names: frozenset[str], hostile: Callable[[int], str]) -> None:
        self.count = 0
        self.texts: dict[str, Word] = {}
        self.spared = spared
        self.names = names
        self.hostile = hostile

    def value(self, value: object, data: Any) -> Any:
        if isinstance(value, RootModel):
            return self.value(value.root, data)
        if isinstance(value, BaseModel):
            return self.model(value, data)
        if isinstance(value, dict) and isinstance(data, dict):
            return {
                key if _titled(data[key]) else self.key(known, key): self.value(child, data[key])
                for (known, child), key in zip(value.items(), data, strict=True)
            }
        if isinstance(value, tuple) and isinstance(data, list):
            return [self.value(child, item) for child, item in zip(value, data, strict=True)]
        if type(value) in TEXTS and isinstance(data, str):
            return self.text(data, type(value))
        return data

    def key(self, known: object, key: str) -> str:
        return self.text(key, type(known)) if type(known) in TEXTS else key

    def model(self, value: BaseModel, data: Any) -> Any:
        if isinstance(data, dict):
            keys = {info.alias or name: getattr(value, name) for name, info in type(value).model_fields.items()}
            return {key: self.value(keys[key], child) if key in keys else child for key, child in data.items()}
        short = getattr(type(value), "short", None)
        if short and (isinstance(data, list) or type(getattr(value, short)) in (Text, Word)):
            return self.value(getattr(value, short), data)
        return data

    def text(self, text: str, kind: type) -> str:
        if text in self.names:
            return text
        self.count += 1
        mark = f"zq{self.count}qz"
        if mark in self.spared:
            return text
        text = re.sub(r"\$+\{", "{", text)  # what stands for a variable is not shown as it was written
        written = f"{mark} {text} {self.hostile(self.count).replace('{n}', str(self.count))} qe{self.count}eq"
        self.texts[mark] = kind(written)
        return written


# what is seen


def parsed(html: str) -> Element:
    root: Element = html5lib.parse(html, namespaceHTMLElements=False)
    return root


def content(element: Element) -> str:
    """Text content as it is read, a line break where one is drawn."""
    if element.tag in ("style", "script"):
        return ""
    own = "\n" if element.tag == "br" else element.text or ""
    return own + "".join(content(child) + (child.tail or "") for child in element)


def even(text: str) -> str:
    return " ".join(text.split())


def expected(text: Word) -> str:
    """What a page shows of a text."""
    if type(text) is Word:
        return str(text)
    return content(parsed(render_block(text) if isinstance(text, Prose) else render_inline(text)))


def faults(texts: Mapping[str, Word], roots: Iterable[Element]) -> list[str]:
    """What the pages of a plan show otherwise than it was written; white space counts in what is shown verbatim."""
    roots = list(roots)
    read = "\n".join(map(content, roots))
    preserved = "\n".join(content(block) for root in roots for block in root.iter("pre"))
    hidden = "\n".join(value for root in roots for element in root.iter() for value in element.attrib.values())
    found = []
    for mark, text in texts.items():
        right = even(expected(text))
        if not _between(mark, read):
            found.append(f"{mark} is not there: {text!r}")
        found += [f"{mark} reads {one!r}, not {right!r}" for one in _between(mark, read) if not _same(even(one), right)]
        found += [f"{mark} in <pre> is {one!r}, not {text!r}" for one in _between(mark, preserved) if one != text]
        label = even(shown(text) if type(text) is Text else text)
        found += [
            f"{mark} as attribute is {one!r}, not {label!r}" for one in _between(mark, hidden) if even(one) != label
        ]
    return found


def _between(mark: str, text: str) -> list[str]:
    """Everything from a mark to its end, or to where a chart cuts it."""
    return re.findall(f"{mark}.*?(?:{mark.replace('zq', 'qe').replace('qz', 'eq')}|…|$)", text, re.DOTALL)


def _same(one: str, right: str) -> bool:
    return right.startswith(one[:-1]) if one.endswith("…") else one == right
