"""Numbers in sentences against the ladder of the metric that the sentence names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from launchbook.core.ladder import RUNGS
from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, Path, say
from launchbook.core.quantity import Threshold
from launchbook.core.reference import MetricRef
from launchbook.core.section import finding, part_of, rule
from launchbook.core.text import Prose, Text

_SILENT = frozenset(
    {"metrics", "review", "levels", "results", "result", "actual", "rehearsal", "versions", "references"}
)
"""What says how it is, was, or is graded, and not from where on something is done."""
_SAID = {
    ">": r">|＞|超过|超過|高于|高於|大于|大於|超出|above|over|more than|exceeds?|higher than|greater than",
    "≥": r">=|≥|⩾|达到|達到|不低于|不低於|至少|不少于|不少於|at least|reaches|no less than",
    "<": r"<|＜|低于|低於|小于|小於|少于|少於|不足|below|under|less than|lower than|drops? below|falls? below",
    "≤": r"<=|≤|⩽|不超过|不超過|不高于|不高於|不大于|不大於|至多|at most|no more than|up to",
}
_LIMIT = re.compile(
    rf"(?P<op>{'|'.join(sorted((word for words in _SAID.values() for word in words.split('|')), key=len, reverse=True))})\s*"
    r"(?P<value>\d+(?:[.,]\d+)?)\s*(?P<unit>%|％|‰|ms|毫秒|s\b|seconds?\b|秒|min\b|minutes?\b|分钟|/min|/s)",
    re.IGNORECASE,
)
_UNDOES = re.compile(r"\b(?:decides?|rolls? back|(?:the|a) rollback)\b|回滚|回退|退回|决定", re.IGNORECASE)
"""What a note says that is acted on, and does not tell how it was."""
_FAR = 24
"""So many letters a limit may stand behind the name of its metric, in the same clause."""
_CLAUSE = re.compile(r"[。；;！!？?\n]|\.\s")
_UNITS = {
    "％": "%",
    "毫秒": "ms",
    "秒": "s",
    "second": "s",
    "seconds": "s",
    "分钟": "min",
    "minute": "min",
    "minutes": "min",
}


@rule("ME020", "number in a sentence that its metric does not have", "contradiction")
def numbers_in_words(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A sentence names a metric and a limit for it, "roll back when the error rate is above 2%", and neither the metric nor any other
    threshold on it has this number.

    Whoever reads the sentence acts at another moment than whoever reads the metric. Compare the two; better, refer to the metric, so that
    the number stands once. Nothing is said of results, reviews, notes, and levels of severity, which have numbers of their own.
    """
    names = _names(plan)
    if not names:
        return
    whole = {_plain(plan.name_of(metric)) for metric in names.values()} | {str(metric) for metric in names.values()}
    bounded = (_bounded(name, name not in whole) for name in sorted(names, key=len, reverse=True))
    pattern = re.compile("|".join(bounded), re.IGNORECASE)
    for path, value in plan.values:
        if isinstance(value, (Text, Prose)) and not _SILENT.intersection(map(str, path)):
            yield from _in_text(plan, path, str(value), pattern, names)
    yield from _expected(plan, pattern, names)


def _expected(plan: Plan, pattern: re.Pattern[str], names: Mapping[str, MetricRef]) -> Iterator[Finding]:
    """What a step that reads one metric expects to see, without its name."""
    for row in plan.rows:
        expect = getattr(row.value, "expect", None) if row.kind == "step" else None
        limits = list(_LIMIT.finditer(str(expect))) if expect else []
        read = {_plain(found[0]) for found in pattern.finditer(str(row.value.do))} if limits else set()
        if len(limits) == len(read) == 1 and not pattern.search(str(expect)):
            metric = names[next(iter(read))]
            yield from _unknown(plan, (*row.path, "expect"), str(expect), metric, limits[0], 0)


def _in_text(
    plan: Plan, path: Path, text: str, pattern: re.Pattern[str], names: Mapping[str, MetricRef]
) -> Iterator[Finding]:
    if path[-1] == "note" and not _UNDOES.search(text):
        return
    for found in pattern.finditer(text):
        clause = _CLAUSE.split(text[found.end() : found.end() + _FAR + 24], maxsplit=1)[0]
        limit = _LIMIT.search(clause)
        if limit is None or limit.start() > _FAR or pattern.search(clause[: limit.start()]):
            continue
        yield from _unknown(plan, path, text, names[_plain(found[0])], limit, found.end())


