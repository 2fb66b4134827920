"""addDomain."""

import asyncio

import pytest

from portal.core.free_mail import is_free_mail
from portal.core.permissions import MemberRole
from portal.domains.models import MOST_DOMAINS
from tests.join_requests.steps import DOMAIN, add_domain
from tests.people import Portal

DOMAINS = "query($id: ID!) { node(id: $id) { ... on Partner { domains { domain status } } } }"


async def test_it_says_how_to_prove_the_domain(portal: Portal) -> None:
    alice = await portal.alice()
    added = await add_domain(alice)
    assert (added["domain"], added["status"], added["verifiedAt"]) == (DOMAIN, "PENDING", None)
    assert added["dnsName"] == f"_partner-portal.{DOMAIN}"
    assert added["dnsValue"].startswith("partner-portal-verification=")
    other = await add_domain(await portal.bob())
    assert other["dnsValue"] != added["dnsValue"]


@pytest.mark.parametrize(
    ("typed", "kept", "shown"),
    [
        (" @BrightSide.Example. ", "brightside.example", "brightside.example"),
        ("https://www.brightside.example/about", "brightside.example", "brightside.example"),
        ("mail.brightside.example", "mail.brightside.example", "mail.brightside.example"),
        ("faß.example", "xn--fa-hia.example", "faß.example"),
        ("xn--fa-hia.example", "xn--fa-hia.example", "faß.example"),
        ("agency。example", "agency.example", "agency.example"),
        ("agency.co.uk", "agency.co.uk", "agency.co.uk"),
    ],
)
async def test_it_is_kept_as_addresses_have_it(portal: Portal, typed: str, kept: str, shown: str) -> None:
    added = await add_domain(await portal.alice(), typed)
    assert added["domain"] == shown
    assert await portal.rows("select domain from partner_domain") == [(kept,)]


async def test_it_tells_what_happened(portal: Portal) -> None:
    await add_domain(await portal.alice())
    [(_, actor, _, data)] = await portal.events("domain.added")
    assert (actor, data) == ("MEMBER", {"domain": DOMAIN})


@pytest.mark.parametrize(
    "domain",
    [
        *("gmail.com", "GMAIL.com", "yahoo.co.uk", "team.gmx.de", "proton.me", "qq.com"),
        *("co.uk", "com", "myshopify.com", "github.io"),
        *("localhost", "192.0.2.1", "[2001:db8::1]", "0x7f.1", "agency.1"),
        *("n\u043erthlight.example", "bright\u00adside.example", "bright\u200bside.example"),
        *("", "@", "a b.example", "agency..example", "-agency.example", "under_score.example", "alice@agency.example"),
        *(f"{'a' * 64}.example", ".".join(["a" * 59] * 4) + ".example", "a." * 146 + "example", "agency.example\0"),
        *("mailto:alice@agency.example", "ftp://agency.example", "xn--a.example"),
    ],
)
async def test_what_is_no_domain_of_a_company_is_refused(portal: Portal, domain: str) -> None:
    alice = await portal.alice()
    assert await alice.refused("addDomain", domain=domain) == [("INVALID", "input.domain")]
    assert await portal.rows("select from partner_domain") == []


def test_what_ends_like_a_provider_of_mail_is_not_his() -> None:
    assert [is_free_mail(name) for name in ("notgmail.com", "gmail.com.example", "me.com.example")] == [False] * 3


async def test_a_domain_is_listed_once(portal: Portal) -> None:
    alice = await portal.alice()
    await add_domain(alice)
    assert await alice.refused("addDomain", domain="WWW.Brightside.example") == [("TAKEN", "input.domain")]


async def test_two_partners_may_both_name_one(portal: Portal) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    await add_domain(alice)
    assert (await add_domain(bob))["status"] == "PENDING"
    for person in (alice, bob):
        shown = await person.read(DOMAINS, id=person.partner_id)
        assert shown["node"]["domains"] == [{"domain": DOMAIN, "status": "PENDING"}]


async def test_there_are_twenty_at_most_also_when_they_come_at_once(portal: Portal) -> None:
    alice = await portal.alice()
    for number in range(MOST_DOMAINS - 1):
        await add_domain(alice, f"agency{number}.example")
    document = "mutation($d: String!) { addDomain(input: { domain: $d }) { userErrors { code } } }"
    answers = await asyncio.gather(*(alice.ask(document, d=f"more{number}.example") for number in range(4)))
    codes = [[error["code"] for error in answer.data["addDomain"]["userErrors"]] for answer in answers]
    assert sorted(codes) == [[], *[["LIMIT_REACHED"]] * 3]


async def test_who_may_not_change_the_partner_is_refused(portal: Portal) -> None:
    for role in (MemberRole.FINANCE, MemberRole.DEVELOPER, MemberRole.VIEWER):
        member = await portal.member(f"M{role.lower()}", "Brightside", role)
        assert await member.forbidden("addDomain", domain=DOMAIN) == ["FORBIDDEN"]
    assert await portal.nobody().forbidden("addDomain", domain=DOMAIN) == ["UNAUTHENTICATED"]
    assert await (await portal.olga()).forbidden("addDomain", domain=DOMAIN) == ["FORBIDDEN"]


async def test_operators_see_it_and_strangers_do_not(portal: Portal) -> None:
    alice, bob, olga = await portal.alice(), await portal.bob(), await portal.olga()
    added = await add_domain(alice)
    query = "query($id: ID!) { node(id: $id) { ... on PartnerDomain { domain } } }"
    assert (await olga.read(query, id=added["id"]))["node"] == {"domain": DOMAIN}
    assert (await olga.read(DOMAINS, id=alice.partner_id))["node"]["domains"] == [
        {"domain": DOMAIN, "status": "PENDING"}
    ]
    assert (await bob.read(query, id=added["id"]))["node"] is None
    assert (await portal.nobody().read(query, id=added["id"]))["node"] is None
