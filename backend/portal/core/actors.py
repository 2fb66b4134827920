"""Who acts: one small type per kind of caller. The kind decides which rows he may see, his rights what he may do."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

from portal.core.permissions import (
    BEYOND_CHOSEN_ACCOUNTS,
    FOR_ONE_PARTNER,
    READING,
    MemberRole,
    OperatorRole,
    Permission,
    permissions_of,
    permissions_of_all,
)


class ActorKind(StrEnum):
    """Who did something."""

    MEMBER = "MEMBER"
    OPERATOR = "OPERATOR"
    CLIENT = "CLIENT"
    TOOL = "TOOL"
    APPLICANT = "APPLICANT"
    SYSTEM = "SYSTEM"


@dataclass(frozen=True, kw_only=True)
class Actor:
    """The common shape; what a kind doesn't have is None."""

    kind: ClassVar[ActorKind] = ActorKind.SYSTEM
    database_role: ClassVar[str] = "portal_app"

    permissions: frozenset[Permission] = frozenset()
    user_id: uuid.UUID | None = None
    session_id: uuid.UUID | None = None
    partner_id: uuid.UUID | None = None
    member_id: uuid.UUID | None = None
    client_id: uuid.UUID | None = None
    link_id: uuid.UUID | None = None
    scopes: tuple[str, ...] = ()

    @property
    def actor_id(self) -> uuid.UUID | None:
        """Whom the audit trail names: the person, else the client."""
        return self.user_id or self.client_id

    @property
    def signed_in(self) -> bool:
        return self.actor_id is not None


@dataclass(frozen=True, kw_only=True)
class Anonymous(Actor):
    """Somebody at a public page."""

    kind: ClassVar[ActorKind] = ActorKind.APPLICANT


@dataclass(frozen=True, kw_only=True)
class LinkHolder(Anonymous):
    """Somebody who showed a signed link; `link_id` is the id of what the link opens."""


@dataclass(frozen=True, kw_only=True)
class Client(LinkHolder):
    """The owner of a client account, or who is asked to become it: `link_id` is the mailed link that he showed,
    `account_id` the account that it opens, once that is read.
    """

    kind: ClassVar[ActorKind] = ActorKind.CLIENT
    database_role: ClassVar[str] = "portal_client"
    account_id: uuid.UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Member(Actor):
    """A team member of a partner; with `scopes`, by an access token. `withheld` are the rights that he would have if
    his partner weren't suspended.
    """

    kind: ClassVar[ActorKind] = ActorKind.MEMBER
    role: MemberRole = MemberRole.VIEWER
    withheld: frozenset[Permission] = frozenset()


@dataclass(frozen=True, kw_only=True)
class RestrictedMember(Member):
    """A member who opens chosen accounts alone. Whatever is declared for a member holds for him, unless something is
    declared for him.
    """

    database_role: ClassVar[str] = "portal_restricted"


@dataclass(frozen=True, kw_only=True)
class PartnerClient(Member):
    """An OAuth client of a partner, which acts for that partner alone: a program and nobody of the team. Whatever is
    declared for a member holds for it, unless something is declared for it.
    """

    kind: ClassVar[ActorKind] = ActorKind.TOOL


def kinds_of(kind: type[Actor]) -> tuple[type[Actor], ...]:
    """The kinds whose declarations hold for a kind of caller, the nearest first. No other kind inherits anything."""
    return (kind, Member) if kind in {RestrictedMember, PartnerClient} else (kind,)


@dataclass(frozen=True, kw_only=True)
class Operator(Actor):
    """One of the vendor's partnerships team."""

    kind: ClassVar[ActorKind] = ActorKind.OPERATOR
    database_role: ClassVar[str] = "portal_system"
    role: OperatorRole = OperatorRole.SUPPORT


