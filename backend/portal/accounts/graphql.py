"""Client accounts in GraphQL."""

from __future__ import annotations

import datetime as dt
import uuid
from enum import StrEnum
from typing import Any

import strawberry
from sqlalchemy import ColumnElement, Uuid, and_, case, exists, false, func, literal, literal_column, null, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased
from sqlalchemy.types import ARRAY, Text

from portal.accounts import models
from portal.accounts.models import AccessLevel, AccountStatus, EndedBy, Provisioning, access_level
from portal.core import actors
from portal.core.actors import Client, Member, ProgramClient, RestrictedMember
from portal.core.chosen import is_chosen
from portal.core.graphql import Connection, Node, described
from portal.core.ids import parse_id
from portal.core.inputs import search_words
from portal.core.money import CurrencyCode
from portal.core.permissions import Permission
from portal.core.problems import InvalidInput
from portal.core.reading.declare import (
    Join,
    PerCaller,
    Sort,
    caller,
    column,
    connection,
    everything,
    filters,
    id_of,
    key_of,
    many,
    one,
    part,
    per_caller,
    reads,
    single,
    where,
)
from portal.core.reading.totals import Tally
from portal.core.search import SearchWord
from portal.core.websites import website
from portal.identity.graphql import TimelineEntry, timeline_of
from portal.partners.graphql import Partner
from portal.partners.models import Partner as PartnerModel
from portal.partners.models import PartnerStatus

described(
    AccountStatus,
    DEVELOPMENT="The partner owns it and builds.",
    TRANSFER_PENDING="The client was asked to take it over.",
    AWAITING_PLAN="The client owns it and has no plan yet.",
    COLLABORATOR="The client owns it; the partner may enter.",
    INACTIVE="The partner may not enter any more.",
)
described(AccessLevel, OWNER="As its owner.", ADMIN="As an admin beside the owner.", NONE="Not at all.")
described(
    EndedBy,
    PARTNER="The partner.",
    CLIENT="The client.",
    OPERATOR="The vendor's partnerships team.",
    VENDOR="The vendor's product.",
)
described(
    Provisioning,
    PENDING="The vendor's product is asked to make it.",
    READY="It is there.",
    FAILED="The vendor's product could not make it.",
)


_OWN = models.AccountAccess
# The account of the link that the request shows; null for a link that is replaced.
LINKED_ACCOUNT: ColumnElement[uuid.UUID] = select(func.linked_account(type_=Uuid())).scalar_subquery()
_ANY = aliased(models.AccountAccess)
_MINE = _OWN.partner_id == caller.partner_id
_CHOSEN = and_(_MINE, is_chosen(_OWN.account_id, caller.member_id))
# What he sees without access, where he was weighed for the account's credit.
_GLIMPSE = aliased(models.AccountGlimpse)
_GLIMPSED = _GLIMPSE.partner_id == caller.partner_id
_LASTS = func.coalesce(_OWN.status != AccountStatus.INACTIVE.value, false())


def _is_suspended(partner_id: Any) -> ColumnElement[bool]:
    active = exists().where(PartnerModel.id == partner_id, PartnerModel.status == PartnerStatus.ACTIVE.value)
    return ~active


@reads(models.AccountAccess)
class AccessEnded:
    """How an access ended."""

    by: EndedBy = column(_OWN.ended_by, "Who ended it.", not_null=True)
    at: dt.datetime = column(_OWN.ended_at, "When.", not_null=True)
    reason: str | None = column(_OWN.ended_reason, "Why, in the words of who ended it.")


@reads(
    models.AccountAccess,
    scope={
        Member: _MINE,
        RestrictedMember: _CHOSEN,
        actors.Operator: everything,
        ProgramClient: everything,
        Client: _OWN.account_id == LINKED_ACCOUNT,
    },
)
class AccountAccess:
    """One partner's access to an account."""

    partner: Partner = one(PartnerModel.id == _OWN.partner_id, "Whose access it is.")
    status: AccountStatus
    access_level: AccessLevel = column(
        access_level(_OWN.status, _is_suspended(_OWN.partner_id)), "As what the partner may enter."
    )
    since: dt.datetime
    last_used_at: dt.datetime | None
    ended: AccessEnded | None = part("How it ended; null while it lasts.", present=_OWN.ended_at.is_not(None))


