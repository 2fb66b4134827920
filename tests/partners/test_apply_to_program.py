"""applyToProgram."""

import asyncio
import datetime as dt

import pytest

from portal.core.permissions import OperatorRole
from tests.partners.steps import FORM, application_link, apply, approve
from tests.people import Person, Portal

APPLICATION = (
    "application { companyName website contactName email country clientCount platforms message status reason answer"
    " acceptedTermsVersion }"
)
# All that the applicant could compare, but for what differs between any two applications.
EVERYTHING = (
    "application { companyName website contactName email country clientCount platforms message status reason answer"
    " decidedAt acceptedTermsVersion overdue sameDomain { id } partner { id } registration { status }"
    " timeline { totalCount nodes { event actor { kind name } reason } } }"
)


async def test_it_takes_an_application_and_echoes_what_was_sent(portal: Portal) -> None:
    sent = {**FORM, "clientCount": 40, "platforms": ["Shopify", "WooCommerce"], "message": "Line one.\nLine two."}
    made = await portal.nobody().do("applyToProgram", APPLICATION, **sent)
    assert made["application"] == {
        "companyName": "Brightside Digital",
        "website": "brightside.example",
        "contactName": "Alice Adams",
        "email": "alice@brightside.example",
        "country": "DE",
        "clientCount": 40,
        "platforms": ["Shopify", "WooCommerce"],
        "message": "Line one.\nLine two.",
        "status": "SUBMITTED",
        "reason": None,
        "answer": None,
        "acceptedTermsVersion": None,
    }


async def test_it_is_due_after_the_program_s_business_days(portal: Portal) -> None:
    olga = await portal.olga()
    await olga.do("updateProgram", "program { name }", reviewBusinessDays=5)
    made = await portal.nobody().do("applyToProgram", "application { submittedAt dueAt }", **FORM)
    submitted, due = (dt.datetime.fromisoformat(made["application"][name]) for name in ("submittedAt", "dueAt"))
    # A week later by the calendar, or after the next weekend's end when it was sent on a weekend.
    assert 5 <= (due.date() - submitted.date()).days <= 7
    assert due.weekday() < 5


async def test_it_tells_what_happened(portal: Portal) -> None:
    await apply(portal)
    [(kind, actor, reason, data)] = await portal.events("application.submitted")
    assert (kind, actor, reason, data) == ("application.submitted", "APPLICANT", None, {})


async def test_the_same_address_again_gets_the_same_answer(portal: Portal) -> None:
    olga = await portal.olga()
    first = await portal.nobody().do("applyToProgram", EVERYTHING, **FORM)
    first_id = (await portal.rows("select id from partner_application"))[0][0]
    again = await portal.nobody().do("applyToProgram", EVERYTHING, **{**FORM, "email": " Alice@Brightside.EXAMPLE "})
    assert again == first
    await olga.do("rejectApplication", "application { id }", applicationId=f"app_{first_id.hex}", reason="No.")
    assert await portal.nobody().do("applyToProgram", EVERYTHING, **FORM) == first


async def test_the_same_address_again_is_told_and_stands_once_in_the_queue(portal: Portal) -> None:
    olga = await portal.olga()
    first = await apply(portal)
    again = await apply(portal)
    assert first != again
    events = await portal.events("application.repeated")
    assert len(events) == 1
    queue = await olga.read("{ applications { nodes { id } totalCount } }")
    assert queue["applications"] == {"nodes": [{"id": first}], "totalCount": 1}


async def test_the_answer_is_the_same_where_the_address_has_a_log_in(portal: Portal) -> None:
    first = await portal.nobody().do("applyToProgram", EVERYTHING, **FORM)
    await portal.bob()
    bob = {**FORM, "email": "bob@northlight.example"}
    answer = await portal.nobody().do("applyToProgram", EVERYTHING, **bob)
    assert answer == {**first, "application": {**first["application"], "email": "bob@northlight.example"}}


async def test_operators_see_the_applications_of_one_domain_side_by_side(portal: Portal) -> None:
    olga = await portal.olga()
    first = await apply(portal)
    second = await apply(portal, email="anna@brightside.example", website="shop.brightside.example")
    query = "query($id: ID!) { partnerApplication(id: $id) { sameDomain { id email } } }"
    shown = await olga.read(query, id=first)
    assert shown["partnerApplication"]["sameDomain"] == [{"id": second, "email": "anna@brightside.example"}]


async def test_of_two_at_once_from_one_address_one_is_the_first(portal: Portal) -> None:
    await asyncio.gather(*(apply(portal) for _ in range(6)))
    rows = await portal.rows("select count(*) filter (where repeats_id is null), count(*) from partner_application")
    assert rows == [(1, 6)]
    assert len(await portal.events("application.submitted")) == 1


