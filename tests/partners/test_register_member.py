"""registerMember."""

import asyncio

import pytest

from portal.core.links import LinkKind
from portal.core.problems import Problem
from portal.core.requests import Request
from portal.core.work import open_work
from portal.partners.joining import register_member, who_registers
from tests.partners.steps import FORM, approve, register, registration_link
from tests.people import PASSWORD, Portal, Refused

MEMBER = "member { id name email role status partner { name } }"
STATUS = "query($token: String!) { registration(token: $token) { status } }"


async def _invited(portal: Portal) -> str:
    """A registration link's token."""
    return await registration_link(portal, await approve(portal, await portal.olga()))


async def test_it_makes_the_first_member_and_signs_him_in(portal: Portal) -> None:
    alice = portal.nobody()
    token = await _invited(portal)
    made = await alice.do("registerMember", MEMBER, token=token, name=" Alice Adams ", password=PASSWORD)
    assert made["member"]["name"] == "Alice Adams"
    assert made["member"]["email"] == FORM["email"]
    assert (made["member"]["role"], made["member"]["status"]) == ("OWNER", "ACTIVE")
    assert made["member"]["partner"] == {"name": "Brightside Digital"}
    assert (await alice.read("{ viewer { member { id } } }"))["viewer"]["member"] == {"id": made["member"]["id"]}


async def test_the_new_password_signs_in(portal: Portal) -> None:
    await register(portal, portal.nobody(), await _invited(portal))
    browser = portal.nobody()
    made = await browser.do("signIn", "member { email }", email=FORM["email"].upper(), password=PASSWORD)
    assert made["member"] == {"email": FORM["email"]}


async def test_it_tells_what_happened(portal: Portal) -> None:
    await register(portal, portal.nobody(), await _invited(portal))
    [(_, actor, _, data)] = await portal.events("member.joined")
    assert (actor, data["role"]) == ("MEMBER", "OWNER")
    assert len(await portal.events("session.started")) == 1


async def test_somebody_with_a_log_in_joins_with_his_own_password(portal: Portal) -> None:
    bob = await portal.bob()
    await portal.set_password(bob)
    application_id = await approve(portal, await portal.olga(), email="bob@northlight.example")
    token, browser = await registration_link(portal, application_id), portal.nobody()
    refusal = await browser.refused("registerMember", token=token, name="Bob", password="not his password")
    assert refusal == [("INVALID", "input.password")]
    await register(portal, browser, token)
    viewer = (await browser.read("{ viewer { partner { name } memberships { partner { name } } } }"))["viewer"]
    assert viewer["partner"] == {"name": "Brightside Digital"}
    assert [at["partner"]["name"] for at in viewer["memberships"]] == ["Northlight", "Brightside Digital"]
    assert await portal.rows('select count(*) from "user" where email = %s', "bob@northlight.example") == [(1,)]


async def test_a_log_in_whose_password_was_changed_since_it_was_checked_joins_nothing(portal: Portal) -> None:
    bob = await portal.bob()
    await portal.set_password(bob)
    application_id = await approve(portal, await portal.olga(), email="bob@northlight.example")
    token = await registration_link(portal, application_id)
    newcomer = await who_registers(portal.runtime, Request(), token, PASSWORD)
    await portal.set_password(bob, "a new password")
    with pytest.raises(Problem):
        async with open_work(portal.runtime, Request()) as work:
            await register_member(work, token, "Bob", newcomer)
    assert await portal.rows("select count(*) from team_member") == [(1,)]
    assert (await portal.nobody().read(STATUS, token=token))["registration"] == {"status": "OPEN"}


async def test_of_two_clicks_at_once_one_registers(portal: Portal) -> None:
    token = await _invited(portal)
    clicks = (register(portal, portal.nobody(), token) for _ in range(3))
    answers = await asyncio.gather(*clicks, return_exceptions=True)
    assert sum(isinstance(answer, dict) for answer in answers) == 1
    assert all("USED" in str(answer) for answer in answers if isinstance(answer, Refused))
    assert await portal.rows("select count(*) from team_member") == [(1,)]


async def test_it_refuses_a_used_link(portal: Portal) -> None:
    token = await _invited(portal)
    await register(portal, portal.nobody(), token)
    browser = portal.nobody()
    assert await browser.refused("registerMember", token=token, name="Eve", password=PASSWORD) == [("USED", None)]
    assert await browser.read("{ viewer { permissions } }") == {"viewer": None}


async def test_it_refuses_a_replaced_link(portal: Portal) -> None:
    olga = await portal.olga()
    application_id = await approve(portal, olga)
    token = await registration_link(portal, application_id)
    await olga.do("resendRegistration", "ok", applicationId=application_id)
    refusal = await portal.nobody().refused("registerMember", token=token, name="Alice", password=PASSWORD)
    assert refusal == [("REPLACED", None)]


