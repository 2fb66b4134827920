"""registerMember with the link of an invitation."""

import asyncio

import pytest

from portal.core.links import LinkKind
from portal.core.permissions import MemberRole
from portal.mail_catcher import MailSink
from tests.accounts.steps import create
from tests.delivery.steps import only, token_of
from tests.handover.steps import until
from tests.people import PASSWORD, Person, Portal
from tests.team.steps import MEMBER, invitation_link, invite, join

DORA = "dora@brightside.example"
VIEWER = "{ viewer { member { id email } partner { name } memberships { partner { name } } } }"
STATUS = "query($token: String!) { invitation(token: $token) { status hasLogIn } }"
ACCOUNTS = "{ accounts { totalCount nodes { id status } } }"


async def _register(person: Person, token: str, password: str = PASSWORD) -> dict[str, object]:
    made = await person.do("registerMember", MEMBER, token=token, name=" Dora Day ", password=password)
    return dict(made["member"])


async def test_somebody_new_joins_with_the_role_that_was_chosen_and_is_signed_in(portal: Portal) -> None:
    invitation, dora = await invite(await portal.alice(), role="DEVELOPER"), portal.nobody()
    member = await _register(dora, invitation_link(portal, invitation))
    assert member == {
        "id": member["id"],
        "email": DORA,
        "name": "Dora Day",
        "role": "DEVELOPER",
        "status": "ACTIVE",
        "restricted": False,
        "accounts": [],
    }
    viewer = (await dora.read(VIEWER))["viewer"]
    assert viewer["member"] == {"id": member["id"], "email": DORA}
    assert viewer["partner"] == {"name": "Brightside"}
    await portal.nobody().do("signIn", "member { id }", email=DORA, password=PASSWORD)


async def test_the_mailed_link_is_the_one_that_joins(portal: Portal, sink: MailSink) -> None:
    await invite(await portal.alice())
    await portal.work()
    await _register(portal.nobody(), token_of(only(sink, DORA), "join/"))


async def test_it_tells_what_happened(portal: Portal) -> None:
    await join(portal, await invite(await portal.alice(), role="VIEWER"))
    [(_, actor, _, data)] = await portal.events("member.joined")
    assert (actor, data["role"]) == ("MEMBER", "VIEWER")
    assert len(await portal.events("session.started")) == 1


async def test_whoever_has_a_log_in_at_another_partner_gives_his_own_password(portal: Portal) -> None:
    bob = await portal.bob()
    await portal.set_password(bob, "the password of Bob")
    invitation = await invite(await portal.alice(), "bob@northlight.example")
    token, browser = invitation_link(portal, invitation), portal.nobody()
    assert (await browser.read(STATUS, token=token))["invitation"] == {"status": "OPEN", "hasLogIn": True}
    refusal = await browser.refused("registerMember", token=token, name="Bob", password=PASSWORD)
    assert refusal == [("INVALID", "input.password")]
    assert (await _register(browser, token, "the password of Bob"))["name"] == "Bob"
    viewer = (await browser.read(VIEWER))["viewer"]
    assert viewer["partner"] == {"name": "Brightside"}
    assert [at["partner"]["name"] for at in viewer["memberships"]] == ["Northlight", "Brightside"]
    assert (await bob.read(VIEWER))["viewer"]["partner"] == {"name": "Northlight"}


async def test_it_joins_once(portal: Portal) -> None:
    invitation = await invite(await portal.alice())
    await join(portal, invitation)
    token, browser = invitation_link(portal, invitation), portal.nobody()
    assert (await browser.read(STATUS, token=token))["invitation"] == {"status": "USED", "hasLogIn": True}
    assert await browser.refused("registerMember", token=token, name="Eve", password=PASSWORD) == [("USED", None)]
    assert await browser.read("{ viewer { permissions } }") == {"viewer": None}


async def test_of_twenty_clicks_at_once_one_joins(portal: Portal) -> None:
    # With a log-in that is checked at no cost, so that all of them come to the link together.
    await portal.set_password(await portal.bob())
    token = invitation_link(portal, await invite(await portal.alice(), "bob@northlight.example"))
    await portal.superuser.execute("update throttle set hits = 0")
    browsers = [portal.nobody(f"198.51.100.{number}") for number in range(20)]
    clicks = (
        browser.ask(
            "mutation($input: RegisterMemberInput!) { registerMember(input: $input) { userErrors { code } } }",
            input={"token": token, "name": "Bob", "password": PASSWORD},
        )
        for browser in browsers
    )
    answers = await asyncio.gather(*clicks)
    # Who is too many tries with one password, and too early for the first success, is refused as such.
    assert {code for answer in answers for code in answer.codes} <= {"THROTTLED"}
    joined = [answer for answer in answers if not answer.codes and not answer.data["registerMember"]["userErrors"]]
    assert len(joined) == 1
    members = await portal.rows(
        "select count(*) from team_member m join partner p on p.id = m.partner_id where p.name = 'Brightside'"
    )
    assert members == [(2,)]
    assert len(await portal.events("member.joined")) == 1
    assert sum([(await browser.read(VIEWER))["viewer"] is not None for browser in browsers]) == 1


