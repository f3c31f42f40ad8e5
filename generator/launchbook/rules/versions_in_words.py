"""Versions in texts and commands against those that the plan knows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from launchbook.core.plan import Plan, per_plan
from launchbook.core.problem import Finding, Names, say
from launchbook.core.sayings import Saying, sayings
from launchbook.core.section import finding, part_of, rule

VERSION = re.compile(
    r"(?<![\w.:/@=-])(?P<mark>[vV]\s?)?(?P<number>\d{1,3}\.\d{1,3}(?:\.\d{1,4}){0,2}(?:-[a-z]+\.?\d*)?)(?![\w%‰:/]|\.\w|-\d)"
)
_IN_COMMAND = re.compile(
    r"(?:tag|version|ver|release|rev|firmware|image|v)(?:=|\s|\b:)[\"']?"
    r"(?P<number>\d{1,3}\.\d{1,3}(?:\.\d{1,4}){1,2})(?![\w%:/-]|\.\w)",
    re.IGNORECASE,
)
"""A version behind the word of a command that takes one: `--set image.tag=3.2.0`, `RELEASE=4.0.0`, `--version 2.1.0`."""
_CALLED = re.compile(
    r"(?:版本号?|固件|firmware|新版|旧版|回滚到|退回|回退到|升[级到至]{1,2}|发布|上线|小程序|客户端"
    r"|\bapp|tag|version|release|back to|deploy|roll(?:s|ed)? out)\W{0,3}$",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"(?:node|python|java|jdk|mysql|redis|nginx|ios|android|chrome|基础库|微信|wechat|api|sdk"
    r"|库|schema|tls|http|iso|lib|kernel|php|go)\W{0,6}(?:版本号?|version)?\W{0,3}$",
    re.IGNORECASE,
)
"""What has versions of its own."""
_LEFT = ("versions", "references", "notes", "review", "approvals")


@rule("VS007", "version that the plan does not know", "contradiction")
def versions_in_words(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A text or a command names a version that is neither the plan's own nor one of its releases.

    "Deploy v2.4.1", and the plan launches 2.4.0: on the night the one is deployed and the other was tested. Correct the one that is
    wrong, or add the release to `versions:`. Only versions with the first number of the plan's are compared, that are called so (`v`,
    版本, version, deploy) or are to be seen after a step; those of tools, systems and libraries are not, nor one to go back to where the
    plan lists no earlier release.
    """
    known = _known(plan)
    if not known:
        return
    firsts = {version.partition(".")[0] for version in known}
    for saying in sayings(plan):
        if saying.path[0] in _LEFT or str(saying.path[-1]) in ("version", "edition"):
            continue
        for match in _called(saying):
            if match["number"].partition(".")[0] not in firsts:
                continue
            if not any(_same(match["number"], version) for version in known) and not _earlier(
                plan, match["number"], known
            ):
                yield finding(
                    saying.path,
                    say("`{said}` is no version of the plan", said=match.group()),
                    say("The plan knows {names}. Correct it, or add it to `versions:`.", names=Names(sorted(known), 6)),
                    **part_of(saying.text, match.start(), len(match.group())),
                )


def _called(saying: Saying) -> Iterator[re.Match[str]]:
    """What a text calls a version, and not that of a tool."""
    if "command" in map(str, saying.path[-2:]):
        for match in _IN_COMMAND.finditer(saying.text):
            if not _OTHERS.search(saying.text[max(0, match.start() - 24) : match.start("number")].replace("_", " ")):
                yield match
        return
    for match in VERSION.finditer(saying.text):
        before = saying.text[max(0, match.start() - 24) : match.start()]
        shown = match["number"].count(".") > 1 and str(saying.path[-1]) in ("expect", "verify")
        if (match["mark"] or shown or _CALLED.search(before)) and not _OTHERS.search(before):
            yield match


def _same(said: str, known: str) -> bool:
    """Whether one of two versions is the other, or says its first numbers: 2.4 is also 2.4.0 and 2.4.1."""
    return (
        (known + ".").startswith(said + ".") or (said + ".").startswith(known + ".") or said.partition("-")[0] == known
    )


def _earlier(plan: Plan, said: str, known: frozenset[str]) -> bool:
    """Whether a version is one to go back to, of which a plan without earlier releases says nothing else."""
    own = re.search(r"\d+(?:\.\d+)+", str(getattr(plan.head, "version", "")))
    launched = numbers_of(own.group()) if own else min(map(numbers_of, known))
    return numbers_of(said) < launched and not any(
        numbers_of(version) < launched[: len(numbers_of(version))] for version in known
    )


def numbers_of(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version.partition("-")[0]))


@per_plan
def _known(plan: Plan) -> frozenset[str]:
    """The versions that stand in fields of the plan, and in its id."""
    said = [str(value) for path, value in plan.values if path and path[-1] == "version" and isinstance(value, str)]
    own = getattr(plan.head, "version", None)
    said += [str(own)] if own else []
    found = {match["number"] for text in said for match in VERSION.finditer(text)}
    return frozenset(found if own else ())
