"""The built site: strict, repeatable, whole, bounded, safe; and what a failing build leaves behind."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml
from hostile_kit import PAYLOAD, hostile_plans
from site_kit import (
    CLOCK,
    ENV,
    PREFIX,
    TEA,
    Built,
    address_of,
    build,
    config,
    content,
    launchbook,
    lines_of,
    mkdocs_build,
    plan_addresses,
    project,
    resolve,
    run,
    tea,
    words,
    write,
)

from launchbook.render.margins import _HATCH

pytest_plugins = ("site_fixtures",)


# the team's own site


def test_a_strict_build_has_nothing_to_say(real: Built) -> None:
    assert "WARNING" not in real.log
    assert "ERROR" not in real.log
    assert "DeprecationWarning" not in real.log


def test_two_builds_are_the_same_byte_for_byte(real: Built, tmp_path: Path) -> None:
    """What MkDocs is handed, by two processes; `test_the_site_may_go_elsewhere` compares what it makes of it."""
    for seed in "12":
        command = ("launchbook", "render", "--plans", real.project / "plans", "--out", tmp_path / seed)
        done = run(*command, "--as-of", CLOCK.date(), cwd=real.project, env={**ENV, "PYTHONHASHSEED": seed})
        assert done.returncode == 0, done.stderr
    first, second = content(tmp_path / "1"), content(tmp_path / "2")
    assert set(first) == set(second)
    assert not [name for name in first if first[name] != second[name]]


def test_every_plan_and_section_has_its_page(real: Built) -> None:
    from launchbook.load import find_plans, load_plan
    from launchbook.views.days.model import days_of
    from launchbook.views.runs.sheets import run_sheets

    sources, _ = find_plans([real.project / "plans"], real.project)
    assert sources
    for files in sources:
        plan = load_plan(files).plan
        assert plan is not None
        front = f"plans/{plan.id}/"
        days = {f"{front}{day.path}/" for day in days_of(plan)}
        sections = {f"{front}{key}/" for key in plan.sections}
        runs = {
            sheet.path.removesuffix("index.md").removesuffix(".md").removesuffix("/") + "/"
            for sheet in run_sheets(plan)
        }
        assert {front, *sections, *days, *runs, f"{front}sheet/"} == set(plan_addresses(real, plan.id))
        reached = {found[0] for link in real.pages[front].links if (found := resolve(front, link))}
        assert sections | days | ({f"{front}runs/"} if plan.runs else set()) <= reached, (
            "all are linked from the front page"
        )
        if not plan.frame.undated:
            assert f"{front}day/{plan.frame.day.isoformat()}/" in days


def targets(built: Built) -> dict[str, set[str]]:
    """Every address of the site, with the ids on it."""
    found = {address: set(page.ids) for address, page in built.pages.items()}
    for path in built.site.rglob("*"):
        if path.is_file():
            found.setdefault(address_of(path.relative_to(built.site).as_posix()), set())
    return found


def dead_ends(built: Built) -> list[str]:
    """Links, sources and anchors of all pages that lead nowhere."""
    known = targets(built)
    dead = []
    for address, page in built.pages.items():
        for link in [*page.links, *(source for _, source in page.sources)]:
            if urlsplit(link).scheme in ("mailto", "tel", "data"):
                continue
            found = resolve(address, link)
            if found is None:
                continue
            where, anchor = found
            if address_of(where) not in known:
                dead.append(f"{address}: {link}")
            elif anchor and not anchor.startswith(("__", ":~:")) and anchor not in known[address_of(where)]:
                dead.append(f"{address}: {link} (no such anchor)")
    return dead


def test_every_link_source_and_anchor_leads_somewhere(real: Built) -> None:
    dead = dead_ends(real)
    assert not dead, lines_of(dead)


def test_every_fragment_target_in_the_search_index_exists(real: Built) -> None:
    known = targets(real)
    index = json.loads((real.site / "search" / "search_index.json").read_text("utf-8"))
    assert index["docs"]
    for entry in index["docs"]:
        where, _, anchor = entry["location"].partition("#")
        assert where in known, entry["location"]
        assert not anchor or anchor in known[where], entry["location"]


def test_ids_are_unique_on_each_page(real: Built, hostile: Built) -> None:
    for built in (real, hostile):
        for address, page in built.pages.items():
            doubled = [id for id, count in Counter(page.ids).items() if count > 1]
            assert not doubled, f"{address}: {doubled}"


def foreign(built: Built) -> list[str]:
    """What a page or style sheet would load from another host."""
    found = []
    for address, page in built.pages.items():
        sources = [source for tag, source in page.sources if tag not in ("link prev", "link next", "link edit")]
        sources += [url for style in page.styles for url in style_addresses(style)]
        found += [
            f"{address}: {source}"
            for source in sources
            if urlsplit(source).scheme != "data" and urlsplit(source).netloc
        ]
    for path in built.site.rglob("*.css"):
        found += [f"{path.name}: {url}" for url in style_addresses(path.read_text("utf-8")) if urlsplit(url).netloc]
    return found


def style_addresses(style: str) -> list[str]:
    urls = re.findall(r"url\(\s*([\"']?)(.*?)\1\s*\)", style) + re.findall(r"@import\s+()[\"']([^\"']+)", style)
    return [url for _, url in urls if not url.startswith("data:")]


def test_no_page_loads_anything_from_another_host(real: Built, hostile: Built) -> None:
    assert not foreign(real)
    assert not foreign(hostile)


def test_style_sheets_load_only_what_is_there(real: Built) -> None:
    for path in real.site.rglob("*.css"):
        for url in style_addresses(path.read_text("utf-8")):
            assert (path.parent / url.partition("#")[0].partition("?")[0]).is_file(), f"{path}: {url}"


def test_pages_have_no_scripts_but_the_themes(real: Built) -> None:
    for address, page in real.pages.items():
        assert not page.handlers, f"{address}: {page.handlers}"


def test_every_page_says_what_it_is(real: Built) -> None:
    titles = Counter()
    for address, page in real.pages.items():
        assert words(page.title), address
        titles[page.title] += address != "404.html"
    assert not [title for title, count in titles.items() if count > 1]


def test_no_template_or_markdown_is_left_over(real: Built) -> None:
    """What a page shows is words, not the notation that they were written in."""
    for address in plan_addresses(real):
        article = real.pages[address].article
        for sign in ("{{", "{%", "{#", "}}", "None", "<b>", "**", "&lt;", "&#", "datetime.", "object at 0x", "Ref("):
            assert sign not in article, (
                f"{address}: {sign} in {article[max(0, article.find(sign) - 60) : article.find(sign) + 60]}"
            )


def test_the_sitemap_lists_every_page(real: Built) -> None:
    listed = re.findall(r"<loc>https?://[^/]+(/[^<]*)</loc>", (real.site / "sitemap.xml").read_text("utf-8"))
    wanted = {PREFIX + address for address in real.pages if address != "404.html"}
    assert set(listed) == wanted


# the plugin's settings


def built(folder: Path) -> Built:
    build(folder)
    return Built(folder)


def test_flat_addresses_and_another_folder_of_plans_work_too(tmp_path: Path) -> None:
    files = {"launches/tea.yml": TEA, "launches/coffee.yml": tea("coffee"), "docs/about.md": "# About\n"}
    plugins = ["search", {"launchbook": {"plans_dir": "launches"}}]
    site = built(project(tmp_path / "p", {}, files, use_directory_urls=False, plugins=plugins))
    assert {"plans/tea/index.html", "plans/tea/people.html"} <= set(content(site.site))
    assert not dead_ends(site)
    inner = [link for link in site.pages["plans/tea/people.html"].links if "coffee" not in link and link.endswith("/")]
    assert not inner, "links name files, so that the site works from a disk"


def test_a_page_shows_only_its_own_plan_in_the_navigation(tmp_path: Path) -> None:
    names = [f"plan-{letter}" for letter in "abcdefghijkl"]
    site = built(project(tmp_path / "p", {f"{name}.yml": tea(name) for name in names}, {"docs/about.md": "# About\n"}))
    for name in names:
        for address in plan_addresses(site, name):
            shown = {found[0] for link in site.pages[address].sidebar if (found := resolve(address, link))}
            own, others = (
                {link for link in shown if link.startswith(f"plans/{name}/")},
                {link for link in shown if link.startswith("plans/")},
            )
            assert own == others, f"{address} links to another plan's pages"
            sections = {page for page in plan_addresses(site, name) if not re.search(r"/day/|/sheet/$", page)}
            assert sections <= own, f"{address} does not link to all pages of its plan"
            assert "" in shown and "about/" in shown, f"{address} does not lead home"
    home = {found[0] for link in site.pages[""].sidebar if (found := resolve("", link))}
    assert not [link for link in home if re.match(r"plans/.+/.+/", link)]
    cards = {found[0] for link in site.pages[""].links if (found := resolve("", link))}
    assert {f"plans/{name}/" for name in names} <= cards


def test_an_index_of_the_team_moves_the_plans_beside_it_and_a_site_needs_no_overrides(tmp_path: Path) -> None:
    theme = yaml.safe_load(config())["theme"]
    theme.pop("custom_dir", None)
    folder = project(tmp_path / "p", {"tea.yml": TEA}, {"docs/index.md": "# Welcome to our team\n"}, theme=theme)
    shutil.rmtree(folder / "overrides")
    site = built(folder)
    assert "plans/tea/" in site.pages
    assert "Welcome to our team" in site.pages[""].article
    assert "茶叙" in site.pages["plans/"].article
    assert not dead_ends(site)
    assert "plans/" in {found[0] for link in site.pages[""].links if (found := resolve("", link))}


def test_a_site_without_plans_teaches(tmp_path: Path) -> None:
    site = built(project(tmp_path / "p", {}))
    assert "launchbook new" in site.pages[""].article
    assert not dead_ends(site)


def test_a_missing_plans_folder_is_said(tmp_path: Path) -> None:
    folder = project(tmp_path / "p", {})
    (folder / "plans").rmdir()
    found = mkdocs_build(folder)
    assert found.returncode == 1
    assert "there is no folder plans/ beside mkdocs.yml" in found.stderr
    assert "Traceback" not in found.stderr


SOURCES = {
    "github": (
        {"repo_url": "https://github.com/team/launches", "edit_uri": "edit/trunk/docs/"},
        "https://github.com/team/launches/blob/trunk/{path}#L{line}",
    ),
    "github without a branch": (
        {"repo_url": "https://github.com/team/launches", "edit_uri": None},
        "https://github.com/team/launches/blob/main/{path}#L{line}",
    ),
    "gitlab": (
        {"repo_url": "https://gitlab.com/team/launches", "edit_uri": "edit/main/docs/"},
        "https://gitlab.com/team/launches/-/blob/main/{path}#L{line}",
    ),
    "a gitlab of the team's own": (
        {"repo_url": "https://git.example.com/team/launches", "edit_uri": "-/edit/main/docs/"},
        "https://git.example.com/team/launches/-/blob/main/{path}#L{line}",
    ),
    "the option wins": (
        {
            "repo_url": "https://github.com/team/launches",
            "plugins": ["search", {"launchbook": {"source_url": "https://code.example.com/{path}?l={line}"}}],
        },
        "https://code.example.com/{path}?l={line}",
    ),
}


@pytest.mark.parametrize("host", SOURCES)
def test_edit_links_lead_to_the_line_of_the_section(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    """In what is rendered, which is what MkDocs is handed."""
    settings, form = SOURCES[host]
    monkeypatch.chdir(project(tmp_path / "p", {"tea.yml": TEA}, repo_name=None, **settings))
    assert launchbook("render", "--out", "out").code == 0
    for page, start in (("index", "plan:"), ("people", "people:"), ("metrics", "metrics:")):
        line = next(number for number, text in enumerate(TEA.splitlines(), 1) if text.startswith(start))
        text = (tmp_path / "p/out/docs/plans/tea" / f"{page}.md").read_text("utf-8")
        [link] = re.findall(r'class="lb-edit" href="([^"]+)"', text)
        assert link in (
            form.format(path="plans/tea.yml", line=line),
            form.format(path="plans/tea.yml", line=line + 1),
        ), page


def test_edit_links_of_the_real_plans_lead_to_lines_that_are_there(real: Built) -> None:
    settings = yaml.safe_load((real.project / "mkdocs.yml").read_text("utf-8"))
    if not settings.get("repo_url"):
        pytest.skip("the project has no repository")
    seen = 0
    for address in plan_addresses(real):
        for link in real.pages[address].links:
            found = re.fullmatch(r".*/blob/[^/]+/(plans/[^#]+)#L(\d+)", link)
            if found:
                seen += 1
                lines = (real.project / found[1]).read_text("utf-8").splitlines()
                assert lines[int(found[2]) - 1].strip(), link
    assert seen


def test_without_a_repository_there_is_no_edit_link(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project(tmp_path / "p", {"tea.yml": TEA}, repo_url=None, repo_name=None, edit_uri=None))
    assert launchbook("render", "--out", "out").code == 0
    assert "lb-edit" not in "".join(path.read_text("utf-8") for path in (tmp_path / "p/out/docs").rglob("*.md"))


# overrides


def test_what_a_team_overrides_wins(tmp_path: Path) -> None:
    overrides = {
        "overrides/launchbook/sections/people/page.md.j2": (
            '{% extends "layout.md.j2" %}{% block body %}<p class="ours">OUR OWN PEOPLE {{ section.root | length }}</p>{% endblock %}\n'
        ),
        "overrides/partials/copyright.html": "<div>OUR OWN COPYRIGHT</div>\n",
        "overrides/launchbook/home.md.j2": "# OUR OWN HOME: {{ cards | length }}\n",
        "overrides/partials/nav.html": '<nav class="md-nav md-nav--primary"><ul><li>OUR OWN NAV</li></ul></nav>\n',
    }
    site = built(project(tmp_path / "p", {"tea.yml": TEA}, overrides))
    for address in ("plans/tea/people/", "plans/tea/metrics/", ""):
        html = (site.site / address / "index.html").read_text("utf-8")
        assert "OUR OWN COPYRIGHT" in html
        assert "OUR OWN NAV" in html
        assert ("OUR OWN PEOPLE 2" in html) == (address == "plans/tea/people/")
    assert "OUR OWN HOME: 1" in site.pages[""].article


# a failing build


HOOKS = """\
import os, sys
from pathlib import Path
from mkdocs.plugins import event_priority

