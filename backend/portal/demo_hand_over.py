"""The demo's hand-over: accounts in every status, transfers and requests that wait, and how others ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import select

from portal.access.answers import approve_access, decline_access, revoke_access
from portal.access.models import AccessRequest
from portal.access.service import request_access, resend_access_request, withdraw_access
from portal.accounts.models import ClientAccount
from portal.clients.models import ClientLink, ClientLinkKind, ClientLinkStatus
from portal.clients.service import token_of
from portal.core.actors import Actor, Anonymous, ProgramClient, System
from portal.core.ids import parse_id, public_id
from portal.core.permissions import Permission
from portal.core.runtime import Runtime
from portal.core.work import Work
from portal.partners.models import Partner
from portal.platform.billing import BillingRow, record_billing_events
from portal.platform.models import BillingEventType
from portal.platform.service import AccountRow, close_accounts, register_accounts
from portal.transfers.service import accept_transfer, cancel_transfer, decline_transfer, transfer_ownership

# The vendor's product, as far as the timeline tells who did something.
VENDOR = ProgramClient(permissions=frozenset(Permission))

At = Callable[[float, Actor], AbstractAsyncContextManager[Work]]

_NOTE = (
    "Hello {first}, {store} is ready for you. Accept the transfer, choose a plan, and we will send the first campaign."
)
_ASKING = "Hello, we look after your e-mail programs from this month on. Please let us into your account."


@dataclass(frozen=True)
class _HandOver:
    """One store: when it was offered to whom, how many days later that was answered, and what came of it."""

    store: str
    to: str
    offered: float
    answer: str | None = None
    after: float = 2
    plan: str | None = None
    then: str | None = None
    reason: str | None = None


_HAND_OVERS = (
    _HandOver("Northwind Outfitters", "Nora Winter", 360, "accept", plan="Pro"),
    _HandOver("Alpine Coffee Roasters", "Reto Graf", 340, "accept", plan="Standard"),
    _HandOver("Lumen Skincare", "Hanna Vogt", 320, "accept", 5, plan="Pro"),
    _HandOver("Tidal Swimwear", "Isla Brown", 290, "accept", plan="Standard"),
    _HandOver("Copper Kettle Tea", "Oliver Hart", 270, "accept", 1, plan="Pro"),
    _HandOver("Juniper Pets", "Chloe Martin", 250, "accept", plan="Standard"),
    _HandOver("Oak Street Books", "Sam Reed", 235, "accept", 9, plan="Starter"),
    _HandOver("Velo Cycling Co", "Daan de Vries", 210, "accept", plan="Pro"),
    _HandOver("Marble Kitchen", "Giulia Rossi", 190, "accept", plan="Standard"),
    _HandOver("Fjord Knitwear", "Ingrid Dahl", 150, "accept", plan="Starter"),
    _HandOver("Maison Clémence", "Clémence Roy", 120, "accept", 3, plan="Pro"),
    _HandOver("Käserei Sonnhof", "Anton Huber", 75, "accept", plan="Standard"),
    _HandOver("Little Acorn Toys", "Grace Hill", 7, "accept"),
    _HandOver("Bluebird Stationery", "Ava Young", 25, "accept", 4),
    _HandOver("Nordlys Lighting", "Freja Holm", 2),
    _HandOver("Driftwood Surf", "Rui Costa", 22),
    _HandOver("Ember & Ash Grills", "Luke Turner", 34),
    _HandOver("Kestrel Outdoor", "Harry Cole", 30, "decline", reason="We are not ready yet. Ask us again in spring."),
    _HandOver("Sakura Ceramics", "Yui Tanaka", 18, "cancel", reason="The store changes its name first."),
    _HandOver(
        "Honeycomb Baby", "Emma Scott", 140, "accept", plan="Pro", then="revoke", reason="We have our own team now."
    ),
    _HandOver("Rosewater Beauty", "Layla Aziz", 110, "accept", plan="Standard", then="withdraw", reason="It is over."),
    _HandOver("Granite Gym Gear", "Jack Stone", 95, "accept", plan="Starter", then="close"),
)
_OF_BOB = (
    _HandOver("Aurora Vitamins", "Elsa Berg", 200, "accept", plan="Pro"),
    _HandOver("Birch & Bloom", "Aino Laine", 160, "accept", plan="Standard"),
    _HandOver("Foxglove Yarn", "Ruth Bell", 5),
)


@dataclass(frozen=True)
class _Asked:
    """One client's account that the partner did not build, and what came of his request."""

    store: str
    owner: str
    days_ago: float
    answer: str | None = None
    reason: str | None = None


_ASKED = (
    _Asked("Hollow Oak Whisky", "Fiona Grant", 60, "approve"),
    _Asked("Lantern Travel", "Leo Marsh", 3),
    _Asked("Maple Crafts", "Zoe Tremblay", 12, "remind"),
    _Asked("Neon Sneakers", "Kai Weber", 40, "decline", "We work with another agency."),
    _Asked("Onyx Fitness", "Mia Novak", 33, "block", "Please stop asking."),
)


class Paying(NamedTuple):
    """A client who pays every month: his account's public id, the plan, and how many days ago he began."""

    account: str
    plan: str
    days_ago: float


