"""Accounts that begin in the portal: agencies create them, and clients take them over.

Whatever a webhook says, the portal is asked how the account stands now. So it doesn't matter in which order webhooks
come, or that one comes late, or twice.
"""

from __future__ import annotations

import logging
from typing import Any

from sample_vendor import documents
from sample_vendor.outbox import Outbox
from sample_vendor.portal_client import PortalClient
from sample_vendor.sessions import end_guests
from sample_vendor.store import Store

log = logging.getLogger("mailwave")


class Following:
    """Keeps our accounts as the portal has them."""

    def __init__(self, store: Store, portal: PortalClient, outbox: Outbox, fail_names: str) -> None:
        self._store = store
        self._portal = portal
        self._outbox = outbox
        self._fail_names = fail_names.lower()

    async def follow(self, number: str) -> None:
        """Asks for one account and takes it over. Raises as PortalClient.ask."""
        account = (await self._portal.ask(documents.ACCOUNT, {"accountId": number}))["account"]
        if account is not None:
            self._take(account)

    async def catch_up(self) -> None:
        """Takes over all accounts there are, page by page. Raises as PortalClient.ask."""
        after, count = None, 0
        while True:
            page = (await self._portal.ask(documents.ACCOUNTS, {"after": after}))["accounts"]
            for account in page["nodes"]:
                if account["closedAt"] is None:
                    self._take(account)
            count += len(page["nodes"])
            after = page["pageInfo"]["endCursor"]
            if not page["pageInfo"]["hasNextPage"]:
                break
        log.info("the portal has %s accounts, and so do we", count)

    def _take(self, account: dict[str, Any]) -> None:
        values = {
            "number": account["accountId"],
            "name": account["name"],
            "website": account["website"],
            "owner_email": account["ownerEmail"],
        }
        with self._store:
            known = self._store.one("select owner_email from account where number = ?", values["number"])
            if known is None:
                self._store.add("account", **values, plan=account["plan"], created_at=account["createdAt"])
            elif known["owner_email"] is None:  # an agency's; of our clients' accounts we know best ourselves
                query = "update account set name = ?, website = ?, owner_email = ? where number = ?"
                name, website, email = values["name"], values["website"], values["owner_email"]
                self._store.change(query, name, website, email, values["number"])
                if email is not None:  # the client has taken it over from the agency that built it
                    end_guests(self._store, "account_number = ?", values["number"])
            if account["provisioning"] == "PENDING":
                self._provision(account["accountId"], account["name"])
        self._outbox.wake()

    def _provision(self, number: str, name: str) -> None:
        """Makes what the account needs on our side. This sample needs nothing, so it is ready at once, or fails."""
        asked = self._store.one("select 1 from kept where name = ?", f"provisioned {number}")
        if asked is not None:
            return
        self._store.keep(f"provisioned {number}", "asked")
        if self._fail_names and self._fail_names in name.lower():
            self._store.change("update account set status = 'FAILED' where number = ?", number)
            reason = "Mailwave is asked to fail such names, for trying out."
            self._outbox.write(number, documents.FAIL_ACCOUNT, {"accountId": number, "reason": reason})
        else:
            self._outbox.write(number, documents.CONFIRM_ACCOUNT, {"accountId": number})
