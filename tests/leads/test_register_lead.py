"""registerLead."""

import asyncio
import datetime as dt

import pytest

from portal.core.permissions import MemberRole, Scope
from tests.leads.steps import DAYS, UNKNOWN, later, lead, paying_client, review, status_of
from tests.people import Portal, Refused

NORTHWIND = {"website": "northwind.example", "company": "Northwind Traders"}


def _moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


async def test_it_protects_the_website_for_as_long_as_the_policy_says(portal: Portal) -> None:
    alice = await portal.alice()
    made = await lead(
        alice,
        "https://Shop.Northwind.example/about",
        contactName="Nora",
        contactEmail="Nora@Northwind.example",
        note="Met at the fair.\nWants to start in May.",
        expectedPlan="Pro",
    )
    assert made["id"].startswith("lead_")
    assert (made["website"], made["company"]) == ("shop.northwind.example", "Northwind Traders")
    assert (made["contactName"], made["contactEmail"]) == ("Nora", "nora@northwind.example")
    assert (made["note"], made["expectedPlan"]) == ("Met at the fair.\nWants to start in May.", "Pro")
    assert (made["status"], made["canExtend"], made["mixedScript"]) == ("OPEN", True, False)
    assert (made["registeredBy"], made["partner"]) == ({"name": "Alice"}, {"name": "Brightside"})
    assert (made["extendedAt"], made["endedAt"], made["reason"]) == (None, None, None)
    assert _moment(made["protectedUntil"]) - _moment(made["registeredAt"]) == dt.timedelta(days=DAYS)


async def test_a_new_policy_changes_no_lead_that_is_registered(portal: Portal) -> None:
    alice, olga = await portal.alice(), await portal.olga()
    before = await lead(alice)
    await olga.do("publishCreditPolicy", "creditPolicy { version }", leadDays=30)
    after = await lead(alice, "southwind.example")
    for made, days in ((before, DAYS), (after, 30)):
        assert _moment(made["protectedUntil"]) - _moment(made["registeredAt"]) == dt.timedelta(days=days)


async def test_it_tells_what_happened_without_whom_one_speaks_with(portal: Portal) -> None:
    alice = await portal.alice()
    made = await lead(alice, contactName="Nora", contactEmail="nora@northwind.example", note="Met at the fair.")
    [(kind, actor, reason, data)] = await portal.events("lead.registered")
    assert (kind, actor, reason) == ("lead.registered", "MEMBER", None)
    assert (data["website"], data["in_review"]) == ("northwind.example", False)
    assert set(data) == {"website", "in_review", "protected_until"}
    timeline = "query ($id: ID!) { node(id: $id) { ... on Lead { timeline { nodes { event actor { name } } } } } }"
    told = (await alice.read(timeline, id=made["id"]))["node"]["timeline"]["nodes"]
    assert told == [{"event": "lead.registered", "actor": {"name": "Alice"}}]


async def test_a_website_that_looks_like_another_is_flagged(portal: Portal) -> None:
    alice = await portal.alice()
    selection = "lead { website mixedScript } warnings { code field message }"
    made = await alice.do("registerLead", selection, **{**NORTHWIND, "website": "n\u043erthwind.example"})
    assert made["lead"]["mixedScript"]
    assert [(one["code"], one["field"]) for one in made["warnings"]] == [("MIXED_SCRIPT", ["input", "website"])]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("website", typed) for typed in ("", "northwind", "alice@northwind.example", "http://a@b.example/", "\0")),
        *(("website", typed) for typed in ("gmail.com", "myshopify.com", "www.myshopify.com", "co.uk")),
        *(("company", typed) for typed in ("", " ", "x" * 121, "\0")),
        ("contactName", "x" * 121),
        ("contactEmail", "nobody"),
        ("note", "x" * 5_001),
        ("expectedPlan", "x" * 121),
    ],
)
async def test_it_refuses_what_cannot_be_kept(portal: Portal, field: str, value: str) -> None:
    alice = await portal.alice()
    assert await alice.refused("registerLead", **{**NORTHWIND, field: value}) == [("INVALID", f"input.{field}")]
    assert await portal.rows("select from lead") == []


