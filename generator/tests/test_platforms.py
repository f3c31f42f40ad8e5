"""What platforms allow, against what plans say: stages, ways back, reviews, addresses, sizes, texts, caches."""

from __future__ import annotations

import pytest
from test_rules_across import problems

from launchbook.core.platforms import PLATFORMS

Places = list[tuple[int, str]]
"""The line of a remark, and what it points at."""

EN = """\
plan: shop-2
title: Shop 2
language: en
version: 2.4.0
launch: 2026-03-10 10:00
owner: li
people: {{li: {{name: Li}}}}
platforms: {}
"""
ZH = """\
plan: shop-2
title: 商店 2
version: 2.4.0
launch: 2026-03-10 10:00
owner: li
people: {{li: {{name: 李工}}}}
calendar: CN
platforms: {}
"""
"""Eight lines: what a test adds begins on line 9."""


def found(text: str, code: str, platforms: str = "wechat", head: str = EN) -> Places:
    said = problems(head.format(platforms) + text, code)
    places = [each.location for each in said]
    return [(at.line, at.text[at.column - 1 :].lstrip("'")[: at.length]) for at in places]


def stages(*lines: str) -> str:
    return "rollout:\n  stages:\n" + "".join(f"    - {line}\n" for line in lines) + "    - {title: All, share: 100%}\n"


def test_every_fact_has_its_source() -> None:
    known = [
        known for platform in PLATFORMS.values() for known in (*platform.staging, *platform.sizes, *platform.texts)
    ]
    assert known and all(each.source.startswith("https://") and each.says.msgid.endswith(".") for each in known)


def test_the_rollout_chooses_its_platform_as_the_head_does() -> None:
    text = "rollout: {{{}stages: [{{title: Some, share: 0.5%}}, {{title: All, share: 100%}}]}}\n"
    for head, rollout in (("wechat", ""), ("[]", "platform: wechat, "), ("[web, wechat]", "platform: wechat, ")):
        assert len(found(text.format(rollout), "RO002", head)) == 1
    for head, rollout in (
        ("[]", ""),
        ("[]", "platform: other, "),
        ("wechat", "platform: other, "),
        ("google-play", ""),
    ):
        assert found(text.format(rollout), "RO002", head) == []
    assert found(text.format(""), "RO002", "微信", ZH) == [(9, "0.5%")]


@pytest.mark.parametrize("platform", ["wechat", "app-store", "google-play", "[app-store, google-play]"])
def test_a_first_version_goes_to_everyone(platform: str) -> None:
    text = stages("{title: A part, share: 10%}")
    assert problems(EN.format(platform).replace("2.4.0", "1.0.0") + text, "RO009")[0].location.line == 11
    assert found(text, "RO009", platform) == []


def test_a_first_version_of_a_web_site_may_be_staged() -> None:
    assert (
        problems(EN.format("[app-store, web]").replace("2.4.0", "1.0.0") + stages("{title: A, share: 5%}"), "RO009")
        == []
    )


def test_the_store_has_its_own_shares() -> None:
    assert found(stages("{title: Early birds, share: 25%}"), "PT001", "app-store") == [(11, "25%")]
    assert found(stages("{title: 第一批, share: 3%}"), "PT001", "app-store", ZH) == [(11, "3%")]
    assert found(stages("{title: Both stores, share: 15%}"), "PT001", "[app-store, google-play]") == [(11, "15%")]
    step = "procedures: {push: [{do: The phased rollout begins with 40% of users}]}\n"
    assert found(step, "PT001", "app-store") == [(9, "40")]


@pytest.mark.parametrize(
    ("stage", "platform"),
    [
        ("{title: Day 4, share: 10%}", "app-store"),
        ("{title: Google Play, share: 25%}", "[app-store, google-play]"),
        ("{title: TestFlight, share: 25%}", "app-store"),
        ("{title: Web first, share: 25%}", "[app-store, web]"),
        ("{title: 开头, share: 3%}", "google-play"),
    ],
)
def test_other_shares_are_given(stage: str, platform: str) -> None:
    assert found(stages(stage), "PT001", platform) == []


