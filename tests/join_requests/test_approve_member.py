"""approveMember and declineMember."""

import asyncio

import pytest

from portal.core.permissions import MemberRole
from portal.mail_catcher import MailSink
from tests.domains.name_server import NameServer
from tests.join_requests.steps import DOMAIN, join, team, verify_domain
from tests.people import PASSWORD, Portal

CARL = f"carl@{DOMAIN}"


@pytest.fixture
async def waiting(portal: Portal, names: NameServer) -> str:
    """The id of Carl, who waits for approval at Brightside, where Alice is an owner."""
    await verify_domain(await portal.alice(), names)
    return str((await join(portal))["member"]["id"])


async def test_who_is_approved_signs_in_with_his_password(portal: Portal, waiting: str, sink: MailSink) -> None:
    owner = await portal.member("Ann", "Brightside")
    made = await owner.do("approveMember", "member { role status }", memberId=waiting)
    assert made["member"] == {"role": "OWNER", "status": "ACTIVE"}
    await portal.work()
    mail = await sink.wait_for(to=CARL, subject_contains="You are in the team of Brightside")
    assert mail.link == "http://portal.example/login"
    await portal.nobody().do("signIn", "member { id }", email=CARL, password=PASSWORD)


async def test_who_is_declined_does_not(portal: Portal, waiting: str, sink: MailSink) -> None:
    owner = await portal.member("Ann", "Brightside")
    made = await owner.do("declineMember", "member { status }", memberId=waiting)
    assert made["member"] == {"status": "REMOVED"}
    assert CARL not in [email for email, *_ in await team(owner)]
    await portal.work()
    await sink.wait_for(to=CARL, subject_contains="Your request to join Brightside")
    [error] = await portal.nobody().fail("signIn", email=CARL, password=PASSWORD)
    assert "belongs to no partner" in error["message"]


async def test_they_tell_what_happened(portal: Portal, names: NameServer, waiting: str) -> None:
    owner = await portal.member("Ann", "Brightside")
    await owner.do("approveMember", "__typename", memberId=waiting, role="VIEWER")
    dora = await join(portal, f"dora@{DOMAIN}", name="Dora")
    await owner.do("declineMember", "__typename", memberId=dora["member"]["id"])
    [(_, actor, _, data)] = await portal.events("member.joined")
    assert (actor, data["role"], data["way"]) == ("MEMBER", "VIEWER", "APPROVAL")
    [(_, actor, _, data)] = await portal.events("member.declined")
    assert (actor, list(data)) == ("MEMBER", ["user_id"])


async def test_a_manager_makes_managers_and_nothing_above(portal: Portal, waiting: str) -> None:
    manager = await portal.member("Mary", "Brightside", MemberRole.MANAGER)
    refused = await manager.refused("approveMember", memberId=waiting, role="OWNER")
    assert refused == [("NOT_ALLOWED", "input.role")]
    made = await manager.do("approveMember", "member { role }", memberId=waiting)
    assert made["member"] == {"role": "MANAGER"}


@pytest.mark.parametrize("verb", ["approveMember", "declineMember"])
async def test_what_is_decided_is_decided(portal: Portal, waiting: str, verb: str) -> None:
    owner = await portal.member("Ann", "Brightside")
    await owner.do("approveMember", "__typename", memberId=waiting)
    assert await owner.refused(verb, memberId=waiting) == [("WRONG_STATUS", None)]
    assert await owner.refused(verb, memberId=owner.member_id) == [("WRONG_STATUS", None)]


@pytest.mark.parametrize("verb", ["approveMember", "declineMember"])
async def test_who_may_not_decide_is_refused(portal: Portal, waiting: str, verb: str) -> None:
    for role in (MemberRole.FINANCE, MemberRole.DEVELOPER, MemberRole.VIEWER):
        member = await portal.member(f"M{role.lower()}", "Brightside", role)
        assert await member.forbidden(verb, memberId=waiting) == ["FORBIDDEN"]
    assert await portal.nobody().forbidden(verb, memberId=waiting) == ["UNAUTHENTICATED"]


@pytest.mark.parametrize("verb", ["approveMember", "declineMember"])
async def test_another_partner_s_member_is_an_unknown_one(portal: Portal, waiting: str, verb: str) -> None:
    bob = await portal.bob()
    unknown = await bob.fail(verb, memberId="mem_" + "0" * 32)
    assert await bob.fail(verb, memberId=waiting) == unknown
    assert await bob.fail(verb, memberId="rubbish") == unknown
    assert unknown[0]["code"] == "NOT_FOUND"


async def test_who_became_an_operator_meanwhile_is_not_let_in(portal: Portal, waiting: str) -> None:
    owner = await portal.member("Ann", "Brightside")
    await portal.rows("update \"user\" set operator_role = 'SUPPORT' where email = %s returning id", CARL)
    assert await owner.refused("approveMember", memberId=waiting) == [("NOT_ALLOWED", "input.memberId")]


@pytest.mark.slow
async def test_of_two_who_decide_at_once_one_does(portal: Portal, names: NameServer, waiting: str) -> None:
    ann, mary = await portal.member("Ann", "Brightside"), await portal.member("Mary", "Brightside")
    document = "mutation($m: ID!) {{ {verb}(input: {{ memberId: $m }}) {{ userErrors {{ code }} }} }}"
    for number in range(10):
        member = (await join(portal, f"dora{number}@{DOMAIN}"))["member"]["id"]
        verbs = ("approveMember", "declineMember")
        answers = await asyncio.gather(
            *(who.ask(document.format(verb=verb), m=member) for who, verb in zip((ann, mary), verbs, strict=True))
        )
        codes = [[e["code"] for e in one.data[verb]["userErrors"]] for one, verb in zip(answers, verbs, strict=True)]
        assert sorted(codes) == [[], ["WRONG_STATUS"]]
