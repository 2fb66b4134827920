"""importLeads."""

from typing import Any

import pytest

from portal.core.permissions import MemberRole, Scope
from tests.leads.steps import lead, paying_client
from tests.people import Person, Portal

RESULTS = (
    "rows { row website outcome lead { website company contactName contactEmail note expectedPlan status }"
    " userErrors { code field message } warnings { code field } } registered rejected"
)
HEADER = "website,company,contact name,contact e-mail,note,expected plan"


async def _import(person: Person, csv: str, *, preview: bool = False) -> Any:
    return await person.do("importLeads", RESULTS, csv=csv, preview=preview)


def _codes(made: Any) -> list[tuple[int, str | None]]:
    """(row, code of its refusal) of each row."""
    return [(one["row"], one["userErrors"][0]["code"] if one["userErrors"] else None) for one in made["rows"]]


async def test_each_row_becomes_a_lead(portal: Portal) -> None:
    alice = await portal.alice()
    made = await _import(
        alice,
        f"{HEADER}\nnorthwind.example,Northwind,Nora,nora@northwind.example,Met at the fair.,Pro\n"
        "south.example,South,,,,",
    )
    first, second = made["rows"]
    assert (made["registered"], made["rejected"]) == (2, 0)
    assert (first["row"], first["website"], first["outcome"]) == (2, "northwind.example", "REGISTERED")
    assert first["lead"] == {
        "website": "northwind.example",
        "company": "Northwind",
        "contactName": "Nora",
        "contactEmail": "nora@northwind.example",
        "note": "Met at the fair.",
        "expectedPlan": "Pro",
        "status": "OPEN",
    }
    assert (second["row"], second["lead"]["contactName"], second["lead"]["note"]) == (3, None, None)
    assert len(await portal.events("lead.registered")) == 2


@pytest.mark.parametrize(
    "csv",
    [
        "Website;Company\nnorth.example;Northwind",
        "WEBSITE\tCOMPANY\r\nnorth.example\tNorthwind\r\n",
        "\ufeffCompany,Website\nNorthwind,north.example",
        '"Website","Company"\n"north.example","Northwind"',
        "sep=;\r\nWebsite;Company\r\nnorth.example;Northwind\r\n",
        " website , Company Name , Shoe size\n north.example , Northwind , 42",
        "URL,Company-Name\nhttps://www.north.example/,Northwind\n\n,\n",
        "website,company,note\nnorth.example,Northwind",
    ],
)
async def test_a_file_is_read_as_spreadsheets_write_it(portal: Portal, csv: str) -> None:
    alice = await portal.alice()
    made = await _import(alice, csv)
    assert [(one["row"], one["outcome"]) for one in made["rows"]] == [(2, "REGISTERED")]
    assert await portal.rows("select website, company from lead") == [("north.example", "Northwind")]


async def test_rows_are_numbered_as_a_spreadsheet_shows_them(portal: Portal) -> None:
    alice = await portal.alice()
    made = await _import(alice, f'{HEADER}\n\none.example,One,,,"two\nlines",\n\ntwo.example,"Two, ""the"" second",,,,')
    assert [(one["row"], one["lead"]["note"], one["lead"]["company"]) for one in made["rows"]] == [
        (3, "two\nlines", "One"),
        (5, None, 'Two, "the" second'),
    ]


async def test_each_row_is_refused_for_itself(portal: Portal) -> None:
    alice, bob, olga = await portal.alice(), await portal.bob(), await portal.olga()
    await olga.do("updateProgram", "program { openLeadsPerPartner }", openLeadsPerPartner=3)
    await lead(bob, "rivals.example")
    await lead(alice, "own.example")
    await paying_client(portal, "client.example")
    websites = (
        *("rivals.example", "own.example", "client.example", "gmail.com", "nothing", "one.example"),
        *("www.one.example", "n\u043erth.example", "third.example"),
    )
    made = await _import(alice, "\n".join([HEADER, *(f"{website},Company" for website in websites), "x.example,"]))
    assert _codes(made) == [
        (2, "PROTECTED"),
        (3, "TAKEN"),
        (4, "EXISTING_CLIENT"),
        (5, "INVALID"),
        (6, "INVALID"),
        (7, None),
        (8, "TAKEN"),
        (9, None),
        (10, "LIMIT_REACHED"),
        (11, "INVALID"),
    ]
    assert (made["registered"], made["rejected"]) == (2, 8)
    assert [one["field"] for one in made["rows"][9]["userErrors"]] == [["company"]]
    assert made["rows"][7]["warnings"] == [{"code": "MIXED_SCRIPT", "field": ["website"]}]
    assert "Northlight" not in str(made)
    websites_now = await portal.rows(
        "select l.website from lead l join partner p on p.id = l.partner_id and p.name = %s", "Brightside"
    )
    assert {website for (website,) in websites_now} == {"own.example", "one.example", "n\u043erth.example"}
    assert len(await portal.events("lead.registered")) == 4


