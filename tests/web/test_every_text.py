"""Every text that can be sent, made from the schema: whatever stands in it, the answer is no fault of ours."""

import datetime as dt
import uuid
from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLType,
    get_named_type,
)

from portal.core.links import LinkKind
from portal.core.permissions import MemberRole, Scope
from portal.web.schema import make_api
from tests.accounts.steps import create
from tests.handover.steps import newest_link, offer, register, vendor
from tests.join_requests.steps import add_domain
from tests.leads.steps import lead, reserve
from tests.partners.steps import application_link, apply, approve, registration_link
from tests.payouts.steps import BIC, IBAN, earn, set_debtor, usable_method, withdraw
from tests.people import PASSWORD, Person, Portal
from tests.provider.steps import program
from tests.referrals.steps import make_link
from tests.team.steps import invite

SCHEMA = make_api().schema
TEXTS = {
    "NUL": "nor\0th",
    "100,000 characters": "n" * 100_000,
    "100,000 of four bytes": "🛍" * 100_000,
    "nothing": "",
    "space": " \t\n ",
    "a control character": "nor\x1bth",
    "the other direction": "nor\u202eth",
    "mixed scripts": "n\u043erth.example",
    "soft hyphen": "nor\u00adth.example",
    "no character": "nor\uffffth",
    "combining": "n" + "\u0301" * 500,
    "SQL": "'; drop table portal.event; --",
    "format": "{0} {name} %s %(id)s \\",
    "a website": "https://user:pw@nörth.example:99999/?q=://#x",
    "brackets": "http://[north",
    "an id": "acct_00000000000000000000000000000000",
    "long s": "\u017fmith@stra\u00dfe.example",
    "Cherokee": "\uab70@north.example",
    "dotted I": "\u0130@north.example",
    "an encoded word": "=?utf-8?q?x?= <a@north.example>",
}


def _text_paths(type_: GraphQLInputObjectType) -> list[str]:
    return [name for name, field in type_.fields.items() if get_named_type(field.type).name in {"String", "ID"}]


def _inputs() -> list[tuple[str, str]]:
    assert SCHEMA.mutation_type is not None
    found = []
    for verb, mutation in SCHEMA.mutation_type.fields.items():
        type_ = get_named_type(mutation.args["input"].type)
        assert isinstance(type_, GraphQLInputObjectType)
        found += [(verb, name) for name in _text_paths(type_)]
    return found


def _value(type_: GraphQLType, text: str) -> Any:
    """A value of the type; texts are `text`."""
    if isinstance(type_, GraphQLNonNull):
        return _value(type_.of_type, text)
    if isinstance(type_, GraphQLList):
        return [_value(type_.of_type, text)]
    if isinstance(type_, GraphQLInputObjectType):
        return {name: _value(field.type, text) for name, field in type_.fields.items()}
    if isinstance(type_, GraphQLEnumType):
        return next(iter(type_.values))
    return {"String": text, "ID": text, "Int": 1, "Boolean": False}[get_named_type(type_).name]


def _codes(body: Any) -> set[str]:
    return {error["extensions"]["code"] for error in body.get("errors", [])}


