"""Leads: websites that partners register before they work on them, and those that the vendor's sales reserve."""
