"""Somebody whose things nobody else may see: what is his, by id and by text, and what is others'.

What is the victim's is found out by looking: all rows that came while his part of the story was told. Texts of theirs
that stand in nobody else's rows are canaries: they must not show up in any answer to anybody else.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson
from psycopg import errors

from portal.core.actors import System, operator
from portal.core.database import Base
from portal.core.links import LinkKind
from portal.core.permissions import OperatorRole, Scope
from portal.core.requests import Request
from portal.core.work import open_work
from portal.decisions.service import decide_accounts
from portal.payouts.approval import approve_withdrawals
from portal.payouts.batches import create_payout_batch
from portal.rewards.keeping import reckon
from tests.accounts.steps import create
from tests.decisions.steps import now
from tests.handover.steps import ask, bill, handed_over, let_in, newest_link, offer, register, vendor
from tests.leads.steps import lead, reserve
from tests.partners.steps import FORM, apply, approve, registration_link
from tests.passkeys.authenticator import Device
from tests.passkeys.steps import start_adding
from tests.payouts.steps import BIC, IBAN, OTHER_IBAN, earn, withdraw
from tests.people import Person, Portal
from tests.provider.steps import Program, program

SHARED = "5a5a5a5a5a5a5a5a5a5a5a5a"
CLIENTS_NUMBER = "c1c1c1c1c1c1c1c1c1c1c1c1"
_BLOCKED, _LEFT = "b10cb10cb10cb10cb10cb10c", "1ef71ef71ef71ef71ef71ef7"
# Shorter texts may stand anywhere by chance.
_SHORTEST = 8
_COUNTED = {"row_count", "throttle", "idempotency_key", "schedule", "clock", "program", "quick_link"}
# Columns that take no free text: choices, codes, and who is an operator.
_CHOICES = {
    *("status", "kind", "role", "type", "actor_kind", "provisioning", "currency_code", "country", "time_zone"),
    *("ended_from", "ended_by", "operator_role", "link_kind", "template", "source"),
}
# What an account would be a client's by, and a choice of a name that is a text elsewhere.
_KEPT_EMPTY = {
    "client_link": {"answer"},
    "partner": {"join_role"},
    "join_request": {"outcome"},
    "client_account": {"owner_email", "exclusive_owner_email"},
}


@dataclass
class Part:
    """What one side of the story has: an id of each kind (by prefix), numbers, tokens, and texts to search for."""

    ids: dict[str, str] = field(default_factory=dict)
    numbers: list[str] = field(default_factory=list)
    tokens: dict[LinkKind, str] = field(default_factory=dict)
    searches: list[str] = field(default_factory=list)
    websites: list[str] = field(default_factory=list)
    person: Person | None = None


@dataclass
class World:
    """The victim's things, the rival's, and the canaries: by text, the tables in which it stands."""

    portal: Portal
    victim: Part
    rival: Part
    # An account of the victim's partner that a colleague may open, who may open no other.
    chosen: str
    canaries: dict[str, set[str]]
    bare_columns: set[str]


# Whoever wasn't seen for a while is marked as seen, which would be a change.
_SEEN = (
    "update session set last_seen_at = now() + interval '1 day' where last_seen_at < now() + interval '1 hour';"
    "update access_token set last_used_at = now() + interval '1 day'"
    " where coalesce(last_used_at, now()) < now() + interval '1 hour'"
)
_Row = tuple[str, str]


async def make_world(portal: Portal) -> World:
    """Tells the story in an empty portal."""
    tool = await vendor(portal)
    olga = await portal.tool(Scope.OPERATOR_WRITE)
    await register(tool, SHARED, "carol@shared.example", name="Sharedstore")
    app = await program(portal)
    # The portal's own, which the first program to need it would make.
    await portal.nobody().http.get("/.well-known/jwks.json")
    # That their tokens are used is noted from now on, and changes no row of theirs.
    await mark_as_seen(portal)
    before = await _rows(portal)
    victim = await _tell(portal, tool, olga, "Victrix", "Zephyrine")
    await _log_in(app, victim)
    await _add_systems(portal)
    ids = await _ids(portal, before)
    planted = await _rows(portal) - before
    await _plant(portal, planted)
    rows = await _rows(portal) - before
    rival = await _tell(portal, tool, olga, "Northlight", "Quillfeather")
    await _log_in(app, rival)
    others = await _rows(portal) - rows
    assert victim.person is not None
    chosen = await create(victim.person, "Chosenstore", website="chosenstore.example")
    victim.ids = ids
    rival.ids = await _ids(portal, before | rows)
    canaries, bare = _canaries(rows, others)
    return World(portal, victim, rival, chosen["id"], canaries, bare)


async def _decide(portal: Portal) -> None:
    """Whom the paying accounts count for and what that earns, without the mails that the worker would send."""
    ids = [account_id for (account_id,) in await portal.rows("select id from client_account")]
    async with open_work(portal.runtime, Request(), System()) as work:
        await decide_accounts(work, ids)
        await work.flush()
        await reckon(work, ids)


async def _tell(portal: Portal, tool: Person, olga: Person, company: str, word: str) -> Part:
    """One partner with accounts in all states, his clients and an applicant."""
    low = word.lower()
    person = await portal.member(f"{word} Owner", company)
    built = await create(person, f"{word} Development", website=f"{low}-built.example", platform=f"{word} Shop")
    archived = await create(person, f"{word} Archived", website=f"{low}-archived.example")
    await person.do("archiveAccount", "account { id }", accountId=archived["id"], reason=f"{word} archives it")
    offered = await offer(person, f"{word} Offered", f"{low}.offered@client.example")
    accepted = await handed_over(portal, person, tool, f"{low}.owner@client.example")
    paid = {"amount": "12.00", "currencyCode": "EUR", "occurredAt": await now(portal)}
    await bill(tool, accepted["accountId"], "PAYMENT", f"{low}-payment", **paid)
    await _decide(portal)
    await _adjust(portal, person, word)
    number, blocked, left = (_number(one, low) for one in (CLIENTS_NUMBER, _BLOCKED, _LEFT))
    for i, one in enumerate((number, blocked, left)):
        await register(tool, one, f"{low}.{i}@registered.example", name=f"{word}Registered{i}")
    await ask(person, number, f"{word} asks to be let in")
    request = await ask(person, blocked, f"{word} asks in vain")
    await tool.do("declineAccess", "account { id }", accessRequestId=request, block=True, reason=f"{word} is declined")
    await let_in(tool, person, left)
    await person.do("withdrawAccess", "account { id }", accountId=left, reason=f"{word} leaves")
    await let_in(tool, person, SHARED)
    part = Part(person=person, numbers=[built["accountId"], offered["accountId"]])
    await _join(portal, olga, part, word)
    invited = await person.do(
        "inviteMember", "invitation { id }", email=f"{low}.invited@agency.example", role="MANAGER", accountIds=[left]
    )
    part.tokens |= {
        LinkKind.TRANSFER: await newest_link(portal, LinkKind.TRANSFER, offered["id"]),
        LinkKind.CLIENT: await newest_link(portal, LinkKind.CLIENT, accepted["id"]),
        LinkKind.ACCESS: await newest_link(portal, LinkKind.ACCESS, number),
    }
    part.tokens[LinkKind.JOIN] = portal.link(LinkKind.JOIN, invited["invitation"]["id"])
    await _add_domain(portal, part, low)
    await person.do("createReferralLink", "referralLink { id }", name=f"{word} Newsletter")
    await _add_leads(olga, person, word)
    await _add_payouts(portal, person, word)
    await _add_programs(portal, person, word)
    answer = Device().make(await start_adding(person, password=None))
    await person.do("addPasskey", "passkey { id }", name=f"{word} phone", credential=answer)
    await _add_outside_login(portal, person, word)
    part.searches = [word, f"{low}-built", f"{low}-lead", built["accountId"], f"{low}.applies@agency.example"]
    part.websites = [f"{low}-lead.example", f"{low}-built.example", f"{low}-archived.example"]
    return part


async def _add_programs(portal: Portal, person: Person, word: str) -> None:
    """A client that was let in, and a token of one's own."""
    given = {"scopes": ["accounts:read"]}
    back = f"https://{word.lower()}-dashboard.example/callback"
    made = await person.do(
        "createOAuthClient", "secret oauthClient { clientId }", name=f"{word} dashboard", redirectUris=[back], **given
    )
    dashboard = Program(portal, made["oauthClient"]["clientId"], made["secret"], redirect_uri=back)
    await dashboard.tokens(person, scope="accounts:read openid")
    await person.do("createAccessToken", "accessToken { id }", name=f"{word} script", **given)


