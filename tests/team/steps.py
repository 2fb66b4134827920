"""What tests of the team do again and again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from portal.core.links import LinkKind
from portal.core.permissions import MemberRole
from tests.accounts.steps import create
from tests.handover.steps import NUMBER, ask, offer, register, vendor
from tests.people import PASSWORD, Person, Portal

INVITATION = "invitation { id email role status restricted accounts { id } }"
MEMBER = "member { id email name role status restricted accounts { id name } }"


async def invite(person: Person, email: str = "dora@brightside.example", **input: Any) -> Any:
    """Asks a colleague in; the invitation."""
    return (await person.do("inviteMember", INVITATION, email=email, **input))["invitation"]


def invitation_link(portal: Portal, invitation: Any, version: int = 1) -> str:
    """The token of the link that was mailed as the `version`-th."""
    return portal.link(LinkKind.JOIN, invitation["id"], version)


async def join(portal: Portal, invitation: Any, name: str = "Dora", password: str = PASSWORD) -> Person:
    """The invited colleague joins by the link, and is signed in."""
    colleague = portal.nobody()
    token = invitation_link(portal, invitation)
    joined = await colleague.do("registerMember", MEMBER, token=token, name=name, password=password)
    colleague.member_id = joined["member"]["id"]
    return colleague


async def restrict(person: Person, member: Person, *accounts: Any) -> Any:
    """Lets a colleague open these accounts alone."""
    chosen = [account["id"] for account in accounts]
    done = await person.do(
        "updateMember", MEMBER, memberId=member.member_id, role=MemberRole.MANAGER, accountIds=chosen
    )
    return done["member"]


@dataclass
class RestrictedTeam:
    """Alice owns all accounts; Maria opens Contoso alone, which stands beside others in every state."""

    alice: Person
    maria: Person
    contoso: dict[str, Any]
    fabrikam: dict[str, Any]
    request_id: str


async def restricted_team(portal: Portal) -> RestrictedTeam:
    alice = await portal.alice()
    maria = await portal.member("Maria", "Brightside", MemberRole.MANAGER)
    contoso, fabrikam = await create(alice, "Contoso", website="contoso.example"), await offer(alice, "Fabrikam")
    gone = await create(alice, "Gone", website="gone.example")
    await alice.do("archiveAccount", "account { id }", accountId=gone["id"])
    await register(await vendor(portal), NUMBER, "owner@tailspin.example", name="Tailspin")
    request_id = await ask(alice)
    await restrict(alice, maria, contoso)
    return RestrictedTeam(alice, maria, contoso, fabrikam, request_id)
