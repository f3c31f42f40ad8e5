"""The reference of the plan language, made from the models: every section, field, type, default, example and problem."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, RootModel
from pydantic.fields import FieldInfo

import launchbook.site.build  # noqa: F401 - with it, every module that defines a code is there
from launchbook.core.choices import Choice, choices_of, is_literal
from launchbook.core.headings import has_headings
from launchbook.core.model import Formerly, Model
from launchbook.core.problem import Grade, Message, say
from launchbook.core.quantity import Duration, Share, Threshold
from launchbook.core.reference import MetricRef, PersonRef, Ref
from launchbook.core.section import Section
from launchbook.core.text import Email, Id, Parsed, Phone, PlanId, Prose, Text, Url, Word
from launchbook.core.time import Moment, Span
from launchbook.core.zones import Zone
from launchbook.discovery.catalogues import translator
from launchbook.discovery.codes import all_codes
from launchbook.discovery.kinds import find_rules, find_sections, section_folder
from launchbook.load.words import words_for

WRITTEN = "<!-- Written by `make docs` from the models; edit those. -->\n"


def reference_pages(language: str = "en") -> dict[str, str]:
    """The pages of the reference by file name. The language needs a `reference.<language>.po` in every folder."""
    return _Reference(language).pages()


def documented() -> dict[str, set[str]]:
    """The docstrings and titles of models that the reference shows, by the folder of their class."""
    texts: dict[str, set[str]] = {}
    for section in find_sections().values():
        for model in _models_below(section.model):
            folder = texts.setdefault(_folder_of(model), set())
            if not issubclass(model, RootModel):
                folder |= {_title(model), _line(model.__doc__)}
                folder |= {_line(info.description) for info in model.model_fields.values()}
    for kind in _field_types():
        texts.setdefault(_folder_of(kind), set()).update({_first_line(kind), _name(kind)})
    return {folder: shown - {""} for folder, shown in texts.items()}


class _Reference:
    """The reference in a language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.translate = translator(language)
        self._documentation = translator(f"reference.{language}")

    def doc(self, text: str | None) -> str:
        """The translation of a docstring, or of the title of a model."""
        return self._documentation(_line(text))

    def word(self, msgid: str, section: Section) -> str:
        """The translation of a word with its meaning in a section."""
        return translator(self.language, section.key)(msgid)

    def pages(self) -> dict[str, str]:
        sections = sorted(find_sections().values(), key=lambda section: (not section.top, section.key))
        spoken = f"---\nlanguage: {self.language}\n---\n"
        pages = {"index.md": spoken + self.index(sections), "problems.md": spoken + self.problems()}
        for section in sections:
            pages[f"{section.key}.md"] = self.section(section)
        return pages

    def index(self, sections: list[Section]) -> str:
        lines = [
            "# " + self.translate("Section reference") + "\n",
            WRITTEN,
            _INTRODUCTION.render(self.translate) + "\n",
            "| " + self.translate("section") + " | " + self.translate("what it is for") + " |",
            "| --- | --- |",
        ]
        for section in sections:
            top = " " + self.translate("(top level)") if section.top else ""
            lines.append(f"| [`{section.key}`]({section.key}.md){top} | {_cell(self.word(section.purpose, section))} |")
        lines += [
            "",
            "## " + self.translate("Field types") + " {#field-types}",
            "",
            self.row(say("type"), say("written as"), say("examples")),
        ]
        lines.append("| --- | --- | --- |")
        for kind in _field_types():
            examples = ", ".join(f"`{_cell(example)}`" for example in kind.EXAMPLES)
            lines.append(f"| {self.doc(_name(kind))} | {_cell(self.doc(_first_line(kind)))} | {examples} |")
        lines.append("| " + self.translate("list") + f" | {_LISTS.render(self.translate)} | |")
        lines.append("| " + self.translate("yes or no") + " | `yes`, `no`, `true`, `false` | |")
        lines += [f"\n{note.render(self.translate)}" for note in _NOTES]
        lines += ["", *self.checked("")]
        return "\n".join(lines) + "\n"

    def row(self, *titles: Message) -> str:
        return "| " + " | ".join(title.render(self.translate) for title in titles) + " |"

    def section(self, section: Section) -> str:
        title = f"`{section.key}`" if not section.top else self.translate("The head")
        lines = [self.front(section), f"# {title}\n", WRITTEN, f"{self.word(section.purpose, section)}\n"]
        if section.top:
            lines.append(self.translate("These keys stand at the top level of a plan.") + "\n")
        lines += [
            "## " + self.translate("Example") + " {#example}\n",
            "```yaml",
            _example(section, self.language),
            "```\n",
        ]
        for number, model in enumerate(_models_below(section.model)):
            lines += self.model(model, first=number == 0)
        return "\n".join(lines + self.checked(section.key)) + "\n"

    def checked(self, section: str) -> list[str]:
        """The problems of a section, whatever finds them; without one, those of no section."""
        sections = {rule.code.id[:2]: rule.reads for rule in find_rules() if rule.reads}
        codes = [code for code in all_codes() if sections.get(code.id[:2], "") == section]
        lines = ["## " + self.translate("What is checked") + " {#what-is-checked}\n"]
        for code in codes:
            words = translator(self.language, code.context)(code.title)
            lines.append(f"- [`{code.id}`](problems.md#{code.id.lower()}) {words}")
        return lines if codes else []

    def front(self, section: Section) -> str:
        """Front matter with a title for the browser and the search; the heading is only the key."""
        name, key = self.word(section.title, section), section.key
        if section.top:
            name = self.translate("The head")
        elif name.lower().replace(" ", "") != key:
            name = f"{key} {name}"
        else:
            name = key
        return f'---\ntitle: "{name} · {self.translate("Section reference")}"\nlanguage: {self.language}\n---\n'

    def model(self, model: type[BaseModel], first: bool) -> list[str]:
        keys = "## " + self.translate("Keys") + " {#keys}\n"
        if issubclass(model, RootModel):
            words = self.type(model.model_fields["root"].annotation)
            return [f"{keys}\n{words[0].upper() + words[1:]}" + self.translate(".") + "\n"]
        title = _title(model)
        lines = [keys if first else f"## {self.doc(title)} {{#{_slug(title)}}}\n"]
        if not first:
            lines.append(self.doc(model.__doc__) + "\n")
        short = getattr(model, "short", None) if issubclass(model, Model) else None
        if short and (first or "Short form" not in (model.__doc__ or "")):
            lines.append(say("Short form: `{key}` alone.", key=_alias(model, short)).render(self.translate) + "\n")
        lines += [self.row(say("key"), say("type"), say("default"), say("meaning")), "| --- | --- | --- | --- |"]
        for name, info in model.model_fields.items():
            choice = choices_of(model).get(info.alias or name)
            meaning = _cell(self.doc(info.description))
            for mark in info.metadata:
                if isinstance(mark, Formerly):
                    meaning += " " + say("Formerly `{key}`.", key=mark.key).render(self.translate)
            form = self.words(choice) if choice and is_literal(info.annotation) else self.type(info.annotation)
            if has_headings(info):
                form = say("{list}, also under headings", list=form).render(self.translate)
            lines.append(f"| `{info.alias or name}` | {form} | {self.default(info)} | {meaning} |")
        return [*lines, ""]

    def words(self, choice: Choice) -> str:
        """The values of an enumeration, each with the word that pages show for it."""
        pairs = ((value, words_for(choice, value, self.language)[1]) for value in choice.values)
        return ", ".join(f"`{value}`" if shown.lower() == value else f"`{value}` ({shown})" for value, shown in pairs)

    def default(self, info: FieldInfo) -> str:
        if info.is_required():
            return "**" + self.translate("required") + "**"
        value = getattr(info.default, "root", info.default)
        if value is None or value == () or value == {} or info.default_factory is not None:
            return ""
        if isinstance(value, bool):
            return "`yes`" if value else "`no`"
        return f"`{value}`"

    def type(self, annotation: Any) -> str:
        """A type in words."""
        origin, arguments = get_origin(annotation), get_args(annotation)
        if origin is Annotated:
            return self.type(arguments[0])
        if origin in (Union, types.UnionType):
            choices = dict.fromkeys(self.type(choice) for choice in arguments if choice is not type(None))
            return self.translate(" or ").join(choices)
        if origin in (tuple, list):
            return say("list of {items}", items=self.type(arguments[0])).render(self.translate)
        if origin in (dict, Mapping):
            kinds = {"keys": self.type(arguments[0]), "values": self.type(arguments[1])}
            return say("mapping of {keys} to {values}", **kinds).render(self.translate)
        if origin is Literal:
            return ", ".join(f"`{choice}`" for choice in arguments)
        if isinstance(annotation, type) and issubclass(annotation, RootModel):
            return self.type(annotation.model_fields["root"].annotation)
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            title = _title(annotation)
            return f"[{self.doc(title).lower()}](#{_slug(title)})"
        if isinstance(annotation, type) and issubclass(annotation, Parsed):
            return f"[{self.doc(_name(annotation))}](index.md#field-types)"
        plain = _PLAIN.get(annotation)
        return plain.render(self.translate) if plain else str(getattr(annotation, "__name__", annotation))

    def problems(self) -> str:
        lines = ["# " + self.translate("Problems") + "\n", WRITTEN, _PROBLEMS.render(self.translate) + "\n"]
        for code in all_codes():
            grade = _GRADES[code.grade].render(self.translate)
            text = "\n\n".join(self.doc(part) for part in code.doc.split("\n\n"))
            title = f"{code.id}" + self.translate(": ") + f"{translator(self.language, code.context)(code.title)}"
            lines += [f"## {title} {{#{code.id.lower()}}}\n", f"*{grade}" + self.translate(".") + f"* {text}\n"]
        return "\n".join(lines)


