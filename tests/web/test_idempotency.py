"""Idempotency-Key: a mutation that is sent again with its key gets the first answer, and nothing happens twice."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import psycopg
import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLType,
    get_named_type,
)
from sqlalchemy import event

from portal.core.links import LinkKind
from portal.core.permissions import Scope
from portal.web.schema import make_api
from tests.accounts.steps import create
from tests.handover.steps import CLARA, newest_link, offer
from tests.partners.steps import FORM, approve, registration_link
from tests.people import PASSWORD, Answer, Person, Portal

SCHEMA = make_api().schema
CREATE = """mutation M($input: CreateAccountInput!) { createAccount(input: $input) {
    account { id accountId name website createdAt timeline { totalCount nodes { event } } }
    warnings { code field message } userErrors { code field message } } }"""
NORTHWIND = {"name": "Northwind", "website": "northwind.example"}
SIGN_IN = """mutation M($input: SignInInput!) { signIn(input: $input) {
    member { id email } operator { email } userErrors { code } } }"""
APPLY = """mutation M($input: ApplyToProgramInput!) { applyToProgram(input: $input) {
    application { id email } userErrors { code } } }"""


def _without_cost(body: dict[str, Any]) -> dict[str, Any]:
    """The answer but for what it cost, which the budget of the moment decides."""
    return {name: value for name, value in body.items() if name != "extensions"}


async def _send(person: Person, key: str | bytes, document: str, input: Any = None, **more: Any) -> Answer:
    """Sends one operation with a key."""
    headers = {b"X-Portal-CSRF": b"1", b"Idempotency-Key": key if isinstance(key, bytes) else key.encode()}
    if person.token:
        headers[b"Authorization"] = f"Bearer {person.token}".encode()
    body = {"query": document, "variables": {"input": input} if input is not None else None, **more}
    response = await person.http.post("/graphql", json=body, headers=headers)
    return Answer(response.status_code, _without_cost(response.json()), response.headers)


async def _count(portal: Portal, table: str) -> int:
    [(count,)] = await portal.rows(f'select count(*) from "{table}"')
    return int(count)


# --- the same answer ------------------------------------------------------------------------------------------------


async def test_the_same_request_gets_the_first_answer_and_happens_once(portal: Portal) -> None:
    alice = await portal.alice()
    first = await _send(alice, "one", CREATE, NORTHWIND)
    assert first.data["createAccount"]["account"]["name"] == "Northwind"
    await alice.do("updateAccount", "account { id }", accountId=first.data["createAccount"]["account"]["id"], name="X")
    assert (await _send(alice, "one", CREATE, NORTHWIND)).body == first.body
    assert await _count(portal, "client_account") == 1
    assert len(await portal.events("account.created")) == 1


async def test_the_answer_is_that_of_a_request_without_a_key(portal: Portal) -> None:
    olga = await portal.olga()
    document = "mutation { advanceClock(input: {seconds: 1}) { now userErrors { code } } }"
    kept = await _send(olga, "one", document)
    assert (await _send(olga, "one", document)).body == kept.body
    assert len(kept.data["advanceClock"]["now"]) == len((await olga.read(document))["advanceClock"]["now"])
    assert kept.data["advanceClock"]["now"].endswith("Z")


async def test_aliases_fragments_and_warnings_are_given_again_as_they_were_asked_for(portal: Portal) -> None:
    alice = await portal.alice()
    await create(alice, "Other", website="northwind.example")
    document = """mutation M($input: CreateAccountInput!, $no: Boolean = false) { made: createAccount(input: $input) {
        kind: __typename ...P both: account { number: accountId } account @include(if: $no) { id }
        notes: warnings { __typename why: code field } } }
        fragment P on CreateAccountPayload { both: account { name ... on Node { id } } }"""
    first = await _send(alice, "one", document, NORTHWIND)
    made = first.data["made"]
    assert made["notes"] == [{"__typename": "Warning", "why": "WEBSITE_ALREADY_USED", "field": ["input", "website"]}]
    assert (made["kind"], set(made["both"])) == ("CreateAccountPayload", {"number", "name", "id"})
    assert (await _send(alice, "one", document, NORTHWIND)).body == first.body
    assert await _count(portal, "client_account") == 2


async def test_an_answer_of_nothing_is_an_answer(portal: Portal) -> None:
    alice = await portal.alice()
    document = "mutation M($input: CreateAccountInput!) { createAccount(input: $input) { __typename } }"
    for _ in range(2):
        answer = await _send(alice, "one", document, NORTHWIND)
        assert answer.data == {"createAccount": {"__typename": "CreateAccountPayload"}}
    assert await _count(portal, "client_account") == 1


async def test_each_mutation_of_an_operation_is_done_once(portal: Portal) -> None:
    alice = await portal.alice()
    document = """mutation M($input: CreateAccountInput!) {
        a: createAccount(input: $input) { account { id } } b: createAccount(input: $input) { account { id } } }"""
    first = await _send(alice, "one", document, NORTHWIND)
    assert first.data["a"] != first.data["b"]
    assert (await _send(alice, "one", document, NORTHWIND)).body == first.body
    assert await _count(portal, "client_account") == 2


async def test_an_operation_that_stopped_in_the_middle_goes_on_there(portal: Portal) -> None:
    olga = await portal.olga()
    document = """mutation { publishTerms(input: {text: "Be good."}) { terms { version } }
        createAccount(input: {name: "Northwind", website: "northwind.example"}) { account { id } } }"""
    for _ in range(2):
        answer = await _send(olga, "one", document)
        assert answer.codes == ["FORBIDDEN"]
    assert await _count(portal, "terms_version") == 1
    assert await _count(portal, "idempotency_key") == 1


# --- another request ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("document", "input", "name"),
    [
        (CREATE, NORTHWIND | {"name": "Contoso"}, None),
        (CREATE, NORTHWIND | {"country": None}, None),
        (CREATE.replace("accountId", ""), NORTHWIND, None),
        (CREATE, NORTHWIND, "M"),
        (
            "mutation M($input: CreateAccountInput!) { createAccount(input: $input) { account { id } } }",
            NORTHWIND,
            None,
        ),
    ],
)
async def test_another_request_with_the_key_is_refused(
    portal: Portal, document: str, input: dict[str, str], name: str | None
) -> None:
    alice = await portal.alice()
    first = await _send(alice, "one", CREATE, NORTHWIND)
    answer = await _send(alice, "one", document, input, operationName=name)
    assert answer.codes == ["IDEMPOTENCY_KEY_REUSED"]
    assert answer.body["data"] is None
    assert answer.body["errors"][0]["path"] == ["createAccount"]
    assert (await _send(alice, "one", CREATE, NORTHWIND)).body == first.body
    assert await _count(portal, "client_account") == 1


async def test_the_order_of_variables_says_nothing(portal: Portal) -> None:
    alice = await portal.alice()
    first = await _send(alice, "one", CREATE, NORTHWIND)
    assert (await _send(alice, "one", CREATE, dict(reversed(NORTHWIND.items())))).body == first.body


async def test_another_request_is_refused_before_it_is_counted_by_a_throttle(portal: Portal) -> None:
    alice = await portal.alice()
    await portal.set_password(alice)
    nobody, right = portal.nobody(), {"email": "alice@brightside.example", "password": PASSWORD}
    first = await _send(nobody, "one", SIGN_IN, right)
    await portal.superuser.execute("delete from throttle")
    browser = portal.nobody()
    assert (await _send(browser, "one", SIGN_IN, right)).body == first.body
    assert (await _send(browser, "one", SIGN_IN, right | {"password": "x"})).codes == ["IDEMPOTENCY_KEY_REUSED"]
    assert await _count(portal, "throttle") == 0


# --- refusals -------------------------------------------------------------------------------------------------------


async def test_a_refusal_is_given_again_when_its_cause_is_gone(portal: Portal) -> None:
    alice = await portal.alice()
    account = await create(alice)
    document = """mutation M($input: RestoreAccountInput!) { restoreAccount(input: $input) {
        account { id } userErrors { code field message } } }"""
    first = await _send(alice, "one", document, {"accountId": account["id"]})
    assert [error["code"] for error in first.data["restoreAccount"]["userErrors"]] == ["WRONG_STATUS"]
    await alice.do("archiveAccount", "account { id }", accountId=account["id"])
    assert (await _send(alice, "one", document, {"accountId": account["id"]})).body == first.body
    other = await _send(alice, "one", document, {"accountId": account["accountId"]})
    assert other.codes == ["IDEMPOTENCY_KEY_REUSED"]
    assert (await _send(alice, "two", document, {"accountId": account["id"]})).data["restoreAccount"]["account"]


async def test_a_refusal_before_the_work_begins_is_given_again(portal: Portal) -> None:
    alice = await portal.alice()
    sent = {"email": "alice@brightside.example", "password": PASSWORD}
    first = await _send(portal.nobody(), "one", SIGN_IN, sent)
    assert first.data["signIn"]["userErrors"] == [{"code": "INVALID"}]
    await portal.set_password(alice)
    assert (await _send(portal.nobody(), "one", SIGN_IN, sent)).body == first.body
    assert (await _send(portal.nobody(), "two", SIGN_IN, sent)).data["signIn"]["member"]


async def test_of_a_refusal_nothing_is_kept_but_the_answer(portal: Portal) -> None:
    """Charlie's password is right, so the verb acts as him, and ends the session that he has; then it refuses."""
    charlie = await portal.charlie()
    await portal.set_password(charlie)
    before = [await _count(portal, table) for table in ("session", "event", "throttle")]
    sent = {"email": "charlie@stranger.example", "password": PASSWORD}
    first = await _send(charlie, "one", SIGN_IN, sent)
    assert first.data["signIn"]["userErrors"] == [{"code": "NOT_ALLOWED"}]
    [sessions, events, _] = [await _count(portal, table) for table in ("session", "event", "throttle")]
    assert [sessions, events] == before[:2]
    assert await _count(portal, "idempotency_key") == 1
    assert (await _send(charlie, "one", SIGN_IN, sent)).body == first.body


