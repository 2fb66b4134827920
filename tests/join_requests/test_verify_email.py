"""verifyEmail."""

import asyncio

import pytest

from portal.core.links import LinkKind
from portal.core.permissions import MemberRole
from portal.mail_catcher import MailSink
from tests.domains.name_server import NameServer
from tests.join_requests.steps import DOMAIN, ask, join, team, verify_domain
from tests.people import PASSWORD, Portal

CARL = f"carl@{DOMAIN}"
STATUS = "query($t: String!) { emailVerification(token: $t) { status hasLogIn outcome partnerName } }"


async def test_a_colleague_waits_for_approval(portal: Portal, names: NameServer, sink: MailSink) -> None:
    alice = await portal.alice()
    await verify_domain(alice, names)
    joined = await join(portal)
    assert joined["status"] == "PENDING"
    member = joined["member"]
    assert (member["email"], member["name"], member["status"]) == (CARL, "Carl", "PENDING")
    assert member["partner"] == {"name": "Brightside"}
    assert (CARL, "VIEWER", "PENDING") in await team(alice)
    await portal.work()
    mail = await sink.wait_for(to=f"alice@{DOMAIN}", subject_contains="Carl asks to join your team")
    assert f"Carl ({CARL}) asks to join the team of Brightside." in mail.text
    assert mail.link == "http://portal.example/team"


async def test_a_colleague_joins_at_once_where_the_partner_says_so(
    portal: Portal, names: NameServer, sink: MailSink
) -> None:
    alice = await portal.alice()
    await verify_domain(alice, names)
    await alice.do("updatePartner", "__typename", joinRole="DEVELOPER")
    joined = await join(portal)
    assert (joined["status"], joined["member"]["role"]) == ("JOINED", "DEVELOPER")
    assert joined["member"]["status"] == "ACTIVE"
    await portal.work()
    await sink.wait_for(to=f"alice@{DOMAIN}", subject_contains="Carl has joined your team")
    signed_in = await portal.nobody().do("signIn", "member { role }", email=CARL, password=PASSWORD)
    assert signed_in["member"] == {"role": "DEVELOPER"}


async def test_it_tells_what_happened(portal: Portal, names: NameServer) -> None:
    alice = await portal.alice()
    await verify_domain(alice, names)
    await join(portal)
    await alice.do("updatePartner", "__typename", joinRole="VIEWER")
    await join(portal, f"dora@{DOMAIN}")
    [(_, actor, _, data)] = await portal.events("member.requested")
    assert (actor, list(data)) == ("APPLICANT", ["user_id"])
    [(_, actor, _, data)] = await portal.events("member.joined")
    assert (actor, data["role"], data["way"]) == ("APPLICANT", "VIEWER", "DOMAIN")


async def test_nobody_is_signed_in_by_it(portal: Portal, names: NameServer) -> None:
    alice = await portal.alice()
    await verify_domain(alice, names)
    await alice.do("updatePartner", "__typename", joinRole="OWNER")
    person = portal.nobody()
    await person.do("verifyEmail", "status", token=await ask(portal))
    assert (await person.read("{ viewer { permissions } }"))["viewer"] is None
    assert list(person.http.cookies) == []


async def test_who_waits_reads_nothing_of_the_partner(portal: Portal, names: NameServer) -> None:
    await verify_domain(await portal.alice(), names)
    selection = "member { partner { name joinRole members { email } domains { domain } } }"
    made = await portal.nobody().do("verifyEmail", selection, token=await ask(portal))
    assert made["member"]["partner"] == {"name": "Brightside", "joinRole": None, "members": [], "domains": []}


@pytest.mark.parametrize("email", ["carl@nowhere.example", f"carl@mail.{DOMAIN}", "carl@gmail.com"])
async def test_without_a_partner_no_log_in_is_made(portal: Portal, names: NameServer, email: str) -> None:
    await verify_domain(await portal.alice(), names)
    token = await ask(portal, email)
    made = await portal.nobody().do("verifyEmail", "status member { id }", token=token)
    assert made == {"status": "NO_PARTNER", "member": None, "userErrors": []}
    assert await portal.rows('select from "user" where email = %s', email) == []
    assert await portal.rows("select password_hash, outcome from join_request") == [(None, "NO_PARTNER")]


@pytest.mark.parametrize("status", ["SUSPENDED", "CLOSED"])
async def test_only_an_active_partner_is_joined(portal: Portal, names: NameServer, status: str) -> None:
    await verify_domain(await portal.alice(), names)
    await portal.rows("update partner set status = %s returning id", status)
    assert (await join(portal))["status"] == "NO_PARTNER"


async def test_a_domain_that_is_not_verified_lets_nobody_in(portal: Portal) -> None:
    alice = await portal.alice()
    await alice.do("addDomain", "__typename", domain=DOMAIN)
    assert (await join(portal))["status"] == "NO_PARTNER"


