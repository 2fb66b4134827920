"""A partner's mail domains: named, proved, and by which colleagues come in."""
