"""resetPassword."""

import asyncio

import pytest

from portal.core.links import LinkKind
from tests.identity.test_request_password_reset import reset_links
from tests.people import PASSWORD, Portal, Refused

ALICE = "alice@brightside.example"
STATUS = "query($token: String!) { passwordReset(token: $token) { status } }"
NEW = "a new password"


async def _asked(portal: Portal) -> str:
    """A link for Alice's new password."""
    await portal.nobody().do("requestPasswordReset", "ok", email=ALICE)
    return (await reset_links(portal))[-1]


async def test_it_sets_the_password_and_ends_all_sessions(portal: Portal) -> None:
    alice = await portal.alice()
    await portal.set_password(alice)
    made = await portal.nobody().do("resetPassword", "ok", token=await _asked(portal), password=NEW)
    assert made["ok"]
    assert await alice.read("{ viewer { permissions } }") == {"viewer": None}
    browser = portal.nobody()
    assert await browser.refused("signIn", email=ALICE, password=PASSWORD) == [("INVALID", None)]
    await browser.do("signIn", "member { id }", email=ALICE, password=NEW)


async def test_it_gives_a_password_to_somebody_who_had_none(portal: Portal) -> None:
    await portal.alice()
    await portal.nobody().do("resetPassword", "ok", token=await _asked(portal), password=NEW)
    await portal.nobody().do("signIn", "member { id }", email=ALICE, password=NEW)


async def test_it_leaves_others_alone(portal: Portal) -> None:
    await portal.alice()
    bob = await portal.bob()
    await portal.nobody().do("resetPassword", "ok", token=await _asked(portal), password=NEW)
    assert (await bob.read("{ viewer { permissions } }"))["viewer"]
    assert await portal.rows('select count(*) from "user" where password_hash is not null') == [(1,)]


async def test_it_tells_what_happened(portal: Portal) -> None:
    await portal.alice()
    await portal.nobody().do("resetPassword", "ok", token=await _asked(portal), password=NEW)
    [changed, ended] = await portal.events("password.changed", "session.ended")
    assert changed == ("password.changed", "APPLICANT", None, {})
    assert ended[3] == {"sessions": 1}


async def test_a_link_works_until_its_last_second_and_not_at_its_end(portal: Portal) -> None:
    await portal.alice()
    token = await _asked(portal)
    await portal.advance(hours=2)
    assert await portal.nobody().refused("resetPassword", token=token, password=NEW) == [("EXPIRED", None)]
    await portal.superuser.execute("update clock set offset_seconds = offset_seconds - 60")
    await portal.nobody().do("resetPassword", "ok", token=token, password=NEW)


async def test_it_refuses_used_and_replaced_links(portal: Portal) -> None:
    await portal.alice()
    first, second = await _asked(portal), await _asked(portal)
    nobody = portal.nobody()
    assert await nobody.refused("resetPassword", token=first, password=NEW) == [("REPLACED", None)]
    await nobody.do("resetPassword", "ok", token=second, password=NEW)
    assert await nobody.refused("resetPassword", token=second, password=PASSWORD) == [("USED", None)]
    assert await nobody.read(STATUS, token=second) == {"passwordReset": {"status": "USED"}}
    await nobody.do("signIn", "member { id }", email=ALICE, password=NEW)


async def test_a_link_that_does_not_work_costs_no_hash(portal: Portal) -> None:
    await portal.alice()
    replaced, used = await _asked(portal), await _asked(portal)
    nobody = portal.nobody()
    await nobody.do("resetPassword", "ok", token=used, password=NEW)
    expired = await _asked(portal)
    await portal.advance(hours=2)
    hashing = portal.runtime.hashing
    async with hashing, hashing, asyncio.timeout(5):  # nobody hashes while this holds both places
        for token, code in ((replaced, "REPLACED"), (used, "USED"), (expired, "EXPIRED")):
            assert await nobody.refused("resetPassword", token=token, password=NEW) == [(code, None)]


