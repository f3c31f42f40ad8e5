"""What a secret looks like in a text: behind a word that names it, in a table, or by its format alone.

Values (`Demo@5678`) are distinguished from what only refers to them: references (`vault:…`, `1Password`), variables
(`$TOKEN`), masks (`****`), rules for passwords (`8-20`), names of algorithms. A doubtful case is let pass: the finding
is an error, and an error that is wrong teaches people to ignore it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from launchbook.core.problem import Message, say

PASSWORD, TOKEN = say("a password"), say("a key or token")
PRIVATE_KEY, ADDRESS = say("a private key"), say("an address that holds a password or key")


LONGEST = 400
"""Maximum number of characters of a value that are examined, so that the cost stays linear."""


@dataclass(frozen=True, slots=True)
class Secret:
    """The position of a secret in a text."""

    kind: Message
    start: int
    end: int


def find_secrets(text: str) -> Iterator[Secret]:
    """The secrets in a text; in letters of full width, too."""
    if not may_hold_secret(text):
        return
    if _WIDE.search(text):
        text = _WIDTH.sub(lambda wide: chr(ord(wide.group()) - 0xFEE0), text)
    for kind, pattern in _FORMATS:
        for match in pattern.finditer(text):
            group = "secret" if "secret" in pattern.groupindex else 0
            if group == 0 or not _harmless(match[group]):
                yield Secret(kind, *match.span(group))
    if _WORD.search(text):
        yield from _named(text)
        yield from _in_table(text)


_WIDE = re.compile("[Ａ-Ｚａ-ｚ０-９]")
_WIDTH = re.compile("[！-～]")


def may_hold_secret(text: str) -> bool:
    """A quick test: whether a text has a part that every secret has; most texts do not."""
    return _HINT.search(text.casefold()) is not None


def labelled_secret(label: str, text: str) -> Message | None:
    """The kind of secret of a value whose key names one; None for a reference, a variable or a sentence."""
    words = [_bare(word[:LONGEST]) for word in text[: 10 * LONGEST].split()]
    if len(words) == 1:
        return _kind(label) if _is_secret(label, words[0]) else None
    if words and not _harmless(words[0]) and any(_is_striking(word) for word in words):
        return _kind(label)
    return None


@lru_cache(maxsize=4096)
def label_of(key: str) -> str:
    """The word for a secret at the end of a key or column title: `数据库密码`, `db_password`, `Password (test)`."""
    match = _LABEL.fullmatch(key.strip(" \t*`")) if len(key) <= 80 else None
    return match["word"] if match else ""


_EN = (
    r"pass(?:word|wd|phrase|code)|pwd|api[_ -]?key|access[_ -]?key(?:[_ -]?secret)?|private[_ -]?key|secret[_ -]?key"
    r"|secret|token|credentials?|(?:door|gate|access|entry|dial-in)[ ]code|\bpin(?:[ ]code)?"
)
_ZH = "(?:门禁|門禁|开门|開門|门锁|門鎖)[码碼]|密[码碼]|口令|密[钥鑰]|私[钥鑰]|金鑰|密匙|令牌|權杖"
_WORD = re.compile(rf"(?:{_EN})(?![A-Za-z])|{_ZH}", re.IGNORECASE)
_LABEL = re.compile(rf".*?(?P<word>{_EN}|{_ZH})\s*(?:[(（].*)?", re.IGNORECASE | re.DOTALL)
_PASSWORD = re.compile(r"pass|pwd| code|pin|[门門锁鎖禁][码碼]|密[码碼]|口令", re.IGNORECASE)
_ACCOUNT = re.compile(
    r"(?:账号|[帐帳]号|[帳賬]號|用户名?|使用者(?:名稱)?|user(?:name)?|login|account)\s*[/／和与及&+]?\s*$",
    re.IGNORECASE,
)
_VALUE = r"""(?:"[^"\n]{1,200}"|'[^'\n]{1,200}'|`[^`\n]{1,200}`|“[^”\n]{1,200}”|「[^」\n]{1,200}」|[!-~]{1,400})"""
_ASSIGNMENT = re.compile(
    rf"""(?P<word>(?:{_EN})(?![A-Za-z])|(?:{_ZH})(?:统一|均|都|一律|默认|暂|先|设置|设|改|重置|分别|定){{0,3}})
        ["'`*\])）」』]{{0,3}}(?:[（(][^()（）\n]{{1,20}}[)）])?[ \t]{{0,3}}
        (?P<sign>:=|=>|->|→|[:：=]|\bis\b|是|为|成)?(?(sign)\s{{0,40}}|[ \t]{{0,3}})[*(（]{{0,2}}[ \t]?
        (?=(?P<value>{_VALUE}))""",
    re.IGNORECASE | re.VERBOSE,
)
_TABLE_RULE = re.compile(r"\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?")


