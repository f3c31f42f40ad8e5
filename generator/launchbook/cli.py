"""The command line: the only module that prints and exits."""

from __future__ import annotations

import difflib
import json
import os
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

import click

from launchbook import __version__
from launchbook.core.problem import Translate, say, say_count
from launchbook.core.runs.write import run_text
from launchbook.core.yaml_codes import MAX_BYTES
from launchbook.discovery.catalogues import languages, named_language, translator
from launchbook.discovery.kinds import Incomplete
from launchbook.exports.formats.whole import schema_text as exported_schema_text
from launchbook.lint.runs import problems_of_run
from launchbook.load import find_plans, load_plan
from launchbook.load.runs import read_run
from launchbook.merging import Different
from launchbook.merging import merged as merge
from launchbook.migrate import migrated, rewrite
from launchbook.reference import reference_pages
from launchbook.render import Renderer
from launchbook.report import format_json, format_text, summary
from launchbook.revisions import revisions
from launchbook.schema import schema_text
from launchbook.site import Builder, write_tree
from launchbook.site.config import options_for
from launchbook.site.pack import edition_of, pack
from launchbook.site.prompts import prompts
from launchbook.site.tree import DEFAULT_CONFIG, read_config, site_tree
from launchbook.site.write import NotOurs
from launchbook.starter import STARTERS, starter_plan, write_new

PROBLEMS, WRONG_USE = 1, 2


class Stop(Exception):
    """Ends a command with a sentence and an exit code."""

    def __init__(self, message: str, code: int = WRONG_USE) -> None:
        super().__init__(message)
        self.code = code


def main() -> NoReturn:
    """Run the command line; the one place where exceptions become exit codes."""
    try:
        code = commands.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(WRONG_USE)
    except click.Abort:
        click.echo("interrupted", err=True)
        sys.exit(130)
    except (Stop, NotOurs, Incomplete) as error:
        click.echo(f"launchbook: {error}", err=True)
        sys.exit(getattr(error, "code", WRONG_USE))
    except OSError as error:
        click.echo(f"launchbook: {error.filename2 or error.filename or ''}: {error.strerror or error}", err=True)
        sys.exit(WRONG_USE)
    sys.exit(code if isinstance(code, int) else 0)


class _Date(click.ParamType[datetime]):
    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is not a date; write 2026-01-17 or 2026-01-17T10:00+08:00", param, ctx)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _today() -> datetime:
    return datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


class _Language(click.ParamType[str]):
    """A language of the messages, by any of its codes: `zh_TW`, `zh-Hant`."""

    name = "language"

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        return f"[{'|'.join(languages())}]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        return named_language(str(value)) or self.fail(f"{value!r} is none of {', '.join(languages())}", param, ctx)


def _language_here() -> str:
    """The language that the environment says, as for other programs; English where it is none of ours."""
    said = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return named_language(next(filter(None, said), "")) or "en"


def _language_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--lang",
        "--language",
        "lang",
        type=_Language(),
        default=_language_here,
        envvar="LAUNCHBOOK_LANG",
        help="Language of the messages (default: as LANG says).",
    )(command)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="launchbook")
def commands() -> None:
    """Launch plans in YAML: checked, and rendered as a static site."""


@commands.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How problems are printed.")
@click.option("--as-of", type=_Date(), help="The time to check for (default: today).")
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
@_language_option
def check(paths: tuple[Path, ...], form: str, as_of: datetime | None, strict: bool, lang: str) -> int:
    """Check plans: files or folders (default: plans/).

    Prints every problem as file:line:column: CODE message. Exit status: 0 no error, 1 errors (with --strict also
    warnings), 2 wrong use or unreadable input.
    """
    translate = translator(lang)
    wanted = paths or (Path("plans"),)
    for path in wanted:
        if not path.exists():
            missing = say(
                "{path}: no such file or folder. Name a plan, or a folder of plans; `launchbook new NAME` writes one.",
                path=path,
            )
            raise Stop(missing.render(translate))
    sources, unread = find_plans(wanted)
    if not sources and not unread:
        names = translate(", ").join(map(str, wanted))
        raise Stop(
            say("{path}: holds no plan (*.yml). `launchbook new NAME` writes one.", path=names).render(translate)
        )
    checked, problems = Builder().check(sources, as_of or _today())
    hints = prompts((entry.plan for entry in checked if entry.plan is not None), as_of or _today(), lang)
    problems = [*unread, *problems, *hints]
    failing = [problem for problem in problems if problem.severity in (("error", "warning") if strict else ("error",))]
    if form == "json":
        click.echo(json.dumps(format_json(problems, lang), ensure_ascii=False, indent=2))
    else:
        if problems:
            click.echo(format_text(problems, lang))
        counts = summary(problems, lang)
        outcome = say_count("{count} plan: {summary}", "{count} plans: {summary}", len(sources), summary=counts)
        click.echo(outcome.render(translate))
    if any(problem.code.id == "YA015" for problem in unread):
        return WRONG_USE
    return PROBLEMS if failing else 0


