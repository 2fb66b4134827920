"""All tables, loaded for the migrations and for tests that compare the two."""

import portal.access.models
import portal.accounts.models
import portal.bulletin.models
import portal.clients.models
import portal.core.chosen
import portal.core.events
import portal.core.idempotency
import portal.core.row_counts
import portal.core.search
import portal.credit.models
import portal.decisions.models
import portal.delivery.models
import portal.domains.models
import portal.email_changes.models
import portal.identity.models
import portal.join_requests.models
import portal.leads.models
import portal.oauth.models
import portal.outside_login.models
import portal.partners.models
import portal.passkeys.models
import portal.payouts.models
import portal.performance.models
import portal.platform.models
import portal.program.models
import portal.provider.models
import portal.referrals.models
import portal.reward_plans.models
import portal.rewards.ledger_models
import portal.rewards.models
import portal.second_factors.models
import portal.team.models
import portal.transfers.models

__all__ = ["portal"]
