"""What paper says to whoever comes from somewhere else: from a no-go, from an incident, on the way back, with T moved."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from html import unescape

import pytest
from site_kit import words
from test_sheets import plan_of

from launchbook.core.again import taken_again
from launchbook.render import Options, Renderer
from launchbook.render.sheets import sheets_of

PLAN = """
plan: night
title: Night
language: en
timezone: Europe/Berlin
launch: 2027-03-10 22:00
owner: ann
decider: bob
people:
  ann: {name: Ann Lee, phone: "+1 555 0100"}
  bob: {name: Bob Ray, phone: "+1 555 0102"}
  cy: {name: Cy Doe, phone: "+1 555 0104"}
variables: {tag: {means: The tag of the copy}}
runsheet:
  - title: Open
    at: T .. T+2h
    owner: cy
    gate: {title: Fit, criteria: [Lamps are lit], no_go: "[So](rollback#put-back)"}
    steps: [{do: Look, command: "look ${tag}"}, {do: Peer, command: "peer ${tag}"}]
  - title: Burn the bridge
    at: T+2h .. T+3h
    point_of_no_return: yes
    gate: {title: Sure, criteria: [All are in], no_go: Keep it}
    steps: [{do: Burn}]
  - {title: Rest, at: T+3h .. T+4h, steps: [{do: Rest}]}
rollback:
  decider: bob
  point_of_no_return: The bridge is burnt
  triggers: [It rains]
  decision: [{id: ask, do: Ask}]
  steps:
    - id: put-back
      do: Put back
      choose: [{do: By road, if: Before 23:15, duration: 5m, command: "back ${tag}"}, {do: By sea, if: Later, duration: 9m}]
    - {do: Work through W1 to W2, link: {title: Wards, url: "checklists#wards"}}
  verify: [{do: All is as it was}]
checklists:
  - id: wards
    title: Wards
    owner: ann
    groups:
      First: [{no: W1, do: Sign in, expect: A page}, {no: W2, do: Open, owner: cy, pause: yes}]
      Then: [{no: W3, do: Print, expect: Paper}]
risks:
  register: [{title: It is slow}]
  playbooks: [{title: Slow night, triggers: [It is slow], decider: bob, steps: [{do: Wake up, owner: ann}, {do: Wait}]}]
