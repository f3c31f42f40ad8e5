"""The script of pages: one classic script, made of the modules in `assets/js/`.

A page that is opened from disk loads no module, so the modules are joined into one function. Each has its imports on one line, from
a module beside it, and no two declare the same name at their top level (a test looks).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from graphlib import TopologicalSorter
from pathlib import Path

_IMPORT = re.compile(r'^import \{[^}]*\} from "\./([\w-]+)\.js";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const|let|class)\b)", re.MULTILINE)
_COMMENT = re.compile(r"^ *(?:/\*(?:(?!\*/).)*\*/|//[^\n]*)\n", re.MULTILINE | re.DOTALL)
MODULES = Path(__file__).parent / "assets" / "js"
SCRIPT, DAY = "assets/launchbook/launchbook.js", "assets/launchbook/day.js"
"""What every page runs, and what only the pages of a plan load whose launch is near."""


def joined(first: str, folder: Path = MODULES) -> bytes:
    """The script that begins with a module: all that it imports before it, without the comments that stand alone."""
    texts = _with_imports(first, folder)
    order = TopologicalSorter({name: _IMPORT.findall(text) for name, text in texts.items()}).static_order()
    parts = [_COMMENT.sub("", _EXPORT.sub("", _IMPORT.sub("", texts[name]))).strip() for name in order]
    return "\n".join(['(() => {\n"use strict";', *parts, "})();\n"]).encode()


def _with_imports(first: str, folder: Path) -> Mapping[str, str]:
    texts: dict[str, str] = {}
    open = [first]
    while open:
        name = open.pop()
        if name not in texts:
            texts[name] = (folder / f"{name}.js").read_text("utf-8")
            open += _IMPORT.findall(texts[name])
    return texts
