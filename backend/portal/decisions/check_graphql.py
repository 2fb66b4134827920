"""Will I get credit? in GraphQL."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import orjson
import strawberry

from portal.core.actors import Member
from portal.core.graphql import Context, described
from portal.core.permissions import Permission
from portal.core.reading.declare import asked, computed, everything, reads, single, where
from portal.decisions.check import Check, CheckOutcome, Question, check_credit

described(
    CheckOutcome,
    FREE="Nobody's evidence would win.",
    YOURS="It would count for you, or does.",
    PROTECTED="Somebody else's evidence that exists already would win.",
    EXISTING_CLIENT="It pays already, so it is no new client.",
)


@strawberry.input(description="What to ask about.", one_of=True)
class CreditCheckInput:
    website: strawberry.Maybe[str] = strawberry.field(description="A website, as people type it.")
    account_id: strawberry.Maybe[str] = strawberry.field(description="An account's number.")


def _as_text(sent: Mapping[str, Any]) -> str:
    return orjson.dumps([sent.get("website"), sent.get("accountId")]).decode()


async def _load(context: Context, texts: list[str]) -> list[Check | Exception]:
    questions = [Question(*orjson.loads(text)) for text in texts]
    return await check_credit(context.runtime, context.request, context.actor, questions)


def _of_check(name: str) -> Any:
    async def read(context: Context, text: str) -> Any:
        return getattr(await context.loader(_load).load(text), name)

    return read


@reads(scope={Member: everything})
class CreditCheck:
    """What the policy would decide if the client paid now and nothing else came."""

    outcome: CheckOutcome = computed(_of_check("outcome"), asked, description="In a word.")
    protected_until: dt.datetime | None = computed(
        _of_check("protected_until"), asked, description="Where PROTECTED: until when; null where it has no end."
    )
    explanation: str = computed(_of_check("explanation"), asked, description="In a sentence or two.")
    website: str | None = computed(_of_check("website"), asked, description="The website that was asked for.")
    account_id: str | None = computed(_of_check("account_id"), asked, description="The number that was asked for.")


@strawberry.type
class CreditCheckQueries:
    credit_check: CreditCheck | None = single(
        "Will I get credit? 120 times an hour for each partner.",
        by={"input": where(of=CreditCheckInput, prepare=_as_text, description="A website or an account.")},
        requires=Permission.CHECK_CREDIT,
    )
