"""What the vendor's product and team did to accounts; the subject is the account."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import ClassVar

from portal.core.events import Happening
from portal.program.events import PROGRAM


@dataclass(frozen=True, kw_only=True)
class _OfAccount(Happening):
    account_id: str


@dataclass(frozen=True, kw_only=True)
class AccountRegistered(_OfAccount):
    """The vendor's product told of a client's account that the portal didn't know."""

    type: ClassVar[str] = "account.registered"


@dataclass(frozen=True, kw_only=True)
class AccountConfirmed(_OfAccount):
    """The vendor's product has made the account; with another number where it says so."""

    type: ClassVar[str] = "account.confirmed"
    former_number: str | None = None


@dataclass(frozen=True, kw_only=True)
class AccountFailed(_OfAccount):
    """The vendor's product could not make the account; the reason says why."""

    type: ClassVar[str] = "account.failed"


@dataclass(frozen=True, kw_only=True)
class AccountClosed(_OfAccount):
    """The account was closed at the vendor."""

    type: ClassVar[str] = "account.closed"


@dataclass(frozen=True, kw_only=True)
class PlanSelected(_OfAccount):
    """The client has a plan; told once for each partner with access. `joined` where the partner had waited for it."""

    type: ClassVar[str] = "account.plan_selected"
    plan: str | None = None
    joined: bool = False


@dataclass(frozen=True, kw_only=True)
class PlanCancelled(_OfAccount):
    """The client has no plan any more; access stays."""

    type: ClassVar[str] = "account.plan_cancelled"


@dataclass(frozen=True, kw_only=True)
class PaidAccountsTold(Happening):
    """Of accounts that have paid, the vendor's product told something that decides whom they count for: an earlier
    first payment, or of the sign-up. Once for each batch; the subject is the program.
    """

    type: ClassVar[str] = "billing.paid_accounts_told"
    subject_id: uuid.UUID = PROGRAM
    account_ids: list[uuid.UUID]


@dataclass(frozen=True, kw_only=True)
class PaymentsTold(Happening):
    """The vendor's product told of payments of these accounts, or of what went back of one, and nothing else of them
    that decides whom they count for. Once for each batch; the subject is the program.
    """

    type: ClassVar[str] = "billing.payments_told"
    subject_id: uuid.UUID = PROGRAM
    account_ids: list[uuid.UUID]


@dataclass(frozen=True, kw_only=True)
class BillingEventsMatched(_OfAccount):
    """The vendor's team found the account of billing events that had waited for it, or said that they are of it."""

    type: ClassVar[str] = "billing.events_matched"
    billing_event_ids: list[uuid.UUID]


@dataclass(frozen=True, kw_only=True)
class AccountMoved(_OfAccount):
    """The vendor's team moved the access from one partner to another; the new one reads this."""

    type: ClassVar[str] = "account.moved"
    from_partner_id: uuid.UUID
