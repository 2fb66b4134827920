"""What the tests of payouts do again and again."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

from portal.core.actors import System
from portal.core.money import CurrencyCode
from portal.core.requests import Request
from portal.core.work import open_work
from portal.rewards.service import adjust_balance
from tests.people import PASSWORD, Person, Portal

# The example that the registry of IBANs gives for Germany, and others' by the same rule.
IBAN, OTHER_IBAN = "DE89370400440532013000", "NL91ABNA0417164300"
BIC = "COBADEFFXXX"
BANK = {"type": "BANK", "holderName": "Brightside Käse GmbH", "iban": IBAN, "bic": BIC}
METHOD = "payoutMethod { id type masked usableFrom usable }"
WITHDRAWAL = (
    "withdrawal { id status amount { amount currencyCode } reference reason requestedAt approvedAt paidAt endedAt"
    " endToEndId flags payoutMethod { id masked } requestedBy { name } partner { name } }"
)
# Of withdrawals, one after the other of which nobody has.
UNKNOWN = ("wdr_" + "0" * 32, "acct_" + "0" * 32, "rubbish", "\0", "")
SUM_OF_LINES = "select coalesce(sum(amount_minor), 0) from ledger_entry"


async def earn(
    portal: Portal, person: Person, *amounts: str, currency: str = "EUR", reason: str = "For the test."
) -> None:
    """Rewards that can be withdrawn at once, the oldest first, each of 500 at most."""
    for amount in amounts:
        async with open_work(portal.runtime, Request(), System()) as work:
            await adjust_balance(work, person.partner_id or "", Decimal(amount), CurrencyCode(currency), reason)


async def set_method(portal: Portal, person: Person, **values: Any) -> dict[str, Any]:
    """A payout method, by whoever has the password of the tests."""
    await portal.set_password(person)
    made = await person.do("updatePayoutMethod", METHOD, **{**BANK, "password": PASSWORD, **values})
    return dict(made["payoutMethod"])


async def usable_method(portal: Portal, person: Person, **values: Any) -> dict[str, Any]:
    """A payout method whose wait is over."""
    method = await set_method(portal, person, **values)
    await portal.advance(hours=72)
    return method


async def partner_with(portal: Portal, *amounts: str, currency: str = "EUR", **method: Any) -> Person:
    """Alice, who can withdraw these rewards."""
    alice = await portal.alice()
    await usable_method(portal, alice, **method)
    await earn(portal, alice, *amounts, currency=currency)
    return alice


async def withdraw(person: Person, amount: str | None = None, currency: str = "EUR", **more: Any) -> dict[str, Any]:
    """A withdrawal, of all where no amount is given."""
    sent = more | {"currencyCode": currency} | ({} if amount is None else {"amount": amount})
    return dict((await person.do("withdrawRewards", WITHDRAWAL, **sent))["withdrawal"])


async def approve(operator: Person, *withdrawals: dict[str, Any]) -> None:
    await operator.do("approveWithdrawals", "withdrawals { id }", withdrawalIds=[one["id"] for one in withdrawals])


async def mark_paid(operator: Person, withdrawal: dict[str, Any], reference: str = "bank-1") -> None:
    await operator.do("markWithdrawalPaid", "withdrawal { id }", withdrawalId=withdrawal["id"], reference=reference)


async def set_debtor(operator: Person) -> None:
    """From which account the program pays."""
    await operator.do(
        "updateProgram",
        "program { payoutIban }",
        payoutName="Vendor Ltd",
        payoutIban="DE75512108001245126199",
        payoutBic="SOGEDEFFXXX",
    )


async def batch_of(operator: Person, *withdrawals: dict[str, Any]) -> dict[str, Any]:
    """A batch with approved withdrawals."""
    shown = "payoutBatch { id fileUrl amount { amount currencyCode } withdrawals { id status } }"
    made = await operator.do("createPayoutBatch", shown, withdrawalIds=[one["id"] for one in withdrawals])
    return dict(made["payoutBatch"])


async def status_of(person: Person, withdrawal: dict[str, Any]) -> str | None:
    """Where it stands, as the person sees it; None where it doesn't exist for him."""
    document = "query ($id: ID!) { node(id: $id) { ... on Withdrawal { status } } }"
    found = (await person.read(document, id=withdrawal["id"]))["node"]
    return found["status"] if found else None


def key_of(person: Person) -> uuid.UUID:
    assert person.user_id is not None
    return uuid.UUID(person.user_id.removeprefix("user_"))