async def test_a_preview_says_the_same_and_keeps_nothing(portal: Portal) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    await lead(bob, "rivals.example")
    csv = f"{HEADER}\nrivals.example,Rival\none.example,One\none.example,One\ntwo.example,Two"
    preview = await _import(alice, csv, preview=True)
    assert await portal.rows("select website from lead") == [("rivals.example",)]
    assert await portal.rows("select count(*) from search_word where word = 'two'") == [(0,)]
    assert len(await portal.events("lead.registered")) == 1
    made = await _import(alice, csv)
    assert _codes(preview) == _codes(made) == [(2, "PROTECTED"), (3, None), (4, "TAKEN"), (5, None)]
    assert [one["lead"] for one in preview["rows"]] == [None] * 4
    assert (preview["registered"], preview["rejected"]) == (made["registered"], made["rejected"])


async def test_as_many_as_the_program_allows_are_imported(portal: Portal) -> None:
    alice = await portal.alice()
    made = await _import(alice, "\n".join([HEADER, *(f"{i}.example,Company {i}" for i in range(60))]))
    assert (made["registered"], made["rejected"]) == (50, 10)
    assert {code for _, code in _codes(made)[50:]} == {"LIMIT_REACHED"}


@pytest.mark.parametrize("rows", [1_001, 50_000])
async def test_a_file_of_more_than_1_000_leads_is_refused_in_words(portal: Portal, rows: int) -> None:
    alice = await portal.alice()
    csv = "\n".join(["website,company", *(f"{i}.example,x" for i in range(rows))])
    [error] = await alice.fail("importLeads", csv=csv)
    assert (error["code"], error["field"]) == ("INVALID", ["input", "csv"])
    assert "1,000 rows" in error["message"]


async def test_a_file_that_is_more_than_a_request_may_hold_is_refused_in_words(portal: Portal) -> None:
    alice = await portal.alice()
    csv = "\n".join(["website,company", *(f"{i}.example,Northwind Traders" for i in range(100_000))])
    document = "mutation M($input: ImportLeadsInput!) { importLeads(input: $input) { registered } }"
    body = {"query": document, "variables": {"input": {"csv": csv}}}
    answer = await alice.http.post("/graphql", json=body, headers={"X-Portal-CSRF": "1"})
    assert (answer.status_code, answer.text) == (413, "The request is too large.")


@pytest.mark.parametrize(
    "csv",
    [
        "",
        "\n",
        HEADER,
        f"{HEADER}\n,,,\n",
        "company\nNorthwind",
        "website;note\nnorth.example;x",
        "\0",
        '"',
        "a" * 200_000,
    ],
)
async def test_what_is_no_such_file_is_refused(portal: Portal, csv: str) -> None:
    alice = await portal.alice()
    assert await alice.refused("importLeads", csv=csv) == [("INVALID", "input.csv")]


async def test_only_owners_and_managers_import(portal: Portal) -> None:
    await portal.alice()
    csv = "website,company\nnorth.example,Northwind"
    vera = await portal.member("Vera", "Brightside", MemberRole.VIEWER)
    assert await portal.nobody().forbidden("importLeads", csv=csv) == ["UNAUTHENTICATED"]
    for somebody in (vera, await portal.olga(), await portal.tool(*Scope)):
        assert await somebody.forbidden("importLeads", csv=csv) == ["FORBIDDEN"]
