"""Growth, care for users, measurement, reports, feedback and support after the launch."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, ClassVar

from pydantic import Field

from launchbook.core.entry import Timing
from launchbook.core.headings import Items, Listed, Phones
from launchbook.core.items import Anchored
from launchbook.core.links import Link
from launchbook.core.model import Flag, Formerly, Model
from launchbook.core.plan import Plan
from launchbook.core.quantity import Duration
from launchbook.core.recurrence import Recurrence, Series, shifted, taken_out
from launchbook.core.reference import MetricRef, OwnerRef, People
from launchbook.core.rows import Row
from launchbook.core.text import Text, Url, Word
from launchbook.core.time import Extent, Moment, Span, Stretch
from launchbook.sections.operations.amount import Amount


class GrowthChannel(Model):
    """A way by which users come. Short form: its name."""

    short: ClassVar[str | None] = "name"

    name: Text
    """What is done, or where: `Paid ads`, `WeChat groups`."""
    note: Text | None = None
    """What exactly: which platforms, which partners."""
    owner: OwnerRef | None = None
    """Who runs it, if not the owner of the phase."""
    budget: Word | None = None
    """What it may cost."""
    link: Link | None = None
    """Where it is prepared."""


class GrowthPhase(Anchored):
    """A stretch after the launch in which users are won in one manner."""

    row_kind: ClassVar[str] = "growth phase"
    row_times: ClassVar[Mapping[str, str]] = {"at": "growth phase"}
    title: Text
    """What the phase is called: `Friends and colleagues`."""
    at: Span | None = None
    """From when to when: `T .. T+7d`."""
    target: Amount | None = None
    """How many users there should be at its end: `500-1000`."""
    metric: MetricRef | None = None
    """The metric that counts them."""
    goal: Text | None = None
    """What else should be reached, or learnt."""
    channels: Items[GrowthChannel] = ()
    """By which ways they come."""
    owner: OwnerRef | None = None
    """Who answers for it."""
    budget: Word | None = None
    """What it may cost altogether."""
    note: Text | None = None
    """What else one should know."""


@dataclass(frozen=True, slots=True)
class Rise:
    """A growth phase as a step of the ramp. Heights are in per cent and logarithmic, since users grow by factors."""

    phase: GrowthPhase
    low: int
    high: int
    width: int
    """Its share of the time, damped, so that a week beside two months can still be read."""


class CareMeasure(Anchored):
    """Something that is done for a user at a time of their own: a welcome, a reward, a reminder. Short form: its name."""

    short: ClassVar[str | None] = "title"

    title: Text
    """What is done: `Welcome mail`."""
    after: Duration | None = None
    """How long after sign-up: `24h`; `0m` at once."""
    occasion: Annotated[Text | None, Formerly("on")] = None
    """On which occasion: `the first check-in`."""
    inactive: Duration | None = None
    """After how long without a visit: `7d`."""
    content: Items[Text] = ()
    """What it says or shows."""
    channel: Text | None = None
    """How it reaches them: mail, push, in the app."""
    reward: Items[Text] = ()
    """What they get: points, a badge, a coupon."""
    optional: Flag = False
    """Whether the user may skip it."""
    owner: OwnerRef | None = None
    """Who answers for it."""
    link: Link | None = None
    """Where the text or the design is."""
    note: Text | None = None
    """What else one should know."""

    @property
    def at_once(self) -> bool:
        return self.after is not None and not self.after.total


class Engagement(Anchored):
    """A group of measures that keep users active: daily activity, community, paid features."""

    title: Text
    """What the group is about: `Daily activity`."""
    items: Items[Text] = ()
    """The measures."""
    later: Flag = False
    """Whether it is planned for later and no part of this launch."""
    metric: MetricRef | None = None
    """The metric that shows whether it works."""
    owner: OwnerRef | None = None
    """Who answers for it."""
    note: Text | None = None
    """What else one should know."""


class Measured(Model):
    """Something that is measured: a metric of the plan by its id, or something else by its name. Short form: the name."""

    short: ClassVar[str | None] = "name"

    name: Text | None = None
    """What is measured, where `metrics:` does not have it: `Funnel from sign-up to first check-in`."""
    metric: MetricRef | None = None
    """The metric, by its id; its name and its target are shown."""
    cohorts: Listed[Word] = ()
    """Which days after sign-up are looked at: `[D1, D7, D30]`."""
    owner: OwnerRef | None = None
    """Who looks at it."""
    note: Text | None = None
    """How it is counted, or compared with what."""


class Measurement(Model):
    """What is measured, by how often somebody looks at it."""

    realtime: Items[Measured] = ()
    """What a dashboard shows all the time."""
    daily: Items[Measured] = ()
    """Every day."""
    weekly: Items[Measured] = ()
    """Every week."""
    monthly: Items[Measured] = ()
    """Every month."""
    tool: Text | None = None
    """With what it is measured."""
    link: Link | None = None
    """The dashboard, or the page of the analytics."""
    owner: OwnerRef | None = None
    """Who sees to it, where an entry names nobody."""
    note: Text | None = None
    """What holds for all of it."""

    @property
    def columns(self) -> dict[str, tuple[Measured, ...]]:
        """What is measured, by how often: `realtime`, `daily`, `weekly`, `monthly`; empty ones left out."""
        return {key: measured for key in ("realtime", "daily", "weekly", "monthly") if (measured := getattr(self, key))}


class Report(Anchored):
    """A report on how it goes."""

    row_kind: ClassVar[str] = "report"
    row_times: ClassVar[Mapping[str, str]] = {"at": "report"}
    title: Text
    """What the report is called: `Weekly report`."""
    cadence: Recurrence | None = None
    """How often: `every Monday`, `monthly 1`, `每周一`. Left out, it is written once, at `at`."""
    at: Moment | None = None
    """When a report is due that is written once."""
    since: Moment | None = Field(default=None, alias="from")
    """From when it is written; left out, from the day after the launch."""
    until: Moment | None = None
    """Until when; left out, it goes on."""
    left_out: Listed[Span] = Field(default=(), alias="except")
    """Days on which it is not written, though it would be: a day, or a list of days and spans."""
    contents: Items[Text] = ()
    """What stands in it."""
    owner: OwnerRef | None = None
    """Who writes it."""
    audience: Text | None = None
    """Who reads it, in words."""
    to: People = ()
    """The people of this plan who get it, by their ids, or `all`."""
    channel: Text | None = None
    """How it reaches them, or where it is kept."""
    note: Text | None = None
    """What else one should know."""

    def row_timings(self, plan: Plan, parent: Row | None) -> Iterator[Timing]:
        """The time of a report written once, or all times of its series."""
        yield from super().row_timings(plan, parent)
        series = self.series(plan)
        for stretch in series.listed if series else ():
            yield Timing(stretch.start, stretch.end, "report", "derived", series)

    def bounds(self, plan: Plan) -> tuple[datetime, datetime | None]:
        """Start and end of its series; the end is None where it goes on."""
        first = plan.instant(self.since).at if self.since else shifted(plan.frame.launch.at, timedelta(days=1))
        return first, plan.instant(self.until).end if self.until else None

    def series(self, plan: Plan) -> Series | None:
        """Its series; None for a report written once, or where a bound hangs on a launch whose day is not known."""
        bounds = self.since, self.until or self.since
        if not (self.cadence and self.cadence.repeats) or any(map(plan.frame.afloat, bounds)):
            return None
        return Series(self.cadence, *self.bounds(plan), plan.frame.calendar, taken_out(self.left_out, plan.frame))

    def first(self, plan: Plan) -> Stretch | None:
        """The first time of its series; None without one."""
        series = self.series(plan)
        return series.first if series else None


class FeedbackChannel(Anchored):
    """A way by which users say what they think. Short form: its name."""

    short: ClassVar[str | None] = "title"

    title: Text
    """What it is: `Feedback button in the app`."""
    place: Text | None = None
    """Where users find it."""
    url: Url | None = None
    """Its address."""
    categories: Items[Text] = ()
    """Under what users file it: `Bug`, `Wish`, `Speed`, `Other`."""
    kept: Listed[Word] = ()
    """What is stored with it: `app version`, `platform`, `time`."""
    reply: Text | None = None
    """What users get back at once."""
    urgent: Text | None = None
    """What happens with urgent feedback."""
    to: People = ()
    """Who is told of urgent feedback, by their ids, or `all`."""
    answer_within: Duration | None = None
    """Within what time a person answers."""
    owner: OwnerRef | None = None
    """Who reads it."""
    note: Text | None = None
    """What else one should know."""


class SupportLevel(Model):
    """How fast a kind of trouble is answered and solved."""

    title: Text
    """The kind: `P0`, `cannot sign in`."""
    first_response: Duration | None = None
    """Within what time a person answers."""
    solve: Duration | None = None
    """Within what time it is solved."""
    note: Text | None = None
    """What belongs to it."""


class Support(Model):
    """Help for users."""

    hours: Word | None = None
    """When somebody answers: `9:00–21:00, also at weekends`."""
    first_response: Duration | None = None
    """Within what time a person answers."""
    solve: Duration | None = None
    """Within what time it is solved as a rule."""
    levels: Items[SupportLevel] = ()
    """Other times for other kinds of trouble."""
    channels: Items[Text] = ()
    """How users reach it."""
    phone: Phones = ()
    """Its telephone number, or several."""
    owner: OwnerRef | None = None
    """Who leads it."""
    people: People = ()
    """Who answers, by their ids, or `all`."""
    links: Listed[Link] = ()
    """Frequent questions, prepared answers."""
    note: Text | None = None
    """What else one should know."""


class Operations(Model):
    """How the product is run after the launch. Short form: the growth phases."""

    short: ClassVar[str | None] = "growth"

    growth: Listed[GrowthPhase] = ()
    """Growth phases, in order of time."""
    unit: Word | None = None
    """What the targets of the growth phases count, where it is not users: `shops`, `teams`."""
    care: Listed[CareMeasure] = ()
    """What is done for a user, from sign-up on."""
    engagement: Items[Engagement] = ()
    """What keeps users active, in groups."""
    measurement: Measurement | None = None
    """What is measured daily, weekly, monthly."""
    reports: Items[Report] = ()
    """Reports, with how often they are written."""
    feedback: Items[FeedbackChannel] = ()
    """How users say what they think."""
    support: Support | None = None
    """How users get help."""
    note: Text | None = None
    """What holds for all of it."""

    @property
    def bare(self) -> bool:
        """Whether it says nothing yet of growth, care or hypercare: a plan that only answers its users wins none."""
        return not any(getattr(self, key) for key in type(self).model_fields if key not in ("unit", "note"))

    @property
    def journey(self) -> tuple[CareMeasure, ...]:
        """Measures in the order of a user's time: from sign-up on, then those for inactive users."""
        here = [measure for measure in self.care if measure.inactive is None]
        away = [measure for measure in self.care if measure.inactive is not None]
        latest, timed = timedelta(), []
        for measure in here:
            latest = measure.after.total if measure.after else latest
            timed.append((latest, measure))
        here = [measure for _, measure in sorted(timed, key=lambda pair: pair[0])]
        return (*here, *sorted(away, key=lambda measure: measure.inactive.total if measure.inactive else timedelta()))

    def ramp(self, plan: Plan) -> tuple[Rise, ...]:
        """The phases as steps; empty where fewer than two have a target."""
        targets = [phase.target for phase in self.growth if phase.target]
        if len(targets) < 2:
            return ()
        bottom, top = min(target.low for target in targets), max(target.high for target in targets)
        floor = math.log10(bottom + 1) - 0.5
        scale = max(math.log10(top + 1) - floor, 0.1)

        def height(value: int) -> int:
            return round(max(100 * (math.log10(value + 1) - floor) / scale, 6))

        return tuple(
            Rise(
                phase,
                height(phase.target.low) if phase.target else 0,
                height(phase.target.high) if phase.target else 0,
                _width(phase, plan),
            )
            for phase in self.growth
        )


def _width(phase: GrowthPhase, plan: Plan) -> int:
    extent = phase_extent(phase, plan)
    days = max(1, (extent.end - extent.start).days) if extent else 3
    return min(100, round(10 * math.log2(1 + days)))


def phase_extent(phase: GrowthPhase, plan: Plan) -> Extent | None:
    """The time of a phase; None without start and end."""
    start, end = plan.span(phase.at) if phase.at else (None, None)
    return Extent.of(start, end) if start and end else None
