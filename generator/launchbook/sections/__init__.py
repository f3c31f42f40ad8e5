"""Section kinds, one folder each, found by scanning. Sections never import each other."""
