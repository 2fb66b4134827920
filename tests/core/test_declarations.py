"""What a type declares is checked when the schema is made, and against the database before it is served."""

import asyncio
import datetime as dt
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
import strawberry
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from portal.accounts.models import AccountAccess as AccessModel
from portal.accounts.models import ClientAccount as AccountModel
from portal.bulletin.models import QuickLink as LinkModel
from portal.core.actors import Member, Operator
from portal.core.database import create_engine
from portal.core.events import Event
from portal.core.graphql import SCALARS
from portal.core.permissions import Permission
from portal.core.reading.check import TablesDiffer, check_tables
from portal.core.reading.declare import Join, caller, column, everything, id_of, one, per_caller, reads
from portal.core.reading.registry import Registry, UndeclaredField
from portal.identity.models import User
from portal.partners.models import Partner as PartnerModel
from portal.platform.models import BillingEvent as BillingModel
from portal.web.schema import make_api
from tests.e2e.installation import free_port
from tests.people import Portal

EVERYBODY = {Member: everything, Operator: everything}
HIS_ACCESS = AccessModel.partner_id == caller.partner_id


def _registry(*types: type) -> Registry:
    @strawberry.type
    class Query:
        nothing: int

    schema = strawberry.Schema(Query, types=types, scalar_overrides=SCALARS)
    return Registry(schema, schema._schema)


# --- the declarations by themselves ---------------------------------------------------------------------------------


@reads(LinkModel, scope=EVERYBODY)
class LinkWithoutItsColumn:
    """A link."""

    colour: str


@reads(LinkModel, scope=EVERYBODY)
class LinkThatMayBeNull:
    """A link whose address may be null."""

    url: str


@reads(Event, joins=[Join(User, User.id == Event.actor_id)], scope=EVERYBODY)
class EventOfSomebody:
    """An event that may be nobody's."""

    who: str = column(User.name, "Who did it.")


@reads(
    AccountModel,
    joins=[Join(AccessModel, AccessModel.account_id == AccountModel.id)],
    scope={Member: HIS_ACCESS, Operator: everything},
)
class AccountOfNobody:
    """An account to which operators have no access."""

    status: str = column(AccessModel.status, "Where it stands.")


@reads(PartnerModel, scope={Member: PartnerModel.id == caller.partner_id})
class PartnerOfMembers:
    """A partner that operators don't see."""

    name: str


@reads(AccessModel, scope=EVERYBODY)
class AccessOfAnInvisible:
    """An access whose partner operators don't see."""

    partner: PartnerOfMembers = one(PartnerModel.id == AccessModel.partner_id, "Whose it is.")


@reads(AccessModel, scope={Member: HIS_ACCESS})
class AccessWithARight:
    """An access whose partner not everybody may read."""

    partner: PartnerOfMembers = one(
        PartnerModel.id == AccessModel.partner_id, "Whose it is.", requires=Permission.VIEW_PARTNERS
    )


@pytest.mark.parametrize(
    ("declared", "message"),
    [
        (LinkWithoutItsColumn, "LinkWithoutItsColumn.colour is no column of its table"),
        (LinkThatMayBeNull, "LinkThatMayBeNull.url is non-null, but quick_link.url may be NULL"),
        (EventOfSomebody, "EventOfSomebody.who is non-null, but to Member there may be no row of user"),
        (AccountOfNobody, "AccountOfNobody.status is non-null, but to Operator there may be no row of"),
        (AccessOfAnInvisible, "AccessOfAnInvisible.partner is non-null, but to Operator no PartnerOfMembers is"),
        (AccessWithARight, "AccessWithARight.partner is non-null, but null to whoever lacks the right VIEW_PARTNERS"),
    ],
)
def test_what_can_be_null_is_not_called_non_null(declared: type, message: str) -> None:
    with pytest.raises(UndeclaredField) as refused:
        _registry(declared)
    assert str(refused.value).startswith(message)


@reads(
    AccountModel,
    joins=[Join(AccessModel, AccessModel.account_id == AccountModel.id)],
    scope={Member: HIS_ACCESS, Operator: everything},
)
class AccountOfSomebody:
    """An account whose name is the partner's own to him."""

    name: str = column(per_caller({Member: AccessModel.name}, AccountModel.name), "Its name.")


@reads(AccessModel, joins=[Join(PartnerModel, PartnerModel.id == AccessModel.partner_id)], scope=EVERYBODY)
class AccessOfAPartner:
    """An access, which always has a partner."""

    partner_name: str = column(PartnerModel.name, "Whose it is.")
    ended_at: dt.datetime = column(AccessModel.ended_at, "When it ended, which somebody promises.", not_null=True)


def test_what_a_scope_or_a_foreign_key_makes_certain_can_be_non_null() -> None:
    assert len(list(_registry(AccountOfSomebody, AccessOfAPartner).fields)) == 3


# --- against the database -------------------------------------------------------------------------------------------