async def test_a_link_that_does_not_work_costs_no_hash(portal: Portal) -> None:
    olga = await portal.olga()
    used = await registration_link(portal, await approve(portal, olga))
    await register(portal, portal.nobody(), used)
    other_id = await approve(portal, olga, email="anna@other.example")
    await olga.do("resendRegistration", "ok", applicationId=other_id)
    replaced, expired = [await registration_link(portal, other_id, version) for version in (1, 2)]
    await portal.advance(days=15)
    hashing = portal.runtime.hashing
    async with hashing, hashing, asyncio.timeout(5):  # nobody hashes while this holds both places
        for token, code in ((replaced, "REPLACED"), (used, "USED"), (expired, "EXPIRED")):
            refusal = await portal.nobody().refused("registerMember", token=token, name="Eve", password=PASSWORD)
            assert refusal == [(code, None)]


async def test_one_link_is_tried_twenty_times_an_hour(portal: Portal) -> None:
    token, nobody = await _invited(portal), portal.nobody()
    sent = {"token": token, "name": "Alice"}
    assert await nobody.refused("registerMember", **sent, password="short") == [("INVALID", "input.password")]
    await portal.superuser.execute("update throttle set hits = 20 where key like 'register-link:%'")
    assert await nobody.forbidden("registerMember", **sent, password=PASSWORD) == ["THROTTLED"]


async def test_a_link_works_until_its_last_second_and_not_at_its_end(portal: Portal) -> None:
    token = await _invited(portal)
    [(left,)] = await portal.rows("select extract(epoch from expires_at - work_now())::int from registration")
    await portal.superuser.execute("update clock set offset_seconds = offset_seconds + %s", [left + 1])
    refusal = await portal.nobody().refused("registerMember", token=token, name="Alice", password=PASSWORD)
    assert refusal == [("EXPIRED", None)]
    assert (await portal.nobody().read(STATUS, token=token))["registration"] == {"status": "EXPIRED"}
    await portal.superuser.execute("update clock set offset_seconds = offset_seconds - 60")
    assert (await portal.nobody().read(STATUS, token=token))["registration"] == {"status": "OPEN"}
    await register(portal, portal.nobody(), token)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "),
        ("name", "x" * 121),
        ("name", "Al\0ice"),
        ("password", "short"),
        ("password", "x" * 201),
        ("password", "long enough but \0"),
    ],
)
async def test_it_refuses_what_cannot_be_kept_and_leaves_the_link(portal: Portal, field: str, value: str) -> None:
    token = await _invited(portal)
    sent = {"token": token, "name": "Alice", "password": PASSWORD, field: value}
    assert await portal.nobody().refused("registerMember", **sent) == [("INVALID", f"input.{field}")]
    assert (await portal.nobody().read(STATUS, token=token))["registration"] == {"status": "OPEN"}


async def test_it_refuses_forged_links(portal: Portal) -> None:
    application_id = await approve(portal, await portal.olga())
    token = await registration_link(portal, application_id)
    forged = [
        token[:-2] + ("AA" if token[-2:] != "AA" else "BB"),
        portal.link(LinkKind.REGISTER, application_id),
        portal.link(LinkKind.APPLICATION, application_id),
        "\0",
        "",
        "ä" * 70,
    ]
    for link in forged:
        refusal = await portal.nobody().refused("registerMember", token=link, name="Eve", password=PASSWORD)
        assert refusal == [("NOT_FOUND", None)]
    assert await portal.rows("select count(*) from team_member") == [(0,)]


async def test_opening_the_link_uses_nothing_up(portal: Portal) -> None:
    """A mail scanner opens links by GET and HEAD; the page asks what the link is worth."""
    token = await _invited(portal)
    scanner = portal.nobody()
    for _ in range(3):
        await scanner.http.get(f"/register/{token}")
        await scanner.http.head(f"/register/{token}")
        assert (await scanner.read(STATUS, token=token))["registration"] == {"status": "OPEN"}
    assert await portal.rows("select used_at, version from registration") == [(None, 1)]
    await register(portal, portal.nobody(), token)


async def test_a_stranger_sees_nothing_of_the_member(portal: Portal) -> None:
    member = await register(portal, portal.nobody(), await _invited(portal))
    bob, charlie = await portal.bob(), await portal.charlie()
    query = "query($id: ID!) { node(id: $id) { id } }"
    for person in (bob, charlie, portal.nobody()):
        assert await person.read(query, id=member["id"]) == {"node": None}
