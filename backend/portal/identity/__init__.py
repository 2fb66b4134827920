"""Who somebody is: users, sessions, passwords."""
