"""What happens at one moment: whoever comes first wins, the others are told, and nothing is left in between.

Each race is prepared once, by the API. Before each round the rows are put back as they were then; all callers start
from one barrier, each with a connection of his own.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from portal.core.actors import System
from portal.core.events import Event
from portal.core.links import LinkKind
from portal.core.requests import Request
from portal.core.work import open_work
from portal.transfers.handlers import look_at_blocked
from tests.handover.steps import (
    CLARA,
    NUMBER,
    ask,
    let_in,
    newest_link,
    offer,
    register,
    vendor,
)
from tests.people import Person, Portal

ROUNDS, LONG_ROUNDS = 25, 1_000
TWENTY_ONE = [f"{index:024x}" for index in range(21)]

Act = Callable[[], Awaitable[str]]
Check = Callable[[Sequence[str]], Awaitable[None]]


@dataclass
class Race:
    """Who runs, and what must hold of how it came out for each."""

    acts: Sequence[Act]
    check: Check


Prepare = Callable[[Portal], Awaitable[Race]]
RACES: dict[str, Prepare] = {}


def race(prepare: Prepare) -> Prepare:
    RACES[prepare.__name__] = prepare
    return prepare


def act(person: Person, verb: str, **input: Any) -> Act:
    """One caller; how it comes out is "OK", the outcome of the first row, or the code of the refusal."""
    rows = "results { outcome }" if verb in {"registerAccounts", "recordBillingEvents", "closeAccounts"} else ""
    name = verb[0].upper() + verb[1:]
    document = f"mutation M($input: {name}Input!) {{ {verb}(input: $input) {{ {rows} userErrors {{ code }} }} }}"

    async def run() -> str:
        answer = await person.ask(document, input=input)
        assert "INTERNAL" not in answer.codes, (verb, answer.body)
        if answer.codes:
            return answer.codes[0]
        payload = answer.data[verb]
        if payload["userErrors"]:
            return str(payload["userErrors"][0]["code"])
        return str(payload["results"][0]["outcome"]) if rows else "OK"

    return run


# --- the races ------------------------------------------------------------------------------------------------------


@race
async def of_20_who_accept_one_wins(portal: Portal) -> Race:
    account = await offer(await portal.alice())
    token = await newest_link(portal, LinkKind.TRANSFER, account["id"])

    async def check(outcomes: Sequence[str]) -> None:
        assert Counter(outcomes) == {"OK": 1, "USED": 19}
        assert await states(portal) == ["AWAITING_PLAN"]
        assert len(await portal.events("account.transfer_accepted")) == 1

    people = [portal.nobody(f"192.0.2.{number}") for number in range(20)]
    return Race([act(one, "acceptTransfer", token=token, name="Clara") for one in people], check)


@race
async def accept_or_cancel(portal: Portal) -> Race:
    alice = await portal.alice()
    account = await offer(alice)
    token = await newest_link(portal, LinkKind.TRANSFER, account["id"])

    async def check(outcomes: Sequence[str]) -> None:
        assert tuple(outcomes) in {("OK", "WRONG_STATUS"), ("WRONG_STATUS", "OK")}
        accepted = outcomes[0] == "OK"
        assert await states(portal) == ["AWAITING_PLAN" if accepted else "DEVELOPMENT"]
        assert await owners(portal) == ([CLARA] if accepted else [])

    return Race(
        [
            act(portal.nobody(), "acceptTransfer", token=token, name="Clara"),
            act(alice, "cancelTransfer", accountId=account["id"]),
        ],
        check,
    )


@race
async def accept_or_resend(portal: Portal) -> Race:
    alice = await portal.alice()
    account = await offer(alice)
    token = await newest_link(portal, LinkKind.TRANSFER, account["id"])

    async def check(outcomes: Sequence[str]) -> None:
        assert tuple(outcomes) in {("OK", "WRONG_STATUS"), ("REPLACED", "OK")}
        accepted = outcomes[0] == "OK"
        assert await states(portal) == ["AWAITING_PLAN" if accepted else "TRANSFER_PENDING"]
        links = await portal.rows("select count(*) from client_link where status = 'OPEN' and kind = 'TRANSFER'")
        assert links == [(0 if accepted else 1,)]

    return Race(
        [
            act(portal.nobody(), "acceptTransfer", token=token, name="Clara"),
            act(alice, "resendTransfer", accountId=account["id"], toEmail="carla@store.example"),
        ],
        check,
    )


@race
async def accept_or_decline(portal: Portal) -> Race:
    account = await offer(await portal.alice())
    token = await newest_link(portal, LinkKind.TRANSFER, account["id"])

    async def check(outcomes: Sequence[str]) -> None:
        assert sorted(outcomes) == ["OK", "USED"]
        assert await states(portal) == ["AWAITING_PLAN" if outcomes[0] == "OK" else "DEVELOPMENT"]

    return Race(
        [
            act(portal.nobody(), "acceptTransfer", token=token, name="Clara"),
            act(portal.nobody(), "declineTransfer", token=token),
        ],
        check,
    )


@race
async def of_two_transfers_to_one_address_one_is_accepted(portal: Portal) -> Race:
    people = (await portal.alice(), await portal.bob())
    tokens = [await newest_link(portal, LinkKind.TRANSFER, (await offer(one))["id"]) for one in people]

    async def check(outcomes: Sequence[str]) -> None:
        assert sorted(outcomes) == ["EMAIL_OWNS_ACCOUNT", "OK"]
        assert await owners(portal) == [CLARA]
        assert sorted(await states(portal)) == ["AWAITING_PLAN", "TRANSFER_PENDING"]

    return Race([act(portal.nobody(), "acceptTransfer", token=one, name="Clara") for one in tokens], check)


@race
async def an_address_is_registered_or_accepts(portal: Portal) -> Race:
    app = await vendor(portal)
    account = await offer(await portal.alice())
    token = await newest_link(portal, LinkKind.TRANSFER, account["id"])

    async def check(outcomes: Sequence[str]) -> None:
        assert tuple(outcomes) in {("OK", "REJECTED"), ("EMAIL_OWNS_ACCOUNT", "CREATED")}
        assert await owners(portal) == [CLARA]

    return Race(
        [
            act(portal.nobody(), "acceptTransfer", token=token, name="Clara"),
            act(app, "registerAccounts", accounts=[row(NUMBER)]),
        ],
        check,
    )


@race
async def approve_or_cancel_a_request(portal: Portal) -> Race:
    alice, app = await portal.alice(), await vendor(portal)
    await register(app, NUMBER)
    request = await ask(alice)
    token = await newest_link(portal, LinkKind.ACCESS, NUMBER)

    async def check(outcomes: Sequence[str]) -> None:
        assert sorted(outcomes) == ["OK", "WRONG_STATUS"]
        assert await states(portal) == (["COLLABORATOR"] if outcomes[0] == "OK" else [])

    return Race(
        [
            act(portal.nobody(), "approveAccess", token=token),
            act(alice, "cancelAccessRequest", accessRequestId=request),
        ],
        check,
    )


@race
async def approve_and_revoke(portal: Portal) -> Race:
    alice, app = await portal.alice(), await vendor(portal)
    await register(app, NUMBER)
    account_id = await let_in(app, alice)
    await alice.do("withdrawAccess", "account { id }", accountId=account_id)
    request = await ask(alice)

    async def check(outcomes: Sequence[str]) -> None:
        assert tuple(outcomes) in {("OK", "OK"), ("OK", "WRONG_STATUS")}
        assert await states(portal) == ["INACTIVE" if outcomes[1] == "OK" else "COLLABORATOR"]

    return Race(
        [
            act(app, "approveAccess", accessRequestId=request),
            act(app, "revokeAccess", accountId=NUMBER, partnerId=alice.partner_id),
        ],
        check,
    )


@race
async def approve_and_mail_once_more(portal: Portal) -> Race:
    alice, app = await portal.alice(), await vendor(portal)
    await register(app, NUMBER)
    request = await ask(alice)
    await portal.advance(days=7)

    async def check(outcomes: Sequence[str]) -> None:
        assert tuple(outcomes) in {("OK", "OK"), ("OK", "WRONG_STATUS")}
        assert await states(portal) == ["COLLABORATOR"]
        assert await portal.rows("select count(*) from client_link where status = 'OPEN' and kind = 'ACCESS'") == [(0,)]

    return Race(
        [
            act(app, "approveAccess", accessRequestId=request),
            act(alice, "resendAccessRequest", accessRequestId=request),
        ],
        check,
    )


@race
async def of_two_requests_one_is_made(portal: Portal) -> Race:
    alice, app = await portal.alice(), await vendor(portal)
    await register(app, NUMBER)

    async def check(outcomes: Sequence[str]) -> None:
        assert sorted(outcomes) == ["OK", "WRONG_STATUS"]
        assert await portal.rows("select count(*) from access_request") == [(1,)]

    return Race([act(alice, "requestAccess", accountId=NUMBER, message="Let us in.")] * 2, check)


@race
async def of_21_requests_20_are_made(portal: Portal) -> Race:
    alice, app = await portal.alice(), await vendor(portal)
    told = [row(number, f"client{number[-2:]}@store.example") for number in TWENTY_ONE]
    await app.do("registerAccounts", "results { outcome }", accounts=told)

    async def check(outcomes: Sequence[str]) -> None:
        assert Counter(outcomes) == {"OK": 20, "LIMIT_REACHED": 1}
        assert await portal.rows("select count(*) from access_request") == [(20,)]

    return Race([act(alice, "requestAccess", accountId=number, message="Hi.") for number in TWENTY_ONE], check)


@race
async def close_and_accept(portal: Portal) -> Race:
    app = await vendor(portal)
    account = await offer(await portal.alice())
    token = await newest_link(portal, LinkKind.TRANSFER, account["id"])

    async def check(outcomes: Sequence[str]) -> None:
        assert tuple(outcomes) in {("CLOSED", "OK"), ("CLOSED", "WRONG_STATUS")}
        assert await states(portal) == ["INACTIVE"]
        assert await portal.rows("select count(*) from client_link where status = 'OPEN'") == [(0,)]
        assert await portal.rows("select count(*) from client_account where closed_at is null") == [(0,)]

    return Race(
        [
            act(app, "closeAccounts", accountIds=[account["id"]]),
            act(portal.nobody(), "acceptTransfer", token=token, name="Clara"),
        ],
        check,
    )


@race
async def withdraw_or_revoke(portal: Portal) -> Race:
    alice, app = await portal.alice(), await vendor(portal)
    await register(app, NUMBER)
    await let_in(app, alice)

    async def check(outcomes: Sequence[str]) -> None:
        assert sorted(outcomes) == ["OK", "WRONG_STATUS"]
        by = "PARTNER" if outcomes[0] == "OK" else "CLIENT"
        assert await portal.rows("select status, ended_by from account_access") == [("INACTIVE", by)]
        assert [data["by"] for *_, data in await portal.events("account.access_ended")] == [by]

    return Race(
        [
            act(alice, "withdrawAccess", accountId=NUMBER),
            act(app, "revokeAccess", accountId=NUMBER, partnerId=alice.partner_id),
        ],
        check,
    )


@race
async def one_billing_event_told_10_times_is_kept_once(portal: Portal) -> Race:
    app = await vendor(portal)
    await register(app, NUMBER)

    async def check(outcomes: Sequence[str]) -> None:
        assert Counter(outcomes) == {"RECORDED": 1, "DUPLICATE": 9}
        assert await portal.rows("select count(*) from billing_event") == [(1,)]
        assert len(await portal.events("account.plan_selected")) == 1

    return Race([act(app, "recordBillingEvents", events=[chosen(NUMBER)])] * 10, check)


@race
async def a_billing_event_and_its_account_meet_whichever_comes_first(portal: Portal) -> Race:
    app = await vendor(portal)

    async def check(outcomes: Sequence[str]) -> None:
        assert tuple(outcomes) in {("CREATED", "RECORDED"), ("CREATED", "UNMATCHED")}
        assert await portal.rows("select has_plan, plan from client_account") == [(True, "Pro")]
        assert await portal.rows("select account_id is null from billing_event") == [(False,)]

    return Race(
        [
            act(app, "registerAccounts", accounts=[row(NUMBER)]),
            act(app, "recordBillingEvents", events=[chosen(NUMBER)]),
        ],
        check,
    )


@race
async def suspend_and_approve(portal: Portal) -> Race:
    alice, app, olga = await portal.alice(), await vendor(portal), await portal.olga()
    await register(app, NUMBER)
    request = await ask(alice)

    async def check(outcomes: Sequence[str]) -> None:
        assert tuple(outcomes) in {("OK", "OK"), ("OK", "PARTNER_SUSPENDED")}
        approved = outcomes[1] == "OK"
        assert await states(portal) == (["COLLABORATOR"] if approved else [])
        kept = "APPROVED" if approved else "PENDING"
        assert await portal.rows("select r.status, p.status from access_request r, partner p") == [(kept, "SUSPENDED")]

    return Race(
        [
            act(olga, "suspendPartner", partnerId=alice.partner_id),
            act(app, "approveAccess", accessRequestId=request),
        ],
        check,
    )


@race
async def a_partner_is_closed_while_a_client_lets_him_in(portal: Portal) -> Race:
    alice, app, olga = await portal.alice(), await vendor(portal), await portal.olga()
    await register(app, NUMBER)
    await let_in(app, alice)
    await alice.do("withdrawAccess", "account { id }", accountId=NUMBER)
    known = await ask(alice)
    await register(app, "1" * 24, "carla@store.example")
    new = await ask(alice, "1" * 24)

    async def check(outcomes: Sequence[str]) -> None:
        assert outcomes[0] == "OK"
        assert set(outcomes[1:]) <= {"OK", "WRONG_STATUS", "PARTNER_SUSPENDED"}
        assert set(await states(portal)) == {"INACTIVE"}
        assert await portal.rows("select count(*) from access_request where status = 'PENDING'") == [(0,)]

    return Race(
        [
            act(olga, "closePartner", partnerId=alice.partner_id),
            act(app, "approveAccess", accessRequestId=known),
            act(app, "approveAccess", accessRequestId=new),
        ],
        check,
    )


@race
async def an_account_is_moved_while_its_client_accepts(portal: Portal) -> Race:
    alice, bob, olga = await portal.alice(), await portal.bob(), await portal.olga()
    account = await offer(alice)
    token = await newest_link(portal, LinkKind.TRANSFER, account["id"])

    async def check(outcomes: Sequence[str]) -> None:
        assert tuple(outcomes) in {("OK", "OK"), ("OK", "WRONG_STATUS")}
        his = "AWAITING_PLAN" if outcomes[1] == "OK" else "DEVELOPMENT"
        assert sorted(await states(portal)) == sorted(["INACTIVE", his])

    return Race(
        [
            act(olga, "moveAccount", accountId=account["id"], toPartnerId=bob.partner_id),
            act(portal.nobody(), "acceptTransfer", token=token, name="Clara"),
        ],
        check,
    )


@race
async def batches_in_opposite_orders_both_go_through(portal: Portal) -> Race:
    app = await vendor(portal)
    numbers = TWENTY_ONE[:4]
    for number in numbers:
        await register(app, number, f"client{number[-2:]}@store.example")
    told = [row(number, f"client{number[-2:]}@store.example", "Contoso") for number in numbers]
    events = [chosen(number) for number in numbers]

    async def check(outcomes: Sequence[str]) -> None:
        assert list(outcomes) == ["UPDATED", "RECORDED", "CLOSED"]

    return Race(
        [
            act(app, "registerAccounts", accounts=told),
            act(app, "recordBillingEvents", events=events[::-1]),
            act(app, "closeAccounts", accountIds=numbers[2:0:-1]),
        ],
        check,
    )


@race
async def transfers_are_blocked_while_they_are_cancelled_and_accepted(portal: Portal) -> Race:
    alice, app = await portal.alice(), await vendor(portal)
    accounts = [await offer(alice, name) for name in ("Northwind", "Fabrikam", "Contoso")]
    token = await newest_link(portal, LinkKind.TRANSFER, accounts[0]["id"])
    await register(app, NUMBER)
    [(key,)] = await portal.rows("select id from event where type = 'account.owner_changed'")

    async def look() -> str:
        async with open_work(portal.runtime, Request(), System()) as work:
            await look_at_blocked(work, await work.session.get_one(Event, key))
        return "OK"

    async def check(outcomes: Sequence[str]) -> None:
        assert list(outcomes) == ["OK", "OK", "OK", "EMAIL_OWNS_ACCOUNT"]
        pending = "select count(*) from ownership_transfer where status = 'PENDING' and blocked_at is not null"
        assert await portal.rows(pending) == [(1,)]

    return Race(
        [
            look,
            act(alice, "cancelTransfer", accountId=accounts[2]["id"]),
            act(alice, "resendTransfer", accountId=accounts[1]["id"], toEmail="carla@store.example"),
            act(portal.nobody(), "acceptTransfer", token=token, name="Clara"),
        ],
        check,
    )


# --- what they share ------------------------------------------------------------------------------------------------


def row(number: str, email: str = CLARA, name: str = "Fabrikam") -> dict[str, str]:
    return {
        "accountId": number,
        "name": name,
        "website": "fabrikam.example",
        "ownerEmail": email,
        "signedUpAt": "2026-01-01T00:00:00Z",
    }


def chosen(number: str) -> dict[str, str]:
    return {
        "source": "vendor",
        "externalId": f"plan-{number}",
        "type": "PLAN_SELECTED",
        "accountId": number,
        "occurredAt": "2026-06-01T00:00:00Z",
        "plan": "Pro",
    }


async def states(portal: Portal) -> list[str]:
    return [status for (status,) in await portal.rows("select status from account_access order by id")]


async def owners(portal: Portal) -> list[str]:
    query = "select owner_email from client_account where owner_email is not null and closed_at is null"
    return [email for (email,) in await portal.rows(query)]


_TABLES = (
    "client_account account_access ownership_transfer access_request access_block client_link billing_event search_word"
    " event partner throttle"
).split()
_SAVE = "".join(
    f"drop table if exists pg_temp.was_{one}; create temp table was_{one} as table portal.{one};" for one in _TABLES
)
_PUT_BACK = (
    "set session_replication_role = replica;"
    + "".join(f"delete from portal.{one}; insert into portal.{one} table pg_temp.was_{one};" for one in _TABLES)
    + "delete from jobs.procrastinate_events; delete from jobs.procrastinate_jobs;"
    + "set session_replication_role = default"
)


async def run(portal: Portal, prepare: Prepare, rounds: int) -> None:
    prepared = await prepare(portal)
    order = list(range(len(prepared.acts)))
    shuffled = random.Random(7464)  # any order will do, the same each time
    barrier = asyncio.Barrier(len(order))

    async def start(index: int) -> str:
        await barrier.wait()
        return await prepared.acts[index]()

    await portal.superuser.execute(_SAVE.encode())
    for _ in range(rounds):
        await portal.superuser.execute(_PUT_BACK.encode())
        shuffled.shuffle(order)
        outcomes = await asyncio.gather(*(start(index) for index in order), return_exceptions=True)
        # Not before all have come to rest.
        for outcome in outcomes:
            if isinstance(outcome, BaseException):
                raise outcome
        by_act = dict(zip(order, outcomes, strict=True))
        await prepared.check([str(by_act[index]) for index in range(len(order))])


@pytest.mark.slow
@pytest.mark.parametrize("name", RACES)
async def test_whoever_comes_first_wins(portal: Portal, name: str) -> None:
    await run(portal, RACES[name], ROUNDS)


@pytest.mark.long
@pytest.mark.parametrize("name", RACES)
async def test_whoever_comes_first_wins_a_thousand_times(portal: Portal, name: str) -> None:
    await run(portal, RACES[name], LONG_ROUNDS)
