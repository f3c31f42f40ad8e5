"""Packages that are installed on wish, as `launchbook[…]`, and the sentence for where one is needed and not there."""

from __future__ import annotations

from collections.abc import Mapping

from launchbook.core.problem import Message, say

INSTALL: Mapping[str, Message] = {
    extra: say("To have it: {command}", command=f'`pip install "launchbook[{extra}]"`')
    for extra in ("contacts", "prometheus", "zh")
}
"""How an extra is installed."""
