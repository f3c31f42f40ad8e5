"""Text is text: for every text of every model, a page shows what was written, whatever Markdown would make of it."""

from __future__ import annotations

import json
import re

import markdown
import pytest
import yaml
from hostile_kit import Element, content, faults, hostile_plan, parsed
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from site_kit import CLOCK, ROOT

from launchbook.core.text import render_block
from launchbook.discovery.kinds import find_sections
from launchbook.load import PlanFiles
from launchbook.render import Options, Renderer
from launchbook.site import Builder

RENDERER = Renderer(Options())
SECTIONS = sorted(find_sections())
MORE = [
    "abbr", "footnotes", "legacy_attrs", "md_in_html", "meta", "smarty", "wikilinks", "pymdownx.arithmatex",
    "pymdownx.b64", "pymdownx.betterem", "pymdownx.blocks.admonition", "pymdownx.blocks.html", "pymdownx.blocks.tab",
    "pymdownx.caret", "pymdownx.critic", "pymdownx.details", "pymdownx.emoji", "pymdownx.escapeall",
    "pymdownx.inlinehilite", "pymdownx.keys", "pymdownx.magiclink", "pymdownx.mark", "pymdownx.progressbar",
    "pymdownx.saneheaders", "pymdownx.smartsymbols", "pymdownx.snippets", "pymdownx.striphtml", "pymdownx.tabbed",
    "pymdownx.tasklist", "pymdownx.tilde",
]  # fmt: skip
"""Extensions that a team may add to its site."""


class _Anything(yaml.SafeLoader):
    """Reads mkdocs.yml without what its tags would make."""


_Anything.add_constructor(None, lambda loader, node: None)


def _engine() -> markdown.Markdown:
    """Python-Markdown as the site configures it, with everything else that there is."""
    entries = yaml.load((ROOT / "mkdocs.yml").read_text("utf-8"), Loader=_Anything)["markdown_extensions"]
    named = [one if isinstance(one, dict) else {one: {}} for one in entries]
    options = {name: value for one in named for name, value in one.items()}
    return markdown.Markdown(extensions=[*options, *MORE], extension_configs=options)


ENGINE = _engine()


def built(text: str) -> list[Element]:
    """Every page of a site with one plan, its remarks among them. MkDocs takes the front matter off."""
    site = Builder().build([PlanFiles((("plan.yml", text.encode()),))], CLOCK, RENDERER)
    shown = (page for page in site.pages if not page.path.startswith("problems/"))  # nothing of a plan is there
    bare = (re.sub(r"\A\s*---\n.*?\n---\n", "", page.text, flags=re.S) for page in shown)
    return [parsed(ENGINE.reset().convert(page)) for page in bare]


LINES = [
    "```\ny\n```", "```", "`", "``", "``` sh", "*", "**", "_", "[", "](x)", "<", "~~~~ python",
    "\t", "  \n", "\n\n", "\n    ", "<!-- x", "-->", "{: .x }", "{#x}", "{{ x }}", "{% x %}", "{# x #}",
    "::: x", "/// note", '--8<-- "mkdocs.yml"', "[TOC]", "*[abbr]: x", "abbr", "[^1]", "[^1]: x", "[x]: http://y.z", "[x][y]",
    "&amp;", "&#x20;", "&nbsp", "!!! note", "??? x", '=== "Tab"', "===", "---", "++ctrl+x++", "==mark==", "{++x++}", "{>>x<<}",
    "{--x--}", "~~x~~", "^^x^^", "H~2~O", ":smile:", "https://x.y/z", "www.x.y", "a@x.y", "\\", "\\`", "wzxhzdk:0", "klzzwxh:0000",
    "$x$", "$$", "\\(x\\)", "(c)", "1/2", "1st", "...", "<b>", "</pre>", "</table>", "<style>", "<?x",
    "<![CDATA[", "# h", "> q", "- l",
    "* l", "1. l", "|a|b|", "|-|-|", "`x`", "`` x ``", "**x**", "_x_", "[x](http://y.z)", "[x](../y/)", "![x](y.png)", "<http://y.z>",
    "[=50%]",
    "[[x]]", "[ ] x", "@x", "term\n:   x", "'x'", '"x"', "中文", "T-1d",
]  # fmt: skip
hostile = st.lists(st.sampled_from(LINES), min_size=1, max_size=7).flatmap(
    lambda parts: st.sampled_from(["", " ", "\n"]).map(lambda between: between.join(parts))
)


