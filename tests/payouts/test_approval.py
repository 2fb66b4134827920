"""What the vendor's team does with withdrawals: approve, reject, pay, fail, return."""

from decimal import Decimal
from typing import Any

import psycopg
import pytest

from portal.core.actors import operator
from portal.core.money import CurrencyCode
from portal.core.permissions import MemberRole, OperatorRole, Scope
from portal.core.requests import Request
from portal.core.work import open_work
from portal.mail_catcher import MailSink
from portal.payouts.models import WAYS, WithdrawalStatus
from portal.rewards.service import adjust_balance
from tests.payouts.steps import (
    OTHER_IBAN,
    SUM_OF_LINES,
    UNKNOWN,
    WITHDRAWAL,
    approve,
    batch_of,
    earn,
    key_of,
    mark_paid,
    partner_with,
    set_debtor,
    status_of,
    usable_method,
    withdraw,
)
from tests.people import Person, Portal
from tests.rewards.steps import money

REASON = {"reason": "The bank says no."}
# How a withdrawal comes to stand somewhere: verbs one after the other.
TO = {
    WithdrawalStatus.REQUESTED: (),
    WithdrawalStatus.APPROVED: ("approveWithdrawals",),
    WithdrawalStatus.PROCESSING: ("approveWithdrawals", "createPayoutBatch"),
    WithdrawalStatus.PAID: ("approveWithdrawals", "markWithdrawalPaid"),
    WithdrawalStatus.REJECTED: ("rejectWithdrawal",),
    WithdrawalStatus.FAILED: ("approveWithdrawals", "failWithdrawal"),
    WithdrawalStatus.RETURNED: ("approveWithdrawals", "markWithdrawalPaid", "returnWithdrawal"),
    WithdrawalStatus.CANCELLED: ("cancelWithdrawal",),
}
LEADS_TO = {verbs[-1]: status for status, verbs in TO.items() if verbs}


def sent(verb: str, withdrawal: dict[str, Any]) -> dict[str, Any]:
    if verb in {"approveWithdrawals", "createPayoutBatch"}:
        return {"withdrawalIds": [withdrawal["id"]]}
    more = {"reference": "bank-1"} if verb == "markWithdrawalPaid" else {} if verb == "cancelWithdrawal" else REASON
    return {"withdrawalId": withdrawal["id"], **more}


async def asked(portal: Portal) -> tuple[Person, Person, dict[str, Any]]:
    """Alice, an operator, and a withdrawal of 75."""
    alice = await partner_with(portal, "60.00", "15.00")
    return alice, await portal.olga(), await withdraw(alice)


async def test_an_approved_withdrawal_is_paid_with_its_reference(portal: Portal) -> None:
    alice, olga, made = await asked(portal)
    await approve(olga, made)
    paid = await olga.do("markWithdrawalPaid", WITHDRAWAL, withdrawalId=made["id"], reference="2026-11 no. 5")
    assert (paid["withdrawal"]["status"], paid["withdrawal"]["reference"]) == ("PAID", "2026-11 no. 5")
    assert paid["withdrawal"]["approvedAt"] <= paid["withdrawal"]["paidAt"]
    assert await money(portal) == (0, 0, 0, 0, 75_00)
    [seen] = (await alice.read("{ withdrawals { nodes { status reference } } }"))["withdrawals"]["nodes"]
    assert seen == {"status": "PAID", "reference": "2026-11 no. 5"}
    assert [row[0] for row in await portal.rows("select distinct status from reward")] == ["PAID"]


