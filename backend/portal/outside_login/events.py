"""What happens to ways to sign in by the vendor's own log-in; the subject is always the user."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from portal.core.events import Happening


@dataclass(frozen=True, kw_only=True)
class OutsideLoginLinked(Happening):
    """Somebody signed in by the vendor's own log-in for the first time: from here on it is a way to sign in."""

    type: ClassVar[str] = "outside_login.linked"
    issuer: str


@dataclass(frozen=True, kw_only=True)
class OutsideLoginUnlinked(Happening):
    """An account at the vendor's own log-in is no way to sign in any more."""

    type: ClassVar[str] = "outside_login.unlinked"
    issuer: str
