"""Rules that read more than one section. The files are found by scanning."""
