"""All tables, loaded for the migrations and for tests that compare the two."""

import portal.accounts.models
import portal.bulletin.models
import portal.core.events
import portal.core.idempotency
import portal.delivery.models
import portal.identity.models
import portal.partners.models
import portal.program.models

__all__ = ["portal"]
