"""/files/rewards.csv and /files/performance.csv."""

import csv
import io

from portal.core.permissions import Scope
from tests.payouts.steps import earn
from tests.people import Person, Portal
from tests.rewards.steps import NUMBER, client_of, pay


async def _export(person: Person, name: str, **params: str) -> list[dict[str, str]]:
    answer = await person.http.get(f"/files/{name}.csv", params=params)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}.csv"'
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


async def _paid(portal: Portal) -> Person:
    alice, tool = await portal.alice(), await portal.tool(Scope.PLATFORM_WRITE)
    await client_of(portal, alice, tool)
    await pay(portal, tool, amount="100.00")
    return alice


async def test_rewards_hold_what_the_list_shows(portal: Portal) -> None:
    alice = await _paid(portal)
    await earn(portal, alice, "-5.00", reason="=Taken")
    given, earned = await _export(alice, "rewards")
    assert (given["Earned"], given["Left"], given["Reason"], given["Waits for"]) == (
        "-5.00",
        "-5.00",
        "'=Taken",
        "DEBT",
    )
    assert (earned["Account ID"], earned["Payment"], earned["Earned"]) == (NUMBER, "100.00", "20.00")
    assert (earned["Waits for"], earned["Waits until"]) == ("HOLD", earned["Available from"])
    assert await _export(alice, "rewards", status="PENDING", accountId=NUMBER) == [earned]
    assert await _export(alice, "rewards", currencyCode="USD") == []
    assert await _export(await portal.bob(), "rewards") == []


async def test_operators_may_ask_for_one_partner_s(portal: Portal) -> None:
    alice, bob, olga = await _paid(portal), await portal.bob(), await portal.olga()
    await earn(portal, bob, "5.00")
    assert len(await _export(olga, "rewards")) == 2
    [hers] = await _export(olga, "rewards", partnerId=alice.partner_id or "")
    assert hers["Partner"] == "Brightside"


async def test_amounts_have_their_currency_s_own_decimals(portal: Portal) -> None:
    alice, tool = await portal.alice(), await portal.tool(Scope.PLATFORM_WRITE)
    await client_of(portal, alice, tool)
    for currency, paid in (("JPY", "6170"), ("KWD", "6.170"), ("HUF", "6.25")):
        await pay(portal, tool, external_id=currency, amount=paid, currencyCode=currency)
    rows = {one["Currency"]: (one["Payment"], one["Earned"], one["Left"]) for one in await _export(alice, "rewards")}
    assert rows == {
        "JPY": ("6170", "1234", "1234"),
        "KWD": ("6.170", "1.234", "1.234"),
        "HUF": ("6.25", "1.25", "1.25"),
    }
    points = {one["Currency"]: (one["Paid by clients"], one["Earned"]) for one in await _export(alice, "performance")}
    assert points == {"JPY": ("6170", "1234"), "KWD": ("6.170", "1.234"), "HUF": ("6.25", "1.25")}


async def test_performance_holds_the_points_that_are_asked_for(portal: Portal) -> None:
    alice = await _paid(portal)
    [month] = await _export(alice, "performance")
    assert (month["Earned"], month["Paid by clients"], month["Currency"]) == ("20.00", "100.00", "EUR")
    assert (month["Paying clients"], month["Account ID"], month["Source"]) == ("1", "", "")
    [client] = await _export(alice, "performance", groupBy="CLIENT", interval="DAY")
    assert (client["Account ID"], client["From"]) == (NUMBER, client["To"])
    assert (await _export(alice, "performance", groupBy="SOURCE"))[0]["Source"] == "LEAD"
    assert await _export(await portal.bob(), "performance") == []


async def test_what_is_refused_is_no_file(portal: Portal) -> None:
    alice = await portal.alice()
    for name in ("rewards", "performance"):
        assert (await portal.nobody().http.get(f"/files/{name}.csv")).status_code == 401
        assert (await alice.http.get(f"/files/{name}.csv", params={"from": "yesterday"})).status_code == 400
