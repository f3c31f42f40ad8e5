"""A quantity that a sentence gives where something is decided, against the rung of the metric that decides the same."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime

from launchbook.core.ladder import beyond, worse_is_lower
from launchbook.core.plan import Plan, per_plan
from launchbook.core.problem import Finding, Path, say
from launchbook.core.quantity import Threshold
from launchbook.core.reference import MetricRef
from launchbook.core.rows import Row
from launchbook.core.sayings import Saying, sayings
from launchbook.core.section import finding, part_of, rule
from launchbook.rules import limits_in_words

_CLAUSE = re.compile(r"[。；;！!？?\n]|\.\s|[,，]\s*(?:and|but|while|而|且|但)")
_NUMBER = re.compile(
    r"(?<![\d.])(?P<value>\d+(?:\.\d+)?)\s*(?P<unit>[%％‰]|ms\b|毫秒|s\b|seconds?\b|秒|min\b|minutes?\b|分钟|hours?\b|小时)",
    re.IGNORECASE,
)
_LASTING = re.compile(
    r"(?:\bfor|\bover|\bevery|\bin a row of|持续|连续|每|超时)\s*(?:at least |more than )?$", re.IGNORECASE
)
_UNITS = {"％": "%", "毫秒": "ms", "秒": "s", "second": "s", "seconds": "s", "分钟": "min", "minute": "min", "minutes": "min",
          "hour": "h", "hours": "h", "小时": "h"}  # fmt: skip
_UNDO = re.compile(
    r"roll(?:s|ed|ing)?[- ]?back|\bstop|\bhalt|\babort|take (?:it|them) back|回滚|回退|停止|中止|暂停", re.IGNORECASE
)
_ROLES = {
    "success": "target", "targets": "target", "goals": "target", "exit": "target", "gates": "gate", "criteria": "gate",
    "triggers": "rollback", "stop_if": "rollback",
}  # fmt: skip
"""By the key under which a text stands, the rung that decides the same."""
_FAR = 50
"""How many times as large a number is that is of another quantity in the same unit."""
_SAID = {"target": ("target",), "gate": ("gate", "target"), "rollback": ("rollback",)}
_SILENT = frozenset({"metrics", "review", "versions", "references", "levels", "result", "actual", "rehearsal"})
_WEAK = frozenset(
    [
        "the",
        "and",
        "for",
        "per",
        "our",
        "all",
        "its",
        "rate",
        "time",
        "share",
        "ratio",
        "value",
        "level",
        "number",
        "percentage",
        "average",
        "mean",
        "median",
    ]
)
_FREE = re.compile(r"\b(?:without|no|free of)\b(?: an?\b| any\b)?|-free\b|[无没]有?", re.IGNORECASE)


@rule("ME021", "decided at another number than its metric says", "contradiction")
def decided_alike(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A criterion of success or of a gate, what ends a test, or what stops or takes back the release gives another number than the rung
    of the metric that decides the same.

    "Pages load within 2.5 seconds" as success, and `target: "< 1.5s"` for the page load: half of the team is content where the other is
    not. Refer to the metric, so that the number stands once. Read are sentences that have all words of the metric's name, in any form,
    and one number of its kind. Success, tests and gates may ask for more; what takes back must be the same.
    """
    told = {each.path for each in limits_in_words.numbers_in_words.check(plan, as_of)}
    names = {
        id: _tokens(str(getattr(target.value, "name", ""))) for id, target in plan.targets.get("metric", {}).items()
    }
    for saying in sayings(plan):
        if _SILENT.intersection(map(str, saying.path)) or saying.path in told or not any(map(str.isdigit, saying.text)):
            continue
        for clause, start in _clauses(saying.text):
            role = _role(saying, clause)
            id = (_metric_of(saying) or _meant(clause, names) or _only_one(plan, saying, clause)) if role else None
            if id:
                yield from _compare(plan, saying, id, role, clause, start)
    for path, value in plan.values:
        when, text = getattr(value, "when", None), getattr(value, "text", None)
        if not (
            isinstance(when, Threshold) and text and getattr(value, "metric", None) is None
        ) or _SILENT.intersection(map(str, path)):
            continue
        role, id = _key(path), _meant(str(text), names)
        if role and id:
            yield from _compare_limit(plan, (*path, "when"), id, role, when)


def _compare(plan: Plan, saying: Saying, id: str, role: str, clause: str, start: int) -> Iterator[Finding]:
    metric = MetricRef(id)
    rungs = plan.rungs(metric)
    falls = worse_is_lower(rungs)
    rung = next((name for name in _SAID[role] if name in rungs), "")
    numbers = list(_numbers(clause, rungs[rung])) if rung else []
    if len(numbers) != 1 or falls is None:
        return
    (number, said), own = numbers[0], rungs[rung]
    if _far_apart(said, own):
        return
    laxer, earlier = beyond(said, own, falls), beyond(own, said, falls)
    if (laxer or (earlier and role == "rollback")) and not _known_elsewhere(plan, metric, said, role):
        value = number["value"] + number["unit"]
        yield finding(
            saying.path,
            say("“{metric}” is decided at {value} here, and has `{rung}: {own}` itself", metric=plan.name_of(metric),
                value=value, rung=rung, own=own),
            say("Refer to the metric, so that the number stands once; if this one is right, correct the metric."),
            related=((say("the metric"), (*plan.targets["metric"][id].value.path, rung)),),
            **part_of(saying.text, start + number.start(), len(number.group())),
        )  # fmt: skip


