"""Commands that publish: the tree of pages, a site to open from disk, papers."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from launchbook.cli.options import PROBLEMS, Date, Stop, language_option, today
from launchbook.core.problem import Message, say
from launchbook.discovery.catalogues import translator
from launchbook.lacking import lacking
from launchbook.load import find_plans
from launchbook.render import Renderer
from launchbook.report import format_text, summary
from launchbook.revisions import History
from launchbook.site import Builder, write_tree
from launchbook.site.binding import bind
from launchbook.site.config import REFERENCE, options_for, theme_unfit
from launchbook.site.memory import CACHE, Memory
from launchbook.site.pack import edition_of, pack
from launchbook.site.pdf import Printer, Unprinted, browser, letters, packs, print_packs
from launchbook.site.tree import DEFAULT_CONFIG, read_config, site_tree


@click.command()
@click.option(
    "--plans",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default="plans",
    help="Folder of the plans.",
)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder to write to.")
@click.option(
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="mkdocs.yml to build on (default: the one beside the plans folder).",
)
@click.option("--as-of", type=Date(), help="The time to render for (default: today).")
@language_option
def render(plans: Path, out: Path, config: Path | None, as_of: datetime | None, lang: str) -> int:
    """Write the engine-neutral tree: pages, assets, templates and a config.

    MkDocs and Zensical build it without any plugin. Files that did not change are not rewritten; nothing outside OUT
    is touched; nothing is written when a plan has an error.
    """
    if config and not config.is_file():
        raise Stop(f"{config}: no such file")
    config = config or plans.resolve().parent / "mkdocs.yml"
    settings = _settings(config)
    home = config.resolve().parent
    docs = home / (_word(settings, "docs_dir") or "docs")
    theme = settings.get("theme")
    if unfit := _theme_unfit(settings):
        raise Stop(f"{config}: {unfit}")
    custom = theme.get("custom_dir") if isinstance(theme, dict) else None
    overrides = home / str(custom) if custom else None
    options = options_for(
        language=str(theme.get("language", "en")) if isinstance(theme, dict) else "en",
        directory_urls=bool(settings.get("use_directory_urls", True)),
        repo_url=_word(settings, "repo_url"),
        edit_uri=_word(settings, "edit_uri"),
        site_url=_word(settings, "site_url"),
        source_url=_plugin_option(settings, "source_url"),
        has_index=(docs / "index.md").is_file(),
        explains_all=(docs / REFERENCE).is_file(),
    )
    renderer = Renderer(options, [overrides] if overrides else [])
    sources, unread = find_plans([plans], home)
    when = as_of or today()
    history = History(home, sources)
    earlier = Memory(home / CACHE).states(history.earlier(when), sources)
    site = Builder().build(sources, when, renderer, unread, history.revisions(when), earlier=earlier)
    if site.errors:
        click.echo(format_text(site.errors, lang), err=True)
        outcome = say("nothing was written: {summary}", summary=summary(site.errors, lang))
        click.echo(outcome.render(translator(lang)), err=True)
        return PROBLEMS
    written = write_tree(out, site_tree(site, settings, docs, overrides))
    for what, how in lacking(site):
        click.echo(f"{what.render(translator(lang))}. {how.render(translator(lang))}", err=True)
    outcome = say("{path}: {pages} pages, {files} files written", path=out, pages=len(site.pages), files=written)
    click.echo(outcome.render(translator(lang)))
    return 0


@click.command("pack")
@click.argument("site", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option(
    "--plans",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default="plans",
    help="Folder of the plans that the site was built from.",
)
@language_option
def pack_site(site: Path, plans: Path, lang: str) -> int:
    """Make a built SITE open from disk, and write it as a zip beside it.

    Build it with `mkdocs build --no-directory-urls --site-dir SITE` first, or all at once with `make offline`.
    """
    if not (site / "index.html").is_file():
        raise Stop(say("{path}: holds no site (index.html)", path=site).render(translator(lang)))
    sources, _ = find_plans([plans], plans.resolve().parent)
    try:
        out = pack(site, edition_of(sources))
    except OSError as error:
        where = error.filename or site
        raise Stop(f"{where}: {error.strerror or error}") from None
    size = f"{out.stat().st_size / 1e6:.1f}"
    outcome = say("{path}: {size} MB; unpack it, and open index.html", path=out, size=size)
    click.echo(outcome.render(translator(lang)))
    return 0


@click.command("pdf")
@click.argument("site", type=click.Path(path_type=Path, exists=True, file_okay=False), default="site")
@click.option("--plan", default="", help="Print the packs of this plan alone.")
@language_option
def pdf(site: Path, plan: str, lang: str) -> int:
    """Print the packs of a built SITE as PDF files, which its pages then offer.

    Build it first, or do both at once with `make pdf`. It needs Chromium.
    """
    translate = translator(lang)
    bind(site)
    pages = packs(site, plan)
    if not pages:
        raise Stop(_without_packs(site, plan).render(translate))
    try:
        letters(pages)
        printer = Printer(site, browser(), Path(CACHE).with_name("pdf"))
        for out in print_packs(printer, pages):
            click.echo(f"{out}: {out.stat().st_size / 1e3:.0f} kB")
    except Unprinted as error:
        raise Stop(error.message.render(translate)) from None
    return 0


def _without_packs(site: Path, plan: str) -> Message:
    """Why there is nothing to print: no plan of that name, or no site."""
    plans = sorted(
        {path.relative_to(site / "plans").parts[0] for path in packs(site) if (site / "plans") in path.parents}
    )
    if plan and plans:
        return say(
            "{site}: no plan `{plan}` has packs here. These have: {plans}", site=site, plan=plan, plans=", ".join(plans)
        )
    return say("{path}: holds no packs; build the site first, or do both at once with `make pdf`", path=site)


def _settings(config: Path) -> dict[str, Any]:
    if not config.is_file():
        return DEFAULT_CONFIG
    try:
        return read_config(config.read_text("utf-8"))
    except ValueError as error:
        raise Stop(f"{config}: {error}") from None


def _theme_unfit(settings: dict[str, Any]) -> str:
    """Why pages cannot be shown in the theme; empty also where MkDocs alone knows which it is (`!ENV`, `INHERIT`)."""
    theme = settings.get("theme", "mkdocs")
    name = theme.get("name") if isinstance(theme, dict) else theme
    return "" if "INHERIT" in settings or not isinstance(name, str | None) else theme_unfit(name)


def _word(settings: dict[str, Any], name: str) -> str:
    """A text of the settings; empty where it is left out or known only to MkDocs (`!ENV`)."""
    value = settings.get(name)
    return value if isinstance(value, str) else ""


def _plugin_option(settings: dict[str, Any], name: str) -> str:
    plugins = settings.get("plugins") or []
    entries = [plugins] if isinstance(plugins, dict) else [entry for entry in plugins if isinstance(entry, dict)]
    for entry in entries:
        options = entry.get("launchbook")
        if isinstance(options, dict) and options.get(name):
            return str(options[name])
    return ""


COMMANDS: dict[str, click.Command] = {"render": render, "pack": pack_site, "pdf": pdf}
