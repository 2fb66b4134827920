"""Nobody comes back, or comes in with more, by a way that was open before it was decided otherwise."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from portal.core.permissions import MemberRole, OperatorRole
from tests.domains.name_server import NameServer
from tests.join_requests.steps import DOMAIN, add_domain, ask, verify_domain
from tests.join_requests.steps import join as join_by_domain
from tests.people import PASSWORD, Person, Portal
from tests.team.steps import invitation_link, invite, join

VIEWER = "{ viewer { member { role } partner { name } } }"


async def _status(portal: Portal, invitation: Any) -> str:
    [(status,)] = await portal.rows(
        "select status from invitation where id = %s", invitation["id"].removeprefix("inv_")
    )
    return str(status)


async def _refused_to_join(portal: Portal, invitation: Any) -> list[tuple[str, str | None]]:
    token = invitation_link(portal, invitation)
    return await portal.nobody().refused("registerMember", token=token, name="Back", password=PASSWORD)


async def test_who_is_removed_comes_back_by_none_of_his_own_invitations(portal: Portal) -> None:
    alice, maria = await portal.alice(), await portal.member("Maria", "Brightside")
    own = await invite(maria, "maria.private@elsewhere.example")
    await alice.do("removeMember", "member { id }", memberId=maria.member_id)
    assert await _status(portal, own) == "REVOKED"
    assert await _refused_to_join(portal, own) == [("EXPIRED", None)]
    assert len(await portal.events("invitation.revoked")) == 1


async def test_who_may_less_has_invited_nobody_to_more(portal: Portal) -> None:
    alice, maria = await portal.alice(), await portal.member("Maria", "Brightside")
    owner, viewer = await invite(maria), await invite(maria, "emil@brightside.example", role=MemberRole.VIEWER)
    await alice.do("updateMember", "member { id }", memberId=maria.member_id, role=MemberRole.MANAGER)
    assert (await _status(portal, owner), await _status(portal, viewer)) == ("REVOKED", "OPEN")
    await alice.do("updateMember", "member { id }", memberId=maria.member_id, role=MemberRole.VIEWER)
    assert await _status(portal, viewer) == "REVOKED"


@pytest.mark.parametrize("decision", ["approveMember", "declineMember"])
async def test_what_is_decided_of_who_asked_closes_his_invitation(
    portal: Portal, names: NameServer, decision: str
) -> None:
    alice = await portal.alice()
    await verify_domain(alice, names)
    invited = await invite(alice, f"carl@{DOMAIN}")
    carl = (await join_by_domain(portal))["member"]
    await alice.do(decision, "member { id }", memberId=carl["id"])
    assert await _refused_to_join(portal, invited) == [("EXPIRED", None)]


async def test_who_joined_at_once_leaves_no_invitation_open(portal: Portal, names: NameServer) -> None:
    alice = await portal.alice()
    await verify_domain(alice, names)
    await alice.do("updatePartner", "partner { id }", joinRole=MemberRole.VIEWER)
    invited = await invite(alice, f"carl@{DOMAIN}")
    assert (await join_by_domain(portal))["status"] == "JOINED"
    assert await _status(portal, invited) == "REVOKED"


async def test_a_manager_names_no_domain_by_which_others_become_more_than_he_is(portal: Portal) -> None:
    alice, maria = await portal.alice(), await portal.member("Maria", "Brightside", MemberRole.MANAGER)
    domain = await add_domain(alice)
    assert await maria.forbidden("addDomain", domain="marias-own.example") == ["FORBIDDEN"]
    assert await maria.forbidden("sendDomainMail", domainId=domain["id"], mailbox="ADMIN") == ["FORBIDDEN"]
    assert await maria.forbidden("verifyDomain", domainId=domain["id"]) == ["FORBIDDEN"]
    assert await maria.forbidden("removeDomain", domainId=domain["id"]) == ["FORBIDDEN"]


async def test_an_operator_joins_no_team_by_an_invitation(portal: Portal) -> None:
    alice, olga = await portal.alice(), await portal.olga(OperatorRole.ADMIN)
    await portal.set_password(olga)
    invited = await invite(alice, "olga.admin@vendor.example")
    assert await _refused_to_join(portal, invited) == [("NOT_ALLOWED", None)]
    assert await portal.rows("select count(*) from team_member") == [(1,)]


@pytest.mark.slow
async def test_who_switches_to_a_desk_while_he_is_removed_there_keeps_his_own(portal: Portal) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    await portal.set_password(bob)
    for _round in range(10):
        joined = await join(portal, await invite(alice, "bob@northlight.example", role=MemberRole.VIEWER), "Bob")
        switched, _removed = await asyncio.gather(
            bob.ask(
                "mutation($i: SwitchPartnerInput!) { switchPartner(input: $i) { member { id } userErrors { code } } }",
                i={"partnerId": alice.partner_id},
            ),
            alice.do("removeMember", "member { id }", memberId=joined.member_id),
        )
        worked = not switched.data["switchPartner"]["userErrors"]
        seen = (await bob.read(VIEWER))["viewer"]
        # He was there before it, and signed out with all who were; or he never came there, and sits where he sat.
        assert seen is None if worked else seen["partner"] == {"name": "Northlight"}
        if worked:
            await bob.do("signIn", "member { id }", email="bob@northlight.example", password=PASSWORD)


async def test_a_log_in_of_an_earlier_membership_stays_dead_when_he_is_approved(
    portal: Portal, names: NameServer
) -> None:
    alice = await portal.alice()
    await verify_domain(alice, names)
    carl = await join(portal, await invite(alice, f"carl@{DOMAIN}"), "Carl")
    await alice.do("removeMember", "member { id }", memberId=carl.member_id)
    # As a log-in would leave it that began in that very moment.
    await _session_of(portal, carl)
    waiting = await join_by_domain(portal)
    assert waiting["status"] == "PENDING"
    await alice.do("approveMember", "member { id }", memberId=waiting["member"]["id"])
    assert await carl.read(VIEWER) == {"viewer": None}


async def _session_of(portal: Portal, person: Person) -> None:
    [(user_id, partner_id)] = await portal.rows(
        "select user_id, partner_id from team_member where id = %s", (person.member_id or "").removeprefix("mem_")
    )
    await portal._sign_in(person, user_id, partner_id)


async def test_the_page_asks_for_the_chosen_password_so_nobody_comes_in_by_another_s_request(
    portal: Portal, names: NameServer
) -> None:
    alice = await portal.alice()
    await verify_domain(alice, names)
    token = await ask(portal, password="the attacker's own choice")
    refusal = await portal.nobody().refused("verifyEmail", token=token, password=PASSWORD)
    assert refusal == [("INVALID", "input.password")]
    chosen = {"token": token, "password": "the attacker's own choice"}
    assert (await portal.nobody().do("verifyEmail", "status", **chosen))["status"] == "PENDING"


async def test_nobody_joins_a_suspended_partner(portal: Portal) -> None:
    alice, olga = await portal.alice(), await portal.olga()
    invited = await invite(alice)
    await olga.do("suspendPartner", "partner { id }", partnerId=alice.partner_id)
    assert await _refused_to_join(portal, invited) == [("PARTNER_SUSPENDED", None)]
    await olga.do("reinstatePartner", "partner { id }", partnerId=alice.partner_id)
    assert (await (await join(portal, invited)).read(VIEWER))["viewer"]["member"] == {"role": "OWNER"}
