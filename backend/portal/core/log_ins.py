"""Into what a program may log a person in, besides telling who he is: rooms offer it, the provider asks for it.

Lower rooms don't know the upper ones: the provider knows scopes and texts alone, and the room that has the thing says
who may enter it. `portal.house` puts the two together.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from sqlalchemy.orm import Session

if TYPE_CHECKING:
    from portal.core.work import Work


@dataclass(frozen=True, kw_only=True)
class LogIn:
    """Who is to be logged in, from which partner's desk, and to what: the `login_hint` of OpenID Connect."""

    user_id: uuid.UUID
    partner_id: uuid.UUID | None
    hint: str


@dataclass(frozen=True, kw_only=True)
class Entrance:
    """What he may enter: the id of its row, and what the ID token says of it."""

    subject_id: uuid.UUID
    claims: Mapping[str, str]


class Door(Protocol):
    """What a scope opens."""

    def open(self, session: Session, log_in: LogIn) -> Entrance | None:
        """As what he may enter at this moment; None where he may not, or where there is no such thing."""

    def note(self, work: Work, session: Session, log_in: LogIn, entrance: Entrance) -> None:
        """Keeps that he entered just now. May only record events and write to the session."""


Doors = Mapping[str, Door]
