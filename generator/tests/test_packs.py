"""Packs: what is bound into them, what is printed of them, and what is said where that cannot be."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from site_kit import Built, HtmlPage, bare, build, launchbook, lines_of, once, project, words
from test_sheets import plan_of

from launchbook.core.order import neighbours
from launchbook.core.text import escape
from launchbook.render import Options, Renderer
from launchbook.render.sheets import sheets_of, spaced
from launchbook.site import numbering, pdf
from launchbook.site.binding import bind
from launchbook.site.numbering import pages_of
from launchbook.site.unbroken import unbroken
from launchbook.views.packs.cards import cards_of
from launchbook.views.packs.model import packs_of

pytest_plugins = ("site_fixtures",)

NIGHT = """
plan: night
title: Night
version: "2.0"
edition: third
language: en
timezone: Europe/Berlin
launch: 2027-03-10 22:00
window: 2h
owner: ann
decider: bob
packs:
  vendor: {title: For the <b>vendor</b>, parts: [rollback, notes], paper: Letter, audience: Their night shift, copies: [Wall, Van]}
  for-ann: {title: For Ann, person: ann, parts: [runsheet, cards], paper: A5}
people:
  ann: {name: Ann Lee, phone: "+1 555 0100", deputy: cy}
  bob: {name: Bob Ray, phone: "+1 555 0102"}
  cy: {name: Cy Doe}
metrics: {errors: {name: Errors, target: "< 1%", rollback: "> 3%"}}
variables: {tag: {value: v7}}
runsheet:
  - id: close
    title: Close
    at: T-30m .. T
    owner: ann
    steps:
      - {id: one, do: 'Say id="one" href="#two" > so', duration: 10m, command: '<a id="x" href="#y">'}
      - {id: two, do: Close, command: "close --tag ${tag}", owner: bob}
  - {id: look, title: Look, at: T+1h, owner: cy, steps: [{do: See Rollback, owner: cy}]}
checklists:
  - title: Before
    items: [{do: Look, owner: bob}, {do: "Errors are few, see [Rollback](rollback)", metric: errors}]
rollback: {decider: bob, triggers: [{metric: errors}], steps: [{do: Put back, owner: bob}]}
monitoring: {alerts: [{title: Errors rise, metric: errors, when: "> 2%", action: call Bob, owner: cy}]}
notes: {Why: It is time}
"""
DAWN = (
    NIGHT.replace("plan: night", "plan: dawn")
    .replace("title: Night", "title: Dawn")
    .replace("language: en", "language: zh")
)


@pytest.fixture(scope="session")
def night(tmp_path_factory: pytest.TempPathFactory) -> Built:
    def make(folder: Path) -> None:
        plans = {"night.yml": NIGHT, "dawn.yml": DAWN}
        build(project(folder, plans, site_url="https://team.example/launchbook/"))

    return Built(once(tmp_path_factory, "packs", make))


@pytest.fixture(scope="session")
def files(night: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site with the packs of one plan printed."""

    def make(folder: Path) -> None:
        shutil.copytree(night.site, folder / "site")
        printed(folder)

    return once(tmp_path_factory, "printed-packs", make) / "site"


def printed(folder: Path) -> None:
    printer = pdf.Printer(folder / "site", pdf.browser(), folder / "kept")
    assert list(pdf.print_packs(printer, pdf.packs(folder / "site", "night")))


# what is in them


def test_every_plan_has_packs_and_says_its_own() -> None:
    packs = {bound.name: bound for bound in packs_of(plan_of(NIGHT))}
    assert {name: list(bound.parts) for name, bound in packs.items()} == {
        "launch": ["people", "runsheet", "rollback", "metrics", "monitoring", "checklists"],
        "checklists": ["checklists"],
        "cards": ["cards"],
        "vendor": ["rollback", "notes"],
        "for-ann": ["runsheet", "cards"],
    }
    assert packs["for-ann"].card and packs["for-ann"].card.id == "ann"
    assert list(packs["vendor"].holders) == ["Wall", "Van"] and len(packs["launch"].holders) == 4


def test_what_every_plan_has_can_be_said_anew() -> None:
    text = NIGHT.replace("  vendor:", "  launch: {title: Mine, parts: notes}\n  vendor:")
    assert [list(bound.parts) for bound in packs_of(plan_of(text)) if bound.name == "launch"] == [["notes"]]


def test_a_card_has_the_hours_of_its_person_in_order() -> None:
    cards = {card.id: card for card in cards_of(plan_of(NIGHT))}
    assert list(cards) == ["ann", "bob", "cy"]
    said = {id: [str(duty.row.value.id or duty.row.kind) if hasattr(duty.row.value, "id") else duty.row.kind
                 for duty in card.duties] for id, card in cards.items()}  # fmt: skip
    assert all(count == 1 for count in Counter((duty.row, duty.event) for duty in cards["ann"].duties).values())
    assert said["ann"][:1] == ["one"] and "two" in said["bob"] and "two" not in said["ann"]
    assert list(cards["ann"].calls)[:2] == ["cy", "bob"], "the deputy first, then who decides"
    assert any(duty.row.section == "monitoring" for duty in cards["cy"].open)
    assert not any(duty.row.kind == "item" for card in cards.values() for duty in card.duties)


def test_a_card_says_when_a_step_is_done_and_where_it_leads() -> None:
    """Whoever has the card alone does not take both ways, and what was prepared does not lead into the rollback."""
    rollback = """rollback:
  triggers: [{metric: errors}]
  preparation: [{do: Back up, owner: cy}]
  steps:
    - do: Put back
      owner: bob
      choose:
        - {id: near, do: Way near, if: it is near, goto: say}
        - {id: far, do: Way far, if: it is far, steps: [{do: Walk, owner: cy}]}
    - {id: say, do: Say so, owner: cy}
"""
    plan = plan_of(re.sub(r"rollback: .*\n(?=monitoring)", rollback, NIGHT))
    pages = Renderer(Options()).plan_pages(plan, [], datetime(2027, 1, 1, tzinfo=UTC))
    text = next(page.text for page in pages if page.path.endswith("packs/cards.md"))
    cards = {found[1]: words(re.sub("<[^>]*>", " ", found[2])) for found in _CARD.finditer(text)}
    assert re.search("R1A Way near.*If it is near.*go to step R2", cards["bob"])
    assert re.search("R1B.1 Walk If R1B it is far", cards["cy"])
    assert not re.search("P1 Back up[^☐]*then R1", cards["cy"])
    assert neighbours(plan)["rollback", "preparation", 0] == (None, None)


