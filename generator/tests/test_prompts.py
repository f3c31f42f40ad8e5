"""Prompts: a page shows a command verbatim, and the copy button leaves out what the terminal printed."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launchbook.core.prompts import prompted
from launchbook.render import Options, Renderer


def typed(command: str) -> str:
    """What is copied."""
    return "".join(rest for _, rest in prompted(command))


@pytest.mark.parametrize(
    "prompt",
    ["$ ", ">>> ", "mysql> ", "MariaDB [shop]> ", "sqlite> ", "postgres=# ", "shop=> ", "127.0.0.1:6379> ", "PS C:\\> ", "C:\\Users\\ada>",
     "ada@db-1:~$ ", "root@db:/var/log# ", "[ada@db ~]$ ", "In [12]: "],
)  # fmt: skip
def test_a_prompt_is_not_typed(prompt: str) -> None:
    assert typed(f"connect\n{prompt}first\n\n{prompt}second\n") == "connect\nfirst\n\nsecond\n"
    assert typed(f"echo '{prompt}x'") == f"echo '{prompt}x'"


@pytest.mark.parametrize("further", ["> ", "... ", "    -> ", "shop-> ", "shop(# "])
def test_what_continues_a_command_is_a_prompt_only_after_one(further: str) -> None:
    assert typed(f"$ one\n{further}two") == "one\ntwo"
    assert typed(f"{further}two") == f"{further}two"


@pytest.mark.parametrize(
    "line", ["# a comment", "> access.log", "$HOME/bin/run", "ls> out.txt", "<tag> x", "a@b.c", "up > 1", "a -> b"]
)
def test_what_only_looks_like_a_prompt_is_typed(line: str) -> None:
    assert typed(line) == line


@given(
    st.lists(
        st.sampled_from(["$ ", "> ", "mysql> ", "# ", "x", "\n", "\t", " ", "```", "<b>", "&amp;", "a@b:~$ "]),
        max_size=12,
    ).map("".join)
)
def test_the_page_shows_every_letter(command: str) -> None:
    module = Renderer(Options()).environment.get_template("macros.j2").make_module({"_": str})
    rendered = str(module.command(command))  # type: ignore[attr-defined]
    code = re.search(r"<code>(.*)</code>", rendered, re.DOTALL)
    assert code and "\n" not in code[1]
    shown = re.sub(r"</?span[^>]*>", "", code[1])
    for mark, letter in (
        ("&#10;", "\n"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&#34;", '"'),
        ("&#39;", "'"),
        ("&#x27;", "'"),
        ("&amp;", "&"),
    ):
        shown = shown.replace(mark, letter)
    assert shown == command
