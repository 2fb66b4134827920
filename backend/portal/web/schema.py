"""The schema of all rooms together."""

from __future__ import annotations

import strawberry

import portal.account_log_in.graphql  # noqa: F401  # what it adds to accounts
from portal.access.graphql import AccessQueries
from portal.access.mutations import AccessMutations
from portal.accounts.graphql import AccountQueries
from portal.accounts.mutations import AccountMutations
from portal.audit.graphql import AuditQueries
from portal.bulletin.graphql import BulletinQueries
from portal.clients.graphql import ClientMutations, ClientQueries
from portal.core.api import Api, merged
from portal.core.graphql import Node
from portal.core.reading.declare import any_node
from portal.credit.graphql import CreditPolicyMutations, CreditPolicyQueries
from portal.decisions.check_graphql import CreditCheckQueries
from portal.decisions.graphql import CreditQueries
from portal.delivery.graphql import DeliveryMutations, DeliveryQueries
from portal.domains.graphql import DomainMutations, DomainQueries
from portal.email_changes.graphql import EmailChangeMutations, EmailChangeQueries
from portal.identity.graphql import IdentityMutations, IdentityQueries
from portal.join_requests.graphql import JoiningMutations, JoiningQueries
from portal.leads.graphql import LeadQueries
from portal.leads.mutations import LeadMutations
from portal.oauth.graphql import OAuthMutations, OAuthQueries
from portal.outside_login.graphql import OutsideLoginMutations, OutsideLoginQueries
from portal.partners.graphql import PartnerQueries
from portal.partners.mutations import PartnerMutations
from portal.partners.settings_graphql import PartnerSettingsMutations
from portal.passkeys.graphql import PasskeyMutations, PasskeyQueries
from portal.payouts.graphql import PayoutQueries
from portal.payouts.mutations import PayoutMutations
from portal.performance.graphql import PerformanceQueries
from portal.platform.graphql import PlatformQueries
from portal.platform.mutations import PlatformMutations
from portal.program.graphql import ProgramMutations, ProgramQueries
from portal.provider.graphql import ProviderMutations, ProviderQueries
from portal.referrals.graphql import ReferralMutations, ReferralQueries
from portal.reward_plans.draft_graphql import RewardPlanDraftQueries
from portal.reward_plans.graphql import RewardPlanMutations, RewardPlanQueries
from portal.rewards.estimate_graphql import RewardEstimateQueries
from portal.rewards.graphql import RewardQueries
from portal.rewards.mutations import RewardMutations
from portal.second_factors.graphql import SecondFactorMutations, SecondFactorQueries
from portal.team.graphql import TeamQueries
from portal.team.mutations import TeamMutations
from portal.transfers.graphql import TransferMutations


@strawberry.type
class NodeQueries:
    node: Node | None = any_node("Any object that the caller may see; null for all others.")


def make_api(*, thorough: bool = False, scoped: bool = True) -> Api:
    """The schema, ready to execute; `thorough` and `scoped` as Api has them.

    Raises UndeclaredField where a type and its table don't fit.
    """
    return Api(
        query=merged(
            "Query",
            "What can be read.",
            ProgramQueries,
            IdentityQueries,
            EmailChangeQueries,
            SecondFactorQueries,
            PasskeyQueries,
            OutsideLoginQueries,
            OAuthQueries,
            ProviderQueries,
            PartnerQueries,
            CreditPolicyQueries,
            LeadQueries,
            AccountQueries,
            ClientQueries,
            AccessQueries,
            ReferralQueries,
            TeamQueries,
            DomainQueries,
            JoiningQueries,
            PlatformQueries,
            CreditQueries,
            CreditCheckQueries,
            RewardPlanQueries,
            RewardPlanDraftQueries,
            RewardEstimateQueries,
            RewardQueries,
            PerformanceQueries,
            PayoutQueries,
            BulletinQueries,
            DeliveryQueries,
            AuditQueries,
            NodeQueries,
            planned=True,
        ),
        mutation=merged(
            "Mutation",
            "What can be done. Expected refusals come as `userErrors`, and then nothing has changed.",
            ProgramMutations,
            IdentityMutations,
            EmailChangeMutations,
            SecondFactorMutations,
            PasskeyMutations,
            OutsideLoginMutations,
            OAuthMutations,
            ProviderMutations,
            PartnerMutations,
            CreditPolicyMutations,
            LeadMutations,
            AccountMutations,
            ClientMutations,
            TransferMutations,
            AccessMutations,
            ReferralMutations,
            TeamMutations,
            PartnerSettingsMutations,
            DomainMutations,
            JoiningMutations,
            PlatformMutations,
            RewardPlanMutations,
            RewardMutations,
            PayoutMutations,
            DeliveryMutations,
        ),
        thorough=thorough,
        scoped=scoped,
    )