async def test_a_person_keeps_his_log_in_and_its_password(portal: Portal, names: NameServer) -> None:
    await verify_domain(await portal.alice(), names, "stranger.example")
    charlie = await portal.charlie()
    await portal.set_password(charlie, "charlie's own password")
    token = await ask(portal, "charlie@stranger.example", name="Mallory", password="mallory's password")
    shown = await portal.nobody().read(STATUS, t=token)
    assert shown["emailVerification"]["hasLogIn"]
    made = await portal.nobody().do("verifyEmail", "status member { name }", token=token)
    assert (made["status"], made["member"]["name"]) == ("PENDING", "Charlie")
    [error] = await portal.nobody().fail("signIn", email="charlie@stranger.example", password="mallory's password")
    assert error["code"] == "INVALID"
    [error] = await portal.nobody().fail("signIn", email="charlie@stranger.example", password="charlie's own password")
    assert "waits for approval" in error["message"]


async def test_the_page_says_afterwards_what_came_of_it(portal: Portal, names: NameServer) -> None:
    await verify_domain(await portal.alice(), names)
    token = await ask(portal)
    await portal.nobody().do("verifyEmail", "status", token=token)
    shown = (await portal.nobody().read(STATUS, t=token))["emailVerification"]
    assert shown == {"status": "USED", "hasLogIn": False, "outcome": "PENDING", "partnerName": "Brightside"}
    assert await portal.nobody().refused("verifyEmail", token=token) == [("USED", None)]


async def test_a_member_stays_what_he_is(portal: Portal, names: NameServer) -> None:
    alice = await portal.alice()
    await verify_domain(alice, names)
    joined = await join(portal, f"alice@{DOMAIN}")
    assert (joined["status"], joined["member"]["role"]) == ("ALREADY_MEMBER", "OWNER")
    assert await portal.events("member.requested", "member.joined") == []


async def test_who_was_removed_waits_even_where_others_join_at_once(portal: Portal, names: NameServer) -> None:
    alice = await portal.alice()
    await verify_domain(alice, names)
    first = await join(portal)
    await alice.do("declineMember", "__typename", memberId=first["member"]["id"])
    await alice.do("updatePartner", "__typename", joinRole="OWNER")
    again = await join(portal)
    assert (again["status"], again["member"]["id"]) == ("PENDING", first["member"]["id"])
    assert await portal.rows("select removed_at, role from team_member where status = 'PENDING'") == [(None, "VIEWER")]
    assert (await join(portal))["status"] == "PENDING"
    assert len(await portal.events("member.requested")) == 2


async def test_operators_join_nobody(portal: Portal, names: NameServer) -> None:
    await verify_domain(await portal.alice(), names, "vendor.example")
    await portal.olga()
    token = await ask(portal, "olga.admin@vendor.example")
    assert await portal.nobody().refused("verifyEmail", token=token) == [("NOT_ALLOWED", None)]


async def test_a_link_lives_a_day_to_the_second(portal: Portal) -> None:
    token = await ask(portal)
    await portal.rows("update join_request set expires_at = work_now() + interval '1 day' returning id")
    await portal.advance(days=1)
    assert (await portal.nobody().read(STATUS, t=token))["emailVerification"]["status"] == "EXPIRED"
    assert await portal.nobody().refused("verifyEmail", token=token) == [("EXPIRED", None)]


async def test_older_links_and_forged_ones_prove_nothing(portal: Portal) -> None:
    first = await ask(portal)
    await ask(portal)
    assert await portal.nobody().refused("verifyEmail", token=first) == [("REPLACED", None)]
    for token in ("rubbish", "", portal.link(LinkKind.VERIFY, "join_" + "0" * 32)):
        assert await portal.nobody().refused("verifyEmail", token=token) == [("NOT_FOUND", None)]


@pytest.mark.slow
async def test_of_two_who_open_it_at_once_one_is_told_that_it_was_used(portal: Portal, names: NameServer) -> None:
    alice = await portal.alice()
    await verify_domain(alice, names)
    document = "mutation($t: String!) { verifyEmail(input: { token: $t }) { status userErrors { code } } }"
    for number in range(10):
        token = await ask(portal, f"carl{number}@{DOMAIN}")
        answers = await asyncio.gather(*(portal.nobody().ask(document, t=token) for _ in range(2)))
        codes = [[error["code"] for error in one.data["verifyEmail"]["userErrors"]] for one in answers]
        assert sorted(codes) == [[], ["USED"]]
    assert len(await team(alice)) == 11


@pytest.mark.slow
async def test_a_request_and_its_older_link_at_once_leave_one_of_the_two(portal: Portal, names: NameServer) -> None:
    await verify_domain(await portal.alice(), names)
    document = "mutation($t: String!) { verifyEmail(input: { token: $t }) { status userErrors { code } } }"
    for number in range(5):
        email = f"carl{number}@{DOMAIN}"
        token = await ask(portal, email)
        answer, _ = await asyncio.gather(portal.nobody().ask(document, t=token), ask(portal, email))
        codes = [error["code"] for error in answer.data["verifyEmail"]["userErrors"]]
        assert codes in ([], ["REPLACED"])


async def test_the_role_of_who_joins_at_once_is_the_partner_s_alone(portal: Portal, names: NameServer) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    await verify_domain(alice, names)
    await bob.do("updatePartner", "__typename", joinRole="OWNER")
    assert (await join(portal))["status"] == "PENDING"
    assert await team(bob) == [("bob@northlight.example", MemberRole.OWNER.value, "ACTIVE")]
