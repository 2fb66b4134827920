"""Partners, how they join, and their team."""
