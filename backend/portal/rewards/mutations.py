"""The verbs of adjustments in GraphQL: what is sent, and what is answered."""

from __future__ import annotations

from decimal import Decimal

import strawberry

from portal.core.graphql import Payload, verb
from portal.core.money import CurrencyCode
from portal.core.permissions import Permission
from portal.core.reading.declare import read
from portal.core.work import Work
from portal.rewards import service
from portal.rewards.graphql import BalanceAdjustment


@strawberry.type
class AdjustmentPayload(Payload):
    adjustment: BalanceAdjustment | None = strawberry.field(default=None, description="The adjustment.")


@strawberry.input(description="What to give a partner, or to take.")
class AdjustBalanceInput:
    partner_id: strawberry.ID = strawberry.field(description="The partner's id.")
    amount: Decimal = strawberry.field(description="In major units; below zero where it is taken.")
    currency_code: CurrencyCode = strawberry.field(description="The currency.")
    reason: str = strawberry.field(description="Why; the partner reads it.")


@strawberry.type(description="The adjustment: applied, or waiting for a second one of the team.")
class AdjustBalancePayload(AdjustmentPayload):
    pass


@strawberry.input(description="An adjustment to agree with.")
class ApproveAdjustmentInput:
    adjustment_id: strawberry.ID = strawberry.field(description="The adjustment's id.")


@strawberry.type(description="The adjustment, applied.")
class ApproveAdjustmentPayload(AdjustmentPayload):
    pass


@strawberry.input(description="An adjustment not to agree with.")
class RejectAdjustmentInput:
    adjustment_id: strawberry.ID = strawberry.field(description="The adjustment's id.")
    reason: str = strawberry.field(description="Why, for the vendor's team.")


@strawberry.type(description="The adjustment, rejected.")
class RejectAdjustmentPayload(AdjustmentPayload):
    pass


@strawberry.type
class RewardMutations:
    @verb(Permission.ADJUST_BALANCES)
    async def adjust_balance(work: Work, input: AdjustBalanceInput) -> AdjustBalancePayload:
        """Gives a partner something, or takes it; above the plan's limit it waits for a second one of the team."""
        made = await service.adjust_balance(work, input.partner_id, input.amount, input.currency_code, input.reason)
        return AdjustBalancePayload(adjustment=read(BalanceAdjustment, made))

    @verb(Permission.ADJUST_BALANCES)
    async def approve_adjustment(work: Work, input: ApproveAdjustmentInput) -> ApproveAdjustmentPayload:
        """Agrees with an adjustment that somebody else of the team asked for."""
        approved = await service.approve_adjustment(work, input.adjustment_id)
        return ApproveAdjustmentPayload(adjustment=read(BalanceAdjustment, approved))

    @verb(Permission.ADJUST_BALANCES)
    async def reject_adjustment(work: Work, input: RejectAdjustmentInput) -> RejectAdjustmentPayload:
        """Does not agree with an adjustment, or takes back one's own that waits."""
        rejected = await service.reject_adjustment(work, input.adjustment_id, input.reason)
        return RejectAdjustmentPayload(adjustment=read(BalanceAdjustment, rejected))
