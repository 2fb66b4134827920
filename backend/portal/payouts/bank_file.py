"""The file by which a bank is asked to pay a batch: ISO 20022 pain.001.001.09, checked against its schema.

Pure: the same batch makes the same bytes. The library writes the moment and random ids into it, and every amount as if
its currency had two decimals: these are set here.
"""

from __future__ import annotations

import datetime as dt
import uuid
import xml.etree.ElementTree as ET  # reads what was written here, and nothing else
from collections.abc import Sequence
from dataclasses import dataclass

from sepaxml import SepaTransfer
from sepaxml.validation import try_valid_xml

from portal.core.money import CurrencyCode, major_units

SCHEMA = "pain.001.001.09"
_NAMESPACE = f"{{urn:iso:std:iso:20022:tech:xsd:{SCHEMA}}}"


@dataclass(frozen=True, kw_only=True)
class Debtor:
    """Who pays, from which account."""

    name: str
    iban: str
    bic: str


@dataclass(frozen=True, kw_only=True)
class Payment:
    """One payment: `end_to_end_id` has 35 characters at most."""

    end_to_end_id: str
    amount_minor: int
    name: str
    iban: str
    bic: str | None


@dataclass(frozen=True, kw_only=True)
class BankFile:
    """What a file says: payments in one currency, in their order."""

    batch_id: uuid.UUID
    created_at: dt.datetime
    currency: CurrencyCode
    debtor: Debtor
    payments: Sequence[Payment]

    @property
    def is_sepa(self) -> bool:
        """Whether the scheme of euro payments holds; others go as the banks agree."""
        return self.currency is CurrencyCode.EUR


def write_file(file: BankFile) -> bytes:
    """The file. Raises the library's ValidationError where the schema doesn't allow it."""
    config = {
        "name": file.debtor.name,
        "IBAN": file.debtor.iban,
        "BIC": file.debtor.bic,
        "batch": True,
        "currency": file.currency.value,
        # To the library: not of the scheme.
        "domestic": not file.is_sepa,
    }
    transfer = SepaTransfer(config, schema=SCHEMA, clean=True)
    for payment in file.payments:
        transfer.add_payment(_as_the_library_takes_it(file, payment))
    written = ET.fromstring(transfer.export(validate=False))  # noqa: S314  # written above
    _settle(written, file)
    out: bytes = ET.tostring(written, encoding="UTF-8", xml_declaration=True)
    try_valid_xml(out, SCHEMA)
    return out


def _as_the_library_takes_it(file: BankFile, payment: Payment) -> dict[str, object]:
    taken: dict[str, object] = {
        "name": payment.name,
        "IBAN": payment.iban,
        "amount": payment.amount_minor,
        "execution_date": file.created_at.astimezone(dt.UTC).date(),
        "description": f"{file.debtor.name}: rewards, {payment.end_to_end_id}",
        "endtoend_id": payment.end_to_end_id,
    }
    return taken | ({"BIC": payment.bic} if payment.bic else {})


def _settle(document: ET.Element, file: BankFile) -> None:
    """What the library makes up anew each time, and the amounts."""
    total = major_units(sum(one.amount_minor for one in file.payments), file.currency)
    for name, value in (
        ("MsgId", file.batch_id.hex),
        ("PmtInfId", file.batch_id.hex),
        ("CreDtTm", file.created_at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")),
        ("CtrlSum", total),
    ):
        for element in document.iter(f"{_NAMESPACE}{name}"):
            element.text = value
    for element, payment in zip(document.iter(f"{_NAMESPACE}InstdAmt"), file.payments, strict=True):
        element.text = major_units(payment.amount_minor, file.currency)
    if not file.is_sepa:
        for element in document.iter(f"{_NAMESPACE}ChrgBr"):
            element.text = "SHAR"
