"""Which programs log people in to accounts, and how they hear that a family of tokens ended, whoever ended it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.account_log_in.steps import log_in, refused, vendors_app
from tests.accounts.steps import create
from tests.handover.steps import accept, offer
from tests.people import Person, Portal
from tests.provider.steps import Program, program, returned

BOTH = "accounts:read openid account"


async def _let_in(portal: Portal, person: Person) -> tuple[Program, str, dict[str, Any]]:
    """A program that acts for the person and let him in to an account: with the code that it had, and its tokens."""
    number = (await create(person))["accountId"]
    app = await program(portal, "accounts:read", logout_uri="https://app.vendor.example/partner-log-in/ended")
    code = await app.code(person, scope=BOTH, login_hint=number)
    answer = await app.redeem(code)
    assert answer.status_code == 200, answer.text
    return app, code, answer.json()


async def _log_outs(portal: Portal) -> int:
    """How many log-outs wait to be told, or were."""
    [(found,)] = await portal.rows("select count(*) from jobs.procrastinate_jobs where task_name = 'tell_log_out'")
    return int(found)


async def test_a_partners_program_logs_nobody_in_to_an_account(portal: Portal) -> None:
    alice = await portal.alice()
    account = await create(alice)
    back = "https://dashboard.brightside.example/callback"
    made = await alice.do(
        "createOAuthClient", "secret oauthClient { clientId }", name="Dashboard", scopes=[], redirectUris=[back]
    )
    mine = Program(portal, made["oauthClient"]["clientId"], made["secret"], redirect_uri=back)
    assert await refused(mine, alice, account["accountId"]) == "invalid_scope"
    question = mine.question(scope="account openid", login_hint=account["accountId"])
    assert await alice.refused("approveAuthorization", query=question) == [("INVALID", "input.query")]
    assert await portal.events("account.logged_in") == []
    assert await portal.rows("select last_used_at from account_access") == [(None,)]
    # Who somebody is, it may know.
    assert "id_token" in await mine.tokens(alice, scope="openid")


async def test_an_app_that_wants_nobody_named_lets_nobody_in(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendors_app(portal)
    account = await create(alice)
    answer = await app.asks(alice, scope="account", login_hint=account["accountId"])
    assert returned(answer.headers["location"])["error"] == "invalid_scope"


async def test_whose_log_in_it_is_does_not_say_that_he_came_from_the_program(portal: Portal) -> None:
    alice = await portal.alice()
    await _let_in(portal, alice)
    told = "select actor_kind, actor_id, ip_address from event where type = 'account.logged_in'"
    [(kind, who, address)] = await portal.rows(told)
    assert (kind, f"user_{who.hex}", address) == ("MEMBER", alice.user_id, None)


Ending = Callable[[Portal, Program, Person, str, dict[str, Any]], Awaitable[Any]]


async def _code_twice(_portal: Portal, app: Program, _mona: Person, code: str, _tokens: dict[str, Any]) -> None:
    assert (await app.redeem(code)).json()["error"] == "invalid_grant"


async def _refresh_token_twice(
    _portal: Portal, app: Program, _mona: Person, _code: str, tokens: dict[str, Any]
) -> None:
    assert (await app.refresh(tokens["refresh_token"])).status_code == 200
    assert (await app.refresh(tokens["refresh_token"])).json()["error"] == "invalid_grant"


async def _gone_before_the_worker_looked(
    portal: Portal, app: Program, mona: Person, _code: str, tokens: dict[str, Any]
) -> None:
    await (await portal.alice()).do("removeMember", "member { id }", memberId=mona.member_id)
    assert (await app.refresh(tokens["refresh_token"])).json()["error"] == "invalid_grant"


async def _given_back(_portal: Portal, app: Program, _mona: Person, _code: str, tokens: dict[str, Any]) -> None:
    assert (await app.post("/oauth/revoke", {"token": tokens["refresh_token"]})).status_code == 200


@pytest.mark.parametrize("end", [_code_twice, _refresh_token_twice, _gone_before_the_worker_looked, _given_back])
async def test_however_a_family_ends_the_log_in_of_it_ends_too(portal: Portal, end: Ending) -> None:
    """Else nobody would tell of it when the access ends: what has ended isn't looked at again."""
    mona = await portal.member("Mona", "Brightside")
    app, code, tokens = await _let_in(portal, mona)
    assert await _log_outs(portal) == 0
    await end(portal, app, mona, code, tokens)
    assert await _log_outs(portal) == 1


async def test_what_the_program_takes_from_all_it_takes_from_who_is_in(portal: Portal) -> None:
    alice, olga = await portal.alice(), await portal.olga()
    await olga.do("updateProgram", "program { name }", awaitingPlanAccess="ADMIN")
    app = await vendors_app(portal)
    awaiting, own = await offer(alice), await create(alice, "Own")
    await accept(portal, awaiting)
    assert (await log_in(app, alice, awaiting["accountId"]))["access_level"] == "ADMIN"
    await log_in(app, alice, own["accountId"])
    await olga.do("updateProgram", "program { name }", supportEmail="help@vendor.example")
    await portal.work()
    running = "select hint from oauth_authorization where ended_at is null order by id"
    assert await portal.rows(running) == [(awaiting["accountId"],), (own["accountId"],)]
    await olga.do("updateProgram", "program { name }", awaitingPlanAccess="NONE")
    await portal.work()
    assert await portal.rows(running) == [(own["accountId"],)]