def cards_as_text(text: str) -> dict[str, str]:
    """The words of each card of a plan."""
    pages = Renderer(Options()).plan_pages(plan_of(text), [], datetime(2027, 1, 1, tzinfo=UTC))
    told = next(page.text for page in pages if page.path.endswith("packs/cards.md"))
    return {found[1]: unescape(words(re.sub("<[^>]*>", " ", found[2]))) for found in _CARD.finditer(told)}


def test_a_card_leads_on_behind_the_last_step_of_a_branch_and_says_under_what_each_is_done() -> None:
    """A decision shows its answers with where each leads, also to whoever is asked, and each step of a branch which one it is in."""
    rollback = """rollback:
  triggers: [{metric: errors}]
  steps:
    - do: Put back
      owner: bob
      choose:
        - {id: near, do: Way near, if: it is near, goto: say}
        - {id: far, do: Way far, if: it is far, goto: say, steps: [{do: Walk, owner: bob}, {do: Arrive, owner: bob}]}
    - do: Wash
      owner: bob
    - do: Ask Ann how many
      owner: bob
      id: say
      outcomes:
        one only: {steps: [{do: Mend it, owner: cy}], goto: end}
        several: {if: "Two or more", goto: "step 1"}
"""
    cards = cards_as_text(re.sub(r"rollback: .*\n(?=monitoring)", rollback, NIGHT))
    bob = cards["bob"]
    assert re.search(
        "R1B Way far If it is far R1B.1 Walk If R1B it is far R1B.2 Arrive If R1B it is far → go to step R3", bob
    ), bob
    answer = "R3A one only · R3A.1 Mend it C Cy Doe no number ■ this is the end R3B several · If Two or more ↩ back to step R1"
    assert answer in bob and answer in cards["ann"], cards["ann"]
    assert "R3A.1 Mend it If R3A one only R3 Ask Ann how many" in cards["cy"], cards["cy"]


def test_the_deputy_of_a_signer_has_the_gate_too() -> None:
    gate = "owner: ann\n    gate: {title: Fit, decider: ann, second: bob, criteria: [Lamps are lit]}\n    steps:"
    cards = cards_as_text(NIGHT.replace("owner: ann\n    steps:", gate))
    assert "Fit Signs only if Ann Lee is absent Lamps are lit" in cards["cy"], cards["cy"]
    for id in ("ann", "bob", "cy"):
        turn = "Go No-go at : Asked again Go No-go at :"
        ann, bob = (f"Signature {turn}" if id in own else turn for own in (("ann", "cy"), ("bob",)))
        assert f"A Ann Lee or, if absent, C Cy Doe no number {ann} B Bob Ray {bob}" in cards[id], (id, cards[id])
    assert "only if" not in cards["ann"] + cards["bob"]


def test_a_card_has_the_lines_that_are_nobodys_own_and_the_numbers_of_whom_its_words_name() -> None:
    contacts = """contacts:
  emergency: [{name: The bridge, phone: "+1 555 0199", for: Everything}, {person: ann}]
  groups:
    - {name: Bridge, channel: "Conference +1 555 0199, recorded", members: all}
    - {name: House wardens, channel: "Conference +1 555 0198", members: [cy]}
    - {name: Chat, channel: Chat, members: all}
  vendors: [{company: Overmere, name: Network desk, phone: "+1 555 0141"}]
"""
    text = NIGHT.replace("metrics:", "  dee: {name: Dee Poe, phone: '+1 555 0104'}\nmetrics:", 1).replace(
        "do: Put back,", "do: 'Put back, call the house wardens and the network desk', expect: Dee Poe agrees,"
    )
    cards = cards_as_text(text + contacts)
    assert (
        "The bridge Everything +1 555 0199 House wardens +1 555 0198 Network desk Overmere +1 555 0141" in cards["bob"]
    )
    assert "Dee Poe +1 555 0104" in cards["bob"] and "Dee Poe" not in cards["ann"]
    assert "The bridge Everything +1 555 0199 Cy Doe" in cards["ann"], cards["ann"]
    assert "House wardens" in cards["cy"] and "Network desk" not in cards["cy"]
    assert all(
        card.partition("Whom to call")[2].count("+1 555 0199") == 1 and "Chat" not in card for card in cards.values()
    )
    first = "Call first The bridge +1 555 0199 House wardens +1 555 0198 Network desk +1 555 0141 Ann Lee +1 555 0100 more at the end"
    assert first in cards["bob"] and "Call first" not in cards["ann"], "few numbers are found wherever they stand"
    before, after = (sheets_of(plan_of(text + each)) for each in (contacts, contacts.replace("0199", "0177")))
    assert before["packs/cards/ann"].code != after["packs/cards/ann"].code


def test_a_card_says_where_the_launch_pack_has_what_its_words_refer_to() -> None:
    gate = "owner: ann\n    gate: {title: Fit, criteria: [Lamps are lit], no_go: '[so](runsheet#look), [Rollback](rollback)'}\n    steps:"
    plan = plan_of(NIGHT.replace("owner: ann\n    steps:", gate).replace("do: Close,", "do: Close, goto: rollback,"))
    pages = Renderer(Options()).plan_pages(plan, [], datetime(2027, 1, 1, tzinfo=UTC))
    texts = {page.path: page.text for page in pages}
    codes = {name: spaced(sheet.code).replace(" ", "\u00a0") for name, sheet in sheets_of(plan).items()}
    cards = texts["plans/night/packs/cards.md"]
    assert f'data-title="Look" data-beyond="Launch pack · Run sheet {codes["runsheet"]} · Look">so</a>' in cards
    assert f'data-beyond="Launch pack · Rollback {codes["rollback"]}">Rollback</a>' in cards
    page = texts["plans/night/runsheet.md"]
    assert 'data-title="Look">so</a>' in page and "data-beyond" not in page


