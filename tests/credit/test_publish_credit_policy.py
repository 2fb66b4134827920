"""publishCreditPolicy, creditPolicies, creditPolicyDraft, program.creditPolicy."""

import asyncio

import pytest

from portal.core.permissions import OperatorRole, Scope
from tests.people import Portal

POLICY = "creditPolicy { version order referralDays leadDays protection words note }"
CURRENT = "{ program { creditPolicy { version order referralDays leadDays protection words note } } }"
DEFAULT_ORDER = ["DIRECT", "CREATED", "LEAD", "REFERRAL", "MANAGED", "PARTNER_EMAIL"]


async def test_a_fresh_installation_has_the_defaults(portal: Portal) -> None:
    policy = (await (await portal.alice()).read(CURRENT))["program"]["creditPolicy"]
    assert (policy["version"], policy["order"], policy["protection"]) == (1, DEFAULT_ORDER, True)
    assert (policy["referralDays"], policy["leadDays"]) == (90, 90)
    assert any("protected for 90 days" in sentence for sentence in policy["words"])


async def test_it_publishes_a_version_that_partners_read_in_words(portal: Portal) -> None:
    olga, alice = await portal.olga(), await portal.alice()
    made = await olga.do("publishCreditPolicy", POLICY, preset="KLAVIYO_STYLE", leadDays=120, note="For spring.")
    assert made["creditPolicy"]["version"] == 2
    assert made["creditPolicy"]["order"] == ["DIRECT", "LEAD", "REFERRAL", "MANAGED"]
    shown = (await alice.read(CURRENT))["program"]["creditPolicy"]
    assert shown == made["creditPolicy"] | {"note": None}
    assert any("protected for 120 days" in sentence for sentence in shown["words"])
    listed = await olga.read("{ creditPolicies { nodes { version note } } }")
    assert listed["creditPolicies"]["nodes"] == [{"version": 2, "note": "For spring."}, {"version": 1, "note": None}]


async def test_a_draft_is_shown_in_words_and_changes_nothing(portal: Portal) -> None:
    olga = await portal.olga()
    document = """query ($input: CreditPolicyInput!) {
      creditPolicyDraft(input: $input) { order referralDays leadDays protection words }
    }"""
    draft = (await olga.read(document, input={"preset": "OMNISEND_STYLE", "referralDays": 30}))["creditPolicyDraft"]
    assert (draft["order"], draft["referralDays"], draft["protection"]) == (DEFAULT_ORDER, 30, False)
    made = await olga.do("publishCreditPolicy", POLICY, preset="OMNISEND_STYLE", referralDays=30)
    assert made["creditPolicy"]["words"] == draft["words"]
    inline = "{ a: creditPolicyDraft(input: {}) { leadDays } b: creditPolicyDraft(input: {leadDays: 7}) { leadDays } }"
    assert await olga.read(inline) == {"a": {"leadDays": 90}, "b": {"leadDays": 7}}


async def test_a_draft_that_no_policy_can_be_is_refused(portal: Portal) -> None:
    olga = await portal.olga()
    answer = await olga.ask("{ creditPolicyDraft(input: {leadDays: 0}) { words } }")
    assert answer.codes == ["BAD_USER_INPUT"]


async def test_it_tells_what_happened(portal: Portal) -> None:
    await (await portal.olga()).do("publishCreditPolicy", POLICY, protection=False)
    told = await portal.events("program.credit_policy_published")
    assert told == [("program.credit_policy_published", "OPERATOR", None, {"version": 2})]


async def test_two_at_once_become_two_versions(portal: Portal) -> None:
    olga = await portal.olga()
    made = await asyncio.gather(*(olga.do("publishCreditPolicy", POLICY, leadDays=10 + i) for i in range(4)))
    assert sorted(one["creditPolicy"]["version"] for one in made) == [2, 3, 4, 5]


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"order": []}, "order"),
        ({"order": ["LEAD", "DIRECT"]}, "order"),
        ({"order": ["DIRECT", "LEAD", "LEAD"]}, "order"),
        ({"order": ["DIRECT", "CLAIM"]}, "order"),
        ({"referralDays": 0}, "referralDays"),
        ({"leadDays": 731}, "leadDays"),
    ],
)
async def test_it_refuses_settings_that_no_policy_can_have(portal: Portal, sent: dict[str, object], field: str) -> None:
    olga = await portal.olga()
    assert await olga.refused("publishCreditPolicy", **sent) == [("INVALID", f"input.{field}")]
    assert (await olga.read(CURRENT))["program"]["creditPolicy"]["version"] == 1


async def test_others_do_not_publish(portal: Portal) -> None:
    assert await portal.nobody().forbidden("publishCreditPolicy") == ["UNAUTHENTICATED"]
    for somebody in (
        await portal.alice(),
        await portal.olga(OperatorRole.SUPPORT),
        await portal.tool(Scope.OPERATOR_READ),
    ):
        assert await somebody.forbidden("publishCreditPolicy") == ["FORBIDDEN"]
    nobody = await portal.nobody().read(CURRENT)
    assert nobody["program"]["creditPolicy"] is None