async def test_an_address_gets_three_mails_a_day_and_the_answer_does_not_tell(portal: Portal) -> None:
    made = [
        await portal.nobody(f"198.51.100.{number}").do("applyToProgram", EVERYTHING, **{**FORM, "email": email})
        for number, email in enumerate((FORM["email"], " ALICE@brightside.example", *[FORM["email"]] * 4))
    ]
    assert all(answer == made[0] for answer in made)
    assert await portal.rows("select count(*) from partner_application") == [(6,)]
    assert len(await portal.events("application.submitted", "application.repeated")) == 3
    await apply(portal, email="anna@brightside.example")
    assert len(await portal.events("application.submitted")) == 2
    # Real time counts, whatever the test clock says.
    await portal.advance(days=2)
    await apply(portal)
    assert len(await portal.events("application.repeated")) == 2
    await portal.superuser.execute("update throttle set window_ends_at = now()")
    await apply(portal)
    assert len(await portal.events("application.repeated")) == 3


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("companyName", " "),
        ("companyName", "x" * 121),
        ("companyName", "Bright\0side"),
        ("contactName", ""),
        ("contactName", "Alice\u202eevil"),
        ("website", "no website"),
        ("website", "https://"),
        ("website", "192.0.2.1"),
        ("email", "alice"),
        ("email", "alice@brightside.example\0"),
        ("email", "alice@brightside.example\nBcc: eve@evil.example"),
        ("country", "Germany"),
        ("country", ""),
        ("clientCount", -1),
        ("clientCount", 1_000_001),
        ("message", "x" * 5_001),
        ("platforms", ["x" * 61]),
        ("platforms", [""]),
        ("platforms", [f"platform {i}" for i in range(21)]),
    ],
)
async def test_it_refuses_what_cannot_be_kept(portal: Portal, field: str, value: object) -> None:
    assert await portal.nobody().refused("applyToProgram", **{**FORM, field: value}) == [("INVALID", f"input.{field}")]
    assert await portal.rows("select from partner_application") == []


async def test_published_terms_must_be_agreed_to_in_their_version(portal: Portal) -> None:
    olga = await portal.olga()
    await olga.do("publishTerms", "terms { version }", text="Be good.")
    await olga.do("publishTerms", "terms { version }", text="Be very good.")
    nobody = portal.nobody()
    for version in (None, 1, 3):
        refusal = await nobody.refused("applyToProgram", **FORM, acceptedTermsVersion=version)
        assert refusal == [("INVALID", "input.acceptedTermsVersion")]
    made = await nobody.do("applyToProgram", APPLICATION, **FORM, acceptedTermsVersion=2)
    assert made["application"]["acceptedTermsVersion"] == 2
    assert await portal.rows("select terms_accepted_at is not null from partner_application") == [(True,)]


async def test_one_address_can_apply_sixty_times_an_hour(portal: Portal) -> None:
    nobody = portal.nobody("198.51.100.7")
    wrong = {**FORM, "country": "Germany"}
    assert await nobody.refused("applyToProgram", **wrong) == [("INVALID", "input.country")]
    await portal.superuser.execute("update throttle set hits = 59")
    assert await nobody.refused("applyToProgram", **wrong) == [("INVALID", "input.country")]
    assert await nobody.forbidden("applyToProgram", **wrong) == ["THROTTLED"]
    assert await portal.nobody("198.51.100.8").refused("applyToProgram", **wrong)


async def test_a_stranger_sees_nothing_of_it(portal: Portal) -> None:
    alice, charlie, olga = await portal.alice(), await portal.charlie(), await portal.olga(OperatorRole.SUPPORT)
    application_id = await apply(portal)
    one = "query($id: ID!) { partnerApplication(id: $id) { email } }"
    node = "query($id: ID!) { node(id: $id) { id } }"
    people: list[tuple[Person, list[str]]] = [
        (portal.nobody(), ["UNAUTHENTICATED"]),
        (charlie, ["UNAUTHENTICATED"]),
        (alice, ["FORBIDDEN"]),
    ]
    for person, codes in people:
        assert (await person.ask(one, id=application_id)).codes == codes
        assert (await person.ask("{ applications { totalCount } }")).codes == codes
        assert await person.read(node, id=application_id) == {"node": None}
    assert await olga.read(node, id=application_id) == {"node": {"id": application_id}}


async def test_the_id_in_the_answer_opens_nothing_without_the_link(portal: Portal) -> None:
    application_id = await apply(portal)
    other = await apply(portal, email="anna@other.example")
    query = "query($token: String!) { application(token: $token) { email sameDomain { id } } }"
    nobody = portal.nobody()
    for token in (application_id, application_id.removeprefix("app_"), "", "x" * 70):
        assert await nobody.read(query, token=token) == {"application": None}
    shown = await nobody.read(query, token=application_link(portal, application_id))
    assert shown == {"application": {"email": FORM["email"], "sameDomain": []}}
    assert other != application_id


async def test_an_approved_agency_that_applies_again_learns_nothing(portal: Portal) -> None:
    first = await portal.nobody().do("applyToProgram", EVERYTHING, **FORM)
    await approve(portal, await portal.olga(), email="anna@brightside.example")
    again = await portal.nobody().do("applyToProgram", EVERYTHING, **{**FORM, "email": "anna@brightside.example"})
    assert again["application"] == {**first["application"], "email": "anna@brightside.example"}
