"""Text: inline and block Markdown, in which nothing runs, nothing is loaded, and every plain word is still seen."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from launchbook.core.problem import Rejected
from launchbook.core.text import (
    INSIDE,
    Email,
    Id,
    Phone,
    PlanId,
    Prose,
    Text,
    Url,
    Word,
    addresses_in,
    allowed_link,
    escape,
    render_block,
    render_inline,
)  # fmt: skip

INLINE = {"a": {"href", "title", "rel"}, "code": set(), "em": set(), "strong": set(), "br": set()}
PLAIN = ("p", "ul", "ol", "li", "pre", "blockquote", "hr", "table", "thead", "tbody", "tr", "h3", "h4", "h5", "h6")
BLOCK = INLINE | {tag: set() for tag in PLAIN} | {"code": {"class"}, "th": {"style"}, "td": {"style"}}
PARSER = html5lib.HTMLParser(namespaceHTMLElements=False)


def check(rendered: str, allowed: dict[str, set[str]]) -> str:
    """The text that a reader sees; fails for whatever a page must not hold."""
    fragment = PARSER.parseFragment(rendered)
    for element in fragment.iter():
        if element is fragment:
            continue
        assert element.tag in allowed, (element.tag, rendered)
        assert set(element.attrib) <= allowed[element.tag], (element.attrib, rendered)
        if "href" in element.attrib:
            assert re.match(
                rf"(?:https?|mailto|tel):|{INSIDE}|(?![a-z]*:|[/\\]{2})", element.attrib["href"].strip(), re.IGNORECASE
            ), rendered
    assert "\n\n" not in rendered
    return "".join(fragment.itertext())


def inline(text: str) -> str:
    assert "\n" not in render_inline(text)
    return check(render_inline(text), INLINE)


def block(text: str) -> str:
    return check(render_block(text), BLOCK)


# inline Markdown


@pytest.mark.parametrize(
    ("text", "rendered"),
    {
        "plain 文字": "plain 文字", "a `b` c": "a <code>b</code> c",
        "**a** _b_ *c*": "<strong>a</strong> <em>b</em> <em>c</em>",
        "*a **b** c*": "<em>a <strong>b</strong> c</em>", "snake_case_name": "snake_case_name", r"\*a\*": "*a*",
        "``a`b``": "<code>a`b</code>",
        "a\nb": "a<br>b", "a  \nb": "a<br>b", "1 < 2 && 3 > 2": "1 &lt; 2 &amp;&amp; 3 &gt; 2", "AT&T": "AT&amp;T",
        'say "x"': "say &quot;x&quot;",
        "`<b>`": "<code>&lt;b&gt;</code>", "a|b": "a|b", "# a": "# a", "- a": "- a", "> a *b*": "&gt; a <em>b</em>",
        "`{{ x }}`": "<code>{{ x }}</code>",
    }.items(),
)  # fmt: skip
def test_inline_markdown(text: str, rendered: str) -> None:
    assert render_inline(text) == rendered


@pytest.mark.parametrize(
    ("text", "href", "words"),
    [
        ("[a](http://b.c)", "http://b.c", "a"), ("[a](https://b.c/d?e=f&g=h#i)", "https://b.c/d?e=f&g=h#i", "a"),
        ("[a](mailto:b@c.d)", "mailto:b@c.d", "a"),
        ("[a](tel:+861)", "tel:+861", "a"), ("[a](../b.md)", "../b.md", "a"), ("[a](b/c)", "b/c", "a"),
        ("[a](#b)", "#b", "a"), ("[a](/b)", "/b", "a"),
        ("[a](HTTP://b.c)", "HTTP://b.c", "a"), ("[a](http://b.c 'd')", "http://b.c", "a"),
        ("[a](http://b(c)d)", "http://b(c)d", "a"),
        ("[a [b] c](http://d)", "http://d", "a [b] c"), ("[`a`](http://b)", "http://b", "a"),
        ("<https://b.c>", "https://b.c", "https://b.c"),
        ("https://b.c/d", "https://b.c/d", "https://b.c/d"), ("see https://b.c.", "https://b.c", "see https://b.c."),
        ("（https://b.c/d）", "https://b.c/d", "（https://b.c/d）"),
        ("见 https://b.c/d。然后", "https://b.c/d", "见 https://b.c/d。然后"),
    ],
)  # fmt: skip
def test_links(text: str, href: str, words: str) -> None:
    fragment = PARSER.parseFragment(render_inline(text))
    assert [link.attrib["href"].removeprefix(INSIDE) for link in fragment.iter("a")] == [href]
    assert inline(text) == words


ADDRESSES = [
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\tscript:alert(1)",
    "java\nscript:alert(1)", "javascript\t:alert(1)",
    "\x01javascript:alert(1)", "\u00a0javascript:alert(1)", "\ufeffjavascript:alert(1)", "&#106;avascript:alert(1)",
    "&#x6A;avascript:alert(1)", "&#0000106avascript:alert(1)",
    "javascript&colon;alert(1)", "java&Tab;script:alert(1)", "java&NewLine;script:x", "java&#10;script:x",
    "data:text/html,x", "data:text/html;base64,PHNjcmlwdD4=",
    "vbscript:x", "file:///etc/passwd", "blob:x", "view-source:x", "ftp://a.b", "about:blank", "chrome://x", "ws://x",
    "x-y.z+1:q", "//evil.example",
    "/\\evil.example", "\\\\evil.example", "\\/evil.example", "/\t/evil.example", "\t//evil.example",
]  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(
    "form",
    [
        "[x]({})", "[x](<{}>)", "[x]({} 'title')", "[x]( {} )", "<{}>", "[x][y]\n\n[y]: {}", "[y]: {}\n[y]",
        "![x]({})", "[![x]({})]({})",
    ],
)  # fmt: skip
def test_a_refused_address_is_no_link(form: str, address: str) -> None:
    assert not allowed_link(address)
    address = address.replace("\\", "\\\\")  # Markdown takes one of two backslashes away
    for render in (render_inline, render_block):
        rendered = render(form.replace("{}", address))
        fragment = PARSER.parseFragment(rendered)
        assert [element for element in fragment.iter("a") if "href" in element.attrib] == []
        assert list(fragment.iter("img")) == []


def test_refused_links_are_found() -> None:
    text = "[a](javascript:alert(1)) [b](http://c) `[d](data:x)` [e](<file:///f>) [g](h.md) [i](//j)"
    found = [
        address for address, at in addresses_in(text) if text.startswith(address, at) and not allowed_link(address)
    ]
    assert found == ["javascript:alert(1)", "file:///f", "//j"]
    assert addresses_in("a [b] (c) ](") == [("", 12)]


HOSTILE = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>",
    "<a href='javascript:x'>y</a>", "<b onclick=x>y", "</p></div><script>",
    "<!-- x -->", "<![CDATA[x]]>", "<?php x ?>", "<iframe src=//x>", "<style>*{display:none}</style>", "<p id=x>",
    "{{ 7 * 7 }}", "{% raw %}", "{# x #}", "{: onclick=x }",
    "[a](b){: onclick=x }", "# h {#id onclick=x}", "`<script>`", "**<script>**", "[<script>](http://x)",
    "[a](http://x\"onclick=\"y)", "[a](http://x 'y\" onclick=\"z')",
    "a\x02klzzwxh:0000\x03`b`", "\x02wzxhzdk:0\x03", "&lt;script&gt;", "&#60;script&#62;", "\\<script\\>", "*<*b*>*",
    "``<script>", "[[a](http://b)](javascript:c)",
    "[a](http://b \"c", "[a](http://b 'c", "[a](", "[a][", "[", "![", "<", "<http://a b>", "<http://a\"onclick=x>",
    "http://a\"onclick=x", "http://a'b<c>d", "*[a]: b",
    "a[^1]\n\n[^1]: b", "[TOC]", "!!! note\n    x", "--8<-- \"/etc/passwd\"", "|a|b|\n|-|-|\n|<script>|`|`|",
    "```html onclick=x\n<script>\n```", "~~~\n</pre><script>\n~~~",
    "    </code></pre><script>", "> <script>", "- <script>", "1. <img src=x>", "<div markdown=1>\n\n*x*\n\n</div>",
    "<details open ontoggle=alert(1)>", "<math><mi//xlink:href=x>",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_are_shown(text: str) -> None:
    inline(text)
    block(text)


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "<img src=x>", "{{ 7 * 7 }}", "<!-- x -->", "</p>"])
def test_html_is_shown_as_it_was_written(text: str) -> None:
    assert inline(text) == text
    assert block(text).strip() == text
    assert inline(f"`{text}`") == text


# block Markdown


def test_headings_begin_below_those_of_the_page() -> None:
    assert re.findall("<h[1-6]>", render_block("# a\n\n## b\n\n###### c\n\nd\n=\n")) == ["<h3>", "<h4>", "<h6>", "<h3>"]


def test_empty_lines_of_code_are_kept_and_end_no_html_block() -> None:
    rendered = render_block("```sh\na\n\n\nb\n```\n\ntext\n\n\nmore\n")
    assert "\n\n" not in rendered
    assert check(rendered, BLOCK) == "a\n\n\nb\n\ntext\nmore"


def test_tables_and_lists() -> None:
    assert re.findall(r"<(\w+)", render_block("|a|b|\n|:-:|-|\n|c|d|\n\n- e\n- f\n\n1. g\n")) == [
        "table", "thead", "tr", "th", "th", "tbody", "tr", "td", "td", "ul", "li", "li", "ol", "li",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "- " * 3000 + "a",
        "> " * 3000 + "a",
        "1. " * 2000 + "a",
        "\n".join("    " * level + "- a" for level in range(300)),
        "> - " * 500 + "a",
    ],
    ids=range(5),
)
def test_deep_nesting_is_shown_as_it_was_written(text: str) -> None:
    assert block(text) == text
    assert render_block("- a\n    - b") == "<ul>\n<li>a<ul>\n<li>b</li>\n</ul>\n</li>\n</ul>"


REPEATED = [
    "[", "[](", "![", "[a](", "[[a]", "]", "](", "*", "*a", "**", "`", "`a``b", "``x`", "_a ", "<", "http://", "<http://", "\\", "&",
    "***a**_b_*", "(", "a\n\n", "#", "# a\n", "a\n=\n", "a\n---\n", "* * *\n", "- a\n", "- ", "> ", "> a\n", "1. a\n", "    a\n",
    "\ta\n", "\t", " ", "\n", "```\n", "~~~ a\n", "|a", "|a|\n|-|\n", "a  \n", "*a*", "[a](b) ", "<b>",
]  # fmt: skip


def lines_run(call: Callable[[str], object], text: str) -> int:
    """How many lines of Python a call takes: a measure that no other program on the machine changes."""
    count = 0

    def trace(frame: FrameType, event: str, argument: object) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        call(text)
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("unit", REPEATED)
@pytest.mark.parametrize("call", [render_inline.__wrapped__, render_block.__wrapped__, addresses_in])
def test_what_is_repeated_takes_linear_time(call: Callable[[str], object], unit: str) -> None:
    counts = [lines_run(call, unit * (length // len(unit))) for length in (1000, 2000, 4000)]
    assert counts[2] < 2.2 * max(counts[:2]) + 2000, counts  # less where so many marks are shown as they were written


def test_a_text_of_marks_alone_is_shown_as_it_was_written() -> None:
    for text in ("*a" * 2000, "``x`" * 2000, "[a](b)" * 2000):
        assert inline(text) == text
        assert block(text) == text


# whatever is written

marks = st.sampled_from(
    ["*", "**", "_", "`", "``", "[", "](", ")", "![", "<", ">", "</", "<script>", "<img src=x onerror=y>",
    "javascript:", "data:", "http://x.y", "\\", "&", "&lt;",
     "&#106;", "{{", "}}", "{%", "|", "#", "- ", "1. ", "> ", "```", "~~~", "\n", "\n\n", "    ", '"', "'",
     " onclick=x ", "\x02", "\x03", "klzzwxh:0000", ":", "//"]
)  # fmt: skip
mixed = st.lists(marks | st.text(max_size=6), max_size=14).map("".join)


@given(mixed)
def test_inline_is_safe(text: str) -> None:
    inline(text)


@given(mixed)
def test_block_is_safe(text: str) -> None:
    block(text)


plain = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=8)


@given(st.lists(plain, min_size=1, max_size=5), st.lists(marks, min_size=4, max_size=4))
def test_plain_words_are_seen(words: list[str], around: list[str]) -> None:
    text = " ".join(words)
    assert inline(text) == text
    assert block(text) == text
    for render, check_ in ((f"{around[0]} {text} {around[1]}", inline), (f"{around[2]} {text} {around[3]}", block)):
        if not any(mark in render for mark in ("](", ")")):  # an address is not seen
            assert text in check_(render)


@given(st.text())
def test_escaping_leaves_no_mark(text: str) -> None:
    assert not set(escape(text)) & set("<>\"'\n")


@given(mixed)
def test_rendering_is_pure(text: str) -> None:
    first = render_inline(text), render_block(text)
    for render in (render_inline, render_block):
        render.cache_clear()
        render("[a](http://b) `c` **d**\n\n- e\n\n```\nf\n```")
    assert (render_inline(text), render_block(text)) == first


# the other kinds of text


def test_words_are_shown_letter_by_letter() -> None:
    assert Word("*a* <b> {{c}} [d](e)").__html__() == "*a* &lt;b&gt; {{c}} [d](e)"
    assert Text("*a*").__html__() == "<em>a</em>"
    assert Prose("*a*").__html__() == "<p><em>a</em></p>"


def refused(read: Callable[[str], object], text: str) -> str:
    with pytest.raises(Rejected) as caught:
        read(text)
    assert caught.value.help
    return f"{caught.value.code.id} {caught.value}"


@pytest.mark.parametrize("kind", [Word, Text, Prose])
@pytest.mark.parametrize("text", ["", " ", "\n", "\u3000"])
def test_an_empty_text_is_none(kind: type[Word], text: str) -> None:
    assert refused(kind.parse, text) == "PL004 empty text"


@pytest.mark.parametrize("text", ["li", "error_rate", "v1.0", "李工", "1", "a-b", "x" * 64])
def test_ids(text: str) -> None:
    assert Id.parse(text) == text


@pytest.mark.parametrize(
    "text", ["", "a b", "-a", ".a", "_a", "a..b", "a/b", "a\n", "a<b", "x" * 65, "a#b", "a?b", "👍"]
)
def test_what_is_no_id(text: str) -> None:
    assert refused(Id.parse, text) == f"PL004 `{text}` is not an id"


@pytest.mark.parametrize("text", ["", "..", "a..b", "a.", ".a", "a/b", "上线", "a b", "-a", "x" * 65, "a\n"])
def test_what_is_no_plan_id(text: str) -> None:
    assert refused(PlanId.parse, text) == f"PL004 `{text}` is not a plan id"


@pytest.mark.parametrize("text", ["exam-buddy-1.0", "a", "A_b", "1.0.0"])
def test_plan_ids(text: str) -> None:
    assert PlanId.parse(text) == text


@pytest.mark.parametrize("text", ["https://a.b", "mailto:a@b.c", "tel:+86", "docs/a.md", "../a", "#a", " https://a.b "])
def test_addresses(text: str) -> None:
    assert Url.parse(text) == text.strip()


@pytest.mark.parametrize(
    "text", [*(address for address in ADDRESSES if not re.search(r"\s", address.strip())), "", "a b", "a\tb"]
)
def test_what_is_no_address(text: str) -> None:
    assert refused(Url.parse, text).startswith("TX001")


@pytest.mark.parametrize(
    ("text", "dial"),
    {
        "13800138000": "13800138000", "01381234": "01381234", "+86 138-0013-8000": "+8613800138000",
        "(010) 8888 6666": "01088886666",
        "+86 10 8888 6666 ext. 12": "+861088886666;ext=12", "010-88886666转12": "01088886666;ext=12", "110": "110",
    }.items(),
)  # fmt: skip
def test_telephone_numbers(text: str, dial: str) -> None:
    assert Phone.parse(text).dial == dial


@pytest.mark.parametrize("text", ["", "1", "abc", "138 0013 8000 a", "tel:1", "1;2", "+", "1" * 40, '138"onclick'])
def test_what_is_no_telephone_number(text: str) -> None:
    assert refused(Phone.parse, text) == f"PL004 `{text}` is not a telephone number"


@pytest.mark.parametrize("text", ["", "a", "a@b", "@b.c", "a b@c.d", "a@b.c>", "a@@b.c", "<a@b.c>"])
def test_what_is_no_mail_address(text: str) -> None:
    assert refused(Email.parse, text) == f"PL004 `{text}` is not a mail address"


def test_a_mail_address() -> None:
    assert Email.parse("li.gong+x@mail.example.com") == "li.gong+x@mail.example.com"