def stop(stage):
    if os.environ.get("STOP_AT") == stage:
        print("stopped", flush=True)
        sys.stdin.read()

def on_config(config):
    global site_dir
    site_dir = Path(config.site_dir)

def on_post_page(output, **rest):
    stop("a page")
    return output

def on_post_build(config):
    (site_dir / "kept.txt").write_text("by its path of early on")
    (Path(config.site_dir) / "default.txt").write_text("in the middle")
    stop("the end")

@event_priority(-1000)
def on_shutdown():
    (site_dir / "late.txt").write_text("when all is over")
    stop("the shutdown")
"""
"""What other plugins do: write to the site at every stage. A build stops where `STOP_AT` says, until its input ends."""
WRITTEN_BY_HOOKS = {"kept.txt", "default.txt", "late.txt"}


def start(folder: Path, stop_at: str) -> subprocess.Popen[str]:
    """A build; returns when it has reached the stage."""
    process = subprocess.Popen(
        [sys.executable, "-m", "mkdocs", "build"],
        cwd=folder,
        env=ENV | {"STOP_AT": stop_at},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a shell's background job ignores it
    )
    assert process.stdout
    if stop_at:
        assert process.stdout.readline() == "stopped\n", process.communicate()
    return process


def with_hooks(good: Built, folder: Path) -> Path:
    shutil.copytree(good.project, folder)
    return write(folder, {"hooks.py": HOOKS, "mkdocs.yml": config(hooks=["hooks.py"])})


def leave_a_mistake(folder: Path) -> None:
    write(folder, {"plans/tea.yml": TEA.replace("owner: li", "owner: nobody")})


def leave_a_broken_link(folder: Path) -> None:
    write(folder, {"docs/about.md": "# About\n\n[nowhere](nowhere.md)\n"})


def leave_a_broken_template(folder: Path) -> None:
    write(folder, {"overrides/launchbook/sections/people/page.md.j2": "# People\n{{ 1 / 0 }}\n"})


def leave_an_unclosed_template(folder: Path) -> None:
    write(folder, {"overrides/launchbook/sections/people/page.md.j2": "{% if x %}\n"})


def leave_a_broken_theme(folder: Path) -> None:
    write(folder, {"overrides/partials/copyright.html": "{{ undefined_thing.attribute }}\n"})


def leave_a_broken_config(folder: Path) -> None:
    write(folder, {"mkdocs.yml": "site_name: ["})


FAILURES = {
    "a mistake in a plan": (leave_a_mistake, "plans/tea.yml:7:8: RF001"),
    "a broken link": (leave_a_broken_link, "nowhere.md"),
    "a template that fails": (
        leave_a_broken_template,
        "overrides/launchbook/sections/people/page.md.j2:2:1: TP001 error: the template fails: ZeroDivisionError",
    ),
    "a template that is none": (
        leave_an_unclosed_template,
        "overrides/launchbook/sections/people/page.md.j2:1:1: TP001 error: the template fails: TemplateSyntaxError",
    ),
    "a theme that fails": (leave_a_broken_theme, "undefined_thing"),
    "a broken configuration": (leave_a_broken_config, "mkdocs.yml"),
}


@pytest.mark.parametrize("failure", FAILURES)
def test_a_failing_build_leaves_the_last_good_site(good: Built, tmp_path: Path, failure: str) -> None:
    folder = shutil.copytree(good.project, tmp_path / "p")
    before, beside = content(folder / "site"), set(os.listdir(folder))
    make, message = FAILURES[failure]
    make(folder)
    found = mkdocs_build(folder)
    assert found.returncode != 0
    assert message in found.stdout + found.stderr
    assert "Traceback" not in found.stderr or failure == "a theme that fails", (
        "the theme's templates are MkDocs' own affair"
    )
    assert content(folder / "site") == before
    assert set(os.listdir(folder)) == beside, "something was left beside the site"


@pytest.mark.parametrize(("stage", "how"), [("a page", signal.SIGINT), ("the end", signal.SIGKILL)])
def test_an_interrupted_build_leaves_the_last_good_site(
    good: Built, tmp_path: Path, stage: str, how: signal.Signals
) -> None:
    folder = with_hooks(good, tmp_path / "p")
    before, beside = content(folder / "site"), set(os.listdir(folder))
    process = start(folder, stage)
    assert content(folder / "site") == before
    process.send_signal(how)
    process.communicate()
    assert process.returncode != 0
    assert content(folder / "site") == before
    if how == signal.SIGINT:
        assert set(os.listdir(folder)) - {"__pycache__"} == beside


def test_two_builds_at_once_come_one_after_the_other(good: Built, tmp_path: Path) -> None:
    """The second says why it waits. What other plugins write is not lost, whichever way they find the site."""
    folder = with_hooks(good, tmp_path / "p")
    write(folder, {"site/.htaccess": "kept"})
    beside = set(os.listdir(folder))
    first = start(folder, "the end")
    second = start(folder, "")
    assert second.stderr
    said = next(line for line in second.stderr if "waiting" in line)
    assert f"process {first.pid} is writing here" in said
    for process in (first, second):
        process.communicate()
        assert process.returncode == 0
    assert set(content(folder / "site")) == set(content(good.site)) | WRITTEN_BY_HOOKS | {".htaccess"}
    assert set(os.listdir(folder)) - {"__pycache__"} == beside


def test_only_commands_that_build_touch_the_site(good: Built, tmp_path: Path) -> None:
    """mike runs the events of a command of its own, and builds in another process. Others load, configure, or stop half-way."""
    folder = shutil.copytree(good.project, tmp_path / "p")
    script = """
