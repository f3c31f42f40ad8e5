"""Templates are kept compiled: compiling them takes longer than rendering a plan."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from importlib.util import cache_from_source
from pathlib import Path
from pickle import UnpicklingError

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket


class Compiled(BytecodeCache):
    """Keeps what templates were compiled to as Python keeps its modules: in `__pycache__` beside them.

    Who can write there can write the templates, so nothing more is trusted than before; where it cannot be written, nothing
    is kept. Only the generator's own are kept, those below `home`: a team's stand in a folder that becomes its site.
    `syntax` is what a template's meaning depends on beside its text.
    """

    def __init__(self, home: Path, syntax: str) -> None:
        self.home = home
        self.syntax = syntax

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """The file it is kept in; empty where it is not kept."""
        own = filename is not None and Path(filename).is_relative_to(self.home)
        return cache_from_source(filename) if own and filename else ""

    def get_source_checksum(self, source: str) -> str:
        return super().get_source_checksum(self.syntax + source)

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key:
            with suppress(OSError, EOFError, UnpicklingError):
                bucket.bytecode_from_string(Path(bucket.key).read_bytes())

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Write beside and rename, since another build may be reading."""
        if not bucket.key or sys.dont_write_bytecode:
            return
        kept = Path(bucket.key)
        part = kept.with_name(f"{kept.name}.{os.getpid()}")
        with suppress(OSError):
            kept.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(bucket.bytecode_to_string())
            part.replace(kept)


class Remembered(BytecodeCache):
    """Keeps what templates were compiled to for this process. The environments that it serves are alike."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if kept := self.kept.get(bucket.key):
            bucket.bytecode_from_string(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key] = bucket.bytecode_to_string()
