"""libyaml's messages about malformed YAML, reworded so that a plan's author can act on them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from launchbook.core import letters
from launchbook.core.letters import Suspect
from launchbook.core.node import Source
from launchbook.core.problem import Location, Message, Problem, say
from launchbook.core.yaml_codes import MALFORMED, TAB, TAG


@dataclass(frozen=True, slots=True)
class Lesson:
    """A phrase of libyaml, what it means, and what to do. `{char}` in the message is the character pointed at."""

    phrase: str
    message: Message
    help: Message
    at_start: bool = False
    """Point to where the unfinished text or bracket begins, not to where libyaml gave up."""


_CANNOT_BEGIN = say("a text cannot begin with `{char}`")
_NO_DIRECTIVE = say("a line cannot begin with `{char}`")
_QUOTE_LINE = say("Put the text in quotes, or remove the line.")
_QUOTE_IT = say("Put the whole text in quotes.")
_QUOTE_ANGLE = say(
    'Put the text in quotes: `"> 1%"`. Only alone behind a key do `>` and `|` begin a text over several lines.'
)
_QUOTES = say("A quoted text ends at its next quote. In single quotes, a quote inside it is written twice: `'it''s'`.")
_ESCAPE = say(
    "In double quotes a backslash begins an escape such as `\\n`. In single quotes it is an ordinary character."
)
_COLUMN = say("Keys that belong together begin in the same column, and so do the items of a list.")
_BRACKET = say("Look for a bracket that is not closed, for a missing comma, or one too many.")

_LESSONS = (
    Lesson("directive", _NO_DIRECTIVE, _QUOTE_LINE, True),
    Lesson("%YAML", _NO_DIRECTIVE, _QUOTE_LINE, True),
    Lesson("incompatible YAML", _NO_DIRECTIVE, _QUOTE_LINE, True),
    Lesson("scanning an alias", _CANNOT_BEGIN, _QUOTE_IT, True),
    Lesson("scanning an anchor", _CANNOT_BEGIN, _QUOTE_IT, True),
    Lesson("scanning a block scalar", _CANNOT_BEGIN, _QUOTE_ANGLE, True),
    Lesson("cannot start any token", _CANNOT_BEGIN, _QUOTE_IT),
    Lesson("mapping keys are not allowed", _CANNOT_BEGIN, _QUOTE_IT),
    Lesson(
        "could not find expected ':'",
        say("this line has no `: `"),
        say("A key needs `: ` behind it. A text over several lines needs `|`."),
        True,
    ),
    Lesson(
        "mapping values are not allowed",
        say("a key in the middle of a text"),
        say(
            "The text of the line above goes on here. "
            "Give that line its own `: `, or begin this key in the column of the keys around it."
        ),
    ),
    Lesson(
        "block sequence entries are not allowed",
        say("a list cannot begin here"),
        say("Write each `- ` on a line of its own, below the key."),
    ),
    Lesson("expected '-' indicator", say("this is not an item of the list above"), _COLUMN),
    Lesson("expected key", say("this does not fit the keys above"), _COLUMN),
    Lesson("expected ',' or", say("a bracket is not closed before this, or a comma is missing"), _BRACKET),
    Lesson("expected node content", say("a value is missing here"), _BRACKET),
    Lesson(
        "<document start>",
        say("this does not belong to the plan above"),
        say("All keys of a plan begin in the first column. Nothing follows `...`."),
    ),
    Lesson("unexpected end of stream", say("this quote is never closed"), _QUOTES, True),
    Lesson("unexpected document indicator", say("this quote is not closed before the next `---`"), _QUOTES, True),
    Lesson("unknown escape character", say("the backslash here begins no known escape"), _ESCAPE),
    Lesson("hexdecimal number", say("the escape here lacks digits"), _ESCAPE),
    Lesson("character escape code", say("the escape here names no character"), _ESCAPE),
)

_ANY = Lesson("", say("malformed YAML"), say("Check the indentation and the quotes around here."))
SECOND_COLON = Lesson(
    "",
    say("a second `: ` on one line"),
    say("Text that contains `: ` needs quotes. Or write the inner key on a line of its own, indented."),
)
STRAY_ITEM = Lesson(
    "",
    say("this list item belongs to no list"),
    say("The items of a list begin in the same column, below a key with nothing behind its `:`."),
)
BEHIND_QUOTE = Lesson("", say("text goes on behind the closing quote"), _QUOTES)
IN_BRACKETS = Lesson(
    "",
    say("a text inside `{{…}}` or `[…]` cannot hold `{char}`"),
    say(
        'Put the text in quotes: `{do: "See [the list](checklists)"}`. '
        "Or write each key on a line of its own, without the braces."
    ),
)
COLON_IN_BRACKETS = Lesson(
    "",
    say("a second `: ` before the next comma"),
    say('A text that contains `: ` needs quotes: `{do: "Note: closed"}`. Between two keys stands a comma.'),
)
BESIDE_LINK = Lesson("", _CANNOT_BEGIN, _QUOTE_IT)
_COMMENT = say("On the line of the bracket ` #` begins a comment. A text that contains ` #` needs quotes.")
NEVER_CLOSED = say("`{char}` is never closed")
OPENED = say("the bracket opens here")


def lesson_for(problem: str, context: str, line: str, column: int) -> Lesson:
    """The lesson for libyaml's phrases at a place in a line."""
    parser_words = f"{context}: {problem}"
    lesson = next((lesson for lesson in _LESSONS if lesson.phrase in parser_words), _ANY)
    before, char = line[: column - 1].rstrip(), line[column - 1 : column]
    if char in tuple("(`") and before.endswith("]"):
        return IN_BRACKETS if _in_a_text(before[: before.rfind("[")]) else BESIDE_LINK
    if lesson.phrase == "expected ',' or":
        if char in tuple("[]{}") and _in_a_text(before):
            return IN_BRACKETS
        if char == ":" and ": " in re.split(r"[,{\[]", before)[-1]:
            return COLON_IN_BRACKETS
    if lesson.phrase.startswith("mapping values") and ": " in before:
        return SECOND_COLON
    if lesson.phrase == "expected key":
        return (
            BEHIND_QUOTE if before.endswith(("'", '"')) else STRAY_ITEM if line.startswith("- ", column - 1) else lesson
        )
    return lesson


