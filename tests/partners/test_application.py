"""application and registration by a mailed link, partnerApplication, applications."""

import pytest

from portal.core.links import LinkKind
from portal.core.permissions import OperatorRole, Scope
from tests.partners.steps import FORM, application_link, apply, approve, registration_link
from tests.people import Portal

APPLICATION = "query($token: String!) { application(token: $token) { id companyName email status dueAt overdue } }"
REGISTRATION = "query($token: String!) { registration(token: $token) { email status expiresAt partner { name } } }"
QUEUE = """query($filter: ApplicationFilter, $first: Int, $after: String) {
  applications(filter: $filter, first: $first, after: $after) {
    nodes { id email status overdue } totalCount pageInfo { hasNextPage endCursor }
  }
}"""


# --- by a mailed link -----------------------------------------------------------------------------------------------


async def test_the_link_shows_the_application_to_whoever_holds_it(portal: Portal) -> None:
    application_id = await apply(portal)
    token = application_link(portal, application_id)
    shown = [
        (await person.read(APPLICATION, token=token))["application"]
        for person in (portal.nobody(), await portal.alice(), await portal.charlie(), await portal.olga())
    ]
    assert (shown[0]["id"], shown[0]["status"], shown[0]["overdue"]) == (application_id, "SUBMITTED", False)
    assert all(one == shown[0] for one in shown)


async def test_the_link_shows_its_own_application_alone(portal: Portal) -> None:
    await apply(portal, email="anna@brightside.example")
    application_id = await apply(portal)
    query = """query($token: String!, $id: ID!) {
      application(token: $token) { id sameDomain { id } partner { id } timeline { nodes { event } } }
      node(id: $id) { id } viewer { permissions }
    }"""
    shown = await portal.nobody().read(query, token=application_link(portal, application_id), id=application_id)
    assert shown == {
        "application": {
            "id": application_id,
            "sameDomain": [],
            "partner": None,
            "timeline": {"nodes": [{"event": "application.submitted"}]},
        },
        "node": None,
        "viewer": None,
    }


async def test_one_request_shows_one_link(portal: Portal) -> None:
    one, other = await apply(portal), await apply(portal, email="anna@brightside.example")
    query = "query($a: String!, $b: String!) { a: application(token: $a) { id } b: application(token: $b) { id } }"
    tokens = {"a": application_link(portal, one), "b": application_link(portal, other)}
    answer = await portal.nobody().ask(query, **tokens)
    assert answer.codes == ["BAD_USER_INPUT"]
    assert answer.body["data"] == {"a": {"id": one}, "b": None}


@pytest.mark.parametrize("token", ["", "rubbish", "\0", "ä" * 70, "x" * 100_000, "=" * 70])
async def test_what_is_no_link_shows_nothing(portal: Portal, token: str) -> None:
    await apply(portal)
    for person in (portal.nobody(), await portal.olga()):
        assert await person.read(APPLICATION, token=token) == {"application": None}
        assert await person.read(REGISTRATION, token=token) == {"registration": None}


async def test_links_open_what_they_are_made_for_alone(portal: Portal) -> None:
    application_id = await approve(portal, await portal.olga())
    registration, application = (
        await registration_link(portal, application_id),
        application_link(portal, application_id),
    )
    nobody = portal.nobody()
    assert await nobody.read(APPLICATION, token=registration) == {"application": None}
    assert await nobody.read(REGISTRATION, token=application) == {"registration": None}
    for kind in (LinkKind.REGISTER, LinkKind.RESET):
        assert await nobody.read(APPLICATION, token=portal.link(kind, application_id)) == {"application": None}
    unknown = portal.link(LinkKind.APPLICATION, "app_" + "0" * 32)
    assert await nobody.read(APPLICATION, token=unknown) == {"application": None}


async def test_every_changed_character_kills_a_link(portal: Portal) -> None:
    token = application_link(portal, await apply(portal))
    nobody = portal.nobody()
    for position in range(0, len(token) - 1, 6):
        changed = "A" if token[position] != "A" else "B"
        forged = token[:position] + changed + token[position + 1 :]
        assert await nobody.read(APPLICATION, token=forged) == {"application": None}


async def test_a_registration_link_shows_where_it_leads_and_what_it_is_worth(portal: Portal) -> None:
    application_id = await approve(portal, await portal.olga())
    token = await registration_link(portal, application_id)
    for person in (portal.nobody(), await portal.bob()):
        shown = (await person.read(REGISTRATION, token=token))["registration"]
        assert (shown["email"], shown["status"]) == (FORM["email"], "OPEN")
        assert shown["partner"] == {"name": "Brightside Digital"}
    await portal.advance(days=14)
    assert (await portal.nobody().read(REGISTRATION, token=token))["registration"]["status"] == "EXPIRED"


