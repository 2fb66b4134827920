"""A partner's team: who is asked in, who asks to come in, what each may open."""
