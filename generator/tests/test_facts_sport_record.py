"""The facts of the plan of the sport record app, each on its page: front matter, criteria, flow, monitoring, results."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from facts_kit import FRONT, PlanFacts

from launchbook.core.problem import Problem
from launchbook.render import Page

PLAN = Path(__file__).resolve().parents[2] / "plans" / "sport-record.yml"
AS_OF = datetime(2025, 9, 12, tzinfo=UTC)
pytest_plugins = ("facts_kit",)

FACTS = {
    FRONT: """
        9月16日周二 10:00
        待开始
        窗口 | 4–6 小时
        GitHub 任务 #32 | 状态 open
        冲突 | 无
        029
        并行 | 否
        L | 20-28 | 小时 | 72 小时
        编制 | 9月9日周二 17:19
        9月10日周三 14:15
        微信小程序 | H5 | 过审 | 生产环境 | 监控 | 用户反馈 | 平稳 | 持续优化
    """,
    "overview": """
        微信小程序和 H5 | 平稳发布 | 稳定运行
        监控体系 | 用户反馈机制 | 持续优化
        在微信平台发布小程序
        部署 H5 版本
        上线准备 | 审核通过 | 任务 029
        生产环境 | 已配置
        监控工具 | 接入
        运营团队 | 就绪
        用户注册转化率 | 达标 | > 5%
        核心功能可用性 | 达标 | > 99.5%
        用户满意度 | 达标 | > 4.0/5
        系统响应时间 | 达标 | p95 < 500ms
        错误率 | 达标 | < 1%
        微信审核 | 成功发布
        H5 | 成功部署 | 生产环境
        应用商店 | 分发渠道
        实时监控 | 运行正常
        用户反馈 | 收集机制
        性能指标 | 监控和告警
        错误日志 | 分析系统
        用户行为 | 埋点 | 已验证
        可用性监控 | 告警 | 测试
        72 小时的重点监控
        用户反馈 | 初步收集
        发布报告 | 总结文档
        应用已发布到各个平台
        实时监控正常运行
        用户反馈机制已建立
        72 小时的监控已完成
        关键指标 | 预期
        用户反馈已初步分析
        评估报告
        优化计划
        应急响应机制 | 有效
        团队和利益相关方 | 通知
        发布总结 | 经验文档
        运营维护
    """,
    "people": """
        项目团队 | 紧急反馈
        内部测试团队 | 体验版
        运营团队 | 准备就绪
        上级经理 | 30 分钟
    """,
    "metrics": """
        用户注册转化率 | 目标 > 5%
        核心功能可用性 | 目标 > 99.5%
        用户满意度 | 目标 > 4.0/5
        系统响应时间 | 目标 p95 < 500ms | 告警 p95 > 1,000ms 持续 5 分钟
        错误率 | 目标 < 1% | 告警 > 5% 持续 2 分钟
        吞吐量
        日活跃用户
        用户增长率
        用户留存率
        好评率
    """,
    "procedures": """
        代码包 | < 20MB
        版本号 | semver
        体验版
        二维码 | 分发
        内部测试团队验证
        提交微信审核
        跟踪审核状态
        审核有问题 | 处理审核提出的问题
        确认正式发布
        验证发布状态
        线上验证功能
        启动性能监控
        收集用户反馈
        响应并处理问题
        统计、分析数据
        构建生产版本 | build:h5
        CDN | sports-app-cdn | *.map | max-age=31536000 | dist/h5
        sourcemap | 监控平台 | upload-sourcemap
        刷新 | https://cdn-api.com/purge | /* | CDN_TOKEN
        https://sports-app.com/health | ok
    """,
    "monitoring": """
        严重 | 错误率过高 | > 5% 持续 2 分钟 | 企业微信群 | 邮件 | 短信
        严重 | 服务不可用 | up == 0 | 1 分钟
        警告 | API 响应时间异常 | p95 > 1,000ms 持续 5 分钟 | 企业微信群
        + 30 分钟 | 上级经理 | 升级
        企业微信群 | 严重 | 警告 | 提示
        邮件 | 严重
        短信 | 严重 | 需要升级
        通知内容 | [级别] | 描述 | 时间 | 指标
        9月16日周二 10:00 – 11:00 | T+0 .. T+1h
        第 1 小时 | 核心功能验证
        用户注册、登录正常
        记录创建正常
        图片上传正常
        分享正常
        API 响应时间正常 | p95 < 500ms
        前 24 小时 | 性能指标监控
        系统整体是否稳定
        用户活跃度的趋势
        错误率和异常 | < 1%
        性能指标的趋势
        收集用户反馈
        前 3 天 | 业务指标分析
        10:00 – 9月19日周五 10:00 | T+0 .. T+72h
        用户留存率
        功能的使用频率
        找出性能瓶颈
        用户满意度调研
        验证问题是否修好
        日活跃用户 | 瞬时值 | dailyActiveUsers
        用户留存率 | 瞬时值 | userRetentionRate
        平均会话时长 | 分布 | averageSessionDuration
        记录创建的速率 | 速率 | recordCreationRate
        分享图生成的速率 | 速率 | shareImageGenerationRate
        图片上传成功率 | 瞬时值 | imageUploadSuccessRate
        系统响应时间 | 分布 | apiResponseTime
        页面加载时间 | 分布 | pageLoadTime
        错误率 | 瞬时值 | errorRate
        用户参与度得分 | 瞬时值 | userEngagementScore
        内容分享的速率 | 速率 | contentSharingRate
        活跃用户 | 累计值 | user.active
        创建记录的耗时 | 分布 | record.create.duration
        系统性能得分 | 瞬时值 | system.performance.score
        指标采集 | METRICS_ENDPOINT | METRICS_API_KEY
        错误上报 | component | sport-record-app | version | ERROR_DSN | NODE_ENV
        性能追踪 | 页面加载时间 | API 响应时间 | 用户交互 | 资源加载时间
        page_view | page | referrer
        user_journey | step | previousStep | timeSpent
        timestamp | userId | sessionId | platform
        分析平台 | 本地日志
    """,
    "operations": """
        意见反馈 | 功能建议 | Bug 反馈 | 性能问题 | 其他
        时间 | User-Agent | 应用版本 | 平台
        实时通知项目团队
        自动回复
        数据库
    """,
    "review": """
        4 项达标 | 1 项未达标
        核心功能可用性 | > 99.5% | 99.9% | 达标
        系统响应时间 | p95 < 500ms | 380ms (P95) | 达标
        错误率 | < 1% | 0.2% | 达标
        吞吐量 | 1000 req/min
        日活跃用户 | 1250
        用户增长率 | 15%
        用户留存率 | 42%
        用户注册转化率 | > 5% | 3.2% | 未达标
        用户满意度 | > 4.0/5.0 | 4.2/5.0 | 达标
        好评率 | 78%
        问题总数 23 | 已解决 21 | 待解决 2 | 4 小时 12 分钟
        加载速度
        分享功能
        数据分析
        社交功能
    """,
    "notes": """
        2025-09-16 10:00 | 暂定
    """,
}
"""As in `test_facts`: by section, one fact a line, what ` | ` divides in one row, item or paragraph."""


class TestFacts(PlanFacts):
    """See `facts_kit`."""


def test_contradiction_in_the_results_is_told(checked: tuple[list[Page], list[Problem]]) -> None:
    """The conversion is marked as met, and was measured at 3.2 % against more than 5 %."""
    [problem] = [problem for problem in checked[1] if problem.code.id == "RV010"]
    assert "3.2%" in str(problem.message)