import sys
from mkdocs.config import load_config
for startup in (None, "mike", "build", "gh-deploy", "serve"):
    config = load_config("mkdocs.yml")
    site = config.site_dir
    if startup:
        config.plugins.run_event("startup", command=startup, dirty=False)
    found = config.plugins.run_event("config", config)
    if startup != "build":
        config.plugins.run_event("shutdown")
        assert found.site_dir == config.site_dir == site
"""
    before, beside = content(folder / "site"), set(os.listdir(folder))
    subprocess.run([sys.executable, "-c", script], cwd=folder, env=ENV, check=True)
    run("mkdocs", "get-deps", cwd=folder)
    assert content(folder / "site") == before
    assert set(os.listdir(folder)) == beside


def test_a_build_by_another_program(good: Built, tmp_path: Path) -> None:
    """Without a beginning it is MkDocs' own affair; with one, the site is replaced at the end and not before."""
    folder = shutil.copytree(good.project, tmp_path / "p")
    script = """
from pathlib import Path
from mkdocs.commands.build import build
from mkdocs.config import load_config
config, new = load_config("mkdocs.yml"), Path("site/plans/new/index.html")
build(config)
assert new.is_file()
Path("plans/new.yml").unlink()
config.plugins.on_startup(command="build", dirty=False)
build(config)
assert new.is_file()
config.plugins.on_shutdown()
assert not new.exists()
"""
    write(folder, {"plans/new.yml": tea("new")})
    found = subprocess.run([sys.executable, "-c", script], cwd=folder, env=ENV, capture_output=True, text=True)
    assert found.returncode == 0, found.stderr
    assert set(content(folder / "site")) == set(content(good.site))


