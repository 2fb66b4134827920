"""A portal with all kinds of rows in it, who may ask there, and what he may name: ids, cursors, tokens."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from portal.core.api import Api
from portal.core.budgets import Budgets
from portal.core.links import CLIENT_LINKS, LinkKind, LinkSigner
from portal.core.permissions import MemberRole, Scope
from portal.core.requests import Request
from portal.core.runtime import Runtime
from portal.demo_data import tell_story
from portal.web.sessions import cookie_name
from tests.cursors import write_cursor
from tests.people import Person, Portal

# Texts that JSON, SQL or a reader of either could take for something else.
ODD_TEXTS = (
    'She said "hi" \\ and left',
    "a\tb\nc\u0001\u007f\u2028\u2029",
    "näïve 日本語 🙂",
    '{":null":true}',
    "',$1 -- %s {\\\"} null",
    "",
)
RUBBISH = ("", "rubbish", "\0", "'; --", "é" * 40, "{}", "acct_" + "0" * 32, "part_" + "f" * 32, "f" * 24, "a" * 5_000)
_LINKED = {
    LinkKind.APPLICATION: "select id, 1 from partner_application",
    LinkKind.REGISTER: "select id, version from registration",
    LinkKind.RESET: "select id, 1 from password_reset",
    LinkKind.JOIN: "select id, version from invitation",
    LinkKind.DOMAIN: "select id, mail_version from partner_domain",
    LinkKind.VERIFY: "select id, 1 from join_request",
    LinkKind.EMAIL: "select id, 1 from email_change",
    **{kind: f"select id, 1 from client_link where kind = '{kind.name}'" for kind in CLIENT_LINKS},
}
_SORTS = ("NEWEST", "OLDEST", "NAME", "NAME_REVERSED")
_LISTS = {
    "accounts": [f"(first: 40, sort: {sort})" for sort in _SORTS],
    **{name: ["(first: 40)"] for name in ("partners", "applications", "accessRequests", "billingEvents")},
    **{name: ["(first: 40)"] for name in ("team", "invitations")},
    "leads": [f"(first: 40, sort: {sort})" for sort in ("NEWEST", "OLDEST", "ENDING", "WEBSITE")],
    **{name: ["(first: 40)"] for name in ("reservedWebsites", "referralLinks", "webhookDeliveries")},
}
_TIMELINES = """{ accounts(first: 20) { nodes { timeline(first: 6) { edges { cursor } } } }
  applications(first: 20) { nodes { timeline { edges { cursor } } } } }"""


@dataclass
class World:
    """What an operation may be made of: who asks (by name), ids by prefix, cursors by list, tokens by kind of link."""

    runtime: Runtime
    callers: dict[str, Request] = field(default_factory=dict)
    ids: dict[str, list[str]] = field(default_factory=dict)
    numbers: list[str] = field(default_factory=list)
    tokens: dict[LinkKind, list[str]] = field(default_factory=dict)
    cursors: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    forged_cursors: list[str] = field(default_factory=list)


@asynccontextmanager
async def furnished(portal: Portal, api: Api) -> AsyncIterator[World]:
    """The world in an empty portal, for as long as this is open."""
    await portal.fresh()
    links = await portal.rows("select id, url from quick_link")
    try:
        await tell_story(portal.runtime, "no password")
        # Nobody here is to wait for his budget.
        world = World(replace(portal.runtime, budgets=Budgets(10**12, 10.0**12)))
        world.callers = await _callers(portal)
        await _add_rows(portal)
        await _collect(portal, api, world)
        await _collect_cursors(api, world)
        yield world
    finally:
        for key, url in links:
            await portal.superuser.execute("update quick_link set url = %s where id = %s", [url, key])
        await portal.leave()


async def _callers(portal: Portal) -> dict[str, Request]:
    company = "Brightside Agency"
    people = {
        "owner": await portal.member("Ada", company),
        "reader": await portal.member("Vera", company, MemberRole.VIEWER),
        "restricted": await portal.member("Rita", company, MemberRole.MANAGER),
        "rival": await portal.member("Bea", "Northlight Studio"),
        "suspended": await portal.member("Sue", "Dimlight"),
        "operator": await portal.olga(),
        "stranger": await portal.charlie(),
        "nobody": portal.nobody(),
        "tool": await portal.tool(*Scope),
        "narrow tool": await portal.tool(Scope.ACCOUNTS_READ),
    }
    await portal.superuser.execute("update partner set status = 'SUSPENDED' where name = 'Dimlight'")
    await _restrict(portal)
    # Whoever wasn't seen for a while is marked as seen by the next unit of work, and that could be read.
    await portal.superuser.execute("update session set last_seen_at = now() + interval '1 day'")
    return {name: _request(portal, person) for name, person in people.items()}


async def _restrict(portal: Portal) -> None:
    """Rita opens some accounts alone."""
    rita = "select m.id, m.partner_id from team_member m join \"user\" u on u.id = m.user_id where u.name = 'Rita'"
    await portal.superuser.execute(
        "insert into chosen_account (member_id, account_id, partner_id) select rita.id, a.account_id, a.partner_id"
        f" from ({rita}) rita, lateral (select * from account_access a where a.partner_id = rita.partner_id"
        " order by a.id limit 7) a".encode()
    )
    await portal.superuser.execute(
        f"update team_member set restricted = true from ({rita}) rita where team_member.id = rita.id".encode()
    )


def _request(portal: Portal, person: Person) -> Request:
    session = person.http.cookies.get(cookie_name(portal.runtime.settings))
    return Request(session_token=session, bearer_token=person.token)


async def _add_rows(portal: Portal) -> None:
    """What the story has none of: odd texts, webhooks, a reset of a password."""
    accounts = await portal.rows("select id from client_account order by id limit %s", len(ODD_TEXTS))
    for (key,), odd in zip(accounts, ODD_TEXTS, strict=True):
        await portal.superuser.execute("update client_account set platform = %s where id = %s", [odd, key])
        await portal.superuser.execute("update account_access set name = %s where account_id = %s", [odd or "x", key])
    for statement in (
        "insert into invitation (id, partner_id, partner_name, email, role, account_ids, status, version, invited_by,"
        " created_at, sent_at, expires_at) select gen_random_uuid(), m.partner_id, 'Odd',"
        " 'dora' || m.id || '@a.example', 'MANAGER',"
        " (select array_agg(a.account_id) from account_access a where a.partner_id = m.partner_id),"
        " (array['OPEN', 'USED', 'REVOKED'])[1 + row_number() over () % 3], 2, m.user_id, now(), now(),"
        " now() + interval '1 day' from team_member m",
        "insert into passkey (id, user_id, credential_id, public_key, sign_count, name, device_type, backed_up,"
        " created_at) select gen_random_uuid(), id, id::text::bytea, '', 0, 'Odd \"name\"', 'MULTI_DEVICE', true,"
        ' now() from "user"',
        "insert into password_reset (id, user_id, requested_at, expires_at)"
        " select gen_random_uuid(), id, now(), now() + interval '1 hour' from \"user\" limit 2",
        "insert into email_change (id, user_id, new_email, requested_at, expires_at)"
        " select gen_random_uuid(), id, 'new.' || email, now(), now() + interval '1 hour' from \"user\" limit 2",
        "insert into outside_login (id, user_id, issuer, subject, linked_at, last_used_at)"
        " select gen_random_uuid(), id, 'https://id.vendor.example', id::text, created_at, now() from \"user\"",
        "insert into oauth_client (id, partner_id, name, client_id, secret_hash, scopes, created_by, created_at)"
        " select gen_random_uuid(), m.partner_id, 'Dashboard', 'pp_client_' || m.id, '\\x00', '{accounts:read}',"
        " m.user_id, now() - interval '2 days' from team_member m",
        "insert into access_token (id, user_id, partner_id, name, last_characters, token_hash, scopes, created_at,"
        " expires_at, revoked_at) select gen_random_uuid(), m.user_id, m.partner_id, 'Script', '0a1b',"
        " m.id::text::bytea, '{accounts:read,leads:read}', now() - interval '3 days',"
        " now() + (row_number() over () - 2) * interval '1 day',"
        " case when m.role = 'VIEWER' then now() end from team_member m",
        "insert into oauth_grant (id, user_id, partner_id, client_id, client_name, scopes, created_at, last_used_at,"
        " revoked_at) select gen_random_uuid(), m.user_id, m.partner_id, c.id, c.name, '{accounts:read,openid}',"
        " now() - row_number() over () * interval '1 hour', case when m.role = 'OWNER' then now() end,"
        " case when row_number() over () % 3 = 0 then now() end from team_member m"
        " join oauth_client c on c.partner_id = m.partner_id",
        # So that no caller's token changes while he reads.
        "update access_token set last_used_at = now() + interval '1 day' where client_id is not null",
        "insert into webhook_endpoint (id, url, secret_version, created_at)"
        " values (gen_random_uuid(), 'https://hooks.example/in', 1, now())",
        "insert into webhook_delivery (id, endpoint_id, event_id, status, attempts, response_status, error, created_at)"
        " select gen_random_uuid(), w.id, e.id, (array['PENDING', 'DELIVERED', 'FAILED'])[1 + e.n % 3], e.n % 7,"
        " nullif(199 + e.n % 3, 199), null, e.at"
        " from webhook_endpoint w, (select id, at, row_number() over () as n from event order by id limit 12) e",
    ):
        await portal.superuser.execute(statement.encode())


async def _collect(portal: Portal, api: Api, world: World) -> None:
    for prefix, node in api.registry.nodes.items():
        model: Any = api.registry.declaration(node.type_name).model
        rows = await portal.rows(f"select id from {model.__tablename__} order by id limit 40")
        world.ids[prefix] = [f"{prefix}_{key.hex}" for (key,) in rows]
    world.numbers = [number for (number,) in await portal.rows("select account_id from client_account order by 1")]
    forger = LinkSigner("another secret", "http://portal.example")
    for kind, query in _LINKED.items():
        found = await portal.rows(f"{query} order by 1 limit 20")
        tokens = [portal.runtime.links.token(kind, key, version) for key, version in found]
        stale = [portal.runtime.links.token(kind, key, version + 1) for key, version in found[:1]]
        unreal = [forger.token(kind, uuid.uuid4(), 1), portal.runtime.links.token(kind, uuid.uuid4(), 1)]
        world.tokens[kind] = [*tokens, *stale, *unreal]


async def _collect_cursors(api: Api, world: World) -> None:
    for name, places in _LISTS.items():
        for place in places:
            for caller in ("owner", "operator"):
                data = await _read(api, world, caller, f"{{ {name}{place} {{ edges {{ cursor }} }} }}")
                edges = (data.get(name) or {}).get("edges", ()) if data else ()
                world.cursors[name] += [edge["cursor"] for edge in edges]
    told = await _read(api, world, "operator", _TIMELINES)
    nodes = [node for one in (told or {}).values() for node in one["nodes"]]
    world.cursors["timeline"] = [edge["cursor"] for node in nodes for edge in node["timeline"]["edges"]]
    key = str(uuid.uuid4())
    lists = ("ClientAccount:NAME", "ClientAccount:NEWEST", "TimelineEntry:", "Partner:", "AccessRequest:")
    keys = (["9999-12-31T23:59:59.999999+00:00", key], ["0001-01-01T00:00:00+23:59", key], ["rubbish", key], ["", ""])
    world.forged_cursors = [write_cursor(of, place) for of in lists for place in [*keys, ["2026-01-01", key], [key]]]


async def _read(api: Api, world: World, caller: str, document: str) -> Mapping[str, Any] | None:
    response = await api.execute(world.runtime, world.callers[caller], document)
    found: Mapping[str, Any] | None = response.content.get("data")
    return found
