"""Branches of steps: ways that lead nowhere, circles, steps out of reach, decisions that decide nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from difflib import get_close_matches

from launchbook.core.flow import FlowRow, flow_of
from launchbook.core.headings import list_path
from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, Names, Path, say
from launchbook.core.rows import Row
from launchbook.core.section import finding, rule
from launchbook.core.steps import Step
from launchbook.core.yaml_codes import COMPARED, HELPED


@rule("ST001", "branch that leads nowhere", "error")
def leads_somewhere(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A `goto:` names no step, procedure, time box, section or entry.

    Whoever follows the sheet stands at a branch and finds no way on. Write the id of a step (give it one with `id:`), its
    number in the same procedure (`step 7`), the key or title of a procedure or time box, the key of a section of the plan
    (`rollback`), an entry of it (`rollback#restore`), `next` or `end`. Ids are better than numbers: they stay when a step
    is put in before.
    """
    flow = flow_of(plan)
    known = {section: flow.names(section) for section in {jump.section for jump in flow.dead_jumps}}
    for number, jump in enumerate(flow.dead_jumps):
        names = known[jump.section]
        help = [say("Defined: {names}.", names=Names(names, 12))]
        if str(jump.goto) in plan.kinds:
            help.insert(0, say("The plan has no `{section}:` section.", section=str(jump.goto)))
        elif number < HELPED and (near := _near(str(jump.goto), [*plan.sections, *names])):
            help.insert(0, say("Did you mean `{name}`?", name=near))
        yield finding(jump.path, say("`{goto}` leads nowhere", goto=jump.goto), *help)


def _near(word: str, names: list[str]) -> str:
    return next(iter(get_close_matches(word, names[:COMPARED], 1, 0.6)), "")


@rule("ST002", "decision with one way", "gap", folded=True)
def decides(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A step has only one outcome or alternative, or a procedure ends in only one outcome.

    Where there is one way there is nothing to decide; where there are two, the other one will be met unprepared. Add the
    other one, or make this one's steps plain steps.
    """
    for row in plan.rows:
        if len(outcomes := getattr(row.value, "outcomes", ())) == 1:
            message = say("“{name}” is the only outcome", name=next(iter(outcomes)))
            yield finding((*row.path, "outcomes"), message, say("Add what happens otherwise."), on_key=True)
        if isinstance(row.value, Step) and len(row.value.choose) == 1:
            message = say("“{name}” is the only alternative", name=row.value.choose[0].do)
            yield finding(
                (*row.path, "choose"), message, say("Add the other, or write it under `steps:`."), on_key=True
            )


@rule("ST003", "step that is never reached", "contradiction", folded=True)
def reached(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """No way leads to a step: what stands before it always goes elsewhere.

    It will never be done, or somebody does it who should not. Let an outcome go on to it, or remove it.
    """
    flow = flow_of(plan)
    reported: set[Path] = set()
    for line in flow.unreached():
        listed = list_path(line.row.path)
        if listed[:-1] not in reported and listed not in reported:
            yield finding(
                line.row.path,
                say("no way leads to step {number}, “{title}”", number=line.row.number, title=line.step.do),
                say("Give an outcome before it `goto: next`, or remove it."),
            )
        reported |= {line.row.path, listed}


@rule("ST004", "circle without an exit", "error")
def ends(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """From a step every way leads back: it can never end.

    Somebody follows it until they no longer believe it. Give the step at which one turns round an outcome that goes on
    (`goto: next`, `goto: end`).
    """
    flow = flow_of(plan)
    first: dict[Path, FlowRow] = {}
    for line in flow.trapped():
        first.setdefault(flow.holder(line.step).path, line)
    for holder, line in first.items():
        yield finding(
            line.row.path,
            say("from step {number}, “{title}”, no way leads out", number=line.row.number, title=line.step.do),
            say("Add an outcome that goes on: `goto: next` or `goto: end`."),
            related=((say("the sheet of steps"), holder),),
        )


@rule("ST005", "outcome that says nothing", "gap", folded=True)
def answered(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """An outcome does not say what it means, what is then done, or where to go on.

    On the sheet it is a word with an arrow to the next step, as if it made no difference. Write `goto:`, `steps:` or
    `meaning:`.
    """
    for row in plan.rows:
        for outcome in getattr(row.value, "outcomes", {}).values():
            if not (outcome.goto or outcome.steps or outcome.meaning or outcome.reasons or outcome.note):
                yield finding(
                    outcome.path,
                    say("nothing says what follows from “{name}”", name=outcome.label),
                    say("Add `goto:`, `steps:` or `meaning:`; `goto: next` goes on."),
                    on_key=True,
                )


@rule("ST010", "number given twice", "error")
def numbered_once(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """Two steps or items of a section have the same `no:`.

    Whoever is told to do T3 does one of the two. Correct one of the numbers.
    """
    first: dict[tuple[str, str], Path] = {}
    for row in plan.rows:
        if number := getattr(row.value, "no", None):
            earlier = first.setdefault((row.section, str(number)), (*row.path, "no"))
            if earlier != (*row.path, "no"):
                yield finding(
                    (*row.path, "no"),
                    say("`{number}` is the number of two entries", number=number),
                    say("Give each entry of a section a number of its own."),
                    related=((say("first defined here"), earlier),),
                )


_CALLED = re.compile(r"[^\W\d_]+[-. ]?\d+(?:\.\d+)*")
"""A number that is called out by itself: `D1`. Digits alone are said with their chapter."""


@rule("ST012", "number of two chapters", "contradiction", folded=True)
def called_once(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """An entry's own `no:` is the number of another entry in another chapter: D1 of a checklist, and D1 of how a rollback is decided.

    On the night numbers are called out without their chapter, and somebody does the other one. Give the list letters of its
    own. Two entries that say the same in the same words may have one number.
    """
    first: dict[str, Row] = {}
    for row in sorted(
        plan.rows, key=lambda row: bool(getattr(row.value, "no", None))
    ):  # a plan can change only its own
        if not _CALLED.fullmatch(row.number):
            continue
        earlier = first.setdefault(row.number.casefold(), row)
        if getattr(row.value, "no", None) and earlier.section != row.section and earlier.title != row.title:
            yield finding(
                (*row.path, "no"),
                say("`{number}` is also the number of “{title}”", number=row.number, title=earlier.value.label),
                say("Give the entries of this list another letter, so that a number can be called out alone."),
                related=((say("the other"), earlier.path),),
            )


_ALTERNATIVE = re.compile(
    r"(?:(?:method|option|plan|way|variant|alternative)\s*(?:[a-z]|\d{1,2})|(?:方法|方案|办法|做法|方式|辦法|計劃|计划)\s*[一二三四五六七八九十a-z\d]{1,2})"
    r"(?![a-z\d])",
    re.IGNORECASE,
)


@rule("ST011", "alternatives written as a sequence", "gap", folded=True)
def chosen(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """Steps that follow each other are called method 1, method 2, or plan A, plan B.

    They read as ways of which one is taken, and stand as steps that are all done, one after the other. Write them under
    `choose:` of one step, each with its `if:`.
    """
    for steps in flow_of(plan).every_list():
        named = [step for step in steps if _ALTERNATIVE.match(step.do)]
        if len(named) > 1:
            yield finding(
                named[0].path,
                say(
                    "“{first}” and “{second}” read like a choice, and stand as a sequence",
                    first=named[0].do,
                    second=named[1].do,
                ),
                say("Write them under `choose:` of one step, each with its `if:`."),
            )