async def _good(portal: Portal, alice: Person, olga: Person) -> dict[str, Any]:
    """Values with which each verb gets as far as it can."""
    application = await apply(portal)
    approved = await approve(portal, olga, email="anna@other.example")
    await olga.do("requestApplicationChanges", "application { id }", applicationId=application, reason="Which?")
    offered = await offer(alice)
    number = "fedcba9876543210fedcba98"
    await register(await vendor(portal), number, "carl@other.example")
    asked = await alice.do("requestAccess", "accessRequest { id }", accountId=number, message="Let us in.")
    return {
        "accountId": (await create(alice))["id"],
        "offered": offered["id"],
        "offer": await newest_link(portal, LinkKind.TRANSFER, offered["id"]),
        "toEmail": "clara@northwind.example",
        "note": "It is ready.",
        "accessRequestId": asked["accessRequest"]["id"],
        "accountIds": [number],
        "scopes": ["accounts:read"],
        "memberId": (await portal.member("Vera", "Brightside", MemberRole.VIEWER)).member_id,
        "invitationId": (await invite(alice))["id"],
        "domainId": (await add_domain(alice))["id"],
        "mailbox": "ADMIN",
        "domain": "agency.example",
        "partnerId": alice.partner_id,
        "toPartnerId": (await portal.bob()).partner_id,
        "newAccountId": "0123456789abcdef01234567",
        "applicationId": application,
        "token": application_link(portal, application),
        "registration": await registration_link(portal, approved),
        "name": "Northwind",
        "companyName": "Brightside",
        "contactName": "Alice",
        "website": "northwind.example",
        "email": "alice@brightside.example",
        "supportEmail": "alice@brightside.example",
        "country": "DE",
        "timeZone": "Europe/Berlin",
        "currencyCode": "EUR",
        "password": "a password of some length",
        "code": "123456",
        "message": "Hello.",
        "reason": "Because.",
        "text": "Be good.",
        "platform": "Shopify",
        "platforms": ["Shopify"],
        "logoUrl": "https://northwind.example/logo.svg",
        "gettingStartedVideoUrl": "https://video.example/1",
        "url": "http://vendor.example/webhooks",
        "company": "Northwind Traders",
        "contactEmail": "nora@northwind.example",
        "expectedPlan": "Pro",
        "leadId": (await lead(alice, "lead.example"))["id"],
        "referralLinkId": (await make_link(alice))["id"],
        "reservedWebsiteId": await reserve(olga, "reserved.example"),
        "websites": ["sold.example"],
        **await _payouts(portal, alice, olga),
        **await _let_in(portal, alice),
        "until": (dt.datetime.now(dt.UTC) + dt.timedelta(days=60)).isoformat(),
        "amount": "600.00",
        "adjustmentId": await _adjustment(olga, alice),
        # Each has a result of its own, also one that isn't there.
        "billingEventIds": [f"bill_{uuid.uuid4().hex}"],
        "csv": "website,company\nimported.example,Imported",
        "passkeyId": f"pky_{uuid.uuid4().hex}",
        "credential": "{}",
    }


async def _let_in(portal: Portal, alice: Person) -> dict[str, Any]:
    """A program that asks for something, and one that she let in before."""
    asking = await program(portal)
    await asking.code(alice)
    [(grant,)] = await portal.rows("select id from oauth_grant")
    return {
        "query": asking.question(),
        "grantId": f"grant_{grant.hex}",
        "redirectUris": [asking.redirect_uri],
        "logoutUri": "https://app.vendor.example/partner-log-in/ended",
        "logInUrl": "https://app.vendor.example/partner-log-in",
    }


async def _adjustment(olga: Person, partner: Person) -> str:
    """One that waits for a second one of the vendor's team."""
    given = {"partnerId": partner.partner_id, "amount": "9000.00", "currencyCode": "EUR", "reason": "A prize."}
    return str((await olga.do("adjustBalance", "adjustment { id }", **given))["adjustment"]["id"])


async def _payouts(portal: Portal, alice: Person, olga: Person) -> dict[str, Any]:
    """A withdrawal that waits for approval, and what a payout method needs."""
    await set_debtor(olga)
    method = await usable_method(portal, alice)
    await earn(portal, alice, "120.00")
    return {
        "withdrawalId": (await withdraw(alice, "60.00"))["id"],
        "payoutMethodId": method["id"],
        "type": "BANK",
        "holderName": "Brightside",
        "iban": IBAN,
        "bic": BIC,
        "reference": "bank-1",
    }


