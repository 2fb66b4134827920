"""A click on a store's name: signed in at the vendor's app, as what one may enter."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from portal.core.permissions import MemberRole
from tests.account_log_in.steps import START, click, log_in, manager, refused, vendors_app
from tests.accounts.steps import create
from tests.decisions.steps import pay
from tests.handover.steps import accept, offer, vendor
from tests.people import Person, Portal
from tests.provider.steps import returned
from tests.team.steps import restrict

LOGIN_URL = "query Q($id: ID!) { account(id: $id) { accessLevel loginUrl } }"


async def _login_url(person: Person, account_id: str) -> str | None:
    found: str | None = (await person.read(LOGIN_URL, id=account_id))["account"]["loginUrl"]
    return found


async def test_the_address_names_portal_and_account(portal: Portal) -> None:
    alice = await portal.alice()
    account = await create(alice)
    assert await _login_url(alice, account["id"]) is None
    await vendors_app(portal)
    url = await _login_url(alice, account["id"])
    assert url is not None
    assert url.split("?")[0] == START
    assert parse_qs(urlsplit(url).query) == {
        "iss": [portal.runtime.settings.base_url],
        "login_hint": [account["accountId"]],
    }


async def test_the_token_names_account_access_and_member(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendors_app(portal)
    account = await create(alice)
    said = await log_in(app, alice, account["accountId"])
    assert (said["account_id"], said["access_level"]) == (account["accountId"], "OWNER")
    assert (said["sub"], said["name"], said["partner_name"]) == (alice.user_id, "Alice", "Brightside")
    assert said["sid"].startswith("login_")


async def test_a_collaborator_enters_as_admin(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendors_app(portal)
    tool = await vendor(portal)
    offered = await offer(alice)
    assert (await log_in(app, alice, offered["accountId"]))["access_level"] == "OWNER"
    await accept(portal, offered)
    # Nobody enters before the client has a plan, unless the program says so.
    assert await refused(app, alice, offered["accountId"]) == "access_denied"
    assert await _login_url(alice, offered["id"]) is None
    await pay(portal, tool, offered["accountId"])
    assert (await log_in(app, alice, offered["accountId"]))["access_level"] == "ADMIN"


async def test_each_log_in_is_told_and_used_last(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendors_app(portal)
    account = await create(alice)
    await log_in(app, alice, account["accountId"])
    read = await alice.read(
        "query Q($id: ID!) { account(id: $id) { accesses { lastUsedAt }"
        " timeline { nodes { event actor { kind name } } } } }",
        id=account["id"],
    )
    newest = read["account"]["timeline"]["nodes"][0]
    assert newest == {"event": "account.logged_in", "actor": {"kind": "MEMBER", "name": "Alice"}}
    assert await portal.rows("select last_used_at is not null from account_access") == [(True,)]


async def test_a_started_log_in_that_nobody_took_up_is_none(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendors_app(portal)
    account = await create(alice)
    await click(app, alice, account["accountId"])
    assert await portal.events("account.logged_in") == []
    assert await portal.rows("select last_used_at from account_access") == [(None,)]


@pytest.mark.parametrize("role", [MemberRole.VIEWER, MemberRole.FINANCE, MemberRole.DEVELOPER])
async def test_who_only_reads_does_not_enter(portal: Portal, role: MemberRole) -> None:
    alice, app = await portal.alice(), await vendors_app(portal)
    account = await create(alice)
    reader = await portal.member("Vera", "Brightside", role)
    assert await refused(app, reader, account["accountId"]) == "access_denied"
    assert await _login_url(reader, account["id"]) is None


async def test_a_restricted_member_enters_what_was_chosen(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendors_app(portal)
    mona = await manager(portal)
    chosen, other = await create(alice, "One"), await create(alice, "Two")
    await restrict(alice, mona, chosen)
    assert (await log_in(app, mona, chosen["accountId"]))["access_level"] == "OWNER"
    assert await refused(app, mona, other["accountId"]) == "access_denied"


async def test_strangers_do_not_enter(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendors_app(portal)
    account = await create(alice)
    for stranger in (await portal.bob(), await portal.olga()):
        assert await refused(app, stranger, account["accountId"]) == "access_denied"
    for nobody in (portal.nobody(), await portal.charlie()):
        assert (await click(app, nobody, account["accountId"])).headers["location"].startswith("/login?again=1")


@pytest.mark.parametrize("number", ["", "0" * 24, "\0", "x" * 3_000, "' or true --"])
async def test_what_there_is_not_opens_nothing(portal: Portal, number: str) -> None:
    alice, app = await portal.alice(), await vendors_app(portal)
    await create(alice)
    assert await refused(app, alice, number) in {"access_denied", "invalid_request"}


async def test_access_that_ends_between_click_and_token_gives_no_token(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendors_app(portal)
    account = await create(alice)
    code = returned((await click(app, alice, account["accountId"])).headers["location"])["code"]
    await alice.do("archiveAccount", "account { id }", accountId=account["id"])
    answer = await app.redeem(code)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")
    assert await portal.events("account.logged_in") == []


async def test_an_account_that_is_not_made_yet_is_not_entered(portal: Portal) -> None:
    alice, olga, app = await portal.alice(), await portal.olga(), await vendors_app(portal)
    await olga.do("updateProgram", "program { name }", provisioning="VENDOR")
    account = await create(alice)
    assert await refused(app, alice, account["accountId"]) == "access_denied"
    assert await _login_url(alice, account["id"]) is None