async def test_what_is_refused_as_a_whole_is_tried_again(portal: Portal) -> None:
    alice = await portal.alice()
    await portal.rows("update team_member set role = 'VIEWER' returning id")
    assert (await _send(alice, "one", CREATE, NORTHWIND)).codes == ["FORBIDDEN"]
    assert await _count(portal, "idempotency_key") == 0
    await portal.rows("update team_member set role = 'OWNER' returning id")
    assert (await _send(alice, "one", CREATE, NORTHWIND)).data["createAccount"]["account"]


async def test_what_is_throttled_is_tried_again(portal: Portal) -> None:
    nobody = portal.nobody()
    document = "mutation M($input: RequestPasswordResetInput!) { requestPasswordReset(input: $input) { ok } }"
    sent = {"email": "alice@brightside.example"}
    for i in range(5):
        assert (await _send(nobody, f"{i}", document, sent)).data["requestPasswordReset"] == {"ok": True}
    assert (await _send(nobody, "one", document, sent)).codes == ["THROTTLED"]
    assert (await _send(nobody, "4", document, sent)).data["requestPasswordReset"] == {"ok": True}
    await portal.superuser.execute("delete from throttle")
    assert (await _send(nobody, "one", document, sent)).data["requestPasswordReset"] == {"ok": True}


