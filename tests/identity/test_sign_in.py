"""signIn."""

import asyncio

import pytest
from sqlalchemy import text as sql
from sqlalchemy.ext.asyncio import AsyncSession

from portal.core.permissions import OperatorRole
from portal.core.problems import Problem
from portal.core.requests import Request
from portal.core.work import in_own_transaction, open_work
from portal.identity.service import check_password
from portal.partners.joining import sign_in
from tests.partners.steps import approve, register, registration_link
from tests.people import PASSWORD, Portal

MEMBER = "member { id email role partner { name } } operator { id }"
VIEWER = "{ viewer { member { id } operator { email role } } }"
ALICE = "alice@brightside.example"
DROP_CONNECTIONS = (
    "select pg_terminate_backend(pid) from pg_stat_activity"
    " where datname = current_database() and pid <> pg_backend_pid()"
)


async def test_a_member_signs_in_at_his_partner(portal: Portal) -> None:
    alice = await portal.alice()
    await portal.set_password(alice)
    browser = portal.nobody()
    made = await browser.do("signIn", MEMBER, email=" ALICE@Brightside.Example", password=PASSWORD)
    assert made["member"]["id"] == alice.member_id
    assert made["member"]["partner"] == {"name": "Brightside"}
    assert made["operator"] is None
    assert (await browser.read(VIEWER))["viewer"]["member"] == {"id": alice.member_id}


async def test_an_operator_signs_in(portal: Portal) -> None:
    await portal.set_password(await portal.olga(OperatorRole.SUPPORT))
    browser = portal.nobody()
    selection = "member { id } operator { email role }"
    made = await browser.do("signIn", selection, email="olga.support@vendor.example", password=PASSWORD)
    assert made["member"] is None
    assert made["operator"] == {"email": "olga.support@vendor.example", "role": "SUPPORT"}
    assert (await browser.read(VIEWER))["viewer"]["operator"] == made["operator"]


async def test_whoever_belongs_to_two_partners_comes_to_the_one_where_he_was_last(portal: Portal) -> None:
    alice, olga = await portal.alice(), await portal.olga()
    await portal.set_password(alice)
    application_id = await approve(portal, olga, email=ALICE, companyName="Second")
    await register(portal, portal.nobody(), await registration_link(portal, application_id))
    query = "update team_member set last_seen_at = now() - make_interval(hours => %s) where id = %s"
    [(second,)] = await portal.rows("select id from team_member order by joined_at desc limit 1")
    for hours, name in ((1, "Second"), (3, "Brightside")):
        await portal.superuser.execute(query, [hours, second])
        first = (alice.member_id or "").removeprefix("mem_")
        await portal.superuser.execute(query, [2, first])
        made = await portal.nobody().do("signIn", MEMBER, email=ALICE, password=PASSWORD)
        assert made["member"]["partner"] == {"name": name}


async def test_the_session_comes_as_a_cookie_that_scripts_cannot_read(portal: Portal) -> None:
    await portal.set_password(await portal.alice())
    document = f'mutation {{ signIn(input: {{ email: "{ALICE}", password: "{PASSWORD}" }}) {{ member {{ id }} }} }}'
    answer = await portal.nobody().ask(document)
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("portal_session=pp_ses_")
    attributes = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert {"httponly", "samesite=lax", "path=/", "max-age=2592000"} <= attributes
    kept = await portal.rows("select token_hash from session")
    assert cookie.split(";")[0].partition("=")[2].encode() not in [row[0] for row in kept]


async def test_it_tells_what_happened(portal: Portal) -> None:
    await portal.set_password(await portal.alice())
    await portal.nobody().do("signIn", MEMBER, email=ALICE, password=PASSWORD)
    assert await portal.events("session.started") == [("session.started", "MEMBER", None, {})]


async def test_signing_in_again_ends_the_session_that_the_browser_had(portal: Portal) -> None:
    alice, bob, olga = await portal.alice(), await portal.bob(), await portal.olga()
    await portal.set_password(alice)
    elsewhere = portal.nobody()
    await elsewhere.do("signIn", MEMBER, email=ALICE, password=PASSWORD)
    for person in (alice, bob, olga):
        old = person.http.cookies["portal_session"]
        person.http.cookies.clear()
        person.http.cookies.set("portal_session", old, domain="portal.example")
        await person.do("signIn", MEMBER, email=ALICE, password=PASSWORD)
        thief = portal.nobody()
        thief.http.cookies.set("portal_session", old, domain="portal.example")
        assert await thief.read(VIEWER) == {"viewer": None}
    assert (await elsewhere.read(VIEWER))["viewer"]
    assert len(await portal.events("session.ended")) == 3


