"""What happens when a member enters a client's account; the subject is the account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from portal.core.events import Happening


@dataclass(frozen=True, kw_only=True)
class LoggedIn(Happening):
    """A member of the partner logged in to the account at the vendor."""

    type: ClassVar[str] = "account.logged_in"
    account_id: str
    access_level: str
