"""The site in Chromium: wide and narrow, light and dark, by mouse, keyboard and clock."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from site_kit import (
    Built,
    Watched,
    build,
    lines_of,
    longest,
    once,
    plan_addresses,
    project,
    resolve,
    served,
    telling,
    watched,
)
from test_packs import DAWN, NIGHT

pytest_plugins = ("site_fixtures",)

DESK, PHONE = {"width": 1440, "height": 900}, {"width": 360, "height": 780}
THEME_CAUSES: dict[str, tuple[str, str]] = {}
"""What the theme itself causes: a rule of axe, the only elements at which it may fail, and why it is not ours to mend."""


def look(found: Watched, address: str) -> Any:
    """Open a page and wait until it stands."""
    found.page.goto(address, wait_until="load")
    found.page.evaluate("document.fonts.ready.then(() => true)")
    return found.page


# every page


def axe_violations(page: Any, *rules: str) -> list[str]:
    """What axe finds, by all of its rules or the given ones, without what the theme causes."""
    answer = page.evaluate(
        """rules => axe.run(document, {resultTypes: ['violations'], preload: false,
            ...(rules.length ? {runOnly: rules} : {})}).then(found => found.violations)""",
        list(rules),
    )
    found = []
    for violation in answer:
        allowed = THEME_CAUSES.get(violation["id"], ("", ""))[0]
        for node in violation["nodes"]:
            if allowed and page.evaluate(
                "([at, allowed]) => document.querySelector(at).matches(allowed)", [node["target"][-1], allowed]
            ):
                continue
            found.append(f"{violation['id']}: {node['target']} {node['html'][:160]} {node['failureSummary'][:240]}")
    return found


TOO_WIDE = """() => [...document.querySelectorAll('body *')]
  .filter(node => node.getBoundingClientRect().right > innerWidth + 1 && getComputedStyle(node).position !== 'fixed')
  .slice(-3).map(node => node.outerHTML.slice(0, 120))"""


def sideways(page: Any) -> list[str]:
    """What makes a page wider than its window."""
    if page.evaluate("document.scrollingElement.scrollWidth <= innerWidth"):
        return []
    return [f"wider than {page.evaluate('innerWidth')} px: {page.evaluate(TOO_WIDE)}"]


SIZES = (DESK, PHONE)
SAMPLE = 4
"""Of the pages that are not the longest of their kind, axe looks at one in so many."""


def examined(real: Built, scheme: str) -> Iterator[tuple[str, tuple[dict[str, int], ...], tuple[str, ...]]]:
    """Pages that axe looks at in a scheme, at which sizes, and by which rules.

    The longest page of each kind is seen at both sizes and in the dark, a sample of the others once; the address chooses how.
    In the dark only colours can differ from what was seen in the light, and they are the same at every size. Packs hold
    other pages once more: axe looks at a short one (`test_packs`).
    """
    addresses = [address for address in telling(real) if "packs/" not in address]
    fullest = set(longest(real, addresses, 1))
    for address in addresses:
        state, drawn = divmod(zlib.crc32(address.encode()), SAMPLE)
        if address in fullest:
            yield (
                address,
                *(
                    (SIZES, ())
                    if scheme == "light"
                    else ((SIZES[state % 2],), ("color-contrast", "link-in-text-block"))
                ),
            )
        elif not drawn and scheme == ("light", "dark")[state % 2]:
            yield address, (SIZES[state // 2 % 2],), ()


@pytest.mark.parametrize("part", [0, 1])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(real: Built, real_url: str, browser: Any, scheme: str, part: int) -> None:
    troubles = []
    with watched(browser, viewport=DESK, color_scheme=scheme) as found:
        for address, sizes, rules in list(examined(real, scheme))[part::2]:
            page = look(found, real_url + address)
            page.evaluate(AXE_SCRIPT)
            assert page.evaluate("document.body.dataset.mdColorScheme") == {"light": "default", "dark": "slate"}[scheme]
            for size in sizes:
                page.set_viewport_size(size)
                troubles += [f"{address} at {size['width']}: {seen}" for seen in axe_violations(page, *rules)]
            page.set_viewport_size(DESK)
        troubles += found.troubles
    assert not troubles, lines_of(troubles)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_packs(browser: Any, tmp_path: Path, scheme: str) -> None:
    build(project(tmp_path, {"night.yml": NIGHT, "dawn.yml": DAWN}))
    packs = [f"plans/{plan}/packs/{name}/" for plan in ("night", "dawn") for name in ("launch", "cards", "checklists")]
    with (
        served(tmp_path / "site") as root,
        watched(browser, viewport=DESK, color_scheme=scheme) as found,
    ):
        for address in [*packs, "packs/emergency/"]:
            page = look(found, root + address)
            page.evaluate(AXE_SCRIPT)
            assert not axe_violations(page), address


HIDDEN = """[...document.querySelectorAll('[hidden]')].filter(node => node.getBoundingClientRect().height)
  .map(node => `hidden, but with a height: ${node.tagName} ${node.className}`)"""
MOVING = """[...document.querySelectorAll('[class*="lb-"]')].filter(node => {
  const style = getComputedStyle(node), lasts = style.transitionDuration.split(',').some(time => parseFloat(time) > 0.001);
  return lasts && style.transitionProperty !== 'none' || style.animationName !== 'none';
}).map(node => `moves: ${node.outerHTML.slice(0, 100)}`)"""
OVERLAPPING = """() => {
  const drawn = new CSSStyleSheet();  // what is far from the screen has no places of its own before it is drawn
  drawn.replaceSync('* { content-visibility: visible !important }');
  document.adoptedStyleSheets = [drawn];
  const cut = style => style.clip !== 'auto' || style.clipPath !== 'none';
  const clipped = node => node && (cut(getComputedStyle(node)) || clipped(node.parentElement));
  const walker = document.createTreeWalker(document.querySelector('article'), NodeFilter.SHOW_TEXT), texts = [], seen = [];
  while (walker.nextNode()) {
    const node = walker.currentNode, holder = node.parentElement, range = document.createRange();
    if (!node.data.trim() || holder.closest('svg, script, style') || clipped(holder)) continue;
    if (!holder.checkVisibility({visibilityProperty: true, opacityProperty: true})) continue;
    range.selectNodeContents(node);
    texts.push(...[...range.getClientRects()].filter(box => box.width > 1 && box.height > 1).map(box => ({node, box})));
  }
  texts.sort((first, second) => first.box.top - second.box.top);
  texts.forEach(({node, box}, index) => {
    for (const other of texts.slice(index + 1)) {
      if (other.box.top >= box.bottom) break;
      const across = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
      const down = Math.min(box.bottom, other.box.bottom) - other.box.top;
      if (node !== other.node && across > 2 && down > .4 * Math.min(box.height, other.box.height))
        seen.push(`overlap: ${[node, other.node].map(text => text.data.trim().slice(0, 40)).join(' / ')}`);
    }
  });
  return seen;
}"""
"""Texts of which one stands upon another."""
WIDTHS = (360, 390, 600, 700, 800, 1440)
"""From a phone to a desk; 600 to 800 px are a desk's window at 200 %."""


