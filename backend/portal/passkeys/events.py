"""What happens to passkeys; the subject is always the user."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import ClassVar

from portal.core.events import Happening


@dataclass(frozen=True, kw_only=True)
class PasskeyAdded(Happening):
    """Somebody added a passkey, with which he signs in from here on."""

    type: ClassVar[str] = "passkey.added"
    passkey_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class PasskeyRemoved(Happening):
    """A passkey was removed: it lets nobody in any more."""

    type: ClassVar[str] = "passkey.removed"
    passkey_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class PasskeyCloned(Happening):
    """A passkey was refused because its counter went backwards, as that of a copy does."""

    type: ClassVar[str] = "passkey.cloned"
    passkey_id: uuid.UUID