def test_a_reference_names_what_it_leads_to_where_its_words_do_not() -> None:
    """And a list of contents has the page of each, though it stands on the same one."""
    part = '<section class="lb-part" data-part="{0}" data-from="{0}" data-on-page=" → p. #"><h1 id="{0}">{0}</h1>{1}</section>'
    links = '<a href="#b--x" data-title="The &quot;word&quot;">so</a> <a href="#b--y" data-each="page">Y</a>'
    text = numbering.referring(part.format("a", links) + part.format("b", "") + '<div class="lb-ends" hidden></div>')
    assert 'so<span> “The &quot;word&quot;”</span><span class="lb-on-page" id="lb-ref-1"' in text
    told = numbering.Numbered(text, {"lb-ref-1": 2, "lb-ref-each-2": 2, "b--x": 2, "b--y": 2}).told()
    assert re.findall('lb-on-page"[^<]*', told) == [
        'lb-on-page" id="lb-ref-1" data-to="b--x" data-told=" → p. #">',
        'lb-on-page" id="lb-ref-each-2" data-to="b--y" data-told=" → p. #"> → p. 2',
    ]


def test_a_command_breaks_between_its_words() -> None:
    command = '<div class="lb-command no-copy"><pre tabindex="0"><span><code>a --at ward-ed <i data-x="b-c d-e">f</i></code></span>'
    marked = '<span class="lb-word">ward-ed</span>'
    assert unbroken(command) == command.replace("ward-ed", marked) and unbroken("<p>ward-ed</p>") == "<p>ward-ed</p>"


def test_a_card_has_every_gate_that_its_person_decides_signs_or_leads_to() -> None:
    """Whoever runs the launch waits at all gates, whoever answers for a box at its own; nobody named, the plan's decider decides."""
    gates = """runsheet:
  - {title: Open, at: T .. T+1h, owner: cy, gate: {title: Fit, criteria: [Lamps are lit], no_go_if: [It rains], no_go: Go home}}
  - {title: Shut, at: T+1h .. T+2h, owner: dee, gate: {title: Late, decider: eve, second: cy, criteria: [All are in]}}
people:
  dee: {name: Dee Fox}
  eve: {name: Eve Gray}
  fay: {name: Fay Hill}
"""
    text = re.sub(r"runsheet:\n(?:  .*\n)+", "", NIGHT).replace("people:\n", gates).replace("goto: rollback", "")
    plan = plan_of(text.replace("packs:\n", "packs:\n  for-fay: {title: For Fay, person: fay, parts: [notes]}\n"))
    named = {
        card.id: [str(duty.row.title) for duty in card.duties if duty.row.kind == "gate"] for card in cards_of(plan)
    }
    assert named == {"ann": ["Fit", "Late"], "bob": ["Fit"], "cy": ["Fit", "Late"], "dee": ["Late"], "eve": ["Late"]}
    pages = Renderer(Options()).plan_pages(plan, [], datetime(2027, 1, 1, tzinfo=UTC))
    texts = {page.path.rpartition("/")[2]: page.text for page in pages if "/packs/" in page.path}
    cards = {found[1]: words(re.sub("<[^>]*>", " ", found[2])) for found in _CARD.finditer(texts["cards.md"])}
    for said in (
        "Lamps are lit Pass Fail",
        "One of these is a no-go",
        "It rains No YES",
        "No-go → Go home",
        "B Bob Ray Signature Go No-go at :",
    ):
        assert said in cards["bob"], said
    assert "Signature" in cards["bob"] and "Signature" not in cards["ann"], "who does not sign writes the time alone"
    assert "Nothing is planned for them" in texts["cards.md"] and "<li>Fay Hill" in texts["cards.md"]
    assert "Nothing is planned for Fay Hill in the hours of the launch." in texts["for-fay.md"]


def test_a_card_has_the_stages_that_begin_behind_the_hours_of_the_launch_and_room_for_what_is_read() -> None:
    """Who leads a stage on which nobody decides says whether it goes on."""
    rollout = """rollout:
  stages:
    - {title: Few, share: 5%, at: T+1h, hold: 1h, owner: cy, gates: [{metric: errors}, Nobody complains]}
    - {title: All, share: 100%, at: T+30h, owner: cy}
"""
    card = cards_as_text(NIGHT.replace("decider: bob\n", "", 1) + rollout)["cy"]
    read = "All of these hold Errors < 1% Pass Fail Nobody complains Pass Fail Signature Go No-go at :"
    assert f"Few 5% {read}" in card, card
    assert "Fri, 12 Mar 2027 New time, initials 04:00 All 100%" in card and card.count("Signature") == 1
    assert "Taken over by at :" in card
    decided = cards_as_text(NIGHT + rollout)
    assert f"Few 5% Decides {read}" in decided["bob"] and "Signature" not in decided["cy"], decided["bob"]


def test_a_card_names_the_lists_in_which_its_person_has_something_to_do() -> None:
    """Their items stand on the sheet of the list, which is taken along."""
    lists = """  - title: After
    owner: ann
    due: T+2h
    items: [Look, {do: Ask, owner: bob}, {do: Was done, done: yes}, {do: All look up, pause: yes}]
"""
    cards = cards_as_text(NIGHT.replace("rollback: {decider", lists + "rollback: {decider", 1))
    assert "Checklists After 2 of 4 items" in cards["ann"], "as many as on the sheet of the list"
    assert "Stop 4 All look up “After” goes on when you have confirmed it" in cards["ann"], cards["ann"]
    assert re.search(r"Checklists Before 1 of 2 items After 1 of 4 items · .{0,20}00:00", cards["bob"]), cards["bob"]
    assert "Checklists" not in cards["cy"].split("Initials")[0]


