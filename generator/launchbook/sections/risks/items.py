"""The parts of the risks: a risk with its measures, an incident playbook with its steps."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import model_validator

from launchbook.core.entry import State
from launchbook.core.headings import Items, Listed
from launchbook.core.items import Anchored, Condition, Prohibition, done_state
from launchbook.core.ladder import RINGING, Rung
from launchbook.core.links import Link
from launchbook.core.model import Flag, Formerly, Model, refusal
from launchbook.core.plan import Plan
from launchbook.core.problem import say
from launchbook.core.quantity import Duration
from launchbook.core.reference import OwnerRef, PersonRef, Ref
from launchbook.core.rows import Row
from launchbook.core.steps import Step
from launchbook.core.stops import Stops
from launchbook.core.text import Prose, Text
from launchbook.core.time import Moment
from launchbook.sections.risks.rating import Rating, Severity, severity_of

Status = Literal["open", "mitigated", "accepted", "transferred", "occurred", "closed"]
_PERSON = re.compile(r"[a-z][a-z0-9_.-]*")


class RiskRef(Ref):
    """The id of a risk in the register."""

    kind = "risk"
    FORM = "the id of a risk in `risks`"
    EXAMPLES = ("api-bottleneck",)


class Measure(Anchored):
    """Something that is done about a risk. Short form: the sentence."""

    short: ClassVar[str | None] = "do"
    row_label: ClassVar[str] = "do"
    row_kind: ClassVar[str] = "measure"
    row_times: ClassVar[Mapping[str, str]] = {"due": "mitigation due"}

    do: Text
    """What is done, in the imperative."""
    owner: OwnerRef | None = None
    """Who does it; left out, the owner of the risk."""
    due: Moment | None = None
    """When it must be done."""
    done: Flag | None = None
    """Whether it is done."""

    @property
    def tracked(self) -> bool:
        """Whether it is a task with an end, rather than a standing measure."""
        return self.due is not None or self.done is not None

    def row_state(self, plan: Plan) -> State | None:
        return done_state(bool(self.done)) if self.tracked else None


class Risk(Anchored):
    """Something that may go wrong. Short form: its title."""

    short: ClassVar[str | None] = "title"
    row_kind: ClassVar[str] = "risk"
    row_times: ClassVar[Mapping[str, str]] = {"review": "risk review"}
    row_numbered: ClassVar[str] = "risk"

    title: Text
    """What may go wrong, in a few words."""
    category: Text | None = None
    """The heading it stands under, as `technical`; in a register by headings, its heading where left out."""
    description: Text | None = None
    """Why it may happen, and what it would do."""
    probability: Rating | None = None
    """How likely it is."""
    impact: Rating | None = None
    """How bad it would be."""
    status: Status = "open"
    """`open`; `mitigated`: enough is done; `accepted`: lived with on purpose; `transferred`: borne by somebody else;
    `occurred`: it has happened; `closed`: it can no longer happen."""
    owner: OwnerRef | None = None
    """Who watches it, and answers for the measures."""
    mitigation: Items[Measure] = ()
    """What is done beforehand, so that it does not happen or does less harm: a text or several."""
    contingency: Items[Text] = ()
    """What is done if it happens nevertheless: a text or several. What needs steps and a decider is a playbook."""
    triggers: Annotated[Items[Condition], Rung("", takes=RINGING)] = ()
    """By what one sees it coming: sentences, or metrics with a threshold."""
    review: Moment | None = None
    """When it is looked at again."""
    link: Link | None = None
    """Where it is followed up: a ticket, a report."""
    note: Text | None = None
    """What else one should know: why it is accepted, what was tried."""

    @property
    def name(self) -> str:
        """The name with which an unknown id is compared for a suggestion."""
        return str(self.title)

    @property
    def severity(self) -> Severity | None:
        """Probability and impact together; None without one of them."""
        if self.probability is None or self.impact is None:
            return None
        return severity_of(self.probability.level, self.impact.level)

    @property
    def weight(self) -> int:
        """Probability times impact; 0 without one of them."""
        return self.probability.level * self.impact.level if self.probability and self.impact else 0

    def row_state(self, plan: Plan) -> State | None:
        return "planned" if self.live else "done"

    @property
    def live(self) -> bool:
        """Whether it can still do harm."""
        return self.status != "closed"

    @property
    def serious(self) -> bool:
        """Whether it is live, and high or very high."""
        return self.live and self.severity in ("high", "very high")


class Informed(Model):
    """Who is told. Short form: the id of a person (a lower-case word such as `li`), or else words: `Whole team`.
    `all` is everyone in `people:`."""

    short: ClassVar[str | None] = "outside"
    roles: ClassVar[Mapping[str, str]] = {"person": "tell"}

    person: PersonRef | None = None
    """The person or role that is told."""
    outside: Annotated[Text | None, Formerly("whom")] = None
    """A body outside `people` that is told, in words: `whole team and senior management`."""
    how: Text | None = None
    """By which means: telephone, group, status page."""
    within: Duration | None = None
    """How soon after the incident began."""

    @classmethod
    def expand_short(cls, data: Any) -> dict[str, Any]:
        word = str(data).strip()
        return {"person" if _PERSON.fullmatch(word) and word != "all" else "outside": data}

    @model_validator(mode="after")
    def _has_person_or_words(self) -> Informed:
        if not (self.person or self.outside):
            raise refusal(say("nobody is told here"), say("Write `person:` with an id from `people:`, or `outside:`."))
        return self


class Escalated(Informed):
    """Who is called next when the incident goes on. Short form: as in `tell`."""

    roles: ClassVar[Mapping[str, str]] = {"person": "called"}

    after: Duration | None = None
    """How long after the incident began; left out, when the one before cannot go on."""


class Playbook(Anchored):
    """What is done in one kind of incident."""

    row_kind: ClassVar[str] = "playbook"
    row_times: ClassVar[Mapping[str, str]] = {"rehearsed": "rehearsal"}
    title: Text
    """The incident, as one would call it out: `Serious bug after the launch`."""
    level: Text | None = None
    """How it is classed: `P0`, `SEV1`."""
    triggers: Annotated[Items[Condition], Rung("alert", takes=RINGING)] = ()
    """What begins it: sentences, or metrics with a threshold; left out, the metric's own alert or rollback."""
    match: Literal["any", "all"] = "any"
    """`any`: one trigger is enough. `all`: all of them at once."""
    decider: PersonRef | None = None
    """The one person who decides what the steps leave open."""
    owner: OwnerRef | None = None
    """Who leads, and does every step that names nobody else."""
    rto: Duration | None = None
    """Within how long the service is back."""
    report_every: Duration | None = None
    """How often the state is reported while it lasts."""
    tell: Listed[Informed] = ()
    """Who is told: ids from `people:`, or words."""
    do_not: Items[Prohibition] = ()
    """What must not be done: `restart the service`. Drawn behind a sign and the words “do not”."""
    stop_if: Stops = ()
    """On what everything is stopped at once, and who is then called: sentences, or metrics with a threshold."""
    steps: Items[Step] = ()
    """What is done, in order."""
    escalation: Listed[Escalated] = ()
    """Who is called next when it goes on."""
    runbook: Link | None = None
    """Where it is described in full."""
    risks: Listed[RiskRef] = ()
    """The risks that it answers, by their ids."""
    rehearsed: Moment | None = None
    """When it was last rehearsed, or will be."""
    note: Prose | None = None
    """What else one should know."""

    def row_stand_ins(self, plan: Plan, parent: Row | None) -> tuple[PersonRef, ...]:
        return (self.decider,) if self.decider else ()
