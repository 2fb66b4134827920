"""revokeInvitation."""

from tests.handover.steps import only_owners_and_managers, suspend
from tests.people import PASSWORD, Portal
from tests.team.steps import invitation_link, invite, join

REVOKED = "invitation { status }"
STATUS = "query($token: String!) { invitation(token: $token) { status } }"


async def test_the_link_stops_working(portal: Portal) -> None:
    alice = await portal.alice()
    invitation = await invite(alice)
    made = await alice.do("revokeInvitation", REVOKED, invitationId=invitation["id"])
    assert made["invitation"] == {"status": "REVOKED"}
    token, dora = invitation_link(portal, invitation), portal.nobody()
    assert (await dora.read(STATUS, token=token))["invitation"] == {"status": "REVOKED"}
    assert await dora.refused("registerMember", token=token, name="Dora", password=PASSWORD) == [("EXPIRED", None)]


async def test_it_tells_what_happened(portal: Portal) -> None:
    alice = await portal.alice()
    await alice.do("revokeInvitation", REVOKED, invitationId=(await invite(alice))["id"])
    assert await portal.events("invitation.revoked") == [("invitation.revoked", "MEMBER", None, {})]


async def test_the_same_colleague_can_be_invited_anew(portal: Portal) -> None:
    alice = await portal.alice()
    await alice.do("revokeInvitation", REVOKED, invitationId=(await invite(alice))["id"])
    await join(portal, await invite(alice))


async def test_one_that_has_expired_can_be_taken_back(portal: Portal) -> None:
    alice = await portal.alice()
    invitation = await invite(alice)
    await portal.advance(days=15)
    await alice.do("revokeInvitation", REVOKED, invitationId=invitation["id"])


async def test_it_refuses_what_is_used_or_taken_back(portal: Portal) -> None:
    alice = await portal.alice()
    used, revoked = await invite(alice), await invite(alice, "emil@brightside.example")
    await join(portal, used)
    await alice.do("revokeInvitation", REVOKED, invitationId=revoked["id"])
    for over in (used, revoked):
        assert await alice.refused("revokeInvitation", invitationId=over["id"]) == [("WRONG_STATUS", None)]
    assert len(await portal.events("invitation.revoked")) == 1


async def test_owners_and_managers_alone_take_it_back(portal: Portal) -> None:
    alice = await portal.alice()
    invitation = await invite(alice)
    await only_owners_and_managers(portal, "revokeInvitation", invitationId=invitation["id"])
    await suspend(portal, alice)
    assert await alice.refused("revokeInvitation", invitationId=invitation["id"]) == [("PARTNER_SUSPENDED", None)]


async def test_an_invitation_of_another_partner_is_as_unknown_as_one_that_is_not_there(portal: Portal) -> None:
    invitation, bob = await invite(await portal.alice()), await portal.bob()
    for unknown in (invitation["id"], "inv_" + "0" * 32, "rubbish", "\0", ""):
        assert await bob.refused("revokeInvitation", invitationId=unknown) == [("NOT_FOUND", "input.invitationId")]
    assert await portal.rows("select status from invitation") == [("OPEN",)]
