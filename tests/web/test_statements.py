"""Each list and each detail is one statement, sent with the one that authenticates, however much is selected."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest

from portal.core.links import LinkKind
from portal.core.permissions import Scope
from portal.core.reading.statement import Command
from tests.accounts.steps import create
from tests.partners.steps import application_link, approve, registration_link
from tests.people import Person, Portal

ACCOUNT = """id accountId name website status accessLevel ownerEmail plan provisioning platform country currencyCode
  timeZone createdAt ended { by at reason } accesses { partner { id name members { name } } status accessLevel
  since lastUsedAt ended { by } }
  timeline(first: 5) { totalCount nodes { id at event actor { kind name } reason changes } }"""
APPLICATION = """id companyName website contactName email country clientCount platforms message status reason answer
  submittedAt dueAt decidedAt acceptedTermsVersion overdue sameDomain { id partner { name } } partner { referralUrl }
  registration { email expiresAt status partner { name } } timeline { nodes { event actor { name } } }"""
VIEWER = "member { id partner { members { name } } } partner { referralUrl } memberships { role } operator { name }"
VIEWER += " client { name } scopes permissions"

QUERIES = {
    "accounts": f"""{{ accounts(first: 10, sort: NAME, filter: {{ search: "north out", archived: false }}) {{
        nodes {{ {ACCOUNT} }} edges {{ cursor node {{ id }} }} totalCount pageInfo {{ hasNextPage endCursor }} }} }}""",
    "account": f"query($account: ID) {{ account(id: $account) {{ {ACCOUNT} }} }}",
    "accountCounts": "{ accountCounts { development transferPending awaitingPlan collaborator inactive } }",
    "node": f"query($account: ID!) {{ node(id: $account) {{ ... on ClientAccount {{ {ACCOUNT} }} }} }}",
    "viewer": f"{{ viewer {{ {VIEWER} }} }}",
    "sessions": "{ sessions { id createdAt lastSeenAt userAgent ipAddress current } }",
    "quickLinks": "{ quickLinks { id title description url kind } }",
    "program": "{ program { name now terms { version text } vendorUrl testClock } }",
    "home": f"""query($account: ID) {{ viewer {{ {VIEWER} }} program {{ name terms {{ version }} }}
        quickLinks {{ title }} accountCounts {{ development }} accounts(first: 5) {{ totalCount nodes {{ {ACCOUNT} }} }}
        again: accounts(sort: NAME) {{ nodes {{ id }} }} account(id: $account) {{ {ACCOUNT} }} sessions {{ id }} }}""",
    "applications": f"{{ applications(first: 10) {{ totalCount nodes {{ {APPLICATION} }} }} }}",
    "partnerApplication": f"query($application: ID) {{ partnerApplication(id: $application) {{ {APPLICATION} }} }}",
    "webhooks": """{ webhookEndpoints { id url disabledAt } webhookDeliveries(first: 5) { totalCount nodes {
        id eventId type status attempts nextAttemptAt responseStatus error deliveredAt } } }""",
    "application": f"query($status: String!) {{ application(token: $status) {{ {APPLICATION} }} }}",
    "registration": "query($register: String!) { registration(token: $register) { status partner { name } } }",
    "passwordReset": "query($reset: String!) { passwordReset(token: $reset) { status } }",
}
MEMBERS = ("accounts", "account", "accountCounts", "node", "viewer", "sessions", "quickLinks", "program", "home")
OPERATORS = ("accounts", "account", "node", "viewer", "sessions", "quickLinks", "applications", "partnerApplication")
TOOLS = ("accounts", "account", "node", "viewer", "program", "applications", "partnerApplication", "webhooks")
LINKS = ("application", "registration", "passwordReset")


@contextmanager
def _round_trips(portal: Portal) -> Iterator[list[list[bytes]]]:
    """What is sent to PostgreSQL meanwhile for reading: the statements of each round trip."""
    sent: list[list[bytes]] = []
    reader: Any = portal.runtime.reader
    exchange = reader.exchange

    async def noted(commands: Sequence[Command]) -> Any:
        sent.append([statement.sql for statement, _ in commands])
        return await exchange(commands)

    reader.exchange = noted
    try:
        yield sent
    finally:
        del reader.exchange


async def _count(portal: Portal, person: Person, name: str, variables: dict[str, str]) -> None:
    await person.read("{ __typename }")  # from now on this process knows whom to expect
    with _round_trips(portal) as sent:
        data = await person.read(QUERIES[name], **variables)
    assert any(data.values()), data
    [[authenticating, *rest]] = sent
    assert b"authenticate_session" in authenticating or b"authenticate_token" in authenticating
    settings = [one for one in rest if one.startswith(b"select set_config(")]
    assert len(settings) == (1 if name in LINKS else 0), "a link is shown to row level security"
    assert len(rest) == len(settings) + 1, rest


async def _world(portal: Portal) -> tuple[Person, Person, dict[str, str]]:
    alice, olga = await portal.alice(), await portal.olga()
    account = await create(alice)
    application = await approve(portal, olga)
    await portal.nobody().do("requestPasswordReset", "ok", email="alice@brightside.example")
    [(key,)] = await portal.rows("select id from password_reset")
    return (
        alice,
        olga,
        {
            "account": account["id"],
            "application": application,
            "status": application_link(portal, application),
            "register": await registration_link(portal, application),
            "reset": portal.link(LinkKind.RESET, f"rst_{key.hex}"),
        },
    )


async def test_a_member_s_pages(portal: Portal) -> None:
    alice, _, variables = await _world(portal)
    for name in MEMBERS:
        await _count(portal, alice, name, variables)


async def test_an_operator_s_pages(portal: Portal) -> None:
    _, olga, variables = await _world(portal)
    for name in OPERATORS:
        await _count(portal, olga, name, variables)


async def test_a_tool_s_queries(portal: Portal) -> None:
    _, _, variables = await _world(portal)
    tool = await portal.tool(*Scope)
    await tool.read("{ viewer { scopes } }")  # which notes that the token is used
    for name in TOOLS:
        await _count(portal, tool, name, variables)


@pytest.mark.parametrize("name", LINKS)
async def test_a_mailed_link_s_page(portal: Portal, name: str) -> None:
    _, _, variables = await _world(portal)
    await _count(portal, portal.nobody(), name, variables)


async def test_whoever_is_unknown_yet_costs_one_round_trip_more(portal: Portal) -> None:
    alice = await portal.alice()
    with _round_trips(portal) as sent:
        await alice.read(QUERIES["sessions"])
    assert [len(one) for one in sent] == [1, 2]


async def test_what_is_refused_reads_nothing(portal: Portal) -> None:
    await portal.nobody().ask("{ __typename }")
    with _round_trips(portal) as sent:
        await portal.nobody().ask(QUERIES["accounts"])
    assert [len(one) for one in sent] == [1]
    with _round_trips(portal) as sent:
        await portal.nobody().ask("{ nothing }")
    assert sent == []
