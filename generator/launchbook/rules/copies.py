"""What is destroyed, and the copy and the version that one goes back to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, say
from launchbook.core.rows import Row
from launchbook.core.section import finding, part_of, rule
from launchbook.rules.versions_in_words import numbers_of
from launchbook.sections.rollback.model import Rollback

_DESTROYS = re.compile(
    r"\b(?:drop|truncate) (?:the |old )?(?:table|database|schema|column|index|collection)"
    r"|\bdelete (?:from|(?:all |the )?(?:old|previous))\b|\brm -rf\b"
    r"|\b(?:migrate|overwrite|convert) (?:the |all )*(?:data|database|tables?|records|schema|accounts|bookings|orders)"
    r"|删除(?:旧|原|历史)|清空|删库|删表|(?:迁移|转换|覆盖|割接)(?:全部|历史|旧|生产)?(?:数据|数据库|表|库)"
    r"|执行(?:数据库|数据)?(?:迁移|变更)(?:脚本)?",
    re.IGNORECASE,
)
_COPIES = re.compile(
    r"\bback(?:s|ed|ing)? ?up\b|\bbackup\b|\bsnapshot|\bdump\b|备份|快照|导出(?:全量|旧)", re.IGNORECASE
)
_ACTING = frozenset({"runsheet", "rollout", "procedures", "rollback"})
_NAMES_DESTROYED = re.compile(
    r"\b(?:drop|truncate) (?:the |old )?(?:(?:table|schema|column|index|collection)s? (?:if exists )?([\w.]{3,40})|(\w{3,40}) tables?\b)"
    r"|\bdelete (?:from ([\w.]{3,40})|(?:all |the )?(?:old|previous) (\w{3,40}))"
    r"|\b(?:overwrite|convert) (?:the |all )*(\w{3,40}s)\b"
    r"|(?:删除(?:旧|原|历史)|清空)的?([\u4e00-\u9fff]{2,6}?)(?:数据|记录)?(?:表|库)",
    re.IGNORECASE,
)
"""The names of what is destroyed."""
_THROWN_AWAY = re.compile(
    r"\b(?:sessions?|caches?|te?mp|temporary|logs?|builds?|artifacts?|containers?|images?|branch(?:es)?|staging)\b"
    r"|缓存|会话|临时|日志|镜像|构建|测试数据",
    re.IGNORECASE,
)
"""What nobody wants back."""
_EVERYTHING = re.compile(
    r"\b(?:all|full|whole|entire|every|databases?|db|server|disk|volume|everything|production|system|cluster|schema|snapshots?|pg_dump|mysqldump)\b"
    r"|全库|全量|整库|整机|数据库|生产|主库|所有|全部|系统|磁盘|快照|旧库|原库",
    re.IGNORECASE,
)
_COMMON = frozenset(
    {"the", "and", "table", "tables", "data", "old", "new", "copy", "from", "into", "with", "back", "backup", "dump", "make", "take",
     "before", "tbl", "备份", "数据", "旧的", "的表", "份到", "一次", "一份", "今天", "当天", "导出"}
)  # fmt: skip
_LOOKS = re.compile(r"\b(?:check|verify|look|test|restore|delete)\b|检查|确认|核对|验证|恢复|删除", re.IGNORECASE)
_TOOK = re.compile(
    r"(?:\btook|\btakes|\blasted|\bdone in|\bfinished in|\bback in|用时|耗时|历时|花了|共用)"
    r"\s*(?:about |over |约|了)?\s*(\d{1,3}(?:\.\d)?)\s*"
    r"(seconds?|s\b|minutes?|mins?\b|min\b|m\b|hours?|h\b|秒|分钟|分|小时)",
    re.IGNORECASE,
)
_TO_VERSION = re.compile(
    r"(?:\bback to|\bto|\brestore|\bredeploy|\brevert to|回滚到|回退到|退回到?|回到|切回|恢复到|恢复)"
    r"\s*(?:the )?(?:(?:version |release |版本\s*|v)(?P<called>\d+(?:\.\d+)*)\b"
    r"|(?:[a-z]+ |[\u4e00-\u9fff]{1,6}\s?)?(?P<bare>\d{1,3}\.\d{1,3}\.\d{1,4})(?!\.?\d))",
    re.IGNORECASE,
)


@rule("RB016", "copied after it is destroyed", "danger")
def copied_first(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A step of the run sheet deletes, overwrites or migrates data, and the copy is made behind it.

    What the copy should protect is then gone. Move the copy before it. Steps that only check or restore a copy are none; where any step
    before makes one, nothing is said.
    """
    steps = [row for row in plan.rows.in_section("runsheet") if row.kind == "step" and not row.over]
    destroying = next((place for place, row in enumerate(steps) if _is_final(row)), None)
    if destroying is None:
        return
    copies = [
        place for place, row in enumerate(steps) if _COPIES.search(_words(row)) and not _LOOKS.search(str(row.value.do))
    ]
    if copies and copies[0] > destroying and not _prepared(plan):
        yield finding(
            steps[copies[0]].path,
            say("“{title}” comes after “{other}”, which it should protect from", title=steps[copies[0]].title,
                other=steps[destroying].title),
            say("Move the copy before it."),
            related=((say("what is destroyed"), steps[destroying].path),),
        )  # fmt: skip


