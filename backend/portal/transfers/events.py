"""What happens on the way to the client; the subject is the account."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import ClassVar

from portal.core.events import Happening


@dataclass(frozen=True, kw_only=True)
class _OfTransfer(Happening):
    account_id: str
    transfer_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class TransferSent(_OfTransfer):
    """The client was mailed a link to take the account over; `again` where it replaces an older one."""

    type: ClassVar[str] = "account.transfer_sent"
    link_id: uuid.UUID
    again: bool = False
    address_changed: bool = False


@dataclass(frozen=True, kw_only=True)
class TransferReminded(_OfTransfer):
    """The client was reminded of the transfer."""

    type: ClassVar[str] = "account.transfer_reminded"
    link_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class TransferAccepted(_OfTransfer):
    """The client took the account over; with a plan the partner stays as collaborator at once."""

    type: ClassVar[str] = "account.transfer_accepted"
    link_id: uuid.UUID
    has_plan: bool


@dataclass(frozen=True, kw_only=True)
class TransferDeclined(_OfTransfer):
    """The client does not want the account; the partner goes on building."""

    type: ClassVar[str] = "account.transfer_declined"


@dataclass(frozen=True, kw_only=True)
class TransferCancelled(_OfTransfer):
    """The transfer was taken back; the partner goes on building."""

    type: ClassVar[str] = "account.transfer_cancelled"


@dataclass(frozen=True, kw_only=True)
class TransferExpired(_OfTransfer):
    """The link was not used in time. The transfer waits to be resent or cancelled."""

    type: ClassVar[str] = "account.transfer_expired"


@dataclass(frozen=True, kw_only=True)
class TransferBlocked(_OfTransfer):
    """The addressee came to own another account, so he can't accept unless the address is changed."""

    type: ClassVar[str] = "account.transfer_blocked"


@dataclass(frozen=True, kw_only=True)
class ClientReminded(Happening):
    """The client, who owns the account now, was reminded to choose a plan: by the portal, or by the partner's nudge."""

    type: ClassVar[str] = "account.plan_reminded"
    account_id: str
    link_id: uuid.UUID
