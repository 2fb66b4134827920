"""What happens to access requests; the subject is the account."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import ClassVar

from portal.core.events import Happening


@dataclass(frozen=True, kw_only=True)
class _OfRequest(Happening):
    account_id: str
    request_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class AccessRequested(_OfRequest):
    """A partner asks the owner for access, who is mailed a link to answer."""

    type: ClassVar[str] = "account.access_requested"
    link_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class AccessRequestResent(_OfRequest):
    """The owner, who may be another one meanwhile, is mailed once more."""

    type: ClassVar[str] = "account.access_request_resent"
    link_id: uuid.UUID
    new_owner: bool = False


@dataclass(frozen=True, kw_only=True)
class AccessGranted(_OfRequest):
    """The owner lets the partner in as a collaborator."""

    type: ClassVar[str] = "account.access_granted"
    link_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class AccessDeclined(_OfRequest):
    """The owner does not let the partner in; `blocked` where he takes no more requests of his."""

    type: ClassVar[str] = "account.access_declined"
    blocked: bool = False


@dataclass(frozen=True, kw_only=True)
class AccessRequestCancelled(_OfRequest):
    """The request was taken back."""

    type: ClassVar[str] = "account.access_request_cancelled"


@dataclass(frozen=True, kw_only=True)
class AccessRequestExpired(_OfRequest):
    """Nobody answered the request in time."""

    type: ClassVar[str] = "account.access_request_expired"


@dataclass(frozen=True, kw_only=True)
class PartnerUnblocked(Happening):
    """The owner takes requests of the partner again."""

    type: ClassVar[str] = "account.partner_unblocked"
    account_id: str