async def _log_in(app: Program, part: Part) -> None:
    """The vendor's app lets him in to an account of his."""
    assert part.person is not None
    await app.tokens(part.person, scope="openid account", login_hint=part.numbers[0])


async def _add_outside_login(portal: Portal, person: Person, word: str) -> None:
    """An account at the vendor's own log-in."""
    await portal.superuser.execute(
        "insert into outside_login (id, user_id, issuer, subject, linked_at, last_used_at)"
        " values (gen_random_uuid(), %s::uuid, %s, %s, now(), now())",
        [(person.user_id or "").removeprefix("user_"), f"https://{word.lower()}.id.example", f"{word} there"],
    )


async def _adjust(portal: Portal, person: Person, word: str) -> None:
    """Something given, and something more that waits for a second one of the vendor's team."""
    finance = await portal.olga(OperatorRole.FINANCE)
    for amount in ("1.00", "9000.00"):
        given = {"partnerId": person.partner_id, "amount": amount, "currencyCode": "EUR"}
        await finance.do("adjustBalance", "adjustment { id }", **given, reason=f"{word} is given something")


async def _join(portal: Portal, olga: Person, part: Part, word: str) -> None:
    """Two applicants, one of them approved, and somebody who forgot his password."""
    low = word.lower()
    texts = {key: f"{word} {FORM[key]}" for key in ("companyName", "contactName")}
    form = {**texts, "message": f"{word} applies", "platforms": [f"{word} Shop"]}
    approved = await approve(portal, olga, **form, website=f"{low}-approved.example", email=f"{low}.in@agency.example")
    applied = await apply(portal, **form, website=f"{low}-agency.example", email=f"{low}.applies@agency.example")
    await olga.do(
        "requestApplicationChanges", "application { id }", applicationId=applied, reason=f"{word} has to say more"
    )
    assert part.person is not None
    await portal.nobody().do("requestPasswordReset", "ok", email=f"{low} owner@nowhere.example".replace(" ", "."))
    [(reset,)] = await portal.rows(
        "insert into password_reset (id, user_id, requested_at, expires_at)"
        " values (gen_random_uuid(), %s::uuid, now(), now() + interval '1 hour') returning id",
        (part.person.user_id or "").removeprefix("user_"),
    )
    part.tokens |= {
        LinkKind.APPLICATION: portal.link(LinkKind.APPLICATION, applied),
        LinkKind.REGISTER: await registration_link(portal, approved),
        LinkKind.RESET: portal.link(LinkKind.RESET, f"rst_{reset.hex}"),
    }
    [(change,)] = await portal.rows(
        "insert into email_change (id, user_id, new_email, requested_at, expires_at)"
        " values (gen_random_uuid(), %s::uuid, %s, now(), now() + interval '1 hour') returning id",
        (part.person.user_id or "").removeprefix("user_"),
        f"{low}.new@agency.example",
    )
    part.tokens[LinkKind.EMAIL] = portal.link(LinkKind.EMAIL, f"echg_{change.hex}")


