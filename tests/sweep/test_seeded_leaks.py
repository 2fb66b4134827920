"""The sweep finds what leaks: types, relations and verbs that nobody would let pass, in a schema of their own."""

from __future__ import annotations

import pytest
import strawberry

from portal.accounts.models import ClientAccount
from portal.clients.graphql import ClientQueries
from portal.core import actors
from portal.core.actors import Member, ProgramClient
from portal.core.api import Api, merged
from portal.core.graphql import Payload, verb
from portal.core.ids import parse_id
from portal.core.problems import NotFound
from portal.core.reading.declare import everything, id_of, key_of, listing, many, reads, single, where
from portal.core.rules import PUBLIC
from portal.core.work import Work
from portal.delivery.models import WebhookEndpoint
from portal.identity.models import User
from portal.partners.models import Partner as PartnerModel
from portal.web.schema import make_api
from tests.people import Portal
from tests.sweep.callers import Caller, make_callers
from tests.sweep.names import Names
from tests.sweep.places import UnknownArgument, reading_places
from tests.sweep.reading import sweep_answers, sweep_names
from tests.sweep.templates import TEMPLATES, Of
from tests.sweep.world import World, make_world
from tests.sweep.writing import NoTemplate, check_templates, sweep_verbs

_ALL = {Member: everything, actors.Operator: everything, ProgramClient: everything}


@reads(WebhookEndpoint, scope=_ALL)
class OpenEndpoint:
    """A copy of a type that forgets whose rows are whose."""

    id: strawberry.ID = id_of(WebhookEndpoint)
    url: str


@reads(User, scope=_ALL)
class OpenPerson:
    """A table that the app's role reads as a whole, since signing in looks for addresses."""

    email: str


@reads(PartnerModel, scope=_ALL)
class OpenPartner:
    """A partner with everybody behind it."""

    id: strawberry.ID = id_of(PartnerModel)
    people: list[OpenPerson] = many(User.id.is_not(None), "Everybody, not the partner's alone.", order=[User.id])


@strawberry.type
class OpenQueries:
    open_endpoint: OpenEndpoint | None = single(
        "Any endpoint, for anybody.", by={"id": key_of(WebhookEndpoint)}, requires=PUBLIC
    )
    open_partners: list[OpenPartner] = listing("Partners.", order=[PartnerModel.id], requires=PUBLIC)


@strawberry.input
class RenameInput:
    account_id: strawberry.ID


@strawberry.type
class RenamePayload(Payload):
    ok: bool = False


@strawberry.type
class OpenVerbs:
    @verb(PUBLIC)
    async def rename(work: Work, input: RenameInput) -> RenamePayload:  # noqa: N805  # a verb, as in the rooms
        """Fetches past the door of a unit of work."""
        key = parse_id(ClientAccount.prefix, input.account_id)
        account = await work.session.get(ClientAccount, key) if key else None
        if account is None:
            raise NotFound(field="accountId")
        account.name = "Renamed"
        return RenamePayload(ok=True)


def _api(*, scoped: bool = True) -> Api:
    query = merged("Query", "Reads.", OpenQueries, ClientQueries, planned=True)
    return Api(query, merged("Mutation", "Does.", OpenVerbs), scoped=scoped)


async def _scene(portal: Portal, *names: str) -> tuple[World, list[Caller]]:
    world = await make_world(portal)
    return world, [one for one in await make_callers(world) if one.name in names]


async def test_a_type_that_forgets_its_scope_is_found(portal: Portal) -> None:
    world, callers = await _scene(portal, "program with accounts:read")
    api = _api()
    places = [place for place in reading_places(api.schema) if place.root == "openEndpoint"]
    findings = await sweep_names(world, api, callers, Names(world, api, {}), places)
    [leak] = findings.leaks
    assert world.victim.ids["whe"] in leak


@pytest.mark.parametrize("scoped", [True, False], ids=["as served", "by row level security alone"])
async def test_a_relation_without_a_scope_is_found(portal: Portal, scoped: bool) -> None:
    world, callers = await _scene(portal, "rival")
    findings = await sweep_answers(world, _api(scoped=scoped), callers, scoped=scoped)
    assert any("'zephyrine owner@victrix.example'" in leak and "openPartners" in leak for leak in findings.leaks)
    # Which partners he sees, row level security holds.
    assert not any(world.victim.ids["part"].removeprefix("part_") in leak for leak in findings.leaks)


async def test_a_verb_that_fetches_past_the_door_is_found(portal: Portal) -> None:
    world, callers = await _scene(portal, "program with webhooks:manage")
    api = _api()
    names = Names(world, api, {})
    templates = {"rename": ({"accountId": Of("acct")},)}
    findings = await sweep_verbs(world, api, callers, names, templates=templates)
    assert any("learns at rename(accountId)" in leak for leak in findings.leaks)
    assert any("changes client_account by rename" in leak for leak in findings.leaks)


async def test_row_level_security_holds_where_a_verb_doesn_t(portal: Portal) -> None:
    world, callers = await _scene(portal, "rival", "anybody")
    api = _api(scoped=False)
    templates = {"rename": ({"accountId": Of("acct")},)}
    findings = await sweep_verbs(world, api, callers, Names(world, api, {}), templates=templates)
    assert findings.leaks == []
    assert findings.tries > 30


def test_a_verb_that_nothing_is_known_of_fails_the_sweep() -> None:
    with pytest.raises(NoTemplate, match="rename"):
        check_templates(_api())
    with pytest.raises(NoTemplate, match=r"rename\(accountId\) names a thing"):
        check_templates(_api(), {"rename": ({},)})
    check_templates(make_api(), TEMPLATES)


def test_an_argument_that_nothing_is_known_of_fails_the_sweep() -> None:
    @strawberry.type
    class ByColour:
        endpoint: OpenEndpoint | None = single(
            "By a colour.",
            by={"colour": where(lambda colour: WebhookEndpoint.url == colour, description="Its colour.")},
            requires=PUBLIC,
        )

    api = Api(merged("Query", "Reads.", ByColour, planned=True), merged("Mutation", "Does.", OpenVerbs))
    with pytest.raises(UnknownArgument, match="colour"):
        reading_places(api.schema)
