"""resendInvitation."""

from portal.core.permissions import MemberRole
from portal.mail_catcher import MailSink
from tests.delivery.steps import news, only, token_of
from tests.handover.steps import only_owners_and_managers, suspend
from tests.people import PASSWORD, Portal
from tests.team.steps import invitation_link, invite, join

DORA = "dora@brightside.example"
SENT = "invitation { id status sentAt expiresAt }"
STATUS = "query($token: String!) { invitation(token: $token) { status } }"


async def test_a_fresh_link_works_and_the_older_one_does_not(portal: Portal) -> None:
    alice = await portal.alice()
    invitation = await invite(alice)
    await alice.do("resendInvitation", SENT, invitationId=invitation["id"])
    old, new = invitation_link(portal, invitation), invitation_link(portal, invitation, 2)
    for token, status in ((old, "REPLACED"), (new, "OPEN")):
        assert (await portal.nobody().read(STATUS, token=token))["invitation"] == {"status": status}


async def test_it_gives_another_fourteen_days_also_when_they_were_over(portal: Portal) -> None:
    alice = await portal.alice()
    invitation = await invite(alice)
    await portal.advance(days=15)
    assert (await portal.nobody().read(STATUS, token=invitation_link(portal, invitation)))["invitation"] == {
        "status": "EXPIRED"
    }
    sent = (await alice.do("resendInvitation", SENT, invitationId=invitation["id"]))["invitation"]
    assert sent["status"] == "OPEN"
    [(days,)] = await portal.rows("select extract(day from expires_at - sent_at)::int from invitation")
    assert days == 14
    assert (await portal.nobody().read(STATUS, token=invitation_link(portal, invitation, 2)))["invitation"] == {
        "status": "OPEN"
    }


async def test_it_tells_and_mails_the_newest_link_alone(portal: Portal, sink: MailSink) -> None:
    alice = await portal.alice()
    invitation = await invite(alice)
    await alice.do("resendInvitation", SENT, invitationId=invitation["id"])
    told = await portal.events("invitation.sent")
    assert [data["version"] for *_, data in told] == [1, 2]
    assert await news(portal, sink) == [(DORA, "Alice invites you to Brightside in Partner Program")]
    assert token_of(only(sink, DORA), "join/") == invitation_link(portal, invitation, 2)


async def test_it_refuses_what_is_used_or_taken_back(portal: Portal) -> None:
    alice = await portal.alice()
    used, revoked = await invite(alice), await invite(alice, "emil@brightside.example")
    await join(portal, used)
    await alice.do("revokeInvitation", "invitation { id }", invitationId=revoked["id"])
    for over in (used, revoked):
        assert await alice.refused("resendInvitation", invitationId=over["id"]) == [("WRONG_STATUS", None)]


async def test_it_is_sent_five_times_an_hour(portal: Portal) -> None:
    alice = await portal.alice()
    invitation = await invite(alice)
    for _ in range(5):
        await alice.do("resendInvitation", SENT, invitationId=invitation["id"])
    assert await alice.refused("resendInvitation", invitationId=invitation["id"]) == [("LIMIT_REACHED", None)]
    assert await portal.rows("select version from invitation") == [(6,)]
    await alice.do("resendInvitation", SENT, invitationId=(await invite(alice, "emil@brightside.example"))["id"])


async def test_a_manager_does_not_send_an_owner_s_invitation_again(portal: Portal) -> None:
    invitation = await invite(await portal.alice())
    maria = await portal.member("Maria", "Brightside", MemberRole.MANAGER)
    assert await maria.refused("resendInvitation", invitationId=invitation["id"]) == [
        ("NOT_ALLOWED", "input.invitationId")
    ]


async def test_owners_and_managers_alone_send_it_again(portal: Portal) -> None:
    invitation = await invite(await portal.alice())
    await only_owners_and_managers(portal, "resendInvitation", invitationId=invitation["id"])


async def test_a_suspended_partner_sends_none(portal: Portal) -> None:
    alice = await portal.alice()
    invitation = await invite(alice)
    await suspend(portal, alice)
    assert await alice.refused("resendInvitation", invitationId=invitation["id"]) == [("PARTNER_SUSPENDED", None)]


async def test_an_invitation_of_another_partner_is_as_unknown_as_one_that_is_not_there(portal: Portal) -> None:
    invitation, bob = await invite(await portal.alice()), await portal.bob()
    for unknown in (invitation["id"], "inv_" + "0" * 32, "rubbish", "\0", ""):
        assert await bob.refused("resendInvitation", invitationId=unknown) == [("NOT_FOUND", "input.invitationId")]
    token = invitation_link(portal, invitation)
    refusal = await portal.nobody().refused("registerMember", token=token + "A", name="Dora", password=PASSWORD)
    assert refusal == [("NOT_FOUND", None)]
    assert await portal.rows("select version from invitation") == [(1,)]
