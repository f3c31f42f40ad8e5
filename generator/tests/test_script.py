"""The script of pages: its types, its properties (in Node.js), and how its modules are joined."""

from __future__ import annotations

import gzip
import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from launchbook.exports.spoken import WORDS
from launchbook.render.script import MODULES, SCRIPTS, joined

JS = Path(__file__).parent / "js"
_DECLARED = re.compile(
    r"^(?:export )?(?:async )?(?:function\*?|const|let|class) +(?:(\w+)|\{([^}]*)\})(.*)$", re.MULTILINE
)
_MORE = re.compile(r", (\w+) = ")


def run(*command: str) -> str:
    done = subprocess.run(command, cwd=JS, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_types() -> None:
    run("node_modules/.bin/tsc")


@pytest.mark.parametrize("path", sorted(JS.glob("*.test.js")), ids=lambda path: path.stem)
def test_modules(path: Path) -> None:
    run("node", "--test", path.name)


def test_the_script_is_small() -> None:
    """What runs on every page stays under 40 kB compressed. Near a launch comes what a tick needs, and then the rest."""
    for first, most in (("main", 40_000), ("day", 46_000), ("later", 30_000), ("sheet", 4_000)):
        assert len(gzip.compress(joined(first))) < most, first


def declared(text: str) -> list[str]:
    """The names at the top level of a module, or of modules that were joined."""
    names: list[str] = []
    for one, several, rest in _DECLARED.findall(text):
        names += [one] if one else re.findall(r"\w+", several)
        names += _MORE.findall(rest) if one and "=>" not in rest else ()
    return names


def test_names_are_declared_once() -> None:
    """Modules are joined into one function: a name that two declare would be an error there."""
    names = Counter(name for path in MODULES.glob("*.js") for name in declared(path.read_text("utf-8")))
    assert not [name for name, count in names.items() if count > 1]


def test_modules_import_in_one_line_from_beside_them() -> None:
    for path in MODULES.glob("*.js"):
        for line in path.read_text("utf-8").splitlines():
            if line.startswith(("import", "export")):
                assert re.match(
                    r'import \{[^}]*\} from "\./[\w-]+\.js";$|export (async )?(function\*?|const|let|class) ', line
                ), line


@pytest.mark.parametrize("first", SCRIPTS.values())
def test_the_joined_script_is_one(tmp_path: Path, first: str) -> None:
    script = tmp_path / "all.js"
    script.write_bytes(joined(first))
    assert not re.search(rb"^(import|export) ", script.read_bytes(), re.MULTILINE)
    run("node", "--check", str(script))


def test_a_script_that_goes_on_is_lent_the_names_of_the_first() -> None:
    """No module is there twice: what it keeps is known to both."""
    first, later = joined("day").decode(), joined("later").decode()
    lent, borrowed = (
        set(re.findall(r"\w+", re.findall(pattern, text)[0]))
        for text, pattern in (
            (first, r"const lent = \{(.*)\};"),
            (later, r"const \{(.*)\} = lent;"),
        )
    )
    assert lent == borrowed <= set(declared(first))
    assert set(declared(later)) & set(declared(first)) - {"lent"} == borrowed
    assert re.findall(r'edition: ("\w{8}")', first) == re.findall(r"launchbookLent\?\.of\((.*)\)", later)


def test_every_word_is_there() -> None:
    """What modules say by name: a word of a template, or one that comes with the plan."""
    template = (MODULES.parents[1] / "templates" / "macros.j2").read_text("utf-8")
    known = {*WORDS, *re.findall(r"data-word-([a-z-]+)=", template)}
    text = "\n".join(path.read_text("utf-8") for path in MODULES.glob("*.js"))
    asked = set(re.findall(r'\b(?:word|say)\("([a-z-]+)"', text)) | {
        f"do-{name}" for name in re.findall(r'\bsays\("([a-z-]+)"', text)
    }
    assert asked <= known, asked - known
