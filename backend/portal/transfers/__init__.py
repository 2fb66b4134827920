"""The hand-over: a partner offers an account that he built to the client."""
