"""Speaks to the portal: an access token, one GraphQL operation over HTTP, and what can go wrong on the way."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import Any

import httpx

# Of one attempt. The portal answers within a second; whoever waits longer waits for nothing.
TIMEOUT = httpx.Timeout(5, connect=2)
# Between the attempts of one operation; who needs more patience comes back later (outbox.py).
PAUSES_SECONDS = (0.2, 0.8)
AWAY = {429, 502, 503, 504}


class PortalUnavailable(Exception):
    """The portal can't be reached or has no time. Whether it did what was asked is unknown: ask again, same key."""


class PortalFault(Exception):
    """The portal refuses the operation as a whole: a mistake of ours, a missing scope, or a fault of the portal's."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code


@dataclass(frozen=True)
class UserError:
    """An expected refusal, in words for people. `field` is the last part of the input's path."""

    code: str
    field: str | None
    message: str


class PortalClient:
    """One OAuth2 client of the portal. Safe for concurrent use; close `http` when done."""

    def __init__(self, http: httpx.AsyncClient, client_id: str, client_secret: str) -> None:
        self._http = http
        self._login = (client_id, client_secret)
        self._token = ""
        self._token_ends_at = 0.0
        self._one_renews = asyncio.Lock()

    async def ask(
        self, document: str, variables: dict[str, Any] | None = None, *, key: str | None = None
    ) -> dict[str, Any]:
        """The `data` of one operation. Mutations need a `key`: with the same key the same thing happens once.

        Raises PortalUnavailable, and PortalFault for a top-level error.
        """
        for pause in (*PAUSES_SECONDS, None):
            try:
                return await self._ask_once(document, variables or {}, key)
            except PortalUnavailable:
                if pause is None:
                    raise
                await asyncio.sleep(pause)
        raise AssertionError("the last attempt returns or raises")

    async def _ask_once(self, document: str, variables: dict[str, Any], key: str | None) -> dict[str, Any]:
        for first_try in (True, False):
            token = await self._fresh_token()
            headers = {"Authorization": f"Bearer {token}"} | ({"Idempotency-Key": key} if key else {})
            answer = await self._post("/graphql", headers, json={"query": document, "variables": variables})
            if "errors" not in answer:
                data: dict[str, Any] = answer["data"]
                return data
            error = answer["errors"][0]
            code = error.get("extensions", {}).get("code", "UNKNOWN")
            if code == "UNAUTHENTICATED" and first_try:
                self._forget(token)
            elif code == "THROTTLED":
                raise PortalUnavailable(error["message"])
            else:
                raise PortalFault(code, error["message"])
        raise AssertionError("the second try returns or raises")

    async def _fresh_token(self) -> str:
        """The token that we have, or another one a minute before it ends."""
        async with self._one_renews:
            if time.monotonic() > self._token_ends_at - 60:
                form = {"grant_type": "client_credentials"}
                answer = await self._post("/oauth/token", {}, data=form, auth=self._login)
                if "access_token" not in answer:
                    raise PortalUnavailable(f"the portal gives no token: {answer.get('error', answer)}")
                self._token = answer["access_token"]
                self._token_ends_at = time.monotonic() + answer["expires_in"]
            return self._token

    def _forget(self, token: str) -> None:
        if token == self._token:
            self._token_ends_at = 0.0

    async def _post(self, path: str, headers: dict[str, str], **body: Any) -> dict[str, Any]:
        try:
            response = await self._http.post(path, headers=headers, timeout=TIMEOUT, **body)
            if response.status_code in AWAY:
                raise PortalUnavailable(f"the portal answers {response.status_code}")
            answer = response.json()
        except httpx.TransportError as error:
            raise PortalUnavailable(f"the portal can't be reached ({type(error).__name__})") from error
        except ValueError:
            raise PortalUnavailable(f"the portal answers {response.status_code} without JSON") from None
        if not isinstance(answer, dict):
            raise PortalUnavailable("the portal answers something else than an object")
        return answer


def user_errors(data: dict[str, Any]) -> list[UserError]:
    """The refusals in a mutation's answer: the payload's own, and those of each row of a batch."""
    [payload] = data.values()
    found = list(payload["userErrors"])
    for result in payload.get("results", []):
        found += result["userErrors"]
    return [UserError(one["code"], (one["field"] or [None])[-1], one["message"]) for one in found]