_INTRODUCTION = say(
    "A plan is a mapping. The head's keys stand at the top level; each other key below is a section and becomes a page, in "
    "the order in which you write them. Every key, type and default is listed on the section's page, with an example that "
    "is itself checked. Misspell one, and `launchbook check` says what is allowed."
)
_LISTS = say(
    "each item on its own line behind `- `, or `[a, b]`; one item alone needs no list. Where headings may stand, a mapping of "
    "headings to lists"
)
_NOTES = (
    say(
        "**Short form.** Where a mapping has a *short form*, a bare text (or list) stands for its most important key: "
        "`- Cache is configured` means `- {do: Cache is configured}`. Write the mapping as soon as you need more."
    ),
    say(
        "**Text is text.** `10:30`, `no`, `1.10` and `013812` stay what you wrote; the section decides what they mean. A text "
        "that contains `: ` or ` #`, or begins with one of ``[ ] { } > | * & ! % @ ` ``, needs quotes: that is YAML's rule."
    ),
    say(
        "**Markdown.** A `text` may hold inline Markdown, `prose` also paragraphs, lists and tables. Raw HTML is shown as text."
    ),
)
_PROBLEMS = say(
    "What `launchbook check` can say, by code. An *error* stops the build. The rest are warnings, shown as remarks on the plan's front "
    "page: a *contradiction* is two places that disagree; a *danger* is what will hurt on the day (nobody decides, no way back, nobody can "
    "be called); a *gap* is what is not there yet. A *hint* is for the authors alone."
)
_GRADES: dict[Grade, Message] = {
    "error": say("Error"),
    "contradiction": say("Contradiction"),
    "danger": say("Danger"),
    "gap": say("Gap"),
    "hint": say("Hint"),
}
_PLAIN: dict[Any, Message] = {str: say("title"), bool: say("yes or no"), int: say("whole number")}


