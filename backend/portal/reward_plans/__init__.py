"""The reward plan: its versions, its words, and the tiers that partners reach."""
