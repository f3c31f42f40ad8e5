"""Apple's App Store."""

from __future__ import annotations

import re
from datetime import timedelta

from launchbook.core.platforms.model import Known, Most, Platform
from launchbook.core.problem import say

_PHASES = "https://developer.apple.com/help/app-store-connect/update-your-app/release-a-version-update-in-phases"
_UPDATES_ONLY = "https://developer.apple.com/documentation/appstoreconnectapi/app-store-version-phased-releases"
_REVIEW = "https://developer.apple.com/distribute/app-review/"
_INFORMATION = "https://developer.apple.com/help/app-store-connect/reference/app-information/"
_VERSION = "https://developer.apple.com/help/app-store-connect/reference/platform-version-information/"
_PRIVACY = "https://developer.apple.com/help/app-store-connect/manage-app-information/manage-app-privacy"


def _text(words: str, most: int) -> Most:
    return Most(re.compile(words, re.IGNORECASE), most)


APP_STORE = Platform(
    key="app-store",
    name=say("App Store"),
    called=re.compile(r"app ?store|test ?flight|\bios\b|苹果", re.IGNORECASE),
    in_full=re.compile(r"app store\b", re.IGNORECASE),
    pace=Known(
        {1: 0, 2: 1, 5: 2, 10: 3, 20: 4, 50: 5, 100: 6},
        say(
            "A phased release reaches 1, 2, 5, 10, 20, 50 and 100 % on seven days in a row; the shares cannot be chosen."
        ),
        _PHASES,
    ),
    pauses=Known(timedelta(days=30), say("A phased release can be paused for 30 days in all."), _PHASES),
    first_to_all=Known(True, say("Only updates are released in phases, not a first version."), _UPDATES_ONLY),
    no_return=Known(
        True,
        say("Users do not get an earlier version back: a new version goes through the review, or is expedited."),
        _PHASES,
    ),
    review=Known(
        (timedelta(days=2), timedelta(days=7)),
        say("Each version is reviewed before it is released; nine in ten reviews take less than a day."),
        _REVIEW,
    ),
    privacy=Known(True, say("The privacy details are filled in before a version is reviewed."), _PRIVACY),
    texts=(
        Known(_text(r"(?:app )?subtitle|副标题", 30), say("The subtitle has at most 30 characters."), _INFORMATION),
        Known(_text(r"app(?:lication)? name|应用名称?", 30), say("The name has at most 30 characters."), _INFORMATION),
        Known(
            _text(r"promotional text|宣传文本|推广文本", 170),
            say("The promotional text has at most 170 characters."),
            _VERSION,
        ),
        Known(
            _text(r"keywords?(?: field)?|关键词|关键字", 100),
            say("The keywords have at most 100 characters in all."),
            _VERSION,
        ),
        Known(
            _text(r"what[’']s new(?: text)?|新功能介绍|此版本的新增内容", 4000),
            say("“What’s New” has at most 4000 characters."),
            _VERSION,
        ),
    ),
)
