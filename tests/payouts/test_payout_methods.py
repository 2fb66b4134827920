"""updatePayoutMethod and payoutMethods."""

import json
import re
from typing import Any

import pytest

from portal.core.ids import new_id
from portal.core.permissions import MemberRole, OperatorRole, Scope
from portal.core.seals import Unreadable
from portal.mail_catcher import MailSink
from portal.payouts.destinations import Destination, PayoutMethodType, Vault
from tests.payouts.steps import BANK, IBAN, METHOD, OTHER_IBAN, earn, set_method, usable_method, withdraw
from tests.people import PASSWORD, Person, Portal

ALL = "{ payoutMethods { nodes { id type masked usable replacedAt } } }"


async def refused(person: Person, **sent: Any) -> list[tuple[str, str | None]]:
    return await person.refused("updatePayoutMethod", **{**BANK, "password": PASSWORD, **sent})


async def methods(person: Person) -> list[Any]:
    nodes: list[Any] = (await person.read(ALL))["payoutMethods"]["nodes"]
    return nodes


async def test_a_bank_account_is_kept_and_shown_masked(portal: Portal) -> None:
    alice = await portal.alice()
    made = await set_method(portal, alice, iban="de89 3704 0044 0532 0130 00", bic="cobadeffxxx")
    assert (made["type"], made["masked"], made["usable"]) == ("BANK", "DE89 •••• 3000", False)
    assert await methods(alice) == [
        {"id": made["id"], "type": "BANK", "masked": "DE89 •••• 3000", "usable": False, "replacedAt": None}
    ]


@pytest.mark.parametrize("type_", ["PAYPAL", "STRIPE"])
async def test_an_address_elsewhere_is_kept_and_shown_masked(portal: Portal, type_: str) -> None:
    alice = await portal.alice()
    await portal.set_password(alice)
    sent = {"type": type_, "email": "Alice.Pays@Brightside.example", "password": PASSWORD}
    made = (await alice.do("updatePayoutMethod", METHOD, **sent))["payoutMethod"]
    assert (made["type"], made["masked"]) == (type_, "a•••@brightside.example")
    sent = {"type": type_, "email": "nobody", "password": PASSWORD}
    assert await alice.refused("updatePayoutMethod", **sent) == [("INVALID", "input.email")]


async def test_it_is_usable_after_the_wait_that_the_program_sets(portal: Portal) -> None:
    alice, olga = await portal.alice(), await portal.olga()
    await set_method(portal, alice)
    await portal.advance(hours=72, seconds=-5)
    assert [one["usable"] for one in await methods(alice)] == [False]
    await portal.advance(seconds=5)
    assert [one["usable"] for one in await methods(alice)] == [True]
    await olga.do("updateProgram", "program { payoutMethodWaitHours }", payoutMethodWaitHours=0)
    assert (await set_method(portal, alice, iban=OTHER_IBAN))["usable"] is True
    for hours in (-1, 721, None):
        errors = await olga.refused("updateProgram", payoutMethodWaitHours=hours)
        assert errors == [("INVALID", "input.payoutMethodWaitHours")]


async def test_a_new_one_replaces_the_one_before(portal: Portal) -> None:
    alice = await portal.alice()
    await set_method(portal, alice)
    second = await set_method(portal, alice, iban=OTHER_IBAN)
    assert [one["id"] for one in await methods(alice)] == [second["id"]]
    assert [row[0] for row in await portal.rows("select count(*) from payout_method")] == [2]


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"iban": "DE89370400440532013001"}, "iban"),
        ({"iban": "DE8937040044053201300"}, "iban"),
        ({"iban": "XX89370400440532013000"}, "iban"),
        ({"iban": "DE89" + "٣" * 18}, "iban"),
        ({"iban": "D" * 10_000}, "iban"),
        ({"iban": ""}, "iban"),
        ({"iban": None}, "iban"),
        ({"bic": "COBADEFFXX"}, "bic"),
        ({"bic": "C0BADEFFXXX"}, "bic"),
        ({"holderName": " "}, "holderName"),
        ({"holderName": "🛍🛍"}, "holderName"),
        ({"holderName": "B" * 71}, "holderName"),
        ({"holderName": "Bright\0side"}, "holderName"),
    ],
)
async def test_what_can_t_be_is_refused_by_its_name(portal: Portal, sent: dict[str, Any], field: str) -> None:
    alice = await portal.alice()
    await portal.set_password(alice)
    assert await refused(alice, **sent) == [("INVALID", f"input.{field}")]
    assert await portal.rows("select from payout_method") == []


async def test_all_that_is_wrong_is_said_at_once(portal: Portal) -> None:
    alice = await portal.alice()
    await portal.set_password(alice)
    errors = await refused(alice, iban="x", bic="x", holderName=None)
    assert [field for _code, field in errors] == ["input.holderName", "input.iban", "input.bic"]


async def test_a_bank_account_needs_no_bic(portal: Portal) -> None:
    assert await set_method(portal, await portal.alice(), bic=None)


async def test_whoever_calls_shows_his_password_again(portal: Portal) -> None:
    alice = await portal.alice()
    await portal.set_password(alice)
    for password in ("wrong", "", None):
        assert await refused(alice, password=password) == [("INVALID", "input.password")]
    assert await portal.rows("select from payout_method") == []
    assert len(await portal.events("session.refused")) == 1


