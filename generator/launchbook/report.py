"""Problems as text for people and as JSON for programs."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from launchbook.core.problem import Location, Message, Problem, Severity, Translate, say, say_count
from launchbook.discovery.catalogues import translator
from launchbook.rules.secret_forms import find_secrets

MAX_LINE = 160
"""Source lines are cut to this many characters around the place."""
MASKED = frozenset({"SE001"})
"""Codes whose source line holds a secret and is never shown."""
_SEVERITIES: dict[Severity, Message] = {"error": say("error"), "warning": say("warning"), "hint": say("hint")}


def format_text(problems: Iterable[Problem], language: str = "en") -> str:
    """The problems with their place, source line, a caret, and what to do."""
    return "\n".join(_text(problem, translator(language, problem.code.context)) for problem in problems)


def _text(problem: Problem, translate: Translate) -> str:
    severity = _SEVERITIES[problem.severity].render(translate)
    lines = [f"{problem.location}: {problem.code.id} {severity}: {_safe_text(problem, problem.message, translate)}"]
    lines += _source(problem)
    for message, location in problem.related:
        lines.append(f"  {_safe_text(problem, message, translate)}: {location}")
    lines += [f"  {_safe_text(problem, help, translate)}" for help in problem.help]
    return "\n".join(lines) + "\n"


def _safe_text(problem: Problem, message: Message, translate: Translate) -> str:
    """A message as text; secrets that it quotes from the plan are masked."""
    text = message.render(translate)
    return text if problem.code.id in MASKED else without_secrets(text)


def without_secrets(text: str) -> str:
    """The text with dots for the letters of secrets, because logs of builds are public; columns stay the same."""
    for secret in find_secrets(text):
        text = text[: secret.start] + "•" * (secret.end - secret.start) + text[secret.end :]
    return text


def _source(problem: Problem) -> list[str]:
    location = problem.location
    if not location.text.strip() or problem.code.id in MASKED:
        return []
    text, column, length = _window(location)
    number = str(location.line)
    before = "".join("\t" if letter == "\t" else " " * width(letter) for letter in text[: column - 1])
    caret = "^" * max(1, width(text[column - 1 : column - 1 + length]))
    return [f"  {number} | {text}", f"  {' ' * len(number)} | {before}{caret}"]


def _window(location: Location) -> tuple[str, int, int]:
    """The part of a long line around the place, and the column and length in it."""
    text, column, length = without_secrets(location.text), location.column, location.length
    if len(text) > MAX_LINE:
        start = max(0, column - 1 - MAX_LINE // 3)
        text, column = (
            ("…" if start else "") + text[start : start + MAX_LINE] + "…",
            column - start + (1 if start else 0),
        )
    return text, column, min(length, max(1, len(text) - column + 1))


def width(text: str) -> int:
    """Columns on a terminal: Chinese characters take two, combining marks none."""
    return sum(
        0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        for letter in text
    )


def format_json(problems: Iterable[Problem], language: str = "en") -> list[dict[str, Any]]:
    """Objects with `path`, `line`, `column`, `code`, `severity`, `message`, `help`, `related`; `count` if it is not 1."""
    return [_object(problem, translator(language, problem.code.context)) for problem in problems]


def _object(problem: Problem, translate: Translate) -> dict[str, Any]:
    return {
        "path": problem.location.path,
        "line": problem.location.line,
        "column": problem.location.column,
        "code": problem.code.id,
        "severity": problem.severity,
        "message": _safe_text(problem, problem.message, translate),
        "help": " ".join(_safe_text(problem, help, translate) for help in problem.help),
        "related": [
            {"path": at.path, "line": at.line, "column": at.column, "message": _safe_text(problem, message, translate)}
            for message, at in problem.related
        ],
        **({"count": problem.count} if problem.count > 1 else {}),
    }


def summary(problems: Sequence[Problem], language: str = "en") -> str:
    """`2 errors, 1 warning`."""
    translate = translator(language)
    errors = sum(problem.count for problem in problems if problem.severity == "error")
    warnings = sum(problem.count for problem in problems if problem.severity == "warning")
    counts = [
        *([say_count("{count} error", "{count} errors", errors)] if errors else []),
        *([say_count("{count} warning", "{count} warnings", warnings)] if warnings else []),
    ]
    return translate(", ").join(message.render(translate) for message in counts or [say("no problems")])
