"""Problems for people: by grade and by cause, each with its place, its line and what to do."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from launchbook.core.grades import MEANING, WORDS, counted
from launchbook.core.groups import grouped
from launchbook.core.problem import GRADES, Code, Grade, Location, Problem, Translate, say
from launchbook.discovery.catalogues import translator
from launchbook.report.words import MASKED, safe_text, without_secrets

MAX_LINE = 160
"""Source lines are cut to this many characters around the place."""
FEW = 3
"""Maximum number of problems of one cause that are each told in full."""


def format_text(problems: Iterable[Problem], language: str = "en") -> str:
    """Problems as they come, the worst first, under their grades if there are several.

    Of many with one cause, the first is told in full, of those that are mended alike the place and the message.
    """
    grades = grouped((problem.grade, problem) for problem in problems)
    lines = []
    for grade, alike in grades.items():
        lines += [_heading(grade, alike, translator(language))] if len(grades) > 1 else []
        for code, problems in grouped((problem.code, problem) for problem in alike).items():
            lines += _of_cause(code, problems, translator(language, code.context))
    return "\n".join(lines)


def _heading(grade: Grade, problems: Sequence[Problem], translate: Translate) -> str:
    count = counted(grade, sum(problem.count for problem in problems)).render(translate)
    return f"== {count}{translate(': ')}{MEANING[grade].render(translate)} ==\n"


def _of_cause(code: Code, problems: Sequence[Problem], translate: Translate) -> Iterator[str]:
    """Those that are to be mended as others were before are told in a line."""
    if len(problems) <= FEW:
        yield from (_in_full(problem, translate) for problem in problems)
        return
    title = say(
        "{title}: {count} places", title=translate(code.title), count=sum(problem.count for problem in problems)
    )
    yield f"{code.id} {title.render(translate)}\n"
    helped: set[str] = set()
    for problem in problems:
        help = "\n".join(_help(problem, translate))
        yield (
            _first_line(problem, translate) if help in helped and not problem.related else _in_full(problem, translate)
        )
        helped.add(help)
    yield ""


def _in_full(problem: Problem, translate: Translate) -> str:
    lines = [_first_line(problem, translate), *_source(problem)]
    for message, location in problem.related:
        lines.append(f"  {safe_text(problem, message, translate)}: {location}")
    return "\n".join([*lines, *_help(problem, translate)]) + "\n"


def _first_line(problem: Problem, translate: Translate) -> str:
    words = safe_text(problem, problem.message, translate)
    return f"{problem.location}: {problem.code.id} {WORDS[problem.grade].render(translate)}: {words}"


def _help(problem: Problem, translate: Translate) -> list[str]:
    return [f"  {safe_text(problem, help, translate)}" for help in problem.help]


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


def summary(problems: Sequence[Problem], language: str = "en", accepted: int = 0, known: int = 0) -> str:
    """`2 errors, 1 danger, 3 gaps (2 accepted)`; a hint is not counted. `known` are those that a baseline has."""
    translate = translator(language)
    counts = grouped((problem.grade, problem.count) for problem in problems if problem.grade != "hint")
    told = [counted(grade, sum(counts[grade])) for grade in GRADES if grade in counts]
    said = translate(", ").join(message.render(translate) for message in told or [say("no problems")])
    apart = [
        *([say("{count} accepted", count=accepted)] if accepted else []),
        *([say("{count} known", count=known)] if known else []),
    ]
    if not apart:
        return said
    others = translate(", ").join(message.render(translate) for message in apart)
    return say("{counts} ({others})", counts=said, others=others).render(translate)
