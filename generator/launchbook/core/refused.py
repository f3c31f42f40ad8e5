"""What ends a command with one sentence."""

from __future__ import annotations


class Refused(Exception):
    """Its text is for whoever called: they are told it, without a traceback, and the command ends with `code`."""

    code = 2
