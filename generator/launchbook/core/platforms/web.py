"""Web sites and what runs behind them."""

from __future__ import annotations

import re

from launchbook.core.platforms.model import Known, Platform
from launchbook.core.problem import say

WEB = Platform(
    key="web",
    name=say("the web"),
    called=re.compile(r"\bweb ?site\b|\bweb ?app\b|网站|\bh5\b|\bDNS\b|\bCDN\b", re.IGNORECASE),
    cached=Known(
        True,
        say("Browsers and resolvers keep files and addresses for as long as their headers and the TTL say."),
        "https://www.rfc-editor.org/rfc/rfc1035#section-3.2.1",
    ),
)
