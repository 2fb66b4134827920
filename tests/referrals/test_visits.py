"""Visits: which of them count, what is counted, and what is kept."""

import asyncio
import datetime as dt
import uuid

import pytest
from structlog.testing import capture_logs

from portal.core.actors import System
from portal.core.requests import Request
from portal.core.work import open_work
from portal.house import APP_ROLE, open_house
from portal.referrals.clicks import new_click
from portal.referrals.models import VisitKind
from portal.referrals.visits import MOST_WAITING, Opening, VisitBuffer, kinds_of, record_visits, visitor_of
from tests.people import Person, Portal
from tests.referrals.steps import BROWSER, make_link, open_page, shown, written

NOW = dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC)
LINK, PARTNER = uuid.uuid4(), uuid.uuid4()


async def _counts(person: Person, link_id: str) -> tuple[int, int, int]:
    link = await shown(person, link_id)
    return link["visits"], link["repeatedVisits"], link["botVisits"]


async def test_visits_are_counted_by_link_and_day(portal: Portal) -> None:
    alice = await portal.alice()
    first, second = await make_link(alice), await make_link(alice, "Talks")
    for number in range(3):
        await open_page(portal, first["code"], portal.nobody(f"192.0.2.{10 + number}"))
    await open_page(portal, second["code"], portal.nobody("192.0.2.10"))
    await written(portal)
    assert await _counts(alice, first["id"]) == (3, 0, 0)
    assert await _counts(alice, second["id"]) == (1, 0, 0)
    [(today,)] = await portal.rows("select work_now()::date::text")
    assert (await shown(alice, first["id"]))["days"] == [{"date": today, "visits": 3, "signUps": 0}]
    await portal.advance(days=2)
    await portal.app.state.referral_pages.refresh()
    await open_page(portal, first["code"], portal.nobody("192.0.2.10"))
    await written(portal)
    assert [day["visits"] for day in (await shown(alice, first["id"]))["days"]] == [1, 3]


async def test_a_day_is_one_of_the_program_s_time_zone(portal: Portal) -> None:
    alice, olga = await portal.alice(), await portal.olga()
    link = await make_link(alice)
    await olga.do("updateProgram", "program { name }", timeZone="Pacific/Kiritimati")
    await open_page(portal, link["code"])
    await written(portal)
    [(day,)] = await portal.rows("select (work_now() at time zone 'Pacific/Kiritimati')::date::text")
    assert [one["date"] for one in (await shown(alice, link["id"]))["days"]] == [day]


async def test_the_same_visitor_counts_again_after_half_an_hour(portal: Portal) -> None:
    alice, visitor = await portal.alice(), portal.nobody()
    link = await make_link(alice)
    for _ in range(3):
        await open_page(portal, link["code"], visitor)
    await written(portal)
    await open_page(portal, link["code"], visitor)
    await written(portal)
    assert await _counts(alice, link["id"]) == (1, 3, 0)
    await open_page(portal, link["code"], visitor, agent=f"{BROWSER} Another/1.0")
    await written(portal)
    assert await _counts(alice, link["id"]) == (2, 3, 0)
    other = await make_link(alice, "Talks")
    await open_page(portal, other["code"], visitor)
    await written(portal)
    assert await _counts(alice, other["id"]) == (1, 0, 0)


def _opening(minutes: float, visitor: bytes = b"v", *, is_bot: bool = False) -> Opening:
    return Opening(new_click(LINK, NOW + dt.timedelta(minutes=minutes)), PARTNER, visitor, is_bot)


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        ([0, 29.99], "CR"),
        ([0, 30], "CC"),
        # Counted from the one that counted: who comes every 20 minutes counts once in 40.
        ([0, 20, 40, 60, 80], "CRCRC"),
        ([20, 0], "RC"),
    ],
)
def test_half_an_hour_runs_from_the_visit_that_counted(minutes: list[float], expected: str) -> None:
    openings = [_opening(one) for one in minutes]
    kinds = kinds_of(openings, {})
    assert "".join(kinds[one.click.id].value[0] for one in openings) == expected


