"""createAccount."""

from tests.people import Portal

ACCOUNT = "account { id accountId name website status accessLevel provisioning timeline { nodes { event } } }"


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


async def test_it_tells_what_happened(portal: Portal) -> None:
    alice = await portal.alice()
    made = await alice.do("createAccount", "account { accountId }", name="Northwind", website="northwind.example")
    [(kind, actor, reason, data)] = await portal.events("account.created")
    assert (kind, actor, reason) == ("account.created", "MEMBER", None)
    assert data == {"account_id": made["account"]["accountId"], "name": "Northwind", "website": "northwind.example"}


async def test_a_stranger_sees_nothing_of_it(portal: Portal) -> None:
    alice, bob, charlie = await portal.alice(), await portal.bob(), await portal.charlie()
    made = await alice.do("createAccount", "account { id accountId }", name="Northwind", website="northwind.example")
    query = "query($id: ID, $n: String) { account(id: $id, accountId: $n) { name } }"
    assert await bob.read(query, id=made["account"]["id"]) == {"account": None}
    assert await bob.read(query, n=made["account"]["accountId"]) == {"account": None}
    assert (await charlie.ask(query, id=made["account"]["id"])).codes == ["UNAUTHENTICATED"]
