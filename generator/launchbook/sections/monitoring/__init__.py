"""Monitoring: what is watched, at which limit, by whom; which alert means what; who looks when after the launch."""

from launchbook.core.section import Section
from launchbook.sections.monitoring.model import Monitoring

SECTION = Section(
    key="monitoring",
    title="Monitoring",
    purpose="What is watched, at which limit, and what to do when an alert rings: read by whoever is on watch.",
    model=Monitoring,
    pack=8,
)
