"""What can be wrong with a run. None of it keeps the plan from being built."""

from __future__ import annotations

from launchbook.core.problem import Code

OTHER_PLAN = Code(
    "RU001",
    "run of another plan",
    "A run in a plan's folder is of another plan. Its steps, people and gates are not this plan's, so it is left out. Move the "
    "file to the `runs/` folder of the plan that it names.",
    grade="contradiction",
)
SAME_RUN = Code(
    "RU002",
    "two files of one run",
    "Two files hold the same run, for example as two devices exported it. Each alone tells half of what happened. Make one of "
    "them with `launchbook run merge A B --out A`, and remove the other.",
    grade="contradiction",
)
TWO_EVENTS = Code(
    "RU003",
    "two events with one id",
    "Two events have the same id and say different things: somebody changed a line by hand, or a damaged file was merged. The "
    "one that comes first in alphabetical order counts. Keep the line that is right; what happened later is an event of its own.",
    grade="contradiction",
)
TWICE_COUNTED = Code(
    "RU004",
    "device counts twice",
    "A device numbers its events from 1, without a gap. Two of them have the same number, so their order is not known: the file "
    "was changed by hand, or two devices have the same name.",
    grade="contradiction",
)
UNKNOWN_PERSON = Code(
    "RU005",
    "person who is not in the plan",
    "An event names somebody whom `people:` does not have. It counts, and pages show the id. Add the person, or mend the id.",
    grade="contradiction",
)
GONE = Code(
    "RU006",
    "row that is no longer in the plan",
    "An event is about a step or an item that the plan no longer has. It is kept in the record and counts for nothing. Where the "
    "row was only renamed, say so in `renamed:` of the plan.",
    grade="hint",
)
ODD_TIME = Code(
    "RU007",
    "time that cannot be",
    "An event was recorded after today, or before the plan existed. The clock of that device was wrong, or the time was typed by "
    "hand. It counts, but its place among the others is not to be trusted.",
    grade="contradiction",
)
ENDED_FIRST = Code(
    "RU008",
    "ended before it began",
    "A step ended before it began, or a run before its own beginning: clocks of two devices differ, or a time was typed by hand. "
    "Its length is then not known, and no comparison with the plan counts it.",
    grade="contradiction",
)
MAY_NOT_SIGN = Code(
    "RU009",
    "signature of somebody who may not sign",
    "A gate was passed by somebody who neither decides it, nor signs second, nor is the deputy of one of them. The signature is "
    "kept and does not open the gate. Where the team decided so, name the person in the plan's gate.",
    grade="contradiction",
)
