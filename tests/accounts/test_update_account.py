"""updateAccount."""

import asyncio

import pytest

from portal.core.permissions import MemberRole, Scope
from tests.accounts.steps import create, put
from tests.people import Portal

DATA = "account { name website platform country currencyCode timeZone } warnings { code }"


async def test_it_changes_what_is_named_and_leaves_the_rest(portal: Portal) -> None:
    alice = await portal.alice()
    account = await create(alice, platform="Shopify", country="DE", currencyCode="EUR", timeZone="Europe/Berlin")
    made = await alice.do(
        "updateAccount", DATA, accountId=account["id"], name="Contoso", website="www.contoso.example", country=None
    )
    assert made["account"] == {
        "name": "Contoso",
        "website": "contoso.example",
        "platform": "Shopify",
        "country": None,
        "currencyCode": "EUR",
        "timeZone": "Europe/Berlin",
    }
    shown = await alice.read("query($id: ID) { account(id: $id) { name website } }", id=account["id"])
    assert shown["account"] == {"name": "Contoso", "website": "contoso.example"}


async def test_it_takes_the_vendor_s_number_too(portal: Portal) -> None:
    alice = await portal.alice()
    account = await create(alice)
    number = f" {account['accountId'].upper()} "
    made = await alice.do("updateAccount", DATA, accountId=number, name="Contoso")
    assert made["account"]["name"] == "Contoso"


async def test_it_is_found_by_its_new_words_and_not_by_the_old(portal: Portal) -> None:
    alice = await portal.alice()
    account = await create(alice, "Northwind")
    await alice.do("updateAccount", DATA, accountId=account["id"], name="Contoso", website="contoso.example")
    query = "query($search: String) { accounts(filter: { search: $search }) { totalCount } }"
    assert (await alice.read(query, search="contoso"))["accounts"]["totalCount"] == 1
    assert (await alice.read(query, search="northwind"))["accounts"]["totalCount"] == 0


async def test_it_tells_what_happened(portal: Portal) -> None:
    alice = await portal.alice()
    account = await create(alice)
    await alice.do("updateAccount", DATA, accountId=account["id"], website="contoso.example", platform="Shopify")
    [(_, actor, reason, data)] = await portal.events("account.updated")
    assert (actor, reason) == ("MEMBER", None)
    assert data == {"account_id": account["accountId"], "fields": ["platform", "website"]}
    query = "query($id: ID) { account(id: $id) { timeline { nodes { event changes actor { kind name } } } } }"
    timeline = (await alice.read(query, id=account["id"]))["account"]["timeline"]["nodes"]
    by_alice = {"kind": "MEMBER", "name": "Alice"}
    assert timeline == [
        {"event": "account.updated", "changes": ["platform", "website"], "actor": by_alice},
        {"event": "account.created", "changes": [], "actor": by_alice},
    ]


async def test_it_tells_nothing_where_nothing_changed(portal: Portal) -> None:
    alice = await portal.alice()
    account = await create(alice)
    await alice.do("updateAccount", DATA, accountId=account["id"], name=" Northwind Outfitters ")
    await alice.do("updateAccount", DATA, accountId=account["id"])
    assert await portal.events("account.updated") == []


async def test_it_warns_as_creating_does(portal: Portal) -> None:
    alice = await portal.alice()
    await create(alice, "First", website="first.example")
    second = await create(alice, "Second", website="second.example")
    made = await alice.do("updateAccount", DATA, accountId=second["id"], website="shop.first.example")
    assert made["warnings"] == [{"code": "WEBSITE_ALREADY_USED"}]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", None),
        ("name", "\0"),
        ("website", None),
        ("website", "nothing"),
        ("platform", "x" * 61),
        ("country", "DEU"),
        ("timeZone", "Mars/Olympus"),
    ],
)
async def test_it_refuses_what_cannot_be_kept_and_changes_nothing(
    portal: Portal, field: str, value: str | None
) -> None:
    alice = await portal.alice()
    account = await create(alice)
    sent = {"accountId": account["id"], "name": "Contoso", field: value}
    assert await alice.refused("updateAccount", **sent) == [("INVALID", f"input.{field}")]
    shown = await alice.read("query($id: ID) { account(id: $id) { name } }", id=account["id"])
    assert shown == {"account": {"name": "Northwind Outfitters"}}


@pytest.mark.parametrize("status", ["AWAITING_PLAN", "COLLABORATOR"])
async def test_it_refuses_once_a_client_owns_it(portal: Portal, status: str) -> None:
    alice = await portal.alice()
    account = await create(alice)
    await put(portal, account, status)
    assert await alice.refused("updateAccount", accountId=account["id"], name="Mine") == [("WRONG_STATUS", None)]


async def test_it_refuses_an_archived_account(portal: Portal) -> None:
    alice = await portal.alice()
    account = await create(alice)
    await alice.do("archiveAccount", "account { id }", accountId=account["id"])
    assert await alice.refused("updateAccount", accountId=account["id"], name="Mine") == [("WRONG_STATUS", None)]


async def test_while_a_transfer_is_pending_it_still_can_be_changed(portal: Portal) -> None:
    alice = await portal.alice()
    account = await create(alice)
    await put(portal, account, "TRANSFER_PENDING")
    made = await alice.do("updateAccount", DATA, accountId=account["id"], name="Contoso")
    assert made["account"]["name"] == "Contoso"


async def test_two_at_once_lose_nothing(portal: Portal) -> None:
    alice = await portal.alice()
    account = await create(alice)
    changes: list[dict[str, str]] = [{"name": "Contoso"}, {"platform": "Shopify"}, {"country": "DE"}]
    await asyncio.gather(*(alice.do("updateAccount", DATA, accountId=account["id"], **change) for change in changes))
    query = "query($id: ID) { account(id: $id) { name platform country } }"
    shown = (await alice.read(query, id=account["id"]))["account"]
    assert shown == {"name": "Contoso", "platform": "Shopify", "country": "DE"}


async def test_to_a_stranger_it_does_not_exist(portal: Portal) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    account = await create(alice)
    for unknown in (account["id"], account["accountId"], "acct_" + "0" * 32, "f" * 24, "rubbish", "\0", ""):
        refusal = await bob.fail("updateAccount", accountId=unknown, name="Mine")
        assert refusal == await bob.fail("updateAccount", accountId="acct_1", name="Mine")
        assert (refusal[0]["code"], refusal[0]["field"]) == ("NOT_FOUND", ["input", "accountId"])
    assert await alice.refused(
        "updateAccount", accountId=f"{account['accountId'][:9]}\0{account['accountId'][9:]}"
    ) == [("NOT_FOUND", "input.accountId")]


async def test_only_owners_and_managers_change(portal: Portal) -> None:
    sent = {"accountId": (await create(await portal.alice()))["id"], "name": "Mine"}
    for nobody in (portal.nobody(), await portal.charlie()):
        assert await nobody.forbidden("updateAccount", **sent) == ["UNAUTHENTICATED"]
    vera = await portal.member("Vera", "Brightside", MemberRole.VIEWER)
    for somebody in (vera, await portal.olga(), await portal.tool(*Scope)):
        assert await somebody.forbidden("updateAccount", **sent) == ["FORBIDDEN"]
