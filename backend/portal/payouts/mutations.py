"""The verbs of payouts in GraphQL: what is sent, and what is answered."""

from __future__ import annotations

from decimal import Decimal

import strawberry

from portal.core.graphql import Payload, verb, verb_after
from portal.core.money import CurrencyCode
from portal.core.permissions import Permission
from portal.core.reading.declare import read
from portal.core.requests import Request
from portal.core.runtime import Runtime
from portal.core.work import Work
from portal.identity.service import Confirmed, confirm_person
from portal.payouts import approval, batches, methods, service
from portal.payouts.destinations import PayoutForm, PayoutMethodType
from portal.payouts.graphql import PayoutBatch, PayoutMethod, Withdrawal


@strawberry.input(description="Where the partner's money is to go from now on.")
class UpdatePayoutMethodInput:
    type: PayoutMethodType = strawberry.field(description="How money is sent.")
    holder_name: str | None = strawberry.field(
        default=None, description="Whose bank account it is, as the bank knows him; for BANK."
    )
    iban: str | None = strawberry.field(default=None, description="The bank account's number; for BANK.")
    bic: str | None = strawberry.field(default=None, description="The bank's code, where it has to be named; for BANK.")
    email: str | None = strawberry.field(default=None, description="The address of the account; for PAYPAL and STRIPE.")
    password: str | None = strawberry.field(
        default=None,
        description="The password of whoever calls, once more. Who has none must have signed in within 15 minutes.",
    )


@strawberry.type(description="The payout method, and from when on it can be used.")
class UpdatePayoutMethodPayload(Payload):
    payout_method: PayoutMethod | None = strawberry.field(default=None, description="The payout method.")


@strawberry.type(description="A withdrawal.")
class WithdrawalPayload(Payload):
    withdrawal: Withdrawal | None = strawberry.field(default=None, description="The withdrawal.")


@strawberry.input(description="How much to withdraw.")
class WithdrawRewardsInput:
    currency_code: CurrencyCode = strawberry.field(description="In which currency.")
    amount: Decimal | None = strawberry.field(
        default=None, description="In major units: 12.50. All that is available where it is left out."
    )
    payout_method_id: strawberry.ID | None = strawberry.field(
        default=None, description="The payout method's id; the partner's current one where it is left out."
    )


@strawberry.type(description="The withdrawal, whose money is reserved.")
class WithdrawRewardsPayload(WithdrawalPayload):
    pass


@strawberry.input(description="A withdrawal to cancel.")
class CancelWithdrawalInput:
    withdrawal_id: strawberry.ID = strawberry.field(description="The withdrawal's id.")


@strawberry.type(description="The cancelled withdrawal.")
class CancelWithdrawalPayload(WithdrawalPayload):
    pass


@strawberry.input(description="Withdrawals to agree with, 500 at most.")
class ApproveWithdrawalsInput:
    withdrawal_ids: list[strawberry.ID] = strawberry.field(description="Their ids.")


@strawberry.type(description="The approved withdrawals, in their order; none where one can't be approved.")
class ApproveWithdrawalsPayload(Payload):
    withdrawals: list[Withdrawal] = strawberry.field(default_factory=list, description="The withdrawals.")


@strawberry.input(description="A withdrawal to reject.")
class RejectWithdrawalInput:
    withdrawal_id: strawberry.ID = strawberry.field(description="The withdrawal's id.")
    reason: str = strawberry.field(description="Why; the partner reads it.")


@strawberry.type(description="The rejected withdrawal.")
class RejectWithdrawalPayload(WithdrawalPayload):
    pass


@strawberry.input(description="Approved withdrawals of one currency that go to bank accounts, 500 at most.")
class CreatePayoutBatchInput:
    withdrawal_ids: list[strawberry.ID] = strawberry.field(description="Their ids.")


@strawberry.type(description="The batch for the bank.")
class CreatePayoutBatchPayload(Payload):
    payout_batch: PayoutBatch | None = strawberry.field(default=None, description="The batch.")


@strawberry.input(description="A withdrawal that was paid.")
class MarkWithdrawalPaidInput:
    withdrawal_id: strawberry.ID = strawberry.field(description="The withdrawal's id.")
    reference: str = strawberry.field(description="By what the payment is found; the partner reads it.")


@strawberry.type(description="The paid withdrawal.")
class MarkWithdrawalPaidPayload(WithdrawalPayload):
    pass


@strawberry.input(description="A withdrawal that could not be paid.")
class FailWithdrawalInput:
    withdrawal_id: strawberry.ID = strawberry.field(description="The withdrawal's id.")
    reason: str = strawberry.field(description="Why; the partner reads it.")


@strawberry.type(description="The withdrawal that could not be paid.")
class FailWithdrawalPayload(WithdrawalPayload):
    pass


