"""createAccount."""

import asyncio

import pytest

from portal.core.permissions import MemberRole, Scope
from tests.people import Portal

ACCOUNT = "account { id accountId name website status accessLevel provisioning timeline { nodes { event } } }"
WARNINGS = "account { id } warnings { code field message }"


async def test_it_makes_a_development_account_that_the_partner_owns(portal: Portal) -> None:
    alice = await portal.alice()
    made = await alice.do(
        "createAccount", ACCOUNT, name="Northwind Outfitters", website="https://www.Northwind.example/"
    )
    account = made["account"]
    assert account["status"] == "DEVELOPMENT"
    assert account["accessLevel"] == "OWNER"
    assert account["provisioning"] == "READY"
    assert account["website"] == "northwind.example"
    assert len(account["accountId"]) == 24
    assert account["timeline"]["nodes"] == [{"event": "account.created"}]


async def test_it_keeps_the_store_s_data(portal: Portal) -> None:
    alice = await portal.alice()
    made = await alice.do(
        "createAccount",
        "account { platform country currencyCode timeZone ownerEmail plan ended { by } }",
        name="Northwind",
        website="northwind.example",
        platform=" Shopify ",
        country="de",
        currencyCode="KWD",
        timeZone="Europe/Berlin",
    )
    assert made["account"] == {
        "platform": "Shopify",
        "country": "DE",
        "currencyCode": "KWD",
        "timeZone": "Europe/Berlin",
        "ownerEmail": None,
        "plan": None,
        "ended": None,
    }


async def test_it_tells_what_happened(portal: Portal) -> None:
    alice = await portal.alice()
    made = await alice.do("createAccount", "account { accountId }", name="Northwind", website="northwind.example")
    [(kind, actor, reason, data)] = await portal.events("account.created")
    assert (kind, actor, reason) == ("account.created", "MEMBER", None)
    assert data == {
        "account_id": made["account"]["accountId"],
        "name": "Northwind",
        "website": "northwind.example",
        "provisioning": "READY",
    }


async def test_it_warns_of_a_website_that_another_of_his_accounts_has(portal: Portal) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    for person in (bob, alice):
        made = await person.do("createAccount", WARNINGS, name="Northwind", website="northwind.example")
        assert made["warnings"] == []
    again = await alice.do("createAccount", WARNINGS, name="Another", website="https://shop.northwind.example/de")
    [warning] = again["warnings"]
    assert (warning["code"], warning["field"]) == ("WEBSITE_ALREADY_USED", ["input", "website"])
    assert "Northwind" in warning["message"]


async def test_it_warns_of_mixed_scripts_and_shows_what_was_typed(portal: Portal) -> None:
    alice = await portal.alice()
    made = await alice.do(
        "createAccount", "account { website } warnings { code }", name="P", website="p\u0430ypal.example"
    )
    assert made["warnings"] == [{"code": "MIXED_SCRIPT"}]
    plain = await alice.do("createAccount", "account { website } warnings { code }", name="P", website="paypal.example")
    assert plain["warnings"] == []
    greek = await alice.do("createAccount", "account { website } warnings { code }", name="P", website="άλφα.example")
    assert (greek["account"]["website"], greek["warnings"]) == ("άλφα.example", [])


async def test_two_clicks_make_two_accounts_with_numbers_of_their_own(portal: Portal) -> None:
    alice = await portal.alice()
    clicks = (alice.do("createAccount", ACCOUNT, name="Northwind", website="northwind.example") for _ in range(4))
    made = await asyncio.gather(*clicks)
    assert len({one["account"]["accountId"] for one in made}) == 4


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 121),
        ("name", "North\0wind"),
        ("name", "North\nwind"),
        ("name", "North\u202ewind"),
        ("website", ""),
        ("website", "northwind"),
        ("website", "http://[::1]/"),
        ("website", "192.0.2.7"),
        ("website", "ftp://northwind.example"),
        ("website", "north wind.example"),
        ("website", "northwind.example\0"),
        ("website", "x" * 300 + ".example"),
        ("website", "-northwind.example"),
        ("website", "javascript:alert(1)"),
        ("platform", "x" * 61),
        ("country", "DEU"),
        ("country", "D€"),
        ("timeZone", "Mars/Olympus"),
        ("country", "ZZ"),
        ("name", "\u00ad"),
        ("name", "\u3164"),
        ("name", "North\u2028wind"),
    ],
)
async def test_it_refuses_what_cannot_be_kept(portal: Portal, field: str, value: str) -> None:
    alice = await portal.alice()
    sent = {"name": "Northwind", "website": "northwind.example", field: value}
    assert await alice.refused("createAccount", **sent) == [("INVALID", f"input.{field}")]
    assert await portal.rows("select from client_account") == []


@pytest.mark.parametrize("name", ["Ω & Söhne 🛍", "株式会社ノースウィンド", "متجر", "Ångström", "!!!"])
async def test_it_takes_names_of_all_the_world(portal: Portal, name: str) -> None:
    alice = await portal.alice()
    made = await alice.do("createAccount", "account { id name }", name=name, website="northwind.example")
    listed = await alice.read("{ accounts { nodes { id name } } }")
    assert listed["accounts"]["nodes"] == [made["account"]]


async def test_a_stranger_sees_nothing_of_it(portal: Portal) -> None:
    alice, bob, charlie = await portal.alice(), await portal.bob(), await portal.charlie()
    made = await alice.do("createAccount", "account { id accountId }", name="Northwind", website="northwind.example")
    query = "query($id: ID, $n: String) { account(id: $id, accountId: $n) { name } }"
    assert await bob.read(query, id=made["account"]["id"]) == {"account": None}
    assert await bob.read(query, n=made["account"]["accountId"]) == {"account": None}
    assert (await charlie.ask(query, id=made["account"]["id"])).codes == ["UNAUTHENTICATED"]


async def test_only_owners_and_managers_create(portal: Portal) -> None:
    sent = {"name": "Northwind", "website": "northwind.example"}
    for nobody in (portal.nobody(), await portal.charlie()):
        assert await nobody.forbidden("createAccount", **sent) == ["UNAUTHENTICATED"]
    roles = (MemberRole.VIEWER, MemberRole.FINANCE, MemberRole.DEVELOPER)
    members = [await portal.member(role.lower(), "Brightside", role) for role in roles]
    for somebody in (*members, await portal.olga(), await portal.tool(*Scope)):
        assert await somebody.forbidden("createAccount", **sent) == ["FORBIDDEN"]
    manager = await portal.member("Mona", "Brightside", MemberRole.MANAGER)
    await manager.do("createAccount", ACCOUNT, **sent)


async def test_it_warns_of_a_website_with_hidden_characters(portal: Portal) -> None:
    alice = await portal.alice()
    made = await alice.do("createAccount", "warnings { code }", name="Northwind", website="north\u00adwind.example")
    assert made["warnings"] == [{"code": "MIXED_SCRIPT"}]


async def test_what_is_pasted_along_unseen_is_left_out(portal: Portal) -> None:
    alice = await portal.alice()
    made = await alice.do(
        "createAccount", "account { name }", name="\ufeff Northwind\u200b", website="northwind.example"
    )
    assert made["account"] == {"name": "Northwind"}
