"""The review afterwards: what came out, against what was planned, and what the next launch does better."""

from launchbook.core.section import Section
from launchbook.sections.review.model import Review, improvement_progress, review_events

SECTION = Section(
    key="review",
    title="Review",
    purpose="What came out against what was planned, and what the next launch does better: filled in afterwards.",
    model=Review,
    events=review_events,
    progress=improvement_progress,
)
