"""Who somebody is: users, sessions, passwords, OAuth2 clients."""
