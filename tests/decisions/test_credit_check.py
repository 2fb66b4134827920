"""creditCheck: will I get credit?"""

from __future__ import annotations

import datetime as dt

import pytest

from portal.core.permissions import MemberRole, Scope
from tests.accounts.steps import create
from tests.decisions.steps import a_day_later, check, click, credited, hand_over, now, pay, register_lead, sign_up
from tests.handover.steps import NUMBER, offer, vendor
from tests.people import Person, Portal
from tests.statements import statements
from tests.team.steps import invite, join, restrict

IN_A_YEAR = dt.timedelta(days=365)


async def outcome(person: Person, **question: str) -> tuple[str, str | None]:
    found = await check(person, **question)
    return found["outcome"], found["protectedUntil"]


async def test_a_website_that_nobody_has_is_free(portal: Portal) -> None:
    alice = await portal.alice()
    found = await check(alice, website="https://www.Fabrikam.example/shop")
    assert found == {
        "outcome": "FREE",
        "protectedUntil": None,
        "explanation": "Nobody stands before you. Register the website as a lead, and it is protected for you.",
        "website": "fabrikam.example",
        "accountId": None,
    }


async def test_a_lead_makes_it_yours_and_protects_it_against_others(portal: Portal) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    await register_lead(alice)
    [(until,)] = await portal.rows("select protected_until from lead")
    assert await outcome(alice, website="shop.fabrikam.example") == ("YOURS", None)
    rival = await check(bob, website="fabrikam.example")
    assert rival["outcome"] == "PROTECTED"
    assert dt.datetime.fromisoformat(rival["protectedUntil"]) == until.replace(
        microsecond=until.microsecond // 1000 * 1000
    )
    assert f"until {until.day} {until:%B %Y}" in rival["explanation"]
    assert "Brightside" not in str(rival)
    await a_day_later(portal, days=90)
    assert await outcome(bob, website="fabrikam.example") == ("FREE", None)


async def test_a_website_of_the_vendor_s_own_sales_is_protected_until_its_end(portal: Portal) -> None:
    alice, olga = await portal.alice(), await portal.olga()
    until = dt.datetime.fromisoformat(await now(portal)) + IN_A_YEAR
    await olga.do("reserveWebsites", "results { outcome }", websites=["fabrikam.example"], until=until.isoformat())
    await a_day_later(portal)
    found = await check(alice, website="fabrikam.example")
    assert (found["outcome"], dt.datetime.fromisoformat(found["protectedUntil"])) == ("PROTECTED", until)


async def test_who_pays_already_is_no_new_client(portal: Portal) -> None:
    alice, bob, app = await portal.alice(), await portal.bob(), await vendor(portal)
    await register_lead(alice)
    await sign_up(portal, app)
    await pay(portal, app)
    for question in ({"website": "fabrikam.example"}, {"accountId": NUMBER}):
        assert await outcome(bob, **question) == ("EXISTING_CLIENT", None)
        mine = await check(alice, **question)
        assert (mine["outcome"], mine["explanation"]) == ("YOURS", "This is a client already, and counts for you.")


async def test_a_website_whose_lead_is_in_review_is_protected_too(portal: Portal) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    await (await portal.olga()).do("updateProgram", "program { leadReview }", leadReview=True)
    await register_lead(alice)
    assert (await outcome(bob, website="fabrikam.example"))[0] == "PROTECTED"
    mine = await check(alice, website="fabrikam.example")
    assert (mine["outcome"], "hasn't approved the lead" in mine["explanation"]) == ("FREE", True)
    await a_day_later(portal, days=91)
    assert (await outcome(bob, website="fabrikam.example"))[0] == "FREE"


async def test_a_lead_that_ran_at_the_sign_up_holds_the_client_without_an_end(portal: Portal) -> None:
    alice, bob, app = await portal.alice(), await portal.bob(), await vendor(portal)
    await register_lead(alice)
    await a_day_later(portal)
    await sign_up(portal, app)
    assert await outcome(bob, website="fabrikam.example") == ("PROTECTED", None)
    await a_day_later(portal, days=200)
    assert await outcome(bob, website="fabrikam.example") == ("PROTECTED", None)


async def test_of_an_account_that_has_not_paid_it_weighs_what_is_known(portal: Portal) -> None:
    alice, bob, app = await portal.alice(), await portal.bob(), await vendor(portal)
    await sign_up(portal, app, clickId=await click(portal, alice))
    for question in ({"website": "fabrikam.example"}, {"accountId": NUMBER.upper()}):
        assert await outcome(alice, **question) == ("YOURS", None)
        assert await outcome(bob, **question) == ("PROTECTED", None)