def _while_it_lasts(value: Any) -> PerCaller:
    """What is the client's own: to a partner, nothing once his access has ended."""
    return per_caller({Member: case((_LASTS, value), else_=null())}, value)


def _as_it_was(value: InstrumentedAttribute[Any]) -> PerCaller:
    """What the partner wrote himself: it stands on an account that was his to the end, unless another builds on."""
    his = and_(_OWN.ended_from == AccountStatus.DEVELOPMENT.value, _OWN.ended_by != EndedBy.OPERATOR.value)
    kept = or_(_LASTS, his)
    return per_caller({Member: case((kept, value), else_=null())}, value)


_ARCHIVED = and_(
    _OWN.status == AccountStatus.INACTIVE.value,
    _OWN.ended_from == AccountStatus.DEVELOPMENT.value,
    _OWN.ended_by == EndedBy.PARTNER.value,
    models.ClientAccount.closed_at.is_(None),
)
# As what whoever asks may enter the account.
LEVEL_OF_CALLER = per_caller(
    {Member: func.coalesce(access_level(_OWN.status, _is_suspended(caller.partner_id)), AccessLevel.NONE.value)},
    literal(AccessLevel.NONE.value),
)
_SORT_NAME = per_caller({Member: _OWN.sort_name}, models.ClientAccount.name)
_SINCE = per_caller({Member: _OWN.since}, models.ClientAccount.created_at)


@reads(
    models.ClientAccount,
    # To a partner, an account is his own access to it; nobody else has a row here.
    joins=[
        Join(_OWN, and_(_OWN.account_id == models.ClientAccount.id, _OWN.partner_id == caller.partner_id)),
        Join(_GLIMPSE, and_(_GLIMPSE.account_id == models.ClientAccount.id, _GLIMPSE.partner_id == caller.partner_id)),
    ],
    scope={
        Member: or_(_MINE, _GLIMPSED),
        RestrictedMember: _CHOSEN,
        actors.Operator: everything,
        ProgramClient: everything,
        Client: models.ClientAccount.id == LINKED_ACCOUNT,
    },
    node=Permission.VIEW_ACCOUNTS,
)
class ClientAccount(Node):
    """A client's account at the vendor."""

    id: strawberry.ID = id_of(models.ClientAccount)
    account_id: str
    name: str | None = column(
        per_caller({Member: func.coalesce(_OWN.name, _GLIMPSE.name)}, models.ClientAccount.name),
        "The store's name; null to a partner who has no access and for whom it never counted.",
    )
    website: str | None = column(
        per_caller({Member: func.coalesce(_OWN.website, _GLIMPSE.website)}, models.ClientAccount.website),
        "The store's website; null as the name is.",
    )
    status: AccountStatus | None = column(_OWN.status, "Where it stands for the partner who asks; null for all others.")
    access_level: AccessLevel = column(LEVEL_OF_CALLER, "As what the partner who asks may enter.")
    owner_email: str | None = column(
        _while_it_lasts(models.ClientAccount.owner_email), "Who owns it, once a client does."
    )
    plan: str | None = column(
        _while_it_lasts(case((models.ClientAccount.has_plan, models.ClientAccount.plan), else_=null())),
        "The plan that the client chose; null where he has none, and where nobody told its name.",
    )
    has_plan: bool = column(
        per_caller({Member: and_(models.ClientAccount.has_plan, _LASTS)}, models.ClientAccount.has_plan),
        "Whether the client has a plan, or has paid for one.",
    )
    provisioning: Provisioning
    provisioning_reason: str | None = column(
        per_caller(
            {Member: case((_MINE, models.ClientAccount.provisioning_reason), else_=null())},
            models.ClientAccount.provisioning_reason,
        ),
        "Why the vendor's product could not make it.",
    )
    platform: str | None = column(_as_it_was(models.ClientAccount.platform), "The shop platform.")
    country: str | None = column(_as_it_was(models.ClientAccount.country), "ISO 3166-1 code of two letters.")
    currency_code: CurrencyCode | None = column(_as_it_was(models.ClientAccount.currency_code), "The store's currency.")
    time_zone: str | None = column(_as_it_was(models.ClientAccount.time_zone), "The store's time zone.")
    created_at: dt.datetime | None = column(
        per_caller(
            {Member: case((_MINE, models.ClientAccount.created_at), else_=null())}, models.ClientAccount.created_at
        ),
        "When the account was made; null to a partner who has no access.",
    )
    closed_at: dt.datetime | None = column(
        per_caller({Member: null()}, models.ClientAccount.closed_at),
        "When it was closed at the vendor; a partner reads how his own access ended.",
    )
    nudged_at: dt.datetime | None = column(
        _OWN.nudged_at, "When the partner who asks reminded the client last that a plan is waited for."
    )
    ended: AccessEnded | None = part(
        "How the access of the partner who asks ended; null while it lasts.", present=_OWN.ended_at.is_not(None)
    )
    can_restore: bool = column(
        per_caller({Member: func.coalesce(_ARCHIVED, false())}, false()),
        "Whether the partner who asks put it away himself while it was his own, so that he can take it up again.",
    )
    accesses: list[AccountAccess] = many(
        models.AccountAccess.account_id == models.ClientAccount.id,
        "Who has access: all partners for operators, the vendor's app and the client; a partner himself alone.",
        order=[models.AccountAccess.since, models.AccountAccess.id],
    )
    timeline: Connection[TimelineEntry] = timeline_of(models.ClientAccount.id)


