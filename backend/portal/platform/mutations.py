"""The verbs of the vendor's side in GraphQL: what is sent, and what is answered."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import strawberry

from portal.accounts.graphql import ClientAccount
from portal.accounts.mutations import AccountPayload
from portal.core.graphql import Payload, ShownNotice, UserError, described, user_errors, verb, warnings_of
from portal.core.money import CurrencyCode
from portal.core.permissions import Permission
from portal.core.reading.declare import read
from portal.core.work import Work
from portal.partners.graphql import Partner
from portal.partners.mutations import PartnerPayload
from portal.platform import billing, endings, inbox, service
from portal.platform.batches import RowResult
from portal.platform.billing import BillingOutcome, BillingRow
from portal.platform.graphql import BillingEvent
from portal.platform.models import BillingEventType
from portal.platform.service import AccountRow, CloseOutcome, RegisterOutcome

described(
    RegisterOutcome,
    CREATED="The account is new.",
    UPDATED="The account was changed.",
    UNCHANGED="The account was like this already.",
    REJECTED="Nothing was changed; the errors say why.",
)
described(
    CloseOutcome,
    CLOSED="The account is closed.",
    UNCHANGED="The account was closed already.",
    REJECTED="Nothing was changed; the errors say why.",
)
described(
    BillingOutcome,
    RECORDED="It is kept and applied.",
    DUPLICATE="It was recorded before, alike.",
    UNMATCHED="It is kept until its account is registered.",
    REJECTED="It was not kept; the errors say why.",
)


@strawberry.input(description="One client's account, as the vendor's app knows it.")
class RegisteredAccountInput:
    account_id: str = strawberry.field(description="The vendor's number.")
    name: str = strawberry.field(description="The store's name.")
    website: str = strawberry.field(description="The store's website.")
    owner_email: str = strawberry.field(description="Who owns it.")
    signed_up_at: dt.datetime = strawberry.field(description="When the client signed up.")
    click_id: str | None = strawberry.field(
        default=None, description="The click id that the sign-up carried: what stood behind `click` in the address."
    )
    plan: str | None = strawberry.field(
        default=None, description="The plan at sign-up, where there is one; later ones come as billing events."
    )
    first_paid_at: dt.datetime | None = strawberry.field(default=None, description="When the client paid first.")


@strawberry.input(description="Clients' accounts, 500 at most.")
class RegisterAccountsInput:
    accounts: list[RegisteredAccountInput] = strawberry.field(description="The accounts.")


@strawberry.type(description="What became of one account.")
class RegisterAccountsResult:
    account_id: str = strawberry.field(description="The number as it was sent.")
    outcome: RegisterOutcome = strawberry.field(description="What became of it.")
    user_errors: list[UserError] = strawberry.field(description="Why it was rejected.")
    warnings: list[ShownNotice] = strawberry.field(description="What should be known though it worked.")


@strawberry.type(description="One result for each account, in their order.")
class RegisterAccountsPayload(Payload):
    results: list[RegisterAccountsResult] = strawberry.field(default_factory=list, description="What became of each.")


@strawberry.input(description="Accounts that are closed at the vendor, 500 at most.")
class CloseAccountsInput:
    account_ids: list[strawberry.ID] = strawberry.field(description="Their ids or the vendor's numbers.")
    reason: str | None = strawberry.field(default=None, description="Why; partners read it.")


@strawberry.type(description="What became of one account.")
class CloseAccountsResult:
    account_id: str = strawberry.field(description="The id or number as it was sent.")
    outcome: CloseOutcome = strawberry.field(description="What became of it.")
    user_errors: list[UserError] = strawberry.field(description="Why it was rejected.")


@strawberry.type(description="One result for each account, in their order.")
class CloseAccountsPayload(Payload):
    results: list[CloseAccountsResult] = strawberry.field(default_factory=list, description="What became of each.")


@strawberry.input(description="An account that the vendor's app has made.")
class ConfirmAccountInput:
    account_id: strawberry.ID = strawberry.field(description="The account's id or the number that the portal gave.")
    new_account_id: str | None = strawberry.field(
        default=None, description="The vendor's own number, where it differs."
    )


@strawberry.type(description="The account, ready.")
class ConfirmAccountPayload(AccountPayload):
    pass


@strawberry.input(description="An account that the vendor's app could not make.")
class FailAccountInput:
    account_id: strawberry.ID = strawberry.field(description="The account's id or the number that the portal gave.")
    reason: str = strawberry.field(description="Why; the partner reads it.")


@strawberry.type(description="The account.")
class FailAccountPayload(AccountPayload):
    pass


@strawberry.input(description="One thing that the billing tells.")
class BillingEventInput:
    source: str = strawberry.field(description="Which system tells it.")
    external_id: str = strawberry.field(description="Its id there; the same id is kept once.")
    type: BillingEventType = strawberry.field(description="What happened.")
    account_id: str = strawberry.field(description="The vendor's number of the account, or its id.")
    occurred_at: dt.datetime = strawberry.field(description="When it happened.")
    plan: str | None = strawberry.field(default=None, description="The plan that was chosen or paid for.")
    amount: Decimal | None = strawberry.field(default=None, description="In major units, without tax: 12.50.")
    currency_code: CurrencyCode | None = strawberry.field(default=None, description="The amount's currency.")
    payment_external_id: str | None = strawberry.field(
        default=None, description="The payment that is refunded or charged back."
    )


@strawberry.input(description="What the billing tells, 500 at most, in any order.")
class RecordBillingEventsInput:
    events: list[BillingEventInput] = strawberry.field(description="The events.")


@strawberry.type(description="What became of one event.")
class RecordBillingEventsResult:
    external_id: str = strawberry.field(description="Its id at its source.")
    outcome: BillingOutcome = strawberry.field(description="What became of it.")
    user_errors: list[UserError] = strawberry.field(description="Why it was rejected.")
    warnings: list[ShownNotice] = strawberry.field(description="What should be known though it worked.")


@strawberry.type(description="One result for each event, in their order.")
class RecordBillingEventsPayload(Payload):
    results: list[RecordBillingEventsResult] = strawberry.field(
        default_factory=list, description="What became of each."
    )


@strawberry.input(description="Events that wait for their account, 500 at most.")
class RetryBillingEventsInput:
    billing_event_ids: list[strawberry.ID] | None = strawberry.field(
        default=None, description="Their ids; without them those whose account is known by now, the oldest first."
    )
    account_id: strawberry.ID | None = strawberry.field(
        default=None, description="Of which account they all are, by id or number; without it each is looked for again."
    )


@strawberry.type(description="What became of one event.")
class RetryBillingEventsResult:
    billing_event_id: strawberry.ID = strawberry.field(description="Its id.")
    billing_event: BillingEvent | None = strawberry.field(description="The event; null where there is none.")
    outcome: BillingOutcome = strawberry.field(description="What became of it.")
    user_errors: list[UserError] = strawberry.field(description="Why it was rejected.")
    warnings: list[ShownNotice] = strawberry.field(description="What should be known though it worked.")


@strawberry.type(description="One result for each event, in their order.")
class RetryBillingEventsPayload(Payload):
    results: list[RetryBillingEventsResult] = strawberry.field(default_factory=list, description="What became of each.")


@strawberry.input(description="A partner who leaves the program.")
class ClosePartnerInput:
    partner_id: strawberry.ID = strawberry.field(description="The partner's id.")
    reason: str | None = strawberry.field(default=None, description="Why.")


@strawberry.type(description="The closed partner.")
class ClosePartnerPayload(PartnerPayload):
    pass


@strawberry.input(description="An access to give to another partner.")
class MoveAccountInput:
    account_id: strawberry.ID = strawberry.field(description="The account's id or the vendor's number.")
    to_partner_id: strawberry.ID = strawberry.field(description="Who gets it.")
    from_partner_id: strawberry.ID | None = strawberry.field(
        default=None, description="Who had it; needed where several partners have access."
    )
    reason: str | None = strawberry.field(default=None, description="Why; both partners read it.")


@strawberry.type(description="The account.")
class MoveAccountPayload(AccountPayload):
    pass


@strawberry.type
class PlatformMutations:
    @verb(Permission.REGISTER_ACCOUNTS)
    async def register_accounts(work: Work, input: RegisterAccountsInput) -> RegisterAccountsPayload:
        """The vendor's app tells of clients' accounts and who owns them; each for itself."""
        rows = [AccountRow(**vars(row)) for row in input.accounts]
        results = await service.register_accounts(work, rows)
        return RegisterAccountsPayload(
            results=[
                RegisterAccountsResult(account_id=one.key, warnings=warnings_of(one.warnings), **_result(one))
                for one in results
            ]
        )

    @verb(Permission.REGISTER_ACCOUNTS)
    async def close_accounts(work: Work, input: CloseAccountsInput) -> CloseAccountsPayload:
        """The vendor's app tells of accounts that are closed: transfers, requests and accesses end."""
        results = await service.close_accounts(work, input.account_ids, input.reason)
        return CloseAccountsPayload(
            results=[CloseAccountsResult(account_id=one.key, **_result(one)) for one in results]
        )

    @verb(Permission.REGISTER_ACCOUNTS)
    async def confirm_account(work: Work, input: ConfirmAccountInput) -> ConfirmAccountPayload:
        """The vendor's app has made an account that a partner created."""
        account = await service.confirm_account(work, input.account_id, input.new_account_id)
        return ConfirmAccountPayload(account=read(ClientAccount, account))

    @verb(Permission.REGISTER_ACCOUNTS)
    async def fail_account(work: Work, input: FailAccountInput) -> FailAccountPayload:
        """The vendor's app could not make an account that a partner created."""
        account = await service.fail_account(work, input.account_id, input.reason)
        return FailAccountPayload(account=read(ClientAccount, account))

    @verb(Permission.RECORD_BILLING_EVENTS)
    async def record_billing_events(work: Work, input: RecordBillingEventsInput) -> RecordBillingEventsPayload:
        """The vendor's app tells of plans and payments; each is kept once, in whatever order they come."""
        rows = [BillingRow(**vars(row)) for row in input.events]
        results = await billing.record_billing_events(work, rows)
        return RecordBillingEventsPayload(
            results=[
                RecordBillingEventsResult(
                    external_id=one.key, warnings=warnings_of(one.warnings, path=()), **_result(one)
                )
                for one in results
            ]
        )

    @verb(Permission.MATCH_BILLING_EVENTS)
    async def retry_billing_events(work: Work, input: RetryBillingEventsInput) -> RetryBillingEventsPayload:
        """Looks again for the accounts of events that wait for them, or says of which account they are."""
        retried = await inbox.retry_billing_events(work, input.billing_event_ids, input.account_id)
        return RetryBillingEventsPayload(results=[_retried(one) for one in retried])

    @verb(Permission.EDIT_PARTNERS)
    async def close_partner(work: Work, input: ClosePartnerInput) -> ClosePartnerPayload:
        """A partner leaves the program: his requests are cancelled, his accesses end."""
        return ClosePartnerPayload(
            partner=read(Partner, await endings.close_partner(work, input.partner_id, input.reason))
        )

    @verb(Permission.MOVE_ACCOUNTS)
    async def move_account(work: Work, input: MoveAccountInput) -> MoveAccountPayload:
        """Gives one partner's access to an account to another; a transfer that is pending is cancelled."""
        account = await endings.move_account(
            work, input.account_id, input.to_partner_id, input.from_partner_id, input.reason
        )
        return MoveAccountPayload(account=read(ClientAccount, account))


def _result(one: RowResult) -> dict[str, Any]:
    return {"outcome": one.outcome, "user_errors": [error for p in one.problems for error in user_errors(p, ())]}


def _retried(one: inbox.Retried) -> RetryBillingEventsResult:
    return RetryBillingEventsResult(
        billing_event_id=strawberry.ID(one.result.key),
        billing_event=read(BillingEvent, one.event) if one.event else None,
        warnings=warnings_of(one.result.warnings, path=()),
        **_result(one.result),
    )
