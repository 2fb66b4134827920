"""What all doors together tell of websites that others hold: of so many in an hour, and of the same ones again."""

import asyncio
from collections import Counter
from typing import Any

import pytest

from tests.accounts.steps import create
from tests.handover.steps import CLARA, unchanged
from tests.leads.steps import lead, paying_client, reserve
from tests.people import Person, Portal

MOST = 120
RESULTS = "rows { website userErrors { code message } } registered"
COMPANY = "Northwind Traders"
_SET = "update throttle set hits = %s where starts_with(key, 'website of others:') and hits <> %s returning hits"


def _csv(*websites: str) -> str:
    return "\n".join(["website,company", *(f"{website},{COMPANY}" for website in websites)])


async def _rival_holds(portal: Portal, count: int) -> list[str]:
    """So many websites, that a rival has registered."""
    await portal.superuser.execute("update program set open_leads_per_partner = 10000")
    carla = await portal.member("Carla", "Tidewater")
    websites = [f"hers{number}.example" for number in range(count)]
    made = await carla.do("importLeads", "registered", csv=_csv(*websites))
    assert made["registered"] == count
    return websites


async def _import(person: Person, *websites: str, preview: bool = False) -> Any:
    return await person.do("importLeads", RESULTS, csv=_csv(*websites), preview=preview)


def _codes(made: Any) -> Counter[str]:
    return Counter(one["userErrors"][0]["code"] if one["userErrors"] else "OK" for one in made["rows"])


async def _outcome(person: Person, website: str) -> str:
    """How a registration comes out: OK, or why not."""
    document = """mutation M($input: RegisterLeadInput!) { registerLead(input: $input) { userErrors { code } } }"""
    answer = await person.ask(document, input={"website": website, "company": COMPANY})
    if answer.codes:
        return answer.codes[0]
    errors = answer.data["registerLead"]["userErrors"]
    return errors[0]["code"] if errors else "OK"


async def _all_but(portal: Portal, left: int) -> None:
    """Of those that were told something in this hour, each has so many left."""
    assert await portal.rows(_SET, MOST - left, MOST - left)


async def test_refusals_warnings_rows_and_previews_are_counted_together(portal: Portal) -> None:
    alice, olga = await portal.alice(), await portal.olga()
    websites = await _rival_holds(portal, 4)
    await reserve(olga, "vendors.example")
    await paying_client(portal, "client.example")
    await portal.advance(seconds=1)
    for website in (websites[0], "vendors.example", "client.example"):
        assert await _outcome(alice, website) in {"PROTECTED", "EXISTING_CLIENT"}
    await _import(alice, websites[1], "fresh.example")
    await _import(alice, websites[2], "client.example", "other.example", preview=True)
    await create(alice, website=websites[3])
    [(hits,)] = await portal.rows("select max(hits) from throttle where starts_with(key, 'website of others:')")
    assert hits == 6


async def test_the_same_website_once_more_tells_nothing_new(portal: Portal) -> None:
    alice = await portal.alice()
    [website, *_] = await _rival_holds(portal, 1)
    await portal.advance(seconds=1)
    await _import(alice, website, preview=True)
    await _all_but(portal, 1)
    assert _codes(await _import(alice, website, "fresh.example")) == {"PROTECTED": 1, "OK": 1}
    await create(alice, website=website)
    assert await _outcome(alice, website) == "PROTECTED"


async def test_whoever_was_told_of_enough_is_told_nothing_more_by_any_verb(portal: Portal) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    websites = await _rival_holds(portal, 3)
    building = await create(alice, website="building.example")
    await _outcome(alice, websites[0])
    await _all_but(portal, 1)
    assert await _outcome(alice, websites[1]) == "PROTECTED"
    async with unchanged(portal):
        for website in (websites[2], "free.example"):
            assert await _outcome(alice, website) == "THROTTLED"
            for preview in (True, False):
                assert await alice.forbidden("importLeads", csv=_csv(website), preview=preview) == ["THROTTLED"]
            assert await alice.forbidden("createAccount", name=COMPANY, website=website) == ["THROTTLED"]
            assert await alice.forbidden("updateAccount", accountId=building["id"], website=website) == ["THROTTLED"]
        offer = {"accountId": building["id"], "toEmail": CLARA}
        assert await alice.forbidden("transferOwnership", **offer) == ["THROTTLED"]
    assert await _outcome(bob, "free.example") == "OK"
    await portal.superuser.execute("update throttle set window_ends_at = now()")
    assert await _outcome(alice, websites[2]) == "PROTECTED"
    assert await _outcome(alice, "other.example") == "OK"


