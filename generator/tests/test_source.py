"""Reading YAML: scalars keep their text, and whatever is wrong with a file has a place, a reason and a remedy."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from conftest import lines

from launchbook.core.node import Source
from launchbook.core.source import read_source
from launchbook.core.yaml_codes import MAX_BYTES, MAX_DEPTH, MAX_REPORTED


def read(text: str | bytes) -> Source:
    return read_source("plan.yml", text.encode() if isinstance(text, str) else text)


def data(text: str | bytes) -> Any:
    source = read(text)
    assert source.root is not None, lines(source.problems)
    return source.root.data()


def problems(text: str | bytes) -> list[str]:
    source = read(text)
    assert source.problems, "nothing is wrong with it"
    return lines(source.problems)


def remedy(text: str) -> str:
    return " ".join(str(help) for problem in read(text).problems for help in problem.help)


# scalars

SAME = [
    "10:30", "no", "Yes", "on", "true", "1.10", "01381234", "1e3", "0x1F", "0o17", "1_000", "2026-01-17",
    "2026-01-17 10:00:00Z",
    ".inf", "-.NaN", "=", "+86 138", "190:20:30", "1.0.0", "~/plans", "nullable", "-1", "100%", "𝟙", "é",
]  # fmt: skip


@pytest.mark.parametrize("text", SAME)
def test_a_scalar_keeps_its_text(text: str) -> None:
    assert data(f"key: {text}\nlist: [{text}]\n") == {"key": text, "list": [text]}
    assert data(f"{text}: value\n") == {text: "value"}


@pytest.mark.parametrize("text", ["", "~", "null", "Null", "NULL", "# nothing"])
def test_a_plain_null_is_nothing(text: str) -> None:
    assert data(f"key: {text}\nlist:\n  - {text}\n") == {"key": None, "list": [None]}


@pytest.mark.parametrize("quoted", ["''", '""', "'~'", '"null"', "'NULL'"])
def test_a_quoted_null_is_text(quoted: str) -> None:
    assert data(f"key: {quoted}\n") == {"key": quoted[1:-1]}


def test_texts_over_several_lines() -> None:
    assert data("a: |\n  one\n\n  two\nb: >-\n  one\n  two\nc: one\n  two\n") == {
        "a": "one\n\ntwo\n", "b": "one two", "c": "one two",
    }  # fmt: skip


def test_anchors_repeat_a_value() -> None:
    assert data("a: &x {b: [1]}\nc: *x\nd: *x\n") == {"a": {"b": ["1"]}, "c": {"b": ["1"]}, "d": {"b": ["1"]}}


def test_what_an_alias_repeats_stands_where_it_is_repeated() -> None:
    source = read("a: &x [1]\nb: *x\n")
    assert source.root
    assert str(source.locate(source.root.items["b"])) == "plan.yml:2:4"
    assert str(source.locate(source.root.items["b"].items[0])) == "plan.yml:1:8"


# malformed YAML: what libyaml says, in plain words, at the place that is to be mended

MALFORMED = {
    "a: b: c\n": ["1:5 YA001 a second `: ` on one line"],
    "do: 请求: 查看\n": ["1:7 YA001 a second `: ` on one line"],
    "a: 1\n  b: 2\n": ["2:4 YA001 a key in the middle of a text"],
    "a:\n  b: 1\n   c: 2\n": ["3:5 YA001 a key in the middle of a text"],
    "a:\n    b: 1\n  c: 2\n": ["3:3 YA001 this does not fit the keys above"],
    "a: 1\nfoo\nb: 2\n": ["2:1 YA001 this line has no `: `"],
    "a:\n  - x\n  y\n": ["3:3 YA001 this line has no `: `"],
    "a:\n  - x\n - y\n": ["3:2 YA001 this list item belongs to no list"],
    "a: b\n- c\n": ["2:1 YA001 this list item belongs to no list"],
    "- a\nb: 1\n": ["2:1 YA001 this is not an item of the list above"],
    "a: - x\n": ["1:4 YA001 a list cannot begin here"],
    'a: "x" y\n': ["1:8 YA001 text goes on behind the closing quote"],
    "a: 'it's'\n": ["1:8 YA001 text goes on behind the closing quote"],
    'a: 1\nb: "x\nc: 1\n': ["2:4 YA001 this quote is never closed"],
    "a: 'x\n": ["1:4 YA001 this quote is never closed"],
    "a: 'x\n---\n'\n": ["1:4 YA001 this quote is not closed before the next `---`"],
    "a: [1, 2\nb: 3\n": ["2:2 YA001 a bracket is not closed before this, or a comma is missing"],
    "a: {b: 1\n  c: 2}\n": ["2:4 YA001 a bracket is not closed before this, or a comma is missing"],
    "x: 1\na: [1, 2\n": ["2:4 YA001 `[` is never closed"],
    "&a [": ["1:4 YA001 `[` is never closed"],
    "a: [{b: 1, \n\n": ["1:5 YA001 `{` is never closed"],
    "a: {b: See [it](c), d: e}\n": ["1:12 YA001 a text inside `{…}` or `[…]` cannot hold `[`"],
    "a: {b: Go to ${c}, d: e}\n": ["1:15 YA001 a text inside `{…}` or `[…]` cannot hold `{`"],
    "a: {b: run `x[0]`, d: e}\n": ["1:14 YA001 a text inside `{…}` or `[…]` cannot hold `[`"],
    "a: {b: [it](c), d: e}\n": ["1:8 YA001 a text cannot begin with `[`"],
    "a: {b: Note: c, d: e}\n": ["1:12 YA001 a second `: ` before the next comma"],
    "a: {b: See #4, d: e}\n": ["1:4 YA001 `{` is never closed"],
    "a: [1,, 2]\n": ["1:7 YA001 a value is missing here"],
    "a: ]\n": ["1:4 YA001 a value is missing here"],
    "a: @li\n": ["1:4 YA001 a text cannot begin with `@`"],
    "a: %x\n": ["1:4 YA001 a text cannot begin with `%`"],
    "a: `x`\n": ["1:4 YA001 a text cannot begin with ```"],
    "a: **bold**\n": ["1:4 YA001 a text cannot begin with `*`"],
    "a: & b\n": ["1:4 YA001 a text cannot begin with `&`"],
    "a: ? b\n": ["1:4 YA001 a text cannot begin with `?`"],
    "a: > 1%\n": ["1:4 YA001 a text cannot begin with `>`"],
    "a: >0.1%\n": ["1:4 YA001 a text cannot begin with `>`"],
    "a: >= 5\n": ["1:4 YA001 a text cannot begin with `>`"],
    "a: |x\n": ["1:4 YA001 a text cannot begin with `|`"],
    'a: "\\d"\n': ["1:5 YA001 the backslash here begins no known escape"],
    'a: "\\xZ"\n': ["1:7 YA001 the escape here lacks digits"],
    'a: "\\uD800"\n': ["1:7 YA001 the escape here names no character"],
    "%x\na: 1\n": ["1:1 YA001 a line cannot begin with `%`"],
    "%YAML 3.0\n---\na: 1\n": ["1:1 YA001 a line cannot begin with `%`"],
    "a: 1\n...\nb: 2\n": ["3:1 YA001 this does not belong to the plan above"],
    "  a: 1\nb: 2\n": ["2:1 YA001 this does not belong to the plan above"],
    "[a]\nb: 1\n": ["2:1 YA001 this does not belong to the plan above"],
}


@pytest.mark.parametrize("text", MALFORMED)
def test_malformed_yaml_is_taught(text: str) -> None:
    assert problems(text) == MALFORMED[text]
    assert remedy(text) != ""


def test_no_phrase_of_the_yaml_library_is_shown() -> None:
    said = " ".join(problem for text in MALFORMED for problem in problems(text))
    assert not any(
        phrase in said for phrase in ("expected", "not allowed in this context", "indicator", "scalar", "token")
    )


def test_remedies() -> None:
    assert 'Put the text in quotes: `"> 1%"`' in remedy("a: > 1%\n")
    assert "`: ` needs quotes" in remedy("a: b: c\n")
    assert "`'it''s'`" in remedy("a: 'it's'\n")
    assert '`{do: "See [the list](checklists)"}`' in remedy("a: {b: See [it](c), d: e}\n")
    assert "` #` begins a comment" in remedy("a: {b: See #4, d: e}\nc: d\n")
    assert "` #` begins a comment" in remedy("a:\n  - {b: See #4, d: e}\n  - c\n")
    assert "full-width colon" in remedy("plan: x\n标题：上线\nb: 1\n")
    assert "full-width colon" in remedy("标题：上线\nb: 1\n")
    assert "full-width colon" not in remedy("a: b: ：\n")


def test_a_missing_bracket_names_where_it_opened() -> None:
    (problem,) = read("a: 1\nb: [1, 2\nc: 3\n").problems
    assert [(str(message), str(at)) for message, at in problem.related] == [("the bracket opens here", "plan.yml:2:4")]


@pytest.mark.parametrize(
    ("text", "place"),
    {
        "a:\n\t- b\n": "2:1", "a:\n  b: 1\n  \tc: 2\n": "3:3", "a: |\n  x\n\ty\n": "3:1", "a:\n  -\tb: 1\n": "2:4",
        "a: x\n\tb: c\n": "2:1", "a: 1\n\t\nb: 2\n": "2:1",
    }.items(),
)  # fmt: skip
def test_a_tab_is_named(text: str, place: str) -> None:
    assert problems(text) == [f"{place} YA002 a tab where only spaces may stand"]


def test_a_tab_between_words_is_text() -> None:
    assert data("a:\tb\tc\n") == {"a": "b\tc"}


# what YAML allows and a plan does not


def test_duplicate_keys_name_the_first() -> None:
    source = read("a: 1\nb:\n  k: 1\n  k: 2\na: 3\nc: {k: 1, k: 2}\n")
    assert lines(source.problems) == [
        "4:3 YA003 duplicate key `k`", "5:1 YA003 duplicate key `a`", "6:11 YA003 duplicate key `k`",
    ]  # fmt: skip
    assert [str(message) for problem in source.problems for message, _ in problem.related] == [
        "first defined on line 3", "first defined on line 1", "first defined on line 6",
    ]  # fmt: skip
    assert [str(at) for problem in source.problems for _, at in problem.related] == [
        "plan.yml:3:3", "plan.yml:1:1", "plan.yml:6:5",
    ]  # fmt: skip


@pytest.mark.parametrize("second", ["---\nb: 2\n", "--- b\n", "---\n"])
def test_a_second_document(second: str) -> None:
    assert problems(f"---\na: 1\n{second}") == ["3:1 YA004 a second document begins here"]


def test_one_document_may_be_marked() -> None:
    assert data("---\na: 1\n...\n") == {"a": "1"}


def test_aliases() -> None:
    assert problems("a: *x\n") == ["1:4 YA005 unknown alias `*x`"]
    assert problems("a: &x [*x]\n") == ["1:8 YA005 alias `*x` contains itself"]
    assert problems("a: &x {b: {c: *x}}\n") == ["1:15 YA005 alias `*x` contains itself"]
    assert problems("a: *x\nb: *y\n*z : 1\n") == [
        "1:4 YA005 unknown alias `*x`", "2:4 YA005 unknown alias `*y`", "3:1 YA005 unknown alias `*z`",
    ]  # fmt: skip


def test_a_thousand_laughs_are_not_laughed() -> None:
    laughs = "".join(f"{name}: &{name} [{', '.join(['*' + before] * 9)}]\n" for before, name in pairwise("abcdefghi"))
    assert problems("a: &a [ha]\n" + laughs) == ["6:8 YA005 aliases stand for more than 20,000 values"]


def test_aliases_do_not_nest_deeper_than_a_file_may() -> None:
    chain = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, MAX_DEPTH + 9))
    assert problems(chain) == ["59:12 YA005 alias `*a57` nests more than 60 deep"]


@pytest.mark.parametrize(
    ("text", "tag"),
    {
        "a: !!python/object/apply:os.system [id]\n": "!!python/object/apply:os.system",
        "a: !!python/object:x {}\n": "!!python/object:x", "a: !foo x\n": "!foo", "a: !!str x\n": "!!str",
        "a: !foo [1]\n": "!foo",
        "a: !<tag:yaml.org,2002:int> 3\n": "!!int", "a: !x!y z\n": "!x!y", "a: !<x y\n": "!<x", "a: ! x\n": "!",
        "a: ! 'x'\n": "!",
        "a: ! {b: 1}\n": "!",
    }.items(),
)  # fmt: skip
def test_tags(text: str, tag: str) -> None:
    assert problems(text) == [f"1:4 YA006 tag `{tag}` is not allowed"]


def test_an_exclamation_mark_within_a_text_is_text() -> None:
    assert data("a: stop! now\nb: '! x'\nc: |\n  ! x\n") == {"a": "stop! now", "b": "! x", "c": "! x\n"}


def test_merge_keys() -> None:
    assert problems("a: &x {b: 1}\nc:\n  <<: *x\n  d: 2\n") == ["3:3 YA007 merge key `<<` is not allowed"]


@pytest.mark.parametrize(
    ("text", "problem"),
    {
        "[a]: b\n": "1:1 YA014 a key must be a text, found a list",
        "? {a: b}\n: c\n": "1:3 YA014 a key must be a text, found a mapping",
        "a: 1\n~: b\n": "2:1 YA014 a key must be a text, found nothing",
        "{b: 1}: b\n": "1:1 YA014 a key must be a text, found a mapping",
    }.items(),
)  # fmt: skip
def test_keys_are_texts(text: str, problem: str) -> None:
    assert problems(text) == [problem]


def test_braces_of_templates_are_no_keys() -> None:
    assert problems("a: {{ b }}\nc: 1\n") == ["1:5 YA014 a key must be a text, found a mapping"]


# what is no plan at all


@pytest.mark.parametrize(
    "text", ["", " \n\n", "# a\n# b\n", "---\n", "---\n...\n", "null\n", "~", "\ufeff", "\ufeff# a\n"]
)
def test_empty_files(text: str) -> None:
    assert problems(text) == ["1:1 YA008 the file is empty"]
    assert "launchbook new" in remedy(text)


@pytest.mark.parametrize(
    ("content", "place"),
    {b"\x89PNG\r\n\x1a\n\0\0": "3:1", b"a: 1\nb: x\0y\n": "2:5", "a: 1".encode("utf-16-le"): "1:2"}.items(),
)
def test_binary(content: bytes, place: str) -> None:
    assert problems(content) == [f"{place} YA009 the file is binary or UTF-16, not text in UTF-8"]


def test_control_characters_are_all_named() -> None:
    text = "a: \x1b[31mred\nb: x\x7fy\n\x0cc: \x01\n"
    assert problems(text) == [
        f"{place} YA009 invisible control character U+{code}"
        for place, code in (("1:4", "001B"), ("2:5", "007F"), ("3:1", "000C"), ("3:5", "0001"))
    ]


@pytest.mark.parametrize("letter", ["\x80", "\x9b", "\ufeff", "\ufffe", "\uffff"])
def test_characters_that_no_editor_shows(letter: str) -> None:
    assert problems(f"a: 1\nb: x{letter}y\n") == [f"2:5 YA009 invisible control character U+{ord(letter):04X}"]


@pytest.mark.parametrize("escape", ["\\0", "\\x02", "\\e", "\\x9b"])
def test_control_characters_do_not_come_in_by_an_escape(escape: str) -> None:
    assert [problem[:9] for problem in problems(f'a: 1\nb: "x{escape}"\n')] == ["2:4 YA009"]


@pytest.mark.parametrize(
    ("content", "problem"),
    {
        "标题: 上线\n".encode("gbk"): "1:1 YA010 byte 0xB1 is not UTF-8",
        "a: 1\ntitle: 上线\n".encode("gbk"): "2:8 YA010 byte 0xC9 is not UTF-8",
        b"\xef\xbb\xbf" + "title: 上线\n".encode("gbk"): "1:8 YA010 byte 0xC9 is not UTF-8",
        "a: 上线 é\n".encode() + b"b: \xe9\n": "2:4 YA010 byte 0xE9 is not UTF-8",
        b"a: \xed\xa0\x80\n": "1:4 YA010 byte 0xED is not UTF-8",
        "a: 1\n".encode("utf-16"): "1:1 YA010 the file is UTF-16, not UTF-8",
        b"\xfe\xff" + "a: 1\n".encode("utf-16-be"): "1:1 YA010 the file is UTF-16, not UTF-8",
    }.items(),
)
def test_other_encodings(content: bytes, problem: str) -> None:
    assert problems(content) == [problem]


def test_the_size_is_bounded() -> None:
    text = b"a: " + b"x" * (MAX_BYTES - 4) + b"\n"
    assert data(text)
    assert problems(text + b"#") == ["1:1 YA011 8,388,609 bytes; at most 8,388,608 are read"]


@pytest.mark.parametrize(
    ("text", "place"),
    {
        "[" * 100_000: "1:61", "a: " + "[" * 100_000: "1:63", "{a: " * 100_000: "1:241", "- " * 100_000: "1:121",
        "? " * 50_000: "1:121",
        "".join(" " * level + "a:\n" for level in range(3000)): "61:61", "[" * 5000 + "]" * 5000: "1:61",
    }.items(),
    ids=range(7),
)  # fmt: skip
def test_the_depth_is_bounded(text: str, place: str) -> None:
    assert problems(text) == [f"{place} YA012 nested more than {MAX_DEPTH} deep"]


def test_the_deepest_that_is_allowed() -> None:
    assert data("[" * MAX_DEPTH + "]" * MAX_DEPTH)


def test_all_problems_of_a_file_in_one_pass() -> None:
    text = 'a: !x 1\na: 2\n[z]: 1\n<<: 3\nb: *q\nc:\n  - {d: 1, d: 2}\n  - "\\0"\n---\ne: 1\n'
    assert [problem.split()[:2] for problem in problems(text)] == [
        ["1:4", "YA006"], ["2:1", "YA003"], ["3:1", "YA014"], ["4:1", "YA007"], ["5:4", "YA005"], ["7:12", "YA003"],
        ["8:5", "YA009"], ["9:1", "YA004"],
    ]  # fmt: skip


def test_a_flood_of_problems_is_cut() -> None:
    assert len(problems("a: 1\n" * 50_000)) == MAX_REPORTED
    assert len(problems("\x01" * 50_000)) == MAX_REPORTED


# places


def test_byte_order_mark_and_line_ends_move_no_place() -> None:
    text = "a: 标题\nb:\n  - c: 1\n    c: 2\n"
    for same in (
        text,
        "\ufeff" + text,
        text.replace("\n", "\r\n"),
        "\ufeff" + text.replace("\n", "\r\n"),
        text.replace("\n", "\r"),
    ):
        assert problems(same) == ["4:5 YA003 duplicate key `c`"]
        assert read(same).problems[0].location.text == "    c: 2"


def test_byte_order_mark_and_line_ends_change_no_text() -> None:
    text = "a: 标题\nb: |\n  one\n  two\n"
    assert data("\ufeff" + text.replace("\n", "\r\n")) == data(text) == {"a": "标题", "b": "one\ntwo\n"}


@pytest.mark.parametrize("newline", ["\u2028", "\u2029", "\x85", "\r\n", "\r"])
def test_every_line_break_of_yaml_is_counted(newline: str) -> None:
    seen = [problem for problem in problems(f"a: 1{newline}b: 2{newline}b: @{newline}") if "YA018" not in problem]
    assert seen == ["3:4 YA001 a text cannot begin with `@`"]
    assert problems(f'a: "1{newline}2"\nb: 1\nb: 2\n')[-1] == "4:1 YA003 duplicate key `b`"


@pytest.mark.parametrize(
    ("key", "column"), {"😀😀": 5, "e\u0301e\u0301": 7, "上线": 5, "👩‍💻": 6, "ﷺ": 4}.items()
)  # fmt: skip
def test_columns_count_characters(key: str, column: int) -> None:
    assert problems(f"{key}: @x\n") == [f"1:{column} YA001 a text cannot begin with `@`"]
    assert problems(f"{key}: 1\n'{key}': 2\n") == [f"2:1 YA003 duplicate key `{key}`"]


def test_a_place_shows_its_line_and_no_more_than_it() -> None:
    (problem,) = read('a: 1\n"k\\u0041\\u0041": 1\nkAA: 2\n').problems
    assert (problem.location.text, problem.location.length) == ("kAA: 2", 3)
    (problem,) = read("a: 1\nb: *unknown").problems
    assert (problem.location.text, problem.location.column, problem.location.length) == ("b: *unknown", 4, 8)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: >-\n  上线之前，\n  先演练。\n  Then deploy\n  it.\n", "上线之前，先演练。 Then deploy it."),
        ("a: 上线之前\n  先演练\n", "上线之前先演练"),
        ('a: "上线之前\n  先演练"\n', "上线之前先演练"),
        ("a: 上线 之前\n", "上线 之前"),
        ("a: |-\n  上线 之前\n  先演练\n", "上线 之前\n先演练"),
    ],
    ids=["folded", "plain", "quoted", "one line", "literal"],
)
def test_a_line_break_between_chinese_leaves_no_space(text: str, value: str) -> None:
    source = read_source("plan.yml", text.encode())
    assert source.root is not None
    assert source.root.items["a"].text == value


@pytest.mark.parametrize(
    ("text", "place"),
    [("a:\n  - Prepare\n    - Back up\n", (3, 5)), ("a: Prepare\n  - Back up\n  - Test\n", (2, 3))],
    ids=["in a list", "behind a key"],
)
def test_a_list_that_a_text_swallows_is_told(text: str, place: tuple[int, int]) -> None:
    found = [problem for problem in read_source("plan.yml", text.encode()).problems if problem.code.id == "YA017"]
    assert [(problem.location.line, problem.location.column) for problem in found] == [place]


@pytest.mark.parametrize("text", ["a: >-\n  Prepare\n  - Back up\n", 'a: "Prepare\n  - Back up"\n', "a: one\n  two\n"])
def test_a_text_that_holds_dashes_on_purpose_is_a_text(text: str) -> None:
    assert read_source("plan.yml", text.encode()).problems == []
