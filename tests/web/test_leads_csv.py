"""/files/leads.csv."""

import csv
import io

from tests.leads.steps import lead
from tests.people import Person, Portal


async def _export(person: Person, **params: str) -> list[dict[str, str]]:
    answer = await person.http.get("/files/leads.csv", params=params)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-disposition"] == 'attachment; filename="leads.csv"'
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


async def test_it_holds_what_the_list_shows(portal: Portal) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    made = await lead(alice, "käse.example", company='Käserei, "Sonnhof"', contactName="=Nora", note="one\ntwo")
    await lead(bob, "other.example")
    [row] = await _export(alice)
    assert (row["Website"], row["Company"], row["Contact name"]) == ("käse.example", 'Käserei, "Sonnhof"', "'=Nora")
    assert (row["Note"], row["Status"], row["Partner"]) == ("one\ntwo", "OPEN", "Brightside")
    assert row["Protected until"] == made["protectedUntil"]
    assert await _export(alice, status="WON,LOST") == []
    assert len(await _export(alice, search="sonn", sort="ENDING")) == 1


async def test_what_it_holds_can_be_imported(portal: Portal) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    made = await lead(alice, contactName="Nora", contactEmail="nora@northwind.example", note="one\ntwo")
    file = (await alice.http.get("/files/leads.csv")).content.decode()
    await alice.do("withdrawLead", "lead { id }", leadId=made["id"])
    imported = await bob.do("importLeads", "rows { outcome lead { website company contactName note } }", csv=file)
    assert imported["rows"] == [
        {
            "outcome": "REGISTERED",
            "lead": {
                "website": "northwind.example",
                "company": "Northwind Traders",
                "contactName": "Nora",
                "note": "one\ntwo",
            },
        }
    ]


async def test_whoever_may_not_read_leads_gets_none(portal: Portal) -> None:
    assert (await portal.nobody().http.get("/files/leads.csv")).status_code == 401