async def test_a_created_account_counts_once_it_is_handed_over(portal: Portal) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    account = await create(alice, "Fabrikam")
    found = await check(alice, accountId=account["accountId"])
    assert found["outcome"] == "FREE"
    assert "the client hasn't accepted the ownership transfer" in found["explanation"]
    number = await hand_over(portal, alice, "other.example")
    assert await outcome(alice, accountId=number) == ("YOURS", None)
    assert await outcome(bob, accountId=number) == ("PROTECTED", None)


async def test_an_unknown_number_answers_like_an_account_of_which_nobody_has_evidence(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    await sign_up(portal, app)
    known, unknown = await check(alice, accountId=NUMBER), await check(alice, accountId="f" * 24)
    assert {**known, "accountId": None} == {**unknown, "accountId": None}


# --- whoever else has something of it -------------------------------------------------------------------------------


async def test_it_runs_the_same_statements_whatever_it_finds_and_writes_nothing(portal: Portal) -> None:
    alice, bob, app = await portal.alice(), await portal.bob(), await vendor(portal)
    await register_lead(bob, "led.example")
    unpaid = await create(bob, "Built", website="built.example")
    await sign_up(portal, app, "e" * 24, email="alice@brightside.example", website="unpaid.example")
    await sign_up(portal, app, email="b@store.example", website="pays.example", clickId=await click(portal, bob))
    await pay(portal, app)
    # As before somebody's address was seen.
    await portal.superuser.execute("delete from email_match")
    websites = ("unknown.example", "led.example", "built.example", "unpaid.example", "pays.example")
    numbers = ("f" * 24, "e" * 24, unpaid["accountId"], NUMBER)
    runs = []
    for question in [{"website": one} for one in websites] + [{"accountId": one} for one in numbers]:
        with statements(portal) as sent:
            await check(alice, **question)
        runs.append(sent)
    assert len(runs[0]) > 5
    assert all(run == runs[0] for run in runs)
    assert await portal.rows("select from email_match") == []


async def test_a_rival_s_account_that_he_is_building_changes_nothing_of_the_answers(portal: Portal) -> None:
    """Neither while he has it, nor once it is offered, archived, or closed."""
    alice, bob, app = await portal.alice(), await portal.bob(), await vendor(portal)
    carol = await portal.member("Carol", "Southwind")
    await register_lead(carol, "led.example")
    await sign_up(portal, app, email="b@store.example", website="signed-up.example", clickId=await click(portal, bob))
    websites = ("free.example", "led.example", "signed-up.example")

    async def answers() -> list[str]:
        return [str(await check(person, website=one)) for person in (bob, carol) for one in websites]

    before = await answers()
    await a_day_later(portal)
    built = [await create(alice, "Fabrikam", website=one) for one in websites]
    assert await answers() == before
    for number, one in enumerate(built):
        await alice.do("transferOwnership", "account { id }", accountId=one["id"], toEmail=f"c{number}@store.example")
    assert await answers() == before
    for one in built:
        await alice.do("cancelTransfer", "account { id }", accountId=one["id"])
        await alice.do("archiveAccount", "account { id }", accountId=one["id"])
    assert await answers() == before
    await app.do("closeAccounts", "results { outcome }", accountIds=[one["id"] for one in built])
    assert await answers() == before


async def test_a_rival_s_account_that_the_client_took_over_comes_first(portal: Portal) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    await hand_over(portal, alice)
    assert await outcome(bob, website="fabrikam.example") == ("PROTECTED", None)
    assert await outcome(alice, website="fabrikam.example") == ("YOURS", None)


async def test_an_account_that_one_is_building_waits_for_the_client_until_it_is_archived(portal: Portal) -> None:
    alice = await portal.alice()
    account = await create(alice, "Fabrikam", website="fabrikam.example")
    assert "hasn't accepted" in (await check(alice, website="fabrikam.example"))["explanation"]
    await alice.do("archiveAccount", "account { id }", accountId=account["id"])
    assert "Register the website" in (await check(alice, website="fabrikam.example"))["explanation"]


# --- a second account on a website that pays ------------------------------------------------------------------------

SECOND = "f" * 24


async def second_account(portal: Portal, app: Person, **more: str) -> None:
    """Another account on the website signs up."""
    await sign_up(portal, app, SECOND, email="second@store.example", **more)


async def test_it_is_decided_for_itself_as_was_foreseen(portal: Portal) -> None:
    alice, bob, app = await portal.alice(), await portal.bob(), await vendor(portal)
    await sign_up(portal, app, clickId=await click(portal, alice))
    await pay(portal, app)
    assert await outcome(bob, website="fabrikam.example") == ("EXISTING_CLIENT", None)
    await second_account(portal, app, clickId=await click(portal, bob))
    for question in ({"website": "fabrikam.example"}, {"accountId": SECOND}):
        assert await outcome(bob, **question) == ("YOURS", None)
        assert await outcome(alice, **question) == ("PROTECTED", None)
    await pay(portal, app, SECOND, "payment-2")
    assert (await credited(alice), await credited(bob, SECOND)) == (("YOU", "REFERRAL"), ("YOU", "REFERRAL"))
    # The website pays by two accounts now, of which each has one.
    for partner in (alice, bob):
        assert await outcome(partner, website="fabrikam.example") == ("YOURS", None)
    assert await outcome(await portal.member("Carol", "Southwind"), website="fabrikam.example") == (
        "EXISTING_CLIENT",
        None,
    )


async def test_a_lead_for_the_website_counts_for_it_too(portal: Portal) -> None:
    alice, bob, app = await portal.alice(), await portal.bob(), await vendor(portal)
    await register_lead(alice)
    await a_day_later(portal)
    await sign_up(portal, app)
    await pay(portal, app)
    await second_account(portal, app, clickId=await click(portal, bob))
    assert await outcome(bob, website="fabrikam.example") == ("PROTECTED", None)
    await pay(portal, app, SECOND, "payment-2")
    assert [await credited(alice, one) for one in (NUMBER, SECOND)] == [("YOU", "LEAD")] * 2


async def test_where_nobody_has_anything_of_it_the_website_is_no_new_client_s(portal: Portal) -> None:
    alice, bob, app = await portal.alice(), await portal.bob(), await vendor(portal)
    await sign_up(portal, app, clickId=await click(portal, alice))
    await pay(portal, app)
    await second_account(portal, app)
    assert await outcome(bob, website="fabrikam.example") == ("EXISTING_CLIENT", None)
    assert await outcome(alice, website="fabrikam.example") == ("YOURS", None)
    await pay(portal, app, SECOND, "payment-2")
    assert await credited(bob, SECOND) is None


async def test_it_never_tells_whether_an_e_mail_is_known(portal: Portal) -> None:
    alice, bob, app = await portal.alice(), await portal.bob(), await vendor(portal)
    await sign_up(portal, app, email="alice@brightside.example")
    mine, rival = await check(alice, accountId=NUMBER), await check(bob, accountId=NUMBER)
    assert (mine["outcome"], rival["outcome"]) == ("YOURS", "PROTECTED")
    assert "@" not in str(rival)
    assert "address" not in str(rival)


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("{}", "BAD_USER_INPUT"),
        ('{website: "a.example", accountId: "1"}', "BAD_USER_INPUT"),
        ("{website: null}", "BAD_USER_INPUT"),
        ('{website: "no website"}', "BAD_USER_INPUT"),
        ('{accountId: "  "}', "BAD_USER_INPUT"),
        ('{accountId: "\\u0000"}', "BAD_USER_INPUT"),
    ],
)
async def test_rubbish_is_refused(portal: Portal, question: str, code: str) -> None:
    answer = await (await portal.alice()).ask(f"{{ creditCheck(input: {question}) {{ outcome }} }}")
    assert answer.codes == [code]


