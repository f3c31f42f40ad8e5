"""The codes of problems: those that modules define, and those of the rules."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import cache

from launchbook.core.problem import Code
from launchbook.discovery.kinds import find_rules


def all_codes() -> list[Code]:
    """Every code that a problem may have, in their order."""
    modules = [module for name, module in sys.modules.items() if name.startswith("launchbook.")]
    own = [value for module in modules for value in vars(module).values() if isinstance(value, Code) and value.id]
    codes = {code.id: code for code in (*own, *(rule.code for rule in find_rules()))}
    return sorted(codes.values(), key=lambda code: code.id)


@cache
def codes_by_id() -> Mapping[str, Code]:
    return {code.id: code for code in all_codes()}
