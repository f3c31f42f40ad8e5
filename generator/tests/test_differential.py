"""What is said is shown: for every field of every model at every place where it may stand, page, JSON and CSV.

Models are discovered. For each place a small plan is built without and with the field, the rest being only what must be
there; and one with everything that its model takes, since what stands beside a field may push it off the page.
"""

from __future__ import annotations

import html
import json
import re
import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import combinations, islice
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import pytest
from pydantic import BaseModel, RootModel, ValidationError
from site_kit import CLOCK

from launchbook.core.headings import has_headings
from launchbook.core.items import Prohibition
from launchbook.core.plan import Plan
from launchbook.core.reference import ChecklistRef, MemberRef, MetricRef, OwnerRef, PersonRef, StageRef
from launchbook.core.text import Id, Prose, Text, Url, Word
from launchbook.discovery.kinds import find_pages, find_sections
from launchbook.exports.formats.sheets import table_text
from launchbook.exports.tables import tables_of
from launchbook.exports.values import Encoder
from launchbook.load import PlanFiles, load_plan
from launchbook.load.validate import plan_model
from launchbook.render import Renderer
from launchbook.render.model import Options
from launchbook.sections.timeline.tasks import TaskRef

Said = dict[str, Any]
Wrap = Callable[[Any], Any]

HEAD = {"plan": "plan", "title": "Title", "launch": "2026-01-20 10:00", "language": "en", "timezone": "UTC"}
AROUND: dict[str, Any] = {
    "people": {"li": {"name": "Li"}, "zhang": {"name": "Zhang"}},
    "metrics": {"error_rate": {"name": "Errors", "target": "< 1%"}, "load": {"name": "Load", "target": "< 60%"}},
    "timeline": {
        "tracks": {"backend": "Backend"},
        "tasks": [{"id": id, "title": id, "at": "2026-01-12"} for id in ("build", "test")],
    },
    "checklists": [{"id": id, "title": f"List {id}", "items": ["One"]} for id in ("smoke", "full")],
    "rollout": {"stages": [{"id": "canary", "title": "Few"}, {"id": "all", "title": "Everyone"}]},
}
"""What stands in every plan, so that references lead somewhere."""
DEFINED: dict[str, Any] = {
    **AROUND,
    "risks": {"register": [{"id": "api-bottleneck", "title": "Bottleneck"}]},
}
"""What stands in a section besides what is tried there, for the same reason."""
OTHERS: dict[type, tuple[str, ...]] = {
    OwnerRef: ("zhang",), PersonRef: ("zhang",), MemberRef: ("zhang",), MetricRef: ("load",), TaskRef: ("test",),
    StageRef: ("all",), ChecklistRef: ("full",), Url: ("https://example.com/b",)
}  # fmt: skip
"""Values where a type has one example, and a change needs two."""
BESIDE: dict[tuple[str, str], Said] = {
    ("Calendar", "region"): {"country": "DE"},
    ("Operations", "unit"): {"growth": [{"title": "Growth", "target": "500"}]},
    ("TopicDetails", ""): {"text": "words"},
}
"""What must stand beside a key, or beside any key of a model, where its type does not say it."""
FITTING = {("Calendar", "region"): "BY"}
"""A value where the type does not say which may stand."""
INSTEAD = {
    ("Contact", "to_fill"): "`name` is said",
    ("ListedProcedure", "goto"): "its outcomes say where they lead",
    ("Notification", "internal"): "it has people in `to`",
    ("Operations", "unit"): "no phase says a target",
    ("Procedure", "goto"): "its outcomes say where they lead",
    ("Alternative", "goto"): "its outcomes say where they lead",
    ("Step", "goto"): "its outcomes say where they lead",
    ("Widening", "goto"): "its outcomes say where they lead",
    ("Task", "owner"): "`owners` names the same person",
    ("TestPhase", "status"): "it follows from what else is said",
    ("Vendor", "to_fill"): "`name` is said",
}
"""Keys that change nothing beside all others, each with the reason."""
ELSEWHERE = {"accept": "it stands beside the warning that it accepts, and on no page without one"}
"""Keys of a plan that are in JSON and CSV, and on its pages only together with something else."""
FREE = (Text, Word, Prose, Id, Prohibition, str)
"""Types that take any word."""


@dataclass(frozen=True)
class Place:
    """A field of a model where it may stand; `plan` makes a plan of the mapping that holds it."""

    path: tuple[str, ...]
    model: type[BaseModel]
    annotation: Any
    plan: Wrap

    @property
    def key(self) -> str:
        return self.path[-1]

    @property
    def name(self) -> tuple[str, str]:
        return self.model.__name__, self.key

    def __str__(self) -> str:
        return ".".join(self.path).replace(".[]", "[]")