def test_the_store_has_its_own_pace() -> None:
    text = stages("{title: Start, share: 1%, at: 2026-03-10 10:00}", "{title: More, share: 20%, at: 2026-03-12 10:00}")
    assert found(text, "PT002", "app-store") == [(12, "2026-03-12 10:00")]
    assert found(text, "PT002", "app-store", ZH) == [(12, "2026-03-12 10:00")]
    assert found(text.replace("03-12", "03-14"), "PT002", "app-store") == []
    assert found(text, "PT002", "google-play") == []


def test_a_staged_release_ends() -> None:
    text = "rollout: [{title: A, share: 5%, at: 2026-03-10}, {title: B, share: 100%, at: 2026-03-30}]\n"
    assert found(text, "PT003") == [(9, "2026-03-30")]
    assert found(text, "PT003", "微信", ZH) == [(9, "2026-03-30")]
    assert found(text.replace("03-30", "03-20"), "PT003") == []
    assert found(text, "PT003", "app-store") == []
    assert found(text.replace("03-30", "04-30"), "PT003", "app-store") == [(9, "2026-04-30")]


BACK = "rollback: {{decider: li, steps: ['{}']}}\n"


@pytest.mark.parametrize(
    "step",
    [
        "Revert to the last stable build",
        "Re-publish release 2.3.9 in the console",
        "Put the old version back",
        "Downgrade everyone to 2.3.1",
    ],
)
def test_a_store_gives_no_earlier_version_back(step: str) -> None:
    assert found(BACK.format(step), "PT004", "app-store") == [(9, step)]
    assert found(BACK.format(step), "PT004", "[google-play, app-store]") == [(9, step)]
    assert found(BACK.format(step), "PT004", "web") == []


@pytest.mark.parametrize(
    "step", ["在应用商店恢复上一个版本", "把用户退回到旧版", "重新上架 2.3.9", "重新启用旧版安装包"]
)
def test_a_store_gives_no_earlier_version_back_in_chinese(step: str) -> None:
    assert found(BACK.format(step), "PT004", "app-store", ZH) == [(9, step)]


@pytest.mark.parametrize(
    "step",
    [
        "Halt the release, and submit a new version with the code of the last stable release",
        "Roll the API back to the previous version",
        "The stores cannot restore an earlier version",
        "Switch the flag off",
        "后端恢复到上一个版本",
        "商店不能退回旧版本，提审更高的版本号",
    ],
)
def test_what_goes_on_or_is_no_app_is_not_meant(step: str) -> None:
    assert found(BACK.format(step), "PT004", "app-store") == []


def test_of_an_app_and_a_web_site_the_app_has_to_be_named() -> None:
    assert found(BACK.format("Restore the previous version"), "PT004", "[app-store, web]") == []
    assert found(BACK.format("Restore the previous version on iOS"), "PT004", "[app-store, web]") == [
        (9, "Restore the previous version on iOS")
    ]


def test_nothing_is_taken_back_while_it_is_staged() -> None:
    stage = "rollout: [{{title: A part, share: 5%, on_breach: {}}}, {{title: All, share: 100%}}]\n"
    assert found(stage.format("回退到上一个版本"), "PT005", "wechat", ZH) == [(9, "回退到上一个版本")]
    assert found(stage.format("Roll back to the previous release"), "PT005") == [
        (9, "Roll back to the previous release")
    ]
    assert found(stage.format("撤销灰度，用户回到上一个版本"), "PT005", "wechat", ZH) == []
    assert found(stage.format("Cancel the staged release"), "PT005") == []
    assert found(stage.format("Roll back to the previous release"), "PT005", "web") == []
    stopped = stage.format("Stop")
    assert found(stopped + BACK.format("版本回退"), "PT005", "wechat", ZH) == [(10, "版本回退")]
    assert found(stopped + BACK.format("先取消灰度；已全量则版本回退"), "PT005", "wechat", ZH) == []


