"""Requests for an account: a colleague proves an address at a partner's domain, and is let in or waits."""
