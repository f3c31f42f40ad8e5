"""The words of problems, and what of them may be printed."""

from __future__ import annotations

from launchbook.core.problem import Message, Problem, Translate
from launchbook.rules.secret_forms import find_secrets

MASKED = frozenset({"SE001"})
"""Codes whose source line holds a secret and is never shown."""


def safe_text(problem: Problem, message: Message, translate: Translate) -> str:
    """A message as text; secrets that it quotes from the plan are masked."""
    text = message.render(translate)
    return text if problem.code.id in MASKED else without_secrets(text)


def without_secrets(text: str) -> str:
    """The text with dots for the letters of secrets, because logs of builds are public; columns stay the same."""
    for secret in find_secrets(text):
        text = text[: secret.start] + "•" * (secret.end - secret.start) + text[secret.end :]
    return text
