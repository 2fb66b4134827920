"""Each way to credit, in words, as the Omnisend-style and the Klaviyo-style program have it."""

from __future__ import annotations

import pytest
from graphql import GraphQLObjectType, get_named_type, is_leaf_type

from portal.core.permissions import Scope
from portal.web.schema import make_api
from tests.decisions.steps import (
    a_day_later,
    click,
    credit_of,
    credited,
    hand_over,
    pay,
    register_lead,
    sign_up,
)
from tests.handover.steps import NUMBER, vendor
from tests.people import Person, Portal

SCHEMA = make_api().schema
OMNISEND, KLAVIYO = "OMNISEND_STYLE", "KLAVIYO_STYLE"
BOTH = pytest.mark.parametrize("style", [OMNISEND, KLAVIYO])


async def program(portal: Portal, style: str) -> tuple[Person, Person, Person]:
    """A program of this style: Alice, her rival Bob, and the vendor's app."""
    await (await portal.olga()).do("publishCreditPolicy", "creditPolicy { version }", preset=style)
    alice, bob = await portal.alice(), await portal.bob()
    await portal.work()
    await a_day_later(portal)
    return alice, bob, await vendor(portal)


@BOTH
async def test_a_client_who_came_by_the_link_alone_counts_for_the_link_s_partner(portal: Portal, style: str) -> None:
    alice, bob, app = await program(portal, style)
    came = await click(portal, alice)
    await a_day_later(portal, days=41)
    await sign_up(portal, app, clickId=came)
    await a_day_later(portal)
    await pay(portal, app)
    credit = await credit_of(alice)
    assert (credit["credited"], credit["evidence"], credit["policyVersion"]) == ("YOU", "REFERRAL", 2)
    assert credit["candidates"][0]["summary"] == "The client came by your referral link, 41 days before the sign-up."
    assert credit["candidates"][0]["reason"] == "Credited."
    assert credit["partner"] == {"id": alice.partner_id}
    assert await credit_of(bob) is None


@BOTH
async def test_a_lead_counts_for_its_website_whatever_e_mail_the_client_signs_up_with(
    portal: Portal, style: str
) -> None:
    alice, bob, app = await program(portal, style)
    await register_lead(alice, "https://www.Fabrikam.example/shop?a=1", contactEmail="ceo@fabrikam.example")
    await a_day_later(portal, days=10)
    await sign_up(portal, app, email="somebody-else@mail.example", website="http://shop.fabrikam.example:8080/")
    await a_day_later(portal)
    await pay(portal, app)
    assert await credited(alice) == ("YOU", "LEAD")
    assert await credited(bob) is None


async def test_an_account_that_the_partner_created_and_transferred_counts_for_him(portal: Portal) -> None:
    alice, bob, app = await program(portal, OMNISEND)
    number = await hand_over(portal, alice)
    await a_day_later(portal)
    await pay(portal, app, number)
    assert await credited(alice, number) == ("YOU", "CREATED")
    assert await credited(bob, number) is None


async def test_in_a_klaviyo_style_program_building_an_account_is_no_evidence_and_that_is_explained(
    portal: Portal,
) -> None:
    alice, _, app = await program(portal, KLAVIYO)
    number = await hand_over(portal, alice)
    await pay(portal, app, number)
    credit = await credit_of(alice, number)
    assert (credit["credited"], credit["evidence"], credit["partner"]) == ("NOT_YOU", None, None)
    assert [one["reasonCode"] for one in credit["candidates"]] == ["KIND_NOT_COUNTED"]
    assert "doesn't count an account that a partner created and transferred" in credit["explanation"]


@BOTH
async def test_an_account_opened_through_the_own_link_with_the_agency_s_e_mail_counts(
    portal: Portal, style: str
) -> None:
    """As agencies do for their clients."""
    alice, _, app = await program(portal, style)
    came = await click(portal, alice)
    await sign_up(portal, app, clickId=came, email="alice@brightside.example")
    await a_day_later(portal)
    await pay(portal, app)
    credit = await credit_of(alice)
    assert (credit["credited"], credit["evidence"]) == ("YOU", "REFERRAL")
    lost = {one["evidence"]: one["reasonCode"] for one in credit["candidates"] if one["outcome"] == "LOST"}
    assert lost == {"PARTNER_EMAIL": "WEAKER_KIND" if style == OMNISEND else "KIND_NOT_COUNTED"}