@commands.command()
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
@click.option("--as-of", type=_Date(), help="The time to render for (default: today).")
@_language_option
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
    )
    renderer = Renderer(options, [overrides] if overrides else [])
    sources, unread = find_plans([plans], home)
    when = as_of or _today()
    site = Builder().build(sources, when, renderer, unread, revisions(home, sources, when))
    if site.errors:
        click.echo(format_text(site.errors, lang), err=True)
        outcome = say("nothing was written: {summary}", summary=summary(site.errors, lang))
        click.echo(outcome.render(translator(lang)), err=True)
        return PROBLEMS
    written = write_tree(out, site_tree(site, settings, docs, overrides))
    outcome = say("{path}: {pages} pages, {files} files written", path=out, pages=len(site.pages), files=written)
    click.echo(outcome.render(translator(lang)))
    return 0


@commands.command("pack")
@click.argument("site", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option(
    "--plans",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default="plans",
    help="Folder of the plans that the site was built from.",
)
@_language_option
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


def _settings(config: Path) -> dict[str, Any]:
    if not config.is_file():
        return DEFAULT_CONFIG
    try:
        return read_config(config.read_text("utf-8"))
    except ValueError as error:
        raise Stop(f"{config}: {error}") from None


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


@commands.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, exists=True))
@click.option("--check", "dry", is_flag=True, help="Change nothing: print what would be changed, as a diff.")
@_language_option
def migrate(paths: tuple[Path, ...], dry: bool, lang: str) -> int:
    """Write the new names of renamed keys into plans (default: plans/).

    Only the keys are changed: comments, quotes and layout stay. A plan that does not load is left as it is. Exit status:
    0 all is written, 1 a plan has errors or, with --check, something would be changed; 2 wrong use.
    """
    sources, unread = find_plans(paths or (Path("plans"),))
    plans = [load_plan(files) for files in sources]
    errors = [problem for plan in plans for problem in [*unread, *plan.problems] if problem.severity == "error"]
    if errors:
        click.echo(format_text(errors, lang), err=True)
    changed = 0
    for path, old in (file for files in sources for file in files.files):
        new = migrated(old, [problem for plan in plans for problem in plan.problems if problem.location.path == path])
        changed += new != old
        if dry:
            click.echo("".join(_diff(path, old, new)), nl=False)
        elif new != old:
            rewrite(Path(path).resolve(), new)
            click.echo(path)
    outcome = (
        say_count("{count} file would be changed", "{count} files would be changed", changed)
        if dry
        else say_count("{count} file changed", "{count} files changed", changed)
    )
    click.echo(outcome.render(translator(lang)), err=True)
    return PROBLEMS if errors or (dry and changed) else 0


def _diff(path: str, old: bytes, new: bytes) -> Iterator[str]:
    before, after = (data.decode("utf-8", "replace").splitlines(keepends=True) for data in (old, new))
    return difflib.unified_diff(before, after, path, path)


@commands.command()
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="File to write (default: print).")
@click.option("--exported", is_flag=True, help="The schema of the exported plan.json, instead of the plan's own.")
def schema(out: Path | None, exported: bool) -> int:
    """Print the JSON Schema of a plan, for editors; or of an exported plan, for programs."""
    text = exported_schema_text() if exported else schema_text()
    if out is None:
        click.echo(text, nl=False)
    else:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(text, "utf-8")
    return 0


@commands.command()
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder to write to.")
@click.option("--language", type=click.Choice(languages("reference.")), default="en", help="Language of the reference.")
def reference(out: Path, language: str) -> int:
    """Write the section reference as Markdown, made from the models."""
    out.mkdir(parents=True, exist_ok=True)
    for name, text in reference_pages(language).items():
        (out / name).write_text(text, "utf-8")
    return 0


