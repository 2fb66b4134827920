"""The portal as an OAuth2 and OpenID Connect provider: programs act for people who let them, and log them in."""
