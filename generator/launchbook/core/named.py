"""People who are named in the words of an entry and by none of its keys: `do: Ask Priya whether it goes on`.

A name counts as a whole, and so does a given name that only one person of the plan has. What could be somebody else, or no name at all,
is nobody: two people of one name; a given name that the plan uses as a word; a Chinese role of two letters, which is a word of any text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from launchbook.core.groups import grouped
from launchbook.core.launch import said_of
from launchbook.core.plan import Plan, per_plan
from launchbook.core.problem import Path
from launchbook.core.rows import Row
from launchbook.core.text import Text

NAMED = "named"
"""The role of who is named in words alone."""
_TOLD = frozenset({"step", "item", "gate", "condition", "message"})
"""What somebody does, checks, decides or says: to be named there is to have a part in it."""
_BESIDE = frozenset({"note", "why", "accepted", "result", "evidence"})
"""Keys of a text that says why something is so, or what came of it."""
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(rf"[{_HAN}]|[^\W_{_HAN}]+")
_HAN_LETTER = re.compile(rf"[{_HAN}]")
_GAP = re.compile(r"[ \u00a0\n]?|\.[ \u00a0]|[-·.]")
"""What may stand between the words of a name."""
_JOINS, _GOES_ON = "_-@/\\#$.", re.compile(r"[_@/\\-]|\.\w")
"""What makes a word a part of a longer one: of an address, a file, an identifier."""
_BEGINS = re.compile(r"(?:^|[.!?:;。！？：；\n“\"(（]|[-–—•])[\s*_]*$")
_SURNAMES = frozenset(
    "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何高林罗羅郑鄭梁谢謝宋唐许許韩韓冯馮邓鄧曹彭曾肖萧蕭田董袁潘于蒋蔣蔡余杜叶葉程苏蘇魏"
    "吕呂丁任沈姚卢盧姜崔钟鍾谭譚陆陸汪范金石廖贾賈夏韦韋付傅方白邹鄒孟熊秦邱江尹薛闫閻段雷侯龙龍史陶黎贺賀顾顧毛郝龚龔邵万萬钱錢严嚴覃武"
    "戴莫孔向汤湯欧歐温溫易乔喬赖賴文庞龐樊兰蘭殷施洪翁"
)
_CALLED = frozenset("小老阿")
"""What stands before a surname among colleagues."""


@per_plan
def named_in_words(plan: Plan) -> Mapping[str, Sequence[Row]]:
    """The rows in whose words a person is named who has no other part in them, by the person's id."""
    told = [(row, text) for row, text in _texts(plan)]
    names = _names(plan, {word for _, text in told for word in _TOKEN.findall(text) if word.islower()})
    found = ((id, row) for row, text in told for id in names.found(text) if id not in _parts(row))
    return {id: tuple(dict.fromkeys(rows)) for id, rows in grouped(found).items()}


@per_plan
def named_below(plan: Plan) -> Mapping[Path, Sequence[str]]:
    """The ids of who is named in words alone, by the path of all that the words stand in."""
    named = ((row.path, id) for id, rows in named_in_words(plan).items() for row in rows)
    pairs = ((path[:length], id) for path, id in named for length in range(len(path) + 1))
    return {path: tuple(dict.fromkeys(ids)) for path, ids in grouped(pairs).items()}


def _texts(plan: Plan) -> Iterator[tuple[Row, str]]:
    """What entries say, each with the row that it is told at: what must hold at a gate belongs to the gate."""
    said = said_of(plan)
    for row in plan.rows:
        if row.kind in _TOLD and row.parent is not None:
            at = row.parent if row.kind == "condition" and row.parent.kind == "gate" else row
            keys = ((path, value) for path, value in said[row.path].items() if isinstance(value, Text))
            yield from ((at, str(value)) for path, value in keys if path and path[0] not in _BESIDE)


def _parts(row: Row) -> set[str]:
    """Who has a part in a row by its keys."""
    return {str(ref) for ref in (*row.owners, *(mention.ref for mention in row.named("person")))}


@dataclass
class _Names:
    """Names, word by word: of two that begin alike the longer one is found. What stands in it is asked for once a word."""

    ways: dict[str, _Names] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)
    """Whose name ends here."""
    is_common: bool = False
    """Whether it is a word of the plan as well: then it is no name at the beginning of a sentence."""

    def add(self, words: Sequence[str], id: str, is_common: bool = False) -> None:
        here = self
        for word in words:
            here = here.ways.setdefault(word.casefold(), _Names())
        here.ids.add(id)
        here.is_common |= is_common

    def found(self, text: str) -> Iterator[str]:
        """The ids of those who are named in a text."""
        tokens, place = list(_TOKEN.finditer(text)), 0
        while place < len(tokens):
            ids, length = self._at(text, tokens, place)
            if len(ids) == 1:
                yield from ids
            place += length or 1

    def _at(self, text: str, tokens: Sequence[re.Match[str]], place: int) -> tuple[set[str], int]:
        """Whose name begins at a word, and how many words it has."""
        here, best = self, (set[str](), 0)
        for length, token in enumerate(tokens[place : place + _LONGEST], 1):
            apart = length > 1 and not _GAP.fullmatch(text, tokens[place + length - 2].end(), token.start())
            following = None if apart else here.ways.get(token[0].casefold())
            if following is None:
                break
            here = following
            if here.ids and _is_whole(text, tokens[place].start(), token.end(), here.is_common, length):
                best = here.ids, length
        return best


_LONGEST = 12
"""Words of a name; of a Chinese one, letters."""


def _is_whole(text: str, start: int, end: int, is_common: bool, length: int) -> bool:
    """Whether a name stands for itself, and is written as one."""
    if _HAN_LETTER.match(text[start]):
        return True
    if (start and text[start - 1] in _JOINS) or _GOES_ON.match(text, end):
        return False
    one_word = length == 1
    if one_word and text[start].islower():
        return False
    return not (one_word and is_common and _BEGINS.search(text[max(0, start - 40) : start]))


def _names(plan: Plan, common: set[str]) -> _Names:
    """The names of the people of a plan; `common` are the words that it uses in small letters."""
    names = _Names()
    for id, target in plan.targets.get("person", {}).items():
        person: Any = target.value
        words = _words(str(person.name))
        if words and not _is_vague(words):
            names.add(words, id, len(words) == 1 and words[0].casefold() in common)
        if given := _given(words, common):
            names.add([given], id)
    return names


def _words(name: str) -> list[str]:
    """The words of a name, without those that are cut short: titles."""
    found = list(_TOKEN.finditer(name))
    full = [match[0] for match in found if name[match.end() : match.end() + 1] != "." or len(found) == 1]
    return full[:_LONGEST] if len(full) <= _LONGEST else []


def _is_vague(words: Sequence[str]) -> bool:
    """Whether a Chinese name of few letters is that of a role, which stands in any text: `测试`, and not `王工`."""
    han = [word for word in words if _HAN_LETTER.match(word)]
    is_person = words[0] in _SURNAMES or (words[0] in _CALLED and len(words) == 2)
    return len(han) == len(words) < 4 and (len(words) == 1 or not is_person)


def _given(words: Sequence[str], common: set[str]) -> str:
    """The given name where it is told from the rest, and is no word of the plan."""
    is_latin = len(words) > 1 and all(word[0].isupper() and not _HAN_LETTER.match(word) for word in words)
    return words[0] if is_latin and len(words[0]) > 1 and words[0].casefold() not in common else ""
