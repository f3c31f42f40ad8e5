"""Chromium, started once and told page after page what to print, by messages over two pipes (its DevTools protocol)."""

from __future__ import annotations

import base64
import fcntl
import json
import os
import select
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_OPTIONS = (
    "--headless", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--disable-gpu", "--remote-debugging-pipe",
)  # fmt: skip
_PRINTED = {
    "printBackground": True, "preferCSSPageSize": True, "displayHeaderFooter": False, "generateTaggedPDF": True,
    "generateDocumentOutline": True,
}  # fmt: skip
_START = """
import os, sys
for number, pipe in (3, int(sys.argv[1])), (4, int(sys.argv[2])):
    os.dup2(pipe, number)
    os.close(pipe)
os.execv(sys.argv[3], sys.argv[3:])
"""
"""A browser takes messages over its file descriptor 3, and gives them over 4."""


class Silent(Exception):
    """It did not answer in time."""


class Ended(Exception):
    """It ended, or said that it does not print; with its reason."""


class Chromium:
    """A browser that is open; `patience` are the seconds after which it is taken to hang."""

    def __init__(self, program: str, patience: float) -> None:
        self.patience, self.count, self.rest = patience, 0, b""
        self.folder = tempfile.TemporaryDirectory(prefix="launchbook-", ignore_cleanup_errors=True)
        theirs, self.tell = os.pipe()
        self.hear, told = os.pipe()
        ends = [fcntl.fcntl(pipe, fcntl.F_DUPFD_CLOEXEC, 10) for pipe in (theirs, told)]  # out of the way of 3 and 4
        alone = [*_OPTIONS, *(("--no-sandbox",) if os.geteuid() == 0 else ())]  # as root it has none
        command = [program, *alone, f"--user-data-dir={self.folder.name}/profile", "about:blank"]
        self.said = Path(self.folder.name, "said")
        with self.said.open("wb") as said:
            self.process = subprocess.Popen(  # noqa: S603 - named by the caller
                [sys.executable, "-IS", "-c", _START, *map(str, ends), *command],
                stdout=said,
                stderr=said,
                pass_fds=ends,
            )
        for pipe in (theirs, told, *ends):
            os.close(pipe)

    def close(self) -> None:
        for pipe in (self.tell, self.hear):
            os.close(pipe)
        try:
            self.process.wait(5)  # it ends with its pipes
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.folder.cleanup()

    def printed(self, address: str) -> bytes:
        """A page as PDF."""
        target = self._ask("Target.createTarget", {"url": "about:blank"})["targetId"]
        session = self._ask("Target.attachToTarget", {"targetId": target, "flatten": True})["sessionId"]
        self._ask("Page.enable", {}, session)
        self._ask(
            "Emulation.setEmulatedMedia", {"media": "print"}, session
        )  # it need not be laid out for a screen first
        self._ask("Page.navigate", {"url": address}, session, until="Page.loadEventFired")
        pdf = base64.b64decode(self._ask("Page.printToPDF", _PRINTED, session)["data"])
        self._ask("Target.closeTarget", {"targetId": target})
        return pdf

    def _ask(self, method: str, values: Mapping[str, Any], session: str = "", until: str = "") -> Mapping[str, Any]:
        """What it answers; with `until`, once that has happened as well."""
        self.count += 1
        message = {"id": self.count, "method": method, "params": values} | ({"sessionId": session} if session else {})
        try:
            os.write(self.tell, json.dumps(message).encode() + b"\0")
        except BrokenPipeError:
            raise Ended(self.reason) from None
        answer, happened = None, not until
        end = time.monotonic() + self.patience
        while answer is None or not happened:
            heard = self._heard(end)
            happened = happened or (heard.get("method") == until and heard.get("sessionId") == session)
            answer = heard if heard.get("id") == self.count else answer
            if answer and (
                error := answer.get("error", {}).get("message") or answer.get("result", {}).get("errorText")
            ):
                raise Ended(str(error))
        result: Mapping[str, Any] = answer["result"]
        return result

    def _heard(self, end: float) -> dict[str, Any]:
        """The next message."""
        while b"\0" not in self.rest:
            if not select.select([self.hear], [], [], max(end - time.monotonic(), 0))[0]:
                raise Silent
            if not (more := os.read(self.hear, 1 << 16)):
                raise Ended(self.reason)
            self.rest += more
        message, _, self.rest = self.rest.partition(b"\0")
        heard: dict[str, Any] = json.loads(message)
        return heard

    @property
    def reason(self) -> str:
        """The last line that it said."""
        lines = self.said.read_text("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else "?"
