"""Passkeys: a key on one's own device, unlocked there, in place of password and code."""
