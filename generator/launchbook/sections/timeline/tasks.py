"""A task: what the plan may say of it, from its dates to its parts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Literal, Self, get_args

from pydantic import ConfigDict, GetJsonSchemaHandler, RootModel, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from launchbook.core.effort import Effort, Priority
from launchbook.core.entry import Entry, Origin, State, Timing, Trouble
from launchbook.core.headings import Items, Listed
from launchbook.core.items import Anchored, ChecklistItem
from launchbook.core.links import Link
from launchbook.core.model import Flag, Grouped, Model
from launchbook.core.plan import Plan
from launchbook.core.problem import Message, Path, Rejected, say
from launchbook.core.progress import Progress
from launchbook.core.quantity import BAD_DURATION, Duration
from launchbook.core.reference import OwnerRef, PersonRef, Ref, TaskRef
from launchbook.core.rows import Row
from launchbook.core.text import BAD_TEXT, Parsed, Text
from launchbook.core.time import Moment, Span
from launchbook.core.units import normal

Status = Literal["planned", "in progress", "at risk", "done", "late", "blocked", "cancelled"]


class TrackRef(Ref):
    """The id of a track in `tracks` of `timeline`."""

    kind = "track"
    FORM = "the id of a track in `timeline`"
    EXAMPLES: ClassVar[tuple[str, ...]] = ("backend",)


class Lag(Parsed):
    """The time between the end of one task and the beginning of the next; below zero they overlap."""

    FORM: ClassVar[str] = "a lag"
    EXAMPLES: ClassVar[tuple[str, ...]] = ("2wd", "3d", "-1d", "4h")

    def __init__(self, text: str, sign: int, length: Duration) -> None:
        self.text, self.sign, self.length = text, sign, length

    @classmethod
    def parse(cls, text: str) -> Self:
        plain = normal(text)
        sign, length = (-1, plain[1:]) if plain.startswith("-") else (1, plain.removeprefix("+"))
        try:
            return cls(plain, sign, Duration.parse(length.strip()))
        except Rejected as rejected:
            raise Rejected(BAD_DURATION, rejected.message, *rejected.help) from None

    @property
    def counted(self) -> Duration:
        """What is counted on, of a range: the longest wait, or the shortest overlap."""
        return self.length if self.sign > 0 else self.length.shortest

    def __str__(self) -> str:
        return f"{'+' if self.sign > 0 else '−'} {self.length}"


_MARKED = re.compile(r"(?:([✅✔☑⚠❗🟡🟠])\ufe0f?\s*)?(\d{1,4})(?:\.\d+)?\s*%")


class Percent(Parsed):
    """How much of something is done; a `⚠️` before it says that the rest is at risk."""

    FORM: ClassVar[str] = "a progress from 0% to 100%"
    EXAMPLES: ClassVar[tuple[str, ...]] = ("70%", "⚠️ 70%", "100%")

    def __init__(self, value: int, at_risk: bool = False) -> None:
        self.value, self.at_risk = value, at_risk

    @classmethod
    def parse(cls, text: str) -> Self:
        match = _MARKED.fullmatch(normal(text))
        if not match:
            raise Rejected(BAD_TEXT, say("`{text}` is not a progress", text=text[:80]), say("Write per cent: `70%`."))
        if int(match[2]) > 100:
            raise Rejected(
                BAD_TEXT, say("`{text}` is more than the whole", text=text[:80]), say("What is finished is `100%`.")
            )
        if match[1] and match[1] in "✅✔☑" and int(match[2]) < 100:
            raise Rejected(
                BAD_TEXT,
                say("`{text}` is ticked and not finished", text=text[:80]),
                say("Write `{value}%`, or `100%`.", value=match[2]),
            )
        return cls(int(match[2]), bool(match[1]) and match[1] in "⚠❗🟡🟠")

    def __str__(self) -> str:
        return f"{self.value}%"


_WITH_LAG = re.compile(r"(\S+)\s*(?:\s([+\-−])|(\+))\s*(\d.*)")
_EDGE = re.compile(r"(.+)\.(start|end)")


class Predecessor(Model):
    """A task that must be finished first, or have begun. Short form: its id, `.start` where its beginning counts, and a
    lag if there is one: `build`, `build + 2wd`, `build.start + 2wd`.
    """

    short: ClassVar[str | None] = "task"

    task: TaskRef
    """The task that comes before."""
    of: Literal["end", "start"] = "end"
    """What it waits for: the end of that task, or its beginning."""
    lag: Lag | None = None
    """How long to wait after that: `2wd`, `1d`; `-1d` begins a day before it ends."""

    @classmethod
    def expand_short(cls, data: Any) -> dict[str, Any]:
        match = _WITH_LAG.fullmatch(normal(str(data)))
        edge = _EDGE.fullmatch(match[1] if match else str(data).strip())
        said = {"task": edge[1], "of": edge[2]} if edge else {"task": match[1] if match else data}
        sign = "-" if match and (match[2] or match[3]) in "-−" else ""
        return {**said, "lag": sign + match[4]} if match else said


class After(RootModel[tuple[Predecessor, ...]]):
    """What a task comes after: one id, or a list of them."""

    model_config = ConfigDict(frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _one_or_many(cls, data: Any) -> Any:
        return [data] if isinstance(data, (str, dict)) else data

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        full = handler(schema)
        target = handler.resolve_ref_schema(full)
        many = dict(target)
        target.clear()
        target.update({"anyOf": [many["items"], many]})
        return full


class Task(Anchored):
    """A piece of work, a phase, or a milestone. Short form: its title; a leading `✅` says that it is done, `🟢` that it
    is under way, `🟡` or `⚠️` that it is at risk, `🔴` that it is late.

    Its dates are said (`at`, or `start`, `end`, `duration`), or follow from what it comes `after`, or, counted
    backwards, from its `deadline` or from what comes after it.
    """

    recorded: ClassVar[tuple[str, ...]] = ("actual",)
    short: ClassVar[str | None] = "title"
    ticks = ("status", {"done": "done", "open": "planned", "risk": "at risk", "late": "late", "going": "in progress"})
    row_kind: ClassVar[str] = "task"
    row_expects: ClassVar[bool] = True

    title: Text
    """What is done, or what will have been reached."""
    points: Items[Text] = ()
    """Lines that explain it: what it covers, what to mind. They are no work, and count in no total, progress or effort.
    What is ticked off stands in `items:`; what has a date, a length or an owner of its own in `tasks:`."""
    at: Span | None = None
    """From when to when: `2026-01-05 .. 2026-01-09`, `T-5d .. T-1d`, `2026-01-05 for 3wd`; one day alone is that day.
    An end said as a day is the last day of the work."""
    start: Moment | None = None
    """When it begins, where `at` does not say it."""
    end: Moment | None = None
    """When it ends: its last day, or a time of day."""
    duration: Duration | None = None
    """How long it takes: `5wd` are working days, `1w` and `5d` count every day, `4h` elapse. Of a range, `1-2w`, its dates
    count on the longest."""
    after: After = After(())
    """What must be finished before: an id or a list of ids, each with a lag if there is one: `[build + 2wd, review]`."""
    ends_after: After = After(())
    """What must be finished before it can end, though it may begin earlier: `build`, or `build.start` where it must have
    begun, with a lag as in `after:`. Without a length of its own it lasts until then."""
    deadline: Moment | None = None
    """When it must be finished at the latest, whatever its dates say."""
    when: Text | None = None
    """When, in words, where no date is said: `weeks 1–2`."""
    owner: OwnerRef | None = None
    """The one person or role who answers for it."""
    owners: Listed[OwnerRef] = ()
    """Who else works on it, beside its owner or whoever leads its track. Where effort is compared with time, all count."""
    track: TrackRef | None = None
    """The track it runs in; left out, that of the task around it."""
    status: Status | None = None
    """Where it stands: `at risk` is under way and in danger of being late. Left out, it follows from the progress, from
    what really happened, and from its parts."""
    progress: Percent | None = None
    """How much of it is done: `70%`; `⚠️ 70%` says that it is at risk, too. Left out, it follows from its items and its
    parts."""
    milestone: Flag = False
    """A point in time instead of a piece of work. With `at: T` it is the launch itself, and what it comes `after` must be
    finished by then; where nothing else is said of the launch, `launch_after:` of the timeline is shorter."""
    releasing: Flag = False
    """It changes what users see: no freeze may contain it."""
    external: Flag = False
    """It happens outside and nobody here answers for it: a conference, a partner's holiday, the review of a shop."""
    ongoing: Flag = False
    """It has no end: from its start on it goes on."""
    baseline: Span | None = None
    """From when to when it was planned at first, for comparison."""
    actual: Span | None = None
    """When it really happened: from when to when, or only the start while it is still going on."""
    priority: Priority | None = None
    """How much it matters: `P0`, `high`."""
    effort: Effort | None = None
    """The work in it, whatever time it takes: `6d`, `2-3d`, `12 person-days`; left out, the sum of its parts."""
    people: Text | None = None
    """How many work on it, or which group: `2 testers`."""
    outputs: Items[Text] = ()
    """What exists when it is finished."""
    items: Grouped[ChecklistItem] = Grouped[ChecklistItem]({})
    """What there is to do in it: a list, or lists under headings, such as one for each team."""
    tasks: Listed[Task] = ()
    """Its parts. A task with parts lasts from the first of them to the last, unless it says its own dates."""
    link: Link | None = None
    """Where it is tracked or described."""
    note: Text | None = None
    """What else the reader should know."""

    @model_validator(mode="after")
    def _id_is_no_edge(self) -> Task:
        if self.id and (edge := _EDGE.fullmatch(str(self.id))):
            _refuse(
                "id",
                say(
                    "the id `{id}` would mean the {edge} of `{task}` in `after:`",
                    id=self.id,
                    edge=edge[2],
                    task=edge[1],
                ),
                say("Choose an id that does not end in `.start` or `.end`."),
            )
        return self

    @model_validator(mode="after")
    def _dates_are_said_once(self) -> Task:
        for name in ("start", "end"):
            if self.at and getattr(self, name):
                _refuse(
                    name,
                    say("`at` and `{name}` both say when", name=name),
                    say("Keep one: `at: START .. END`, or `start:` with `end:` or `duration:`."),
                )
        if self.duration and self.at and (self.at.end or self.at.duration):
            _refuse("duration", say("`at` and `duration` both say how long"), say("Keep one of the two."))
        if self.ongoing and (
            self.end or self.duration or self.ends_after.root or self.milestone or (self.at and self.at.end)
        ):
            _refuse("ongoing", say("what goes on has no end"), say("Remove `ongoing:`, or its end."))
        if self.milestone and self.tasks:
            _refuse(
                "milestone",
                say("a milestone has no parts"),
                say("Name the parts in its `after:`, or list them in `items:`; or remove `milestone:`."),
            )
        if self.milestone and (self.duration or (self.at and (self.at.end or self.at.duration))):
            _refuse(
                "milestone", say("a milestone is a point in time"), say("Give it one date, or remove `milestone:`.")
            )
        return self

    @property
    def name(self) -> str:
        """For a reference that was spelt as the title."""
        return str(self.title)

    def row_owners(self, plan: Plan, parent: Row | None) -> tuple[PersonRef, ...]:
        """Its owner, or else whoever leads its track or answers for the task around it; then who else works on it."""
        if self.owner:
            return self.everyone
        track, around = self.track, parent
        while track is None and parent and isinstance(parent.value, Task):
            track, parent = parent.value.track, parent.parent
        lead = getattr(plan.target(track), "value", None) if track else None
        owner = (lead and lead.owner) or (self.owners and around and isinstance(around.value, Task) and around.owner)
        return tuple(dict.fromkeys((owner, *self.owners))) if owner else self.owners

    def row_timings(self, plan: Plan, parent: Row | None) -> Iterator[Timing]:
        """As computed, with what happened so far. A task with parts that says no time has that of its parts."""
        row = _computed(plan, self)
        start, end = row.now
        origin: Origin = "said" if row.origin == "said" else "derived"
        if row.afloat and self.said:
            yield Timing(*plan.resolve(self.said), "milestone" if row.milestone else "task")
        elif start and end and row.milestone:
            yield Timing(end, None, "milestone", origin)
        elif start and end:
            own = not row.group or self.at or self.start or self.end
            yield Timing(start, None if row.ongoing else end, "task" if own else "", origin)
        if self.deadline:
            yield Timing(plan.instant(self.deadline), None, "deadline")

    def row_state(self, plan: Plan) -> State | None:
        row = _computed(plan, self)
        states: dict[str, State] = {"done": "done", "cancelled": "cancelled", "planned": "planned"}
        return states.get(row.status, "running" if row.begun else "planned")

    def row_trouble(self, plan: Plan) -> Trouble | None:
        status = _computed(plan, self).status
        return status if status in get_args(Trouble) else None

    @property
    def said(self) -> Span | Moment | None:
        """Its dates as it says them."""
        if self.start and self.end:
            return Span(f"{self.start} .. {self.end}", self.start, self.end)
        return self.at or self.start or self.end

    @property
    def length(self) -> Duration | None:
        """How long it takes, as far as it says so."""
        return self.duration or (self.at.duration if self.at else None)

    @property
    def everyone(self) -> tuple[PersonRef, ...]:
        """Its owner, then the others, each once."""
        if not self.owners:
            return (self.owner,) if self.owner else ()
        return tuple(dict.fromkeys(person for person in (self.owner, *self.owners) if person))

    @property
    def to_do(self) -> Mapping[str, tuple[ChecklistItem, ...]]:
        """Its items by heading."""
        return self.items.root

    @property
    def tally(self) -> Progress:
        """Its items: how many are done."""
        return sum((tally_of(items) for items in self.items.root.values()), Progress())

    @property
    def is_block(self) -> bool:
        """Whether there is more to it than fits into a row."""
        return bool(self.items.root or self.outputs)