def _named(text: str) -> Iterator[Secret]:
    """Values behind a word: `密码：…`, `password=…`, `--token …`."""
    for match in _ASSIGNMENT.finditer(text):
        start, end = match.span("value")
        value, before = _bare(match["value"]), text[max(0, match.start() - 24) : match.start()]
        if "/" in value and (match["word"].lower().startswith("credential") or _ACCOUNT.search(before)):
            value = value.rsplit("/", 1)[1]  # 账号/密码：name/value
        option = before.rpartition(" ")[2].startswith("--")
        a_length = text[end : end + 1] > "\u2e80" and re.fullmatch(r"\d+(?:\s*[-~+]\s*\d*)?", value)
        clear = match["sign"] or option
        if not a_length and (_is_secret(match["word"], value) if clear else _is_striking(value)):
            yield Secret(_kind(match["word"]), start, end)


def _in_table(text: str) -> Iterator[Secret]:
    """Cells of a Markdown table below a column title that names a secret."""
    labels: list[str] = []
    position, before = 0, ""
    for line in text.splitlines(keepends=True):
        if "|" in line and _TABLE_RULE.fullmatch(line.strip()):
            labels = [label_of(cell) for cell in _cells(before)]
        elif "|" not in line:
            labels = []
        elif any(labels):
            yield from _in_row(labels, line, position)
        position, before = position + len(line), line


def _in_row(labels: list[str], line: str, position: int) -> Iterator[Secret]:
    offset = 0
    for label, cell in zip(labels, _cells(line), strict=False):
        offset = line.index(cell, offset)
        if label and (kind := labelled_secret(label, cell)):
            start = position + line.index(cell.strip(), offset)
            yield Secret(kind, start, start + len(cell.strip()))
        offset += len(cell)


def _cells(line: str) -> list[str]:
    return line.strip().removeprefix("|").removesuffix("|").split("|")


def _kind(word: str) -> Message:
    return PASSWORD if _PASSWORD.search(word) else TOKEN


_WEAK = frozenset(
    ("admin", "administrator", "root", "test", "guest", "letmein", "qwerty", "welcome", "iloveyou", "passw0rd")
)
_HARMLESS = re.compile(
    r"""[\W_]*|x+|[$%{}<>\[?&].*|\#\{.*  # nothing, masked, a variable, a placeholder, a limit
      |(?:vault|op|sops|kms|ssm|arn|aws|gcp|azure|env|secrets?|keychain|keyring|pass|bw|doppler|k8s|file|ref|see)[:/].*
      |.*(?:1password|bitwarden|lastpass|keepass|keychain|vault|secrets?[ _-]?manager).*
      |(?:your|my|some|example|sample|dummy|placeholder|redacted|changeme)(?:[-_].*)?
      |(?:process|os|env|config|settings|secrets|self|this|system)[.\[(].*|[\w.]+\(.*  # code that reads it elsewhere
      |[a-z_]\w*(?:\.[a-z_]\w*)+
      |(?-i:[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)  # the name of a variable
      |https?://[^@]*|(?:\.{0,2}|~)/.*|[\w.-]+(?:/[\w.-]+)+(?:\#[\w-]+)?  # addresses and paths
      |[\w.+-]+@(?:[a-z][\w-]*(?:\.[\w-]+)+|\d+\.\d+\.\d+\.\d+)
      |v?\d+(?:\.\d+)+(?:-\w+)?|\d{4}[-/.]\d.*|\d{1,3}\s*[-~]\s*\d{1,3}|T[+-]\d.*  # versions, dates, ranges
      |(?:\d+(?:ms|s|m|h|d|w|mins?|hours?|days?|weeks?|months?|years?|chars?|bits?|bytes?|[kmg]b|k))+
      |(?:sha|aes|rsa|des|md|sm|hs|rs|es|ed|ecdsa|hmac|oauth|tls|ssl|base|argon|bcrypt|scrypt|pbkdf|totp|fido|jwt)
       [-_.]?\d[\w.-]*|bcrypt|argon2\w*|2fa|mfa|x?\.509|p12|pkcs\S*""",
    re.IGNORECASE | re.VERBOSE,
)
_DENSE = re.compile(r"(?=.*[a-z])(?=.*[A-Z])(?=.*\d)[A-Za-z0-9+/=]{32,}")
"""Base64, which may hold slashes as a path does."""
_SPECIAL = re.compile(r"[!@#$%^&*+~?=]")


