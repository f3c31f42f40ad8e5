"""launchbook: launch plans in YAML, checked and rendered as a static site."""

__version__ = "0.1.0"
