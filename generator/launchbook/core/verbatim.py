"""Code in Markdown, kept verbatim, and the parts of a block, each found in one pass over the text.

Python-Markdown expands tabs before it reads code, and searches the rest of a block again after each fence, heading or rule
in it, which takes the square of their number.
"""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from xml.etree import ElementTree

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor, HRProcessor
from markdown.inlinepatterns import BACKTICK_RE, InlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import ETX, STX, AtomicString

_FENCE = re.compile(r"(`{3,}|~{3,}) *([\w#.+-]*)")
_RUN = re.compile("`+")
_NESTING = re.compile(r"(?:[ \t]|>|[-*+](?=[ \t])|\d{1,9}\.(?=[ \t]))*")
_STRUCTURE = frozenset("-_*=#|:>+`~\\ \t")
"""Characters that blocks of Markdown are made of."""
_MARK = re.compile("\x04(\\d+)\x05")
_MARKED = re.compile("(?<=[>\n])([^<>\n\x04]*)\x04(\\d+)\x05")
_PRE = re.compile(r"<pre>.*?</pre>", re.DOTALL)
_RULE = re.compile(HRProcessor.RE)
_UNDERLINE = re.compile(r"(?:=+|-+) *")
_INLINE_MARKS = re.compile(r"[`*_\[<&\\!]|://")
RESERVED = re.compile("[\x02-\x05]")
"""Characters that mark places in a text while it is rendered."""
_MOST_MARKS = 1000
"""A paragraph with more inline marks is shown as it was written: pairing them takes the square of their number."""


def nesting(line: str) -> str:
    """What a line opens with: its indentation, and the marks of the lists and quotes that it may stand in."""
    opening = _NESTING.match(line)
    return opening[0] if opening else ""


def crowded(text: str) -> bool:
    """Whether a text has so many inline marks that it is shown as it was written."""
    return len(_INLINE_MARKS.findall(text)) > _MOST_MARKS


