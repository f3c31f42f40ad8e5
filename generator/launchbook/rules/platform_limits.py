"""Addresses, sizes of packages and lengths of texts, against what the platform takes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from launchbook.core.plan import Plan
from launchbook.core.platforms import any_asks, concerned
from launchbook.core.platforms.model import Known, Most, Platform
from launchbook.core.problem import Finding, Path, say, say_count
from launchbook.core.quantity import Threshold
from launchbook.core.sayings import Saying, row_at, sayings
from launchbook.core.section import finding, part_of, rule

_SERVER = re.compile(
    r"域名|(?:接口|服务器|后端|服务|请求)地址|\bdomains?\b|webview|合法|upload_?file|download_?file|baseurl|wx\.request"
    r"|(?<![a-z])(?:api|base|server|request|socket|back-?end)[ _-]?(?:address|url|host|base|root|endpoint)(?![a-z])"
    r"|(?:小程序|客户端).{0,6}(?:请求|访问|连接|调用|连的?是)"
    r"|mini[- ]?program.{0,12}\b(?:calls?|talks? to|requests?|connects? to|speaks? to)\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"(?P<plain>\b(?:http|ws)://[^\s，。；、）)\"'”`]+)"
    r"|(?:\b(?:https|wss)://)?(?P<ip>(?<![\d.vV])(?<!ersion )(?<!版本)(?<!版本 )(?:\d{1,3}\.){3}\d{1,3}(?![\d.]))|(?P<local>\blocalhost\b)"
)
_NOT_MEANT = re.compile(
    r"不能|不得|禁止|不支持|不允许|不可|不是|没有|替换|换成|改为|改成|跳转|测试环境|开发环境|本地|内网|局域网|已删除|清理"
    r"|\bnot?\b|\bnever\b|instead|redirect|replace|\bdev\b|staging|test env|local network|remov|forbid",
    re.IGNORECASE,
)
_SIZE = re.compile(
    r"(?<![\d.,])(?P<value>\d{1,3}(?:,\d{3}){1,3}(?=\s*(?:bytes\b|字节))|\d{1,12}(?:[.,]\d{1,6})?)"
    r"\s*(?P<unit>MiB|MB|兆|M\b|KiB|KB|K\b|GB|G\b|bytes\b|字节)",
    re.IGNORECASE,
)
_BYTES = {"k": 1024, "m": 1024**2, "兆": 1024**2, "g": 1024**3, "b": 1, "字": 1}
_FAR = 24
_QUOTED = re.compile(r"\s*(?:is|为|是)?\s*[:：]?\s*[“\"「『‘']([^”\"」』]+?)[”\"」』’]\s*")


@rule("PT010", "address that the platform does not open", "danger", folded=True)
def secure_addresses(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """An address of a server of a WeChat mini program is an IP address, `localhost`, or begins with `http://` or `ws://`.

    The list of server domains takes only registered domain names with `https` or `wss`; what worked in the developer tools fails for
    users. Write the domain name. Only texts that speak of a domain or of the address of a server are read.
    """
    for saying in sayings(plan) if any_asks(plan, "secure") else ():
        found = _ADDRESS.search(saying.text)
        if not found or not _SERVER.search(f"{saying.text} {saying.name}"):
            continue
        platform = next((each for each in concerned(plan, saying.about) if each.secure), None)
        if platform and platform.secure and not _NOT_MEANT.search(saying.about):
            yield finding(
                saying.path,
                say("{platform} opens no server at `{address}`", platform=platform.name, address=found.group()),
                platform.secure.says,
                **part_of(saying.text, found.start(), len(found.group())),
            )


@rule("PT011", "larger than the platform takes", "danger")
def package_sizes(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A package is larger than the platform takes, or may be by a limit of the plan.

    WeChat takes 2 MB for the main package and for each subpackage, and 30 MB in all; the upload is refused on the day. Correct the
    limit, or move pages into a subpackage. A text that also says a size that fits is about what was done.
    """
    if not any_asks(plan, "sizes"):
        return
    for saying in sayings(plan):
        for platform, known in _bounds(plan, saying.about, "sizes") if _SIZE.search(saying.text) else ():
            found = _oversize(saying, known.value)
            if found:
                yield finding(
                    saying.path,
                    say("{size} is more than {platform} takes", size=found.group(), platform=platform.name),
                    known.says,
                    **part_of(saying.text, found.start(), len(found.group())),
                )
                break
    for path, limit, name in _limits(plan):
        for platform, known in _bounds(plan, f"{name} · {row_at(plan, path).title}", "sizes"):
            if known.value.named.search(name) and _bytes(limit) > known.value.most:
                yield finding(
                    path,
                    say("{size} is more than {platform} takes", size=f"`{limit}`", platform=platform.name),
                    known.says,
                )
                break


