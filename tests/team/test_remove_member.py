"""removeMember."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from portal.core.permissions import MemberRole
from portal.mail_catcher import MailSink
from tests.accounts.steps import create
from tests.delivery.steps import news, only, token_of
from tests.handover.steps import accept, offer, only_owners_and_managers, status_of, suspend, unchanged
from tests.people import PASSWORD, Answer, Person, Portal
from tests.team.steps import invitation_link, invite, restrict

REMOVED = "member { id status }"
MARIA = "maria@brightside.example"
VIEWER = "{ viewer { member { id } } }"
REMOVE = "mutation($id: ID!) { removeMember(input: { memberId: $id }) { userErrors { code } } }"
DEMOTE = "mutation($id: ID!) { updateMember(input: { memberId: $id, role: VIEWER }) { userErrors { code } } }"
UPDATE = 'mutation($id: ID!) { updateAccount(input: { accountId: $id, name: "By Maria" }) { userErrors { code } } }'


def outcome(answer: Answer) -> str:
    """OK, or the code of the refusal."""
    if answer.codes:
        return answer.codes[0]
    [payload] = answer.data.values()
    return payload["userErrors"][0]["code"] if payload["userErrors"] else "OK"


async def test_whoever_is_removed_is_nobody_at_once(portal: Portal) -> None:
    alice, maria = await portal.alice(), await portal.member("Maria", "Brightside")
    assert (await maria.read(VIEWER))["viewer"]["member"]
    made = await alice.do("removeMember", REMOVED, memberId=maria.member_id)
    assert made["member"] == {"id": maria.member_id, "status": "REMOVED"}
    assert await maria.read(VIEWER) == {"viewer": None}
    assert (await maria.ask("{ accounts { totalCount } }")).codes == ["UNAUTHENTICATED"]
    assert await maria.forbidden("createAccount", name="N", website="n.example") == ["UNAUTHENTICATED"]
    assert (await maria.http.get("/files/accounts.csv")).status_code == 401
    assert len(await portal.rows("select from session")) == 1


async def test_it_tells_and_mails_him(portal: Portal, sink: MailSink) -> None:
    alice, maria = await portal.alice(), await portal.member("Maria", "Brightside")
    await alice.do("removeMember", REMOVED, memberId=maria.member_id)
    [(_, actor, _, data)] = await portal.events("member.removed")
    assert (actor, data["sessions"]) == ("MEMBER", 1)
    assert await news(portal, sink) == [(MARIA, "You no longer belong to Brightside in Partner Program")]
    mail = only(sink, MARIA)
    assert token_of(mail, "login") == "login"
    assert "What you did stays with the team." in mail.text


async def test_whoever_leaves_by_himself_is_mailed_nothing(portal: Portal, sink: MailSink) -> None:
    await portal.alice()
    maria = await portal.member("Maria", "Brightside", MemberRole.VIEWER)
    await maria.do("removeMember", REMOVED, memberId=maria.member_id)
    assert await maria.read(VIEWER) == {"viewer": None}
    assert await news(portal, sink) == []
    assert len(await portal.events("member.removed")) == 1


async def test_log_ins_at_this_partner_die_and_those_at_another_go_on(portal: Portal) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    await portal.set_password(bob)
    token, here, again = (
        invitation_link(portal, await invite(alice, "bob@northlight.example")),
        *(portal.nobody() for _ in range(2)),
    )
    joined = await here.do("registerMember", "member { id }", token=token, name="Bob", password=PASSWORD)
    await again.do("signIn", "member { id }", email="bob@northlight.example", password=PASSWORD)
    await again.do("switchPartner", "member { id }", partnerId=alice.partner_id)
    await alice.do("removeMember", REMOVED, memberId=joined["member"]["id"])
    for dead in (here, again):
        assert await dead.read(VIEWER) == {"viewer": None}
    viewer = (await bob.read("{ viewer { partner { name } memberships { partner { name } } } }"))["viewer"]
    assert viewer == {"partner": {"name": "Northlight"}, "memberships": [{"partner": {"name": "Northlight"}}]}
    made = await portal.nobody().do(
        "signIn", "member { partner { name } }", email="bob@northlight.example", password=PASSWORD
    )
    assert made["member"] == {"partner": {"name": "Northlight"}}


async def test_whoever_belongs_to_no_partner_any_more_does_not_sign_in(portal: Portal) -> None:
    alice, maria = await portal.alice(), await portal.member("Maria", "Brightside")
    await portal.set_password(maria)
    await alice.do("removeMember", REMOVED, memberId=maria.member_id)
    assert await portal.nobody().refused("signIn", email=MARIA, password=PASSWORD) == [("NOT_ALLOWED", None)]


async def test_what_he_did_stays_and_what_he_began_goes_on(portal: Portal) -> None:
    alice, maria = await portal.alice(), await portal.member("Maria", "Brightside")
    offered = await offer(maria)
    await alice.do("removeMember", REMOVED, memberId=maria.member_id)
    assert await status_of(alice, offered["id"]) == ("TRANSFER_PENDING", "OWNER")
    query = "query($id: ID!) { account(id: $id) { timeline { nodes { event actor { name } } } } }"
    told = (await alice.read(query, id=offered["id"]))["account"]["timeline"]["nodes"]
    assert {"event": "account.created", "actor": {"name": "Maria"}} in told
    await accept(portal, offered)
    assert await status_of(alice, offered["id"]) == ("AWAITING_PLAN", "NONE")


async def test_his_choice_of_accounts_is_forgotten(portal: Portal) -> None:
    alice, maria = await portal.alice(), await portal.member("Maria", "Brightside")
    await restrict(alice, maria, await create(alice))
    await alice.do("removeMember", REMOVED, memberId=maria.member_id)
    assert await portal.rows("select count(*) from chosen_account") == [(0,)]
    assert await portal.rows("select restricted from team_member where status = 'REMOVED'") == [(False,)]


async def test_a_restricted_member_may_leave(portal: Portal) -> None:
    alice, maria = await portal.alice(), await portal.member("Maria", "Brightside")
    await restrict(alice, maria, await create(alice))
    await maria.do("removeMember", "member { status }", memberId=maria.member_id)
    assert await maria.read(VIEWER) == {"viewer": None}


async def test_the_last_owner_cannot_leave_or_be_removed(portal: Portal) -> None:
    alice = await portal.alice()
    last = [("NOT_ALLOWED", "input.memberId")]
    maria = await portal.member("Maria", "Brightside", MemberRole.MANAGER)
    assert await alice.refused("removeMember", memberId=alice.member_id) == last
    assert await maria.refused("removeMember", memberId=alice.member_id) == last
    emil = await portal.member("Emil", "Brightside")
    await alice.do("removeMember", REMOVED, memberId=alice.member_id)
    assert await emil.refused("removeMember", memberId=emil.member_id) == last


@pytest.mark.slow
@pytest.mark.parametrize("document", [REMOVE, DEMOTE], ids=["removing", "demoting"])
async def test_of_two_owners_who_end_each_other_at_once_one_is_left(portal: Portal, document: str) -> None:
    """Each waits for the other's work, so PostgreSQL breaks one off; 20 rounds, and it shall not take a second each."""
    alice, maria = await portal.alice(), await portal.member("Maria", "Brightside")
    async with _deadlocks_are_found_soon(portal):
        for _ in range(20):
            await portal.superuser.execute("update team_member set role = 'OWNER', status = 'ACTIVE'")
            await _sign_in_again(portal, alice, maria)
            answers = await asyncio.gather(
                alice.ask(document, id=maria.member_id), maria.ask(document, id=alice.member_id)
            )
            done, refused = sorted((outcome(answer) for answer in answers), key=lambda one: one != "OK")
            assert done == "OK"
            assert refused in {"FORBIDDEN", "UNAUTHENTICATED"}
            owners = "select count(*) from team_member where role = 'OWNER' and status = 'ACTIVE'"
            assert await portal.rows(owners) == [(1,)]