def _far_apart(said: Threshold, own: Threshold) -> bool:
    """Whether one is so much larger than the other that they are of two quantities: hours of a closure, and milliseconds of an answer."""
    low, high = sorted((abs(said.base), abs(own.base)))
    return low > 0 and high / low > _FAR


def _compare_limit(plan: Plan, path: Path, id: str, role: str, when: Threshold) -> Iterator[Finding]:
    """A threshold beside the name of a metric that it does not refer to."""
    rungs = plan.rungs(MetricRef(id))
    falls, rung = worse_is_lower(rungs), next((name for name in _SAID[role] if name in rungs), "")
    if rung and falls is not None and when.ordered(rungs[rung]) and beyond(when, rungs[rung], falls):
        yield finding(
            path,
            say("“{metric}” is decided at {value} here, and has `{rung}: {own}` itself", metric=plan.name_of(MetricRef(id)),
                value=f"`{when}`", rung=rung, own=rungs[rung]),
            say("Refer to the metric, so that the number stands once; if this one is right, correct the metric."),
            related=((say("the metric"), (*plan.targets["metric"][id].value.path, rung)),),
        )  # fmt: skip


@per_plan
def _read(plan: Plan) -> dict[Path, frozenset[str]]:
    """The metrics that entries read, themselves or below, as far as they were asked for."""
    return {}


def _read_in(plan: Plan, row: Row) -> frozenset[str]:
    known = _read(plan)
    if row.path not in known:
        rows = (row, *row.below())
        known[row.path] = frozenset(str(mention.ref) for each in rows for mention in each.named("metric"))
    return known[row.path]


def _only_one(plan: Plan, saying: Saying, clause: str) -> str | None:
    """The one metric that the entry reads elsewhere, of which its criterion has a word and a number of the same kind."""
    around = (
        saying.row.parent if saying.row.kind in ("condition", "entry", "item") and saying.row.parent else saying.row
    )
    ids = _read_in(plan, around)
    words = _tokens(clause)
    fitting = [
        id
        for id in sorted(ids)
        for rungs in [plan.rungs(MetricRef(id))]
        if any(any(_numbers(clause, limit)) for limit in rungs.values())
        and words & _tokens(plan.name_of(MetricRef(id)))
    ]
    return fitting[0] if len(fitting) == 1 else None


def _numbers(clause: str, own: Threshold) -> Iterator[tuple[re.Match[str], Threshold]]:
    """The numbers of a clause that are of the kind of a threshold. How long something must last is none."""
    for number in _NUMBER.finditer(clause):
        unit = number["unit"].casefold()
        said = Threshold.read(f"{own.operator} {number['value']}{_UNITS.get(unit, unit)}")
        if said and said.converts(own) and not _LASTING.search(clause[: number.start()]):
            yield number, said


def _known_elsewhere(plan: Plan, metric: MetricRef, said: Threshold, role: str) -> bool:
    """Whether another place of the plan sets this number on the metric for the same end."""
    readings = [reading for reading, _ in plan.rows.readings(str(metric)) if reading.rung in _SAID[role]]
    return any(
        reading.threshold.converts(said) and reading.threshold.beside(said).base == said.base for reading in readings
    )


def _role(saying: Saying, clause: str) -> str:
    role = _key(saying.path)
    return role or ("rollback" if _UNDO.search(clause) else "")


def _key(path: Path) -> str:
    """What is decided by what stands under a key."""
    return next((_ROLES[str(part)] for part in reversed(path) if str(part) in _ROLES), "")


def _metric_of(saying: Saying) -> str | None:
    """The metric of the entry whose words these are."""
    metric = getattr(saying.row.value, "metric", None)
    return str(metric) if isinstance(metric, MetricRef) and saying.path[-1] == "text" else None


def _clauses(text: str) -> Iterator[tuple[str, int]]:
    start = 0
    for end in _CLAUSE.finditer(text):
        yield text[start : end.start()], start
        start = end.end()
    yield text[start:], start


def _meant(clause: str, names: Mapping[str, frozenset[str]]) -> str | None:
    """The one metric all of whose words a clause has; of several the one with the most words."""
    words = _tokens(clause)
    found = sorted((len(tokens), id) for id, tokens in names.items() if len(tokens) > 1 and tokens <= words)
    if not found or (len(found) > 1 and found[-1][0] == found[-2][0]):
        return None
    return found[-1][1]


def _tokens(text: str) -> frozenset[str]:
    """The words of a text in their shortest form, and the pairs of letters where words are not parted; what is free of something as
    one word."""
    plain = _FREE.sub(" without ", text.casefold())
    words = {_stem(word) for word in re.findall(r"[a-z][a-z0-9]+", plain) if len(word) > 2 and word not in _WEAK}
    runs = re.findall(r"[\u4e00-\u9fff]+", plain)
    return frozenset(words | {run[at : at + 2] for run in runs for at in range(len(run) - 1)})


def _stem(word: str) -> str:
    for end in ("ures", "ure", "ing", "ed", "es", "s"):
        if word.endswith(end) and len(word) - len(end) > 3:
            return word.removesuffix(end)
    return word.rstrip("e") if len(word) > 4 else word
