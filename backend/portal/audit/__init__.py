"""The audit trail: all that happened, for the operators."""
