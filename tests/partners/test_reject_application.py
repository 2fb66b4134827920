"""rejectApplication."""

import pytest

from portal.core.permissions import OperatorRole, Scope
from tests.partners.steps import application_link, apply, approve
from tests.people import Portal

REJECTED = "application { status reason decidedAt registration { status } }"


async def test_it_declines_the_agency_with_the_reason(portal: Portal) -> None:
    olga, application_id = await portal.olga(), await apply(portal)
    made = await olga.do("rejectApplication", REJECTED, applicationId=application_id, reason="Not\nyet.")
    assert made["application"]["status"] == "REJECTED"
    assert made["application"]["reason"] == "Not\nyet."
    assert made["application"]["decidedAt"]
    assert made["application"]["registration"] is None
    query = "query($token: String!) { application(token: $token) { status reason } }"
    shown = await portal.nobody().read(query, token=application_link(portal, application_id))
    assert shown == {"application": {"status": "REJECTED", "reason": "Not\nyet."}}


async def test_it_tells_what_happened(portal: Portal) -> None:
    olga, application_id = await portal.olga(), await apply(portal)
    await olga.do("rejectApplication", REJECTED, applicationId=application_id, reason="Not yet.")
    assert await portal.events("application.rejected") == [("application.rejected", "OPERATOR", "Not yet.", {})]
    assert await portal.rows("select count(*) from partner") == [(0,)]


async def test_it_refuses_what_is_decided_already(portal: Portal) -> None:
    olga = await portal.olga()
    approved = await approve(portal, olga)
    assert await olga.refused("rejectApplication", applicationId=approved, reason="No.") == [("WRONG_STATUS", None)]
    rejected = await apply(portal, email="anna@other.example")
    await olga.do("rejectApplication", REJECTED, applicationId=rejected, reason="No.")
    assert await olga.refused("rejectApplication", applicationId=rejected, reason="No.") == [("WRONG_STATUS", None)]


@pytest.mark.parametrize("reason", ["", " \n ", "x" * 2_001, "No\0"])
async def test_it_refuses_a_reason_that_cannot_be_kept(portal: Portal, reason: str) -> None:
    olga, application_id = await portal.olga(), await apply(portal)
    refusal = await olga.refused("rejectApplication", applicationId=application_id, reason=reason)
    assert refusal == [("INVALID", "input.reason")]


async def test_it_refuses_ids_of_nothing(portal: Portal) -> None:
    olga = await portal.olga()
    for unknown in ("app_" + "0" * 32, "rubbish", "\0"):
        refusal = await olga.refused("rejectApplication", applicationId=unknown, reason="No.")
        assert refusal == [("NOT_FOUND", "input.applicationId")]


async def test_only_operators_with_the_right_reject(portal: Portal) -> None:
    sent = {"applicationId": await apply(portal), "reason": "No."}
    for nobody in (portal.nobody(), await portal.charlie()):
        assert await nobody.forbidden("rejectApplication", **sent) == ["UNAUTHENTICATED"]
    for somebody in (
        await portal.alice(),
        await portal.olga(OperatorRole.SUPPORT),
        await portal.tool(Scope.OPERATOR_READ),
    ):
        assert await somebody.forbidden("rejectApplication", **sent) == ["FORBIDDEN"]
    assert await portal.rows("select status from partner_application") == [("SUBMITTED",)]
