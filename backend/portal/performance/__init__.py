"""Performance over time: what was earned, by period."""
