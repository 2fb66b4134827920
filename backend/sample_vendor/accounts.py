"""The accounts that Mailwave has."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from decimal import Decimal

from sample_vendor.store import Store


@dataclass(frozen=True)
class Plan:
    """What one pays for each month, in euros without tax."""

    name: str
    price: Decimal
    text: str


PLANS = (
    Plan("Free trial", Decimal("0.00"), "All of Mailwave for 14 days, up to 250 contacts."),
    Plan("Starter", Decimal("29.00"), "Up to 5,000 contacts, automations, sign-up forms."),
    Plan("Pro", Decimal("99.00"), "Up to 50,000 contacts, segments, A/B tests, a person to call."),
)
CURRENCY = "EUR"


def plan_named(name: str | None) -> Plan | None:
    """The plan of this name."""
    return next((plan for plan in PLANS if plan.name == name), None)


@dataclass(frozen=True)
class Account:
    """One store's account. `number` is the Account ID, 24 hex digits. Nobody owns it while an agency builds it."""

    number: str
    name: str
    website: str
    owner_email: str | None
    plan: str | None
    status: str


@dataclass(frozen=True)
class Payment:
    """What was paid for one month."""

    id: str
    plan: str
    amount: Decimal
    paid_at: str
    refunded_at: str | None


def account_numbered(store: Store, number: str) -> Account | None:
    """The account with this number."""
    row = store.one("select * from account where number = ?", number)
    return _account(row) if row else None


def accounts_of(store: Store, email: str) -> list[Account]:
    """The open accounts that this address owns, the newest first."""
    query = "select * from account where owner_email = ? and status = 'OPEN' order by created_at desc, number"
    return [_account(row) for row in store.all(query, email.strip().lower())]


def payments_of(store: Store, number: str) -> list[Payment]:
    """The account's payments, the newest first."""
    rows = store.all("select * from payment where account_number = ? order by paid_at desc, id", number)
    return [Payment(row["id"], row["plan"], Decimal(row["amount"]), row["paid_at"], row["refunded_at"]) for row in rows]


def unread_refusals(store: Store, number: str) -> list[str]:
    """What the portal refused after the owner had gone on, in its words."""
    query = "select trouble from letter where account_number = ? and state = 'REFUSED' and seen = 0 order by id"
    return [row["trouble"] for row in store.all(query, number)]


def _account(row: sqlite3.Row) -> Account:
    names = ("number", "name", "website", "owner_email", "plan", "status")
    return Account(**{name: row[name] for name in names})
