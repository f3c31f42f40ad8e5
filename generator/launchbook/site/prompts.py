"""Prompts for authors about parts left empty. Pages show them under `mkdocs serve`, `check` reports them as hints."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from launchbook.core.plan import Plan
from launchbook.core.problem import Code, Message, Problem
from launchbook.render import Options, Renderer

EMPTY_PART = Code(
    "PR001",
    "part left empty",
    "A part of a page that nothing stands in yet. Published pages leave it out, or leave lines for a pen; write it where it is "
    "needed. It is no mistake, and is not counted as one.",
    "hint",
)


def prompts(plans: Iterable[Plan], as_of: datetime, language: str) -> Iterator[Problem]:
    """Every prompt of these plans in a language, at the section that it is about."""
    renderer = Renderer(Options())
    for plan in plans:
        for page in renderer.plan_pages(plan, (), as_of, language=language):
            where = plan.bundle.locate((page.section or "plan",), on_key=True)
            for text in dict.fromkeys(page.prompts):
                words = re.sub(r"</?code>", "`", text)
                yield Problem(EMPTY_PART, Message("{words}", {"words": words}), where, severity="hint")
