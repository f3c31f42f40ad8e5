"""The way back, against what the platform lets be taken back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from launchbook.core.numberwords import NUMBERS
from launchbook.core.plan import Plan, per_plan
from launchbook.core.platforms import any_asks, concerned
from launchbook.core.platforms.model import Platform
from launchbook.core.portfolio import OVER
from launchbook.core.problem import Finding, Path, say
from launchbook.core.sayings import Saying, sayings
from launchbook.core.section import finding, rule

_SECTIONS = frozenset({"rollback", "rollout", "risks", "monitoring", "procedures", "runsheet"})
_BESIDE = frozenset({"note", "why", "rehearsal", "result", "evidence", "do_not", "goal", "title"})
"""Keys of texts that do not say what is done."""
_VERB = (
    r"(?:roll(?:s|ing|ed)?[- ]?back|(?:roll|bring|take|put|set|switch)(?:s|ing|ed)?\s(?:\w+\s){1,4}back"
    r"|revert\w*|restor\w+|re-?publish\w*|re-?releas\w*|go(?:es|ing)? back|return\w*"
    r"|(?:switch|bring|take)\w* back|set back|reinstat\w+|downgrad\w*|re-?install\w*|re-?upload\w*"
    r"|回滚|回退|退回|恢复|还原|切回|重新发布|重新上架|重新启用|换回|装回)"
)
_EARLIER = (
    r"(?:(?:previous|earlier|last|old(?:er)?|prior|former|preceding|stable|known[- ]good)\s+(?:\w+\s+){0,2}"
    r"(?:versions?|releases?|builds?|binary|bundles?|apks?|aabs?|ipas?|app)\b|(?:versions?|releases?|builds?)\s+v?\d+\.\d|\bv?\d+\.\d+\.\d+"
    r"|(?:上一?个?|前一?个?|旧|老|历史|稳定|原)的?(?:稳定|线上|正式)?的?版)"
)
_BACK = re.compile(
    rf"{_VERB}[^.。;；\n]{{0,40}}?{_EARLIER}|{_EARLIER}[^.。;；\n]{{0,24}}?(?:回滚|回退|\bback\b|\bagain\b|restored)"
    r"|降级到|版本(?:回退|回滚)|(?:回退|回滚)版本",
    re.IGNORECASE,
)
_UNABLE = re.compile(
    r"\bcannot\b|can[’']t|\bnot (?:be )?(?:possible|able|available)|\bno (?:way|rollback)|\bnever\b|unable|impossible|instead of"
    r"|不能|无法|不支持|不可|没法|而不是|不要",
    re.IGNORECASE,
)
_FORWARD = re.compile(
    r"\bnew (?:version|build|release)|higher (?:version|code|build)|hot ?fix|submit|expedit|\breview|forward|\bhalt|code of"
    r"|新的?版本|更高|提审|提交|审核|热修复|代码重新|重新打包",
    re.IGNORECASE,
)
"""What goes on with a new version."""
_ELSEWHERE = re.compile(
    r"server|back[- ]?end|\bapis?\b|databas|\bdb\b|schema|config|\bflags?\b|service|gateway|cluster|helm|kubectl|docker|image|\bdata\b"
    r"|后端|服务端|服务器|接口|数据|配置|开关|镜像|网关|集群|(?<!管理)后台(?!.{0,4}[「“点选])|云函数",
    re.IGNORECASE,
)
"""What is taken back without the platform."""
_CANCEL = re.compile(r"撤销|撤回|取消|终止|cancel|withdraw|abort|revertgray", re.IGNORECASE)
_STAGED = re.compile(r"灰度|分阶段|staged|canary|gr[ae]y|phased", re.IGNORECASE)
_WHOLE = re.compile(
    r"全量|全部用户|所有用户|\beveryone\b|\ball users\b|\bfull(?:y)?\b|100 ?%|after the staged", re.IGNORECASE
)
_ENDED = re.compile(
    rf"{_CANCEL.pattern}|(?:停止|结束|停掉|中止).{{0,4}}(?:灰度|分阶段|放量|发布)|\b(?:stop|end|halt)\w*\b.{{0,16}}(?:staged|canary|gr[ae]y|phased|rollout)",
    re.IGNORECASE,
)
"""What ends a staged release, so that the way back is open."""
_ALL_KEPT = re.compile(
    r"(?:保留|留存|留着|留有|存有)(?:了|着)?(?:的?是)?(?:全部|所有|每一?个|任意)(?:的)?(?:历史|旧|老|线上)?的?版本|(?:全部|所有)(?:历史|旧|老)版本都?(?:保留|留着|在|可以?回退)"
    r"|回[退滚]到?(?:任意|任何)(?:一个)?(?:历史|旧|老)?版本"
    r"|\b(?:keep|keeps|kept|stores?)\s(?:every|all|any)(?: \w+){0,2} versions?\b|(?:back|revert) to any (?:\w+ )?version",
    re.IGNORECASE,
)
_CONSOLE = re.compile(r"平台|后台|\bplatform\b|\bconsole\b", re.IGNORECASE)
_EXACT = re.compile(r"(?<![\d.])v?(\d{1,4}(?:\.\d{1,5}){1,3})(?![\d.])", re.IGNORECASE)
_AGAIN = re.compile(
    r"(?:再次|再|继续|连续|两次|二次|逐个|依次|一直)(?:往前|向前)?(?:回退|回滚)|(?:回退|回滚)(?:[两二三多]|[2-9])(?:个版本|次)"
    r"|再往前|更早的?(?:一个)?版本|roll(?:ed|ing)? back (?:twice|again|two|three)|(?:two|three|several) versions? (?:back|earlier|before)"
    r"|\bback (?:two|three|several) versions"
    r"|further back|version before (?:that|it|the last)",
    re.IGNORECASE,
)
_KEEPS = re.compile(
    r"(?<!\d)(?P<count>\d{1,6}|[一二两三四五六七八九十]{1,2})\s*个?\s*(?:最近|历史|线上|稳定|旧|小程序)*的?版本"
    r"|(?<!\d)(?P<number>\d{1,6}|six|seven|eight|nine|ten|twelve|twenty) (?:\w+ ){0,2}(?:versions|releases)",
    re.IGNORECASE,
)


@rule("PT004", "way back that the platform does not have", "danger")
def returns(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A rollback goes back to an earlier version of an app on the App Store or Google Play.

    No store gives users an earlier version: what was installed stays. On the night somebody looks for a button that is not there.
    Stop the staged release, switch off by a flag what can be, and plan for a new version with a higher number, with the time that its
    review takes. Steps that take back a server, data or a configuration are not meant; nor is what says that it goes on with a new
    version.
    """
    for saying in _backward(plan) if any_asks(plan, "no_return") else ():
        platforms = concerned(plan, saying.about)
        named = platforms and any(each.called.search(saying.text) for each in platforms)
        if platforms and all(each.no_return for each in platforms) and (named or not _ELSEWHERE.search(saying.about)):
            platform = platforms[0]
            yield finding(
                saying.path,
                say("{platform} gives no earlier version back", platform=platform.name),
                *((platform.no_return.says,) if platform.no_return else ()),
                say("Stop the release, switch off what can be, and say how a new version gets through the review."),
            )


