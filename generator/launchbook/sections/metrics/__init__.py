"""Metrics, with target, gate, alert and rollback threshold on a ladder."""

from launchbook.core.section import Section
from launchbook.sections.metrics.model import Metrics

SECTION = Section(
    key="metrics",
    title="Metrics",
    purpose="Where each metric must stand, from target to rollback: read by whoever watches the release.",
    model=Metrics,
    pack=7,
    defines={"metric": lambda metrics: metrics.root},
)