@commands.command()
@click.argument("name")
@click.option("--plans", type=click.Path(path_type=Path, file_okay=False), default="plans", help="Folder of the plans.")
@click.option("--language", type=click.Choice(STARTERS), default="zh", help="Language of the plan.")
@click.option("--folder", is_flag=True, help="Write a folder, with a file for each section.")
def new(name: str, plans: Path, language: str, folder: bool) -> int:
    """Write a commented starter plan to plans/NAME.yml, or to the folder plans/NAME/."""
    try:
        files = starter_plan(name, language, _today(), plans.resolve(), folder)
    except ValueError as error:
        raise Stop(str(error)) from None
    path = plans / (name if folder else f"{name}.yml")
    for taken in (plans / f"{name}.yml", plans / name):
        if os.path.lexists(taken):
            raise Stop(f"{taken} exists already; choose another name, or edit that plan.")
    write_new(files, plans)
    click.echo(f"{path} is written. Edit it; `make check` finds mistakes, `make serve` shows the pages while you edit.")
    return 0


@commands.group()
def run() -> None:
    """Runs: what was recorded while a plan was gone through, as plans/<plan>/runs/<name>.yml."""


@run.command("merge")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="File to write.")
@click.option(
    "--same", is_flag=True, help="They are one run, although their names differ; the first one begun names it."
)
@_language_option
def merge_runs(files: tuple[Path, ...], out: Path, same: bool, lang: str) -> int:
    """Write the union of what several devices recorded of one run.

    Merging in any order, and merging twice, gives the same file. Runs of other plans are refused. Exit status: 0 all is
    written, 1 something could not be read or the files are not of one run; 2 wrong use.
    """
    translate = translator(lang)
    reads = [read_run(str(path), _content(path, translate)) for path in files]
    problems = [problem for read in reads for problem in read.problems]
    if problems:
        click.echo(format_text(problems, lang), err=True)
    readable = [read.file for read in reads if read.file]
    lossy = any(read.damaged and Path(read.path).resolve() == out.resolve() for read in reads)
    if len(readable) < len(reads) or lossy:
        told = say("nothing was written: what is left out would be lost. Mend it, or write to another file.")
        raise Stop(told.render(translate), PROBLEMS)
    try:
        merged = merge(readable, same)
    except Different as different:
        raise Stop(". ".join(message.render(translate) for message in different.messages), PROBLEMS) from None
    rewrite(out.absolute(), run_text(merged.record).encode())
    for remark in merged.remarks:
        click.echo(remark.render(translate), err=True)
    count = len(merged.record.events)
    outcome = say_count("{path}: {count} event written", "{path}: {count} events written", count, path=out)
    click.echo(outcome.render(translate))
    return PROBLEMS if any(read.damaged for read in reads) else 0


@run.command("check")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--plans", type=click.Path(path_type=Path, file_okay=False), default="plans", help="Folder of the plans.")
@click.option("--as-of", type=_Date(), help="The time to check for (default: today).")
@_language_option
def check_runs(files: tuple[Path, ...], plans: Path, as_of: datetime | None, lang: str) -> int:
    """Check exported runs against their plan, before they are committed.

    `launchbook check` does the same for runs that lie in the folder of their plan. Exit status: 0 nothing is wrong, 1 there
    are problems, 2 wrong use.
    """
    translate = translator(lang)
    reads = [read_run(str(path), _content(path, translate)) for path in files]
    sources, _ = find_plans([plans]) if plans.exists() else ([], [])
    loaded = [plan for plan in (load_plan(source).plan for source in sources) if plan]
    problems = [problem for read in reads for problem in read.problems]
    for read in reads:
        problems += problems_of_run(read.file, loaded, as_of or _today()) if read.file else ()
    if problems:
        click.echo(format_text(problems, lang))
    outcome = say_count(
        "{count} run: {summary}", "{count} runs: {summary}", len(reads), summary=summary(problems, lang)
    )
    click.echo(outcome.render(translate))
    return PROBLEMS if any(problem.severity != "hint" for problem in problems) else 0


def _content(path: Path, translate: Translate) -> bytes:
    if not path.is_file():
        raise Stop(say("{path}: no such file", path=path).render(translate))
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)