@asynccontextmanager
async def _changed(portal: Portal, *statements: str) -> AsyncIterator[AsyncConnection]:
    """A connection in whose transaction the tables are changed, as the role that serves sees them then."""
    engine = create_engine(portal.database_url, role=None)
    async with engine.connect() as connection:
        for statement in (*statements, "set local role portal_app"):
            await connection.execute(text(statement))
        yield connection
        await connection.rollback()
    await engine.dispose()


async def _lines(registry: Registry, connection: AsyncConnection) -> list[str]:
    with pytest.raises(TablesDiffer) as refused:
        await check_tables(registry, connection)
    return str(refused.value).splitlines()[1:]


async def test_the_real_schema_fits_the_real_database(portal: Portal) -> None:
    async with _changed(portal) as connection:
        await check_tables(make_api().registry, connection)


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ("alter table quick_link rename title to heading", "QuickLink reads quick_link.title, which is not there"),
        # In a relation, in a subquery, in a filter, in an order.
        ("alter table access_block rename created_at to at", "BlockedPartner reads access_block.created_at, which"),
        ("alter table program drop awaiting_plan_access", "ClientAccount reads program.awaiting_plan_access, which"),
        ("alter table search_word rename word to words", "Query reads search_word.word, which is not there"),
        ("alter table quick_link drop position", "Query reads quick_link.position, which is not there"),
        ("alter table webhook_endpoint rename to endpoint", "WebhookEndpoint reads webhook_endpoint.id, which is not"),
        (
            "alter table partner alter website drop not null",
            "Partner.website is non-null, but partner.website may be NULL",
        ),
        (
            "alter table account_access alter since drop not null",
            "AccountAccess.since is non-null, but account_access.since may be NULL",
        ),
        (
            "alter table partner_application alter client_count type bigint",
            "PartnerApplication.clientCount is Int, but partner_application.client_count is int8",
        ),
        (
            "alter table webhook_delivery alter attempts type text",
            "WebhookDelivery.attempts is Int!, but webhook_delivery.attempts is text",
        ),
        (
            "alter table oauth_client alter scopes type text",
            "OAuthClient.scopes is [String!]!, but oauth_client.scopes is text",
        ),
    ],
)
async def test_a_database_of_another_version_is_refused(portal: Portal, change: str, line: str) -> None:
    async with _changed(portal, change) as connection:
        lines = await _lines(make_api().registry, connection)
    assert [one for one in lines if one.startswith(line)], lines


async def test_each_difference_is_told_once(portal: Portal) -> None:
    changes = ("alter table quick_link drop title", "alter table partner alter name drop not null")
    async with _changed(portal, *changes) as connection:
        lines = await _lines(make_api().registry, connection)
    assert {one.split()[0] for one in lines} == {"QuickLink", "Partner.name"}
    assert len(lines) == len(set(lines))


@reads(BillingModel, scope={Operator: everything})
class MisreadEvent:
    """Fields of other kinds than their columns."""

    id: strawberry.ID = id_of(BillingModel, BillingModel.external_id)
    source: bool
    amount_minor: int | None
    plan: dt.datetime | None
    account_id: str | None
    recorded_at: list[str]


async def test_a_field_of_another_kind_than_its_column_is_refused(portal: Portal) -> None:
    async with _changed(portal) as connection:
        lines = await _lines(_registry(MisreadEvent), connection)
    assert lines == [
        "MisreadEvent.accountId is String, but billing_event.account_id is uuid",
        "MisreadEvent.amountMinor is Int, but billing_event.amount_minor is int8",
        "MisreadEvent.id is ID!, but billing_event.external_id is text",
        "MisreadEvent.plan is DateTime, but billing_event.plan is text",
        "MisreadEvent.recordedAt is [String!]!, but billing_event.recorded_at is timestamptz",
        "MisreadEvent.source is Boolean!, but billing_event.source is text",
    ]


@pytest.mark.slow
async def test_serve_says_in_one_line_each_what_does_not_fit(
    portal: Portal, superuser: psycopg.AsyncConnection[Any]
) -> None:
    settings = portal.runtime.settings
    environment = {
        "PATH": os.defpath,
        "PORTAL_DATABASE_URL": portal.database_url,
        "PORTAL_BASE_URL": settings.base_url,
        "PORTAL_HOST": "127.0.0.1",
        "PORTAL_PORT": str(free_port()),
        "PORTAL_SECRET_KEY": settings.secret_key,
        "PORTAL_SMTP_URL": "smtp://127.0.0.1:9",
        "PORTAL_MAIL_FROM": settings.mail_from,
        "PORTAL_TEST_CLOCK": "1",
    }
    await superuser.execute("alter table quick_link rename title to heading")
    try:
        command = Path(sys.executable).with_name("portal")
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(command, "serve", env=environment, stderr=pipe)
        _, said = await asyncio.wait_for(process.communicate(), 60)
    finally:
        await superuser.execute("alter table quick_link rename heading to title")
    assert process.returncode == 1
    assert said.decode().splitlines() == [
        "portal: the database does not fit this version of the portal:",
        "QuickLink reads quick_link.title, which is not there",
    ]
