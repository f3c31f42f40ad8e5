"""Free text under titles."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import RootModel, TypeAdapter, ValidatorFunctionWrapHandler, WrapValidator, model_validator

from launchbook.core.headings import Listed
from launchbook.core.items import Anchored, Table
from launchbook.core.model import refusal
from launchbook.core.problem import say
from launchbook.core.text import Prose, Word


class Note(Anchored):
    """A note. Short form: its text."""

    short: ClassVar[str | None] = "text"

    title: Word | None = None
    """Its heading; in a mapping of notes, the key where left out."""
    text: Prose
    """The text, in Markdown."""
    tables: Listed[Table] = ()
    """Tables below the text."""

    @property
    def label(self) -> str:
        return self.title or self.text


class ListedNote(Note):
    """A note in a list, where no key gives it a heading."""

    short: ClassVar[str | None] = None

    title: Word
    """Its heading."""

    @model_validator(mode="before")
    @classmethod
    def _titled(cls, data: Any) -> Any:
        if isinstance(data, str):
            help = say("Write `- title: …` and `text: …`, or a mapping of titles and texts.")
            raise refusal(say("a note in a list needs a title"), help)
        return data


_BY_TITLE = TypeAdapter(dict[Word, Note])
_LISTED = TypeAdapter(tuple[ListedNote, ...])


def _either(data: Any, _: ValidatorFunctionWrapHandler) -> dict[Word, Note] | tuple[ListedNote, ...]:
    """Choose by form and not by trial, so that a mistake is reported for the form that was written."""
    if isinstance(data, (list, tuple)):
        return _LISTED.validate_python(data)
    if isinstance(data, dict):
        data = {title: _titled(str(title), note) for title, note in data.items()}
    return _BY_TITLE.validate_python(data)


def _titled(title: str, note: Any) -> Any:
    if isinstance(note, dict):
        return {"title": title, **note}
    return {"title": title, "text": note} if note is None or isinstance(note, str) else note


class Notes(RootModel[Annotated[dict[Word, Note] | tuple[ListedNote, ...], WrapValidator(_either)]]):
    """Notes by title, or a list of notes with titles."""

    model_config = {"frozen": True}

    @property
    def pages(self) -> tuple[Note, ...]:
        """The notes in the order of the plan, whichever form they have."""
        return tuple(self.root.values()) if isinstance(self.root, dict) else self.root
