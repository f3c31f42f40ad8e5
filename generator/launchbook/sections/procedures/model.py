"""Procedures by title, and when they come up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Annotated, Any

from pydantic import RootModel, TypeAdapter, ValidatorFunctionWrapHandler, WrapValidator

from launchbook.core.items import ChecklistItem
from launchbook.core.plan import Plan
from launchbook.core.problem import Path
from launchbook.core.reference import PersonRef
from launchbook.core.section import Event, Progress
from launchbook.core.text import Text
from launchbook.sections.procedures.flow import Flow
from launchbook.sections.procedures.items import ListedProcedure, Procedure

_BY_TITLE = TypeAdapter(dict[Text, Procedure])
_LISTED = TypeAdapter(tuple[ListedProcedure, ...])
_ID = re.compile(r"[^\W_][\w.-]{0,63}")


def _either(data: Any, _: ValidatorFunctionWrapHandler) -> dict[Text, Procedure] | tuple[ListedProcedure, ...]:
    """Choose by form and not by trial, so that a mistake is reported for the form that was written."""
    if isinstance(data, (list, tuple)):
        return _LISTED.validate_python(data)
    if isinstance(data, dict):
        data = {key: _titled(str(key), procedure) for key, procedure in data.items()}
    return _BY_TITLE.validate_python(data)


def _titled(key: str, procedure: Any) -> Any:
    """The key is the id where it can be one, and the title where there is no other."""
    if isinstance(procedure, list):
        procedure = {"steps": procedure}
    if procedure is None:
        procedure = {}
    if not isinstance(procedure, dict):
        return procedure
    named = {"id": key} if _ID.fullmatch(key) and ".." not in key else {}
    return {**named, "title": key, **procedure}


class Procedures(RootModel[Annotated[dict[Text, Procedure] | tuple[ListedProcedure, ...], WrapValidator(_either)]]):
    """Procedures by id or title, or a list of procedures with titles."""

    model_config = {"frozen": True}

    @property
    def named(self) -> tuple[tuple[str | int, Procedure], ...]:
        """The procedures, each with the key or index it stands at."""
        if isinstance(self.root, dict):
            return tuple((str(key), procedure) for key, procedure in self.root.items())
        return tuple(enumerate(self.root))

    @property
    def listed(self) -> tuple[Procedure, ...]:
        return tuple(procedure for _, procedure in self.named)

    def flow(self, plan: Plan) -> Flow:
        """The procedures as they are drawn: numbered, and every branch with where it leads."""
        placed: Iterable[tuple[Path, Procedure]] = ((("procedures", key), procedure) for key, procedure in self.named)
        return Flow(tuple(placed), tuple(plan.sections))


def procedure_events(procedures: Procedures, plan: Plan) -> Iterator[Event]:
    """When procedures are carried out, and what in them has a time of its own."""
    for procedure in procedures.listed:
        owner = procedure.owner
        if procedure.at:
            yield Event(procedure.at, procedure.label, owner, procedure, "procedure")
        yield from _due(procedure.prerequisites, owner)
        for step in procedure.every_step():
            if step.at:
                yield Event(step.at, str(step.do), step.owner or owner, step, "step")


def _due(items: tuple[ChecklistItem, ...], owner: PersonRef | None) -> Iterator[Event]:
    for item in items:
        if item.due:
            yield Event(item.due, str(item.do), item.owner or owner, item, "prerequisite due", bool(item.done))
        yield from _due(item.items, item.owner or owner)


def procedure_progress(procedures: Procedures) -> Progress:
    """Prerequisites, and those of them that are met."""
    leaves = [item for procedure in procedures.listed for item in _leaves(procedure.prerequisites, False)]
    return Progress(sum(leaves), len(leaves))


def _leaves(items: tuple[ChecklistItem, ...], inherited: bool) -> Iterator[bool]:
    for item in items:
        done = inherited if item.done is None else item.done
        if item.items:
            yield from _leaves(item.items, done)
        else:
            yield done
