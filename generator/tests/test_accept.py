"""What a plan accepts: by key, by place, by comment; and what is said of acceptances that are of no use."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from launchbook.load import PlanFiles
from launchbook.render import Options, Renderer
from launchbook.site import Builder

AS_OF = datetime(2027, 1, 4, tzinfo=UTC)
TEA = """\
plan: tea
title: Tea
language: en
launch: 2027-03-09 10:00
owner: li
decider: li
people:
  li: {name: Li, role: Boss, phone: "13800000001", deputy: mo}
  mo: {name: Mo, role: Deputy, phone: "13800000002"}
checklists:
  - title: Before the doors open
    id: doors
    items: [a, b]
  - title: After closing
    items: [c]
"""
READING = """\
plan: reading
title: 晨读
launch: 2027-04-12 09:30
owner: zhou
decider: zhou
people:
  zhou: {name: 周工, role: 发布负责人, phone: "13900000001", deputy: wu}
  wu: {name: 吴工, role: 运维, phone: "13900000002"}
rollback:
  decider: zhou
  within: 15m
  triggers: [页面打不开]
  steps: [{do: 切回旧版, owner: wu}]
  verify: [首页能打开]
"""


def check(text: str, *others: str, whole: bool = True) -> tuple[list[tuple[str, int, int]], list[tuple[str, str]]]:
    """What stands, as code, line and column; and what is accepted, as code and reason."""
    sources = [PlanFiles(((f"{at}.yml", each.encode()),)) for at, each in enumerate((text, *others))]
    checked, _ = Builder().check(sources, AS_OF, whole)
    entry = checked[0]
    assert entry.plan is not None, [str(problem.message) for problem in entry.problems]
    found = [(problem.code.id, problem.location.line, problem.location.column) for problem in entry.problems]
    return found, [(accepted.problem.code.id, str(accepted.why)) for accepted in entry.accepted]


def test_without_it_all_is_told() -> None:
    assert check(TEA) == ([("CL001", 11, 12), ("CL001", 14, 12), ("CL007", 11, 12), ("CL007", 14, 12)], [])
    found, accepted = check(READING)
    assert ("RB003", 9, 1) in found and not accepted


def test_by_cause_it_holds_everywhere() -> None:
    found, accepted = check(TEA + "accept: [{code: CL001, why: we all do it}]\n")
    assert [code for code, *_ in found] == ["CL007", "CL007"]
    assert accepted == [("CL001", "we all do it")] * 2


@pytest.mark.parametrize("place", ["Before the doors open", "doors", "DOORS", "before the doors open"])
def test_by_place_it_holds_there(place: str) -> None:
    found, accepted = check(TEA + f"accept: [{{code: CL001, at: {place}, why: the last one locks up}}]\n")
    assert ("CL001", 14, 12) in found and ("CL001", 11, 12) not in found
    assert accepted == [("CL001", "the last one locks up")]


@pytest.mark.parametrize("place", ["rollback", "ROLLBACK"])
def test_a_chapter_is_a_place(place: str) -> None:
    found, accepted = check(READING + f"accept: [{{code: RB003, at: {place}, why: 与厂商约在四月, by: wu}}]\n")
    assert "RB003" not in [code for code, *_ in found]
    assert accepted == [("RB003", "与厂商约在四月")]


def test_a_comment_accepts_for_its_line_or_the_next_one() -> None:
    beside = TEA.replace("After closing", "After closing  # launchbook: accept=CL001 the caretaker")
    above = TEA.replace("  - title: After", "  # launchbook: accept=CL001 the caretaker\n\n  # more\n  - title: After")
    for text, line in ((beside, 14), (above, 17)):
        found, accepted = check(text)
        assert ("CL001", 11, 12) in found and ("CL001", line, 12) not in found, found
        assert accepted == [("CL001", "the caretaker")]


def test_a_comment_without_a_reason_accepts_nothing() -> None:
    found, accepted = check(TEA.replace("After closing", "After closing  # launchbook: accept=CL001"))
    assert ("CL001", 14, 12) in found and ("AC003", 14, 27) in found and not accepted


@pytest.mark.parametrize(
    "text",
    ['"c # launchbook: accept=CL001 because"', "'it''s # launchbook: accept=CL001 because'"],
)
def test_what_looks_like_a_comment_in_a_text_is_text(text: str) -> None:
    found, accepted = check(TEA.replace("items: [c]", f"items: [{text}]"))
    assert [code for code, *_ in found] == ["CL001", "CL001", "CL007", "CL007"] and not accepted


def test_in_a_block_of_text_it_is_text() -> None:
    block = "notes:\n  a: |\n    one\n    # launchbook: accept=CL001 because\n    two\n"
    assert not [code for code, *_ in check(TEA + block)[0] if code.startswith("AC")]


def test_what_it_accepts_in_vain_is_told_at_its_place() -> None:
    text = TEA + "accept:\n  - {code: RB003, why: no}\n  - {code: CL001, at: nowhere, why: no}\n"
    found, _ = check(text)
    assert ("AC001", 17, 5) in found and ("AC001", 18, 5) in found
    found, _ = check(TEA.replace("items: [c]", "items: [c]  # launchbook: accept=RB003 no"))
    assert ("AC001", 15, 17) in found


def test_an_unknown_code_and_a_hint_are_not_accepted() -> None:
    found, _ = check(TEA + "accept: [{code: QQ001, why: no}, {code: PR001, why: no}, {code: AC001, why: no}]\n")
    assert [place for place in found if place[0] == "AC004"] == [
        ("AC004", 16, 10),
        ("AC004", 16, 34),
        ("AC004", 16, 58),
    ]


def test_an_error_is_not_accepted() -> None:
    text = TEA.replace("  mo: {name", "  no: {name") + "accept: [{code: RF001, why: no}]\n"
    checked, _ = Builder().check([PlanFiles((("a.yml", text.encode()),))], AS_OF)
    assert checked[0].plan is None
    assert "RF001" in [problem.code.id for problem in checked[0].problems]


def test_a_reason_must_be_given() -> None:
    text = TEA + "accept: [{code: CL001}]\n"
    checked, _ = Builder().check([PlanFiles((("a.yml", text.encode()),))], AS_OF)
    [problem] = checked[0].problems
    assert (problem.code.id, problem.location.line) == ("PL002", 16) and "why" in str(problem.message)


@pytest.mark.parametrize(
    ("until", "over"), [("2027-01-03", True), ("2027-01-04", False), ("T-80d", True), ("T-1d", False)]
)
def test_after_its_last_day_the_warning_is_back(until: str, over: bool) -> None:
    found, accepted = check(TEA + f"accept: [{{code: CL001, why: until we have one, until: {until}}}]\n")
    codes = [code for code, *_ in found]
    assert ("AC002" in codes, "CL001" in codes, bool(accepted)) == (over, over, not over)


def test_of_many_that_become_one_a_single_one_is_taken_out() -> None:
    many = "".join(f"  - {{title: List {number}, due: T-1d, items: [a]}}\n" for number in range(12))
    text = TEA[: TEA.index("checklists:")] + "checklists:\n" + many
    for said, more in (("", 11), ("accept: [{code: CL001, at: List 0, why: nobody is needed}]\n", 10)):
        checked, _ = Builder().check([PlanFiles((("a.yml", (text + said).encode()),))], AS_OF)
        [problem] = checked[0].problems
        assert (problem.location.line, problem.message.params["count"]) == (12 - more + 10, more)
    assert check(text + "accept: [{code: CL001, why: small team}]\n")[0] == []


def test_between_plans_it_holds_in_the_plan_that_says_it() -> None:
    other = READING.replace("launch: 2027-04-12 09:30", "launch: 2027-03-09 12:00") + "conflicts_with: [tea]\n"
    found, _ = check(TEA, other)
    assert "PF005" in [code for code, *_ in found]
    found, accepted = check(TEA + "accept: [{code: PF005, why: agreed with the others}]\n", other)
    assert "PF005" not in [code for code, *_ in found] and ("PF005", "agreed with the others") in accepted
    found, _ = check(TEA + "accept: [{code: PF005, why: agreed with the others}]\n", whole=False)
    assert "AC001" not in [code for code, *_ in found], "of a single plan it cannot be known"


def test_the_front_page_says_what_was_accepted_and_why() -> None:
    hostile = "<script>alert(1)</script> **bold** {{ x }}"
    text = TEA + f"accept: [{{code: CL001, why: '{hostile}', by: mo}}]\n"
    site = Builder().build([PlanFiles((("a.yml", text.encode()),))], AS_OF, Renderer(Options(language="en")))
    page = next(page.text for page in site.pages if page.path == "plans/tea/index.md")
    assert "Accepted for a reason 2" in page and "<script>alert" not in page and "<b>bold</b>" not in page
    assert page.count('href="../../problems/en/cl001/"') == 2
