"""Google Play."""

from __future__ import annotations

import re
from datetime import timedelta

from launchbook.core.platforms.model import Known, Most, Platform
from launchbook.core.problem import say

_STAGED = "https://support.google.com/googleplay/android-developer/answer/6346149"
_REVIEW = "https://support.google.com/googleplay/android-developer/answer/9859751"
_LISTING = "https://support.google.com/googleplay/android-developer/answer/9859152"
_RELEASES = "https://support.google.com/googleplay/android-developer/answer/9859348"
_SAFETY = "https://support.google.com/googleplay/android-developer/answer/10787469"


def _text(words: str, most: int) -> Most:
    return Most(re.compile(words, re.IGNORECASE), most)


GOOGLE_PLAY = Platform(
    key="google-play",
    name=say("Google Play"),
    called=re.compile(r"google ?play|\bplay (?:console|store|后台|控制台)|\bandroid\b|安卓", re.IGNORECASE),
    in_full=re.compile(r"google play\b|play (?:console|store)\b", re.IGNORECASE),
    first_to_all=Known(True, say("Only updates are released in stages, not a first version."), _STAGED),
    no_return=Known(
        True,
        say(
            "A staged release can be halted; users do not get an earlier version back, only one with a higher version code."
        ),
        _STAGED,
    ),
    review=Known(
        (timedelta(days=2), timedelta(days=7)),
        say("Each version is reviewed before it is released, which may take seven days or more."),
        _REVIEW,
    ),
    privacy=Known(True, say("The form on data safety is filled in before a version is reviewed."), _SAFETY),
    texts=(
        Known(_text(r"app name|应用名称?", 30), say("The name has at most 30 characters."), _LISTING),
        Known(
            _text(r"short description|简短说明|短描述", 80),
            say("The short description has at most 80 characters."),
            _LISTING,
        ),
        Known(
            _text(r"release notes|版本说明", 500),
            say("The release notes have at most 500 characters in each language."),
            _RELEASES,
        ),
    ),
)