async def test_an_answer_with_an_error_in_it_is_not_kept_and_nothing_is_done(portal: Portal) -> None:
    alice = await portal.alice()
    document = """mutation M($input: CreateAccountInput!) { createAccount(input: $input) {
        account { id timeline(after: "rubbish") { totalCount } } } }"""
    for _ in range(2):
        assert (await _send(alice, "one", document, NORTHWIND)).codes == ["BAD_USER_INPUT"]
    assert await _count(portal, "client_account") == 0
    assert await _count(portal, "idempotency_key") == 0


# --- whose key it is ------------------------------------------------------------------------------------------------


async def test_everybody_has_keys_of_his_own(portal: Portal) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    colleague = await portal.member("Anna", "Brightside")
    answers = [await _send(person, "one", CREATE, NORTHWIND) for person in (alice, bob, colleague)]
    numbers = {answer.data["createAccount"]["account"]["accountId"] for answer in answers}
    assert len(numbers) == 3
    assert await _count(portal, "idempotency_key") == 3


async def test_one_person_has_keys_of_his_own_at_each_partner(portal: Portal) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    await _send(alice, "one", CREATE, NORTHWIND)
    await portal.rows(
        "insert into team_member (id, partner_id, user_id, role, status, joined_at)"
        " select gen_random_uuid(), %s::uuid, %s::uuid, 'OWNER', 'ACTIVE', now() returning id",
        (bob.partner_id or "").removeprefix("part_"),
        (alice.user_id or "").removeprefix("user_"),
    )
    await portal.rows(
        "update session set partner_id = %s::uuid where user_id = %s::uuid returning id",
        (bob.partner_id or "").removeprefix("part_"),
        (alice.user_id or "").removeprefix("user_"),
    )
    assert (await _send(alice, "one", CREATE, NORTHWIND)).data["createAccount"]["account"]
    assert await _count(portal, "client_account") == 2


