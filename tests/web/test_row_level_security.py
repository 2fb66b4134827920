"""PostgreSQL stands behind the compiled scope: what each role may see and change, by raw SQL."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import psycopg
import pytest
from psycopg import errors, sql

import portal.tables as tables
from portal.core.database import Base
from tests.accounts.steps import create
from tests.decisions.steps import pay
from tests.handover.steps import accept, offer, vendor
from tests.leads.steps import lead
from tests.partners.steps import apply, approve, register, registration_link
from tests.passkeys.steps import add
from tests.payouts import steps as payouts
from tests.payouts.steps import earn, usable_method, withdraw
from tests.people import PASSWORD, Person, Portal
from tests.provider.steps import program
from tests.referrals.steps import visit
from tests.second_factors.steps import set_up
from tests.team.steps import invite, join, restrict

assert tables

# A table that is in none of these fails the test below: whoever adds one decides whose its rows are.
TENANT_TABLES = {
    "partner",
    "team_member",
    "partner_application",
    "registration",
    "client_account",
    "account_access",
    "search_word",
    "event",
    "session",
    "client_link",
    "ownership_transfer",
    "access_request",
    "row_count",
    "invitation",
    "chosen_account",
    "partner_domain",
    "join_request",
    "referral_link",
    "referral_day",
    "lead",
    "credit_decision",
    "credit_candidate",
    "account_glimpse",
    "reward",
    "balance",
    "earned_period",
    "partner_tier",
    "ledger_transaction",
    "ledger_entry",
    "payout_method",
    "withdrawal",
    "email_change",
    "outside_login",
    "outside_attempt",
    "totp",
    "recovery_code",
    "passkey",
    "oauth_client",
    "access_token",
    "oauth_grant",
}
# What portal_restricted sees less of than portal_app.
NARROWED_TABLES = {
    "team_member",
    "client_account",
    "account_access",
    "search_word",
    "ownership_transfer",
    "access_request",
    "client_link",
    "event",
    "row_count",
    "chosen_account",
    "invitation",
    "referral_link",
    "referral_day",
    "lead",
    "credit_decision",
    "credit_candidate",
    "account_glimpse",
    "reward",
    "partner_tier",
    "balance",
    "earned_period",
    "ledger_transaction",
    "ledger_entry",
    "payout_method",
    "withdrawal",
    "oauth_client",
    "access_token",
}
# For clients and the system; a partner asks a function whether he is blocked.
CLIENT_TABLES = {"access_block"}
# For the system; partners' statements name them, and see no row.
NAMED_TABLES = {"payout_batch"}
# What portal_client sees of the account whose link is shown; of all other tables nothing.
SEEN_BY_CLIENTS = {
    "client_account": "id = %s",
    "account_access": "account_id = %s",
    "ownership_transfer": "account_id = %s",
    "access_request": "account_id = %s",
    "access_block": "account_id = %s",
    "client_link": "account_id = %s",
    "search_word": "object_id = %s",
    "partner": "id in (select partner_id from account_access where account_id = %s)",
}
# Rows of no partner, which the app must read for everybody.
SHARED_TABLES = {
    "password_reset",
    "throttle",
    "program",
    "terms_version",
    "credit_policy",
    "reward_plan",
    "reward_plan_amount",
    "reward_plan_tier",
    "clock",
    "quick_link",
}
# Rows that the app reads for everybody (sign-in looks for an address), and of which each person changes his own alone.
GUARDED_TABLES = {"user"}
# Rows of whoever knows the key, one at a time, in whatever role he acts.
KEYED_TABLES = {"idempotency_key"}
# For the worker, operators and tools alone. Webhooks go to the program's own endpoint so far, so members have no part
# in them; what is delivered holds people's names and addresses.
SYSTEM_TABLES = {
    "outgoing_email",
    "schedule",
    "billing_event",
    "client_link_request",
    "webhook_endpoint",
    "webhook_delivery",
    # What visitors did, and what the vendor's product told.
    "visit",
    "sign_up_click",
    "reserved_website",
    "email_match",
    "balance_adjustment",
    # Codes and tokens of programs, and the keys that sign.
    "oauth_authorization",
    "refresh_token",
    "signing_key",
    # Two functions write and delete them.
    "passkey_challenge",
}
ROLES = ("portal_app", "portal_client", "portal_restricted", "portal_system")

APPEND_ONLY = ("event", "terms_version")

World = tuple[Person, Person]


@asynccontextmanager
async def _as(portal: Portal, role: str, **narrowed: str | None) -> AsyncIterator[psycopg.AsyncConnection[Any]]:
    """A connection in a transaction as the role, narrowed to a partner, a person or a link; taken back at the end."""
    options = f"-c search_path=portal,jobs -c role={role}"
    async with await psycopg.AsyncConnection.connect(portal.database_url, options=options) as connection:
        for name, value in narrowed.items():
            public = (value or "").rpartition("_")[2]
            await connection.execute("select set_config(%s, %s, true)", [f"portal.{name}", public])
        yield connection
        await connection.rollback()


# Rows are told from each other by all of their columns, or by those that partners may read.
SHOWN = dict.fromkeys(("credit_decision", "payout_method", "payout_batch"), sql.SQL("id::text"))
WHOLE = sql.SQL("to_jsonb(t)::text")


async def _seen(connection: psycopg.AsyncConnection[Any], table: str) -> set[str]:
    query = sql.SQL("select {} from {} t").format(SHOWN.get(table, WHOLE), sql.Identifier(table))
    return {row[0] for row in await (await connection.execute(query)).fetchall()}


async def _own(portal: Portal, table: str, condition: str) -> set[str]:
    shown = SHOWN.get(table, WHOLE).as_string()
    return {row[0] for row in await portal.rows(f'select {shown} from "{table}" t where {condition}')}


@pytest.fixture(scope="module")
async def portal(house: Portal, superuser: psycopg.AsyncConnection[Any]) -> AsyncIterator[Portal]:
    """The portal with one world for all that follows: each test takes back what it changes."""
    house.superuser = superuser
    await house.fresh()
    yield house
    await house.leave()


@pytest.fixture(scope="module")
async def world(portal: Portal) -> World:
    """Two partners with something in every table."""
    alice, bob, olga = await portal.alice(), await portal.bob(), await portal.olga()
    app = await vendor(portal)
    withdrawals: list[dict[str, Any]] = []
    await create(alice, "Northwind")
    await create(bob, "Contoso")
    for partner, name in ((alice, "Tailspin"), (bob, "Fabrikam")):
        account = await offer(partner, name, f"owner@{name.lower()}.example")
        await accept(portal, account)
        await pay(portal, app, account["accountId"], f"payment of {name}")
        await offer(partner, f"{name} Two", f"second@{name.lower()}.example")
        colleague = await join(portal, await invite(partner, f"dora@{name.lower()}.example"), f"Dora of {name}")
        await restrict(partner, colleague, account)
        await lead(partner, f"{name.lower()}-lead.example")
        await partner.do("addDomain", "domain { id }", domain=f"{name.lower()}.example")
        link = (await partner.do("createReferralLink", "referralLink { id }", name="Newsletter"))["referralLink"]["id"]
        await visit(portal, link)
        await usable_method(portal, partner)
        await add(portal, partner)
        await set_up(portal, partner)
        await portal.superuser.execute(
            "insert into outside_login (id, user_id, issuer, subject, linked_at, last_used_at)"
            " values (gen_random_uuid(), %s::uuid, 'https://id.vendor.example', %s, now(), now())",
            [(partner.user_id or "").removeprefix("user_"), name],
        )
        await portal.superuser.execute(
            "insert into email_change (id, user_id, new_email, requested_at, expires_at)"
            " values (gen_random_uuid(), %s::uuid, 'new@brightside.example', now(), now())",
            [(partner.user_id or "").removeprefix("user_")],
        )
        await portal.superuser.execute(
            "insert into outside_attempt (id, issuer, state_hash, browser_hash, sealed, next_path, expires_at)"
            " values (gen_random_uuid(), 'https://id.vendor.example', '', '', '', '/', now())"
        )
        await earn(portal, partner, "60.00")
        withdrawals.append(await withdraw(partner))
        for verb, made in (("createOAuthClient", "oauthClient"), ("createAccessToken", "accessToken")):
            await partner.do(verb, f"{made} {{ id }}", name="Dashboard", scopes=["accounts:read"])
        await (await program(portal)).code(partner)
        other = bob if partner is alice else alice
        await other.do(
            "requestAccess", "accessRequest { id }", accountId=account["accountId"], message="Let us in, please."
        )
    app = await vendor(portal)
    [request] = (await alice.read("{ accessRequests { nodes { id } } }"))["accessRequests"]["nodes"]
    await app.do("declineAccess", "accessRequest { id }", accessRequestId=request["id"], block=True)
    approved = await approve(portal, olga, email="anna@other.example")
    await register(portal, portal.nobody(), await registration_link(portal, approved))
    await apply(portal)
    await portal.nobody().do("requestAccount", "ok", email="dan@x.example", name="Dan", password=PASSWORD)
    await olga.do("publishTerms", "terms { version }", text="Be good.")
    await payouts.set_debtor(olga)
    await payouts.approve(olga, *withdrawals)
    await payouts.batch_of(olga, *withdrawals)
    for table in TENANT_TABLES | CLIENT_TABLES | NAMED_TABLES | {"terms_version"}:
        assert await portal.rows(f'select from "{table}"'), table
    return alice, bob


def test_every_table_has_a_decision_whose_its_rows_are() -> None:
    declared = {table.name for table in Base.metadata.tables.values()}
    decided = TENANT_TABLES | CLIENT_TABLES | NAMED_TABLES | GUARDED_TABLES | KEYED_TABLES
    assert declared == decided | SHARED_TABLES | SYSTEM_TABLES


async def test_row_level_security_is_on_for_every_tenant_table_and_no_other(portal: Portal) -> None:
    query = "select relname from pg_class where relnamespace = 'portal'::regnamespace and relrowsecurity"
    assert {
        name for (name,) in await portal.rows(query)
    } == TENANT_TABLES | CLIENT_TABLES | NAMED_TABLES | GUARDED_TABLES | KEYED_TABLES


async def test_every_tenant_table_has_a_policy_for_each_role_that_uses_it(portal: Portal) -> None:
    query = "select distinct tablename, role from pg_policies, unnest(roles) role where schemaname = 'portal'"
    both = ("portal_app", "portal_system")
    decided = {(table, role) for table in TENANT_TABLES | GUARDED_TABLES | KEYED_TABLES for role in both}
    decided |= {(table, "portal_system") for table in CLIENT_TABLES | NAMED_TABLES}
    decided |= {(table, "portal_client") for table in (*SEEN_BY_CLIENTS, *KEYED_TABLES, "event")}
    decided |= {(table, "portal_restricted") for table in NARROWED_TABLES}
    assert set(await portal.rows(query)) == decided


async def test_the_app_s_role_has_no_right_on_tables_of_the_system(portal: Portal) -> None:
    for table in SYSTEM_TABLES:
        for role in ("portal_app", "portal_client", "portal_restricted"):
            async with _as(portal, role) as app:
                with pytest.raises(errors.InsufficientPrivilege):
                    await _seen(app, table)


async def test_neither_role_owns_or_bypasses_anything(portal: Portal) -> None:
    query = "select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles where rolname = any(%s)"
    assert set(await portal.rows(query, list(ROLES))) == {(False, False, False, False)}
    owned = "select relname from pg_class where pg_get_userbyid(relowner)::text = any(%s)"
    assert await portal.rows(owned, list(ROLES)) == []


async def test_a_partner_sees_its_own_rows_alone(portal: Portal, world: World) -> None:
    alice, bob = world
    for person in (alice, bob):
        partner = f"'{(person.partner_id or '').removeprefix('part_')}'"
        conditions = {
            "partner": f"id = {partner}",
            "team_member": f"partner_id = {partner}",
            "account_access": f"partner_id = {partner}",
            "search_word": f"partner_id = {partner}",
            "event": f"partner_id = {partner}",
            "client_account": f"created_by_partner_id = {partner}",
            "session": f"user_id = '{(person.user_id or '').removeprefix('user_')}'",
            "email_change": f"user_id = '{(person.user_id or '').removeprefix('user_')}'",
            "outside_login": f"user_id = '{(person.user_id or '').removeprefix('user_')}'",
            "outside_attempt": "false",
            "totp": f"user_id = '{(person.user_id or '').removeprefix('user_')}'",
            "recovery_code": f"user_id = '{(person.user_id or '').removeprefix('user_')}'",
            "passkey": f"user_id = '{(person.user_id or '').removeprefix('user_')}'",
            "partner_application": "false",
            "registration": "false",
            "client_link": f"partner_id = {partner}",
            "ownership_transfer": f"partner_id = {partner}",
            "access_request": f"partner_id = {partner}",
            "row_count": f"partner_id = {partner}",
            "invitation": f"partner_id = {partner}",
            "chosen_account": f"partner_id = {partner}",
            "partner_domain": f"partner_id = {partner}",
            "join_request": "false",
            "referral_link": f"partner_id = {partner}",
            "referral_day": f"partner_id = {partner}",
            "lead": f"partner_id = {partner}",
            "credit_decision": f"id in (select decision_id from credit_candidate where partner_id = {partner})",
            "credit_candidate": f"partner_id = {partner}",
            "account_glimpse": f"partner_id = {partner}",
            "reward": f"partner_id = {partner}",
            "balance": f"partner_id = {partner}",
            "earned_period": f"partner_id = {partner}",
            "partner_tier": f"partner_id = {partner}",
            "ledger_transaction": f"partner_id = {partner}",
            "ledger_entry": f"partner_id = {partner}",
            "payout_method": f"partner_id = {partner}",
            "withdrawal": f"partner_id = {partner}",
            "oauth_client": f"partner_id = {partner}",
            "access_token": f"partner_id = {partner}",
            "oauth_grant": f"partner_id = {partner}",
        }
        assert set(conditions) == TENANT_TABLES
        for table, condition in conditions.items():
            async with _as(portal, "portal_app", partner_id=person.partner_id, user_id=person.user_id) as app:
                assert await _seen(app, table) == await _own(portal, table, condition), table


async def test_partners_see_no_row_of_what_their_statements_only_name(portal: Portal, world: World) -> None:
    for person in world:
        for table in NAMED_TABLES:
            async with _as(portal, "portal_app", partner_id=person.partner_id, user_id=person.user_id) as app:
                assert await _seen(app, table) == set(), table


CHANGES = {
    "team_member": "role = 'VIEWER'",
    "partner_application": "answer = 'Mine'",
    "registration": "version = 9",
    "client_account": "name = 'Mine'",
    "account_access": "name = 'Mine'",
    "session": "last_seen_at = now()",
    "client_link": "status = 'REPLACED'",
    "access_request": "reason = 'Mine'",
    "partner_domain": "verified_at = now()",
    "partner": "name = 'Mine'",
    "invitation": "version = 9",
    "referral_link": "active = false",
    "lead": "note = 'Mine'",
    "passkey": "sign_count = 9",
}


DELETED = {
    "search_word",
    "session",
    "chosen_account",
    "partner_domain",
    "totp",
    "recovery_code",
    "passkey",
    "outside_login",
}


@pytest.mark.parametrize("table", sorted(CHANGES))
async def test_a_partner_changes_its_own_rows_alone(portal: Portal, world: World, table: str) -> None:
    _, bob = world
    async with _as(portal, "portal_app", partner_id=bob.partner_id, user_id=bob.user_id) as app:
        own = len(await _seen(app, table))
        changed = await app.execute(f"update {table} set {CHANGES[table]}".encode())
        assert changed.rowcount == own
        assert own < len(await portal.rows(f"select from {table}"))


async def test_a_partner_deletes_its_own_words_sessions_choices_and_domains_alone(portal: Portal, world: World) -> None:
    _, bob = world
    for table in sorted(TENANT_TABLES):
        async with _as(portal, "portal_app", partner_id=bob.partner_id, user_id=bob.user_id) as app:
            own = len(await _seen(app, table))
            if table in DELETED:
                assert (await app.execute(f"delete from {table}".encode())).rowcount == own > 0
            else:
                with pytest.raises(errors.InsufficientPrivilege):
                    await app.execute(f"delete from {table}".encode())


async def test_a_partner_puts_nothing_into_another_s_name(portal: Portal, world: World) -> None:
    alice, bob = world
    foreign = {
        "account_access": "update account_access set partner_id = %(alice)s",
        "team_member": "update team_member set partner_id = %(alice)s",
        "search_word": "insert into search_word (partner_id, object_id, word)"
        " values (%(alice)s, gen_random_uuid(), 'x')",
        "event": "insert into event (id, type, at, subject_id, partner_id, actor_kind, data) values"
        " (gen_random_uuid(), 'x', now(), gen_random_uuid(), %(alice)s, 'MEMBER', '{}')",
        "client_account": "insert into client_account (id, account_id, name, website, website_key, provisioning,"
        " created_at, created_by_partner_id) values (gen_random_uuid(), 'x', 'x', 'x', 'x', 'READY', now(), %(alice)s)",
        "session": "update session set user_id = %(user)s",
        "access_request": "update access_request set partner_id = %(alice)s",
        "partner_domain": "insert into partner_domain (id, partner_id, domain, added_at, mail_version)"
        " values (gen_random_uuid(), %(alice)s, 'x.example', now(), 0)",
        "join_request": "insert into join_request (id, email, name, requested_at, expires_at)"
        " values (gen_random_uuid(), 'x@x.example', 'x', now(), now())",
        "referral_link": "insert into referral_link (id, partner_id, name, code, active, created_at)"
        " values (gen_random_uuid(), %(alice)s, 'x', 'x', true, now())",
        "referral_day": "insert into referral_day (link_id, day, partner_id, visits, repeated_visits, bot_visits,"
        " sign_ups) select id, now(), partner_id, 1, 0, 0, 0 from referral_link",
        "invitation": "update invitation set partner_id = %(alice)s",
        "lead": "insert into lead (id, partner_id, website, website_key, mixed_script, company, status, registered_at,"
        " protected_until) values (gen_random_uuid(), %(alice)s, 'x', 'x', false, 'x', 'IN_REVIEW', now(),"
        " now() + interval '1 day')",
        "chosen_account": "update chosen_account set partner_id = %(alice)s",
        "ownership_transfer": "insert into ownership_transfer (id, account_id, partner_id, to_email, status,"
        " created_at, sent_at, expires_at, reminders_sent, expiry_told) select gen_random_uuid(), id, %(alice)s, 'x',"
        " 'PENDING', now(), now(), now(), 0, false from client_account limit 1",
    }
    values = {
        "alice": (alice.partner_id or "").removeprefix("part_"),
        "user": (alice.user_id or "").removeprefix("user_"),
    }
    for statement in foreign.values():
        async with _as(portal, "portal_app", partner_id=bob.partner_id, user_id=bob.user_id) as app:
            with pytest.raises(errors.InsufficientPrivilege):
                await app.execute(statement.encode(), values)


async def test_columns_that_say_whose_something_is_are_nobody_s_to_change(portal: Portal, world: World) -> None:
    alice, bob = world
    [(account,)] = await portal.rows("select id from client_account where name = 'Northwind'")
    [(link, registration)] = await portal.rows("select application_id, id from registration")
    values = {
        "account": account,
        "alice": (alice.partner_id or "").removeprefix("part_"),
        "bob": (bob.partner_id or "").removeprefix("part_"),
    }
    member = {"partner_id": bob.partner_id, "user_id": bob.user_id}
    attempts: list[tuple[dict[str, str | None], str]] = [
        (member, "update partner set status = 'ACTIVE', referral_code = 'mine'"),
        (member, "update account_access set account_id = %(account)s"),
        (
            member,
            "insert into account_access (id, account_id, partner_id, status, name, website, sort_name, since)"
            " values (gen_random_uuid(), %(account)s, %(bob)s, 'DEVELOPMENT', 'x', 'x', 'x', now())",
        ),
        (member, "update referral_link set code = 'mine'"),
        (member, "update referral_link set partner_id = %(alice)s"),
        (member, "update referral_day set visits = 9"),
        (member, """update "user" set operator_role = 'ADMIN'"""),
        (
            member,
            """insert into "user" (id, name, email, operator_role, created_at)"""
            " values (gen_random_uuid(), 'x', 'x@x.example', 'ADMIN', now())",
        ),
        # What only a client may say.
        (member, "update client_account set owner_email = 'bob@northlight.example'"),
        (member, "update access_request set status = 'APPROVED', ended_at = now()"),
        (member, "update ownership_transfer set status = 'ACCEPTED', ended_at = now()"),
        (member, "update client_link set status = 'OPEN'"),
        (member, "delete from access_block"),
        # What only the vendor's team or a payment may say.
        (member, "update lead set status = 'WON'"),
        (member, "update lead set website_key = 'mine.example'"),
        (member, "update lead set registered_at = now() - interval '1 year'"),
        (member, "update lead set settled_at = now()"),
        (member, "update lead set approved_at = now()"),
        # What the portal itself does for a member, once it has seen that he may.
        (member, "update withdrawal set status = 'PAID'"),
        (member, "insert into withdrawal select * from withdrawal"),
        (member, "update payout_method set masked = 'mine'"),
        (member, "update payout_method set replaced_at = null"),
        (member, "insert into payout_method (id, partner_id) values (gen_random_uuid(), %(bob)s)"),
        # Whole accounts are for the bank's file alone.
        (member, "select sealed from payout_method"),
        (member, "select fingerprint from payout_method"),
        (member, "select debtor_iban from payout_batch"),
        ({"link_id": str(registration)}, "update registration set partner_id = %(alice)s"),
        ({"link_id": str(link)}, "update partner_application set partner_id = %(alice)s"),
        ({"link_id": str(link)}, "update partner_application set status = 'APPROVED'"),
    ]
    for narrowed, statement in attempts:
        async with _as(portal, "portal_app", **narrowed) as app:
            with pytest.raises(errors.InsufficientPrivilege):
                await app.execute(statement.encode(), values)


async def test_a_person_changes_his_own_log_in_alone(portal: Portal, world: World) -> None:
    _, bob = world
    async with _as(portal, "portal_app", partner_id=bob.partner_id, user_id=bob.user_id) as app:
        changed = await app.execute("""update "user" set password_hash = 'x' returning id""")
        assert [row[0].hex for row in await changed.fetchall()] == [(bob.user_id or "").removeprefix("user_")]


async def test_whoever_knows_a_key_sees_its_row_and_answers_it_once(portal: Portal) -> None:
    mine, other = "ab" * 32, "cd" * 32
    for key in (mine, other):
        await portal.superuser.execute(
            "insert into idempotency_key (key_hash, request_hash, created_at) values (decode(%s, 'hex'), '', now())",
            [key],
        )
    async with _as(portal, "portal_app") as app:
        assert await _seen(app, "idempotency_key") == set()
    async with _as(portal, "portal_app", idempotency_key=mine) as app:
        assert len(await _seen(app, "idempotency_key")) == 1
        for changed in (1, 0):
            assert (await app.execute("update idempotency_key set answer = '{}'")).rowcount == changed
        [row] = await _seen(app, "idempotency_key")
        assert mine in row
    for statement in (
        "insert into idempotency_key (key_hash, request_hash, created_at) values (sha256('x'), '', now())",
        "update idempotency_key set request_hash = 'x'",
        "update idempotency_key set created_at = now()",
        "delete from idempotency_key",
    ):
        async with _as(portal, "portal_app", idempotency_key=mine) as app:
            with pytest.raises(errors.InsufficientPrivilege):
                await app.execute(statement.encode())
    added = (
        "insert into idempotency_key (key_hash, request_hash, answer, created_at) values (sha256('x'), '', %s, now())"
    )
    [(free,)] = await portal.rows("select encode(sha256('x'), 'hex')")
    async with _as(portal, "portal_app", idempotency_key=free) as app:
        await app.execute(added.encode(), [None])
    async with _as(portal, "portal_app", idempotency_key=free) as app:
        with pytest.raises(errors.InsufficientPrivilege):
            await app.execute(added.encode(), ["{}"])
    async with _as(portal, "portal_system") as system:
        assert len(await _seen(system, "idempotency_key")) == 2


@pytest.mark.usefixtures("world")
async def test_nobody_sees_no_row_of_any_tenant(portal: Portal) -> None:
    for table in TENANT_TABLES:
        async with _as(portal, "portal_app") as app:
            assert await _seen(app, table) == set(), table


@pytest.mark.usefixtures("world")
async def test_a_link_s_holder_sees_what_it_opens_alone(portal: Portal) -> None:
    [(application, registration)] = await portal.rows("select application_id, id from registration")
    opened = {
        str(application): {"partner_application": 1, "registration": 1},
        str(registration): {"partner_application": 0, "registration": 1},
    }
    for link, expected in opened.items():
        for table in TENANT_TABLES - {"event"}:
            async with _as(portal, "portal_app", link_id=link) as app:
                assert len(await _seen(app, table)) == expected.get(table, 0), (table, link)
        async with _as(portal, "portal_app", link_id=link) as app:
            assert await _seen(app, "event") == await _own(portal, "event", f"subject_id = '{link}'")


async def _client_links(portal: Portal) -> list[tuple[Any, Any]]:
    """(link, account) of every open link."""
    return await portal.rows("select id, account_id from client_link where status = 'OPEN'")


@pytest.mark.usefixtures("world")
async def test_a_client_sees_the_account_of_his_link_alone(portal: Portal) -> None:
    links = await _client_links(portal)
    assert len({account for _, account in links}) > 2
    for link, account in links:
        for table in TENANT_TABLES | CLIENT_TABLES | GUARDED_TABLES:
            condition = SEEN_BY_CLIENTS.get(table, "false").replace("%s", f"'{account}'")
            if table == "partner":
                condition += f" or id in (select partner_id from access_request where account_id = '{account}')"
            async with _as(portal, "portal_client", link_id=str(link)) as client:
                try:
                    seen = await _seen(client, table)
                except errors.InsufficientPrivilege:
                    seen = set()
                assert seen == await _own(portal, table, condition), table


@pytest.mark.usefixtures("world")
async def test_a_client_changes_nothing_of_another_account(portal: Portal) -> None:
    [(link, account), *_] = await _client_links(portal)
    changes = {
        "client_account": ("owner_name = 'Mine'", f"id = '{account}'"),
        "account_access": ("ended_reason = 'Mine'", f"account_id = '{account}'"),
        "client_link": ("status = 'REPLACED'", f"account_id = '{account}'"),
        "access_request": ("reason = 'Mine'", f"account_id = '{account}'"),
    }
    for table, (change, own) in changes.items():
        async with _as(portal, "portal_client", link_id=str(link)) as client:
            changed = await client.execute(f"update {table} set {change}".encode())
            assert changed.rowcount == len(await portal.rows(f"select from {table} where {own}")), table
    for statement in (
        "update account_access set partner_id = gen_random_uuid()",
        "update client_account set name = 'Mine'",
        "update client_account set closed_at = now()",
        "delete from account_access",
        "update event set reason = 'Mine'",
        "insert into account_access (id, account_id, partner_id, status, name, website, sort_name, since)"
        " select gen_random_uuid(), id, (select id from partner limit 1), 'COLLABORATOR', 'x', 'x', 'x', now()"
        " from (select gen_random_uuid() as id) other",
        "insert into event (id, type, at, subject_id, actor_kind, data) values"
        " (gen_random_uuid(), 'x', now(), gen_random_uuid(), 'CLIENT', '{}')",
    ):
        async with _as(portal, "portal_client", link_id=str(link)) as client:
            with pytest.raises(errors.InsufficientPrivilege):
                await client.execute(statement.encode())


@pytest.mark.usefixtures("world")
async def test_a_link_that_was_replaced_opens_nothing_in_the_database_either(portal: Portal) -> None:
    [(link, _account), *_] = await _client_links(portal)
    await portal.rows("update client_link set status = 'REPLACED' where id = %s returning id", link)
    for table in SEEN_BY_CLIENTS:
        async with _as(portal, "portal_client", link_id=str(link)) as client:
            expected = await _own(portal, table, f"id = '{link}'") if table == "client_link" else set()
            assert await _seen(client, table) == expected, table
    await portal.rows("update client_link set status = 'OPEN' where id = %s returning id", link)


@pytest.mark.usefixtures("world")
async def test_the_system_s_role_sees_all(portal: Portal) -> None:
    for table in TENANT_TABLES:
        async with _as(portal, "portal_system") as system:
            assert len(await _seen(system, table)) == len(await portal.rows(f"select from {table}"))


@pytest.mark.parametrize("role", ["portal_app", "portal_system"])
@pytest.mark.parametrize("table", APPEND_ONLY)
async def test_what_happened_and_what_was_agreed_is_never_changed(
    portal: Portal, world: World, table: str, role: str
) -> None:
    alice, _ = world
    column = "type" if table == "event" else "text"
    for statement in (f"update {table} set {column} = 'x'", f"delete from {table}", f"truncate {table}"):
        async with _as(portal, role, partner_id=alice.partner_id) as connection:
            with pytest.raises(errors.InsufficientPrivilege):
                await connection.execute(statement.encode())


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.usefixtures("world")
async def test_not_even_by_the_owner(portal: Portal, table: str) -> None:
    column = "type" if table == "event" else "text"
    for statement in (f"update {table} set {column} = 'x'", f"delete from {table}", f"truncate {table} cascade"):
        with pytest.raises(errors.RestrictViolation):
            await portal.superuser.execute(statement.encode())


async def test_no_role_may_change_tables(portal: Portal) -> None:
    for role in ROLES:
        for statement in (
            "alter table event disable trigger all",
            "alter table account_access disable row level security",
            "drop table event",
            "create table portal.mine (x int)",
            "update alembic_version set version_num = 'x'",
        ):
            async with _as(portal, role) as connection:
                with pytest.raises(errors.InsufficientPrivilege):
                    await connection.execute(statement.encode())


async def test_the_app_connects_as_its_role(portal: Portal) -> None:
    async with portal.runtime.engine.connect() as connection:
        assert (await connection.exec_driver_sql("select current_user")).scalar_one() == "portal_app"