@pytest.mark.parametrize(
    ("verbs", "available_minor"),
    [
        (("rejectWithdrawal",), 75_00),
        (("approveWithdrawals", "failWithdrawal"), 75_00),
        (("approveWithdrawals", "createPayoutBatch", "failWithdrawal"), 75_00),
        (("approveWithdrawals", "markWithdrawalPaid", "returnWithdrawal"), 75_00),
        (("approveWithdrawals", "createPayoutBatch", "markWithdrawalPaid", "returnWithdrawal"), 75_00),
    ],
)
async def test_what_is_not_paid_or_came_back_can_be_withdrawn_again(
    portal: Portal, verbs: tuple[str, ...], available_minor: int
) -> None:
    alice, olga, made = await asked(portal)
    await set_debtor(olga)
    for verb in verbs:
        await olga.do(verb, "__typename", **sent(verb, made))
    assert await money(portal) == (0, available_minor, 0, 0, 0)
    assert await portal.rows("select withdrawn_minor, paid_minor, status from reward") == [(0, 0, "AVAILABLE")] * 2
    [seen] = (await alice.read("{ withdrawals { nodes { reason } } }"))["withdrawals"]["nodes"]
    assert seen == REASON
    await withdraw(alice)
    assert await portal.rows(SUM_OF_LINES) == [(0,)]


@pytest.mark.parametrize("status", TO)
async def test_there_are_no_other_ways(portal: Portal, status: WithdrawalStatus) -> None:
    alice, olga, made = await asked(portal)
    await set_debtor(olga)
    people = {"cancelWithdrawal": alice}
    for verb in TO[status]:
        await people.get(verb, olga).do(verb, "__typename", **sent(verb, made))
    before = await money(portal)
    for verb, next_status in LEADS_TO.items():
        if next_status not in WAYS.get(status, ()):
            path = "withdrawalIds.0" if "withdrawalIds" in sent(verb, made) else "withdrawalId"
            errors = await people.get(verb, olga).refused(verb, **sent(verb, made))
            assert errors == [("WRONG_STATUS", f"input.{path}")], (status, verb)
    assert await status_of(olga, made) == status
    assert await money(portal) == before


@pytest.mark.parametrize("status", TO)
async def test_the_database_holds_to_the_same_ways(portal: Portal, status: WithdrawalStatus) -> None:
    alice, olga, made = await asked(portal)
    await set_debtor(olga)
    for verb in TO[status]:
        await (alice if verb == "cancelWithdrawal" else olga).do(verb, "__typename", **sent(verb, made))
    for next_status in WithdrawalStatus:
        if next_status not in WAYS.get(status, ()):
            with pytest.raises(psycopg.errors.CheckViolation, match="does not go from"):
                await portal.superuser.execute("update withdrawal set status = %s", [next_status.value])
    with pytest.raises(psycopg.errors.RestrictViolation):
        await portal.superuser.execute("delete from withdrawal")


async def test_one_that_can_t_be_approved_keeps_all_from_it_and_is_named(portal: Portal) -> None:
    alice = await partner_with(portal, "200.00")
    olga = await portal.olga()
    first, second, third = [await withdraw(alice, "60.00") for _ in range(3)]
    await olga.do("rejectWithdrawal", "__typename", withdrawalId=second["id"], **REASON)
    ids = [first["id"], second["id"], third["id"]]
    assert await olga.refused("approveWithdrawals", withdrawalIds=ids) == [("WRONG_STATUS", "input.withdrawalIds.1")]
    assert await status_of(olga, first) == await status_of(olga, third) == "REQUESTED"
    done = await olga.do("approveWithdrawals", "withdrawals { id status }", withdrawalIds=[third["id"], first["id"]])
    assert done["withdrawals"] == [{"id": one["id"], "status": "APPROVED"} for one in (third, first)]


async def test_a_list_names_each_withdrawal_that_is_there_once(portal: Portal) -> None:
    _alice, olga, made = await asked(portal)
    for verb in ("approveWithdrawals", "createPayoutBatch"):
        for ids in ([], [made["id"]] * 2, [made["id"]] * 501):
            assert await olga.refused(verb, withdrawalIds=ids) == [("INVALID", "input.withdrawalIds")]
        for unknown in UNKNOWN:
            errors = await olga.refused(verb, withdrawalIds=[made["id"], unknown])
            assert errors == [("NOT_FOUND", "input.withdrawalIds.1")]


