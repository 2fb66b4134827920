"""A ledger of many entries, made by the portal's own rules without the mails and events of a worker."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TypeVar

from portal.core.actors import System
from portal.core.money import CurrencyCode
from portal.core.requests import Request
from portal.core.work import open_work
from portal.decisions.service import decide_accounts
from portal.platform.billing import BillingRow, record_billing_events
from portal.platform.models import BillingEventType
from portal.platform.service import AccountRow, register_accounts
from portal.rewards.keeping import reckon
from portal.rewards.service import release_due
from tests.people import Portal

T = TypeVar("T")

_EACH = 500
_MONTH = dt.timedelta(days=30)
# By turns of two partners.
_LEADS = """
insert into portal.lead (id, partner_id, website, website_key, mixed_script, company, status, registered_at,
                         approved_at, protected_until, expiry_told)
select gen_random_uuid(), (array[%s, %s]::uuid[])[1 + row_number() over () %% 2], website, website_key, false, name,
       'OPEN', signed_up_at - interval '5 days', signed_up_at - interval '5 days', signed_up_at + interval '85 days',
       false
from portal.client_account
"""


async def earn_many(portal: Portal, *, clients: int, payments: int) -> None:
    """So many clients of Alice and Bob paid so often, once in 30 days until today; what is due is released."""
    partners = [(await person()).partner_id or "" for person in (portal.alice, portal.bob)]
    for numbers in _in_batches(range(clients)):
        async with open_work(portal.runtime, Request(), System()) as work:
            begins = work.now - payments * _MONTH
            await register_accounts(work, [_account(number, begins) for number in numbers])
    await portal.superuser.execute(_LEADS, [one.removeprefix("part_") for one in partners])
    for numbers in _in_batches(range(clients)):
        for month in range(payments):
            async with open_work(portal.runtime, Request(), System()) as work:
                at = work.now - month * _MONTH - dt.timedelta(seconds=1)
                await record_billing_events(work, [_payment(number, month, at) for number in numbers])
    ids = [account_id for (account_id,) in await portal.rows("select id from client_account order by id")]
    for some in _in_batches(ids):
        async with open_work(portal.runtime, Request(), System()) as work:
            await decide_accounts(work, some)
            await work.flush()
            await reckon(work, some)
    more = True
    while more:
        async with open_work(portal.runtime, Request(), System()) as work:
            more = await release_due(work)


def _in_batches(things: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(things), _EACH):
        yield things[start : start + _EACH]


def _account(number: int, begins: dt.datetime) -> AccountRow:
    website = f"store-{number}.example"
    owner = f"owner@{website}"
    number_of_vendor, name = f"{number:024x}", f"Store {number}"
    return AccountRow(account_id=number_of_vendor, name=name, website=website, owner_email=owner, signed_up_at=begins)


def _payment(number: int, month: int, at: dt.datetime) -> BillingRow:
    return BillingRow(
        source="vendor",
        external_id=f"{number}-{month}",
        type=BillingEventType.PAYMENT,
        account_id=f"{number:024x}",
        occurred_at=at,
        amount=Decimal(1_000 + number) / 100,
        currency_code=CurrencyCode.EUR,
    )
