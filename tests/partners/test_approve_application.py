"""approveApplication."""

import asyncio
import re
import uuid

from portal.core.permissions import OperatorRole, Scope
from tests.partners.steps import FORM, application_link, apply, approve
from tests.people import Portal, Refused

APPROVED = (
    "application { status decidedAt reason partner { id } registration { email status } }"
    " partner { id name website status referralUrl members { email } }"
)


async def test_it_takes_the_agency_into_the_program(portal: Portal) -> None:
    olga = await portal.olga()
    application_id = await apply(portal)
    made = await olga.do("approveApplication", APPROVED, applicationId=application_id)
    application, partner = made["application"], made["partner"]
    assert application["status"] == "APPROVED"
    assert application["decidedAt"]
    assert application["partner"] == {"id": partner["id"]}
    assert application["registration"] == {"email": FORM["email"], "status": "OPEN"}
    assert (partner["name"], partner["website"]) == ("Brightside Digital", "brightside.example")
    assert (partner["status"], partner["members"]) == ("ACTIVE", [])
    assert re.fullmatch(r"http://portal\.example/r/[a-z2-9]{8}", partner["referralUrl"])


async def test_what_was_asked_is_forgotten_with_the_approval(portal: Portal) -> None:
    olga = await portal.olga()
    application_id = await apply(portal)
    await olga.do("requestApplicationChanges", "application { id }", applicationId=application_id, reason="Which?")
    made = await olga.do("approveApplication", APPROVED, applicationId=application_id)
    assert (made["application"]["status"], made["application"]["reason"]) == ("APPROVED", None)


async def test_it_tells_what_happened(portal: Portal) -> None:
    olga = await portal.olga()
    application_id = await apply(portal)
    made = await olga.do("approveApplication", "partner { id referralUrl }", applicationId=application_id)
    events = await portal.events("application.approved", "partner.approved", "registration.sent")
    [approved, partner, sent] = events
    assert approved == ("application.approved", "OPERATOR", None, {})
    assert partner[3] == {
        "application_id": str(uuid.UUID(application_id.removeprefix("app_"))),
        "name": "Brightside Digital",
        "website": "brightside.example",
        "referral_code": made["partner"]["referralUrl"].rpartition("/")[2],
    }
    assert sent[3]["version"] == 1


async def test_nothing_secret_stands_in_the_events(portal: Portal) -> None:
    await approve(portal, await portal.olga())
    [(found,)] = await portal.rows("select json_agg(e)::text from event e")
    assert FORM["email"] not in found
    assert "Adams" not in found


async def test_of_two_clicks_at_once_one_approves(portal: Portal) -> None:
    olga, application_id = await portal.olga(), await apply(portal)
    clicks = (olga.do("approveApplication", "partner { id }", applicationId=application_id) for _ in range(4))
    answers = await asyncio.gather(*clicks, return_exceptions=True)
    assert sum(isinstance(answer, dict) for answer in answers) == 1
    assert all("WRONG_STATUS" in str(answer) for answer in answers if isinstance(answer, Refused))
    assert await portal.rows("select count(*) from partner") == [(1,)]
    assert len(await portal.events("partner.approved")) == 1


async def test_it_refuses_what_is_decided_already(portal: Portal) -> None:
    olga = await portal.olga()
    approved = await approve(portal, olga)
    rejected = await apply(portal, email="anna@other.example")
    await olga.do("rejectApplication", "application { id }", applicationId=rejected, reason="No.")
    for application_id in (approved, rejected):
        assert await olga.refused("approveApplication", applicationId=application_id) == [("WRONG_STATUS", None)]
    assert await portal.rows("select count(*) from partner") == [(1,)]


async def test_it_refuses_a_repeated_application(portal: Portal) -> None:
    olga = await portal.olga()
    await apply(portal)
    assert await olga.refused("approveApplication", applicationId=await apply(portal)) == [("WRONG_STATUS", None)]


async def test_it_refuses_ids_of_nothing(portal: Portal) -> None:
    olga = await portal.olga()
    for unknown in ("app_" + "0" * 32, "part_" + "0" * 32, "rubbish", "\0", ""):
        refusal = await olga.refused("approveApplication", applicationId=unknown)
        assert refusal == [("NOT_FOUND", "input.applicationId")]


async def test_only_operators_with_the_right_approve(portal: Portal) -> None:
    application_id = await apply(portal)
    for nobody in (portal.nobody(), await portal.charlie()):
        assert await nobody.forbidden("approveApplication", applicationId=application_id) == ["UNAUTHENTICATED"]
    for somebody in (
        await portal.alice(),
        await portal.olga(OperatorRole.SUPPORT),
        await portal.olga(OperatorRole.FINANCE),
        await portal.tool(Scope.OPERATOR_READ, Scope.PLATFORM_WRITE),
    ):
        assert await somebody.forbidden("approveApplication", applicationId=application_id) == ["FORBIDDEN"]
    assert await portal.rows("select status from partner_application") == [("SUBMITTED",)]


async def test_partnerships_and_tools_with_the_scope_approve(portal: Portal) -> None:
    partnerships = await portal.olga(OperatorRole.PARTNERSHIPS)
    await partnerships.do("approveApplication", APPROVED, applicationId=await apply(portal))
    tool = await portal.tool(Scope.OPERATOR_WRITE)
    second = await apply(portal, email="anna@other.example")
    await tool.do("approveApplication", APPROVED, applicationId=second)
    actors = await portal.rows("select actor_kind from event where type = 'partner.approved' order by id")
    assert actors == [("OPERATOR",), ("TOOL",)]


async def test_the_applicant_reads_of_it_and_nothing_of_the_operators(portal: Portal) -> None:
    application_id = await approve(portal, await portal.olga())
    query = (
        "query($token: String!) { application(token: $token) { status partner { id } registration { status }"
        " timeline { nodes { event actor { kind name } } } } }"
    )
    shown = await portal.nobody().read(query, token=application_link(portal, application_id))
    assert shown["application"]["status"] == "APPROVED"
    assert shown["application"]["partner"] is None
    assert shown["application"]["registration"] == {"status": "OPEN"}
    timeline = shown["application"]["timeline"]["nodes"]
    assert {"event": "application.approved", "actor": {"kind": "OPERATOR", "name": None}} in timeline
