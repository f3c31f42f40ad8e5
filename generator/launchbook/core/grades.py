"""The words for how bad a problem is."""

from __future__ import annotations

from launchbook.core.problem import Grade, Message, say, say_count

WORDS: dict[Grade, Message] = {
    "error": say("error"),
    "contradiction": say("contradiction"),
    "danger": say("danger"),
    "gap": say("gap"),
    "hint": say("hint"),
}


def counted(grade: Grade, count: int) -> Message:
    """`2 dangers`."""
    match grade:
        case "error":
            return say_count("{count} error", "{count} errors", count)
        case "contradiction":
            return say_count("{count} contradiction", "{count} contradictions", count)
        case "danger":
            return say_count("{count} danger", "{count} dangers", count)
        case "gap":
            return say_count("{count} gap", "{count} gaps", count)
        case "hint":
            return say_count("{count} hint", "{count} hints", count)


MEANING: dict[Grade, Message] = {
    "error": say("nothing is built before they are mended"),
    "contradiction": say("two places disagree"),
    "danger": say("nobody decides, no way back, or nobody can be called"),
    "gap": say("what is not there yet"),
    "hint": say("for the authors alone"),
}
