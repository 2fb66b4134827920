"""requestApplicationChanges."""

import pytest

from portal.core.permissions import OperatorRole, Scope
from tests.partners.steps import application_link, apply, approve
from tests.people import Portal

ASKED = "application { status reason decidedAt }"


async def test_it_asks_the_applicant_for_more(portal: Portal) -> None:
    olga, application_id = await portal.olga(), await apply(portal)
    made = await olga.do("requestApplicationChanges", ASKED, applicationId=application_id, reason="Which\nshops?")
    assert made["application"] == {"status": "ACTION_REQUIRED", "reason": "Which\nshops?", "decidedAt": None}
    query = "query($token: String!) { application(token: $token) { status reason } }"
    shown = await portal.nobody().read(query, token=application_link(portal, application_id))
    assert shown == {"application": {"status": "ACTION_REQUIRED", "reason": "Which\nshops?"}}


async def test_it_can_ask_again(portal: Portal) -> None:
    olga, application_id = await portal.olga(), await apply(portal)
    await olga.do("requestApplicationChanges", ASKED, applicationId=application_id, reason="Which shops?")
    made = await olga.do("requestApplicationChanges", ASKED, applicationId=application_id, reason="And where?")
    assert made["application"]["reason"] == "And where?"


async def test_it_tells_what_happened(portal: Portal) -> None:
    olga, application_id = await portal.olga(), await apply(portal)
    await olga.do("requestApplicationChanges", ASKED, applicationId=application_id, reason="Which shops?")
    events = await portal.events("application.changes_requested")
    assert events == [("application.changes_requested", "OPERATOR", "Which shops?", {})]


async def test_it_refuses_what_is_decided_already(portal: Portal) -> None:
    olga = await portal.olga()
    approved = await approve(portal, olga)
    refusal = await olga.refused("requestApplicationChanges", applicationId=approved, reason="Which?")
    assert refusal == [("WRONG_STATUS", None)]


@pytest.mark.parametrize("reason", ["", " ", "x" * 2_001, "Which\0?"])
async def test_it_refuses_a_question_that_cannot_be_kept(portal: Portal, reason: str) -> None:
    olga, application_id = await portal.olga(), await apply(portal)
    refusal = await olga.refused("requestApplicationChanges", applicationId=application_id, reason=reason)
    assert refusal == [("INVALID", "input.reason")]


async def test_it_refuses_ids_of_nothing(portal: Portal) -> None:
    refusal = await (await portal.olga()).refused("requestApplicationChanges", applicationId="app_1", reason="Which?")
    assert refusal == [("NOT_FOUND", "input.applicationId")]


async def test_only_operators_with_the_right_ask(portal: Portal) -> None:
    sent = {"applicationId": await apply(portal), "reason": "Which?"}
    for nobody in (portal.nobody(), await portal.charlie()):
        assert await nobody.forbidden("requestApplicationChanges", **sent) == ["UNAUTHENTICATED"]
    for somebody in (
        await portal.alice(),
        await portal.olga(OperatorRole.SUPPORT),
        await portal.tool(Scope.OPERATOR_READ),
    ):
        assert await somebody.forbidden("requestApplicationChanges", **sent) == ["FORBIDDEN"]
    assert await portal.rows("select status from partner_application") == [("SUBMITTED",)]
