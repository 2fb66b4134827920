"""Everybody who may try: one of each kind, none of whom is the victim."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

from portal.core.links import CLIENT_LINKS, LinkKind
from portal.core.permissions import FOR_ONE_PARTNER, MemberRole, OperatorRole, Permission, Scope, permissions_of
from portal.core.requests import Request
from portal.web.sessions import cookie_name
from tests.people import Person
from tests.sweep.world import World, mark_as_seen

_ACCOUNTS = {"client_account", "account_access", "access_request", "access_block", "ownership_transfer", "search_word"}
_APPLICANTS = {"partner_application", "registration"}
# What the holder of a right sees of everybody where no partner narrows him: operators and programs. Beside it stand
# whose it is, and who did what to it.
_OPENS: dict[Permission, set[str]] = {
    Permission.VIEW_ACCOUNTS: _ACCOUNTS | {"partner", "event", "client_link", "billing_event"},
    Permission.VIEW_PARTNERS: {"partner"},
    Permission.VIEW_TEAM: {"team_member", "user", "partner", "partner_domain"},
    Permission.VIEW_APPLICATIONS: _APPLICANTS | {"partner", "event"},
    Permission.VIEW_REFERRAL_LINKS: {"referral_link", "referral_day", "partner"},
    Permission.VIEW_BILLING_EVENTS: _ACCOUNTS | {"billing_event", "partner", "event", "client_link"},
    # The trail names by id whatever something happened to.
    Permission.VIEW_AUDIT_TRAIL: _ACCOUNTS
    | _APPLICANTS
    | {"event", "partner", "user", "team_member", "client_link", "billing_event", "invitation", "partner_domain"}
    | {"password_reset", "session", "join_request", "client_link_request", "lead", "reserved_website"}
    | {"referral_link", "withdrawal", "payout_method", "payout_batch", "balance_adjustment", "reward"}
    | {"oauth_client", "access_token", "oauth_grant"},
    Permission.VIEW_CREDIT: {"credit_decision", "credit_candidate", "account_glimpse", "partner"},
    Permission.VIEW_LEADS: {"lead", "partner", "event", "search_word"},
    # A reward leads to its account, as a billing event does.
    Permission.VIEW_REWARDS: _ACCOUNTS | {"reward", "balance", "partner", "event", "client_link"},
    Permission.VIEW_WITHDRAWALS: {"withdrawal", "partner", "event"},
    Permission.VIEW_PAYOUT_METHODS: {"payout_method", "partner"},
    Permission.VIEW_PAYOUT_BATCHES: {"payout_batch", "withdrawal", "payout_method", "partner"},
    Permission.RESERVE_WEBSITES: {"reserved_website"},
    Permission.MANAGE_WEBHOOKS: {"webhook_endpoint", "webhook_delivery", "event"},
}


@dataclass(frozen=True)
class Caller:
    """Who tries. The vendor's people and programs act on everybody's things as far as their rights go."""

    name: str
    request: Request
    rights: frozenset[Permission] = frozenset()
    # Tables of what he shares with the victim, as a colleague.
    shares: frozenset[str] = frozenset()
    # The mailed link that he holds, which is not the victim's.
    link: tuple[LinkKind, str] | None = None

    @property
    def is_system(self) -> bool:
        """Whether no partner and no link narrows him, but his rights alone."""
        return self.name.startswith(("operator", "program"))

    @property
    def sees(self) -> frozenset[str]:
        """The tables in which the victim's rows are no secret to him."""
        return self.shares.union(*(_OPENS.get(right, ()) for right in self.rights))

    @property
    def shows(self) -> str:
        """The root field by which he shows his link, whose token is the variable `link`; empty without one."""
        if self.link is None:
            return ""
        return f"shown: {ROOT_OF[self.link[0]]}(token: $link) {{ __typename }}"

    @property
    def variables(self) -> dict[str, str]:
        """The token of his link, as the variable that `shows` names."""
        return {} if self.link is None else {"link": self.link[1]}

    @property
    def definition(self) -> str:
        """How a document declares that variable."""
        return "" if self.link is None else "$link: String!"


ROOT_OF = {
    LinkKind.APPLICATION: "application",
    LinkKind.REGISTER: "registration",
    LinkKind.RESET: "passwordReset",
    LinkKind.JOIN: "invitation",
    LinkKind.DOMAIN: "domainVerification",
    LinkKind.VERIFY: "emailVerification",
    LinkKind.EMAIL: "emailChange",
    **dict.fromkeys(CLIENT_LINKS, "clientLink"),
}


async def make_callers(world: World) -> list[Caller]:
    """One of each kind."""
    found = [one async for one in _people(world)]
    await mark_as_seen(world.portal)
    return found


async def _people(world: World) -> AsyncIterator[Caller]:
    portal = world.portal
    assert world.rival.person is not None
    yield Caller("rival", request_of(world, world.rival.person))
    viewer = await portal.member("Quintus", "Northlight", MemberRole.VIEWER)
    yield Caller("rival's viewer", request_of(world, viewer))
    removed = await portal.member("Remus", "Victrix")
    await portal.superuser.execute(
        b"update team_member set status = 'REMOVED', removed_at = now() where id = %s",
        [(removed.member_id or "").removeprefix("mem_")],
    )
    yield Caller("removed member", request_of(world, removed))
    colleague = await _restricted(world)
    # With whom he works, he knows.
    shared = frozenset({"partner", "team_member", "user", "partner_domain"})
    yield Caller("restricted colleague", request_of(world, colleague), shares=shared)
    yield Caller("stranger", request_of(world, await portal.charlie()))
    yield Caller("anybody", Request())
    for kind, token in world.rival.tokens.items():
        yield Caller(f"holder of another's {kind} link", Request(), link=(kind, token))
    for role in OperatorRole:
        person = await portal.olga(role)
        yield Caller(f"operator {role}", request_of(world, person), permissions_of(role))
    for scope in Scope:
        tool = await portal.tool(scope)
        yield Caller(f"program with {scope}", request_of(world, tool), permissions_of(scope) - FOR_ONE_PARTNER)


async def _restricted(world: World) -> Person:
    """A manager at the victim's partner who opens one account alone."""
    assert world.victim.person is not None
    colleague = await world.portal.member("Ruth", "Victrix", MemberRole.MANAGER)
    await world.victim.person.do(
        "updateMember", "member { id }", memberId=colleague.member_id, accountIds=[world.chosen]
    )
    return colleague


def request_of(world: World, person: Person) -> Request:
    session = person.http.cookies.get(cookie_name(world.portal.runtime.settings))
    return Request(session_token=session, bearer_token=person.token)
