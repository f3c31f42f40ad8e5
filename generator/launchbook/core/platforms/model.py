"""What a platform allows of a release: facts, each with the page that says it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any, Generic, TypeVar

from launchbook.core.problem import Message

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Known(Generic[V]):
    """Something that a platform allows or does."""

    value: V
    says: Message
    """It in a sentence, for the page of the rollout and for remarks."""
    source: str
    """The address of the page that it comes from."""


@dataclass(frozen=True, slots=True)
class Most:
    """The largest size of a package, or the greatest length of a text, by the words that name it."""

    named: re.Pattern[str]
    most: int
    """Bytes of a package; characters of a text."""


@dataclass(frozen=True, slots=True, eq=False)
class Platform:
    """A platform that a plan releases to. What is left out is not known to be limited there."""

    key: str
    name: Message
    called: re.Pattern[str]
    """The words that name it in a text of a plan that has chosen it."""
    in_full: re.Pattern[str] | None = None
    """The words that can mean nothing else, in any plan: a plan that releases there in so many words has chosen it."""
    rises: Known[bool] | None = None
    """Whether the share of a staged release may only rise."""
    whole: Known[bool] | None = None
    """Whether shares are whole numbers of per cent."""
    first_to_all: Known[bool] | None = None
    """Whether a first version is released to everyone at once."""
    pace: Known[Mapping[int, int]] | None = None
    """The shares of a staged release that the platform sets itself, each with the day on which it is reached, from 0."""
    ends: Known[timedelta] | None = None
    """After how long a staged release reaches everyone by itself."""
    pauses: Known[timedelta] | None = None
    """How long a staged release may be paused in all."""
    review: Known[tuple[timedelta, timedelta]] | None = None
    """How long its review takes: the least to reckon with, and what it may come to."""
    no_return: Known[bool] | None = None
    """Whether users can never get an earlier version back."""
    staged_return: Known[bool] | None = None
    """Whether no version is taken back while a staged release runs."""
    one_return: Known[bool] | None = None
    """Whether a version that was reached by going back cannot be taken back again."""
    kept: Known[int] | None = None
    """How many versions it keeps to go back to."""
    secure: Known[bool] | None = None
    """Whether the servers that it speaks to need a domain name, and a protocol with a certificate."""
    privacy: Known[bool] | None = None
    """Whether it asks what is done with personal data before it reviews a version."""
    sizes: tuple[Known[Most], ...] = ()
    texts: tuple[Known[Most], ...] = ()
    cached: Known[bool] | None = None
    """Whether readers keep addresses and files for a time that the team sets, and see a way back no sooner."""

    @property
    def staging(self) -> tuple[Known[Any], ...]:
        """What it allows of a staged release, and of the way back."""
        return tuple(fact for fact in map(partial(getattr, self), _STAGING) if fact)

    @property
    def sources(self) -> tuple[str, ...]:
        """The pages that say so."""
        return tuple(dict.fromkeys(fact.source for fact in self.staging))


_STAGING = (
    "whole", "rises", "pace", "first_to_all", "ends", "pauses", "staged_return", "one_return", "kept", "no_return",
)  # fmt: skip