# Instead of the account that is still being built, and of the application's link.
OFFERED = {"resendTransfer", "cancelTransfer"}
OFFER = {"acceptTransfer", "declineTransfer"}
# Named by the one or by the other.
EITHER_OR = {
    "verifyDomain": ("token", "domainId"),
    "resendRegistration": ("token", "applicationId"),
    "requestClientLink": ("token", "email"),
    "approveAccess": ("token", "accessRequestId"),
    "declineAccess": ("token", "accessRequestId"),
    "unblockPartner": ("token", "accountId"),
    "revokeAccess": ("token", "accountId"),
}
LISTS = {"platforms", "accountIds", "websites", "withdrawalIds", "redirectUris"}
VENDORS_VERBS = {
    "registerAccounts",
    "closeAccounts",
    "confirmAccount",
    "failAccount",
    "recordBillingEvents",
    "approveAccess",
    "declineAccess",
    "unblockPartner",
    "revokeAccess",
}
OPERATORS_VERBS = {
    "suspendPartner",
    "reinstatePartner",
    "closePartner",
    "moveAccount",
    "updateProgram",
    "publishTerms",
    "publishCreditPolicy",
    "publishRewardPlan",
    "adjustBalance",
    "approveAdjustment",
    "rejectAdjustment",
    "retryBillingEvents",
    "approveLead",
    "refuseLead",
    "reserveWebsites",
    "releaseWebsite",
    "approveApplication",
    "rejectApplication",
    "requestApplicationChanges",
    "createWebhookEndpoint",
    "deleteWebhookEndpoint",
    # A partner's client has no logoutUri.
    "createOAuthClient",
    "approveWithdrawals",
    "rejectWithdrawal",
    "createPayoutBatch",
    "markWithdrawalPaid",
    "failWithdrawal",
    "returnWithdrawal",
}
# Which ask for the caller's own password once more.
CONFIRMED = {
    "updatePayoutMethod",
    "enrollTotp",
    "removeTotp",
    "renewRecoveryCodes",
    "startAddingPasskey",
    "removePasskey",
    "changeEmail",
}


@pytest.mark.slow
@pytest.mark.parametrize(("verb", "field"), _inputs())
async def test_a_text_of_a_mutation_is_kept_or_refused_by_its_name(portal: Portal, verb: str, field: str) -> None:
    alice, olga = await portal.alice(), await portal.olga()
    good = await _good(portal, alice, olga)
    assert SCHEMA.mutation_type is not None
    type_ = get_named_type(SCHEMA.mutation_type.fields[verb].args["input"].type)
    assert isinstance(type_, GraphQLInputObjectType)
    sent = {name: good[name] for name in type_.fields if name in good}
    if verb == "registerMember":
        sent["token"] = good["registration"]
    if verb in OFFERED:
        sent["accountId"] = good["offered"]
    if verb in OFFER:
        sent["token"] = good["offer"]
    if verb in EITHER_OR:
        token, other = EITHER_OR[verb]
        sent.pop(other if field == token else token, None)
    if verb in CONFIRMED:
        sent["password"] = PASSWORD
    person = olga if verb in OPERATORS_VERBS or field == "applicationId" else alice
    if verb in VENDORS_VERBS:
        person = await portal.tool(*Scope)
    selection = "{ userErrors { code field message } }"
    document = f"mutation M($input: {type_.name}!) {{ {verb}(input: $input) {selection} }}"
    for what, text in TEXTS.items():
        value = [text] if field in LISTS else text
        await portal.superuser.execute("delete from throttle")
        answer = await person.ask(document, input={**sent, field: value})
        assert _codes(answer.body) == set(), (what, answer.body)
        for error in answer.data[verb]["userErrors"]:
            assert error["message"]
            # Links and sign-in refuse as a whole; a wrong value says which field it is in. Where the text will do, the
            # state of things may still forbid it.
            if error["code"] == "INVALID":
                assert error["field"] in ([["input", field]] if error["field"] else [None]), (what, error)


