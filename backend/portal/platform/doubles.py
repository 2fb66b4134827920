"""Payments that look as if one were told twice, under two ids or by two sources.

Nobody can know: a client may pay the same for two things at one moment. So both are kept and both count, whoever told
the second is warned, and the vendor's team sees of each which one it looks like.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, Uuid, and_, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import aliased

from portal.core.notices import Notice, WarningCode
from portal.core.texts import _
from portal.core.work import Work
from portal.platform.models import BillingEvent, BillingEventType

# So far apart they are at most: two systems rarely note one payment at the same second.
WITHIN = dt.timedelta(minutes=1)


def looks_like(event: type[BillingEvent], earlier: type[BillingEvent]) -> ColumnElement[bool]:
    """Whether both are payments of one account, of one amount and at nearly one time. Ids are by the time at which they
    were made, which is while the account is held: so of two the later one looks like the earlier, and not both ways.
    """
    return and_(
        event.type == BillingEventType.PAYMENT,
        earlier.type == BillingEventType.PAYMENT,
        earlier.account_id == event.account_id,
        earlier.occurred_at.between(event.occurred_at - WITHIN, event.occurred_at + WITHIN),
        earlier.amount_minor == event.amount_minor,
        earlier.currency_code == event.currency_code,
        earlier.id < event.id,
    )


async def doubles_among(work: Work, events: Sequence[BillingEvent]) -> Mapping[uuid.UUID, Notice]:
    """What should be known of those that look like a payment that was told before, by their ids; one statement."""
    earlier = aliased(BillingEvent)
    query = (
        select(BillingEvent.id, earlier.source, earlier.external_id)
        .join(earlier, looks_like(BillingEvent, earlier))
        .where(BillingEvent.id == func.any(bindparam("ids", type_=ARRAY(Uuid))))
        # The first one that was told is the one that is named.
        .order_by(earlier.id.desc())
    )
    ids = [event.id for event in events if event.type == BillingEventType.PAYMENT and event.account_id is not None]
    if not ids:
        return {}
    rows = await work.session.execute(query, {"ids": ids})
    return {event_id: _notice(source, external_id) for event_id, source, external_id in rows}


def _notice(source: str, external_id: str) -> Notice:
    message = _(
        "This looks like payment {payment} of {source}: the same account, amount and time. Both are kept and count."
        " Refund one of them if the client paid once.",
        payment=external_id,
        source=source,
    )
    return Notice(WarningCode.LOOKS_LIKE_PAYMENT, "externalId", message)
