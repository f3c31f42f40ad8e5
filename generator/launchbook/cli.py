"""The command line: the only module that prints and exits."""

from __future__ import annotations

import difflib
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import wraps
from itertools import chain
from pathlib import Path
from typing import Any, NoReturn

import click

from launchbook import __version__
from launchbook.core.problem import GRADES, Grade, Message, Problem, Translate, say, say_count, severity_of
from launchbook.core.runs.write import run_text
from launchbook.core.yaml_codes import MAX_BYTES
from launchbook.discovery.catalogues import languages, named_language, reference_language, translator
from launchbook.discovery.codes import all_codes, codes_by_id
from launchbook.discovery.kinds import Incomplete
from launchbook.explain import Explained
from launchbook.exports.formats.whole import schema_text as exported_schema_text
from launchbook.formatting import Unformatted, formatted
from launchbook.lint import worst_first
from launchbook.lint.runs import problems_of_run
from launchbook.load import PlanFiles, find_plans, load_plan
from launchbook.load.runs import read_run
from launchbook.mending import mended
from launchbook.merging import Different
from launchbook.merging import merged as merge
from launchbook.migrate import migrated, rewrite
from launchbook.reference import reference_pages
from launchbook.render import Renderer
from launchbook.report import FORMATS, CheckReport, format_text, summary
from launchbook.report.baseline import Baseline, Unreadable, baseline_text
from launchbook.report.choice import HINTED, Chosen, codes_named
from launchbook.revisions import History
from launchbook.schema import schema_text
from launchbook.site import Builder, write_tree
from launchbook.site.binding import bind
from launchbook.site.config import REFERENCE, options_for
from launchbook.site.memory import CACHE, Memory
from launchbook.site.pack import edition_of, pack
from launchbook.site.pdf import Printer, Unprinted, browser, letters, packs, print_packs
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


class _Codes(click.ParamType[list[str]]):
    """Codes, or beginnings of codes, with commas."""

    name = "codes"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> list[str]:
        try:
            return codes_named(str(value))
        except ValueError as error:
            self.fail(f"no code begins with {error}; `launchbook explain` lists them", param, ctx)


_WARNINGS = [grade for grade in GRADES if severity_of(grade) == "warning"]


def _choice_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """What is told, and what fails."""
    for option in reversed(
        (
            click.option(
                "--select", type=_Codes(), multiple=True, help="Tell these warnings only: RB003, or RB for all such."
            ),
            click.option("--ignore", type=_Codes(), multiple=True, help="Leave these warnings out."),
            click.option("--grade", type=click.Choice(GRADES), help="Tell this grade and what is worse."),
            click.option("--strict", is_flag=True, help="Warnings fail as errors do; the same as --fail-on gap."),
            click.option(
                "--fail-on", type=click.Choice(["error", *_WARNINGS]), help="Fail on this grade and what is worse."
            ),
        )
    ):
        command = option(command)

    @wraps(command)
    def with_choice(
        select: tuple[list[str], ...],
        ignore: tuple[list[str], ...],
        grade: Grade | None,
        strict: bool,
        fail_on: Grade | None,
        **given: Any,
    ) -> Any:
        least = fail_on or ("gap" if strict else "error")
        return command(choice=Chosen([*chain(*select)], [*chain(*ignore)], grade, least), **given)

    return with_choice