ROWS: dict[str, dict[str, Any]] = {
    "registerAccounts": {
        "accountId": "0123456789abcdef01234567",
        "name": "Northwind",
        "website": "northwind.example",
        "ownerEmail": "clara@northwind.example",
        "signedUpAt": "2026-01-01T00:00:00Z",
    },
    "recordBillingEvents": {
        "source": "vendor",
        "externalId": "1",
        "type": "PLAN_SELECTED",
        "accountId": "0123456789abcdef01234567",
        "occurredAt": "2026-01-01T00:00:00Z",
        "plan": "Pro",
    },
}
ROW_TEXTS = [
    *(
        ("registerAccounts", "accounts", name)
        for name in ("accountId", "name", "website", "ownerEmail", "clickId", "plan")
    ),
    *(
        ("recordBillingEvents", "events", name)
        for name in ("source", "externalId", "accountId", "plan", "paymentExternalId")
    ),
]


@pytest.mark.slow
@pytest.mark.parametrize(("verb", "rows", "field"), ROW_TEXTS)
async def test_a_text_in_a_row_is_kept_or_rejects_that_row_alone(
    portal: Portal, verb: str, rows: str, field: str
) -> None:
    app = await portal.tool(Scope.PLATFORM_WRITE)
    for number, (what, text) in enumerate(TEXTS.items()):
        row = ROWS[verb]
        first, second = ({"externalId": f"{number}"}, {"externalId": f"{number}-good"}) if "source" in row else ({}, {})
        told = await app.do(
            verb,
            "results { outcome userErrors { code field message } }",
            **{rows: [{**row, **first, field: text}, {**row, **second}]},
        )
        tried, good = told["results"]
        assert good["outcome"] != "REJECTED", (what, good)
        wrong = {tuple(error["field"]) for error in tried["userErrors"] if error["code"] == "INVALID"}
        assert wrong <= {(field,)}, (what, tried)


def _arguments() -> list[tuple[str, str, str]]:
    """(field, argument, path within it) of every text of every query."""
    assert SCHEMA.query_type is not None
    found = []
    for name, field in SCHEMA.query_type.fields.items():
        for argument, spec in field.args.items():
            type_ = get_named_type(spec.type)
            if isinstance(type_, GraphQLInputObjectType):
                found += [(name, argument, path) for path in _text_paths(type_)]
            elif type_.name in {"String", "ID"}:
                found.append((name, argument, ""))
    return found


@pytest.mark.parametrize(("name", "argument", "path"), _arguments())
async def test_a_text_of_a_query_finds_something_nothing_or_is_refused(
    portal: Portal, name: str, argument: str, path: str
) -> None:
    assert SCHEMA.query_type is not None
    field = SCHEMA.query_type.fields[name]
    selection = "{ totalCount }" if "edges" in _fields_of(field.type) else "{ __typename }"
    document = f"query($x: {field.args[argument].type}) {{ {name}({argument}: $x) {selection} }}"
    for person in (await portal.alice(), await portal.olga(), await portal.tool(*Scope), portal.nobody()):
        for what, text in TEXTS.items():
            answer = await person.ask(document, x={path: text} if path else text)
            assert "INTERNAL" not in answer.codes, (what, answer.body)


def _fields_of(type_: GraphQLType) -> set[str]:
    named = get_named_type(type_)
    return set(named.fields) if isinstance(named, GraphQLObjectType) else set()


@pytest.mark.parametrize("raw", ['"\\ud800"', '"north\\udfff"', '"\\udc00\\ud800"'])
async def test_lone_surrogates_are_no_json_and_no_graphql(portal: Portal, raw: str) -> None:
    alice = await portal.alice()
    headers = {"content-type": "application/json", "x-portal-csrf": "1"}
    document = "mutation($n: ID!) { archiveAccount(input: { accountId: $n }) { __typename } }"
    body = f'{{"query": "{document}", "variables": {{"n": {raw}}}}}'
    answer = await alice.http.post("/graphql", content=body, headers=headers)
    assert (answer.status_code, _codes(answer.json())) == (400, {"BAD_USER_INPUT"})
    in_document = f"mutation {{ archiveAccount(input: {{ accountId: {raw} }}) {{ __typename }} }}"
    assert (await alice.ask(in_document)).codes == ["BAD_USER_INPUT"]
