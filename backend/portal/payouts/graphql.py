"""Payout methods, withdrawals and payout batches in GraphQL."""

from __future__ import annotations

import datetime as dt
import uuid

import strawberry
from sqlalchemy import ColumnElement, Text, Uuid, and_, false, func, select
from sqlalchemy.dialects.postgresql import ARRAY

from portal.core import actors
from portal.core.actors import Member, ProgramClient, RestrictedMember
from portal.core.graphql import Connection, Context, Node, described
from portal.core.ids import parse_id, public_id
from portal.core.money import CurrencyCode
from portal.core.permissions import Permission
from portal.core.reading.declare import (
    caller,
    column,
    computed,
    connection,
    everything,
    extends,
    filters,
    id_of,
    many,
    one,
    per_caller,
    reads,
    where,
)
from portal.core.reading.money import Money, money
from portal.identity.graphql import TimelineEntry, timeline_of
from portal.partners.graphql import Partner, TeamMember
from portal.partners.models import Partner as PartnerModel
from portal.partners.models import TeamMember as TeamMemberModel
from portal.payouts import models
from portal.payouts.destinations import PayoutMethodType
from portal.payouts.flags import FLAGS, WithdrawalFlag
from portal.payouts.models import WithdrawalStatus
from portal.payouts.waiting import WAITS_FOR, WAITS_UNTIL, RewardWaitsFor
from portal.rewards.graphql import Reward

described(
    PayoutMethodType,
    BANK="To a bank account.",
    PAYPAL="To an address at PayPal.",
    STRIPE="To an address at Stripe Connect.",
)
described(
    WithdrawalStatus,
    REQUESTED="The partner asked for it; its money is reserved.",
    APPROVED="The vendor's team agreed.",
    PROCESSING="It is in a batch for the bank.",
    PAID="It is paid.",
    REJECTED="The vendor's team did not agree; the money is the partner's again.",
    FAILED="It could not be paid; the money is the partner's again.",
    RETURNED="It was paid and came back; the money is the partner's again.",
    CANCELLED="The partner wants it no more; the money is his again.",
)

_METHOD = models.PayoutMethod
_MINE = _METHOD.partner_id == caller.partner_id
_CURRENT = _METHOD.replaced_at.is_(None)


@reads(
    _METHOD,
    scope={Member: _MINE, RestrictedMember: false(), actors.Operator: everything},
    node=Permission.VIEW_PAYOUT_METHODS,
)
class PayoutMethod(Node):
    """Where a partner's money goes. Nobody reads it whole: it stands in the bank's file alone."""

    id: strawberry.ID = id_of(_METHOD)
    type: PayoutMethodType
    masked: str
    created_at: dt.datetime
    usable_from: dt.datetime
    usable: bool = column(
        and_(_CURRENT, _METHOD.usable_from <= func.work_now()), "Whether rewards can be withdrawn to it now."
    )
    replaced_at: dt.datetime | None
    partner: Partner = one(PartnerModel.id == _METHOD.partner_id, "Whose it is.")


described(
    WithdrawalFlag,
    NEW_PAYOUT_METHOD="The payout method came within the 7 days before.",
    SHARED_PAYOUT_METHOD="Another partner has, or had, the same account.",
    FIRST_WITHDRAWAL="Nothing was ever paid to this partner before.",
    UNUSUAL_AMOUNT="It is more than twice as much as was ever paid to the partner in this currency.",
    IN_DEBT="The partner owes something in this currency since.",
)

described(
    RewardWaitsFor,
    HOLD="The end of its hold.",
    MINIMUM="More of the same currency: less is available than can be withdrawn.",
    DEBT="What is owed has to be met first; or it is owed itself.",
    PAYOUT_METHOD="A payout method, or the end of the wait of the one that there is.",
    REINSTATEMENT="The partner is suspended.",
    APPROVAL="It is in a withdrawal that the vendor's team has yet to approve.",
    BANK="It is in a withdrawal that is yet to be paid.",
    NOTHING="It can be withdrawn now, or nothing of it is left.",
)

_WITHDRAWAL = models.Withdrawal
_NONE = func.string_to_array("", ",", type_=ARRAY(Text))


def _file_url(context: Context, batch_id: str) -> str:
    base_url = context.runtime.settings.base_url
    return f"{base_url}/files/payout-batches/{public_id(models.PayoutBatch.prefix, uuid.UUID(batch_id))}.xml"


_BATCH = models.PayoutBatch
_IN_BATCH = _WITHDRAWAL.batch_id == _BATCH.id
_TOTAL = select(func.sum(_WITHDRAWAL.amount_minor)).where(_IN_BATCH).scalar_subquery()


@reads(_BATCH, scope={actors.Operator: everything}, node=Permission.VIEW_PAYOUT_BATCHES)
class PayoutBatch(Node):
    """Withdrawals that a bank is asked to pay together."""

    id: strawberry.ID = id_of(_BATCH)
    created_at: dt.datetime
    file_url: str = computed(
        _file_url,
        _BATCH.id,
        description="The file for the bank, ISO 20022 pain.001; the same whenever it is fetched, by those alone who may"
        " read batches.",
    )
    withdrawals: list[Withdrawal] = many(
        _IN_BATCH, "What is paid by it, 500 at most.", order=[_WITHDRAWAL.id], limit=500
    )
    amount: Money = money("The sum of its withdrawals.", _TOTAL, _BATCH.currency_code)