def test_a_card_says_what_begins_a_playbook_and_what_is_done_first() -> None:
    """Whoever decides, leads, is told, is called or does a step has it there, though the playbook was rehearsed on another day."""
    plan = plan_of(
        NIGHT.replace("Cy Doe}", "Cy Doe}\n  dee: {name: Dee Poe}\n  eve: {name: Eve Ash}").replace(
            "action: call Bob, owner: cy}",
            "action: call Bob, owner: cy}, {title: Queues grow, metric: errors, owner: ann}], watches: [{title: Sunday, at: T .. T+1h, "
            "owner: cy, look_at: [{metric: errors}]}, {title: Idle, at: T .. T+1h, owner: cy}",
        )
        + """
risks:
  register: [{title: It is slow}]
  playbooks:
    - title: Slow night
      triggers: [{metric: errors, when: "> 5% for 10m"}, Somebody complains]
      decider: bob
      owner: cy
      rehearsed: 2027-02-01
      tell: [{person: dee, how: by pigeon, within: 15m}]
      escalation: [{person: eve, after: 30m}]
      steps: [{do: Ask a ward, owner: ann, within: 5m}, Look deeper]
"""
    )
    pages = Renderer(Options()).plan_pages(plan, [], datetime(2027, 1, 1, tzinfo=UTC))
    text = next(page.text for page in pages if page.path.endswith("packs/cards.md"))
    raw = {found[1]: found[2] for found in _CARD.finditer(text)}
    cards = {id: unescape(words(re.sub("<[^>]*>", " ", text))) for id, text in raw.items()}
    for id, says in {"ann": "1 Ask a ward within 5 min", "bob": "Decides", "cy": "2 Look deeper", "dee": "Is told within 15 min by pigeon",
                     "eve": "Is called next after 30 min"}.items():  # fmt: skip
        begins = "Slow night If Errors > 5% for 10 min or Somebody complains"
        decides = "" if id == "bob" else "Decides B Bob Ray "
        assert re.search(f"{begins} {decides}First 1 Ask a ward A Ann Lee .*{says}", cards[id]), (id, cards[id])
    assert "Errors rise If Errors > 2% Act call Bob" in cards["cy"] and "Sunday Errors < 1%" in cards["cy"]
    ticked = {name: holder for holder in raw for name in re.findall(r"lb-box[^>]*></i><a [^>]*>([^<]*)", raw[holder])}
    assert {"Errors rise", "Sunday"} <= ticked.keys(), "something is done about it"
    assert not ticked.keys() & {"Queues grow", "Idle"}


def test_a_card_has_what_names_its_person_in_words_alone() -> None:
    plan = plan_of(NIGHT.replace("do: Close, command", "do: Close, expect: Cy Doe says so, command"))
    pages = Renderer(Options()).plan_pages(plan, [], datetime(2027, 1, 1, tzinfo=UTC))
    text = next(page.text for page in pages if page.path.endswith("packs/cards.md"))
    cards = {found[1]: words(re.sub("<[^>]*>", " ", found[2])) for found in _CARD.finditer(text)}
    assert re.search("1.2 Close Is named in it B Bob Ray .*Expect Cy Doe says so", cards["cy"]), cards["cy"]
    assert "1.2 Close Is named" not in cards["ann"]


_CARD = re.compile(r'<section [^>]*?id="card-(\w+)"[^>]*>(.*?)</section>', re.DOTALL)


ROSTER = """contacts:
  duty:
    - {role: Decides, at: T-1h .. T+1h, who: bob, backup: dee}
    - {role: Decides, at: T+1h .. T+3h, who: dee, backup: bob}
    - {role: Data, at: T-1h .. T+1h, who: ann}
    - {role: Data, at: T+1h .. T+3h, who: eve}
"""


@pytest.mark.parametrize(
    ("language", "instead", "absent", "decides", "over"),
    [
        ("en", "In place of", "whenever absent", "Decides", "on the card of Ann Lee, which is taken over"),
        ("zh", "代替", "不在时", "决策人", "有钟点的事在Ann Lee的值守卡上"),
    ],
)
def test_a_card_has_what_its_person_does_and_decides_in_the_place_of_others(
    language: str, instead: str, absent: str, decides: str, over: str
) -> None:
    """By the roster at other hours, and as a deputy; who is told something is not stood in for."""
    text = NIGHT.replace("language: en", f"language: {language}").replace(
        'phone: "+1 555 0102"}', 'phone: "+1 555 0102", deputy: dee}\n  dee: {name: Dee Poe}\n  eve: {name: Eve Ash}'
    )
    text = (
        text.replace("steps: [{do: Put back, owner: bob}]}", "steps: [{do: Put back, owner: ann}], tell: [eve]}")
        + ROSTER
    )
    cards = {id: re.sub(r"\s+", " ", card) for id, card in cards_as_text(text).items()}
    named = {id: re.findall(rf"{instead} ?(\w+ \w+)", card) for id, card in cards.items()}
    assert named == {"ann": [], "bob": [], "cy": ["Ann Lee"], "dee": ["Bob Ray"], "eve": ["Ann Lee"]}, named
    data, deputy = (cards[id].partition(instead)[2] for id in ("eve", "cy"))
    assert re.match(r" ?Ann Lee .*?23:00 – .*?01:00 ", data) and "R1 Put back" in data and absent not in data
    assert re.match(rf" ?Ann Lee {absent} ", deputy) and "R1 Put back" in deputy, deputy
    assert over in deputy and over not in data
    assert "Put back" not in cards["dee"] + cards["bob"]
    assert re.search(rf"Bob Ray {decides} .{{0,30}}21:00 – 23:00", cards["eve"]), cards["eve"]
    assert re.search(rf"Dee Poe {decides} .{{0,30}}23:00 – ", cards["eve"]), "and not who decides at other hours alone"


@pytest.mark.parametrize(
    ("when", "rings"),
    [("at: T+2h .. T+4h", True), ("at: T-5h .. T-1h", False), ("stage: all", False), ("severity: info", True)],
)
def test_who_stands_in_by_the_clock_has_the_alerts_that_can_ring_in_their_hours(when: str, rings: bool) -> None:
    rollout = "rollout: {stages: [{id: all, title: All, at: T+5h, share: 100%}]}\n"
    alert = "{title: Errors rise, metric: errors,"
    text = NIGHT.replace("owner: cy}]}", "owner: ann}]}").replace(alert, f"{alert} {when},") + ROSTER + rollout
    text = text.replace("  cy: {", "  dee: {name: Dee Poe}\n  eve: {name: Eve Ash}\n  cy: {")
    cards = cards_as_text(text)
    assert ("Errors rise" in cards["eve"], "Errors rise" in cards["ann"]) == (rings, True), cards["eve"]
    assert "Errors rise" in cards["cy"], "the deputy steps in at any hour"


