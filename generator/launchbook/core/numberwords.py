"""Numbers that are written as words, in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping

ENGLISH = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
"""The first twelve, in order."""
CHINESE = "一二三四五六七八九十"
NUMBERS: Mapping[str, int] = {
    **{word: number for words in (ENGLISH, CHINESE) for number, word in enumerate(words, 1)},
    "两": 2, "兩": 2, "fourteen": 14, "sixteen": 16, "twenty": 20, "fifty": 50, "a hundred": 100,
}  # fmt: skip


def number_of(word: str) -> int:
    """A whole number, in figures or as one of these words."""
    return NUMBERS.get(word.lower()) or int(word)
