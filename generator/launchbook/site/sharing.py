"""Shares work among the processors: forked processes see what was loaded, and give back only what they found."""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from multiprocessing import get_all_start_methods, get_context
from typing import Any, TypeVar

T = TypeVar("T")
R = TypeVar("R")
LEAST = 16
"""Fewer pieces of work are not worth a process."""
_MOST_PROCESSORS = 8


@contextmanager
def uncollected() -> Iterator[None]:
    """Without the collector of cycles: plans live on, and to search the growing heap again and again took a third of the time.
    In forked processes it would also touch, and so copy, all that they share."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def shared(things: Iterable[T], work: Callable[[T], R], count: int, processors: int | None = None) -> list[tuple[T, R]]:
    """Each of `count` things with `work` of it, in their order; where it is worth it, on all processors.

    The things are made here, and stay here; on those that are there, others work while the next are made. Whatever a process
    cannot give back is done again here, and so raises here what it raises.
    """
    coming, size = iter(things), _size(count, processors)
    begun = []
    while alike := list(islice(coming, size)):
        begun.append((alike, _begun(work, alike) if size < count else None))
    return [
        pair
        for alike, share in begun
        for pair in zip(alike, (share and share.found()) or [work(each) for each in alike], strict=True)
    ]


def _size(count: int, processors: int | None) -> int:
    """How many pieces of work a process is given: all, that is none is begun, where they are few or nothing can be forked."""
    known = hasattr(os, "sched_getaffinity") and "fork" in get_all_start_methods()
    processors = min(processors or len(os.sched_getaffinity(0)), _MOST_PROCESSORS) if known else 1
    alone = threading.active_count() == 1  # what another thread holds while it is forked, nobody gives back
    return max(count, 1) if count < LEAST or processors < 2 or not alone else -(-count // (2 * processors))


def _begun(work: Callable[[Any], Any], things: Sequence[Any]) -> _Share | None:
    """A process that was begun; None where the machine gives none."""
    with suppress(OSError):
        return _Share(work, things)
    return None


class _Share:
    """A forked process that works on some things."""

    def __init__(self, work: Callable[[Any], Any], things: Sequence[Any]) -> None:
        context = get_context("fork")
        self._receiver, sender = context.Pipe(duplex=False)
        self._process = context.Process(target=_give, args=(sender, work, things), daemon=True)
        self._process.start()
        sender.close()

    def found(self) -> list[Any] | None:
        """What it found; None where it could not give it back."""
        try:
            found: list[Any] = self._receiver.recv()
            return found
        except Exception:  # it ended, or what it sent cannot be read
            return None
        finally:
            self._receiver.close()
            self._process.join()


def _give(sender: Any, work: Callable[[Any], Any], things: Sequence[Any]) -> None:
    with suppress(Exception, KeyboardInterrupt):  # it is done again where it can be told
        sender.send([work(each) for each in things])
