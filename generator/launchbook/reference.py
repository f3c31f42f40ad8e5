"""The reference of the plan language, made from the models: every section, field, type, default, example and problem."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, RootModel
from pydantic.fields import FieldInfo

from launchbook.core.discovery import find_rules, find_sections, section_folder
from launchbook.core.i18n import Language
from launchbook.core.model import Model
from launchbook.core.problem import Code
from launchbook.core.quantity import QUANTITY_CODES, Duration, Share, Threshold
from launchbook.core.reference import DUPLICATE_ID, UNKNOWN_REFERENCE, MetricRef, PersonRef
from launchbook.core.section import Section
from launchbook.core.source import READING_CODES
from launchbook.core.text import BAD_LINK, Email, Id, Parsed, Phone, PlanId, Prose, Text, Url, Word
from launchbook.core.time import TIME_CODES, Moment, Span, Zone
from launchbook.load.loading import TWICE
from launchbook.load.validate import LOADING_CODES
from launchbook.site.build import SITE_CODES

WRITTEN = "<!-- Written by `make docs` from the models; edit those. -->\n"
FIELD_TYPES: tuple[type[Parsed], ...] = (
    Word, Text, Prose, Id, PlanId, Language, PersonRef, MetricRef, Moment, Span, Duration, Zone, Share, Threshold, Url, Phone, Email,
)  # fmt: skip


def reference_pages() -> dict[str, str]:
    """The pages of the reference by their file names."""
    sections = sorted(find_sections().values(), key=lambda section: (not section.top, section.key))
    pages = {"index.md": _index(sections), "problems.md": _problems()}
    for section in sections:
        pages[f"{section.key}.md"] = _section(section)
    return pages


def _index(sections: list[Section]) -> str:
    lines = [
        "# Section reference\n",
        WRITTEN,
        "A plan is a mapping. The head's keys stand at the top level; each other key below is a section and becomes a page, in the",
        "order in which you write them. Every key, type and default is listed on the section's page, with an example that is",
        "itself checked. Misspell one, and `launchbook check` says what is allowed.\n",
        "| section | what it is for |",
        "| --- | --- |",
    ]
    lines += [
        f"| [`{section.key}`]({section.key}.md) {'(top level)' if section.top else ''} | {_cell(section.purpose)} |"
        for section in sections
    ]
    lines += ["", "## Field types", "", "| type | written as | examples |", "| --- | --- | --- |"]
    for kind in FIELD_TYPES:
        examples = ", ".join(f"`{_cell(example)}`" for example in kind.EXAMPLES)
        doc = (kind.__doc__ or "").strip().splitlines()[0]
        lines.append(f"| {_name(kind)} | {_cell(doc)} | {examples} |")
    lines += [
        "| list | each item on its own line behind `- `, or `[a, b]` | |",
        "| yes or no | `yes`, `no`, `true`, `false` | |",
        "",
        "**Short form.** Where a mapping has a *short form*, a bare text (or list) stands for its most important key:",
        "`- Cache is configured` means `- {do: Cache is configured}`. Write the mapping as soon as you need more.",
        "",
        "**Text is text.** `10:30`, `no`, `1.10` and `013812` stay what you wrote; the section decides what they mean. A text that",
        "contains `: ` or ` #`, or begins with one of ``[ ] { } > | * & ! % @ ` ``, needs quotes: that is YAML's rule.",
        "",
        "**Markdown.** A `text` may hold inline Markdown, `prose` also paragraphs, lists and tables. Raw HTML is shown as text.",
    ]
    return "\n".join(lines) + "\n"


def _section(section: Section) -> str:
    title = f"`{section.key}`" if not section.top else "The head"
    lines = [f"# {title}\n", WRITTEN, f"{section.purpose}\n"]
    if section.top:
        lines.append("These keys stand at the top level of a plan.\n")
    lines += ["## Example\n", "```yaml", _example(section), "```\n"]
    seen: list[type[BaseModel]] = []
    pending = [section.model]
    while pending:
        model = pending.pop(0)
        if model in seen:
            continue
        seen.append(model)
        lines += _model(section, model, first=len(seen) == 1)
        pending += [found for found in _models_in(model) if found not in seen]
    rules = [rule for rule in find_rules() if rule.reads == section.key]
    if rules:
        lines.append("## What is checked\n")
        lines += [f"- [`{rule.code.id}`](problems.md#{rule.code.id.lower()}) {rule.code.title}" for rule in rules]
    return "\n".join(lines) + "\n"


def _example(section: Section) -> str:
    """The section's part of its example plan, as written there."""
    text = (section_folder(section.key) / "cases" / "example.yml").read_text("utf-8")
    others = set(find_sections()) - {section.key}
    chosen: list[str] = []
    keeping = section.top
    for line in text.splitlines():
        key = line.split(":")[0] if line[:1].isalnum() else None
        if key is not None:
            keeping = key not in others if section.top else key == section.key
        if keeping and not line.startswith("# yaml-language-server"):
            chosen.append(line)
    return "\n".join(chosen).strip("\n")


