"""Rewards: what a partner earns by a paying client, the plan it follows from, and the ledger that keeps it."""