def members(annotation: Any) -> list[Any]:
    """The types that an annotation allows, without None; each word of a Literal for itself."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return members(arguments[0])
    if origin in (Union, types.UnionType):
        return [member for choice in arguments for member in members(choice)]
    if origin is Literal:
        return [Literal[word] for word in arguments]
    return [] if annotation is type(None) else [annotation]


def has_fields(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel) and not issubclass(kind, RootModel)


def places(annotation: Any, path: tuple[str, ...], above: tuple[Any, ...], wrap: Wrap) -> Iterator[Place]:
    """Every field below; a model that may stand in itself is seen once in itself, there without what stands in it again."""
    for kind in members(annotation):
        arguments = get_args(kind)
        if get_origin(kind) is tuple:
            yield from places(arguments[0], (*path, "[]"), above, lambda data: wrap([data]))
        elif get_origin(kind) is dict:
            key = next(value for value in values(arguments[0], "other") if value != "li")
            yield from places(arguments[1], (*path, "*"), above, lambda data, key=key: wrap({key: data}))
        elif has_fields(kind) and above.count(kind) < 2:
            yield from fields_of(kind, path, (*above, kind), wrap)
        elif isinstance(kind, type) and issubclass(kind, RootModel):
            yield from places(kind.model_fields["root"].annotation, path, above, wrap)


def fields_of(model: type[BaseModel], path: tuple[str, ...], above: tuple[Any, ...], wrap: Wrap) -> Iterator[Place]:
    for key, annotation in keys_of(model).items():
        yield Place((*path, key), model, annotation, wrap)
        inside = lambda data, key=key: wrap({**beside(model, key), key: data})  # noqa: E731
        if len(set(above)) == len(above):
            yield from places(annotation, (*path, key), above, inside)


@cache
def keys_of(model: type[BaseModel]) -> dict[str, Any]:
    """The type of each key."""
    return {info.alias or name: info.annotation for name, info in model.model_fields.items()}


# what may be said


def values(annotation: Any, mark: str) -> Iterator[Any]:
    """What may stand for a type; `mark` where it takes any word."""
    for kind in members(annotation):
        arguments = get_args(kind)
        if get_origin(kind) is Literal:
            yield arguments[0]
        elif get_origin(kind) is tuple:
            yield from ([value] for value in values(arguments[0], mark))
        elif get_origin(kind) is dict:
            keys = values(arguments[0], f"{mark} key")
            yield from ({key: value} for key in islice(keys, 1) for value in values(arguments[1], mark))
        elif kind is bool:
            yield from ("yes", "no")
        elif kind is int:
            yield from ("3", "7", "2026")
        elif kind in FREE:
            yield mark.replace(" ", "-") if kind is Id else mark
        elif has_fields(kind):
            yield least(kind, mark)
        elif issubclass(kind, RootModel):
            yield from values(kind.model_fields["root"].annotation, mark)
        else:
            yield from (*kind.EXAMPLES, *OTHERS.get(kind, ()))


def valid(model: type[BaseModel], data: Said) -> bool:
    try:
        model.model_validate(data)
    except ValidationError:
        return False
    return True


def required(model: type[BaseModel]) -> list[str]:
    return [info.alias or name for name, info in model.model_fields.items() if info.is_required()]


@cache
def beside(model: type[BaseModel], key: str) -> Said:
    """The least that must stand beside a key: what is required, and one or two more where the key alone says nothing."""
    if model is plan_model():
        return {}
    known = BESIDE.get((model.__name__, key), BESIDE.get((model.__name__, "")))
    if known is not None:
        return {name: value for name, value in known.items() if name != key}
    annotations = keys_of(model)
    needed = {name: next(values(annotations[name], "words")) for name in required(model) if name != key}
    others = [name for name in annotations if name != key and name not in needed]
    for count in range(3):
        for more in combinations(others, count):
            found = {**needed, **{name: next(values(annotations[name], "words")) for name in more}}
            if any(valid(model, {**found, key: value}) for value in values(annotations[key], "words")):
                return found
    raise AssertionError(f"nothing stands beside {key} of {model}")


def least(model: type[BaseModel], mark: str) -> Said:
    """The least that a mapping says."""
    annotations = keys_of(model)
    texts = (key for key, annotation in annotations.items() if members(annotation)[0] in FREE and key != "id")
    short = (getattr(model, "short", None),) if getattr(model, "short", None) in annotations else ()
    key = next(iter((*required(model), *short, *texts, *annotations)))
    return {key: next(values(annotations[key], mark)), **beside(model, key)}


@cache
def rest(model: type[BaseModel], key: str) -> Said:
    """All but a key that one mapping may say."""
    return {} if model is plan_model() else {name: value for name, value in most(model).items() if name != key}


@cache
def most(model: type[BaseModel]) -> Said:
    """As much as one mapping may say, with two entries in each list, and a mark for each key; nothing that holds anyway."""
    found: Said = {}
    annotations = keys_of(model)
    for key in sorted(annotations, key=lambda key: key not in required(model)):
        base = {**beside(model, key), **found}
        for value in (*pairs_of(annotations[key], mark_of(key)), *values(annotations[key], mark_of(key))):
            holds = value == default_of(model, key) or (value == "no" and default_of(model, key) is False)
            if key not in found and not holds and (key in required(model) or valid(model, {**base, key: value})):
                found = {**base, key: value}
    return found


def default_of(model: type[BaseModel], key: str) -> Any:
    return next(info.default for name, info in model.model_fields.items() if (info.alias or name) == key)


def mark_of(key: str) -> str:
    return f"qz {key} zq"


def pairs_of(annotation: Any, mark: str) -> Iterator[Any]:
    for kind in members(annotation):
        if get_origin(kind) is tuple:
            first, *more = [*values(get_args(kind)[0], mark), *values(get_args(kind)[0], f"other {mark}")]
            yield from ([first, value] for value in more if value != first)


# what is shown


@dataclass(frozen=True)
class Shown:
    """A section of a plan as it comes out."""

    page: str
    """Without anchors, which follow the words of a row."""
    text: str
    json: str
    csv: str
    ids: frozenset[str]


RENDERER = Renderer(Options())


CODE = re.compile(r"\b[0-9a-f]{4} [0-9a-f]{4}\b")
"""The code of a sheet: it says that something changed, and not what."""


@lru_cache(maxsize=500)
def shown(text: str, section: str) -> Shown | str:
    """What a plan shows in a section, or on its front page; why it cannot be read, if so."""
    loaded = load_plan(PlanFiles((("plan.yml", text.encode()),)))
    plan = loaded.plan
    if plan is None:
        return "; ".join(str(problem.message) for problem in loaded.problems)
    key = section if section in plan.sections else ""
    page = CODE.sub("", page_of(plan, key).replace(plan.digest, ""))
    anchors = sorted(plan.anchors.values(), key=len, reverse=True)
    bare = re.sub("|".join(map(re.escape, anchors)), "", page) if anchors else page
    seen = html.unescape(re.sub(r"<(style|script)\b.*?</\1>|<[^>]*>", " ", bare, flags=re.DOTALL))
    ids = frozenset(re.findall(r'(?:\bid="|\{#)([^" ]+)', page))
    return Shown(bare, " ".join(seen.split()), json_of(plan, key), csv_of(plan, key), ids)


def page_of(plan: Plan, section: str) -> str:
    """The page of a section, without what it does not say itself: remarks, downloads, the other pages."""
    kind = next(kind for key, kind in plan.kinds.items() if (key == section if section else kind.top))
    sheets = {pages: list(pages.of_plan(plan)) for pages in find_pages()} if kind.top else {}
    model = plan.sections[section] if section else plan.head
    return RENDERER._page(plan, kind, model, section, problems=(), as_of=CLOCK, beside=sheets, downloads=()).text


def json_of(plan: Plan, section: str) -> str:
    encoder = Encoder(plan)
    if section:
        return json.dumps(encoder.encode(plan.sections[section]))
    return json.dumps({key: encoder.encode(value) for key, value in vars(plan.head).items() if key not in plan.kinds})


def csv_of(plan: Plan, section: str) -> str:
    return "\n".join(f"{table.title}\n{table_text(table).decode()}" for table in tables_of(plan)[section])


def built(place: Place, data: Said) -> Shown | str:
    section = place.path[0]
    plan = {**HEAD, **AROUND, **place.plan(data)}
    if section in plan:
        plan[section] = joined(DEFINED.get(section), plan[section])
    return shown(json.dumps(plan), section)


def joined(first: Any, second: Any) -> Any:
    """Both, what stands in `first` before the rest."""
    if isinstance(first, dict) and isinstance(second, dict):
        return {**first, **{key: joined(first.get(key), value) for key, value in second.items()}}
    return [*first, *second] if isinstance(first, list) and isinstance(second, list) else second


# the differences


def faults(place: Place, mark: str) -> Iterator[str]:
    """What a place does not show: for each type that may stand there, of the value that shows most."""
    for kind in members(place.annotation):
        if get_args(kind)[:1] != (default_of(place.model, place.key),):
            lost = min(trials(place, kind, mark), key=weight, default={"no value"})
            if lost:
                yield f"{place} ({getattr(kind, '__name__', kind)}): {', '.join(sorted(lost))}"


def weight(lost: set[str]) -> int:
    return 9 if any(word.startswith("invalid") for word in lost) else len(lost)


def trials(place: Place, kind: Any, mark: str) -> Iterator[set[str]]:
    """What each value leaves unsaid, beside the least and beside the most; none after one that leaves nothing."""
    for value in candidates(place, kind, mark):
        for base in (beside(place.model, place.key), rest(place.model, place.key)):
            said = built(place, {**base, place.key: value})
            if isinstance(said, str):
                yield {f"invalid: {said}"}
                continue
            for other in alternatives(place, base):
                if other.json != said.json:
                    lost = set(missing(place, value, other, said, mark))
                    yield lost
                    if not lost:
                        return


def candidates(place: Place, kind: Any, mark: str) -> Iterator[Any]:
    fitting = FITTING.get(place.name)
    yield from values(kind, mark) if fitting is None else [fitting]


def alternatives(place: Place, base: Said) -> Iterator[Shown]:
    """Without the field; where it must be said or is one of some words, with other values."""
    found = built(place, base)
    if isinstance(found, Shown):
        yield found
    if isinstance(found, str) or get_origin(members(place.annotation)[0]) is Literal:
        for value in values(place.annotation, "words"):
            other = built(place, {**base, place.key: value})
            if isinstance(other, Shown):
                yield other


def missing(place: Place, value: Any, without: Shown, said: Shown, mark: str) -> Iterator[str]:
    if place.key == "id":
        if not any(mark in anchor for anchor in said.ids):
            yield "anchor"
    else:
        shown = place.path[0] not in ELSEWHERE
        if shown and without.page == said.page:
            yield "page"
        if mark in json.dumps(value):
            read = {**({"words": said.text} if shown else {}), "words in JSON": said.json, "words in CSV": said.csv}
            yield from (name for name, whole in read.items() if mark not in whole)
    if without.csv == said.csv:
        yield "csv"


@cache
def every_place() -> tuple[Place, ...]:
    return tuple(places(plan_model(), (), (), lambda data: data))


def of(section: str) -> list[tuple[Place, str]]:
    """The places of a section, or of the head, each with a word that stands nowhere else."""
    own = [key for key in keys_of(plan_model()) if key not in find_sections()]
    marked = [(place, f"zq{number}qz") for number, place in enumerate(every_place())]
    return [(place, mark) for place, mark in marked if place.path[0] in ([section] if section != "head" else own)]


SECTIONS = find_sections()


@pytest.mark.parametrize("section", find_sections())
def test_saying_a_field_changes_page_json_and_csv(section: str) -> None:
    found = [fault for place, mark in of(section) for fault in faults(place, mark)]
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize("section", find_sections())
def test_nothing_pushes_a_field_off_the_page(section: str) -> None:
    """Where everything is said at once, each text is read, and leaving out anything else changes the page."""
    shown = [place for place, _ in of(section) if place.path[0] not in ELSEWHERE and place.model is not plan_model()]
    hidden = {place: place.name for place in shown if not stands(place)}
    lost = [str(place) for place, name in hidden.items() if name not in INSTEAD]
    assert not lost, "\n" + "\n".join(lost)
    stale = {place.name for place, _ in of(section)} & INSTEAD.keys() - set(hidden.values())
    assert not stale, "these are shown"


def stands(place: Place) -> bool:
    """Whether a field is seen among all others."""
    full = most(place.model)
    said, without = built(place, full), built(place, rest(place.model, place.key))
    assert isinstance(said, Shown), f"{place}: {said}"
    if place.key == "id" or place.key not in full:
        return True
    mark = mark_of(place.key)
    return mark in said.text if mark in json.dumps(full[place.key]) else page_differs(said, without)


def page_differs(said: Shown, without: Shown | str) -> bool:
    return isinstance(without, str) or without.page != said.page


# headings


def may_be_headed(place: Place) -> bool:
    """Whether a field is a list that may have headings."""
    fields = place.model.model_fields.items()
    return any(has_headings(info) for name, info in fields if (info.alias or name) == place.key)


@pytest.mark.parametrize("section", find_sections())
def test_headings_of_a_list_are_shown(section: str) -> None:
    """A list under a heading below a heading: page, JSON and CSV name both; and the numbers run through."""
    lost = [
        f"{place}: {fault}" for place, mark in of(section) if may_be_headed(place) for fault in unheaded(place, mark)
    ]
    assert not lost, "\n" + "\n".join(lost)


def unheaded(place: Place, mark: str) -> Iterator[str]:
    first, second = f"{mark} outer", f"{mark} inner"
    for value in values(place.annotation, "words"):
        said = built(place, {**rest(place.model, place.key), place.key: {first: {second: value}}})
        if isinstance(said, str):
            yield said
            return
        read = {"page": said.text, "JSON": said.json, "CSV": said.csv}
        lost = [name for name, whole in read.items() if not (first in whole and second in whole)]
        if not lost:
            return
    yield f"no headings in {', '.join(lost)}"
