"""Payouts: where a partner's money is to go, withdrawals of rewards, and the files by which banks pay them."""
