"""Rules that read goals and scope alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from launchbook.core.headings import placed
from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, say, say_count
from launchbook.core.section import Placed, finding, reports, rule
from launchbook.sections.overview.model import Overview


@rule("OV001", "no goal", "gap")
@reports(say("no goal is named"), say("Add `goals:` with one sentence."), on_key=True)
def has_goal(overview: Overview, plan: Plan) -> Iterable[Placed]:
    """The section says nothing about what the launch is for.

    Without a goal, a decider cannot weigh a risk against anything. Write `goals:` with one sentence that is true for
    users or the business when the launch has succeeded.
    """
    return [] if overview.goals else [overview]


@rule("OV002", "success that nobody can measure", "gap", folded=True)
def measurable(overview: Overview, plan: Plan) -> Iterator[Finding]:
    """A criterion of success has neither a threshold nor a number in its text.

    "Users are satisfied" is always true for some and never for all, so the review will argue instead of reading.
    Refer to a metric that has a target, give a threshold with `when:`, or put the number into the sentence.
    """
    for criterion in overview.success:
        if not plan.said_limit(criterion) and not any(letter.isdigit() for letter in criterion.text or ""):
            metric = plan.target(criterion.metric) if criterion.metric else None
            yield finding(
                criterion.path,
                say("`{text}` cannot be measured", text=criterion.text or getattr(metric and metric.value, "name", "")),
                say("Add a number: `metric:` with `when:`, or in the sentence."),
            )


@rule("OV003", "next action without an owner", "gap", folded=True, lacks="owner")
@reports(say("nobody owns `{title}`"), say("Add `owner:` with an id from `people:`."))
def next_owned(overview: Overview, plan: Plan) -> Iterable[Placed]:
    """A next action that is not done has no owner.

    What everybody should do next, nobody does. Write `owner:` with an id from `people:`.
    """
    return (row for row in plan.nested(overview.next) if not (row.parts or row.owners or row.over))


@rule("OV004", "in scope and out of scope", "error")
def scope_disjoint(overview: Overview, plan: Plan) -> Iterator[Finding]:
    """The same thing stands under `scope:` and under `out_of_scope:`.

    One of the two is wrong, and readers will each believe the one they like. Remove it from one list.
    """
    inside = {_plain(item.text): item.path for item in reversed(overview.scope.every if overview.scope else ())}
    for place, text in placed(overview.out_of_scope):
        if (included := inside.get(_plain(text))) is not None:
            yield finding(
                ("overview", "out_of_scope", *place),
                say("`{text}` is both in scope and out of scope", text=text),
                say("Remove it from one of the two lists."),
                related=((say("in scope here"), included),),
            )


@rule("OV005", "dependency after the launch", "contradiction")
@reports(
    say("`{do}` must be there before the launch, and is due {due}"),
    say("Move `due:` or the launch."),
    at="due",
    related=((say("the launch"), ("launch",)),),
)
def there_in_time(overview: Overview, plan: Plan) -> Iterable[Placed]:
    """Something that must be there before the launch is due after it.

    Then the launch waits, or happens without it. Move `due:`, or the launch, or take it off the list.
    """
    waiting = (item for item in overview.dependencies if item.due and not item.done)
    return (item for item in waiting if item.due and plan.frame.launch.extent.precedes(plan.extent(item.due)))


@rule("OV006", "success before the launch", "contradiction")
def not_yet(overview: Overview, plan: Plan) -> Iterator[Finding]:
    """A criterion of success is marked as met although the launch has not happened.

    Success is what users do afterwards; a mark set beforehand hides what comes out. Leave `met:` away until then.
    """
    if plan.head.status in ("in progress", "launched", "rolled back", "closed"):
        return
    marked = [criterion for criterion in overview.success if criterion.met]
    if marked:
        yield finding(
            marked[0].path,
            say_count(
                "{count} criterion is marked as met, but the plan's status is `{status}`",
                "{count} criteria are marked as met, but the plan's status is `{status}`",
                len(marked),
                status=plan.head.status,
            ),
            say("Remove the marks, or correct `status:`."),
        )


@rule("OV007", "score that its parts do not make", "contradiction")
def adds_up(overview: Overview, plan: Plan) -> Iterator[Finding]:
    """A score of health is another than what its parts make by their weights.

    One of the numbers is old. Correct it, or leave `score:` out: it is then computed. Without weights the parts are added up,
    where what they are out of comes to what the whole is out of. Rounding is no difference.
    """
    for health in overview.health:
        if health.differs:
            yield finding(
                (*health.path, "score"),
                say("`{score}` is said, but its parts make {result}", score=health.score or "", result=health.result),
                say("Correct the score, a part or a weight; or leave the score out."),
                related=((say("the parts"), (*health.path, "parts")),),
            )


@rule("OV008", "weights that are no whole", "error")
def weights_are_whole(overview: Overview, plan: Plan) -> Iterator[Finding]:
    """The weights of a score's parts do not come to 100 %, or to 1; or only some of the parts have one.

    Then the score can be anything. Correct a weight, or add the part that is missing. Weights that are neither percentages nor
    fractions (`3`, `2`, `1`) count beside each other, and need not come to anything.
    """
    for health in overview.health:
        place = (*health.path, "parts")
        total, whole = health.weights or (0, 0)
        if health.weighed and len(health.weighed) < len(health.parts):
            yield finding(
                place,
                say("only {some} of {all} parts have a weight", some=len(health.weighed), all=len(health.parts)),
                say("Give each part its `weight:`, or none."),
                on_key=True,
            )
        elif total != whole:
            sign = "%" if whole == 100 else ""
            yield finding(
                place,
                say("the weights come to {total}, not to {whole}", total=f"{total}{sign}", whole=f"{whole}{sign}"),
                say("Correct a weight, or add the part that is missing."),
                on_key=True,
            )


def _plain(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip(".。")
