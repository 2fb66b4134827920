"""endSession and sessions."""

from portal.core.permissions import Scope
from tests.people import PASSWORD, Person, Portal

SESSIONS = "{ sessions { id current userAgent ipAddress createdAt lastSeenAt } }"


async def _signed_in(portal: Portal) -> Person:
    browser = portal.nobody("198.51.100.1")
    browser.http.headers["user-agent"] = "Old Phone"
    await browser.do("signIn", "member { id }", email="alice@brightside.example", password=PASSWORD)
    return browser


async def test_it_ends_one_of_one_s_own_sessions(portal: Portal) -> None:
    alice = await portal.alice()
    await portal.set_password(alice)
    phone = await _signed_in(portal)
    sessions = (await alice.read(SESSIONS))["sessions"]
    [lost] = [session for session in sessions if not session["current"]]
    assert (lost["userAgent"], lost["ipAddress"]) == ("Old Phone", "198.51.100.1")
    assert (await alice.do("endSession", "ok", sessionId=lost["id"]))["ok"]
    assert await phone.read("{ viewer { permissions } }") == {"viewer": None}
    assert [session["current"] for session in (await alice.read(SESSIONS))["sessions"]] == [True]


async def test_it_tells_what_happened(portal: Portal) -> None:
    alice = await portal.alice()
    [mine] = (await alice.read(SESSIONS))["sessions"]
    await alice.do("endSession", "ok", sessionId=mine["id"])
    assert await portal.events("session.ended") == [("session.ended", "MEMBER", None, {"sessions": 1})]
    assert (await alice.ask(SESSIONS)).codes == ["UNAUTHENTICATED"]


async def test_it_refuses_a_session_that_is_over_and_ids_of_nothing(portal: Portal) -> None:
    alice = await portal.alice()
    await portal.set_password(alice)
    await _signed_in(portal)
    other = next(one["id"] for one in (await alice.read(SESSIONS))["sessions"] if not one["current"])
    await alice.do("endSession", "ok", sessionId=other)
    for unknown in (other, "sess_" + "0" * 32, "rubbish", "\0", "", alice.user_id):
        assert await alice.refused("endSession", sessionId=unknown) == [("NOT_FOUND", "input.sessionId")]


async def test_a_stranger_neither_sees_nor_ends_it(portal: Portal) -> None:
    alice, bob, olga = await portal.alice(), await portal.bob(), await portal.olga()
    [mine] = (await alice.read(SESSIONS))["sessions"]
    node = "query($id: ID!) { node(id: $id) { id } }"
    for person in (bob, olga):
        assert await person.refused("endSession", sessionId=mine["id"]) == [("NOT_FOUND", "input.sessionId")]
        assert mine["id"] not in [one["id"] for one in (await person.read(SESSIONS))["sessions"]]
        assert await person.read(node, id=mine["id"]) == {"node": None}
    for nobody in (portal.nobody(), await portal.charlie()):
        assert await nobody.forbidden("endSession", sessionId=mine["id"]) == ["UNAUTHENTICATED"]
        assert (await nobody.ask(SESSIONS)).codes == ["UNAUTHENTICATED"]
    assert await alice.read(node, id=mine["id"]) == {"node": {"id": mine["id"]}}


async def test_a_token_has_no_sessions_to_end(portal: Portal) -> None:
    alice, tool = await portal.alice(), await portal.tool(Scope.OPERATOR_WRITE)
    [mine] = (await alice.read(SESSIONS))["sessions"]
    assert await tool.forbidden("endSession", sessionId=mine["id"]) == ["FORBIDDEN"]


async def test_ids_of_sessions_sort_by_when_they_were_made(portal: Portal) -> None:
    await portal.set_password(await portal.alice())
    for _ in range(3):
        await _signed_in(portal)
    keys = await portal.rows("select id from session order by created_at")
    assert keys == sorted(keys)
    assert {key.version for (key,) in keys} == {7}


async def test_a_colleague_does_not_see_it(portal: Portal) -> None:
    alice, anna = await portal.alice(), await portal.member("Anna", "Brightside")
    [mine] = (await alice.read(SESSIONS))["sessions"]
    assert len((await anna.read(SESSIONS))["sessions"]) == 1
    assert await anna.refused("endSession", sessionId=mine["id"]) == [("NOT_FOUND", "input.sessionId")]


async def test_a_session_ends_by_itself_on_real_time_and_not_by_the_test_clock(portal: Portal) -> None:
    alice = await portal.alice()
    await portal.advance(days=60)
    assert (await alice.read("{ viewer { permissions } }"))["viewer"]
    await portal.superuser.execute("update session set expires_at = now()")
    assert await alice.read("{ viewer { permissions } }") == {"viewer": None}


async def test_when_it_was_last_seen_is_kept_to_five_minutes(portal: Portal) -> None:
    alice = await portal.alice()
    await portal.superuser.execute("update session set last_seen_at = now() - interval '6 minutes'")
    await alice.read(SESSIONS)
    fresh = "select s.last_seen_at > now() - interval '1 minute', m.last_seen_at is not null"
    assert await portal.rows(f"{fresh} from session s, team_member m") == [(True, True)]


async def test_the_list_reads_the_latest_first(portal: Portal) -> None:
    alice = await portal.alice()
    await portal.set_password(alice)
    await portal.superuser.execute("update session set last_seen_at = now() - interval '2 minutes'")
    await _signed_in(portal)
    assert [one["current"] for one in (await alice.read(SESSIONS))["sessions"]] == [False, True]
