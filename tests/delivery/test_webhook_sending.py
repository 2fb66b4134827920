"""A webhook arrives, whatever its receiver does."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
import time
from typing import Any

import httpcore
import pytest

from portal.core.ids import new_id
from portal.core.outgoing import Outgoing
from portal.delivery.models import BACK_OFF, WebhookDelivery, WebhookDeliveryStatus
from portal.mail_catcher import MailSink
from portal.worker import run_worker
from tests.accounts.steps import create
from tests.delivery.receiver import RECEIVER, FakeDns, Receiver, reply
from tests.delivery.test_worker import until, worker
from tests.delivery.webhook_steps import create_endpoint, deliveries
from tests.partners.steps import apply
from tests.people import Portal


async def _one_waits(portal: Portal, receiver: Receiver, answer: bytes) -> None:
    """An account was created, and the receiver answered this."""
    await create_endpoint(portal, receiver)
    receiver.answer = answer
    await create(await portal.alice())
    await portal.work()


# --- when it is tried again -----------------------------------------------------------------------------------------


def test_tries_are_spread_over_more_than_three_days_and_end() -> None:
    now = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    delivery = WebhookDelivery(id=new_id(), status=WebhookDeliveryStatus.PENDING, attempts=0)
    waits = []
    while delivery.status == WebhookDeliveryStatus.PENDING:
        delivery.unanswered("No.", now)
        if delivery.next_attempt_at:
            waits.append(delivery.next_attempt_at - now)
            now = delivery.next_attempt_at
    assert (delivery.status, delivery.attempts, delivery.error) == ("FAILED", 11, "No.")
    assert all(planned <= wait < planned * 1.1 for planned, wait in zip(BACK_OFF, waits, strict=True))
    assert dt.timedelta(days=4) < sum(waits, dt.timedelta()) < dt.timedelta(days=5)
    # Down for three days: what was the last try before is followed by another within the fourth.
    assert sum(waits[:9], dt.timedelta()) > dt.timedelta(days=3)


@pytest.mark.slow
async def test_a_receiver_that_is_down_for_three_days_gets_everything(portal: Portal, receiver: Receiver) -> None:
    await create_endpoint(portal, receiver)
    alice = await portal.alice()
    await receiver.stop()
    for number in range(3):
        await create(alice, f"Store {number}")
        for _time in range(8):
            await portal.work()
            await portal.advance(hours=3)
    assert {status for _type, status, *_ in await deliveries(portal)} == {"PENDING"}
    await receiver.start()
    for _time in range(9):
        await portal.advance(hours=3)
        await portal.work()
    assert {status for _type, status, *_ in await deliveries(portal)} == {"DELIVERED"}
    assert sorted(one.json["data"]["name"] for one in receiver.requests) == ["Store 0", "Store 1", "Store 2"]
    assert len({one.id for one in receiver.requests}) == 3


async def test_a_receiver_that_is_down_for_five_days_is_given_up(portal: Portal, receiver: Receiver) -> None:
    await _one_waits(portal, receiver, reply(500))
    waits = "select ceil(extract(epoch from next_attempt_at - work_now()))::int from webhook_delivery"
    for _again in range(len(BACK_OFF)):
        [(seconds,)] = await portal.rows(waits)
        await portal.advance(seconds=seconds)
        await portal.work()
    assert await deliveries(portal) == [("account.created", "FAILED", 11, 500, "The receiver answered 500.")]
    assert await portal.rows("select 1 from procrastinate_jobs where status in ('todo', 'doing')") == []


async def test_it_is_tried_again_no_sooner_than_it_says(portal: Portal, receiver: Receiver) -> None:
    await _one_waits(portal, receiver, reply(503))
    await portal.work()
    assert len(receiver.requests) == 1
    receiver.answer = reply(204)
    await portal.advance(seconds=6)
    await portal.work()
    assert await deliveries(portal) == [("account.created", "DELIVERED", 2, 204, None)]


# --- what counts as taken -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
async def test_2xx_takes_it(portal: Portal, receiver: Receiver, status: int) -> None:
    await _one_waits(portal, receiver, reply(status))
    assert await deliveries(portal) == [("account.created", "DELIVERED", 1, status, None)]


@pytest.mark.parametrize("status", [301, 302, 307, 308, 304, 400, 401, 404, 429, 500, 503])
async def test_everything_else_does_not_and_a_redirect_neither(portal: Portal, receiver: Receiver, status: int) -> None:
    elsewhere = f"http://{RECEIVER}:{receiver.port}/elsewhere"
    await _one_waits(portal, receiver, reply(status, Location=elsewhere))
    expected = ("account.created", "PENDING", 1, status, f"The receiver answered {status}.")
    assert await deliveries(portal) == [expected]
    assert [request.target for request in receiver.requests] == ["/in?key=1"]


async def test_of_a_large_answer_little_is_kept(portal: Portal, receiver: Receiver) -> None:
    started = time.monotonic()
    await _one_waits(portal, receiver, reply(200, b"\0\xff" + b"x" * 10_000_000))
    assert time.monotonic() - started < 10
    [(status, body)] = await portal.rows("select status, response_body from webhook_delivery")
    assert (status, body) == ("DELIVERED", "\ufffd\ufffd" + "x" * 2_046)


@pytest.mark.slow
async def test_a_slow_receiver_is_left_after_15_seconds_and_met_again(portal: Portal, receiver: Receiver) -> None:
    await create_endpoint(portal, receiver)
    receiver.go.clear()
    await create(await portal.alice())
    started = time.monotonic()
    await portal.work()
    assert 14 < time.monotonic() - started < 20
    assert await deliveries(portal) == [("account.created", "PENDING", 1, None, "No answer within 15 s.")]
    receiver.go.set()
    await portal.advance(seconds=6)
    await portal.work()
    assert [row[1] for row in await deliveries(portal)] == ["DELIVERED"]


async def test_a_host_that_vanishes_is_waited_for(portal: Portal, receiver: Receiver, dns: FakeDns) -> None:
    await create_endpoint(portal, receiver)
    [address] = dns.hosts.pop(RECEIVER)
    await create(await portal.alice())
    await portal.work()
    assert await deliveries(portal) == [("account.created", "PENDING", 1, None, "The host is not known.")]
    dns.hosts[RECEIVER] = [address]
    await portal.advance(seconds=6)
    await portal.work()
    assert [row[1] for row in await deliveries(portal)] == ["DELIVERED"]


async def test_a_host_that_moves_into_a_private_network_is_not_followed(
    portal: Portal, receiver: Receiver, dns: FakeDns
) -> None:
    """Public when the endpoint was created, this machine when it is sent."""
    dns.turns = {"rebinding.example": [["93.184.216.34"], ["127.0.0.1"]]}
    url = f"https://rebinding.example:{receiver.port}/"
    await (await portal.olga()).do("createWebhookEndpoint", "endpoint { id }", url=url)
    await create(await portal.alice())
    await portal.work()
    dns.turns = {}
    assert [row[1:3] for row in await deliveries(portal)] == [("PENDING", 1)]
    assert [row[4] for row in await deliveries(portal)] == ["The host lies in a private network."]
    assert receiver.requests == []


class Broken(httpcore.AsyncNetworkBackend):
    """A fault of our own."""

    async def connect_tcp(self, *_where: Any, **_how: Any) -> httpcore.AsyncNetworkStream:
        raise ZeroDivisionError


async def test_a_fault_of_our_own_is_a_try_that_failed(portal: Portal, receiver: Receiver, dns: FakeDns) -> None:
    await create_endpoint(portal, receiver)
    await create(await portal.alice())
    broken = dataclasses.replace(portal.runtime, outgoing=Outgoing(dns, Broken()))
    await run_worker(broken, portal.database_url, drain=True)
    [(_type, status, attempts, _response, error)] = await deliveries(portal)
    assert (status, attempts, error) == ("PENDING", 1, "Something went wrong on the portal's side.")
    await portal.advance(seconds=6)
    await portal.work()
    assert [row[1:3] for row in await deliveries(portal)] == [("DELIVERED", 2)]


# --- 410 ------------------------------------------------------------------------------------------------------------


async def test_410_disables_the_endpoint(portal: Portal, receiver: Receiver) -> None:
    olga, alice = await portal.olga(), await portal.alice()
    await create_endpoint(portal, receiver, olga)
    await receiver.stop()
    await create(alice, "Waits")
    await portal.work()
    await receiver.start()
    receiver.answer = reply(410)
    await create(alice, "Is refused")
    await portal.work()
    assert await deliveries(portal) == [
        ("account.created", "FAILED", 1, None, "The endpoint is disabled."),
        ("account.created", "FAILED", 1, 410, "The receiver answered 410."),
    ]
    await create(alice, "Comes too late")
    await portal.advance(days=1)
    await portal.work()
    assert (len(receiver.requests), len(await deliveries(portal))) == (1, 2)
    [endpoint] = (await olga.read("{ webhookEndpoints { disabledAt } }"))["webhookEndpoints"]
    assert endpoint["disabledAt"]
    told = await portal.events("webhook_endpoint.disabled")
    assert told == [("webhook_endpoint.disabled", "SYSTEM", "The receiver answered 410 Gone.", {})]


async def test_many_at_once_disable_it_once(portal: Portal, receiver: Receiver) -> None:
    await create_endpoint(portal, receiver)
    receiver.answer = reply(410)
    alice = await portal.alice()
    for number in range(12):
        await create(alice, f"Store {number}")
    await portal.work()
    assert len(await portal.events("webhook_endpoint.disabled")) == 1
    assert {row[1] for row in await deliveries(portal)} == {"FAILED"}


async def test_what_was_written_while_the_endpoint_ended_is_not_sent(portal: Portal, receiver: Receiver) -> None:
    await create_endpoint(portal, receiver)
    await create(await portal.alice())
    # As if the handler had seen the endpoint just before it was deleted, and had written just after.
    await portal.superuser.execute(
        "insert into webhook_delivery (id, endpoint_id, event_id, body, status, attempts, created_at)"
        " select gen_random_uuid(), w.id, e.id, '{}', 'PENDING', 0, now() from webhook_endpoint w, event e"
        " where e.type = 'account.created'"
    )
    await portal.superuser.execute("update webhook_endpoint set deleted_at = now()")
    await portal.superuser.execute(
        "insert into procrastinate_jobs (task_name, queue_name, args)"
        " select 'send_webhook', 'webhooks', jsonb_build_object('delivery_id', id) from webhook_delivery"
    )
    await portal.work()
    assert receiver.requests == []
    assert await deliveries(portal) == [("account.created", "FAILED", 0, None, "The endpoint was deleted.")]


# --- beside everything else -----------------------------------------------------------------------------------------


@pytest.mark.slow
async def test_receivers_that_hang_hold_up_no_mail(portal: Portal, receiver: Receiver, sink: MailSink) -> None:
    await create_endpoint(portal, receiver)
    receiver.go.clear()
    alice = await portal.alice()
    for number in range(20):
        await create(alice, f"Store {number}")
    async with worker(portal):
        await receiver.wait_for(10)
        started = time.monotonic()
        await apply(portal, email="zoe@brightside.example")
        await sink.wait_for(to="zoe@brightside.example")
        assert time.monotonic() - started < 5
        assert len(receiver.requests) == 10
        receiver.go.set()

        async def all_is_done() -> bool:
            return {row[1] for row in await deliveries(portal)} == {"DELIVERED"}

        await until(all_is_done, 20)
    assert len(receiver.requests) == 20


async def test_a_worker_that_is_told_to_stop_ends_what_it_sends(portal: Portal, receiver: Receiver) -> None:
    await create_endpoint(portal, receiver)
    receiver.go.clear()
    await create(await portal.alice())

    async def answer_later() -> None:
        await receiver.wait_for(1)
        await asyncio.sleep(0.5)
        receiver.go.set()

    async with asyncio.TaskGroup() as group, worker(portal):
        group.create_task(answer_later())
        await receiver.wait_for(1)
    assert await deliveries(portal) == [("account.created", "DELIVERED", 1, 204, None)]