async def _add_domain(portal: Portal, part: Part, low: str) -> None:
    """A domain that waits for the mail by which it is verified, and somebody who asks for an account."""
    assert part.person is not None
    domain = f"{low}-domain.example"
    added = (await part.person.do("addDomain", "domain { id }", domain=domain))["domain"]["id"]
    await part.person.do("sendDomainMail", "domain { id }", domainId=added, mailbox="HOSTMASTER")
    await portal.nobody().do(
        "requestAccount", "ok", email=f"{low}.asks@{domain}", name=f"{low} asks to join", password="a long password"
    )
    [(request,)] = await portal.rows("select id from join_request order by id desc limit 1")
    part.tokens[LinkKind.DOMAIN] = portal.link(LinkKind.DOMAIN, added)
    part.tokens[LinkKind.VERIFY] = portal.link(LinkKind.VERIFY, f"join_{request.hex}")


async def _add_leads(olga: Person, person: Person, word: str) -> None:
    """A lead with all that may be noted of it, and a website that the vendor keeps to itself."""
    low = word.lower()
    await lead(
        person,
        f"{low}-lead.example",
        company=f"{word} Lead",
        contactName=f"{word} Contact",
        contactEmail=f"{low}.contact@lead.example",
        note=f"{word} was met at the fair",
        expectedPlan=f"{word} Plan",
    )
    await reserve(olga, f"{low}-reserved.example", note=f"{word} is for our own sales")


async def _add_payouts(portal: Portal, person: Person, word: str) -> None:
    """A payout method, a withdrawal that was asked for, and one that is in a batch for the bank."""
    account = {"iban": IBAN, "bic": BIC} if word == "Zephyrine" else {"iban": OTHER_IBAN}
    await person.do("updatePayoutMethod", "payoutMethod { id }", type="BANK", holderName=f"{word} Holder", **account)
    await portal.superuser.execute("update payout_method set usable_from = created_at")
    await earn(portal, person, "120.00", reason=f"{word} earned it")
    await withdraw(person, "60.00")
    batched = await withdraw(person, "60.00")
    await portal.superuser.execute(
        "update program set payout_name = 'Vendor', payout_iban = 'DE75512108001245126199', payout_bic = 'SOGEDEFFXXX'"
    )
    payer = operator(role=OperatorRole.FINANCE, user_id=uuid.uuid4())
    async with open_work(portal.runtime, Request(), payer) as work:
        await approve_withdrawals(work, [batched["id"]])
        await create_payout_batch(work, [batched["id"]])


