"""What a plan or a payment does to an account and to who may enter it, and who is told of it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from sqlalchemy import select

from portal.accounts.models import AccountAccess, AccountStatus, ClientAccount
from portal.accounts.service import live_accesses_by_account
from portal.core.work import Work
from portal.platform.events import PaidAccountsTold, PaymentsTold, PlanCancelled, PlanSelected
from portal.platform.models import WITH_AMOUNT, BillingEvent, BillingEventType


@dataclass
class PaidAccounts:
    """Accounts that have paid, of which a batch told something that decides whom they count for: told of once.

    One whose row was refused after all may be among them; whoever listens looks at what is there.
    """

    account_ids: set[uuid.UUID] = field(default_factory=set)
    with_payments: set[uuid.UUID] = field(default_factory=set)

    def note(self, account: ClientAccount) -> None:
        """Has it told if it has paid."""
        if account.first_paid_at is not None:
            self.account_ids.add(account.id)

    def note_event(self, account: ClientAccount, type: str) -> None:
        """Has it told that money came or went."""
        if type in WITH_AMOUNT:
            self.with_payments.add(account.id)

    def tell(self, work: Work) -> None:
        """Records the events, if there is anything to tell.

        Of whom the first tells, the second is silent: who reckons at the second would give a payment to whom the
        account counted for until then, and take it back.
        """
        if self.account_ids:
            work.record(PaidAccountsTold(account_ids=sorted(self.account_ids)))
        if only_payments := self.with_payments - self.account_ids:
            work.record(PaymentsTold(account_ids=sorted(only_payments)))


class PlanChange(Enum):
    """What an event of plan or payment does to who may enter."""

    CAME = auto()
    ENDED = auto()
    # A plan is heard of after its end: who waits comes in all the same, since its end would not put him out.
    HAD_BEEN = auto()


@dataclass(frozen=True)
class Changed:
    """What became of the plan of a locked account, and the plan that it is or was."""

    account: ClientAccount
    change: PlanChange
    plan: str | None


async def apply_waiting(work: Work, account: ClientAccount, paid: PaidAccounts) -> None:
    """Applies what was told of an account before it was known."""
    waiting = select(BillingEvent).where(
        BillingEvent.account_id.is_(None), BillingEvent.account_number == account.account_id
    )
    found = (await work.session.execute(waiting.order_by(BillingEvent.occurred_at).with_for_update())).scalars().all()
    for event in found:
        event.account_id = account.id
        paid.note_event(account, event.type)
    await tell_changes(work, [changed for event in found if (changed := apply_event(account, event))])


async def has_plan_now(work: Work, account: ClientAccount) -> None:
    """The client of a locked account has a plan where he had none: partners who waited for it come in."""
    await tell_changes(work, [Changed(account, PlanChange.CAME, account.plan)])


def apply_event(account: ClientAccount, event: BillingEvent) -> Changed | None:
    """What an event does to the plan of a locked account. Refunds and chargebacks do nothing to it."""
    before = account.plan
    match event.type:
        case BillingEventType.PLAN_SELECTED:
            came = account.note_plan(event.plan, event.occurred_at)
        case BillingEventType.PAYMENT:
            came = account.note_payment(event.plan, event.occurred_at)
        case BillingEventType.PLAN_CANCELLED:
            ended = account.note_cancelled_plan(event.occurred_at)
            return Changed(account, PlanChange.ENDED, account.plan) if ended else None
        case _:
            return None
    if came or (account.has_plan and account.plan != before):
        return Changed(account, PlanChange.CAME, account.plan)
    return None if account.has_plan else Changed(account, PlanChange.HAD_BEEN, event.plan)


async def tell_changes(work: Work, changes: Sequence[Changed]) -> None:
    """Lets partners in who waited for a plan, and tells all of whom it is news; in the order of the changes."""
    if not changes:
        return
    live = await live_accesses_by_account(work, {changed.account.id for changed in changes})
    for changed in changes:
        _tell(work, changed, live.get(changed.account.id, ()))


def _tell(work: Work, changed: Changed, accesses: Sequence[AccountAccess]) -> None:
    account = changed.account
    # Where there is no partner, it is told once all the same.
    readers: list[uuid.UUID | None] = [access.partner_id for access in accesses] or [None]
    if changed.change is PlanChange.ENDED:
        for partner_id in readers:
            work.record(PlanCancelled(subject_id=account.id, partner_id=partner_id, account_id=account.account_id))
        return
    joining = [access.partner_id for access in accesses if access.status == AccountStatus.AWAITING_PLAN]
    for access in accesses:
        if access.partner_id in joining:
            access.join()
    for partner_id in joining if changed.change is PlanChange.HAD_BEEN else readers:
        work.record(
            PlanSelected(
                subject_id=account.id,
                partner_id=partner_id,
                account_id=account.account_id,
                plan=changed.plan,
                joined=partner_id in joining,
            )
        )