async def test_a_suspended_partner_s_requests_freeze_and_what_is_approved_goes_on(portal: Portal) -> None:
    alice = await partner_with(portal, "200.00")
    olga = await portal.olga()
    asked_for, approved = [await withdraw(alice, "60.00") for _ in range(2)]
    await approve(olga, approved)
    await olga.do("suspendPartner", "partner { id }", partnerId=alice.partner_id, reason="It has to be.")
    assert await olga.refused("approveWithdrawals", withdrawalIds=[asked_for["id"]]) == [
        ("PARTNER_SUSPENDED", "input.withdrawalIds.0")
    ]
    await mark_paid(olga, approved)
    await olga.do("reinstatePartner", "partner { id }", partnerId=alice.partner_id)
    await approve(olga, asked_for)


async def test_whoever_adjusted_the_balance_since_the_last_payment_does_not_approve(portal: Portal) -> None:
    alice = await partner_with(portal, "200.00")
    olga, finn = await portal.olga(), await portal.olga(OperatorRole.FINANCE)
    async with open_work(portal.runtime, Request(), operator(role=OperatorRole.ADMIN, user_id=key_of(olga))) as work:
        await adjust_balance(work, alice.partner_id or "", Decimal(10), CurrencyCode.EUR, "A present.")
    first, second = [await withdraw(alice, "60.00") for _ in range(2)]
    assert await olga.refused("approveWithdrawals", withdrawalIds=[first["id"]]) == [
        ("NOT_ALLOWED", "input.withdrawalIds.0")
    ]
    await approve(finn, first)
    assert await olga.refused("approveWithdrawals", withdrawalIds=[second["id"]]) == [
        ("NOT_ALLOWED", "input.withdrawalIds.0")
    ]
    await portal.advance(seconds=1)
    await mark_paid(olga, first)
    await approve(olga, second)


async def test_whoever_changed_the_payout_data_does_not_approve(portal: Portal) -> None:
    _alice, olga, made = await asked(portal)
    await portal.superuser.execute("update payout_method set created_by = %s", [key_of(olga)])
    assert await olga.refused("approveWithdrawals", withdrawalIds=[made["id"]]) == [
        ("NOT_ALLOWED", "input.withdrawalIds.0")
    ]
    await approve(await portal.olga(OperatorRole.FINANCE), made)


async def test_admins_and_finance_decide_and_no_other(portal: Portal) -> None:
    alice, olga, made = await asked(portal)
    others = [await portal.olga(role) for role in (OperatorRole.SUPPORT, OperatorRole.PARTNERSHIPS)]
    others += [alice, await portal.tool(*Scope), await portal.member("Fiona", "Brightside", MemberRole.FINANCE)]
    for verb in {verb for verbs in TO.values() for verb in verbs} - {"cancelWithdrawal"}:
        for other in others:
            assert await other.forbidden(verb, **sent(verb, made)) == ["FORBIDDEN"]
    assert await olga.forbidden("cancelWithdrawal", withdrawalId=made["id"]) == ["FORBIDDEN"]
    await approve(await portal.olga(OperatorRole.FINANCE), made)


async def test_a_reason_and_a_reference_are_needed(portal: Portal) -> None:
    _alice, olga, made = await asked(portal)
    for empty in ("", " ", "\0", "x" * 1_001):
        errors = await olga.refused("rejectWithdrawal", withdrawalId=made["id"], reason=empty)
        assert errors == [("INVALID", "input.reason")]
    await approve(olga, made)
    for empty in ("", "x" * 141):
        errors = await olga.refused("markWithdrawalPaid", withdrawalId=made["id"], reference=empty)
        assert errors == [("INVALID", "input.reference")]


