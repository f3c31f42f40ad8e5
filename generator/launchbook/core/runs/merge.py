"""The order of events, and the union of what several devices recorded."""

from __future__ import annotations

import heapq
import json
from collections.abc import Iterable, Iterator
from itertools import pairwise

from launchbook.core.groups import grouped
from launchbook.core.runs.model import RunEvent


def canonical(event: RunEvent) -> str:
    """The event as JSON with sorted keys: the same text wherever the same is said."""
    return json.dumps(dict(event.said), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def union(*lists: Iterable[RunEvent]) -> tuple[tuple[RunEvent, ...], tuple[str, ...]]:
    """The events of all lists in their order, and the ids under which they say different things; the first in canonical order counts."""
    versions: dict[str, dict[str, RunEvent]] = {}
    for events in lists:
        for event in events:
            versions.setdefault(event.id, {}).setdefault(canonical(event), event)
    chosen = [said[min(said, key=_units)] for said in versions.values()]
    return tuple(in_order(chosen)), tuple(sorted(id for id, said in versions.items() if len(said) > 1))


def _units(text: str) -> bytes:
    """What texts are ordered by, as browsers do: by the units of UTF-16."""
    return text.encode("utf-16-be", "surrogatepass")


def in_order(events: Iterable[RunEvent]) -> Iterator[RunEvent]:
    """Events by time, device and count; none before an earlier one of its device, nor before the one that it has seen.

    Where those demands contradict each other (a damaged record), the earliest of what is left comes first.
    """
    known = {str(event.id): event for event in events}
    waits, frees = _demands(known)
    keys = {id: (event.ms, _units(event.device), int(event.seq), _units(id), id) for id, event in known.items()}
    ready = [keys[id] for id in known if not waits[id]]
    heapq.heapify(ready)
    rest = sorted(keys.values(), reverse=True)
    while known:
        if ready:
            id = heapq.heappop(ready)[-1]
        else:
            while rest[-1][-1] not in known:
                rest.pop()
            id = rest.pop()[-1]
        if id not in known:
            continue
        yield known.pop(id)
        for later in frees.get(id, ()):
            waits[later] -= 1
            if not waits[later] and later in known:
                heapq.heappush(ready, keys[later])


def _demands(known: dict[str, RunEvent]) -> tuple[dict[str, int], dict[str, list[str]]]:
    """For how many others each event waits, and which ones wait for it."""
    waits = dict.fromkeys(known, 0)
    frees: dict[str, list[str]] = {}
    pairs = [
        (seen, event.id)
        for event in known.values()
        for seen in dict.fromkeys(event.knew)
        if seen in known and seen != event.id
    ]
    for own in grouped((event.device, event) for event in known.values()).values():
        own.sort(key=lambda event: (event.seq, _units(event.id)))
        pairs += [(before.id, after.id) for before, after in pairwise(own)]
    for before, after in pairs:
        waits[after] += 1
        frees.setdefault(str(before), []).append(after)
    return waits, frees