@commands.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--format", "form", type=click.Choice(["text", *FORMATS]), default="text", help="How problems are printed."
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the format to this file, and print the text for people.",
)
@click.option("--as-of", type=_Date(), help="The time to check for (default: today).")
@_choice_options
@click.option(
    "--fix", is_flag=True, help="Mend in the files what is certain: weekdays, full-width marks, renamed keys."
)
@click.option("--diff", is_flag=True, help="Print what --fix would change, and change nothing.")
@click.option(
    "--baseline", type=click.Path(path_type=Path, dir_okay=False), help="Leave out the warnings that this file knows."
)
@click.option(
    "--write-baseline", type=click.Path(path_type=Path, dir_okay=False), help="Write all warnings to this file."
)
@_language_option
def check(
    paths: tuple[Path, ...],
    form: str,
    out: Path | None,
    as_of: datetime | None,
    choice: Chosen,
    fix: bool,
    diff: bool,
    baseline: Path | None,
    write_baseline: Path | None,
    lang: str,
) -> int:
    """Check plans: files or folders (default: plans/).

    Prints every problem as file:line:column: CODE message, the worst first. Exit status: 0 nothing that fails, 1 errors
    (or what --strict and --fail-on name; with --diff, something to mend), 2 wrong use or unreadable input.
    """
    translate = translator(lang)
    wanted, when = paths or (Path("plans"),), as_of or _today()
    sources, unread = _sources(wanted, translate)
    if diff:
        return _told_diff(sources, when, choice)
    if fix and _fixed(sources, when, choice, translate):
        sources, unread = _sources(wanted, translate)
    checked, problems = Builder().check(sources, when, whole=not paths or any(path.is_dir() for path in paths))
    plans = [entry.plan for entry in checked if entry.plan is not None]
    hints = prompts(plans, when, lang) if choice.hints(len(sources)) else ()
    problems = [problem for problem in worst_first([*unread, *problems, *hints]) if choice.tells(problem)]
    if write_baseline:
        rewrite(write_baseline.absolute(), baseline_text(problems).encode())
    problems, known = _new(problems, baseline, translate) if baseline else (problems, 0)
    accepted = [each for entry in checked for each in entry.accepted]
    written = ""
    if form in FORMATS:
        files = [path for source in sources for path, _ in (*source.files, *source.runs)]
        written = FORMATS[form](CheckReport(problems, files, accepted, lang, lambda problem: choice.fails([problem])))
    if written and out:
        rewrite(out.absolute(), (written + "\n").encode())
    if written and not out:
        click.echo(written)
    else:
        if problems:
            click.echo(format_text(problems, lang))
        if choice.hints() and not choice.hints(len(sources)):
            hushed = say("hints are told of at most {count} plans; name a plan, or add `--grade hint`", count=HINTED)
            click.echo(hushed.render(translate), err=True)
        counts = summary(problems, lang, len(accepted), known)
        outcome = say_count("{count} plan: {summary}", "{count} plans: {summary}", len(sources), summary=counts)
        click.echo(outcome.render(translate))
    if any(problem.code.id == "YA015" for problem in unread):
        return WRONG_USE
    return PROBLEMS if choice.fails(problems) else 0


def _sources(wanted: Sequence[Path], translate: Translate) -> tuple[list[PlanFiles], list[Problem]]:
    """The plans of a command; stops where there is none."""
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
    return sources, unread


def _told_diff(sources: Sequence[PlanFiles], when: datetime, choice: Chosen) -> int:
    """Print what would be mended; whether there is something."""
    changed = False
    for files in sources:
        for path, new in mended(files, when, choice.tells).items():
            click.echo("".join(_diff(path, dict(files.files)[path], new)), nl=False)
            changed = True
    return PROBLEMS if changed else 0


def _fixed(sources: Sequence[PlanFiles], when: datetime, choice: Chosen, translate: Translate) -> bool:
    """Mend the files, and say which; whether there was something."""
    changed = {path: new for files in sources for path, new in mended(files, when, choice.tells).items()}
    for path, new in changed.items():
        rewrite(Path(path).resolve(), new)
        click.echo(say("{path}: mended", path=path).render(translate), err=True)
    return bool(changed)


def _new(problems: Sequence[Problem], path: Path, translate: Translate) -> tuple[list[Problem], int]:
    """The problems that a baseline does not know, and how many it knows."""
    try:
        new, known, gone = Baseline.read(str(path), _content(path, translate)).split(problems)
    except Unreadable as error:
        raise Stop(error.message.render(translate)) from None
    if gone:
        stale = say_count(
            "{path}: {count} entry matches nothing any more; write it anew with `--write-baseline {path}`",
            "{path}: {count} entries match nothing any more; write it anew with `--write-baseline {path}`",
            gone,
            path=path,
        )
        click.echo(stale.render(translate), err=True)
    return new, known


