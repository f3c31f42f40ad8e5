"""What commands share: options, today, the language of the messages, reading and writing files."""

from __future__ import annotations

import difflib
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from launchbook.core.problem import Translate, say
from launchbook.core.refused import Refused
from launchbook.core.yaml_codes import MAX_BYTES
from launchbook.discovery.catalogues import languages, named_language

PROBLEMS, WRONG_USE = 1, 2


class Stop(Refused):
    """Ends a command with a sentence and an exit code."""

    def __init__(self, message: str, code: int = WRONG_USE) -> None:
        super().__init__(message)
        self.code = code


class Date(click.ParamType[datetime]):
    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is not a date; write 2026-01-17 or 2026-01-17T10:00+08:00", param, ctx)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def today() -> datetime:
    return datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


class _Language(click.ParamType[str]):
    """A language of the messages, by any of its codes: `zh_TW`, `zh-Hant`."""

    name = "language"

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        return f"[{'|'.join(languages())}]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        return named_language(str(value)) or self.fail(f"{value!r} is none of {', '.join(languages())}", param, ctx)


def language_here() -> str:
    """The language that the environment says, as for other programs; English where it is none of ours."""
    said = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return named_language(next(filter(None, said), "")) or "en"


def language_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--lang",
        "--language",
        "lang",
        type=_Language(),
        default=language_here,
        envvar="LAUNCHBOOK_LANG",
        help="Language of the messages (default: as LANG says).",
    )(command)


def diff_of(path: str, old: bytes, new: bytes) -> Iterator[str]:
    before, after = (data.decode("utf-8", "replace").splitlines(keepends=True) for data in (old, new))
    return difflib.unified_diff(before, after, path, path)


def content(path: Path, translate: Translate) -> bytes:
    if not path.is_file():
        raise Stop(say("{path}: no such file", path=path).render(translate))
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)
