"""Views that nobody has to write: pages per person and per day. One folder a kind, found by scanning."""
