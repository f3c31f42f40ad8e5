"""The register of risks, its matrix, and the incident playbooks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from pydantic import Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from launchbook.core.entry import Entry
from launchbook.core.model import Grouped
from launchbook.core.problem import Path
from launchbook.core.reference import OwnerRef
from launchbook.core.text import Prose
from launchbook.core.time import Moment
from launchbook.sections.risks.items import Playbook, Risk
from launchbook.sections.risks.rating import LEVELS, Severity, severity_of

_WORST: tuple[Severity, ...] = ("very high", "high", "medium", "low")


class Register(Grouped[Risk]):
    """Risks under headings (categories), or a plain list of them."""


@dataclass(frozen=True, slots=True)
class ListedRisk:
    """A risk with its number, which runs through the register, and where it is written."""

    number: int
    risk: Risk
    category: str
    path: Path


@dataclass(frozen=True, slots=True)
class RiskCell:
    """A cell of the matrix: how serious what stands in it is, and the risks."""

    impact: int
    severity: Severity
    entries: tuple[ListedRisk, ...]


@dataclass(frozen=True, slots=True)
class ProbabilityRow:
    """A row of the matrix: one step of probability, its cells from the lowest impact to the highest."""

    probability: int
    cells: tuple[RiskCell, ...]


class Risks(Entry):
    """The risks of a launch. A bare list is the register."""

    row_times: ClassVar[Mapping[str, str]] = {"review": "risk review"}

    owner: OwnerRef | None = None
    """Who keeps the register and calls the reviews; each risk has an owner of its own."""
    review: Moment | None = None
    """When the register is next gone through."""
    listed: Register = Field(default_factory=lambda: Register({}), alias="register")
    """The risks: a list, or a mapping of categories to lists. Where there is nothing else to say, the list may stand
    right under `risks:`."""
    playbooks: tuple[Playbook, ...] = ()
    """What is done in an incident: each prints as an emergency page of its own."""
    note: Prose | None = None
    """How the ratings were found, and what else the reader should know."""

    @model_validator(mode="before")
    @classmethod
    def _bare_list(cls, data: Any) -> Any:
        return {"register": data} if isinstance(data, list) else data

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        target = handler.resolve_ref_schema(full := super().__get_pydantic_json_schema__(schema, handler))
        mapping = dict(target)
        listed = handler.resolve_ref_schema(mapping["properties"]["register"])["anyOf"][-1]
        target.clear()
        target.update({"anyOf": [listed, mapping]})
        return full

    @property
    def entries(self) -> tuple[ListedRisk, ...]:
        """All risks, numbered as they are written."""
        listed = (
            (risk, risk.category or heading, ("risks", "register", heading, index))
            for heading, risks in self.listed.root.items()
            for index, risk in enumerate(risks)
        )
        return tuple(ListedRisk(number, *each) for number, each in enumerate(listed, 1))

    @property
    def groups(self) -> Mapping[str, tuple[ListedRisk, ...]]:
        """Risks by category, both in the order of the plan."""
        found: dict[str, tuple[ListedRisk, ...]] = {}
        for entry in self.entries:
            found[entry.category] = (*found.get(entry.category, ()), entry)
        return found

    @property
    def live(self) -> tuple[ListedRisk, ...]:
        """Risks that can still do harm, the worst first."""
        live = [entry for entry in self.entries if entry.risk.live and entry.risk.severity]
        return tuple(sorted(live, key=_badness))

    @property
    def unrated(self) -> tuple[ListedRisk, ...]:
        """Live risks without a place in the matrix."""
        return tuple(entry for entry in self.entries if entry.risk.live and not entry.risk.severity)

    @property
    def counts(self) -> Mapping[Severity, int]:
        """How many live risks are how serious, the worst first."""
        found = {severity: sum(entry.risk.severity == severity for entry in self.live) for severity in _WORST}
        return {severity: count for severity, count in found.items() if count}

    @property
    def impacts(self) -> tuple[int, ...]:
        return self._scale(tuple(entry.risk.impact.level for entry in self.live if entry.risk.impact))

    @property
    def matrix(self) -> tuple[ProbabilityRow, ...]:
        """Probability from the highest down, impact from the lowest up; so the worst stands top right."""
        cells: dict[tuple[int, int], tuple[ListedRisk, ...]] = {}
        for entry in self.live:
            if entry.risk.probability and entry.risk.impact:
                place = entry.risk.probability.level, entry.risk.impact.level
                cells[place] = (*cells.get(place, ()), entry)
        likely = self._scale(tuple(place[0] for place in cells))
        return tuple(
            ProbabilityRow(p, tuple(RiskCell(i, severity_of(p, i), cells.get((p, i), ())) for i in self.impacts))
            for p in reversed(likely)
        )

    @staticmethod
    def _scale(used: tuple[int, ...]) -> tuple[int, ...]:
        """The steps of an axis: low, medium, high; the ends of the scale only where they are used."""
        return tuple(level for level in LEVELS if 2 <= level <= 4 or level in used)

    def answered_by(self, risk: Risk) -> tuple[Playbook, ...]:
        """The playbooks that name a risk."""
        return tuple(book for book in self.playbooks if risk.id and str(risk.id) in map(str, book.risks))

    def entry(self, risk: object) -> ListedRisk | None:
        return next((entry for entry in self.entries if entry.risk is risk), None)


def _badness(entry: ListedRisk) -> tuple[int, int, int]:
    probability, impact = entry.risk.probability, entry.risk.impact
    assert probability and impact
    return (-probability.level * impact.level, -impact.level, entry.number)


def named_risks(risks: Risks) -> Mapping[str, Risk]:
    """Risks by id, for what refers to them."""
    return {str(entry.risk.id): entry.risk for entry in risks.entries if entry.risk.id}
