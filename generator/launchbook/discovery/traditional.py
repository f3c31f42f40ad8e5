"""Traditional Chinese, made of the simplified catalogues by OpenCC, in the words of Taiwan's software trade.

OpenCC is loaded when the language is asked for, and not before.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

DERIVED = {"zh-Hant": "zh"}
"""The languages that are made of another one; their own catalogues hold what the conversion gets wrong."""

_MISTAKEN = """
資料包告=資料報告 許可權=權限 最多隻=最多只 撥鍾=撥鐘 上線日里=上線日裡 打印=列印
國家程式碼=國家代碼 字母的程式碼=字母的代碼 待籤=待簽 未籤=未簽 所籤=所簽 才籤=才簽
籤的是=簽的是 籤核=簽核 周期=週期 周=週 臺=台 佔=占 公佈=公布 分佈=分布 釋出=發布
稽核=審核 型別=類型 指令碼=腳本 傳送=發送 視窗=時間窗 身份=身分 賬號=帳號
"""
"""What OpenCC mistakes: what it wrote, and what is right."""
_CALLED = """
計劃=計畫 灰度發布=分階段發布 灰度各階段=各發布階段 灰度階段=發布階段 灰度=分階段發布
放量到=開放給 放量=開放 全量=全面開放 回滾=退版 復盤=回顧 應急預案=應變計畫 預案=應變計畫
應急=應變 渠道=管道 郵箱=電子郵件 構建=建置 倉庫=儲存庫 令牌=權杖 製表符=定位字元
花括號=大括號 反斜槓=反斜線 轉義=跳脫 註釋=註解 樣例=範例 示例=範例 模板=範本 文本=文字
調休上班=補班 調休=補班 法定節假日=國定假日 節假日=假日 大盤=儀表板 看板=儀表板
使用者行為埋點=使用者行為追蹤 埋點事件=追蹤事件 埋點=事件追蹤 盯盤=監看 運營=營運 觸達=觸及
促活=提升活躍 拉新=吸引新使用者 用例=案例 准入條件=進入條件 準出條件=結束條件 評審=審查
審批=簽核 反饋=回饋 配置=設定 上報=回報 採集=收集 替手=代理人 備崗=備援 在崗=到班
值守=監看 響應=回應 群聊=群組 夏令時=日光節約時間 通配=萬用
"""
"""What is called otherwise in Taiwan."""


def _replacing(pairs: str) -> Callable[[str], str]:
    terms = dict(pair.split("=") for pair in pairs.split())
    pattern = re.compile("|".join(map(re.escape, sorted(terms, key=len, reverse=True))))
    return lambda text: pattern.sub(lambda term: terms[term[0]], text)


_corrected, _called = _replacing(_MISTAKEN), _replacing(_CALLED)


@cache
def _converter(config: str) -> Callable[[str], str]:
    from opencc import OpenCC  # noqa: PLC0415 - it takes time, and most sites have no need of it

    convert: Callable[[str], str] = OpenCC(config).convert
    return convert


def traditional(text: str) -> str:
    """A simplified text of the catalogues in traditional characters."""
    return _called(_corrected(_converter("s2twp")(text)))


def simplified(text: str) -> str:
    """A text in simplified characters, letter by letter: of the same length."""
    simple = _converter("t2s")(text)
    return simple if len(simple) == len(text) else text


def is_asked_for() -> bool:
    """Whether anything was written in traditional characters so far."""
    return _converter.cache_info().currsize > 0
