"""The schema: the model of a plan, made from all sections, and pydantic's errors as located problems."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache, lru_cache, reduce
from itertools import islice
from typing import Any, TypeVar

from pydantic import BaseModel, Field, ValidationError, create_model, field_validator
from pydantic_core import ErrorDetails

from launchbook.core.bundle import Bundle
from launchbook.core.choices import reading
from launchbook.core.groups import grouped
from launchbook.core.model import RENAMED, former_keys, refusal
from launchbook.core.node import Node
from launchbook.core.problem import Code, Finding, Message, Names, Path, Problem, Rejected, say, say_count
from launchbook.core.text import BAD_TEXT, MISSING, UNKNOWN_KEY, WRONG_TYPE
from launchbook.core.walk import walk
from launchbook.core.yaml_codes import MAX_REPORTED
from launchbook.discovery.catalogues import languages, named_language
from launchbook.discovery.kinds import find_sections
from launchbook.load.echoes import located, without_echoes
from launchbook.load.shape import (
    ErrorPlace,
    choice_at,
    choices_at,
    description_at,
    form_at,
    form_of,
    keys_at,
    place_of,
    word_keys_at,
)
from launchbook.load.words import nearest, reader

EMPTY_KEY = Code(
    "PL009",
    "empty key",
    "A key stands there with nothing behind it, so the page is as if it did not. A draft may hold such keys; before the "
    "launch, write what belongs there, or remove them.",
    grade="gap",
)


M = TypeVar("M", bound=BaseModel)
ROUNDS = 12
"""How often what is wrong is left out, before the rest is given up."""
_STAND_INS = {"plan": "none", "title": "None", "launch": "2000-01-01"}
"""What stands for the keys that every plan has, where they are wrong: the rest can then be read."""
WORDS = ("name", "title", "text", "do", "what", "topic", "label")
"""Keys for the words of an entry: which of them it has depends on its kind."""
MANY = 16
"""More allowed keys than this are listed only where no similar one can be named."""


@cache
def plan_model() -> type[BaseModel]:
    """The model of a plan: the head's fields, then an optional field per section kind."""
    sections = find_sections()
    top = next(section for section in sections.values() if section.top)
    fields: dict[str, Any] = {
        key: (section.model | None, Field(default=None, description=section.purpose))
        for key, section in sections.items()
        if not section.top
    }
    checks: dict[str, Any] = {"language_has_labels": field_validator("language")(_language)}
    return create_model("Plan", __base__=top.model, __validators__=checks, **fields)


def _language(text: str) -> str:
    if language := named_language(text):
        return type(text)(language)
    message = say("`{text}` is not a language of the labels", text=text[:80])
    raise refusal(message, say("Allowed: {names}.", names=Names(languages())))


def validate_plan(bundle: Bundle) -> tuple[BaseModel | None, list[Problem]]:
    """The typed plan, or the problems of the schema, without those that follow from problems of reading."""
    if not bundle.entries and not bundle.complete:
        return None, []
    plan, findings = validated(plan_model(), bundle.data(), bundle)
    if plan:
        return plan, [bundle.place(finding) for finding in _remarks(plan, bundle)]
    return None, problems_of(findings, plan_model(), bundle)


def problems_of(findings: Sequence[Finding], model: type[BaseModel], bundle: Bundle) -> list[Problem]:
    """What the schema refuses, located, each once, and without what follows from something else."""
    problems = located(without_echoes(findings), model, bundle)
    once = {(problem.sort_key, str(problem.message)): problem for problem in problems}  # aliases repeat a problem
    return sorted(once.values(), key=lambda problem: problem.sort_key)


def what_is_left(bundle: Bundle) -> tuple[BaseModel | None, Bundle]:
    """The typed plan without what is wrong in it, so that the rest is checked in the same pass; None if too little is left.

    Each round takes out what the schema refuses, in the end the entry that lacks a required key.
    """
    for _ in range(ROUNDS):
        plan, findings = validated(plan_model(), _STAND_INS | bundle.data(), bundle)
        if plan:
            return plan, replace(bundle, lost=bundle.lost | (_STAND_INS.keys() - bundle.entries))
        places = [bundle.resolve(finding.path) for finding in findings]
        bundle = bundle.without(at for at in places if at)
    return None, bundle


def validated(model: type[M], data: dict[str, Any], bundle: Bundle) -> tuple[M | None, list[Finding]]:
    """The typed value, or what the schema refuses."""
    language = _language_of(data)
    token = reading.set(reader(language))
    try:
        return model.model_validate(data), []
    except ValidationError as error:
        details = islice(error.errors(include_url=False), MAX_REPORTED)
        errors = _without_lost_members(model, [_error(model, detail, bundle, language) for detail in details])
        return None, [error.finding for error in errors]
    finally:
        reading.reset(token)