@commands.command()
@click.argument("codes", nargs=-1)
@_language_option
def explain(codes: tuple[str, ...], lang: str) -> int:
    """Explain what a CODE of `check` means, with an example; without a code, list them all.

    In an example, `-` marks what is found, and `+` what is written instead.
    """
    language = reference_language(lang)
    if not codes:
        for code in all_codes():
            click.echo(f"{code.id}  {Explained(code, language).title}")
        return 0
    wanted = [(name, codes_by_id().get(name.upper())) for name in codes]
    for name, known in wanted:
        if known is None:
            near = difflib.get_close_matches(name.upper(), codes_by_id(), 1)
            unknown = say("there is no code `{name}`; `launchbook explain` lists them", name=name)
            alike = say("Did you mean `{name}`?", name=near[0]) if near else None
            raise Stop(" ".join(part.render(translator(lang)) for part in (unknown, alike) if part))
    click.echo("\n\n".join(Explained(code, language).text() for _, code in wanted if code))
    return 0


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
        explains_all=(docs / REFERENCE).is_file(),
    )
    renderer = Renderer(options, [overrides] if overrides else [])
    sources, unread = find_plans([plans], home)
    when = as_of or _today()
    history = History(home, sources)
    earlier = Memory(home / CACHE).states(history.earlier(when), sources)
    site = Builder().build(sources, when, renderer, unread, history.revisions(when), earlier=earlier)
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


@commands.command("pdf")
@click.argument("site", type=click.Path(path_type=Path, exists=True, file_okay=False), default="site")
@click.option("--plan", default="", help="Print the packs of this plan alone.")
@_language_option
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
    errors = [problem for plan in plans for problem in [*unread, *plan.problems] if problem.grade == "error"]
    if errors:
        click.echo(format_text(errors, lang), err=True)
    changed = 0
    for path, old in (file for files in sources for file in files.files):
        new = migrated(old, [problem for plan in plans for problem in plan.problems if problem.location.path == path])
        changed += _changed(path, old, new, dry)
    click.echo(_changed_files(changed, dry).render(translator(lang)), err=True)
    return PROBLEMS if errors or (dry and changed) else 0


@commands.command("format")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, exists=True))
@click.option("--check", "dry", is_flag=True, help="Change nothing: print what would be changed, as a diff.")
@_language_option
def format_plans(paths: tuple[Path, ...], dry: bool, lang: str) -> int:
    """Write plans (default: plans/) in one layout: indentation, blanks, ends of lines.

    Values, quotes and comments stay. A file with errors is left as it is. Exit status: 0 all is in that layout now, 1 a file
    was left or, with --check, something would be changed; 2 wrong use.
    """
    translate = translator(lang)
    sources, _ = find_plans(paths or (Path("plans"),))
    wanted = {path.resolve() for path in paths if path.is_file()}
    left = changed = 0
    for path, old in (file for files in sources for file in files.files):
        if wanted and Path(path).resolve() not in wanted and not _in_a_folder(Path(path), paths):
            continue
        try:
            new = formatted(old)
        except Unformatted:
            message = say("{path}: left as it is; `launchbook check` says why", path=path)
            click.echo(message.render(translate), err=True)
            left += 1
            continue
        changed += _changed(path, old, new, dry)
    click.echo(_changed_files(changed, dry).render(translate), err=True)
    return PROBLEMS if left or (dry and changed) else 0


def _in_a_folder(path: Path, paths: Sequence[Path]) -> bool:
    return any(folder.is_dir() and path.resolve().is_relative_to(folder.resolve()) for folder in paths)


def _changed(path: str, old: bytes, new: bytes, dry: bool) -> bool:
    """Write the new content of a file, or print the difference; whether there is one."""
    if dry:
        click.echo("".join(_diff(path, old, new)), nl=False)
    elif new != old:
        rewrite(Path(path).resolve(), new)
        click.echo(path)
    return new != old


def _changed_files(count: int, dry: bool) -> Message:
    if dry:
        return say_count("{count} file would be changed", "{count} files would be changed", count)
    return say_count("{count} file changed", "{count} files changed", count)


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
    return PROBLEMS if any(problem.grade != "hint" for problem in problems) else 0


def _content(path: Path, translate: Translate) -> bytes:
    if not path.is_file():
        raise Stop(say("{path}: no such file", path=path).render(translate))
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)
