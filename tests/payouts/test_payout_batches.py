"""createPayoutBatch and the bank's file."""

import datetime as dt
import uuid
import xml.etree.ElementTree as ET
from typing import Any

import pytest

from portal.core.money import CurrencyCode
from portal.core.permissions import OperatorRole, Scope
from portal.payouts.bank_file import BankFile, Debtor, Payment, write_file
from tests.payouts.steps import (
    IBAN,
    OTHER_IBAN,
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

NS = {"p": "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"}


def all_of(document: ET.Element, name: str) -> list[str | None]:
    return [one.text for one in document.iterfind(f".//p:{name}", NS)]


async def fetch(person: Person, batch: dict[str, Any]) -> Any:
    return await person.http.get(batch["fileUrl"])


async def approved(portal: Portal) -> tuple[Person, Person, dict[str, Any]]:
    alice = await partner_with(portal, "75.00")
    olga = await portal.olga()
    await set_debtor(olga)
    made = await withdraw(alice)
    await approve(olga, made)
    return alice, olga, made


async def test_approved_withdrawals_go_to_the_bank_in_one_file(portal: Portal) -> None:
    alice, olga, first = await approved(portal)
    bob = await portal.bob()
    await usable_method(portal, bob, iban=OTHER_IBAN, bic=None, holderName="Northlight & Söhne")
    await earn(portal, bob, "60.10")
    second = await withdraw(bob)
    await approve(olga, second)
    batch = await batch_of(olga, first, second)
    assert batch["amount"] == {"amount": "135.10", "currencyCode": "EUR"}
    assert [one["status"] for one in batch["withdrawals"]] == ["PROCESSING"] * 2
    assert await status_of(alice, first) == "PROCESSING"
    answer = await fetch(olga, batch)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/xml")
    assert answer.headers["cache-control"] == "no-store"
    document = ET.fromstring(answer.content)
    assert all_of(document, "InstdAmt") == ["75.00", "60.10"]
    assert {one.get("Ccy") for one in document.iterfind(".//p:InstdAmt", NS)} == {"EUR"}
    assert set(all_of(document, "CtrlSum")) == {"135.10"}
    assert set(all_of(document, "NbOfTxs")) == {"2"}
    assert all_of(document, "EndToEndId") == [one["endToEndId"] for one in (first, second)]
    assert all_of(document, "CdtrAcct//p:IBAN") == [IBAN, OTHER_IBAN]
    assert all_of(document, "Cdtr/p:Nm") == ["Brightside Kase GmbH", "Northlight & Sohne"]
    assert all_of(document, "Dbtr/p:Nm") == ["Vendor Ltd"]


async def test_the_file_is_the_same_whenever_it_is_fetched(portal: Portal) -> None:
    alice, olga, made = await approved(portal)
    batch = await batch_of(olga, made)
    first = (await fetch(olga, batch)).content
    await portal.advance(days=10)
    await olga.do("updateProgram", "program { name }", payoutName="Another Ltd", name="Another")
    await usable_method(portal, alice, iban=OTHER_IBAN)
    await olga.do("failWithdrawal", "__typename", withdrawalId=made["id"], reason="The account is closed.")
    assert (await fetch(olga, batch)).content == first


async def test_whoever_pays_fetches_it_and_no_other(portal: Portal) -> None:
    alice, olga, made = await approved(portal)
    batch = await batch_of(olga, made)
    frida = await portal.olga(OperatorRole.FINANCE)
    assert (await fetch(frida, batch)).status_code == 200
    for other in (alice, await portal.olga(OperatorRole.SUPPORT)):
        answer = await fetch(other, batch)
        assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (403, "FORBIDDEN")
    tool = await portal.tool(*Scope)
    headers = {"Authorization": f"Bearer {tool.token}"}
    assert (await tool.http.get(batch["fileUrl"], headers=headers)).status_code == 403
    assert (await fetch(portal.nobody(), batch)).status_code == 401
    for unknown in (f"pob_{uuid.uuid4().hex}", made["id"], "rubbish", "%00"):
        assert (await olga.http.get(f"/files/payout-batches/{unknown}.xml")).status_code == 404
        assert (await alice.http.get(f"/files/payout-batches/{unknown}.xml")).status_code == 403
    # The trail says who took whole account numbers away.
    fetched = await portal.rows("select subject_id, actor_id from event where type = 'payout_batch.file_fetched'")
    assert fetched == [(uuid.UUID(batch["id"].removeprefix("pob_")), key_of(frida))]


async def test_partners_see_nothing_of_batches(portal: Portal) -> None:
    alice, olga, made = await approved(portal)
    batch = await batch_of(olga, made)
    assert (await alice.ask("{ payoutBatches { totalCount } }")).codes == ["FORBIDDEN"]
    node = "query ($id: ID!) { node(id: $id) { id } }"
    assert (await alice.read(node, id=batch["id"]))["node"] is None
    assert (await alice.read("{ withdrawals { nodes { payoutBatch { id } } } }"))["withdrawals"]["nodes"] == [
        {"payoutBatch": None}
    ]
    listed = "{ payoutBatches { nodes { id withdrawals { id payoutBatch { id } } } } }"
    assert (await olga.read(listed))["payoutBatches"]["nodes"] == [
        {"id": batch["id"], "withdrawals": [{"id": made["id"], "payoutBatch": {"id": batch["id"]}}]}
    ]


async def test_one_that_can_t_be_in_it_keeps_all_out_and_is_named(portal: Portal) -> None:
    alice, olga, first = await approved(portal)
    await earn(portal, alice, "60.00", "60.00")
    waiting = await withdraw(alice, "60.00")
    await usable_method(portal, alice, type="PAYPAL", email="pay@brightside.example")
    elsewhere = await withdraw(alice, "60.00")
    await earn(portal, alice, "60.00", currency="USD")
    await usable_method(portal, alice)
    dollars = await withdraw(alice, currency="USD")
    await approve(olga, elsewhere, dollars)
    for other, code in ((waiting, "WRONG_STATUS"), (elsewhere, "INVALID"), (dollars, "INVALID")):
        errors = await olga.refused("createPayoutBatch", withdrawalIds=[first["id"], other["id"]])
        assert errors == [(code, "input.withdrawalIds.1")]
    assert await status_of(olga, first) == "APPROVED"
    assert await portal.rows("select from payout_batch") == []
    await mark_paid(olga, elsewhere)


async def test_the_program_says_first_from_which_account_it_pays(portal: Portal) -> None:
    alice = await partner_with(portal, "75.00")
    olga, made = await portal.olga(), await withdraw(alice)
    await approve(olga, made)
    [error] = await (await portal.olga(OperatorRole.FINANCE)).fail("createPayoutBatch", withdrawalIds=[made["id"]])
    assert error["code"] == "NOT_ALLOWED"
    assert error["message"].startswith("Ask an administrator to enter account holder, IBAN and BIC")
    for field, value in (("payoutIban", "DE00"), ("payoutBic", "x"), ("payoutName", "x" * 71), ("payoutName", "😀")):
        assert await olga.refused("updateProgram", **{field: value}) == [("INVALID", f"input.{field}")]
    await set_debtor(olga)
    await batch_of(olga, made)


async def test_the_program_s_account_is_shown_to_operators_alone(portal: Portal) -> None:
    olga = await portal.olga()
    await set_debtor(olga)
    shown = "{ program { payoutName payoutIban payoutBic } }"
    assert (await olga.read(shown))["program"]["payoutIban"] == "DE75512108001245126199"
    for other in (await portal.alice(), portal.nobody(), await portal.tool(*Scope)):
        assert set((await other.read(shown))["program"].values()) == {None}


async def test_it_tells_of_the_batch(portal: Portal) -> None:
    _alice, olga, made = await approved(portal)
    batch = await batch_of(olga, made)
    [(_type, kind, _reason, data)] = await portal.events("payout_batch.created")
    assert (kind, data) == ("OPERATOR", {"amount": "75.00", "currency_code": "EUR", "withdrawals": 1})
    [(_type, _kind, _reason, data)] = await portal.events("withdrawal.processing")
    assert uuid.UUID(data["payout_batch_id"]).hex == batch["id"].removeprefix("pob_")


async def test_an_account_that_can_t_be_read_any_more_is_said_and_nothing_is_half_done(portal: Portal) -> None:
    _alice, olga, made = await approved(portal)
    await portal.superuser.execute("update payout_method set sealed = 'sealed by another key'")
    [error] = await olga.fail("createPayoutBatch", withdrawalIds=[made["id"]])
    assert (error["code"], "DE89 •••• 3000" in error["message"]) == ("NOT_ALLOWED", True)
    assert await status_of(olga, made) == "APPROVED"


# --- the file itself ------------------------------------------------------------------------------------------------


def file_of(currency: CurrencyCode, *amounts_minor: int) -> ET.Element:
    payments = [
        Payment(end_to_end_id=f"p{i}", amount_minor=amount, name="Brightside", iban=IBAN, bic=None)
        for i, amount in enumerate(amounts_minor)
    ]
    debtor = Debtor(name="Vendor Ltd", iban="DE75512108001245126199", bic="SOGEDEFFXXX")
    made = dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC)
    file = BankFile(batch_id=uuid.UUID(int=7), created_at=made, currency=currency, debtor=debtor, payments=payments)
    assert write_file(file) == write_file(file)
    return ET.fromstring(write_file(file))


