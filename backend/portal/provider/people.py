"""For whom a program acts, and what it is told of him."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.ids import public_id
from portal.core.log_ins import Entrance
from portal.identity.models import User
from portal.partners.models import MemberStatus, Partner, PartnerStatus, TeamMember
from portal.provider.models import OAuthGrant


@dataclass(frozen=True, kw_only=True)
class Person:
    """Who let a program act for him, as long as he may sign in himself. Authlib calls him the user.

    `log_in` is what an ID token says of the log-in: its id, and what was logged in to.
    """

    user_id: uuid.UUID
    name: str
    email: str
    partner_id: uuid.UUID | None
    partner_name: str | None
    log_in: Mapping[str, Any] = field(default_factory=dict)

    def claims(self, scopes: Collection[str]) -> dict[str, Any]:
        """What an ID token and /oauth/userinfo say: OpenID Connect Core, section 5.4."""
        told: dict[str, Any] = {"sub": public_id(User.prefix, self.user_id)}
        if "profile" in scopes:
            told |= {"name": self.name}
            if self.partner_id is not None:
                told |= {"partner_id": public_id(Partner.prefix, self.partner_id), "partner_name": self.partner_name}
        if "email" in scopes:
            # Whoever has a log-in has followed a link that was mailed to this address.
            told |= {"email": self.email, "email_verified": True}
        return told


@dataclass(frozen=True, kw_only=True)
class Granting:
    """Who answers at /oauth/authorize: the grant that holds, when he had signed in, and what he logs in to."""

    grant_id: uuid.UUID
    scopes: tuple[str, ...]
    signed_in_at: dt.datetime
    hint: str | None
    entrance: Entrance | None


def person_of(session: Session, grant: OAuthGrant) -> Person | None:
    """Who gave the grant, if he may still sign in at that desk; None for who was removed or whose partner left."""
    columns = (User.id, User.name, User.email, Partner.id, Partner.name)
    if grant.partner_id is None:
        query = select(*columns).outerjoin(Partner, Partner.id.is_(None)).where(User.operator_role.is_not(None))
    else:
        query = (
            select(*columns)
            .join(TeamMember, TeamMember.user_id == User.id)
            .join(Partner, Partner.id == TeamMember.partner_id)
            .where(
                Partner.id == grant.partner_id,
                Partner.status != PartnerStatus.CLOSED,
                TeamMember.status == MemberStatus.ACTIVE,
            )
        )
    found = session.execute(query.where(User.id == grant.user_id)).one_or_none()
    if found is None:
        return None
    user_id, name, email, partner_id, partner_name = found
    return Person(user_id=user_id, name=name, email=email, partner_id=partner_id, partner_name=partner_name)
