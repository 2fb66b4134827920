"""What happens to people's e-mail addresses; the subject is always the user."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import ClassVar

from portal.core.events import Happening


@dataclass(frozen=True, kw_only=True)
class EmailChangeRequested(Happening):
    """Somebody gave a new address; it counts once he has proved it."""

    type: ClassVar[str] = "email.change_requested"
    change_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class EmailChanged(Happening):
    """Somebody proved his new address, by which he signs in from here on."""

    type: ClassVar[str] = "email.changed"
    change_id: uuid.UUID