@pytest.mark.parametrize("part", [0, 1])
def test_every_page_is_sound_at_every_width(real: Built, real_url: str, browser: Any, part: int) -> None:
    """Nothing fails, asks another host, scrolls sideways, overlaps, has a height though hidden, or moves where motion is unwelcome."""
    troubles = []
    with watched(browser, reduced_motion="reduce") as found:
        for address in telling(real)[part::2]:
            page = look(found, real_url + address)
            seen = page.evaluate(MOVING)
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                seen += sideways(page) + page.evaluate(HIDDEN) + page.evaluate(OVERLAPPING)
            troubles += [f"{address}: {trouble}" for trouble in seen]
        troubles += found.troubles + found.other_hosts()
    assert not troubles, lines_of(troubles)


def test_a_page_that_is_not_there_is_sound_too(real: Built, real_url: str, browser: Any) -> None:
    with watched(browser, viewport=PHONE) as found:
        page = look(found, real_url + "404.html")
        page.evaluate(AXE_SCRIPT)
        assert not sideways(page) + axe_violations(page) + found.troubles + found.other_hosts()


def test_hostile_text_runs_nothing(hostile: Built, hostile_url: str, browser: Any) -> None:
    """No script runs, and nothing opens or is asked for."""
    ours = (
        '.lb-still > img, .lb-cover__squares img, script[src="../sheets.js"], script[src$="assets/launchbook/sheet.js"]'
    )
    inside = f"""[...document.querySelectorAll('article :is(img, script, iframe, object, embed, [onclick], [onload], [onerror])')]
        .filter(node => !node.matches('{ours}')).map(node => node.outerHTML.slice(0, 300))"""
    troubles = []
    with watched(browser, viewport=PHONE) as found:
        for address in longest(hostile, hostile.pages, 2):
            page = look(found, hostile_url + address)
            assert page.evaluate("typeof window.__pwned") == "undefined", address
            troubles += [f"{address}: {node}" for node in page.evaluate(inside)]
        troubles += found.troubles + found.other_hosts()
    assert not troubles, lines_of(troubles)