def _models_below(top: type[BaseModel]) -> list[type[BaseModel]]:
    """A model and the models of its fields, without repetition, from the outermost."""
    models = [top]
    for model in models:  # grows on the way
        models += (
            kind for kind in dict.fromkeys(_types_of(model)) if issubclass(kind, BaseModel) and kind not in models
        )
    return models


def _field_types() -> list[type[Parsed]]:
    """The types of single values: the general ones first, then those of sections."""
    used: dict[type[Parsed], None] = dict.fromkeys(_NAMES)
    for section in find_sections().values():
        for model in _models_below(section.model):
            used |= dict.fromkeys(kind for kind in _types_of(model) if issubclass(kind, Parsed))
    return list(used)


def _types_of(model: type[BaseModel]) -> Iterator[type]:
    """The types of a model's fields, also those within lists, mappings and root models."""
    for info in model.model_fields.values():
        yield from _types_in(info.annotation)


def _types_in(annotation: Any) -> Iterator[type]:
    if isinstance(annotation, type) and issubclass(annotation, RootModel):
        yield from _types_of(annotation)
    elif isinstance(annotation, type):
        yield annotation
    for argument in get_args(annotation):
        yield from _types_in(argument)


def _folder_of(kind: type) -> str:
    """The folder of a class within the package: `core`, `sections/rollback`."""
    return "/".join(kind.__module__.split(".")[1:-1])


def _line(text: str | None) -> str:
    return " ".join((text or "").split())


def _first_line(kind: type) -> str:
    return (kind.__doc__ or "").strip().splitlines()[0]


def _slug(title: str) -> str:
    """The anchor of a model's heading, distinct from those of the page's own headings."""
    slug = title.lower().replace(" ", "-")
    return f"{slug}-model" if slug in ("example", "keys", "what-is-checked") else slug


def _example(section: Section, language: str) -> str:
    """The section's part of its example plan, as written there; of that in a language, where there is one."""
    cases = section_folder(section.key) / "cases"
    own = cases / f"example.{language}.yml"
    text = (own if own.is_file() else cases / "example.yml").read_text("utf-8")
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


def _alias(model: type[BaseModel], name: str) -> str:
    return model.model_fields[name].alias or name


def _title(model: type) -> str:
    words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in model.__name__).strip()
    return words[0].upper() + words[1:]


_NAMES: dict[type[Parsed], str] = {
    Word: "plain text", Text: "text", Prose: "prose", Id: "id", PlanId: "plan id", PersonRef: "person", MetricRef: "metric",
    Moment: "moment", Span: "span", Duration: "duration", Zone: "time zone", Share: "share", Threshold: "threshold",
    Url: "address", Phone: "phone", Email: "mail address",
}  # fmt: skip


def _name(kind: type[Parsed]) -> str:
    return _NAMES.get(kind) or (kind.kind if issubclass(kind, Ref) else _title(kind).lower())


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
