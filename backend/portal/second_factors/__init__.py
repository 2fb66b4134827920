"""Second factors: codes of an authenticator app, and the recovery codes for whoever lost it."""
