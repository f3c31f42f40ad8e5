"""Firefox, driven over its own protocol (Marionette): numbered messages of JSON on a local port."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")
_PREFERENCES = {
    "app.update.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "toolkit.telemetry.enabled": False,
}


class Firefox:
    """One window. Scripts are bodies of functions; what they return comes back."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection, self.number = connection, 0
        self._read()
        self.send("WebDriver:NewSession", {"capabilities": {"alwaysMatch": {"acceptInsecureCerts": False}}})

    def send(self, name: str, parameters: dict[str, Any]) -> Any:
        self.number += 1
        message = json.dumps([0, self.number, name, parameters])
        self.connection.sendall(f"{len(message.encode())}:{message}".encode())
        _, _, error, result = self._read()
        assert error is None, error
        return result

    def _read(self) -> Any:
        size = b""
        while (byte := self.connection.recv(1)) != b":":
            assert byte, "Firefox closed the connection"
            size += byte
        data = b""
        while len(data) < int(size):
            data += self.connection.recv(int(size) - len(data))
        return json.loads(data)

    def go(self, address: str) -> None:
        self.send("WebDriver:Navigate", {"url": address})

    def run(self, script: str) -> Any:
        return self.send("WebDriver:ExecuteScript", {"script": script, "args": []})["value"]

    def wait(self, script: str, seconds: float = 30) -> Any:
        end = time.monotonic() + seconds
        while not (found := self.run(script)):
            assert time.monotonic() < end, f"still false: {script}"
            time.sleep(0.2)
        return found


@contextlib.contextmanager
def firefox(folder: Path) -> Iterator[Firefox]:
    """Firefox with a fresh profile below a folder."""
    assert FIREFOX
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    lines = [
        f"user_pref({json.dumps(name)}, {json.dumps(value)});"
        for name, value in (_PREFERENCES | {"marionette.port": port}).items()
    ]
    (folder / "profile").mkdir()
    (folder / "profile" / "user.js").write_text("\n".join(lines), "utf-8")
    command = [FIREFOX, "--headless", "--marionette", "--no-remote", "--profile", str(folder / "profile")]
    environment = os.environ | {"HOME": str(folder), "MOZ_CRASHREPORTER_DISABLE": "1"}
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            with _connected(port, process) as connection:
                yield Firefox(connection)
        finally:
            process.terminate()


def _connected(port: int, process: subprocess.Popen[bytes]) -> socket.socket:
    end = time.monotonic() + 60
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=60)
        except OSError:
            assert process.poll() is None and time.monotonic() < end, "Firefox did not start"
            time.sleep(0.3)
