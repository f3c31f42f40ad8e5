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
    return "".join(rest for _, rest, printed in prompted(command) if not printed)


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
    "line",
    [
        "# a comment\nls",
        "# 注释",
        "> access.log",
        "$HOME/bin/run",
        "ls> out.txt",
        "<tag> x",
        "a@b.c",
        "up > 1",
        "a -> b",
    ],
)
def test_what_only_looks_like_a_prompt_is_typed(line: str) -> None:
    assert typed(line) == line


@pytest.mark.parametrize(
    ("command", "copied"),
    [
        ("$ date\nSun Nov 29\n\n(UTC)\n$ id\nuid=0", "date\nid\n"),
        ("$ run \\\n  --fast\ndone", "run \\\n  --fast\n"),
        ("$ ls |\n  wc -l\n3", "ls |\n  wc -l\n"),
        ("$ echo 'a\nb'\na\nb", "echo 'a\nb'\n"),
        ("$ ls # don't\nout", "ls # don't\n"),
        ("$ cat <<'EOF' > x\none\nEOF\ndone", "cat <<'EOF' > x\none\nEOF\n"),
        ("mysql> SELECT 1\n  FROM t;\n| 1 |\nmysql> USE shop\nDatabase changed", "SELECT 1\n  FROM t;\nUSE shop\n"),
        ("mysql> SELECT\n    -> 1;\n+---+", "SELECT\n1;\n"),
        ("postgres=# SELECT 1;\n 1\n", "SELECT 1;\n"),
        (">>> 1 + 1\n2\n>>> for x in y:\n...     x\n", "1 + 1\nfor x in y:\n    x\n"),
        ("PS C:\\> Get-Date\nSunday", "Get-Date\n"),
        ("# systemctl restart shop\n# /opt/check\n", "systemctl restart shop\n/opt/check\n"),
        ("first\nsecond", "first\nsecond"),
    ],
)
def test_what_was_printed_is_not_copied(command: str, copied: str) -> None:
    assert typed(command) == copied


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
    shown = re.sub(r"</?(?:span|samp)[^>]*>", "", code[1])
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
