"""removeDomain."""

import pytest

from portal.core.permissions import MemberRole
from portal.mail_catcher import MailSink
from tests.domains.name_server import NameServer
from tests.join_requests.steps import DOMAIN, add_domain, ask, join, verify_domain
from tests.people import Portal


async def test_nobody_joins_by_it_any_more_at_once(portal: Portal, names: NameServer) -> None:
    alice = await portal.alice()
    domain_id = await verify_domain(alice, names)
    token = await ask(portal)
    assert (await alice.do("removeDomain", "ok", domainId=domain_id))["ok"]
    assert (await portal.nobody().do("verifyEmail", "status", token=token))["status"] == "NO_PARTNER"


async def test_who_has_joined_stays_and_another_partner_may_have_it(portal: Portal, names: NameServer) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    domain_id = await verify_domain(alice, names)
    await join(portal)
    await alice.do("removeDomain", "ok", domainId=domain_id)
    assert await portal.rows("select status from team_member order by id") == [("ACTIVE",), ("ACTIVE",), ("PENDING",)]
    await verify_domain(bob, names)


async def test_it_is_proved_anew_when_it_is_added_again(portal: Portal, names: NameServer) -> None:
    alice = await portal.alice()
    domain_id = await verify_domain(alice, names)
    [(before,)] = await portal.rows("select id from partner_domain")
    await alice.do("removeDomain", "ok", domainId=domain_id)
    again = await add_domain(alice)
    assert again["status"] == "PENDING"
    assert again["id"] != f"dom_{before.hex}"
    assert await alice.refused("verifyDomain", domainId=again["id"]) == [("INVALID", "input.domainId")]


@pytest.mark.parametrize("verified", [True, False])
async def test_it_tells_what_happened_and_the_owners_where_it_was_verified(
    portal: Portal, names: NameServer, sink: MailSink, verified: bool
) -> None:
    alice = await portal.alice()
    await portal.member("Mary", "Brightside", MemberRole.MANAGER)
    domain_id = await verify_domain(alice, names) if verified else (await add_domain(alice))["id"]
    await alice.do("removeDomain", "ok", domainId=domain_id)
    [(_, actor, _, data)] = await portal.events("domain.removed")
    assert (actor, data) == ("MEMBER", {"domain": DOMAIN, "was_verified": verified})
    await portal.work()
    mails = [(mail.to, mail.subject) for mail in sink.messages]
    told = [(("alice@brightside.example",), f"The domain {DOMAIN} was removed")]
    assert [one for one in mails if "removed" in one[1]] == (told if verified else [])


async def test_strangers_remove_nothing(portal: Portal) -> None:
    added = await add_domain(await portal.alice())
    bob = await portal.bob()
    viewer = await portal.member("Vera", "Brightside", MemberRole.VIEWER)
    assert await bob.refused("removeDomain", domainId=added["id"]) == [("NOT_FOUND", "input.domainId")]
    assert await bob.refused("removeDomain", domainId="dom_" + "0" * 32) == [("NOT_FOUND", "input.domainId")]
    assert await viewer.forbidden("removeDomain", domainId=added["id"]) == ["FORBIDDEN"]
    assert await portal.nobody().forbidden("removeDomain", domainId=added["id"]) == ["UNAUTHENTICATED"]
    assert await portal.rows("select count(*) from partner_domain") == [(1,)]
