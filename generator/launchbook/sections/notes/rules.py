"""Notes are free text: no rule reads them alone."""