async def test_addresses_have_keys_of_their_own(portal: Portal) -> None:
    first = await _send(portal.nobody("192.0.2.7"), "one", APPLY, FORM)
    assert first.data["applyToProgram"]["application"]["email"] == FORM["email"]
    assert (await _send(portal.nobody("192.0.2.7"), "one", APPLY, FORM)).body == first.body
    assert await _count(portal, "partner_application") == 1
    other = await _send(portal.nobody("192.0.2.8"), "one", APPLY, FORM | {"email": "bob@northlight.example"})
    assert other.data["applyToProgram"]["application"]["email"] == "bob@northlight.example"
    assert await _count(portal, "partner_application") == 2


async def test_a_program_s_key_holds_for_all_its_tokens_and_for_no_other_program(portal: Portal) -> None:
    tool, other = await portal.tool(Scope.OPERATOR_WRITE), await portal.tool(Scope.OPERATOR_WRITE)
    document = 'mutation { publishTerms(input: {text: "Be good."}) { terms { version } } }'
    first = await _send(tool, "one", document)
    assert (await _send(tool, "one", document)).body == first.body
    assert first.data["publishTerms"]["terms"] == {"version": 1}
    assert (await _send(other, "one", document)).data["publishTerms"]["terms"] == {"version": 2}


# --- signing in -----------------------------------------------------------------------------------------------------


async def test_a_sign_in_that_is_sent_again_is_answered_and_gives_no_session(portal: Portal) -> None:
    alice = await portal.alice()
    await portal.set_password(alice)
    sent = {"email": "alice@brightside.example", "password": PASSWORD}
    first = await _send(portal.nobody(), "one", SIGN_IN, sent)
    assert first.data["signIn"]["member"]["email"] == sent["email"]
    assert "set-cookie" in first.headers
    again = await _send(portal.nobody(), "one", SIGN_IN, sent)
    assert again.body == first.body
    assert "set-cookie" not in again.headers
    assert await _count(portal, "session") == 2


async def test_an_operator_s_sign_in_changes_the_role_in_the_middle(portal: Portal) -> None:
    olga = await portal.olga()
    await portal.set_password(olga)
    sent = {"email": "olga.admin@vendor.example", "password": PASSWORD}
    first = await _send(portal.nobody(), "one", SIGN_IN, sent)
    assert first.data["signIn"]["operator"] == {"email": sent["email"]}
    assert (await _send(portal.nobody(), "one", SIGN_IN, sent)).body == first.body


async def test_a_registration_that_is_sent_again_makes_one_member(portal: Portal) -> None:
    olga = await portal.olga()
    token = await registration_link(portal, await approve(portal, olga))
    document = "mutation M($input: RegisterMemberInput!) { registerMember(input: $input) { member { id name } } }"
    sent = {"token": token, "name": "Alice", "password": PASSWORD}
    first = await _send(portal.nobody(), "one", document, sent)
    assert first.data["registerMember"]["member"]["name"] == "Alice"
    assert (await _send(portal.nobody(), "one", document, sent)).body == first.body
    assert await _count(portal, "team_member") == 1