async def test_several_are_asked_in_one_request(portal: Portal) -> None:
    alice = await portal.alice()
    await register_lead(alice)
    document = """{
      a: creditCheck(input: {website: "fabrikam.example"}) { outcome explanation protectedUntil }
      b: creditCheck(input: {website: "other.example"}) { outcome }
    }"""
    found = await alice.read(document)
    assert (found["a"]["outcome"], found["b"]["outcome"]) == ("YOURS", "FREE")
    [(hits,)] = await portal.rows("select hits from throttle where starts_with(key, 'credit check')")
    assert hits == 2


async def test_it_is_answered_120_times_an_hour(portal: Portal) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    await check(alice, website="a.example")
    await portal.superuser.execute("update throttle set hits = 120 where starts_with(key, 'credit check')")
    answer = await alice.ask('{ creditCheck(input: {website: "a.example"}) { outcome } }')
    assert answer.codes == ["THROTTLED"]
    assert await outcome(bob, website="a.example") == ("FREE", None)


async def test_members_ask_and_nobody_else(portal: Portal) -> None:
    alice = await portal.alice()
    document = '{ creditCheck(input: {website: "a.example"}) { outcome } }'
    for nobody in (portal.nobody(), await portal.charlie()):
        assert (await nobody.ask(document)).codes == ["UNAUTHENTICATED"]
    for other in (await portal.olga(), await portal.tool(*Scope)):
        assert (await other.ask(document)).codes == ["FORBIDDEN"]
    viewer = await portal.member("Vera", "Brightside", MemberRole.VIEWER)
    assert await outcome(viewer, website="a.example") == ("FREE", None)
    account = await offer(alice)
    dora = await join(portal, await invite(alice, "dora@brightside.example", role="MANAGER"), "Dora")
    await restrict(alice, dora, account)
    assert (await dora.ask(document)).codes == ["FORBIDDEN"]