def _computed(plan: Plan, task: Task) -> Any:
    """Its row of the schedule."""
    timeline: Any = plan.sections["timeline"]
    return timeline.schedule(plan).by_path[task.path]


class Work(Entry):
    """Tasks and phases, whatever stands beside them."""

    tasks: Listed[Task] = ()
    """The tasks, each with its dates or with what they follow from."""
    launch_after: After = After(())
    """What must be finished before the launch: the id of a task or a list of them, each with a lag if there is one:
    `[review, training + 1wd]`. The launch then stands in the schedule as a milestone at T."""
    phases: Grouped[Task] = Grouped[Task]({})
    """The outline in larger pieces: phases or blocks of weeks with their state, length, parts, lists and outputs; a list,
    or lists under headings. They are written like tasks, but need no dates."""

    def every_task(self) -> Iterator[tuple[Path, Task]]:
        """Every task with its path, those around it first. No recursion: nesting may be deep."""
        outlines: list[tuple[Path, tuple[Task, ...]]] = [
            (("timeline", "phases", heading), phases) for heading, phases in self.phases.root.items()
        ]
        for above, tasks in (*outlines, (("timeline", "tasks"), self.tasks)):
            pending: list[tuple[Path, Task]] = [
                ((*above, index), task) for index, task in reversed(list(enumerate(tasks)))
            ]
            while pending:
                path, task = pending.pop()
                yield path, task
                pending += [((*path, "tasks", index), part) for index, part in reversed(list(enumerate(task.tasks)))]


def tally_of(items: tuple[ChecklistItem, ...], above: bool = False) -> Progress:
    """Items without smaller items count; what is said of an item holds for those below that say nothing themselves."""
    total = Progress()
    for item in items:
        done = above if item.done is None else item.done
        total += tally_of(item.items, done) if item.items else Progress(int(done), 1)
    return total


def is_done(task: Task) -> bool:
    """Whether a task without parts says that it is over."""
    if task.status:
        return task.status == "done"
    over = task.actual and (task.actual.end or task.actual.duration or task.milestone)
    return bool(over) or bool(task.progress and task.progress.value == 100)


def says_standing(task: Task) -> bool:
    """Whether a task with parts says itself where it stands, or has something to do beside them."""
    return bool(task.status or task.progress or task.actual or task.items.root)


def _refuse(at: str, message: Message, *help: Message) -> None:
    rejected = Rejected(BAD_TEXT, message, *help)
    raise PydanticCustomError("rejected", "{message}", {"message": str(rejected), "rejected": rejected, "at": (at,)})
