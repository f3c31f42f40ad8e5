"""The platforms that a plan may release to, and which of them a text of the plan is about."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal

from launchbook.core.plan import Plan, per_plan
from launchbook.core.platforms.app_store import APP_STORE
from launchbook.core.platforms.google_play import GOOGLE_PLAY
from launchbook.core.platforms.model import Platform
from launchbook.core.platforms.web import WEB
from launchbook.core.platforms.wechat import WECHAT

PlatformKey = Literal["wechat", "app-store", "google-play", "web"]
Staged = Literal["wechat", "app-store", "google-play", "web", "other"]
PLATFORMS: Mapping[str, Platform] = {each.key: each for each in (WECHAT, APP_STORE, GOOGLE_PLAY, WEB)}


_RELEASED = re.compile(
    r"releas|publish|submi|review|roll(?:ed|s|ing)?[- ]?out|phased|staged|发布|上架|提交|提审|审核|灰度|放量|分阶段",
    re.IGNORECASE,
)
_DONE = frozenset({"stage", "task", "step", "item", "milestone", "time box"})


@per_plan
def platforms_of(plan: Plan) -> Sequence[Platform]:
    """The platforms of a plan: those of its head and its rollout. Where neither says any, those on which it releases in so many
    words: “Submit to the App Store”."""
    rollout = getattr(plan.sections.get("rollout"), "platform", None)
    keys = (*(plan.head.platforms or ()), *((rollout,) if rollout else ()))
    if keys or "platforms" in plan.head.model_fields_set:
        return tuple(PLATFORMS[key] for key in dict.fromkeys(keys) if key in PLATFORMS)
    titles = [str(row.title) for row in plan.rows if row.kind in _DONE]
    released = " · ".join(title for title in titles if _RELEASED.search(title))
    return tuple(each for each in PLATFORMS.values() if each.in_full and each.in_full.search(released))


@per_plan
def platforms_staged(plan: Plan) -> Sequence[Platform]:
    """The platforms on which the plan's rollout takes place: its own, or all of the plan."""
    own = getattr(plan.sections.get("rollout"), "platform", None)
    return platforms_of(plan) if own is None else tuple(PLATFORMS[key] for key in (own,) if key in PLATFORMS)


def any_asks(plan: Plan, fact: str) -> bool:
    """Whether a platform of the plan has something of a kind: for most plans no text need be read."""
    return any(getattr(platform, fact) for platform in platforms_of(plan))


def concerned(plan: Plan, text: str, chosen: Sequence[Platform] | None = None) -> Sequence[Platform]:
    """The platforms that a text is about: of those of the plan the ones that it names, or else all of them."""
    among = platforms_of(plan) if chosen is None else chosen
    if len(among) < 2:
        return among
    known = _concerned(plan)
    if (text, among) not in known:
        known[text, among] = tuple(each for each in among if each.called.search(text)) or among
    return known[text, among]


@per_plan
def _concerned(plan: Plan) -> dict[tuple[str, Sequence[Platform]], Sequence[Platform]]:
    """What was found so far: several rules ask the same."""
    return {}