class AccountSort(StrEnum):
    """The order of a list of accounts."""

    NEWEST = "NEWEST"
    OLDEST = "OLDEST"
    NAME = "NAME"
    NAME_REVERSED = "NAME_REVERSED"


described(
    AccountSort,
    NEWEST="The latest first.",
    OLDEST="The earliest first.",
    NAME="By name.",
    NAME_REVERSED="By name, from the end.",
)

_KEY = per_caller({Member: _OWN.account_id}, models.ClientAccount.id)
_SORT = Sort(
    AccountSort,
    AccountSort.NEWEST,
    {
        AccountSort.NEWEST: (_SINCE, _KEY),
        AccountSort.OLDEST: (_SINCE, _KEY),
        AccountSort.NAME: (_SORT_NAME, _KEY),
        AccountSort.NAME_REVERSED: (_SORT_NAME, _KEY),
    },
    descending=frozenset({AccountSort.NEWEST, AccountSort.NAME_REVERSED}),
)


_INACTIVE: ColumnElement[str] = literal_column("'INACTIVE'")
_LIVE_ANYWHERE = exists().where(_ANY.account_id == models.ClientAccount.id, _ANY.status != _INACTIVE)


def _word_begins(beginning: ColumnElement[str]) -> PerCaller:
    word = SearchWord
    begins = func.starts_with(word.word, beginning)
    own = and_(word.partner_id == caller.partner_id, word.object_id == _OWN.account_id)
    return per_caller(
        {Member: exists().where(own, begins)}, exists().where(word.object_id == models.ClientAccount.id, begins)
    )


def _in_status(chosen: ColumnElement[list[str]]) -> PerCaller:
    anywhere = exists().where(_ANY.account_id == models.ClientAccount.id, _ANY.status == func.any(chosen))
    return per_caller({Member: _OWN.status == func.any(chosen)}, anywhere)


def _of_partner(partner_id: ColumnElement[uuid.UUID]) -> PerCaller:
    anywhere = exists().where(_ANY.account_id == models.ClientAccount.id, _ANY.partner_id == partner_id)
    return per_caller({Member: _OWN.partner_id == partner_id}, anywhere)