def test_a_version_is_taken_back_once() -> None:
    assert found(BACK.format("仍有问题就再次回退，直到正常"), "PT006", "wechat", ZH) == [
        (9, "仍有问题就再次回退，直到正常")
    ]
    assert found(BACK.format("If it still fails, roll back again"), "PT006") == [
        (9, "If it still fails, roll back again")
    ]
    assert found(BACK.format("Then go back two versions"), "PT006") == [(9, "Then go back two versions")]
    assert found(BACK.format("仍有问题就提审修复版"), "PT006", "wechat", ZH) == []
    assert found(BACK.format("If it still fails, roll back again"), "PT006", "web") == []


def test_five_versions_are_kept() -> None:
    text = "rollback: {{decider: li, retention: {}}}\n"
    assert found(text.format("最近 8 个版本"), "PT006", "wechat", ZH) == [(9, "最近 8 个版本")]
    assert found(text.format("the last ten versions"), "PT006") == [(9, "the last ten versions")]
    assert found(text.format("最近 5 个版本"), "PT006", "wechat", ZH) == []
    assert found(text.format("the last three versions"), "PT006") == []


def test_a_review_takes_its_time() -> None:
    text = "timeline: {{tasks: [{{title: {}, at: {}, owner: li}}]}}\n"
    assert found(text.format("Submit to App Review", "2026-03-09"), "PT007", "app-store") == [(9, "{")]
    assert found(text.format("提审 2.4.0", "2026-03-09"), "PT007", "wechat", ZH) == [(9, "{")]
    assert found(text.format("Upload the bundle for review", "2026-03-09"), "PT007", "google-play") == [(9, "{")]
    assert found(text.format("Submit to App Review", "2026-03-04"), "PT007", "app-store") == []
    assert found(text.format("提审 2.4.0", "2026-03-03"), "PT007", "wechat", ZH) == []
    assert found(text.format("提审（已申请加急）", "2026-03-09"), "PT007", "wechat", ZH) == []
    assert found(text.format("Submit the report", "2026-03-09"), "PT007", "app-store") == []


def test_a_review_is_planned() -> None:
    assert found("notes: {a: Nothing}\n", "PT008") == [(8, "wechat")]
    assert found("notes: {a: 无}\n", "PT008", "微信", ZH) == [(8, "微信")]
    assert found("timeline: {tasks: [{title: 提审, owner: li}]}\n", "PT008", "wechat", ZH) == []
    assert found("notes: {a: The store has reviewed it}\n", "PT008", "app-store") == []
    assert found("notes: {a: Nothing}\n", "PT008", "web") == []


def test_privacy_comes_first() -> None:
    text = "checklists: [{{title: Store, due: {}, owner: li, items: ['{}']}}]\n"
    late = text.format("2026-03-12", "Privacy details are filled in")
    assert found(late, "PT009", "app-store") == [(9, "Privacy details are filled in")]
    assert found(text.format("2026-03-01", "用户隐私保护指引上线后再补"), "PT009", "wechat", ZH) == [
        (9, "用户隐私保护指引上线后再补")
    ]
    assert found(text.format("2026-03-01", "Privacy details are filled in"), "PT009", "app-store") == []
    assert found(late, "PT009", "web") == []


@pytest.mark.parametrize(
    ("item", "at"),
    [
        ("request 合法域名：http://shop.cn", "http://shop.cn"),
        ("The API address is 203.0.113.9", "203.0.113.9"),
        ("socket 域名填 ws://push.shop.cn", "ws://push.shop.cn"),
        ("Server domain: https://198.51.100.4:8443", "https://198.51.100.4"),
    ],
)
def test_servers_have_names(item: str, at: str) -> None:
    text = f"checklists: [{{title: T, due: T-1d, owner: li, items: ['{item}']}}]\n"
    assert found(text, "PT010") == [(9, at)]
    assert found(text, "PT010", "web") == []


