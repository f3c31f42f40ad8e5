"""What heads the tables of a plan in Chinese is Chinese: every key of the language has its word."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, RootModel

from launchbook.discovery.kinds import find_sections
from launchbook.exports.tables import Labels


def _below(kind: type[BaseModel]) -> Iterator[Any]:
    for child in kind.__subclasses__():
        yield child
        yield from _below(child)


def test_every_key_has_a_word_in_chinese() -> None:
    find_sections()
    labels = Labels("zh")
    keys = {
        info.alias or name: model.__name__
        for model in _below(BaseModel)
        if model.__module__.startswith("launchbook.") and not issubclass(model, RootModel)
        if not model.__module__.startswith("launchbook.core.runs.")  # what browsers write is in no table
        for name, info in model.model_fields.items()
    }
    missing = {key: model for key, model in sorted(keys.items()) if not labels.translated_title(key)}
    assert missing == {}, "add `column <key>` to the zh.po of the section, or to exports/zh.po where several have it"
