"""resendRegistration."""

import pytest

from portal.core.links import LinkKind
from portal.core.permissions import OperatorRole, Scope
from tests.partners.steps import application_link, apply, approve, register, registration_link
from tests.people import Portal

SENT = "ok application { id registration { status expiresAt } }"
STATUS = "query($token: String!) { registration(token: $token) { status email partner { name } } }"


async def test_an_operator_has_a_fresh_link_mailed_and_the_old_one_dies(portal: Portal) -> None:
    olga = await portal.olga()
    application_id = await approve(portal, olga)
    made = await olga.do("resendRegistration", SENT, applicationId=application_id)
    assert made["ok"]
    assert made["application"]["registration"]["status"] == "OPEN"
    first, second = [await registration_link(portal, application_id, version) for version in (1, 2)]
    nobody = portal.nobody()
    assert (await nobody.read(STATUS, token=first))["registration"]["status"] == "REPLACED"
    assert (await nobody.read(STATUS, token=second))["registration"]["status"] == "OPEN"


@pytest.mark.parametrize("days_later", [1, 15, 400])
async def test_whoever_holds_the_application_s_link_asks_for_it(portal: Portal, days_later: int) -> None:
    application_id = await approve(portal, await portal.olga())
    await portal.advance(days=days_later)
    token = application_link(portal, application_id)
    made = await portal.nobody().do("resendRegistration", SENT, token=token)
    assert made["application"]["registration"]["status"] == "OPEN"


async def test_whoever_holds_an_older_registration_link_asks_for_it(portal: Portal) -> None:
    application_id = await approve(portal, await portal.olga())
    token = await registration_link(portal, application_id)
    await portal.advance(days=30)
    assert (await portal.nobody().read(STATUS, token=token))["registration"]["status"] == "EXPIRED"
    made = await portal.nobody().do("resendRegistration", "ok application { id }", token=token)
    assert made == {"ok": True, "application": None, "userErrors": []}
    fresh = await registration_link(portal, application_id, 2)
    assert (await portal.nobody().read(STATUS, token=fresh))["registration"]["status"] == "OPEN"


async def test_it_tells_what_happened(portal: Portal) -> None:
    olga = await portal.olga()
    application_id = await approve(portal, olga)
    await olga.do("resendRegistration", SENT, applicationId=application_id)
    await portal.nobody().do("resendRegistration", SENT, token=application_link(portal, application_id))
    told = [(actor, data["version"]) for _, actor, _, data in await portal.events("registration.sent")]
    assert told == [("OPERATOR", 1), ("OPERATOR", 2), ("APPLICANT", 3)]


async def test_it_refuses_before_the_approval(portal: Portal) -> None:
    application_id = await apply(portal)
    olga = await portal.olga()
    assert await olga.refused("resendRegistration", applicationId=application_id) == [("WRONG_STATUS", None)]
    token = application_link(portal, application_id)
    assert await portal.nobody().refused("resendRegistration", token=token) == [("WRONG_STATUS", None)]


async def test_it_refuses_once_somebody_registered(portal: Portal) -> None:
    olga = await portal.olga()
    application_id = await approve(portal, olga)
    token = await registration_link(portal, application_id)
    await register(portal, portal.nobody(), token)
    assert await olga.refused("resendRegistration", applicationId=application_id) == [("WRONG_STATUS", None)]
    assert await portal.nobody().refused("resendRegistration", token=token) == [("WRONG_STATUS", None)]


async def test_it_wants_exactly_one_way(portal: Portal) -> None:
    olga = await portal.olga()
    application_id = await approve(portal, olga)
    invalid = [("INVALID", "input.applicationId")]
    assert await olga.refused("resendRegistration") == invalid
    both = {"applicationId": application_id, "token": application_link(portal, application_id)}
    assert await olga.refused("resendRegistration", **both) == invalid


async def test_it_refuses_forged_links(portal: Portal) -> None:
    application_id = await approve(portal, await portal.olga())
    nobody = portal.nobody()
    for token in ("rubbish", "\0", application_id, portal.link(LinkKind.RESET, application_id)):
        assert await nobody.refused("resendRegistration", token=token) == [("NOT_FOUND", None)]


async def test_one_link_asks_five_times_an_hour(portal: Portal) -> None:
    application_id = await approve(portal, await portal.olga())
    token, nobody = application_link(portal, application_id), portal.nobody()
    for _ in range(5):
        await nobody.do("resendRegistration", "ok", token=token)
    assert await nobody.forbidden("resendRegistration", token=token) == ["THROTTLED"]


async def test_a_spelling_of_the_link_is_no_other_link(portal: Portal) -> None:
    application_id = await approve(portal, await portal.olga())
    token, nobody = application_link(portal, application_id), portal.nobody()
    await nobody.do("resendRegistration", "ok", token=token)
    for spelling in (f"{token[:9]}!{token[9:]}", f"{token}=", f" {token}", f"{token}\n"):
        assert await nobody.refused("resendRegistration", token=spelling) == [("NOT_FOUND", None)]
    keys = await portal.rows("select key from throttle where key like 'resend-link:%%'")
    assert len(keys) == 1


async def test_one_place_asks_thirty_times_an_hour(portal: Portal) -> None:
    nobody = portal.nobody("198.51.100.7")
    assert await nobody.refused("resendRegistration", token="forged") == [("NOT_FOUND", None)]
    await portal.superuser.execute("update throttle set hits = 30")
    assert await nobody.forbidden("resendRegistration", token="forged") == ["THROTTLED"]
    token = application_link(portal, await approve(portal, await portal.olga()))
    await portal.nobody("198.51.100.8").do("resendRegistration", "ok", token=token)


async def test_without_a_link_only_operators_with_the_right_resend(portal: Portal) -> None:
    application_id = await approve(portal, await portal.olga())
    for nobody in (portal.nobody(), await portal.charlie()):
        assert await nobody.forbidden("resendRegistration", applicationId=application_id) == ["UNAUTHENTICATED"]
    for somebody in (
        await portal.alice(),
        await portal.olga(OperatorRole.SUPPORT),
        await portal.tool(Scope.OPERATOR_READ),
    ):
        assert await somebody.forbidden("resendRegistration", applicationId=application_id) == ["FORBIDDEN"]
    assert await portal.rows("select version from registration") == [(1,)]