@pytest.mark.parametrize(
    "item",
    [
        "request 合法域名：https://shop.cn",
        "域名不能是 IP 地址，如 203.0.113.9",
        "Ping 203.0.113.9 from the office",
        "测试环境域名 http://test.shop.cn 已删除",
        "Version 2.4.0.1 of the domain model",
    ],
)
def test_other_addresses_are_not_asked(item: str) -> None:
    assert found(f"checklists: [{{title: T, due: T-1d, owner: li, items: ['{item}']}}]\n", "PT010") == []


def test_packages_have_their_size() -> None:
    fact = "standards: {{Packages: [{}]}}\n"
    assert found(fact.format("主包 2.4 MB"), "PT011", "wechat", ZH) == [(9, "2.4 MB")]
    assert found(fact.format("The main package is 2300 KB"), "PT011") == [(9, "2300 KB")]
    assert found(fact.format("{name: 主包, limit: '≤ 3MB'}"), "PT011", "wechat", ZH) == [(9, "≤ 3MB")]
    assert found(fact.format("{name: 所有分包合计, limit: '≤ 36MB'}"), "PT011", "wechat", ZH) == [(9, "≤ 36MB")]
    quiet = (
        "主包 1.9 MB",
        "主包从 2.6 MB 减到 1.7 MB，主包 1.7 MB",
        "全部分包 24 MB",
        "Images are 4 MB",
        "{name: 主包, limit: '< 2MB'}",
    )
    for fits in quiet:
        assert found(fact.format(fits), "PT011", "wechat", ZH) == []
    assert found(fact.format("主包 2.4 MB"), "PT011", "web", ZH) == []


def test_store_texts_have_their_length() -> None:
    long = "Tickets for every train and every bus"
    text = "procedures: {{list: [{}]}}\n"
    assert found(text.format(f"'Subtitle: “{long}”'"), "PT012", "app-store") == [(9, long)]
    assert found(text.format(f"{{do: Fill in, inputs: {{Subtitle: {long}}}}}"), "PT012", "app-store") == [(9, long)]
    assert found(text.format("'副标题：「" + "好" * 31 + "」'"), "PT012", "app-store", ZH) == [(9, "好" * 31)]
    assert found(text.format("'Subtitle: “Tickets for every train”'"), "PT012", "app-store") == []
    assert found(text.format(f"'Short description: “{long}”'"), "PT012", "google-play") == []
    assert found(text.format(f"'Subtitle: “{long}”'"), "PT012", "google-play") == []


CACHES = "rollback: {{decider: li, within: 20m, steps: [{}]}}\nstandards: {{DNS: ['{}']}}\n"


def test_the_way_back_waits_for_caches() -> None:
    assert found(CACHES.format("Switch back", "TTL 3600"), "PT013", "web") == [(10, "TTL 3600")]
    assert found(CACHES.format("把 DNS 切回旧机房", "TTL 为 1 小时"), "PT013", "[]", ZH) == [(10, "TTL 为 1 小时")]
    assert found(CACHES.format("Switch back", "Cache-Control: max-age=86400"), "PT013", "web") == [
        (10, "max-age=86400")
    ]
    assert found(CACHES.format("Switch back, purge the CDN", "Cache-Control: max-age=86400"), "PT013", "web") == []
    assert found(CACHES.format("Switch back", "TTL 300"), "PT013", "web") == []
    assert found(CACHES.format("Switch back", "TTL lowered from 3600; TTL 60 now"), "PT013", "web") == []
    assert found(CACHES.format("Switch back", "TTL 3600"), "PT013", "[]") == []


