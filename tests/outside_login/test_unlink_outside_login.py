"""unlinkOutsideLogin."""

from __future__ import annotations

import asyncio

from tests.outside_login.provider import ALICE, Provider
from tests.outside_login.steps import links, sign_in, who
from tests.people import Person, Portal
from tests.racing import in_rounds

LINKS = "{ outsideLogins { id issuer } }"


async def linked(outside: Portal, provider: Provider) -> tuple[Person, str]:
    """Alice, who has a password, and the id of her account at the provider."""
    alice = await outside.alice()
    await outside.set_password(alice)
    await sign_in(outside.nobody(), provider)
    [link] = (await alice.read(LINKS))["outsideLogins"]
    assert link["issuer"] == provider.issuer
    return alice, link["id"]


async def test_it_is_no_way_to_sign_in_any_more_and_its_person_is_told(outside: Portal, provider: Provider) -> None:
    alice, link = await linked(outside, provider)
    assert await alice.do("unlinkOutsideLogin", "ok", outsideLoginId=link) == {"ok": True, "userErrors": []}
    assert (await alice.read(LINKS))["outsideLogins"] == []
    browser = outside.nobody()
    await sign_in(browser, provider, email="alice.there@elsewhere.example")
    assert await who(browser) is None
    [(*_, data)] = await outside.events("outside_login.unlinked")
    assert data == {"issuer": provider.issuer}
    await outside.work()
    newest = "select template, to_email from outgoing_email order by id desc limit 1"
    assert await outside.rows(newest) == [("outside_login_unlinked", ALICE)]
    assert await alice.refused("unlinkOutsideLogin", outsideLoginId=link) == [("NOT_FOUND", "input.outsideLoginId")]


async def test_the_only_way_to_sign_in_stays(outside: Portal, provider: Provider) -> None:
    alice, link = await linked(outside, provider)
    await outside.superuser.execute('update "user" set password_hash = null')
    assert await alice.refused("unlinkOutsideLogin", outsideLoginId=link) == [("WRONG_STATUS", None)]
    assert await links(outside) == [(ALICE, "alice-there")]
    # That of a provider which is asked no more is no way.
    await outside.superuser.execute(
        "insert into outside_login (id, user_id, issuer, subject, linked_at, last_used_at)"
        " select gen_random_uuid(), user_id, 'https://former.example', subject, linked_at, last_used_at"
        " from outside_login"
    )
    assert await alice.refused("unlinkOutsideLogin", outsideLoginId=link) == [("WRONG_STATUS", None)]
    former = [one["id"] for one in (await alice.read(LINKS))["outsideLogins"] if one["id"] != link]
    await alice.do("unlinkOutsideLogin", "ok", outsideLoginId=former[0])


async def test_a_stranger_sees_and_unlinks_nothing(outside: Portal, provider: Provider) -> None:
    _, link = await linked(outside, provider)
    colleague = await outside.member("Vera", "Brightside")
    for other in (await outside.bob(), colleague, await outside.olga()):
        assert (await other.read(LINKS))["outsideLogins"] == []
        assert (await other.read("query($id: ID!) { node(id: $id) { id } }", id=link))["node"] is None
        refused = await other.refused("unlinkOutsideLogin", outsideLoginId=link)
        assert refused == [("NOT_FOUND", "input.outsideLoginId")]
    assert await outside.nobody().forbidden("unlinkOutsideLogin", outsideLoginId=link) == ["UNAUTHENTICATED"]
    assert (await outside.nobody().ask(LINKS)).codes == ["UNAUTHENTICATED"]
    assert await links(outside) == [(ALICE, "alice-there")]


async def test_an_id_that_is_none_is_not_found(outside: Portal, provider: Provider) -> None:
    alice, _ = await linked(outside, provider)
    for wrong in ("", "rubbish", "\0", "sess_" + "0" * 32, "outl_" + "0" * 32):
        refused = await alice.refused("unlinkOutsideLogin", outsideLoginId=wrong)
        assert refused == [("NOT_FOUND", "input.outsideLoginId")]


@in_rounds
async def test_twenty_who_unlink_at_once_are_told_of_one(outside: Portal, provider: Provider, rounds: int) -> None:
    alice, link = await linked(outside, provider)
    columns = "id, user_id, issuer, subject, linked_at, last_used_at"
    [kept] = await outside.rows(f"select {columns} from outside_login")
    again = f"insert into outside_login ({columns}) values (%s, %s, %s, %s, %s, %s)"
    for number in range(1, rounds + 1):
        sent = {"outsideLoginId": link}
        answers = await asyncio.gather(*(alice._call("unlinkOutsideLogin", "ok", dict(sent)) for _ in range(20)))
        assert sum(answer.data["unlinkOutsideLogin"]["ok"] for answer in answers) == 1
        assert len(await outside.events("outside_login.unlinked")) == number
        await outside.superuser.execute(again, kept)
