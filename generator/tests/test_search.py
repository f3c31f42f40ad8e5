"""What the search box finds, typed as on the night of a launch: the first hit is what was meant."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from run_kit import PHONE
from site_kit import Built, HtmlPage, build, lines_of, once, project, served, watched

from launchbook.load import PlanFiles, load_plan
from launchbook.search.words import BETWEEN, Divider

pytest_plugins = ("site_fixtures",)

NIGHT = """\
plan: shop
title: 購物小程式 2.0 上線
version: 2.0.1
status: approved
language: zh-Hant
timezone: Asia/Taipei
launch: 2027-03-16 10:00
owner: lin
decider: lin
people:
  lin: {name: 林曉雯, phone: "0912 345 678", role: 發布負責人}
  chen: {name: 陳工, phone: "+886 987 654 321", mail: chen@shop.example, deputy: lin}
metrics:
  error_rate: {name: 錯誤率, alert: "> 5%"}
  latency: {name: 介面回應時間, alert: "> 800ms"}
rollback:
  decider: lin
  within: 20m
  triggers: [{metric: error_rate, when: "> 5%"}]
  steps:
  - {do: 切回上一個版本, owner: chen, command: "shopctl rollback --to 1.9", duration: 5m}
runsheet:
- title: 準備資料庫
  at: T-30m .. T
  owner: chen
  steps:
  - {do: 備份資料庫, command: "pg_dump shop", expect: 備份完成}
  - {do: Warm the caches, command: "curl -fsS https://shop.example/warm"}
- title: 切換流量
  at: T .. T+20m
  owner: lin
  steps:
  - {do: 把流量切到新版本, expect: 錯誤率沒有上升}
monitoring:
  alerts:
  - {title: ShopErrorRateHigh, metric: error_rate, runbook: rollback, owner: chen}
