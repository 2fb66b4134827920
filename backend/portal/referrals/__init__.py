"""Referral links: who came by them, and which sign-ups they led to."""
