"""Whom a paying client counts for: the facts of an account, the decision made of them, and why."""
