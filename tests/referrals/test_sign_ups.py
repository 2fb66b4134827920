"""A click id that registerAccounts tells: kept where it proves itself, warned of where it doesn't."""

from typing import Any

import pytest

from portal.referrals.clicks import ClickSigner
from tests.accounts.steps import create
from tests.handover.steps import NUMBER, register, unchanged, vendor
from tests.people import Person, Portal
from tests.referrals.steps import click_id, make_link, open_page, shown, visit, written

CLICKS = "select click_id, own, clicked_at <= told_at from sign_up_click order by told_at, click_id"


async def _told(app: Person, click: str | None, number: str = NUMBER, **more: Any) -> tuple[str, list[str]]:
    """Outcome and warnings of one row of registerAccounts."""
    row = {
        "accountId": number,
        "name": "Fabrikam",
        "website": "fabrikam.example",
        "ownerEmail": f"clara.{number}@store.example",
        "signedUpAt": "2026-01-01T00:00:00Z",
        "clickId": click,
        **more,
    }
    selection = "results { outcome userErrors { code } warnings { code field message } }"
    [result] = (await app.do("registerAccounts", selection, accounts=[row]))["results"]
    assert result["userErrors"] == []
    assert all(one["field"] == ["input", "clickId"] for one in result["warnings"])
    return result["outcome"], [one["code"] for one in result["warnings"]]


