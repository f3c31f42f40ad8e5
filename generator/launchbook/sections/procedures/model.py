"""Procedures by title, and when they come up."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import RootModel, TypeAdapter, ValidatorFunctionWrapHandler, WrapValidator

from launchbook.core.groups import grouped
from launchbook.core.text import Text
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
    """Procedures by id or title, or a list of procedures with titles. `group:` in a procedure puts it under a heading."""

    model_config = {"frozen": True}

    @property
    def groups(self) -> dict[str, list[Procedure]]:
        """Procedures by group heading, in the order of first mention; those without a group are under ""."""
        procedures = self.root.values() if isinstance(self.root, dict) else self.root
        return grouped((str(procedure.group or ""), procedure) for procedure in procedures)