def test_hostile_text_runs_nothing_in_the_search(hostile: Built, hostile_url: str, browser: Any) -> None:
    with watched(browser, search=True, viewport=DESK) as found:
        page = look(found, hostile_url)
        assert search(page, "zq1qz")
        search(page, "<img src=x onerror=window.__pwned=1>")
        assert page.evaluate("typeof window.__pwned") == "undefined"
        assert not found.troubles, lines_of(found.troubles)


# behaviour, on a launch day of our own

ZH = """\
plan: dawn
title: 晨读 2.0 上线
version: 2.0.0
status: approved
language: zh
timezone: Asia/Shanghai
launch: 2026-03-17 10:00
owner: li
decider: li
people:
  li: {name: 李工, role: 负责人, phone: "13800138000", deputy: zhang}
  zhang: {name: 张工, role: 开发, phone: "13800138001"}
runsheet:
  - title: 切流量
    at: T+0 .. T+30m
    steps:
      - do: 检查健康状态
        owner: zhang
        command: |-
          $ curl -fsS https://example.com/api/health
          {"ok": true}
          $ echo "<完成>"
        expect: 返回 200
  - title: 观察
    at: T+30m .. T+60m
    steps:
      - {do: 看错误率, owner: li}
  - title: 收尾
    at: T+60m .. T+90m
    steps:
      - {do: 发通知, owner: li}
checklists:
  - title: 上线前准备
    due: T-1d 18:00
    items: [备份数据库, {do: 冻结代码, due: T-2d}]
"""
EN = (
    ZH.replace("plan: dawn", "plan: dusk")
    .replace("language: zh", "language: en")
    .replace("晨读 2.0 上线", "Reading 2.0")
)

LONG = f"https://example.com/{'words-' * 4}{'w' * 120}"
LONG_SECTIONS = ("runsheet/", "checklists/", "rollback/", "notes/", "references/")
LONG_PLAN = f"""\
plan: long
title: 晨读 3.0
language: zh
launch: 2026-04-14 10:00
summary: 见 {LONG}
runsheet:
  - title: 切流量
    at: T+0 .. T+30m
    steps: [{{do: "打开 {LONG}", command: "curl {LONG}", verify: "看 `{LONG}`", note: "{LONG}"}}]
checklists:
  - title: 准备
    items: ["读 {LONG}", {{do: 备份, evidence: "{LONG}", why: "{LONG}"}}]
rollback:
  triggers: ["{LONG} 打不开"]
  steps: [{{do: "打开 {LONG}", expect: "{LONG}"}}]
notes:
  - {{title: 附注, text: "见 {LONG}"}}
references:
  links: ["{LONG}"]
"""


