"""changeEmail and confirmEmail."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from portal.core.links import LinkKind
from portal.mail_catcher import MailSink
from tests.domains.conftest import house, mail_server, sink
from tests.handover.steps import register, vendor
from tests.people import PASSWORD, Person, Portal
from tests.racing import in_rounds

__all__ = ["house", "mail_server", "sink"]

ALICE, NEW = "alice@brightside.example", "alice.long@brightside.example"
STATUS = "query($token: String!) { emailChange(token: $token) { newEmail status } }"


async def alice_with_password(portal: Portal) -> Person:
    alice = await portal.alice()
    await portal.set_password(alice)
    return alice


async def asked(portal: Portal, person: Person, email: str = NEW) -> str:
    """The person gave a new address; the token of the link that is mailed there."""
    assert (await person.do("changeEmail", "ok", email=email, password=PASSWORD))["ok"]
    return await newest(portal)


async def newest(portal: Portal) -> str:
    [(key,)] = await portal.rows("select id from email_change order by id desc limit 1")
    return portal.link(LinkKind.EMAIL, f"echg_{key.hex}")


async def emails(portal: Portal) -> list[str]:
    return [email for (email,) in await portal.rows('select email from "user" order by email')]


async def signs_in(portal: Portal, email: str) -> bool:
    answer = await portal.nobody()._call("signIn", "member { id }", {"email": email, "password": PASSWORD})
    return bool(answer.data["signIn"]["member"])


async def test_the_new_address_counts_once_its_link_was_used(portal: Portal, sink: MailSink) -> None:
    alice = await alice_with_password(portal)
    await alice.do("changeEmail", "ok", email="Alice.Long@BRIGHTSIDE.example", password=PASSWORD)
    assert await emails(portal) == [ALICE]
    await portal.work()
    mail = await sink.wait_for(to=NEW, subject_contains="Confirm your new address")
    token = (mail.link or "").rpartition("/email/")[2]
    assert (await portal.nobody().read(STATUS, token=token))["emailChange"] == {"newEmail": NEW, "status": "OPEN"}
    done = await alice.do("confirmEmail", "emailChange { newEmail status }", token=token)
    assert done["emailChange"] == {"newEmail": NEW, "status": "USED"}
    assert await emails(portal) == [NEW]
    assert (await alice.read("{ viewer { member { email } } }"))["viewer"]["member"] == {"email": NEW}
    assert await signs_in(portal, NEW)
    assert not await signs_in(portal, ALICE)


async def test_both_addresses_are_told(portal: Portal, sink: MailSink) -> None:
    alice = await alice_with_password(portal)
    token = await asked(portal, alice)
    await portal.work()
    told = await sink.wait_for(to=ALICE, subject_contains="A new address was given")
    assert NEW in told.text
    assert token not in told.text
    await alice.do("confirmEmail", "emailChange { status }", token=token)
    await portal.work()
    for address in (ALICE, NEW):
        assert ALICE in (await sink.wait_for(to=address, subject_contains="Your address was changed")).text
    events = [await portal.events(one) for one in ("email.change_requested", "email.changed")]
    assert [len(one) for one in events] == [1, 1]
    for secret in (NEW, ALICE, token):
        assert secret not in str(events)


async def test_an_operator_changes_his_address_too(portal: Portal) -> None:
    olga = await portal.olga()
    await portal.set_password(olga)
    token = await asked(portal, olga, "olga@vendor.example")
    await olga.do("confirmEmail", "emailChange { status }", token=token)
    assert (await olga.read("{ viewer { operator { email } } }"))["viewer"]["operator"] == {
        "email": "olga@vendor.example"
    }


async def test_other_sessions_and_links_for_a_new_password_end(portal: Portal) -> None:
    alice = await alice_with_password(portal)
    other = portal.nobody()
    await other.do("signIn", "member { id }", email=ALICE, password=PASSWORD)
    await portal.nobody().do("requestPasswordReset", "ok", email=ALICE)
    [(reset,)] = await portal.rows("select id from password_reset")
    token = await asked(portal, alice)
    await alice.do("confirmEmail", "emailChange { status }", token=token)
    assert (await alice.read("{ viewer { permissions } }"))["viewer"]
    assert (await other.read("{ viewer { permissions } }"))["viewer"] is None
    link = portal.link(LinkKind.RESET, f"rst_{reset.hex}")
    refused = await portal.nobody().refused("resetPassword", token=link, password="another long one")
    assert refused == [("REPLACED", None)]


async def test_confirmed_in_another_browser_it_signs_nobody_in_and_all_sessions_end(portal: Portal) -> None:
    alice, bob = await alice_with_password(portal), await portal.bob()
    token = await asked(portal, alice)
    await bob.do("confirmEmail", "emailChange { status }", token=token)
    assert (await alice.read("{ viewer { permissions } }"))["viewer"] is None
    # Whose browser it was stays who he was.
    assert (await bob.read("{ viewer { member { email } } }"))["viewer"]["member"]["email"] == "bob@northlight.example"
    assert await emails(portal) == [NEW, "bob@northlight.example"]


# --- it refuses -------------------------------------------------------------------------------------------------------


async def test_it_asks_for_the_password_again(portal: Portal) -> None:
    alice = await alice_with_password(portal)
    for password in (None, "", "wrong"):
        assert await alice.refused("changeEmail", email=NEW, password=password) == [("INVALID", "input.password")]
    assert await portal.rows("select from email_change") == []


async def test_who_has_no_password_must_have_signed_in_just_now(portal: Portal) -> None:
    alice = await portal.alice()
    await alice.do("changeEmail", "ok", email=NEW)
    await portal.superuser.execute("update session set created_at = now() - interval '16 minutes'")
    assert await alice.refused("changeEmail", email=NEW) == [("INVALID", "input.password")]


@pytest.mark.parametrize(
    "email", ["", "alice", "a@b@c.example", "a@b.example\0", "a\r\nBcc: x@x.example", "@x.example"]
)
async def test_what_is_no_address_is_refused(portal: Portal, email: str) -> None:
    alice = await alice_with_password(portal)
    assert await alice.refused("changeEmail", email=email, password=PASSWORD) == [("INVALID", "input.email")]


async def test_the_address_that_one_has_is_refused(portal: Portal) -> None:
    alice = await alice_with_password(portal)
    refused = await alice.refused("changeEmail", email="ALICE@brightside.example", password=PASSWORD)
    assert refused == [("INVALID", "input.email")]


async def test_five_in_an_hour_are_all_there_are(portal: Portal) -> None:
    alice = await alice_with_password(portal)
    for number in range(5):
        await asked(portal, alice, f"alice.{number}@brightside.example")
    assert await alice.forbidden("changeEmail", email=NEW, password=PASSWORD) == ["THROTTLED"]


async def test_nobody_learns_that_somebody_has_the_address_but_whose_it_is(portal: Portal, sink: MailSink) -> None:
    alice = await alice_with_password(portal)
    await portal.bob()
    answers = []
    for email in ("bob@northlight.example", NEW):
        answer = await alice._call("changeEmail", "ok", {"email": email, "password": PASSWORD})
        answers.append(answer.body)
        await portal.work()
    assert answers[0] == answers[1]
    assert answers[0]["data"]["changeEmail"]["ok"]
    mail = await sink.wait_for(to="bob@northlight.example", subject_contains="Somebody gave your address")
    assert "/email/" not in mail.text
    assert ALICE not in mail.text
    assert await portal.rows("select to_email from outgoing_email where template = 'email_change'") == [(NEW,)]


async def test_an_address_that_somebody_came_to_have_meanwhile_is_refused(portal: Portal) -> None:
    alice = await alice_with_password(portal)
    token = await asked(portal, alice, "bob@northlight.example")
    await portal.bob()
    assert await alice.refused("confirmEmail", token=token) == [("TAKEN", None)]
    assert await emails(portal) == [ALICE, "bob@northlight.example"]


async def test_an_address_that_owns_a_client_account_is_refused(portal: Portal) -> None:
    alice = await alice_with_password(portal)
    await register(await vendor(portal), "fedcba9876543210fedcba98", NEW)
    token = await asked(portal, alice)
    assert await alice.refused("confirmEmail", token=token) == [("NOT_ALLOWED", None)]
    assert await emails(portal) == [ALICE]


async def test_an_older_link_is_replaced_and_a_used_one_is_used(portal: Portal) -> None:
    alice = await alice_with_password(portal)
    older, newer = await asked(portal, alice), await asked(portal, alice, "alice.new@brightside.example")
    assert await alice.refused("confirmEmail", token=older) == [("REPLACED", None)]
    await alice.do("confirmEmail", "emailChange { status }", token=newer)
    assert await alice.refused("confirmEmail", token=newer) == [("USED", None)]


async def test_a_link_is_over_after_24_hours_to_the_second(portal: Portal) -> None:
    alice = await alice_with_password(portal)
    token = await asked(portal, alice)
    await portal.advance(hours=24)
    assert (await portal.nobody().read(STATUS, token=token))["emailChange"]["status"] == "EXPIRED"
    assert await alice.refused("confirmEmail", token=token) == [("EXPIRED", None)]


async def test_a_forged_link_is_none(portal: Portal) -> None:
    alice = await alice_with_password(portal)
    token = await asked(portal, alice)
    [(key,)] = await portal.rows("select id from email_change")
    forged = (
        *("", "rubbish", "\0", token[:-1] + ("A" if token[-1] != "A" else "B")),
        portal.link(LinkKind.EMAIL, "echg_" + "0" * 32),
        portal.link(LinkKind.RESET, f"echg_{key.hex}"),
        portal.link(LinkKind.VERIFY, f"echg_{key.hex}"),
    )
    for one in forged:
        assert await alice.refused("confirmEmail", token=one) == [("NOT_FOUND", None)]
        assert (await portal.nobody().read(STATUS, token=one))["emailChange"] is None
    assert await emails(portal) == [ALICE]


async def test_a_stranger_and_a_tool_change_nobodys_address(portal: Portal) -> None:
    alice = await alice_with_password(portal)
    tool = await portal.client_of(alice, "accounts:read")
    sent = {"email": NEW, "password": PASSWORD}
    assert await portal.nobody().forbidden("changeEmail", **sent) == ["UNAUTHENTICATED"]
    assert await tool.forbidden("changeEmail", **sent) == ["FORBIDDEN"]
    assert await portal.rows("select from email_change") == []


async def test_a_new_password_ends_the_links_that_a_thief_had_mailed_to_himself(portal: Portal) -> None:
    alice = await alice_with_password(portal)
    token = await asked(portal, alice, "thief@elsewhere.example")
    await portal.nobody().do("requestPasswordReset", "ok", email=ALICE)
    [(reset,)] = await portal.rows("select id from password_reset")
    link = portal.link(LinkKind.RESET, f"rst_{reset.hex}")
    await portal.nobody().do("resetPassword", "ok", token=link, password="another that is long enough")
    assert (await portal.nobody().read(STATUS, token=token))["emailChange"]["status"] == "REPLACED"
    assert await portal.nobody().refused("confirmEmail", token=token) == [("REPLACED", None)]
    assert await emails(portal) == [ALICE]


@in_rounds
async def test_the_same_link_confirmed_twenty_times_at_once_counts_once(portal: Portal, rounds: int) -> None:
    alice = await alice_with_password(portal)
    for number in range(rounds):
        await portal.superuser.execute("delete from throttle")
        token = await asked(portal, alice, f"alice.{number}@brightside.example")
        answers = await asyncio.gather(*(_confirm(alice, token) for _ in range(20)))
        assert sum(one["emailChange"] is not None for one in answers) == 1
        assert [one["userErrors"][0]["code"] for one in answers if one["emailChange"] is None] == ["USED"] * 19
        assert await emails(portal) == [f"alice.{number}@brightside.example"]


async def test_two_who_change_to_one_address_at_once_dont_both_get_it(portal: Portal) -> None:
    alice, bob = await alice_with_password(portal), await portal.bob()
    await portal.set_password(bob)
    tokens = [await asked(portal, person, "shared@brightside.example") for person in (alice, bob)]
    answers = await asyncio.gather(*(_confirm(*one) for one in zip((alice, bob), tokens, strict=True)))
    assert sorted(one["emailChange"] is not None for one in answers) == [False, True]
    assert (await emails(portal)).count("shared@brightside.example") == 1


async def test_two_who_swap_their_addresses_at_once_dont_wait_for_each_other_for_ever(portal: Portal) -> None:
    alice, bob = await alice_with_password(portal), await portal.bob()
    await portal.set_password(bob)
    tokens = [await asked(portal, alice, "bob@northlight.example"), await asked(portal, bob, ALICE)]
    answers = await asyncio.gather(*(_confirm(*one) for one in zip((alice, bob), tokens, strict=True)))
    assert [one["userErrors"][0]["code"] for one in answers] == ["TAKEN", "TAKEN"]


async def test_twenty_new_addresses_at_once_leave_one_link_that_works(portal: Portal) -> None:
    alice = await alice_with_password(portal)
    sent = [{"email": f"alice.{number}@brightside.example", "password": PASSWORD} for number in range(20)]
    answers = await asyncio.gather(*(alice._call("changeEmail", "ok", one) for one in sent))
    assert sum(bool(one.body["data"] and one.body["data"]["changeEmail"]["ok"]) for one in answers) == 5
    open_ones = "select count(*) from email_change where used_at is null and replaced_at is null"
    assert await portal.rows(open_ones) == [(1,)]


async def test_old_changes_are_forgotten(portal: Portal) -> None:
    alice = await alice_with_password(portal)
    await asked(portal, alice)
    await portal.advance(days=9)
    await portal.work()
    assert await portal.rows("select from email_change") == []


async def _confirm(person: Person, token: str) -> Any:
    answer = await person._call("confirmEmail", "emailChange { status } userErrors { code }", {"token": token})
    return answer.data["confirmEmail"]
