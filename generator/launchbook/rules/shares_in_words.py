"""Shares of users in sentences, against the stages of the rollout."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal

from launchbook.core.numberwords import NUMBERS
from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, say
from launchbook.core.sayings import Saying, sayings, sentences
from launchbook.core.section import finding, part_of, rule
from launchbook.sections.rollout.model import Rollout
from launchbook.sections.rollout.stages import Stage

_SHARE = r"(?<![\d.,])\d{1,3}(?:\.\d+)?\s?[%％]"
_NEXT = r"\s?(?:[,，、/]\s?(?:(?:then|and|再到?|最后)\s?)?|(?:and then|and|then|to|再到|到|和|以及|→|->|=>)\s?)"
_QUICK = re.compile(r"[%％]|[Oo]ne in [a-z\d]")
_LADDER = re.compile(rf"{_SHARE}(?:{_NEXT}{_SHARE})+")
_STAGES = re.compile(
    r"\b(?:stages?|steps?|waves?|roll(?:s|ed|ing)?[- ]?outs?|canary|ramp\w*"
    r"|widen\w*|phases?)\b|放量|灰度|分批|批次|[档级]|阶段|逐步",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"\b(?P<en>two|three|four|five|six|seven|eight|[2-9])\s(?:stages|steps|waves|phases)\b"
    r"|(?P<zh>[两三四五六七八2-9])\s?(?:个)?(?:档位?|批次?|阶段|步)",
    re.IGNORECASE,
)
_SOME = re.compile(
    rf"(?P<share>{_SHARE}|\bone in (?P<each>two|three|four|five|ten|twenty|fifty|a hundred|\d{{1,3}})\b)"
    r"(?=\s?(?:的|of (?:the |our |all )?)?"
    r"(?:them\b|users|guests|customers|visitors|members|readers|shops|stores|drivers"
    r"|players|patients|sees\b|gets\b|has\b|用户|读者|会员|客户|流量|门店))",
    re.IGNORECASE,
)
_FIRST = re.compile(r"(?:先|首先|首批|先行|首日)[^。，；,;%％]{0,8}?(?P<share>(?<![\d.])\d{1,3}(?:\.\d+)?\s?[%％])")
_RELEASED = re.compile(
    r"\b(?:sees?|gets?|first|new|releas\w*|roll(?:s|ed|ing)?[- ]?outs?|opens?"
    r"|begins?|starts?|launch\w*)\b|先|首|放|灰度|开放|看到|推送|上线",
    re.IGNORECASE,
)
_OF_ELSE = re.compile(
    r"\b(?:fail\w*|errors?|crash\w*|complain\w*|more than|less than|fewer|at least"
    r"|at most|over|under|above|below|discount|off|faster|slower|load"
    r"|cpu|memory|target|bought|paid|answered|rehears\w*|last|previous|today|survey|still|had|were|was)\b"
    r"|失败|错误|投诉|以上|以下|超过|低于|高于|至少|不超过|折|占|降|提升|提高|目标|去年|上次|上一|目前|仍",
    re.IGNORECASE,
)
"""Words of another share than that of users who have the release."""
_READ = frozenset({"summary", "communications", "overview", "meetings", "runsheet", "timeline"})


@rule("RO016", "shares in a sentence that the stages do not have", "contradiction")
def shares_in_words(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A sentence lists the shares of the rollout, or counts its stages, or says which share gets the release first, and the stages are
    others.

    "In four stages: 2 %, 20 %, 50 % and 100 %", and `rollout:` has 5 %, 20 %, 50 % and 100 %: what is announced and what is done differ.
    Correct one of the two. Read are the summary, the overview, messages, meetings, the timeline and the run sheet; not shares that fail,
    are aimed at, or were.
    """
    rollout = plan.get(Rollout)
    stages = [stage for stage in rollout.stages if stage.share] if rollout else []
    if len(stages) < 2:
        return
    for saying in sayings(plan):
        yield from _by_number(saying, stages)
        if saying.path[0] in _READ and _QUICK.search(saying.text):
            for begin, end in sentences(saying.text):
                yield from _in_sentence(saying, begin, end, stages)


def _in_sentence(saying: Saying, begin: int, end: int, stages: Sequence[Stage]) -> Iterator[Finding]:
    text = saying.text
    sentence = text[begin:end]
    if _OF_ELSE.search(sentence):
        return
    ladder = _LADDER.search(text, begin, end) if _STAGES.search(sentence) else None
    counted = _COUNTED.search(text, begin, end) if ladder else None
    number = _number(counted["en"] or counted["zh"]) if counted else len(stages)
    if ladder:
        shares = [_share(each) for each in re.findall(_SHARE, ladder.group())]
        odd = [share for share in shares if not _known(share, stages)]
        if odd and len(odd) < len(shares):
            yield _other(saying, ladder, stages)
        elif counted and not odd and number != len(stages) and len(shares) != number:
            yield _other(saying, counted, stages)
        return
    for match in (*_SOME.finditer(text, begin, end), *_FIRST.finditer(text, begin, end)):
        share = match["share"]
        said = Decimal(100) / _number(match["each"]) if "each" in match.groupdict() and match["each"] else _share(share)
        if _RELEASED.search(sentence) and not _known(said, stages):
            yield _other(saying, match, stages)
            return


_ORDINAL = re.compile(
    r"第(?P<zh>[一二三四五])(?:批|波|阶段|階段|档)[^。；;\d，,]{0,4}(?P<share>\d{1,3}(?:\.\d+)?\s?[%％])(?!\s?(?:以上|以下|的(?:错误|失败)))"
    r"|\b(?P<en>first|second|third|fourth) (?:stage|wave|step|batch) (?:with|of|at|is|has|goes to) (?P<share_en>\d{1,3}(?:\.\d+)?\s?%)",
    re.IGNORECASE,
)
_ORDINALS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "first": 0, "second": 1, "third": 2, "fourth": 3}
_PAST = frozenset({"review", "references", "versions", "tests"})


def _by_number(saying: Saying, stages: Sequence[Stage]) -> Iterator[Finding]:
    """The share of a stage that a sentence names by its number."""
    for match in _ORDINAL.finditer(saying.text) if saying.path[0] not in _PAST else ():
        number, share = _ORDINALS[(match["zh"] or match["en"]).lower()], match["share"] or match["share_en"]
        if number < len(stages) and not _known(_share(share), stages[number : number + 1]):
            yield _other(saying, match, stages)


def _known(share: Decimal, stages: Sequence[Stage]) -> bool:
    return any(stage.share and stage.share.low <= share <= stage.share.high for stage in stages)


def _share(written: str) -> Decimal:
    return Decimal(re.sub(r"[\s%％]", "", written))


def _number(word: str) -> int:
    return NUMBERS.get(word.lower()) or max(1, int(word)) if word.lower() in NUMBERS or word.isdigit() else 1


def _other(saying: Saying, match: re.Match[str], stages: Sequence[Stage]) -> Finding:
    shown = ", ".join(str(stage.share) for stage in stages)
    said = match.group().strip()
    return finding(
        saying.path,
        say("“{said}” is said here, and the stages of the rollout are {shares}", said=said, shares=shown),
        say("Compare the two, and correct one."),
        related=((say("the stages"), ("rollout", "stages")),),
        **part_of(saying.text, match.start(), len(match.group().rstrip())),
    )