@pytest.fixture(scope="session")
def dawn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A small site: the same launch in Chinese and in English, and a plan of long words."""

    def make(folder: Path) -> None:
        build(project(folder, {"dawn.yml": ZH, "dusk.yml": EN, "long.yml": LONG_PLAN}))

    with served(once(tmp_path_factory, "dawn", make) / "site") as address:
        yield address


def test_long_words_do_not_push_a_page_wider_than_a_phone(browser: Any, dawn: str) -> None:
    troubles = []
    with watched(browser, viewport=PHONE) as found:
        for section in ("", *LONG_SECTIONS):
            page = look(found, f"{dawn}plans/long/{section}")
            assert "words-" in page.locator("article").inner_text()
            troubles += [f"{section or 'front page'}: {trouble}" for trouble in sideways(page)]
    assert not troubles, lines_of(troubles)


Open = Callable[..., Watched]


@pytest.fixture
def at(browser: Any, dawn: str) -> Iterator[Open]:
    """Opens a page of that site at a time: `at("10:05", "plans/dawn/runsheet/")`."""
    with ExitStack() as open_pages:

        def opened(time: str, address: str = "", **settings: Any) -> Watched:
            found = open_pages.enter_context(watched(browser, **{"viewport": DESK, **settings}))
            day = time if "T" in time else f"2026-03-17T{time}:00+08:00"
            found.page.clock.set_fixed_time(day)
            look(found, dawn + address)
            return found

        yield opened


@pytest.mark.parametrize(
    ("time", "zh", "en"),
    [
        ("2026-03-07T10:00:00+08:00", "10天", "10 days"),
        ("2026-03-15T08:30:00+08:00", "2天 1小时", "2 days 1 hour"),
        ("09:15", "45分钟", "45 minutes"),
        ("10:20", "20分钟前", "20 minutes ago"),
        ("2026-03-20T10:00:00+08:00", "3天前", "3 days ago"),
    ],
)
def test_the_countdown_speaks_the_plans_language(at: Open, time: str, zh: str, en: str) -> None:
    for plan, wanted in (("dawn", zh), ("dusk", en)):
        for locale in ("en-US", "zh-CN"):
            shown = at(time, f"plans/{plan}/", locale=locale).page.locator(".lb-countdown").first.inner_text()
            assert shown.replace("\u00a0", " ").replace(" ", "") == wanted.replace(" ", ""), f"{plan} in {locale}"


def test_the_countdown_goes_on_by_itself(browser: Any, dawn: str) -> None:
    with watched(browser, viewport=DESK) as found:
        found.page.clock.install(time="2026-03-17T09:58:40+08:00")
        page = look(found, dawn + "plans/dawn/")
        assert page.locator(".lb-countdown").first.inner_text() == "1分钟"
        page.clock.fast_forward("02:00")
        assert page.locator(".lb-countdown").first.inner_text() in (
            "现在",
            "0分钟前",
            "此刻",
            "0分钟后",
            "这一分钟",
            "当前分钟",
        )


def test_a_reader_elsewhere_sees_the_launch_in_his_own_time(at: Open) -> None:
    here = at("09:00", "plans/dawn/", timezone_id="Asia/Shanghai").page.locator(".lb-local").first.inner_text()
    there = at("09:00", "plans/dawn/", timezone_id="Europe/Berlin").page.locator(".lb-local").first.inner_text()
    assert here == ""
    assert "03:00" in there


def test_times_to_act_by_say_in_a_second_line_what_they_are_where_the_reader_is(at: Open) -> None:
    lines = "[...document.querySelectorAll('.lb-runsheet-when .lb-own')].map(node => node.innerText)"
    tooltips = (
        "[...document.querySelectorAll('time[title]')].map(node => node.title).filter(title => title.includes('03:00'))"
    )
    here = at("09:00", "plans/dawn/runsheet/", timezone_id="Asia/Shanghai").page.evaluate(lines)
    there = at("09:00", "plans/dawn/runsheet/", timezone_id="Europe/Berlin").page
    assert here == []
    assert "03:00" in there.evaluate(lines)[0]
    assert there.evaluate(tooltips) == [], "a phone has no tooltip"


NEXT = """[...document.querySelectorAll('.lb-next')[0].querySelectorAll('[data-until]')]
  .filter(row => row.checkVisibility()).map(row => row.innerText)"""


def test_what_is_next_follows_the_readers_clock(at: Open) -> None:
    def shown(time: str) -> str:
        rows = at(time, "plans/dawn/").page.evaluate(NEXT)
        assert len(rows) <= 3
        return " ".join(rows)

    assert "冻结代码" in shown("2026-03-10T09:00:00+08:00")
    eve = shown("2026-03-16T12:00:00+08:00")
    assert "冻结代码" not in eve and "上线前准备" in eve
    later = shown("10:40")
    assert "切流量" not in later and "观察" in later and "收尾" in later
    assert at("2026-04-01T00:00:00+08:00", "plans/dawn/").page.evaluate(NEXT) == []


def now(page: Any) -> list[str]:
    return page.evaluate(
        "[...document.querySelectorAll('section[data-start]')].filter(box => box.classList.contains('lb-now')).map(box => box.innerText)"
    )


def test_the_current_box_of_the_run_sheet_is_marked(at: Open) -> None:
    for time, word in (("10:05", "检查健康状态"), ("10:30", "看错误率"), ("11:10", "发通知")):
        page = at(time, "plans/dawn/runsheet/").page
        [box] = now(page)
        assert word in box
        assert page.locator('section[aria-current="time"]').count() == 1
    for time in ("09:59", "11:30"):
        page = at(time, "plans/dawn/runsheet/").page
        assert not now(page)
        assert page.locator("[aria-current=time]").count() == 0


def test_the_mark_moves_on_by_itself(browser: Any, dawn: str) -> None:
    with watched(browser, viewport=DESK) as found:
        found.page.clock.install(time="2026-03-17T10:29:50+08:00")
        page = look(found, dawn + "plans/dawn/runsheet/")
        assert "检查健康状态" in now(page)[0]
        page.clock.fast_forward("01:00")
        [box] = now(page)
        assert "看错误率" in box


COMMAND = 'curl -fsS https://example.com/api/health\necho "<完成>"'
"""What is typed: the plan's command without its prompts and without what was printed."""


