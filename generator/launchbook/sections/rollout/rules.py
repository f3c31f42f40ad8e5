"""Rules that read the rollout alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import pairwise

from launchbook.core.deciding import no_return
from launchbook.core.plan import Plan
from launchbook.core.platforms import concerned, platforms_staged
from launchbook.core.problem import Finding, Names, Path, say
from launchbook.core.quantity import Share
from launchbook.core.section import finding, rule
from launchbook.core.text import shown
from launchbook.core.time import Extent
from launchbook.sections.rollout.model import Rollout
from launchbook.sections.rollout.stages import Stage, held_until

_FIRST_VERSION = re.compile(r"[vV]?(?:0\..+|1(?:\.0)*)")


@rule("RO001", "share does not rise", "contradiction")
def rising(rollout: Rollout, plan: Plan) -> Iterator[Finding]:
    """A stage has no larger share of users than the stage before it.

    Each stage exposes more people than the last; a share that falls takes the release away from users who already have
    it, and WeChat does not allow that at all. Put the stages in the order of their shares, or
    correct the share.
    """
    shares = [(stage, stage.share) for stage in rollout.stages if stage.share]
    for (before, less), (stage, share) in pairwise(shares):
        if share.high <= less.high:
            refused = next((each for each in platforms_staged(plan) if each.rises and share.high < less.high), None)
            yield finding(
                (*stage.path, "share"),
                say("“{title}” has {share}, not more than the {before} of “{first}”", title=stage.title, share=share, before=less,
                    first=before.title),
                say("On {platform} the share may only rise.", platform=refused.name)
                if refused
                else say("Let the shares rise from stage to stage."),
                related=((say("the stage before"), (*before.path, "share")),),
            )  # fmt: skip


@rule("RO002", "share that is no whole number", "contradiction")
def whole(rollout: Rollout, plan: Plan) -> Iterator[Finding]:
    """A share on WeChat is not a whole number of per cent.

    The staged release takes a whole number from 0 to 100 (WeChat's API documentation), so `0.5%` cannot be entered on
    the night. Write `1%`, or give a smaller circle the trial version instead.
    """
    for stage in rollout.stages:
        platform = next((each for each in concerned(plan, stage.title, platforms_staged(plan)) if each.whole), None)
        if platform and stage.share and (stage.share.low % 1 or stage.share.high % 1):
            message = say("{platform} cannot release to {share}: the share is a whole number",
                          platform=platform.name, share=stage.share)  # fmt: skip
            help = say("Write a whole number; fewer people than 1 % are reached with a trial version.")
            yield finding((*stage.path, "share"), message, help)


@rule("RO003", "hold longer than the time there is", "contradiction")
def held(rollout: Rollout, plan: Plan) -> Iterator[Finding]:
    """A stage is to be held longer than the time until the next stage begins.

    The next stage would begin while the gates are still being watched: the hold is cut short, or the next stage is
    late. Move the next stage, or shorten `hold:`.
    """
    for stage, following in pairwise(rollout.stages):
        if not (stage.at and stage.hold and following.at):
            continue
        start, begins = plan.span(stage.at)[0].at, plan.span(following.at)[0]
        until = held_until(start, stage.hold, plan.frame)
        if until and begins.extent.within(Extent(start, until, begins.drift)):
            yield finding(
                (*stage.path, "hold"),
                say("“{title}” is to be held for {hold}, and “{next}” begins {gap} after it", title=stage.title, hold=stage.hold,
                    next=following.title, gap=_as_written(begins.at - start)),
                say("Move the next stage, or shorten the hold."),
                related=((say("the next stage"), (*following.path, "at")),),
            )  # fmt: skip


def _as_written(length: timedelta) -> str:
    """A length of time as plans write it: `20h`, `7d`."""
    hours = length.total_seconds() / 3600
    return f"{hours / 24:g}d" if hours >= 48 and hours % 24 == 0 else f"{hours:.4g}h"


@rule("RO004", "widened without a gate", "danger", folded=True)
def gated(rollout: Rollout, plan: Plan) -> Iterator[Finding]:
    """A stage is followed by a larger one, and nothing says what must hold before that.

    Then time alone widens the release, and the stage has protected nobody. Write `gates:` with metrics from `metrics:`
    or with sentences.
    """
    for stage, following in pairwise(rollout.stages):
        if not stage.gates:
            message = say("nothing is checked between “{title}” and “{next}”", title=stage.title, next=following.title)
            yield finding((*stage.path, "title"), message, say("Add `gates:`, as `gates: [error_rate]`."))


@rule("RO005", "nobody decides to widen", "danger")
def decided(rollout: Rollout, plan: Plan) -> Iterator[Finding]:
    """Neither the rollout, nor the plan, nor a stage says who decides to widen.

    The gates hold, it is half past nine in the evening, and nobody dares to press the button; or two people do. Write
    `decider:` on the rollout, or on each stage.
    """
    if rollout.decider or getattr(plan.head, "decider", None):
        return
    undecided = [stage for stage in rollout.stages[:-1] if stage.decider is None]
    if undecided:
        message = say("nobody decides to widen “{title}”", title=undecided[0].title)
        yield finding((*undecided[0].path, "title"), message, say("Add `decider:` to the rollout, or to each stage."))


@rule("RO006", "rollout does not reach everyone", "gap")
def complete(rollout: Rollout, plan: Plan) -> Iterator[Finding]:
    """The last stage is not 100 %.

    Two versions then stay online for good, and nobody knows until when. Add the last stage, also when its date is open.
    """
    last = rollout.stages[-1]
    if last.share and last.share.high < 100:
        message = say("the rollout ends at {share}", share=last.share)
        yield finding((*last.path, "share"), message, say("Add a stage with `share: 100%`."))


@rule("RO007", "stage begins before the one above it ends", "contradiction")
def in_order(rollout: Rollout, plan: Plan) -> Iterator[Finding]:
    """A stage begins before the stage above it has begun, or has ended.

    Nobody can tell which share applies in between. Put the stages in the order of time, or correct a date.
    """
    dated = [(stage, *plan.span(stage.at)) for stage in rollout.stages if stage.at]
    for (above, first, end), (stage, start, _) in pairwise(dated):
        if start.extent.precedes(Extent.moment((end or first).at)):
            yield finding(
                (*stage.path, "at"),
                say("“{title}” begins before “{above}” has ended", title=stage.title, above=above.title),
                say("Put the stages in the order of time, or correct a date."),
                related=((say("the stage above"), (*above.path, "at")),),
            )


@rule("RO008", "nothing said for a breach", "danger")
def breached(rollout: Rollout, plan: Plan) -> Iterator[Finding]:
    """A stage has gates, but neither it nor a `rollback:` section says what happens when one does not hold.

    Write `on_breach:`: stop, hold longer, or roll back. A rollback says it for all stages from which it can be reached: not for those
    that begin behind its point of no return.
    """
    silent = [stage for stage in rollout.stages if stage.gates and stage.on_breach is None]
    if plan.has("rollback"):
        yield from _beyond_the_way_back(silent, plan)
        return
    if silent:
        titles = Names([shown(stage.title) for stage in silent])
        message = say("nothing says what happens when a gate does not hold: {titles}", titles=titles)
        help = say("Add `on_breach:`, or a `rollback:` section.")
        yield finding((*silent[0].path, "gates"), message, help, on_key=True)


def _beyond_the_way_back(silent: Sequence[Stage], plan: Plan) -> Iterator[Finding]:
    """The first stage that says nothing for a breach, and begins when there is no way back any more."""
    point = no_return(plan)
    stage = next((stage for stage in silent if point and point.behind(plan.row(stage))), None)
    if stage and point:
        yield finding(
            (*stage.path, "gates"),
            say("“{title}” says nothing for a breach, and begins when there is no way back", title=stage.title),
            say("Add `on_breach:`: stop, hold, mend."),
            on_key=True,
            related=((say("the point of no return"), (*point.row.path, "point_of_no_return")),),
        )


@rule("RO011", "stage outside the rollout", "contradiction")
def inside(rollout: Rollout, plan: Plan) -> Iterator[Finding]:
    """A stage begins before the rollout's own `at:`, or, if it does not yet reach everyone, ends after it.

    One part of the plan says from when to when the release is widened, another says other days; whoever reads only one
    of them stands by on the wrong night. Correct `at:` of the rollout, or the stage.
    """
    if rollout.at is None:
        return
    start, end = plan.span(rollout.at)
    rollout_extent = Extent.of(start, end)
    for stage in rollout.stages:
        if stage.at is None:
            continue
        first, last = plan.span(stage.at)
        full = stage.share is not None and stage.share.high == 100
        early = first.extent.precedes(rollout_extent)
        late = not full and end is not None and end.extent.precedes((last or first).extent)
        if early or late:
            yield finding(
                (*stage.path, "at"),
                say("“{title}” begins before the rollout does ({at})", title=stage.title, at=rollout.at)
                if early
                else say("“{title}” goes on after the rollout has ended ({at})", title=stage.title, at=rollout.at),
                say("Correct `at:` of the rollout, or of the stage."),
                related=((say("the rollout as a whole"), ("rollout", "at")),),
            )


@rule("RO012", "steps and stages disagree", "contradiction")
def steps_fit(rollout: Rollout, plan: Plan) -> Iterator[Finding]:
    """A step widens the release to a share that no stage has, or watches it for another time than the stage holds it.

    Whoever clicks follows the steps, whoever decides follows the stages. Give both the same shares and times.
    """
    staged = [stage for stage in rollout.stages if stage.share]
    for step in rollout.steps:
        if step.share is None or not staged:
            continue
        fits = [stage for stage in staged if stage.share and _overlap(step.share, stage.share)]
        if not fits:
            yield finding(
                (*step.path, "share"),
                say("no stage has the share of {share} that this step widens to", share=step.share),
                say("Give steps and stages the same shares."),
                related=((say("the stages"), ("rollout", "stages")),),
            )
        elif step.watch and not any(stage.hold is None or stage.hold.meets(step.watch) for stage in fits):
            stage = fits[0]
            yield finding(
                (*step.path, "watch"),
                say("watched for {watch} here, held for {hold} in “{title}”", watch=step.watch, hold=stage.hold or "",
                    title=stage.title),
                say("Give steps and stages the same times."),
                related=((say("the stage"), (*stage.path, "hold")),),
            )  # fmt: skip


@rule("RO013", "stage before the launch", "contradiction")
def after_launch(rollout: Rollout, plan: Plan) -> Iterator[Finding]:
    """A stage with a share of users begins before the launch, and the launch is not the stage that reaches everyone.

    Then users have the release before T, while every deadline that counts from T, the watch and the people on duty come
    later. Move the stage, or the launch. Testers who get a trial version are no share: leave `share:` out for them.
    """
    launch, full = plan.frame.launch, rollout.full
    if full and full.at and not launch.extent.precedes(plan.span(full.at)[0].extent):
        return  # T is the day on which everyone has it
    early = rollout.reaching_users_before(launch.extent, plan.frame)
    if early and early[0].at:
        stage, day = early[0], plan.span(early[0].at)[0].day
        too = ((say("this stage, too"), (*further.path, "at")) for further in early[1:])
        yield finding(
            (*stage.path, "at"),
            say("“{title}” reaches {share} of users on {day}, before the launch on {launch}", title=stage.title,
                share=stage.share or "", day=day, launch=launch.day),
            say("Move the stage or `launch:`; leave `share:` out where only testers have it."),
            related=((say("the launch"), ("launch",)), *too),
        )  # fmt: skip


@rule("RO015", "shares and users that imply two totals", "contradiction")
def one_total(rollout: Rollout, plan: Plan) -> Iterator[Finding]:
    """Two stages say both their share and how many users that is, and these imply two numbers of all users that are far apart.

    500 users at 5 % are 10,000 in all, 3,000 at 20 % are 15,000: on one of the two days other people have the release than was planned.
    Correct a number. Totals that differ by less than a quarter are taken for rounded, unless all other stages agree to the digit.
    """
    counted = [(stage, total) for stage in rollout.stages if (total := _implied(stage))]
    yield from _exact(counted)
    told: set[Path] = set()
    for (first, one), (stage, other) in pairwise(counted):
        if one[1] * _ROUNDED < other[0] or other[1] * _ROUNDED < one[0]:
            if _alone(first, one, counted) and not _alone(stage, other, counted):
                (first, one), (stage, other) = (stage, other), (first, one)  # the others agree with its neighbour
            if stage.path in told:
                continue
            told.add(stage.path)
            yield finding(
                (*stage.path, "users"),
                say("{users} users at {share} are about {total} in all, and about {other} by “{title}”", users=stage.users or "",
                    share=stage.share or "", total=round(other[1]), other=round(one[1]), title=first.title),
                say("Correct a share or a number of users."),
                related=((say("the stage beside it"), (*first.path, "users")),),
            )  # fmt: skip


def _alone(stage: Stage, total: tuple[float, float], counted: Sequence[tuple[Stage, tuple[float, float]]]) -> bool:
    """Whether no other stage implies about the same number of all users."""
    return not any(
        other is not stage and total[0] <= most * _ROUNDED and least <= total[1] * _ROUNDED
        for other, (least, most) in counted
    )


def _exact(counted: Sequence[tuple[Stage, tuple[float, float]]]) -> Iterator[Finding]:
    """The one stage whose total is off where those of all others, three at least, agree to the digit."""
    for stage, (least, most) in counted:
        others = [total for other, total in counted if other is not stage]
        low, high = min(one for one, _ in others) if others else 0, max(one for _, one in others) if others else 0
        if len(others) < 2 or high > low * _DIGIT or least * _ROUNDED < low or high * _ROUNDED < most:
            continue
        if most * _APART < low or high * _APART < least:
            first = next(other for other, _ in counted if other is not stage)
            yield finding(
                (*stage.path, "users"),
                say("{users} users at {share} are about {total} in all, and about {other} by “{title}”", users=stage.users or "",
                    share=stage.share or "", total=round(least), other=round(low), title=first.title),
                say("Correct a share or a number of users."),
                related=((say("the stage before"), (*first.path, "users")),),
            )  # fmt: skip


_DIGIT, _APART = 1.01, 1.06
_ROUNDED = 1.25
_NUMBER = r"(\d[\d,，]*(?:\.\d+)?)"
_USERS = re.compile(
    rf"(?:about|around|some|约|大约)?\s*{_NUMBER}\s*([kK千万]?)\s*(?:-|–|~|to|至|到)?\s*{_NUMBER}?\s*([kK千万]?)"
    r"\s*(?:users|people|customers|人|名用户|个?用户)?"
)
_TIMES = {"": 1, "k": 1000, "千": 1000, "万": 10000}


def _implied(stage: Stage) -> tuple[float, float] | None:
    """The least and the greatest number of all users that the users and the share of a stage imply."""
    match = _USERS.fullmatch(str(stage.users or "").strip())
    if match is None or stage.share is None or not stage.share.low:
        return None
    high_scale = match[4].lower() or match[2].lower()
    low = float(re.sub("[,，]", "", match[1])) * _TIMES[match[2].lower() or (high_scale if match[3] else "")]
    high = float(re.sub("[,，]", "", match[3])) * _TIMES[high_scale] if match[3] else low
    return low * 100 / float(stage.share.high), high * 100 / float(stage.share.low)


def _overlap(share: Share, other: Share) -> bool:
    return share.low <= other.high and other.low <= share.high


@rule("RO009", "no staged release of a first version", "contradiction")
def first_version(rollout: Rollout, plan: Plan) -> Iterator[Finding]:
    """A first version is rolled out in stages on WeChat, the App Store or Google Play, as far as its number tells.

    A staged release is there only once a version is online: the first one goes to everyone. Try it out with the trial version
    (TestFlight, a closed test), which named testers can open, and plan the stages for the next version.
    Where an earlier version is online already, this remark does not apply.
    """
    version = str(getattr(plan.head, "version", None) or "")
    staged = next((stage for stage in rollout.stages if stage.share and stage.share.high < 100), None)
    if staged is None or not _FIRST_VERSION.fullmatch(version):
        return
    platforms = concerned(plan, staged.title, platforms_staged(plan))
    if platforms and all(each.first_to_all for each in platforms):
        yield finding(
            (*staged.path, "share"),
            say("version {version} looks like the first, and {platform} releases a first version to everyone at once",
                version=version, platform=platforms[0].name),
            say("Try it with the trial version first, or check that an earlier version is online."),
        )  # fmt: skip


@rule("RO010", "gate without a threshold", "gap", folded=True)
def measurable(rollout: Rollout, plan: Plan) -> Iterator[Finding]:
    """A gate reads a metric that has neither `gate:` nor `target:`, and names no threshold itself.

    Then everyone reads the same number and decides differently. Give the metric a target, or the gate a `when:`; where it is
    no number, say it in words: `{metric: users, text: "as many as on the day before"}`.
    """
    for stage in rollout.stages:
        for gate in stage.gates:
            if gate.metric and not gate.text and plan.said_limit(gate) is None:
                yield finding(
                    gate.path,
                    say("metric `{metric}` has no target, so the gate cannot be decided", metric=gate.metric),
                    say("Add `target:` or `gate:` to the metric, or say here when it is passed, as a threshold (`{limit}`) or "
                        "in words (`{words}`).", limit=f'{{metric: {gate.metric}, when: "…"}}',
                        words=f'{{metric: {gate.metric}, text: "…"}}'),
                )  # fmt: skip