@pytest.mark.parametrize(
    ("language", "called", "step", "rollback"),
    [
        ("en", "Is called and decides", "A step is not as expected", "Rollback"),
        ("zh", "接到电话，由其决定", "某一步与应见不符", "回滚"),
    ],
)
def test_who_decides_or_is_asked_where_nobody_does_has_on_the_card_for_what_they_are_called(
    language: str, called: str, step: str, rollback: str
) -> None:
    text = NIGHT.replace("language: en", f"language: {language}")
    nobody = text.replace("decider: bob\npacks", "packs").replace("{decider: bob, triggers", "{triggers")
    for plan, asked in (text, "bob"), (nobody, "ann"):
        cards = cards_as_text(plan)
        assert [id for id, card in cards.items() if called in card] == [asked]
        told = words(cards[asked].partition(called)[2])
        assert re.search(rf"{step} .*{rollback} .*Errors > 3%", told), told


def test_what_is_done_in_the_place_of_others_is_in_the_code_of_the_card() -> None:
    text = NIGHT.replace("steps: [{do: Put back, owner: bob}]", "steps: [{do: Put back, owner: ann}]")
    before, after = (sheets_of(plan_of(each)) for each in (text, text.replace("Put back", "Put it back")))
    assert {id: before[f"packs/cards/{id}"].code != after[f"packs/cards/{id}"].code for id in ("ann", "bob", "cy")} == {
        "ann": True, "bob": False, "cy": True,
    }  # fmt: skip


def test_a_plan_without_a_launch_has_packs() -> None:
    text = (
        re.sub(r"launch: 2027.*\nwindow: 2h\n", "", NIGHT).replace("    at: T-30m .. T\n", "").replace("at: T+1h, ", "")
    )
    assert {bound.name for bound in packs_of(plan_of(text))} >= {"launch", "checklists"}


def test_the_code_of_a_pack_is_that_of_all_that_is_in_it() -> None:
    before, after = (sheets_of(plan_of(text)) for text in (NIGHT, NIGHT.replace("Why: It is time", "Why: It is late")))
    spoilt = {name for name in before if before[name].code != after[name].code}
    assert spoilt == {"notes", "index", "packs/vendor"}


# what is bound


def test_a_pack_holds_what_stands_on_the_pages_of_its_chapters(night: Built) -> None:
    for plan in ("night", "dawn"):
        pack = night.pages[f"plans/{plan}/packs/launch/"]
        for chapter in ("people", "runsheet", "rollback", "checklists"):
            page = (night.site / f"plans/{plan}/{chapter}/index.html").read_text("utf-8")
            body = page.split('<div class="lb-begins" hidden></div>')[1].split('<div class="lb-ends"')[0]
            assert bare(HtmlPage.of(f"<article class='md-content__inner'>{body}</article>").article) in bare(
                pack.article
            ), chapter


def test_text_that_looks_like_a_tag_stays_text(night: Built) -> None:
    text = (night.site / "plans/night/packs/launch/index.html").read_text("utf-8")
    assert 'id="one" href="#two" &gt; so' in text.replace("&#34;", '"').replace("&quot;", '"')
    assert "For the &lt;b&gt;vendor&lt;/b&gt;" in (night.site / "plans/night/packs/vendor/index.html").read_text(
        "utf-8"
    )


def test_names_are_unique_and_links_stay_in_the_pack(night: Built) -> None:
    for address, page in night.pages.items():
        if "packs/" in address:
            assert not [name for name, count in Counter(page.ids).items() if count > 1], address
    launch = night.pages["plans/night/packs/launch/"]
    assert "#rollback" in launch.links and "#metrics--metric-errors" in launch.links
    assert "../../metrics/#metric-errors" in night.pages["plans/night/packs/checklists/"].links
    assert "runsheet--i-one" in launch.ids


def test_binding_twice_changes_nothing_and_a_page_that_is_missing_leaves_its_link(night: Built, tmp_path: Path) -> None:
    shutil.copytree(night.site / "plans", tmp_path / "plans")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.html")}
    bind(tmp_path)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.html")} == before
    (tmp_path / "one/packs").mkdir(parents=True)
    lost = tmp_path / "one/packs/lost.html"
    part = '<section class="lb-part" data-part="a" data-from="../a.html"><p class="lb-part__link"><a href="../a.html">A</a></p></section>'
    lost.write_text(part, "utf-8")
    bind(tmp_path)
    assert lost.read_text("utf-8") == part


TAGS = st.sampled_from(
    ['<p id="a">', '<a href="#a">', '<a href="../b/#c">', "</p>", "<br>", '<td headers="a b">', '<img src="x.svg">']
)
TEXTS = st.text("abc <>&\"'=#/id href", max_size=20).map(escape)


@given(st.lists(TAGS | TEXTS))
def test_words_of_a_chapter_are_left_as_they_are(tmp_path_factory: pytest.TempPathFactory, pieces: list[str]) -> None:
    site = tmp_path_factory.mktemp("site")
    (site / "packs").mkdir()
    body = "".join(pieces)
    (site / "a.html").write_text(
        f'<div class="lb-begins" hidden></div>{body}<div class="lb-ends" hidden></div>', "utf-8"
    )
    link = '<p class="lb-part__link"><a href="../a.html">A</a></p>'
    (site / "packs/p.html").write_text(
        f'<section class="lb-part" data-part="a" data-from="../a.html">{link}</section>', "utf-8"
    )
    bind(site)
    found = re.sub("<[^<>]*>", "|", (site / "packs/p.html").read_text("utf-8"))
    assert found == f"|{re.sub('<[^<>]*>', '|', body)}|"


def test_a_copy_without_a_network_holds_no_chapter_twice(night: Built) -> None:
    assert "/packs/" not in (night.site / "plans/night/offline.json").read_text("utf-8")
    assert "plans/night/packs/" not in (night.site / "search/search_index.json").read_text("utf-8")


