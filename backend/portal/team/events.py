"""What happens in a team."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import ClassVar

from portal.core.events import Happening


@dataclass(frozen=True, kw_only=True)
class InvitationSent(Happening):
    """A colleague is invited, or once more; the subject is the invitation."""

    type: ClassVar[str] = "invitation.sent"
    version: int
    role: str


@dataclass(frozen=True, kw_only=True)
class InvitationRevoked(Happening):
    """An invitation was taken back; the subject is the invitation."""

    type: ClassVar[str] = "invitation.revoked"


@dataclass(frozen=True, kw_only=True)
class MemberUpdated(Happening):
    """What a member may do or open was changed; the subject is the member. `former_role` is what he was; `accounts` is
    how many accounts he is restricted to, null where he opens all.
    """

    type: ClassVar[str] = "member.updated"
    user_id: uuid.UUID
    former_role: str
    role: str
    accounts: int | None


@dataclass(frozen=True, kw_only=True)
class MemberRemoved(Happening):
    """A member was removed or left: he is signed out everywhere at this partner, and his access tokens
    for it ended; the subject is the member.
    """

    type: ClassVar[str] = "member.removed"
    user_id: uuid.UUID
    sessions: int
    tokens: int