@pytest.mark.slow
@pytest.mark.parametrize("document", [REMOVE, DEMOTE], ids=["removing", "demoting"])
async def test_of_two_owners_who_both_go_at_once_one_stays(portal: Portal, document: str) -> None:
    alice, maria = await portal.alice(), await portal.member("Maria", "Brightside")
    async with _deadlocks_are_found_soon(portal):
        for _ in range(20):
            await portal.superuser.execute("update team_member set role = 'OWNER', status = 'ACTIVE'")
            await _sign_in_again(portal, alice, maria)
            both = (person.ask(document, id=person.member_id) for person in (alice, maria))
            assert sorted(outcome(answer) for answer in await asyncio.gather(*both)) == ["NOT_ALLOWED", "OK"]


async def test_what_runs_while_he_is_removed_is_done_before_the_removal_is_answered(portal: Portal) -> None:
    alice, maria = await portal.alice(), await portal.member("Maria", "Brightside")
    account = await create(alice)
    answered: list[str] = []

    async def ask(person: Person, document: str, id: str | None) -> str:
        answer = outcome(await person.ask(document, id=id))
        answered.append(document)
        return answer

    async with portal.superuser.transaction():
        await portal.superuser.execute("select from client_account for update")
        hers = asyncio.create_task(ask(maria, UPDATE, account["id"]))
        await _waiting(portal, 1)
        removal = asyncio.create_task(ask(alice, REMOVE, maria.member_id))
        await _waiting(portal, 2)
        assert answered == []
    assert (await hers, await removal) == ("OK", "OK")
    assert answered == [UPDATE, REMOVE]
    told = [name for name, *_ in await portal.events("account.updated", "member.removed")]
    assert told == ["account.updated", "member.removed"]
    assert outcome(await maria.ask(UPDATE, id=account["id"])) == "UNAUTHENTICATED"


