"""requestAccount."""

import pytest

from portal.core.links import LinkKind
from portal.core.permissions import MemberRole
from portal.mail_catcher import MailSink
from tests.domains.name_server import NameServer
from tests.join_requests.steps import DOMAIN, ask, join, verify_domain
from tests.people import PASSWORD, Portal

CARL = f"carl@{DOMAIN}"
ASK = "mutation($i: RequestAccountInput!) { requestAccount(input: $i) { ok userErrors { code } } }"
STATUS = "query($t: String!) { emailVerification(token: $t) { email name status hasLogIn outcome partnerName } }"


async def test_it_mails_a_link_that_proves_the_address(portal: Portal, sink: MailSink) -> None:
    token = await ask(portal, f"Carl@{DOMAIN.upper()}")
    await portal.work()
    mail = await sink.wait_for(to=CARL, subject_contains="Confirm your e-mail address for Partner Program")
    assert (mail.link or "").rpartition("/verify/")[2] == token
    assert "The link works for 24 hours, and once." in mail.text
    shown = (await portal.nobody().read(STATUS, t=token))["emailVerification"]
    assert shown == {
        "email": CARL,
        "name": "Carl",
        "status": "OPEN",
        "hasLogIn": False,
        "outcome": None,
        "partnerName": None,
    }


async def test_it_tells_what_happened(portal: Portal) -> None:
    await ask(portal)
    assert await portal.events("join_request.submitted") == [("join_request.submitted", "APPLICANT", None, {})]


async def test_the_answer_and_the_work_are_the_same_for_everybody(portal: Portal, names: NameServer) -> None:
    await verify_domain(await portal.alice(), names)
    answers, marks = [], []
    for email in (f"alice@{DOMAIN}", CARL, "carl@gmail.com", "carl@nowhere.example"):
        await portal.rows("delete from jobs.procrastinate_jobs returning id")
        answers.append(await portal.nobody().ask(ASK, i={"email": email, "name": "Carl", "password": PASSWORD}))
        query = (
            "select password_hash like '$argon2id$%%', (select count(*) from jobs.procrastinate_jobs),"
            " (select jsonb_agg(data) from event where type = 'join_request.submitted' and subject_id = r.id)"
            " from join_request r where email = %s"
        )
        marks.append(await portal.rows(query, email))
    assert all(answer.body == answers[0].body for answer in answers)
    assert marks == [[(True, 1, [{}])]] * 4


async def test_a_newer_request_replaces_the_older(portal: Portal) -> None:
    first = await ask(portal)
    second = await ask(portal, name="Carla")
    assert (await portal.nobody().read(STATUS, t=first))["emailVerification"]["status"] == "REPLACED"
    assert (await portal.nobody().read(STATUS, t=second))["emailVerification"]["status"] == "OPEN"
    assert await portal.rows("select password_hash is null from join_request order by id") == [(True,), (False,)]


async def test_who_has_a_log_in_is_told_so_and_offered_no_link_to_where_he_is(
    portal: Portal, names: NameServer, sink: MailSink
) -> None:
    await verify_domain(await portal.alice(), names)
    for email in (f"alice@{DOMAIN}", "charlie@stranger.example"):
        if email.startswith("charlie"):
            await portal.charlie()
        await ask(portal, email)
        await portal.work()
        mail = await sink.wait_for(to=email, subject_contains="You have a log-in")
        assert mail.link == "http://portal.example/login"
        assert "\nhttp://portal.example/forgot\n" in mail.text
        assert "/verify/" not in mail.text


async def test_who_has_a_log_in_is_offered_the_team_that_his_address_belongs_to(
    portal: Portal, names: NameServer, sink: MailSink
) -> None:
    await verify_domain(await portal.alice(), names, "stranger.example")
    await portal.charlie()
    token = await ask(portal, "charlie@stranger.example")
    await portal.work()
    mail = await sink.wait_for(to="charlie@stranger.example", subject_contains="You have a log-in")
    assert (mail.link or "").endswith(f"/verify/{token}")
    assert "\nhttp://portal.example/login\n" in mail.text
    assert "\nhttp://portal.example/forgot\n" in mail.text


