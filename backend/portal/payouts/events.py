"""What happens to payout methods, withdrawals and payout batches. Amounts are in major units, as texts; no event holds
more of an account than its mask.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import ClassVar

from portal.core.events import Happening


@dataclass(frozen=True, kw_only=True)
class PayoutMethodChanged(Happening):
    """A partner gave another payout method, which is used from `usable_from` on. The subject is the new method."""

    type: ClassVar[str] = "payout_method.changed"
    method: str
    masked: str
    usable_from: dt.datetime


@dataclass(frozen=True, kw_only=True)
class _OfWithdrawal(Happening):
    amount: str
    currency_code: str


@dataclass(frozen=True, kw_only=True)
class WithdrawalRequested(_OfWithdrawal):
    """A partner asked for money, which is reserved from then on. The subject is the withdrawal."""

    type: ClassVar[str] = "withdrawal.requested"


@dataclass(frozen=True, kw_only=True)
class WithdrawalApproved(_OfWithdrawal):
    """The vendor's team agreed with the withdrawal."""

    type: ClassVar[str] = "withdrawal.approved"


@dataclass(frozen=True, kw_only=True)
class WithdrawalProcessing(_OfWithdrawal):
    """The withdrawal is in a batch for the bank."""

    type: ClassVar[str] = "withdrawal.processing"
    payout_batch_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class WithdrawalPaid(_OfWithdrawal):
    """The withdrawal is paid; `reference` is by what the payment is found."""

    type: ClassVar[str] = "withdrawal.paid"
    reference: str


@dataclass(frozen=True, kw_only=True)
class WithdrawalFailed(_OfWithdrawal):
    """The withdrawal could not be paid; its money is the partner's again."""

    type: ClassVar[str] = "withdrawal.failed"


@dataclass(frozen=True, kw_only=True)
class WithdrawalRejected(_OfWithdrawal):
    """The vendor's team did not agree with the withdrawal; its money is the partner's again."""

    type: ClassVar[str] = "withdrawal.rejected"


@dataclass(frozen=True, kw_only=True)
class WithdrawalCancelled(_OfWithdrawal):
    """The partner wants the withdrawal no more; its money is his again."""

    type: ClassVar[str] = "withdrawal.cancelled"


@dataclass(frozen=True, kw_only=True)
class WithdrawalReturned(_OfWithdrawal):
    """What was paid came back; it is the partner's again."""

    type: ClassVar[str] = "withdrawal.returned"


@dataclass(frozen=True, kw_only=True)
class PayoutBatchCreated(Happening):
    """The vendor's team made a batch of so many withdrawals for the bank, with `amount` as their sum."""

    type: ClassVar[str] = "payout_batch.created"
    amount: str
    currency_code: str
    withdrawals: int


@dataclass(frozen=True, kw_only=True)
class PayoutFileFetched(Happening):
    """One of the vendor's team took a batch's file for the bank, with whole account numbers."""

    type: ClassVar[str] = "payout_batch.file_fetched"
