"""Who may call is said of every verb and root field, and a verb that works has asked for it."""

from functools import cache
from typing import Any

import pytest
import strawberry
from sqlalchemy import func, select

from portal.core.actors import Anonymous, LinkHolder, ProgramClient
from portal.core.api import Api, merged
from portal.core.graphql import Connection, Payload, verb
from portal.core.ids import new_id
from portal.core.links import LinkKind
from portal.core.permissions import Permission, Scope
from portal.core.reading.declare import connection, everything, reads, single
from portal.core.reading.registry import UndeclaredField
from portal.core.requests import Request
from portal.core.rules import PUBLIC, RuleMissing
from portal.core.work import Work, open_work
from portal.partners.models import Partner as PartnerModel
from portal.program.graphql import ProgramQueries
from portal.program.models import TermsVersion
from tests.people import Person, Portal


@strawberry.input
class PublishInput:
    asks: list[str]


@strawberry.type
class PublishPayload(Payload):
    ok: bool = False


async def _publish(work: Work, input: PublishInput) -> PublishPayload:
    """Publishes terms after it asked for some rights, or showed a link."""
    for asked in input.asks:
        if asked == "link":
            work.by_link = True
        else:
            work.require(Permission(asked))
    last = await work.session.scalar(select(func.max(TermsVersion.version)))
    work.add(TermsVersion(id=new_id(), version=(last or 0) + 1, text="Be good.", published_at=work.now))
    return PublishPayload(ok=True)


@strawberry.type
class Verbs:
    by_right = verb(Permission.EDIT_PROGRAM)(_publish)
    by_link = verb(link=LinkKind.CLIENT)(_publish)
    by_either = verb(Permission.EDIT_PROGRAM, link=LinkKind.CLIENT)(_publish)
    by_anybody = verb(PUBLIC)(_publish)


@cache
def _api() -> Api:
    return Api(merged("Query", "Reads.", ProgramQueries, planned=True), merged("Mutation", "Does.", Verbs))


async def _publishes(portal: Portal, caller: Person, name: str, *asks: str) -> bool:
    """Whether the verb worked; where it didn't, that it left nothing."""
    document = f"mutation ($asks: [String!]!) {{ {name}(input: {{asks: $asks}}) {{ ok }} }}"
    request = Request(bearer_token=caller.token)
    before = await portal.rows("select id from terms_version")
    answer = (await _api().execute(portal.runtime, request, document, {"asks": asks})).content
    worked = await portal.rows("select id from terms_version") != before
    codes = [error["extensions"]["code"] for error in answer.get("errors", ())]
    assert codes == ([] if worked else ["INTERNAL"])
    return worked


async def test_a_verb_that_works_without_having_asked_for_its_right_is_a_bug_and_leaves_nothing(portal: Portal) -> None:
    tool = await portal.tool(Scope.OPERATOR_WRITE)
    assert await _publishes(portal, tool, "byRight", "EDIT_PROGRAM")
    assert not await _publishes(portal, tool, "byRight")
    assert not await _publishes(portal, tool, "byRight", "EDIT_PARTNERS")
    assert not await _publishes(portal, tool, "byRight", "link")


async def test_what_a_link_opens_is_proved_by_the_link(portal: Portal) -> None:
    tool = await portal.tool(Scope.OPERATOR_WRITE)
    assert await _publishes(portal, tool, "byLink", "link")
    assert not await _publishes(portal, tool, "byLink", "EDIT_PROGRAM")
    assert await _publishes(portal, tool, "byEither", "link")
    assert await _publishes(portal, tool, "byEither", "EDIT_PROGRAM")
    assert not await _publishes(portal, tool, "byEither")


async def test_what_anybody_may_call_asks_for_nothing(portal: Portal) -> None:
    assert await _publishes(portal, await portal.tool(Scope.OPERATOR_WRITE), "byAnybody")


async def test_a_work_notes_the_holder_of_a_link(portal: Portal) -> None:
    async with open_work(portal.runtime, Request(), Anonymous()) as work:
        assert not work.by_link
        await work.act_as(LinkHolder(link_id=new_id()))
        await work.act_as(Anonymous())
        assert work.by_link


def test_a_verb_that_does_not_say_who_may_call_it_can_not_be_declared() -> None:
    bare: Any = verb
    with pytest.raises(RuleMissing):
        verb()(_publish)
    with pytest.raises(RuleMissing):
        bare(_publish)


def test_a_mutation_that_is_no_verb_is_refused_at_the_start() -> None:
    @strawberry.type
    class Other:
        @strawberry.mutation
        def leap(self) -> int:
            return 1

    with pytest.raises(RuleMissing, match=r"Mutation\.leap"):
        Api(merged("Query", "Reads.", ProgramQueries, planned=True), merged("Mutation", "Does.", Other))


@reads(PartnerModel, scope={ProgramClient: everything})
class Somebody:
    """A partner."""

    name: str
    equals: Connection["Somebody"] = connection(
        "All, to whoever may edit the program.",
        order=[PartnerModel.id],
        on=PartnerModel.id.is_not(None),
        requires=Permission.EDIT_PROGRAM,
    )


@strawberry.type
class SomebodyQueries:
    somebody: Somebody | None = single("Somebody.", requires=PUBLIC)


async def test_a_related_list_is_empty_to_whoever_lacks_its_right(portal: Portal) -> None:
    await portal.alice()
    api = Api(merged("Query", "Reads.", SomebodyQueries, planned=True), merged("Mutation", "Does.", Verbs))
    found = []
    for scope in (Scope.OPERATOR_WRITE, Scope.ACCOUNTS_READ):
        request = Request(bearer_token=(await portal.tool(scope)).token)
        answer = await api.execute(portal.runtime, request, "{ somebody { equals { totalCount nodes { name } } } }")
        found.append(answer.content["data"]["somebody"]["equals"])
    assert found == [
        {"totalCount": 1, "nodes": [{"name": "Brightside"}]},
        {"totalCount": 0, "nodes": []},
    ]


def test_a_root_field_that_does_not_say_who_may_ask_is_refused_at_the_start() -> None:
    @strawberry.type
    class Forgetful:
        somebody: Somebody | None = single("Somebody.")

    with pytest.raises(UndeclaredField, match=r"Query\.somebody"):
        Api(merged("Query", "Reads.", Forgetful, planned=True), merged("Mutation", "Does.", Verbs))
