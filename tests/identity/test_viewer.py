"""viewer."""

from portal.core.permissions import MemberRole, OperatorRole, Scope
from tests.people import Portal

VIEWER = """{ viewer {
  member { id name email role partner { name } } partner { id name members { name } } memberships { partner { name } }
  operator { name role } client { name scopes } scopes permissions
} }"""


async def test_a_member_sees_himself_and_his_partner(portal: Portal) -> None:
    alice = await portal.alice()
    await portal.bob()
    viewer = (await alice.read(VIEWER))["viewer"]
    assert viewer["member"] == {
        "id": alice.member_id,
        "name": "Alice",
        "email": "alice@brightside.example",
        "role": "OWNER",
        "partner": {"name": "Brightside"},
    }
    assert viewer["partner"] == {"id": alice.partner_id, "name": "Brightside", "members": [{"name": "Alice"}]}
    assert viewer["memberships"] == [{"partner": {"name": "Brightside"}}]
    assert (viewer["operator"], viewer["client"], viewer["scopes"]) == (None, None, [])
    assert viewer["permissions"] == [
        "CHECK_CREDIT",
        "CREATE_ACCOUNTS",
        "EDIT_ACCESS_TOKENS",
        "EDIT_ACCOUNTS",
        "EDIT_GRANTS",
        "EDIT_LEADS",
        "EDIT_OAUTH_CLIENTS",
        "EDIT_OWN_PARTNER",
        "EDIT_PAYOUT_METHODS",
        "EDIT_REFERRAL_LINKS",
        "EDIT_ROLES",
        "EDIT_TEAM",
        "LEAVE_ACCOUNTS",
        "LOG_IN_TO_ACCOUNTS",
        "REQUEST_ACCESS",
        "TRANSFER_ACCOUNTS",
        "VIEW_ACCESS_TOKENS",
        "VIEW_ACCOUNTS",
        "VIEW_CREDIT",
        "VIEW_CREDIT_POLICY",
        "VIEW_GRANTS",
        "VIEW_LEADS",
        "VIEW_PARTNERS",
        "VIEW_PAYOUT_METHODS",
        "VIEW_PROFILE",
        "VIEW_QUICK_LINKS",
        "VIEW_REFERRAL_LINKS",
        "VIEW_REWARDS",
        "VIEW_REWARD_PLAN",
        "VIEW_TEAM",
        "VIEW_WITHDRAWALS",
        "WITHDRAW_REWARDS",
    ]


async def test_a_viewer_s_rights_are_fewer(portal: Portal) -> None:
    vera = await portal.member("Vera", "Brightside", MemberRole.VIEWER)
    viewer = (await vera.read("{ viewer { permissions } }"))["viewer"]
    assert viewer["permissions"] == [
        "CHECK_CREDIT",
        "EDIT_GRANTS",
        "VIEW_ACCESS_TOKENS",
        "VIEW_ACCOUNTS",
        "VIEW_CREDIT",
        "VIEW_CREDIT_POLICY",
        "VIEW_GRANTS",
        "VIEW_LEADS",
        "VIEW_PARTNERS",
        "VIEW_PROFILE",
        "VIEW_QUICK_LINKS",
        "VIEW_REFERRAL_LINKS",
        "VIEW_REWARDS",
        "VIEW_REWARD_PLAN",
        "VIEW_TEAM",
        "VIEW_WITHDRAWALS",
    ]


async def test_an_operator_sees_himself(portal: Portal) -> None:
    olga = await portal.olga(OperatorRole.SUPPORT)
    await portal.alice()
    viewer = (await olga.read(VIEWER))["viewer"]
    assert viewer["operator"] == {"name": "Olga", "role": "SUPPORT"}
    assert (viewer["member"], viewer["partner"], viewer["memberships"], viewer["client"]) == (None, None, [], None)
    assert "REVIEW_APPLICATIONS" not in viewer["permissions"]


async def test_a_tool_sees_its_client_and_scopes(portal: Portal) -> None:
    tool = await portal.tool(Scope.ACCOUNTS_READ, Scope.OPERATOR_READ)
    viewer = (await tool.read(VIEWER))["viewer"]
    assert viewer["client"] == {"name": "Dashboard", "scopes": ["accounts:read", "operator:read"]}
    assert viewer["scopes"] == ["accounts:read", "operator:read"]
    assert viewer["permissions"] == [
        "VIEW_ACCOUNTS",
        "VIEW_APPLICATIONS",
        "VIEW_AUDIT_TRAIL",
        "VIEW_BILLING_EVENTS",
        "VIEW_CREDIT",
        "VIEW_CREDIT_POLICY",
        "VIEW_LEADS",
        "VIEW_PARTNERS",
        "VIEW_REFERRAL_LINKS",
        "VIEW_REWARDS",
        "VIEW_REWARD_PLAN",
        "VIEW_WITHDRAWALS",
    ]
    assert (viewer["member"], viewer["operator"]) == (None, None)


async def test_nobody_and_whoever_belongs_to_nobody_see_null(portal: Portal) -> None:
    assert await portal.nobody().read(VIEWER) == {"viewer": None}
    assert await (await portal.charlie()).read(VIEWER) == {"viewer": None}


async def test_a_removed_member_is_nobody_at_once(portal: Portal) -> None:
    alice = await portal.alice()
    await portal.superuser.execute("update team_member set status = 'REMOVED', removed_at = now()")
    assert await alice.read(VIEWER) == {"viewer": None}


async def test_an_invented_cookie_is_nobody(portal: Portal) -> None:
    for token in ("pp_ses_invented", "", "%00", "x" * 4_000):
        nobody = portal.nobody()
        nobody.http.cookies.set("portal_session", token, domain="portal.example")
        assert await nobody.read(VIEWER) == {"viewer": None}