@strawberry.input(description="A withdrawal whose money came back.")
class ReturnWithdrawalInput:
    withdrawal_id: strawberry.ID = strawberry.field(description="The withdrawal's id.")
    reason: str = strawberry.field(description="Why; the partner reads it.")


@strawberry.type(description="The withdrawal whose money came back.")
class ReturnWithdrawalPayload(WithdrawalPayload):
    pass


async def _confirm(runtime: Runtime, request: Request, input: UpdatePayoutMethodInput) -> Confirmed:
    return await confirm_person(runtime, request, Permission.EDIT_PAYOUT_METHODS, input.password)


def _form(input: UpdatePayoutMethodInput) -> PayoutForm:
    return PayoutForm(type=input.type, holder_name=input.holder_name, iban=input.iban, bic=input.bic, email=input.email)


@strawberry.type
class PayoutMutations:
    @verb_after(_confirm, Permission.EDIT_PAYOUT_METHODS)
    async def update_payout_method(
        work: Work, input: UpdatePayoutMethodInput, confirmed: Confirmed
    ) -> UpdatePayoutMethodPayload:
        """Says where the partner's money goes from now on. All owners are told; it is used after a wait."""
        method = await methods.update_payout_method(work, _form(input), confirmed)
        return UpdatePayoutMethodPayload(payout_method=read(PayoutMethod, method))

    @verb(Permission.WITHDRAW_REWARDS)
    async def withdraw_rewards(work: Work, input: WithdrawRewardsInput) -> WithdrawRewardsPayload:
        """Withdraws what is available, or a part of it, the oldest rewards first. It is reserved at once."""
        withdrawal = await service.withdraw_rewards(work, input.currency_code, input.amount, input.payout_method_id)
        return WithdrawRewardsPayload(withdrawal=read(Withdrawal, withdrawal))

    @verb(Permission.WITHDRAW_REWARDS)
    async def cancel_withdrawal(work: Work, input: CancelWithdrawalInput) -> CancelWithdrawalPayload:
        """Takes a withdrawal back that the vendor's team hasn't decided upon."""
        withdrawal = await service.cancel_withdrawal(work, input.withdrawal_id)
        return CancelWithdrawalPayload(withdrawal=read(Withdrawal, withdrawal))

    @verb(Permission.APPROVE_WITHDRAWALS)
    async def approve_withdrawals(work: Work, input: ApproveWithdrawalsInput) -> ApproveWithdrawalsPayload:
        """Agrees with withdrawals, all of them or none. Not by whoever changed what is paid, or where to."""
        approved = await approval.approve_withdrawals(work, input.withdrawal_ids)
        return ApproveWithdrawalsPayload(withdrawals=[read(Withdrawal, one) for one in approved])

    @verb(Permission.APPROVE_WITHDRAWALS)
    async def reject_withdrawal(work: Work, input: RejectWithdrawalInput) -> RejectWithdrawalPayload:
        """Refuses a withdrawal; its money is the partner's again."""
        withdrawal = await approval.reject_withdrawal(work, input.withdrawal_id, input.reason)
        return RejectWithdrawalPayload(withdrawal=read(Withdrawal, withdrawal))

    @verb(Permission.APPROVE_WITHDRAWALS)
    async def create_payout_batch(work: Work, input: CreatePayoutBatchInput) -> CreatePayoutBatchPayload:
        """Puts approved withdrawals into a batch with its file for the bank, all of them or none."""
        batch = await batches.create_payout_batch(work, input.withdrawal_ids)
        return CreatePayoutBatchPayload(payout_batch=read(PayoutBatch, batch))

    @verb(Permission.APPROVE_WITHDRAWALS)
    async def mark_withdrawal_paid(work: Work, input: MarkWithdrawalPaidInput) -> MarkWithdrawalPaidPayload:
        """Says that a withdrawal was paid, with the bank or without a batch."""
        withdrawal = await approval.mark_withdrawal_paid(work, input.withdrawal_id, input.reference)
        return MarkWithdrawalPaidPayload(withdrawal=read(Withdrawal, withdrawal))

    @verb(Permission.APPROVE_WITHDRAWALS)
    async def fail_withdrawal(work: Work, input: FailWithdrawalInput) -> FailWithdrawalPayload:
        """Says that a withdrawal could not be paid; its money is the partner's again."""
        withdrawal = await approval.fail_withdrawal(work, input.withdrawal_id, input.reason)
        return FailWithdrawalPayload(withdrawal=read(Withdrawal, withdrawal))

    @verb(Permission.APPROVE_WITHDRAWALS)
    async def return_withdrawal(work: Work, input: ReturnWithdrawalInput) -> ReturnWithdrawalPayload:
        """Says that the money of a paid withdrawal came back; it is the partner's again."""
        withdrawal = await approval.return_withdrawal(work, input.withdrawal_id, input.reason)
        return ReturnWithdrawalPayload(withdrawal=read(Withdrawal, withdrawal))