@pytest.mark.parametrize(
    ("prepare", "says"),
    [
        (
            "mount -t tmpfs -o size=$(($(du -sk good | cut -f1) + 600))k none site && cp -r good/. site",
            "No space left on device",
        ),
        ("cp -r good/. site && mount --bind site site && mount -o remount,ro,bind site", "may not be written to"),
        ("rmdir site && cp good/index.html site", "a folder is needed here"),
    ],
    ids=["a full disk", "a disk that is read only", "a file"],
)
def test_a_site_that_cannot_be_written_is_told_in_a_sentence(
    good: Built, tmp_path: Path, prepare: str, says: str
) -> None:
    if subprocess.run(["unshare", "-m", "true"], capture_output=True).returncode:
        pytest.skip("mounting needs root")
    folder = shutil.copytree(good.project, tmp_path / "p")
    (folder / "site").rename(folder / "good")
    (folder / "site").mkdir()
    build = f"{sys.executable} -m mkdocs build; code=$?; diff -r site seen || exit 98; exit $code"
    command = f"{prepare} && cp -r site seen || exit 99; {build}"
    found = subprocess.run(["unshare", "-m", "sh", "-c", command], cwd=folder, env=ENV, capture_output=True, text=True)
    assert found.returncode == 1, found.stderr
    assert "Traceback" not in found.stderr
    [sentence] = [line for line in found.stderr.splitlines() if "left as it was" in line]
    assert says in sentence and str(folder / "site") in sentence


