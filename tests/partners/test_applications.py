"""The search of applications."""

from tests.partners.steps import apply
from tests.people import Portal


async def test_it_finds_words_with_accents(portal: Portal) -> None:
    olga = await portal.olga()
    await apply(portal, companyName="Käserei Große Straße")
    query = "query($s: String) { applications(filter: {search: $s}) { totalCount } }"
    for typed in ("Käserei", "käs", "GROSSE", "Große straße", "Käse Straße"):
        expected = 0 if typed == "GROSSE" else 1
        assert (await olga.read(query, s=typed))["applications"]["totalCount"] == expected, typed
