"""inviteMember."""

import asyncio

import pytest

from portal.core.permissions import MemberRole
from portal.mail_catcher import MailSink
from tests.accounts.steps import create
from tests.delivery.steps import news, only, token_of
from tests.handover.steps import UNKNOWN, only_owners_and_managers, suspend
from tests.people import Portal, Refused
from tests.team.steps import invitation_link, invite, restrict

DORA = "dora@brightside.example"
OFFER = (
    "query($token: String!) { invitation(token: $token)"
    " { email role status expiresAt invitedBy hasLogIn partner { name } } }"
)


async def test_a_colleague_is_invited_as_an_equal(portal: Portal) -> None:
    alice = await portal.alice()
    invitation = await invite(alice, " DORA@Brightside.example ")
    assert invitation == {
        "id": invitation["id"],
        "email": DORA,
        "role": "OWNER",
        "status": "OPEN",
        "restricted": False,
        "accounts": [],
    }
    offered = (await portal.nobody().read(OFFER, token=invitation_link(portal, invitation)))["invitation"]
    assert offered.pop("expiresAt")
    assert offered == {
        "email": DORA,
        "role": "OWNER",
        "status": "OPEN",
        "invitedBy": "Alice",
        "hasLogIn": False,
        "partner": {"name": "Brightside"},
    }


async def test_a_manager_invites_managers_unless_he_says_otherwise(portal: Portal) -> None:
    maria = await portal.member("Maria", "Brightside", MemberRole.MANAGER)
    assert (await invite(maria))["role"] == "MANAGER"
    assert (await invite(maria, "emil@brightside.example", role="VIEWER"))["role"] == "VIEWER"


async def test_a_colleague_is_invited_to_chosen_accounts(portal: Portal) -> None:
    alice = await portal.alice()
    northwind, contoso = await create(alice), await create(alice, "Contoso")
    invitation = await invite(alice, accountIds=[northwind["id"], contoso["accountId"], northwind["accountId"]])
    assert (invitation["role"], invitation["restricted"]) == ("MANAGER", True)
    assert [account["id"] for account in invitation["accounts"]] == [contoso["id"], northwind["id"]]


async def test_it_tells_and_mails_the_link(portal: Portal, sink: MailSink) -> None:
    invitation = await invite(await portal.alice(), role="VIEWER")
    told = await portal.events("invitation.sent")
    assert told == [("invitation.sent", "MEMBER", None, {"version": 1, "role": "VIEWER"})]
    assert await news(portal, sink) == [(DORA, "Alice invites you to Brightside in Partner Program")]
    mail = only(sink, DORA)
    assert token_of(mail, "join/") == invitation_link(portal, invitation)
    assert f"The invitation is for {DORA} and works until" in mail.text


async def test_an_invitation_that_was_taken_back_before_the_mail_was_made_is_not_mailed(
    portal: Portal, sink: MailSink
) -> None:
    alice = await portal.alice()
    invitation = await invite(alice)
    await alice.do("revokeInvitation", "invitation { id }", invitationId=invitation["id"])
    assert await news(portal, sink) == []


async def test_it_refuses_who_belongs_to_the_team_or_is_invited(portal: Portal) -> None:
    alice = await portal.alice()
    maria = await portal.member("Maria", "Brightside")
    await invite(alice)
    for taken in ("alice@brightside.example", "Maria@Brightside.example", DORA):
        assert await alice.refused("inviteMember", email=taken) == [("TAKEN", "input.email")]
    await portal.superuser.execute("update team_member set status = 'PENDING' where id = %s", [_key(maria.member_id)])
    assert await alice.refused("inviteMember", email="maria@brightside.example") == [("TAKEN", "input.email")]
    assert await portal.rows("select count(*) from invitation") == [(1,)]


async def test_whoever_was_removed_or_belongs_to_others_can_be_invited(portal: Portal) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    maria = await portal.member("Maria", "Brightside")
    await alice.do("removeMember", "member { id }", memberId=maria.member_id)
    await invite(alice, "maria@brightside.example")
    await invite(alice, "bob@northlight.example")
    await invite(bob, "alice@brightside.example")
    offered = await portal.rows("select count(*) from invitation where status = 'OPEN'")
    assert offered == [(3,)]


