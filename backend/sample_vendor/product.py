"""What an owner does in Mailwave, and what the portal hears of it.

Each verb changes our own store and writes a letter in one transaction, then waits a moment for the portal's answer.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from sample_vendor import documents
from sample_vendor.accounts import CURRENCY, Account, Plan
from sample_vendor.clock import Clock
from sample_vendor.outbox import Letter, LetterState, Outbox
from sample_vendor.store import Store

# Names this product among all that tell the portal of money; together with our id it says which event it is.
SOURCE = "mailwave"


@dataclass(frozen=True)
class SignUp:
    """What somebody typed to get an account. `click_id` came with the agency's link, and says whose client it is."""

    name: str
    website: str
    email: str
    click_id: str | None


class Product:
    """The verbs."""

    def __init__(self, store: Store, outbox: Outbox, clock: Clock) -> None:
        self._store = store
        self._outbox = outbox
        self._clock = clock

    async def sign_up(self, form: SignUp) -> tuple[str, Letter]:
        """Makes an account and registers it; its number and what the portal said.

        A refused account is gone again. While the portal is away the account works, and is registered later.
        """
        number, email, at = secrets.token_hex(12), form.email.strip().lower(), await self._clock.moment()
        told = {"accountId": number, "name": form.name, "website": form.website, "ownerEmail": email, "signedUpAt": at}
        if form.click_id:
            told["clickId"] = form.click_id
        with self._store:
            self._store.add(
                "account",
                number=number,
                name=form.name,
                website=form.website,
                owner_email=email,
                click_id=form.click_id,
                created_at=at,
            )
            letter_id = self._outbox.write(number, documents.REGISTER_ACCOUNTS, {"accounts": [told]})
        letter = await self._outbox.sent(letter_id)
        if letter.state is LetterState.REFUSED:
            with self._store:
                self._store.change("delete from account where number = ?", number)
        return number, letter

    async def choose_plan(self, account: Account, plan: Plan) -> Letter:
        """From now on the account has this plan."""
        at = await self._clock.moment()
        with self._store:
            self._store.change("update account set plan = ? where number = ?", plan.name, account.number)
            letter_id = self._bill(account, f"plan-{secrets.token_hex(8)}", "PLAN_SELECTED", at, plan=plan.name)
        return await self._outbox.sent(letter_id)

    async def cancel_plan(self, account: Account) -> Letter:
        """From now on the account has no plan."""
        at = await self._clock.moment()
        with self._store:
            self._store.change("update account set plan = null where number = ?", account.number)
            letter_id = self._bill(account, f"cancelled-{secrets.token_hex(8)}", "PLAN_CANCELLED", at)
        return await self._outbox.sent(letter_id)

    async def pay(self, account: Account, plan: Plan, payment_id: str) -> Letter | None:
        """Takes one month's money. None where this very payment was taken before: a second click costs nothing."""
        at = await self._clock.moment()
        query = """
            insert into payment (id, account_number, plan, amount, paid_at) values (?, ?, ?, ?, ?)
            on conflict (id) do nothing
        """
        with self._store:
            if not self._store.change(query, payment_id, account.number, plan.name, str(plan.price), at):
                return None
            amount = {"amount": str(plan.price), "currencyCode": CURRENCY}
            letter_id = self._bill(account, payment_id, "PAYMENT", at, plan=plan.name, **amount)
        return await self._outbox.sent(letter_id)

    async def refund(self, account: Account, payment_id: str) -> Letter | None:
        """Gives a payment back. None where it isn't this account's, or was given back before."""
        at = await self._clock.moment()
        query = "update payment set refunded_at = ? where id = ? and account_number = ? and refunded_at is null"
        with self._store:
            if not self._store.change(query, at, payment_id, account.number):
                return None
            [payment] = self._store.all("select amount from payment where id = ?", payment_id)
            told = {"amount": payment["amount"], "currencyCode": CURRENCY, "paymentExternalId": payment_id}
            letter_id = self._bill(account, f"refund-{payment_id}", "REFUND", at, **told)
        return await self._outbox.sent(letter_id)

    async def close(self, account: Account) -> Letter:
        """Closes the account for good; its e-mail address may own another."""
        with self._store:
            self._store.change("update account set status = 'CLOSED' where number = ?", account.number)
            self._store.change("delete from session where account_number = ?", account.number)
            told = {"accountIds": [account.number], "reason": "The owner closed the account."}
            letter_id = self._outbox.write(account.number, documents.CLOSE_ACCOUNTS, told)
        return await self._outbox.sent(letter_id)

    def _bill(self, account: Account, external_id: str, type: str, at: str, **more: Any) -> int:
        """A letter with one billing event. The portal keeps each pair of source and externalId once."""
        event = {"source": SOURCE, "externalId": external_id, "type": type, "accountId": account.number}
        event |= {"occurredAt": at, **more}
        return self._outbox.write(account.number, documents.RECORD_BILLING_EVENTS, {"events": [event]})