async def test_a_mail_scanner_s_get_changes_nothing(portal: Portal) -> None:
    application_id = await approve(portal, await portal.olga())
    pages = [
        f"/application/{application_link(portal, application_id)}",
        f"/register/{await registration_link(portal, application_id)}",
    ]
    everything = (
        "select (select json_agg(a) from partner_application a)::text, (select json_agg(r) from registration r)::text"
    )
    before, events = await portal.rows(everything), await portal.rows("select count(*) from event")
    for page in pages:
        for _ in range(2):
            answer = await portal.nobody().http.get(page)
            assert answer.headers["referrer-policy"] == "no-referrer"
            await portal.nobody().http.head(page)
    assert await portal.rows(everything) == before
    assert await portal.rows("select count(*) from event") == events


# --- the operators' queue -------------------------------------------------------------------------------------------


async def test_the_queue_reads_the_longest_waiting_first_in_pages(portal: Portal) -> None:
    olga = await portal.olga()
    made = [await apply(portal, email=f"person{i}@brightside.example") for i in range(7)]
    # Several at the same moment, too.
    await portal.superuser.execute("update partner_application set submitted_at = date_trunc('hour', submitted_at)")
    seen: list[str] = []
    after, more = None, True
    while more:
        page = (await olga.read(QUEUE, first=3, after=after))["applications"]
        assert page["totalCount"] == 7
        seen += [node["id"] for node in page["nodes"]]
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    assert seen == made


async def test_the_queue_narrows_by_status_and_words(portal: Portal) -> None:
    olga = await portal.olga()
    first = await approve(portal, olga)
    second = await apply(
        portal, email="anna@northlight.example", companyName="Northlight", website="northlight.example"
    )

    async def found(**filter: object) -> list[str]:
        return [node["id"] for node in (await olga.read(QUEUE, filter=filter))["applications"]["nodes"]]

    assert await found(status="SUBMITTED") == [second]
    assert await found(status=["APPROVED", "REJECTED"]) == [first]
    assert await found(search="NORTH") == [second]
    assert await found(search="anna northlight") == [second]
    assert await found(search="brightside") == [first]
    assert await found(search="brightside", status="SUBMITTED") == []
    for literal in ("%", "_", "\0", "' or true --"):
        assert await found(search=f"zzz{literal}") == []


async def test_an_application_is_overdue_from_its_hour_on(portal: Portal) -> None:
    olga, application_id = await portal.olga(), await apply(portal)
    query = "query($id: ID) { partnerApplication(id: $id) { overdue } }"
    assert await olga.read(query, id=application_id) == {"partnerApplication": {"overdue": False}}
    await portal.advance(days=4)
    assert await olga.read(query, id=application_id) == {"partnerApplication": {"overdue": True}}
    await olga.do("rejectApplication", "application { id }", applicationId=application_id, reason="No.")
    assert await olga.read(query, id=application_id) == {"partnerApplication": {"overdue": False}}


@pytest.mark.parametrize("wrong", [{"first": 101}, {"first": -1}, {"after": "rubbish"}, {"filter": {"status": "GONE"}}])
async def test_the_queue_refuses_what_the_contract_forbids(portal: Portal, wrong: dict[str, object]) -> None:
    assert (await (await portal.olga()).ask(QUEUE, **wrong)).codes == ["BAD_USER_INPUT"]


async def test_the_queue_is_for_operators_and_tools_with_the_scope(portal: Portal) -> None:
    application_id = await apply(portal)
    one = "query($id: ID) { partnerApplication(id: $id) { email timeline { nodes { actor { name } } } } }"
    readers = [await portal.olga(role) for role in OperatorRole] + [await portal.tool(Scope.OPERATOR_READ)]
    for reader in readers:
        assert (await reader.read(QUEUE))["applications"]["totalCount"] == 1
        assert (await reader.read(one, id=application_id))["partnerApplication"]["email"] == FORM["email"]
    others = [scope for scope in Scope if scope != Scope.OPERATOR_READ]
    for stranger, code in (
        (portal.nobody(), "UNAUTHENTICATED"),
        (await portal.charlie(), "UNAUTHENTICATED"),
        (await portal.alice(), "FORBIDDEN"),
        (await portal.tool(*others), "FORBIDDEN"),
    ):
        assert (await stranger.ask(QUEUE)).codes == [code]
        assert (await stranger.ask(one, id=application_id)).codes == [code]
