"""Prompts for authors about parts left empty. Pages show them under `mkdocs serve`, `check` reports them as hints."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from launchbook.core.plan import Plan
from launchbook.core.problem import Message, Problem
from launchbook.render import Options, Renderer
from launchbook.render.model import EMPTY_PART


def prompts(plans: Iterable[Plan], as_of: datetime, language: str) -> Iterator[Problem]:
    """Every prompt of these plans in a language, at the section that it is about."""
    renderer = Renderer(Options())
    for plan in plans:
        for page in renderer.chapters(plan, (), as_of, language=language):
            where = plan.bundle.locate((page.section or "plan",), on_key=True)
            for text in dict.fromkeys(page.prompts):
                words = re.sub(r"</?code>", "`", text)
                yield Problem(EMPTY_PART, Message("{words}", {"words": words}), where, grade="hint")
