"""create-operator, the verb behind the command."""

import pytest

from portal.core.actors import System
from portal.core.permissions import OperatorRole
from portal.core.problems import Conflict
from portal.core.requests import Request
from portal.core.work import open_work
from portal.identity.passwords import hash_password
from portal.identity.service import create_operator
from tests.identity.test_request_password_reset import reset_links
from tests.people import PASSWORD, Portal

VIEWER = "{ viewer { operator { email role } } }"
CHARLIE = "charlie@stranger.example"
NEW = "a new password"


async def _create(portal: Portal, email: str, role: OperatorRole = OperatorRole.ADMIN) -> None:
    password_hash = await hash_password(portal.runtime, NEW)
    async with open_work(portal.runtime, Request(), System()) as work:
        await create_operator(work, email, password_hash, role)


async def test_it_makes_a_log_in(portal: Portal) -> None:
    await _create(portal, "Finn@Vendor.example", OperatorRole.FINANCE)
    browser = portal.nobody()
    await browser.do("signIn", "operator { email }", email="finn@vendor.example", password=NEW)
    shown = await browser.read(VIEWER)
    assert shown["viewer"]["operator"] == {"email": "finn@vendor.example", "role": "FINANCE"}


async def test_it_tells_what_happened(portal: Portal) -> None:
    await _create(portal, "finn@vendor.example")
    told = await portal.events("operator.created", "password.changed", "session.ended")
    assert told == [("operator.created", "SYSTEM", None, {"role": "ADMIN"})]


async def test_a_person_who_is_known_gets_the_role_and_all_that_was_open_ends(portal: Portal) -> None:
    charlie = await portal.charlie()
    await portal.set_password(charlie)
    await portal.nobody().do("requestPasswordReset", "ok", email=CHARLIE)
    [link] = await reset_links(portal)
    await _create(portal, CHARLIE)
    assert await portal.rows("select from session") == []
    assert await portal.nobody().refused("resetPassword", token=link, password=PASSWORD) == [("REPLACED", None)]
    assert await portal.nobody().refused("signIn", email=CHARLIE, password=PASSWORD) == [("INVALID", None)]
    await portal.nobody().do("signIn", "operator { email }", email=CHARLIE, password=NEW)
    told = await portal.events("operator.created", "password.changed", "session.ended")
    assert [(kind, data) for kind, _, _, data in told] == [
        ("operator.created", {"role": "ADMIN"}),
        ("password.changed", {}),
        ("session.ended", {"sessions": 1}),
    ]


async def test_it_refuses_a_member_of_a_partner(portal: Portal) -> None:
    alice = await portal.alice()
    await portal.set_password(alice)
    with pytest.raises(Conflict, match="member of a partner"):
        await _create(portal, "alice@brightside.example")
    assert (await alice.read("{ viewer { member { id } operator { email } } }"))["viewer"]["operator"] is None
    await portal.nobody().do("signIn", "member { id }", email="alice@brightside.example", password=PASSWORD)
    await portal.superuser.execute("update team_member set status = 'REMOVED'")
    await _create(portal, "alice@brightside.example")
