"""registerAccounts."""

import asyncio
from typing import Any

from portal.core.links import LinkKind
from portal.core.permissions import Scope
from tests.accounts.steps import create
from tests.handover.steps import (
    CLARA,
    NUMBER,
    accept,
    ask,
    bill,
    let_in,
    newest_link,
    offer,
    only_with,
    open_link,
    register,
    set_program,
    status_of,
    unchanged,
    vendor,
)
from tests.people import Person, Portal

READ = "query ($n: String) { account(accountId: $n) { name website ownerEmail plan hasPlan status provisioning } }"


def row(number: str = NUMBER, email: str = CLARA, **more: Any) -> dict[str, Any]:
    return {
        "accountId": number,
        "name": "Fabrikam",
        "website": "fabrikam.example",
        "ownerEmail": email,
        "signedUpAt": "2026-01-01T00:00:00Z",
        **more,
    }


async def _told(app: Person, *rows: dict[str, Any]) -> list[tuple[str, str, list[tuple[str, str]]]]:
    selection = "results { accountId outcome userErrors { code field } }"
    results = (await app.do("registerAccounts", selection, accounts=list(rows)))["results"]
    return [
        (one["accountId"], one["outcome"], [(error["code"], ".".join(error["field"])) for error in one["userErrors"]])
        for one in results
    ]


async def test_it_makes_changes_and_leaves_accounts(portal: Portal) -> None:
    app = await vendor(portal)
    assert await _told(app, row(f" {NUMBER.upper()} ", "CLARA@Store.example")) == [
        (f" {NUMBER.upper()} ", "CREATED", [])
    ]
    assert (await app.read(READ, n=NUMBER))["account"] == {
        "name": "Fabrikam",
        "website": "fabrikam.example",
        "ownerEmail": CLARA,
        "plan": None,
        "hasPlan": False,
        "status": None,
        "provisioning": "READY",
    }
    async with unchanged(portal):
        assert await _told(app, row()) == [(NUMBER, "UNCHANGED", [])]
    changed = row(
        name="Contoso", website="https://www.Contoso.example/", plan="Pro", firstPaidAt="2026-02-01T00:00:00Z"
    )
    assert await _told(app, changed) == [(NUMBER, "UPDATED", [])]
    async with unchanged(portal):
        assert await _told(app, changed) == [(NUMBER, "UNCHANGED", [])]
    shown = (await app.read(READ, n=NUMBER))["account"]
    assert (shown["name"], shown["website"], shown["plan"], shown["hasPlan"]) == (
        "Contoso",
        "contoso.example",
        "Pro",
        True,
    )


async def test_it_tells_what_happened(portal: Portal) -> None:
    app = await vendor(portal)
    await register(app, NUMBER)
    await register(app, NUMBER, "new@store.example")
    data = {"account_id": NUMBER}
    assert await portal.events("account.registered", "account.owner_changed") == [
        ("account.registered", "TOOL", None, data),
        ("account.owner_changed", "TOOL", None, data),
        ("account.owner_changed", "TOOL", None, data),
    ]


async def test_a_bad_row_never_spoils_the_others(portal: Portal) -> None:
    app = await vendor(portal)
    await register(app, "1" * 24, "carla@store.example")
    await register(app, "2" * 24, "cleo@store.example")
    await app.do("closeAccounts", "results { outcome }", accountIds=["2" * 24])
    bad = {
        "accountId": [row("short"), row(""), row("\0"), row("acct_" + "0" * 32)],
        "name": [row("a" * 24, name=""), row("a" * 24, name="x" * 121), row("a" * 24, name="\0")],
        "website": [row("a" * 24, website="fabrikam"), row("a" * 24, website="")],
        "ownerEmail": [row("a" * 24, "clara"), row("a" * 24, "")],
        "plan": [row("a" * 24, plan="x" * 121)],
    }
    rejected = [(one, [("INVALID", field)]) for field, rows in bad.items() for one in rows]
    rejected.append((row("a" * 24, "Carla@STORE.example"), [("EMAIL_OWNS_ACCOUNT", "ownerEmail")]))
    rejected.append((row("2" * 24), [("WRONG_STATUS", "accountId")]))
    mixed = [row(), *(one for one, _ in rejected), row("b" * 24, "bea@store.example")]
    results = await _told(app, *mixed)
    assert (results[0][1], results[-1][1]) == ("CREATED", "CREATED")
    assert [(outcome, errors) for _, outcome, errors in results[1:-1]] == [
        ("REJECTED", errors) for _, errors in rejected
    ]
    assert await portal.rows("select count(*) from client_account") == [(4,)]
    assert len(await portal.events("account.registered")) == 4


