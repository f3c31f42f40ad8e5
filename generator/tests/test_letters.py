"""Letters that deceive are named where they stand; the same letters where a script or an emoji needs them are honest."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from conftest import HEAD, lines
from hypothesis import given
from hypothesis import strategies as st
from site_kit import CLOCK

from launchbook.core.letters import HIDDEN, hidden, in_word, mixed
from launchbook.core.source import read_source
from launchbook.lint import check_plan
from launchbook.load import Loaded

Problems = Callable[[str], list[str]]
PEOPLE = "people:\n  ada: {name: Ada}\n"

REFUSED = [*"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\u2060\u2063\u00ad\u034f\u3164\u2800\u200e\u200f\u200c\u200d",
           "\ufe0f", "\U000e0041", "\u2028", "\u2029", "\x85"]  # fmt: skip


@pytest.mark.parametrize("letter", REFUSED, ids=lambda letter: f"{ord(letter):04X}")
def test_a_letter_that_nobody_sees_is_named_wherever_it_stands(letter: str) -> None:
    for text in (
        f"a: x{letter}y\n",
        f"x{letter}y: a\n",
        f"a: 1 # x{letter}y\n",
        f'a: "x{letter}y"\n',
        f"a: |\n  x{letter}y\n",
    ):
        found = [problem for problem in read_source("p.yml", text.encode()).problems if problem.code.id == "YA018"]
        line, column = (2, 4) if "|" in text else (1, text.index(letter) + 1)
        assert [(at.location.line, at.location.column) for at in found] == [(line, column)], text
        assert f"U+{ord(letter):04X}" in str(found[0].message)


@pytest.mark.parametrize("letter", REFUSED, ids=lambda letter: f"{ord(letter):04X}")
def test_an_escape_hides_nothing(letter: str) -> None:
    source = read_source("p.yml", f'a: "x\\U{ord(letter):08X}y"\n'.encode())
    assert [(problem.code.id, problem.location.column, problem.location.length) for problem in source.problems] == [
        ("YA018", 6, 10)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "👩\u200d💻 👨\u200d👩\u200d👧 🏳\ufe0f\u200d🌈 👩🏽\u200d🚀 🙂\u200d↔\ufe0f", "❤\ufe0f ‼\ufe0f 1\ufe0f\u20e3 ™\ufe0f ©\ufe0e",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "10\u00a0km, «\u202f1\u202f»", "\u200fשלום\u200f (Windows)",
        "می\u200cخواهم", "क्\u200dष", "葛\U000e0100城", "ภาษา\u200bไทย", "“甲”：乙，丙（丁）；【戊】－己", "a – b — c · d • e",
    ],
)  # fmt: skip
def test_what_a_script_needs_is_honest(text: str) -> None:
    source = read_source(
        "p.yml", f"a: {text}\nb: |\n  　　{text}\nc: [{text.replace(',', '')}] # {text}\n{text}: 1\n".encode()
    )
    assert lines(source.problems) == []


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20))
def test_only_letters_of_the_table_are_hidden(text: str) -> None:
    for suspect in hidden(text):
        assert HIDDEN.match(text[suspect.at])
    assert not list(hidden(HIDDEN.sub("", text)))
    assert all(0 <= suspect.at < len(text) for suspect in in_word(text))


@pytest.mark.parametrize(
    "word",
    ["аda", "οwner", "pаyment", "рор-x", "api_ѕtage", "пaul", "сос", "сос-1", "ΑΒ", "ａｄａ", "Ａ组", "jose\u0301"],
)
def test_an_id_of_mixed_scripts_is_refused(word: str, problems: Problems) -> None:
    at = next(index for index, letter in enumerate(word) if not letter.isascii()) - ("\u0301" in word)
    assert problems(f"people:\n  {word}: {{name: A}}\n")[0].startswith(f"2:{3 + at} YA018")
    assert problems(PEOPLE + f"owner: {word}\n")[0].startswith(f"3:{8 + at} YA018")


@pytest.mark.parametrize(
    "word", ["张工", "иван", "тест-оса", "рост", "μ-service", "α-test", "li_张", "café", "ñandú", "иван-2", "数据库DBA"]
)
def test_an_id_of_one_script_a_word_is_honest(word: str) -> None:
    assert list(mixed(word)) == []


@pytest.mark.parametrize("blank", ["\u00a0", "\u202f", "\u3000"], ids=lambda letter: f"{ord(letter):04X}")
def test_a_blank_that_a_shell_does_not_know_is_told_in_commands_alone(blank: str, load: Callable[..., Loaded]) -> None:
    plan = load(
        HEAD + PEOPLE + f"checklists:\n  - title: Go{blank}live\n    items:\n"
        f"      - {{do: Restart{blank}it, command: 'kubectl{blank}get pods'}}\n"
    ).plan
    assert plan
    found = [problem for problem in check_plan(plan, CLOCK) if problem.code.id == "TX006"]
    assert [(problem.location.line, problem.location.column) for problem in found] == [(10, 43)]
    assert f"U+{ord(blank):04X}" in str(found[0].message) and found[0].help


ADDRESSES = {
    "checklists: [{title: A, items: [{do: рост, command: 'echo с рост; ls сurl'}]}]": [70],
    "links: [{title: сайт, url: https://аpple.com/p}]": [36],
    "links: [{title: x, url: https://пример.рф/οx}]": [43],
    "people: {a: {name: Аaа, mail: аda@example.com}}": [31],
    "summary: сaйт [сaйт](https://gοοgle.com)": [31, 32],
    "summary: See https://exаmple.com": [24],
    "checklists: [{title: A, items: [{do: x, command: 'echo готово 5μs 数据db http://пример.рф/оса'}]}]": [],
}


@pytest.mark.parametrize("text", ADDRESSES)
def test_a_letter_that_looks_latin_is_told_in_commands_and_addresses(text: str, load: Callable[..., Loaded]) -> None:
    plan = load(HEAD + text + "\n").plan
    assert plan
    found = [problem for problem in check_plan(plan, CLOCK) if problem.code.id == "TX007"]
    assert [problem.location.column for problem in found] == ADDRESSES[text]
    assert all("CYRILLIC" in str(problem.message) or "GREEK" in str(problem.message) for problem in found)


WIDE = {
    "people:\n  li: {name： Li，role: Lead}\n": ["2:12 FF1A", "2:16 FF0C"],
    PEOPLE + "  li：{name: Li}\n": ["3:5 FF1A"],
    PEOPLE + "  li：\n    name: Li\n": ["3:5 FF1A"],
    "status：draft\n": ["1:7 FF1A"],
    "version:\u3000'1'\nstatus: draft\n": ["1:9 3000"],
    "people:\n  ada:\n\u3000\u3000name: Ada\n": ["3:1 3000"],
    "people:\n\u00a0 ada: {name: Ada}\n": ["2:1 00A0"],
    "checklists:\n  - title: a\n    items:\n      －b\n      －c\n": ["4:7 FF0D", "5:7 FF0D"],
    "checklists:\n  - title: a\n    items:\n      – b\n": ["4:7 2013"],
    "checklists:\n  - title: a\n    items:\n      -\u3000b\n": ["4:8 3000"],
    "checklists:\n  - title: a\n    items: ［b，c］\n": ["3:12 FF3B"],
    "checklists:\n  - title: a\n    items: [b，c】\nversion: 1\n": ["3:16 3011"],
    "people:\n  ada: {name: Ada，role: Lead}\n": ["2:18 FF0C"],
    "people: ｛ada: {name: A}｝\n": ["1:9 FF5B"],
    "＃ a remark\nversion: 1\n": ["1:1 FF03"],
    "summary: a\u3000# a remark\n": ["1:11 3000"],
    'summary: "abc”\nversion: 1\n': ["1:14 201D"],
    "summary: “a: b”\n": ["1:10 201C"],
    "checklists:\n  - title：A\n    due：T-1d\n    owner：a\n    items: [a]\n": ["2:10 FF1A", "3:8 FF1A", "4:10 FF1A"],
    "checklists:\n  - title：A\n    due：T-1d\n": ["2:10 FF1A", "3:8 FF1A"],
    "st\u200batus: draft\n": ["1:3 200B"],
    "stаtus: draft\n": ["1:3 0430"],
    "status: drаft\n": ["1:11 0430"],
}


@pytest.mark.parametrize("text", WIDE)
def test_what_yaml_wants_for_itself_is_named_at_its_place(text: str, problems: Problems) -> None:
    """The letters alone: neither the allowed keys, nor what else follows from them."""
    found = problems(text)
    assert [(problem.split()[0], problem.split()[1]) for problem in found] == [
        (at.split()[0], "YA018") for at in WIDE[text]
    ]
    assert all(f"U+{at.split()[1]}" in problem for at, problem in zip(WIDE[text], found, strict=True))


@pytest.mark.parametrize("item", ["{do: See [the list](checklists), owner: ada}", "{do: Use {x} here}", "[See [x](y)]"])
def test_a_bracket_inside_braces_asks_for_quotes(item: str) -> None:
    (problem,) = read_source("p.yml", f"a:\n  - {item}\n".encode()).problems
    assert problem.code.id == "YA001"
    assert problem.location.text[problem.location.column - 1] in "[{"
    assert "quotes" in str(problem.help[0])


@pytest.mark.parametrize(
    ("text", "cure"),
    {
        "timeline: [{title: A, at: T–5d}]\n": "Write `T-5d`.",
        "timeline: [{title: A, at: T–5d .. T–4d}]\n": "Write `T-5d .. T-4d`.",
        "meetings: [{title: A, participants: ［ada, ben］}]\n": "Write a list in plain brackets, ",
        PEOPLE + "owner: ［ada］\n": "Did you mean `ada`?",
    }.items(),
)  # fmt: skip
def test_the_cure_of_a_letter_is_what_was_meant(text: str, cure: str, load: Callable[..., Loaded]) -> None:
    for problem in load(HEAD + text).problems:
        assert str(problem.help[0]).startswith(cure)


RECOVERED = {
    "owner: ada\nowner: ada\n": "2:1 YA003",
    "version: !x 1\n": "1:10 YA006",
    "<<: {a: 1}\n": "1:1 YA007",
    "owner: *nobody\n": "1:8 YA005",
    "[a]: 1\n": "1:1 YA014",
    "version: \u200b1\n": "1:10 YA018",
    "version: 1\x01\n": "1:11 YA009",
    "owner: a\u00adda\n": "1:9 YA018",
    "timezone: !x 5\n": "1:11 YA006",
}


@pytest.mark.parametrize("text", RECOVERED)
def test_what_can_be_read_on_does_not_hide_the_rest(text: str, problems: Problems) -> None:
    """What stops no reader is told beside every problem of the schema, and what follows from it is not."""
    rest = "whoever: 1\nstatus: nearly\npeople:\n  ada: {nam: Ada}\n"
    down = text.count("\n")
    assert [" ".join(problem.split()[:2]) for problem in sorted(problems(text + rest), key=lambda line: int(line.split(":")[0]))] == [
        RECOVERED[text], f"{down + 1}:1 PL001", f"{down + 2}:9 PL004", f"{down + 4}:9 PL001",
    ]  # fmt: skip


def test_ids_with_full_width_commas_are_told_to_take_plain_ones(load: Callable[..., Loaded]) -> None:
    (problem,) = load(HEAD + PEOPLE + "  li: {name: Li}\nowner: ada，li\n").problems
    assert problem.code.id == "RF001" and str(problem.help[0]) == "Write plain brackets and commas: `[ada, li]`."