def test_a_mistake_is_shown_with_its_place_and_without_a_traceback(tmp_path: Path) -> None:
    fresh = project(tmp_path / "fresh", {"tea.yml": TEA.replace("owner: li", "owner: nobody")})
    found = mkdocs_build(fresh)
    assert found.returncode != 0
    assert "plans/tea.yml:7:8: RF001 error" in found.stderr
    assert "owner: nobody" in found.stderr
    assert "Traceback" not in found.stderr
    assert not (fresh / "site").exists()
    assert not [name for name in os.listdir(fresh) if name.startswith(".")]


def test_a_build_takes_away_what_is_gone(good: Built, tmp_path: Path) -> None:
    folder = shutil.copytree(good.project, tmp_path / "p")
    (folder / "plans" / "coffee.yml").unlink()
    build(folder)
    assert not (folder / "site" / "plans" / "coffee").exists()
    assert not [name for name in content(folder / "site") if "coffee" in name]
    assert "coffee" not in (folder / "site" / "search" / "search_index.json").read_text("utf-8")


def test_the_site_may_go_elsewhere(good: Built, tmp_path: Path) -> None:
    found = mkdocs_build(good.project, "--site-dir", tmp_path / "else" / "where")
    assert found.returncode == 0, found.stderr
    assert content(tmp_path / "else" / "where") == content(good.site)
    assert os.listdir(tmp_path / "else") == ["where"]


