"""Payout batches: withdrawals that a bank pays together, and the file that asks it to."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import undefer

from portal.core.ids import new_id, parse_id
from portal.core.money import CurrencyCode, major_units
from portal.core.permissions import Permission
from portal.core.problems import InvalidInput, InvalidInputs, NotFound, Problem, UserErrorCode
from portal.core.seals import Unreadable
from portal.core.texts import _
from portal.core.work import Work
from portal.payouts.approval import hold_all, named
from portal.payouts.bank_file import BankFile, Debtor, Payment, write_file
from portal.payouts.destinations import PayoutMethodType, Vault
from portal.payouts.events import PayoutBatchCreated, PayoutFileFetched, WithdrawalProcessing
from portal.payouts.models import PayoutBatch, PayoutMethod, Withdrawal
from portal.payouts.service import about
from portal.program.service import current_program


async def create_payout_batch(work: Work, withdrawal_ids: Sequence[str]) -> PayoutBatch:
    """Puts approved withdrawals of one currency into a batch, all or none.

    Raises InvalidInput, InvalidInputs of NotFound, Conflict and InvalidInput, and a Problem NOT_ALLOWED where the
    program doesn't say from which account it pays.
    """
    work.require(Permission.APPROVE_WITHDRAWALS)
    withdrawals = await hold_all(work, withdrawal_ids)
    debtor = await _debtor(work)
    batch = PayoutBatch(
        id=new_id(),
        currency_code=withdrawals[0].currency_code,
        debtor_name=debtor.name,
        debtor_iban=debtor.iban,
        debtor_bic=debtor.bic,
        created_by=work.actor.actor_id,
        created_at=work.now,
    )
    work.add(batch)
    await work.flush()
    await _take(work, batch, withdrawals)
    # Nothing goes into a batch of which the bank can't be told.
    await make_file(work, batch)
    total = major_units(sum(one.amount_minor for one in withdrawals), CurrencyCode(batch.currency_code))
    work.record(
        PayoutBatchCreated(
            subject_id=batch.id, amount=total, currency_code=batch.currency_code, withdrawals=len(withdrawals)
        )
    )
    return batch


async def _debtor(work: Work) -> Debtor:
    program = await current_program(work)
    if not (program.payout_name and program.payout_iban and program.payout_bic):
        message = _("Ask an administrator to enter account holder, IBAN and BIC in the program's settings.")
        raise Problem(message, code=UserErrorCode.NOT_ALLOWED)
    return Debtor(name=program.payout_name, iban=program.payout_iban, bic=program.payout_bic)


async def _take(work: Work, batch: PayoutBatch, withdrawals: Sequence[Withdrawal]) -> None:
    ids = {one.payout_method_id for one in withdrawals}
    query = select(PayoutMethod.id).where(PayoutMethod.id.in_(ids), PayoutMethod.type == PayoutMethodType.BANK)
    at_banks = set((await work.session.execute(query)).scalars())
    problems: list[Problem] = []
    for i, withdrawal in enumerate(withdrawals):
        try:
            if withdrawal.currency_code != batch.currency_code:
                raise InvalidInput(_("All withdrawals of a batch are of one currency."))
            if withdrawal.payout_method_id not in at_banks:
                raise InvalidInput(_("This goes to no bank account: pay it by itself, and mark it paid."))
            withdrawal.process(batch.id)
        except Problem as problem:
            problem.field = named(i)
            problems.append(problem)
    if problems:
        raise InvalidInputs(problems)
    for withdrawal in withdrawals:
        work.record(WithdrawalProcessing(payout_batch_id=batch.id, **about(withdrawal)))


async def payout_file(work: Work, batch_id: str) -> bytes:
    """The file of a batch, the same bytes each time. Raises NotFound."""
    work.require(Permission.VIEW_PAYOUT_BATCHES)
    # It never changes, so nobody needs to wait for whoever reads it.
    found = select(PayoutBatch).where(PayoutBatch.id == parse_id(PayoutBatch.prefix, batch_id))
    batch = (await work.session.execute(found)).scalar_one_or_none()
    if batch is None:
        raise NotFound
    work.record(PayoutFileFetched(subject_id=batch.id))
    return await make_file(work, batch)


async def make_file(work: Work, batch: PayoutBatch) -> bytes:
    """The file, made from the batch's rows. Raises a Problem NOT_ALLOWED where an account can't be read any more."""
    await work.flush()
    query = (
        select(Withdrawal, PayoutMethod)
        .join(PayoutMethod, PayoutMethod.id == Withdrawal.payout_method_id)
        .where(Withdrawal.batch_id == batch.id)
        .order_by(Withdrawal.id)
        .options(undefer(PayoutMethod.sealed))
    )
    vault = Vault(work.runtime.settings.secret_key)
    payments = [_payment(vault, one, method) for one, method in await work.session.execute(query)]
    debtor = Debtor(name=batch.debtor_name, iban=batch.debtor_iban, bic=batch.debtor_bic)
    file = BankFile(
        batch_id=batch.id,
        created_at=batch.created_at,
        currency=CurrencyCode(batch.currency_code),
        debtor=debtor,
        payments=payments,
    )
    # Checking it against the schema takes some tenths of a second.
    return await asyncio.to_thread(write_file, file)


def _payment(vault: Vault, withdrawal: Withdrawal, method: PayoutMethod) -> Payment:
    try:
        destination = vault.open(method.id, method.sealed)
    except Unreadable:
        message = _(
            "The account {masked} can't be read any more: the portal's secret key is another one. Ask the partner for"
            " it again.",
            masked=method.masked,
        )
        raise Problem(message, code=UserErrorCode.NOT_ALLOWED) from None
    assert destination.holder_name is not None
    assert destination.iban is not None
    return Payment(
        end_to_end_id=withdrawal.end_to_end_id,
        amount_minor=withdrawal.amount_minor,
        name=destination.holder_name,
        iban=destination.iban,
        bic=destination.bic,
    )
