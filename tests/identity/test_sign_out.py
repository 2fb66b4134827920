"""signOut."""

from tests.people import PASSWORD, Person, Portal

VIEWER = "{ viewer { permissions } }"


async def _signed_in(portal: Portal) -> Person:
    browser = portal.nobody()
    await browser.do("signIn", "member { id }", email="alice@brightside.example", password=PASSWORD)
    return browser


async def test_it_ends_this_session_alone(portal: Portal) -> None:
    alice = await portal.alice()
    await portal.set_password(alice)
    other = await _signed_in(portal)
    made = await alice.do("signOut", "ok")
    assert made["ok"]
    assert await alice.read(VIEWER) == {"viewer": None}
    assert (await other.read(VIEWER))["viewer"]


async def test_it_takes_the_cookie_away_and_a_kept_copy_is_worth_nothing(portal: Portal) -> None:
    alice = await portal.alice()
    token = alice.http.cookies["portal_session"]
    answer = await alice.ask("mutation { signOut(input: {}) { ok } }")
    assert 'portal_session=""' in answer.headers["set-cookie"]
    assert "Max-Age=0" in answer.headers["set-cookie"]
    thief = portal.nobody()
    thief.http.cookies.set("portal_session", token, domain="portal.example")
    assert await thief.read(VIEWER) == {"viewer": None}


async def test_it_ends_all_sessions_of_the_person_where_told(portal: Portal) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    await portal.set_password(alice)
    other = await _signed_in(portal)
    await alice.do("signOut", "ok", everywhere=True)
    for browser in (alice, other):
        assert await browser.read(VIEWER) == {"viewer": None}
    assert (await bob.read(VIEWER))["viewer"]


async def test_it_tells_what_happened(portal: Portal) -> None:
    alice = await portal.alice()
    await portal.set_password(alice)
    await _signed_in(portal)
    await alice.do("signOut", "ok", everywhere=True)
    assert await portal.events("session.ended") == [("session.ended", "MEMBER", None, {"sessions": 2})]


async def test_signing_out_twice_or_without_a_session_is_no_mistake(portal: Portal) -> None:
    alice = await portal.alice()
    for person in (alice, alice, portal.nobody(), await portal.charlie()):
        assert (await person.do("signOut", "ok"))["ok"]
    assert len(await portal.events("session.ended")) == 2


async def test_whoever_belongs_to_no_partner_any_more_signs_out_too(portal: Portal) -> None:
    alice, charlie = await portal.alice(), await portal.charlie()
    await portal.set_password(alice)
    await _signed_in(portal)
    await portal.superuser.execute("update team_member set status = 'REMOVED'")
    await charlie.do("signOut", "ok")
    assert len(await portal.rows("select from session")) == 2
    await alice.do("signOut", "ok", everywhere=True)
    assert await portal.rows("select from session") == []


async def test_operators_sign_out_too(portal: Portal) -> None:
    olga = await portal.olga()
    await olga.do("signOut", "ok")
    assert await olga.read(VIEWER) == {"viewer": None}
