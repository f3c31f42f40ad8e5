"""The catalogues: whatever a reader is told is translated, in one way, and nothing is kept that nobody says.

A msgid that a section or the rules say is translated beside them or, where several say it, in `locale/`.
"""

from __future__ import annotations

import ast
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from inspect import get_annotations
from pathlib import Path
from typing import Any, get_args

import pytest
from babel.messages.extract import extract
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po
from jinja2 import nodes
from jinja2.ext import babel_extract
from pydantic import BaseModel
from test_cases import AS_OF, CASES

import launchbook
from launchbook.core.choices import Choice, choices_of
from launchbook.core.entry import Entry, Origin, State, Trouble
from launchbook.core.ladder import RUNGS
from launchbook.core.locale import locale_of
from launchbook.core.model import Model
from launchbook.core.named import NAMED as IN_WORDS
from launchbook.core.problem import Message, say_count
from launchbook.core.spread import Spread
from launchbook.core.text import Parsed
from launchbook.discovery import catalogues
from launchbook.discovery.catalogues import languages, messages, translator
from launchbook.discovery.kinds import find_pages, find_rules, find_sections, section_folder, view_folder
from launchbook.exports.formats.sheets import EVENTS
from launchbook.exports.tables import RESOLVED
from launchbook.lint import check_plan
from launchbook.load import PlanFiles, load_plan
from launchbook.load.shape import type_at
from launchbook.load.validate import plan_model
from launchbook.reference import all_codes
from launchbook.render import Options, Renderer, view
from launchbook.report import format_text
from launchbook.sections.metrics.model import Tone
from launchbook.site import Builder

HOME = Path(launchbook.__file__).parent
SHARED = HOME / "locale"
FOLDERS = (
    SHARED,
    HOME / "rules",
    HOME / "exports",
    *(section_folder(key) for key in find_sections()),
    *(view_folder(pages.key) for pages in find_pages()),
)
KEYWORDS = ("say", "say_count", "translate", "_translate")
COUNTED = {"say_count": (1, 2), "_n": (1, 2)}
"""What takes a msgid and its plural."""
ENVIRONMENT = Renderer(Options()).environment
TEMPLATES = sorted(HOME.rglob("*.j2"))


def roles() -> list[str]:
    """What somebody can be to an entry: the fields that name people, or the words that their models have for them."""
    fields = (
        model.roles.get(info.alias or name, info.alias or name)
        for model in _below(Model)
        for name, info in model.model_fields.items()
        if model.__module__.startswith("launchbook.") and re.search("(?:Person|Owner|Member)Ref", repr(info.annotation))
    )
    return sorted({IN_WORDS, *(field for field in fields if field)})


def _below(kind: type) -> Iterator[Any]:
    for child in kind.__subclasses__():
        yield child
        yield from _below(child)


COMPOSED = {
    "status ": get_args(type_at(plan_model(), ("status",))),
    "rung ": RUNGS,
    "band ": get_args(Tone),
    "state ": (*get_args(State), *get_args(Trouble)),
    "role ": roles(),
    "measured ": tuple(Spread.model_fields),
}
"""What templates make a msgid of: a word that sets it apart, and a value. Such a msgid is no English."""


def _enumerations(folder: Path) -> Iterator[Choice]:
    """The fields of a folder that take one of a few words."""
    plan_model()
    for model in _below(Model):
        for choice in choices_of(model).values():
            if (section_folder(choice.section) if choice.section else SHARED) == folder:
                yield choice


def _composed_with(prefix: str, folder: Path) -> Iterator[str]:
    """The values that a template puts behind a prefix: those of the field of that name in its folder, or else `COMPOSED`."""
    own = [value for choice in _enumerations(folder) if f"{choice.key} " == prefix for value in choice.values]
    yield from own or COMPOSED[prefix]