def _bare(value: str) -> str:
    """Without quotes, and without the punctuation of the sentence around it."""
    return re.sub(r"[\"'`*|,;:.)\]>”」]+$", "", value.strip().lstrip("\"'`*“「(（"))


def _harmless(value: str) -> bool:
    """Whether a value is a reference to a secret, a placeholder for one, or something else altogether."""
    return bool(_HARMLESS.fullmatch(value)) and not _DENSE.fullmatch(value)


def _is_secret(word: str, value: str) -> bool:
    """Whether a value that is assigned to a word for a secret looks like a secret."""
    if len(value) < 4 or not value.isascii() or _harmless(value):
        return False
    password = bool(_PASSWORD.search(word))
    if value.isdigit():
        return password or len(value) >= 12
    if not re.search(r"\d", value) and not _SPECIAL.search(value):
        return value.lower() in _WEAK or (value.isalpha() and len(value) >= 24)
    if not password and re.fullmatch(r"[a-z]+(?:[-_][a-z0-9]{1,11})+", value):
        return False  # the name of a secret, not its value
    mixed = _SPECIAL.search(value) and re.search(r"\d", value) and re.search(r"[A-Za-z]", value)
    return len(value) >= (5 if password else 6 if mixed else 10)


def _is_striking(value: str) -> bool:
    """Whether a value that merely follows a word for a secret looks like a secret."""
    if len(value) < 6 or not value.isascii() or _harmless(value):
        return False
    if not (re.search(r"[A-Za-z]", value) and re.search(r"\d", value)):
        return False
    changes = len(re.findall(r"(?<=[A-Za-z])\d|(?<=\d)[A-Za-z]", value))
    mixed = re.search(r"[a-z]", value) and re.search(r"[A-Z]", value)
    return bool(_SPECIAL.search(value)) or (len(value) >= (8 if mixed else 12) and changes >= 3)


