"""requestPasswordReset."""

import asyncio

import psycopg
import pytest

from portal.core.links import LinkKind
from tests.people import Portal

ALICE = "alice@brightside.example"
STATUS = "query($token: String!) { passwordReset(token: $token) { status } }"


async def reset_links(portal: Portal) -> list[str]:
    """The tokens of all links that were asked for, the oldest first."""
    rows = await portal.rows("select id from password_reset order by id")
    return [portal.link(LinkKind.RESET, f"rst_{key.hex}") for (key,) in rows]


async def test_it_makes_a_link_of_two_hours(portal: Portal) -> None:
    await portal.alice()
    nobody = portal.nobody()
    assert (await nobody.do("requestPasswordReset", "ok", email=ALICE.upper()))["ok"]
    [token] = await reset_links(portal)
    assert await nobody.read(STATUS, token=token) == {"passwordReset": {"status": "OPEN"}}
    await portal.advance(hours=2)
    assert await nobody.read(STATUS, token=token) == {"passwordReset": {"status": "EXPIRED"}}


async def test_it_tells_what_happened(portal: Portal) -> None:
    alice = await portal.alice()
    await portal.nobody().do("requestPasswordReset", "ok", email=ALICE)
    [(_, actor, _, data)] = await portal.events("password.reset_requested")
    assert actor == "APPLICANT"
    assert list(data) == ["reset_id"]
    [(subject,)] = await portal.rows("select subject_id from event where type = 'password.reset_requested'")
    assert f"user_{subject.hex}" == alice.user_id


async def test_a_second_link_replaces_the_first(portal: Portal) -> None:
    await portal.alice()
    nobody = portal.nobody()
    for _ in range(2):
        await nobody.do("requestPasswordReset", "ok", email=ALICE)
    first, second = await reset_links(portal)
    assert await nobody.read(STATUS, token=first) == {"passwordReset": {"status": "REPLACED"}}
    assert await nobody.read(STATUS, token=second) == {"passwordReset": {"status": "OPEN"}}


async def test_the_answer_is_the_same_for_an_unknown_address(portal: Portal) -> None:
    await portal.alice()
    document = "mutation($email: String!) { requestPasswordReset(input: { email: $email }) { ok userErrors { code } } }"
    known = await portal.nobody().ask(document, email=ALICE)
    unknown = await portal.nobody().ask(document, email="nobody@brightside.example")
    assert known.body == unknown.body
    assert dict(known.headers) == dict(unknown.headers)


async def test_as_much_is_done_for_an_unknown_address(portal: Portal) -> None:
    await portal.alice()
    for _ in range(2):
        for email in (ALICE, "nobody@brightside.example"):
            await portal.nobody().do("requestPasswordReset", "ok", email=email)
    assert await portal.rows("select user_id is null from password_reset order by id") == [(False,), (True,)] * 2
    told = await portal.events("password.reset_requested")
    assert [list(data) for *_, data in told] == [["reset_id"]] * 4
    assert "nobody@" not in str(await portal.rows("select to_jsonb(event)::text from event"))
    [(jobs,)] = await portal.rows("select count(*) from jobs.procrastinate_jobs where task_name = 'handle_event'")
    assert jobs == 4
    await portal.work()
    assert await portal.rows("select distinct to_email from outgoing_email") == [(ALICE,)]


async def test_the_link_of_an_unknown_address_opens_nothing(portal: Portal) -> None:
    await portal.nobody().do("requestPasswordReset", "ok", email="nobody@brightside.example")
    [token] = await reset_links(portal)
    refusal = await portal.nobody().refused("resetPassword", token=token, password="a new password")
    assert refusal == [("NOT_FOUND", None)]


async def test_of_many_who_ask_at_once_one_gets_a_link_that_works(portal: Portal) -> None:
    await portal.alice()
    asking = (portal.nobody(f"198.51.100.{n}").do("requestPasswordReset", "ok", email=ALICE) for n in range(5))
    await asyncio.gather(*asking)
    rows = await portal.rows("select count(*) filter (where replaced_at is null), count(*) from password_reset")
    assert rows == [(1, 5)]


async def test_the_database_keeps_a_person_from_two_links_that_work(portal: Portal) -> None:
    await portal.alice()
    await portal.nobody().do("requestPasswordReset", "ok", email=ALICE)
    with pytest.raises(psycopg.errors.UniqueViolation):
        await portal.superuser.execute(
            "insert into password_reset (id, user_id, requested_at, expires_at)"
            " select gen_random_uuid(), user_id, requested_at, expires_at from password_reset"
        )


async def test_it_refuses_what_is_no_address(portal: Portal) -> None:
    for wrong in ("alice", "", "\0", "x" * 1_000, "alice@"):
        assert await portal.nobody().refused("requestPasswordReset", email=wrong) == [("INVALID", "input.email")]


async def test_one_address_asks_five_times_an_hour_known_or_not(portal: Portal) -> None:
    await portal.alice()
    for email in (ALICE, "nobody@brightside.example"):
        for number in range(5):
            await portal.nobody(f"198.51.100.{number}").do("requestPasswordReset", "ok", email=email)
        assert await portal.nobody().forbidden("requestPasswordReset", email=f" {email.upper()} ") == ["THROTTLED"]
    assert await portal.rows("select count(*) from password_reset") == [(10,)]


async def test_two_spellings_of_one_address_count_as_one(portal: Portal) -> None:
    spellings = ("anna@bücher.example", "anna@xn--bcher-kva.example", "Anna@BÜCHER.example")
    for number in range(5):
        email = spellings[number % 3]
        await portal.nobody(f"198.51.100.{number}").do("requestPasswordReset", "ok", email=email)
    for email in spellings:
        assert await portal.nobody().forbidden("requestPasswordReset", email=email) == ["THROTTLED"]


async def test_one_place_asks_thirty_times_an_hour(portal: Portal) -> None:
    nobody = portal.nobody("198.51.100.20")
    for number in range(30):
        await nobody.do("requestPasswordReset", "ok", email=f"unknown{number}@brightside.example")
    assert await nobody.forbidden("requestPasswordReset", email=ALICE) == ["THROTTLED"]


async def test_a_stranger_learns_nothing_by_forged_links(portal: Portal) -> None:
    await portal.alice()
    await portal.nobody().do("requestPasswordReset", "ok", email=ALICE)
    [(key,)] = await portal.rows("select id from password_reset")
    for token in (f"rst_{key.hex}", portal.link(LinkKind.REGISTER, f"rst_{key.hex}"), "", "\0", "ä" * 70):
        assert await portal.nobody().read(STATUS, token=token) == {"passwordReset": None}
