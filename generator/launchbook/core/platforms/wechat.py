"""WeChat mini programs."""

from __future__ import annotations

import re
from datetime import timedelta

from launchbook.core.platforms.model import Known, Most, Platform
from launchbook.core.problem import say

_OPEN = "https://developers.weixin.qq.com/doc/oplatform/openApi/miniprogram-management/code-management/"
_STAGED = "https://developers.weixin.qq.com/doc/oplatform/openApi/OpenApiDoc/miniprogram-management/code-management/grayRelease.html"
_BACK = _OPEN + "api_revertcoderelease.html"
_CODES = "https://developers.weixin.qq.com/doc/oplatform/Third-party_Platforms/2.0/api/code/revertcoderelease.html"
_PACKAGES = "https://developers.weixin.qq.com/miniprogram/dev/framework/subpackages.html"
_NETWORK = "https://developers.weixin.qq.com/miniprogram/dev/framework/ability/network.html"
_RULES = "https://developers.weixin.qq.com/miniprogram/product/"
_MIB = 1024 * 1024
_EACH = re.compile(r"主包|(?<![部有总])分包(?!总|合计|一共)|main package|(?<!all )sub[- ]?package", re.IGNORECASE)
_ALL = re.compile(
    r"总包|整包|包总|总大小|分包(?:总|合计|一共)|[部有总]分包|all (?:sub)?[- ]?packages|packages? (?:in )?total|total (?:package|size)",
    re.IGNORECASE,
)

WECHAT = Platform(
    key="wechat",
    name=say("WeChat"),
    called=re.compile(r"微信|小程序|wechat|mini[- ]?program", re.IGNORECASE),
    in_full=re.compile(r"微信小程序|wechat mini[- ]?program", re.IGNORECASE),
    whole=Known(True, say("The share is a whole number of per cent."), _STAGED),
    rises=Known(True, say("The share may only rise."), _STAGED),
    first_to_all=Known(True, say("There is no staged release before a first version is online."), _STAGED),
    ends=Known(
        timedelta(days=15),
        say("A staged release that is not finished or cancelled reaches everyone by itself after 15 days."),
        _STAGED,
    ),
    staged_return=Known(
        True, say("While a staged release runs, no version can be rolled back; it can be cancelled."), _CODES
    ),
    one_return=Known(True, say("A version reached by rollback cannot be rolled back again."), _BACK),
    kept=Known(5, say("The last five versions are kept to go back to."), _BACK),
    review=Known(
        (timedelta(days=2), timedelta(days=7)),
        say("Each version is reviewed before it is released, which takes up to seven days."),
        _RULES,
    ),
    privacy=Known(True, say("The privacy guide for users is filled in before a version is reviewed."), _RULES),
    secure=Known(
        True, say("Servers have a registered domain name, no IP address, and speak `https` or `wss`."), _NETWORK
    ),
    sizes=(
        Known(
            Most(_EACH, 2 * _MIB),
            say("The main package and each subpackage have at most 2 MB."),
            _PACKAGES,
        ),
        Known(
            Most(_ALL, 30 * _MIB),
            say("All packages together have at most 30 MB; 20 MB where a service provider develops it."),
            _PACKAGES,
        ),
    ),
)
