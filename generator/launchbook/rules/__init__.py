"""Rules that read more than one section, one file each, found by scanning."""