class CodeLines(Preprocessor):
    """Takes fenced code out of the text, and replaces tabs only where they are indentation."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self.opened: list[str] = []
        """The beginnings of lines whose tabs were replaced, as they were written."""

    def run(self, lines: list[str]) -> list[str]:
        self.opened = []
        return [*self._unfenced(lines), "", ""]

    def _unfenced(self, lines: list[str]) -> Iterator[str]:
        closing = _closing_fences(lines)
        number = 0
        while number < len(lines):
            fence = _FENCE.fullmatch(lines[number].rstrip(" "))
            ends = closing[fence[1]] if fence else []
            while ends and ends[-1] <= number:
                ends.pop()
            if fence and ends:
                code = "".join(f"{line}\n" for line in lines[number + 1 : ends[-1]])
                yield from ("", self.md.htmlStash.store(_code(code, fence[2].lstrip("."))), "")
                number = ends[-1]
            else:
                yield self._indented(lines[number])
            number += 1

    def _indented(self, line: str) -> str:
        opening = nesting(line)
        body = line[len(opening) :]
        if "\t" not in opening or not body:
            return line if body or opening.strip() else ""
        at = next((index for index in reversed(range(len(body))) if body[index] not in _STRUCTURE), None)
        if at is None:
            return opening.expandtabs(4) + body
        self.opened.append(opening + body[:at])
        return f"{opening.expandtabs(4)}{body[:at]}\x04{len(self.opened) - 1}\x05{body[at:]}"

    def restored(self, rendered: str) -> str:
        """The rendered text with the tabs that stand in code."""
        if self.opened:
            rendered = _PRE.sub(lambda block: _MARKED.sub(self._with_tabs, block[0]), rendered)
        return _MARK.sub("", rendered)

    def _with_tabs(self, found: re.Match[str]) -> str:
        written = self.opened[int(found[2])]
        opening = nesting(written)
        width = len(opening.expandtabs(4)) + len(written) - len(opening)
        return html.escape(_from_column(written, width - len(html.unescape(found[1]))), quote=False)


def _closing_fences(lines: list[str]) -> defaultdict[str, list[int]]:
    """By fence, the numbers of the lines that can close it, the last first."""
    found = defaultdict[str, list[int]](list)
    for number in reversed(range(len(lines))):
        line = lines[number].rstrip(" ")
        if line.startswith(("```", "~~~")) and not line.strip(line[0]):
            found[line].append(number)
    return found


def _code(code: str, language: str) -> str:
    name = f' class="language-{html.escape(language)}"' if language else ""
    return f"<pre><code{name}>{html.escape(code, quote=False)}</code></pre>"


def _from_column(text: str, first: int) -> str:
    """The text without its first columns; of a tab that is cut, blanks stay."""
    column = 0
    for index, letter in enumerate(text):
        if column >= first:
            return " " * (column - first) + text[index:]
        column += 4 - column % 4 if letter == "\t" else 1
    return " " * (column - first)


class CodeSpan(InlineProcessor):
    """Code between two runs of as many backticks. A run without a second one stays what it is."""

    def handleMatch(  # type: ignore[override]
        self, m: re.Match[str], data: str
    ) -> tuple[ElementTree.Element | str | None, int, int]:
        if m[1]:
            return m[1].replace("\\\\", f"{STX}{ord(chr(92))}{ETX}"), m.start(), m.end()
        start = m.start()
        opened = next(_RUN.finditer(data, start)).end()
        length = opened - start
        runs = (run.start() for run in _RUN.finditer(data, opened) if run.end() - run.start() == length)
        closing = next(runs, None)
        if closing is None:
            return None, start, opened
        code = data[opened:closing]
        element = ElementTree.Element("code")
        padded = code.strip() and code[0] in " \n" and code[-1] in " \n"
        element.text = AtomicString(code[1:-1] if padded else code)
        return element, start, closing + length


class Pieces(BlockProcessor):
    """Splits a block at its headings and rules, at all of them at once."""

    def test(self, parent: ElementTree.Element, block: str) -> bool:
        return next(_pieces(block)) != block

    def run(self, parent: ElementTree.Element, blocks: list[str]) -> None:
        first, *others = _pieces(blocks.pop(0))
        if self.parser.state.isstate("looselist"):
            others = [self.looseDetab(piece) for piece in others]
        blocks[:0] = [first, *others]


def _pieces(block: str) -> Iterator[str]:
    lines = block.split("\n")
    text: list[str] = []
    number = 0
    while number < len(lines):
        length = _heading(lines, number, not text)
        if length and text:
            yield "\n".join(text)
            text = []
        if length:
            yield "\n".join(lines[number : number + length])
        else:
            text.append(lines[number])
        number += length or 1
    if text:
        yield "\n".join(text)


def _heading(lines: list[str], number: int, first: bool) -> int:
    """The number of lines of the heading or rule that begins here; none, if none does."""
    if lines[number].startswith("#") or _RULE.fullmatch(lines[number]):
        return 1
    return 2 if first and number + 1 < len(lines) and _UNDERLINE.fullmatch(lines[number + 1]) else 0


class Verbatim(Treeprocessor):
    """Unescapes the code of blocks, because the serializer escapes, and shows crowded paragraphs as they were written."""

    def run(self, root: ElementTree.Element) -> None:
        for element in root.iter():
            text = element.text or ""
            if isinstance(text, AtomicString):
                element.text = AtomicString(html.unescape(text))
            elif crowded(text):
                element.text = AtomicString(text)


def keep_verbatim(md: Markdown) -> Callable[[str], str]:
    """Replace what of Python-Markdown changes code. Returns what takes the marks out of what it rendered."""
    md.preprocessors.deregister("normalize_whitespace")
    lines = CodeLines(md)
    md.preprocessors.register(lines, "code_lines", 30)
    md.inlinePatterns.register(CodeSpan(BACKTICK_RE, md), "backtick", 190)
    md.parser.blockprocessors.register(Pieces(md.parser), "pieces", 72)
    md.treeprocessors.register(Verbatim(md), "verbatim", 25)
    md.serializer = lambda root: ElementTree.tostring(root, encoding="unicode", method="html")
    return lines.restored
