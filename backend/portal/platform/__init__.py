"""The vendor's side: what its product tells of accounts, plans and payments; what its team does to whole partners."""
