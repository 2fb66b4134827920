"""The money of partners who left the program: it is paid out, and then there is nothing more."""

from __future__ import annotations

from sqlalchemy import and_, exists, select

from portal.core.work import Work
from portal.partners.models import Partner, PartnerStatus
from portal.payouts.events import WithdrawalRequested
from portal.payouts.models import PayoutMethod, Withdrawal, WithdrawalStatus
from portal.payouts.service import about, reserve
from portal.rewards.ledger import open_book
from portal.rewards.ledger_models import Balance

AT_ONCE = 100
_NOT_PAID = (WithdrawalStatus.REJECTED, WithdrawalStatus.FAILED, WithdrawalStatus.RETURNED)


async def pay_out_who_left(work: Work) -> None:
    """Asks for all that is available to partners who left, whatever the least withdrawal is, where they owe nothing and
    have a payout method that can be used. Nobody of theirs can ask for it any more.

    Of what the vendor's team then rejected, or what failed or came back, nothing is asked for again: somebody has to
    look at it.
    """
    given_up = exists().where(
        Withdrawal.partner_id == Balance.partner_id,
        Withdrawal.currency_code == Balance.currency_code,
        Withdrawal.requested_by.is_(None),
        Withdrawal.status.in_(_NOT_PAID),
    )
    current = and_(PayoutMethod.partner_id == Partner.id, PayoutMethod.replaced_at.is_(None))
    waiting = (
        select(Balance.partner_id, Balance.currency_code, PayoutMethod)
        .join(Partner, Partner.id == Balance.partner_id)
        .join(PayoutMethod, current)
        .where(
            Partner.status == PartnerStatus.CLOSED.value,
            PayoutMethod.usable_from <= work.now,
            Balance.available_minor > 0,
            ~given_up,
        )
        # As everybody holds purses.
        .order_by(Balance.partner_id, Balance.currency_code)
        .limit(AT_ONCE)
    )
    for partner_id, currency_code, method in (await work.session.execute(waiting)).all():
        book = await open_book(work, partner_id, currency_code)
        available = select(Balance.available_minor).where(
            Balance.partner_id == partner_id, Balance.currency_code == currency_code
        )
        amount_minor = (await work.session.execute(available)).scalar_one()
        if amount_minor > 0:
            withdrawal = await reserve(work, book, method, amount_minor)
            work.record(WithdrawalRequested(**about(withdrawal)))
            # Before the next purse: the database takes a transaction's lines in one statement.
            await work.flush()