def _model(section: Section, model: type[BaseModel], first: bool) -> list[str]:
    if issubclass(model, RootModel):
        return [f"## Keys\n\n{_type(model.model_fields['root'].annotation, capital=True)}.\n"]
    lines = [f"## {'Keys' if first else _title(model)}\n"]
    doc = (model.__doc__ or "").strip()
    if doc and not first:
        lines.append(" ".join(doc.split()) + "\n")
    short = getattr(model, "short", None) if issubclass(model, Model) else None
    if short:
        lines.append(f"Short form: `{_alias(model, short)}` alone.\n")
    lines += ["| key | type | default | meaning |", "| --- | --- | --- | --- |"]
    for name, info in model.model_fields.items():
        meaning = " ".join((info.description or "").split())
        lines.append(f"| `{info.alias or name}` | {_type(info.annotation)} | {_default(info)} | {_cell(meaning)} |")
    return [*lines, ""]


def _alias(model: type[BaseModel], name: str) -> str:
    return model.model_fields[name].alias or name


def _title(model: type[BaseModel]) -> str:
    words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in model.__name__).strip()
    return words[0].upper() + words[1:]


def _default(info: FieldInfo) -> str:
    if info.is_required():
        return "**required**"
    value = info.default
    if value is None or value == () or value == {} or info.default_factory is not None:
        return ""
    if isinstance(value, bool):
        return "`yes`" if value else "`no`"
    return f"`{value}`"


def _type(annotation: Any, capital: bool = False) -> str:
    text = _type_words(annotation)
    return text[0].upper() + text[1:] if capital else text


def _type_words(annotation: Any) -> str:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _type_words(arguments[0])
    if origin in (Union, types.UnionType):
        return " or ".join(dict.fromkeys(_type_words(choice) for choice in arguments if choice is not type(None)))
    if origin in (tuple, list):
        return f"list of {_type_words(arguments[0])}"
    if origin in (dict, Mapping):
        return f"mapping of {_type_words(arguments[0])} to {_type_words(arguments[1])}"
    if origin is Literal:
        return ", ".join(f"`{choice}`" for choice in arguments)
    if annotation is str:
        return "title"
    if annotation is bool:
        return "yes or no"
    if annotation is int:
        return "whole number"
    if isinstance(annotation, type) and issubclass(annotation, RootModel):
        return _type_words(annotation.model_fields["root"].annotation)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        title = _title(annotation)
        return f"[{title.lower()}](#{title.lower().replace(' ', '-')})"
    if isinstance(annotation, type) and issubclass(annotation, Parsed):
        return f"[{_name(annotation)}](index.md#field-types)"
    return str(getattr(annotation, "__name__", annotation))


_NAMES: dict[type, str] = {
    Word: "plain text", Text: "text", Prose: "prose", Id: "id", PlanId: "plan id", PersonRef: "person", MetricRef: "metric",
    Moment: "moment", Span: "span", Duration: "duration", Zone: "time zone", Share: "share", Threshold: "threshold",
    Url: "address", Phone: "phone", Email: "mail address", Language: "language",
}  # fmt: skip


def _name(kind: type) -> str:
    return _NAMES.get(kind) or _title(kind).lower()


def _models_in(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for info in model.model_fields.values():
        yield from _models_of(info.annotation)


def _models_of(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        if issubclass(annotation, RootModel):
            yield from _models_of(annotation.model_fields["root"].annotation)
        else:
            yield annotation
    for argument in get_args(annotation):
        yield from _models_of(argument)


def all_codes() -> list[Code]:
    """Every code that a problem can have, sorted."""
    own = (
        *READING_CODES,
        *LOADING_CODES,
        TWICE,
        *SITE_CODES,
        *QUANTITY_CODES,
        *TIME_CODES,
        BAD_LINK,
        UNKNOWN_REFERENCE,
        DUPLICATE_ID,
    )
    return sorted(
        {code.id: code for code in (*own, *(rule.code for rule in find_rules()))}.values(), key=lambda code: code.id
    )


def _problems() -> str:
    lines = [
        "# Problems\n",
        WRITTEN,
        "What `launchbook check` can say, by code. An *error* stops the build; a *warning* is a thin spot that is shown as a remark",
        "on the plan's front page.\n",
    ]
    for code in all_codes():
        lines += [
            f"## {code.id}: {code.title} {{#{code.id.lower()}}}\n",
            f"*{code.severity.capitalize()}.* {_paragraphs(code.doc)}\n",
        ]
    return "\n".join(lines)


def _paragraphs(doc: str) -> str:
    return "\n\n".join(" ".join(part.split()) for part in doc.split("\n\n"))


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
