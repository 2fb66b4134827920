"""Nobody sees another's data: every way to name a thing, every caller, by read and by write; and what else comes along.

Each is swept twice: as the portal is served, and with the compiled scopes left out, so that row level security alone
holds. Operators and programs stand under no row level security, so the second leaves them out.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest

from portal.core.api import Api
from portal.core.permissions import Scope
from portal.core.requests import Request
from portal.web.schema import make_api
from tests.people import Portal
from tests.sweep.callers import Caller, make_callers, request_of
from tests.sweep.names import Names, victims_cursors
from tests.sweep.places import Takes, reading_places, writing_places
from tests.sweep.reading import Findings, sweep_answers, sweep_names
from tests.sweep.world import World, make_world
from tests.sweep.writing import sweep_verbs

# Choices and codes, which many rows have alike: no text of theirs tells whose row it is.
BARE_COLUMNS = {
    # Four characters tell nobody's token.
    *("access_token.last_characters",),
    *("passkey.device_type",),
    *("access_token.scopes", "oauth_authorization.scopes", "oauth_client.scopes", "oauth_grant.scopes"),
    *("access_request.status", "account_access.ended_by", "account_access.ended_from", "account_access.status"),
    *("credit_candidate.kind", "credit_candidate.reason_code", "credit_decision.website_key"),
    *("account_glimpse.name", "account_glimpse.website"),
    *("billing_event.currency_code", "billing_event.source", "billing_event.type", "client_account.provisioning"),
    *("client_link.answer", "client_link.kind", "client_link.status", "event.actor_kind", "event.type"),
    *("invitation.partner_name", "invitation.role", "invitation.status", "ownership_transfer.status"),
    *(
        "partner.status",
        "partner_domain.mail_partner_name",
        "partner_application.country",
        "partner_application.status",
    ),
    *("lead.status", "team_member.role", "team_member.status", "webhook_delivery.status"),
    *("balance.currency_code", "balance_adjustment.currency_code", "balance_adjustment.status"),
    *("ledger_entry.account", "ledger_entry.currency_code", "ledger_transaction.currency_code"),
    *("ledger_transaction.kind", "reward.currency_code", "reward.kind", "reward.status"),
    *("earned_period.currency_code", "earned_period.evidence", "earned_period.interval", "earned_period.starts_on"),
    *("partner_tier.month", "user.operator_role"),
    *("payout_method.type", "withdrawal.currency_code", "withdrawal.status"),
    # The program's own, alike for all.
    *("payout_batch.currency_code", "payout_batch.debtor_bic", "payout_batch.debtor_iban", "payout_batch.debtor_name"),
}

BOTH = pytest.mark.parametrize("scoped", [True, False], ids=["as served", "by row level security alone"])
Report = Callable[[str, object], None]


@dataclass
class Scene:
    """The world with its callers, and the victim's cursors."""

    world: World
    callers: list[Caller]
    cursors: dict[str, list[str]]

    def trying(self, *, scoped: bool) -> list[Caller]:
        return [one for one in self.callers if scoped or not one.is_system]

    def names(self, api: Api) -> Names:
        return Names(self.world, api, self.cursors)


@pytest.fixture(scope="module")
async def scene(house: Portal, superuser: psycopg.AsyncConnection[Any]) -> AsyncIterator[Scene]:
    house.superuser = superuser
    await house.fresh()
    world = await make_world(house)
    callers = await make_callers(world)
    api = make_api()
    lists = {place.root for place in reading_places(api.schema) if place.takes is Takes.CURSOR}
    all_seeing = Request(bearer_token=(await house.tool(*Scope)).token)
    assert world.victim.person is not None
    admin = next(one.request for one in callers if one.name == "operator ADMIN")
    readers = [all_seeing, admin, request_of(world, world.victim.person)]
    yield Scene(world, callers, await victims_cursors(world, api, readers, lists))
    await house.leave()


def _told(findings: Findings, what: str, report: Report, *, scoped: bool) -> None:
    how = "as served" if scoped else "by row level security alone"
    report("sweep", f"{what}, {how}: {findings}")
    assert findings.leaks == []


def test_every_text_of_the_victim_s_is_a_canary_or_known_to_be_none(scene: Scene) -> None:
    assert scene.world.bare_columns == BARE_COLUMNS
    assert len(scene.world.canaries) > 200


@BOTH
async def test_to_name_another_s_thing_in_a_query_is_as_to_name_nothing(
    scene: Scene, scoped: bool, record_property: Report
) -> None:
    api = make_api(scoped=scoped)
    places = reading_places(api.schema)
    findings = await sweep_names(scene.world, api, scene.trying(scoped=scoped), scene.names(api), places)
    assert findings.places == set(places)
    _told(findings, "names in queries", record_property, scoped=scoped)


@BOTH
async def test_no_answer_holds_a_text_or_an_id_of_another_s(
    scene: Scene, scoped: bool, record_property: Report
) -> None:
    api = make_api(scoped=scoped)
    findings = await sweep_answers(scene.world, api, scene.trying(scoped=scoped), scoped=scoped)
    _told(findings, "whole answers", record_property, scoped=scoped)


@BOTH
async def test_a_verb_on_another_s_thing_is_answered_as_one_on_nothing_and_changes_nothing(
    scene: Scene, scoped: bool, record_property: Report
) -> None:
    api = make_api(scoped=scoped)
    findings = await sweep_verbs(scene.world, api, scene.trying(scoped=scoped), scene.names(api))
    assert findings.places == set(writing_places(api.schema))
    _told(findings, "names in verbs", record_property, scoped=scoped)


@pytest.mark.long
@pytest.mark.timeout(3600)
@BOTH
async def test_whoever_is_turned_away_tries_everything_all_the_same(
    scene: Scene, scoped: bool, record_property: Report
) -> None:
    api = make_api(scoped=scoped)
    callers = scene.trying(scoped=scoped)
    findings = await sweep_verbs(scene.world, api, callers, scene.names(api), thorough=True)
    _told(findings, "names in verbs, by everybody", record_property, scoped=scoped)