@rule("RB017", "destroyed without a copy", "danger")
def copied_at_all(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A step of the run sheet, the rollout, a procedure or the rollback deletes, overwrites or migrates data, and nothing in the plan
    makes a copy, or only of something else.

    When it goes wrong, nothing is left to go back to. Add a step that makes a copy of it before, or name under `backups:` what is kept.
    Copies are told apart by what they name (“the customers table” and “the carts table”); one that names no part is one of everything.
    """
    copied = [_words(row) for row in plan.rows if hasattr(row.value, "do") and _COPIES.search(_words(row))]
    copied += [str(getattr(each, "what", "") or getattr(each, "do", "")) for each in _prepared(plan)]
    others = [] if any(map(_EVERYTHING.search, copied)) else [_parts_named(_COPIES.sub(" ", text)) for text in copied]
    for row in plan.rows:
        if row.kind != "step" or row.section not in _ACTING or row.over or not _DESTROYS.search(_words(row)):
            continue
        if _THROWN_AWAY.search(_words(row)):
            continue
        if not copied:
            yield finding(
                row.path,
                say("“{title}” destroys data, and nothing makes a copy", title=row.title),
                say("Add a step that makes a copy before it, or name what is kept under `rollback: {backups: […]}`."),
            )
            return
        if others and all(others) and _of_something_else(_words(row), others):
            yield finding(
                row.path,
                say(
                    "“{title}” destroys what no copy names: copied is “{copied}”",
                    title=row.title,
                    copied=copied[0].strip(),
                ),
                say("Add a step that makes a copy before it, or name what is kept under `rollback: {backups: […]}`."),
            )
            return


def _is_final(row: Row) -> bool:
    """Whether a step changes data for good."""
    return bool(_DESTROYS.search(_words(row)) or _FOR_GOOD.match(str(row.value.do)))


_FOR_GOOD = re.compile(
    r"(?:结算|結算|清档|清檔|合服|重置|purge |wipe |reset all |merge all |settle all )(?!.*(?:备份|備份|测试|報表|报表))",
    re.IGNORECASE,
)
"""What begins a step that changes data for good, and may be no more than that."""


def _of_something_else(destroying: str, others: Sequence[set[str]]) -> bool:
    """Whether a step names what it destroys, and all copies name something else in the same script."""
    named = _NAMES_DESTROYED.search(destroying)
    words = _parts_named(next((part for part in named.groups() if part), "")) if named else set()
    if not words or any(words & other for other in others):
        return False
    chinese = any(not word.isascii() for word in words)
    return all(any(not word.isascii() for word in other) == chinese for other in others)


def _parts_named(text: str) -> set[str]:
    """The words of a name: of English ones without their plural, of Chinese ones each two letters."""
    words = {word.casefold().rstrip("s") for word in re.findall(r"[A-Za-z]{3,40}", text.replace("_", " "))}
    pairs = {run[at : at + 2] for run in re.findall(r"[\u4e00-\u9fff]{2,20}", text) for at in range(len(run) - 1)}
    return (words - _COMMON) | (pairs - _COMMON)


def _words(row: Row) -> str:
    return f"{getattr(row.value, 'do', '')} {getattr(row.value, 'command', '') or ''}"


def _prepared(plan: Plan) -> Sequence[object]:
    """What is backed up beside the steps of the day."""
    rollback = plan.get(Rollback)
    prepared = [step for step in rollback.preparation if _COPIES.search(str(step.do))] if rollback else []
    return [*(rollback.backups if rollback else ()), *prepared]


@rule("RB018", "rehearsal longer than the limit", "contradiction")
def rehearsed_in_time(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """The rehearsal of the rollback took longer than the rollback may take.

    On the night it will not be faster. Shorten the way back and rehearse it again, or raise `within:`. Read is a length in `rehearsal:`
    that the words say it took.
    """
    rollback = plan.get(Rollback)
    match = _TOOK.search(str(rollback.rehearsal or "")) if rollback else None
    if rollback is None or match is None or rollback.limit is None:
        return
    unit = match[2].lower()
    size = 1 if unit.startswith("s") or unit == "秒" else 3600 if unit.startswith("h") or unit == "小时" else 60
    if timedelta(seconds=float(match[1]) * size) > rollback.limit.total:
        yield finding(
            (*rollback.path, "rehearsal"),
            say(
                "the rehearsal took {length}, the limit is {limit}",
                length=f"{match[1]} {match[2]}",
                limit=rollback.limit,
            ),
            say("Shorten the way back and rehearse it again, or raise the limit."),
            related=((say("the limit"), (*rollback.path, "within" if rollback.within else "rto")),),
            **part_of(str(rollback.rehearsal), match.start(), len(match.group())),
        )


@rule("RB019", "rolled back to what is launched", "contradiction")
def earlier_version(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A step of the rollback goes back to the version that is launched, or to a later one.

    Then the fault is deployed again. Name the version that ran before. Versions are compared part by part: `3` and `3.0.0` are the same.
    """
    rollback, version = (
        plan.get(Rollback),
        re.fullmatch(r"[vV]?(\d+(?:\.\d+)*)", str(getattr(plan.head, "version", None) or "")),
    )
    if rollback is None or version is None:
        return
    launched = numbers_of(version[1])
    for row in plan.row(rollback).below("step"):
        match = _TO_VERSION.search(str(row.value.do)) if row.path[1] == "steps" else None
        found = (match["called"] or match["bare"]) if match else ""
        if match and found and numbers_of(found)[: len(launched)] >= launched[: len(numbers_of(found))]:
            yield finding(
                (*row.path, "do"),
                say("goes back to {found}, and {launched} is launched", found=found, launched=version[1]),
                say("Name the version that ran before."),
                related=((say("the version"), ("version",)),),
                **part_of(str(row.value.do), match.start(), len(match.group())),
            )
