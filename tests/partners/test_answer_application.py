"""answerApplication."""

import pytest

from portal.core.links import LinkKind
from tests.partners.steps import application_link, apply, approve, registration_link
from tests.people import Portal

ANSWERED = "application { status reason answer companyName website }"


async def _asked(portal: Portal) -> tuple[str, str]:
    """An application of which more is asked: its id, its link."""
    application_id = await apply(portal)
    olga = await portal.olga()
    await olga.do(
        "requestApplicationChanges", "application { id }", applicationId=application_id, reason="Which shops?"
    )
    return application_id, application_link(portal, application_id)


async def test_it_puts_the_application_back_into_the_queue_with_the_answer(portal: Portal) -> None:
    _, token = await _asked(portal)
    made = await portal.nobody().do("answerApplication", ANSWERED, token=token, message="These:\nnorthwind.example")
    assert made["application"] == {
        "status": "SUBMITTED",
        "reason": "Which shops?",
        "answer": "These:\nnorthwind.example",
        "companyName": "Brightside Digital",
        "website": "brightside.example",
    }


async def test_it_corrects_name_and_website(portal: Portal) -> None:
    _, token = await _asked(portal)
    made = await portal.nobody().do(
        "answerApplication", ANSWERED, token=token, message="Done.", companyName="Brightside", website="new.example"
    )
    assert made["application"]["companyName"] == "Brightside"
    assert made["application"]["website"] == "new.example"


async def test_it_is_due_anew(portal: Portal) -> None:
    application_id, token = await _asked(portal)
    [(before,)] = await portal.rows("select due_at from partner_application")
    await portal.advance(days=7)
    await portal.nobody().do("answerApplication", ANSWERED, token=token, message="Done.")
    [(after,)] = await portal.rows("select due_at from partner_application")
    assert (after - before).days >= 6
    assert application_id


async def test_it_tells_what_happened(portal: Portal) -> None:
    _, token = await _asked(portal)
    await portal.nobody().do("answerApplication", ANSWERED, token=token, message="These.")
    assert await portal.events("application.answered") == [("application.answered", "APPLICANT", "These.", {})]


async def test_it_refuses_an_answer_that_nobody_asked_for(portal: Portal) -> None:
    application_id = await apply(portal)
    token = application_link(portal, application_id)
    refusal = await portal.nobody().refused("answerApplication", token=token, message="Well?")
    assert refusal == [("WRONG_STATUS", None)]


async def test_it_refuses_a_second_answer(portal: Portal) -> None:
    _, token = await _asked(portal)
    await portal.nobody().do("answerApplication", ANSWERED, token=token, message="These.")
    refusal = await portal.nobody().refused("answerApplication", token=token, message="And these.")
    assert refusal == [("WRONG_STATUS", None)]
    assert await portal.rows("select answer from partner_application") == [("These.",)]


@pytest.mark.parametrize(
    ("field", "value"),
    [("message", " "), ("message", "x" * 5_001), ("message", "\0"), ("companyName", ""), ("website", "nothing")],
)
async def test_it_refuses_what_cannot_be_kept_and_changes_nothing(portal: Portal, field: str, value: str) -> None:
    _, token = await _asked(portal)
    sent = {"token": token, "message": "Done.", "companyName": "Another", field: value}
    assert await portal.nobody().refused("answerApplication", **sent) == [("INVALID", f"input.{field}")]
    rows = await portal.rows("select status, answer, company_name from partner_application")
    assert rows == [("ACTION_REQUIRED", None, "Brightside Digital")]


async def test_a_stranger_cannot_answer(portal: Portal) -> None:
    application_id, token = await _asked(portal)
    forged = [
        application_id,
        token[:-2] + ("AA" if token[-2:] != "AA" else "BB"),
        portal.link(LinkKind.RESET, application_id),
        portal.link(LinkKind.REGISTER, application_id),
        "\0",
        "",
    ]
    for person in (portal.nobody(), await portal.alice(), await portal.charlie()):
        for link in forged:
            assert await person.refused("answerApplication", token=link, message="Hi.") == [("NOT_FOUND", None)]
    assert await portal.rows("select status from partner_application") == [("ACTION_REQUIRED",)]


async def test_a_registration_link_answers_nothing(portal: Portal) -> None:
    approved = await approve(portal, await portal.olga())
    token = await registration_link(portal, approved)
    assert await portal.nobody().refused("answerApplication", token=token, message="Hi.") == [("NOT_FOUND", None)]
