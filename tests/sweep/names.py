"""What is tried: everything by which the victim's things could be named, each beside an unknown name of its kind."""

from __future__ import annotations

import base64
import secrets
import uuid
from collections.abc import Sequence
from typing import Any, NamedTuple

import orjson

from portal.core.api import Api
from portal.core.links import LinkKind, LinkSigner
from portal.core.requests import Request
from tests.cursors import write_cursor
from tests.sweep.callers import Caller
from tests.sweep.places import Place, Takes
from tests.sweep.world import CLIENTS_NUMBER, World, tables_by_prefix


class Name(NamedTuple):
    """A name of a thing of the victim's, in which table that stands, and the same of nothing."""

    value: str
    unknown: str
    table: str


class Names:
    """All names that fit a place. `cursors` are of the victim's rows, by the root field that lists them."""

    def __init__(self, world: World, api: Api, cursors: dict[str, list[str]]) -> None:
        self._world = world
        self._api = api
        self._cursors = cursors
        self._tables = tables_by_prefix()
        self._by_kind = {prefix: self._id(public) for prefix, public in world.victim.ids.items()}
        numbers = [*world.victim.numbers, _clients_number(world)]
        self._numbers = [Name(one, secrets.token_hex(12), "client_account") for one in numbers]

    @property
    def ids(self) -> list[Name]:
        """One id of each kind, and numbers of accounts, of which the last is a client's."""
        return [*self._by_kind.values(), *self._numbers]

    def of(self, place: Place) -> list[Name]:
        """The names for one place."""
        victim = self._world.victim
        match place.takes:
            case Takes.ID:
                return self.ids
            case Takes.TOKEN:
                return self.tokens(place.root)
            case Takes.CURSOR:
                return [Name(one, _elsewhere(one), self._listed(place)) for one in self._cursors.get(place.root, ())]
            case Takes.SEARCH:
                return [Name(one, secrets.token_hex(8), self._listed(place)) for one in victim.searches]
            case Takes.WEBSITE:
                return [Name(one, f"{secrets.token_hex(8)}.example", self._listed(place)) for one in victim.websites]

    def natural(self, prefix: str) -> Name:
        """The victim's thing of the kind that a place is for; `number` is the number of an account that he builds."""
        return self._numbers[0] if prefix == "number" else self._by_kind[prefix]

    def tokens(self, root: str) -> list[Name]:
        """Tokens with the ids of the victim's links that nobody signed, and real ones that are for something else."""
        links = self._world.portal.runtime.links
        forger = LinkSigner("another secret", "http://portal.example")
        opens = self._opened_by(root)
        found = []
        for kind, token in self._world.victim.tokens.items():
            link = links.read(kind, token)
            assert link is not None
            found.append(Name(forger.token(kind, link.id, 1), forger.token(kind, uuid.uuid4(), 1), "client_link"))
            if opens and kind not in opens:
                found.append(Name(token, links.token(kind, uuid.uuid4(), 1), "client_link"))
        return found

    def _opened_by(self, root: str) -> tuple[LinkKind, ...]:
        if root in self._api.verb_rules:
            return self._api.verb_rules[root].links
        spec: Any = self._api.registry.spec("Query", root)
        return tuple(spec.links)

    def _id(self, public: str) -> Name:
        prefix = public.rpartition("_")[0]
        return Name(public, f"{prefix}_{uuid.uuid4().hex}", self._tables[prefix])

    def _listed(self, place: Place) -> str:
        """The table of the rows that a root field lists."""
        assert self._api.schema.query_type is not None
        connection: Any = self._api.schema.query_type.fields[place.root].type
        node = connection.of_type.fields["nodes"].type.of_type.of_type.of_type
        model: Any = self._api.registry.declaration(node.name).model
        return str(model.__tablename__)


def _clients_number(world: World) -> str:
    [number] = [one for one in world.canaries if one.startswith(CLIENTS_NUMBER[:-2])]
    return number


async def victims_cursors(world: World, api: Api, readers: Sequence[Request], roots: set[str]) -> dict[str, list[str]]:
    """The cursors of the victim's rows in these lists, as the readers see them who may see his."""
    found: dict[str, list[str]] = {}
    for root in sorted(roots):
        document = f"{{ {root}(first: 100) {{ edges {{ cursor }} }} }}"
        answers = [(await api.execute(world.portal.runtime, reader, document)).content for reader in readers]
        cursors = [edge["cursor"] for one in answers if one["data"] for edge in one["data"][root]["edges"]]
        found[root] = [one for one in cursors if _key(one)[-1].replace("-", "") in world.canaries][:3]
    return found


def _key(cursor: str) -> list[str]:
    read: list[str] = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    return read


def _elsewhere(cursor: str) -> str:
    of, *key = _key(cursor)
    return write_cursor(of, [*key[:-1], str(uuid.uuid4())])


def may_see(caller: Caller, name: Name) -> bool:
    """Whether the victim's thing is no secret to the caller: the vendor's people and programs, within their rights."""
    return name.table in caller.sees
