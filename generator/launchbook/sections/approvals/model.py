"""Signatures. The plan's version is signed, not its hash: a signature is part of the plan and would change it."""

from __future__ import annotations

from typing import ClassVar, Literal

from launchbook.core.items import Anchored
from launchbook.core.model import Model
from launchbook.core.reference import PersonRef
from launchbook.core.section import Progress
from launchbook.core.text import Text, Word
from launchbook.core.time import Moment

Role = Literal["prepared", "reviewed", "approved"]


class Signature(Anchored):
    """One person who signs for one thing; not signed yet while `at` is left out."""

    role: Role
    """What the person does: prepared, reviewed or approved the plan."""
    by: PersonRef
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

    @property
    def heading(self) -> str:
        """Nothing: the section's title says it all."""
        return ""


class Approvals(Model):
    """A sign-off sheet. Short form: the list of signatures."""

    short: ClassVar[str | None] = "signatures"

    signatures: tuple[Signature, ...] = ()
    """Who signs, in the order in which they sign."""
    note: Text | None = None
    """What the signatures mean, or where the signed paper is kept."""

    def of(self, role: Role) -> tuple[Signature, ...]:
        """The signatures of one role, signed or not."""
        return tuple(signature for signature in self.signatures if signature.role == role)

    @property
    def approved(self) -> tuple[Signature, ...]:
        """Who has approved."""
        return tuple(signature for signature in self.of("approved") if signature.at)

    @property
    def missing(self) -> tuple[Signature, ...]:
        """Who has not signed yet."""
        return tuple(signature for signature in self.signatures if not signature.at)


def signed(approvals: Approvals) -> Progress:
    return Progress(len(approvals.signatures) - len(approvals.missing), len(approvals.signatures))