@rule("PT012", "text longer than the platform takes", "contradiction")
def store_texts(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A text for the store is longer than its field: a subtitle of more than 30 characters on the App Store, a short description of
    more than 80 on Google Play.

    The form refuses it while somebody fills it in. Shorten it now. Read are what stands in quotation marks behind the name of the field,
    and `inputs:` with that name.
    """
    for saying in sayings(plan) if any_asks(plan, "texts") else ():
        for platform, known in _bounds(plan, saying.about, "texts"):
            text = _field_text(saying, known.value)
            if len(text) > known.value.most:
                yield finding(
                    saying.path,
                    say_count(
                        "{count} character, which is more than {platform} takes",
                        "{count} characters, which is more than {platform} takes",
                        len(text),
                        platform=platform.name,
                    ),
                    known.says,
                    part=text if text in saying.text else "",
                )
                break


def _bounds(plan: Plan, about: str, kind: str) -> Iterator[tuple[Platform, Known[Most]]]:
    for platform in concerned(plan, about):
        yield from ((platform, known) for known in getattr(platform, kind))


_OF_IT = re.compile(r"(?:包|packages?)\s?(?:各|约|为|是|is|has|each|of|[:：])?\s?$", re.IGNORECASE)
"""What stands before a size that each package has now, and does not tell how it was."""


def _oversize(saying: Saying, bound: Most) -> re.Match[str] | None:
    """The size in a text that is said of the package, and is too large; None where the text has one that fits, too."""
    sizes = []
    for named in bound.named.finditer(saying.text):
        size = _SIZE.search(saying.text, named.end(), named.end() + _FAR)
        if size and not re.search(r"[。；;\n]|\.\s", saying.text[named.end() : size.start()]):
            sizes.append(size)
    if not sizes and bound.named.search(saying.name):
        sizes = list(_SIZE.finditer(saying.text))
    large = [size for size in sizes if _said(size) > bound.most]
    if large and all(_OF_IT.search(saying.text[: size.start()]) for size in sizes):
        return large[0]
    return large[0] if large and len(large) == len(sizes) else None


def _said(size: re.Match[str]) -> float:
    unit = size["unit"][0].casefold()
    return float(size["value"].replace(",", "" if _BYTES[unit] == 1 else ".")) * _BYTES[unit]


def _bytes(limit: Threshold) -> float:
    """The bytes of a limit in MB, KB or GB; 0 for any other."""
    found = _SIZE.fullmatch(f"{limit.value}{limit.unit}")
    return _said(found) if found and limit.upper is not False else 0


def _limits(plan: Plan) -> Iterator[tuple[Path, Threshold, str]]:
    """The thresholds with the name of what they limit."""
    for path, value in plan.values:
        if isinstance(value, Threshold):
            row = row_at(plan, path)
            yield path, value, " ".join((str(row.title), *(str(part) for part in path[-3:])))


def _field_text(saying: Saying, bound: Most) -> str:
    """What a text fills into a field; empty where it fills in nothing."""
    if saying.path[-1] == "value" and bound.named.fullmatch(str(saying.path[-2]).strip()):
        return saying.text.strip()
    for named in bound.named.finditer(saying.text):
        quoted = _QUOTED.match(saying.text, named.end())
        if quoted:
            return quoted[1]
    return ""