@dataclass(frozen=True, kw_only=True)
class UnprovenOperator(Actor):
    """An operator without the second factor that the program asks of him: he reads his own profile, where he sets one
    up. No kind's declarations hold for him but his own.
    """

    kind: ClassVar[ActorKind] = ActorKind.OPERATOR
    role: OperatorRole = OperatorRole.SUPPORT


@dataclass(frozen=True, kw_only=True)
class ProgramClient(Actor):
    """An OAuth client of the program: the vendor's app, a tool, a dashboard. Sees all within its scopes."""

    kind: ClassVar[ActorKind] = ActorKind.TOOL
    database_role: ClassVar[str] = "portal_system"


@dataclass(frozen=True, kw_only=True)
class System(Actor):
    """The portal itself: the worker and the command line."""

    database_role: ClassVar[str] = "portal_system"
    permissions: frozenset[Permission] = field(default_factory=lambda: frozenset(Permission))


def actor_kinds(kind: type[Actor] = Actor) -> list[type[Actor]]:
    """All kinds of callers, this one among them."""
    return [kind, *(one for derived in kind.__subclasses__() for one in actor_kinds(derived))]


def member(
    *,
    role: MemberRole,
    user_id: uuid.UUID,
    member_id: uuid.UUID,
    partner_id: uuid.UUID,
    session_id: uuid.UUID | None = None,
    reads_only: bool = False,
    restricted: bool = False,
    scopes: tuple[str, ...] | None = None,
    client_id: uuid.UUID | None = None,
) -> Member:
    """A member as his session tells, with the rights of his role, or as his token does, with those of them that its
    scopes name; while his partner is suspended he only reads.
    """
    rights = permissions_of(role) - BEYOND_CHOSEN_ACCOUNTS if restricted else permissions_of(role)
    if scopes is not None:
        rights &= permissions_of_all(scopes)
    kept = rights & READING if reads_only else rights
    kind = RestrictedMember if restricted else Member
    return kind(
        role=role,
        permissions=kept,
        user_id=user_id,
        member_id=member_id,
        partner_id=partner_id,
        session_id=session_id,
        client_id=client_id,
        scopes=scopes or (),
        withheld=rights - kept,
    )


def partner_client(
    *, client_id: uuid.UUID, partner_id: uuid.UUID, scopes: tuple[str, ...], reads_only: bool = False
) -> PartnerClient:
    """A client of a partner, with the rights of its token's scopes that somebody of the partner's may have."""
    rights = permissions_of_all(scopes) & permissions_of(MemberRole.OWNER)
    kept = rights & READING if reads_only else rights
    return PartnerClient(
        client_id=client_id, partner_id=partner_id, scopes=scopes, permissions=kept, withheld=rights - kept
    )


def operator(
    *,
    role: OperatorRole,
    user_id: uuid.UUID,
    session_id: uuid.UUID | None = None,
    scopes: tuple[str, ...] | None = None,
) -> Operator:
    """An operator as his session tells, with the rights of his role, or as his token does, with those of them that its
    scopes name.
    """
    rights = permissions_of(role) if scopes is None else permissions_of(role) & permissions_of_all(scopes)
    return Operator(
        role=role,
        permissions=rights,
        user_id=user_id,
        session_id=session_id,
        scopes=scopes or (),
    )


def unproven_operator(
    *, role: OperatorRole, user_id: uuid.UUID, session_id: uuid.UUID | None = None
) -> UnprovenOperator:
    """An operator whom the program asks for a second factor that he doesn't have."""
    rights = frozenset({Permission.VIEW_PROFILE})
    return UnprovenOperator(role=role, permissions=rights, user_id=user_id, session_id=session_id)


def program_client(*, client_id: uuid.UUID, scopes: tuple[str, ...]) -> ProgramClient:
    """A client of the program, with the rights of its token's scopes that don't need a partner."""
    rights = permissions_of_all(scopes) - FOR_ONE_PARTNER
    return ProgramClient(client_id=client_id, scopes=scopes, permissions=rights)