async def test_the_queue_shows_what_to_look_at(portal: Portal) -> None:
    alice = await partner_with(portal, "60.00")
    olga = await portal.olga()
    queue = "query ($filter: WithdrawalFilter) { withdrawals(filter: $filter) { nodes { id flags } } }"

    async def flags(withdrawal: dict[str, Any]) -> set[str]:
        nodes = (await olga.read(queue, filter={"status": ["REQUESTED", "APPROVED"]}))["withdrawals"]["nodes"]
        return set(next(one for one in nodes if one["id"] == withdrawal["id"])["flags"])

    first = await withdraw(alice)
    assert await flags(first) == {"NEW_PAYOUT_METHOD", "FIRST_WITHDRAWAL"}
    await approve(olga, first)
    await mark_paid(olga, first)
    await portal.advance(days=8)
    await earn(portal, alice, "120.00", "0.01")
    usual = await withdraw(alice, "120.00")
    assert await flags(usual) == set()
    await alice.do("cancelWithdrawal", "__typename", withdrawalId=usual["id"])
    unusual = await withdraw(alice, "120.01")
    assert await flags(unusual) == {"UNUSUAL_AMOUNT"}
    await earn(portal, alice, "-1.00")
    assert await flags(unusual) == {"UNUSUAL_AMOUNT", "IN_DEBT"}


async def test_the_queue_is_filtered_by_status_currency_and_partner(portal: Portal) -> None:
    alice, bob, olga = await partner_with(portal, "60.00"), await portal.bob(), await portal.olga()
    await usable_method(portal, bob, iban=OTHER_IBAN)
    await earn(portal, bob, "50.00", currency="USD")
    first, second = await withdraw(alice), await withdraw(bob, currency="USD")
    await approve(olga, first)

    async def found(**filter: Any) -> list[str]:
        document = "query ($filter: WithdrawalFilter) { withdrawals(filter: $filter) { nodes { id } } }"
        return [one["id"] for one in (await olga.read(document, filter=filter))["withdrawals"]["nodes"]]

    assert await found() == [second["id"], first["id"]]
    assert await found(status="APPROVED") == await found(partnerId=alice.partner_id) == [first["id"]]
    assert await found(currencyCode="USD") == await found(partnerId=bob.partner_id) == [second["id"]]
    assert await found(partnerId="rubbish") == []


async def test_whoever_withdrew_is_mailed_what_became_of_it(portal: Portal, sink: MailSink) -> None:
    await partner_with(portal, "300.00")
    fiona = await portal.member("Fiona", "Brightside", MemberRole.FINANCE)
    olga = await portal.olga()
    paid, rejected, failed = [await withdraw(fiona, "60.00") for _ in range(3)]
    await approve(olga, paid, failed)
    await portal.work()
    sink.clear()
    await mark_paid(olga, paid, "bank-77")
    await olga.do("rejectWithdrawal", "__typename", withdrawalId=rejected["id"], reason="We look into it.")
    await olga.do("failWithdrawal", "__typename", withdrawalId=failed["id"], reason="The account is closed.")
    await portal.work()
    await olga.do("returnWithdrawal", "__typename", withdrawalId=paid["id"], reason="It came back.")
    await portal.work()
    assert {one for mail in sink.messages for one in mail.to} == {"fiona@brightside.example"}
    told = {mail.subject: mail.text for mail in sink.messages}
    expected = {
        "60.00 EUR are on their way to you": "bank-77",
        "Your withdrawal of 60.00 EUR was rejected": "We look into it.",
        "Your withdrawal of 60.00 EUR could not be paid": "The account is closed.",
        "Your withdrawal of 60.00 EUR came back": "It came back.",
    }
    assert {subject: words for subject, words in expected.items() if words in told[subject]} == expected


async def test_each_step_is_told_once(portal: Portal) -> None:
    _alice, olga, made = await asked(portal)
    await set_debtor(olga)
    await approve(olga, made)
    await batch_of(olga, made)
    await mark_paid(olga, made)
    await olga.do("returnWithdrawal", "__typename", withdrawalId=made["id"], **REASON)
    told = await portal.rows("select type, actor_kind from event where type like 'withdrawal.%%' order by id")
    assert told == [
        ("withdrawal.requested", "MEMBER"),
        ("withdrawal.approved", "OPERATOR"),
        ("withdrawal.processing", "OPERATOR"),
        ("withdrawal.paid", "OPERATOR"),
        ("withdrawal.returned", "OPERATOR"),
    ]
