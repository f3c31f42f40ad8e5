"""Steps that are prepared in one chapter and carried out in another."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from conftest import HEAD

from launchbook.core.twins import twins
from launchbook.load import Loaded

PLAN = """\
people: {li: {name: Li}, zhang: {name: Zhang}}
rollback:
  preparation: [PREPARED]
  steps: [Take it back]
runsheet: [{title: Box, steps: [DONE]}]
"""


@pytest.mark.parametrize(
    ("prepared", "done", "same"),
    [
        ("Write the script", "Write the script", True),
        ("Write the script", "Write another script", False),
        ("{do: Save it, command: dump --all}", "{do: Back up, command: dump --all}", True),
        ("{do: Save it, command: dump --all}", "{do: Save it, command: dump --one}", False),
        ("{do: Save it, at: T-1h}", "{do: Save it, at: T-1h}", True),
        ("{do: Save it, at: T-2h}", "{do: Save it, at: T-1h}", False),
        ("{do: Save it, owner: li}", "Save it", True),
        ("{do: Save it, owner: li}", "{do: Save it, owner: zhang}", False),
        ("Take it back", "Go on", False),
    ],
)
def test_a_step_is_known_again(load: Callable[..., Loaded], prepared: str, done: str, same: bool) -> None:
    plan = load(HEAD + PLAN.replace("PREPARED", prepared).replace("DONE", done)).plan
    assert plan is not None
    found = {row.number for row in twins(plan).values()}
    assert found == ({"1.1"} if same else set())