# hostile plans


def test_hostile_plans_build_without_a_warning(hostile: Built) -> None:
    assert "WARNING" not in hostile.log
    assert len(plan_addresses(hostile)) > 40


def test_hostile_text_stays_text(hostile: Built) -> None:
    """Every value with hostile text is on a page of its plan, as the text that it is."""
    gone, changed = [], []
    literal = re.escape(PAYLOAD.partition(" `")[0]).replace(r"\{n\}", r"\d+")
    for name, plan in hostile_plans().items():
        shown = "".join(words(hostile.pages[address].article) for address in plan_addresses(hostile, name))
        gone += [f"{name} {mark}" for mark in plan.texts if mark not in shown]
        marks = (mark for mark in plan.texts if mark in shown)
        changed += [f"{name} {mark}" for mark in marks if not re.search(f"{mark} .{{0,200}}?{literal}", shown)]
    assert not gone, lines_of(gone)
    assert not changed, lines_of(changed)


def test_hostile_text_adds_no_script_handler_or_address(hostile: Built) -> None:
    for address, page in hostile.pages.items():
        assert not page.handlers, f"{address}: {page.handlers}"
        assert not [text for text in page.scripts if "__pwned" in text], address
        assert not [
            link for link in page.links if re.match(r"(?i)[\s\x00-\x1f]*(javascript|data|vbscript|file):", link)
        ], address
        for tag, source in page.sources:
            assert source != "x", f"{address}: <{tag} src=x>"
    assert not dead_ends(hostile)