async def test_what_he_sends_while_he_is_removed_is_refused(portal: Portal) -> None:
    alice, maria = await portal.alice(), await portal.member("Maria", "Brightside")
    account = await create(alice)
    async with portal.superuser.transaction():
        # The removal has marked the member, and waits to end his log-in.
        await portal.superuser.execute(
            "select from session s join team_member m on m.user_id = s.user_id where m.id = %s for key share of s",
            [(maria.member_id or "").removeprefix("mem_")],
        )
        removal = asyncio.create_task(alice.ask(REMOVE, id=maria.member_id))
        await _waiting(portal, 1)
        hers = asyncio.create_task(maria.ask(UPDATE, id=account["id"]))
        await _waiting(portal, 2)
    assert (outcome(await removal), outcome(await hers)) == ("OK", "UNAUTHENTICATED")
    assert await portal.events("account.updated") == []


@pytest.mark.parametrize("status", ["PENDING", "REMOVED"])
async def test_only_active_members_are_removed(portal: Portal, status: str) -> None:
    alice, maria = await portal.alice(), await portal.member("Maria", "Brightside", MemberRole.VIEWER)
    await portal.superuser.execute("update team_member set status = %s where role = 'VIEWER'", [status])
    assert await alice.refused("removeMember", memberId=maria.member_id) == [("WRONG_STATUS", None)]


async def test_a_manager_removes_colleagues_but_no_owner(portal: Portal) -> None:
    alice = await portal.alice()
    await portal.member("Emil", "Brightside")
    maria = await portal.member("Maria", "Brightside", MemberRole.MANAGER)
    vera = await portal.member("Vera", "Brightside", MemberRole.VIEWER)
    assert await maria.refused("removeMember", memberId=alice.member_id) == [("NOT_ALLOWED", "input.memberId")]
    await maria.do("removeMember", REMOVED, memberId=vera.member_id)


async def test_owners_and_managers_alone_remove_others(portal: Portal) -> None:
    alice, maria = await portal.alice(), await portal.member("Maria", "Brightside", MemberRole.VIEWER)
    await only_owners_and_managers(portal, "removeMember", memberId=maria.member_id)
    await suspend(portal, alice)
    refusal = await alice.refused("removeMember", memberId=maria.member_id)
    assert refusal == [("PARTNER_SUSPENDED", None)]


async def test_a_token_ends_no_membership(portal: Portal) -> None:
    alice = await portal.alice()
    await portal.member("Maria", "Brightside")
    script = await portal.token_of(alice, "team:read", "accounts:write")
    assert await script.forbidden("removeMember", memberId=alice.member_id) == ["FORBIDDEN"]


async def test_a_member_of_another_partner_is_as_unknown_as_one_that_is_not_there(portal: Portal) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    async with unchanged(portal):
        for unknown in (alice.member_id, "mem_" + "0" * 32, "rubbish", "\0", ""):
            assert await bob.refused("removeMember", memberId=unknown) == [("NOT_FOUND", "input.memberId")]


async def _sign_in_again(portal: Portal, *people: Person) -> None:
    """Both sit at their desks again, whoever was removed."""
    for person in people:
        query = (
            "insert into session (id, user_id, partner_id, token_hash, created_at, last_seen_at, expires_at)"
            " values (gen_random_uuid(), %s, %s, sha256(%s), now(), now(), now() + interval '1 day')"
            " on conflict do nothing"
        )
        cookie = person.http.cookies["portal_session"]
        ids = [(public or "").rpartition("_")[2] for public in (person.user_id, person.partner_id)]
        await portal.superuser.execute(query, [*ids, cookie.encode()])


@asynccontextmanager
async def _deadlocks_are_found_soon(portal: Portal) -> AsyncIterator[None]:
    """On new connections PostgreSQL looks for a deadlock after some milliseconds, where it waits a second else."""
    [(name,)] = await portal.rows("select current_database()")
    await portal.superuser.execute(f"alter database {name} set deadlock_timeout = '5ms'")
    await portal.runtime.engine.dispose()
    yield
    await portal.superuser.execute(f"alter database {name} reset deadlock_timeout")
    await portal.runtime.engine.dispose()


async def _waiting(portal: Portal, count: int) -> None:
    """Returns once so many connections wait for a lock."""
    # Not pg_stat_activity, of which a transaction sees one state alone.
    here = "select pid from pg_locks join pg_database d on d.oid = database where datname = current_database()"
    waiting = f"select count(distinct pid) from pg_locks where not granted and pid in ({here})"
    async with asyncio.timeout(10):
        while await portal.rows(waiting) != [(count,)]:  # noqa: ASYNC110  # nobody tells when somebody waits
            await asyncio.sleep(0.01)
