"""The credit policy: by which rules a paying client counts for a partner, in versions and in words."""
