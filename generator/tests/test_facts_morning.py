"""The facts of the plan of 晨读营, each on its page; its tables compared with those of the release plan row by row."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

from facts_kit import FRONT, PlanFacts, Tables, bare

from launchbook.core.problem import Problem
from launchbook.render import Page

PLAN = Path(__file__).resolve().parents[2] / "plans" / "morning-reading"
AS_OF = datetime(2025, 10, 30, tzinfo=UTC)
pytest_plugins = ("facts_kit",)

FACTS = {
    FRONT: """
        已批准 | 版本 v1.0.0 | 微信小程序
        上线 T | 2025年12月15日周一
        编制 | 10月30日周四
        已批准 | 文档 v1.0 | 适用 全团队
        决策人 | 未指定 | 负责人 | 未指定
    """,
    "overview": """
        核心功能稳定 | 没有严重问题
        初期用户 | 1000–5000 人
        首屏加载时间 | < 2s
        API 响应时间 | < 500ms
        应用可用性 | ≥ 99.5%
    """,
    "people": """
        全队 14–15 人 | 12 个角色
        产品经理 | 需求与产品决策
        技术负责人 | 前端 Lead | 前端开发 × 2 | 后端 Lead | 后端开发 × 2
        前端 Lead | 前端开发 × 2
        后端 Lead | 后端开发 × 2
        QA 负责人 | 测试工程师 × 1–2
        运维负责人 | 运维工程师
        项目总监 | 产品经理 | 技术负责人 | QA 负责人 | 运维负责人 | UI/UX 设计师
        项目经理
        安全专家 | 安全测试
        核心用户 | × 100–500 | 灰度测试
    """,
    "timeline": """
        阶段 1：需求分析与架构设计 | 已完成 | 产品需求文档 | 技术架构设计 | 数据库设计
        阶段 2：核心功能开发 | 进行中
        前端开发 | 6 周 | 前端 Lead
        后端开发 | 6 周 | 后端 Lead
        联调测试 | 1 周
        阶段 3：测试与优化 | 待进行
        功能测试 | 1 周
        性能测试 | 1 周
        安全测试 | 1 周
        灰度测试 | 1 周
        阶段 4：上架与发布 | 待进行
        微信审核 | 1 周
        灰度发布 | 2 周
        全量发布 | 持续
        阶段 5：上线后监测 | 持续
        实时监控 | 7 天 | 24 小时
        问题修复 | 快速响应
        用户反馈 | 持续收集
        搭建基础架构 | 第 1–2 周 | 8 / 12 项
        开发核心功能 | 第 3–4 周 | 0 / 12 项
        AI 反馈与性能优化 | 第 5 周 | 0 / 10 项
        联调与集成测试 | 第 6 周 | 0 / 8 项
        初始化项目 | 环境
        组件库 | 基础组件
        页面框架
        网络请求库
        登录流程
        开发首页
        初始化项目 | 依赖
        初始化数据库
        搭建 API 网关
        认证系统
        用户服务
        课程服务
        前后端 | 通信
        基础框架就位
        本地开发环境
        课程列表页
        课程详情页
        打卡页
        个人主页
        社群评论
        页面导航与路由
        课程管理 API
        打卡管理 API
        评论系统 API
        用户信息 API
        数据缓存层
        错误处理
        核心功能的流程 | 完整
        前后端可以联调
        「小凡看见」页面
        分享卡片
        图片优化 | 懒加载
        列表虚拟化
        实现缓存策略
        AI 反馈的逻辑
        分享接口
        Redis 缓存策略
        优化 API 性能
        优化数据库查询
        核心功能全部完成
        基础的性能优化
        联调中发现的问题
        适配前后端接口
        异常处理
        错误提示
        API 集成测试
        业务逻辑
        边界条件
        性能基准测试
        全部功能联调成功
        进入测试阶段
        上线 | 12月15日周一
    """,
    "versions": """
        X.Y.Z[-prerelease][+buildinfo]
        X | 主版本号 | Major | 重大功能变化
        Y | 次版本号 | Minor | 新增功能
        Z | 修订版本号 | Patch | 修复问题
        v1.0.0 | 初版发布
        v1.1.0 | 新增功能
        v1.0.1 | 修复
        v2.0.0-alpha.1 | alpha 预发版
        v2.0.0-beta.1 | beta 预发版
        v2.0.0-rc.1 | RC 预发版
        2025 年 12 月 | v1.0.0 | 初版发布 | 本次上线 | 核心功能 6 项
        首页展示 | 课程管理
        每日打卡签到
        社群评论互动
        个人主页 | 统计
        「小凡看见」AI 反馈
        分享
        发布渠道 | 微信小程序官方应用市场
        灰度发布 | 1000–5000 用户
        2026 年 1 月 | v1.1.0 | 功能增强 | 排行榜 | 成就徽章 | 社群通知 | 课程搜索与筛选 | 个性化推荐
        2026 年 2 月 | v1.2.0 | 性能优化 | 首屏加载 | 缓存策略 | 合并网络请求 | 内存使用
        2026 年 3 月 | v2.0.0 | 微服务架构 | 微服务化部署 | 容器编排 | 自动扩缩容 | 消息队列
        分支模型 Git Flow
        main | 生产分支 | 稳定版本的标签 | v1.0.0 | v1.1.0
        hotfix/* | 紧急修复 | 拉自 main | 合入 main develop
        hotfix/bugfix-name | hotfix/critical-error | hotfix/security-patch
        develop | 开发分支
        release/* | 发布准备 | 拉自 develop | 合入 main develop
        release/v1.0.0 | release/v1.1.0
        版本冻结 | 只修缺陷
        发布前发现的缺陷
        版本号和文档
        feature/* | 新功能 | 一个功能或特性 | 拉自 develop
        feature/checkin-system | feature/comment-module
        bugfix/* | 修复问题 | bugfix/memory-leak | bugfix/api-timeout
    """,
    "tests": """
        测试阶段 6
        单元测试 | 从 W1 开始，贯穿整个开发周期 | 持续进行 | 开发工程师
        单元测试 | 函数与方法 | 工具函数 | 数据验证
        Jest JavaScript | PyTest Python
        集成测试 | 11月20日周四 – 11月27日周四 | W4–W5 | 开发团队和测试团队
        集成测试 | 前后端接口 | 数据库 | 缓存层 | 第三方服务
        Postman / Insomnia | API 测试 | 自动化测试脚本
        功能测试 | 11月24日周一 – 12月4日周四 | W5–W6 | QA 团队 | 2 人
        功能测试 | 核心功能（8 大功能模块） | 边界条件 | 异常处理 | 跨平台兼容
        功能测试 | 测试用例 > 150
        性能测试 | 11月27日周四 – 11月30日周日 | W5 | 测试团队和性能优化团队
        性能测试 | 页面加载 | API 响应 | 内存占用 | 帧率与响应性 | 弱网环境
        首屏加载时间 < 2,000ms
        API 响应时间 p99 < 500ms
        内存占用 < 100MB
        安全测试 | 12月1日周一 – 12月2日周二 | W6 | 安全专家
        安全测试 | SQL 注入 | XSS | CSRF | 权限控制 | 数据加密 | 第三方依赖
        灰度测试 | 12月3日周三 – 12月4日周四 | W6 | 核心用户 | 100–500 人
        灰度测试 | 真实环境 | 性能表现 | 交互反馈 | 异常场景
        初期 100 人 24 小时
        扩大 500 人 48 小时
        确认通过后全量发布
        必测 31 / 40
        重点测 9 / 40
        非重点 0 / 40
    """,
    "rollout": """
        开始 12月8日周一 | 全量 12月28日周日 | 阶段数 5
        内部测试 | 1% | 10 人 | 12月8日周一 – 12月10日周三
        范围 团队成员 | 确认基础功能正常
        小规模灰度 | 0.5% | 100 人 | 12月11日周四 – 12月13日周六 | 崩溃率 < 0.1% | 错误率 < 1%
        范围 核心用户 100 人
        验证基础功能稳定
        中等规模灰度 | 2–5% | 500-1000 人 | 12月14日周日 – 12月20日周六 | 崩溃率 < 0.05% | 错误率 < 0.5%
        范围 核心用户群
        性能 | 用户体验
        大规模灰度 | 20% | 12月21日周日 – 12月27日周六 | 崩溃率 < 0.01% | 错误率 < 0.1%
        所有用户中的 20%
        稳定性 | 兼容性
        全量发布 | 100% | 12月28日周日
        范围 所有用户 | 正式上线
        1 | 准备发布
        2 | 发布包 | APK / IPA / 小程序包
        3 | 上传到测试环境
        4 | 运维团队验收
        5 | 发布第一批 | 1% | 观察 2 小时 | 正常 → 扩大范围 | 异常 → 回滚
        6 | 发布第二批 | 5% | 观察 4 小时 | 正常 → 继续扩大 | 异常 → 回滚
        7 | 一批一批
        8 | 全量发布 | 100%
        9 | 持续监控 | 7 天 | 24 小时
    """,
    "metrics": """
        崩溃率 | 目标 < 0.01% | 告警 > 0.05% | 告警 > 0.1% | 回滚 > 0.5% 持续 2 分钟
        错误率 | 目标 < 0.1% | 告警 > 0.5% | 告警 > 1% | 告警 > 2% | 回滚 > 5% 持续 5 分钟
        API 响应时间 | 目标 p99 < 500ms | 告警 p99 > 1,000ms
        首屏加载时间 | 目标 < 2,000ms | 告警 > 3,000ms
        用户留存率 | 目标 > 80% | 告警 < 70%
        登录成功率 | 目标 > 99%
        打卡成功率 | 目标 > 99%
        评论发送成功率 | 目标 > 98%
        用户反馈满意度 | 目标 > 4.0/5
        内存占用 | 目标 < 100MB
        应用可用性 | 目标 ≥ 99.5%
        API 错误 | 告警 > 5%
        API 超时率 | 回滚 > 10% 持续 5 分钟
        灰度用户投诉量 | 回滚 > 50 条
        用户留存率的降幅 | 回滚 > 20%
        数据库连接使用率 | 告警 > 90%
        数据库响应时间 | 告警 > 10s
        内存使用率 | 告警 > 85%
        磁盘使用率 | 告警 > 90%
    """,
    "procedures": """
        1 | 微信小程序账号 | 企业营业执照 | 管理员身份证 | mp.weixin.qq.com
        2 | AppID | AppSecret | 小程序后台 → 设置 → 基本信息
        3 | 请求域名（request） | https://api.morning-reading.com
        3 | 图片上传域名 | https://upload.morning-reading.com
        3 | 业务域名 | https://morning-reading.com | ICP 备案
        4 | 开发者权限
        4.1 | 添加开发者账号
        4.2 | 权限范围
        应用图标 | 1024 × 1024 px | PNG | 无背景
        应用名称（中文） | 晨读营
        应用名称（英文） | Morning Reading Camp
        应用简介 | 课程学习、打卡管理、社群互动、AI反馈 | 在线学习陪伴平台 | ≤ 30 字
        应用描述 | 功能说明 | 价值主张 | ≤ 120 字
        隐私政策链接 | https://morning-reading.com/privacy-policy
        用户服务协议 | https://morning-reading.com/terms-of-service
        小程序运营者信息 | 公司名称、负责人、联系方式
        功能截图 | 选填 | = 5 张
        演示视频 | 选填
        小程序包 < 2MB
        单个分包 < 4MB
        所有分包 < 16MB
        1 | 微信小程序 IDE | 连接账号
        2 | 上传 | Upload
        3 | 版本号 | 修改说明
        4 | Upload Code
        1 | 小程序后台 → 版本管理 → 审核版本
        2 | Submit for Review
        3 | 版本号 v1.0.0 | 修改说明 初版发布 | 功能说明 | 测试账号 选填 | 测试路径 进入 app → 首页 | 备注 无
        4 | 上传审核资料
        5 | Submit
        6 | 审核结果 | 通常 1–3 个工作日
        后台提示「审核通过」
        6A.1 | 立即发布 | 定时发布
        6A.2 | Release/Publish
        6A.3 | 上线 | 通常 1 小时内生效
        6B 审核不通过 | 功能不完整 | 体验不佳 | 违反相关法规 | 包含敏感信息 | 性能问题
        6B.1 | 拒绝的理由
        6B.2 | 修复问题
        6B.3 | 重新上传代码
        6B.4 | 重新提交审核
        1 | 后台 → 版本管理 → 审核版本
        2 | 通过审核的版本
        3 | Grayscale Release
        4 | 发布日期 立即，或者定时 | 灰度比例 1%、5%、20%、100% | 灰度时长 按阶段调整
        5 | 启动灰度发布
        6 | 监控数据 | 没有问题
        7 | 提高灰度比例
        8 | 全量发布
    """,
    "standards": """
        已确认 33 / 33 | 9 个主题
        达标 CPU 8 核
        达标 内存 16 GB
        达标 硬盘 500 GB SSD
        达标 带宽 100 Mbps
        达标 MySQL 5.7+ | 集群 | 就位
        达标 自动备份
        达标 主从复制
        达标 读写分离
        达标 Redis 5.0+
        达标 持久化
        达标 集群模式
        达标 静态资源 | CDN
        达标 图片处理
        达标 域名 | HTTPS
        达标 Prometheus 已部署
        达标 Grafana 仪表板
        达标 告警规则
        达标 日志采集
        达标 Prometheus | 收集指标
        达标 Grafana | 可视化
        达标 ELK Stack | 分析日志
        达标 Sentry | 追踪错误
        达标 Docker + Docker Compose
        达标 Kubernetes 可选
        达标 Jenkins CI/CD
        达标 GitLab / GitHub 代码管理
        达标 数据库备份脚本
        达标 代码备份
        达标 配置备份
        达标 Slack / 钉钉 告警通知
        达标 PagerDuty 值班安排
        达标 紧急联系方式表
    """,
    "monitoring": """
        崩溃率 | < 0.01% | > 0.05%
        错误率 | < 0.1% | > 0.5%
        API 响应时间 | p99 < 500ms | p99 > 1,000ms
        首屏加载时间 | < 2,000ms | > 3,000ms
        用户留存率 | > 80% | < 70%
        登录成功率 | > 99%
        打卡成功率 | > 99%
        评论发送成功率 | > 98%
        用户反馈满意度 | > 4.0/5
        应用崩溃率高 | 立即回滚到上一版本 | > 0.1% | 5 分钟 | 发送告警 | 自动回滚
        API 错误率高 | 检查服务状态 | > 1% | 5 分钟 | 发送告警 | 通知运维
        数据库连接池满 | > 90% | 发送告警 | 慢查询 | 优化 SQL
        内存占用过高 | > 85% | 发送告警 | 内存泄漏 | 优化代码
        磁盘容量告急 | > 90% | 发送告警 | 清理日志，扩容
        严重 | 崩溃率 | 仅限：灰度期间 | 崩溃率 > 0.1% | 立即回滚
        严重 | 错误率 | 仅限：灰度期间 | 错误率 > 2% | 立即回滚
        警告 | 首屏加载 | 仅限：灰度期间 | > 4,000ms | 观察 | 优化
        严重 | API 错误 | 仅限：灰度期间 | > 5% | 立即回滚
        警告 | 磁盘满 | 仅限：灰度期间 | > 90% | 清理日志
        用户层指标 | DAU | MAU | 新增用户数 | 用户留存率 | 满意度
        功能指标 | 打卡完成率 | 连续打卡天数 | 社群互动频率 | 课程学习进度 | 功能使用热度
        业务指标 | 付费转化率（如适用） | 生命周期价值 | 用户获取成本 | 流失率
        性能指标 | API 响应时间 | 平均 · P50 · P90 · P99 | 数据库查询时间 | 缓存命中率 | 首屏加载时间
        可用性指标 | ≥ 99.5% | 服务器正常运行时间 | 数据库连接健康度 | API 端点健康度
        资源指标 | CPU 使用率 | 内存使用率 | 磁盘使用率 | 网络带宽 | 并发连接数
        错误指标 | 错误率 | 异常率 | 崩溃率 | SQL 异常 | 超时率
        Prometheus 收集指标 已就绪 | Grafana 可视化 已就绪 | ELK Stack 分析日志 已就绪 | Sentry 追踪错误 已就绪
    """,
    "risks": """
        严重 BUG
        崩溃率 > 0.1%
        错误率 > 2%
        决策人 | 项目总监
        告知 | 全体团队 | 高层管理
        1 | 立即停止灰度发布
        2 | 核心团队 | 15 分钟
        3 | 评估 | 回滚
        4 | 执行回滚 | 快速修复
        5 | 用户 | 通知
        第三方服务不可用超过 5 分钟
        决策人 | 技术负责人 | 恢复目标 1 小时 | 30 分钟
        1 | 本地备用方案
        2 | 用户服务受限
        3 | 联系第三方服务商
        4 | 每 30 分钟汇报
        数据库响应时间 > 10s
        数据库连接失败
        决策人 | 运维负责人 | 恢复目标 5 分钟
        1 | 从库 | 故障转移
        2 | 只读模式
        3 | 通知数据库团队
        4 | 磁盘 | 内存
    """,
    "rollback": """
        自动 | 崩溃率 > 0.5% 持续 2 分钟 | 错误率 > 5% 持续 5 分钟 | API 超时率 > 10% 持续 5 分钟 | 核心功能不可用
        人工 | 灰度用户投诉量 > 50 条 | 1 小时 | 发现安全漏洞 | 降幅 > 20% | 产品决策调整
        限时 15 分钟 RTO | RPO 30 分钟
        1 | 触发回滚
        2 | 评估影响范围
        3 | 通知所有相关团队
        4 | 上一版本的包
        5 | 测试上一版本
        6 | 执行回滚
        6.1 | 微信小程序的版本
        6.2 | 后端 API 的版本
        6.3 | 数据库的版本
        7 | 验证回滚成功
        8 | 监控 | 指标恢复
        9 | 事后总结
        10 | 改进计划
        最近 5 个发布版本 | 详细说明 | 发布时间和关键变更 | 快速切换
        代码 | Git 仓库（GitHub / GitLab）
        数据库 | 增量备份 | 每 4 小时
        配置文件 | 每次发布之前
    """,
    "checklists": """
        检查代码 | 0 / 10
        1 | console.log | 删除
        2 | 注释掉的代码 | 删除
        3 | 性能警告 | 修复
        4 | 内存泄漏
        5 | 错误处理
        6 | 用户输入
        7 | API 的安全性
        8 | 权限声明
        9 | 外链
        10 | 第三方 SDK
        最后检查 | 0 / 19
        1 | 登录与注册
        2 | 课程的浏览与学习
        3 | 打卡与反馈
        4 | 社群互动
        5 | 用户信息管理
        6 | 隐私政策完整
        7 | 用户数据 | GDPR
        8 | 违禁词汇
        9 | 他人权益
        10 | 首屏 | 首屏加载时间 < 2s
        11 | 内存占用 < 100MB
        12 | 崩溃和闪退
        13 | HTTPS
        14 | 敏感信息已加密
        15 | 密钥
        16 | API 鉴权
        17 | 隐私政策准确
        18 | 服务条款完整
        19 | 帮助文档清晰
        代码发布 | 0 / 13
        1 | 所有功能 | 实现 | 测试
        2 | 代码审查
        3 | 调试代码和注释
        4 | 依赖包 | 锁定
        5 | 版本号 | v1.0.0
        6 | 修改日志
        7 | Git 标签
        8 | 生产环境的配置
        9 | API 端点 | 生产环境
        10 | 数据库连接
        11 | 缓存配置
        12 | 日志级别
        13 | 代码里 | 敏感信息
        运维部署 | 0 / 12
        1 | 生产服务器
        2 | SSL 证书
        3 | 域名已解析
        4 | 防火墙
        5 | 自动备份
        6 | 监控告警
        7 | 日志采集
        8 | 生产数据库 | 初始化
        9 | 初始数据
        10 | 数据库备份 | 测试
        11 | 迁移脚本
        12 | 回滚脚本
        文档 | 0 / 14
        1 | 隐私政策
        2 | 服务条款
        3 | 用户手册
        4 | FAQ
        5 | 帮助文档 | 上线
        6 | API 文档
        7 | 部署文档
        8 | 运维手册
        9 | 故障排除指南
        10 | 变更日志
        11 | 推广文案
        12 | 引导用户的文案
        13 | 常见问题
        14 | 客服流程
        团队准备 | 0 / 10
        1 | 发布负责人
        2 | 技术值班人
        3 | 客服值班人
        4 | 通讯工具
        5 | 紧急联系方式
        6 | 运维团队 | 培训
        7 | 客服团队 | 培训
        8 | 产品团队 | 发布计划
        9 | 应急预案
        10 | 沟通流程
        用户沟通 | 0 / 12
        1 | 新闻稿
        2 | 社群消息
        3 | 邮件提醒
        4 | 微信通知
        5 | 版本介绍
        6 | 新手引导
        7 | 常见问题
        8 | 客服
        9 | 用户反馈渠道
        10 | 问卷调查
        11 | 用户访谈
        12 | 数据分析
        上线后 7 天 | 0 / 16
        1 | 核心功能可用
        2 | 正常登录
        3 | 打卡
        4 | 社群交互
        5 | 严重崩溃
        6 | 用户反馈
        7 | 新增用户
        8 | 留存率 | 初步统计
        9 | 性能指标
        10 | 用户反馈 | 分析
        11 | 问题的修复
        12 | 周用户留存率
        13 | 核心功能的完成率
        14 | 用户满意度
        15 | 性能的基准线
        16 | 下一版本的计划
    """,
    "operations": """
        第 1 周：内部推广 | 500–1,000
        第 1 周 | 员工转发邀请 | 朋友圈 | 企业微信 | 友好企业
        第 2–4 周：小范围推广 | 1,000–5,000
        第 2–4 周 | 微信群 | 行业论坛 | 知乎 | 小红书 | 微博
        第 2–3 个月：扩大推广 | 5,000–50,000
        付费广告 微信朋友圈
        内容营销 博客、视频
        渠道合作 教育平台
        KOL 合作
        活动运营 挑战赛、打卡活动
        注册后 24 小时 | 欢迎邮件 | 功能介绍 | 快速入门 | 常见问题 | 优惠信息
        应用内引导 | 新手教程（可选） | 功能提示 | 成就解锁
        首次打卡 | 额外积分 | 徽章 | 排行榜加成
        7 天未访问 | 邮件提醒 | 推送通知 | 优惠券
        每日活跃 | 签到奖励 | 打卡成就 | 连续打卡排行榜 | 周期性挑战
        社群激励 | 优秀评论 | 月度 MVP | 用户故事 | 话题讨论
        付费转化 | 以后做 | VIP 会员 | 高级功能 | 个性化反馈 | 优先支持
        每日 | DAU | 新增用户 | 打卡完成率 | 错误率 | 崩溃率 | API 响应时间
        每周 | WAU | 留存率 | D1 D7 D30 | 功能使用热度 | 满意度 | 转化漏斗
        每月 | MAU | 生命周期价值 | 功能贡献度 | 用户分群 | 竞品对标
        每周一 | 周报 | 关键指标 | 趋势分析 | 反馈汇总 | 下周计划
        每月 1 日 | 月报 | 业绩总结 | 用户增长 | 功能使用 | 优化方向 | 下月计划
    """,
    "meetings": """
        每日同步会 | 每天 09:00–09:15
        参会 全体团队成员
        前一天的进度
        当天的计划
        问题与风险
        任务优先级
        昨天完成 | 今天计划 | 遇到的问题 | 需要的支持
        周总结会 | 每周五 17:00–18:00
        参会 各模块 Leader
        本周进度
        里程碑
        风险与问题
        下周计划
        汇报间隔 30 分钟
        与运维确认发布时间
        监控告警已启用
        应急预案
        告知所有相关团队
        监控关键指标
        及时处理问题
        发布日志
        发布总结
        汇报关键指标
        遗留问题
        下一步
    """,
    "contacts": """
        应急热线 | 待填
        集团值班 | 待填
        项目经理 | 待填 | 邮箱 | 待填
        产品经理 | 待填 | 邮箱 | 待填
        技术负责人 | 待填 | 邮箱 | 待填
        运维负责人 | 待填 | 邮箱 | 待填
        值班群 | 待填
        微信小程序官方 | 待填 | 邮箱 | 待填
        云服务提供商 | 待填 | 工单系统
        CDN 服务商 | 待填
        数据库托管商 | 待填
    """,
    "references": """
        小程序官方文档 | https://developers.weixin.qq.com/miniprogram/dev/framework/
        小程序审核指南 | https://developers.weixin.qq.com/miniprogram/product/
        性能优化 | https://mp.weixin.qq.com/debug/...
        隐私保护 | https://developers.weixin.qq.com/...
        Web Vitals | https://web.dev/vitals/
        GDPR 合规 | https://www.intersoft-consulting.com/
        应用分析 | https://www.sensor.com.cn/
    """,
    "notes": """
        开发准备、测试、审核、灰度、上线 | 运维
        日期和指标 | 实际情况 | 有序、安全、高质量
    """,
}
"""By section, one fact a line; what ` | ` divides stands together in one row, item or paragraph of the page."""

GANTT = """
    1   | 需求分析     | 10/20 | 10/27 | ✅ 100%
    2   | 基础框架     | 10/27 | 11/05 | ⚠️ 70%
    3   | 前端组件库   | 10/30 | 11/05 | ⏳ 进行中
    4   | 后端 API     | 10/30 | 11/10 | ⏳ 进行中
    5   | 核心功能开发 | 11/06 | 11/20 | ⏳ 待进行
    6   | 性能优化     | 11/16 | 11/23 | ⏳ 待进行
    7   | 联调测试     | 11/20 | 11/27 | ⏳ 待进行
    8   | 测试阶段     | 11/24 | 12/04 | ⏳ 待进行
    8.1 | 功能测试     | 11/24 | 11/27 | ⏳ 待进行
    8.2 | 性能测试     | 11/27 | 11/30 | ⏳ 待进行
    8.3 | 安全测试     | 12/01 | 12/02 | ⏳ 待进行
    8.4 | 灰度测试     | 12/03 | 12/04 | ⏳ 待进行
    9   | 修复和优化   | 12/05 | 12/10 | ⏳ 待进行
    10  | 微信审核     | 12/08 | 12/15 | ⏳ 待进行
    11  | 灰度发布     | 12/15 | 12/29 | ⏳ 待进行
    12  | 全量发布     | 12/30 | 01/05 | ⏳ 待进行
"""

WEEKS = """
    W1 | 10/30-11/05 | 组件库   | API 网关 | 环境准备 | 测试环境 | 基础搭建
    W2 | 11/06-11/12 | 页面开发 | 核心服务 | 用例编写 | 监控配置 | 功能实现
    W3 | 11/13-11/19 | 功能完成 | 业务完善 | 功能测试 | 基础设施 | 联调测试
    W4 | 11/20-11/26 | 性能优化 | 性能优化 | 性能测试 | 压力测试 | 性能优化
    W5 | 11/27-12/03 | BUG 修复 | 问题修复 | 回归测试 | 部署准备 | 质量保证
    W6 | 12/04-12/10 | 微调     | 微调     | 上线检查 | 灰度部署 | 上架审核
    W7 | 12/11-12/17 | 运维支持 | 监控告警 | 灰度验收 | 灰度发布 | 灰度阶段
    W8 | 12/18-12/24 | 运维支持 | 持续监控 | 问题跟踪 | 全量发布 | 全量发布
"""

COVERAGE = """
    用户认证 | ✅ | ✅ | ✅ | ⚠️ | ✅
    课程管理 | ✅ | ✅ | ✅ | ✅ | ⚠️
    打卡系统 | ✅ | ✅ | ✅ | ✅ | ✅
    社群评论 | ✅ | ✅ | ✅ | ⚠️ | ⚠️
    AI 反馈  | ✅ | ✅ | ✅ | ✅ | ⚠️
    分享功能 | ✅ | ⚠️ | ✅ | ⚠️ | ⚠️
    缓存系统 | ✅ | ✅ | ⚠️ | ✅ | ✅
    API 网关 | ✅ | ✅ | ✅ | ✅ | ✅
"""

RISKS = """
    技术风险 | API 性能瓶颈   | 中 | 高   | 压力测试 | 优化数据库
    技术风险 | 数据库查询慢   | 中 | 高   | 索引     | 缓存
    技术风险 | 内存泄漏       | 低 | 中   | 内存检测 | 清理逻辑
    技术风险 | 网络超时       | 低 | 中   | 重试机制 | 超时时间
    技术风险 | 第三方服务故障 | 低 | 高   | 降级方案 | 本地备用方案
    产品风险 | 功能需求变更   | 中 | 中   | 管理需求 | 变更走流程
    产品风险 | 用户流失       | 中 | 高   | 用户体验 | 运营策略
    产品风险 | 出现竞争产品   | 中 | 中   | 持续创新 | 用户粘性
    产品风险 | 用户投诉多     | 低 | 中   | 客服系统 | 及时回应
    运营风险 | 审核被拒       | 低 | 高   | 严格自查 | 微信团队
    运营风险 | 政策变化       | 低 | 高   | 关注政策 | 合规运营
    运营风险 | 安全漏洞       | 低 | 高   | 安全审计 | 及时修补
    运营风险 | 用户隐私泄露   | 低 | 极高 | 数据加密 | 控制权限
"""


class TestFacts(PlanFacts):
    """See `facts_kit`."""


def lines_of(table: str) -> list[list[str]]:
    """The cells of a table that is written with bars."""
    return [[bare(cell) for cell in line.split("|")] for line in table.splitlines() if line.strip()]


def days_in(text: str) -> list[str]:
    """The days of a text as the document writes them: `10/20`."""
    return [f"{int(month):02}/{int(day):02}" for month, day in re.findall(r"(\d+)月(\d+)日", text)]


def test_the_gantt_table_is_the_documents(pages: dict[str, Page]) -> None:
    """Its 16 rows, in their order, with start, end and progress; behind them only the launch."""
    [rows] = Tables(pages["timeline"].text).all_with("序号", "任务", "开始", "完成", "状态")
    wanted = lines_of(GANTT)
    assert len(wanted) == 16
    assert [row["序号"] for row in rows] == [number for number, *_ in wanted] + ["T"]
    for row, (_, title, start, end, progress) in zip(rows, wanted, strict=False):
        assert row["任务"].startswith(title), title
        assert days_in(row["开始"]) + days_in(row["完成"]) == [start, end], title
        assert row["状态"] == _status(progress), title
    assert "上线" in rows[16]["任务"] and days_in(rows[16]["完成"]) == ["12/15"]


def _status(progress: str) -> str:
    """What the page says for a progress of the document."""
    if progress == "✅100%":
        return "已完成100%"
    return f"有风险{progress[-3:]}" if progress.startswith("⚠️") else progress.removeprefix("⏳")


def test_the_weekly_grid_is_the_documents(pages: dict[str, Page]) -> None:
    [rows] = Tables(pages["timeline"].text).all_with("周次", "前端", "后端", "QA", "运维", "重点工作")
    found = [[row["周次"][:2], "-".join(days_in(row["周次"][2:])), *list(row.values())[1:]] for row in rows]
    assert found == lines_of(WEEKS)


def test_the_coverage_matrix_is_the_documents(pages: dict[str, Page]) -> None:
    kinds = ("单元测试", "集成测试", "功能测试", "性能测试", "安全测试")
    [rows] = Tables(pages["tests"].text).all_with("功能模块", *kinds)
    words = {"✅": "必测", "⚠️": "重点测"}
    wanted = [[module, *(words[mark] for mark in marks)] for module, *marks in lines_of(COVERAGE)]
    assert [[row["功能模块"], *(row[kind] for kind in kinds)] for row in rows[:8]] == wanted
    assert all("合计" in row["功能模块"] for row in rows[8:])


def test_the_risk_register_is_the_documents(pages: dict[str, Page]) -> None:
    page = pages["risks"].text
    tables = Tables(page).all_with("风险", "评级", "应对")
    assert [len(rows) for rows in tables] == [5, 4, 4]
    headings = sorted(("产品风险", "技术风险", "运营风险"), key=page.index)
    listed = [(heading, row) for heading, rows in zip(headings, tables, strict=True) for row in rows]
    for number, ((heading, row), wanted) in enumerate(zip(listed, lines_of(RISKS), strict=True), 1):
        category, title, probability, impact, *measures = wanted
        assert (heading, row["序号"], row["风险"]) == (category, str(number), title)
        assert row["评级"].endswith(f"概率{probability}影响{impact}"), title
        assert all(measure in row["应对"] for measure in measures), title


def test_contradictions_of_the_document_are_told(checked: tuple[list[Page], list[Problem]]) -> None:
    """They stay as they are, and are remarked: two dates of one release, 72 hours in two days, shares that shrink,
    users before the review is passed, backups every four hours for half an hour."""
    told = {problem.code.id for problem in checked[1]}
    assert {"CA007", "TS009", "RO001", "RO002", "RO009", "RO013", "RO014", "RB013", "ME011", "ST009"} <= told
