"""Commands that explain: what a code means, what a plan may say."""

from __future__ import annotations

import difflib
from pathlib import Path

import click

from launchbook.cli.options import Stop, language_option
from launchbook.core.problem import say
from launchbook.discovery.catalogues import languages, reference_language, translator
from launchbook.discovery.codes import all_codes, codes_by_id
from launchbook.explain import Explained
from launchbook.exports.formats.whole import schema_text as exported_schema_text
from launchbook.reference import reference_pages
from launchbook.schema import schema_text


@click.command()
@click.argument("codes", nargs=-1)
@language_option
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


@click.command()
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


@click.command()
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder to write to.")
@click.option("--language", type=click.Choice(languages("reference.")), default="en", help="Language of the reference.")
def reference(out: Path, language: str) -> int:
    """Write the section reference as Markdown, made from the models."""
    out.mkdir(parents=True, exist_ok=True)
    for name, text in reference_pages(language).items():
        (out / name).write_text(text, "utf-8")
    return 0


COMMANDS: dict[str, click.Command] = {"explain": explain, "schema": schema, "reference": reference}