async def test_two_partners_invite_somebody_new_who_opens_both_links_at_once(portal: Portal) -> None:
    tokens = [invitation_link(portal, await invite(person)) for person in (await portal.alice(), await portal.bob())]
    document = "mutation($input: RegisterMemberInput!) { registerMember(input: $input) { userErrors { code field } } }"
    inputs = [{"token": token, "name": "Dora", "password": PASSWORD} for token in tokens]
    answers = await asyncio.gather(*(portal.nobody().ask(document, input=sent) for sent in inputs))
    errors = [answer.data["registerMember"]["userErrors"] for answer in answers]
    assert sorted(errors, key=len)[0] == []
    # Whoever comes second has a log-in by now: he is told, or his password was checked against it.
    assert sorted(errors, key=len)[1] in ([], [{"code": "INVALID", "field": ["input", "password"]}])
    assert await portal.rows('select count(*) from "user" where email = %s', DORA) == [(1,)]


async def test_a_link_that_was_taken_back_replaced_or_forged_joins_nobody(portal: Portal) -> None:
    alice = await portal.alice()
    revoked, replaced = await invite(alice), await invite(alice, "emil@brightside.example")
    await alice.do("revokeInvitation", "invitation { id }", invitationId=revoked["id"])
    await alice.do("resendInvitation", "invitation { id }", invitationId=replaced["id"])
    links = {
        invitation_link(portal, revoked): "EXPIRED",
        invitation_link(portal, replaced): "REPLACED",
        portal.link(LinkKind.REGISTER, replaced["id"], 2): "NOT_FOUND",
        portal.link(LinkKind.JOIN, "inv_" + "0" * 32): "NOT_FOUND",
        invitation_link(portal, replaced, 2)[:-1]: "NOT_FOUND",
    }
    hashing = portal.runtime.hashing
    async with hashing, hashing, asyncio.timeout(5):  # nobody hashes while this holds both places
        for token, code in links.items():
            refusal = await portal.nobody().refused("registerMember", token=token, name="Eve", password=PASSWORD)
            assert refusal == [(code, None)]
    assert await portal.rows("select count(*) from team_member") == [(1,)]
    await _register(portal.nobody(), invitation_link(portal, replaced, 2))


async def test_it_works_for_fourteen_days_to_the_second(portal: Portal) -> None:
    invitation = await invite(await portal.alice())
    token = invitation_link(portal, invitation)
    [(sent, ends)] = await portal.rows("select sent_at, expires_at from invitation")
    assert (ends - sent).days == 14
    await until(portal, ends.isoformat())
    assert (await portal.nobody().read(STATUS, token=token))["invitation"]["status"] == "EXPIRED"
    refusal = await portal.nobody().refused("registerMember", token=token, name="Dora", password=PASSWORD)
    assert refusal == [("EXPIRED", None)]
    await portal.superuser.execute("update clock set offset_seconds = offset_seconds - 60")
    assert (await portal.nobody().read(STATUS, token=token))["invitation"]["status"] == "OPEN"
    await _register(portal.nobody(), token)


async def test_one_link_is_tried_twenty_times_an_hour(portal: Portal) -> None:
    token = invitation_link(portal, await invite(await portal.alice()))
    sent = {"token": token, "name": "Dora"}
    assert await portal.nobody().refused("registerMember", **sent, password="short") == [("INVALID", "input.password")]
    await portal.superuser.execute("update throttle set hits = 20 where key like 'join-link:%'")
    assert await portal.nobody().forbidden("registerMember", **sent, password=PASSWORD) == ["THROTTLED"]


async def test_whoever_else_was_signed_in_in_that_browser_is_signed_out(portal: Portal) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    old = bob.http.cookies["portal_session"]
    token = invitation_link(portal, await invite(alice))
    browser = portal.nobody()
    browser.http.cookies.set("portal_session", old, domain="portal.example")
    await _register(browser, token)
    assert (await browser.read(VIEWER))["viewer"]["member"]["email"] == DORA
    assert (await bob.read(VIEWER)) == {"viewer": None}
    assert await portal.rows("select count(*) from team_member") == [(3,)]


