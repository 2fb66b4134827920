"""The demo's teams: a domain by which colleagues come, one who waits, one who is invited, one who opens two accounts,
and one who belongs to two agencies.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager

from sqlalchemy import select

from portal.core.actors import Actor, Anonymous, System
from portal.core.links import LinkKind
from portal.core.permissions import MemberRole
from portal.core.runtime import Runtime
from portal.core.work import Work
from portal.domains.models import Mailbox, PartnerDomain
from portal.domains.service import add_domain, send_domain_mail, verify_domain
from portal.identity.models import User
from portal.identity.service import Credentials
from portal.join_requests.models import JoinRequest
from portal.join_requests.service import Asking, request_account, verify_email
from portal.partners.joining import Newcomer
from portal.partners.models import TeamMember
from portal.team.invitations import invite_member, join
from portal.team.members import update_member

At = Callable[[float, Actor], AbstractAsyncContextManager[Work]]

_DOMAIN = "brightside.example"
_PRIYA_S = ("Lumen Skincare", "Maison Clémence")


async def tell_team(
    runtime: Runtime, at: At, alice: Actor, bob: Actor, built: Mapping[str, str], password_hash: str
) -> None:
    """What came about in the teams of Alice and of Bob, whose people have one password; `built` are the public ids of
    their accounts by name.
    """
    await _verify(runtime, at, alice)
    await _ask(runtime, at, Asking(f"finn@{_DOMAIN}", "Finn Berg", password_hash))
    async with at(3, alice) as work:
        await invite_member(work, f"dora@{_DOMAIN}", MemberRole.DEVELOPER, None)
    async with at(40, alice) as work:
        priya = await _member_named(work, "Priya Nair")
        await update_member(work, priya.public_id, MemberRole.MANAGER, [built[name] for name in _PRIYA_S])
    await _at_two_desks(runtime, at, bob, "kenji@brightside.example", password_hash)


async def _verify(runtime: Runtime, at: At, alice: Actor) -> None:
    async with at(60, alice) as work:
        domain = await add_domain(work, _DOMAIN)
    async with at(60, alice) as work:
        await send_domain_mail(work, domain.public_id, Mailbox.POSTMASTER)
    async with at(59.5, System()) as work:
        mailed = (await work.session.execute(select(PartnerDomain))).scalar_one()
    token = runtime.links.token(LinkKind.DOMAIN, mailed.id, mailed.mail_version)
    async with at(59.5, Anonymous()) as work:
        await verify_domain(work, None, token)


async def _ask(runtime: Runtime, at: At, asking: Asking) -> None:
    async with at(0.3, Anonymous()) as work:
        await request_account(work, asking)
    async with at(0.2, System()) as work:
        request = (await work.session.execute(select(JoinRequest))).scalar_one()
    async with at(0.2, Anonymous()) as work:
        await verify_email(work, runtime.links.token(LinkKind.VERIFY, request.id, 1))


async def _at_two_desks(runtime: Runtime, at: At, bob: Actor, email: str, password_hash: str) -> None:
    async with at(30, bob) as work:
        invitation = await invite_member(work, email, MemberRole.VIEWER, None)
    async with at(29, System()) as work:
        user_id = (await work.session.execute(select(User.id).where(User.email == email))).scalar_one()
    token = runtime.links.token(LinkKind.JOIN, invitation.id, 1)
    async with at(29, Anonymous()) as work:
        await join(work, token, "", Newcomer(credentials=Credentials(user_id, password_hash)))


async def _member_named(work: Work, name: str) -> TeamMember:
    query = select(TeamMember).join(User, User.id == TeamMember.user_id).where(User.name == name)
    return (await work.session.execute(query)).scalar_one()