async def test_500_rows_at_most_and_one_at_least(portal: Portal) -> None:
    app = await vendor(portal)
    many = [row(), *(row("short") for _ in range(500))]
    async with unchanged(portal):
        for rows in ([], many):
            assert await app.refused("registerAccounts", accounts=rows) == [("INVALID", "input.accounts")]
    results = await _told(app, *many[:500])
    assert [outcome for _, outcome, _ in results] == ["CREATED", *["REJECTED"] * 499]


async def test_of_two_rows_with_one_address_the_first_counts(portal: Portal) -> None:
    app = await vendor(portal)
    assert await _told(app, row(), row("1" * 24), row(name="Contoso")) == [
        (NUMBER, "CREATED", []),
        ("1" * 24, "REJECTED", [("EMAIL_OWNS_ACCOUNT", "ownerEmail")]),
        (NUMBER, "UPDATED", []),
    ]
    await set_program(portal, oneAccountPerEmail=False)
    assert await _told(app, row("1" * 24)) == [("1" * 24, "CREATED", [])]
    # Who owns several by then keeps them, and gets no more.
    await set_program(portal, oneAccountPerEmail=True)
    assert [outcome for _, outcome, _ in await _told(app, row("1" * 24, name="Contoso"), row("2" * 24))] == [
        "UPDATED",
        "REJECTED",
    ]


async def test_it_moves_ownership_and_the_new_owner_gets_what_is_open(portal: Portal) -> None:
    alice, bob, app = await portal.alice(), await portal.bob(), await vendor(portal)
    await register(app, NUMBER)
    account_id = await let_in(app, alice)
    request = await ask(bob)
    old = [await newest_link(portal, kind, NUMBER) for kind in (LinkKind.ACCESS, LinkKind.CLIENT)]
    assert (await register(app, NUMBER, "new@store.example"))["outcome"] == "UPDATED"
    assert await status_of(alice, account_id) == ("COLLABORATOR", "ADMIN")
    for token in old:
        assert await open_link(portal, token) == {"status": "REPLACED", "newerSent": False}
    async with unchanged(portal):
        assert await portal.nobody().refused("approveAccess", token=old[0]) == [("REPLACED", None)]
    [(kind, actor, reason, data)] = await portal.events("account.access_request_resent")
    assert (kind, actor, reason, data["new_owner"]) == ("account.access_request_resent", "TOOL", None, True)
    assert data["request_id"].replace("-", "") == request.removeprefix("req_")
    # Mailed to somebody else, it is none of the partner's three mails.
    read = "query ($id: ID!) { node(id: $id) { ... on AccessRequest { mailsSent status } } }"
    assert (await bob.read(read, id=request))["node"] == {"mailsSent": 1, "status": "PENDING"}
    assert [told[:3] for told in await portal.events("client_link.sent")] == [("client_link.sent", "TOOL", None)]
    fresh = await newest_link(portal, LinkKind.ACCESS, NUMBER)
    await portal.nobody().do("approveAccess", "account { id }", token=fresh)