NAMED = {
    "event.kind", "duty.timing.kind", "row.kind", "f'state {event.row.standing}'",
    "f'status {plan.head.status}'", "entry.purpose", "kind.title", "plan.kinds[key].title", "ref.kind",
    "annotation.FORM", "cls.FORM", "str(context['form'])", "info.description.strip().splitlines()[0]",
    "msgid", "self.msgid", "section.purpose", "section.title", "rule.code.title", "code.title",
}  # fmt: skip
"""What is translated without being written out there: labels of sections, field types and keys; what translates."""


def _home(path: Path) -> Path:
    """The folder whose catalogue translates what a file says."""
    return next((folder for folder in FOLDERS if path.is_relative_to(folder)), SHARED)


def _home_of(module: str) -> Path:
    return _home(HOME.parent.joinpath(*module.split(".")))


# what is said


def _said_in_python() -> Iterator[tuple[Path, str]]:
    for path in sorted(HOME.rglob("*.py")):
        with path.open("rb") as file:
            for _, msgid, _, _ in extract("python", file, dict.fromkeys(KEYWORDS) | COUNTED):
                yield _home(path), _singular(msgid)
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "Timing":
                yield from ((_home(path), kind.value) for kind in node.args[2:3] if isinstance(kind, ast.Constant))
    for model in _below(Entry):
        yield from ((_home_of(model.__module__), kind) for kind in (*model.row_times.values(), model.row_kind) if kind)


def _said_in_templates() -> Iterator[tuple[Path, str]]:
    names = ("comment_start_string", "comment_end_string", "trim_blocks", "lstrip_blocks")
    options = {name: str(getattr(ENVIRONMENT, name)) for name in names}
    options |= {"extensions": ",".join(ENVIRONMENT.extensions), "silent": "false"}
    for path in TEMPLATES:
        with path.open("rb") as file:
            for _, msgid, _, _ in extract(babel_extract, file, {"_": None} | COUNTED, options=options):
                yield _home(path), _singular(msgid)


PLURALS: list[tuple[str, str]] = []
"""Every msgid with a plural, and that plural; filled by `said`."""


def _singular(msgid: str | tuple[str, ...]) -> str:
    if isinstance(msgid, str):
        return msgid
    PLURALS.append((msgid[0], msgid[1]))
    return msgid[0]


def _said_of_sections() -> Iterator[tuple[Path, str]]:
    for key, section in find_sections().items():
        for kind in filter(None, (section, section.part)):
            yield from ((section_folder(key), msgid) for msgid in (kind.title, kind.purpose, *kind.defines))
    for rule in find_rules():
        yield _home_of(rule.check.__module__), rule.code.title
    own = {rule.code.id for rule in find_rules()}
    yield from ((SHARED, code.title) for code in all_codes() if code.id not in own)


def _said_of_the_language() -> Iterator[tuple[Path, str]]:
    """What is expected at a place, and what a missing key is for."""
    yield from ((_home_of(kind.__module__), kind.FORM) for kind in (Parsed, *_below(Parsed)))
    for model in _below(BaseModel):
        for name, info in model.model_fields.items():
            if model.__module__.startswith("launchbook.") and info.is_required() and info.description:
                declaring = next(cls for cls in reversed(model.__mro__) if name in get_annotations(cls))
                yield _home_of(declaring.__module__), info.description.strip().splitlines()[0]


def _composed() -> Iterator[tuple[Path, str]]:
    for path, argument in _arguments_in_templates():
        prefix = argument.nodes[0] if isinstance(argument, nodes.Concat) else None
        if isinstance(prefix, nodes.Const):
            yield from ((_home(path), f"{prefix.value}{value}") for value in _composed_with(prefix.value, _home(path)))


def _arguments_in_templates() -> Iterator[tuple[Path, nodes.Expr]]:
    """What templates hand to `_` without writing it out."""
    for path in TEMPLATES:
        for call in ENVIRONMENT.parse(path.read_text("utf-8")).find_all(nodes.Call):
            if (
                isinstance(call.node, nodes.Name)
                and call.node.name in ("_", "_n")
                and not isinstance(call.args[0], nodes.Const)
            ):
                yield path, call.args[0]


