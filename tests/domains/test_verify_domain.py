"""verifyDomain, by the TXT record."""

import asyncio
import dataclasses

import dns.rcode
import pytest

from portal.core.permissions import MemberRole
from portal.core.settings import SettingsError, load_settings
from portal.web.app import make_app
from tests.domains.name_server import Answer, NameServer
from tests.join_requests.steps import DOMAIN, add_domain, verify_domain
from tests.people import Person, Portal

VERIFY = "mutation($id: ID!) { verifyDomain(input: { domainId: $id }) { domain { status } userErrors { code } } }"


async def refusal(person: Person, domain_id: str) -> str:
    """What a member is told whose domain isn't proved."""
    [error] = await person.fail("verifyDomain", domainId=domain_id)
    assert (error["code"], error["field"]) == ("INVALID", ["input", "domainId"])
    return str(error["message"])


async def test_the_record_verifies_the_domain(portal: Portal, names: NameServer) -> None:
    alice = await portal.alice()
    added = await add_domain(alice)
    names.records[added["dnsName"]] = [[added["dnsValue"]]]
    made = await alice.do("verifyDomain", "domain { domain status verifiedAt }", domainId=added["id"])
    assert made["domain"]["status"] == "VERIFIED"
    assert made["domain"]["verifiedAt"] is not None


@pytest.mark.parametrize("split", [1, 20])
async def test_it_may_stand_among_others_and_in_pieces(portal: Portal, names: NameServer, split: int) -> None:
    alice = await portal.alice()
    added = await add_domain(alice)
    value = added["dnsValue"]
    others = [["v=spf1 -all"], ["partner-portal-verification=other"], ["é".encode().decode("latin-1")]]
    names.records[added["dnsName"]] = [*others, [value[:split], value[split:]]]
    made = await alice.do("verifyDomain", "domain { status }", domainId=added["id"])
    assert made["domain"]["status"] == "VERIFIED"


async def test_a_domain_of_another_script_is_asked_for_in_ascii(portal: Portal, names: NameServer) -> None:
    await verify_domain(await portal.alice(), names, "faß.example")
    assert names.asked == ["_partner-portal.xn--fa-hia.example"]


@pytest.mark.parametrize("answer", [dns.rcode.NXDOMAIN, []], ids=["no such name", "no text"])
async def test_a_record_that_is_not_there_yet_is_waited_for(portal: Portal, names: NameServer, answer: Answer) -> None:
    alice = await portal.alice()
    added = await add_domain(alice)
    names.records[added["dnsName"]] = answer
    assert "no TXT record at _partner-portal.brightside.example yet" in await refusal(alice, added["id"])


async def test_another_value_is_shown(portal: Portal, names: NameServer) -> None:
    alice = await portal.alice()
    added = await add_domain(alice)
    names.records[added["dnsName"]] = [["partner-portal-verification=mine" + "\\001" * 3 + "x" * 200]]
    told = await refusal(alice, added["id"])
    assert "holds another value: “partner-portal-verification=mine???xx" in told
    assert len(told) < 300


@pytest.mark.slow
@pytest.mark.parametrize("answer", [dns.rcode.SERVFAIL, dns.rcode.REFUSED, None], ids=["fails", "refuses", "silent"])
async def test_a_server_that_does_not_answer_is_no_proof_of_anything(
    portal: Portal, names: NameServer, answer: Answer
) -> None:
    alice = await portal.alice()
    added = await add_domain(alice)
    names.records[added["dnsName"]] = answer
    assert "did not answer" in await refusal(alice, added["id"])


@pytest.mark.slow
async def test_a_server_that_is_not_there_is_no_proof_of_anything(portal: Portal, names: NameServer) -> None:
    alice = await portal.alice()
    added = await add_domain(alice)
    names.close()
    assert "did not answer" in await refusal(alice, added["id"])


@pytest.mark.slow
async def test_no_connection_is_held_while_a_server_is_waited_for(portal: Portal, names: NameServer) -> None:
    alice = await portal.alice()
    added = await add_domain(alice)
    names.records[added["dnsName"]] = None
    waiting = asyncio.create_task(alice.ask(VERIFY, id=added["id"]))
    await asyncio.wait_for(names.was_asked.wait(), 10)
    query = (
        "select count(*) from pg_stat_activity"
        " where datname = current_database() and state like 'idle in transaction%%'"
    )
    assert await portal.rows(query) == [(0,)]
    await waiting


