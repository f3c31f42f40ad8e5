"""`python -m launchbook`."""

from launchbook.cli import main

main()
