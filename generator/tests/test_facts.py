"""The facts of the plan of 省考搭子, each on its page: names, numbers, times, thresholds, steps; and no password."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest

from launchbook.core.problem import Problem
from launchbook.lint import check_plan
from launchbook.load import PlanFiles, find_plans, load_plan
from launchbook.render import Options, Page, Renderer
from launchbook.rules.secret_forms import find_secrets

PLAN = Path(__file__).resolve().parents[2] / "plans" / "exam-buddy"
AS_OF = datetime(2026, 1, 10, tzinfo=UTC)
PASSWORD = re.compile(
    r"[A-Za-z]{3,}[@#$!]\d{3,}|\d{3,}[@#$!][A-Za-z]{3,}|(?:密码|口令|password)\s*[:：=]\s*\S", re.IGNORECASE
)
"""What a password looks like, so that none need stand here."""

FRONT = ""
FACTS = {
    FRONT: """
        已上线 | 版本 1.0.0 | 微信小程序
        窗口 | 2 小时
        负责人 | 李工 | 项目经理
        编制 | 1月16日周五
        省考搭子 | V1.0.0 | 2026 年 1 月 | 测试环境 | 生产环境
    """,
    "overview": """
        平稳过渡 | 测试环境 | 生产环境
        用户体验 | 稳定
        微信小程序 | 前端代码
        后端服务 | 部署到 Vercel
        数据库结构 | 初始化
        1月17日周六 10:00 | 计划上线
        1月17日周六 12:00 | 预计完成
        1月17日周六 14:00 | 灰度发布
        1月18日周日 10:00 | 全量发布 | 灰度稳定
    """,
    "people": """
        李工 | 项目经理 | 整体协调 | 跟踪进度 | 13800138000
        张工 | 开发工程师 | 部署代码 | 修复问题 | 13800138001
        王工 | 测试工程师 | 验证上线 | 回归测试 | 13800138002
        刘工 | 运营人员 | 上线通知 | 引导用户 | 13800138003
        赵工 | 客服人员 | 用户反馈 | 13800138004
        王总 | 批准
    """,
    "contacts": """
        紧急
        李工 | 项目经理 | 13800138000
        张工 | 开发工程师 | 13800138001
        王工 | 测试工程师 | 13800138002
        刘工 | 运营人员 | 13800138003
        赵工 | 客服人员 | 13800138004
    """,
    "metrics": """
        服务器负载 | 张工 | 目标 ≤ 50% | 告警 > 80% | 回滚 > 80% 持续
        内存使用率 | 张工 | 目标 ≤ 80% | 告警 > 80%
        CPU 使用率 | 张工 | 目标 ≤ 80% | 告警 > 80%
        接口响应时间 | 张工 | 目标 ≤ 500ms | 告警 > 500ms
        系统错误率 | 张工 | 目标 ≤ 0.1% | 告警 > 0.1% | 回滚 > 1% 持续
        QPS | 张工 | 不设阈值
        日活跃用户数 | 刘工 | 不设阈值
        新增用户数 | 刘工 | 不设阈值
        用户留存率 | 刘工 | 不设阈值
        用户反馈数 | 赵工 | 不设阈值
    """,
    "checklists": """
        上线前准备 | 12 / 12
        已完成 | 1 | 前端 | P0/P1 | 修复
        已完成 | 2 | 后端 | P0/P1 | 修复
        已完成 | 3 | 正式地址
        已完成 | 4 | 测试环境的代码 | 清理
        已完成 | 5 | 生产服务器 | 部署
        已完成 | 6 | 数据库 | 初始化
        已完成 | 7 | Redis 缓存 | 配置
        已完成 | 8 | CDN | 配置
        已完成 | 9 | 测试执行报告
        已完成 | 10 | 上线执行计划
        已完成 | 11 | 回滚方案
        已完成 | 12 | 运营手册
        上线验证 | 王工 | 11 / 11
        已完成 | 1 | 注册登录正常
        已完成 | 2 | 搭子匹配正常
        已完成 | 3 | 学习协作正常
        已完成 | 4 | 资料工具正常
        已完成 | 5 | 运营侧正常
        已完成 | 6 | 接口响应时间 ≤ 500ms
        已完成 | 7 | 系统错误率 ≤ 0.1%
        已完成 | 8 | 服务器负载 ≤ 50%
        已完成 | 9 | iOS 15/16/17+
        已完成 | 10 | Android 10/11/12/13+
        已完成 | 11 | 微信最新版 | 上一个稳定版
    """,
    "runsheet": """
        10:00 – 10:30 | 1. | 正式接口 | 清理测试数据 | 3 步
        1.1 | 后端 | 正式环境 | 核对 访问 https://liufeng-dazi-v1.vercel.app/api/health | 200 | 健康 | 张工
        1.2 | 测试数据 | 生产数据库 | 核对 查数据库 | 正式用户 | 张工
        1.3 | 前端 | 正式接口 | weapp-complete/app.js | apiBaseUrl | 正式环境的地址 | 张工
        10:30 – 11:00 | 2. | 开发者工具 | 上传代码 | 版本 | 3 步
        2.1 | 微信开发者工具 | 能正常打开 | 没有编译错误 | 张工
        2.2 | 「上传」 | 版本号 | 更新日志 | 上传是否成功 | 「上传成功」 | 张工
        2.3 | 微信公众平台 | 「版本管理」 | 刚上传的版本 | 张工
        11:00 – 11:30 | 3. | 小程序后台 | 提交审核 | 4 步
        3.1 | 微信公众平台 | 「版本管理」 | 正常登录 | 进入后台 | 张工
        3.2 | 刚上传的版本 | 「提交审核」 | 审核配置页 | 审核配置表单 | 张工
        3.3 | 审核信息 | 测试账号 | 操作步骤 | 资质 | 填全 | 必填项 | 张工
        3.4 | 提交审核，等结果 | 提交是否成功 | 「提交审核成功」 | 张工
        11:30 – 12:00 | 4. | 备案 | 隐私 | 权限 | 合规 | 3 步
        4.1 | 微信公众平台 | 「设置」 | 「基本设置」 | 能正常进入 | 基本设置页面 | 张工
        4.2 | 备案状态 | 看备案信息 | 「已备案」 | 张工
        4.3 | 隐私政策 | 合规 | 权限列表 | 已申请 | 用途 | 张工
        14:00 – 17:00 | 5. | 审核通过 | 灰度 | 小比例用户 | 监控 | 全量 | 5 步
        5.1 | 微信公众平台 | 「版本管理」 | 「审核通过」 | 张工
        5.2 | 「灰度发布」 | 10% | 灰度是否配置成功 | 「灰度发布中」 | 张工
        5.3 | 服务器负载 | 接口响应时间 | 错误率 | 监控平台 | 没有异常波动 | 张工
        5.4 | 灰度用户 | 重大问题 | 用户反馈平台 | P0/P1 | 刘工
        5.5 | 24 小时 | 稳定 | 「全量发布」 | 全量是否发布成功 | 「全量发布中」 | 张工
        不限时刻 | 6. | 回滚 | P0 | 3 步
        6.1 | 上线之前 | 备份 | 线上 | 代码和数据库 | 备份文件 | 张工
        6.2 | 上线之前 | 回滚脚本 | 跑得通 | 张工
        6.3 | 出现 P0 级问题 | 立即回滚 | 系统恢复正常 | 张工
    """,
    "rollout": """
        10% | 灰度 | 1月17日周六 14:00
        100% | 全量 | 1月18日周日 10:00
        条件 审核通过
        1月17日周六 14:00 | 24 小时 | 张工
        灰度稳定 | 1月18日周日 10:00 | 张工
        服务器负载
        接口响应时间
        系统错误率
        没有异常波动
        P0/P1 级反馈
    """,
    "rollback": """
        P0 级缺陷 | 核心功能
        系统错误率 > 1% 持续
        服务器负载 > 80% 持续
        数据泄露 | 安全漏洞
        1 | 暂停 | 灰度 | 全量 | 「已暂停」 | 张工
        2 | 代码 | 上一个稳定版本 | 代码已回滚 | 张工
        3 | 数据库 | 上一个稳定版本 | 数据库已回滚 | 张工
        4 | 上一个稳定版本 | 重新发布 | 恢复正常 | 张工
        5 | 通知 | 原因 | 修复方案 | 李工
        1 | 核心功能正常
        2 | 性能指标正常
        3 | 错误率 | 正常 | 系统错误率 ≤ 0.1%
        备份 | 代码和数据库 | 备份文件 | 张工
        回滚脚本 | 跑得通 | 张工
    """,
    "monitoring": """
        系统指标
        服务器负载 | > 80% | 张工
        内存使用率 | ≤ 80% | > 80% | 张工
        CPU 使用率 | ≤ 80% | > 80% | 张工
        接口指标
        接口响应时间 | ≤ 500ms | > 500ms | 张工
        系统错误率 | ≤ 0.1% | > 0.1% | 张工
        QPS | 无告警线 | 张工
        用户指标
        日活跃用户数 | 无告警线 | 刘工
        新增用户数 | 无告警线 | 刘工
        用户留存率 | 无告警线 | 刘工
        用户反馈数 | 无告警线 | 赵工
        Vercel Analytics 服务器
        MySQL Monitor 数据库
        Postman Monitoring 接口
        微信小程序数据分析 用户行为
    """,
    "communications": """
        上线前 | 内部 通知各团队 | 对外 上线预告
        上线中 | 内部 同步进度
        上线后 | 内部 通报结果 | 对外 更新日志
        上线前 | 开发、测试、运营和客服 | 刘工
        上线前 | 上线预告 | 用户 | 小程序内 | 刘工
        上线中 | 实时 | 进度 | 刘工
        上线后 | 上线结果 | 经验教训 | 刘工
        上线后 | 更新日志 | 新功能 | 用户 | 刘工
    """,
    "versions": """
        1月17日周六 | V1.0.0 | 已发布
        新增 注册登录 搭子匹配 学习协作 资料工具 用户反馈
        优化 性能和用户体验
    """,
    "review": """
        上线成功 | 没有重大问题 | 已达成
        系统运行稳定 | 已达成
        用户体验良好 | 已达成
        遇到的问题
        问题的原因
        改进措施
        总结 | 经验
        改进建议
        上线流程 | 更新
    """,
    "references": """
        测试执行报告 | 测试执行报告.md
        13800138000 | 普通用户 | 密码库
        13800138001 | 管理员 | 密码库
    """,
    "approvals": """
        制定 | 李工 | 1月16日周五
        审核 | 张工 | 未签
        批准 | 王总 | 未签
    """,
}
"""By section, one fact a line; what ` | ` divides stands together in one row, item or paragraph of the page."""


class Blocks(HTMLParser):
    """The visible text, without white space, of each row, item and paragraph, and of each section that has no rows."""

    KEPT = frozenset({"dl", "li", "p", "section", "th", "tr"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text, self.blocks = "", list[str]()
        self.open: list[tuple[str, int, str]] = []
        self.last_row = -1
        page = re.sub(r"\A\s*---\n.*?\n---\n", "", page, flags=re.DOTALL)
        # Left out is what stands on every page, and the telephone list below it, which would vouch for any number.
        self.feed(re.sub(r"<(style|script|nav|footer|aside)\b.*?</\1>", "", page, flags=re.DOTALL))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append((tag, len(self.text), dict(attrs).get("class") or ""))

    def handle_endtag(self, tag: str) -> None:
        while self.open:
            opened, start, classes = self.open.pop()
            if opened == tag:
                if "lb-step__run" in classes:  # a step goes on below its first row
                    start = self.last_row
                self.last_row = start if tag == "tr" else self.last_row
                if tag in self.KEPT and not (tag == "section" and self.last_row >= start):
                    self.blocks.append(self.text[start:])
                return

    def handle_data(self, data: str) -> None:
        self.text += bare(data)


def bare(text: str) -> str:
    return re.sub(r"[\s\u200b]+", "", text)


def rendered(files: PlanFiles, as_of: datetime) -> tuple[list[Page], list[Problem]]:
    """The pages of a plan, and what there is to say about it."""
    loaded = load_plan(files)
    assert loaded.plan, loaded.problems
    problems = loaded.problems + check_plan(loaded.plan, as_of)
    return Renderer(Options()).plan_pages(loaded.plan, problems, as_of), problems


def by_section(pages: list[Page]) -> dict[str, Page]:
    """The pages that somebody wrote; those of days come by themselves."""
    return {page.section or FRONT: page for page in pages if page.section or page.path.endswith("/index.md")}


def missing_facts(facts: str, page: Page) -> list[str]:
    """Facts, one a line, that stand in no row, item or paragraph of a page."""
    blocks = Blocks(page.text).blocks
    lines = filter(None, map(str.strip, facts.splitlines()))
    split = ((line, [bare(part) for part in line.split(" | ")]) for line in lines)
    return [line for line, parts in split if not any(all(part in block for part in parts) for block in blocks)]


@pytest.fixture(scope="module")
def files() -> PlanFiles:
    [plan], problems = find_plans([PLAN], PLAN)
    assert not problems
    return plan


@pytest.fixture(scope="module")
def checked(files: PlanFiles) -> tuple[list[Page], list[Problem]]:
    return rendered(files, AS_OF)


@pytest.fixture(scope="module")
def pages(checked: tuple[list[Page], list[Problem]]) -> dict[str, Page]:
    return by_section(checked[0])


def test_every_section_has_its_facts(pages: dict[str, Page]) -> None:
    assert set(pages) == set(FACTS)


@pytest.mark.parametrize("section", FACTS)
def test_facts_stand_on_their_page(section: str, pages: dict[str, Page]) -> None:
    missing = missing_facts(FACTS[section], pages[section])
    assert not missing, f"not found on the page of {section or 'the plan'}:\n" + "\n".join(missing)


def test_plan_has_no_error(checked: tuple[list[Page], list[Problem]]) -> None:
    assert [problem for problem in checked[1] if problem.severity == "error"] == []


def test_contradiction_in_the_times_is_told(checked: tuple[list[Page], list[Problem]]) -> None:
    """24 hours of watching do not fit between 14:00 and 10:00 of the next day."""
    assert "RO003" in [problem.code.id for problem in checked[1]]


def test_no_password_anywhere(files: PlanFiles, pages: dict[str, Page]) -> None:
    texts = {name: data.decode() for name, data in files.files} | {page.path: page.text for page in pages.values()}
    assert len(texts) == len(files.files) + len(FACTS)
    for name, text in texts.items():
        assert not PASSWORD.search(text), f"{name} holds what looks like a password"
        assert not list(find_secrets(text)), f"{name} holds a secret"
