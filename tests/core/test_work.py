"""The unit of work, as far as no room shows it: acting as the portal itself."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from portal.core.actors import Member, member
from portal.core.permissions import MemberRole
from portal.core.problems import NotFound
from portal.core.requests import Request
from portal.core.work import Work, open_work
from portal.leads.models import Lead
from portal.partners.events import PartnerUpdated
from tests.leads.steps import lead
from tests.people import Person, Portal

ROLE = text("select current_user::text, current_setting('portal.partner_id')")


def _member(person: Person) -> Member:
    user_id, member_id, partner_id = (
        uuid.UUID((one or "").rpartition("_")[2]) for one in (person.user_id, person.member_id, person.partner_id)
    )
    return member(role=MemberRole.OWNER, user_id=user_id, member_id=member_id, partner_id=partner_id)


async def _role(work: Work) -> tuple[str, str]:
    role, partner_id = (await work.session.execute(ROLE)).one()
    return role, partner_id


async def test_the_database_acts_as_the_portal_and_then_as_the_member_again(portal: Portal) -> None:
    actor = _member(await portal.alice())
    async with open_work(portal.runtime, Request(), actor) as work:
        before = await _role(work)
        assert before == ("portal_app", str(actor.partner_id))
        async with work.as_portal():
            assert (await _role(work))[0] == "portal_system"
        assert await _role(work) == before


async def test_what_is_told_meanwhile_is_told_of_the_member(portal: Portal) -> None:
    alice = await portal.alice()
    actor = _member(alice)
    assert actor.partner_id is not None
    async with open_work(portal.runtime, Request(), actor) as work, work.as_portal():
        work.record(
            PartnerUpdated(subject_id=actor.partner_id, partner_id=actor.partner_id, fields=["name"], join_role=None)
        )
    assert await portal.rows("select actor_kind, actor_id from event where type = 'partner.updated'") == [
        ("MEMBER", actor.user_id)
    ]


async def test_a_member_s_rows_stay_the_only_ones_that_he_finds(portal: Portal) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    mine, foreign = await lead(alice, "mine.example"), await lead(bob, "foreign.example")
    async with open_work(portal.runtime, Request(), _member(alice)) as work, work.as_portal():
        assert (await work.get(Lead, mine["id"])).website == "mine.example"
        with pytest.raises(NotFound):
            await work.get(Lead, foreign["id"])


async def test_a_refusal_takes_it_back_too(portal: Portal) -> None:
    async with open_work(portal.runtime, Request(), _member(await portal.alice())) as work:
        with pytest.raises(NotFound):
            async with work.as_portal():
                raise NotFound
        assert (await _role(work))[0] == "portal_app"


async def test_what_the_database_refuses_is_what_is_raised(portal: Portal) -> None:
    with pytest.raises(DBAPIError, match="division by zero"):
        async with open_work(portal.runtime, Request(), _member(await portal.alice())) as work, work.as_portal():
            await work.session.execute(text("select 1 / 0"))
