"""What a code means: for the command line, and as a page of the site."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from launchbook.core.problem import Code, Grade, Message, Translate, say, severity_of
from launchbook.discovery.catalogues import reference_language, translator
from launchbook.explain.flaws import Flaw, flaw_of
from launchbook.render import Page
from launchbook.render.model import rule_page

_GRADES: dict[Grade, Message] = {
    "error": say("An error: nothing is built before it is mended."),
    "contradiction": say("A contradiction: two places disagree."),
    "danger": say("A danger: nobody decides, there is no way back, or nobody can be called."),
    "gap": say("A gap: something is not there yet."),
    "hint": say("A hint for the authors: readers do not see it, and nothing fails because of it."),
}


@dataclass(frozen=True)
class Explained:
    """A code in the words of a language."""

    code: Code
    language: str

    @property
    def _translate(self) -> Translate:
        return translator(self.language, self.code.context)

    @property
    def title(self) -> str:
        code = self.code
        return self._translate(code.title)

    @property
    def grade(self) -> str:
        return _GRADES[self.code.grade].render(self._translate)

    @property
    def paragraphs(self) -> list[str]:
        """Its documentation, as Markdown."""
        words = translator(f"reference.{self.language}")
        return [words(" ".join(part.split())) for part in self.code.doc.split("\n\n")]

    @property
    def flaw(self) -> Flaw | None:
        return flaw_of(self.code.id)

    @property
    def checked_on(self) -> list[str]:
        """On which day the example is checked, where it says one."""
        flaw = self.flaw
        return [say("Checked on {day}:", day=flaw.as_of.date()).render(self._translate)] if flaw and flaw.dated else []

    @property
    def accepting(self) -> str:
        """How it is accepted; empty for what cannot be."""
        if severity_of(self.code.grade) != "warning" or self.code.id.startswith("AC"):
            return ""
        meant = say("Where it is meant so, write at the top level of the plan, with your reason:")
        return meant.render(self._translate) + f"\n\n```yaml\naccept:\n  - {{code: {self.code.id}, why: …}}\n```"

    def text(self) -> str:
        """For a terminal. In the example, `-` marks what is found, `+` what it is replaced with."""
        parts = [f"{self.code.id} {self.title}", self.grade, *self.paragraphs]
        if self.flaw:
            parts += [*self.checked_on, "\n".join(_marked(self.flaw))]
        return "\n\n".join(parts)

    def page(self) -> str:
        """As Markdown for the site."""
        translate = self._translate
        front = f"---\nlanguage: {self.language}\nsearch:\n  exclude: true\n---\n"
        title = f"{self.code.id}{translate(': ')}{self.title}"
        found, sound, accept = (say("What is found"), say("What is not"), say("Accepting it"))
        parts = [f"{front}# {title} {{#{self.code.id.lower()}}}", self.grade, *self.paragraphs]
        if self.flaw:
            parts += [f"## {found.render(translate)} {{#found}}", *self.checked_on, *_blocks(self.flaw, sound=False)]
            parts += [f"## {sound.render(translate)} {{#not-found}}", *self.checked_on, *_blocks(self.flaw, sound=True)]
        if self.accepting:
            parts += [f"## {accept.render(translate)} {{#accept}}", self.accepting]
        return "\n\n".join(parts) + "\n"


def rule_pages(read: Iterable[str], codes: Iterable[Code]) -> Iterator[Page]:
    """A page for each of these codes, in the languages that are read."""
    codes = list(codes)
    for language in sorted({reference_language(each) for each in read}):
        for code in codes:
            explained = Explained(code, language)
            path = rule_page(code.id, language)
            yield Page(path, f"{code.id} {explained.title}", explained.page(), in_nav=False)


def _blocks(flaw: Flaw, sound: bool) -> Iterator[str]:
    for name, text, apart in flaw.edition(sound):
        lit = f' hl_lines="{" ".join(map(str, apart))}"' if apart else ""
        titled = f' title="{name}"' if len(flaw.files) > 1 else ""
        yield f"```yaml{titled}{lit}\n{text}```"


def _marked(flaw: Flaw) -> Iterator[str]:
    for name, lines in flaw.files.items():
        if len(flaw.files) > 1:
            yield f"=== {name}"
        for line in lines:
            mark = " " if line.flawed and line.sound else "-" if line.flawed else "+"
            yield f"  {mark} {line.text}".rstrip()