@rule("PT005", "taken back while it is staged", "danger")
def staged_returns(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A WeChat mini program is taken back to an earlier version while its staged release runs.

    WeChat refuses that (code 87011). Cancel the staged release instead: then all users have the version from before it. A version is
    taken back only after it was released to everyone. In a rollback this is a remark where no step ends the staged release or waits
    for everyone to have it; in procedures, playbooks, risks and alerts, where the text is about the time of the staged release.
    """
    if not any_asks(plan, "staged_return"):
        return
    rollback = [saying for saying in sayings(plan) if saying.path[0] == "rollback"]
    speaks = any(_ENDED.search(saying.text) or _WHOLE.search(saying.text) for saying in rollback)
    for saying in _backward(plan):
        in_stage = saying.path[0] == "rollout" and _part(saying)
        in_rollback = saying.path[:2] == ("rollback", "steps") and not speaks and _is_staged(plan)
        elsewhere = saying.path[0] not in ("rollout", "rollback") and _while_staged(plan, saying)
        platforms = concerned(plan, saying.about)
        platform = next((each for each in platforms if each.staged_return), None)
        meant = in_stage or in_rollback or elsewhere
        if platform and meant and not (_ENDED.search(saying.text) or _other(saying, platform)):
            yield finding(
                saying.path,
                say("{platform} takes no version back while the staged release runs", platform=platform.name),
                say("Cancel the staged release: users then have the version from before it."),
            )


@rule("PT006", "further back than the platform goes", "danger")
def far_returns(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A rollback on WeChat goes back twice, or counts on more versions than WeChat keeps.

    A version that was reached by going back cannot be taken back again (code 87012), and five versions are kept. Keep what is older in
    your own repository, and release it as a new version.
    """
    for saying in sayings(plan) if any_asks(plan, "one_return") else ():
        if (
            plan.head.status in OVER
            or saying.path[0] not in _SECTIONS | {"standards", "versions", "notes"}
            or _UNABLE.search(saying.text)
        ):
            continue
        platform = next((each for each in concerned(plan, saying.about) if each.one_return), None)
        if platform is None or platform.one_return is None or _other(saying, platform):
            continue
        kept = platform.kept
        count, behind = (_count(saying), _behind(plan, saying)) if kept else (0, 0)
        if _AGAIN.search(saying.text) and saying.path[0] != "versions":
            message = say("{platform} takes a version back once, and not again", platform=platform.name)
            yield finding(saying.path, message, platform.one_return.says)
        elif (
            kept
            and _ALL_KEPT.search(saying.text)
            and (platform.called.search(saying.text) or _CONSOLE.search(saying.text))
        ):
            yield finding(
                saying.path,
                say(
                    "all versions to go back to, of which {platform} keeps {kept}",
                    platform=platform.name,
                    kept=kept.value,
                ),
                say("Keep older ones in your own repository, and release them as new versions."),
            )
        elif kept and behind > kept.value:
            yield finding(
                saying.path,
                say("the version to go back to lies {count} versions back, and {platform} keeps {kept}", count=behind,
                    platform=platform.name, kept=kept.value),
                say("Keep older ones in your own repository, and release them as new versions."),
            )  # fmt: skip
        elif kept and count > kept.value:
            message = say("{count} versions to go back to, of which {platform} keeps {kept}", count=count, platform=platform.name,
                          kept=kept.value)  # fmt: skip
            yield finding(
                saying.path, message, say("Keep older ones in your own repository, and release them as new versions.")
            )


def _backward(plan: Plan) -> Sequence[Saying]:
    """The texts that go back to an earlier version."""
    if plan.head.status in OVER:
        return ()
    return [
        saying
        for saying in sayings(plan)
        if saying.path[0] in _SECTIONS
        and not _BESIDE.intersection(map(str, saying.path))
        and _BACK.search(saying.text)
        and not _UNABLE.search(saying.text)
        and not _FORWARD.search(saying.text)
    ]


def _while_staged(plan: Plan, saying: Saying) -> bool:
    """Whether a text is about the time of the staged release, and nothing beside it ends that first."""
    if not _STAGED.search(saying.about) or _WHOLE.search(saying.about):
        return False
    around = (
        saying.row.path if saying.row.parent is None or saying.row.parent.kind == "section" else saying.row.parent.path
    )
    return around not in _around_an_end(plan)


@per_plan
def _around_an_end(plan: Plan) -> frozenset[Path]:
    """The paths in which some text ends the staged release."""
    ending = [saying.path for saying in sayings(plan) if _ENDED.search(saying.text)]
    return frozenset(path[:length] for path in ending for length in range(1, len(path) + 1))


def _behind(plan: Plan, saying: Saying) -> int:
    """How many versions the one that a step goes back to lies behind the one that is released; 0 where it is not known."""
    named: list[str] = []
    if saying.path[0] != "versions" and _BACK.search(saying.text):
        named = _EXACT.findall(saying.text)
    versions = _released(plan) if len(named) == 1 else ()
    return len(versions) - versions.index(named[0]) if versions and named[0] in versions else 0


@per_plan
def _released(plan: Plan) -> Sequence[str]:
    """The versions that were released before that of the plan, from old to new."""
    rows = [row for row in plan.rows if row.kind == "release" and row.when and row.when.start.drift is None]
    known = [
        (row.when.start.at, _plain(row.value.version)) for row in rows if row.when and row.value.status == "released"
    ]
    return [version for _, version in sorted(known) if version != _plain(plan.head.version)]


def _plain(version: object) -> str:
    return str(version or "").strip().lstrip("vV")


def _other(saying: Saying, platform: Platform) -> bool:
    """Whether it is about a server or data, and does not name the platform."""
    return bool(_ELSEWHERE.search(saying.text)) and not platform.called.search(saying.text)


def _part(saying: Saying) -> bool:
    """Whether it stands in a stage, or a step, that does not reach everyone."""
    share = getattr(saying.row.value, "share", None) or getattr(
        getattr(saying.row.parent, "value", None), "share", None
    )
    return bool(share and 0 < share.high < 100)


def _is_staged(plan: Plan) -> bool:
    shares = (getattr(row.value, "share", None) for row in plan.rows.in_section("rollout"))
    return any(share and 0 < share.high < 100 for share in shares)


def _count(saying: Saying) -> int:
    """How many versions are kept, where the text says so; 0 otherwise."""
    keeps = re.search(
        r"保留|留存|keep|kept|retain|retention|回退|回滚|roll|\bback\b|选择|choose|select",
        f"{saying.text} {saying.name}",
        re.IGNORECASE,
    )
    found = _KEEPS.search(saying.text) if keeps else None
    if found is None:
        return 0
    words = (found["count"] or found["number"]).casefold()
    return int(words) if words.isdigit() else NUMBERS.get(words, 0)