_MY_WITHDRAWAL = _WITHDRAWAL.partner_id == caller.partner_id


@reads(
    _WITHDRAWAL,
    scope={
        Member: _MY_WITHDRAWAL,
        RestrictedMember: false(),
        actors.Operator: everything,
        ProgramClient: everything,
    },
    node=Permission.VIEW_WITHDRAWALS,
)
class Withdrawal(Node):
    """Money that a partner asked for."""

    id: strawberry.ID = id_of(_WITHDRAWAL)
    status: WithdrawalStatus
    payout_method: PayoutMethod | None = one(
        _METHOD.id == _WITHDRAWAL.payout_method_id,
        "Where it goes; null to whoever may not read payout methods.",
        requires=Permission.VIEW_PAYOUT_METHODS,
    )
    requested_at: dt.datetime
    requested_by: TeamMember | None = one(
        and_(TeamMemberModel.user_id == _WITHDRAWAL.requested_by, TeamMemberModel.partner_id == _WITHDRAWAL.partner_id),
        "Who asked for it; null to whoever may not read the team.",
        requires=Permission.VIEW_TEAM,
    )
    approved_at: dt.datetime | None
    paid_at: dt.datetime | None
    ended_at: dt.datetime | None
    reference: str | None
    reason: str | None
    end_to_end_id: str = column(
        func.replace(_WITHDRAWAL.id.cast(Text), "-", ""), "By what the bank's statement names the payment."
    )
    flags: list[WithdrawalFlag] = column(
        per_caller({actors.Operator: FLAGS}, _NONE),
        "What to look at before it is approved; for operators, empty for all others.",
    )
    payout_batch: PayoutBatch | None = one(
        _BATCH.id == _WITHDRAWAL.batch_id,
        "The batch that it is in; for operators.",
        requires=Permission.VIEW_PAYOUT_BATCHES,
    )
    partner: Partner = one(PartnerModel.id == _WITHDRAWAL.partner_id, "Who asked for it.")
    timeline: Connection[TimelineEntry] = timeline_of(_WITHDRAWAL.id)
    amount: Money = money("How much.", _WITHDRAWAL.amount_minor, _WITHDRAWAL.currency_code)


@extends(Reward)
class RewardThatWaits:
    """What it takes until a reward is paid."""

    waits_for: RewardWaitsFor = column(
        WAITS_FOR,
        "What it waits for. Whoever is restricted to chosen accounts is told HOLD, DEBT where it is owed itself, BANK"
        " while it is in a withdrawal, and else NOTHING.",
        not_null=True,
    )
    waits_until: dt.datetime | None = column(
        WAITS_UNTIL, "Until when, where that is known: of HOLD, and of a payout method that waits before its first use."
    )


def _in_status(chosen: ColumnElement[list[str]]) -> ColumnElement[bool]:
    return _WITHDRAWAL.status.op("=", return_type=None)(func.any(chosen))


def _in_currency(chosen: ColumnElement[list[str]]) -> ColumnElement[bool]:
    return _WITHDRAWAL.currency_code.op("=", return_type=None)(func.any(chosen))


def _partner_key(value: str) -> uuid.UUID | None:
    return parse_id(PartnerModel.prefix, value)


@filters
class WithdrawalFilter:
    """Which withdrawals to list."""

    status: list[WithdrawalStatus] | None = where(_in_status, type=ARRAY(Text), description="In one of these states.")
    currency_code: list[CurrencyCode] | None = where(
        _in_currency, type=ARRAY(Text), description="In one of these currencies."
    )
    partner_id: strawberry.ID | None = where(
        lambda key: _WITHDRAWAL.partner_id == key,
        prepare=_partner_key,
        type=Uuid(),
        description="Of this partner; for operators.",
    )


@strawberry.type
class PayoutQueries:
    payout_methods: Connection[PayoutMethod] = connection(
        "Where the partner's money goes: the method that is used from now on. To operators those of all partners.",
        order=[_METHOD.created_at, _METHOD.id],
        where={
            "partner_id": where(
                lambda key: _METHOD.partner_id == key,
                of=strawberry.ID,
                prepare=_partner_key,
                type=Uuid(),
                description="Of this partner; for operators.",
            )
        },
        scope={Member: and_(_MINE, _CURRENT), RestrictedMember: false(), actors.Operator: _CURRENT},
        requires=Permission.VIEW_PAYOUT_METHODS,
    )
    withdrawals: Connection[Withdrawal] = connection(
        "The withdrawals that the caller may see, the latest first.",
        order=[_WITHDRAWAL.requested_at, _WITHDRAWAL.id],
        filter=WithdrawalFilter,
        requires=Permission.VIEW_WITHDRAWALS,
    )
    payout_batches: Connection[PayoutBatch] = connection(
        "The batches for the bank, the latest first.",
        order=[_BATCH.created_at, _BATCH.id],
        requires=Permission.VIEW_PAYOUT_BATCHES,
    )
