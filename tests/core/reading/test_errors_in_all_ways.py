"""What fails in an answer is told alike in all ways: computed fields that raise or keep no word, and rows that aren't
there. The schema is one of its own, since the portal's has nothing that fails.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from functools import cache
from itertools import combinations, cycle
from typing import Any

import pytest
import strawberry
from aiodataloader import DataLoader
from sqlalchemy.orm import aliased
from structlog.testing import capture_logs

from portal.core.actors import Anonymous
from portal.core.api import Api, merged
from portal.core.graphql import Connection
from portal.core.money import CurrencyCode
from portal.core.problems import RequestRefused
from portal.core.reading.declare import computed, connection, everything, key_of, listing, many, one, reads, single
from portal.core.requests import Request
from portal.core.rules import PUBLIC
from portal.program.graphql import ProgramMutations, ProgramQueries
from portal.program.models import TermsVersion
from tests.core.reading.answers import ask
from tests.people import Portal

_Other = aliased(TermsVersion)


class Refusal(RequestRefused):
    code = "ODD"


def _raises(_context: object, version: int) -> str:
    if version == 2:
        raise Refusal("The second is refused.")
    return f"text {version}"


def _breaks(_context: object, version: int) -> int:
    return 1 // (version - 2)


async def _breaks_later(_context: object, version: int) -> int:
    return _breaks(_context, version)


class Loads:
    """A loader as a room would have it, and what it was asked for at once."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self._loader: DataLoader[int, str] | None = None

    def load(self, _context: object, version: int) -> Any:
        if self._loader is None:
            self._loader = DataLoader(self._batch, cache=False)
        return self._loader.load(version)

    async def _batch(self, versions: list[int]) -> list[str]:
        self.batches.append(sorted(versions))
        return [f"loaded {version}" for version in versions]


loads = Loads()


def _fails(answer: object) -> Any:
    """Answers with it for the second row, and with something right for the others."""
    return lambda _context, version: answer if version == 2 else None


def _odd(function: Callable[..., Any]) -> Any:
    return computed(function, TermsVersion.version, description="Odd.")


@reads(TermsVersion, scope={Anonymous: TermsVersion.version > 2})
class Late:
    """Only the third can be seen."""

    version: int
    odd: str | None = _odd(_raises)


@reads(TermsVersion, scope={Anonymous: everything})
class Odd:
    """One row with all that can go wrong."""

    version: int
    late: Late = one(TermsVersion.version == _Other.version, "Not there for most.", via=_Other)
    later: list[Late] = many(TermsVersion.version < _Other.version, "Newer ones.", order=[_Other.version], via=_Other)
    raises: str = _odd(_raises)
    raises_softly: str | None = _odd(_raises)
    breaks: int = _odd(_breaks)
    breaks_later: int | None = _odd(_breaks_later)
    missing: str = _odd(lambda _context, version: None if version == 2 else "there")
    not_a_number: int | None = _odd(_fails("twelve"))
    too_large: int | None = _odd(_fails(2**40))
    infinite: float | None = _odd(_fails(float("inf")))
    no_currency: CurrencyCode | None = _odd(_fails("XXX"))
    some_missing: list[int] | None = _odd(_fails([1, None]))
    some_wrong: list[int | None] | None = _odd(_fails([1, "x", None]))
    some_raised: list[str | None] | None = _odd(_fails(["a", Refusal("The second item.")]))
    no_list: list[str] | None = _odd(_fails("text"))
    tuple_of: list[CurrencyCode] = _odd(lambda _context, _version: (CurrencyCode.EUR, CurrencyCode.USD))
    moment: dt.datetime = _odd(lambda _context, version: dt.datetime(2026, 1, version, tzinfo=dt.UTC))
    loaded: str = _odd(loads.load)


@strawberry.type
class OddQueries:
    odds: list[Odd] = listing("All.", order=[TermsVersion.version], requires=PUBLIC)
    page: Connection[Odd] = connection(
        "All, by pages.", order=[TermsVersion.version], descending=False, requires=PUBLIC
    )
    odd: Odd | None = single("One.", by={"id": key_of(TermsVersion)}, requires=PUBLIC)


@cache
def _api(*, thorough: bool) -> Api:
    query = merged("Query", "Reads.", ProgramQueries, OddQueries, planned=True)
    return Api(query, merged("Mutation", "Does.", ProgramMutations), thorough=thorough)


PLACES = (
    "{{ odds {{ version {0} }} }}",
    "{{ page(first: 2) {{ pageInfo {{ endCursor }} nodes {{ {0} }} edges {{ cursor node {{ __typename {0} }} }} }} }}",
    "query($id: ID) {{ odd(id: $id) {{ {0} version }} program {{ name testClock }} }}",
    "query($id: ID) {{ a: odd(id: $id) {{ {0} {0} }} b: odd(id: $id) {{ version ...F }} }} fragment F on Odd {{ {0} }}",
)
FIELDS = (
    *("raises", "raisesSoftly", "breaks", "breaksLater", "missing", "notANumber", "tooLarge", "infinite", "noCurrency"),
    *("someMissing", "someWrong", "someRaised", "noList", "tupleOf", "moment", "loaded", "number: version"),
    *("late { version }", "late { odd } late { seen: version }", "later { version odd }", "key: later { __typename }"),
)
# Each by itself in every place, and each beside every other in one of them.
DOCUMENTS = (
    *(place.format(one) for place in PLACES for one in FIELDS),
    *(place.format(" ".join(two)) for place, two in zip(cycle(PLACES), combinations(FIELDS, 2), strict=False)),
)


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """A bug's traceback takes longer to print than everything else here."""
    with capture_logs():
        yield


@pytest.fixture
async def first_and_second(portal: Portal) -> list[str]:
    """The ids of two of three rows."""
    olga = await portal.olga()
    for text in ("One.", "Two.", "Three."):
        await olga.do("publishTerms", "terms { version }", text=text)
    rows = await portal.rows("select id from terms_version order by version limit 2")
    return [f"terms_{key.hex}" for (key,) in rows]


@pytest.mark.slow
async def test_every_failure_is_told_alike_in_all_ways(portal: Portal, first_and_second: list[str]) -> None:
    short, thorough = _api(thorough=False), _api(thorough=True)
    failed = 0
    for document in DOCUMENTS:
        for key in first_and_second if "$id" in document else [None]:
            asked = (portal.runtime, Request(), document, {"id": key} if key else {})
            expected = await ask(thorough, *asked)
            for _ in range(2):
                assert await ask(short, *asked) == expected
            failed += bool(expected.codes)
    assert failed > len(DOCUMENTS) / 2


async def test_a_loader_is_asked_for_all_rows_at_once(portal: Portal, first_and_second: list[str]) -> None:
    document = "{ odds { loaded again: loaded } page(first: 2) { nodes { loaded } edges { node { loaded } } } }"
    for api in (_api(thorough=False), _api(thorough=True)):
        loads.batches.clear()
        answer = await ask(api, portal.runtime, Request(), document)
        assert answer.codes == []
        assert loads.batches == [[1, 1, 1, 1, 2, 2, 2, 2, 3, 3]]
