"""Runs: what is recorded while a plan is gone through, in a rehearsal or live, and what that comes to. Names no section."""