def test_a_ttl_is_lowered_in_time() -> None:
    text = "timeline: {{tasks: [{{title: {}, at: {}, owner: li}}]}}\n"
    assert found(text.format("Lower the TTL from 86400 s to 60 s", "2026-03-10 01:00"), "PT015", "web") == [(9, "{")]
    assert found(text.format("DNS 的 TTL 由 24 小时调低到 1 分钟", "2026-03-09 20:00"), "PT015", "web", ZH) == [
        (9, "{")
    ]
    assert found(text.format("Lower the TTL from 86400 s to 60 s", "2026-03-08"), "PT015", "web") == []
    assert found(text.format("DNS 的 TTL 由 1 小时调低到 1 分钟", "2026-03-09 20:00"), "PT015", "web", ZH) == []


def test_what_runs_out_soon_is_told() -> None:
    text = "standards: {{TLS: [{}]}}\n"
    assert found(text.format("{name: Certificate, until: 2026-03-15}"), "SD008", "web") == [(9, "2026-03-15")]
    assert found(text.format("证书 2026-03-14 到期"), "SD008", "web", ZH) == [(9, "证书 2026-03-14 到期")]
    assert found(text.format("The certificate expires on 2026-03-12"), "SD008", "[]") == [
        (9, "The certificate expires on 2026-03-12")
    ]
    assert found(text.format("{name: Certificate, until: 2026-07-15}"), "SD008", "web") == []
    assert found(text.format("The certificate expires on 2026-08-12"), "SD008", "[]") == []
    assert found(text.format("证书 2026-03-14 到期，自动续期"), "SD008", "web", ZH) == []


def test_a_platform_that_is_only_spoken_of() -> None:
    head = EN.replace("platforms: {}\n", "tags: [{}]\n")
    said = "timeline: {tasks: [{title: Submit it to the App Store, at: 2026-03-02, owner: li}]}\n"
    assert found(said, "PT014", "a", head) == [(1, "shop-2")]
    assert found(said + BACK.format("Restore the previous version"), "PT004", "a", head) == [
        (10, "Restore the previous version")
    ]
    assert found(said, "PT014", "[]") == []
    assert found("summary: The app in the App Store calls this server.\n", "PT014", "a", head) == []


CLOSE = "2026-03-09"
"""The day before the launch."""


@pytest.mark.parametrize(
    ("text", "at"),
    [
        (
            f"runsheet: [{{title: Before, at: {CLOSE} 15:00 .. 16:00, steps: [{{do: Submit the build for App Review}}]}}]\n",
            "{",
        ),
        (
            f"checklists: [{{title: C, due: {CLOSE}, owner: li, items: [The binary is sent to Apple for review]}}]\n",
            "The",
        ),
        ("summary: The build is submitted to the App Store on 9 March and released a day later.\n", "9 March"),
        ("notes: {a: We submit the app to the store on the morning of the launch}\n", "on the morning of the launch"),
    ],
)
def test_a_review_takes_its_time_wherever_it_stands(text: str, at: str) -> None:
    said = found(text, "PT007", "app-store")
    assert len(said) == 1 and said[0][0] == 9 and said[0][1].startswith(at)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        (f"runsheet: [{{title: 准备, at: {CLOSE} 15:00 .. 16:00, steps: [{{do: 后台提交代码审核}}]}}]\n", "{"),
        ("summary: 3 月 9 日提审，次日发布。\n", "3 月 9 日"),
        ("notes: {a: T-1 送审，T 发布}\n", "T-1"),
        ("procedures: {a: {title: 提审, when: 上线前一天, owner: li, steps: [点提交]}}\n", "上线前一天"),
    ],
)
def test_a_review_takes_its_time_in_chinese(text: str, at: str) -> None:
    said = found(text, "PT007", "wechat", ZH)
    assert len(said) == 1 and said[0][1].startswith(at)


@pytest.mark.parametrize(
    "text",
    [
        "notes: {a: '3 月 2 日提审，3 月 9 日复查文案'}\n",
        "notes: {a: 上线当天不再提审}\n",
        "notes: {a: 提审材料 3 月 9 日前备份}\n",
        f"checklists: [{{title: C, due: {CLOSE}, owner: li, items: [提交审核的结果是通过]}}]\n",
        "notes: {a: '3 月 9 日提交审核（已加急）'}\n",
    ],
)
def test_other_days_of_a_review_are_left_alone(text: str) -> None:
    assert found(text, "PT007", "wechat", ZH) == []


