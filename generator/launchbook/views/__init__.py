"""Generated pages: per person, and per day around a launch. One folder a kind, found by scanning."""
