"""The command line: the only package that prints and exits.

What a command needs is loaded when it is called: `--version` needs nothing of it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import NoReturn

import click

from launchbook import __version__
from launchbook.core.refused import Refused


def main() -> NoReturn:
    """Run the command line; the one place where exceptions become exit codes."""
    try:
        code = commands.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(Refused.code)
    except click.Abort:
        click.echo("interrupted", err=True)
        sys.exit(130)
    except Refused as error:
        click.echo(f"launchbook: {error}", err=True)
        sys.exit(error.code)
    except OSError as error:
        click.echo(f"launchbook: {error.filename2 or error.filename or ''}: {error.strerror or error}", err=True)
        sys.exit(Refused.code)
    sys.exit(code if isinstance(code, int) else 0)


def _checking(name: str) -> click.Command:
    from launchbook.cli import checking

    return checking.COMMANDS[name]


def _explaining(name: str) -> click.Command:
    from launchbook.cli import explaining

    return explaining.COMMANDS[name]


def _publishing(name: str) -> click.Command:
    from launchbook.cli import publishing

    return publishing.COMMANDS[name]


def _recording(name: str) -> click.Command:
    from launchbook.cli import recording

    return recording.COMMANDS[name]


def _writing(name: str) -> click.Command:
    from launchbook.cli import writing

    return writing.COMMANDS[name]


_LOADED_BY: dict[str, Callable[[str], click.Command]] = {
    "check": _checking,
    "explain": _explaining,
    "format": _writing,
    "init": _writing,
    "migrate": _writing,
    "new": _writing,
    "pack": _publishing,
    "pdf": _publishing,
    "reference": _explaining,
    "render": _publishing,
    "run": _recording,
    "schema": _explaining,
}


class _OnCall(click.Group):
    """Commands that are loaded by their names."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(_LOADED_BY)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        load = _LOADED_BY.get(cmd_name)
        return load(cmd_name) if load else None


@click.group(cls=_OnCall, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="launchbook")
def commands() -> None:
    """Launch plans in YAML: checked, and rendered as a static site."""