@pytest.mark.parametrize("preview", [True, False])
async def test_the_rest_of_a_file_is_refused_alike_be_it_free_or_not(portal: Portal, preview: bool) -> None:
    alice = await portal.alice()
    websites = await _rival_holds(portal, MOST + 20)
    sent = [*websites[:60], "first.example", *websites[60:MOST], "last.example", *websites[MOST:]]
    made = await _import(alice, *sent, preview=preview)
    assert _codes(made) == {"PROTECTED": MOST, "OK": 1, "LIMIT_REACHED": 21}
    assert {one["userErrors"][0]["code"] for one in made["rows"][MOST + 1 :]} == {"LIMIT_REACHED"}
    assert len({one["userErrors"][0]["message"] for one in made["rows"][MOST + 1 :]}) == 1
    assert "min." in made["rows"][-1]["userErrors"][0]["message"]
    kept = await portal.rows("select website from lead where website in ('first.example', 'last.example')")
    assert kept == ([] if preview else [("first.example",)])
    assert await _outcome(alice, "free.example") == "THROTTLED"


async def test_a_thousand_fresh_websites_are_imported(portal: Portal) -> None:
    alice = await portal.alice()
    await portal.superuser.execute("update program set open_leads_per_partner = 10000")
    made = await _import(alice, *(f"fresh{number}.example" for number in range(1_000)))
    assert made["registered"] == 1_000
    assert await _outcome(alice, "one-more.example") == "OK"


async def test_at_one_moment_no_more_is_told(portal: Portal) -> None:
    """Colleagues register, import, look first and create at once, with what is left for three."""
    alice, mia = await portal.alice(), await portal.member("Mia", "Brightside")
    websites = await _rival_holds(portal, 25)
    await portal.advance(seconds=1)
    await _outcome(alice, websites[24])
    await _all_but(portal, 3)
    told = await asyncio.gather(
        *(_told_by_registering(person, website) for person in (alice, mia) for website in websites[:6]),
        *(_told_by_a_file(mia, websites[number : number + 4], preview=number < 12) for number in (8, 12, 16)),
        *(_told_by_creating(alice, website) for website in websites[20:24]),
    )
    assert len(set().union(*told)) == 3
    assert await _outcome(mia, "free.example") == "THROTTLED"


async def _told_by_registering(person: Person, website: str) -> set[str]:
    return {website} if await _outcome(person, website) == "PROTECTED" else set()


async def _told_by_a_file(person: Person, websites: list[str], *, preview: bool) -> set[str]:
    document = f"mutation M($input: ImportLeadsInput!) {{ importLeads(input: $input) {{ {RESULTS} }} }}"
    answer = await person.ask(document, input={"csv": _csv(*websites), "preview": preview})
    if answer.codes:
        assert answer.codes == ["THROTTLED"]
        return set()
    rows = answer.data["importLeads"]["rows"]
    return {one["website"] for one in rows if one["userErrors"][0]["code"] == "PROTECTED"}


async def _told_by_creating(person: Person, website: str) -> set[str]:
    document = "mutation M($input: CreateAccountInput!) { createAccount(input: $input) { warnings { code } } }"
    answer = await person.ask(document, input={"name": COMPANY, "website": website})
    if answer.codes:
        assert answer.codes == ["THROTTLED"]
        return set()
    return {website} if answer.data["createAccount"]["warnings"] else set()


async def test_a_refusal_that_is_asked_for_again_with_its_key_counts_once(portal: Portal) -> None:
    alice = await portal.alice()
    websites = await _rival_holds(portal, 3)
    await _outcome(alice, websites[0])
    await _all_but(portal, 1)
    document = "mutation M($input: RegisterLeadInput!) { registerLead(input: $input) { userErrors { code } } }"

    async def send(key: str, website: str) -> Any:
        body = {"query": document, "variables": {"input": {"website": website, "company": COMPANY}}}
        headers = {"X-Portal-CSRF": "1", "Idempotency-Key": key}
        return (await alice.http.post("/graphql", json=body, headers=headers)).json()

    first = await send("one", websites[1])
    assert first["data"]["registerLead"]["userErrors"] == [{"code": "PROTECTED"}]
    assert await send("one", websites[1]) == first
    for _ in range(2):
        assert (await send("two", websites[2]))["errors"][0]["extensions"]["code"] == "THROTTLED"


async def test_one_s_own_websites_and_rubbish_count_nothing(portal: Portal) -> None:
    alice = await portal.alice()
    await lead(alice, "own.example")
    for website, code in (("own.example", "TAKEN"), ("gmail.com", "INVALID"), ("nothing", "INVALID")):
        assert await _outcome(alice, website) == code
    assert await portal.rows("select from throttle where starts_with(key, 'website of others:') and hits > 0") == []