STAGES = "rollout: [{{title: A part, share: 5%, on_breach: {}}}, {{title: All, share: 100%}}]\n"


def test_nothing_is_taken_back_while_it_is_staged_in_other_chapters() -> None:
    play = "risks: {playbooks: [{title: 灰度时报错, owner: li, steps: [STEPS]}]}\n"
    text = STAGES.format("停止") + play
    assert found(text.replace("STEPS", "在管理后台点「版本回退」"), "PT005", "wechat", ZH) == [
        (10, "在管理后台点「版本回退」")
    ]
    assert found(text.replace("STEPS", "撤销灰度, 再点「版本回退」"), "PT005", "wechat", ZH) == []
    assert found(text.replace("STEPS", "后端回退到上一个版本"), "PT005", "wechat", ZH) == []
    assert found(text.replace("灰度时", "全量后").replace("STEPS", "版本回退"), "PT005", "wechat", ZH) == []
    alert = "monitoring: {alerts: [{title: Staged release fails, text: Errors, action: Roll the mini program back to 2.3.9, owner: li}]}\n"
    assert found(STAGES.format("Stop") + alert, "PT005") == [(10, "Roll the mini program back to 2.3.9")]
    told = STAGES.format("停止") + "rollback: {decider: li, steps: [在群里通知灰度暂停, 版本回退]}\n"
    assert found(told, "PT005", "wechat", ZH) == [(10, "版本回退")]


@pytest.mark.parametrize(
    ("text", "platform"),
    [
        ("Reduce the share to 1%", "wechat"),
        ("Set the rollout back to 0 %", "wechat"),
        ("Raise the phased release from 5% to 30%", "app-store"),
        ("Increase the percentage of the phased release to 20%", "app-store"),
        ("Lower the phased release to 1%", "app-store"),
    ],
)
def test_nobody_sets_such_a_share(text: str, platform: str) -> None:
    assert found(STAGES.format(f"'{text}'"), "PT016", platform) == [(9, text)]
    assert found(STAGES.format(f"'{text}'"), "PT016", "google-play") == []


@pytest.mark.parametrize("text", ["把灰度比例从 20% 调回 5%", "放量降到 1%", "调低灰度比例到 2%"])
def test_nobody_sets_such_a_share_in_chinese(text: str) -> None:
    assert [line for line, _ in found(STAGES.format(text), "PT016", "wechat", ZH)] == [9]


@pytest.mark.parametrize(
    "text",
    [
        "错误率降到 1%", "灰度比例填 5%", "灰度期间延迟降到 5%", "网关的灰度比例调回 0%", "灰度比例不能调低到 5%", "抽样比例调低到 10%",
        "灰度比例从 5% 调到 20%", "Lower the share of failed orders to 1%", "Set the flag back to 0%", "Change the percentage shown to 30%",
    ],
)  # fmt: skip
def test_other_shares_are_set(text: str) -> None:
    assert found(STAGES.format(f"'{text}'"), "PT016", "wechat", ZH) == []


def test_a_phased_release_has_its_own_length() -> None:
    said = "summary: {}\n"
    assert found(said.format("The phased release takes 14 days"), "PT017", "app-store") == [
        (9, "phased release takes 14 days")
    ]
    assert found(said.format("App Store 分阶段发布，5 天内覆盖所有人"), "PT017", "app-store", ZH) == [
        (9, "分阶段发布，5 天")
    ]
    task = "timeline: {tasks: [{title: Phased release, at: 2026-03-10 .. 2026-03-31, owner: li}]}\n"
    assert found(task, "PT017", "app-store") == [(9, "{")]
    slow = stages("{title: Start, share: 1%, at: 2026-03-10}", "{title: More, share: 20%, at: 2026-03-20}")
    assert found(slow, "PT017", "app-store") == [(12, "2026-03-20")]
    assert found(slow + "summary: It is paused over the weekend.\n", "PT017", "app-store") == []
    assert found(slow, "PT017", "google-play") == []