def _in_a_text(before: str) -> bool:
    """Whether what stands before a bracket is the beginning of a text without quotes."""
    return bool(before.strip()) and before.rstrip()[-1] not in ",:[]{}-'\""


def report_malformed(source: Source, error: Any, bracket: Location | None) -> None:
    """Report libyaml's error at the place to mend. `bracket` is the innermost open bracket."""
    mark = error.problem_mark or error.context_mark
    assert mark is not None, error  # only errors in the encoding have none, and these are reported before
    at = source.at(mark)
    problem, context = error.problem or "", error.context or ""
    indent = at.text[: len(at.text) - len(at.text.lstrip(" \t"))]
    here = at.text[at.column - 1 : at.column]
    if "\t" in indent or here == "\t":
        _report_tab(source, at.line, indent.index("\t") + 1 if "\t" in indent else at.column)
        return
    if "tag" in context or "tag handle" in problem:
        place = source.at(error.context_mark or mark)
        report_tag(source, place.text[place.column - 1 :].split()[0], place)
        return
    start = source.at(error.context_mark or mark)
    lesson = lesson_for(problem, context, at.text, at.column)
    never_closed = bracket is not None and mark.index >= len(source.text.rstrip())
    if _report_letters(source, lesson, start, at, bracket is not None):
        return
    if bracket and never_closed:
        at = bracket
    elif here and here in "(`" and lesson in (BESIDE_LINK, IN_BRACKETS):
        at = source.location(at.line, at.text.rfind("[", 0, at.column) + 1)
    elif lesson.at_start and error.context_mark:
        at = start
    message = NEVER_CLOSED if never_closed else lesson.message
    char = at.text[at.column - 1 : at.column]
    related = ((OPENED, bracket),) if bracket and not never_closed else ()
    cut = bracket is not None and " #" in bracket.text[bracket.column :]
    help = (_COMMENT, lesson.help) if cut else (lesson.help,)
    source.problems.append(Problem(MALFORMED, Message(message.msgid, {"char": char}), at, help, related))


def _report_letters(source: Source, lesson: Lesson, start: Location, at: Location, bracket: bool) -> bool:
    """Report full-width marks near the error. Returns whether there are any, which then explain it."""
    before = len(source.problems)
    comma = bracket and at.text[at.column - 1 : at.column] == ":"

    def suspects(number: int) -> list[Suspect]:
        line = source.lines[number - 1]
        if line.isascii() or line.lstrip().startswith("#"):
            return []
        return list(letters.quotes_in(line) if lesson.help is _QUOTES else letters.in_malformed(line, bracket, comma))

    first = max(1, at.line - 1)
    while first > 1 and suspects(first - 1):
        first -= 1
    for number in sorted({start.line, *range(first, at.line + 1)}):
        for suspect in suspects(number):
            source.suspect(suspect, number, 1)
    return len(source.problems) > before


def _report_tab(source: Source, line: int, column: int) -> None:
    source.report(
        TAB,
        say("a tab where only spaces may stand"),
        source.location(line, column),
        say("Indent with spaces. Most editors can be told to: `expandtab`, `insertSpaces`."),
    )


def report_tag(source: Source, name: str, location: Location) -> None:
    source.report(
        TAG,
        say("tag `{tag}` is not allowed", tag=name),
        location,
        say(
            "Put a text that begins with `!` in quotes; otherwise remove the tag. "
            "The plan language decides what a text means."
        ),
    )
