"""Keeps code in Markdown verbatim, and splits blocks in linear time.

Python-Markdown expands tabs before it reads code, and searches the rest of a block again after every fence, heading or
rule in it, which takes the square of their number.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from xml.etree import ElementTree

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor, HRProcessor
from markdown.inlinepatterns import BACKTICK_RE, InlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import ETX, STX, AtomicString

_FENCE = re.compile(r"(`{3,}|~{3,})[ \t]*\{?([\w#.+-]*)(?:[^\w`][^`]*)?")
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
"""Maximum number of inline marks in a paragraph: pairing them takes the square of their number."""


def nesting(line: str) -> str:
    """The beginning of a line: its indentation, and the marks of lists and quotes."""
    opening = _NESTING.match(line)
    return opening[0] if opening else ""


def crowded(text: str) -> bool:
    """Whether a text has so many inline marks that it is shown verbatim."""
    return len(_INLINE_MARKS.findall(text)) > _MOST_MARKS


class CodeLines(Preprocessor):
    """Takes fenced code out of the text, and expands tabs only in indentation."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self.opened: list[str] = []
        """The original beginnings of lines with expanded tabs."""

    def run(self, lines: list[str]) -> list[str]:
        self.opened = []
        return [*self._unfenced(lines), "", ""]

    def _unfenced(self, lines: list[str]) -> Iterator[str]:
        fences, items = _Fences(lines), _Items()
        number = 0
        while number < len(lines):
            opening = nesting(lines[number])
            fence = _FENCE.fullmatch(lines[number], len(opening)) if ">" not in opening else None
            after_code = items.after_code
            lacking = items.enter(opening, lines[number], fence is not None)
            if after_code and not items.after_code:
                yield ""
            closing = fences.closing(number, fence, opening, items) if fence else None
            if fence and closing:
                yield from self._fenced(lines[number + 1 : closing], fence, opening, items)
                number = closing
            else:
                yield " " * lacking + self._indented(lines[number])
            number += 1

    def _fenced(self, lines: list[str], fence: re.Match[str], opening: str, items: _Items) -> Iterator[str]:
        """The placeholder for fenced code, indented as Python-Markdown needs it in an item of a list."""
        column = _width(opening)
        code = "".join(f"{_from_column(line, min(column, _width(_indentation(line))))}\n" for line in lines)
        kept = self.md.htmlStash.store(_code(code, fence[2].lstrip(".")))
        yield from (opening.expandtabs(4) + kept, "") if opening.strip() else ("", "    " * len(items.marks) + kept, "")
        items.after_code = items.fresh = True

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
        """The rendered text with the original tabs in code."""
        if self.opened:
            rendered = _PRE.sub(lambda block: _MARKED.sub(self._with_tabs, block[0]), rendered)
        return _MARK.sub("", rendered)

    def _with_tabs(self, mark: re.Match[str]) -> str:
        written = self.opened[int(mark[2])]
        opening = nesting(written)
        width = len(opening.expandtabs(4)) + len(written) - len(opening)
        return html.escape(_from_column(written, width - len(html.unescape(mark[1]))), quote=False)


class _Items:
    """The items of lists that a line stands in, as Python-Markdown nests them: by four columns."""

    def __init__(self) -> None:
        self.marks: list[int] = []
        """The columns of their marks, the outermost first."""
        self.fresh = True
        """Whether the line begins a block, so that a list may begin or end there."""
        self.after_code = False
        """Whether fenced code stood in the innermost item: the text behind it then needs four columns."""

    def enter(self, opening: str, line: str, fence: bool) -> int:
        """Take the next line. Returns the number of blanks that it needs in front to stay in its item."""
        if not line.strip():
            self.fresh = True
            return 0
        fresh, self.fresh = self.fresh, False
        column = _width(_indentation(opening))
        if opening.strip() and ">" not in opening and (self.marks or (fresh and column < 4)):
            self.marks[column // 4 :] = [column]
            self.after_code = False
            return 0
        while self.marks and column <= self.marks[-1]:
            self.marks.pop()
        self.after_code = self.after_code and bool(self.marks)
        if self.after_code:
            return max(0, 4 * len(self.marks) - column)
        if fresh and not fence:
            del self.marks[column // 4 :]
        return 0


class _Fences:
    """Finds where fences are closed."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.unclosed: dict[tuple[str, int], tuple[int, int]] = {}
        """By letter and indentation, the shortest unclosed fence, and the line before which that holds."""

    def closing(self, number: int, fence: re.Match[str], opening: str, items: _Items) -> int | None:
        """The number of the line that closes a fence in the same item, with at least as many letters."""
        letter, length = fence[1][0], len(fence[1])
        floor = items.marks[-1] if items.marks else -1
        most = _width(opening) + 4
        if (opening.strip() and not items.marks) or most >= 4 * len(items.marks) + 8:
            return None
        shortest, until = self.unclosed.get((letter, most), (length + 1, 0))
        if length >= shortest and number < until:
            return None
        last = number
        for last in range(number + 1, len(self.lines)):
            text = self.lines[last].strip(" \t")
            column = _width(_indentation(self.lines[last]))
            if text and column <= floor:
                break
            if column < most and len(text) >= length and text == letter * len(text):
                return last
        self.unclosed[letter, most] = (length, last)
        return None


def _indentation(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" \t"))]


def _width(opening: str) -> int:
    return len(opening.expandtabs(4))


def _code(code: str, language: str) -> str:
    name = f' class="language-{html.escape(language)}"' if language else ""
    return f"<pre><code{name}>{html.escape(code, quote=False)}</code></pre>"


def _from_column(text: str, first: int) -> str:
    """The text from a column on; blanks replace the rest of a tab that is cut."""
    column = 0
    for index, letter in enumerate(text):
        if column >= first:
            return " " * (column - first) + text[index:]
        column += 4 - column % 4 if letter == "\t" else 1
    return " " * (column - first)


class CodeSpan(InlineProcessor):
    """Code between two runs of equally many backticks. A run without a second one stays text."""

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
    """Splits a block at all of its headings and rules at once."""

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
    """The number of lines of the heading or rule that begins here; 0 without one."""
    if lines[number].startswith("#") or _RULE.fullmatch(lines[number]):
        return 1
    return 2 if first and number + 1 < len(lines) and _UNDERLINE.fullmatch(lines[number + 1]) else 0


class Verbatim(Treeprocessor):
    """Unescapes code in blocks, because the serializer escapes it, and shows crowded paragraphs verbatim."""

    def run(self, root: ElementTree.Element) -> None:
        for element in root.iter():
            text = element.text or ""
            if isinstance(text, AtomicString):
                element.text = AtomicString(html.unescape(text))
            elif crowded(text):
                element.text = AtomicString(text)


def keep_verbatim(md: Markdown) -> Callable[[str], str]:
    """Replace the parts of Python-Markdown that change code. Returns a function to apply to its output."""
    md.preprocessors.deregister("normalize_whitespace")
    lines = CodeLines(md)
    md.preprocessors.register(lines, "code_lines", 30)
    md.inlinePatterns.register(CodeSpan(BACKTICK_RE, md), "backtick", 190)
    md.parser.blockprocessors.register(Pieces(md.parser), "pieces", 72)
    md.treeprocessors.register(Verbatim(md), "verbatim", 25)
    md.serializer = lambda root: ElementTree.tostring(root, encoding="unicode", method="html")
    return lines.restored
