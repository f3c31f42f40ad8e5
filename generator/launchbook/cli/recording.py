"""`launchbook run`: what was recorded while a plan was gone through."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from launchbook.cli.options import PROBLEMS, Date, Stop, content, language_option, today
from launchbook.core.problem import say, say_count
from launchbook.core.runs.write import run_text
from launchbook.discovery.catalogues import translator
from launchbook.lint.runs import problems_of_run
from launchbook.load import find_plans, load_plan
from launchbook.load.runs import read_run
from launchbook.merging import Different
from launchbook.merging import merged as merge
from launchbook.migrate import rewrite
from launchbook.report import format_text, summary


@click.group()
def run() -> None:
    """Runs: what was recorded while a plan was gone through, as plans/<plan>/runs/<name>.yml."""


@run.command("merge")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="File to write.")
@click.option(
    "--same", is_flag=True, help="They are one run, although their names differ; the first one begun names it."
)
@language_option
def merge_runs(files: tuple[Path, ...], out: Path, same: bool, lang: str) -> int:
    """Write the union of what several devices recorded of one run.

    Merging in any order, and merging twice, gives the same file. Runs of other plans are refused. Exit status: 0 all is
    written, 1 something could not be read or the files are not of one run; 2 wrong use.
    """
    translate = translator(lang)
    reads = [read_run(str(path), content(path, translate)) for path in files]
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
@click.option("--as-of", type=Date(), help="The time to check for (default: today).")
@language_option
def check_runs(files: tuple[Path, ...], plans: Path, as_of: datetime | None, lang: str) -> int:
    """Check exported runs against their plan, before they are committed.

    `launchbook check` does the same for runs that lie in the folder of their plan. Exit status: 0 nothing is wrong, 1 there
    are problems, 2 wrong use.
    """
    translate = translator(lang)
    reads = [read_run(str(path), content(path, translate)) for path in files]
    sources, _ = find_plans([plans]) if plans.exists() else ([], [])
    loaded = [plan for plan in (load_plan(source).plan for source in sources) if plan]
    problems = [problem for read in reads for problem in read.problems]
    for read in reads:
        problems += problems_of_run(read.file, loaded, as_of or today()) if read.file else ()
    if problems:
        click.echo(format_text(problems, lang))
    outcome = say_count(
        "{count} run: {summary}", "{count} runs: {summary}", len(reads), summary=summary(problems, lang)
    )
    click.echo(outcome.render(translate))
    return PROBLEMS if any(problem.grade != "hint" for problem in problems) else 0


COMMANDS: dict[str, click.Command] = {"run": run}
