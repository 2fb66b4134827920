"""What Mailwave hears from the portal."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from standardwebhooks.webhooks import Webhook

from tests.accounts.steps import create
from tests.people import Portal
from tests.sample_vendor.mailwave import SECRET, Line, Mailwave


async def _provisioned_by_vendor(portal: Portal) -> None:
    olga = await portal.olga()
    await olga.do("updateProgram", "program { provisioning }", provisioning="VENDOR")


async def test_a_development_account_is_made_and_confirmed(portal: Portal, mailwave: Mailwave) -> None:
    await _provisioned_by_vendor(portal)
    mailwave.know_secret()
    account = await create(await portal.alice())
    heard = await mailwave.hear("account.created", account["accountId"], provisioning="PENDING")
    assert (heard.status_code, heard.content) == (204, b"")
    await mailwave.until(lambda: mailwave.count("select count(*) from letter where state = 'DONE'"))
    assert await portal.rows("select provisioning from client_account") == [("READY",)]
    assert mailwave.count("select count(*) from account where name = 'Northwind Outfitters' and status = 'OPEN'") == 1


async def test_an_account_that_is_to_fail_fails(portal: Portal, mailwave: Mailwave) -> None:
    await _provisioned_by_vendor(portal)
    mailwave.know_secret()
    account = await create(await portal.alice(), "Failing Store")
    await mailwave.hear("account.created", account["accountId"])
    await mailwave.until(lambda: mailwave.count("select count(*) from letter where state = 'DONE'"))
    [(provisioning, reason)] = await portal.rows("select provisioning, provisioning_reason from client_account")
    assert provisioning == "FAILED"
    assert "asked to fail" in reason


async def test_twice_is_once(portal: Portal, mailwave: Mailwave) -> None:
    await _provisioned_by_vendor(portal)
    mailwave.know_secret()
    account = await create(await portal.alice())
    for _again in range(2):
        assert (await mailwave.hear("account.created", account["accountId"])).status_code == 204
    # The portal may also tell of it in two events at once.
    await mailwave.hear("account.updated", account["accountId"], "evt_2")
    await mailwave.until(lambda: mailwave.count("select count(*) from webhook where handled_at is not null") == 2)
    assert mailwave.count("select count(*) from webhook") == 2
    assert mailwave.count("select count(*) from letter") == 1


async def test_the_portal_is_asked_how_things_stand_whatever_comes_first(portal: Portal, mailwave: Mailwave) -> None:
    alice = await portal.alice()
    mailwave.know_secret()
    account = await create(alice)
    await alice.do("updateAccount", "account { id }", accountId=account["id"], name="Southwind")
    await mailwave.hear("account.updated", account["accountId"], "evt_2")
    await mailwave.hear("account.created", account["accountId"], "evt_1", name="Northwind Outfitters")
    await mailwave.until(lambda: mailwave.count("select count(*) from webhook where handled_at is not null") == 2)
    assert mailwave.count("select count(*) from account where name = 'Southwind'") == 1


async def test_a_forged_webhook_is_refused(mailwave: Mailwave) -> None:
    mailwave.know_secret()
    another = "whsec_" + "C" * 32
    assert (await mailwave.hear("account.created", "0" * 24, secret=another)).status_code == 401
    now = dt.datetime.now(dt.UTC)
    signed = {
        "webhook-id": "evt_1",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(SECRET).sign("evt_1", now, "{}"),
    }
    for body, headers in [
        (b'{"type": "account.created"}', signed),
        (b"{}", signed),
        (b"{}", signed | {"webhook-id": "evt_2"}),
        (b"{}", signed | {"webhook-signature": "v1,a,b"}),
        (b"{}", signed | {"webhook-signature": "v1,%%%"}),
        (b"\xff", signed),
        (b"", {}),
    ]:
        answer = await mailwave.nobody.post("/webhooks/portal", content=body, headers=headers)
        assert answer.status_code == 401
    assert mailwave.count("select count(*) from webhook") == 0


@pytest.mark.parametrize("minutes", [-6, 6])
async def test_one_of_another_time_is_refused(mailwave: Mailwave, minutes: int) -> None:
    mailwave.know_secret()
    at = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=minutes)
    assert (await mailwave.hear("account.created", "0" * 24, at=at)).status_code == 401


async def test_without_a_secret_the_portal_is_asked_to_come_again(mailwave: Mailwave) -> None:
    if mailwave.app.state.store.kept("webhook secret") is None:
        assert (await mailwave.hear("account.created", "0" * 24)).status_code == 503


async def test_a_long_body_is_refused(mailwave: Mailwave) -> None:
    answer = await mailwave.nobody.post("/webhooks/portal", content=b" " * 1_000_000)
    assert answer.status_code == 413


async def test_a_webhook_is_acted_on_once_the_portal_is_back(portal: Portal, mailwave: Mailwave, line: Line) -> None:
    mailwave.know_secret()
    account = await create(await portal.alice())
    line.cut = True
    assert (await mailwave.hear("account.created", account["accountId"])).status_code == 204
    await mailwave.until(lambda: mailwave.count("select attempts from webhook"))
    line.cut = False
    await mailwave.until(lambda: mailwave.count("select count(*) from account"))


async def test_the_log_shows_what_was_heard_and_told(mailwave: Mailwave) -> None:
    mailwave.know_secret()
    await mailwave.sign_up()
    await mailwave.hear("account.archived", "0" * 24, reason="</pre><script>alert(1)</script>")
    page = await mailwave.page("/webhooks")
    assert "account.archived" in page
    assert "registerAccounts" in page
    assert "<script>alert" not in page


async def test_an_event_of_no_account_is_kept_for_the_log(mailwave: Mailwave) -> None:
    mailwave.know_secret()
    now = dt.datetime.now(dt.UTC)
    body = json.dumps({"type": "partner.approved", "timestamp": now.isoformat(), "data": {"id": "part_1"}})
    headers = {
        "webhook-id": "evt_9",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(SECRET).sign("evt_9", now, body),
    }
    assert (await mailwave.nobody.post("/webhooks/portal", content=body, headers=headers)).status_code == 204
    await mailwave.until(lambda: mailwave.count("select count(*) from webhook where handled_at is not null"))
