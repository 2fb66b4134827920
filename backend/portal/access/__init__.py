"""Access to accounts that exist: asked for by a partner, answered and ended by the client."""