async def test_whoever_was_removed_joins_again_as_the_same_member(portal: Portal) -> None:
    alice, maria = await portal.alice(), await portal.member("Maria", "Brightside")
    await portal.set_password(maria)
    await alice.do("removeMember", "member { id }", memberId=maria.member_id)
    invitation = await invite(alice, "maria@brightside.example", role="VIEWER")
    browser = portal.nobody()
    member = await _register(browser, invitation_link(portal, invitation))
    assert (member["id"], member["role"], member["status"]) == (maria.member_id, "VIEWER", "ACTIVE")
    assert (await browser.read(VIEWER))["viewer"]["member"]["id"] == maria.member_id
    assert (await maria.read(VIEWER)) == {"viewer": None}
    [(removed,)] = await portal.rows("select removed_at from team_member where role = 'VIEWER'")
    assert removed is None


async def test_log_ins_that_began_while_he_was_being_removed_do_not_come_alive_with_him(portal: Portal) -> None:
    alice, maria = await portal.alice(), await portal.member("Maria", "Brightside")
    await portal.set_password(maria)
    await portal.superuser.execute(
        "update team_member set status = 'REMOVED' where role = 'OWNER' and id = %s",
        [(maria.member_id or "").removeprefix("mem_")],
    )
    assert (await maria.read(VIEWER)) == {"viewer": None}
    await _register(portal.nobody(), invitation_link(portal, await invite(alice, "maria@brightside.example")))
    assert (await maria.read(VIEWER)) == {"viewer": None}


async def test_nobody_joins_a_partner_that_has_left_the_program(portal: Portal) -> None:
    alice = await portal.alice()
    token = invitation_link(portal, await invite(alice))
    await (await portal.olga()).do("closePartner", "partner { id }", partnerId=alice.partner_id, reason="Left.")
    dora = portal.nobody()
    assert await dora.refused("registerMember", token=token, name="Dora", password=PASSWORD) == [("EXPIRED", None)]
    assert "portal_session" not in dora.http.cookies
    assert await portal.rows("select count(*) from team_member") == [(1,)]
    assert await portal.rows('select count(*) from "user" where email = %s', DORA) == [(0,)]


async def test_who_is_invited_to_chosen_accounts_opens_these_alone(portal: Portal) -> None:
    alice = await portal.alice()
    northwind = await create(alice)
    await create(alice, "Contoso")
    dora = await join(portal, await invite(alice, accountIds=[northwind["id"]]))
    assert (await dora.read(ACCOUNTS))["accounts"] == {
        "totalCount": 1,
        "nodes": [{"id": northwind["id"], "status": "DEVELOPMENT"}],
    }
    assert (await dora.read("{ viewer { member { restricted } } }"))["viewer"]["member"] == {"restricted": True}


async def test_of_accounts_that_were_moved_meanwhile_he_sees_how_they_ended(portal: Portal) -> None:
    alice, bob, olga = await portal.alice(), await portal.bob(), await portal.olga()
    moved = await create(alice)
    await create(alice, "Contoso")
    invitation = await invite(alice, accountIds=[moved["id"]])
    await olga.do("moveAccount", "account { id }", accountId=moved["accountId"], toPartnerId=bob.partner_id, reason="x")
    dora = await join(portal, invitation)
    assert (await dora.read(ACCOUNTS))["accounts"] == {
        "totalCount": 1,
        "nodes": [{"id": moved["id"], "status": "INACTIVE"}],
    }
    assert await portal.rows("select count(*) from account_access where status = 'DEVELOPMENT'") == [(2,)]


@pytest.mark.parametrize(("field", "value"), [("name", " "), ("name", "x" * 121), ("password", "short")])
async def test_it_refuses_what_cannot_be_kept_and_leaves_the_link(portal: Portal, field: str, value: str) -> None:
    token = invitation_link(portal, await invite(await portal.alice()))
    sent = {"token": token, "name": "Dora", "password": PASSWORD, field: value}
    assert await portal.nobody().refused("registerMember", **sent) == [("INVALID", f"input.{field}")]
    assert (await portal.nobody().read(STATUS, token=token))["invitation"]["status"] == "OPEN"


async def test_a_stranger_sees_nothing_of_the_new_member(portal: Portal) -> None:
    dora = await join(portal, await invite(await portal.alice(), role=MemberRole.VIEWER))
    query = "query($id: ID!) { node(id: $id) { id } }"
    for stranger in (await portal.bob(), await portal.charlie(), portal.nobody()):
        assert await stranger.read(query, id=dora.member_id) == {"node": None}
