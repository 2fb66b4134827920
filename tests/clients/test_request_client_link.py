"""requestClientLink."""

from portal.core.links import LinkKind
from tests.handover.steps import (
    CLARA,
    NUMBER,
    accept,
    ask,
    newest_link,
    none_of_ours,
    offer,
    open_link,
    register,
    set_program,
    unchanged,
    vendor,
)
from tests.people import Person, Portal

SENT = "client_link.sent"


async def _sent(portal: Portal) -> list[str]:
    """The numbers of the accounts whose owners were sent a link, in the order of sending."""
    await portal.work()
    return [data["account_id"] for *_, data in await portal.events(SENT)]


async def _asks(person: Person, **way: str) -> None:
    assert (await person.do("requestClientLink", "ok", **way))["ok"] is True


async def test_the_owner_gets_a_link_to_the_register_of_each_of_his_accounts(portal: Portal) -> None:
    app = await vendor(portal)
    await set_program(portal, oneAccountPerEmail=False)
    await register(app, NUMBER)
    await register(app, "1" * 24)
    await register(app, "2" * 24, "carla@store.example")
    await register(app, "3" * 24)
    await app.do("closeAccounts", "results { outcome }", accountIds=["3" * 24])
    await _asks(portal.nobody(), email="Clara@STORE.example")
    assert sorted(await _sent(portal)) == [NUMBER, "1" * 24]
    token = await newest_link(portal, LinkKind.CLIENT, NUMBER)
    shown = await open_link(portal, token, "kind status account { accountId ownerEmail }")
    assert shown == {"kind": "CLIENT", "status": "OPEN", "account": {"accountId": NUMBER, "ownerEmail": CLARA}}


async def test_it_tells_what_happened_without_the_address(portal: Portal) -> None:
    app = await vendor(portal)
    await register(app, NUMBER)
    await _asks(portal.nobody(), email=CLARA)
    assert await portal.events("client_link.requested") == [("client_link.requested", "APPLICANT", None, {})]
    assert await _sent(portal) == [NUMBER]
    [(link,)] = await portal.rows("select id::text from client_link")
    assert await portal.events(SENT) == [(SENT, "SYSTEM", None, {"account_id": NUMBER, "link_id": link})]
    # What was typed is not kept.
    assert await portal.rows("select from client_link_request") == []


async def test_asking_tells_nothing_about_who_owns_what(portal: Portal) -> None:
    app = await vendor(portal)
    await register(app, NUMBER)
    answers = [
        (
            await portal.nobody().ask(
                "mutation ($e: String!) { requestClientLink(input: { email: $e }) { ok userErrors { code } } }", e=email
            )
        ).body
        for email in (CLARA, "nobody@store.example")
    ]
    assert answers[0] == answers[1]
    assert await _sent(portal) == [NUMBER]


async def test_an_older_link_of_his_brings_a_fresh_one_to_who_owns_the_account_now(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    await register(app, NUMBER)
    await ask(alice)
    old = await newest_link(portal, LinkKind.ACCESS, NUMBER)
    await portal.advance(days=91)
    await _asks(portal.nobody(), token=old)
    assert await _sent(portal) == [NUMBER]
    await register(app, NUMBER, "new@store.example")
    await _asks(portal.nobody(), token=old)
    assert await _sent(portal) == [NUMBER, NUMBER]
    assert (await open_link(portal, old, "status account { id }"))["account"] is None


async def test_who_is_only_offered_an_account_gets_no_link_to_its_register(portal: Portal) -> None:
    account = await offer(await portal.alice())
    transfer = await newest_link(portal, LinkKind.TRANSFER, account["id"])
    await _asks(portal.nobody(), token=transfer)
    await _asks(portal.nobody(), email=CLARA)
    assert await _sent(portal) == []
    await accept(portal, account)
    await _asks(portal.nobody(), email=CLARA)
    assert await _sent(portal) == [account["accountId"]]


async def test_three_mails_a_day_to_one_address_and_nobody_is_told(portal: Portal) -> None:
    app = await vendor(portal)
    await register(app, NUMBER)
    for email in (CLARA, "CLARA@store.example", CLARA, CLARA, CLARA):
        await _asks(portal.nobody(), email=email)
    assert await _sent(portal) == [NUMBER] * 3


async def test_20_times_an_hour_from_one_place(portal: Portal) -> None:
    person = portal.nobody("192.0.2.77")
    for number in range(20):
        await _asks(person, email=f"client{number}@store.example")
    async with unchanged(portal):
        assert await person.forbidden("requestClientLink", email=CLARA) == ["THROTTLED"]
    await _asks(portal.nobody("192.0.2.78"), email=CLARA)


async def test_exactly_one_way_and_one_that_is_ours(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    await register(app, NUMBER)
    await ask(alice)
    token = await newest_link(portal, LinkKind.ACCESS, NUMBER)
    async with unchanged(portal):
        for way in ({}, {"email": CLARA, "token": token}):
            assert await portal.nobody("192.0.2.9").refused("requestClientLink", **way) == [("INVALID", "input.email")]
        for email in ("", "clara", "clara@store.example\0"):
            refusal = await portal.nobody("192.0.2.10").refused("requestClientLink", email=email)
            assert refusal == [("INVALID", "input.email")]
        for number, wrong in enumerate(none_of_ours(portal, LinkKind.ACCESS, token)):
            if portal.runtime.links.read(LinkKind.ACCESS, wrong) is None:
                refusal = await portal.nobody(f"192.0.2.{20 + number}").refused("requestClientLink", token=wrong)
                assert refusal == [("NOT_FOUND", None)], wrong
