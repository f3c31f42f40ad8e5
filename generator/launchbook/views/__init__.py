"""Generated pages: per person, and per day around a launch. The folders are found by scanning."""
