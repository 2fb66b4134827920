"""publishTerms."""

import asyncio

import pytest

from portal.core.permissions import OperatorRole, Scope
from tests.people import Portal

TERMS = "terms { version text publishedAt }"


async def test_it_publishes_a_version_that_everybody_reads(portal: Portal) -> None:
    olga = await portal.olga()
    for version, text in ((1, "Be good."), (2, "Be very good.\n\nAlways.")):
        made = await olga.do("publishTerms", TERMS, text=f"  {text} ")
        assert (made["terms"]["version"], made["terms"]["text"]) == (version, text)
        shown = await portal.nobody().read(f"{{ program {{ {TERMS} }} }}")
        assert shown == {"program": {"terms": made["terms"]}}


async def test_it_takes_a_long_text(portal: Portal) -> None:
    text = "Be good. " * 11_000
    made = await (await portal.olga()).do("publishTerms", TERMS, text=text)
    assert made["terms"]["text"] == text.strip()


async def test_it_tells_what_happened(portal: Portal) -> None:
    await (await portal.olga()).do("publishTerms", TERMS, text="Be good.")
    told = await portal.events("program.terms_published")
    assert told == [("program.terms_published", "OPERATOR", None, {"version": 1})]


async def test_two_at_once_become_two_versions(portal: Portal) -> None:
    olga = await portal.olga()
    made = await asyncio.gather(*(olga.do("publishTerms", TERMS, text=f"Text {i}.") for i in range(4)))
    assert sorted(one["terms"]["version"] for one in made) == [1, 2, 3, 4]


@pytest.mark.parametrize("text", ["", " \n", "Be\0good.", "x" * 100_001])
async def test_it_refuses_a_text_that_cannot_be_kept(portal: Portal, text: str) -> None:
    olga = await portal.olga()
    assert await olga.refused("publishTerms", text=text) == [("INVALID", "input.text")]
    assert await olga.read("{ program { terms { version } } }") == {"program": {"terms": None}}


async def test_only_administrators_publish(portal: Portal) -> None:
    for nobody in (portal.nobody(), await portal.charlie()):
        assert await nobody.forbidden("publishTerms", text="Mine.") == ["UNAUTHENTICATED"]
    for somebody in (
        await portal.alice(),
        await portal.olga(OperatorRole.PARTNERSHIPS),
        await portal.tool(Scope.OPERATOR_READ),
    ):
        assert await somebody.forbidden("publishTerms", text="Mine.") == ["FORBIDDEN"]
    assert await portal.rows("select count(*) from terms_version") == [(0,)]
