"""New rows are written at the end of a work in one round trip, as SQLAlchemy would have written them one by one."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import inspect
from sqlalchemy.exc import DBAPIError

from portal.core.actors import System
from portal.core.database import Base
from portal.core.ids import new_id
from portal.core.permissions import MemberRole
from portal.core.requests import Request
from portal.core.work import Work, open_work
from portal.core.writing import insertions
from portal.identity.models import User
from portal.oauth.models import OAuthClient
from portal.partners.models import MemberStatus, Partner, PartnerStatus, TeamMember
from tests.people import Portal


def client(work: Work, name: str = '"Vendor", \\ {1}') -> OAuthClient:
    return OAuthClient(
        name=name,
        client_id=f"pp_{new_id().hex}",
        secret_hash=b"\x00\x01\\x\xff",
        scopes=["accounts:read", 'odd, "one" {}', ""],
        created_at=work.now,
    )


def team(work: Work) -> list[Base]:
    """A member, then whom it refers to: a user and a partner."""
    user = User(id=new_id(), name="Alice", email="alice@northwind.example", created_at=work.now)
    partner = Partner(
        id=new_id(),
        name="Northwind",
        website="northwind.example",
        website_key="northwind.example",
        status=PartnerStatus.ACTIVE,
        referral_code=Partner.new_referral_code(),
        created_at=work.now,
    )
    joined = TeamMember(
        id=new_id(),
        partner_id=partner.id,
        user_id=user.id,
        role=MemberRole.OWNER,
        status=MemberStatus.ACTIVE,
        joined_at=work.now,
    )
    return [joined, user, partner]


def values(row: Base) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in inspect(type(row)).column_attrs}


async def test_rows_are_read_as_they_were_made(portal: Portal) -> None:
    async with open_work(portal.runtime, Request(), System()) as work:
        made = [client(work), *team(work)]
        work.session.add_all(made)
    async with open_work(portal.runtime, Request(), System()) as work:
        found = [await work.session.get_one(type(row), values(row)["id"]) for row in made]
        assert [values(row) for row in found] == [values(row) for row in made]


async def test_rows_to_which_others_refer_are_written_first(portal: Portal) -> None:
    async with open_work(portal.runtime, Request(), System()) as work:
        tables = [sql.split(b'"')[3] for sql, _ in insertions([*team(work), *team(work)])]
        assert tables.index(b"team_member") == 2
        assert len(tables) == 3


async def test_what_was_changed_is_written_before_what_is_new(portal: Portal) -> None:
    async with open_work(portal.runtime, Request(), System()) as work:
        first = work.add(client(work))
    async with open_work(portal.runtime, Request(), System()) as work:
        known = await work.get(OAuthClient, first.id)
        taken, known.client_id = known.client_id, "pp_another"
        second = work.add(client(work))
        second.client_id = taken


async def test_a_row_that_is_refused_is_refused_as_by_any_statement(portal: Portal) -> None:
    async with open_work(portal.runtime, Request(), System()) as work:
        first, second = work.add(client(work)), work.add(client(work))
        second.client_id = first.client_id
        with pytest.raises(DBAPIError) as refused:
            await work.flush()
        await work.session.rollback()
    assert getattr(refused.value.orig, "sqlstate", None) == "23505"
    assert not refused.value.connection_invalidated


def test_every_table_with_rows_of_its_own_can_be_written() -> None:
    for mapper in Base.registry.mappers:
        [(sql, [parameter])] = insertions([mapper.class_()])
        assert f'"{mapper.class_.__tablename__}"'.encode() in sql
        assert parameter.startswith("[{")