@pytest.mark.parametrize("key", SECTIONS)
@given(texts=st.lists(hostile, min_size=40, max_size=40))
@settings(max_examples=2, phases=[Phase.generate])
def test_pages_show_what_was_written(key: str, texts: list[str]) -> None:
    plan = hostile_plan(key, lambda number: "\n" + texts[number % len(texts)] + "\n")
    found = faults(plan.texts, built(plan.text))
    assert not found, "\n".join(found)


@given(st.lists(hostile.filter(str.strip), min_size=3, max_size=6))
@settings(max_examples=4, phases=[Phase.generate])
def test_every_step_of_a_sheet_shows_its_command(commands: list[str]) -> None:
    """No command swallows the steps after it, and a link in a note is a link whatever stands around it."""
    steps = [{"do": "Act", "owner": "ada", "command": one, "note": "see [it](https://x.example)"} for one in commands]
    data = {
        "plan": "p",
        "title": "P",
        "launch": "2026-12-08 10:00",
        "owner": "ada",
        "decider": "ada",
        "people": {"ada": {"name": "Ada"}},
    }
    sheet = {"runsheet": [{"title": "Box", "at": "T .. T+30m", "owner": "ada", "steps": steps}]}
    pages = built(json.dumps(data | sheet))
    shown = [found for page in pages if (found := [content(code) for code in page.iter("pre")])]
    assert shown == [commands] * 4, "on the front page, the run sheet, the page of the person, and the duty card"
    links = [link for page in pages for link in page.iter("a") if link.get("href") == "https://x.example"]
    assert [content(link) for link in links] == ["it"] * len(commands) * 3, (
        "on the front page, the run sheet and the duty card"
    )


CODE = "kubectl  get `x`\n\n    deep *a* <b>\n\ttab\n```` not the end\n# h\n- l\n"


@pytest.mark.parametrize("fence", ["```", "`````", "~~~", "~~~~~~"])
@pytest.mark.parametrize(
    ("before", "indentation", "after"),
    [
        ("", "", ""), ("", "   ", "text\n"), ("- a\n", "  ", "- b\n"), ("- a\n\n", "    ", "  goes on\n"), ("1. a\n", "   ", "2. b\n"),
        ("- a\n    - b\n", "      ", "    - c\n"), ("- a\n\t- b\n\n", "\t\t", "\t- c\n"), ("text\n- no list\n", "  ", "text\n"),
    ],
)  # fmt: skip
def test_fenced_code_is_a_block_wherever_it_stands(before: str, indentation: str, after: str, fence: str) -> None:
    """In a nested list, behind tabs, with tildes, between longer fences: to the letter, and nothing swallows what follows."""
    code = CODE.replace("````", "```" if len(fence) > 3 and fence[0] == "`" else "~~" if fence[0] == "~" else "``")
    fenced = f"{fence}sh title=x\n{code}{fence}{fence[0]}\n"
    text = before + "".join(f"{indentation}{line}" for line in fenced.splitlines(keepends=True)) + after
    page = parsed(render_block(text))
    assert [content(block) for block in page.iter("pre")] == [code]
    items = [content(item).split("\n")[0] for item in page.iter("li")]
    assert len(items) == sum(
        line.lstrip()[:2] in ("- ", "1.", "2.") for line in (before + after).splitlines()
    ) - before.count("no")
    assert all(word in content(page) for word in after.split() if word.isalpha())


def test_code_that_begins_at_the_mark_of_an_item_is_a_block() -> None:
    page = parsed(render_block("- ```sh\n  a\n    b\n  ```\n- c\n"))
    assert [content(block) for block in page.iter("pre")] == ["a\n  b\n"]
    assert len(list(page.iter("li"))) == 2