@BOTH
async def test_of_a_lead_and_a_link_of_two_partners_the_lead_counts(portal: Portal, style: str) -> None:
    alice, bob, app = await program(portal, style)
    await register_lead(alice)
    await a_day_later(portal)
    came = await click(portal, bob)
    await sign_up(portal, app, clickId=came)
    await a_day_later(portal)
    await pay(portal, app)
    assert await credited(alice) == ("YOU", "LEAD")
    rival = await credit_of(bob)
    assert (rival["credited"], rival["evidence"], rival["partner"]) == ("NOT_YOU", None, None)
    expected = "WEAKER_KIND" if style == OMNISEND else "PROTECTED_BY_LEAD"
    assert [(one["evidence"], one["reasonCode"]) for one in rival["candidates"]] == [("REFERRAL", expected)]


@pytest.mark.parametrize(("style", "counts"), [(OMNISEND, ("YOU", "PARTNER_EMAIL")), (KLAVIYO, ("NOT_YOU", None))])
async def test_the_partner_s_e_mail_alone_counts_where_the_policy_says_so(
    portal: Portal, style: str, counts: tuple[str, str | None]
) -> None:
    alice, _, app = await program(portal, style)
    await sign_up(portal, app, email="alice@brightside.example")
    await portal.work()
    await a_day_later(portal)
    await pay(portal, app)
    assert await credited(alice) == counts


@BOTH
async def test_with_no_evidence_at_all_the_client_counts_for_nobody(portal: Portal, style: str) -> None:
    alice, bob, app = await program(portal, style)
    await sign_up(portal, app)
    await pay(portal, app)
    assert [await credited(person) for person in (alice, bob)] == [None, None]
    credit = await credit_of(await portal.tool(Scope.CREDIT_READ, Scope.PLATFORM_READ))
    assert (credit["credited"], credit["candidates"]) == ("NOBODY", [])
    assert credit["explanation"] == "This client counts for nobody: no evidence counted."


async def test_by_default_a_lead_protects_its_website_against_a_rival_s_created_account(portal: Portal) -> None:
    alice, bob, app = await portal.alice(), await portal.bob(), await vendor(portal)
    await register_lead(alice)
    await a_day_later(portal)
    number = await hand_over(portal, bob)
    await pay(portal, app, number)
    assert await credited(alice, number) == ("YOU", "LEAD")
    rival = await credit_of(bob, number)
    assert rival["credited"] == "NOT_YOU"
    assert "another partner's lead protected the website" in rival["explanation"]
    # Who has no access glimpses what counts for her; who has, sees his account as before.
    document = "query ($n: String!) { account(accountId: $n) { name website status accessLevel ownerEmail createdAt } }"
    assert (await alice.read(document, n=number))["account"] == {
        "name": "Fabrikam",
        "website": "fabrikam.example",
        "status": None,
        "accessLevel": "NONE",
        "ownerEmail": None,
        "createdAt": None,
    }
    assert (await alice.read("{ accounts { totalCount nodes { id } } }"))["accounts"] == {"totalCount": 0, "nodes": []}
    assert (await bob.read(document, n=number))["account"]["status"] == "COLLABORATOR"


async def test_who_was_only_weighed_sees_the_number_and_the_credit_and_nothing_else(portal: Portal) -> None:
    alice, bob, app = await portal.alice(), await portal.bob(), await vendor(portal)
    await portal.work()
    await register_lead(alice)
    await a_day_later(portal)
    await sign_up(portal, app, clickId=await click(portal, bob))
    await pay(portal, app)
    document = (
        "query ($n: String!) { account(accountId: $n) { accountId name website plan hasPlan accesses { since } } }"
    )
    seen = (await bob.read(document, n=NUMBER))["account"]
    assert seen == {
        "accountId": NUMBER, "name": None, "website": None, "plan": None, "hasPlan": False, "accesses": [],
    }  # fmt: skip


async def test_the_page_of_an_account_that_one_only_glimpses_can_be_read_whole(portal: Portal) -> None:
    alice, bob, app = await portal.alice(), await portal.bob(), await vendor(portal)
    await register_lead(alice)
    await a_day_later(portal)
    await sign_up(portal, app, clickId=await click(portal, bob))
    await pay(portal, app)
    account = SCHEMA.type_map["ClientAccount"]
    assert isinstance(account, GraphQLObjectType)
    fields = " ".join(name for name, field in account.fields.items() if is_leaf_type(get_named_type(field.type)))
    for person in (alice, bob):
        seen = (await person.read(f'{{ account(accountId: "{NUMBER}") {{ {fields} }} }}'))["account"]
        known = {name for name, value in seen.items() if value not in (None, False)}
        named = {"name", "website"} if person is alice else set()
        assert known == {"id", "accountId", "accessLevel", "provisioning"} | named