def _language_of(data: Mapping[str, Any]) -> str:
    """The language that the plan says, where it is one."""
    said = data.get("language")
    return (isinstance(said, str) and named_language(said)) or str(plan_model().model_fields["language"].default)


def _remarks(plan: BaseModel, bundle: Bundle) -> Iterator[Finding]:
    """The keys that stand in the files under a former name, and those that say nothing."""
    for path, value in walk(plan):
        if isinstance(value, BaseModel):
            at = bundle.resolve(path)
            if at is None or at.spelt:
                written = at.value.items if at else {key: entry.value for key, entry in bundle.entries.items()}
                yield from _renamed(value, path, written)
                yield from _empty(value, path, written)


def _renamed(value: BaseModel, path: Path, written: Mapping[Any, Node]) -> Iterator[Finding]:
    for old, new in former_keys(type(value)).items():
        if old in written:
            message = say("`{old}` is now called `{new}`", old=old, new=new)
            help = say("Write `{new}:`, or run `launchbook migrate`.", new=new)
            yield Finding(RENAMED, message, (*path, old), (help,), on_key=True)


def _empty(value: BaseModel, path: Path, written: Mapping[Any, Node]) -> Iterator[Finding]:
    """An empty list says something where the key may also be nothing: that there are none."""
    empty = {key: node for key, node in written.items() if not node.items and (node.kind != "scalar" or node.null)}
    for name, info in type(value).model_fields.items() if empty else ():
        key = info.alias or name
        node = empty.get(key)
        if node is None:
            continue
        if node.null or getattr(value, name) == info.get_default(call_default_factory=True):
            message = say("`{key}` is empty: expected {expected}, found {found}", key=key,
                          expected=form_of(info.annotation), found=_shown(node.data()))  # fmt: skip
            help = say("Write what belongs there, or remove the key.")
            yield Finding(EMPTY_KEY, message, (*path, key), (help,), on_key=True)


@dataclass(frozen=True)
class _Error:
    """A finding, and what is needed to tell which member of a union was meant."""

    finding: Finding
    place: ErrorPlace
    kind: str
    input: object

    @property
    def depth(self) -> int:
        """How far the value got in its member of the union: 0 if its kind alone ruled it out."""
        if self.place.path != self.place.union or self.finding.path != self.place.union:
            return 2
        return 1 if self.kind == "rejected" else 0


def _error(model: type[BaseModel], detail: ErrorDetails, bundle: Bundle, language: str) -> _Error:
    place = place_of(model, detail["loc"], unknown_key=detail["type"] == "extra_forbidden")
    return _Error(_finding(model, detail, place, bundle, language), place, detail["type"], detail["input"])


def _finding(model: type[BaseModel], detail: ErrorDetails, place: ErrorPlace, bundle: Bundle, language: str) -> Finding:
    kind, context = detail["type"], detail.get("ctx", {})
    path = place.path + tuple(context.get("at", ()))
    rejected = context.get("rejected")
    if isinstance(rejected, Rejected):
        return Finding(rejected.code, rejected.message, path, rejected.help, on_key=place.on_key or "on_key" in context)
    if kind == "extra_forbidden":
        return _unknown_key(model, place, bundle)
    if kind == "missing":
        return _missing(model, place, bundle)
    if kind in ("literal_error", "enum"):
        return _not_a_choice(model, place, detail["input"], language)
    if kind.startswith(("int_", "bool_")):
        help = say("Write digits only.") if kind.startswith("int_") else say("Write `yes` or `no`.")
        return Finding(BAD_TEXT, _expected(form_at(model, path), detail["input"]), path, (help,))
    if kind in _BOUNDS:
        return Finding(BAD_TEXT, _expected(_BOUNDS[kind](context), detail["input"]), path)
    if kind in ("value_error", "assertion_error"):
        return Finding(BAD_TEXT, say("{reason}", reason=str(context.get("error", ""))), path)
    form = say(str(context["form"])) if kind == "scalar_expected" else form_at(model, path)
    value_there = reduce(lambda value, part: value[part], context.get("at", ()), detail["input"])
    return Finding(WRONG_TYPE, _expected(form, value_there), path)


_BOUNDS: dict[str, Callable[[Mapping[str, Any]], Message]] = {
    "too_short": lambda bound: say_count("at least {count} item", "at least {count} items", bound["min_length"]),
    "too_long": lambda bound: say_count("at most {count} item", "at most {count} items", bound["max_length"]),
    "greater_than": lambda bound: say("more than {gt}", **bound),
    "greater_than_equal": lambda bound: say("at least {ge}", **bound),
    "less_than": lambda bound: say("less than {lt}", **bound),
    "less_than_equal": lambda bound: say("at most {le}", **bound),
}


def _expected(form: Message, value: object) -> Message:
    return say("expected {expected}, found {found}", expected=form, found=_shown(value))