async def test_a_wrong_password_leaves_the_session_that_the_browser_had(portal: Portal) -> None:
    alice = await portal.alice()
    await portal.set_password(alice)
    assert await alice.refused("signIn", email=ALICE, password="wrong") == [("INVALID", None)]
    assert (await alice.read(VIEWER))["viewer"]


async def test_two_clicks_at_once_make_two_sessions_and_no_harm(portal: Portal) -> None:
    await portal.set_password(await portal.alice())
    browsers = [portal.nobody() for _ in range(5)]
    await asyncio.gather(*(browser.do("signIn", MEMBER, email=ALICE, password=PASSWORD) for browser in browsers))
    for browser in browsers:
        assert (await browser.read(VIEWER))["viewer"]["member"]


async def test_the_answer_is_the_same_for_known_and_unknown_addresses(portal: Portal) -> None:
    await portal.set_password(await portal.alice())
    await portal.bob()  # has no password yet
    wrong = "not the password"
    answers = [
        await portal.nobody().fail("signIn", email=email, password=wrong)
        for email in (ALICE, "bob@northlight.example", "unknown@brightside.example", "no address", "\0", "")
    ]
    assert answers[0][0]["code"] == "INVALID"
    assert answers[0][0]["field"] is None
    assert all(answer == answers[0] for answer in answers)


@pytest.mark.parametrize("password", ["", "x" * 100_000, "correct horse batter\0", "CORRECT HORSE BATTERY"])
async def test_it_refuses_a_wrong_password(portal: Portal, password: str) -> None:
    await portal.set_password(await portal.alice())
    browser = portal.nobody()
    assert await browser.refused("signIn", email=ALICE, password=password) == [("INVALID", None)]
    assert await browser.read(VIEWER) == {"viewer": None}


async def test_it_refuses_somebody_without_a_partner(portal: Portal) -> None:
    charlie = await portal.charlie()
    await portal.set_password(charlie)
    browser = portal.nobody()
    refusal = await browser.refused("signIn", email="charlie@stranger.example", password=PASSWORD)
    assert refusal == [("NOT_ALLOWED", None)]
    assert "portal_session" not in browser.http.cookies


@pytest.mark.parametrize(
    "change", ["update team_member set status = 'REMOVED'", "update partner set status = 'CLOSED'"]
)
async def test_it_refuses_removed_members_and_members_of_closed_partners(portal: Portal, change: str) -> None:
    await portal.set_password(await portal.alice())
    await portal.superuser.execute(change.encode())
    assert await portal.nobody().refused("signIn", email=ALICE, password=PASSWORD) == [("NOT_ALLOWED", None)]


@pytest.mark.slow
async def test_one_e_mail_is_tried_ten_times_in_a_quarter_of_an_hour(portal: Portal) -> None:
    await portal.set_password(await portal.alice())
    for number in range(10):
        browser = portal.nobody(f"198.51.100.{number}")
        assert await browser.refused("signIn", email=ALICE, password="wrong") == [("INVALID", None)]
    answer = await portal.nobody().ask(
        f'mutation {{ signIn(input: {{ email: "{ALICE.upper()}", password: "{PASSWORD}" }}) {{ member {{ id }} }} }}'
    )
    assert answer.codes == ["THROTTLED"]
    assert 0 < answer.body["errors"][0]["extensions"]["retryAfterSeconds"] <= 900
    assert "data" in answer.body
    # Real time counts, whatever the test clock says.
    await portal.advance(days=1)
    assert await portal.nobody().forbidden("signIn", email=ALICE, password=PASSWORD) == ["THROTTLED"]
    await portal.superuser.execute("update throttle set window_ends_at = now()")
    await portal.nobody().do("signIn", MEMBER, email=ALICE, password=PASSWORD)


