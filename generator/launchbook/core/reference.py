"""References: an id that must be defined somewhere in the same plan."""

from __future__ import annotations

import re
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field

from launchbook.core.headings import Listed
from launchbook.core.problem import Code
from launchbook.core.text import Word, reject_mixed

UNKNOWN_REFERENCE = Code(
    "RF001",
    "unknown reference",
    "An id is used that the plan does not define. People stand in `people:`, metrics in `metrics:`. "
    "Say a thing once, and refer to it.",
)
DUPLICATE_ID = Code(
    "RF002", "duplicate id", "Two things of one kind have the same id, so a reference could mean either."
)


class Ref(Word):
    """An id of another part of the plan. A section that `defines` the kind holds the targets."""

    kind: ClassVar[str]

    @classmethod
    def parse(cls, text: str) -> Self:
        reject_mixed(text)
        return super().parse(text)


class PersonRef(Ref):
    """The id of a person or role in `people`."""

    kind = "person"
    FORM = "the id of a person or role in `people`"
    EXAMPLES = ("li",)


_EVERYONE = re.compile(
    "all|every(?:one|body)|所有(?:人[员員]?|成[员員])|全[体體](?:人[员員]|成[员員])?|全员|全員|全部|大家|每[个個]人",
    re.IGNORECASE,
)


def means_everyone(name: str) -> bool:
    """Whether a name is a word for everyone."""
    return bool(_EVERYONE.fullmatch(name))


class MemberRef(PersonRef):
    """The id of one of several people, where `all` alone stands for everyone."""


People = Annotated[Literal["all"] | Listed[MemberRef], Field(union_mode="left_to_right")]
"""People by their ids, one id alone, or `all` for everyone in `people:`."""


class OwnerRef(PersonRef):
    """The id of the person or role who answers for the entry that names them."""


class MetricRef(Ref):
    """The id of a metric in `metrics`."""

    kind = "metric"
    FORM = "the id of a metric in `metrics`"
    EXAMPLES = ("error_rate",)


class ChecklistRef(Ref):
    """The id of a checklist in `checklists`, or its title where it has none."""

    kind = "checklist"
    FORM = "the id or title of a checklist in `checklists`"
    EXAMPLES = ("smoke",)


class StageRef(Ref):
    """The id of a stage in `rollout`, or its title where it has none."""

    kind = "stage"
    FORM = "the id or title of a stage in `rollout`"
    EXAMPLES = ("canary",)


class TaskRef(Ref):
    """The id of a task in `timeline`."""

    kind = "task"
    FORM = "the id of a task in `timeline`"
    EXAMPLES = ("build",)
