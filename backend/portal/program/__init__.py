"""The vendor's program: its name and settings, its terms, its clock."""