def test_emergency_pages_of_all_plans_are_one_pack(night: Built) -> None:
    page = night.pages["packs/emergency/"]
    assert {"night-rollback", "dawn-rollback"} <= set(page.ids)


# on paper


def reader_of(files: Path, name: str) -> pypdf.PdfReader:
    return pypdf.PdfReader(files / f"plans/night/packs/{name}.pdf")


def test_the_list_of_contents_has_the_pages_that_they_are_on(files: Path) -> None:
    reader = reader_of(files, "launch")
    texts = [page.extract_text() for page in reader.pages]
    numbers = {
        name.removeprefix("/"): reader.get_destination_page_number(place)
        for name, place in reader.named_destinations.items()
    }
    for name, title in {
        "people": "People",
        "runsheet": "Run sheet",
        "rollback": "Rollback",
        "checklists": "Checklists",
    }.items():
        assert re.search(rf"{title}.*?{numbers[name] + 1}\s", texts[0]), f"{title} is on page {numbers[name] + 1}"
        assert title in texts[numbers[name]]
    for number, text in enumerate(texts, 1):
        assert bare(f"Page {number} of {len(texts)}") in bare(text)
        assert bare("Night · 2.0") in bare(text)


def test_everything_is_on_paper_and_the_letters_come_with_it(files: Path) -> None:
    plan = plan_of(NIGHT)
    for bound in packs_of(plan):
        reader = reader_of(files, bound.name)
        text = bare("".join(page.extract_text() for page in reader.pages))
        missing = [
            str(row.value.do) for key in bound.parts if key != "cards" for row in plan.rows.in_section(key)
            if hasattr(row.value, "do") and bare(re.sub(r"[\[\]]|\(\w+\)", "", str(row.value.do))) not in text
        ]  # fmt: skip
        assert not missing, bound.name + lines_of(missing)
        assert reader.metadata and str(bound.title if isinstance(bound.title, str) else bound.title.msgid) in str(
            reader.metadata.title
        )
        assert (
            reader.trailer["/Root"].get("/Lang") == "en" and reader.trailer["/Root"].get("/MarkInfo") and reader.outline
        )
    listed = subprocess.run(
        ["pdffonts", files / "plans/night/packs/launch.pdf"], capture_output=True, text=True, check=True
    ).stdout
    fonts = listed.splitlines()[2:]
    assert fonts and all(line[54:].split()[-5] == "yes" or " yes " in line for line in fonts)


def test_a_card_says_which_of_its_sheets_each_is(files: Path) -> None:
    for name, held in (("cards", ["Ann Lee", "Bob Ray", "Cy Doe"]), ("for-ann", ["Ann Lee", "Bob Ray", "Cy Doe"])):
        texts = [words(page.extract_text()) for page in reader_of(files, name).pages]
        said = [found for text in texts for found in re.findall(r"(Ann Lee|Bob Ray|Cy Doe) (\d+) of (\d+) Page", text)]
        counts = Counter(person for person, _, _ in said)
        assert list(counts) == held
        assert said == [
            (person, str(n), str(counts[person])) for person in counts for n in range(1, counts[person] + 1)
        ]
    assert len(said) < len(texts), "the cover and the chapters are no sheets of a card"


def test_printed_on_both_sides_each_card_begins_on_a_front(files: Path) -> None:
    for name in ("cards", "for-ann"):
        reader = reader_of(files, name)
        pages = pages_of(Path(files, f"plans/night/packs/{name}.pdf").read_bytes())
        begins = [page for target, page in pages.items() if target.startswith("card-")]
        assert len(begins) == 3
        assert all(page % 2 for page in begins), begins
        texts = [words(page.extract_text()) for page in reader.pages]
        empty = [text for text in texts if "This side is left empty." in text]
        assert empty, "or the test says nothing"
        assert not any("Code" in text for text in empty)
        for number, text in enumerate(texts, 1):
            assert f"Page {number} of {len(texts)}" in text
    assert "Launch pack" in words(reader_of(files, "launch").pages[-1].extract_text()), "of which pack it is a sheet"


def test_each_card_has_a_code_of_its_own_which_the_cover_of_the_launch_pack_lists(files: Path) -> None:
    plan = plan_of(NIGHT)
    known = sheets_of(plan)
    cards = reader_of(files, "cards").pages
    pages = pages_of(Path(files, "plans/night/packs/cards.pdf").read_bytes())
    cover = words(reader_of(files, "launch").pages[0].extract_text())
    for id in ("ann", "bob", "cy"):
        sheet = known[f"packs/cards/{id}"]
        text = words(cards[pages[f"card-{id}"] - 1].extract_text())
        assert f"Code {spaced(sheet.code)}" in text
        assert spaced(sheet.code) in cover
        assert (sheet.page, sheet.anchor) == ("packs/cards", f"card-{id}")
        for key in {row.section for row in sheet.rows}:
            assert spaced(known[key].code) in text, "from which chapters it is taken"
    other = sheets_of(plan_of(NIGHT.replace("do: See Rollback", "do: See the rollback")))
    changed = {name for name, sheet in known.items() if other[name].code != sheet.code}
    assert {"packs/cards/cy", "packs/for-ann/cy"} <= changed
    assert not changed & {"packs/cards/ann", "packs/cards/bob"}, "a change elsewhere does not spoil a card"


NAMES = ("launch", "vendor")


def test_what_follows_a_chapter_is_no_sheet_of_its_own_where_the_pack_has_everybody(night: Built, files: Path) -> None:
    launch = [words(page.extract_text()) for page in reader_of(files, "launch").pages]
    assert not any("People on this sheet" in text for text in launch), "their numbers are in the chapter of people"
    shown = {
        name: "lb-cover--people" in (night.site / f"plans/night/packs/{name}/index.html").read_text("utf-8")
        for name in NAMES
    }
    assert shown == {"launch": True, "vendor": False}


