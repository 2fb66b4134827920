"""recordBillingEvents and billingEvents."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.core.permissions import OperatorRole, Scope
from tests.accounts.steps import create
from tests.handover.steps import (
    NUMBER,
    accept,
    bill,
    offer,
    only_with,
    register,
    status_of,
    unchanged,
    vendor,
)
from tests.people import Person, Portal

JUNE, JULY, AUGUST = (f"2026-{month:02}-01T00:00:00Z" for month in (6, 7, 8))
PAID = {"amount": "12.50", "currencyCode": "EUR"}
READ = "query ($n: String) { account(accountId: $n) { plan hasPlan } }"


def event(number: str, id: str, type: str, at: str, **more: Any) -> dict[str, Any]:
    return {"source": "vendor", "externalId": id, "type": type, "accountId": number, "occurredAt": at, **more}


async def _told(app: Person, *events: dict[str, Any]) -> list[tuple[str, list[tuple[str, str]]]]:
    selection = "results { externalId outcome userErrors { code field } }"
    results = (await app.do("recordBillingEvents", selection, events=list(events)))["results"]
    assert [one["externalId"] for one in results] == [one["externalId"] for one in events]
    return [
        (one["outcome"], [(error["code"], ".".join(error["field"])) for error in one["userErrors"]]) for one in results
    ]


async def test_a_plan_lets_in_who_waits_for_it_and_a_payment_counts_as_one(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    for email, told in (
        ("a@store.example", {"type": "PLAN_SELECTED", "plan": "Pro"}),
        ("b@store.example", {"type": "PAYMENT", **PAID}),
    ):
        account = await offer(alice, to_email=email)
        await accept(portal, account)
        sent = {"source": "s", "externalId": email, "accountId": account["accountId"], "occurredAt": JUNE, **told}
        assert await _told(app, sent) == [("RECORDED", [])]
        assert await status_of(alice, account["id"]) == ("COLLABORATOR", "ADMIN")


async def test_a_cancelled_plan_takes_no_access_away(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    account = await offer(alice)
    await accept(portal, account)
    number = account["accountId"]
    await bill(app, number, "PLAN_SELECTED", "a", plan="Pro", occurredAt=JUNE)
    await bill(app, number, "PLAN_CANCELLED", "b", occurredAt=JULY)
    assert await status_of(alice, account["id"]) == ("COLLABORATOR", "ADMIN")
    assert (await alice.read(READ, n=number))["account"] == {"plan": None, "hasPlan": False}
    # What money does later is none of the plan's.
    await bill(app, number, "PAYMENT", "c", occurredAt=AUGUST, **PAID)
    for kind in ("REFUND", "CHARGEBACK", "CHARGEBACK_REVERSED"):
        await bill(app, number, kind, kind, occurredAt="2026-09-01T00:00:00Z", paymentExternalId="c", **PAID)
    assert (await alice.read(READ, n=number))["account"] == {"plan": "Pro", "hasPlan": True}


async def test_it_tells_what_happened_once_for_each_partner_with_access(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    account = await offer(alice)
    await accept(portal, account)
    number = account["accountId"]
    for _ in range(2):
        await bill(app, number, "PLAN_SELECTED", "a", plan="Pro", occurredAt=JUNE)
        await bill(app, number, "PAYMENT", "b", occurredAt=JULY, **PAID)
        await bill(app, number, "PLAN_CANCELLED", "c", occurredAt=AUGUST)
    assert await portal.events("account.plan_selected", "account.plan_cancelled") == [
        ("account.plan_selected", "TOOL", None, {"account_id": number, "plan": "Pro", "joined": True}),
        ("account.plan_cancelled", "TOOL", None, {"account_id": number}),
    ]


async def test_each_is_kept_once_and_never_changed(portal: Portal) -> None:
    app = await vendor(portal)
    await register(app, NUMBER)
    first = event(NUMBER, "a", "PAYMENT", JUNE, plan="Pro", **PAID)
    assert await _told(app, first, first) == [("RECORDED", []), ("DUPLICATE", [])]
    async with unchanged(portal):
        assert await _told(app, first) == [("DUPLICATE", [])]
        others = ({"amount": "12.51"}, {"currencyCode": "USD"}, {"occurredAt": JULY}, {"plan": "Max"})
        for other in (*others, {"accountId": "1" * 24}):
            assert await _told(app, first | other) == [("REJECTED", [("TAKEN", "externalId")])]
    assert await _told(app, first | {"source": "another"}) == [("RECORDED", [])]


async def test_what_is_told_of_an_unknown_account_waits_for_it(portal: Portal) -> None:
    app = await vendor(portal)
    paid = event(NUMBER.upper(), "a", "PAYMENT", JUNE, plan="Pro", **PAID)
    assert await _told(app, paid) == [("UNMATCHED", [])]
    async with unchanged(portal):
        assert await _told(app, paid) == [("DUPLICATE", [])]
    await register(app, NUMBER)
    assert (await app.read(READ, n=NUMBER))["account"] == {"plan": "Pro", "hasPlan": True}
    assert await portal.rows("select account_id is null from billing_event") == [(False,)]


async def test_a_bad_row_never_spoils_the_others(portal: Portal) -> None:
    app = await vendor(portal)
    await register(app, NUMBER)
    pay = event(NUMBER, "x", "PAYMENT", JUNE, **PAID)
    refund = event(NUMBER, "x", "REFUND", JUNE, **PAID)
    chosen = event(NUMBER, "x", "PLAN_SELECTED", JUNE, plan="Pro")
    wrong: list[tuple[dict[str, Any], str]] = [
        (pay | {"source": ""}, "source"),
        (pay | {"source": "x" * 81}, "source"),
        (pay | {"externalId": ""}, "externalId"),
        (pay | {"externalId": "x" * 201}, "externalId"),
        (pay | {"accountId": ""}, "accountId"),
        (pay | {"accountId": "\0"}, "accountId"),
        (pay | {"plan": "x" * 121}, "plan"),
        (pay | {"amount": None}, "amount"),
        (pay | {"amount": "0"}, "amount"),
        (pay | {"amount": "-1"}, "amount"),
        (pay | {"amount": "NaN"}, "amount"),
        (pay | {"amount": "1e30"}, "amount"),
        (pay | {"amount": "12.505"}, "amount"),
        (pay | {"amount": "12.5", "currencyCode": "JPY"}, "amount"),
        (pay | {"currencyCode": None}, "currencyCode"),
        (pay | {"paymentExternalId": "p"}, "paymentExternalId"),
        (refund, "paymentExternalId"),
        (chosen | {"plan": None}, "plan"),
        (chosen | {"plan": " "}, "plan"),
        (chosen | {"amount": "1"}, "amount"),
        (chosen | {"currencyCode": "EUR"}, "amount"),
        (chosen | {"paymentExternalId": "p"}, "paymentExternalId"),
    ]
    good = [event(NUMBER, one, "PAYMENT", JUNE, **PAID) for one in ("first", "last")]
    results = await _told(app, good[0], *(one for one, _ in wrong), good[1])
    assert (results[0], results[-1]) == (("RECORDED", []), ("RECORDED", []))
    assert results[1:-1] == [("REJECTED", [("INVALID", field)]) for _, field in wrong]
    assert await portal.rows("select external_id from billing_event order by id") == [("first",), ("last",)]
    async with unchanged(portal):
        for events in ([], [pay] * 501):
            assert await app.refused("recordBillingEvents", events=events) == [("INVALID", "input.events")]


EVENTS = st.lists(
    st.tuples(
        st.sampled_from(["PLAN_SELECTED", "PAYMENT", "PAYMENT_OF_PLAN", "PLAN_CANCELLED"]),
        st.sampled_from([JUNE, JULY, AUGUST]),
        st.sampled_from(["Pro", "Max"]),
    ),
    min_size=1,
    max_size=5,
)


def _event(number: str, place: int, told: tuple[str, str, str]) -> dict[str, Any]:
    kind, at, plan = told
    more: dict[str, Any] = {"plan": plan} if kind in {"PLAN_SELECTED", "PAYMENT_OF_PLAN"} else {}
    paid = kind.startswith("PAYMENT")
    sent = "PAYMENT" if paid else kind
    return event(number, f"{number}-{place}", sent, at, **more, **(PAID if paid else {}))


@pytest.mark.slow
async def test_the_same_events_end_the_same_in_any_order_and_however_often(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    prepared: list[dict[str, Any]] = []
    for place in range(2):
        prepared.append(await offer(alice, to_email=f"client{place}@store.example"))
        await accept(portal, prepared[-1])
    state = (
        "select a.has_plan, case when a.has_plan then a.plan end, a.first_paid_at, s.status from client_account a"
        " join account_access s on s.account_id = a.id where a.account_id = %s"
    )
    renew = (
        "update client_account set has_plan = false, plan = null, plan_at = null, plan_named_at = null,"
        " first_paid_at = null; update account_access set status = 'AWAITING_PLAN'; delete from billing_event"
    )

    async def check(told: list[tuple[str, str, str]], order: list[int]) -> None:
        await portal.superuser.execute(renew)
        one, other = (account["accountId"] for account in prepared)
        straight = [_event(one, place, what) for place, what in enumerate(told)]
        await _told(app, *straight)
        for place in order:
            await _told(app, _event(other, place, told[place]))
        assert await portal.rows(state, one) == await portal.rows(state, other), (told, order)
        latest = max(at for _, at, _ in told)
        has_plan = any(kind != "PLAN_CANCELLED" for kind, at, _ in told if at == latest)
        [(found, *_rest, status)] = await portal.rows(state, one)
        assert found is has_plan
        ever = any(kind != "PLAN_CANCELLED" for kind, _, _ in told)
        assert status == ("COLLABORATOR" if ever else "AWAITING_PLAN")

    cases: list[tuple[list[tuple[str, str, str]], list[int]]] = []

    @settings(max_examples=12, database=None, derandomize=True, suppress_health_check=list(HealthCheck), deadline=None)
    @given(st.data())
    def choose(data: st.DataObject) -> None:
        told = sorted(data.draw(EVENTS), key=lambda one: one[1])
        order = data.draw(st.permutations(range(len(told))))
        again = data.draw(st.lists(st.sampled_from(range(len(told))), max_size=2))
        cases.append((told, [*order, *again]))

    choose()
    cases += [
        ([("PLAN_SELECTED", JUNE, "Pro"), ("PLAN_CANCELLED", JULY, "Pro")], [1, 0]),
        ([("PLAN_SELECTED", JUNE, "Pro"), ("PLAN_SELECTED", JUNE, "Max")], [1, 0]),
        ([("PLAN_SELECTED", JUNE, "Pro"), ("PLAN_CANCELLED", JUNE, "Pro")], [1, 0]),
    ]
    for told, order in cases:
        await check(told, order)


async def test_a_late_plan_revives_no_access_that_ended(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    account = await offer(alice)
    await accept(portal, account)
    await alice.do("withdrawAccess", "account { id }", accountId=account["id"])
    for place, (kind, at) in enumerate((("PLAN_CANCELLED", JULY), ("PLAN_SELECTED", JUNE), ("PLAN_SELECTED", AUGUST))):
        await _told(app, _event(account["accountId"], place, (kind, at, "Pro")))
        assert await status_of(alice, account["id"]) == ("INACTIVE", "NONE")


async def test_a_plan_on_an_account_that_is_still_a_partner_s_changes_no_status(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    account = await create(alice)
    assert (await bill(app, account["accountId"], "PLAN_SELECTED", "a", plan="Pro"))["outcome"] == "RECORDED"
    assert await status_of(alice, account["id"]) == ("DEVELOPMENT", "OWNER")


LIST = (
    "query ($f: BillingEventFilter, $first: Int, $after: String) {"
    " billingEvents(filter: $f, first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor }"
    " nodes { id source externalId type accountId account { name } occurredAt plan amountMinor currencyCode"
    " paymentExternalId recordedAt } } }"
)


async def test_billing_events_are_listed_filtered_and_paged(portal: Portal) -> None:
    app = await vendor(portal)
    await register(app, NUMBER)
    await _told(app, event(NUMBER, "a", "PAYMENT", JUNE, plan="Pro", **PAID))
    await _told(app, event("1" * 24, "b", "PLAN_CANCELLED", JULY))
    await _told(app, event(NUMBER, "c", "REFUND", AUGUST, paymentExternalId="a", amount="2", currencyCode="EUR"))
    nodes = (await app.read(LIST))["billingEvents"]["nodes"]
    assert [node["externalId"] for node in nodes] == ["c", "b", "a"]
    assert nodes[2] | {"id": "", "recordedAt": "", "occurredAt": ""} == {
        "id": "",
        "source": "vendor",
        "externalId": "a",
        "type": "PAYMENT",
        "accountId": NUMBER,
        "account": {"name": "Fabrikam"},
        "occurredAt": "",
        "plan": "Pro",
        "amountMinor": "1250",
        "currencyCode": "EUR",
        "paymentExternalId": None,
        "recordedAt": "",
    }
    assert (nodes[0]["amountMinor"], nodes[0]["paymentExternalId"], nodes[1]["account"]) == ("200", "a", None)

    async def found(**filter: Any) -> list[str]:
        return [node["externalId"] for node in (await app.read(LIST, f=filter))["billingEvents"]["nodes"]]

    assert await found(type=["PAYMENT", "PLAN_CANCELLED"]) == ["b", "a"]
    assert await found(type=[]) == []
    assert await found(accountId=NUMBER.upper()) == ["c", "a"]
    assert await found(matched=True) == ["c", "a"]
    assert await found(matched=False) == ["b"]
    assert await found(accountId="\0") == []
    seen, after = [], None
    while True:
        page = (await app.read(LIST, first=2, after=after))["billingEvents"]
        assert page["totalCount"] == 3
        seen += [node["externalId"] for node in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    assert seen == ["c", "b", "a"]


async def test_they_are_found_by_the_account_s_number_or_id_however_it_was_told(portal: Portal) -> None:
    app = await vendor(portal)
    await _told(app, event(NUMBER, "early", "PAYMENT", JUNE, **PAID))
    await register(app, NUMBER)
    await _told(app, event(NUMBER, "late", "PAYMENT", JULY, **PAID))
    await _told(app, event("1" * 24, "of another", "PAYMENT", AUGUST, **PAID))
    [(key,)] = await portal.rows("select id from client_account")
    for reference in (NUMBER, f"acct_{key.hex}"):
        nodes = (await app.read(LIST, f={"accountId": reference}))["billingEvents"]["nodes"]
        assert [node["externalId"] for node in nodes] == ["late", "early"]
    nodes = (await app.read(LIST, f={"accountId": "1" * 24}))["billingEvents"]["nodes"]
    assert [node["externalId"] for node in nodes] == ["of another"]
    for unknown in ("acct_" + "0" * 32, "rubbish", "\0"):
        assert (await app.read(LIST, f={"accountId": unknown}))["billingEvents"]["totalCount"] == 0


WAITS = (
    "query ($f: BillingEventFilter) { billingEvents(filter: $f) {"
    " nodes { externalId waitsFor amount { amount currencyCode } } } }"
)


async def test_each_says_what_it_waits_for_and_is_found_by_that(portal: Portal) -> None:
    app = await vendor(portal)
    await register(app, NUMBER)
    back = {"paymentExternalId": "late", "amount": "2", "currencyCode": "JPY"}
    await _told(app, event(NUMBER, "of nobody", "REFUND", AUGUST, **{**back, "paymentExternalId": "never"}))
    await _told(app, event("1" * 24, "of an unknown account", "REFUND", AUGUST, **back))
    await _told(app, event(NUMBER, "of a late payment", "CHARGEBACK", AUGUST, **back))
    waits = {one["externalId"]: one for one in (await app.read(WAITS))["billingEvents"]["nodes"]}
    assert {name: one["waitsFor"] for name, one in waits.items()} == {
        "of nobody": "PAYMENT",
        "of an unknown account": "ACCOUNT",
        "of a late payment": "PAYMENT",
    }
    assert waits["of nobody"]["amount"] == {"amount": "2", "currencyCode": "JPY"}
    # A payment in another currency under that id is not the one that went back.
    await _told(app, {**event(NUMBER, "never", "PAYMENT", JUNE, amount="2", currencyCode="EUR")})
    await _told(app, event(NUMBER, "late", "PAYMENT", JUNE, amount="2", currencyCode="JPY"))

    async def found(**filter: Any) -> list[str]:
        return [node["externalId"] for node in (await app.read(WAITS, f=filter))["billingEvents"]["nodes"]]

    assert await found(waitsFor="PAYMENT") == ["of nobody"]
    assert await found(waitsFor="ACCOUNT") == ["of an unknown account"]
    assert await found(source="vendor", type=["CHARGEBACK"]) == ["of a late payment"]
    assert await found(source="another") == []


async def test_who_may_read_and_tell_them(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    account = await offer(alice)
    told = event(account["accountId"], "a", "PAYMENT", JUNE, **PAID)
    await _told(app, told)
    [node] = (await app.read(LIST))["billingEvents"]["nodes"]
    query = "query ($id: ID!) { node(id: $id) { id } }"
    for nobody in (portal.nobody(), await portal.charlie()):
        assert (await nobody.ask(LIST)).codes == ["UNAUTHENTICATED"]
    without = await portal.tool(*(set(Scope) - {Scope.OPERATOR_READ, Scope.PLATFORM_READ}))
    for somebody in (alice, without):
        assert (await somebody.ask(LIST)).codes == ["FORBIDDEN"]
        assert await somebody.read(query, id=node["id"]) == {"node": None}
    for role in OperatorRole:
        assert (await (await portal.olga(role)).read(LIST))["billingEvents"]["totalCount"] == 1
    assert (await (await portal.tool(Scope.OPERATOR_READ)).read(query, id=node["id"]))["node"] == {"id": node["id"]}


async def test_only_the_vendor_s_product_tells_them(portal: Portal) -> None:
    told = event(NUMBER, "a", "PAYMENT", JUNE, **PAID)
    await only_with(portal, {Scope.PLATFORM_WRITE}, set(), "recordBillingEvents", events=[told])
