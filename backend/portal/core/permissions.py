"""All rights in one table. Deny by default: whoever isn't named beside a right doesn't have it."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class MemberRole(StrEnum):
    """What a team member may do at his partner; new members are OWNER."""

    OWNER = "OWNER"
    MANAGER = "MANAGER"
    FINANCE = "FINANCE"
    DEVELOPER = "DEVELOPER"
    VIEWER = "VIEWER"


class OperatorRole(StrEnum):
    """What one of the vendor's team may do; ADMIN holds all operators' rights."""

    ADMIN = "ADMIN"
    PARTNERSHIPS = "PARTNERSHIPS"
    FINANCE = "FINANCE"
    SUPPORT = "SUPPORT"


# What lets a program know who somebody is, or log him in. No right to call the API goes with them.
LOG_IN_SCOPES = ("openid", "profile", "email", "account")


class Scope(StrEnum):
    """What a client or an access token may do."""

    ACCOUNTS_READ = "accounts:read"
    ACCOUNTS_WRITE = "accounts:write"
    LEADS_READ = "leads:read"
    LEADS_WRITE = "leads:write"
    CREDIT_READ = "credit:read"
    CREDIT_WRITE = "credit:write"
    REWARDS_READ = "rewards:read"
    REWARDS_WITHDRAW = "rewards:withdraw"
    TEAM_READ = "team:read"
    TEAM_WRITE = "team:write"
    MESSAGES_READ = "messages:read"
    WEBHOOKS_MANAGE = "webhooks:manage"
    PLATFORM_READ = "platform:read"
    PLATFORM_WRITE = "platform:write"
    OPERATOR_READ = "operator:read"
    OPERATOR_WRITE = "operator:write"


class Permission(StrEnum):
    """A right, named by what it lets one do."""

    VIEW_PROFILE = "VIEW_PROFILE"
    VIEW_ACCOUNTS = "VIEW_ACCOUNTS"
    CREATE_ACCOUNTS = "CREATE_ACCOUNTS"
    EDIT_ACCOUNTS = "EDIT_ACCOUNTS"
    TRANSFER_ACCOUNTS = "TRANSFER_ACCOUNTS"
    REQUEST_ACCESS = "REQUEST_ACCESS"
    LEAVE_ACCOUNTS = "LEAVE_ACCOUNTS"
    ANSWER_ACCESS = "ANSWER_ACCESS"
    REVOKE_ACCESS = "REVOKE_ACCESS"
    REGISTER_ACCOUNTS = "REGISTER_ACCOUNTS"
    MOVE_ACCOUNTS = "MOVE_ACCOUNTS"
    VIEW_BILLING_EVENTS = "VIEW_BILLING_EVENTS"
    RECORD_BILLING_EVENTS = "RECORD_BILLING_EVENTS"
    MATCH_BILLING_EVENTS = "MATCH_BILLING_EVENTS"
    VIEW_LEADS = "VIEW_LEADS"
    EDIT_LEADS = "EDIT_LEADS"
    REVIEW_LEADS = "REVIEW_LEADS"
    RESERVE_WEBSITES = "RESERVE_WEBSITES"
    VIEW_REFERRAL_LINKS = "VIEW_REFERRAL_LINKS"
    EDIT_REFERRAL_LINKS = "EDIT_REFERRAL_LINKS"
    VIEW_CREDIT = "VIEW_CREDIT"
    CHECK_CREDIT = "CHECK_CREDIT"
    VIEW_CREDIT_POLICY = "VIEW_CREDIT_POLICY"
    EDIT_CREDIT_POLICY = "EDIT_CREDIT_POLICY"
    VIEW_REWARD_PLAN = "VIEW_REWARD_PLAN"
    EDIT_REWARD_PLAN = "EDIT_REWARD_PLAN"
    VIEW_REWARDS = "VIEW_REWARDS"
    ADJUST_BALANCES = "ADJUST_BALANCES"
    VIEW_WITHDRAWALS = "VIEW_WITHDRAWALS"
    WITHDRAW_REWARDS = "WITHDRAW_REWARDS"
    VIEW_PAYOUT_METHODS = "VIEW_PAYOUT_METHODS"
    EDIT_PAYOUT_METHODS = "EDIT_PAYOUT_METHODS"
    VIEW_PAYOUT_BATCHES = "VIEW_PAYOUT_BATCHES"
    APPROVE_WITHDRAWALS = "APPROVE_WITHDRAWALS"
    VIEW_QUICK_LINKS = "VIEW_QUICK_LINKS"
    VIEW_APPLICATIONS = "VIEW_APPLICATIONS"
    REVIEW_APPLICATIONS = "REVIEW_APPLICATIONS"
    VIEW_PARTNERS = "VIEW_PARTNERS"
    EDIT_PARTNERS = "EDIT_PARTNERS"
    EDIT_OWN_PARTNER = "EDIT_OWN_PARTNER"
    VIEW_TEAM = "VIEW_TEAM"
    EDIT_TEAM = "EDIT_TEAM"
    EDIT_ROLES = "EDIT_ROLES"
    VIEW_AUDIT_TRAIL = "VIEW_AUDIT_TRAIL"
    EDIT_PROGRAM = "EDIT_PROGRAM"
    ADVANCE_CLOCK = "ADVANCE_CLOCK"
    MANAGE_WEBHOOKS = "MANAGE_WEBHOOKS"
    VIEW_ACCESS_TOKENS = "VIEW_ACCESS_TOKENS"
    EDIT_ACCESS_TOKENS = "EDIT_ACCESS_TOKENS"
    EDIT_OAUTH_CLIENTS = "EDIT_OAUTH_CLIENTS"
    VIEW_GRANTS = "VIEW_GRANTS"
    EDIT_GRANTS = "EDIT_GRANTS"
    LOG_IN_TO_ACCOUNTS = "LOG_IN_TO_ACCOUNTS"


_OWNER, _MANAGER, _FINANCE, _DEVELOPER, _VIEWER = MemberRole
_ADMIN, _PARTNERSHIPS, _OPERATOR_FINANCE, _SUPPORT = OperatorRole
_EVERY_MEMBER = tuple(MemberRole)
_EVERY_OPERATOR = tuple(OperatorRole)
# Developers read accounts and leads, and no money.
_MONEY_READERS: tuple[MemberRole | OperatorRole, ...] = (_OWNER, _MANAGER, _FINANCE, _VIEWER, *_EVERY_OPERATOR)

Holder = MemberRole | OperatorRole | Scope

RIGHTS: dict[Permission, tuple[Holder, ...]] = {
    Permission.VIEW_PROFILE: (*_EVERY_MEMBER, *_EVERY_OPERATOR),
    Permission.VIEW_ACCOUNTS: (*_EVERY_MEMBER, *_EVERY_OPERATOR, Scope.ACCOUNTS_READ, Scope.PLATFORM_READ),
    Permission.CREATE_ACCOUNTS: (_OWNER, _MANAGER, Scope.ACCOUNTS_WRITE),
    Permission.EDIT_ACCOUNTS: (_OWNER, _MANAGER, Scope.ACCOUNTS_WRITE),
    Permission.TRANSFER_ACCOUNTS: (_OWNER, _MANAGER, Scope.ACCOUNTS_WRITE),
    Permission.REQUEST_ACCESS: (_OWNER, _MANAGER, Scope.ACCOUNTS_WRITE),
    Permission.LEAVE_ACCOUNTS: (_OWNER, _MANAGER, Scope.ACCOUNTS_WRITE),
    # For the client, in the vendor's product.
    Permission.ANSWER_ACCESS: (Scope.PLATFORM_WRITE,),
    Permission.REVOKE_ACCESS: (_ADMIN, _PARTNERSHIPS, Scope.PLATFORM_WRITE, Scope.OPERATOR_WRITE),
    Permission.REGISTER_ACCOUNTS: (Scope.PLATFORM_WRITE,),
    Permission.MOVE_ACCOUNTS: (_ADMIN, _PARTNERSHIPS, Scope.OPERATOR_WRITE),
    Permission.VIEW_BILLING_EVENTS: (*_EVERY_OPERATOR, Scope.OPERATOR_READ, Scope.PLATFORM_READ),
    Permission.RECORD_BILLING_EVENTS: (Scope.PLATFORM_WRITE,),
    Permission.MATCH_BILLING_EVENTS: (_ADMIN, _OPERATOR_FINANCE, Scope.OPERATOR_WRITE),
    Permission.VIEW_LEADS: (*_EVERY_MEMBER, *_EVERY_OPERATOR, Scope.LEADS_READ, Scope.OPERATOR_READ),
    Permission.EDIT_LEADS: (_OWNER, _MANAGER, Scope.LEADS_WRITE),
    Permission.REVIEW_LEADS: (_ADMIN, _PARTNERSHIPS, Scope.OPERATOR_WRITE),
    Permission.RESERVE_WEBSITES: (_ADMIN, _PARTNERSHIPS, Scope.OPERATOR_WRITE),
    Permission.VIEW_REFERRAL_LINKS: (*_EVERY_MEMBER, *_EVERY_OPERATOR, Scope.CREDIT_READ, Scope.OPERATOR_READ),
    Permission.EDIT_REFERRAL_LINKS: (_OWNER, _MANAGER, Scope.CREDIT_WRITE),
    Permission.VIEW_CREDIT: (
        *_EVERY_MEMBER,
        *_EVERY_OPERATOR,
        Scope.CREDIT_READ,
        Scope.OPERATOR_READ,
        Scope.PLATFORM_READ,
    ),
    Permission.CHECK_CREDIT: (*_EVERY_MEMBER, Scope.CREDIT_READ),
    Permission.VIEW_CREDIT_POLICY: (*_EVERY_MEMBER, *_EVERY_OPERATOR, Scope.CREDIT_READ, Scope.OPERATOR_READ),
    Permission.EDIT_CREDIT_POLICY: (_ADMIN, _PARTNERSHIPS, Scope.OPERATOR_WRITE),
    Permission.VIEW_REWARD_PLAN: (*_MONEY_READERS, Scope.REWARDS_READ, Scope.OPERATOR_READ),
    Permission.EDIT_REWARD_PLAN: (_ADMIN, _OPERATOR_FINANCE, Scope.OPERATOR_WRITE),
    Permission.VIEW_REWARDS: (*_MONEY_READERS, Scope.REWARDS_READ, Scope.OPERATOR_READ),
    Permission.ADJUST_BALANCES: (_ADMIN, _OPERATOR_FINANCE),
    Permission.VIEW_WITHDRAWALS: (*_MONEY_READERS, Scope.REWARDS_READ, Scope.OPERATOR_READ),
    Permission.WITHDRAW_REWARDS: (_OWNER, _FINANCE, Scope.REWARDS_WITHDRAW),
    Permission.VIEW_PAYOUT_METHODS: (_OWNER, _FINANCE, _ADMIN, _OPERATOR_FINANCE),
    # Never by a program: whoever changes where money goes signs in again.
    Permission.EDIT_PAYOUT_METHODS: (_OWNER, _FINANCE),
    # Their files hold whole account numbers.
    Permission.VIEW_PAYOUT_BATCHES: (_ADMIN, _OPERATOR_FINANCE),
    Permission.APPROVE_WITHDRAWALS: (_ADMIN, _OPERATOR_FINANCE),
    Permission.VIEW_QUICK_LINKS: (*_EVERY_MEMBER, *_EVERY_OPERATOR),
    Permission.VIEW_APPLICATIONS: (*_EVERY_OPERATOR, Scope.OPERATOR_READ),
    Permission.REVIEW_APPLICATIONS: (_ADMIN, _PARTNERSHIPS, Scope.OPERATOR_WRITE),
    Permission.VIEW_PARTNERS: (*_EVERY_MEMBER, *_EVERY_OPERATOR, Scope.OPERATOR_READ, Scope.PLATFORM_READ),
    Permission.EDIT_PARTNERS: (_ADMIN, _PARTNERSHIPS, Scope.OPERATOR_WRITE),
    Permission.EDIT_OWN_PARTNER: (_OWNER, _MANAGER),
    Permission.VIEW_TEAM: (*_EVERY_MEMBER, *_EVERY_OPERATOR, Scope.TEAM_READ),
    Permission.EDIT_TEAM: (_OWNER, _MANAGER),
    Permission.EDIT_ROLES: (_OWNER,),
    Permission.VIEW_AUDIT_TRAIL: (*_EVERY_OPERATOR, Scope.OPERATOR_READ),
    Permission.EDIT_PROGRAM: (_ADMIN, Scope.OPERATOR_WRITE),
    Permission.ADVANCE_CLOCK: (*_EVERY_OPERATOR, Scope.OPERATOR_WRITE),
    Permission.MANAGE_WEBHOOKS: (_ADMIN, Scope.WEBHOOKS_MANAGE),
    # Never by a token, or a stolen one would outlive itself. Whoever has no right to make any more still ends his own.
    Permission.VIEW_ACCESS_TOKENS: (*_EVERY_MEMBER, *_EVERY_OPERATOR),
    Permission.EDIT_ACCESS_TOKENS: (_OWNER, _MANAGER, _DEVELOPER, *_EVERY_OPERATOR),
    Permission.EDIT_OAUTH_CLIENTS: (_OWNER, _MANAGER, _DEVELOPER, _ADMIN),
    # What a person let programs do for him; he takes it back even where he may let in no more.
    Permission.VIEW_GRANTS: (*_EVERY_MEMBER, *_EVERY_OPERATOR),
    Permission.EDIT_GRANTS: (*_EVERY_MEMBER, *_EVERY_OPERATOR),
    # As the account's Owner or Admin, who change things.
    Permission.LOG_IN_TO_ACCOUNTS: (_OWNER, _MANAGER),
}


# What members of a suspended partner keep.
READING = frozenset({right for right in Permission if right.startswith("VIEW_")} | {Permission.CHECK_CREDIT})

# What concerns more than chosen accounts; whoever is restricted to some has none of these.
BEYOND_CHOSEN_ACCOUNTS = frozenset(
    {
        Permission.CREATE_ACCOUNTS,
        Permission.REQUEST_ACCESS,
        Permission.VIEW_LEADS,
        Permission.EDIT_LEADS,
        Permission.VIEW_REFERRAL_LINKS,
        Permission.EDIT_REFERRAL_LINKS,
        Permission.CHECK_CREDIT,
        Permission.VIEW_WITHDRAWALS,
        Permission.WITHDRAW_REWARDS,
        Permission.VIEW_PAYOUT_METHODS,
        Permission.EDIT_PAYOUT_METHODS,
        Permission.EDIT_OWN_PARTNER,
        Permission.EDIT_TEAM,
        Permission.EDIT_ROLES,
        # A client acts for the partner as a whole.
        Permission.EDIT_OAUTH_CLIENTS,
    }
)

# What is done for one partner at hand. A client of the program belongs to none, so no scope gives it these.
FOR_ONE_PARTNER = frozenset(
    {
        Permission.CREATE_ACCOUNTS,
        Permission.EDIT_ACCOUNTS,
        Permission.TRANSFER_ACCOUNTS,
        Permission.REQUEST_ACCESS,
        Permission.LEAVE_ACCOUNTS,
        Permission.EDIT_LEADS,
        Permission.EDIT_REFERRAL_LINKS,
        Permission.CHECK_CREDIT,
        Permission.WITHDRAW_REWARDS,
    }
)

# What the vendor's app and operators' tools may ask for, and a partner's never.
PROGRAM_SCOPES = frozenset({Scope.PLATFORM_READ, Scope.PLATFORM_WRITE, Scope.OPERATOR_READ, Scope.OPERATOR_WRITE})


def permissions_of(holder: MemberRole | OperatorRole | str) -> frozenset[Permission]:
    """All rights of a role or of a token's scope."""
    one = holder if isinstance(holder, MemberRole | OperatorRole) else Scope(holder)
    # By identity: FINANCE of a member and FINANCE of an operator are equal as texts.
    return frozenset(right for right, holders in RIGHTS.items() if any(other is one for other in holders))


def permissions_of_all(scopes: Iterable[str]) -> frozenset[Permission]:
    """All rights of a token with these scopes, before those are taken from it that whoever it acts for doesn't have."""
    return frozenset[Permission]().union(*(permissions_of(scope) for scope in scopes if scope not in LOG_IN_SCOPES))
