"""What goes out as a webhook: of which events, with what in it, signed how, and kept for how long."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from portal.core.actors import System
from portal.core.events import Event, Happening, catalogue
from portal.core.ids import new_id
from portal.core.requests import Request
from portal.core.work import open_work
from portal.delivery.handlers import write_webhooks
from portal.delivery.models import WebhookEndpoint
from portal.delivery.webhooks import ADDITIONS, is_told, public_id_by, secret_of, shown
from portal.house import HANDLERS, all_happenings
from tests.accounts.steps import create
from tests.delivery.receiver import Received, Receiver, reply
from tests.delivery.webhook_steps import create_endpoint, deliveries
from tests.partners.steps import approve, register, registration_link
from tests.people import Portal

FRONTEND = Path(__file__).parents[2] / "frontend"

# Nouns of which receivers are not told. One that stands neither here nor in TOLD fails the test below.
NOT_TOLD = {
    "access_token",
    "application",
    "balance",
    "billing",
    "client_link",
    "oauth_client",
    "oauth_grant",
    "operator",
    "domain",
    "invitation",
    "join_request",
    "passkey",
    "password",
    "payout_batch",
    "payout_method",
    "program",
    "referral_link",
    "registration",
    "session",
    "email",
    "outside_login",
    "totp",
    "webhook_endpoint",
    "website",
}


async def _world(portal: Portal, receiver: Receiver) -> str:
    """Something that receivers are told of happened: the secret."""
    olga = await portal.olga()
    _, secret = await create_endpoint(portal, receiver, olga)
    application = await approve(portal, olga)
    await register(portal, portal.nobody(), await registration_link(portal, application))
    bob = await portal.bob()
    account = await create(bob, "Café Zoë")
    await bob.do("archiveAccount", "account { id }", accountId=account["id"], reason="Not pursued.")
    await portal.work()
    return secret


def _of(receiver: Receiver, type: str) -> Received:
    [found] = [request for request in receiver.requests if request.json["type"] == type]
    return found


# --- which ----------------------------------------------------------------------------------------------------------


def test_of_every_event_it_is_decided_whether_it_goes_out() -> None:
    nouns = {one.type.partition(".")[0] for one in all_happenings() if not is_told(one.type)}
    assert nouns == NOT_TOLD


def test_every_event_that_goes_out_has_its_handler_in_every_process() -> None:
    told = {one.type for one in catalogue() if is_told(one.type)}
    assert {"account.created", "account.archived", "member.joined", "partner.approved"} <= told
    assert {name for name, handlers in HANDLERS.items() if write_webhooks in handlers} == told


def test_every_id_that_goes_out_says_what_it_belongs_to() -> None:
    """A noun that no table is called by wants a line in portal/delivery/webhooks.py."""
    bare = []
    for one in all_happenings():
        if is_told(one.type):
            nouns = {name.removesuffix("_id") for name, kind in _fields(one) if "UUID" in kind} - {"link"}
            bare += [(one.type, noun) for noun in {one.type.partition(".")[0], *nouns} if _is_bare(noun)]
    assert bare == []


def _fields(happening: type[Happening]) -> list[tuple[str, str]]:
    own = Happening.__dataclass_fields__
    return [(name, str(field.type)) for name, field in happening.__dataclass_fields__.items() if name not in own]


def _is_bare(noun: str) -> bool:
    some_id = new_id()
    return public_id_by(noun, some_id) == str(some_id)


async def test_all_that_receivers_are_told_of_arrives_and_nothing_else(portal: Portal, receiver: Receiver) -> None:
    await _world(portal, receiver)
    assert sorted(receiver.types) == ["account.archived", "account.created", "member.joined", "partner.approved"]
    ids = {
        f"evt_{key.hex}" for (key,) in await portal.rows("select id from event where type = any(%s)", receiver.types)
    }
    assert {request.id for request in receiver.requests} == ids


async def test_what_was_before_the_endpoint_is_not_sent(portal: Portal, receiver: Receiver) -> None:
    alice, olga = await portal.alice(), await portal.olga()
    await create(alice, "Earlier")
    await create_endpoint(portal, receiver, olga)
    await create(alice, "Later")
    await portal.work()
    assert [request.json["data"]["name"] for request in receiver.requests] == ["Later"]


async def test_an_endpoint_of_a_partner_would_get_its_events_alone(portal: Portal, receiver: Receiver) -> None:
    """Nothing makes such a row yet; what the columns mean holds already."""
    alice, bob = await portal.alice(), await portal.bob()
    partner_id = (alice.partner_id or "").removeprefix("part_")
    await portal.superuser.execute(
        "insert into webhook_endpoint (id, partner_id, url, event_types, secret_version, created_at) values"
        " (gen_random_uuid(), %s, %s, '{account.created}', 1, now())",
        [partner_id, receiver.url],
    )
    account = await create(alice)
    await create(bob)
    await alice.do("archiveAccount", "account { id }", accountId=account["id"])
    await portal.work()
    assert [row[0] for row in await deliveries(portal)] == ["account.created"]
    # The setting that lets the program's own endpoint into a private network is not for partners.
    assert (await deliveries(portal))[0][4] == "Give an address that begins with https://."
    assert receiver.requests == []


# --- what -----------------------------------------------------------------------------------------------------------


async def test_what_a_webhook_says(portal: Portal, receiver: Receiver) -> None:
    await _world(portal, receiver)
    request = _of(receiver, "account.created")
    [(event, at, subject, partner)] = await portal.rows(
        "select id, at, subject_id, partner_id from event where type = 'account.created'"
    )
    moment = at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    [(number,)] = await portal.rows("select account_id from client_account")
    assert request.id == f"evt_{event.hex}"
    assert request.headers["content-type"] == "application/json"
    assert request.headers["user-agent"].startswith("PartnerPortal-Webhooks/")
    assert request.target == "/in?key=1"
    assert request.json == {
        "type": "account.created",
        "timestamp": moment,
        "data": {
            "id": f"acct_{subject.hex}",
            "partnerId": f"part_{partner.hex}",
            "occurredAt": moment,
            "actor": {"kind": "MEMBER"},
            "reason": None,
            "accountId": number,
            "name": "Café Zoë",
            "website": "northwind.example",
            "provisioning": "READY",
        },
    }
    assert _of(receiver, "account.archived").json["data"]["reason"] == "Not pursued."


async def test_keys_are_in_camel_case_and_ids_are_the_public_ones(portal: Portal, receiver: Receiver) -> None:
    await _world(portal, receiver)
    data = _of(receiver, "partner.approved").json["data"]
    assert data["id"] == data["partnerId"]
    assert data["applicationId"].startswith("app_")
    assert len(data["referralCode"]) == 8
    assert data["actor"] == {"kind": "OPERATOR"}


async def test_people_are_put_in_for_receivers_and_stand_in_no_event(portal: Portal, receiver: Receiver) -> None:
    await _world(portal, receiver)
    data = _of(receiver, "member.joined").json["data"]
    assert (data["name"], data["email"]) == ("Alice", "alice@brightside.example")
    assert data["id"].startswith("mem_")
    assert data["userId"].startswith("user_")
    [(_type, _kind, _reason, kept)] = await portal.events("member.joined")
    assert set(kept) == {"user_id", "role", "way"}
    assert all(is_told(happening.type) for happening in ADDITIONS)


def test_what_is_no_id_of_ours_stays_as_it_is() -> None:
    text = "0190a1b2-0000-7000-8000-000000000001"
    assert shown("account_id", "24abcdef") == "24abcdef"
    assert shown("user_id", text) == f"user_{text.replace('-', '')}"
    assert shown("stranger_id", text) == text
    assert shown("name", text) == text
    assert shown("fields", ["a_b"]) == ["a_b"]


# --- signed ---------------------------------------------------------------------------------------------------------


async def test_a_receiver_in_python_verifies_it(portal: Portal, receiver: Receiver) -> None:
    secret = await _world(portal, receiver)
    for request in receiver.requests:
        assert Webhook(secret).verify(request.body, request.headers) == request.json
        with pytest.raises(WebhookVerificationError):
            Webhook(secret).verify(request.body.replace(b"account", b"acc0unt") + b" ", request.headers)
        with pytest.raises(WebhookVerificationError):
            Webhook("whsec_" + "A" * 44).verify(request.body, request.headers)


def _in_javascript(secret: str, request: Received, body: str | None = None) -> subprocess.CompletedProcess[str]:
    given = {"secret": secret, "headers": request.headers, "body": body or request.body.decode()}
    command = ["node", "scripts/verify-webhook.mjs"]
    return subprocess.run(command, cwd=FRONTEND, input=json.dumps(given), capture_output=True, text=True, check=False)


async def test_a_receiver_in_javascript_verifies_it(portal: Portal, receiver: Receiver) -> None:
    secret = await _world(portal, receiver)
    request = _of(receiver, "account.created")
    verified = _in_javascript(secret, request)
    assert verified.returncode == 0, verified.stderr
    assert json.loads(verified.stdout) == request.json
    assert _in_javascript(secret, request, request.body.decode() + " ").returncode != 0


async def test_it_is_signed_with_the_real_time_whatever_the_test_clock_says(portal: Portal, receiver: Receiver) -> None:
    await portal.advance(days=100)
    secret = await _world(portal, receiver)
    request = _of(receiver, "account.created")
    assert Webhook(secret).verify(request.body, request.headers)
    now = dt.datetime.now(dt.UTC)
    assert abs(int(request.headers["webhook-timestamp"]) - now.timestamp()) < 60
    assert dt.datetime.fromisoformat(request.json["timestamp"]) > now + dt.timedelta(days=99)


# --- once -----------------------------------------------------------------------------------------------------------


async def test_a_handler_that_runs_twice_sends_once(portal: Portal, receiver: Receiver) -> None:
    await _world(portal, receiver)
    before = await portal.rows("select id, body from webhook_delivery order by id")
    async with open_work(portal.runtime, Request(), System()) as work:
        for (key,) in await portal.rows("select event_id from webhook_delivery"):
            await write_webhooks(work, await work.session.get_one(Event, key))
    await portal.work()
    assert await portal.rows("select id, body from webhook_delivery order by id") == before
    assert len(receiver.requests) == 4


async def test_a_job_that_runs_twice_sends_once(portal: Portal, receiver: Receiver) -> None:
    await _world(portal, receiver)
    await portal.superuser.execute("update procrastinate_jobs set status = 'todo' where task_name = 'send_webhook'")
    await portal.work()
    assert len(receiver.requests) == 4


async def test_each_try_sends_the_same_bytes_under_the_same_id(portal: Portal, receiver: Receiver) -> None:
    olga, alice = await portal.olga(), await portal.alice()
    _, secret = await create_endpoint(portal, receiver, olga)
    receiver.answer = reply(500)
    account = await create(alice)
    await portal.work()
    await alice.do("updateAccount", "account { id }", accountId=account["id"], name="Another name")
    await portal.advance(seconds=10)
    await portal.work()
    first, again = [one for one in receiver.requests if one.json["type"] == "account.created"]
    assert (first.id, first.body) == (again.id, again.body)
    assert Webhook(secret).verify(again.body, again.headers)


# --- forgotten ------------------------------------------------------------------------------------------------------


async def _kept(portal: Portal) -> list[Any]:
    query = "select status, body is not null, response_body is not null from webhook_delivery order by id"
    return await portal.rows(query)


async def test_bodies_are_forgotten_after_30_days_and_the_rest_after_90(portal: Portal, receiver: Receiver) -> None:
    olga, alice = await portal.olga(), await portal.alice()
    endpoint, _ = await create_endpoint(portal, receiver, olga)
    receiver.answer = reply(200, b"thanks")
    await create(alice)
    await portal.work()
    await portal.advance(days=29)
    await portal.work()
    assert await _kept(portal) == [("DELIVERED", True, True)]
    await portal.advance(days=2)
    await portal.work()
    assert await _kept(portal) == [("DELIVERED", False, False)]
    await olga.do("deleteWebhookEndpoint", "ok", webhookEndpointId=endpoint)
    await portal.advance(days=58)
    await portal.work()
    assert await _kept(portal) == [("DELIVERED", False, False)]
    await portal.advance(days=2)
    await portal.work()
    assert await _kept(portal) == []
    await portal.advance(days=31)
    await portal.work()
    assert await portal.rows("select 1 from webhook_endpoint") == []


async def test_what_is_still_to_be_sent_is_not_forgotten(portal: Portal, receiver: Receiver) -> None:
    await create_endpoint(portal, receiver)
    await receiver.stop()
    await create(await portal.alice())
    await portal.work()
    await portal.advance(days=100)
    await portal.work()
    assert await _kept(portal) == [("PENDING", True, False)]
    await receiver.start()
    await portal.advance(days=1)
    await portal.work()
    assert receiver.types == ["account.created"]


def test_the_secret_goes_by_endpoint_version_and_the_portal_s_own() -> None:
    one, other = new_id(), new_id()
    made = {
        secret_of(WebhookEndpoint(id=key, secret_version=version), portal_secret)
        for key in (one, other)
        for version in (1, 2)
        for portal_secret in ("a", "b")
    }
    assert len(made) == 8
    again = secret_of(WebhookEndpoint(id=one, secret_version=1), "a")
    assert again in made
