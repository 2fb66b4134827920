"""/files/accounts.csv."""

import asyncio
import csv
import io
from collections.abc import MutableMapping
from typing import Any

import pytest

from portal.core.permissions import Scope
from portal.web.exports import Broken
from tests.accounts.steps import create, fill, put
from tests.people import Person, Portal


async def _export(person: Person, **params: str | list[str]) -> list[dict[str, str]]:
    headers = {"authorization": f"Bearer {person.token}"} if person.token else {}
    answer = await person.http.get("/files/accounts.csv", params=params, headers=headers)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="accounts.csv"'
    assert answer.headers["cache-control"] == "no-store"
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


async def _names(person: Person, **params: str | list[str]) -> list[str]:
    return [row["Name"] for row in await _export(person, sort="NAME", **params)]


async def test_it_holds_what_the_list_shows(portal: Portal) -> None:
    alice = await portal.alice()
    account = await create(alice, 'Northwind, "Outfitters"', country="DE", currencyCode="EUR", platform="Shopify")
    [row] = await _export(alice)
    assert row["Account ID"] == f"{account['accountId']}"
    assert (row["Name"], row["Website"]) == ('Northwind, "Outfitters"', "northwind.example")
    assert (row["Status"], row["Access"]) == ("DEVELOPMENT", "OWNER")
    assert (row["Country"], row["Currency"], row["Platform"], row["Plan"]) == ("DE", "EUR", "Shopify", "")
    assert row["Created"].endswith("Z")


async def test_it_says_how_an_access_ended(portal: Portal) -> None:
    alice = await portal.alice()
    account = await create(alice)
    await alice.do("archiveAccount", "account { id }", accountId=account["id"], reason="No,\nthanks.")
    [row] = await _export(alice, archived="true")
    assert (row["Status"], row["Ended by"], row["Reason"]) == ("INACTIVE", "PARTNER", "No,\nthanks.")
    assert row["Ended at"]


async def test_it_has_the_filters_and_the_order_of_the_list_s_address(portal: Portal) -> None:
    alice = await portal.alice()
    northwind, contoso, gone = [
        await create(alice, name, website=f"{name.lower()}.example") for name in ("Northwind", "Contoso", "Gone")
    ]
    await put(portal, northwind, "COLLABORATOR")
    await alice.do("archiveAccount", "account { id }", accountId=gone["id"])
    # Without `archived` the address is that of the tab Active.
    assert await _names(alice) == ["Contoso", "Northwind"]
    assert await _names(alice, archived="false") == ["Contoso", "Northwind"]
    assert await _names(alice, archived="true") == ["Gone"]
    assert await _names(alice, search="north") == ["Northwind"]
    assert await _names(alice, status="COLLABORATOR") == ["Northwind"]
    assert await _names(alice, status=["COLLABORATOR", "DEVELOPMENT"]) == ["Contoso", "Northwind"]
    assert await _names(alice, status="COLLABORATOR,DEVELOPMENT", search="con") == ["Contoso"]
    assert await _names(alice, website="www.contoso.example/about") == ["Contoso"]
    assert await _names(alice, website="contoso.example", search="north") == []
    assert [row["Name"] for row in await _export(alice)] == ["Contoso", "Northwind"]
    assert [row["Name"] for row in await _export(alice, sort="OLDEST")] == ["Northwind", "Contoso"]
    assert contoso["id"]


async def test_it_holds_every_page(portal: Portal) -> None:
    alice = await portal.alice()
    await fill(portal, alice, [(f"Store {number % 50:02}", "2026-01-01") for number in range(250)])
    names = await _names(alice)
    assert len(names) == 250
    assert names == sorted(names)


async def test_a_spreadsheet_knows_that_it_is_utf_8(portal: Portal) -> None:
    alice = await portal.alice()
    await create(alice, "Käserei Sonnhof", website="kaeserei.example")
    content = (await alice.http.get("/files/accounts.csv")).content
    assert content.startswith(b"\xef\xbb\xbfAccount ID,")
    assert "Käserei Sonnhof".encode() in content


async def test_a_page_that_fails_breaks_the_download_off(portal: Portal) -> None:
    alice = await portal.alice()
    await fill(portal, alice, [(f"Store {number:03}", "2026-01-01") for number in range(150)])
    cookie = alice.http.build_request("GET", "/files/accounts.csv").headers["cookie"]
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": "/files/accounts.csv",
        "raw_path": b"/files/accounts.csv",
        "query_string": b"sort=NAME",
        "root_path": "",
        "headers": [(b"host", b"portal.example"), (b"cookie", cookie.encode())],
        "client": ("192.0.2.2", 1234),
    }
    sent: list[MutableMapping[str, Any]] = []

    async def receive() -> MutableMapping[str, Any]:
        await asyncio.Event().wait()  # she stays, and a GET has no body
        raise AssertionError

    async def send(message: MutableMapping[str, Any]) -> None:
        if not sent:
            await portal.superuser.execute("delete from session")
        sent.append(message)

    with pytest.raises(Broken, match="UNAUTHENTICATED"):
        await portal.app(scope, receive, send)
    assert sent[0]["status"] == 200
    body = b"".join(message.get("body", b"") for message in sent)
    assert b"Store 099" in body
    assert b"Store 100" not in body
    assert sent[-1]["more_body"]


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://evil.example")']


@pytest.mark.parametrize("formula", FORMULAS)
async def test_no_spreadsheet_takes_a_cell_for_a_formula(portal: Portal, formula: str) -> None:
    alice = await portal.alice()
    account = await create(alice, formula, platform=formula)
    await alice.do("archiveAccount", "account { id }", accountId=account["id"], reason=formula)
    [row] = await _export(alice, archived="true")
    assert (row["Name"], row["Platform"], row["Reason"]) == (f"'{formula}", f"'{formula}", f"'{formula}")


async def test_without_accounts_it_holds_the_header_alone(portal: Portal) -> None:
    answer = await (await portal.alice()).http.get("/files/accounts.csv")
    assert answer.text.startswith("\ufeffAccount ID,Name,Website,")
    assert answer.text.count("\n") == 1


@pytest.mark.parametrize("params", [{"sort": "SIZE"}, {"status": "GONE"}, {"status": ""}])
async def test_it_refuses_filters_that_the_list_does_not_know(portal: Portal, params: dict[str, str]) -> None:
    answer = await (await portal.alice()).http.get("/files/accounts.csv", params=params)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


async def test_a_stranger_gets_nothing_of_it(portal: Portal) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    await create(alice, "Northwind")
    assert await _names(bob) == []
    for nobody in (portal.nobody(), await portal.charlie()):
        assert (await nobody.http.get("/files/accounts.csv")).status_code == 401
    tool = await portal.tool(Scope.OPERATOR_READ)
    headers = {"authorization": f"Bearer {tool.token}"}
    assert (await tool.http.get("/files/accounts.csv", headers=headers)).status_code == 403
    answer = await alice.http.get("/files/accounts.csv", headers={"authorization": "Bearer rubbish"})
    assert answer.status_code == 401


async def test_operators_and_tools_get_all_partners_rows(portal: Portal) -> None:
    await create(await portal.alice(), "Northwind")
    await create(await portal.bob(), "Contoso")
    assert await _names(await portal.olga()) == ["Contoso", "Northwind"]
    assert await _names(await portal.tool(Scope.ACCOUNTS_READ)) == ["Contoso", "Northwind"]