@pytest.mark.parametrize(
    "text",
    [
        "The phased release takes seven days", "Watch the phased release for 2 days", "It can be paused: phased release, 30 days in all",
        "The phased release starts in 2 days", "A 7-day phased release", "In the first two days of the phased release", "分阶段发布共 7 天",
    ],
)  # fmt: skip
def test_other_lengths_are_not_of_the_release(text: str) -> None:
    assert found(f"summary: '{text}'\n", "PT017", "app-store") == []


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("variables: {api_base: 'http://api.shop.cn/v2'}\n", "http://api.shop.cn/v2"),
        (
            "procedures: {s: {title: S, owner: li, steps: [{do: Build, command: API_HOST=203.0.113.8 npm run build}]}}\n",
            "203.0.113.8",
        ),
        (
            "checklists: [{title: T, due: T-3d, owner: li, items: ['小程序请求的后端是 http://203.0.113.8/api']}]\n",
            "http://203.0.113.8/api",
        ),
    ],
)
def test_servers_have_names_in_commands_and_variables(text: str, at: str) -> None:
    assert found(text, "PT010") == [(9, at)]
    assert found(text, "PT010", "app-store") == []


def test_packages_have_their_size_in_bytes() -> None:
    fact = "standards: {{Packages: ['{}']}}\n"
    assert found(fact.format("The main package has 2621440 bytes"), "PT011") == [(9, "2621440 bytes")]
    assert found(fact.format("主包 2,621,440 字节"), "PT011", "wechat", ZH) == [(9, "2,621,440 字节")]
    assert found(fact.format("主包 1,900,000 字节"), "PT011", "wechat", ZH) == []


def test_versions_lie_too_far_back() -> None:
    past = "".join(f"    - {{version: 2.{at}.0, date: 2025-0{at}-01, status: released}}\n" for at in range(1, 8))
    text = "versions:\n  releases:\n" + past + "rollback: {decider: li, steps: [TO]}\n"
    assert found(text.replace("TO", "版本回退到 2.1.0"), "PT006", "wechat", ZH) == [(18, "版本回退到 2.1.0")]
    assert found(text.replace("TO", "版本回退到 2.4.0"), "PT006", "wechat", ZH) == []
    kept = "rollback: {{decider: li, steps: [{}]}}\n"
    assert found(kept.format("平台保留全部历史版本"), "PT006", "wechat", ZH) == [(9, "平台保留全部历史版本")]
    assert found(kept.format("代码仓库保留所有版本"), "PT006", "wechat", ZH) == []


@pytest.mark.parametrize(
    ("step", "beside", "at"),
    [
        ("Point www back", "variables: {dns_ttl: 7200}\n", (10, "7200")),
        ("Point www back", "standards: {DNS: [{name: TTL, limit: ≤ 1h}]}\n", (10, "≤ 1h")),
        (
            "{do: Switch DNS back, expect: Propagation takes up to 48 hours}",
            "",
            (9, "Propagation takes up to 48 hours"),
        ),
        ("{do: Point back, command: update add www.shop.uk 86400 A 203.0.113.7}", "", (9, "86400 A")),
    ],
)
def test_the_way_back_waits_for_names_wherever_they_stand(step: str, beside: str, at: tuple[int, str]) -> None:
    text = f"rollback: {{decider: li, within: 20m, steps: [{step}]}}\n{beside}"
    assert found(text, "PT013", "web") == [at]


@pytest.mark.parametrize("kept", ["The TTL of the session is 8 hours", "Redis TTL 7200", "TTL 60"])
def test_other_lifetimes_are_not_of_names(kept: str) -> None:
    assert found(CACHES.format("Switch back", kept).replace("DNS:", "Kept:"), "PT013", "web") == []
