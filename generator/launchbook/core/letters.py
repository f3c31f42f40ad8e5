"""Letters that deceive: invisible letters, letters that turn the text around, and look-alikes, in a single table.

Whether a letter is refused depends on its neighbours. Allowed is what a script or an emoji needs: a joiner between
emoji or Arabic letters, a mark of direction beside Hebrew, a variation selector behind an ideograph.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from launchbook.core.problem import Message, say

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff]")
HIDDEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f"
    "\ufff9-\ufffb\uffa0\x85\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]+"
)
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_FLAG = re.compile("\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f")
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u061b\u061d-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_MARKS = "\u061c\u200e\u200f"
_EMOJI_ALONE = "#*0123456789\u203c\u2049\u2139\u3030\u303d\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"
"""What may be an emoji without being a symbol to Unicode."""
_JOINING = re.compile(
    "(?:ARABIC|SYRIAC|MANDAIC|NKO|DEVANAGARI|BENGALI|GUJARATI|GURMUKHI|KANNADA|MALAYALAM|ORIYA|TAMIL|TELUGU|SINHALA|KHMER"
    "|MYANMAR|MONGOLIAN|TIBETAN) "
)
_UNSPACED = re.compile("(?:THAI|LAO|KHMER|MYANMAR|TIBETAN|JAVANESE|BALINESE) ")

_MONGOLIAN = re.compile("MONGOLIAN ")
_IDEOGRAPH = re.compile("CJK ")

BLANKS = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_DASHES = "－﹣−‐‑‒–—―•・·"
LOOKS = {":": "：﹕︓∶꞉", ",": "，﹐︐、､‚", "-": _DASHES, "#": "＃﹟", '"': "“”„‟＂〝〞", "'": "‘’‚‛＇",
         "[": "［【", "]": "］】", "{": "｛", "}": "｝", " ": "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007"
         "\u2008\u2009\u200a\u202f\u205f\u3000"}  # fmt: skip
"""What YAML wants for itself, and what looks like it."""
_OWN = {letter: own for own, letters in LOOKS.items() for letter in letters}
_LIKE_LATIN = dict(zip(
    "АВЕЅІЈКМНОРСТХУаеѕіјорсухһԁԛԝӏΑΒΕΖΗΙΚΜΝΟΡΤΥΧοιν", "ABESIJKMHOPCTXYaesijopcyxhdqwlABEZHIKMNOPTYXoiv", strict=True
))  # fmt: skip
"""Cyrillic and Greek letters that look like Latin ones."""
_IN_WORDS = _LIKE_LATIN | dict(zip("αγκρυкԍ", "aykpukG", strict=True))
"""Letters that look like Latin ones beside them, too."""
_LATIN = re.compile("[A-Za-z]")
_FOREIGN = re.compile("[\u0370-\u03ff\u0400-\u052f\u0530-\u058f\u13a0-\u13ff]")
"""Greek, Cyrillic, Armenian, Cherokee."""
_FULL_WIDTH = re.compile("[０-９Ａ-Ｚａ-ｚ]+")
_IN_PIECES = re.compile("[^\\W\\d_][\u0300-\u036f]+")
_MEANT = _OWN | _LIKE_LATIN


@dataclass(frozen=True, slots=True)
class Suspect:
    """A run of refused letters: index in the text, length, what is wrong, and what to write instead."""

    at: int
    length: int
    message: Message
    help: Message


def hidden(text: str) -> Iterator[Suspect]:
    """The invisible letters of a line or value that the letters around them do not need."""
    if text.isascii():
        return
    right_to_left: bool | None = None
    for run in HIDDEN.finditer(text):
        if right_to_left is None:
            right_to_left = _RIGHT_TO_LEFT.search(text) is not None
        bad = [at for at in range(*run.span()) if not _needed(text, at, right_to_left)]
        if bad:
            yield Suspect(bad[0], bad[-1] - bad[0] + 1, *_about_hidden(text[bad[0]], len(bad)))


def _about_hidden(letter: str, count: int) -> tuple[Message, Message]:
    name = named(letter)
    remove = say("Remove it, or type the line again. A text in a plan holds nothing that cannot be seen or printed.")
    if _TURNING.match(letter):
        return say("{letter} turns the text around it, so that it reads otherwise than it runs", letter=name), remove
    if count > 1:
        return say("invisible letter {letter}, and {count} more behind it", letter=name, count=count - 1), remove
    return say("invisible letter {letter}", letter=name), remove


def _needed(text: str, at: int, right_to_left: bool) -> bool:
    """Whether the letters around an invisible one need it."""
    letter, before, after = text[at], text[at - 1 : at], text[at + 1 : at + 2]
    if letter in _MARKS:
        return right_to_left
    if letter in "\u200c\u200d":
        emoji = letter == "\u200d" and _symbol(after) and _emoji_ends(text, at)
        return emoji or _of(_JOINING, before)
    if letter == "\u200b":
        return _of(_UNSPACED, before) or _of(_UNSPACED, after)
    if "\u180b" <= letter <= "\u180f":
        return _of(_MONGOLIAN, before)
    if letter == "\ufe0e" or letter == "\ufe0f":
        return _symbol(before) or (
            bool(before) and before in _EMOJI_ALONE and (not before.isdigit() or after == "\u20e3")
        )
    if "\ufe00" <= letter <= "\ufe0d" or "\U000e0100" <= letter <= "\U000e01ef":
        return _of(_IDEOGRAPH, before) or (letter < "\ufe02" and before != "" and before in "，。、．；：！？")
    if "\U000e0020" <= letter <= "\U000e007f":
        flag = _FLAG.match(text, max(0, text.rfind("\U0001f3f4", max(0, at - 8), at)))
        return flag is not None and at < flag.end()
    return False


def _emoji_ends(text: str, at: int) -> bool:
    """Whether an emoji ends before a place: a symbol, its selector, its tone of skin."""
    before = text[at - 1 : at]
    return before == "\ufe0f" or _symbol(before) or (before != "" and before in _EMOJI_ALONE and not before.isascii())


def _symbol(letter: str) -> bool:
    return letter != "" and unicodedata.category(letter) in ("So", "Sm")


def _of(script: re.Pattern[str], letter: str) -> bool:
    return letter != "" and script.match(unicodedata.name(letter, "")) is not None


def named(letter: str) -> str:
    """A letter by code point and name, behind the letter itself where it is visible."""
    name = f"U+{ord(letter):04X} {unicodedata.name(letter, '')}".rstrip()
    visible = letter.isprintable() and not (letter.isspace() or HIDDEN.match(letter) or unicodedata.combining(letter))
    return f"`{letter}` ({name})" if visible else name


_BEGINS = re.compile(f"(?P<blank>[{BLANKS}])|(?P<dash>[{_DASHES}])(?!\\s*[0-9０-９])|-(?P<behind>[{BLANKS}])")
_WIDE_FLOW = re.compile("[｛].*[｝}]|［.*[,，、].*[］\\]]", re.DOTALL)
_REMARK = re.compile(f"([{BLANKS}])#[ \t]")
_KEY = re.compile(f"[ ]*(?:-[ ]+)*[\\[{{]?[^\\s\"'：:#]{{1,64}}(?P<colon>[{LOOKS[':']}]|:(?P<gap>[{BLANKS}]))")
_OPENING = re.compile(f"[ ]*(?:-[ ]+)*(?:[^\\s:#]{{1,64}}:[ ]+)?[｛［{LOOKS[chr(34)]}‘＇]")


def misplaced(text: str, begins: bool) -> Iterator[Suspect]:
    """Look-alikes in a plain text where YAML would want its own mark. `begins`: the text begins its line."""
    if text.isascii():
        return
    start = _BEGINS.match(text) if begins else None
    if start:
        yield wide(text, max(at for at in (start.start(name) for name in ("blank", "dash", "behind")) if at >= 0))
    elif _WIDE_FLOW.fullmatch(text):
        yield wide(text, 0)
    if remark := _REMARK.search(text):
        yield wide(text, remark.start())


def in_malformed(line: str, bracket: bool, comma: bool) -> Iterator[Suspect]:
    """Look-alikes in a malformed line where YAML would want its own mark.

    `bracket`: the line is inside `[…]` or `{…}`; `comma`: a comma is missing before a key in it.
    """
    indent = len(line) - len(line.lstrip(" "))
    if start := _BEGINS.match(line, indent):
        yield wide(line, start.end() - 1)
    elif line[indent : indent + 1] in tuple(LOOKS["#"]):
        yield wide(line, indent)
    if not bracket and ": " not in line and (key := _KEY.match(line)):
        yield wide(line, key.end() - 1)
    if bracket:
        closers = [match.start() for match in re.finditer("[］】｝]", line)]
        commas = [match.start() for match in re.finditer("[，、]", line)] if comma else []
        yield from (wide(line, at) for at in closers or commas)
    elif opening := _OPENING.match(line):
        yield wide(line, opening.end() - 1)


def quotes_in(line: str) -> Iterator[Suspect]:
    """Letters that look like quotes, and end no quoted text."""
    yield from (wide(line, at) for at, letter in enumerate(line) if letter in LOOKS['"'] + LOOKS["'"])


def wide(text: str, at: int) -> Suspect:
    """The report of a letter that looks like a mark of YAML, and stands where the mark belongs."""
    own = _OWN[text[at]]
    message = say("{letter} stands where YAML wants `{own}`", letter=named(text[at]), own=own)
    if own == " ":
        message = say("{letter} stands where YAML wants a plain blank", letter=named(text[at]))
    return Suspect(at, 1, message, _CURES.get(own, _TYPE))


_BRACKETS = say("Write a list in plain brackets, with a comma and a space between its items: `[a, b]`.")
_TYPE = say("Type `:`, `,`, `-`, `#`, brackets and quotes half-width; or put the whole text in quotes.")
_CURES = {
    "[": _BRACKETS,
    "]": _BRACKETS,
    ":": say("`：` is a full-width colon. A key needs `: `, a half-width colon and a space."),
    ",": say("Write `, `, a half-width comma and a space; or put the whole text in quotes."),
    "-": say(
        "An item of a list begins with `- `, a half-width hyphen and a space. A text that begins so needs quotes."
    ),
    " ": say("Indent and separate with the space bar in half-width mode. A text that begins so needs quotes."),
}


def in_word(text: str) -> list[Suspect]:
    """Whatever deceives in an id, a time, a number, or another word of the plan language."""
    meant = say("Write `{text}`.", text=plain(text))
    return [
        replace(suspect, message=say("{letter} stands in place of `-`", letter=named(text[suspect.at])), help=meant)
        if _OWN.get(text[suspect.at]) == "-"
        else suspect
        for suspect in in_key(text)
    ]


def in_key(text: str) -> list[Suspect]:
    """Whatever deceives in a key, and behind it in the text that was taken for one."""
    marks = (wide(text, at) for at, letter in enumerate(text) if letter in _OWN)
    return sorted([*hidden(text), *mixed(text), *marks], key=lambda suspect: suspect.at)


def mixed(text: str) -> Iterator[Suspect]:
    """Letters of another script among Latin ones of the same word, words of such letters that read like Latin ones, and
    other forms of a letter: full-width, or in pieces."""
    if text.isascii():
        return
    yield from _other_forms(text)
    if not _LATIN.search(text):
        yield from _disguised(text)
        return
    for word in re.finditer(r"[^\W\d_]+", text):
        foreign = [word.start() + match.start() for match in _FOREIGN.finditer(word.group())]
        if _LATIN.search(word.group()) or all(text[at] in _LIKE_LATIN for at in foreign):
            yield from (_foreign(text, at) for at in foreign)


def _other_forms(text: str) -> Iterator[Suspect]:
    for run in _FULL_WIDTH.finditer(text):
        own = unicodedata.normalize("NFKC", run[0])
        message = say("{letter} is not `{own}` but its full-width form", letter=named(run[0][0]), own=own[0])
        yield Suspect(run.start(), len(run[0]), message, say("Write `{text}` half-width.", text=own))
    for pieces in _IN_PIECES.finditer(text):
        whole = unicodedata.normalize("NFC", pieces[0])
        message = say("`{letter}` is written in pieces: `{first}` and {mark}", letter=whole, first=pieces[0][0],
                      mark=named(pieces[0][1]))  # fmt: skip
        yield Suspect(pieces.start(), len(pieces[0]), message, say("Type `{text}` again as one letter.", text=whole))


def _disguised(text: str) -> Iterator[Suspect]:
    """A text without Latin letters that consists of letters like them."""
    letters = [at for at, letter in enumerate(text) if letter.isalpha()]
    if letters and all(text[at] in _LIKE_LATIN for at in letters):
        latin = "".join(_LIKE_LATIN.get(letter, letter) for letter in text)
        message = say("`{text}` reads like the Latin `{latin}`, but its first letter is {letter}", text=text, latin=latin,
                      letter=named(text[letters[0]]))  # fmt: skip
        help = say("Write `{latin}` in Latin letters, or choose an id that nobody takes for a Latin one.", latin=latin)
        yield Suspect(letters[0], letters[-1] - letters[0] + 1, message, help)


def in_command(text: str) -> Iterator[Suspect]:
    """Blanks in a command that a shell would take for letters."""
    for run in re.finditer(f"[{BLANKS}]+", "" if text.isascii() else text):
        message = say(
            "{letter} in a command is no blank to a shell, which takes it for a letter", letter=named(run[0][0])
        )
        yield Suspect(
            run.start(), len(run[0]), message, say("Type a plain blank with the space bar in half-width mode.")
        )


def in_mixed_words(text: str) -> Iterator[Suspect]:
    """Letters that look like Latin ones, in words with Latin letters. A word of a single script is honest."""
    for word in re.finditer(r"[^\W\d_]+", "" if text.isascii() else text):
        if _LATIN.search(word[0]):
            yield from (_foreign(text, at) for at in range(*word.span()) if text[at] in _IN_WORDS)


def _foreign(text: str, at: int) -> Suspect:
    like = _IN_WORDS.get(text[at])
    help = say("Write the Latin letter `{like}`.", like=like) if like else say("Write an id in letters of one script.")
    return Suspect(at, 1, say("{letter} stands among Latin letters", letter=named(text[at])), help)


def own_of(letter: str) -> str | None:
    """The mark of YAML that a letter looks like; None for one that looks like none."""
    return _OWN.get(letter)


def plain(text: str) -> str:
    """The text as it was meant: without hidden letters, and with look-alikes replaced by what they look like."""
    return unicodedata.normalize("NFKC", "".join(_MEANT.get(letter, letter) for letter in HIDDEN.sub("", text)))