@pytest.mark.parametrize(("name", "size"), [("launch", (595, 842)), ("vendor", (612, 792)), ("cards", (420, 595))])
def test_paper_is_as_the_pack_says(files: Path, name: str, size: tuple[int, int]) -> None:
    for page in reader_of(files, name).pages:
        assert abs(float(page.mediabox.width) - size[0]) <= 1 and abs(float(page.mediabox.height) - size[1]) <= 1


def test_each_part_carries_the_square_of_its_chapter(files: Path, tmp_path: Path) -> None:
    plan = plan_of(NIGHT)
    packs = {bound.name: bound for bound in packs_of(plan)}
    pack = files / "plans/night/packs/launch.pdf"
    subprocess.run(["pdftoppm", "-gray", "-r", "150", "-png", pack, tmp_path / "page"], check=True)
    read = [
        subprocess.run(
            ["zbarimg", "-q", "--raw", str(picture)], capture_output=True, text=True, check=False
        ).stdout.strip()
        for picture in sorted(tmp_path.glob("page*.png"))
    ]
    names = [re.sub(r"^https://team.example/launchbook/plans/night/sheet/#(.*)\.\w+$", r"\1", each) for each in read]
    assert list(dict.fromkeys(names)) == ["packs/launch", *packs["launch"].parts]
    assert all(
        each.endswith(sheets_of(plan)[name.replace("%2F", "/")].code) for each, name in zip(read, names, strict=True)
    )
    text = reader_of(files, "launch").pages[0].extract_text()
    assert all(spaced(sheets_of(plan)[name].code) in text for name in ("people", "runsheet", "rollback", "checklists"))


def test_the_same_pack_gives_the_same_bytes(night: Built, files: Path, tmp_path: Path) -> None:
    shutil.copytree(night.site, tmp_path / "site")
    printed(tmp_path)
    for path in files.glob("plans/night/packs/*.pdf"):
        assert path.read_bytes() == (tmp_path / path.relative_to(files.parent)).read_bytes(), path.name


def test_cells_are_listed_in_order_however_the_browser_numbered_them() -> None:
    """Their numbers follow their places in the file, and a list by numbers has to be sorted."""

    def made(*numbers: int) -> bytes:
        cells = [b"(node%08d)" % number for number in numbers]
        listed = sorted(zip(cells, (b"4 0 R", b"5 0 R", b"16 0 R"), strict=True))
        body = b" ".join(b"/ID " + cell for cell in cells)
        names = b" ".join(b" ".join(pair) for pair in listed)
        return b"%s\n<</Limits [%s %s]\n/Names [%s]>>" % (body, listed[0][0], listed[-1][0], names)

    first, second = pdf._repeatable(made(7, 8, 9)), pdf._repeatable(made(22, 41, 30))
    assert first == second and len(first) == len(made(1, 2, 3))
    assert b"/Names [(node00000000) 4 0 R (node00000001) 5 0 R (node00000002) 16 0 R]" in first


def test_a_page_offers_its_file_once_it_is_there(night: Built, files: Path) -> None:
    offered = '<p class="lb-bound__files lb-screen">'
    assert offered not in (night.site / "plans/night/packs/launch/index.html").read_text("utf-8")
    assert offered in (files / "plans/night/packs/launch/index.html").read_text("utf-8")


def test_what_did_not_change_is_not_printed_again(files: Path, tmp_path: Path) -> None:
    shutil.copytree(files.parent, tmp_path, dirs_exist_ok=True)
    printer = pdf.Printer(tmp_path / "site", "/bin/false", tmp_path / "kept")
    (tmp_path / "site/plans/night/packs/launch.pdf").unlink()
    printer.__dict__["engine"] = pdf.Printer(tmp_path / "site", pdf.browser(), tmp_path).engine
    assert printer.print(tmp_path / "site/plans/night/packs/launch/index.html").is_file()


def test_a_long_command_and_many_people_leave_each_other_their_room(tmp_path: Path) -> None:
    """A command of 4,000 letters breaks where it must; numbers of many people stand behind their names, not below on every sheet."""
    people = "".join(f'  p{n}: {{name: Person {n}, phone: "+1 555 {n:04}"}}\n' for n in range(20))
    steps = "".join(f"    - {{do: Step {n}, owner: p{n}}}\n" for n in range(20))
    text = re.sub(r"people:\n(?:  \w.*\n)+", f"people:\n  ann: Ann\n  bob: Bob\n  cy: Cy\n{people}", NIGHT)
    long = f"    - {{do: Long, command: {'abcdefghi ' * 400}}}\n"
    text += f"procedures:\n- title: Much\n  steps:\n{long}{steps}"
    text = text.replace("  vendor:", "  much: {title: Much, parts: procedures}\n  vendor:")
    build(project(tmp_path / "much", {"night.yml": text}))
    printer = pdf.Printer(tmp_path / "much/site", pdf.browser(), tmp_path / "kept")
    with closing(printer):
        reader = pypdf.PdfReader(printer.print(tmp_path / "much/site/plans/night/packs/much/index.html"))
    texts = [page.extract_text() for page in reader.pages]
    assert "".join(texts).count("abcdefghi") == 400
    for number in range(20):
        [page] = [page for page in texts if re.search(rf"\bStep {number}\b", page)]
        assert f"+1 555 {number:04}" in page, f"the number of person {number} stands on the sheet of their step"


def test_what_is_referred_to_says_its_page_and_what_is_not_in_the_pack_its_title(night: Built, files: Path) -> None:
    reader = reader_of(files, "launch")
    pages = pages_of(Path(files, "plans/night/packs/launch.pdf").read_bytes())
    texts = [words(page.extract_text()) for page in reader.pages]
    led = f"→ p. {pages['rollback']}"
    assert f"what is kept {led}" in "".join(texts) and f"Rollback {led}" in texts[pages["checklists"] - 1]
    assert "→ p." not in texts[0] and "→" not in texts[pages["people"] - 1], "names lead nowhere on paper"
    assert not any("not in this pack" in text for text in texts)
    [alone] = [words(page.extract_text()) for page in reader_of(files, "checklists").pages][1:]
    assert "Rollback (not in this pack: Rollback)" in alone
    cards = night.pages["plans/night/packs/for-ann/"]
    assert any(link.startswith("#runsheet--") for link in cards.links), "a card leads to the chapter beside it"


