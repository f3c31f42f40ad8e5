"""Commands that write plans: anew, in one layout, with the new names of keys."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Sequence
from pathlib import Path

import click

from launchbook.cli.options import PROBLEMS, Stop, diff_of, language_here, language_option, today
from launchbook.core.problem import Message, say, say_count
from launchbook.discovery.catalogues import translator
from launchbook.formatting import Unformatted, formatted
from launchbook.load import find_plans, load_plan
from launchbook.migrate import migrated, rewrite
from launchbook.report import format_text
from launchbook.schema import schema_text
from launchbook.starter import STARTERS, schema_of, starter_plan, write_new
from launchbook.starter.project import SCHEMA, WISHES, Project, write_missing


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, exists=True))
@click.option("--check", "dry", is_flag=True, help="Change nothing: print what would be changed, as a diff.")
@language_option
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


@click.command("format")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, exists=True))
@click.option("--check", "dry", is_flag=True, help="Change nothing: print what would be changed, as a diff.")
@language_option
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
        click.echo("".join(diff_of(path, old, new)), nl=False)
    elif new != old:
        rewrite(Path(path).resolve(), new)
        click.echo(path)
    return new != old


def _changed_files(count: int, dry: bool) -> Message:
    if dry:
        return say_count("{count} file would be changed", "{count} files would be changed", count)
    return say_count("{count} file changed", "{count} files changed", count)


@click.command()
@click.argument("name")
@click.option("--plans", type=click.Path(path_type=Path, file_okay=False), default="plans", help="Folder of the plans.")
@click.option("--language", type=click.Choice(STARTERS), default="zh", help="Language of the plan.")
@click.option("--folder", is_flag=True, help="Write a folder, with a file for each section.")
def new(name: str, plans: Path, language: str, folder: bool) -> int:
    """Write a commented starter plan to plans/NAME.yml, or to the folder plans/NAME/."""
    try:
        files = starter_plan(name, language, today(), plans.resolve(), schema_of(plans.resolve()), folder)
    except ValueError as error:
        raise Stop(str(error)) from None
    path = plans / (name if folder else f"{name}.yml")
    for taken in (plans / f"{name}.yml", plans / name):
        if os.path.lexists(taken):
            raise Stop(f"{taken} exists already; choose another name, or edit that plan.")
    write_new(files, plans)
    translate = translator(language_here())
    click.echo(say("{path} is written. Edit it.", path=path).render(translate))
    click.echo(_next(plans.parent, path).render(translate))
    return 0


def _next(home: Path, plan: Path) -> Message:
    """What to do with a new plan, by the means that are there."""
    makefile, config = home / "Makefile", home / "mkdocs.yml"
    targets = makefile.read_text("utf-8", "replace").splitlines() if makefile.is_file() else []
    if {"check", "serve"} <= {line.partition(":")[0] for line in targets}:
        check, serve = "make check", "make serve"
    else:
        check = f"launchbook check {shlex.quote(str(plan))}"
        serve = "mkdocs serve" if home == Path() else f"mkdocs serve -f {shlex.quote(str(config))}"
        if not config.is_file():
            return say("`{check}` finds mistakes; `launchbook init` makes a site.", check=check)
    return say("`{check}` finds mistakes, `{serve}` shows the pages while you edit.", check=check, serve=serve)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=".")
@click.option(
    "--language",
    type=click.Choice(STARTERS),
    default=language_here,
    help="Language of site and plan (default: as LANG says).",
)
@click.option("--plan", default="first-launch", show_default=True, help="Id of the starter plan.")
@click.option("--github", is_flag=True, help="Also a workflow for GitHub: check, build, publish.")
@click.option("--gitlab", is_flag=True, help="Also a pipeline for GitLab: check, build, publish.")
@click.option("--pre-commit", is_flag=True, help="Also hooks for pre-commit.")
@click.option("--yamllint", is_flag=True, help="Also settings for yamllint.")
def init(folder: Path, language: str, plan: str, **wishes: bool) -> int:
    """Make a site of plans of FOLDER (default: this one): mkdocs.yml, plans/ with a starter plan and the schema.

    What is there already stays as it is, and is named: run it again with --github and the like to add these files, or in the
    folder of an MkDocs site that you have.
    """
    translate = translator(language_here())
    project = Project(folder, language)
    if project.package:
        inside = say("{path}: is a Python package; name a folder outside it", path=project.package)
        raise Stop(inside.render(translate))
    files = project.files(name for name in WISHES if wishes[name.replace("-", "_")])
    files[SCHEMA] = schema_text()
    if not project.has_plans:
        try:
            root = project.folder.resolve()
            parts = starter_plan(plan, language, today(), root / "plans", root / SCHEMA)
        except ValueError as error:
            raise Stop(str(error)) from None
        files |= {f"plans/{path}": text for path, text in parts.items()}
    try:
        written, there = write_missing(files, folder)
    except OSError as error:
        failed = say("{path}: {reason}; nothing is written", path=folder, reason=error.strerror or str(error))
        raise Stop(failed.render(translate)) from None
    for path in written:
        click.echo(say("{path} is written.", path=folder / path).render(translate))
    for path in there:
        click.echo(_stays(folder / path, files[path]).render(translate))
    plans = [path for path in written if path.endswith(f"{plan}.yml")]
    click.echo(_next(folder, folder / (plans[0] if plans else "plans")).render(translate))
    return 0


def _stays(path: Path, ours: str) -> Message:
    """What is said of a file that was there: what has to be added to it."""
    text = path.read_text("utf-8", "replace") if path.is_file() else ""
    if path.name == "mkdocs.yml" and "launchbook" not in text:
        return say("{path} stays as it is. Add `launchbook` below its `plugins:`, behind `search`.", path=path)
    if path.name in (".gitignore", "requirements.txt"):
        lines = [line for line in ours.splitlines() if re.split(r"[\[~]", line)[0] not in text]
        if lines:
            return say("{path} stays as it is. Add to it: {lines}", path=path, lines=", ".join(lines))
    return say("{path} stays as it is.", path=path)


COMMANDS: dict[str, click.Command] = {"migrate": migrate, "format": format_plans, "new": new, "init": init}