# --- at the same time, and in misfortune ----------------------------------------------------------------------------


async def test_twenty_at_once_make_one_account_and_get_one_answer(portal: Portal) -> None:
    alice = await portal.alice()
    answers = await asyncio.gather(*(_send(alice, "one", CREATE, NORTHWIND) for _ in range(20)))
    assert answers[0].data["createAccount"]["account"]
    assert all(answer.body == answers[0].body for answer in answers)
    assert await _count(portal, "client_account") == 1


async def test_twenty_at_once_are_refused_alike(portal: Portal) -> None:
    alice = await portal.alice()
    answers = await asyncio.gather(*(_send(alice, "one", CREATE, NORTHWIND | {"website": "no"}) for _ in range(20)))
    assert answers[0].data["createAccount"]["userErrors"]
    assert all(answer.body == answers[0].body for answer in answers)


async def test_applications_at_once_are_one(portal: Portal) -> None:
    answers = await asyncio.gather(*(_send(portal.nobody(), "one", APPLY, FORM) for _ in range(8)))
    assert all(answer.body == answers[0].body for answer in answers)
    assert await _count(portal, "partner_application") == 1


@asynccontextmanager
async def _stuck(portal: Portal, table: str, when: str) -> AsyncIterator[psycopg.AsyncConnection[Any]]:
    """While this is open, whoever writes to the table waits."""
    await portal.superuser.execute(
        "create function portal.wait() returns trigger language plpgsql as"
        " $$ begin perform pg_advisory_xact_lock(8128); return new; end $$;"
        f"create trigger wait before {when} on {table} for each row execute function portal.wait()".encode()
    )
    try:
        async with await psycopg.AsyncConnection.connect(portal.database_url) as holder:
            await holder.execute("select pg_advisory_lock(8128)")
            yield holder
    finally:
        await portal.superuser.execute(f"drop trigger wait on {table}; drop function portal.wait()".encode())


async def _who_waits(portal: Portal) -> list[int]:
    """The backends that wait for the lock above, as soon as there are some."""
    # Of this database alone: the server is shared with other runs.
    query = (
        "select pid from pg_locks join pg_database d on d.oid = database"
        " where locktype = 'advisory' and objid = 8128 and not granted and datname = current_database()"
    )
    async with asyncio.timeout(20):
        while not (found := await portal.rows(query)):  # noqa: ASYNC110  # a lock tells nobody that it is waited for
            await asyncio.sleep(0.02)
    return [pid for (pid,) in found]


@pytest.mark.slow
@pytest.mark.parametrize(("table", "when"), [("event", "insert"), ("idempotency_key", "update")])
async def test_a_crash_leaves_neither_the_effect_nor_the_answer(portal: Portal, table: str, when: str) -> None:
    alice = await portal.alice()
    async with _stuck(portal, table, when):
        sending = asyncio.create_task(_send(alice, "one", CREATE, NORTHWIND))
        [victim] = await _who_waits(portal)
        await portal.superuser.execute("select pg_terminate_backend(%s)", [victim])
        assert (await sending).codes == ["INTERNAL"]
    assert await _count(portal, "client_account") == await _count(portal, "idempotency_key") == 0
    assert (await _send(alice, "one", CREATE, NORTHWIND)).data["createAccount"]["account"]
    assert await _count(portal, "client_account") == await _count(portal, "idempotency_key") == 1


