"""For each verb what a caller would send, with a mark where a thing is named. Whoever adds a verb adds a line here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.core.links import LinkKind


@dataclass(frozen=True)
class Of:
    """Here stands the name of a thing of this kind: a public id's prefix, or `number` for an account's number."""

    kind: str


@dataclass(frozen=True)
class TokenOf:
    """Here stands the token of a mailed link of this kind."""

    kind: LinkKind


Template = Mapping[str, Any]
Templates = Mapping[str, Sequence[Template]]
Path = tuple[str | int, ...]

_ACCOUNT = {"accountId": Of("acct")}
_PARTNER = {"partnerId": Of("part")}
_APPLICATION = {"applicationId": Of("app")}
_REQUEST = {"accessRequestId": Of("req")}
_BY_REGISTER = {"token": TokenOf(LinkKind.CLIENT), **_PARTNER}
_LEAD = {"leadId": Of("lead")}
_WITHDRAWAL = {"withdrawalId": Of("wdr")}
_WITHDRAWALS = {"withdrawalIds": [Of("wdr")]}
_REASON = {"reason": "It has to be."}
_QUERY = "response_type=code&client_id=pp_client_unknown&redirect_uri=https%3A%2F%2Fdashboard.example%2Fcallback"

TEMPLATES: Templates = {
    "updateProgram": ({},),
    "publishTerms": ({"text": "Be good."},),
    "publishCreditPolicy": ({"preset": "KLAVIYO_STYLE", "note": "For spring."},),
    "publishRewardPlan": ({"rateBps": 2500, "note": "For spring."},),
    "adjustBalance": ({**_PARTNER, "amount": "1.00", "currencyCode": "EUR", **_REASON},),
    "approveAdjustment": ({"adjustmentId": Of("adj")},),
    "rejectAdjustment": ({"adjustmentId": Of("adj"), **_REASON},),
    "retryBillingEvents": ({"billingEventIds": [Of("bill")]}, {"billingEventIds": [Of("bill")], **_ACCOUNT}),
    "advanceClock": ({"seconds": 1},),
    "createOAuthClient": ({"name": "Dashboard", "scopes": ["accounts:read"]},),
    "revokeOAuthClient": ({"oauthClientId": Of("oac")},),
    "createAccessToken": ({"name": "Script", "scopes": ["accounts:read"]},),
    "revokeAccessToken": ({"accessTokenId": Of("tok")},),
    # Who asks is the program that is named in the query; nothing of the person's is.
    "readAuthorization": ({"query": _QUERY},),
    "approveAuthorization": ({"query": _QUERY},),
    "declineAuthorization": ({"query": _QUERY},),
    "revokeGrant": ({"grantId": Of("grant")},),
    "endSession": ({"sessionId": Of("sess")},),
    "enrollTotp": ({"password": "a password of some length"},),
    "confirmTotp": ({"code": "123456"},),
    "removeTotp": ({"password": "a password of some length", "code": "123456"},),
    "renewRecoveryCodes": ({"password": "a password of some length", "code": "123456"},),
    "startAddingPasskey": ({"password": "a password of some length"},),
    "addPasskey": ({"name": "Phone", "credential": "{}"},),
    "removePasskey": ({"passkeyId": Of("pky"), "password": "a password of some length"},),
    "startSigningInWithPasskey": ({},),
    "signInWithPasskey": ({"credential": "{}"},),
    "finishOutsideLogin": ({"code": "123456"},),
    "unlinkOutsideLogin": ({"outsideLoginId": Of("outl")},),
    "changeEmail": ({"email": "nobody@nowhere.example", "password": "a password of some length"},),
    "confirmEmail": ({"token": TokenOf(LinkKind.EMAIL)},),
    "requestPasswordReset": ({"email": "nobody@nowhere.example"},),
    "resetPassword": ({"token": TokenOf(LinkKind.RESET), "password": "a password of some length"},),
    "applyToProgram": (
        {
            "companyName": "Newcomers",
            "website": "newcomers.example",
            "contactName": "Nina",
            "email": "nina@newcomers.example",
            "country": "DE",
        },
    ),
    "answerApplication": ({"token": TokenOf(LinkKind.APPLICATION), "message": "That is it."},),
    "approveApplication": (_APPLICATION,),
    "rejectApplication": ({**_APPLICATION, **_REASON},),
    "requestApplicationChanges": ({**_APPLICATION, **_REASON},),
    "resendRegistration": (_APPLICATION, {"token": TokenOf(LinkKind.REGISTER)}),
    "registerMember": ({"token": TokenOf(LinkKind.REGISTER), "name": "Nina", "password": "a password of some length"},),
    "signIn": ({"email": "nobody@nowhere.example", "password": "a password of some length"},),
    "suspendPartner": ({**_PARTNER, **_REASON},),
    "reinstatePartner": ({**_PARTNER, **_REASON},),
    "createAccount": ({"name": "Newstore", "website": "newstore.example"},),
    "updateAccount": ({**_ACCOUNT, "name": "Renamed"},),
    "archiveAccount": ({**_ACCOUNT, **_REASON},),
    "restoreAccount": ({**_ACCOUNT, **_REASON},),
    "registerLead": ({"website": "newlead.example", "company": "Newlead"},),
    "updateLead": ({**_LEAD, "company": "Renamed"},),
    "extendLead": (_LEAD,),
    "withdrawLead": ({**_LEAD, **_REASON},),
    "closeLead": ({**_LEAD, **_REASON},),
    "importLeads": ({"csv": "website,company\nimported.example,Imported"},),
    "approveLead": (_LEAD,),
    "refuseLead": ({**_LEAD, **_REASON},),
    "reserveWebsites": ({"websites": ["newlyreserved.example"], "until": "2099-01-01T00:00:00Z"},),
    "releaseWebsite": ({"reservedWebsiteId": Of("resw")},),
    "updatePayoutMethod": (
        {"type": "BANK", "holderName": "Newcomers Ltd", "iban": "FR1420041010050500013M02606", "password": "a guess"},
    ),
    "withdrawRewards": ({"currencyCode": "EUR", "payoutMethodId": Of("pom")},),
    "cancelWithdrawal": (_WITHDRAWAL,),
    "approveWithdrawals": (_WITHDRAWALS,),
    "rejectWithdrawal": ({**_WITHDRAWAL, **_REASON},),
    "createPayoutBatch": (_WITHDRAWALS,),
    "markWithdrawalPaid": ({**_WITHDRAWAL, "reference": "bank-1"},),
    "failWithdrawal": ({**_WITHDRAWAL, **_REASON},),
    "returnWithdrawal": ({**_WITHDRAWAL, **_REASON},),
    "requestClientLink": ({"token": TokenOf(LinkKind.CLIENT)},),
    "transferOwnership": ({**_ACCOUNT, "toEmail": "client@newstore.example", "note": "Here it is."},),
    "resendTransfer": ({**_ACCOUNT, "toEmail": "client@newstore.example"},),
    "cancelTransfer": ({**_ACCOUNT, **_REASON},),
    "nudgeClient": (_ACCOUNT,),
    "acceptTransfer": ({"token": TokenOf(LinkKind.TRANSFER), "name": "Clara"},),
    "declineTransfer": ({"token": TokenOf(LinkKind.TRANSFER), **_REASON},),
    "requestAccess": ({**_ACCOUNT, "message": "Let us in."},),
    "resendAccessRequest": (_REQUEST,),
    "cancelAccessRequest": ({**_REQUEST, **_REASON},),
    "withdrawAccess": ({**_ACCOUNT, **_REASON},),
    "approveAccess": (_REQUEST, {"token": TokenOf(LinkKind.ACCESS)}),
    "declineAccess": ({**_REQUEST, **_REASON}, {"token": TokenOf(LinkKind.ACCESS), "block": True}),
    "unblockPartner": ({**_ACCOUNT, **_PARTNER}, _BY_REGISTER),
    "revokeAccess": ({**_ACCOUNT, **_PARTNER, **_REASON}, {**_BY_REGISTER, **_REASON}),
    "registerAccounts": (
        {
            "accounts": [
                {
                    "accountId": Of("number"),
                    "name": "Newstore",
                    "website": "newstore.example",
                    "ownerEmail": "client@newstore.example",
                    "signedUpAt": "2026-01-01T00:00:00Z",
                }
            ]
        },
    ),
    "closeAccounts": ({"accountIds": [Of("number")], **_REASON},),
    "confirmAccount": ({**_ACCOUNT, "newAccountId": Of("number")},),
    "failAccount": ({**_ACCOUNT, **_REASON},),
    "recordBillingEvents": (
        {
            "events": [
                {
                    "source": "vendor",
                    "externalId": "tried",
                    "type": "PLAN_SELECTED",
                    "accountId": Of("number"),
                    "occurredAt": "2026-01-01T00:00:00Z",
                }
            ]
        },
    ),
    "closePartner": ({**_PARTNER, **_REASON},),
    "moveAccount": ({**_ACCOUNT, "toPartnerId": Of("part"), "fromPartnerId": Of("part"), **_REASON},),
    "createWebhookEndpoint": ({"url": "https://hooks.newstore.example/in"},),
    "deleteWebhookEndpoint": ({"webhookEndpointId": Of("whe")},),
    "inviteMember": (
        {"email": "nina@newcomers.example", "role": "VIEWER"},
        {"email": "nina@newcomers.example", "role": "VIEWER", "accountIds": [Of("acct")]},
    ),
    "resendInvitation": ({"invitationId": Of("inv")},),
    "revokeInvitation": ({"invitationId": Of("inv")},),
    "updateMember": (
        {"memberId": Of("mem"), "accountIds": [Of("acct")]},
        {"memberId": Of("mem"), "role": "VIEWER", "accountIds": [Of("acct")]},
    ),
    "removeMember": ({"memberId": Of("mem")},),
    "updatePartner": ({},),
    "addDomain": ({"domain": "newcomers-domain.example"},),
    "sendDomainMail": ({"domainId": Of("dom"), "mailbox": "HOSTMASTER"},),
    "verifyDomain": ({"domainId": Of("dom")}, {"token": TokenOf(LinkKind.DOMAIN)}),
    "removeDomain": ({"domainId": Of("dom")},),
    "requestAccount": ({"email": "nina@nowhere.example", "name": "Nina", "password": "a password of some length"},),
    "verifyEmail": ({"token": TokenOf(LinkKind.VERIFY)},),
    "approveMember": ({"memberId": Of("mem")},),
    "declineMember": ({"memberId": Of("mem")},),
    "createReferralLink": ({"name": "Newsletter of Newcomers"},),
    "updateReferralLink": ({"referralLinkId": Of("ref"), "name": "Renamed"},),
    "switchPartner": (_PARTNER,),
    # Ends the session of whoever calls: the last that anybody does.
    "signOut": ({},),
}


def marks(template: Any, path: Path = ()) -> Iterator[tuple[Path, Of | TokenOf]]:
    """Where things are named in an input, and of which kind they are."""
    if isinstance(template, Of | TokenOf):
        yield path, template
    elif isinstance(template, Mapping):
        for key, value in template.items():
            yield from marks(value, (*path, key))
    elif isinstance(template, list):
        for i, value in enumerate(template):
            yield from marks(value, (*path, i))


def filled(template: Any, values: Mapping[Path, str], path: Path = ()) -> Any:
    """The input with a value for each mark."""
    if isinstance(template, Of | TokenOf):
        return values[path]
    if isinstance(template, Mapping):
        return {key: filled(value, values, (*path, key)) for key, value in template.items()}
    if isinstance(template, list):
        return [filled(value, values, (*path, i)) for i, value in enumerate(template)]
    return template