async def test_it_is_kept_with_link_partner_and_moment(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    link = await make_link(alice)
    carried = await visit(portal, link["id"])
    assert await _told(app, carried) == ("CREATED", [])
    click = ClickSigner(portal.runtime.settings.secret_key).read(carried)
    assert click is not None
    [(account, link_id, partner_id, clicked_at, own)] = await portal.rows(
        "select a.account_id, link_id, partner_id, clicked_at, own from sign_up_click c"
        " join client_account a on a.id = c.account_id"
    )
    assert (account, f"ref_{link_id.hex}", f"part_{partner_id.hex}") == (NUMBER, link["id"], alice.partner_id)
    assert (clicked_at, own) == (click.at, False)
    after = await shown(alice, link["id"])
    assert after["signUps"] == 1
    assert {"date": "2026-01-01", "visits": 0, "signUps": 1} in after["days"]


async def test_it_tells_what_happened_to_nobody_but_operators(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    link = await make_link(alice)
    await _told(app, await visit(portal, link["id"]))
    [(_, actor, _, data)] = await portal.events("account.referred")
    assert (actor, data["account_id"]) == ("TOOL", NUMBER)
    assert f"ref_{data['referral_link_id'].replace('-', '')}" == link["id"]
    assert await portal.rows("select partner_id from event where type = 'account.referred'") == [(None,)]


async def test_telling_the_same_again_changes_nothing(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    carried = await visit(portal, (await make_link(alice))["id"])
    await _told(app, carried)
    async with unchanged(portal):
        assert await _told(app, carried) == ("UNCHANGED", [])
        assert await _told(app, None) == ("UNCHANGED", [])
        assert await _told(app, "  ") == ("UNCHANGED", [])


async def test_other_clicks_are_kept_beside_the_first_and_none_is_lost(portal: Portal) -> None:
    alice, bob, app = await portal.alice(), await portal.bob(), await vendor(portal)
    mine, theirs = await make_link(alice), await make_link(bob)
    clicks = [await visit(portal, link["id"]) for link in (mine, theirs, mine)]
    assert [await _told(app, click) for click in clicks] == [("CREATED", []), ("UPDATED", []), ("UPDATED", [])]
    assert len(await portal.rows(CLICKS)) == 3
    # As a sign-up each link counts once.
    assert (await shown(alice, mine["id"]))["signUps"] == 1
    assert (await shown(bob, theirs["id"]))["signUps"] == 1


async def test_a_click_that_is_told_late_counts_too(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    link = await make_link(alice)
    carried = await visit(portal, link["id"])
    await register(app, NUMBER, f"clara.{NUMBER}@store.example")
    await portal.advance(days=200)
    assert await _told(app, carried) == ("UPDATED", [])
    assert (await shown(alice, link["id"]))["signUps"] == 1


async def test_two_accounts_may_tell_one_click(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    link = await make_link(alice)
    carried = await visit(portal, link["id"])
    for number in ("a" * 24, "b" * 24):
        assert await _told(app, carried, number) == ("CREATED", [])
    assert (await shown(alice, link["id"]))["signUps"] == 2


async def test_a_visit_that_was_never_written_loses_no_sign_up(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    link = await make_link(alice)
    carried = click_id(await open_page(portal, link["code"]))
    portal.app.state.referral_pages.visits._waiting.clear()
    assert await _told(app, carried) == ("CREATED", [])
    assert (await shown(alice, link["id"]))["signUps"] == 1


@pytest.mark.parametrize("written_first", [True, False])
async def test_a_member_s_own_click_counts_and_is_marked(portal: Portal, written_first: bool) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    link = await make_link(alice)
    carried = click_id(await open_page(portal, link["code"], alice))
    if written_first:
        await written(portal)
    await _told(app, carried)
    await written(portal)
    [(_, own, in_order)] = await portal.rows(CLICKS)
    assert (own, in_order) == (True, True)
    assert (await shown(alice, link["id"]))["signUps"] == 1


async def test_a_link_that_is_switched_off_keeps_the_clicks_from_before(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    link = await make_link(alice)
    carried = await visit(portal, link["id"])
    await alice.do("updateReferralLink", "referralLink { id }", referralLinkId=link["id"], active=False)
    assert await _told(app, carried) == ("CREATED", [])


async def test_it_is_noted_on_an_account_that_a_partner_builds(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    account, carried = await create(alice), await visit(portal, (await make_link(alice))["id"])
    assert await _told(app, carried, account["accountId"]) == ("UPDATED", [])
    assert len(await portal.rows(CLICKS)) == 1


async def test_what_does_not_prove_itself_is_warned_of_and_the_account_is_made(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    carried = await visit(portal, (await make_link(alice))["id"])
    read = ClickSigner(portal.runtime.settings.secret_key).read(carried)
    assert read is not None
    bad = [
        "abc123",
        carried[:-1],
        carried + "x",
        carried.swapcase(),
        ClickSigner("the key of last year").token(read),
        "x" * 10_000,
        "\0",
        carried[:10] + "\0" + carried[11:],
        "\U0001f600" * 64,
        "<script>alert(1)</script>",
    ]
    for number, click in enumerate(bad):
        assert await _told(app, click, f"{number:024}") == ("CREATED", ["UNKNOWN_CLICK"]), click
        assert await _told(app, click, f"{number:024}") == ("UNCHANGED", ["UNKNOWN_CLICK"]), click
    assert await portal.rows(CLICKS) == []


async def test_a_click_on_a_link_of_another_database_is_unknown(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    carried = await visit(portal, (await make_link(alice))["id"])
    await portal.superuser.execute("delete from visit")
    await portal.superuser.execute("delete from referral_day")
    await portal.superuser.execute("delete from referral_link")
    assert await _told(app, carried) == ("CREATED", ["UNKNOWN_CLICK"])


async def test_a_row_that_is_refused_leaves_no_click(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    link = await make_link(alice)
    carried = await visit(portal, link["id"])
    await register(app, NUMBER, "clara@store.example")
    row = {"accountId": "a" * 24, "name": "Contoso", "website": "contoso.example", "ownerEmail": "clara@store.example"}
    told = await app.do(
        "registerAccounts",
        "results { outcome }",
        accounts=[{**row, "signedUpAt": "2026-01-01T00:00:00Z", "clickId": carried}],
    )
    assert told["results"] == [{"outcome": "REJECTED"}]
    assert await portal.rows(CLICKS) == []
    assert (await shown(alice, link["id"]))["signUps"] == 0
