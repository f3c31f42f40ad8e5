"""What the head of a table says behind its first sheet."""

from __future__ import annotations

import pytest

from launchbook.core.text import Word
from launchbook.render.running import MOST, running

TOLD = "Continued: {title}"
ENGLISH = "Move what the wards write at night onto the new side, and compare all of it once"
CHINESE = (
    "把各病区夜间写下的内容搬到新的一侧，逐条核对一遍，确认没有遗漏之后再继续，"
    "并把核对的结果念给指挥席和三家医院的值班主管听，由他们各自记下核对的时间和签名等等内容"
)


@pytest.mark.parametrize(
    ("title", "lines", "below"),
    [
        ("Close Lantern", 1, False),
        ("7. Make Fox River the leading side", 2, False),
        (ENGLISH, 2, True),
        (CHINESE, 2, True),
    ],
)
def test_a_title_of_ordinary_length_is_never_cut(title: str, lines: int, below: bool) -> None:
    told = running(title, TOLD)
    assert (str(told.words), told.lines, told.below) == (f"Continued: {title}", lines, below)
    assert len(title) <= 82


def test_where_there_is_no_room_beside_the_columns_it_stands_below() -> None:
    assert running("Close", TOLD, narrow=True).below


@pytest.mark.parametrize("word", ["word ", "字", "wordword" * 40, "a<b>&amp; "])
def test_only_an_absurd_title_ends_early_and_at_a_word(word: str) -> None:
    title = (word * 200)[:400].strip()
    told = str(running(Word(title), TOLD).words.unescape()).removeprefix("Continued: ")
    kept = told.removesuffix(" …")
    assert kept != told and title.startswith(kept)
    assert not word.endswith(" ") or title[len(kept)] == " "
    assert len(told) * (2 if word == "字" else 1) <= MOST