@pytest.mark.slow
async def test_a_twin_of_what_crashes_takes_its_place(portal: Portal) -> None:
    alice = await portal.alice()
    async with _stuck(portal, "event", "insert") as holder:
        first = asyncio.create_task(_send(alice, "one", CREATE, NORTHWIND))
        [victim] = await _who_waits(portal)
        second = asyncio.create_task(_send(alice, "one", CREATE, NORTHWIND))
        other = asyncio.create_task(_send(alice, "one", CREATE, NORTHWIND | {"name": "Contoso"}))
        await asyncio.sleep(0.3)
        assert await _who_waits(portal) == [victim]
        await portal.superuser.execute("select pg_terminate_backend(%s)", [victim])
        assert (await first).codes == ["INTERNAL"]
        await holder.execute("select pg_advisory_unlock(8128)")
        ended = [await second, await other]
    made = [one for one in ended if "errors" not in one.body]
    assert [one.codes for one in ended if one not in made] == [["IDEMPOTENCY_KEY_REUSED"]]
    assert await _count(portal, "client_account") == len(made) == 1


# --- the header -----------------------------------------------------------------------------------------------------


async def test_queries_have_no_use_for_it(portal: Portal) -> None:
    alice = await portal.alice()
    for key in ("one", "", "x" * 256):
        answer = await _send(alice, key, "{ viewer { member { email } } }")
        assert answer.data["viewer"]["member"]["email"] == "alice@brightside.example"
    assert (await _send(alice, "one", "{ program { name } }")).data["program"]
    assert await _count(portal, "idempotency_key") == 0


@pytest.mark.parametrize("key", ["", "x" * 256, "a\tb", "ü".encode(), b"\xff", b"a\x7f"])
async def test_a_bad_key_is_refused(portal: Portal, key: str | bytes) -> None:
    alice = await portal.alice()
    assert (await _send(alice, key, CREATE, NORTHWIND)).codes == ["BAD_USER_INPUT"]
    assert await _count(portal, "client_account") == 0


@pytest.mark.parametrize("key", ["1", "x" * 255, '"8e03978e-40d5-43dd-bc93-6894a57f9324"', "a, b; c=~", "\\'{}%s:x"])
async def test_a_good_key_is_taken(portal: Portal, key: str) -> None:
    alice = await portal.alice()
    for _ in range(2):
        assert (await _send(alice, key, CREATE, NORTHWIND)).data["createAccount"]["account"]
    assert await _count(portal, "client_account") == 1


async def test_two_lines_of_it_are_one_key(portal: Portal) -> None:
    alice = await portal.alice()
    headers = [("X-Portal-CSRF", "1"), ("Idempotency-Key", "a"), ("Idempotency-Key", "b")]
    body = {"query": CREATE, "variables": {"input": NORTHWIND}}
    first = _without_cost((await alice.http.post("/graphql", json=body, headers=headers)).json())
    assert (await _send(alice, "a, b", CREATE, NORTHWIND)).body == first
    assert await _count(portal, "client_account") == 1


async def test_without_it_nothing_is_kept_and_no_statement_is_spent(portal: Portal) -> None:
    alice = await portal.alice()
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    engine = portal.runtime.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        await create(alice)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert sent
    assert not any("idempotency" in statement or "savepoint" in statement.lower() for statement in sent)
    assert await _count(portal, "idempotency_key") == 0


# --- what is kept ---------------------------------------------------------------------------------------------------


async def test_nothing_secret_can_be_read_in_a_row(portal: Portal) -> None:
    olga = await portal.olga()
    token = await registration_link(portal, await approve(portal, olga))
    document = "mutation M($input: RegisterMemberInput!) { registerMember(input: $input) { member { id } } }"
    sent = {"token": token, "name": "Alice", "password": PASSWORD}
    made = await _send(portal.nobody(), "a key of Alice", document, sent)
    await _send(portal.nobody(), "another key", SIGN_IN, {"email": FORM["email"], "password": PASSWORD})
    rows = str(
        await portal.rows(
            "select encode(key_hash, 'escape'), encode(request_hash, 'escape'), k::text from idempotency_key k"
        )
    )
    session = made.headers["set-cookie"].partition("=")[2].partition(";")[0]
    member = made.data["registerMember"]["member"]["id"]
    for secret in (PASSWORD, token, session, member, "a key of Alice", "192.0.2.1", "registerMember", "mutation"):
        assert secret not in rows