def _unknown(
    plan: Plan, path: Path, text: str, metric: MetricRef, limit: re.Match[str], begin: int
) -> Iterator[Finding]:
    """A limit in a text, if the metric has no such number, or has it over another time."""
    said, known = _threshold(limit), _known(plan, metric)
    comparable = [each for _, each in known if said and each.converts(said)]
    same = [each for each in comparable if said and each.beside(said).base == said.beside(each).base]
    start = begin + limit.start("value")
    if said and comparable and not same:
        yield finding(
            path,
            say("“{name}” is said with {value} here, and has {limits}", name=plan.name_of(metric), value=limit["value"] + limit["unit"],
                limits=_listed(known)),
            say("Compare the two; better, refer to the metric, so that the number stands once."),
            related=((say("the metric"), plan.targets["metric"][str(metric)].value.path),),
            **part_of(text, start, len(limit["value"] + limit["unit"])),
        )  # fmt: skip
    lasts = _LASTS.match(text, begin + limit.end()) if same and all(each.window for each in same) else None
    if lasts and all(each.lasting != _as_time(lasts) for each in same):
        yield finding(
            path,
            say("“{name}” is said to last {value} here, and has {limits}", name=plan.name_of(metric), value=lasts["lasts"],
                limits=_listed(known)),
            say("Compare the two; better, refer to the metric, so that the number stands once."),
            related=((say("the metric"), plan.targets["metric"][str(metric)].value.path),),
            **part_of(text, lasts.start("lasts"), len(lasts["lasts"])),
        )  # fmt: skip


_LASTS = re.compile(
    r"[,，]?\s?(?:for|over|达到?|達到?|持续|持續|连续|連續)\s(?:more than )??(?P<lasts>(?P<amount>\d{1,3})\s?"
    r"(?P<unit>minutes?|min|m\b|hours?|h\b|分钟|分鐘|小时|小時))",
    re.IGNORECASE,
)
"""How long a limit must be passed."""


def _as_time(match: re.Match[str]) -> timedelta:
    hours = match["unit"].lower().startswith("h") or match["unit"] in ("小时", "小時")
    return timedelta(hours=int(match["amount"])) if hours else timedelta(minutes=int(match["amount"]))


def _plain(name: str) -> str:
    return name.casefold().replace("的", "")


def _threshold(limit: re.Match[str]) -> Threshold | None:
    operator = next(sign for sign, words in _SAID.items() if re.fullmatch(words, limit["op"], re.IGNORECASE))
    unit = limit["unit"]
    return Threshold.read(f"{operator} {limit['value'].replace(',', '.')}{_UNITS.get(unit.casefold(), unit)}")


def _known(plan: Plan, metric: MetricRef) -> Sequence[tuple[str, Threshold]]:
    """The thresholds of a metric, and those that other places set on it, each with its rung."""
    own = [(rung, limit) for rung, limit in plan.rungs(metric).items() if rung in RUNGS]
    return own + [(reading.rung, reading.threshold) for reading, _ in plan.rows.readings(str(metric))]


def _listed(known: Sequence[tuple[str, Threshold]]) -> str:
    return ", ".join(dict.fromkeys(f"`{rung}: {limit}`" if rung else f"`{limit}`" for rung, limit in known))


def _names(plan: Plan) -> Mapping[str, MetricRef]:
    """Metrics by name, and by an id that is no plain word; a name that two have stands for neither."""
    found: dict[str, set[str]] = {}
    for id, target in plan.targets.get("metric", {}).items():
        for name in (str(getattr(target.value, "name", "")), id if re.search(r"[_\d-]", id) else ""):
            if len(name) > 1:
                found.setdefault(_plain(name), set()).add(id)
            if short := _SHORT.fullmatch(name):
                found.setdefault(short[1], set()).add(id)
    return {name: MetricRef(next(iter(ids))) for name, ids in found.items() if len(ids) == 1}


_SHORT = re.compile(r"[\u4e00-\u9fff]{2,}([\u4e00-\u9fff]{2}率)")
"""A metric by the end of its name: 成功率, where only one is called so, and nothing stands before it."""


def _bounded(name: str, short: bool) -> str:
    """The name as a whole word, where its script has words; in Chinese with or without 的 in it."""
    if re.fullmatch(r"[\u4e00-\u9fff]+", name):
        return (r"(?<![\u4e00-\u9fff])" if short else "") + "的?".join(name)
    before, after = (
        r"(?<![A-Za-z0-9_])" if name[0].isascii() else "",
        r"(?![A-Za-z0-9_])" if name[-1].isascii() else "",
    )
    return before + re.escape(name) + after
