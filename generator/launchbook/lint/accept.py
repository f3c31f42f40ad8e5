"""What a plan accepts: which problems stand, and which acceptances are of no use."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from copy import copy
from dataclasses import dataclass
from datetime import datetime

from launchbook.core.acceptance import Acceptance, Accepted, Remark, remarks_in
from launchbook.core.letters import plain
from launchbook.core.plan import Plan
from launchbook.core.problem import Code, Location, Message, Path, Problem, say, severity_of
from launchbook.discovery.codes import codes_by_id

USELESS = Code(
    "AC001",
    "acceptance that accepts nothing",
    "Something is accepted that is not found: it was mended, or the place or the code is another.\n\n"
    "Left there, it would hide the next warning of that kind without anybody having decided so. Remove it, or correct its place.",
    grade="gap",
)
OVER = Code(
    "AC002",
    "acceptance that is over",
    "Something was accepted until a day that is past, so the warning is back.\n\n"
    "Mend what it is about, or decide anew and write another day.",
    grade="gap",
)
NO_REASON = Code(
    "AC003",
    "accepted without a reason",
    "A comment accepts a warning and does not say why.\n\n"
    "Whoever reads it later cannot tell whether the reason still holds. Write it behind the code: "
    "`# launchbook: accept=RB003 rehearsed with the vendor in May`. Without a reason nothing is accepted.",
    grade="gap",
)
NOT_ACCEPTABLE = Code(
    "AC004",
    "cannot be accepted",
    "There is no such code, or it is that of an error or a hint.\n\n"
    "An error stops the build: it has to be mended. A hint is not shown to readers, and fails nothing. Only warnings are accepted.",
    grade="gap",
)
SAID_HERE = frozenset({USELESS.id, OVER.id, NO_REASON.id, NOT_ACCEPTABLE.id})
"""Codes about acceptances themselves; they cannot be accepted."""


@dataclass(frozen=True, eq=False)
class _Entry:
    """An acceptance, from a key or a comment, with its place."""

    said: Acceptance | Remark
    place: Location

    def of(self, code: str) -> bool:
        return str(self.said.code).upper() == code

    def accepts(self, problem: Problem, plan: Plan) -> bool:
        if isinstance(self.said, Remark):
            at = problem.location
            return (at.path, at.line) == (self.said.place.path, self.said.line)
        return self.said.at is None or _plain(str(self.said.at)) in _names(plan, problem.path)

    def accepted(self, problem: Problem) -> Accepted:
        if isinstance(self.said, Remark):
            return Accepted(problem, self.said.why)
        return Accepted(problem, self.said.why, self.said.by, self.said.until)


Noted = tuple[list[Accepted], frozenset[int]]
"""What was accepted so far, and the numbers of the acceptances that did it."""


class Acceptances:
    """What a plan accepts. It notes what it found, so that afterwards it can tell what was of no use."""

    def __init__(self, plan: Plan, as_of: datetime, noted: Noted = ([], frozenset())) -> None:
        self.plan = plan
        self.accepted, self._used = list(noted[0]), set(noted[1])
        self._useless: list[Problem] = []
        self._entries: list[_Entry] = []
        for entry in _entries(plan):
            problem = self._refused(entry, as_of)
            if problem:
                self._useless.append(problem)
            else:
                self._entries.append(entry)

    @property
    def noted(self) -> Noted:
        return self.accepted, frozenset(self._used)

    def copy(self) -> Acceptances:
        """One that knows what was found so far, and notes what is found from here on apart."""
        twin = copy(self)
        twin.accepted, twin._used = list(self.accepted), set(self._used)
        return twin

    def standing(self, problems: Iterable[Problem]) -> list[Problem]:
        """The problems that are not accepted; the others are noted in `accepted`."""
        if not self._entries:
            return list(problems)
        standing: list[Problem] = []
        for problem in problems:
            at = self._for(problem)
            if at is None:
                standing.append(problem)
            else:
                self._used.add(at)
                self.accepted.append(self._entries[at].accepted(problem))
        return standing

    def _for(self, problem: Problem) -> int | None:
        """The number of the acceptance of a problem."""
        if severity_of(problem.grade) != "warning" or problem.code.id in SAID_HERE:
            return None
        alike = ((at, entry) for at, entry in enumerate(self._entries) if entry.of(problem.code.id))
        return next((at for at, entry in alike if entry.accepts(problem, self.plan)), None)

    def useless(self, unasked: Collection[str] = ()) -> list[Problem]:
        """What is wrong with the acceptances, once all problems were seen. `unasked` are codes that nothing was asked for."""
        unused = [entry for at, entry in enumerate(self._entries) if at not in self._used]
        told = [_unused(entry) for entry in unused if str(entry.said.code).upper() not in unasked]
        return [*self._useless, *told]

    def _refused(self, entry: _Entry, as_of: datetime) -> Problem | None:
        """Why an acceptance cannot hold."""
        said, code = entry.said, codes_by_id().get(str(entry.said.code).upper())
        if code is None or code.id in SAID_HERE:
            return _about(entry, NOT_ACCEPTABLE, say("there is no code `{code}` to accept", code=said.code), _CODES)
        if code.grade == "hint":
            return _about(entry, NOT_ACCEPTABLE, say("`{code}` is a hint, and fails nothing", code=code.id), _REMOVE)
        if isinstance(said, Remark):
            return (
                None
                if said.why
                else _about(entry, NO_REASON, say("`{code}` is accepted without a reason", code=code.id), _WHY)
            )
        if said.until and not self.plan.frame.afloat(said.until) and self.plan.extent(said.until).end < as_of:
            message = say("`{code}` was accepted until {day}", code=code.id, day=self.plan.instant(said.until))
            return _about(entry, OVER, message, _MEND)
        return None


_CODES = say("Write the code of a warning, as `launchbook check` prints it: `accept: [{code: RB003, why: …}]`.")
_REMOVE = say("Remove it.")
_WHY = say("Write the reason behind the code: `# launchbook: accept=RB003 rehearsed with the vendor in May`.")
_MEND = say("Mend what it is about, or decide anew and write another day.")


def _entries(plan: Plan) -> Iterator[_Entry]:
    for index, said in enumerate(getattr(plan.head, "accept", ())):
        yield _Entry(said, plan.bundle.locate(("accept", index)))
    for source in plan.bundle.sources:
        yield from (_Entry(remark, remark.place) for remark in remarks_in(source))


def _names(plan: Plan, path: Path) -> Iterator[str]:
    """What a place, and all that it stands in, is called: its keys, and the ids, numbers and titles of its entries."""
    keys = ""
    for end, part in enumerate(path, 1):
        if isinstance(part, str):
            keys = f"{keys}.{part}" if keys else part
            yield from (_plain(keys), _plain(part))
        if row := plan.rows.by_path.get(path[:end]):
            title = row.title.render() if isinstance(row.title, Message) else str(row.title)
            yield from (_plain(title), _plain(row.number), _plain(str(getattr(row.value, "id", None) or row.anchor)))


def _plain(name: str) -> str:
    return plain(name).casefold().strip()


def _about(entry: _Entry, code: Code, message: Message, help: Message) -> Problem:
    return Problem(code, message, entry.place, (help,), grade=code.grade)


def _unused(entry: _Entry) -> Problem:
    said, code = entry.said, str(entry.said.code).upper()
    if isinstance(said, Remark):
        message = say(
            "`{code}` is accepted for line {line} (“{why}”), and is not found there",
            code=code,
            line=said.line,
            why=said.why,
        )
    elif said.at is None:
        message = say("`{code}` is accepted (“{why}”), and is found nowhere in the plan", code=code, why=said.why)
    else:
        message = say(
            "`{code}` is accepted at “{at}” (“{why}”), and is not found there", code=code, at=said.at, why=said.why
        )
    return _about(entry, USELESS, message, say("Remove it, or correct its code or its place."))
