"""The facts of the plan of the home care app, each on its page: work by the day, limits, backups, risks, acceptance."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from test_facts import FRONT, PASSWORD, by_section, missing_facts, rendered

from launchbook.core.problem import Problem
from launchbook.load import PlanFiles, find_plans
from launchbook.render import Page
from launchbook.rules.secret_forms import find_secrets

PLAN = Path(__file__).resolve().parents[2] / "plans" / "home-care"
AS_OF = datetime(2025, 9, 20, tzinfo=UTC)

FACTS = {
    FRONT: """
        待开始 | 微信小程序
        上线 T | 2025年9月27日周六
        决策人 | 未指定 | 负责人 | 未指定
        第十四阶段 | 最后一个 | 代码 | 审核 | 环境 | 数据 | 监控 | 备份 | 培训 | 发布
        总计 6 天 | 7 天 | 六项各 1 天 | 两项各 0.5 天
    """,
    "overview": """
        系统顺利上线 | 稳定运行
        家庭健康 | 上门服务 | 护理人员 | 患者 | 服务 | 付款 | 数字化平台
        第十四阶段 | 最后一个阶段
        可用性 | ≥ 99.9% | API 响应时间 | < 1s | 错误率 | < 0.1%
        CPU 使用率 | < 70% | 内存使用率 | < 80%
        并发用户 | 1000+ | 百万级 | TB 级
        9月21日周日 | 开始
        9月22日周一 | 提交审核 | 过审后发布
        9月27日周六 | 发布小程序
        患者管理
        服务记录
        付款管理
        代码审查
        小程序审核
        生产环境配置
        数据迁移
        监控系统部署
        备份策略
        用户培训
        发布准备 | 0 / 4
        代码质量 | 通过审查
        小程序已过审
        服务器环境 | 配好
        数据库迁移 | 成功
        运维系统 | 0 / 4
        监控系统 | 正常
        日志 | 正常收集
        备份策略 | 有效
        告警机制 | 正常
        文档和培训 | 0 / 4
        用户手册 | 完整 | 准确
        运维文档 | 齐全 | 详细
        培训材料 | 做好
        用户培训 | 效果良好
        上线 | 0 / 4
        系统 | 正式发布
        监控数据正常
        用户访问正常
        功能 | 运行稳定
        7.1 用户手册 | 0 / 5 | 9月27日周六
        功能 | 操作指南
        带图 | 操作步骤
        常见问题解答
        功能演示视频
        快速入门指南
        7.2 管理员手册 | 0 / 5 | 9月27日周六
        系统管理 | 操作指南
        权限 | 配置
        数据管理手册
        系统维护指南
        故障排查手册
        7.3 培训材料 | 0 / 5 | 9月27日周六
        演示文稿
        录好 | 功能演示视频
        课程大纲
        实操练习材料
        考核标准
        6.5 备份与恢复的文档 | 0 / 5 | 9月26日周五
        备份操作手册
        恢复操作指南
        应急联系信息
        故障处理流程
        备份恢复 | 培训材料
        8.5 发布总结报告 | 9月27日周六
    """,
    "people": """
        护理人员 | 用户 | 患者 | 服务 | 付款 | 记录员
        管理员 | 系统管理 | 权限配置 | 数据管理 | 操作手册
        运维人员 | 不熟悉系统
        审核团队 | 微信官方 | 问询
        相关团队 | 发布完成 | 通知
    """,
    "timeline": """
        总计 | 6 天 | 相加是 7 天 | 09-21 至 09-27
        第十四阶段：部署与发布准备 | 9月21日周日 | 9月27日周六 | 6 人天 | 待进行
        子任务 1：小程序代码审查 | 9月21日周日 | 1 人天 | 待进行
        小程序代码审查 | 规范 | 安全隐患 | 性能
        子任务 2：小程序上线审核 | 9月22日周一 | 1 人天 | 待进行
        小程序上线审核 | 材料 | 配置 | 微信官方审核
        子任务 3：服务器环境配置 | 9月23日周二 | 1 人天 | 待进行
        服务器环境配置 | 生产环境 | 应用、数据库、缓存等服务器
        子任务 4：数据库迁移与初始化 | 9月24日周三 | 1 人天 | 待进行
        数据库迁移与初始化 | 完整 | 一致
        子任务 5：监控与日志系统配置 | 9月25日周四 | 1 人天 | 待进行
        监控与日志系统配置 | 实时 | 状态 | 很快发现 | 很快定位
        子任务 6：备份与恢复策略 | 9月26日周五 | 1 人天 | 待进行
        备份与恢复策略 | 数据安全 | 业务不中断
        子任务 7：用户培训文档 | 9月27日周六 | 0.5 人天 | 待进行
        用户培训文档 | 手册 | 很快上手
        子任务 8：发布上线与监控 | 9月27日周六 | 0.5 人天 | 待进行 | 对用户发布
        发布上线与监控 | 正式发布 | 盯紧 | 稳定
        1.1 查代码质量
        1.2 查代码安全
        1.3 查代码性能
        1.4 查代码兼容
        1.5 修复与优化 | 0 / 5
        修好 | 审查发现的问题
        代码的结构与逻辑
        补齐注释和文档
        统一风格与规范
        最后整理 | 代码
        2.1 备好审核材料
        2.2 调好小程序配置
        2.3 查合规
        2.4 发测试版
        2.5 提交正式审核
        3.1 应用服务器
        3.2 数据库服务器
        3.3 缓存
        3.4 CDN 与存储
        3.5 网络与安全
        4.1 数据库结构
        4.2 初始数据
        4.3 迁移工具
        4.4 执行迁移
        4.5 验证数据
        5.1 应用监控 | 0 / 5
        APM（应用性能监控） | 部署
        应用指标 | 采集 | 展示
        应用异常 | 监控 | 告警
        用户行为 | 监控
        应用 | 健康检查
        5.2 基础设施监控
        5.3 日志系统 | 0 / 5
        日志集中收集
        日志分类 | 存储策略
        查询与分析日志
        日志 | 告警 | 通知
        日志 | 备份 | 归档
        5.4 告警系统 | 0 / 5
        告警分多级
        通知渠道
        阈值和规则
        告警 | 升级
        告警 | 抑制 | 聚合
        5.5 大屏与报表 | 0 / 5
        实时监控大屏
        关键指标
        报表 | 生成
        监控数据 | 导出
        监控数据 | 分析
        6.1 制定备份策略
        6.2 实施自动备份
        6.3 写灾难恢复计划
        6.4 测试恢复
        6.5 备份与恢复的文档
        7.1 用户手册
        7.2 管理员手册
        7.3 培训材料
        7.4 在线帮助 | 0 / 5
        在线帮助中心 | 建好
        帮助内容 | 搜索
        帮助内容 | 分类
        读者 | 反馈
        帮助内容 | 更新
        7.5 实施培训
        8.1 发布前的检查
        8.2 正式发布
        8.3 发布后的监控
        8.4 问题响应
        8.5 上线总结
        里程碑 1：代码审查完成 | 代码质量 | 发布 | 9月21日周日
        里程碑 2：审核通过 | 官方审核 | 9月22日周一
        里程碑 3：环境就绪 | 生产环境全部配好 | 9月23日周二
        里程碑 4：数据迁移完成 | 全部数据 | 生产环境 | 9月24日周三
        里程碑 5：监控部署 | 监控与告警 | 9月25日周四
        里程碑 6：正式上线 | 已发布 | 运行稳定 | 9月27日周六
        里程碑 7：用户接受 | 培训 | 用户接受系统 | 9月27日周六
        第 1 天 | 9月21日周日
        小程序代码审查 | 代码质量与安全 | 优化并修复代码
        第 2 天 | 9月22日周一
        小程序上线审核 | 审核材料 | 提交审核并跟进
        第 3 天 | 9月23日周二
        配置服务器环境 | 部署生产环境 | 网络与安全
        第 4 天 | 9月24日周三
        数据库初始化与迁移 | 执行数据迁移 | 验证并测试数据
        第 5 天 | 9月25日周四
        配置监控与日志 | 配置告警 | 监控大屏
        第 6 天 | 9月26日周五
        备份与恢复策略 | 自动备份 | 测试恢复
        第 7 天 | 9月27日周六
        用户培训文档 | 发布上线与监控 | 上线总结报告
    """,
    "checklists": """
        1.1 查代码质量 | 9月21日周日 | 0 / 5
        代码合乎规范
        架构与设计模式
        注释与文档齐全
        错误处理完善
        便于维护
        1.2 查代码安全 | 9月21日周日 | 0 / 5
        敏感数据 | 安全
        权限控制正确
        输入 | 校验 | 防护
        加密算法
        第三方库 | 安全
        1.3 查代码性能 | 9月21日周日 | 0 / 5
        性能敏感 | 优化
        内存 | 释放
        处理数据的算法 | 效率
        网络请求 | 优化
        渲染 | 性能
        1.4 查代码兼容 | 9月21日周日 | 0 / 5
        API | 兼容
        设备 | 适配
        版本兼容
        降级策略
        异常 | 兼容
        2.3 查合规 | 9月22日周一 | 0 / 5
        内容合规
        功能 | 合规
        隐私保护措施到位
        广告与推广内容
        用户协议完整
    """,
    "procedures": """
        基本信息
        简介
        功能说明
        使用指南
        应用截图
        演示视频
        隐私政策
        用户协议
        资质与认证文件
        小程序 | 基本信息和简介
        功能说明与使用指南
        截图和演示视频
        隐私政策与用户协议
        资质和认证文件
        基本信息的设置
        服务类目与标签
        搜索关键词
        客服与联系方式
        图标与名称
        合规 | 检查单
        发布 | 测试版本
        最后验证 | 功能
        线上环境 | 09-23
        第三方服务的集成
        数据同步正确
        提交审核申请
        审核的进度与状态
        等审核结果 | 审核团队
        审核通过 | 发布小程序
        有问询 | 答复审核团队的问询 | 等审核结果
        有反馈或问题 | 处理反馈和问题 | 提交审核申请
        完成过审后的发布 | 09-22 | 09-27
        应用服务器的环境
        应用程序及其依赖
        负载均衡与高可用
        Nginx
        ALB
        服务器的安全策略
        SSL 证书与 HTTPS
        装好生产用的数据库服务器
        数据库的连接与权限
        数据库的备份策略 | 09-26
        数据库的性能优化
        数据库的安全措施
        缓存服务器 | Redis 等
        缓存的策略与规则
        缓存的过期与清理
        缓存集群与高可用
        缓存的性能参数
        CDN 加速
        静态资源的存储
        文件的上传和下载
        资源的加载策略
        存储的安全与备份
        防火墙与安全组
        域名与 DNS 解析
        API 网关与限流
        网络安全策略
        DDoS 防护
        生产库与表结构
        索引和约束
        数据库用户与权限
        基础数据与配置
        结构正确
        系统的基础配置数据
        用户、角色与权限
        系统参数与配置
        测试用户与演示数据
        初始数据完整
        导入导出工具
        数据格式的转换
        验证和校验工具
        增量迁移
        监控迁移的工具
        迁移数据库结构
        迁移数据内容
        迁来的数据是否完整
        完整 | 确认迁移完成 | 4.5
        有异常 | 处理迁移中的异常
        数据准确、完整
        查询与操作的性能
        数据的关联
        数据安全与权限控制
        备份与恢复 | 09-26
        上线后出了问题 | 9月27日周六
        很快得到响应 | 机制
        问题升级与通知 | 流程
        热修复与紧急发布 | 备好
        实施修复
        热修复
        紧急发布
        跟踪 | 效果
        没解决 | 回到第 1 步
    """,
    "standards": """
        代码质量 | 严格审查
        生产环境 | 配置完善
        数据 | 备份与恢复 | 可靠
        监控和告警 | 全面
        运维文档与用户手册 | 详细
        用户端（小程序） | CDN | API 网关 | 应用服务器集群 | 数据库集群
        应用服务器集群 → 缓存服务器集群 → 文件存储系统
        应用服务器 | 负载均衡 | 多实例部署
        数据库服务器 | 主从复制 | 读写分离
        缓存服务器 | Redis 集群
        文件存储 | OSS/CDN
        负载均衡 | Nginx/ALB
        CDN 加速 | 静态资源
        域名解析 | DNS 解析
        SSL 证书 | HTTPS
        可用性 | ≥ 99.9%
        响应时间 | < 1s | API
        错误率 | < 0.1%
        CPU | < 70%
        内存 | < 80%
        访问控制 | 最小权限
        数据加密 | 传输加密 | 存储加密
        安全审计 | 详细的操作日志
        漏洞管理 | 定期 | 安全扫描
        并发用户 | ≥ 1,000 | 1000+
        数据处理 | 百万级
        存储容量 | TB 级
        网络带宽 | 充足
    """,
    "metrics": """
        可用性 | 目标 ≥ 99.9%
        API 响应时间 | 目标 < 1s
        错误率 | 目标 < 0.1%
        CPU 使用率 | 目标 < 70%
        内存使用率 | 目标 < 80%
    """,
    "monitoring": """
        可用性 | ≥ 99.9%
        API 响应时间 | < 1s
        错误率 | < 0.1%
        CPU 使用率 | < 70%
        内存使用率 | < 80%
        9月27日周六 | 8.3 发布后的监控
        系统运行的状态
        用户的访问与使用
        系统性能
        错误率 | < 0.1%
        数据的同步与一致
        用户的反馈与问题
        服务器资源
        存储使用
        系统负载
        数据库性能
        网络状态
        用户行为
        APM | 应用指标 | 应用异常 | 用户行为
        集中的日志收集
        实时监控大屏 | 关键指标
    """,
    "risks": """
        风险 12
        审核风险 | 过不了审核
        环境风险 | 生产环境的配置
        数据风险 | 迁移 | 丢失或出错
        性能风险 | 上线后
        监控盲区 | 监控系统
        备份失效 | 备份系统
        安全漏洞 | 没发现
        人员风险 | 运维人员 | 不熟悉
        接受度风险 | 新系统 | 不愿接受
        培训不足 | 培训
        使用困难 | 难用
        功能缺失 | 用户要的功能
        应急预案与回滚策略
        备份和监控 | 多重
        测试、验证 | 充分
        与用户沟通 | 支持
    """,
    "rollback": """
        生产环境的配置出了问题 | 环境风险
        迁移的数据丢失或出错 | 数据风险
        上线后性能有问题 | 性能风险
        6.1 制定备份策略 | 9月26日周五
        全量与增量
        频率与保留周期 | keep_for
        多地域
        验证与测试计划
        备份的监控与告警
        6.2 实施自动备份 | 9月26日周五
        数据库自动备份
        备份文件系统
        备份配置文件
        备份应用代码
        备份任务的调度
        6.3 写灾难恢复计划 | 9月26日周五
        灾难恢复预案
        恢复时间目标（RTO） | rto
        恢复点目标（RPO） | rpo
        恢复的先后
        应急响应的流程
        6.4 测试恢复 | 9月26日周五
        恢复一次数据
        系统恢复得了
        恢复的时间与效果
        验证数据完整
        业务是否连续
        数据库 | 全量 | 每 1 天
        数据库 | 增量 | 每 1 小时
        文件 | 每 1 天 | 异地
        配置 | 有变更时
        代码 | 版本控制 | 备份 | 定期
    """,
    "runsheet": """
        步骤 5 | 8.1 发布前的检查
        发布前系统 | 查过
        环境的配置 | 正确
        数据与功能 | 完整
        监控与告警 | 查过
        应急预案已就绪
        正式发布小程序
        启动生产环境的服务
        域名与访问路径
        打开监控和日志收集
        通知相关团队 | 发布完成
    """,
    "communications": """
        发布完成 | 小程序已正式发布 | 相关团队 | 9月27日周六
    """,
    "operations": """
        帮助内容的反馈 | 在线帮助中心
    """,
    "review": """
        发布的过程与结果
        问题与经验
        用户的使用反馈
        后续的优化计划 | 9月27日周六
    """,
    "meetings": """
        7.5 用户培训会议 | 9月27日周六
        演示并指导功能
        收集培训的反馈
        解答使用中的疑问
        产出 | 完善后的培训材料与内容
    """,
    "references": """
        🔴 未开始 | 🟡 正在做 | 🟢 已完成
        RTO | 恢复时间目标
        RPO | 恢复点目标
        APM | 应用性能监控
    """,
    "variables": """
        domain | 域名 | 待填 | 9月23日周二
        rto | 恢复时间目标 | 待填 | 9月26日周五
        rpo | 恢复点目标 | 待填 | 每小时增量
        keep_for | 保留周期 | 待填
    """,
}
"""As in `test_facts`: by section, one fact a line, what ` | ` divides in one row, item or paragraph."""

BOTH = {
    "six days in all, and seven when added up": [
        ("timeline", "第十四阶段：部署与发布准备 | 6 人天"),
        (FRONT, "总计 6 天 | 7 天"),
    ],
    "released after the review, and again on the last day": [
        ("procedures", "完成过审后的发布 | 09-22 | 09-27"),
        ("runsheet", "正式发布小程序 | 09-22"),
    ],
    "the live environment is looked at a day before it is set up": [
        ("procedures", "线上环境 | 09-23"),
        ("timeline", "服务器环境配置 | 9月23日周二 | 2.4 在前一天"),
    ],
    "backups are set up, and restored, before they are decided on and automated": [
        ("procedures", "数据库的备份策略 | 09-26"),
        ("procedures", "备份与恢复 | 09-26"),
        ("rollback", "6.1 制定备份策略 | 9月26日周五"),
        ("rollback", "6.2 实施自动备份 | 9月26日周五"),
    ],
    "the frequency of backups is still to be decided, and is laid down": [
        ("rollback", "频率与保留周期 | 已经写明"),
        ("rollback", "数据库 | 增量 | 每 1 小时"),
    ],
    "Redis or the like, and a cluster of Redis": [
        ("procedures", "缓存服务器 | Redis 等"),
        ("standards", "缓存服务器 | Redis 集群 | Redis 等"),
    ],
    "a cluster of databases, and one that replicates": [
        ("standards", "API 网关 | 应用服务器集群 | 数据库集群"),
        ("standards", "主从复制 | 读写分离 | 数据库集群"),
    ],
    "the CDN before everything, and for static files only": [
        ("standards", "主线 | CDN | API 网关"),
        ("standards", "CDN 加速 | 静态资源 | 架构图"),
    ],
    "an app for recorders that carers use": [("people", "护理人员 | 记录员")],
    "trained on the day of the launch": [
        ("timeline", "用户培训文档 | 9月27日周六 | 与发布在同一天"),
        ("runsheet", "T | 9月27日周六"),
    ],
}
"""Where the document contradicts itself, and where the plan says both."""


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
    assert list(pages) == list(FACTS)


@pytest.mark.parametrize("section", FACTS)
def test_facts_stand_on_their_page(section: str, pages: dict[str, Page]) -> None:
    missing = missing_facts(FACTS[section], pages[section])
    assert not missing, f"not found on the page of {section or 'the plan'}:\n" + "\n".join(missing)


def test_plan_has_no_error(checked: tuple[list[Page], list[Problem]]) -> None:
    assert [problem for problem in checked[1] if problem.severity == "error"] == []


def test_contradictions_of_the_document_are_told(checked: tuple[list[Page], list[Problem]]) -> None:
    """Seven days of work in six, the app released on two days, and work and launch on a weekend."""
    told = {problem.code.id: str(problem.message) for problem in checked[1]}
    assert {"TL019", "CA007", "TL018", "HD001"} <= set(told)
    assert "6" in told["TL019"] and "7" in told["TL019"]


@pytest.mark.parametrize("contradiction", BOTH)
def test_contradictions_of_the_document_are_visible(contradiction: str, pages: dict[str, Page]) -> None:
    missing = [fact for section, fact in BOTH[contradiction] if missing_facts(fact, pages[section])]
    assert not missing, missing


def test_what_nobody_decided_is_told(checked: tuple[list[Page], list[Problem]]) -> None:
    """The document names no one, rates no risk, and says of the rollback only that there is to be one."""
    told = {problem.code.id for problem in checked[1]}
    assert {"HD002", "HD003", "TL015", "RK003", "RB001", "RB002", "MO007", "RS008", "VA006"} <= told


def test_no_password_anywhere(files: PlanFiles, pages: dict[str, Page]) -> None:
    for name, text in {name: data.decode() for name, data in files.files}.items():
        assert not PASSWORD.search(text), name
        assert not list(find_secrets(text)), name
    assert not any(PASSWORD.search(page.text) for page in pages.values())
