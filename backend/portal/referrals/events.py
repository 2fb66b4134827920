"""What happens to referral links, and by them."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import ClassVar

from portal.core.events import Happening


@dataclass(frozen=True, kw_only=True)
class ReferralLinkCreated(Happening):
    """A partner has a new link; the first one comes with the partner. The subject is the link."""

    type: ClassVar[str] = "referral_link.created"
    name: str
    code: str


@dataclass(frozen=True, kw_only=True)
class ReferralLinkUpdated(Happening):
    """A link was renamed, or switched off or on; `fields` names what was changed. The subject is the link."""

    type: ClassVar[str] = "referral_link.updated"
    fields: list[str]
    name: str
    active: bool


@dataclass(frozen=True, kw_only=True)
class AccountReferred(Happening):
    """A sign-up told a click on a partner's link, at once or later; the subject is the account.

    It belongs to no partner: whom the account counts for is decided at its first payment.
    """

    type: ClassVar[str] = "account.referred"
    account_id: str
    referral_link_id: uuid.UUID
    clicked_at: dt.datetime