@pytest.mark.parametrize(
    ("currency", "amounts_minor", "amounts", "total"),
    [
        (CurrencyCode.EUR, (1, 99, 100, 10**15), ["0.01", "0.99", "1.00", "10000000000000.00"], "10000000000002.00"),
        (CurrencyCode.JPY, (1, 7_000), ["1", "7000"], "7001"),
        (CurrencyCode.KWD, (15_000, 1), ["15.000", "0.001"], "15.001"),
    ],
)
def test_amounts_have_their_currency_s_own_decimals(
    currency: CurrencyCode, amounts_minor: tuple[int, ...], amounts: list[str], total: str
) -> None:
    document = file_of(currency, *amounts_minor)
    assert all_of(document, "InstdAmt") == amounts
    # Of the payments and of the whole.
    assert all_of(document, "CtrlSum") == [total] * 2


def test_the_scheme_of_euro_payments_is_named_for_euros_alone() -> None:
    assert all_of(file_of(CurrencyCode.EUR, 1), "SvcLvl/p:Cd") == ["SEPA"]
    assert all_of(file_of(CurrencyCode.EUR, 1), "ChrgBr") == ["SLEV"]
    assert all_of(file_of(CurrencyCode.USD, 1), "SvcLvl/p:Cd") == []
    assert all_of(file_of(CurrencyCode.USD, 1), "ChrgBr") == ["SHAR"]


def test_it_is_made_when_the_batch_was() -> None:
    document = file_of(CurrencyCode.EUR, 1)
    assert all_of(document, "CreDtTm") == ["2026-11-30T12:00:00Z"]
    assert all_of(document, "ReqdExctnDt/p:Dt") == ["2026-11-30"]
    assert all_of(document, "MsgId") == all_of(document, "PmtInfId") == [uuid.UUID(int=7).hex]