async def test_it_tells_what_happened_and_once(portal: Portal, names: NameServer) -> None:
    alice = await portal.alice()
    domain_id = await verify_domain(alice, names)
    names.records.clear()
    made = await alice.do("verifyDomain", "domain { status }", domainId=domain_id)
    assert made["domain"]["status"] == "VERIFIED"
    [(_, actor, _, data)] = await portal.events("domain.verified")
    assert (actor, data) == ("MEMBER", {"domain": DOMAIN, "way": "DNS"})


async def test_another_partner_s_record_proves_nothing(portal: Portal, names: NameServer) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    of_alice, of_bob = await add_domain(alice), await add_domain(bob)
    names.records[of_alice["dnsName"]] = [[of_bob["dnsValue"]]]
    assert "another value" in await refusal(alice, of_alice["id"])


async def test_one_partner_has_it_verified_and_the_other_is_told_without_a_name(
    portal: Portal, names: NameServer
) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    await verify_domain(alice, names)
    added = await add_domain(bob)
    names.records[added["dnsName"]] = [[added["dnsValue"]]]
    [error] = await bob.fail("verifyDomain", domainId=added["id"])
    assert (error["code"], error["field"]) == ("TAKEN", ["input", "domainId"])
    assert "Brightside" not in error["message"]


async def test_of_two_partners_at_once_one_has_it(portal: Portal, names: NameServer) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    for number in range(20):
        domain = f"agency{number}.example"
        added = [await add_domain(person, domain) for person in (alice, bob)]
        names.records[added[0]["dnsName"]] = [[one["dnsValue"]] for one in added]
        answers = await asyncio.gather(
            *(person.ask(VERIFY, id=one["id"]) for person, one in zip((alice, bob), added, strict=True))
        )
        codes = [[error["code"] for error in one.data["verifyDomain"]["userErrors"]] for one in answers]
        assert sorted(codes) == [[], ["TAKEN"]]
    assert await portal.rows("select count(*) from partner_domain where verified_at is not null") == [(20,)]


async def test_what_a_closed_partner_had_is_free_again(portal: Portal, names: NameServer) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    await verify_domain(alice, names)
    await portal.rows("update partner set status = 'CLOSED' where name = 'Brightside' returning id")
    await verify_domain(bob, names)
    query = "select p.name from partner_domain d join partner p on p.id = partner_id where verified_at is not null"
    assert await portal.rows(query) == [("Northlight",)]


async def test_another_s_domain_is_an_unknown_one_and_nothing_is_looked_up(portal: Portal, names: NameServer) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    added = await add_domain(alice)
    names.records[added["dnsName"]] = [[added["dnsValue"]]]
    unknown = await bob.fail("verifyDomain", domainId="dom_" + "0" * 32)
    assert await bob.fail("verifyDomain", domainId=added["id"]) == unknown
    assert unknown[0]["code"] == "NOT_FOUND"
    assert names.asked == []


async def test_who_may_not_change_the_partner_is_refused(portal: Portal, names: NameServer) -> None:
    added = await add_domain(await portal.alice())
    viewer = await portal.member("Vera", "Brightside", MemberRole.VIEWER)
    assert await viewer.forbidden("verifyDomain", domainId=added["id"]) == ["FORBIDDEN"]
    assert await portal.nobody().forbidden("verifyDomain", domainId=added["id"]) == ["UNAUTHENTICATED"]
    assert names.asked == []


async def test_exactly_one_of_domain_and_token_is_given(portal: Portal) -> None:
    alice = await portal.alice()
    assert await alice.refused("verifyDomain") == [("INVALID", "input.domainId")]
    assert await alice.refused("verifyDomain", domainId="x", token="y") == [("INVALID", "input.domainId")]


async def test_the_second_name_server_is_asked_where_the_first_is_not_there(portal: Portal, names: NameServer) -> None:
    servers = f"127.0.0.1:1, 127.0.0.1:{names.port}"
    settings = portal.runtime.settings.model_copy(update={"dns_servers": servers})
    portal.app = make_app(dataclasses.replace(portal.runtime, settings=settings))
    await verify_domain(await portal.alice(), names)


@pytest.mark.parametrize("servers", ["dns.example", "127.0.0.1:0", "127.0.0.1/24", "http://127.0.0.1", "127.0.0.1 ::1"])
def test_a_name_server_that_is_no_address_stops_the_start(servers: str) -> None:
    with pytest.raises(SettingsError, match="PORTAL_DNS_SERVERS is wrong: must be IP addresses"):
        load_settings(
            base_url="http://portal.example",
            secret_key="s" * 32,
            smtp_url="smtp://127.0.0.1",
            mail_from="partners@portal.example",
            dns_servers=servers,
        )