def test_the_copy_button_copies_the_command(at: Open) -> None:
    found = at("09:00", "plans/dawn/runsheet/", permissions=["clipboard-read", "clipboard-write"])
    button = found.page.locator(".lb-copy").first
    label = button.inner_text()
    button.click()
    found.page.wait_for_function("label => document.querySelector('.lb-copy').textContent !== label", arg=label)
    assert found.page.evaluate("navigator.clipboard.readText()") == COMMAND
    assert found.page.locator("[role=status]").first.inner_text().strip()
    found.page.wait_for_function("label => document.querySelector('.lb-copy').textContent === label", arg=label)
    assert not found.troubles


@pytest.mark.parametrize("lacking", ["undefined", "{writeText: () => Promise.reject(new Error('refused'))}"])
def test_without_the_clipboard_the_command_is_copied_by_selection(browser: Any, dawn: str, lacking: str) -> None:
    with watched(browser, viewport=DESK, permissions=["clipboard-read", "clipboard-write"]) as found:
        reader = found.page.context.new_page()
        reader.goto(dawn)
        found.page.add_init_script(f"Object.defineProperty(navigator, 'clipboard', {{value: {lacking}}})")
        page = look(found, dawn + "plans/dawn/runsheet/")
        page.bring_to_front()
        page.locator(".lb-copy").first.click()
        reader.bring_to_front()
        reader.wait_for_function("navigator.clipboard.readText().then(text => text.startsWith('curl'))")
        assert reader.evaluate("navigator.clipboard.readText()") == COMMAND


def test_where_nothing_copies_the_command_is_left_selected(browser: Any, dawn: str) -> None:
    with watched(browser, viewport=DESK) as found:
        found.page.add_init_script(
            "Object.defineProperty(navigator, 'clipboard', {value: undefined}); document.execCommand = () => false"
        )
        page = look(found, dawn + "plans/dawn/runsheet/")
        page.locator(".lb-copy").first.click()
        page.wait_for_function("getSelection().toString().includes('curl')")
        assert page.evaluate("getSelection().toString()").strip() == COMMAND


def test_the_print_button_prints(at: Open) -> None:
    page = at("09:00", "plans/dawn/runsheet/").page
    page.evaluate("window.print = () => { window.printed = true }")
    page.locator(".lb-print").first.click()
    assert page.evaluate("window.printed") is True