def _number(pattern: str, word: str) -> str:
    return pattern[:-2] + f"{len(word):02x}"


async def _add_systems(portal: Portal) -> None:
    """What hangs on no verb of a partner: where the program's webhooks go, and a mail."""
    for statement in (
        "insert into webhook_endpoint (id, url, secret_version, created_at)"
        " values (gen_random_uuid(), 'https://hooks-of-victim.example/in', 1, now())",
        "insert into webhook_delivery (id, endpoint_id, event_id, status, attempts, created_at)"
        " select gen_random_uuid(), w.id, (select id from event order by id desc limit 1), 'PENDING', 0, now()"
        " from webhook_endpoint w",
        "update session set ip_address = '203.0.113.77'",
        _SEEN,
    ):
        await portal.superuser.execute(statement.encode())


async def mark_as_seen(portal: Portal) -> None:
    """So that no caller's session changes while he reads."""
    await portal.superuser.execute(_SEEN.encode())


async def _rows(portal: Portal) -> set[_Row]:
    """Every row as (table, its JSON)."""
    tables = [table.name for table in Base.metadata.sorted_tables if table.name not in _COUNTED]
    union = " union all ".join(f"select '{table}', to_jsonb(t)::text from portal.\"{table}\" t" for table in tables)
    return {(table, row) for table, row in await portal.rows(union)}


def tables_by_prefix() -> dict[str, str]:
    """The name of each table whose rows have public ids, by what these begin with."""
    models = (mapper.class_ for mapper in Base.registry.mappers)
    return {model.prefix: model.__tablename__ for model in models if hasattr(model, "prefix")}


async def _ids(portal: Portal, before: Iterable[_Row]) -> dict[str, str]:
    """The public id of one new row of each table that has ids, the newest of all."""
    prefixes = {table: prefix for prefix, table in tables_by_prefix().items()}
    found: dict[str, str] = {}
    for table, text in sorted(await _rows(portal) - set(before)):
        key = orjson.loads(text).get("id")
        if isinstance(key, str) and len(key) == 36 and prefixes.get(table):
            found.setdefault(prefixes[table], f"{prefixes[table]}_{uuid.UUID(key).hex}")
    return found


async def _plant(portal: Portal, rows: Iterable[_Row]) -> None:
    """Fills what is empty in the victim's rows, so that each text of theirs is known."""
    tables = {table.name: table for table in Base.metadata.sorted_tables}
    events = [orjson.loads(text)["id"] for table, text in rows if table == "event"]
    await portal.superuser.execute(
        "set session_replication_role = replica;"
        "update event set ip_address = '203.0.113.77' where id::text = any(string_to_array('"
        + ",".join(events)
        + "', ','));"
        "set session_replication_role = default"
    )
    for name in sorted({table for table, _ in rows}):
        keys = [orjson.loads(text).get("id") for table, text in rows if table == name]
        empty = [c.name for c in tables[name].columns if c.nullable and str(c.type) in {"TEXT", "VARCHAR"}]
        for column in empty:
            if column in _CHOICES | _KEPT_EMPTY.get(name, set()) or not keys[0]:
                continue
            change = f'update "{name}" set {column} = %s || id::text where {column} is null and id::text = any(%s)'
            await portal.superuser.execute(b"set session_replication_role = replica")
            try:
                await portal.superuser.execute(change.encode(), [f"planted in {name}.{column} of ", keys])
            except errors.CheckViolation:
                continue
            finally:
                await portal.superuser.execute(b"set session_replication_role = default")


def _canaries(rows: Iterable[_Row], others: Iterable[_Row]) -> tuple[dict[str, set[str]], set[str]]:
    """The texts of the rows that nobody else's rows hold, and the text columns in which there is none."""
    theirs = {text for _, row in others for _, text in _texts(orjson.loads(row))}
    found: dict[str, set[str]] = {}
    columns, filled = set(), set()
    for table, row in rows:
        for column, text in _texts(orjson.loads(row)):
            columns.add(f"{table}.{column}")
            if len(text) >= _SHORTEST and text not in theirs:
                found.setdefault(text, set()).add(table)
                filled.add(f"{table}.{column}")
    return found, columns - filled


def _texts(row: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The texts of a row by their columns; a row's own id as the public ids hold it."""
    for column, value in row.items():
        if column == "id" and isinstance(value, str):
            yield column, value.replace("-", "")
        elif isinstance(value, list):
            yield from ((column, one) for one in value if isinstance(one, str) and not _is_key_or_moment(one))
        elif isinstance(value, str) and not _is_key_or_moment(value):
            yield column, value


def _is_key_or_moment(value: str) -> bool:
    return (len(value) == 36 and value.count("-") == 4) or (value[:2] == "20" and value[10:11] == "T")
