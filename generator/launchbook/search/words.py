"""The words of Chinese texts, for the search index.

jieba does not split compounds (`安全漏洞`, `测试数据`, `小程序`), so that a search for `漏洞`, `数据` or `程序` finds nothing. Readers
search by words of two characters; a compound that is made of known words is indexed as those words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache
from typing import Any

from launchbook.discovery.traditional import is_asked_for, simplified

BETWEEN = "\u200b"
"""Stands between words where nothing is written between them; the theme's search divides texts there."""
_HAN = re.compile(
    r"[\u2e80-\u2fdf\u3005\u3007\u3021-\u3029\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+"
)
_BESIDE_SPACE = re.compile(rf"(?:^|(?<=\s)){BETWEEN}|{BETWEEN}(?=\s|$)")
Cut = Callable[..., Iterator[str]]


@cache
def _dictionary() -> tuple[Any, Cut] | None:
    """The package with its dictionary, and its own `cut`; loaded where there is Chinese to divide. None without the extra `zh`."""
    try:
        import jieba  # noqa: PLC0415 - an English site needs none
    except ImportError:
        return None
    jieba.setLogLevel(30)  # its notes on loading a dictionary are of no use in a build's log
    return jieba, jieba.cut


def knows_chinese() -> bool:
    """Whether words of Chinese can be told apart; otherwise they are found as the theme divides them."""
    return _dictionary() is not None


def fine_cut(sentence: str | bytes, *args: Any, **options: Any) -> Iterator[str]:
    """Like `jieba.cut`, with compounds split."""
    text = sentence.decode() if isinstance(sentence, bytes) else sentence
    end = 0
    dictionary = _dictionary()
    assert dictionary
    for word in dictionary[1](
        simplified(text) if is_asked_for() else text, *args, **options
    ):  # jieba knows simplified words
        for part in _parts(word) if len(word) > 2 else (word,):
            begin, end = end, end + len(part)
            yield text[begin:end]


class Divider:
    """Divides texts into words as they are searched for. `names` are words of their own where letters would be left of them: 张工."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        own = {name for name in names if _HAN.fullmatch(name) and min(map(len, _words_of(name))) == 1}
        known = sorted(own, key=lambda name: (-len(name), name))
        self._names = re.compile("({})".format("|".join(map(re.escape, known)))) if known else None

    def divided(self, text: str) -> str:
        """The text with `BETWEEN` around its Chinese words."""
        words = _HAN.sub(lambda run: BETWEEN + BETWEEN.join(self._words(run[0])) + BETWEEN, text)
        return _BESIDE_SPACE.sub("", words)

    def _words(self, run: str) -> Iterator[str]:
        for index, part in enumerate(self._names.split(run) if self._names else (run,)):
            if index % 2:
                yield part
            elif part:
                yield from _words_of(part)


@lru_cache(maxsize=65536)
def _words_of(run: str) -> tuple[str, ...]:
    """The words of letters that stand together; they are one word where there is no dictionary."""
    return tuple(fine_cut(run)) if knows_chinese() else (run,)


@lru_cache(maxsize=65536)
def _parts(word: str) -> tuple[str, ...]:
    known = _known
    if len(word) == 3:
        # a search matches the beginning of a word: only a hidden ending needs a cut of its own
        return (word[0], word[1:]) if known(word[1:]) and not known(word[:2]) else (word,)
    return _cover(word) or (word,)


def _cover(word: str) -> tuple[str, ...] | None:
    """The word as known words of two or three characters, the shortest first; None if there is no such cover."""
    if not word:
        return ()
    for length in (2, 3):
        head, tail = word[:length], word[length:]
        if len(head) == length and _known(head) and (rest := _cover(tail)) is not None:
            return (head, *rest)
    return None


def _known(word: str) -> bool:
    dictionary = _dictionary()
    return dictionary is not None and bool(dictionary[0].dt.FREQ.get(word))


def index_fine_words() -> None:
    """Make the search plugin, which calls `jieba.cut`, index fine words."""
    if dictionary := _dictionary():
        dictionary[0].cut = fine_cut