REFERENCES = [("contacts", "Vendors"), ("contacts", "Contacts"), ("contacts--vendors", "them"), ("other", "Vendors")]


def test_what_calls_a_heading_of_a_chapter_by_its_name_says_the_page_of_the_heading() -> None:
    part = '<section class="lb-part" data-part="{0}" data-from="../{0}/" data-on-page=" → p. #">{1}</section>'
    steps = "".join(f'<a href="#{to}">{says}</a>' for to, says in REFERENCES)
    headed = '<h1 id="contacts">Contacts</h1><h2 id="contacts--vendors"><b>Vendors</b></h2><h2 id="contacts--again">Vendors</h2>'
    text = f'<div>{part.format("runsheet", steps)}{part.format("contacts", headed)}</div><div class="lb-ends" hidden></div>'
    marked = numbering.referring(text)
    assert re.findall('data-to="([^"]*)"', marked) == ["contacts--vendors", "contacts", "contacts--vendors", "other"]


def test_page_numbers_settle_whatever_they_do_to_the_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was on another page once is told from then on, so that a number that moves itself away does not come and go."""
    prints = iter([{"lb-ref-1": 1, "there": 2}, {"lb-ref-1": 2, "there": 2}, {"lb-ref-1": 2, "there": 2}])
    monkeypatch.setattr(numbering, "pages_of", lambda _pdf: next(prints))
    monkeypatch.setattr(numbering, "ends_of", lambda _pdf: {})
    part = '<section class="lb-part" data-part="a" data-from="a" data-on-page=" to #"><p id="x"><a href="#x">1</a>'
    text = f'{part}<a href="#there">There</a></p></section><div class="lb-ends"'
    numbered = numbering.Numbered(numbering.referring(text))
    told = []
    while told.append(re.sub("<[^>]*>", "", numbered.told())) or numbered.read(b""):
        pass
    assert [text.removesuffix('<div class="lb-ends"') for text in told] == [
        "1There to 00",
        "1There to 2",
        "1There to 2",
    ]


def test_what_ends_on_a_nearly_empty_sheet_is_set_closer_and_as_it_was_where_that_saves_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    parts = "".join(
        f'<section class="lb-part" data-part="{name}" data-from="{name}"><h1 id="{name}">x</h1></section>'
        for name in "abc"
    )
    before, after = {"a": 1, "b": 3, "c": 6, "": 7}, {"a": 1, "b": 2, "c": 5, "": 6}
    pages = iter([before, after, after, after])
    ends = iter(
        [
            {"a": 0.1, "b": 0.2, "c": 0.1},
            {"a": 0.9, "b": 0.15, "c": 0.1},
            {"a": 0.9, "b": 0.1, "c": 0.1},
            {"a": 0.9, "b": 0.2, "c": 0.1},
        ]
    )
    monkeypatch.setattr(numbering, "pages_of", lambda _pdf: next(pages))
    monkeypatch.setattr(numbering, "ends_of", lambda _pdf: next(ends))
    numbered, tight = numbering.Numbered(parts), []
    for _print in range(4):
        tight.append(re.findall(r'data-part="(\w)" data-tight="(\d)"', numbered.told()))
        again = numbered.read(b"")
    assert tight == [[], [("a", "1"), ("b", "1")], [("a", "1"), ("b", "2")], [("a", "1")]]
    assert not again, "c is one sheet, b would take as many"


def test_what_begins_a_sheet_of_its_own_within_a_part_is_set_closer_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    lists = "".join(
        f'<section aria-labelledby="a--{name}"><h2 id="a--{name}">x</h2><i id="a--lb-ended-{name}"></i></section>'
        for name in "xy"
    )
    text = f'<section class="lb-part" data-part="a" data-from="a"><h1 id="a">x</h1>{lists}</section><div class="lb-ends"></div>'
    referred = numbering.referring(text)
    assert all(f'href="#a--{name}"' in referred for name in ("x", "lb-ended-x", "y", "lb-ended-y")), (
        "their places are read back"
    )
    pages = {"a": 1, "a--x": 1, "a--lb-ended-x": 2, "a--y": 3, "a--lb-ended-y": 3, "": 4}
    monkeypatch.setattr(numbering, "pages_of", lambda _pdf: pages)
    monkeypatch.setattr(numbering, "ends_of", lambda _pdf: {"a--x": 0.1, "a--y": 0.1})
    numbered = numbering.Numbered(referred)
    assert numbered.read(b"") and re.findall(r'labelledby="([\w-]+)" data-tight="(\d)"', numbered.told()) == [
        ("a--x", "1")
    ]


# what is said where it cannot be


def test_without_a_browser_or_letters_one_sentence_names_the_package(
    night: Built, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "BROWSERS", ("no-such-browser",))
    outcome = launchbook("pdf", night.site, "--lang", "en")
    assert outcome.code == 2 and outcome.err.count("\n") == 1 and "apt-get install chromium" in outcome.err
    real = pdf._run
    monkeypatch.setattr(pdf, "_run", lambda *command: real("true") if command[0] == "fc-list" else real(*command))
    outcome = launchbook("pdf", night.site, "--lang", "en")
    assert outcome.code == 2 and "apt-get install fonts-noto-cjk" in outcome.err


def test_a_browser_that_fails_and_a_folder_without_packs_are_told(night: Built, tmp_path: Path) -> None:
    page = night.site / "plans/night/packs/launch/index.html"
    with pytest.raises(pdf.Unprinted) as told:
        pdf.Printer(night.site, "/bin/false", tmp_path).print(page)
    assert "did not print" in str(told.value.message.render())
    outcome = launchbook("pdf", tmp_path, "--lang", "en")
    assert outcome.code == 2 and "holds no packs" in outcome.err
    outcome = launchbook("pdf", night.site, "--plan", "knight", "--lang", "en")
    assert outcome.code == 2 and "no plan `knight`" in outcome.err and "dawn, night" in outcome.err


def test_nothing_is_left_over_from_a_template(night: Built) -> None:
    for address, page in night.pages.items():
        if "packs/" in address:
            assert "None" not in page.article.split(), address
