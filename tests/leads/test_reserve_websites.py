"""reserveWebsites, releaseWebsite and reservedWebsites."""

import datetime as dt
from typing import Any

import pytest

from portal.core.permissions import OperatorRole, Scope
from tests.leads.steps import lead, reserve
from tests.people import Person, Portal

RESULTS = (
    "results { website outcome reservedWebsite { id website reservedUntil releasedAt note active }"
    " userErrors { code field } warnings { code field message } }"
)
LIST = "{ reservedWebsites { totalCount nodes { website reservedAt reservedUntil releasedAt note active } } }"


def _in(days: float) -> str:
    return (dt.datetime.now(dt.UTC) + dt.timedelta(days=days)).isoformat()


async def _reserve(person: Person, *websites: str, days: float = 60, **more: Any) -> list[Any]:
    made = await person.do("reserveWebsites", RESULTS, websites=list(websites), until=_in(days), **more)
    return list(made["results"])


async def test_a_reserved_website_is_nobody_s_lead_until_its_end(portal: Portal) -> None:
    alice, olga = await portal.alice(), await portal.olga()
    [made] = await _reserve(olga, "https://www.Northwind.example", note="A talk since May.")
    assert (made["website"], made["outcome"]) == ("https://www.Northwind.example", "RESERVED")
    assert (made["reservedWebsite"]["website"], made["reservedWebsite"]["active"]) == ("northwind.example", True)
    [error] = await alice.fail("registerLead", website="shop.northwind.example", company="Northwind")
    assert (error["code"], error["field"]) == ("PROTECTED", ["input", "website"])
    until = dt.datetime.fromisoformat(made["reservedWebsite"]["reservedUntil"])
    assert f"{until.day} {until:%B %Y}" in error["message"]
    await portal.advance(days=60)
    await lead(alice)
    [found] = (await olga.read(LIST))["reservedWebsites"]["nodes"]
    assert (found["active"], found["releasedAt"], found["note"]) == (False, None, "A talk since May.")


async def test_each_website_is_reserved_or_rejected_for_itself(portal: Portal) -> None:
    olga = await portal.olga()
    results = await _reserve(olga, "one.example", "nothing", "myshopify.com", "one.example", "n\u043erth.example")
    assert [one["outcome"] for one in results] == ["RESERVED", "REJECTED", "REJECTED", "EXTENDED", "RESERVED"]
    assert results[1]["userErrors"] == [{"code": "INVALID", "field": ["website"]}]
    assert [one["code"] for one in results[4]["warnings"]] == ["MIXED_SCRIPT"]
    events = [(kind, data["website"], data["extended"]) for kind, _, _, data in await portal.events("website.reserved")]
    assert events[0] == ("website.reserved", "one.example", False)


async def test_a_live_reservation_is_extended_and_never_shortened(portal: Portal) -> None:
    olga = await portal.olga()
    [first] = await _reserve(olga, "one.example", note="For spring.")
    [longer] = await _reserve(olga, "one.example", days=90)
    assert longer["outcome"] == "EXTENDED"
    assert longer["reservedWebsite"]["id"] == first["reservedWebsite"]["id"]
    assert longer["reservedWebsite"]["reservedUntil"] > first["reservedWebsite"]["reservedUntil"]
    assert longer["reservedWebsite"]["note"] == "For spring."
    [shorter] = await _reserve(olga, "one.example", days=30)
    assert (shorter["outcome"], shorter["userErrors"][0]["code"]) == ("REJECTED", "WRONG_STATUS")


async def test_what_has_lapsed_or_was_released_is_reserved_anew(portal: Portal) -> None:
    olga = await portal.olga()
    first = await reserve(olga, "one.example", days=1)
    await portal.advance(days=2)
    [second] = await _reserve(olga, "one.example")
    assert (second["outcome"], second["reservedWebsite"]["id"] != first) == ("RESERVED", True)
    await olga.do("releaseWebsite", "reservedWebsite { active }", reservedWebsiteId=second["reservedWebsite"]["id"])
    [third] = await _reserve(olga, "one.example")
    assert third["outcome"] == "RESERVED"
    assert await portal.rows("select count(*), count(released_at) from reserved_website") == [(3, 2)]


async def test_a_released_website_is_free(portal: Portal) -> None:
    alice, olga = await portal.alice(), await portal.olga()
    reserved = await reserve(olga)
    released = await olga.do("releaseWebsite", "reservedWebsite { active releasedAt }", reservedWebsiteId=reserved)
    assert not released["reservedWebsite"]["active"]
    assert released["reservedWebsite"]["releasedAt"]
    data = {"website": "northwind.example"}
    assert await portal.events("website.released") == [("website.released", "OPERATOR", None, data)]
    assert await olga.refused("releaseWebsite", reservedWebsiteId=reserved) == [
        ("WRONG_STATUS", "input.reservedWebsiteId")
    ]
    await lead(alice)


async def test_a_website_that_a_lead_protects_is_reserved_with_a_warning(portal: Portal) -> None:
    alice, olga = await portal.alice(), await portal.olga()
    await lead(alice)
    [made] = await _reserve(olga, "northwind.example")
    assert made["outcome"] == "RESERVED"
    assert [one["code"] for one in made["warnings"]] == ["LEAD_GOES_FIRST"]


@pytest.mark.parametrize("days", [-1, 0, 5 * 366 + 1])
async def test_it_refuses_an_end_that_has_passed_or_lies_too_far_ahead(portal: Portal, days: int) -> None:
    olga = await portal.olga()
    assert await olga.refused("reserveWebsites", websites=["one.example"], until=_in(days)) == [
        ("INVALID", "input.until")
    ]


@pytest.mark.parametrize("websites", [[], ["one.example"] * 501])
async def test_it_refuses_none_and_more_than_500(portal: Portal, websites: list[str]) -> None:
    olga = await portal.olga()
    assert await olga.refused("reserveWebsites", websites=websites, until=_in(1)) == [("INVALID", "input.websites")]


async def test_where_the_policy_protects_no_lead_the_reservation_goes_first(portal: Portal) -> None:
    alice, olga = await portal.alice(), await portal.olga()
    await lead(alice)
    await olga.do("publishCreditPolicy", "creditPolicy { version }", preset="OMNISEND_STYLE")
    [made] = await _reserve(olga, "northwind.example")
    assert (made["outcome"], made["warnings"]) == ("RESERVED", [])


async def test_only_the_partnerships_team_reserves_and_reads_it(portal: Portal) -> None:
    alice, olga = await portal.alice(), await portal.olga()
    reserved = await reserve(olga)
    support = await portal.olga(OperatorRole.SUPPORT)
    for somebody in (alice, support, await portal.tool(Scope.OPERATOR_READ)):
        assert (await somebody.ask(LIST)).codes == ["FORBIDDEN"]
        assert await somebody.forbidden("reserveWebsites", websites=["one.example"], until=_in(1)) == ["FORBIDDEN"]
        assert await somebody.forbidden("releaseWebsite", reservedWebsiteId=reserved) == ["FORBIDDEN"]
        assert (await somebody.read("query ($id: ID!) { node(id: $id) { id } }", id=reserved))["node"] is None
