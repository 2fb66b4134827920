"""What the arguments of drawn operations hold: what there is, what isn't there, and what is no value at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLList, get_nullable_type
from hypothesis import strategies as st

from portal.core.links import CLIENT_LINKS, LinkKind
from tests.core.reading.world import ODD_TEXTS, RUBBISH, World

T = TypeVar("T")

# Root fields that a mailed link's token opens.
LINKS = {
    "application": (LinkKind.APPLICATION,),
    "registration": (LinkKind.REGISTER,),
    "passwordReset": (LinkKind.RESET,),
    "invitation": (LinkKind.JOIN,),
    "domainVerification": (LinkKind.DOMAIN,),
    "emailVerification": (LinkKind.VERIFY,),
    "emailChange": (LinkKind.EMAIL,),
    "clientLink": CLIENT_LINKS,
}

# What an id names, by the root field that takes it, or by its argument.
_PREFIXES = {"partner": "part", "partnerId": "part", "partnerApplication": "app", "referralLink": "ref"}


@dataclass(frozen=True)
class Values:
    """Draws from a world."""

    draw: st.DrawFn
    world: World

    def of(self, type_: Any, key: str, of: str) -> st.SearchStrategy[Any]:
        """What the argument `key` of the field `of` may be sent, as JSON; enums as their names."""
        type_ = get_nullable_type(type_)
        if isinstance(type_, GraphQLInputObjectType):
            parts = {name: self.of(one.type, name, of) for name, one in type_.fields.items()}
            one = st.fixed_dictionaries({}, optional=dict(parts))
            return (
                st.none()
                | one
                | st.sampled_from(sorted(parts)).flatmap(lambda name: st.fixed_dictionaries({name: parts[name]}))
            )
        if isinstance(type_, GraphQLList):
            item = self.of(type_.of_type, key, of)
            item = item.filter(lambda value: value is not None)
            return st.none() | item | st.lists(item, max_size=3)
        if isinstance(type_, GraphQLEnumType):
            return st.sampled_from(sorted(type_.values))
        return self._scalars(type_.name, key, of)

    def _scalars(self, type_name: str, key: str, of: str) -> st.SearchStrategy[Any]:
        if type_name == "Boolean":
            return st.sampled_from([True, False, None])
        if key == "token":
            tokens = [token for kind in LINKS[of] for token in self.world.tokens[kind]]
            others = self.world.tokens[LinkKind.APPLICATION][:2]
            return st.sampled_from([*tokens, *others, *RUBBISH[:4]] if self.rarely(4) else tokens)
        if key == "search":
            words = ("north", "n", "o a", "Häus", "brightside", *ODD_TEXTS, "\0", " ", "%", "x" * 300)
            return st.sampled_from(words) | st.text(max_size=12)
        if type_name == "Date":
            odd = ("2024-02-29", "9999-12-31", "no day")
            return st.sampled_from(odd if self.rarely(10) else ("2026-10-01", "2026-11-30", None))
        if key == "website":
            return st.sampled_from(("northwind.example", "https://käserei.example/x", "", "no host", "\0"))
        return st.sampled_from([*self._names(key, of), None, self.any_id()])

    def _names(self, key: str, of: str) -> Sequence[str]:
        if key == "accountId":
            return [*self.world.numbers[:12], *self.world.ids["acct"][:6], self.world.numbers[0].upper()]
        prefix = _PREFIXES.get(of if key == "id" else key, "acct")
        return self.world.ids[prefix][:12]

    def any_id(self) -> str:
        """An id of anything, or of nothing."""
        prefix = self.one_of(*self.world.ids)
        return self.one_of(*self.world.ids[prefix][:3], *RUBBISH)

    def window(self, texts: Sequence[str], longest: int) -> Mapping[str, st.SearchStrategy[Any]]:
        """Which page to ask for, mostly one that there can be: what `first`, `after`, `last` and `before` hold."""
        sizes = st.sampled_from([*range(longest + 1), *range(1, longest + 1)])
        if self.rarely(20):
            sizes = st.sampled_from([-1, 0, 1, 100, 101, 2**31 - 1, None])
        way = self.one_of(("first",), ("first",), ("first", "after"), ("first", "after"), ("last",), ("last", "before"))
        if self.rarely(25):
            way = self.one_of((), ("before",), ("first", "last"), ("first", "before"), ("after", "before"))
        cursors = st.sampled_from([*(texts or self.world.forged_cursors), None])
        if self.rarely(10):
            others = self.world.cursors["accounts"][:50]
            cursors = st.sampled_from([*RUBBISH, *self.world.forged_cursors, *others, *ODD_TEXTS])
        by_key = {"first": sizes, "last": sizes, "after": cursors, "before": cursors}
        return {key: by_key[key] for key in way}

    def one_of(self, *choices: T) -> T:
        """One of these, the first in the simplest example."""
        return self.draw(st.sampled_from(choices))

    def rarely(self, times: int) -> bool:
        """Once in so many times."""
        return self.draw(st.integers(1, times)) == times
