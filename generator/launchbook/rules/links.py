"""Links in texts whose address is refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, say
from launchbook.core.section import found, rule
from launchbook.core.text import Prose, Text, refused_links


@rule("TX002", "link shown as text")
def links_lead_somewhere(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A Markdown link in a text has an address that is refused, so the page shows the text and no link.

    A link may lead to http, https, mailto or tel, or to a path in the repository. Other schemes (`javascript:`,
    `data:`, `file:`) run code or lead nowhere on another machine. Write a web address, or the path as `code`.
    """
    for path, value in plan.values:
        if isinstance(value, (Text, Prose)):
            for address in refused_links(str(value)):
                yield found(
                    path,
                    say("the link to `{address}` is shown as text", address=address[:80]),
                    say("Allowed are http, https, mailto, tel, and paths in the repository."),
                )
