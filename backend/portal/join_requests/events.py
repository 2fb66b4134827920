"""What happens when people ask for an account by their e-mail address."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import ClassVar

from portal.core.events import Happening


@dataclass(frozen=True, kw_only=True)
class AccountRequested(Happening):
    """Somebody asked for an account of his own, and is mailed; the subject is the join request."""

    type: ClassVar[str] = "join_request.submitted"


@dataclass(frozen=True, kw_only=True)
class MemberRequested(Happening):
    """Somebody proved an address at one of the partner's domains and waits for approval; the subject is the member."""

    type: ClassVar[str] = "member.requested"
    user_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class MemberDeclined(Happening):
    """A colleague declined who waited for approval; the subject is the member."""

    type: ClassVar[str] = "member.declined"
    user_id: uuid.UUID