def _has_website(key: ColumnElement[str]) -> PerCaller:
    """To a partner whose access has ended, the website as it was then: a newer one is not his to find."""
    now = and_(_OWN.ended_at.is_(None), models.ClientAccount.website_key == key)
    then = or_(_OWN.website == key, func.right(_OWN.website, func.length(key) + 1) == literal(".") + key)
    return per_caller(
        {Member: or_(now, and_(_OWN.ended_at.is_not(None), then))}, models.ClientAccount.website_key == key
    )


def _website_key(value: str) -> str | None:
    try:
        return website(value).key
    except InvalidInput:
        return None


@filters
class AccountFilter:
    """Which accounts to list."""

    status: list[AccountStatus] | None = where(_in_status, type=ARRAY(Text), description="In one of these states.")
    search: str | None = where(
        _word_begins,
        prepare=search_words,
        each=True,
        description="Beginnings of words of the name, the website or the number.",
    )
    archived: bool | None = where(
        choices={
            True: per_caller({Member: _OWN.status == _INACTIVE}, ~_LIVE_ANYWHERE),
            False: per_caller({Member: _OWN.status != _INACTIVE}, _LIVE_ANYWHERE),
        },
        description="Only those whose access has ended, or only those where it lasts; both unless told.",
    )
    website: str | None = where(_has_website, prepare=_website_key, description="With this website.")


_ACCESSES = Tally(models.AccountAccess, partner=_OWN.partner_id, kind=_OWN.status)
_ACCOUNTS = Tally(models.ClientAccount)


def _how_many(status: AccountStatus) -> PerCaller:
    counted = _ACCESSES.total([_MINE, _OWN.status == status.value])
    assert counted is not None
    chosen = select(func.count()).where(_CHOSEN, _OWN.status == status.value)
    return per_caller({RestrictedMember: chosen.scalar_subquery()}, counted)


@reads(scope={Member: everything})
class AccountCounts:
    """How many accounts of the partner stand where."""

    development: int = column(_how_many(AccountStatus.DEVELOPMENT), "In DEVELOPMENT.")
    transfer_pending: int = column(_how_many(AccountStatus.TRANSFER_PENDING), "In TRANSFER_PENDING.")
    awaiting_plan: int = column(_how_many(AccountStatus.AWAITING_PLAN), "In AWAITING_PLAN.")
    collaborator: int = column(_how_many(AccountStatus.COLLABORATOR), "In COLLABORATOR.")
    inactive: int = column(_how_many(AccountStatus.INACTIVE), "In INACTIVE.")


@strawberry.type
class AccountQueries:
    account: ClientAccount | None = single(
        "One account, by its id or by the vendor's number.",
        by={
            "id": key_of(models.ClientAccount),
            "account_id": where(
                lambda number: models.ClientAccount.account_id == number,
                prepare=models.ClientAccount.read_account_id,
                description="The vendor's number.",
            ),
        },
        requires=Permission.VIEW_ACCOUNTS,
    )
    accounts: Connection[ClientAccount] = connection(
        "The accounts that the caller may see.",
        filter=AccountFilter,
        sort=_SORT,
        where={
            "partner_id": where(
                _of_partner,
                of=strawberry.ID,
                prepare=lambda value: parse_id(PartnerModel.prefix, value),
                type=Uuid(),
                description="Of this partner; for operators and the vendor's app.",
            )
        },
        requires=Permission.VIEW_ACCOUNTS,
        scope={Member: _MINE, RestrictedMember: _CHOSEN},
        total={Member: _ACCESSES, actors.Operator: _ACCOUNTS, ProgramClient: _ACCOUNTS},
    )
    account_counts: AccountCounts | None = single(
        "How many accounts of the partner stand where; null for callers who are no partner.",
        requires=Permission.VIEW_ACCOUNTS,
    )
