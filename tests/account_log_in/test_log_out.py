"""What ends access ends the log-ins that it gave, and the vendor's app is told."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from tests.account_log_in.steps import log_in, manager, vendors_app
from tests.accounts.steps import create
from tests.decisions.steps import pay
from tests.handover.steps import accept, offer, vendor
from tests.people import Person, Portal
from tests.provider.steps import Program
from tests.team.steps import restrict

EVENT = "http://schemas.openid.net/event/backchannel-logout"


class Listener:
    """A machine at which log-outs arrive; it answers what `answers` says, the last one for ever."""

    def __init__(self) -> None:
        self.heard: list[dict[str, list[str]]] = []
        self.answers = [200]
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/ended"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = int(head.split("content-length: ")[1].split("\r\n")[0])
        assert "content-type: application/x-www-form-urlencoded" in head
        self.heard.append(parse_qs((await reader.readexactly(length)).decode()))
        status = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        writer.write(f"HTTP/1.1 {status} X\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".encode())
        await writer.drain()
        writer.close()


@pytest.fixture
async def listener(portal: Portal) -> AsyncIterator[Listener]:
    """It runs on this machine, which the settings name."""
    found = Listener()
    server = await asyncio.start_server(found.serve, "127.0.0.1")
    found.port = server.sockets[0].getsockname()[1]
    runtime = portal.runtime
    settings = runtime.settings.model_copy(update={"webhook_private_hosts": "127.0.0.1"})
    portal.runtime = dataclasses.replace(runtime, settings=settings)
    yield found
    portal.runtime = runtime
    server.close()


async def _told(portal: Portal, app: Program, listener: Listener) -> list[dict[str, Any]]:
    """The claims of the log-out tokens that were heard, once the worker has done its work."""
    await portal.work()
    keys = KeySet.import_key_set((await portal.nobody().http.get("/.well-known/jwks.json")).json())
    found = []
    for form in listener.heard:
        token = jwt.decode(form["logout_token"][0], keys, ["RS256"])
        assert token.header["typ"] == "logout+jwt"
        assert (token.claims["iss"], token.claims["aud"]) == (portal.runtime.settings.base_url, app.client_id)
        assert token.claims["events"] == {EVENT: {}}
        assert "nonce" not in token.claims
        found.append(dict(token.claims))
    return found


Ending = Callable[[Portal, Person, Person, dict[str, Any]], Awaitable[Any]]


async def _archive(_portal: Portal, alice: Person, _mona: Person, account: dict[str, Any]) -> None:
    await alice.do("archiveAccount", "account { id }", accountId=account["id"])


async def _remove(_portal: Portal, alice: Person, mona: Person, _account: dict[str, Any]) -> None:
    await alice.do("removeMember", "member { id }", memberId=mona.member_id)


async def _demote(_portal: Portal, alice: Person, mona: Person, _account: dict[str, Any]) -> None:
    await alice.do("updateMember", "member { id }", memberId=mona.member_id, role="VIEWER")


async def _restrict(_portal: Portal, alice: Person, mona: Person, _account: dict[str, Any]) -> None:
    await restrict(alice, mona, await create(alice, "Another"))


async def _suspend(portal: Portal, alice: Person, _mona: Person, _account: dict[str, Any]) -> None:
    olga = await portal.olga()
    await olga.do("suspendPartner", "partner { status }", partnerId=alice.partner_id, reason="Bills.")


async def _close_account(portal: Portal, _alice: Person, _mona: Person, account: dict[str, Any]) -> None:
    await (await vendor(portal)).do("closeAccounts", "results { outcome }", accountIds=[account["accountId"]])


async def _move(portal: Portal, _alice: Person, _mona: Person, account: dict[str, Any]) -> None:
    bob = await portal.bob()
    await (await portal.olga()).do("moveAccount", "account { id }", accountId=account["id"], toPartnerId=bob.partner_id)


async def _take_back(portal: Portal, _alice: Person, mona: Person, _account: dict[str, Any]) -> None:
    [grant] = (await mona.read("{ oauthGrants { nodes { id } } }"))["oauthGrants"]["nodes"]
    await mona.do("revokeGrant", "ok", grantId=grant["id"])


ENDINGS: list[Ending] = [
    _archive,
    _remove,
    _demote,
    _restrict,
    _suspend,
    _close_account,
    _move,
    _take_back,
]


@pytest.mark.parametrize("ending", ENDINGS)
async def test_the_app_is_told_that_the_log_in_ended(portal: Portal, listener: Listener, ending: Ending) -> None:
    alice, mona = await portal.alice(), await manager(portal)
    app = await vendors_app(portal, listener.url)
    account = await create(alice)
    said = await log_in(app, mona, account["accountId"])
    assert await _told(portal, app, listener) == []
    await ending(portal, alice, mona, account)
    [told] = await _told(portal, app, listener)
    assert (told["sid"], told["sub"]) == (said["sid"], mona.user_id)
    assert told["jti"]
    # Once, whatever else happens.
    await portal.work()
    assert len(listener.heard) == 1


async def test_who_becomes_admin_enters_anew(portal: Portal, listener: Listener) -> None:
    """The owner of a development account must not stay owner when the client takes it over."""
    alice, app = await portal.alice(), await vendors_app(portal, listener.url)
    offered = await offer(alice)
    said = await log_in(app, alice, offered["accountId"])
    await accept(portal, offered)
    [told] = await _told(portal, app, listener)
    assert told["sid"] == said["sid"]


async def _revoke(tool: Person, _olga: Person, alice: Person, number: str) -> None:
    await tool.do("revokeAccess", "account { id }", accountId=number, partnerId=alice.partner_id)


async def _close_partner(_tool: Person, olga: Person, alice: Person, _number: str) -> None:
    await olga.do("closePartner", "partner { status }", partnerId=alice.partner_id)


@pytest.mark.parametrize("ending", [_revoke, _close_partner])
async def test_a_collaborator_is_put_out(
    portal: Portal, listener: Listener, ending: Callable[[Person, Person, Person, str], Awaitable[None]]
) -> None:
    alice, app, tool = await portal.alice(), await vendors_app(portal, listener.url), await vendor(portal)
    offered = await offer(alice)
    await accept(portal, offered)
    await pay(portal, tool, offered["accountId"])
    await portal.work()
    said = await log_in(app, alice, offered["accountId"])
    await ending(tool, await portal.olga(), alice, offered["accountId"])
    [told] = await _told(portal, app, listener)
    assert told["sid"] == said["sid"]


async def test_others_log_ins_go_on(portal: Portal, listener: Listener) -> None:
    alice, mona = await portal.alice(), await manager(portal)
    app = await vendors_app(portal, listener.url)
    account, other = await create(alice, "One"), await create(alice, "Two")
    for person, entered in ((alice, account), (mona, other)):
        await log_in(app, person, entered["accountId"])
    said = await log_in(app, mona, account["accountId"])
    await restrict(alice, mona, other)
    assert [told["sid"] for told in await _told(portal, app, listener)] == [said["sid"]]


async def test_it_is_tried_again_where_the_app_is_down(portal: Portal, listener: Listener) -> None:
    alice, app = await portal.alice(), await vendors_app(portal, listener.url)
    account = await create(alice)
    await log_in(app, alice, account["accountId"])
    listener.answers = [503, 200]
    await alice.do("archiveAccount", "account { id }", accountId=account["id"])
    assert len(await _told(portal, app, listener)) == 1
    waiting = "select status::text from jobs.procrastinate_jobs where task_name = 'tell_log_out'"
    assert await portal.rows(waiting) == [("todo",)]
    await portal.superuser.execute("update jobs.procrastinate_jobs set scheduled_at = now()")
    first, second = await _told(portal, app, listener)
    assert first["jti"] == second["jti"]
    assert await portal.rows(waiting) in ([], [("succeeded",)])


async def test_a_log_in_that_nobody_took_up_is_not_told_of(portal: Portal, listener: Listener) -> None:
    alice, app = await portal.alice(), await vendors_app(portal, listener.url)
    account = await create(alice)
    await app.asks(alice, scope="account openid", login_hint=account["accountId"])
    await alice.do("archiveAccount", "account { id }", accountId=account["id"])
    assert await _told(portal, app, listener) == []