async def test_a_password_is_not_guessed_here(portal: Portal) -> None:
    alice = await portal.alice()
    await portal.set_password(alice)
    for _try in range(10):
        assert await refused(alice, password="wrong") == [("INVALID", "input.password")]
    assert await alice.forbidden("updatePayoutMethod", **BANK, password=PASSWORD) == ["THROTTLED"]


async def test_whoever_has_no_password_has_just_signed_in(portal: Portal) -> None:
    alice = await portal.alice()
    assert await alice.do("updatePayoutMethod", METHOD, **BANK)
    await portal.superuser.execute("update session set created_at = created_at - interval '15 minutes'")
    assert await refused(alice) == [("INVALID", "input.password")]


async def test_owners_and_finance_set_it_and_no_other(portal: Portal) -> None:
    fiona = await portal.member("Fiona", "Brightside", MemberRole.FINANCE)
    await set_method(portal, fiona)
    for role in (MemberRole.MANAGER, MemberRole.DEVELOPER, MemberRole.VIEWER):
        colleague = await portal.member(f"M{role.lower()}", "Brightside", role)
        assert await colleague.forbidden("updatePayoutMethod", **BANK, password="wrong") == ["FORBIDDEN"]
        assert (await colleague.ask(ALL)).codes == ["FORBIDDEN"]
    for stranger in (await portal.olga(), await portal.tool(*Scope)):
        assert await stranger.forbidden("updatePayoutMethod", **BANK) == ["FORBIDDEN"]
    assert await portal.nobody().forbidden("updatePayoutMethod", **BANK) == ["UNAUTHENTICATED"]
    support = await portal.olga(OperatorRole.SUPPORT)
    assert (await support.ask(ALL)).codes == ["FORBIDDEN"]


async def test_all_owners_are_mailed(portal: Portal, sink: MailSink) -> None:
    await portal.alice()
    await portal.member("Oscar", "Brightside")
    await portal.member("Mia", "Brightside", MemberRole.MANAGER)
    fiona = await portal.member("Fiona", "Brightside", MemberRole.FINANCE)
    await set_method(portal, fiona)
    await portal.work()
    mails = {mail.to[0]: mail for mail in sink.messages}
    assert set(mails) == {"alice@brightside.example", "oscar@brightside.example"}
    told = mails["alice@brightside.example"].text
    assert "Fiona" in told
    assert "DE89 •••• 3000" in told
    assert IBAN not in told


async def test_it_tells_the_mask_and_no_more(portal: Portal) -> None:
    alice = await portal.alice()
    await set_method(portal, alice)
    [(_type, kind, _reason, data)] = await portal.events("payout_method.changed")
    assert (kind, data["method"], data["masked"]) == ("MEMBER", "BANK", "DE89 •••• 3000")
    assert not re.search("3704|Käse", json.dumps(data, ensure_ascii=False))


async def test_nothing_of_an_account_stands_in_the_database_to_be_read(portal: Portal) -> None:
    alice = await portal.alice()
    await set_method(portal, alice)
    [(row,)] = await portal.rows("select to_jsonb(m)::text from payout_method m")
    assert IBAN not in row
    assert "Brightside" not in row


async def test_the_same_account_at_another_partner_is_flagged_to_operators_alone(portal: Portal) -> None:
    alice, bob, olga = await portal.alice(), await portal.bob(), await portal.olga()
    for partner in (alice, bob):
        await usable_method(portal, partner)
        await earn(portal, partner, "60.00")
        assert (await withdraw(partner))["flags"] == []
    seen = (await olga.read("{ withdrawals { nodes { flags partner { name } } } }"))["withdrawals"]["nodes"]
    assert {one["partner"]["name"]: "SHARED_PAYOUT_METHOD" in one["flags"] for one in seen} == {
        "Brightside": True,
        "Northlight": True,
    }


def test_what_is_sealed_opens_for_its_own_method_and_key_alone() -> None:
    vault, method_id = Vault("a secret of the tests, long enough"), new_id()
    kept = Destination(type=PayoutMethodType.BANK, holder_name="Käse", iban=IBAN, bic=None)
    sealed = vault.seal(method_id, kept)
    assert vault.open(method_id, sealed) == kept
    with pytest.raises(Unreadable):
        vault.open(new_id(), sealed)
    with pytest.raises(Unreadable):
        Vault("another secret of the tests, long enough").open(method_id, sealed)


def test_a_fingerprint_knows_the_account_whoever_holds_it_and_needs_the_key() -> None:
    vault = Vault("a secret of the tests, long enough")
    one = Destination(type=PayoutMethodType.BANK, holder_name="One", iban=IBAN)
    two = Destination(type=PayoutMethodType.BANK, holder_name="Two", iban=IBAN)
    assert vault.fingerprint(one) == vault.fingerprint(two)
    assert vault.fingerprint(one) != vault.fingerprint(Destination(type=PayoutMethodType.BANK, iban=OTHER_IBAN))
    assert vault.fingerprint(one) != Vault("another secret of the tests, long enough").fingerprint(one)