def _shown(value: object) -> Message:
    if value is None:
        return say("nothing")
    if isinstance(value, dict):
        return say("a mapping") if value else say("an empty mapping")
    if isinstance(value, (list, tuple)):
        return say("a list") if value else say("an empty list")
    text = str(value)
    return say("`{text}`", text=text if len(text) <= 60 else text[:59] + "…")


def _unknown_key(model: type[BaseModel], place: ErrorPlace, bundle: Bundle) -> Finding:
    key = str(place.path[-1])
    known = keys_at(model, place.path[:-1])
    help: list[Message] = []
    if near := _words_key(model, place.path, bundle) or _near(key, tuple(known)):
        help.append(say("Did you mean `{name}`?", name=near))
    elif _behind_a_comma(place.path, bundle):
        help.append(
            say('Inside `{…}` a comma ends a text. Put the whole text in quotes: `{do: "Open it, then wait"}`.')
        )
    if len(place.path) == 1 and (homes := _homes(key)):
        help.append(say("`{key}` is a key of {names}: write it there.", key=key, names=Names(homes)))
    if known and (len(known) <= MANY or not help):
        help.append(say("Allowed here: {names}.", names=Names(known)))
    return Finding(UNKNOWN_KEY, say("unknown key `{key}`", key=key), place.path, tuple(help), on_key=True)


def _words_key(model: type[BaseModel], path: Path, bundle: Bundle) -> str:
    """The key that an entry has for its words, where they stand in the one of another kind; empty where it has them, too."""
    around = bundle.resolve(path[:-1])
    if path[-1] not in WORDS or around is None:
        return ""
    return next((key for key in word_keys_at(model, path[:-1]) if key not in around.value.items), "")


def _homes(key: str) -> list[str]:
    """The sections that have a key; none where too many have it to tell which is meant."""
    homes = [name for name, kind in find_sections().items() if not kind.top and key in keys_at(kind.model, ())]
    return homes if len(homes) <= 3 else []


def _behind_a_comma(path: Path, bundle: Bundle) -> bool:
    """Whether a key without a value is the rest of a text that a comma in it cut off."""
    at = bundle.resolve(path)
    if at is None or not at.value.null or at.value.kind != "scalar":
        return False
    line, start = at.source.lines[at.key.line - 1], at.key.column - 1
    behind = line[start + len(at.key.text) :].lstrip()
    return line[:start].rstrip().endswith(",") and behind.startswith((",", "}"))


def _missing(model: type[BaseModel], place: ErrorPlace, bundle: Bundle) -> Finding:
    key = str(place.path[-1])
    about = description_at(model, place.path)
    help = (*((about,) if about else ()), say("Write `{key}:` and its value.", key=key))
    if (resolved := bundle.resolve(place.path)) and resolved.spelt and resolved.key.text == key:
        return Finding(MISSING, say("`{key}` is empty", key=key), place.path, help, on_key=True)
    return Finding(MISSING, say("`{key}` is missing", key=key), place.path[:-1], help, on_key=True)


@lru_cache(maxsize=1024)
def _near(word: str, known: tuple[str, ...]) -> str | None:
    by_fold = {name.casefold(): name for name in known}
    nearest = get_close_matches(word.casefold().replace("-", "_").replace(" ", "_"), by_fold, 1, 0.7)
    return by_fold[nearest[0]] if nearest else None


def _not_a_choice(model: type[BaseModel], place: ErrorPlace, value: object, language: str) -> Finding:
    choices = choices_at(model, place.path)
    choice = choice_at(model, place.path)
    help = []
    if isinstance(value, str) and choice and (near := nearest(choice, value, language)):
        word, name = near
        help.append(
            say("Did you mean `{name}`?", name=name)
            if word == name
            else say("Did you mean `{word}` (`{name}`)?", word=word, name=name)
        )
    if choices:
        help.append(say("Allowed: {names}.", names=Names(choices)))
    return Finding(BAD_TEXT, say("{value} is not allowed here", value=_shown(value)), place.path, tuple(help))


def _without_lost_members(model: type[BaseModel], errors: list[_Error]) -> list[_Error]:
    """Of the members of a union only the errors of the one that was meant; where none was, one that names all."""
    kept = [error for error in errors if error.place.union is None]
    unions = grouped((error.place.union, error) for error in errors if error.place.union is not None)
    for tried in unions.values():
        best = max(error.depth for error in tried)
        meant = [error for error in tried if error.depth == best]
        if best == 2:
            kept += [error for error in meant if error.place.member == meant[0].place.member]
        elif len(meant) == 1:
            kept += meant
        else:
            first = meant[0]
            help = tuple({str(text): text for error in meant for text in error.finding.help}.values())
            message = _expected(form_at(model, first.place.path), first.input)
            kept.append(
                _Error(Finding(first.finding.code, message, first.place.path, help), first.place, "", first.input)
            )
    return kept
