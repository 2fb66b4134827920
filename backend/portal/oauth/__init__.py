"""Programs that call the API: OAuth2 clients and access tokens."""