async def test_operators_are_offered_no_team(portal: Portal, names: NameServer, sink: MailSink) -> None:
    await verify_domain(await portal.alice(), names, "vendor.example")
    await portal.olga()
    await ask(portal, "olga.admin@vendor.example")
    await portal.work()
    mail = await sink.wait_for(to="olga.admin@vendor.example", subject_contains="You have a log-in")
    assert "/verify/" not in mail.text


@pytest.mark.parametrize(
    ("field", "value"), [("email", "carl"), ("name", " "), ("name", "n" * 121), ("password", "short")]
)
async def test_what_can_not_be_kept_is_refused(portal: Portal, field: str, value: str) -> None:
    form = {"email": CARL, "name": "Carl", "password": PASSWORD, field: value}
    assert await portal.nobody().refused("requestAccount", **form) == [("INVALID", f"input.{field}")]


async def test_an_address_is_asked_for_five_times_an_hour_whoever_asks(portal: Portal) -> None:
    for number in range(6):
        person = portal.nobody(f"198.51.100.{number}")
        answer = await person.ask(ASK, i={"email": CARL, "name": "Carl", "password": PASSWORD})
        assert answer.codes == (["THROTTLED"] if number == 5 else [])


async def test_the_holder_of_a_link_reads_nothing_else(portal: Portal, names: NameServer) -> None:
    alice = await portal.alice()
    await verify_domain(alice, names)
    await ask(portal, "other@brightside.example")
    token = await ask(portal)
    query = "query($t: String!, $m: ID!) { emailVerification(token: $t) { email } node(id: $m) { id } }"
    shown = await portal.nobody().read(query, t=token, m=alice.member_id)
    assert shown == {"emailVerification": {"email": CARL}, "node": None}
    for bad in ("rubbish", portal.link(LinkKind.RESET, "join_" + "0" * 32)):
        assert (await portal.nobody().read(STATUS, t=bad))["emailVerification"] is None


async def test_a_password_is_forgotten_with_its_request(portal: Portal) -> None:
    token = await ask(portal)
    await portal.advance(days=1)
    await portal.work()
    assert await portal.rows("select password_hash from join_request") == [(None,)]
    assert (await portal.nobody().read(STATUS, t=token))["emailVerification"]["status"] == "EXPIRED"
    await portal.advance(days=7, hours=2)
    await portal.work()
    assert await portal.rows("select from join_request") == []


async def test_who_waits_for_approval_is_told_so_when_he_signs_in(portal: Portal, names: NameServer) -> None:
    await verify_domain(await portal.alice(), names)
    await join(portal)
    [error] = await portal.nobody().fail("signIn", email=CARL, password=PASSWORD)
    assert error["code"] == "NOT_ALLOWED"
    assert "waits for approval" in error["message"]
    [error] = await portal.nobody().fail("signIn", email=CARL, password="another password")
    assert error["code"] == "INVALID"


@pytest.mark.parametrize("verified", [True, False])
async def test_the_mail_that_confirms_an_application_offers_it_to_colleagues_of_a_partner(
    portal: Portal, names: NameServer, sink: MailSink, verified: bool
) -> None:
    alice = await portal.member("Ann", "Brightside", MemberRole.OWNER)
    if verified:
        await verify_domain(alice, names)
    form = {"companyName": "Brightside", "website": DOMAIN, "contactName": "Carl", "email": CARL, "country": "DE"}
    await portal.nobody().do("applyToProgram", "application { id }", **form)
    await portal.work()
    mail = await sink.wait_for(to=CARL, subject_contains="We have your application")
    assert ("\nhttp://portal.example/request-account\n" in mail.text) is verified
    assert ("http://portal.example/request-account" in mail.html) is verified
