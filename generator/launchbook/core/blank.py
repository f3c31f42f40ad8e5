"""What is still to be filled in."""

from __future__ import annotations

import re

_WORDS = r"待填写?|待定|待补充?|待确认|tbd|tba|todo|x{3,}|n\.\s?n\.?|to be filled in|[?？]{2,}|_{2,}"
_ENTIRE = re.compile(_WORDS, re.IGNORECASE)
_BOX = re.compile(r"[?？]|[\[［【].*[\]］】]")
_OF = r"(?:天|小时|分钟|秒|周|个月|人|台|%|％)|(?:minutes?|hours?|days?|weeks?|months?|seconds?|percent|people|users)\b"
"""What is said to be so many of, in `XX minutes` or `N 天`."""
_OPEN_VERSION = re.compile(r"[vV]?\d+(?:\.\d+)*\.(?:[xX]{1,2}|\?)")
_WITHIN = re.compile(
    r"待填写?(?!\w)|(?<!\w)(?:TODO|TBD|TBA|FIXME)(?!\w)|(?<![A-Za-z0-9])X{3,}(?![A-Za-z0-9])"
    r"|[（(](?:日期|时间|時間|人选|人選|地点|地點|数量|數量|版本)?(?:待定|待补|待補|待填|待确认|待確認)[)）]|[○〇◯]{2,}(?![一二三四五六七八九年])"
    r"|<(?:to be|fill|insert|enter|your) [^<>\n]{1,40}>|(?<![A-Za-z0-9])XX(?= (?:January|February|March|April|May|June|July|August"
    r"|September|October|November|December)\b)"
    r"|(?i:lorem ipsum)|(?<![A-Za-z0-9])[Xx]{2}(?= ?[\u4e00-\u9fff])|某某"
    rf"|(?<![A-Za-z0-9+.-])(?:XX|N)(?= ?(?:{_OF}))|(?<![\w.:/])20XX(?!\w)|(?<![\w.:])XX:XX(?!\w)"
    r"|(?<![^\W_])(?<!_)_{3,}(?![^\W_])|[\[［【](?:待|请|to be |fill in\b|insert )[^\[\]［］【】]{0,40}[\]］】]"
)
_VERSION = re.compile(r"(?<![\w./-])v?x\.y\.z(?![\w.-])", re.IGNORECASE)
_TAGS = "[abipsu]|br|hr|li|[ou]l|t[dhr]|em|pre|div|img|html|body|head|span|h[1-6]"
_SLOT = re.compile(rf"(?<![<\w])<(?!(?:{_TAGS})>|!)[^\s<>|&;@/'\"=]{{1,40}}(?: [^\s<>|&;@/'\"=]{{1,40}}){{0,5}}>(?!\w)")
_SAID = re.compile(r"\w \w|[\u4e00-\u9fff]")
"""What a slot has that says what is to be written, and a tag has not."""
_RULE_OF_PROSE = re.compile(r"^\s*_{3,}\s*$", re.MULTILINE)


_PERHAPS = re.compile(
    r"待|[○〇◯]|某某|tb[ad]|todo|fixme|xx|lorem|to be|fill in|insert|x\.y|n\.\s?n|__|[<?？\[［【]"
    r"|\d\.x|\bn [dhmwspu]|n\s?[天小分秒周个人台%％]",
    re.IGNORECASE,
)
"""What each placeholder has some of: most texts have none of it, and are looked at once."""
_PATTERN = re.compile(r"[*+?\\^$]")
"""What only a pattern has, as that of a command which looks for what is left to fill in."""


def placeholder(value: object) -> bool:
    """Whether a text is only a placeholder: `待填`, `TBD`, or the box of a form, `[电话]`."""
    if not isinstance(value, str) or not _PERHAPS.search(value):
        return False
    return (_ENTIRE.fullmatch(value.strip()) or _BOX.fullmatch(value.strip())) is not None


def open_version(text: str) -> bool:
    """Whether a text is a version whose last number is still open: `v26.11.x`."""
    return _OPEN_VERSION.fullmatch(text.strip()) is not None


def to_fill_in(text: str, command: bool = False) -> list[str]:
    """The placeholders in a text, in their order, without repetition. In a command, `<tag>` and `x.y.z` are placeholders, too."""
    if not _PERHAPS.search(text):
        return []
    if _ENTIRE.fullmatch(text.strip()) or (_SLOT.fullmatch(text.strip()) and _SAID.search(text)):
        return [text.strip()]
    matches = list(_WITHIN.finditer(_RULE_OF_PROSE.sub(_blanks, text) if "\n" in text else text))
    if command and "</" not in text:
        matches += (match for match in _SLOT.finditer(text) if not _PATTERN.search(match.group()))
        matches += _VERSION.finditer(text)
    texts, end = [], 0
    for match in sorted(matches, key=lambda match: (match.start(), -match.end())):
        if match.start() >= end:  # `<待填>` holds another, and is one
            texts.append(match.group())
            end = match.end()
    return list(dict.fromkeys(texts))


def _blanks(match: re.Match[str]) -> str:
    return " " * len(match.group())
