"""Signing in by the vendor's own log-in, an OpenID provider outside of the portal."""
