"""The review afterwards: what came out, against what was planned, and what the next launch does better."""

from launchbook.core.section import Section
from launchbook.sections.review.model import Review

SECTION = Section(
    key="review",
    title="Review",
    purpose="What came out against what was planned, and what the next launch does better: filled in afterwards.",
    model=Review,
    counts=lambda row: row.path[1:2] == ("improvements",),
)
