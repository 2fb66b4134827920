"""Billing events of accounts that nobody knew: they are looked for again, or the vendor's team says whose they are."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from sqlalchemy import select

from portal.accounts.models import ClientAccount
from portal.accounts.service import unknown_account
from portal.core.batches import MOST_ROWS, require_batch
from portal.core.ids import parse_id, public_id
from portal.core.notices import Notice
from portal.core.permissions import Permission
from portal.core.problems import Conflict, InvalidInput, NotFound
from portal.core.texts import _
from portal.core.work import Work
from portal.platform.batches import RowResult, lock_accounts
from portal.platform.billing import BillingOutcome, apply_told
from portal.platform.doubles import doubles_among
from portal.platform.events import BillingEventsMatched
from portal.platform.models import BillingEvent


class Retried(NamedTuple):
    """What became of one event; None in place of one that isn't there."""

    result: RowResult
    event: BillingEvent | None


async def retry_billing_events(work: Work, event_ids: Sequence[str] | None, account_ref: str | None) -> list[Retried]:
    """Looks again for the account of each event that waits for one; or all are of this account, named by id or number.
    Without ids it takes those whose account is known by now, the oldest first, 500 at most.

    What they tell is applied as if it were told now. Raises InvalidInput for none, for more than 500 and for an account
    without events, NotFound for an account that nobody knows; what is wrong with one event stands in its result.
    """
    work.require(Permission.MATCH_BILLING_EVENTS)
    chosen = await _chosen(work, event_ids, account_ref)
    keys = {one: parse_id(BillingEvent.prefix, one) for one in chosen}
    numbers = await _numbers(work, [key for key in keys.values() if key])
    accounts = await lock_accounts(work, [account_ref] if account_ref else list(numbers.values()))
    if account_ref and account_ref not in accounts:
        raise unknown_account()
    events = await _locked(work, list(numbers))
    matched: dict[uuid.UUID, list[BillingEvent]] = defaultdict(list)
    retried = []
    for sent in chosen:
        key = keys[sent]
        event = events.get(key) if key else None
        account = accounts.get(account_ref or (event.account_number if event else ""))
        result = _match(sent, event, account)
        retried.append(Retried(result, event))
        if event is not None and account is not None and result.outcome == BillingOutcome.RECORDED:
            matched[account.id].append(event)
    new = [event for some in matched.values() for event in some]
    await apply_told(work, accounts, new)
    _tell(work, accounts, matched)
    await work.flush()
    doubles = await doubles_among(work, new)
    return [_warned(one, doubles) for one in retried]


def _warned(one: Retried, doubles: Mapping[uuid.UUID, Notice]) -> Retried:
    """With what should be known of an event that is matched now."""
    double = doubles.get(one.event.id) if one.event else None
    return one if double is None else Retried(replace(one.result, warnings=[double]), one.event)


async def _chosen(work: Work, event_ids: Sequence[str] | None, account_ref: str | None) -> Sequence[str]:
    if event_ids is not None:
        require_batch(event_ids, "billingEventIds")
        return event_ids
    if account_ref is not None:
        raise InvalidInput(_("Say which events are of this account."), field="billingEventIds")
    return await _known_by_now(work)


def _match(sent: str, event: BillingEvent | None, account: ClientAccount | None) -> RowResult:
    """Gives the event its account, where both are there."""
    if event is None:
        return RowResult(sent, BillingOutcome.REJECTED, [NotFound(field="billingEventIds")])
    if event.account_id is not None:
        message = _("This event has its account already.")
        return RowResult(sent, BillingOutcome.REJECTED, [Conflict(message, field="billingEventIds")])
    if account is None:
        return RowResult(sent, BillingOutcome.UNMATCHED)
    event.account_id = account.id
    return RowResult(sent, BillingOutcome.RECORDED)


async def _known_by_now(work: Work) -> Sequence[str]:
    """The events that wait for an account which is there, by their public ids."""
    query = (
        select(BillingEvent.id)
        .join(ClientAccount, ClientAccount.account_id == BillingEvent.account_number)
        .where(BillingEvent.account_id.is_(None))
        .order_by(BillingEvent.recorded_at, BillingEvent.id)
        .limit(MOST_ROWS)
    )
    found = (await work.session.execute(query)).scalars()
    return [public_id(BillingEvent.prefix, key) for key in found]


async def _numbers(work: Work, keys: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    """The numbers as they were sent. Accounts are locked before their events, so these are read first."""
    query = select(BillingEvent.id, BillingEvent.account_number).where(BillingEvent.id.in_(keys))
    return dict(list(await work.session.execute(query)))


async def _locked(work: Work, keys: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, BillingEvent]:
    query = select(BillingEvent).where(BillingEvent.id.in_(keys)).order_by(BillingEvent.id).with_for_update()
    found = await work.session.execute(query.execution_options(populate_existing=True))
    return {event.id: event for event in found.scalars()}


def _tell(
    work: Work, accounts: Mapping[str, ClientAccount], matched: Mapping[uuid.UUID, Sequence[BillingEvent]]
) -> None:
    for account in {account.id: account for account in accounts.values()}.values():
        events = matched.get(account.id)
        if events:
            ids = sorted(event.id for event in events)
            work.record(
                BillingEventsMatched(subject_id=account.id, account_id=account.account_id, billing_event_ids=ids)
            )
