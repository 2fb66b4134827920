"""Client accounts: who owns them, and which partner may enter."""