def test_without_scripts_everything_is_there(browser: Any, dawn: str) -> None:
    with watched(browser, viewport=DESK, java_script_enabled=False) as found:
        page = look_without_scripts(found, dawn + "plans/dawn/runsheet/")
        text = page.locator("article").inner_text()
        for word in ("检查健康状态", "看错误率", "发通知", "curl -fsS"):
            assert word in text
        text = look_without_scripts(found, dawn + "plans/dawn/").locator("article").inner_text()
        assert "冻结代码" in text


def look_without_scripts(found: Watched, address: str) -> Any:
    found.page.goto(address, wait_until="load")
    return found.page


def test_a_link_to_one_item_shows_it_below_the_header(at: Open, dawn: str) -> None:
    found = at("09:00", "plans/dawn/runsheet/", viewport=PHONE)
    ids = found.page.eval_on_selector_all("article tr[id]", "rows => rows.map(row => row.id)")
    assert len(ids) == 3
    page = look(found, f"{dawn}plans/dawn/runsheet/#{ids[-1]}")
    page.wait_for_function("id => document.getElementById(id).matches(':target')", arg=ids[-1])
    top = page.evaluate("id => document.getElementById(id).getBoundingClientRect().top", ids[-1])
    header = page.evaluate("document.querySelector('.md-header').getBoundingClientRect().bottom")
    assert header <= top < PHONE["height"]


# search


def search(page: Any, word: str) -> list[str]:
    """Addresses of all results for a word typed into the search box."""
    box = page.locator(".md-search__input")
    box.click()
    for text, answer in (("", "键入|Type"), (word, "^(?!.*(键入|Type|初始化|Initializing)).")):
        box.fill(text)
        box.dispatch_event("keyup")
        page.wait_for_function(
            "answer => new RegExp(answer).test(document.querySelector('.md-search-result__meta').innerText)", arg=answer
        )
    count = re.search(r"\d+", page.locator(".md-search-result__meta").inner_text())
    if count:  # more are shown each time the end is reached
        page.wait_for_function(
            """count => { const list = document.querySelector('.md-search__scrollwrap');
            list.scrollTo(0, list.scrollTop ? 0 : 1e6);
            return document.querySelectorAll('.md-search-result__item').length >= count }""",
            arg=int(count.group()),
            polling=60,
        )
    return page.eval_on_selector_all(".md-search-result__link", "links => links.map(link => link.href)")


WORDS = [
    "回滚",
    "灰度",
    "审核",
    "备案",
    "程序",
    "漏洞",
    "缓存",
    "数据",
    "监控",
    "用户",
    "接口",
    "全量",
    "验证",
    "张工",
    "李工",
]


def test_the_search_finds_chinese_words_of_two_characters(real: Built, real_url: str, browser: Any) -> None:
    """Also within compounds, wherever a plan has them: 小程序, 安全漏洞, 测试数据."""
    index = json.loads((real.site / "search/search_index.json").read_text("utf-8"))["docs"]
    said = [(entry["location"].partition("#")[0], f"{entry['title']} {entry['text']}") for entry in index]
    troubles = []
    with watched(browser, search=True, viewport=DESK) as found:
        page = look(found, real_url)
        for word in WORDS:
            wanted = {
                where for where, text in said if where.startswith("plans/") and word in text.replace("\u200b", "")
            }
            assert wanted, word
            links = [resolve("", link.replace(real_url, "").partition("?")[0]) for link in search(page, word)]
            shown = {where[0] for where in links if where}
            if wanted - shown:
                troubles.append(f"{word}: not found on {sorted(wanted - shown)}")
        assert not found.troubles + found.other_hosts()
    assert not troubles, lines_of(troubles)


def test_the_search_finds_latin_words_and_leads_to_the_place(real: Built, real_url: str, browser: Any) -> None:
    with watched(browser, search=True, viewport=DESK) as found:
        page = look(found, real_url)
        links = search(page, "Redis")
        assert links
        page.goto(links[0])
        assert "Redis" in page.locator("article").inner_text()


# keyboard, and what moves

