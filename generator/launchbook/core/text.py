"""Text in a plan: `Text` holds inline Markdown, `Prose` block Markdown, `Word` none.

Raw HTML is shown as text. A link keeps its address only when its scheme is http, https, mailto or tel; images are not
loaded, because a page loads nothing from other hosts. Python-Markdown renders, nh3 sanitises the result.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar, Self
from xml.etree import ElementTree

import markdown
import nh3
from markdown.inlinepatterns import AutolinkInlineProcessor, InlineProcessor, LinkInlineProcessor
from markupsafe import Markup
from pydantic import GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from launchbook.core import letters
from launchbook.core.problem import Code, Message, Rejected, Translate, Worded, say
from launchbook.core.verbatim import RESERVED, crowded, keep_verbatim, nesting
from launchbook.core.yaml_codes import DECEIVING

SCHEMES = frozenset({"http", "https", "mailto", "tel"})
INSIDE = "plan:"
"""The scheme of links to a chapter until the page resolves them. Authors cannot use it: it is refused."""
_CHAPTER_LINK = re.compile(f'<a href="{INSIDE}([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)

UNKNOWN_KEY = Code(
    "PL001",
    "unknown key",
    "The plan language has no such key here. Nothing is dropped silently: prose goes to `notes:`.",
)
MISSING = Code("PL002", "missing key", "A key that everything else builds on is not there.")
WRONG_TYPE = Code("PL003", "wrong type", "A list stands where a text is expected, or the other way round.")
BAD_TEXT = Code(
    "PL004", "value not allowed", "The text is not one of the values, or not of the form, that this key takes."
)
BAD_LINK = Code(
    "TX001",
    "link refused",
    "A link may lead to http, https, mailto or tel. "
    "Other schemes (`javascript:`, `data:`, `file:`) run code or lead nowhere.",
)

_MARKUP = re.compile(r"[`*_\[\]<>&\\!\n]|https?://")
_BARE_URL = r"""(?<![\w"'=/])(https?://[^\s<>"'`，。；、！？）】》」』]+[^\s<>"'`，。；、！？）】》」』.,;:!?)\]}])"""
_CODE = re.compile(r"(?<!`)(`+)(?!`)[^`]+\1(?!`)")
"""Code within a line: it begins at whole runs only, so that the search is linear."""
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):")
_UNSEEN = re.compile(r"[\x00-\x20\x7f-\xa0\ufeff]")
_ESCAPED = re.compile("\x02(\\d+)\x03")
"""Python-Markdown's placeholder for a character behind a backslash."""
_LINK = r"\[(?=(?:[^\[\]]|\[[^\[\]]*\])*\]\([^)]{0,2000}\))"
_LONG_LINK = 2000
"""Maximum length of a link: without it, the search for the ends of many would take the square of their number."""
_DEEP = 20
"""Maximum nesting of lists and quotes; deeper ones are shown verbatim."""
_VALUE = re.compile("\x06(\\d+)\x07")
_SLOT = re.compile("<code>.*?</code>|\x06(\\d+)\x07")
_TAG = re.compile(r"<[^>]*>")
_ANCHOR = re.compile(r"</?a\b[^>]*>")
_PRE = re.compile(r"<pre>.*?</pre>", re.DOTALL)
_TAGS = {
    "a", "code", "em", "strong", "br", "p", "ul", "ol", "li", "pre", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6",
    "hr", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip


def allowed_link(address: str) -> bool:
    """Whether an address may stand in a link: it is relative, or has one of `SCHEMES`."""
    visible = _UNSEEN.sub("", html.unescape(address))  # browsers skip white space and control characters, too
    if scheme := _SCHEME.match(visible):
        return scheme.group(1).lower() in SCHEMES
    return not re.match(r"[/\\]{2}", visible)


def leaves_the_site(address: str) -> bool:
    """Whether an address has one of `SCHEMES`."""
    scheme = _SCHEME.match(address)
    return scheme is not None and scheme[1].lower() in SCHEMES


class _SafeLink(LinkInlineProcessor):
    """Links; one with a refused address stays text."""

    def handleMatch(self, m: re.Match[str], data: str) -> Any:  # type: ignore[override]
        element, start, end = super().handleMatch(m, data[: m.start() + _LONG_LINK])
        href = "" if element is None else element.get("href", "")  # type: ignore[union-attr]
        address = _ESCAPED.sub(lambda code: chr(int(code[1])), href)
        if not address or not allowed_link(address):
            return None, None, None
        if not _SCHEME.match(address):
            element.set("href", INSIDE + address)  # type: ignore[union-attr]
        return element, start, end


class _BareUrl(InlineProcessor):
    def handleMatch(self, m: re.Match[str], data: str) -> tuple[ElementTree.Element, int, int]:  # type: ignore[override]
        element = ElementTree.Element("a", {"href": m.group(1)})
        element.text = m.group(1)
        return element, m.start(0), m.end(0)


def _engine(extensions: list[str]) -> markdown.Markdown:
    md = markdown.Markdown(extensions=extensions, output_format="html")
    md.preprocessors.deregister("html_block")
    for name in (
        "html",
        "entity",
        "image_link",
        "image_reference",
        "short_image_ref",
        "reference",
        "short_reference",
        "automail",
    ):
        md.inlinePatterns.deregister(name)
    md.parser.blockprocessors.deregister("reference")
    md.inlinePatterns.register(_SafeLink(_LINK, md), "link", 160)
    md.inlinePatterns.register(AutolinkInlineProcessor(r"<(https?://[^<>\s]*)>", md), "autolink", 120)
    md.inlinePatterns.register(_BareUrl(_BARE_URL, md), "bare_url", 110)
    return md


_INLINE = _engine([])
_BLOCK = _engine(["tables", "sane_lists"])
_restored, _ = keep_verbatim(_BLOCK), keep_verbatim(_INLINE)


def escape(text: str) -> str:
    """Escape for HTML, line breaks too, so that no line of the text is taken for a line of Markdown."""
    return html.escape(text, quote=True).replace("\n", "&#10;")


def _clean(rendered: str) -> str:
    return nh3.clean(
        rendered,
        tags=_TAGS,
        attributes={"*": set(), "a": {"href", "title"}, "code": {"class"}, "th": {"style"}, "td": {"style"}},
        url_schemes={*SCHEMES, INSIDE.rstrip(":")},
        link_rel="noopener noreferrer",
        filter_style_properties={"text-align"},
    )


@lru_cache(maxsize=65536)
def render_inline(text: str) -> str:
    """Inline Markdown as HTML; block syntax is not interpreted."""
    if not _MARKUP.search(text):
        return escape(text)
    if crowded(text):
        return escape(text.strip()).replace("&#10;", "<br>")
    _INLINE.reset()
    root = ElementTree.Element("div")
    span = ElementTree.SubElement(root, "p")
    span.text = RESERVED.sub("", text).strip()
    _INLINE.treeprocessors["inline"].run(root)
    _INLINE.treeprocessors["unescape"].run(root)
    rendered = _INLINE.serializer(root).strip()
    rendered = rendered.removeprefix("<div>").removesuffix("</div>").strip().removeprefix("<p>").removesuffix("</p>")
    for processor in _INLINE.postprocessors:
        rendered = processor.run(rendered)
    return _clean(rendered).replace("\n", "<br>")


def literal(text: str) -> str:
    """Escape a text so that inline Markdown shows it verbatim."""
    return re.sub(r"([\\`*_\[\]])", r"\\\1", text)


def render_title(text: str) -> str:
    """Inline Markdown as HTML on a single line and without links, for headings and links."""
    return " ".join(_ANCHOR.sub("", render_inline(text)).replace("<br>", " ").split())


def shown(text: str) -> str:
    """Inline Markdown as plain text on a single line, for window titles, attributes and tables."""
    return without_tags(render_inline(text)) if _MARKUP.search(text) else " ".join(text.split())


def without_tags(rendered: str) -> str:
    """Rendered inline Markdown as plain text on a single line."""
    return html.unescape(" ".join(_TAG.sub("", rendered.replace("<br>", " ")).split()))


@dataclass(frozen=True, slots=True)
class _Slot:
    """Stands for a value in a message while the message is rendered."""

    value: object
    formatted: list[tuple[object, str]]

    def __format__(self, spec: str) -> str:
        self.formatted.append((self.value, spec))
        return f"\x06{len(self.formatted) - 1}\x07"


def render_message(message: Message | Worded, translate: Translate | None = None) -> str:
    """A message as HTML. Its values are rendered separately, so that marks in two of them do not form a pair."""
    if not isinstance(message, Message):
        return render_inline(message.render(translate))
    formatted: list[tuple[object, str]] = []
    slots = {name: _Slot(value, formatted) for name, value in message.params.items()}
    template = message.template(translate)
    rendered = render_inline(template.format_map(slots) if slots else template)

    def filled(place: re.Match[str]) -> str:
        if place[1] is None:
            return _VALUE.sub(lambda slot: escape(_words(*formatted[int(slot[1])], translate)), place[0])
        return _rendered(*formatted[int(place[1])], translate)

    return _SLOT.sub(filled, rendered)


def _words(value: object, spec: str, translate: Translate | None) -> str:
    """A value as plain text, where a message shows it as code."""
    if isinstance(value, Worded):
        return value.render(translate)
    return shown(value) if isinstance(value, Text) else format(value, spec)


def _rendered(value: object, spec: str, translate: Translate | None) -> str:
    if isinstance(value, Worded):
        return render_message(value, translate)
    verbatim = isinstance(value, Word) and not isinstance(value, Text)
    return escape(str(value)) if verbatim else render_inline(format(value, spec))


@lru_cache(maxsize=4096)
def render_block(text: str) -> str:
    """Block Markdown as HTML. Headings begin at level 3, below those of the page."""
    if any(_depth(line) > _DEEP for line in text.splitlines()):
        return f"<pre><code>{escape(text)}</code></pre>"
    _BLOCK.reset()
    rendered = _clean(_restored(_BLOCK.convert(RESERVED.sub("", text))))
    lowered = re.sub(r"<(/?)h([1-6])>", lambda m: f"<{m[1]}h{min(6, int(m[2]) + 2)}>", rendered)
    return _PRE.sub(lambda block: block[0].replace("\n", "&#10;"), lowered)


def _depth(line: str) -> int:
    """An upper bound of the number of lists and quotes that a line of Markdown is nested in."""
    marks = nesting(line.expandtabs(4))
    return len(marks) // 4 + len(re.findall(r"[^\s\d]", marks))


def addresses_in(text: str) -> list[tuple[str, int]]:
    """The addresses in Markdown links as written, each with the index at which it begins."""
    if "](" not in text:
        return []
    outside_code = _CODE.sub(lambda code: " " * len(code[0]), text)
    found = re.finditer(r"\]\(\s*<?([^()<>]*(?:\([^()]*\)[^()<>]*)*)", outside_code)
    return [(match[1], match.start(1)) for match in found]


def chapter_links(text: str, block: bool = False) -> list[str]:
    """The addresses of links to chapters of the plan, as written."""
    if "](" not in text:
        return []
    rendered = render_block(text) if block else render_inline(text)
    return [html.unescape(match[1]) for match in _CHAPTER_LINK.finditer(rendered)]


def with_chapter_links(
    rendered: str, address: Callable[[str], str], told: Callable[[str, str], str] = lambda _to, _words: ""
) -> str:
    """The page with its links to chapters resolved by `address`; where that returns nothing, the text stays. `told` gives
    attributes by the address and the words of a link."""
    if f'"{INSIDE}' not in rendered:
        return rendered

    def link(match: re.Match[str]) -> str:
        to = html.unescape(match[1])
        target = address(to)
        return f'<a href="{html.escape(target)}"{told(to, match[2])}>{match[2]}</a>' if target else match[2]

    return _CHAPTER_LINK.sub(link, rendered)


def refused(rejected: Rejected, **context: object) -> PydanticCustomError:
    """A refusal as an error of pydantic, to become a located problem; `at` is a path below the value."""
    return PydanticCustomError("rejected", "{message}", {"message": str(rejected), "rejected": rejected, **context})


class Parsed:
    """A value read from the text of a scalar. Subclasses implement `parse` and describe what it takes in `FORM`."""

    FORM: ClassVar[str] = "a text"
    """What is expected, with an article, for messages and the reference."""
    EXAMPLES: ClassVar[tuple[str, ...]] = ()
    PATTERN: ClassVar[str | None] = None
    LONGEST: ClassVar[int] = 200
    """Maximum number of letters."""
    CODE: ClassVar[Code] = BAD_TEXT
    """The problem reported for any other text."""
    HELP: ClassVar[Message]
    """How to write it; needed by `refuse`."""

    @classmethod
    def refuse(cls, text: str, *help: Message) -> Rejected:
        """The refusal of a text that does not have the form."""
        form = say(cls.FORM)
        return Rejected(cls.CODE, say("`{text}` is not {form}", text=text[:80], form=form), *help, cls.HELP)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the text or raise `Rejected`."""
        raise NotImplementedError

    @classmethod
    def _validate(cls, value: object) -> Self:
        if isinstance(value, cls):
            return value
        if not isinstance(value, str):
            raise PydanticCustomError("scalar_expected", "expected {form}", {"form": cls.FORM})
        try:
            _reject_long(value, cls.LONGEST)
            return cls.parse(value)
        except Rejected as rejected:
            raise refused(rejected) from None

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: object) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls._validate, serialization=core_schema.to_string_ser_schema(when_used="json")
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        described: dict[str, Any] = {"type": ["string", "number", "boolean"], "maxLength": cls.LONGEST}
        if cls.PATTERN:
            described |= {"type": ["string", "number"], "pattern": cls.PATTERN}
        if cls.EXAMPLES:
            described["examples"] = list(cls.EXAMPLES)
        return described


def _reject_long(text: str, limit: int) -> None:
    if len(text) > limit:
        raise Rejected(
            BAD_TEXT,
            say("{count:,} letters, and at most {limit:,} may stand here", count=len(text), limit=limit),
            say("Shorten it. A long text belongs to `notes:`, a script to a file that the plan links to."),
        )


class Word(Parsed, str):
    """A text that is shown verbatim: a name, a version, a command."""

    FORM = "a text"
    LONGEST = 10_000

    @classmethod
    def parse(cls, text: str) -> Self:
        if not text.strip():
            raise Rejected(BAD_TEXT, say("empty text"), say("Write a text, or remove the key."))
        return cls(text)

    def __html__(self) -> Markup:
        return Markup(escape(self))


class Text(Word):
    """A text that may hold inline Markdown: code, emphasis, links."""

    FORM = "a text (inline Markdown)"

    def __html__(self) -> Markup:
        return Markup(render_inline(str(self)))


class Prose(Word):
    """A longer text that may hold block Markdown: paragraphs, lists, tables, code."""

    FORM = "a text (Markdown)"
    LONGEST = 100_000

    def __html__(self) -> Markup:
        return Markup(render_block(str(self)))


def reject_mixed(text: str) -> None:
    """Refuse an id that mixes letters of several scripts, or disguises them."""
    for suspect in letters.mixed(text):
        raise Rejected(DECEIVING, suspect.message, suspect.help)


class Shaped(Word):
    """A text that one regular expression describes."""

    SHAPE: ClassVar[re.Pattern[str]]

    @classmethod
    def parse(cls, text: str) -> Self:
        if not cls.SHAPE.fullmatch(text.strip()):
            raise cls.refuse(text)
        return cls(text.strip())


class Id(Shaped):
    """An id: letters of any script, digits, `-`, `_` and `.`."""

    FORM = "an id"
    EXAMPLES: ClassVar[tuple[str, ...]] = ("li", "error_rate", "v1.0")
    PATTERN = r"^[^\W_][\w.-]{0,63}$"
    SHAPE = re.compile(r"(?!.*\.\.)[^\W_][\w.-]{0,63}")
    HELP = say("An id begins with a letter or digit, and has at most 64 letters, digits, `-`, `_` and `.`.")

    @classmethod
    def parse(cls, text: str) -> Self:
        reject_mixed(text)
        if text != text.strip():
            raise cls.refuse(text)
        return super().parse(text)


class PlanId(Id):
    """The id of a plan; it becomes a folder of the site, so only ASCII letters, digits, `-`, `_` and single dots."""

    FORM = "a plan id"
    EXAMPLES: ClassVar[tuple[str, ...]] = ("exam-buddy-1.0",)
    PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"
    SHAPE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]|\.(?=[A-Za-z0-9_-])){0,63}")
    HELP = say("A plan id names a folder of the site: ASCII letters, digits, `-`, `_` and single dots, at most 64.")


class Url(Word):
    """A web, mail or telephone address, a chapter or entry of the plan, or a path relative to the plan's repository."""

    FORM = "an address"
    LONGEST = 2_000
    EXAMPLES = ("https://example.com/report", "checklists#go")
    CODE = BAD_LINK
    HELP = say("An address has no spaces.")

    @classmethod
    def parse(cls, text: str) -> Self:
        text = text.strip()
        if not text or any(letter.isspace() for letter in text):
            raise cls.refuse(text)
        if not allowed_link(text):
            raise Rejected(
                BAD_LINK,
                say("address `{text}` is refused", text=text[:80]),
                say("Allowed are http, https, mailto, tel, chapters of this plan, and paths in the repository."),
            )
        return cls(text)


class Phone(Shaped):
    """A telephone number as it is dialled or read aloud."""

    FORM = "a telephone number"
    EXAMPLES = ("13800138000", "+86 10 8888 6666 ext. 12")
    SHAPE = re.compile(r"[+\d(][\d\s()\-./]{1,30}(?:\s*(?:ext\.?|x|转|轉|#)\s*\d{1,8})?")
    HELP = say(
        "Digits, spaces, `+ - ( )`, and an extension: `+86 10 8888 6666 ext. 12`. What is not dialled is a `messenger`."
    )

    @property
    def dial(self) -> str:
        """The number for a `tel:` link."""
        number, *extension = re.split(r"\s*(?:ext\.?|x|转|轉|#)\s*", self)
        digits = re.sub(r"[^\d+]", "", number)
        return digits + (f";ext={extension[0]}" if extension else "")


class Email(Shaped):
    """A mail address."""

    FORM = "a mail address"
    EXAMPLES = ("li@example.com",)
    SHAPE = re.compile(r"[^\s@<>\"']+@[^\s@<>\"']+\.[^\s@<>\"'.]+")
    HELP = say("Write `name@example.com`.")
