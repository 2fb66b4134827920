"""Logging in to the client's account at the vendor: who may, as what, and when a log-in ends before its time."""