FOCUS = """() => {
  const node = document.activeElement, style = getComputedStyle(node), box = node.getBoundingClientRect();
  return {
    name: node.className, href: node.getAttribute('href'), y: box.y + scrollY, inArticle: !!node.closest('article'),
    text: (node.innerText || node.getAttribute('aria-label') || '').slice(0, 40),
    visible: box.width > 0 && box.height > 0 && style.visibility === 'visible',
    ring: style.outlineStyle !== 'none' || style.boxShadow !== 'none',
  } }"""


def test_the_keyboard_reaches_the_content_first_and_in_order(at: Open) -> None:
    page = at("10:05", "plans/dawn/runsheet/").page
    assert page.evaluate('document.querySelectorAll(\'[tabindex]:not([tabindex="0"], [tabindex="-1"])\').length') == 0
    page.keyboard.press("Tab")
    skip = page.evaluate(FOCUS)
    assert "md-skip" in skip["name"], skip
    target = skip["href"].lstrip("#")
    assert page.evaluate("id => !!document.getElementById(id)?.closest('article')", target)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    stops = [page.evaluate(FOCUS)]
    assert stops[0]["inArticle"], f"behind the skip link comes {stops[0]}"
    for _ in range(60):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        if not stop["inArticle"]:
            break
        stops.append(stop)
    assert all(stop["visible"] for stop in stops), [stop for stop in stops if not stop["visible"]]
    assert all(stop["ring"] for stop in stops), [stop for stop in stops if not stop["ring"]]
    assert any("lb-copy" in stop["name"] for stop in stops)
    assert any("lb-print" in stop["name"] for stop in stops)
    heights = [stop["y"] for stop in stops]
    assert all(after > before - 80 for before, after in pairwise(heights)), "the focus does not jump up the page"


def test_the_copy_button_works_by_keyboard(at: Open) -> None:
    page = at("10:05", "plans/dawn/runsheet/", permissions=["clipboard-read", "clipboard-write"]).page
    page.locator(".lb-copy").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("navigator.clipboard.readText().then(text => text.startsWith('curl'))")


PRESSED = """() => [...document.querySelectorAll('article :is(button, .lb-call, .lb-phone, .lb-turn a, summary)')]
  .filter(node => node.checkVisibility()).map(node => {
    const box = node.getBoundingClientRect();
    return [node.outerHTML.slice(0, 100), box.width, box.height] })"""


def test_fingers_find_what_they_press(real: Built, real_url: str, browser: Any) -> None:
    """On a phone, buttons and calls are at least 44 px."""
    small = []
    with watched(browser, viewport=PHONE, has_touch=True, is_mobile=True) as found:
        for address in longest(real, plan_addresses(real), 2):
            sizes = look(found, real_url + address).evaluate(PRESSED)
            small += [f"{address}: {html} {width:.0f} × {height:.0f}" for html, width, height in sizes if height < 43.5]
    assert not small, lines_of(small[:20])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_page_tells_screen_readers_its_language(at: Open, language: str) -> None:
    plan = {"zh": "dawn", "en": "dusk"}[language]
    for section in ("", "runsheet/", "people/", "checklists/"):
        page = at("09:00", f"plans/{plan}/{section}").page
        wrong = page.evaluate(
            """language => [...document.querySelectorAll('article [class*="lb-"], article h1, article h2')]
            .filter(node => node.innerText && node.closest('[lang]')?.lang !== language).map(node => node.outerHTML.slice(0, 120))""",
            language,
        )
        assert not wrong, lines_of(wrong[:5])


def test_the_english_plan_has_english_labels(at: Open) -> None:
    """Its own texts are Chinese here; whatever else is Chinese would be a label."""
    said = re.findall(r"[\u4e00-\u9fff]+", EN)
    for section in ("", "runsheet/", "people/", "checklists/"):
        page = at("09:00", f"plans/dusk/{section}").page
        page.evaluate(
            "document.querySelectorAll('.lb-remarks').forEach(each => each.remove())"
        )  # they name other plans
        text = page.locator("article").inner_text()
        chinese = re.findall(r"[\u4e00-\u9fff]{2,}", text)
        assert not [word for word in chinese if not any(word in each for each in said)], section
