"""What libyaml says about malformed YAML, in words that a plan's author can act on."""

from __future__ import annotations

from dataclasses import dataclass

from launchbook.core.problem import Message, say


@dataclass(frozen=True, slots=True)
class Lesson:
    """A phrase of libyaml, what it means, and what to do. `{char}` in the message is the character pointed at."""

    phrase: str
    message: Message
    help: Message
    at_start: bool = False
    """Point to where the unfinished thing begins, not to where the reader gave up."""


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
WIDE_COLON = say("`：` is a full-width colon. A key needs `: `, a half-width colon and a space.")
NEVER_CLOSED = say("`{char}` is never closed")
OPENED = say("the bracket opens here")


def lesson_for(problem: str, context: str, line: str, column: int) -> Lesson:
    """The lesson for libyaml's phrases, said about a place in a line."""
    said = f"{context}: {problem}"
    found = next((lesson for lesson in _LESSONS if lesson.phrase in said), _ANY)
    before = line[: column - 1].rstrip()
    if found.phrase.startswith("mapping values") and ": " in before:
        return SECOND_COLON
    if found.phrase == "expected key":
        return (
            BEHIND_QUOTE if before.endswith(("'", '"')) else STRAY_ITEM if line.startswith("- ", column - 1) else found
        )
    return found