async def test_what_is_shown_once_can_not_be_read_from_the_table(portal: Portal) -> None:
    olga = await portal.olga()
    document = "mutation M($input: CreateWebhookEndpointInput!) { createWebhookEndpoint(input: $input) { secret } }"
    first = await _send(olga, "one", document, {"url": "http://vendor.example/in"})
    secret = first.data["createWebhookEndpoint"]["secret"]
    assert secret.startswith("whsec_")
    [(row,)] = await portal.rows("select to_jsonb(k)::text from idempotency_key k")
    assert secret not in row
    assert (await _send(olga, "one", document, {"url": "http://vendor.example/in"})).body == first.body


async def test_keys_are_forgotten_after_a_day_of_real_time(portal: Portal) -> None:
    alice = await portal.alice()
    for key in ("old", "young"):
        await _send(alice, key, CREATE, NORTHWIND)
    await portal.superuser.execute(
        "update idempotency_key set created_at = created_at - interval '23 hours' - interval '2 hours' * place from"
        " (select key_hash as hash, row_number() over (order by created_at desc) - 1 as place from idempotency_key) x"
        " where hash = key_hash"
    )
    await portal.advance(days=3)
    await portal.work()
    await _send(alice, "young", CREATE, NORTHWIND)
    assert await _count(portal, "client_account") == 2
    await _send(alice, "old", CREATE, NORTHWIND)
    assert await _count(portal, "client_account") == 3


# --- every mutation -------------------------------------------------------------------------------------------------


def _value(type_: GraphQLType) -> Any:
    """A value of the type with all that it needs."""
    if isinstance(type_, GraphQLNonNull):
        return _value(type_.of_type)
    if isinstance(type_, GraphQLList):
        return []
    if isinstance(type_, GraphQLInputObjectType):
        needed = {name: field.type for name, field in type_.fields.items() if isinstance(field.type, GraphQLNonNull)}
        return {name: _value(of) for name, of in needed.items()}
    if isinstance(type_, GraphQLEnumType):
        return next(iter(type_.values))
    return {"Int": 1, "Float": 1.0, "Boolean": False, "DateTime": "2099-01-01T00:00:00Z", "Decimal": "1"}.get(
        get_named_type(type_).name, "x"
    )


def _mutations() -> list[str]:
    assert SCHEMA.mutation_type is not None
    return sorted(SCHEMA.mutation_type.fields)


@pytest.mark.parametrize("name", _mutations())
async def test_every_mutation_keeps_to_it(portal: Portal, name: str) -> None:
    assert SCHEMA.mutation_type is not None
    type_ = SCHEMA.mutation_type.fields[name].args["input"].type
    document = f"mutation M($input: {type_}) {{ {name}(input: $input) {{ __typename userErrors {{ code }} }} }}"
    sent = _value(type_)
    for person in (await portal.alice(), await portal.olga(), await portal.tool(*Scope)):
        assert (await _send(person, "", document, sent)).codes == ["BAD_USER_INPUT"]
        first = await _send(person, "one", document, sent)
        if first.codes == ["FORBIDDEN"]:
            continue
        assert first.data[name], json.dumps(first.body)
        assert (await _send(person, "one", document, sent)).body == first.body
        assert (await _send(person, "one", document + " ", sent)).codes == ["IDEMPOTENCY_KEY_REUSED"]
        return
    pytest.fail("It is for none of the three: let somebody else try it here.")


async def test_who_holds_a_mailed_link_may_send_again_from_another_address(portal: Portal) -> None:
    account = await offer(await portal.alice())
    token = await newest_link(portal, LinkKind.TRANSFER, account["id"])
    document = "mutation M($input: AcceptTransferInput!) { acceptTransfer(input: $input) { account { ownerEmail } } }"
    sent = {"token": token, "name": "Clara"}
    first = await _send(portal.nobody("192.0.2.10"), "one", document, sent)
    assert first.data["acceptTransfer"]["account"] == {"ownerEmail": CLARA}
    assert (await _send(portal.nobody("198.51.100.7"), "one", document, sent)).body == first.body
