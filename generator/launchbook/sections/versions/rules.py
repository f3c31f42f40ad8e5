"""Rules that read versions alone."""

from __future__ import annotations

from collections.abc import Iterator

from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, Message, Names, Path, say
from launchbook.core.section import finding, rule
from launchbook.core.time import Instant
from launchbook.sections.versions.model import Branch, Release, Stage, Versions

_STAGES: dict[Stage, Message] = {
    "planned": say("planned"), "in progress": say("in the works"), "released": say("released"), "withdrawn": say("withdrawn"),
}  # fmt: skip


@rule("VS001", "version released twice", "error")
def version_once(versions: Versions, plan: Plan) -> Iterator[Finding]:
    """Two releases have the same version.

    Nobody can then say which of the two runs. Give each release a version of its own, or make one entry of the two; a
    leading `v` makes no difference.
    """
    first: dict[str, Release] = {}
    for release in versions.releases:
        earlier = first.setdefault(release.plain, release)
        if earlier is not release:
            yield finding(
                (*release.path, "version"),
                say("version `{version}` is released twice", version=release.version),
                say("Give each release a version of its own, or make one entry of the two."),
                related=((say("first released here"), (*earlier.path, "version")),),
            )


@rule("VS002", "launched version is not among the releases", "contradiction")
def launched_is_listed(versions: Versions, plan: Plan) -> Iterator[Finding]:
    """The version in the head of the plan is none of the releases.

    The roadmap then does not show what this launch brings. Correct `version:`, or add the release.
    """
    version = getattr(plan.head, "version", None)
    if version and versions.releases and not versions.launched(version):
        known = Names([release.version for release in versions.releases])
        yield finding(
            ("version",),
            say("version `{version}` is not among the releases", version=version),
            say("The releases are {names}.", names=known),
            related=((say("the releases"), ("versions",)),),
        )


@rule("VS003", "releases out of order", "contradiction")
def in_order(versions: Versions, plan: Plan) -> Iterator[Finding]:
    """A release is dated before the release that stands above it.

    The roadmap reads from the earliest to the latest, so either a date or the order is wrong. Correct it.
    """
    last: tuple[Release, Instant] | None = None
    for release in versions.releases:
        if release.date is None:
            continue
        at = plan.span(release.date)[0]
        if last and at.extent.precedes(last[1].extent):
            yield finding(
                (*release.path, "date"),
                say(
                    "`{version}` is dated before `{other}`, which stands above it",
                    version=release.version,
                    other=last[0].version,
                ),
                say("Correct the date, or put the earliest release first."),
                related=((say("the release above"), (*last[0].path, "date")),),
            )
        last = (release, at)


@rule("VS005", "release and channel disagree", "contradiction")
def channels_agree(versions: Versions, plan: Plan) -> Iterator[Finding]:
    """A release is `released` while a channel of it is still to come, or is `planned` while a channel already has it.

    Readers take the release's word and look for it in a store where it is not. Set `status:` of the release to
    `in progress` until every channel has it.
    """
    for release in versions.releases:
        for channel in release.channels:
            if channel.status is None or channel.status == release.status:
                continue
            behind = release.status == "released" and channel.status in ("planned", "in progress")
            ahead = release.status == "planned" and channel.status == "released"
            if behind or ahead:
                yield finding(
                    (*channel.path, "status"),
                    say(
                        "`{channel}` is {here}, but the release is {there}",
                        channel=channel.name,
                        here=_STAGES[channel.status],
                        there=_STAGES[release.status],
                    ),
                    say("Set the release to `in progress` until every channel has it."),
                    related=((say("the release"), release.path),),
                )


@rule("VS004", "branch from or into nowhere", "contradiction")
def branches_known(versions: Versions, plan: Plan) -> Iterator[Finding]:
    """A branch is taken from, or merged into, a branch that is not described.

    It is a slip of the pen, or a branch that everybody is meant to know. Add the branch, or correct the name.
    """
    branches: list[Branch] = [row.value for row in plan.nested(versions.branches)]
    known = {str(branch.name) for branch in branches}
    for branch in branches:
        places: list[tuple[Path, str]] = [((*branch.path, "from"), str(branch.start))] if branch.start else []
        places += [((*branch.path, "merges_into", at), str(name)) for at, name in enumerate(branch.merges_into)]
        for place, name in places:
            if name not in known:
                yield finding(
                    place,
                    say("branch `{name}` is not described", name=name),
                    say("Described are {names}.", names=Names(sorted(known))),
                )
