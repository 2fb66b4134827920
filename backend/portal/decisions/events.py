"""What happens to credit; the subject is the account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from portal.core.events import Happening


@dataclass(frozen=True, kw_only=True)
class CreditDecided(Happening):
    """It was decided whom the account counts for; told to each partner for whom it says something new: `credited` says
    whether it counts for this one, `evidence` by what. Where nobody was weighed it is told once, of no partner.
    """

    type: ClassVar[str] = "credit.decided"
    account_id: str
    credited: bool
    evidence: str | None
    policy_version: int


@dataclass(frozen=True, kw_only=True)
class CreditFrozen(Happening):
    """The decision stands: what arrives late changes nothing any more."""

    type: ClassVar[str] = "credit.frozen"
    account_id: str


@dataclass(frozen=True, kw_only=True)
class CreditDiffers(Happening):
    """The nightly check derived another decision than the kept one: a fault of the portal's, for its operators."""

    type: ClassVar[str] = "program.credit_differs"
    account_id: str
