"""From files to a plan: find, read, validate, link. Each stage collects all its problems; an error ends the way."""

from launchbook.load.files import PlanFiles, find_plans
from launchbook.load.loading import Loaded, load_plan

__all__ = ["Loaded", "PlanFiles", "find_plans", "load_plan"]
