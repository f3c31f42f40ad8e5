"""The register of risks, its matrix, and the incident playbooks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from launchbook.core.entry import Entry
from launchbook.core.groups import grouped
from launchbook.core.headings import Items, Listed, headings_in, placed
from launchbook.core.ladder import RINGING, Rung
from launchbook.core.model import Grouped
from launchbook.core.reference import OwnerRef
from launchbook.core.severity import SeverityLevel
from launchbook.core.text import Prose
from launchbook.core.time import Moment
from launchbook.sections.risks.items import Measure, Playbook, Risk
from launchbook.sections.risks.rating import Severity, severity_of

_WORST: tuple[Severity, ...] = ("very high", "high", "medium", "low")


class Register(Grouped[Risk]):
    """Risks under headings (categories), or a plain list of them."""


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
    measures: Items[Measure] = ()
    """What is done against all risks of a category: under its heading, as `Technical: Two people read each change`. What
    stands under none is done against all risks."""
    levels: Annotated[Listed[SeverityLevel], Rung("", takes=RINGING)] = ()
    """Levels of severity of incidents, worst first: what each is known by, how fast one answers, and who decides."""
    playbooks: Items[Playbook] = ()
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
    def all(self) -> tuple[Risk, ...]:
        """All risks, as they are written."""
        return tuple(risk for risks in self.listed.root.values() for risk in risks)

    @property
    def groups(self) -> Mapping[str, list[Risk]]:
        """Risks by category, or else by heading, both in the order of the plan."""
        headings = self.listed.root.items()
        return grouped((risk.category or heading, risk) for heading, risks in headings for risk in risks)

    @property
    def shared(self) -> Mapping[str, list[Measure]]:
        """The measures against several risks, by the heading of their category; those against all under an empty one."""
        return grouped(
            (str(headings[0]) if (headings := headings_in(place)) else "", measure)
            for place, measure in placed(self.measures)
        )

    def measures_for(self, category: str) -> list[Measure]:
        """The measures against every risk of a category, those against all of the register included."""
        return [*self.shared.get("", ()), *(self.shared.get(category, ()) if category else ())]

    @property
    def live(self) -> list[Risk]:
        """Risks that can still do harm, the worst first."""
        live = [risk for risk in self.all if risk.live and risk.weight]
        return sorted(live, key=lambda risk: (-risk.weight, -risk.impact.level if risk.impact else 0))

    @property
    def unrated(self) -> list[Risk]:
        """Live risks without a place in the matrix."""
        return [risk for risk in self.all if risk.live and not risk.weight]

    @property
    def counts(self) -> Mapping[Severity, int]:
        """The number of live risks by severity, the worst first."""
        counts = Counter(risk.severity for risk in self.live)
        return {severity: counts[severity] for severity in _WORST if counts[severity]}

    @property
    def cells(self) -> Mapping[tuple[int, int], list[Risk]]:
        """The risks of the matrix by probability and impact, the worst first."""
        rated = ((risk, risk.probability, risk.impact) for risk in self.live)
        return grouped(((likely.level, bad.level), risk) for risk, likely, bad in rated if likely and bad)

    @property
    def axes(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Probability from the highest down, impact from the lowest up, so that the worst stands top right. Low, medium
        and high always, the ends of the scale only where they are used."""
        likely, bad = ({place[axis] for place in self.cells} | {2, 3, 4} for axis in (0, 1))
        return tuple(sorted(likely, reverse=True)), tuple(sorted(bad))

    @staticmethod
    def severity_at(probability: int, impact: int) -> Severity:
        """The severity of a cell of the matrix."""
        return severity_of(probability, impact)

    def answered_by(self, risk: Risk) -> tuple[Playbook, ...]:
        """The playbooks that name a risk."""
        return tuple(book for book in self.playbooks if risk.id and str(risk.id) in map(str, book.risks))


def named_risks(risks: Risks) -> Mapping[str, Risk]:
    """Risks by id, for what refers to them."""
    return {str(risk.id): risk for risk in risks.all if risk.id}