"""
"""With a launch ahead, in Traditional Chinese and English."""
CLOSED = (
    NIGHT.replace("plan: shop", "plan: shop-old")
    .replace("2.0", "1.9")
    .replace("approved", "closed")
    .replace("2027-03", "2026-03")
)
THEME = {"name": "material", "language": "zh-Hant", "custom_dir": "overrides", "font": False}
DOCS = "# Rollback and monitoring\n\n## ShopErrorRateHigh\n\nWhat `curl` and pg_dump do. 資料庫、錯誤率。\n"


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Built:
    def make(folder: Path) -> None:
        plans = {"shop.yml": NIGHT, "old.yml": CLOSED}
        build(project(folder, plans, {"docs/runbooks.md": DOCS}, theme=THEME))

    return Built(once(tmp_path_factory, "night-search", make))


def entries(built: Built) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((built.site / "search/search_index.json").read_text("utf-8"))["docs"]
    return found


class Box:
    """The search box of a page."""

    def __init__(self, page: Any) -> None:
        self.page = page
        page.locator(".md-search__input").click()
        page.wait_for_selector(".md-search-result__meta")

    def ask(self, text: str) -> list[tuple[str, str]]:
        """The hits in their order, each with its address and its marked title; a page of which only an entry was found is none."""
        for typed, answer in (("", "键入|鍵入|Type"), (text, "^(?!.*(键入|鍵入|Type|初始化|Initializing)).")):
            self.page.locator(".md-search__input").fill(typed)
            self.page.locator(".md-search__input").dispatch_event("keyup")
            self.page.wait_for_function(
                "answer => new RegExp(answer).test(document.querySelector('.md-search-result__meta').innerText)",
                arg=answer,
            )
        found = self.page.evaluate(
            """() => [...document.querySelectorAll('.md-search-result__item > a')]
            .filter((link) => +link.querySelector('article').dataset.mdScore > 0)
            .map((link) => [link.href, link.querySelector('h1, h2').innerHTML])"""
        )
        return [(_short(address), title.replace(BETWEEN, "")) for address, title in found]


def _short(address: str) -> str:
    return re.sub(r"\?h=[^#]*", "", address.split("/launchbook/", 1)[1])


MEANT = {
    # what is asked for: where the first hit leads
    "回滚": r"plans/[^/]+/rollback/",
    "错误率": r"plans/[^/]+/metrics/#metric-error_rate",
    "张工": r"people/zhang-[^/]+/",
    "13800138003": r"people/liu-[^/]+/",
    "3125550102": r"people/priya-[^/]+/",
    "+1 312 555 0102": r"people/priya-[^/]+/",
    "gabe": r"people/gabe-[^/]+/",
    "Priya Raman": r"people/priya-[^/]+/",
    "owen.hartley": r"people/owen-[^/]+/",
    "7.4": r"plans/records-move/runsheet/#i-705255",
    "11.1": r"plans/records-move/runsheet/#i-traffic",
    "D2A.1": r"plans/records-move/rollback/#i-fccc86",
    "G3": r"plans/records-move/runsheet/#i-g3",
    "T+2h": r"plans/records-move/runsheet/#i-(promote|reconcile|705255)",
    "rollback": r"plans/[^/]+/rollback/",
    "monitor": r"plans/[^/]+/monitoring/",
    "灰度": r"plans/[^/]+/rollout/",
    "灰度发布": r"plans/[^/]+/rollout/",
    "接口响应时间": r"plans/exam-buddy-1.0/metrics/#metric-latency",
    "系统错误率": r"plans/exam-buddy-1.0/metrics/#metric-error_rate",
    "lanternctl": r"plans/records-move/.+",
    "curl": r"plans/.+",
    "Redis": r"plans/.+",
    "预案": r"plans/.+",
    "备案": r"plans/.+",
    "监控": r"plans/[^/]+/monitoring/",
    "Status page": r"plans/status-page-2.0/",
    "records-move": r"plans/records-move/",
    "SEV1": r"plans/records-move/(rollback|runsheet)/.+",
    "审核": r"(plans|people)/.+",
}


def test_on_the_night_of_a_launch_the_first_hit_is_what_was_meant(real: Built, real_url: str, browser: Any) -> None:
    troubles = []
    with watched(browser, search=True, viewport={"width": 1440, "height": 900}) as found:
        found.page.goto(real_url)
        box = Box(found.page)
        for text, meant in MEANT.items():
            hits = box.ask(text)
            if not hits or not re.fullmatch(meant, hits[0][0]):
                troubles.append(f"{text}: {hits[:3]}")
        assert not found.troubles + found.other_hosts()
    assert not troubles, lines_of(troubles)


def test_traditional_chinese_and_english_are_found(night: Built, browser: Any) -> None:
    meant = {
        "退版": "plans/shop/rollback/",
        "錯誤率": "plans/shop/metrics/#metric-error_rate",
        "介面回應時間": "plans/shop/metrics/#metric-latency",
        "資料庫": r"plans/shop/runsheet/.+",
        "陳工": "people/chen-.+",
        "0912345678": "people/lin-.+",
        "987654321": "people/chen-.+",
        "T-30m": "plans/shop/runsheet/.+",
        "1.1": r"plans/shop/runsheet/.+",
        "ShopErrorRateHigh": r"plans/shop/monitoring/.+",
        "pg_dump": r"plans/shop/runsheet/.+",
        "curl": r"plans/shop/runsheet/.+",
        "caches": r"plans/shop/runsheet/.+",
        "2.0.1": "plans/shop/",
    }
    with served(night.site) as root, watched(browser, search=True, viewport=PHONE) as found:
        found.page.goto(root)
        found.page.locator("label[for=__search]").first.click()
        box = Box(found.page)
        wrong = {
            text: hits[:2] for text, where in meant.items() if not re.fullmatch(where, (hits := box.ask(text))[0][0])
        }
        assert not wrong, lines_of(f"{text}: {hits}" for text, hits in wrong.items())


def test_plans_that_are_over_come_behind_and_documentation_last(night: Built, browser: Any) -> None:
    with served(night.site) as root, watched(browser, search=True, viewport={"width": 1440, "height": 900}) as found:
        found.page.goto(root)
        box = Box(found.page)
        for text in ("資料庫", "ShopErrorRateHigh", "curl"):
            kinds = [re.sub(r"^(plans/[^/]+|runbooks).*", r"\1", where) for where, _ in box.ask(text)]
            assert list(dict.fromkeys(kinds)) == ["plans/shop", "plans/shop-old", "runbooks"], text
            last = found.page.locator(".md-search-result__item", has=found.page.locator("a[href*='/runbooks/']")).last
            assert last.locator(".md-tag").first.inner_text() == "文件"


def test_the_word_that_is_searched_for_is_marked_whole(night: Built, browser: Any) -> None:
    with served(night.site) as root, watched(browser, search=True, viewport={"width": 1440, "height": 900}) as found:
        found.page.goto(root)
        box = Box(found.page)
        assert "<mark>錯誤率</mark>" in box.ask("錯誤率")[0][1]
        assert "<mark>退版</mark>" in box.ask("退版")[0][1]
        assert re.sub("</mark><mark>", "", box.ask("介面回應時間")[0][1]).startswith("<mark>介面回應時間</mark>")
        assert box.ask("流量天氣") and "天氣" not in found.page.locator(".md-search-result__list").inner_text()


def test_the_beginning_of_a_word_finds_it(night: Built, browser: Any) -> None:
    """Of one that is known only as a whole, such as a name; and a worker that is no search is asked what its page asks it."""
    with served(night.site) as root, watched(browser, search=True, viewport={"width": 1440, "height": 900}) as found:
        found.page.goto(root)
        box = Box(found.page)
        assert re.fullmatch("people/lin-.+", box.ask("林曉")[0][0])
        assert re.fullmatch("plans/shop/rollback/", box.ask("退版方")[0][0])
        echoed = found.page.evaluate(
            """() => new Promise((resolve) => {
            const code = "onmessage = ({ data }) => postMessage(data)", echo = new Worker(URL.createObjectURL(new Blob([code])));
            echo.addEventListener("message", ({ data }) => resolve(data.data));
            echo.postMessage({ type: 2, data: "錯誤率" }); })"""
        )
        assert echoed == "錯誤率"


def test_of_several_words_some_are_enough_where_all_are_nowhere(night: Built, browser: Any) -> None:
    with served(night.site) as root, watched(browser, search=True, viewport={"width": 1440, "height": 900}) as found:
        found.page.goto(root)
        box = Box(found.page)
        assert len(box.ask("備份資料庫")) < len(box.ask("備份流量錯誤率介面"))


# the index


def test_every_entry_leads_to_a_place_and_says_nothing_but_the_plan(real: Built) -> None:
    """No head of a table, no place for a pen, no words that stick together; and each place once."""
    places = [entry["location"] for entry in entries(real)]
    assert len(places) == len(set(places))
    for entry in entries(real):
        page, _, anchor = entry["location"].partition("#")
        if page.startswith(("plans/", "people/")):
            assert page in real.pages, entry["location"]
            assert not anchor or anchor in real.pages[page].ids, entry["location"]
            assert not re.search(r"Initials|☐|&amp;lt;|<(?!/?p>)", entry["text"]), entry


def test_every_text_of_a_plan_is_found_on_its_page(night: Built) -> None:
    plan = load_plan(PlanFiles((("shop.yml", NIGHT.encode()),))).plan
    assert plan
    found: dict[str, str] = {}
    for entry in entries(night):
        page = entry["location"].partition("#")[0]
        found[page] = f"{found.get(page, '')} {entry['title']} {entry['text']}".replace(BETWEEN, "").replace(
            "&gt;", ">"
        )
    for row in plan.rows:
        page = f"plans/shop/{row.section}/" if row.section else "plans/shop/"
        assert row.kind == "section" or str(row.title) in found[page]
    for text in ("shopctl rollback --to 1.9", "pg_dump shop", "備份完成", "錯誤率沒有上升", "+886 987 654 321"):
        assert any(text in said for page, said in found.items() if page.startswith("plans/shop/")), text


def test_the_index_is_at_most_two_fifths_of_what_pages_would_make_of_it(real: Built) -> None:
    """The theme reads pages: heads, pens, and each duty on the pages of its day and its people."""
    plugin = pytest.importorskip("material.plugins.search.plugin")
    ours = [entry for entry in entries(real) if entry["location"].startswith(("plans/", "people/"))]
    words = plugin.SearchIndex()._segment_chinese
    theirs = []
    for page in real.pages:
        if page.startswith(("plans/", "people/")) and "/packs/" not in page:
            parser = plugin.Parser()
            parser.feed(_content((real.site / page / "index.html").read_text("utf-8")))
            parser.close()
            theirs += [
                {
                    "location": f"{page}#{section.id}",
                    "title": words("".join(section.title)),
                    "text": words("".join(section.text)),
                }
                for section in parser.data
                if not section.is_excluded()
            ]
    size = len(json.dumps(ours, ensure_ascii=False, separators=(",", ":")).encode())
    assert size <= 0.4 * len(json.dumps(theirs, separators=(",", ":")))


def _content(html: str) -> str:
    return html.partition('<article class="md-content__inner md-typeset">')[2].partition("</article>")[0]


# words


@pytest.fixture
def divider() -> Iterator[Divider]:
    yield Divider(["张工", "审核团队", "Ada"])


def test_names_are_words_where_letters_would_be_left_of_them(divider: Divider) -> None:
    assert divider.divided("把张工叫来").strip(BETWEEN).split(BETWEEN)[1] == "张工"
    assert "审核" in divider.divided("审核团队").split(BETWEEN)
    assert divider.divided("Ada: 2.1") == "Ada: 2.1"


def test_a_text_is_the_same_without_what_stands_between_its_words(divider: Divider) -> None:
    text = "先回滚，再打 13800138000（张工）— then call 𠮷田 ～ ok"
    assert divider.divided(text).replace(BETWEEN, "") == text
    assert HtmlPage.of(f"<article>{divider.divided(text)}</article>")