def test_what_another_process_wrote_first_is_looked_at_too() -> None:
    opening = _opening(0)
    for at, kind in (
        (NOW - dt.timedelta(minutes=5), VisitKind.REPEATED),
        (NOW + dt.timedelta(minutes=5), VisitKind.REPEATED),
        (NOW - dt.timedelta(minutes=31), VisitKind.COUNTED),
    ):
        assert kinds_of([opening], {(LINK, b"v"): [at]}) == {opening.click.id: kind}


def test_bots_neither_repeat_nor_are_repeated() -> None:
    bot, person = _opening(0, is_bot=True), _opening(1)
    assert kinds_of([bot, person], {}) == {bot.click.id: VisitKind.BOT, person.click.id: VisitKind.COUNTED}


@pytest.mark.parametrize(
    "agent",
    [
        "",
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
        "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
        "WhatsApp/2.23.20.0 A",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/138.0.0.0 Safari/537.36",
        "curl/8.5.0",
        "python-requests/2.32.3",
    ],
)
async def test_programs_are_counted_apart(portal: Portal, agent: str) -> None:
    alice = await portal.alice()
    link = await make_link(alice)
    assert (await open_page(portal, link["code"], agent=agent)).status_code == 200
    await written(portal)
    assert await _counts(alice, link["id"]) == (0, 0, 1)


@pytest.mark.parametrize(
    "agent",
    [
        BROWSER,
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5"
        " Mobile/15E148 Safari/604.1",
        "Mozilla/5.0 (Linux; Android 10; CUBOT X20) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Mobile"
        " Safari/537.36",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0 " + "x" * 5_000,
    ],
    ids=["Chrome", "Safari", "a telephone called Cubot", "a long one"],
)
async def test_browsers_are_not(portal: Portal, agent: str) -> None:
    alice = await portal.alice()
    link = await make_link(alice)
    await open_page(portal, link["code"], agent=agent)
    await written(portal)
    assert await _counts(alice, link["id"]) == (1, 0, 0)


@pytest.mark.parametrize("header", ["sec_purpose", "purpose", "x_moz"])
async def test_what_a_browser_loads_ahead_is_nobody_s_visit(portal: Portal, header: str) -> None:
    alice, visitor = await portal.alice(), portal.nobody()
    link = await make_link(alice)
    await open_page(portal, link["code"], visitor, **{header: "prefetch"})
    await open_page(portal, link["code"], visitor)
    await written(portal)
    assert await _counts(alice, link["id"]) == (1, 0, 1)


async def test_a_member_s_own_click_is_marked(portal: Portal) -> None:
    alice, bob, olga = await portal.alice(), await portal.bob(), await portal.olga()
    link = await make_link(alice)
    for person in (alice, bob, olga, portal.nobody()):
        await open_page(portal, link["code"], person)
    await written(portal)
    assert await portal.rows("select own from visit order by id") == [(True,), (False,), (False,), (False,)]


async def test_a_forged_session_marks_nothing(portal: Portal) -> None:
    alice = await portal.alice()
    link = await make_link(alice)
    for cookie in ("x", '"\\377\\000"', "%00%ff", "pp_ses_" + "A" * 5_000):
        await open_page(portal, link["code"], cookie=f"portal_session={cookie}")
    await written(portal)
    assert {own for (own,) in await portal.rows("select own from visit")} == {False}


async def test_neither_address_nor_browser_is_kept(portal: Portal) -> None:
    link = await make_link(await portal.alice())
    await open_page(portal, link["code"], portal.nobody("198.51.100.7"))
    await written(portal)
    [(row,)] = await portal.rows("select to_jsonb(v)::text from visit v")
    assert "198.51.100.7" not in row
    assert "Chrome" not in row