async def test_on_an_account_that_is_still_a_partner_s_it_moves_nothing(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    building, offered = await create(alice), await offer(alice, "Contoso", "carla@store.example")
    for account, status in ((building, "DEVELOPMENT"), (offered, "TRANSFER_PENDING")):
        assert (await register(app, account["accountId"], f"{status}@store.example".lower()))["outcome"] == "UPDATED"
        assert await status_of(alice, account["id"]) == (status, "OWNER")
        shown = (await alice.read(READ, n=account["accountId"]))["account"]
        assert (shown["name"], shown["ownerEmail"]) == ("Fabrikam", None)
    assert await portal.events("account.owner_changed") == []
    assert (await accept(portal, offered))["ownerEmail"] == "carla@store.example"
    # The address is as free as before.
    await register(app, NUMBER, "development@store.example")


async def test_its_name_stands_with_every_access_that_lasts(portal: Portal) -> None:
    alice, bob, app = await portal.alice(), await portal.bob(), await vendor(portal)
    await register(app, NUMBER)
    await let_in(app, alice)
    await let_in(app, bob)
    await bob.do("withdrawAccess", "account { id }", accountId=NUMBER)
    await register(app, NUMBER, name="Contoso")
    search = "query ($s: String) { accounts(filter: { search: $s }) { nodes { name website } } }"
    new, old = ({"name": name, "website": f"{name.lower()}.example"} for name in ("Contoso", "Fabrikam"))
    for person, word, found in (
        (alice, "contoso", [new]),
        (alice, "fabrikam", []),
        (bob, "fabrikam", [old]),
        (bob, "contoso", []),
    ):
        assert (await person.read(search, s=word))["accounts"]["nodes"] == found


async def test_a_plan_lets_in_who_waits_for_it_and_what_was_billed_before_counts(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    account = await offer(alice)
    await accept(portal, account)
    await register(app, account["accountId"], name="Northwind", plan="Pro")
    assert await status_of(alice, account["id"]) == ("COLLABORATOR", "ADMIN")
    told = await portal.events("account.plan_selected")
    data = {"account_id": account["accountId"], "plan": "Pro", "joined": True}
    assert told == [("account.plan_selected", "TOOL", None, data)]
    assert (await bill(app, NUMBER, "PLAN_SELECTED", "early", plan="Max"))["outcome"] == "UNMATCHED"
    await register(app, NUMBER, "carla@store.example")
    shown = (await app.read(READ, n=NUMBER))["account"]
    assert (shown["plan"], shown["hasPlan"]) == ("Max", True)


async def test_registering_one_number_twice_at_once_makes_one_account(portal: Portal) -> None:
    app = await vendor(portal)
    outcomes = await asyncio.gather(*(register(app, NUMBER) for _ in range(5)))
    assert sorted(one["outcome"] for one in outcomes) == ["CREATED", *["UNCHANGED"] * 4]


async def test_a_moment_without_a_zone_is_in_utc_and_what_is_none_is_refused(portal: Portal) -> None:
    app = await vendor(portal)
    await bill(app, NUMBER, "PLAN_SELECTED", "a", plan="Pro", occurredAt="2026-06-01T00:00:00")
    await register(app, NUMBER, signedUpAt="2026-05-01T02:00:00+02:00", firstPaidAt="2026-05-01")
    await bill(app, NUMBER, "PLAN_CANCELLED", "b", occurredAt="2026-06-01T00:00:01")
    moments = "select plan_at::text, signed_up_at::text, first_paid_at::text from client_account"
    assert await portal.rows(moments) == [
        ("2026-06-01 00:00:01+00", "2026-05-01 00:00:00+00", "2026-05-01 00:00:00+00")
    ]
    document = "mutation ($a: [RegisteredAccountInput!]!) { registerAccounts(input: { accounts: $a }) { __typename } }"
    async with unchanged(portal):
        for wrong in ("", "yesterday", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+12:00", 5, None):
            answer = await app.ask(document, a=[row(signedUpAt=wrong)])
            assert answer.codes == ["BAD_USER_INPUT"], wrong


async def test_only_the_vendor_s_product_registers(portal: Portal) -> None:
    await only_with(portal, {Scope.PLATFORM_WRITE}, set(), "registerAccounts", accounts=[row()])
