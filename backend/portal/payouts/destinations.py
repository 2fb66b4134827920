"""Where money is to go: what a partner tells of it, checked; how little of it is shown; and how it is kept.

Kept is it encrypted, with a key that follows from the portal's secret key. Beside it stands a fingerprint, by which the
same account is found again and which tells nobody without the key which account it is.
"""

from __future__ import annotations

import hmac
import uuid
from dataclasses import asdict, dataclass
from enum import StrEnum

from portal.core import bank_accounts
from portal.core.inputs import email_address
from portal.core.problems import InvalidInputs, Problem
from portal.core.seals import Seal, derived_key


class PayoutMethodType(StrEnum):
    """How money is sent."""

    BANK = "BANK"
    PAYPAL = "PAYPAL"
    STRIPE = "STRIPE"


@dataclass(frozen=True, kw_only=True)
class PayoutForm:
    """What a partner sends."""

    type: PayoutMethodType
    holder_name: str | None = None
    iban: str | None = None
    bic: str | None = None
    email: str | None = None


@dataclass(frozen=True, kw_only=True)
class Destination:
    """Where money goes, whole: a bank account and whose it is, or an address at PayPal or Stripe."""

    type: PayoutMethodType
    holder_name: str | None = None
    iban: str | None = None
    bic: str | None = None
    email: str | None = None

    @property
    def masked(self) -> str:
        """As much of it as one needs to know it again: DE89 •••• 3000, a•••@agency.example."""
        if self.iban is not None:
            return f"{self.iban[:4]} •••• {self.iban[-4:]}"
        local, _at, domain = (self.email or "").rpartition("@")
        return f"{local[:1]}•••@{domain}"

    @property
    def key(self) -> str:
        """What makes it the same as another: the account alone, whoever is said to hold it."""
        return f"{self.type}:{self.iban or self.email}"


def read_destination(form: PayoutForm) -> Destination:
    """What was sent, checked. Raises InvalidInputs for all that can't be; what belongs to another type is left out."""
    problems: list[Problem] = []

    def checked(read: object, value: str | None, field: str) -> str | None:
        assert callable(read)
        try:
            return str(read(value or "", field))
        except Problem as problem:
            problems.append(problem)
            return None

    if form.type is PayoutMethodType.BANK:
        found = Destination(
            type=form.type,
            holder_name=checked(bank_accounts.holder_name, form.holder_name, "holderName"),
            iban=checked(bank_accounts.iban, form.iban, "iban"),
            bic=checked(bank_accounts.bic, form.bic, "bic") if form.bic and form.bic.strip() else None,
        )
    else:
        found = Destination(type=form.type, email=checked(email_address, form.email, "email"))
    if problems:
        raise InvalidInputs(problems)
    return found


class Vault:
    """Seals destinations and opens them again."""

    def __init__(self, secret_key: str) -> None:
        self._seal = Seal(secret_key, "portal payout methods: seal")
        self._fingerprint = derived_key(secret_key, "portal payout methods: fingerprint")

    def seal(self, method_id: uuid.UUID, destination: Destination) -> str:
        """What is kept. It opens for this method alone, so that no row can be given another's."""
        return self._seal.close(method_id, asdict(destination))

    def open(self, method_id: uuid.UUID, sealed: str) -> Destination:
        """What was sealed. Raises Unreadable."""
        kept = self._seal.open(method_id, sealed)
        return Destination(**{**kept, "type": PayoutMethodType(kept["type"])})

    def fingerprint(self, destination: Destination) -> bytes:
        """The same for the same account."""
        return hmac.digest(self._fingerprint, destination.key.encode(), "sha256")
