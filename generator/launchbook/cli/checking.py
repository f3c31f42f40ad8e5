"""`launchbook check`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import wraps
from itertools import chain
from pathlib import Path
from typing import Any

import click

from launchbook.cli.options import PROBLEMS, WRONG_USE, Date, Stop, content, diff_of, language_option, today
from launchbook.core.problem import GRADES, Grade, Problem, Translate, say, say_count, severity_of
from launchbook.discovery.catalogues import translator
from launchbook.lint import worst_first
from launchbook.load import PlanFiles, find_plans
from launchbook.migrate import rewrite
from launchbook.report import FORMATS, CheckReport, format_text, summary
from launchbook.report.baseline import Baseline, Unreadable, baseline_text
from launchbook.report.choice import HINTED, Chosen, codes_named
from launchbook.site import Builder
from launchbook.site.prompts import prompts


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


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--format", "form", type=click.Choice(["text", *FORMATS]), default="text", help="How problems are printed."
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the format to this file, and print the text for people.",
)
@click.option("--as-of", type=Date(), help="The time to check for (default: today).")
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
@language_option
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
    wanted, when = paths or (Path("plans"),), as_of or today()
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
    from launchbook.mending import mended  # its reader that keeps comments is loaded for those who mend

    changed = False
    for files in sources:
        for path, new in mended(files, when, choice.tells).items():
            click.echo("".join(diff_of(path, dict(files.files)[path], new)), nl=False)
            changed = True
    return PROBLEMS if changed else 0


def _fixed(sources: Sequence[PlanFiles], when: datetime, choice: Chosen, translate: Translate) -> bool:
    """Mend the files, and say which; whether there was something."""
    from launchbook.mending import mended

    changed = {path: new for files in sources for path, new in mended(files, when, choice.tells).items()}
    for path, new in changed.items():
        rewrite(Path(path).resolve(), new)
        click.echo(say("{path}: mended", path=path).render(translate), err=True)
    return bool(changed)


def _new(problems: Sequence[Problem], path: Path, translate: Translate) -> tuple[list[Problem], int]:
    """The problems that a baseline does not know, and how many it knows."""
    try:
        new, known, gone = Baseline.read(str(path), content(path, translate)).split(problems)
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


COMMANDS: dict[str, click.Command] = {"check": check}