_HINT = re.compile(
    r"-----begin|@|mii|akia|asia|ltai|akid|gh[oprsu]_|github_pat_|glpat-|xox|aiza|ya29|k_live_|sk-|npm_|eyj|bearer|pp_?secret"
    rf"|authorization|mysql|redis-cli|sshpass|curl|://|hooks\.|qyapi|oapi\.|open\.(?:feishu|larksuite)|登[录錄]|login|{_EN}|{_ZH}"
)
"""Parts of which every secret has one, in lower case: a quick test that most texts of a plan fail.

It begins without flags and groups, so that `re` searches for first letters, which is three times as fast.
"""
_FORMATS = tuple(
    (kind, re.compile(pattern, re.VERBOSE))
    for kind, pattern in (
        (
            PASSWORD,
            r"[\w.+-]{1,64}@[\w.-]{1,64}\.[a-z]{2,8}[ ]?[/|／][ ]?(?![!-~]*://)"
            r"(?P<secret>(?=[!-~]*\d)(?=[!-~]*[A-Za-z])(?=[!-~]*[!@#$%^&*])[!-~]{8,64})",
        ),
        (PRIVATE_KEY, r"-----BEGIN[ ][A-Z ]{0,20}PRIVATE[ ]KEY"),
        (PRIVATE_KEY, r"MII[\w+/]{2,8}IBADANBgkqhkiG9w0BAQEFAASC | MII[\w+/]{2,4}IBAAK[BC]"),  # as Alipay hands out
        (TOKEN, r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),  # AWS
        (TOKEN, r"\bLTAI[0-9A-Za-z]{12,26}\b | \bAKID[0-9A-Za-z]{13,40}\b"),  # Alibaba Cloud, Tencent Cloud
        (TOKEN, r"\bgh[oprsu]_[A-Za-z0-9]{30,} | \bgithub_pat_\w{22,} | \bglpat-[\w-]{20,}"),
        (TOKEN, r"\bxox[abeoprs]-[A-Za-z0-9-]{10,}"),  # Slack
        (TOKEN, r"\bAIza[\w-]{35}\b | \bya29\.[\w-]{20,}"),  # Google
        (TOKEN, r"\b[rs]k_live_[0-9A-Za-z]{16,} | \bsk-(?=[\w-]{0,80}\d)[\w-]{20,} | \bnpm_[A-Za-z0-9]{36}\b"),
        (TOKEN, r"\beyJ[\w-]{8,200}\.eyJ[\w-]{8,}\.[\w-]{8,}"),  # JSON web token
        (TOKEN, r"\bBearer\s+(?P<secret>(?=[\w.~+/-]{0,80}\d)[\w.~+/-]{16,}=*)"),
        (TOKEN, r"\b[Aa]pp_?[Ss]ecret\W{1,5}(?P<secret>[0-9a-f]{32})\b"),  # WeChat
        (PASSWORD, r"\bAuthorization:\s*Basic\s+(?P<secret>[A-Za-z0-9+/]{8,}={0,2})"),
        (PASSWORD, r"\bmysql(?:dump|admin)?\b[^\n|;]{0,120}?\s-p(?P<secret>[^\s'\"$<-]\S{3,})"),
        (PASSWORD, r"\bredis-cli\b[^\n|;]{0,120}?\s-a\s+(?P<secret>[^\s$<-]\S{3,})"),
        (
            PASSWORD,
            r"\b(?:door|gate|access|entry)[ ]code\b[^\n.;:=]{0,40}?\b(?:is|=|:)\s*(?P<secret>\d{4,8}[#*]?)(?![\d:])",
        ),
        (
            PASSWORD,
            r"(?:密[码碼]|口令|[Pp]asscode|[Pp]assword|\b(?:PIN|pin))[:：是为]?\s{0,2}"
            r"(?P<secret>\d{3,4}(?:[ -]\d{3,4}){1,3})(?![\d-]|\s*位)",
        ),
        (
            PASSWORD,
            r"""(?:登录|登錄|[账帐]号|用户名?|[Ll]ogin|[Ll]og\ in|[Ss]ign\ in|[Aa]ccount|[Uu]ser(?:name)?)\s*(?:[:：]|as|with)?\s*
                [\w.@-]{1,40}\s*[/／]\s*
                (?P<secret>(?=[!-~]*\d)(?=[!-~]*[A-Za-z])(?=[!-~]*[!@\#$%^&*+~?=]|(?=[!-~]*[a-z])[!-~]{0,39}[A-Z][!-~]{7})[!-~]{6,40})""",
        ),
        (
            PASSWORD,  # the word, what it is for, and the value behind a colon
            r"""\b[Pp]ass(?:word|phrase|code)[ ](?:for|of|to)[ ][\w'’ -]{1,40}(?:[:：=]|[ ]is[ ])\s*["“'`]?
                (?P<secret>(?=[!-~]*[A-Za-z])(?=[!-~]*[\d!@\#$%^&*+~?=])[!-~]{6,40})""",
        ),
        (
            PASSWORD,  # the word and the value alone, at the end of a clause
            r"""(?:密[码碼]|口令)[ ]?(?P<secret>(?=[a-z]*\d)(?![a-z]{1,6}\d{1,3}\b)[a-z]{3,20}\d{2,8})(?=[)）,，。;；]|$)""",
        ),
        (
            PASSWORD,  # the word at the end of a line, and the value alone in the next one
            r"""(?:密[码碼]|口令|\b[Pp]ass(?:word|code|phrase))[ \t]*[:：]?[ \t]*\n[ \t]*
                (?P<secret>(?=\S*\d)(?=\S*[A-Za-z])(?=\S*[!@\#$%^&*+~?=]|\S*[A-Z])[!-~]{6,40})[ \t]*(?=\n|$)""",
        ),
        (
            PASSWORD,
            r"""\bwith[ ](?:the[ ])?[Pp]ass(?:word|code|phrase)[ ]["“'`]?
                (?P<secret>(?=[!-~]*\d)(?=[!-~]*[a-z])(?=[!-~]*[A-Z!@\#$%^&*+~?=-])[!-~]{7,40})""",
        ),
        (PASSWORD, r"\bsshpass\s+-p\s*(?P<secret>[^\s$<-]\S{3,})"),
        (PASSWORD, r"\bcurl\b[^\n|;]{0,200}?\s(?:-u|--user)\s+['\"]?[^\s:'\"]{1,64}:(?P<secret>[^\s'\"$<]{4,})"),
        (
            ADDRESS,
            r"""\b[a-z][a-z0-9+.-]{1,20}://[^\s/:@]{0,64}:
                (?P<secret>(?!(?:pass(?:word)?|pwd|secret)@)[^\s/@]{1,128})@""",
        ),
        (ADDRESS, r"\bhooks\.slack\.com/services/T\w+/B\w+/(?P<secret>\w{16,})"),
        (ADDRESS, r"\bqyapi\.weixin\.qq\.com/cgi-bin/webhook/send\?key=(?P<secret>[0-9a-f-]{36})"),
        (ADDRESS, r"\boapi\.dingtalk\.com/robot/send\?access_token=(?P<secret>[0-9a-f]{32,})"),
        (ADDRESS, r"\bopen\.(?:feishu\.cn|larksuite\.com)/open-apis/bot/v2/hook/(?P<secret>[0-9a-f-]{36})"),
    )
)
"""Formats that are secrets wherever they stand."""