async def test_a_success_starts_the_count_afresh(portal: Portal) -> None:
    await portal.set_password(await portal.alice())
    for _ in range(3):
        await portal.superuser.execute("update throttle set hits = 9")
        await portal.nobody().do("signIn", MEMBER, email=ALICE, password=PASSWORD)


async def test_one_place_tries_a_hundred_times_in_a_quarter_of_an_hour(portal: Portal) -> None:
    await portal.set_password(await portal.alice())
    browser = portal.nobody("198.51.100.9")
    await browser.refused("signIn", email="first@unknown.example", password="wrong")
    await portal.superuser.execute("update throttle set hits = 100")
    assert await browser.forbidden("signIn", email=ALICE, password=PASSWORD) == ["THROTTLED"]
    await portal.nobody("198.51.100.10").do("signIn", MEMBER, email=ALICE, password=PASSWORD)


@pytest.mark.parametrize(
    ("one", "same", "other"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:3::1"),
        ("::ffff:198.51.100.9", "198.51.100.9", "198.51.100.10"),
    ],
)
async def test_a_place_is_one_address_and_of_the_newer_protocol_its_network(
    portal: Portal, one: str, same: str, other: str
) -> None:
    await portal.set_password(await portal.alice())
    await portal.nobody(one).refused("signIn", email="first@unknown.example", password="wrong")
    await portal.superuser.execute("update throttle set hits = 100 where key like 'sign-in-address:%'")
    assert await portal.nobody(same).forbidden("signIn", email=ALICE, password=PASSWORD) == ["THROTTLED"]
    await portal.nobody(other).do("signIn", MEMBER, email=ALICE, password=PASSWORD)


async def test_a_password_that_was_changed_since_it_was_checked_signs_nobody_in(portal: Portal) -> None:
    alice = await portal.alice()
    await portal.set_password(alice)
    request = Request()
    checked = await check_password(portal.runtime, request, ALICE, PASSWORD)
    await portal.set_password(alice, "a new password")
    with pytest.raises(Problem):
        async with open_work(portal.runtime, request) as work:
            await sign_in(work, checked)
    assert request.new_session_token is None
    assert len(await portal.rows("select from session")) == 1


async def test_signing_in_outlives_a_restart_of_the_database(portal: Portal) -> None:
    await portal.set_password(await portal.alice())
    for _ in range(2):
        await portal.superuser.execute(DROP_CONNECTIONS)
        await portal.nobody().do("signIn", MEMBER, email=ALICE, password=PASSWORD)
        await portal.superuser.execute(DROP_CONNECTIONS)
        await portal.nobody().do("requestPasswordReset", "ok", email=ALICE)


async def test_what_stands_before_the_work_outlives_a_restart_of_the_database(portal: Portal) -> None:
    async def restart_between(session: AsyncSession) -> int:
        tries.append(1)
        if len(tries) < 3:
            await session.execute(sql("select 1"))
            await portal.superuser.execute(DROP_CONNECTIONS)
        return int((await session.execute(sql("select 2"))).scalar_one())

    tries: list[int] = []
    assert await in_own_transaction(portal.runtime, restart_between) == 2
    assert len(tries) == 3


async def test_throttles_do_not_list_who_tried(portal: Portal) -> None:
    await portal.nobody().refused("signIn", email="somebody@unknown.example", password="wrong")
    [(found,)] = await portal.rows("select string_agg(key, ' ') from throttle")
    assert "somebody" not in found
    assert "192.0.2" not in found


async def test_a_wrong_password_stands_in_the_trail_whoever_has_the_address(portal: Portal) -> None:
    alice = await portal.alice()
    await portal.set_password(alice)
    for email in ("alice@brightside.example", "nobody@brightside.example"):
        await portal.nobody("198.51.100.7").refused("signIn", email=email, password="a wrong password")
    told = await portal.rows(
        "select subject_id, partner_id, actor_kind, ip_address from event where type = 'session.refused' order by id"
    )
    assert [row[1:] for row in told] == [(None, "APPLICANT", "198.51.100.7")] * 2
    known, unknown = (f"user_{row[0].hex}" for row in told)
    assert known == alice.user_id
    assert await portal.rows('select from "user" where id = %s', unknown.removeprefix("user_")) == []
