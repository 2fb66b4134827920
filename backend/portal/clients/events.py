"""What happens to clients' links."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import ClassVar

from portal.core.events import Happening


@dataclass(frozen=True, kw_only=True)
class ClientLinkRequested(Happening):
    """Somebody asked for a fresh link to the access register; the subject is the asking."""

    type: ClassVar[str] = "client_link.requested"


@dataclass(frozen=True, kw_only=True)
class ClientLinkSent(Happening):
    """The owner of an account is mailed a link to the access register; the subject is the account."""

    type: ClassVar[str] = "client_link.sent"
    account_id: str
    link_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class ClientMailBounced(Happening):
    """A mail with a link to the client could not be delivered; the subject is the account."""

    type: ClassVar[str] = "account.mail_bounced"
    account_id: str
    kind: str
    link_id: uuid.UUID
