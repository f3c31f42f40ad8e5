"""Pages of plans go past Python-Markdown only where nothing could be lost on the way."""

from __future__ import annotations

from pathlib import Path

import pytest
from site_kit import TEA, build, mkdocs_build, project

from launchbook.site.extensions import NEEDED
from launchbook.site.set_aside import Aside, is_left_alone

TEXT = '---\ntitle: "Tea"\n---\n\n<p id="lead">A</p>\n\n# Tea {#tea}\n\n<div id="a&amp;b">\n\n<pre>x</pre></div>\n\n## End {#end}\n'
BODY = TEXT.partition('"Tea"\n---\n\n')[2]


def test_html_is_set_aside_and_put_back() -> None:
    aside = Aside()
    marked = aside.take("tea.md", TEXT, BODY)
    assert marked.splitlines()[::2] == [
        '<div data-lb-aside="0"></div>',
        "# Tea {#tea}",
        '<div data-lb-aside="1"></div>',
        "## End {#end}",
        '<div data-lb-aside="2"></div>',
    ]
    html, anchors = aside.put_back("tea.md", marked)
    assert html.split() == BODY.split() and anchors == {"lead", "a&b"}
    assert aside.put_back("tea.md", "<p>once</p>") == ("<p>once</p>", set())


@pytest.mark.parametrize(
    "changed",
    [BODY + "More *words*.", "Words first.\n\n" + BODY, BODY.replace("End", "The end"), BODY.partition("# Tea")[2], ""],
    ids=["after", "before", "within", "cut", "emptied"],
)
def test_what_another_plugin_changed_goes_the_long_way(changed: str) -> None:
    assert Aside().take("tea.md", TEXT, changed) == changed


def test_words_outside_of_html_go_the_long_way() -> None:
    text = TEXT.replace("## End", "*Words* of a template.\n\n## End")
    body = text.partition('"Tea"\n---\n\n')[2]
    assert Aside().take("tea.md", text, body) == body


@pytest.mark.parametrize(
    ("named", "alone"),
    [
        ("abbr", True),
        ("footnotes", True),
        ("md_in_html", True),
        ("pymdownx.emoji", True),
        ("pymdownx.snippets", False),
        ("pymdownx.pathconverter", False),
        ("pymdownx.striphtml", False),
    ],
)
def test_extensions_that_change_html_are_asked(named: str, alone: bool) -> None:
    assert is_left_alone([*NEEDED, named], NEEDED) is alone


def built(folder: Path, files: dict[str, str], **settings: object) -> Path:
    """The site of the small plan with further files."""
    project(folder / "team", {"tea.yml": TEA}, files, **settings)
    build(folder / "team")
    return folder / "team" / "site" / "plans" / "tea"


def test_a_template_of_the_team_may_have_words_between_its_html(tmp_path: Path) -> None:
    own = '---\ntitle: "x"\n---\n\n# {{ title | heading }} {#plan}\n\n<p>One</p>\n\nIn our words.\n\n<p>Two</p>\n'
    site = built(tmp_path, {"overrides/launchbook/sections/head/page.md.j2": own})
    assert "<p>In our words.</p>" in (site / "index.html").read_text("utf-8")


HOOK = """
def on_page_markdown(markdown, page, **_):
    return f"{markdown}\\n\\nAdded *here*.\\n" if page.file.src_uri.endswith("metrics.md") else markdown

def on_page_content(html, page, **_):
    assert "data-lb-aside" not in html
    return html.replace("<footer", "<b>seen</b><footer")
"""


def test_what_a_hook_adds_to_a_page_is_there(tmp_path: Path) -> None:
    """Markdown that is added goes through Markdown; HTML that is changed is that of the whole page."""
    site = built(tmp_path, {"hook.py": HOOK}, hooks=["hook.py"])
    assert "<p>Added <em>here</em>.</p>" in (site / "metrics" / "index.html").read_text("utf-8")
    for page in site.glob("*/index.html"):
        assert "<b>seen</b><footer" in page.read_text("utf-8"), page


def test_links_of_the_documentation_to_rows_are_checked(tmp_path: Path) -> None:
    """MkDocs gathers the anchors of what it reads; those that are set aside are told to it."""
    link, team = "[the metric](plans/tea/metrics.md#{})\n", tmp_path / "team"
    site = built(tmp_path, {"docs/notes.md": link.format("metric-load")}, validation={"anchors": "warn"})
    assert ' id="metric-load"' in (site / "metrics" / "index.html").read_text("utf-8")
    (team / "docs" / "notes.md").write_text(link.format("nowhere"), "utf-8")
    found = mkdocs_build(team)
    assert found.returncode and "does not contain an anchor '#nowhere'" in found.stdout + found.stderr
