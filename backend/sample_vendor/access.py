"""Who has access to an account and who asks for it. The portal knows; nothing of it is kept here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sample_vendor import documents
from sample_vendor.accounts import Account
from sample_vendor.outbox import Letter, Outbox
from sample_vendor.portal_client import PortalClient
from sample_vendor.sessions import end_guests
from sample_vendor.store import Store

# An access lasts in these; AWAITING_PLAN begins to count with the owner's plan.
_LASTING = {"AWAITING_PLAN", "COLLABORATOR", "DEVELOPMENT", "TRANSFER_PENDING"}


@dataclass(frozen=True)
class AccessRegister:
    """What the portal says of one account, as it says it (documents.ACCESS)."""

    requests: list[dict[str, Any]]
    lasting: list[dict[str, Any]]
    ended: list[dict[str, Any]]
    blocked: list[dict[str, Any]]


class Access:
    """Reads the register, and answers for the owner who is logged in."""

    def __init__(self, store: Store, portal: PortalClient, outbox: Outbox) -> None:
        self._store = store
        self._portal = portal
        self._outbox = outbox

    async def read(self, number: str) -> AccessRegister:
        """The register as it is now; empty while the portal doesn't know the account. Raises as PortalClient.ask."""
        account = (await self._portal.ask(documents.ACCESS, {"accountId": number}))["account"]
        if account is None:
            return AccessRegister([], [], [], [])
        return AccessRegister(
            requests=account["openRequests"],
            lasting=[access for access in account["accesses"] if access["status"] in _LASTING],
            ended=[access for access in account["accesses"] if access["status"] not in _LASTING],
            blocked=account["blockedPartners"],
        )

    async def approve(self, account: Account, request_id: str) -> Letter | None:
        """Lets the agency in. None where the request is not one that waits for this account's owner."""
        if not await self._is_asked(account, request_id):
            return None
        return await self._send(account, documents.APPROVE_ACCESS, accessRequestId=request_id)

    async def decline(self, account: Account, request_id: str, reason: str, *, block: bool) -> Letter | None:
        """Doesn't let the agency in; with `block` it can't ask again. None as in `approve`."""
        if not await self._is_asked(account, request_id):
            return None
        told = {"accessRequestId": request_id, "block": block} | ({"reason": reason} if reason else {})
        return await self._send(account, documents.DECLINE_ACCESS, **told)

    async def revoke(self, account: Account, partner_id: str, reason: str) -> Letter:
        """Ends an agency's access, and here at once: whoever of it is logged in need not hear of it from the portal."""
        told = {"accountId": account.number, "partnerId": partner_id} | ({"reason": reason} if reason else {})
        with self._store:
            end_guests(self._store, "account_number = ? and partner_id = ?", account.number, partner_id)
        return await self._send(account, documents.REVOKE_ACCESS, **told)

    async def unblock(self, account: Account, partner_id: str) -> Letter:
        """Takes an agency's requests again."""
        return await self._send(account, documents.UNBLOCK_PARTNER, accountId=account.number, partnerId=partner_id)

    async def _is_asked(self, account: Account, request_id: str) -> bool:
        """The portal takes our word for the owner's, so it is ours to see that nobody answers for another."""
        return any(request["id"] == request_id for request in (await self.read(account.number)).requests)

    async def _send(self, account: Account, document: str, **input: Any) -> Letter:
        with self._store:
            letter_id = self._outbox.write(account.number, document, input)
        return await self._outbox.sent(letter_id)
