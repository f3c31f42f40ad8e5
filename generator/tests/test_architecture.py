"""The shape of the code: imports go down only, sections stand alone, and what is done once is done in one place."""

from __future__ import annotations

import ast
import importlib
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import launchbook
from launchbook.core import section
from launchbook.discovery.kinds import REQUIRED, Incomplete, find_rules, find_sections

HOME = Path(launchbook.__file__).parent
TOP = 8
LAYERS = {
    "core": 0,
    "sections": 1,
    "views": 1,
    "rules": 2,
    "discovery": 3,
    "load": 4,
    "lint": 4,
    "report": 4,
    "render": 4,
    "exports": 5,
    "explain": 5,
    "search": 6,
    "site": 7,
    "starter": TOP,
    "cli": TOP,
}
"""Folders, from the lowest; the modules beside them (`mkdocs_plugin` and what it and `cli` use) are the top."""
LONGEST = 60


@cache
def modules() -> dict[str, ast.Module]:
    """The package's modules by their dotted names; a package stands for its `__init__`."""
    found = {}
    for path in sorted(HOME.rglob("*.py")):
        name = ".".join(path.relative_to(HOME.parent).with_suffix("").parts).removesuffix(".__init__")
        found[name] = ast.parse(path.read_text("utf-8"), path)
    return found


def imported(tree: ast.Module) -> Iterator[str]:
    """The modules that a module imports, also inside of functions and for types only, and those that a string names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and re.match(r"launchbook\.[\w.]*$", str(node.value)):
            parts = str(node.value).split(".")
            yield next(found for end in range(len(parts), 0, -1) if (found := ".".join(parts[:end])) in modules())
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0 and node.module, f"line {node.lineno} imports relatively"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (found if found in modules() else node.module for found in names)


def uses() -> Iterator[tuple[str, str]]:
    """Which module of the package imports which."""
    for name in modules():
        yield from (
            (name, other)
            for other in sorted(set(imported(modules()[name])))
            if other.split(".")[0] == "launchbook" and other != name
        )


def folder(name: str) -> str:
    """The folder of the package that a module stands in, or its own name beside them."""
    return name.split(".")[1] if "." in name else ""


def layer(name: str) -> int:
    return LAYERS.get(folder(name), TOP) if folder(name) else 0


def test_imports_go_down_only() -> None:
    assert [f"{name} imports {other}" for name, other in uses() if layer(other) > layer(name)] == []


@pytest.mark.parametrize(
    ("line", "other"),
    [
        ("import launchbook.site.build", "launchbook.site.build"),
        ("def late():\n    from launchbook.site import build", "launchbook.site.build"),
        ("import_module('launchbook.site.build')", "launchbook.site.build"),
        ("scan('launchbook.views', 'PAGES')", "launchbook.views"),
        ("importlib.import_module(f'launchbook.sections.{key}.rules')", "launchbook.sections"),
        ("iter_modules(import_module('launchbook.' + 'rules').__path__)", "launchbook"),
    ],
)
def test_an_import_is_seen_however_it_is_written(line: str, other: str) -> None:
    assert list(imported(ast.parse(line))) == [other]


def test_the_folders_are_known() -> None:
    assert {path.parent.name for path in HOME.glob("*/__init__.py")} == set(LAYERS), (
        "a new folder needs its place in LAYERS"
    )


def test_rendering_loading_and_linting_do_not_know_each_other() -> None:
    peers = {"load", "lint", "render"}
    crossed = [(name, other) for name, other in uses() if {folder(name), folder(other)} <= peers]
    assert [f"{name} imports {other}" for name, other in crossed if folder(name) != folder(other)] == []


def test_sections_stand_alone() -> None:
    for name, other in uses():
        if other.startswith("launchbook.sections."):
            assert folder(name) in ("rules", "exports") or name.split(".")[1:3] == other.split(".")[1:3], (
                f"{name} imports {other}"
            )


def test_there_is_no_import_cycle() -> None:
    graph: dict[str, set[str]] = {name: set() for name in modules()}
    for name, other in uses():
        graph[name].add(other)
    while free := {name for name, others in graph.items() if not others & graph.keys()}:
        graph = {name: others for name, others in graph.items() if name not in free}
    assert graph == {}, f"a cycle through {', '.join(sorted(graph))}"


@pytest.mark.parametrize(
    ("what", "where"),
    [
        ({"mkdocs", "material", "zensical"}, "launchbook.mkdocs_plugin"),
        ({"importlib", "importlib.import_module", "pkgutil", "runpy"}, "launchbook.discovery.kinds"),
    ],
    ids=["MkDocs", "importing by name"],
)
def test_one_module_knows(what: set[str], where: str) -> None:
    knowing = {
        name
        for name in modules()
        for other in imported(modules()[name])
        if other in what or other.split(".")[0] in what - {"importlib"}
    }
    assert knowing == {where}


def calls(name: str) -> Iterator[str]:
    """What a module calls, as it is written: `print`, `sys.exit`."""
    yield from (ast.unparse(node.func) for node in ast.walk(modules()[name]) if isinstance(node, ast.Call))


@pytest.mark.parametrize(
    ("what", "where"),
    [
        ({"print", "click.echo", "sys.stdout.write", "sys.stderr.write", "sys.exit", "exit", "quit", "os._exit",
        "SystemExit"}, {f"cli{part}" for part in ("", ".checking", ".explaining", ".publishing", ".recording", ".writing")}),
        ({"subprocess.run", "subprocess.Popen", "subprocess.check_output"}, {"revisions", "site.pdf", "site.chromium"}),
        ({"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time"}, {"cli.options", "mkdocs_plugin"}),
        ({"eval", "exec", "compile", "__import__", "pickle.loads", "os.system"}, set()),
    ],
    ids=["prints or exits", "runs programs", "reads the clock", "runs code"],
)  # fmt: skip
def test_what_is_done_in_one_place(what: set[str], where: set[str]) -> None:
    doing = {name.removeprefix("launchbook.") for name in modules() if what & set(calls(name))}
    assert doing <= where


def test_the_core_reads_nothing_but_its_own_folders() -> None:
    reading = {"launchbook.load.files", "launchbook.discovery.kinds", "launchbook.discovery.catalogues"}
    touching = {
        name for name in modules() if layer(name) <= LAYERS["load"] and not name.startswith("launchbook.render")
        for call in calls(name) if call.split(".")[-1] in ("open", "read_text", "read_bytes", "write_text", "iterdir",
        "is_file", "glob")
    }  # fmt: skip
    assert touching <= reading


def functions() -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for name, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                yield f"{name}.{node.name}", node


def test_functions_are_short() -> None:
    lengths = {name: (node.end_lineno or 0) - node.lineno + 1 for name, node in functions()}
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def test_a_class_has_a_name_of_its_own() -> None:
    homes: dict[str, list[str]] = {}
    for name, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                homes.setdefault(node.name, []).append(name)
    assert {name: where for name, where in homes.items() if len(where) > 1} == {}


def test_modules_say_what_they_are() -> None:
    assert [name for name, tree in modules().items() if not ast.get_docstring(tree)] == []
    assert [name for name in modules() if name.split(".")[-1] in ("utils", "helpers", "common", "misc")] == []


def test_models_are_frozen_and_documented() -> None:
    for kind in find_sections().values():
        assert kind.model.model_config.get("frozen"), kind.key
    for name, tree in modules().items():
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.ClassDef)
                and (name.endswith(".model") or name.endswith(".items"))
                and ".render." not in name
            ):
                assert ast.get_docstring(node), f"{name}.{node.name} has no docstring"


# discovery fails loudly


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An importable package of sections, with a head."""
    home = tmp_path / "kinds"
    home.mkdir()
    (home / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path))
    grow(home, "head", top=True)
    yield home
    for name in [name for name in sys.modules if name.split(".")[0] == "kinds"]:
        del sys.modules[name]
    find_sections.cache_clear()