def test_hostile_text_ends_no_string_of_a_style_sheet(hostile: Built) -> None:
    """Margins of paper hold titles of plans. Outside of strings there is nothing but our own words."""
    sheets = list(hostile.site.rglob("*paper.css"))
    assert sheets
    for path in sheets:
        text = re.sub(r'"(?:[\w ]|\\[0-9a-f]{6} )*"', '""', path.read_text("utf-8").replace(_HATCH, ""))
        rules = re.sub(r'\[data-(?:paper|part|piece)="[\w-]*"\]|content: (?:""|counter\(pages?\)|[ ])+', "", text)
        rules = re.sub(
            r'""|url\("[\w/.-]*squares/[\w/-]+\.svg"\)|lb-[\w-]+|h[1-6]\b|\d+(?:mm|pt)|A[45]|Letter|, (?="")', "", rules
        )
        odd = re.search(
            r"[^a-z :;@(){}.,~+*\n-]", rules
        )  # one sign: a pattern of the whole would be tried in every way
        assert odd is None, f"{path}: {rules[max(odd.start() - 100, 0) : odd.end() + 100]}"


def test_hostile_titles_are_escaped_where_the_theme_prints_them(hostile: Built) -> None:
    for address in plan_addresses(hostile):
        html = (hostile.site / address / "index.html").read_text("utf-8")
        assert "<script>window.__pwned" not in html, address
        assert "<img src=x" not in html, address
