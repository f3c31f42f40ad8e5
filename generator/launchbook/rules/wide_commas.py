"""Ids with full-width commas between them, where a list was meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from launchbook.core.items import Condition
from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, say
from launchbook.core.section import finding, rule

_COMMAS = re.compile(r"\s*[，、；]\s*")


@rule("TX003", "ids with full-width commas", "error")
def wide_commas(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A condition is a sentence made of ids and full-width commas, where a list of metrics was meant.

    `gates: [error_rate，latency]` is a list of one text to YAML, and no metric is looked at. Write the comma that YAML
    knows: `gates: [error_rate, latency]`.
    """
    known = plan.targets.get("metric", {})
    for path, value in plan.values:
        if not isinstance(value, Condition) or value.text is None or value.metric is not None:
            continue
        parts = _COMMAS.split(str(value.text).strip())
        if len(parts) > 1 and all(part in known for part in parts):
            yield finding(
                path,
                say("`{text}` is one sentence, not {count} metrics", text=str(value.text)[:80], count=len(parts)),
                say("Write plain brackets and commas: `[{parts}]`.", parts=", ".join(parts)),
            )