async def test_one_link_is_tried_twenty_times_an_hour(portal: Portal) -> None:
    await portal.alice()
    token, nobody = await _asked(portal), portal.nobody()
    assert await nobody.refused("resetPassword", token=token, password="short") == [("INVALID", "input.password")]
    await portal.superuser.execute("update throttle set hits = 20 where key like 'reset-link:%'")
    assert await nobody.forbidden("resetPassword", token=token, password=NEW) == ["THROTTLED"]
    await nobody.do("resetPassword", "ok", token=await _asked(portal), password=NEW)


async def test_forged_links_are_not_counted(portal: Portal) -> None:
    for number in range(3):
        assert await portal.nobody().refused("resetPassword", token="x" * (70 + number), password=NEW)
    assert await portal.rows("select from throttle") == []


async def test_a_link_asked_for_while_the_password_is_set_either_works_or_is_replaced(portal: Portal) -> None:
    await portal.alice()
    token = await _asked(portal)
    asking = (portal.nobody(f"198.51.100.{n}").do("requestPasswordReset", "ok", email=ALICE) for n in range(3))
    setting = portal.nobody().do("resetPassword", "ok", token=token, password=NEW)
    await asyncio.gather(setting, *asking, return_exceptions=True)
    open_ones = "select count(*) from password_reset where used_at is null and replaced_at is null"
    [(links,)] = await portal.rows(open_ones)
    assert links <= 1


async def test_of_two_clicks_at_once_one_wins(portal: Portal) -> None:
    await portal.alice()
    token = await _asked(portal)
    clicks = (portal.nobody().do("resetPassword", "ok", token=token, password=f"{NEW} {i}") for i in range(3))
    answers = await asyncio.gather(*clicks, return_exceptions=True)
    assert sum(isinstance(answer, dict) for answer in answers) == 1
    assert all("USED" in str(answer) for answer in answers if isinstance(answer, Refused))


@pytest.mark.parametrize("password", ["", "short", "x" * 201, "long enough but \0"])
async def test_it_refuses_a_password_that_will_not_do_and_leaves_the_link(portal: Portal, password: str) -> None:
    await portal.alice()
    token = await _asked(portal)
    nobody = portal.nobody()
    assert await nobody.refused("resetPassword", token=token, password=password) == [("INVALID", "input.password")]
    assert await nobody.read(STATUS, token=token) == {"passwordReset": {"status": "OPEN"}}


async def test_it_refuses_forged_links(portal: Portal) -> None:
    alice = await portal.alice()
    token = await _asked(portal)
    forged = [
        token[:-2] + ("AA" if token[-2:] != "AA" else "BB"),
        portal.link(LinkKind.RESET, alice.user_id or ""),
        "",
        "\0",
        "ä" * 70,
    ]
    for link in forged:
        assert await portal.nobody().refused("resetPassword", token=link, password=NEW) == [("NOT_FOUND", None)]


async def test_opening_the_link_uses_nothing_up(portal: Portal) -> None:
    await portal.alice()
    token = await _asked(portal)
    scanner = portal.nobody()
    await scanner.http.get(f"/reset/{token}")
    await scanner.http.head(f"/reset/{token}")
    assert await scanner.read(STATUS, token=token) == {"passwordReset": {"status": "OPEN"}}
    await scanner.do("resetPassword", "ok", token=token, password=NEW)


async def test_the_link_is_worth_as_much_to_whoever_is_signed_in_as_somebody_else(portal: Portal) -> None:
    await portal.alice()
    for somebody in (await portal.bob(), await portal.olga()):
        token = await _asked(portal)
        assert await somebody.read(STATUS, token=token) == {"passwordReset": {"status": "OPEN"}}
        await somebody.do("resetPassword", "ok", token=token, password=NEW)
        assert (await somebody.read("{ viewer { permissions } }"))["viewer"]
