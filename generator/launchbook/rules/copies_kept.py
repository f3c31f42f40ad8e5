"""Where a copy lies, and which copy is read back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, say
from launchbook.core.sayings import Saying, sayings, sentences, with_digits
from launchbook.core.section import finding, part_of, rule

_COPIES = re.compile(
    r"\bback(?:s|ed|ing)? ?(?:it )?up\b|\bbackups?\b|\bsnapshots?\b|\bdump(?:s|ed)?\b|\bcop(?:y|ies)\b|备份|快照|副本|拷贝",
    re.IGNORECASE,
)
_SAME = re.compile(
    r"\b(?:on|to|in|beside it on) (?:the )?(?:same|its own|that very|database'?s own) (?:server"
    r"|machine|host|disk|disc|volume|drive|rack|database|cluster|bucket)\b"
    r"|\bnext to the (?:original|database|data)\b|\bon the (?:database"
    r"|production) (?:server|machine|host)(?:'s)?(?: itself| own)?\b(?! is| was)"
    r"|同一(?:台|个)?(?:服务器|机器|主机|磁盘|硬盘|库|数据库|实例|机柜)|[库据]所在的?(?:服务器"
    r"|机器|主机|磁盘|硬盘)|(?:数据库|生产)服务器(?:本机|本地|上)|本机(?:磁盘|硬盘|目录|上)",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"\b(?:not|never|no longer|instead of|other than|away from)\b|不[在放存要能]|而不是|不得|另一|异地", re.IGNORECASE
)
_KEPT = frozenset({"rollback", "runsheet", "checklists", "procedures", "standards", "risks", "overview", "timeline"})


@rule("RB020", "copy beside what it protects", "danger")
def copy_elsewhere(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A backup lies on the same server, disk or database that it should protect.

    Whatever destroys the one takes the other with it. Keep the copy on another machine, best in another place, and say where. Read are
    sentences that speak of a copy, and what stands beside `where:` of a backup.
    """
    for saying in sayings(plan):
        if saying.path[0] not in _KEPT:
            continue
        match = _SAME.search(saying.text)
        if match is None or not _speaks_of_copies(saying, match):
            continue
        begin, end = next(each for each in sentences(saying.text) if each[0] <= match.start() < each[1])
        if not _NOT.search(saying.text[begin:end]):
            yield finding(
                saying.path,
                say("the copy lies where what it protects lies: “{words}”", words=match.group().strip()),
                say("Keep it on another machine, and say on which."),
                **part_of(saying.text, match.start(), len(match.group())),
            )


def _speaks_of_copies(saying: Saying, match: re.Match[str]) -> bool:
    if "backups" in saying.path:
        return True
    begin, end = next(each for each in sentences(saying.text) if each[0] <= match.start() < each[1])
    return bool(_COPIES.search(saying.text, begin, end) or _COPIES.search(saying.name))


_NUMBERS, _LETTERS = re.compile(r"\d+"), re.compile("[A-Za-z]{2}")
_PLACEHOLDERS, _JOINTS = frozenset("${"), frozenset("._-")
_MARK = re.compile(r"[A-Za-z0-9$][\w./:@${}-]{5,120}")
_RESTORES = re.compile(
    r"\brestor\w*|\bpg_restore\b|\bread (?:it |them |the \w+ )?back\b|\bimport\w*"
    r"|\bload (?:it |them |the \w+ )?back\b|恢复|还原|导回|回灌|导入",
    re.IGNORECASE,
)
_MAKES = re.compile(
    r"\bback(?:s|ed|ing)? ?(?:it )?up\b|\bbackup\b|\bsnapshot\b|\bdump\b|dump\b|备份|快照|导出", re.IGNORECASE
)


@rule("RB021", "another copy is read back than was made", "contradiction")
def copy_that_was_made(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """The way back reads a copy whose name differs in its numbers from the copy that the plan makes.

    `orders-0510.sql` is restored, and `orders-0511.sql` is made: on the night nobody finds the file, or an old one is read. Give both the
    same name; best, write it once under `variables:`. Compared are names of files and tags with a number in steps that make or read copies.
    """
    made: dict[str, dict[str, Saying]] = {}
    read: list[tuple[Saying, str]] = []
    for step in _steps(plan):
        names = list(_names(step.text))
        text = f"{step.text} {step.name}" if names else ""
        restores, makes = _RESTORES.search(text), _MAKES.search(text)
        for name in names if restores or makes else ():
            if makes and step.path[0] != "rollback":
                made.setdefault(_skeleton(name), {})[name] = step
            elif restores:
                read.append((step, name))
    for step, name in read:
        alike = made.get(_skeleton(name), {})
        if alike and name not in alike:
            other, where = next(iter(alike.items()))
            yield finding(
                step.path,
                say("`{name}` is read back here, and `{other}` is made", name=name, other=other),
                say("Give both the same name; best, write it once under `variables:`."),
                related=((say("where it is made"), where.path),),
                **part_of(step.text, step.text.index(name), len(name)),
            )


def _steps(plan: Plan) -> Iterator[Saying]:
    """The words and commands of steps."""
    return (
        saying
        for saying in with_digits(plan)
        if saying.path[0] in ("runsheet", "rollback", "procedures", "checklists", "risks")
    )


def _names(text: str) -> Iterator[str]:
    """Names of files and tags: of several parts, with a letter and at least two digits, the last part of a path."""
    for match in _MARK.finditer(text):
        name = match.group().rstrip(".:-").rpartition("/")[2]
        if (
            sum(map(str.isdigit, name)) > 1
            and _LETTERS.search(name)
            and not _PLACEHOLDERS.intersection(name)
            and _JOINTS.intersection(name)
        ):
            yield name


def _skeleton(name: str) -> str:
    """A name without its numbers."""
    return _NUMBERS.sub("0", name)
