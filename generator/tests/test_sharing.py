"""Work that is shared among processors comes to the same as work that is done here."""

from __future__ import annotations

import gc
import os
import threading
from datetime import UTC, datetime

import pytest

from launchbook.load import PlanFiles
from launchbook.report import format_json
from launchbook.site import Builder
from launchbook.site.sharing import LEAST, shared, uncollected

AS_OF = datetime(2027, 1, 4, tzinfo=UTC)


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Threads that other tests left waiting here do not matter."""
    monkeypatch.setattr(threading, "active_count", lambda: 1)


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize("processors", [1, 2, 3])
@pytest.mark.parametrize("count", [0, 1, LEAST - 1, LEAST, 50])
def test_the_order_is_that_of_the_work(count: int, processors: int) -> None:
    base = object()  # only a forked process has it
    found = shared(range(count), lambda at: (at, base is not None), count, processors)
    assert found == [(at, (at, True)) for at in range(count)]


@pytest.mark.usefixtures("alone")
def test_it_is_done_by_other_processes() -> None:
    made, worked = zip(*shared((os.getpid() for _ in range(40)), lambda made: (made, os.getpid()), 40, 2), strict=True)
    assert set(made) == {os.getpid()}, "what is made is here"
    assert os.getpid() not in {by for _, by in worked}
    assert len(set(worked)) == 4, "more than processors: they work while others are made"


@pytest.mark.usefixtures("alone")
def test_what_cannot_be_given_back_is_done_here() -> None:
    found = shared(range(20), lambda at: lambda: at, 20, 2)
    assert [each() for _, each in found] == list(range(20))


@pytest.mark.usefixtures("alone")
def test_a_process_that_ends_is_done_without() -> None:
    here = os.getpid()
    found = shared(range(20), lambda at: at if os.getpid() == here else os._exit(3), 20, 2)
    assert found == [(at, at) for at in range(20)]


@pytest.mark.usefixtures("alone")
def test_where_no_process_can_be_begun_it_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused() -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", refused)
    assert {by for _, by in shared(range(20), lambda at: os.getpid(), 20, 2)} == {os.getpid()}


@pytest.mark.usefixtures("alone")
def test_what_is_found_may_be_much() -> None:
    """More than a pipe holds."""
    found = shared(range(20), lambda at: "x" * 100_000, 20, 2)
    assert {len(text) for _, text in found} == {100_000}


@pytest.mark.parametrize("collects", [True, False])
def test_the_collector_is_afterwards_as_it_was(collects: bool) -> None:
    (gc.enable if collects else gc.disable)()
    try:
        with pytest.raises(ZeroDivisionError), uncollected():
            assert not gc.isenabled()
            raise ZeroDivisionError
        assert gc.isenabled() == collects
    finally:
        gc.enable()


def test_beside_another_thread_nothing_is_forked() -> None:
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    try:
        assert {by for _, by in shared(range(40), lambda at: os.getpid(), 40, 2)} == {os.getpid()}
    finally:
        stop.set()
        thread.join()


@pytest.mark.usefixtures("alone")
def test_an_exception_is_that_of_the_work() -> None:
    def work(at: int) -> int:
        if at == 17:
            raise ZeroDivisionError
        return at

    with pytest.raises(ZeroDivisionError):
        shared(range(20), work, 20, 2)


@pytest.mark.usefixtures("alone")
def test_many_plans_have_the_problems_of_each(monkeypatch: pytest.MonkeyPatch) -> None:
    sources = []
    for number in range(LEAST + 3):
        text = f"plan: p{number}\ntitle: P\nlanguage: en\nlaunch: 2027-03-{number % 9 + 1:02}\n"
        text += "checklists: [{title: A, items: [a]}, {title: B, items: [b]}]\n"
        text += "accept: [{code: CL001, at: A, why: so}, {code: RB003, why: in vain}]\n" if number % 2 else ""
        text += "owner: nobody\n" if number == 7 else ""
        sources.append(PlanFiles(((f"plans/p{number}.yml", text.encode()),)))
    together, all_problems = Builder().check(sources, AS_OF)
    alone = [Builder().check([source], AS_OF)[0][0] for source in sources]
    for one, other in zip(together, alone, strict=True):
        assert format_json(one.problems) == format_json(other.problems)
        assert [each.problem.code.id for each in one.accepted] == [each.problem.code.id for each in other.accepted]
    assert len(all_problems) == sum(len(one.problems) for one in alone)
