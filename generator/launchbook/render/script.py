"""The script of pages: one classic script, made of the modules in `assets/js/`.

A page that is opened from disk loads no module, so the modules are joined into one function. Each has its imports on one line, from
a module beside it, and no two declare the same name at their top level (a test looks).
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from graphlib import TopologicalSorter
from hashlib import sha256
from pathlib import Path

_IMPORT = re.compile(r'^import \{([^}]*)\} from "\./([\w-]+)\.js";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const|let|class)\b)", re.MULTILINE)
_COMMENT = re.compile(r"^ *(?:/\*(?:(?!\*/).)*\*/|//[^\n]*)\n", re.MULTILINE | re.DOTALL)
MODULES = Path(__file__).parent / "assets" / "js"
SCRIPT, DAY = "assets/launchbook/launchbook.js", "assets/launchbook/day.js"
"""What every page runs, and what only the pages of a plan load whose launch is near."""
LATER = "assets/launchbook/later.js"
"""What launch day needs after the first tick; it lies beside the first of its scripts, which loads it."""
SHEET = "assets/launchbook/sheet.js"
"""What says whether a printed sheet is still true."""
SCRIPTS = {SCRIPT: "main", DAY: "day", LATER: "later", SHEET: "sheet"}
"""Every script by its path, with the module that it begins with."""
_GOES_ON = {"later": "day"}
"""A script that is loaded after another one, and does not hold its modules again: it is lent their names."""

_LENDS = """\
const lent = {{ {names} }};
globalThis.launchbookLent = {{ edition: {edition}, of: (edition) => (edition === {edition} ? lent : undefined) }};"""
_BORROWS = """\
const lent = globalThis.launchbookLent?.of({edition});
if (!lent) return;
const {{ {names} }} = lent;"""
"""A script of another edition, which a browser may have kept, is lent nothing and ends at once: half of it would be worse than none."""


def joined(first: str, folder: Path = MODULES, part: str = "") -> bytes:
    """The script that begins with a module: all that it imports before it, without the comments that stand alone.

    It stands for the script that begins with `part`, where that is another one.
    """
    part = part or first
    before = _with_imports(_GOES_ON[part], folder) if part in _GOES_ON else {}
    texts = {name: text for name, text in _with_imports(first, folder).items() if name not in before}
    needs = {name: [other for other in _modules(text) if other in texts] for name, text in texts.items()}
    order = TopologicalSorter(needs).static_order()
    parts = [_COMMENT.sub("", _EXPORT.sub("", _IMPORT.sub("", texts[name]))).strip() for name in order]
    if borrowed := _names(texts, before):
        edition = _edition(_GOES_ON[part], folder)
        parts.insert(0, _BORROWS.format(edition=edition, names=", ".join(borrowed)))
    if lent := _lent(part, folder):
        edition = _edition(part, folder)
        parts.append(_LENDS.format(edition=edition, names=", ".join(lent)))
    return "\n".join(['(() => {\n"use strict";', *parts, "})();\n"]).encode()


def _edition(part: str, folder: Path) -> str:
    """What stands for the text of a script and of those that go on from it, as a word of JavaScript."""
    parts = [part, *(name for name, before in _GOES_ON.items() if before == part)]
    texts = {name: text for each in parts for name, text in _with_imports(each, folder).items()}
    return f'"{sha256(repr(sorted(texts.items())).encode()).hexdigest()[:8]}"'


def _lent(part: str, folder: Path) -> Sequence[str]:
    """The names that a script lends to those that go on from it."""
    own = _with_imports(part, folder)
    after = [_with_imports(name, folder) for name, before in _GOES_ON.items() if before == part]
    return sorted({name for texts in after for name in _names({key: texts[key] for key in texts.keys() - own}, own)})


def _names(texts: Mapping[str, str], others: Container[str]) -> Sequence[str]:
    """The names that modules import from others."""
    found = [pair for text in texts.values() for pair in _IMPORT.findall(text) if pair[1] in others]
    return sorted({name.strip() for names, _ in found for name in names.split(",")})


def _modules(text: str) -> Sequence[str]:
    """The modules that one imports, in its order: the same modules make the same script."""
    return [name for _, name in _IMPORT.findall(text)]


def _with_imports(first: str, folder: Path) -> Mapping[str, str]:
    texts: dict[str, str] = {}
    open = [first]
    while open:
        name = open.pop()
        if name not in texts:
            texts[name] = (folder / f"{name}.js").read_text("utf-8")
            open += _modules(texts[name])
    return texts