async def test_a_rival_is_refused_with_the_date_and_without_a_name(portal: Portal) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    made = await lead(alice)
    for typed in ("northwind.example", "https://www.northwind.example/cart", "m.NORTHWIND.example."):
        [error] = await bob.fail("registerLead", website=typed, company="Northwind")
        assert (error["code"], error["field"]) == ("PROTECTED", ["input", "website"])
        until = _moment(made["protectedUntil"])
        assert f"{until.day} {until:%B %Y, %H:%M} (UTC)" in error["message"]
        assert "Brightside" not in error["message"]
    assert await status_of(alice, made) == "OPEN"


async def test_one_s_own_lead_is_not_registered_twice(portal: Portal) -> None:
    alice = await portal.alice()
    await lead(alice)
    mia = await portal.member("Mia", "Brightside", MemberRole.MANAGER)
    assert await mia.refused("registerLead", **NORTHWIND) == [("TAKEN", "input.website")]


async def test_two_stores_of_one_host_are_two_leads(portal: Portal) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    await lead(alice, "one.myshopify.com")
    await lead(bob, "two.myshopify.com")
    assert await bob.refused("registerLead", website="admin.one.myshopify.com", company="One") == [
        ("PROTECTED", "input.website")
    ]


async def test_two_that_sound_alike_are_two_leads(portal: Portal) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    await lead(alice, "faß.de")
    await lead(bob, "fass.de")
    assert await bob.refused("registerLead", website="xn--fa-hia.de", company="Fass") == [
        ("PROTECTED", "input.website")
    ]


async def test_its_protection_ends_to_the_second_whether_or_not_the_worker_ran(portal: Portal) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    mine = await lead(alice)
    await portal.advance(days=DAYS)
    # What the test took already belongs to the last second.
    await portal.superuser.execute("update lead set protected_until = work_now() + interval '1 hour'")
    assert await bob.refused("registerLead", **NORTHWIND) == [("PROTECTED", "input.website")]
    assert await status_of(alice, mine) == "OPEN"
    await portal.superuser.execute("update lead set protected_until = work_now()")
    assert await status_of(alice, mine) == "EXPIRED"
    his = await lead(bob)
    assert await status_of(bob, his) == "OPEN"


async def test_an_expired_lead_gives_way_without_naming_who_took_its_place(portal: Portal) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    mine = await lead(alice)
    await portal.advance(days=DAYS)
    await lead(bob)
    assert await portal.events("lead.expired") == []
    await later(portal, 0, 60)
    await later(portal, 0, 60)
    assert await portal.events("lead.expired") == [("lead.expired", "SYSTEM", None, {"website": "northwind.example"})]
    timeline = "query ($id: ID) { lead(id: $id) { status timeline { nodes { event actor { kind name } } } } }"
    found = (await alice.read(timeline, id=mine["id"]))["lead"]
    assert (found["status"], found["timeline"]["nodes"][0]) == (
        "EXPIRED",
        {"event": "lead.expired", "actor": {"kind": "SYSTEM", "name": None}},
    )


async def test_a_client_who_pays_is_no_lead(portal: Portal) -> None:
    alice = await portal.alice()
    tool = await paying_client(portal)
    [error] = await alice.fail("registerLead", **NORTHWIND)
    assert (error["code"], error["field"]) == ("EXISTING_CLIENT", ["input", "website"])
    await tool.do("closeAccounts", "results { outcome }", accountIds=["c" * 24])
    await lead(alice)


async def test_a_client_who_does_not_pay_yet_may_be_a_lead(portal: Portal) -> None:
    alice = await portal.alice()
    await paying_client(portal)
    await portal.superuser.execute("update client_account set first_paid_at = null")
    await lead(alice)


@pytest.mark.parametrize("verb", ["withdrawLead", "closeLead"])
async def test_the_same_partner_waits_30_days_before_he_takes_a_website_again(portal: Portal, verb: str) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    made = await lead(alice)
    await alice.do(verb, "lead { status }", leadId=made["id"], reason="Not now.")
    await portal.advance(days=29, seconds=86_000)
    [error] = await alice.fail("registerLead", **NORTHWIND)
    assert (error["code"], error["field"]) == ("NOT_ALLOWED", ["input", "website"])
    assert "(UTC)" in error["message"]
    await portal.advance(seconds=400)
    again = await lead(alice)
    await alice.do(verb, "lead { status }", leadId=again["id"], reason="Not now.")
    await lead(bob)


