"""The version that one goes back to, wherever the plan names it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from launchbook.core.plan import Plan, per_plan
from launchbook.core.problem import Finding, say
from launchbook.core.sayings import Saying, sentences, with_digits
from launchbook.core.section import finding, part_of, rule
from launchbook.rules.versions_in_words import VERSION, numbers_of

_BACK = re.compile(
    r"\b(?:go(?:es)?|went|gets?|put|taken?|switch(?:es|ed)?) back\b|\bback to\b|\broll(?:s|ed|ing)?[- ]?back\b|\brevert\w*\b|\brestor\w+\b"
    r"|\b(?:re-?)?deploy\b|\bpush(?:es)?\b|回退|回滚|回滾|退回|退到|切回|恢复到|恢復到|回到|换回|換回",
    re.IGNORECASE,
)
_INSTALLS = re.compile("(?:re-?)?deploy|push", re.IGNORECASE)
_WAS = re.compile(
    r"\b(?:was|were|had|did|last (?:year|time)|until|before)\b|去年|上次|当时|當時|曾|以前|之前", re.IGNORECASE
)
_AT_BREACH = frozenset({"on_breach", "no_go", "contingency", "action"})
_SILENT = frozenset({"review", "versions", "references", "approvals", "tests"})
_SHOWN = re.compile(
    r"(?:\b(?:of|is|says?|shows?|version|on)\s+v?|(?:显示|顯示|版本号?|版本號|[为為是])\s*v?)$", re.IGNORECASE
)
_MEASURED = re.compile(
    r"\s?(?:%|％|[a-zµ]{1,2}\b|seconds?|minutes?|hours?|秒|毫秒|分|小时|小時|倍|万|GB|MB)", re.IGNORECASE
)


@dataclass(frozen=True, eq=False)
class Return:
    """A version that a text goes back to."""

    saying: Saying
    match: re.Match[str]

    @property
    def number(self) -> str:
        return self.match["number"].partition("-")[0]


@rule("RB023", "two versions to go back to", "contradiction")
def one_version_back(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A text goes back to another version than the steps of the rollback do.

    "Push 4.10.7" at a breach, and the steps of the rollback install 4.11.3: at night the one is at hand and the other was rehearsed.
    Correct one of the two; better, write the version once under `variables:`. Only versions with the same first number are compared, and
    not what was.
    """
    steps = [each for each in _returns(plan) if each.saying.path[:2] == ("rollback", "steps")]
    usual = {each.number for each in steps}
    if not usual or any(not _same(one, other) for one in usual for other in usual):
        return
    for each in _returns(plan):
        if not _same(each.number, max(usual, key=len)):
            yield finding(
                each.saying.path,
                say("`{here}` is gone back to here, and the rollback goes back to `{there}`", here=each.match["number"],
                    there=steps[0].match["number"]),
                say("Correct one of the two; better, write the version once under `variables:`."),
                related=((say("elsewhere"), steps[0].saying.path),),
                **part_of(each.saying.text, each.match.start("number"), len(each.match["number"])),
            )  # fmt: skip


@rule("RB024", "what is seen after the rollback is not earlier", "contradiction")
def earlier_is_seen(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """After a step of the rollback a version is to be seen that is the launched one, or later.

    "The foot of the page says 3.1", and 3.0 is launched: whoever looks for it never finds the rollback done. Write the version that ran
    before.
    """
    launched = _launched(plan)
    for saying in with_digits(plan) if launched else ():
        if saying.path[:2] != ("rollback", "steps") or not {"expect", "verify"} & set(map(str, saying.path[-2:])):
            continue
        for match in VERSION.finditer(saying.text):
            before, number = saying.text[: match.start()], match["number"].partition("-")[0]
            if not _SHOWN.search(before) or _MEASURED.match(saying.text, match.end()) or not _near(number, launched):
                continue
            if numbers_of(number)[: len(launched)] >= launched[: len(numbers_of(number))]:
                yield finding(
                    saying.path,
                    say("{found} is to be seen after the rollback, and {launched} is launched", found=number,
                        launched=str(plan.head.version)),
                    say("Write the version that ran before."),
                    related=((say("the version"), ("version",)),),
                    **part_of(saying.text, match.start(), len(match.group())),
                )  # fmt: skip


@per_plan
def _returns(plan: Plan) -> list[Return]:
    """All that goes back to an earlier version with the first number of the launched one."""
    launched = _launched(plan)
    return [each for each in _gone_back(plan) if launched and _is_before(each.number, launched)]


def _gone_back(plan: Plan) -> Iterator[Return]:
    for saying in with_digits(plan):
        if saying.path[0] in _SILENT or saying.path[-1] in ("title", "why", "rehearsal"):
            continue
        step = saying.path[:2] == ("rollback", "steps") and str(saying.path[-1]) in (
            "do",
            "expect",
            "command",
            "verify",
        )
        for begin, end in sentences(saying.text):
            sentence = saying.text[begin:end]
            if step or str(saying.path[-1]) in _AT_BREACH or (_is_back(sentence) and not _WAS.search(sentence)):
                matches = VERSION.finditer(saying.text, begin, end)
                yield from (Return(saying, match) for match in matches if step or _BACK.search(sentence))


def _is_back(sentence: str) -> bool:
    """Whether a sentence speaks of going back; a deployment alone does not."""
    return any(not _INSTALLS.match(match.group()) for match in _BACK.finditer(sentence))


def _launched(plan: Plan) -> tuple[int, ...]:
    version = re.fullmatch(r"[vV]?(\d+(?:\.\d+)+)", str(getattr(plan.head, "version", None) or ""))
    return numbers_of(version[1]) if version else ()


def _is_before(number: str, launched: tuple[int, ...]) -> bool:
    return _near(number, launched) and numbers_of(number) < launched[: len(numbers_of(number))]


def _near(number: str, launched: tuple[int, ...]) -> bool:
    """Whether a version is of the product that is launched: it has the same first number, or the one before."""
    return launched[0] - 1 <= numbers_of(number)[0] <= launched[0]


def _same(one: str, other: str) -> bool:
    return (one + ".").startswith(other + ".") or (other + ".").startswith(one + ".")
