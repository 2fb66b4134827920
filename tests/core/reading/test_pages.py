"""A page says of itself what is asked for, however little that is."""

from __future__ import annotations

import pytest

from tests.accounts.steps import create
from tests.people import Person, Portal


async def _three(portal: Portal) -> Person:
    alice = await portal.alice()
    for name in ("Northwind", "Fabrikam", "Contoso"):
        await create(alice, name)
    return alice


@pytest.mark.parametrize("page", ["first: 2", "last: 2"])
async def test_rows_of_which_nothing_is_selected_are_all_there(portal: Portal, page: str) -> None:
    alice = await _three(portal)
    document = f"{{ accounts({page}) {{ edges {{ __typename }} nodes {{ timeline {{ edges {{ __typename }} }} }} }} }}"
    timeline = {"edges": [{"__typename": "TimelineEntryEdge"}]}
    found = (await alice.read(document))["accounts"]
    assert found == {"edges": [{"__typename": "ClientAccountEdge"}] * 2, "nodes": [{"timeline": timeline}] * 2}


@pytest.mark.parametrize(
    ("page", "selection", "expected"),
    [
        ("first: 2", "hasPreviousPage", {"hasPreviousPage": False}),
        ("last: 2", "hasNextPage", {"hasNextPage": False}),
        ("first: 2", "hasNextPage", {"hasNextPage": True}),
        ("first: 3", "hasNextPage", {"hasNextPage": False}),
        ("last: 2", "__typename hasPreviousPage", {"__typename": "PageInfo", "hasPreviousPage": True}),
        ("first: 2", "__typename", {"__typename": "PageInfo"}),
    ],
)
async def test_a_part_of_page_info_alone(portal: Portal, page: str, selection: str, expected: object) -> None:
    alice = await _three(portal)
    alone = await alice.read(f"{{ accounts({page}) {{ pageInfo {{ {selection} }} }} }}")
    assert alone["accounts"] == {"pageInfo": expected}
    with_total = await alice.read(f"{{ accounts({page}) {{ totalCount pageInfo {{ {selection} }} }} }}")
    assert with_total["accounts"] == {"totalCount": 3, "pageInfo": expected}


@pytest.mark.parametrize("page", ["first: 0", "last: 0"])
async def test_an_empty_page_has_no_cursors_though_there_are_rows(portal: Portal, page: str) -> None:
    alice = await _three(portal)
    document = f"{{ accounts({page}) {{ edges {{ cursor }} pageInfo {{ startCursor endCursor hasNextPage }} }} }}"
    info = {"startCursor": None, "endCursor": None, "hasNextPage": page == "first: 0"}
    assert (await alice.read(document))["accounts"] == {"edges": [], "pageInfo": info}
