"""Where money is to go: what a partner tells of it, checked; how little of it is shown; and how it is kept.

Kept is it encrypted, with a key that follows from the portal's secret key. Beside it stands a fingerprint, by which the
same account is found again and which tells nobody without the key which account it is.
"""

from __future__ import annotations

import base64
import hmac
import uuid
from dataclasses import asdict, dataclass
from enum import StrEnum

import orjson
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from portal.core import bank_accounts
from portal.core.inputs import email_address
from portal.core.problems import InvalidInputs, Problem


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


class Unreadable(Exception):
    """What is kept was not sealed by this portal's secret key, or not for this method."""


class Vault:
    """Seals destinations and opens them again."""

    def __init__(self, secret_key: str) -> None:
        self._seal = Fernet(base64.urlsafe_b64encode(_derived(secret_key, b"portal payout methods: seal")))
        self._fingerprint = _derived(secret_key, b"portal payout methods: fingerprint")

    def seal(self, method_id: uuid.UUID, destination: Destination) -> str:
        """What is kept. It opens for this method alone, so that no row can be given another's."""
        return self._seal.encrypt(orjson.dumps({"id": str(method_id), **asdict(destination)})).decode()

    def open(self, method_id: uuid.UUID, sealed: str) -> Destination:
        """What was sealed. Raises Unreadable."""
        try:
            kept = orjson.loads(self._seal.decrypt(sealed.encode()))
        except InvalidToken:
            raise Unreadable from None
        if kept.pop("id") != str(method_id):
            raise Unreadable
        return Destination(**{**kept, "type": PayoutMethodType(kept["type"])})

    def fingerprint(self, destination: Destination) -> bytes:
        """The same for the same account."""
        return hmac.digest(self._fingerprint, destination.key.encode(), "sha256")


def _derived(secret_key: str, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(secret_key.encode())
