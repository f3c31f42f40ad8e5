"""What can be wrong with a file before the plan language is asked, and the bounds of what is read."""

from __future__ import annotations

from launchbook.core.problem import Code

MAX_BYTES = 8 * 1024 * 1024
MAX_DEPTH = 60
MAX_REPORTED = 10_000
"""How many problems of one file are counted; what mends so many mends the rest, too."""

COMPARED = 1000
"""Maximum number of names among which a misspelt one is searched."""
HELPED = 100
"""Maximum number of misspelt names for which one is searched."""

MALFORMED = Code("YA001", "malformed YAML", "The file is not well-formed YAML, so nothing in it can be read.")
TAB = Code("YA002", "tab in indentation", "YAML indents with spaces only; a tab has no defined width.")
DUPLICATE_KEY = Code(
    "YA003",
    "duplicate key",
    "A mapping names a key twice. YAML readers keep the last one silently: a line of the plan would be lost.",
)
SECOND_DOCUMENT = Code(
    "YA004", "second document", "A file holds one plan. A second `---` would begin another document."
)
ALIAS = Code("YA005", "alias", "An alias (`*name`) is unknown, contains itself, or expands to too much.")
TAG = Code(
    "YA006",
    "tag",
    "Tags (`!name`) ask a reader to build other types. A plan has none: the schema says what a text means.",
)
MERGE_KEY = Code(
    "YA007", "merge key", "`<<` copies keys from elsewhere, so that a reader no longer sees what a step says."
)
EMPTY = Code("YA008", "empty file", "The file holds nothing but white space or comments.")
NOT_TEXT = Code("YA009", "not text", "The file is binary, or holds control characters.")
NOT_UTF8 = Code("YA010", "not UTF-8", "Plans are UTF-8. Other encodings show Chinese text wrongly on other machines.")
TOO_LARGE = Code(
    "YA011", "file too large", f"A file may have at most {MAX_BYTES:,} bytes. Split the plan into a folder."
)
TOO_DEEP = Code("YA012", "nested too deep", f"Mappings and lists may be nested {MAX_DEPTH} deep.")
OUTSIDE = Code("YA013", "outside the plans folder", "A symbolic link leads out of the plans folder, or nowhere.")
BAD_KEY = Code("YA014", "key is not a text", "A key must be a plain text: not a list, a mapping, or nothing.")
SWALLOWED = Code(
    "YA017",
    "list swallowed by a text",
    "A line that begins with `- ` goes on the plain text above it: YAML makes one text of `- Prepare` and a deeper "
    "`- Back up` below. Put a key above the inner list, as `{do: Prepare, steps: [...]}`, or quote the text.",
)
DECEIVING = Code(
    "YA018",
    "letter that deceives",
    "A letter is not what it seems. It is invisible, turns the text around it, looks like another letter in an id, or is the "
    "full-width form of a mark that YAML wants for itself: a colon, comma, hyphen, bracket, quote or blank. The message names "
    "it by its number and name. What a script needs is allowed: joined emoji, marks in Arabic and Hebrew, a no-break space or "
    "full-width punctuation in a sentence.",
)
LETTER_CASE = Code(
    "YA019",
    "file name in other case",
    "Plans are files that end in `.yml` or `.yaml`, and a plan's folder has a `plan.yml`. `plan.YML` and `Plan.yml` are other "
    "names, which would be passed over silently.",
)
UNREADABLE = Code("YA015", "unreadable", "The file or folder could not be read.")