async def tell_hand_over(
    runtime: Runtime, at: At, alice: Actor, bob: Actor, accounts: Mapping[str, str]
) -> Sequence[Paying]:
    """Hands over what Alice and Bob built, by the verbs that people use; `accounts` are the public ids by name.

    The clients who chose a plan.
    """
    story = _HandOvers(runtime, at, accounts)
    for one in _HAND_OVERS:
        await story.hand_over(alice, one)
    for one in _OF_BOB:
        await story.hand_over(bob, one)
    # The mail catcher refuses addresses that begin like this, so that a mail that came back can be seen.
    await story.offer(alice, accounts["Petite Plume"], "bounce.manon@petiteplume.example", "Petite Plume", "Manon", 0.5)
    for asked in _ASKED:
        await story.ask(alice, asked)
    return story.paying


class _HandOvers:
    def __init__(self, runtime: Runtime, at: At, accounts: Mapping[str, str]) -> None:
        self._runtime = runtime
        self._at = at
        self._accounts = accounts
        self.paying: list[Paying] = []

    async def hand_over(self, partner: Actor, one: _HandOver) -> None:
        account = self._accounts[one.store]
        email = _address(one.to, one.store)
        await self.offer(partner, account, email, one.store, one.to.split()[0], one.offered)
        answered = one.offered - one.after
        if one.answer == "cancel":
            async with self._at(answered, partner) as work:
                await cancel_transfer(work, account, one.reason)
        if one.answer == "decline":
            async with self._at(answered, Anonymous()) as work:
                await decline_transfer(work, await self._token(account, ClientLinkKind.TRANSFER), one.reason)
        if one.answer == "accept":
            async with self._at(answered, Anonymous()) as work:
                await accept_transfer(work, await self._token(account, ClientLinkKind.TRANSFER), one.to)
        if one.plan:
            await self._choose_plan(account, one.plan, answered - 1)
        if one.then:
            await self._end(partner, account, one, answered / 3)

    async def offer(self, partner: Actor, account: str, email: str, store: str, first: str, days_ago: float) -> None:
        """The partner offers the store to its owner."""
        async with self._at(days_ago, partner) as work:
            await transfer_ownership(work, account, email, _NOTE.format(first=first, store=store))

    async def ask(self, partner: Actor, asked: _Asked) -> None:
        """The partner asks for an account that its owner opened himself."""
        number = ClientAccount.new_account_id()
        async with self._at(asked.days_ago + 200, VENDOR) as work:
            row = AccountRow(
                account_id=number,
                name=asked.store,
                website=f"{_slug(asked.store)}.example",
                owner_email=_address(asked.owner, asked.store),
                signed_up_at=work.now,
                plan="Standard",
            )
            await register_accounts(work, [row])
        async with self._at(asked.days_ago, partner) as work:
            request = await request_access(work, number, _ASKING)
        await self._answer(partner, request, asked)

    async def _answer(self, partner: Actor, request: AccessRequest, asked: _Asked) -> None:
        if asked.answer == "remind":
            async with self._at(asked.days_ago - 8, partner) as work:
                await resend_access_request(work, request.public_id)
            return
        async with self._at(asked.days_ago - 1, Anonymous()) as work:
            token = await self._token(public_id(ClientAccount.prefix, request.account_id), ClientLinkKind.ACCESS)
            if asked.answer == "approve":
                await approve_access(work, token, None, block=False, reason=None)
            if asked.answer in {"decline", "block"}:
                await decline_access(work, token, None, block=asked.answer == "block", reason=asked.reason)

    async def _choose_plan(self, account: str, plan: str, days_ago: float) -> None:
        async with self._at(days_ago, VENDOR) as work:
            selected = billing_row(account, BillingEventType.PLAN_SELECTED, work.now, plan=plan)
            await record_billing_events(work, [selected])
        self.paying.append(Paying(account, plan, days_ago))

    async def _end(self, partner: Actor, account: str, one: _HandOver, days_ago: float) -> None:
        if one.then == "withdraw":
            async with self._at(days_ago, partner) as work:
                await withdraw_access(work, account, one.reason)
        if one.then == "close":
            async with self._at(days_ago, VENDOR) as work:
                await close_accounts(work, [account], one.reason)
        if one.then == "revoke":
            by = public_id(Partner.prefix, partner.partner_id) if partner.partner_id else ""
            async with self._at(days_ago, Anonymous()) as work:
                await revoke_access(work, await self._token(account, ClientLinkKind.CLIENT), None, by, one.reason)

    async def _token(self, account: str, kind: ClientLinkKind) -> str:
        """Of the link that the client has in his mails."""
        async with self._at(0, System()) as work:
            newest = select(ClientLink).where(
                ClientLink.account_id == parse_id(ClientAccount.prefix, account),
                ClientLink.kind == kind,
                ClientLink.status == ClientLinkStatus.OPEN,
            )
            link = (await work.session.execute(newest.order_by(ClientLink.id.desc()).limit(1))).scalar_one()
            # The story lies in the past, the database doesn't: to its row level security the link's days are over.
            link.expires_at = work.now + dt.timedelta(days=1)
            return token_of(self._runtime.links, link)


def billing_row(account: str, type: BillingEventType, at: dt.datetime, **more: Any) -> BillingRow:
    """What the vendor's billing tells of an account, under a name that it has once a day."""
    external_id = f"{account}-{type.lower()}-{at:%Y-%m-%d}"
    return BillingRow(source="mailwave", external_id=external_id, type=type, account_id=account, occurred_at=at, **more)


def _slug(store: str) -> str:
    return "".join(character for character in store.lower() if character.isascii() and character.isalnum())


def _address(name: str, store: str) -> str:
    first = "".join(character for character in name.split()[0].lower() if character.isascii())
    return f"{first}@{_slug(store)}.example"
