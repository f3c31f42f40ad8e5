"""Notes are free text: there are no rules for them."""