async def test_after_an_expiry_the_wait_begins_at_its_end(portal: Portal) -> None:
    alice, olga = await portal.alice(), await portal.olga()
    await lead(alice)
    await later(portal, DAYS + 29)
    assert await alice.refused("registerLead", **NORTHWIND) == [("NOT_ALLOWED", "input.website")]
    await olga.do("updateProgram", "program { leadWaitDays }", leadWaitDays=0)
    await lead(alice)


async def test_whoever_was_refused_need_not_wait(portal: Portal) -> None:
    alice, olga = await portal.alice(), await review(portal)
    made = await lead(alice)
    await olga.do("refuseLead", "lead { status }", leadId=made["id"], reason="Say more.")
    await lead(alice)


async def test_as_many_leads_are_open_as_the_program_allows(portal: Portal) -> None:
    alice, olga = await portal.alice(), await portal.olga()
    await olga.do("updateProgram", "program { openLeadsPerPartner }", openLeadsPerPartner=2)
    first = await lead(alice, "one.example")
    await lead(alice, "two.example")
    third = {"website": "three.example", "company": "Three"}
    assert await alice.refused("registerLead", **third) == [("LIMIT_REACHED", None)]
    await alice.do("withdrawLead", "lead { status }", leadId=first["id"])
    await lead(alice, "three.example")
    await portal.advance(days=DAYS)
    await lead(alice, "four.example")


async def test_the_limit_holds_for_those_who_register_at_once(portal: Portal) -> None:
    alice, olga = await portal.alice(), await portal.olga()
    await olga.do("updateProgram", "program { openLeadsPerPartner }", openLeadsPerPartner=3)
    tries = (alice.do("registerLead", "lead { id }", website=f"{i}.example", company="One") for i in range(8))
    answers = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(answer, dict) for answer in answers) == 3
    assert all("LIMIT_REACHED" in str(answer) for answer in answers if isinstance(answer, Refused))
    assert len(await portal.rows("select from lead")) == 3


async def test_a_suspended_partner_registers_nothing(portal: Portal) -> None:
    alice, olga = await portal.alice(), await portal.olga()
    await olga.do("suspendPartner", "partner { id }", partnerId=alice.partner_id, reason="Unpaid.")
    assert await alice.refused("registerLead", **NORTHWIND) == [("PARTNER_SUSPENDED", None)]


async def test_a_stranger_sees_nothing_of_it(portal: Portal) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    made = await lead(alice)
    assert await status_of(bob, made) is None
    everything = "query ($id: ID!) { node(id: $id) { id } leads { totalCount nodes { id } } leadCounts { open most } }"
    found = await bob.read(everything, id=made["id"])
    assert found == {
        "node": None,
        "leads": {"totalCount": 0, "nodes": []},
        "leadCounts": {"open": 0, "most": 50},
    }
    for unknown in (made["id"], *UNKNOWN):
        for verb, more in (
            ("updateLead", {"company": "Mine"}),
            ("extendLead", {}),
            ("withdrawLead", {}),
            ("closeLead", {"reason": "Mine."}),
        ):
            assert await bob.refused(verb, leadId=unknown, **more) == [("NOT_FOUND", "input.leadId")], verb
    assert await status_of(alice, made) == "OPEN"


async def test_only_owners_and_managers_register(portal: Portal) -> None:
    await portal.alice()
    for nobody in (portal.nobody(), await portal.charlie()):
        assert await nobody.forbidden("registerLead", **NORTHWIND) == ["UNAUTHENTICATED"]
    others = [await portal.member(role.title(), "Brightside", role) for role in list(MemberRole)[2:]]
    for somebody in (*others, await portal.olga(), await portal.tool(*Scope)):
        assert await somebody.forbidden("registerLead", **NORTHWIND) == ["FORBIDDEN"]
    mia = await portal.member("Mia", "Brightside", MemberRole.MANAGER)
    await lead(mia)