def _arguments_in_python() -> Iterator[tuple[Path, ast.expr]]:
    for path in sorted(HOME.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in KEYWORDS:
                yield from ((path, argument) for argument in node.args[:1] if not isinstance(argument, ast.Constant))


@cache
def said() -> Mapping[str, frozenset[Path]]:
    """Every msgid, and the folders that say it."""
    found = defaultdict(set)
    for source in (
        _said_in_python,
        _said_in_templates,
        _said_of_sections,
        _said_of_the_language,
        _said_of_columns,
        _said_of_choices,
        _composed,
    ):
        for folder, msgid in source():
            found[msgid].add(folder)
    return {msgid: frozenset(folders) for msgid, folders in found.items()}


def _said_of_choices() -> Iterator[tuple[Path, str]]:
    """Further words that are read for a value: of none there need be any."""
    values = {value for folder in FOLDERS for choice in _enumerations(folder) for value in choice.values}
    for folder in FOLDERS:
        entries = {msgid for language in ("en", "zh") for _, msgid in catalogue(folder, language)}
        yield from ((folder, msgid) for msgid in entries if msgid.startswith("also ") and msgid[5:] in values)


def _said_of_columns() -> Iterator[tuple[Path, str]]:
    """Titles of columns, which are made of the language's keys; whether each has one is asked in `test_heads`."""
    keys = {"no.", "key", "value", "end", "id", "name", "group", "stands in", *EVENTS, *RESOLVED, *get_args(Origin)}
    pending: list[Any] = [BaseModel]
    while pending:
        pending += (model := pending.pop()).__subclasses__()
        if model.__module__.startswith("launchbook."):
            keys |= {model.__name__, *(info.alias or name for name, info in model.model_fields.items())}
    for folder in FOLDERS:
        for _, msgid in catalogue(folder, "zh"):
            if msgid.startswith("column ") and msgid.removeprefix("column ") in keys:
                yield folder, msgid


@cache
def catalogue(folder: Path, language: str) -> Mapping[tuple[str, str], str]:
    """The texts of a folder by context and msgid."""
    path = folder / f"{language}.po"
    if not path.is_file():
        return {}
    with path.open("rb") as file:
        entries = [entry for entry in read_po(file, locale=locale_of(language)) if entry.id]
    return {(entry.context or "", _first(entry.id)): _first(entry.string) for entry in entries}


def _first(forms: str | tuple[str, ...]) -> str:
    return forms if isinstance(forms, str) else forms[0]


def texts(folder: Path, language: str) -> Mapping[str, str]:
    """What a folder can say: what is shared, and its own."""
    found = {**catalogue(SHARED, language), **catalogue(folder, language)}
    return {msgid: text for (context, msgid), text in found.items() if context in ("", folder.name)}


CATALOGUES = [
    pytest.param(folder, language, id=f"{folder.name}-{language}")
    for folder in FOLDERS
    for language in languages()
    if (folder / f"{language}.po").is_file()
]
in_each = pytest.mark.parametrize(("folder", "language"), CATALOGUES)


# what is collected above is all there is


def test_whatever_is_translated_is_written_out_or_known() -> None:
    """A msgid that is computed would be missed by the extractors, and by whoever translates."""
    computed = [(path, ast.unparse(argument)) for path, argument in _arguments_in_python()]
    for path, argument in _arguments_in_templates():
        if not isinstance(argument, nodes.Concat):
            computed.append((path, _written(argument)))
    assert [f"{path}: {argument}" for path, argument in computed if argument not in NAMED] == []


def _written(node: nodes.Node) -> str:
    return f"{_written(node.node)}.{node.attr}" if isinstance(node, nodes.Getattr) else getattr(node, "name", "?")


def test_the_extractors_find_what_the_compiler_finds() -> None:
    """Babel reads tokens: it passes over a call inside of an f-string."""
    written = set()
    for path in sorted(HOME.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in KEYWORDS:
                written |= {argument.value for argument in node.args[:1] if isinstance(argument, ast.Constant)}
    assert written - said().keys() == set()


# the catalogues


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_everything_is_translated(folder: Path) -> None:
    known = {msgid for msgid, text in texts(folder, "zh").items() if text}
    missing = sorted(msgid for msgid, folders in said().items() if folder in folders and msgid not in known)
    assert not missing, f"{folder}/zh.po lacks " + "\n".join(missing)


@in_each
def test_nothing_is_translated_that_nobody_says(folder: Path, language: str) -> None:
    stale = [msgid for _, msgid in catalogue(folder, language) if not (said().get(msgid, set()) & _readers(folder))]
    assert stale == []
    assert {context for context, _ in catalogue(folder, language)} <= {"", folder.name}, (
        "a context is its folder's name"
    )


@in_each
def test_what_is_counted_has_every_form_of_its_language(folder: Path, language: str) -> None:
    """As gettext has it: `msgid_plural`, and as many forms as Unicode's plural rules name."""
    assert said()
    with (folder / f"{language}.po").open("rb") as file:
        entries = [entry for entry in read_po(file, locale=locale_of(language)) if entry.id]
    forms = get_plural(locale_of(language)).num_plurals
    for entry in entries:
        singular = _first(entry.id)
        wanted = dict(PLURALS).get(singular)
        assert entry.id == ((singular, wanted) if wanted else singular)
        assert not wanted or (len(entry.string) == forms and all(entry.string)), singular


def test_a_count_takes_the_form_of_its_language() -> None:
    message = say_count("{count} step", "{count} steps", 1)
    many = say_count("{count} step", "{count} steps", 2)
    assert [str(message), str(many)] == ["1 step", "2 steps"]
    for language, texts in {"en": ["1 step", "2 steps"], "zh": ["1 步", "2 步"]}.items():
        assert [each.render(translator(language, "runsheet")) for each in (message, many)] == texts


def _readers(folder: Path) -> set[Path]:
    return set(FOLDERS) if folder == SHARED else {folder}


@in_each
def test_places_and_code_are_kept(folder: Path, language: str) -> None:
    for (_, msgid), text in catalogue(folder, language).items():
        assert Counter(_PLACE.findall(text)) == Counter(_PLACE.findall(msgid)), msgid
        assert {code for code in _CODE.findall(text) if code.isascii()} <= set(_CODE.findall(msgid)), msgid


_PLACE = re.compile(r"\{\w+(?::[^{}\s]+)?\}")
_CODE = re.compile(r"`([^`]+)`")


@in_each
def test_an_entry_stands_once(folder: Path, language: str) -> None:
    """gettext's readers keep the last of two without a word."""
    text = (folder / f"{language}.po").read_text("utf-8")
    assert text.count("\nmsgid ") == len(catalogue(folder, language)), "an entry twice"
    assert not re.search(r"^#(?:~|, fuzzy)", text, re.MULTILINE)


@pytest.mark.parametrize("language", languages())
def test_what_is_said_alike_is_translated_alike(language: str) -> None:
    found = defaultdict(set)
    for folder in FOLDERS:
        for entry, text in catalogue(folder, language).items():
            found[entry].add(text)
    different = {msgid: texts for (_, msgid), texts in found.items() if len(texts) > 1}
    assert different == {}, "give a word that means something else here a msgctxt: the name of the folder"


@in_each
def test_what_is_shared_is_translated_once(folder: Path, language: str) -> None:
    assert folder == SHARED or not catalogue(folder, language).keys() & catalogue(SHARED, language).keys()


def test_a_msgid_that_is_no_english_has_its_english() -> None:
    composed = {(folder, msgid) for folder, msgid in _composed()}
    assert {msgid for _, msgid in composed} >= {f"{prefix}{value}" for prefix in COMPOSED for value in COMPOSED[prefix]}
    for folder, msgid in composed:
        assert texts(folder, "en").get(msgid, msgid) != msgid, msgid


# what is said in fact


@pytest.fixture
def german(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A third language, whose catalogue has few words, and one that two sections mean differently."""
    for folder in ("rules", "exports", "sections", "views"):
        (tmp_path / folder).symlink_to(HOME / folder)
    (tmp_path / "locale").mkdir()
    for path in SHARED.glob("*.po"):
        (tmp_path / "locale" / path.name).symlink_to(path)
    (tmp_path / "locale" / "de.po").write_text(GERMAN, "utf-8")
    monkeypatch.setattr(catalogues, "HOME", tmp_path)
    _forget()
    yield
    monkeypatch.undo()
    _forget()


def _forget() -> None:
    for known in (catalogues.languages, catalogues._entries, catalogues.messages, catalogues.translator, view._labels):
        known.cache_clear()


GERMAN = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\n"

msgid "Owner"
msgstr "Zuständig"

msgctxt "rollout"
msgid "Owner"
msgstr "Leitung"

msgctxt "people"
msgid "{name} is their own deputy"
msgstr "{name} vertritt sich selbst"
"""


def _pages(text: str) -> dict[str, str]:
    loaded = load_plan(PlanFiles((("plan.yml", text.encode()),)))
    assert loaded.plan, loaded.problems
    problems = check_plan(loaded.plan, AS_OF)
    return {page.path: page.text for page in Renderer(Options()).plan_pages(loaded.plan, problems, AS_OF)}


@pytest.mark.usefixtures("german")
def test_a_language_that_lacks_a_word_says_it_in_english() -> None:
    composed = re.compile("|".join(rf"\b{re.escape(msgid)}\b" for _, msgid in _composed()))
    for key in {"head", *(folder.name for folder, _ in _composed())} & find_sections().keys():
        example = (section_folder(key) / "cases" / "example.yml").read_text("utf-8")
        for page, text in _pages(re.sub(r"(?m)^language:.*\n", "", example) + "\nlanguage: de\n").items():
            assert not composed.search(text), f"{key}: {page}"


@pytest.mark.usefixtures("german")
def test_a_word_means_what_its_section_means() -> None:
    plan = """
plan: tee
title: Tee
language: de
launch: 2026-01-20 10:00
people: {li: {name: Li, deputy: li}}
rollout: [{title: Alle, share: 100%, at: T+1h, owner: li}]
risks: [{title: Regen, owner: li}]
"""
    pages = _pages(plan)
    assert "Leitung" in pages["plans/tee/rollout.md"] and "Zuständig" not in pages["plans/tee/rollout.md"]
    assert "Zuständig" in pages["plans/tee/risks.md"] and "Leitung" not in pages["plans/tee/risks.md"]
    assert "Li vertritt sich selbst" in pages["plans/tee/index.md"]
    problems = Builder().check([PlanFiles((("plan.yml", plan.encode()),))], AS_OF)[1]
    assert "Li vertritt sich selbst" in format_text(problems, "de")


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.parent.name}-{case.stem}")
def test_no_problem_is_told_in_two_languages(case: Path) -> None:
    loaded = load_plan(PlanFiles(((case.name, case.read_bytes()),)))
    problems = loaded.problems + (check_plan(loaded.plan, AS_OF) if loaded.plan else [])
    for problem in problems:
        for message in (problem.message, *problem.help, *(message for message, _ in problem.related)):
            assert [msgid for msgid in _msgids(message) if msgid not in messages("zh")] == []


def _msgids(message: Message) -> Iterator[str]:
    yield message.msgid
    for value in message.params.values():
        if isinstance(value, Message):
            yield from _msgids(value)
