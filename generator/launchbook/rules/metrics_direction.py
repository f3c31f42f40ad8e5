"""Thresholds against the nature of what they limit: a rate of success that rolls back when it is high."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from launchbook.core.ladder import RINGING, marked, rung_of
from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, Path, say
from launchbook.core.quantity import Threshold
from launchbook.core.reference import MetricRef
from launchbook.core.section import finding, rule

_GOOD = re.compile(
    r"成功|可用(?:性|率|内存|空间)|命中率|通过率|留存|转化|满意|覆盖率|完成率|达标|合格率|吞吐|在线率|送达|剩余|空闲|评分|好评|无崩溃|无故障"
    r"|(?<!un)success|availab|uptime|hit (?:rate|ratio)|pass rate|retention|conversion|satisf|coverage|throughput|free\b|headroom"
    r"|rating|apdex|completion",
    re.IGNORECASE,
)
_BAD = re.compile(
    r"失败|错误|异常|延迟|时延|耗时|响应时间|崩溃|闪退|卡顿|丢包|积压|投诉|超时|流失|退款|缺陷|宕机|不可用|占用|使用率|利用率|负载"
    r"|fail|error|latency|delay|duration|response time|crash|timeout|packet loss|backlog|\blag\b|complain|churn|downtime|usage"
    r"|utili[sz]ation|unavailab|unsuccess|\bload\b",
    re.IGNORECASE,
)
_WITHOUT = re.compile(
    r"(?:crash|error|fail\w*)[- ]?free|(?:without|with no|no) (?:an? )?(?:error|fail|crash|timeout|downtime)"
    r"|[无没]有?(?:崩溃|故障|错误|异常|失败|超时)",
    re.IGNORECASE,
)
"""What is free of something bad."""
_SENTENCE = re.compile(r"(?P<name>[^<>=≤≥]+?)\s*(?P<limit>(?:<=|>=|[<>≤≥]|＜|＞).+)", re.DOTALL)


def better_high(name: str) -> bool | None:
    """Whether higher values of a metric are better, by the words of its name; None where these leave it open."""
    good, bad = _GOOD.search(name), _BAD.search(name)
    free = _WITHOUT.search(name)
    turned = re.search(r"降幅|下降|跌幅|减少|\bdrop\b|decline|decrease|loss of", name, re.IGNORECASE)
    higher = True if free else None if bool(good) is bool(bad) else good is not None
    return higher if higher is None or not turned else not higher


@rule("ME014", "threshold against the nature of its metric", "contradiction")
def natural(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A rate of success rings or is rolled back when it is high, or a latency when it is low.

    It rings while all is well, and keeps quiet when it should ring. Turn the operator round, or rename the metric if
    its name says the opposite of what it measures.
    """
    for path, name, threshold, rung in _limited(plan):
        high = better_high(name)
        rings = rung in RINGING
        if high is None or threshold.upper is None or rung not in (*RINGING, "target", "gate"):
            continue
        if threshold.upper is not (high if rings else not high):
            yield finding(
                path,
                say("`{limit}` as {rung} of {name}, of which more is better", limit=threshold, rung=rung, name=name)
                if high
                else say(
                    "`{limit}` as {rung} of {name}, of which less is better", limit=threshold, rung=rung, name=name
                ),
                say("Turn the operator round, or correct the name."),
            )


def _limited(plan: Plan) -> Iterator[tuple[Path, str, Threshold, str]]:
    """Every threshold with the name of what it limits and its rung: of metrics, on metrics, and in sentences."""
    for path, value, marks in marked(plan.values):
        fields = vars(value)
        ref, own = fields.get("metric"), str(fields.get("name") or "")
        target = plan.target(ref) if isinstance(ref, MetricRef) else None
        name = str(getattr(target.value, "name", "")) if target else own
        for key, threshold in fields.items():
            if isinstance(threshold, Threshold) and key != "limit":  # a limit may also be what is to be kept
                yield (*path, key), name, threshold, rung_of(marks.get(key), value)
        sentence = _SENTENCE.fullmatch(str(fields.get("text") or "").strip())
        limit = Threshold.read(sentence["limit"]) if sentence else None
        if sentence and limit and not isinstance(fields.get("when"), Threshold):
            yield (*path, "text"), sentence["name"], limit, rung_of(marks.get("text"), value)