"""


@pytest.fixture(scope="module")
def page() -> Callable[[str, str], str]:
    def text(name: str, language: str) -> str:
        plan = plan_of(PLAN.replace("language: en", f"language: {language}"))
        pages = Renderer(Options()).plan_pages(plan, [], datetime(2027, 1, 1, tzinfo=UTC))
        told = next(page.text for page in pages if page.path.endswith(f"/{name}.md"))
        return re.sub(r"\s+", " ", unescape(words(re.sub("<[^>]*>", " ", told))))

    return text


@pytest.mark.parametrize(
    ("language", "sheet", "said"),
    [
        ("en", "runsheet", "No-go → So (decided: go to R1 )"),
        ("zh", "runsheet", "不放行 → So （已拍板：直接做 R1 ）"),
        ("en", "rollback", "Already decided by a no-go at gate → go on with step R1"),
        ("zh", "rollback", "已因不放行拍板 在放行决策 → 继续第 R1 步"),
        ("en", "packs/cards", "No-go → So (decided: go to R1 )"),
        ("en", "runsheet", "Point of no return Only after GO at Sure From here on"),
        ("zh", "runsheet", "仅当 Sure 放行之后"),
        ("en", "runsheet", "· Only after GO at Sure 3. Rest"),
        ("en", "runsheet", "T moved to : then :"),
        ("zh", "runsheet", "T 改为 : 然后 :"),
        ("en", "packs/cards", "Taken over by at : T moved to : then :"),
        ("en", "runsheet", "22:00 New time :"),
        ("en", "rollback", "New time Back by R1A Before 23:15"),
        ("en", "runsheet", "needed in 1.1 , 1.2 , Rollback R1A"),
        ("zh", "runsheet", "用在 1.1 , 1.2 , 回滚 R1A"),
        ("en", "runsheet", "peer ‹tag› Copy written in Values of the night"),
        ("zh", "rollback", "填写处： 当晚的数值"),
        ("en", "risks", "Slow night Began at : while on step"),
        ("en", "risks", "If it happens a second time Began at : while on step Over at : Go on with step 1 : 2 :"),
        ("zh", "risks", "再次发生时 开始时间 : 当时做到步骤"),
        ("en", "checklists", "The second boxes: after going back Rollback R2 at :"),
        ("zh", "checklists", "第二个方框：退回之后再做 回滚 R2 时间 :"),
        ("en", "packs/cards", "Wards 1 of 3 items Stop W2 Open “Wards” goes on when you have confirmed it"),
        ("zh", "packs/cards", "Wards 3 项中的 1 项 停 W2 Open 你确认之后，「Wards」才继续"),
    ],
)
def test_paper_says(page: Callable[[str, str], str], language: str, sheet: str, said: str) -> None:
    text = page(sheet, language)
    assert said.replace(" ", "") in text.replace(" ", ""), text


def test_where_a_value_is_needed_first_nobody_is_sent_to_look_it_up(page: Callable[[str, str], str]) -> None:
    steps = page("runsheet", "en").partition("1.1")[2].partition("If it goes wrong")[0]
    assert steps.count("written in") == 1 == page("rollback", "en").count("written in")


def test_where_nothing_is_decided_step_by_step_the_steps_come_at_once() -> None:
    plan = plan_of(PLAN.replace("  decision: [{id: ask, do: Ask}]\n", ""))
    pages = Renderer(Options()).plan_pages(plan, [], datetime(2027, 1, 1, tzinfo=UTC))
    assert not any("lb-decided" in page.text or "lb-rollback__decided" in page.text for page in pages)


@pytest.mark.parametrize(
    ("asked", "items"),
    [
        ("W1 to W2", ["W1", "W2"]),
        ("W1 – W3", ["W1", "W2", "W3"]),
        ("W1 至 W2", ["W1", "W2"]),
        ("W1, W3", ["W1", "W3"]),
        ("W3", ["W3"]),
        ("all of it", ["W1", "W2", "W3"]),
        ("W10", ["W1", "W2", "W3"]),
    ],
)
def test_a_list_is_gone_through_once_more_as_far_as_the_way_back_asks(asked: str, items: list[str]) -> None:
    plan = plan_of(PLAN.replace("Work through W1 to W2", f"'Work through {asked}'"))
    found = [plan.rows.by_path[path] for path in taken_again(plan)]
    assert [row.number for row in found if row.kind == "item"] == items
    assert [str(row.title) for row in found if row.kind == "checklist"] == ["Wards"]


def test_a_gate_stands_in_full_on_the_cards_of_those_who_sign_lead_or_read(page: Callable[[str, str], str]) -> None:
    cards = dict(re.findall(r"(Ann Lee|Bob Ray|Cy Doe) Night · T (.*?)Whom to call", page("packs/cards", "en")))
    assert all("Fit after" not in card for card in cards.values())
    assert "Lamps are lit Pass Fail" in cards["Bob Ray"] and "Lamps are lit Pass Fail" in cards["Ann Lee"]
    brief = "Fit Decides B Bob Ray Go No-go at : No-go → So (decided: go to R1 ) What must hold Run sheet"
    assert brief.replace(" ", "") in cards["Cy Doe"].replace(" ", ""), cards["Cy Doe"]
    assert "Lamps" not in cards["Cy Doe"]


def test_a_pause_point_that_is_lifted_by_somebody_is_in_the_code_of_their_card() -> None:
    before, after = (
        sheets_of(plan_of(text)) for text in (PLAN, PLAN.replace("do: Open, owner: cy", "do: Open all, owner: cy"))
    )
    assert before["packs/cards/cy"].code != after["packs/cards/cy"].code
    assert before["packs/cards/bob"].code == after["packs/cards/bob"].code
