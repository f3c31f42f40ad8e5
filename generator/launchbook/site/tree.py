"""The engine-neutral tree: Markdown pages, assets, theme templates and a config that MkDocs and Zensical both read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from launchbook.core.text import escape
from launchbook.discovery.catalogues import languages
from launchbook.render.pages import STYLE, THEME
from launchbook.render.script import SCRIPT
from launchbook.site.build import Nav, Site
from launchbook.site.extensions import completed
from launchbook.site.write import read_tree

NOT_IN_NAV = (
    "/people/*.md", "!/people/index.md", "/plans/*/day/*.md", "/plans/*/runs/*.md", "!/plans/*/runs/index.md", "/plans/*/sheet.md",
    "/plans/*/packs/*.md", "/packs/*.md", "/problems/*/*.md",
)  # fmt: skip
"""Pages that the navigation does not list: one per person, day, run and code of a problem, what printed sheets lead to, and packs."""

DEFAULT_CONFIG: dict[str, Any] = {
    "site_name": "launchbook",
    "theme": {"name": "material", "language": "en", "font": False, "features": ["navigation.indexes"]},
}


_KINDS: dict[str, tuple[type, ...]] = {
    "theme": (str, dict),
    "markdown_extensions": (list, dict),
    "plugins": (list, dict),
    "nav": (list,),
    "extra": (dict,),
    "extra_css": (list,),
    "extra_javascript": (list,),
    "docs_dir": (str,),
}
"""The allowed types of the settings that are read here."""


@dataclass(frozen=True)
class _Tagged:
    """A value of mkdocs.yml with a tag (`!ENV`, `!!python/name:…`), which is kept."""

    tag: str
    value: object


class _Loader(yaml.SafeLoader):
    pass


class _Dumper(yaml.SafeDumper):
    pass


def _keep_tag(loader: yaml.SafeLoader, node: yaml.Node) -> _Tagged:
    if isinstance(node, yaml.MappingNode):
        return _Tagged(node.tag, loader.construct_mapping(node, deep=True))
    if isinstance(node, yaml.SequenceNode):
        return _Tagged(node.tag, loader.construct_sequence(node, deep=True))
    assert isinstance(node, yaml.ScalarNode)
    return _Tagged(node.tag, node.value)


def _write_tag(dumper: yaml.SafeDumper, tagged: _Tagged) -> yaml.Node:
    if isinstance(tagged.value, dict):
        return dumper.represent_mapping(tagged.tag, tagged.value)
    if isinstance(tagged.value, list):
        return dumper.represent_sequence(tagged.tag, tagged.value)
    return dumper.represent_scalar(tagged.tag, str(tagged.value))


_Loader.add_constructor(None, _keep_tag)
_Dumper.add_representer(_Tagged, _write_tag)


def read_config(text: str) -> dict[str, Any]:
    """mkdocs.yml as a mapping. Raises `ValueError` if it is none, or a setting has the wrong type."""
    try:
        config = yaml.load(text, Loader=_Loader)  # noqa: S506 - a SafeLoader that builds nothing from tags
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from None
    if not isinstance(config, dict):
        raise ValueError("not a mapping")
    for name, kinds in _KINDS.items():
        if config.get(name) is not None and not isinstance(config[name], kinds):
            words: dict[type, str] = {str: "a text", list: "a list", dict: "a mapping"}
            raise ValueError(f"{name}: expected {' or '.join(words[kind] for kind in kinds)}")
    return config


def site_tree(site: Site, config: Mapping[str, Any], docs: Path | None, overrides: Path | None) -> dict[str, bytes]:
    """The files of the tree by path: `mkdocs.yml`, `docs/`, `overrides/`."""
    tree: dict[str, bytes] = {}
    own_docs = read_tree(docs) if docs and docs.is_dir() else {}
    tree |= {f"docs/{name}": data for name, data in own_docs.items()}
    tree |= {f"docs/{page.path}": page.text.encode() for page in site.pages}
    tree |= {f"docs/{asset.path}": asset.data for asset in site.assets}
    tree |= {f"overrides/{name}": data for name, data in read_tree(THEME).items()}
    if overrides and overrides.is_dir():
        tree |= {
            f"overrides/{name}": data
            for name, data in read_tree(overrides).items()
            if not name.startswith("launchbook/")
        }
    tree["mkdocs.yml"] = _config_text(site, config, own_docs)
    return tree


def _config_text(site: Site, config: Mapping[str, Any], own_docs: Mapping[str, bytes]) -> bytes:
    settings = dict(config)
    theme = settings.get("theme") or {}
    theme = {"name": theme} if isinstance(theme, str) else dict(theme)
    plugins = [entry for entry in _as_list(settings.get("plugins", ["search"])) if _name(entry) != "launchbook"]
    settings |= {
        "docs_dir": "docs",
        "site_dir": "site",
        "theme": theme | {"custom_dir": "overrides"},
        "markdown_extensions": completed(_as_list(settings.get("markdown_extensions"))),
        "plugins": plugins,
        "nav": nav_of(site, settings.get("nav") or sorted(name for name in own_docs if name.endswith(".md"))),
        "extra_css": [STYLE, *_as_list(settings.get("extra_css", []))],
        "extra_javascript": [*_as_list(settings.get("extra_javascript", [])), SCRIPT],
        "not_in_nav": "\n".join([str(settings.get("not_in_nav") or "").rstrip(), *NOT_IN_NAV]).strip() + "\n",
        "extra": {**(settings.get("extra") or {}), "launchbook": site.frame},
    }
    text = yaml.dump(settings, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=200)
    return ("# Written by `launchbook render`.\n" + text).encode()


def nav_of(site: Site, rest: list[Any]) -> list[Any]:
    """The `nav` of mkdocs.yml: home, the plans, then the team's own pages, those in the site's language first."""
    index: list[Any] = ["index.md"] if site.home[0].path != "index.md" else []
    plans = [_entry(site.plans)] if site.plans.children else []
    own = sorted((entry for entry in rest if entry != "index.md"), key=lambda entry: _language(entry) != site.language)
    return [*index, *(_entry(nav) for nav in site.home), *plans, *own]


def _language(entry: Any) -> str:
    """The language of an entry: that of its first page's folder, or English."""
    while isinstance(entry, (dict, list)) and entry:
        entry = next(iter(entry.values())) if isinstance(entry, dict) else entry[0]
    folder = str(entry).partition("/")[0]
    return folder if folder in languages() else "en"


def _entry(nav: Nav) -> dict[str, Any]:
    """An entry in the form of mkdocs.yml. Themes print titles unescaped, so they are escaped here."""
    return {escape(nav.title): nav.path or [_entry(child) for child in nav.children]}


def _as_list(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [{name: options} for name, options in value.items()]
    return list(value or [])


def _name(entry: Any) -> str:
    return str(next(iter(entry), "")) if isinstance(entry, dict) else str(entry)
