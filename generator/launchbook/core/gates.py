"""Gates: a go / no-go before a piece of work or at the end of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, ClassVar

from launchbook.core.entry import State, Timing
from launchbook.core.headings import Items, Listed
from launchbook.core.items import Anchored, GateCriterion, NoGoCondition
from launchbook.core.ladder import Rung
from launchbook.core.problem import Message
from launchbook.core.reference import OwnerRef, PersonRef
from launchbook.core.results import Verdict, verdict_state
from launchbook.core.text import Text

NO_GO = Rung("", takes=("alert", "rollback"))
"""Marks what closes a gate: no rung of its own, since a gate may be stricter than the metric."""


class GoNoGo(Anchored):
    """A decision before a piece of work, or at its end. Short form: the list of its criteria."""

    short: ClassVar[str | None] = "criteria"
    roles: ClassVar[Mapping[str, str]] = {"second": "by"}
    row_kind: ClassVar[str] = "gate"
    row_inherits: ClassVar[bool] = False

    title: Text | None = None
    """What is decided."""
    decider: OwnerRef | None = None
    """The one person who says go or no-go."""
    criteria: Annotated[Items[GateCriterion], Rung("", takes=("gate", "target"))] = ()
    """What must hold for a go: sentences, or metrics with a threshold."""
    no_go_if: Annotated[Items[NoGoCondition], NO_GO] = ()
    """What must not be: any one of these is a no-go. Sentences, or metrics with a threshold."""
    no_go: Text | None = None
    """What happens on a no-go; left out, nothing behind the gate is begun."""
    second: Listed[PersonRef] = ()
    """Who must agree and sign as well: one person, or a list where all must."""
    verdict: Verdict | None = None
    """What was decided, once it is: `go`, `no-go`, by whom and when. Left open for the day."""

    def row_state(self, plan: Any) -> State | None:
        return verdict_state(self.verdict)

    def signers(self, plan: Any) -> Sequence[PersonRef]:
        """Who has to sign: who decides, and whoever must agree; without anybody named, the plan's decider."""
        named = [ref for ref in (self.decider, *self.second) if ref]
        return named or [ref for ref in (plan.head.decider,) if ref]

    @property
    def label(self) -> str:
        return str(self.title or "go / no-go")

    @property
    def at_end(self) -> bool:
        """Whether it stands behind the last step of what it belongs to."""
        return bool(self.path) and self.path[-1] == "exit_gate"

    def row_title(self, plan: Any, parent: Any) -> str | Message:
        return str(self.title) if self.title else parent.title

    def row_timings(self, plan: Any, parent: Any) -> Iterator[Timing]:
        """It is decided when its piece of work begins, or ends."""
        around = parent.timings[0] if parent is not None and parent.timings else None
        when = around and (around.end if self.at_end else around.start)
        if when:
            yield Timing(when, None, "go / no-go", "inherited")