def test_a_visitor_is_another_one_the_next_day_on_another_link_and_under_another_key() -> None:
    click = new_click(LINK, NOW)
    visitor = visitor_of("secret", click, "192.0.2.1", BROWSER)
    assert visitor == visitor_of("secret", new_click(LINK, NOW + dt.timedelta(hours=11)), "192.0.2.1", BROWSER)
    others = [
        visitor_of("secret", new_click(LINK, NOW + dt.timedelta(days=1)), "192.0.2.1", BROWSER),
        visitor_of("secret", new_click(PARTNER, NOW), "192.0.2.1", BROWSER),
        visitor_of("another", click, "192.0.2.1", BROWSER),
        visitor_of("secret", click, "192.0.2.2", BROWSER),
        visitor_of("secret", click, None, BROWSER),
        visitor_of("secret", click, "192.0.2.1", "\ud800"),
    ]
    assert len({visitor, *others}) == 7


async def test_visits_are_forgotten_after_thirteen_months_and_what_was_counted_stays(portal: Portal) -> None:
    alice = await portal.alice()
    link = await make_link(alice)
    await open_page(portal, link["code"])
    await written(portal)
    await portal.advance(days=390)
    await portal.work()
    assert len(await portal.rows("select from visit")) == 1
    await portal.advance(days=10)
    await portal.work()
    assert await portal.rows("select from visit") == []
    assert await _counts(alice, link["id"]) == (1, 0, 0)


# --- the buffer -----------------------------------------------------------------------------------------------------


async def _real_opening(portal: Portal) -> Opening:
    link = await make_link(await portal.alice())
    [(partner_id,)] = await portal.rows("select partner_id from referral_link")
    return Opening(new_click(uuid.UUID(link["id"].removeprefix("ref_")), NOW), partner_id, b"visitor", is_bot=False)


async def test_what_was_written_already_is_not_counted_twice(portal: Portal) -> None:
    opening = await _real_opening(portal)
    for _ in range(2):
        async with open_work(portal.runtime, Request(), System()) as work:
            await record_visits(work, [opening])
    assert await portal.rows("select visits, repeated_visits from referral_day") == [(1, 0)]


async def test_processes_that_write_at_once_count_each_visit_once(portal: Portal) -> None:
    one = await _real_opening(portal)
    buffers = [VisitBuffer() for _ in range(5)]
    for buffer in buffers:
        for number in range(100):
            click = new_click(one.click.link_id, NOW)
            buffer.add(Opening(click, one.partner_id, b"%d" % number, is_bot=number % 10 == 0))
    await asyncio.gather(*(buffer.flush(portal.runtime) for buffer in buffers))
    assert await portal.rows("select visits, repeated_visits, bot_visits from referral_day") == [(90, 360, 50)]


async def test_the_buffer_is_bounded(portal: Portal) -> None:
    one = await _real_opening(portal)
    buffer = VisitBuffer()
    for _ in range(MOST_WAITING + 10):
        buffer.add(one)
    assert len(buffer._waiting) == MOST_WAITING


async def test_while_the_database_is_away_visits_wait(portal: Portal) -> None:
    one = await _real_opening(portal)
    buffer = VisitBuffer()
    buffer.add(one)
    async with open_house(portal.runtime.settings, "postgresql://nobody@127.0.0.1:9/nothing", APP_ROLE) as away:
        await buffer.flush(away)
    await buffer.flush(portal.runtime)
    assert await portal.rows("select visits from referral_day") == [(1,)]


async def test_what_waits_is_written_each_second_and_when_the_process_ends(portal: Portal) -> None:
    pages, link = portal.app.state.referral_pages, await make_link(await portal.alice())
    async with pages.kept_fresh():
        await open_page(portal, link["code"])
        async with asyncio.timeout(10):
            while True:
                if await portal.rows("select from visit"):
                    break
                await asyncio.sleep(0.1)
        await open_page(portal, link["code"])
    assert len(await portal.rows("select from visit")) == 2


async def test_what_can_never_be_written_keeps_nothing_waiting(portal: Portal) -> None:
    one = await _real_opening(portal)
    buffer = VisitBuffer()
    buffer.add(Opening(new_click(uuid.uuid4(), NOW), one.partner_id, b"v", is_bot=False))
    with capture_logs() as logs:
        await buffer.flush(portal.runtime)
    assert [line["event"] for line in logs] == ["visits.not_written"]
    buffer.add(one)
    await buffer.flush(portal.runtime)
    assert await portal.rows("select visits from referral_day") == [(1,)]