def grow(home: Path, folder: str, key: str = "", top: bool = False) -> Path:
    """A whole section folder."""
    for name in REQUIRED:
        path = home / folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
    (home / folder / "__init__.py").write_text(
        "from launchbook.core.model import Model\nfrom launchbook.core.section import Section\n"
        f"SECTION = Section(key={key or folder!r}, title='T', purpose='P', model=Model, top={top})\n"
    )
    return home / folder


def complaint() -> str:
    importlib.invalidate_caches()
    with pytest.raises(Incomplete) as caught:
        find_sections("kinds")
    return str(caught.value)


def test_a_section_is_found_by_its_folder(package: Path) -> None:
    grow(package, "tea")
    (package / "_draft").mkdir()
    (package / "__pycache__").mkdir(exist_ok=True)
    assert list(find_sections("kinds")) == ["head", "tea"]


@pytest.mark.parametrize("name", REQUIRED)
def test_an_incomplete_folder_is_named_with_what_it_lacks(package: Path, name: str) -> None:
    folder = grow(package, "tea")
    (folder / name).unlink()
    assert complaint() == f"{folder}: lacks {name}"


def test_a_folder_without_a_section(package: Path) -> None:
    folder = grow(package, "tea")
    (folder / "__init__.py").write_text("")
    assert complaint() == f"{folder / '__init__.py'}: defines no SECTION = Section(...)"


def test_two_folders_with_one_key(package: Path) -> None:
    grow(package, "tea")
    grow(package, "tea2", key="tea")
    assert complaint() == "kinds.tea2: its key `tea` differs from its own name"


def test_one_head_and_no_more(package: Path) -> None:
    grow(package, "tea", top=True)
    assert "exactly one section is the head (top=True), found ['head', 'tea']" in complaint()


def test_a_rule_without_a_docstring_is_none() -> None:
    with pytest.raises(TypeError, match="rule XX001 has no docstring"):
        section.rule("XX001", "title", "gap")(lambda model, plan: iter(()))


def test_every_rule_has_a_code_of_its_own_and_says_why() -> None:
    for rule in find_rules():
        title, _, why = rule.code.doc.partition("\n\n")
        assert title.endswith("."), f"{rule.code.id}: the first line of its docstring is a sentence"
        assert why.strip(), f"{rule.code.id}: its docstring does not say why, or what to write instead"
    ids = [rule.code.id for rule in find_rules()]
    assert len(set(ids)) == len(ids)


def test_every_code_is_one_kind_of_problem() -> None:
    """A code stands in messages, links and CI filters: two meanings would make one of them a lie."""
    from launchbook.core.problem import Code
    from launchbook.reference import all_codes

    modules = [module for name, module in sys.modules.items() if name.startswith("launchbook.")]
    own = [value for module in modules for value in vars(module).values() if isinstance(value, Code) and value.id]
    titles: dict[str, set[str]] = {}
    for code in [*own, *all_codes()]:
        titles.setdefault(code.id, set()).add(code.title)
    assert {code: found for code, found in titles.items() if len(found) > 1} == {}


def test_no_line_of_a_template_is_too_long_to_be_read() -> None:
    long = [
        f"{template.relative_to(HOME)}:{number}: {len(line)}"
        for template in HOME.rglob("*.j2")
        for number, line in enumerate(template.read_text("utf-8").splitlines(), 1)
        if len(line) > 160
    ]
    assert not long
