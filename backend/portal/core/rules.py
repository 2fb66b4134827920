"""Who may call a verb or a root field: said where it is declared, and of each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from portal.core.links import LinkKind
from portal.core.permissions import Permission


class Public(Enum):
    """Stands in place of a right where anybody may call."""

    PUBLIC = "PUBLIC"


PUBLIC = Public.PUBLIC


class RuleMissing(TypeError):
    """A verb or a root field doesn't say who may call it."""


class RuleBroken(AssertionError):
    """A verb worked, though nothing asked for what its rule says: a bug, and nothing of it stays."""


@dataclass(frozen=True)
class Rule:
    """Holders of the right may call, and holders of a mailed link of these kinds; where neither is named, anybody."""

    right: Permission | None = None
    links: tuple[LinkKind, ...] = ()

    @classmethod
    def of(cls, requires: Permission | Public | None, link: LinkKind | tuple[LinkKind, ...] = ()) -> Rule | None:
        """As a declaration says it; None where it says nothing."""
        links = link if isinstance(link, tuple) else (link,)
        if requires is None and not links:
            return None
        if not isinstance(requires, Permission | Public | None):
            raise RuleMissing(f"{requires} is no right")
        return cls(requires if isinstance(requires, Permission) else None, links)

    @property
    def is_public(self) -> bool:
        return self.right is None and not self.links

    def allows(self, permissions: frozenset[Permission]) -> bool:
        """Whether somebody with these rights is not turned away; what a link opens, the link alone can tell."""
        return self.right is None or self.right in permissions

    def prove(self, required: frozenset[Permission], *, by_link: bool) -> None:
        """Compares with what a verb asked for before it worked. Raises RuleBroken."""
        kept = self.is_public or self.right in required or (bool(self.links) and by_link)
        if not kept:
            raise RuleBroken(f"{self} is declared, but the verb asked for {sorted(required) or 'nothing'}")
