"""A team's own project around its plans: what `launchbook init` writes."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from launchbook import __version__
from launchbook.starter import HERE

FILES = HERE / "files"
WISHES: Mapping[str, tuple[str, str]] = {
    "github": (".github/workflows/pages.yml", "github.yml"),
    "gitlab": (".gitlab-ci.yml", "gitlab.yml"),
    "pre-commit": (".pre-commit-config.yaml", "pre-commit.yaml"),
    "yamllint": (".yamllint.yaml", "yamllint.yaml"),
}
"""What is written on wish: where, and from which file here."""
SCHEMA = "plans/plan.schema.json"
_THEME_LANGUAGES = {"zh-Hant": "zh-TW"}
"""Material's names of languages that have another one here."""


@dataclass(frozen=True)
class Project:
    """A folder that becomes a project. Its name becomes that of the site."""

    folder: Path
    language: str

    @property
    def site(self) -> str:
        name = self.folder.resolve().name.encode("utf-8", "replace").decode()  # a name need not be UTF-8
        return name or "Launches"

    def files(self, wishes: Iterable[str]) -> dict[str, str]:
        """The files around the plans, by their paths."""
        paths = {"mkdocs.yml": "mkdocs.yml", ".gitignore": "gitignore", "requirements.txt": "requirements.txt"}
        paths |= {} if (self.folder / "mkdocs.yml").exists() else {"docs/.gitkeep": "gitkeep"}
        paths |= dict(WISHES[wish] for wish in wishes)
        return {path: self._filled((FILES / name).read_text("utf-8")) for path, name in paths.items()}

    def _filled(self, text: str) -> str:
        chinese = self.language.startswith("zh")
        words = {
            "@SITE@": json.dumps(self.site, ensure_ascii=False),
            "@LANGUAGE@": _THEME_LANGUAGES.get(self.language, self.language),
            "@SEARCH@": "[zh, en]" if chinese else "[en]",
            "@VERSION@": __version__,
        }
        for mark, value in words.items():
            text = text.replace(mark, value)
        return text

    @property
    def package(self) -> Path | None:
        """The Python package that the folder is, or lies in."""
        here = self.folder.resolve()
        return next((each for each in (here, *here.parents) if (each / "__init__.py").is_file()), None)

    @property
    def has_plans(self) -> bool:
        plans = self.folder / "plans"
        return any(plans.glob("*.y*ml")) or any(plans.glob("*/plan.y*ml"))


def write_missing(files: Mapping[str, str], folder: Path) -> tuple[list[str], list[str]]:
    """Write the files that are not there: which were written, and which were there. Nothing is ever overwritten.

    They are made beside their places first, so that a full disk or a folder without permission leaves no half of them.
    """
    there = [path for path in files if os.path.lexists(folder / path)]
    written = [path for path in files if path not in there]
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".init-", dir=folder) as work:
        for path in written:
            made = Path(work) / path
            made.parent.mkdir(parents=True, exist_ok=True)
            made.write_text(files[path], "utf-8")
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
        for path in written:
            (Path(work) / path).rename(folder / path)
    return written, there