async def test_an_expired_invitation_makes_room_for_another(portal: Portal) -> None:
    alice = await portal.alice()
    old = await invite(alice)
    await portal.advance(days=14, seconds=1)
    new = await invite(alice)
    read = "query($token: String!) { invitation(token: $token) { status } }"
    for invitation, status in ((old, "REVOKED"), (new, "OPEN")):
        token = invitation_link(portal, invitation)
        assert (await portal.nobody().read(read, token=token))["invitation"] == {"status": status}


async def test_of_two_who_invite_the_same_colleague_at_once_one_does(portal: Portal) -> None:
    alice, maria = await portal.alice(), await portal.member("Maria", "Brightside")
    answers = await asyncio.gather(*(invite(person) for person in (alice, maria, alice, maria)), return_exceptions=True)
    assert sum(isinstance(answer, dict) for answer in answers) == 1
    assert all("TAKEN" in str(answer) for answer in answers if isinstance(answer, Refused))
    assert await portal.rows("select count(*) from invitation") == [(1,)]


async def test_nobody_gives_more_rights_than_he_has(portal: Portal) -> None:
    maria = await portal.member("Maria", "Brightside", MemberRole.MANAGER)
    # Finance withdraws, which a manager may not.
    for role in ("OWNER", "FINANCE"):
        assert await maria.refused("inviteMember", email=DORA, role=role) == [("NOT_ALLOWED", "input.role")]
    for role in ("MANAGER", "DEVELOPER", "VIEWER"):
        await invite(maria, f"{role.lower()}@brightside.example", role=role)


async def test_an_owner_opens_every_account(portal: Portal) -> None:
    alice = await portal.alice()
    account = await create(alice)
    refusal = await alice.refused("inviteMember", email=DORA, role="OWNER", accountIds=[account["id"]])
    assert refusal == [("INVALID", "input.accountIds")]


async def test_accounts_of_others_are_as_unknown_as_those_of_nobody(portal: Portal) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    mine, his = await create(alice), await create(bob)
    for unknown in (his["id"], his["accountId"], *UNKNOWN):
        refusal = await alice.refused("inviteMember", email=DORA, accountIds=[mine["id"], unknown])
        assert refusal == [("NOT_FOUND", "input.accountIds")]
    assert await portal.rows("select count(*) from invitation") == [(0,)]


@pytest.mark.parametrize("accounts", [[], ["f" * 24] * 501])
async def test_it_refuses_no_account_and_too_many(portal: Portal, accounts: list[str]) -> None:
    refusal = await (await portal.alice()).refused("inviteMember", email=DORA, accountIds=accounts)
    assert refusal == [("INVALID", "input.accountIds")]


@pytest.mark.parametrize("email", ["", "dora", "dora@", "do ra@brightside.example", "\0@brightside.example"])
async def test_it_refuses_what_is_no_address(portal: Portal, email: str) -> None:
    assert await (await portal.alice()).refused("inviteMember", email=email) == [("INVALID", "input.email")]


async def test_a_team_invites_five_hundred_a_day(portal: Portal) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    await invite(alice)
    await portal.superuser.execute("update throttle set hits = 500 where key like 'invitations:%'")
    assert await alice.refused("inviteMember", email="emil@brightside.example") == [("LIMIT_REACHED", None)]
    await invite(bob)


async def test_a_suspended_partner_invites_nobody(portal: Portal) -> None:
    alice = await portal.alice()
    await suspend(portal, alice)
    assert await alice.refused("inviteMember", email=DORA) == [("PARTNER_SUSPENDED", None)]


async def test_owners_and_managers_alone_invite(portal: Portal) -> None:
    await portal.alice()
    await only_owners_and_managers(portal, "inviteMember", email=DORA)


async def test_restricted_members_invite_nobody(portal: Portal) -> None:
    alice = await portal.alice()
    maria = await portal.member("Maria", "Brightside")
    await restrict(alice, maria, await create(alice))
    assert await maria.forbidden("inviteMember", email="emil@brightside.example") == ["FORBIDDEN"]


async def test_a_stranger_sees_nothing_of_the_invitation(portal: Portal) -> None:
    invitation = await invite(await portal.alice())
    query = "query($id: ID!) { node(id: $id) { id } }"
    bob = await portal.bob()
    for stranger in (bob, await portal.charlie(), portal.nobody()):
        assert await stranger.read(query, id=invitation["id"]) == {"node": None}
    assert (await bob.read("{ invitations { totalCount nodes { id } } }"))["invitations"] == {
        "totalCount": 0,
        "nodes": [],
    }


def _key(id: str | None) -> str:
    return (id or "").rpartition("_")[2]
