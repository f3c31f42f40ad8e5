"""Signatures. The plan's version is signed, not its hash: a signature is part of the plan and would change it."""

from __future__ import annotations

from typing import ClassVar, Literal

from launchbook.core.entry import State
from launchbook.core.headings import Listed
from launchbook.core.items import Acceptable, done_state
from launchbook.core.model import Model
from launchbook.core.plan import Plan
from launchbook.core.problem import Message
from launchbook.core.reference import OwnerRef
from launchbook.core.rows import Row
from launchbook.core.text import Text, Word
from launchbook.core.time import Moment

Role = Literal["prepared", "reviewed", "approved"]


class Signature(Acceptable):
    """A person's signature for the plan; not given yet while `at` is left out."""

    recorded: ClassVar[tuple[str, ...]] = ("at",)
    row_kind: ClassVar[str] = "signature"
    role: Role
    """What the person does: prepared, reviewed or approved the plan."""
    by: OwnerRef
    """Who signs."""
    at: Moment | None = None
    """When it was signed."""
    version: Word | None = None
    """The version that was signed, as it stands in the plan's `version:`."""
    note: Text | None = None
    """A condition or a remark of the signer."""

    @property
    def label(self) -> str:
        return f"{self.role} {self.by}"

    def row_title(self, plan: Plan, parent: Row) -> str | Message:
        """The title of the section."""
        return parent.title

    def row_state(self, plan: Plan) -> State | None:
        return done_state(self.at is not None)


class Approvals(Model):
    """A sign-off sheet. Short form: the list of signatures."""

    short: ClassVar[str | None] = "signatures"

    signatures: Listed[Signature] = ()
    """Who signs, in the order in which they sign."""
    note: Text | None = None
    """What the signatures mean, or where the signed paper is kept."""

    def of(self, role: Role) -> tuple[Signature, ...]:
        """The signatures of a role, given or not."""
        return tuple(signature for signature in self.signatures if signature.role == role)

    @property
    def approved(self) -> tuple[Signature, ...]:
        """The approvals that were given."""
        return tuple(signature for signature in self.of("approved") if signature.at)

    @property
    def missing(self) -> tuple[Signature, ...]:
        """The signatures that are not given yet."""
        return tuple(signature for signature in self.signatures if not signature.at)
