"""What happens to client accounts; the subject is the account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from portal.core.events import Happening


@dataclass(frozen=True, kw_only=True)
class AccountCreated(Happening):
    """A partner created an account."""

    type: ClassVar[str] = "account.created"
    account_id: str
    name: str
    website: str
    provisioning: str


@dataclass(frozen=True, kw_only=True)
class AccountUpdated(Happening):
    """The account's data changed; `fields` names what."""

    type: ClassVar[str] = "account.updated"
    account_id: str
    fields: list[str]


@dataclass(frozen=True, kw_only=True)
class AccountArchived(Happening):
    """The partner put a development account away."""

    type: ClassVar[str] = "account.archived"
    account_id: str


@dataclass(frozen=True, kw_only=True)
class AccountRestored(Happening):
    """The partner took an archived development account up again."""

    type: ClassVar[str] = "account.restored"
    account_id: str


@dataclass(frozen=True, kw_only=True)
class AccessEnded(Happening):
    """A partner's access ended; `by` says through whom, `ended_from` where the account stood for the partner before."""

    type: ClassVar[str] = "account.access_ended"
    account_id: str
    by: str
    ended_from: str


@dataclass(frozen=True, kw_only=True)
class OwnerChanged(Happening):
    """The account has an owner, or another one than before."""

    type: ClassVar[str] = "account.owner_changed"
    account_id: str
