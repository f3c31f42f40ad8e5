"""Files of one run as one: the union of their events, and what somebody has to look at afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from launchbook.core.problem import Message, Names, say, say_count
from launchbook.core.runs.fold import fold
from launchbook.core.runs.merge import union
from launchbook.core.runs.model import RunEvent, RunFile, RunRecord

SHOWN = 20
"""How many ids a message names."""


class Different(Exception):
    """Files that are not of one run, with the reason and the way out."""

    def __init__(self, *messages: Message) -> None:
        super().__init__(str(messages[0]))
        self.messages = messages


@dataclass(frozen=True)
class Merged:
    """The run, and what is to be looked at: events that say different things, differing editions."""

    record: RunRecord
    remarks: tuple[Message, ...]


def merged(files: Sequence[RunFile], same: bool = False) -> Merged:
    """The files as one run. `same` allows that they have different names. Raises `Different`."""
    files = sorted(files, key=_begun)
    first = files[0]
    for other in files[1:]:
        _reject(first, other, same)
    events, doubled = union(*(file.record.events for file in files))
    remarks = [*_editions(files)]
    if doubled:
        remarks.append(
            say_count(
                "{count} event says different things in the files: {names}. What comes first in alphabetical order counts.",
                "{count} events say different things in the files: {names}. Of each, what comes first in alphabetical order counts.",
                len(doubled),
                names=Names(doubled, SHOWN),
            )
        )
    remarks += _conflicts(events)
    return Merged(first.record.model_copy(update={"events": events}), tuple(remarks))


def _begun(file: RunFile) -> tuple[float, str]:
    """When it was begun: the head of the first one counts."""
    times = [event.time.timestamp() for event in file.record.events]
    return (min(times, default=float("inf")), file.record.run)


def _reject(first: RunFile, other: RunFile, same: bool) -> None:
    one, two = first.record, other.record
    paths = {"a": first.path, "b": other.path}
    if one.plan != two.plan:
        raise Different(
            say("{a} is of plan `{plan}`, {b} of `{other}`", **paths, plan=one.plan, other=two.plan),
            say("Runs of different plans cannot be merged."),
        )
    if one.kind != two.kind:
        raise Different(
            say("{a} is `{kind}`, {b} is `{other}`", **paths, kind=one.kind, other=two.kind),
            say("A rehearsal and a launch are two runs."),
        )
    if one.run != two.run and not same:
        raise Different(
            say("{a} is run `{run}`, {b} is run `{other}`", **paths, run=one.run, other=two.run),
            say(
                "If they are one run that two devices began, merge them with `--same`; `{run}` is then its name.",
                run=one.run,
            ),
        )


def _editions(files: Sequence[RunFile]) -> list[Message]:
    """That the devices had different editions of the plan, which is allowed."""
    editions = dict.fromkeys((str(file.record.version or "–"), str(file.record.build or "–")) for file in files)
    if len(editions) < 2:
        return []
    names = Names([" / ".join(edition) for edition in editions])
    return [
        say(
            "The devices had different editions of the plan ({names}): rows whose wording changed are shown as changed.",
            names=names,
        )
    ]


def _conflicts(events: Sequence[RunEvent]) -> list[Message]:
    """The rows about which the devices say different things without having known of each other. No plan is needed for that."""
    said = {str(event.row): event for event in events if event.row is not None}
    rows = [{"key": key, "does": "step", "title": event.text or key, "hash": ""} for key, event in said.items()]
    torn = [key for key, row in fold({"rows": rows}, events).rows.items() if row.conflict]
    names = Names([f"{said[key].no or ''} {said[key].text or key}".strip() for key in torn], SHOWN)
    count = len(torn)
    told = say_count(
        "{count} row has two answers: {names}. The worse one counts, until one is chosen on a device.",
        "{count} rows have two answers: {names}. The worse ones count, until one is chosen on a device.",
        count,
        names=names,
    )
    return [told] if torn else []
