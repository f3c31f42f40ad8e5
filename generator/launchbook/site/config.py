"""Rendering options from the site's configuration."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from launchbook.discovery.catalogues import named_language
from launchbook.render import Options

REFERENCE = "reference/problems.md"
"""The list of all codes: where a site has it, each of them has a page."""


def options_for(
    *,
    language: str,
    directory_urls: bool,
    repo_url: str,
    edit_uri: str,
    site_url: str,
    source_url: str,
    has_index: bool,
    explains_all: bool = False,
    authoring: bool = False,
    published_as_directories: bool | None = None,
) -> Options:
    """Options from the settings of mkdocs.yml.

    `source_url` wins; otherwise the address of a line is made from `repo_url` and the branch in `edit_uri`, in the form of
    GitHub (`/blob/BRANCH/PATH#L1`) or GitLab (`/-/blob/…`).
    """
    return Options(
        language=named_language(language) or "en",
        directory_urls=directory_urls,
        published_as_directories=directory_urls if published_as_directories is None else published_as_directories,
        source_url=source_url or _source_url(repo_url, edit_uri),
        site_url=site_url,
        authoring=authoring,
        explains_all=explains_all,
        home="plans/index.md" if has_index else "index.md",
    )


def theme_unfit(name: str | None, folders: Iterable[Path] = ()) -> str:
    """Why pages cannot be shown in a theme; empty where they can: in Material, and in themes that are made of it."""
    if name == "material" or any(folder.parts[-2:] == ("material", "templates") for folder in folders):
        return ""
    found = f"the theme is `{name}`" if name else "no theme is named"
    return (
        f"{found}; pages of plans need Material for MkDocs: write `theme: material`, or `name: material` below `theme:`"
    )


def _source_url(repo_url: str, edit_uri: str) -> str:
    if not repo_url:
        return ""
    branch = re.search(r"(?:edit|blob|tree|raw)/([^/]+)/", edit_uri or "")
    name = branch.group(1) if branch else "main"
    blob = (
        "-/blob"
        if "gitlab" in (urlsplit(repo_url).hostname or "") or re.match(r"(?:.*/)?-/", edit_uri or "")
        else "blob"
    )
    return f"{repo_url.rstrip('/')}/{blob}/{name}/{{path}}#L{{line}}"
