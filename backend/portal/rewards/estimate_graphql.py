"""What clients would earn, in GraphQL."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import orjson
import strawberry

from portal.core import actors
from portal.core.actors import Member, ProgramClient
from portal.core.graphql import Context, show
from portal.core.money import CurrencyCode, major_units
from portal.core.permissions import Permission
from portal.core.reading.declare import asked, computed, everything, reads, single, where
from portal.core.reading.money import Money
from portal.core.reading.selection import Chosen
from portal.core.work import open_work
from portal.rewards.estimate import MOST_CLIENTS, Estimate, Question, estimate_rewards
from portal.rewards.words import estimate_in_words


@strawberry.input(description="Clients who pay the same each month, from now on.")
class RewardEstimateInput:
    amount: Decimal = strawberry.field(description="What one of them pays a month, in major units, without tax.")
    currency_code: CurrencyCode = strawberry.field(description="The currency.")
    clients: int = strawberry.field(default=1, description=f"How many of them, 1 to {MOST_CLIENTS:,}.")
    paying_clients: int | None = strawberry.field(
        default=None,
        description="How many paying clients the partner has already; without it as many as were counted for the"
        " partner of the member who asks, for others none.",
    )


@strawberry.type(description="What one month earns.")
class RewardEstimateMonth:
    number: int = strawberry.field(description="Which month, from 1 on.")
    rate_bps: int | None = strawberry.field(description="The share in basis points; null where none is due.")
    earned: Money = strawberry.field(description="Share and bonus together.")
    bonus: Money = strawberry.field(description="What of it is the bonus for first payments.")


def _as_text(sent: Mapping[str, Any]) -> str:
    return orjson.dumps([str(sent["amount"]), *(sent.get(name) for name in _NUMBERS)]).decode()


_NUMBERS = ("currencyCode", "clients", "payingClients")


def _question(text: str) -> Question:
    amount, currency_code, clients, paying_clients = orjson.loads(text)
    return Question(
        amount=Decimal(amount),
        currency_code=CurrencyCode(currency_code),
        clients=1 if clients is None else clients,
        paying_clients=paying_clients,
    )


def _estimated(make: Callable[[Estimate], list[Any]], *, one: bool = False) -> Any:
    """A computed field: what is made of the estimate, in the transaction of whoever asks."""

    async def answer(context: Context, chosen: Chosen, text: str) -> Any:
        async with open_work(context.runtime, context.request, context.actor) as work:
            shown = await show(work, context, chosen, make(await estimate_rewards(work, _question(text))))
        return shown[0] if one else shown

    return answer


async def _words(context: Context, text: str) -> list[str]:
    async with open_work(context.runtime, context.request, context.actor) as work:
        return estimate_in_words(await estimate_rewards(work, _question(text)))


def _money(amount_minor: int, code: CurrencyCode) -> Money:
    return Money(amount=Decimal(major_units(amount_minor, code)), currency_code=code)


def _months(estimate: Estimate) -> list[RewardEstimateMonth]:
    code = estimate.currency_code
    return [
        RewardEstimateMonth(
            number=month.number,
            rate_bps=month.rate_bps,
            earned=_money(month.earned_minor, code),
            bonus=_money(month.bonus_minor, code),
        )
        for month in estimate.months
    ]


@reads(scope={Member: everything, actors.Operator: everything, ProgramClient: everything})
class RewardEstimate:
    """What clients would earn by the plan that holds now and those that are published for later."""

    months: list[RewardEstimateMonth] = computed(
        _estimated(_months), asked, description="The first twelve months, in their order."
    )
    first_year: Money = computed(
        _estimated(lambda estimate: [_money(estimate.year_minor, estimate.currency_code)], one=True),
        asked,
        description="All of them together.",
    )
    words: list[str] = computed(_words, asked, description="The same in a sentence or two.")


@strawberry.type
class RewardEstimateQueries:
    reward_estimate: RewardEstimate | None = single(
        "What would I earn? Reckoned as payments are.",
        by={"input": where(of=RewardEstimateInput, prepare=_as_text, description="Who would pay what.")},
        requires=Permission.VIEW_REWARD_PLAN,
    )
