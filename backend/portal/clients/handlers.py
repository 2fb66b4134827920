"""What happens on a request for a fresh link, and what is forgotten."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import delete, or_, select

from portal.accounts.models import ClientAccount
from portal.clients.events import ClientLinkRequested
from portal.clients.models import ClientAnswer, ClientLink, ClientLinkKind, ClientLinkRequest
from portal.clients.service import tell_register_link
from portal.core.duties import NIGHTLY, Duty
from portal.core.events import Event, Handlers
from portal.core.work import Work

# More accounts than one person reads mails about.
_MOST_MAILS = 20


async def send_requested_links(work: Work, event: Event) -> None:
    """A fresh link for each account of whoever asked; the asking is used up by it, so a repeat does nothing."""
    query = select(ClientLinkRequest).where(ClientLinkRequest.id == event.subject_id).with_for_update()
    asked = (await work.session.execute(query)).scalar_one_or_none()
    if asked is None:
        return
    for account in await _accounts(work, asked):
        await tell_register_link(work, account)
    await work.session.delete(asked)


async def _accounts(work: Work, asked: ClientLinkRequest) -> Sequence[ClientAccount]:
    owned = select(ClientAccount).where(ClientAccount.owner_email.is_not(None), ClientAccount.closed_at.is_(None))
    if asked.email is not None:
        mine = owned.where(ClientAccount.owner_email == asked.email)
    else:
        # A transfer's addressee owns nothing before he accepts.
        link = select(ClientLink.account_id).where(
            ClientLink.id == asked.link_id,
            or_(ClientLink.kind != ClientLinkKind.TRANSFER, ClientLink.answer == ClientAnswer.ACCEPTED),
        )
        mine = owned.where(ClientAccount.id == link.scalar_subquery())
    return (await work.session.execute(mine.order_by(ClientAccount.id).limit(_MOST_MAILS))).scalars().all()


async def forget_requests(work: Work) -> None:
    """Deletes what was asked for more than a day ago: an address that somebody typed isn't kept."""
    old = ClientLinkRequest.requested_at < work.now - dt.timedelta(days=1)
    await work.session.execute(delete(ClientLinkRequest).where(old))


HANDLERS: Handlers = {ClientLinkRequested: (send_requested_links,)}
DUTIES = (Duty("forget requests for links", NIGHTLY, forget_requests),)
