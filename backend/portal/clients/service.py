"""How a client's links are made, opened and ended, and how he comes by a fresh one."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import ColumnElement, case, literal, select, update

from portal.accounts.models import ClientAccount
from portal.accounts.service import unknown_account
from portal.clients.events import ClientLinkRequested, ClientLinkSent, ClientMailBounced
from portal.clients.models import (
    REGISTER_LINK_DAYS,
    ClientAnswer,
    ClientLink,
    ClientLinkKind,
    ClientLinkRequest,
    ClientLinkStatus,
)
from portal.core.actors import Client
from portal.core.ids import new_id
from portal.core.inputs import email_address
from portal.core.links import CLIENT_LINKS, Link, LinkKind, LinkSigner
from portal.core.problems import InvalidInput, LinkProblem, UserErrorCode
from portal.core.requests import Request
from portal.core.runtime import Runtime
from portal.core.texts import _
from portal.core.work import Work
from portal.identity import throttle


async def open_link(work: Work, kinds: tuple[LinkKind, ...], token: str) -> tuple[ClientLink, ClientAccount]:
    """From here on the work is the link holder's. The link, and its account, locked.

    Raises LinkProblem for a link that is forged, and for one that is over: its account is nobody's business any more.
    """
    link = read_link(work.runtime, kinds, token)
    await work.act_as(Client(link_id=link.id))
    account_id = await work.session.scalar(select(ClientLink.account_id).where(ClientLink.id == link.id))
    if account_id is None:
        raise _forged()
    work.actor = Client(link_id=link.id, account_id=account_id)
    account = await work.find(ClientAccount, select(ClientAccount).where(ClientAccount.id == account_id))
    # Not locked: a partner who takes his request back holds the request, and then wants its link.
    query = select(ClientLink).where(ClientLink.id == link.id)
    row = (await work.session.execute(query.execution_options(populate_existing=True))).scalar_one()
    row.check(work.now)
    if account is None:
        raise unknown_account()
    return row, account


def read_link(runtime: Runtime, kinds: tuple[LinkKind, ...], token: str) -> Link:
    """What the token opens. Raises LinkProblem for a forged one."""
    link = runtime.links.read_any(kinds, token)
    if link is None:
        raise _forged()
    return link


def token_of(links: LinkSigner, row: ClientLink) -> str:
    """The secret at the end of the mailed address."""
    return links.token(ClientLinkKind(row.kind).link_kind, row.id, 1)


async def send_link(
    work: Work,
    kind: ClientLinkKind,
    account_id: uuid.UUID,
    expires_at: dt.datetime,
    *,
    partner_id: uuid.UUID | None = None,
    subject_id: uuid.UUID | None = None,
    to_email: str | None = None,
    message: str | None = None,
) -> ClientLink:
    """A fresh link; the event of the verb that sends it has it mailed. Older ones to the same thing are replaced."""
    if subject_id is not None:
        await close_links(work, ClientLink.subject_id == subject_id, ClientLinkStatus.REPLACED, newer_to=to_email)
    link = ClientLink(
        id=new_id(),
        kind=kind,
        account_id=account_id,
        partner_id=partner_id,
        subject_id=subject_id,
        to_email=to_email,
        message=message,
        status=ClientLinkStatus.OPEN,
        created_at=work.now,
        expires_at=expires_at,
    )
    work.add(link)
    await work.session.flush()
    return link


async def close_links(
    work: Work,
    which: ColumnElement[bool],
    status: ClientLinkStatus,
    *,
    newer_to: str | None = None,
    newer: bool = True,
    used_too: bool = False,
) -> None:
    """Ends the links that are open. Those to the same address learn that there is a newer one, if there is.

    A used link shows its account for as long as it lives; `used_too` ends that.
    """
    same = case((ClientLink.to_email.is_(None), literal(newer)), else_=ClientLink.to_email == newer_to)
    told = same if status is ClientLinkStatus.REPLACED else literal(False)
    live = (ClientLinkStatus.OPEN, ClientLinkStatus.USED) if used_too else (ClientLinkStatus.OPEN,)
    ended = update(ClientLink).where(which, ClientLink.status.in_(live))
    await work.session.execute(
        ended.values(status=status, newer_sent=told), execution_options={"synchronize_session": "fetch"}
    )


async def answer_links(work: Work, subject_id: uuid.UUID, answer: ClientAnswer) -> None:
    """The transfer or the request is answered, by its link or in another way: the link is used."""
    used = update(ClientLink).where(ClientLink.subject_id == subject_id, ClientLink.status == ClientLinkStatus.OPEN)
    await work.session.execute(
        used.values(status=ClientLinkStatus.USED, answer=answer), execution_options={"synchronize_session": "fetch"}
    )


async def send_register_link(work: Work, account: ClientAccount) -> ClientLink:
    """A link to the account's access register, for its owner."""
    return await send_link(work, ClientLinkKind.CLIENT, account.id, work.now + dt.timedelta(days=REGISTER_LINK_DAYS))


async def request_client_link(work: Work, email: str | None, token: str | None) -> None:
    """Has fresh links to the register mailed to the owner of the accounts with this address, or of the link's account.

    Whether there is any isn't told. Raises InvalidInput unless exactly one is given, LinkProblem for a forged token.
    """
    if (email is None) == (token is None):
        raise InvalidInput(_("Give either email or token."), field="email")
    asked = ClientLinkRequest(id=new_id(), requested_at=work.now)
    if token is not None:
        asked.link_id = read_link(work.runtime, CLIENT_LINKS, token).id
    else:
        asked.email = email_address(email or "")
    who = asked.email or str(asked.link_id)
    if await throttle.within(work, "client-link-mail", who, limit=3, window=throttle.DAY):
        work.add(asked)
        work.record(ClientLinkRequested(subject_id=asked.id))


async def limit_requests(runtime: Runtime, request: Request) -> None:
    """Before a link is asked for: 20 times in an hour from one place. Raises Throttled."""
    await throttle.hit_from(runtime, "client-link", request.ip_address, limit=20, window=throttle.HOUR)


async def note_bounce(work: Work, link_id: uuid.UUID) -> None:
    """A mail with this link could not be delivered: it shows where the link was sent from, and the partner is told."""
    link = await work.session.get(ClientLink, link_id, with_for_update=True)
    if link is None or link.bounced_at is not None:
        return
    link.bounced_at = work.now
    account = await work.session.get_one(ClientAccount, link.account_id)
    work.record(
        ClientMailBounced(
            subject_id=account.id,
            partner_id=link.partner_id,
            account_id=account.account_id,
            kind=link.kind,
            link_id=link.id,
        )
    )


async def tell_register_link(work: Work, account: ClientAccount) -> None:
    """Has the owner mailed a link to his register."""
    link = await send_register_link(work, account)
    work.record(ClientLinkSent(subject_id=account.id, account_id=account.account_id, link_id=link.id))


def _forged() -> LinkProblem:
    message = _("This link is not one of ours. Open it from the mail again, in full.")
    return LinkProblem(message, code=UserErrorCode.NOT_FOUND)
