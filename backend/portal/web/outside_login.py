"""/login/outside: where a browser leaves for the vendor's own log-in, and where it comes back."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.requests import Request as HttpRequest
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from portal.core.problems import Problem, Throttled
from portal.core.requests import Request
from portal.core.runtime import Runtime
from portal.core.work import open_work
from portal.outside_login import service
from portal.outside_login.provider import Identity, OutsideProvider, ProviderFailed, SignInDeclined
from portal.outside_login.service import Attempt, CodeNeeded, LinkedToAnother, NobodyHere, UnknownAttempt
from portal.web.pages import app_page
from portal.web.sessions import new_cookies, outside_cookie, read_request

# What the sign-in page says, by what went wrong.
_WORDS: dict[type[Exception], str] = {
    ProviderFailed: "unavailable",
    SignInDeclined: "declined",
    NobodyHere: "unknown",
    LinkedToAnother: "other",
    Throttled: "throttled",
    Problem: "no-place",
}
_REFUSALS = tuple(_WORDS)


class OutsideLoginPages:
    """The two addresses of one process."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._provider = OutsideProvider(runtime.settings)
        self.routes = [Route("/login/outside", self.start), Route("/login/outside/callback", self.callback)]

    async def start(self, http: HttpRequest) -> Response:
        """Sends the browser to the provider."""
        request = read_request(http.headers, http.client, self._runtime.settings)
        next_path = service.safe_path(http.query_params.get("next"))
        try:
            started = await service.start(self._runtime, self._provider, request, next_path)
        except _REFUSALS as error:
            return _back(error, next_path)
        return _redirect(started.url, *outside_cookie(started.token, self._runtime.settings))

    async def callback(self, http: HttpRequest) -> Response:
        """Signs in who comes back. With a state that isn't this browser's own he doesn't: 400, nothing has changed."""
        request = read_request(http.headers, http.client, self._runtime.settings)
        asked = http.query_params
        try:
            attempt = await service.take_attempt(
                self._runtime, self._provider.issuer, asked.get("state", ""), request.outside_token
            )
        except UnknownAttempt:
            return app_page(http, 400, {"cache-control": "no-store"})
        try:
            await self._provider.check_sender(asked.get("iss"))
            if "error" in asked or not asked.get("code"):
                raise SignInDeclined
            identity = await self._provider.identify(asked["code"], attempt.code_verifier, attempt.nonce)
            path = await self._sign_in(request, attempt, identity)
        except _REFUSALS as error:
            return _back(error, attempt.next_path, *outside_cookie("", self._runtime.settings))
        if path is None:
            return _redirect("/login/code")
        cookies = [*new_cookies(request, self._runtime.settings), *outside_cookie("", self._runtime.settings)]
        return _redirect(path, *cookies)

    async def _sign_in(self, request: Request, attempt: Attempt, identity: Identity) -> str | None:
        """The path to go on with; None where a code is asked for first, which is kept."""
        async with open_work(self._runtime, request) as work:
            try:
                return await service.sign_in_from_outside(work, attempt, identity)
            except CodeNeeded:
                return None


def _back(error: Exception, next_path: str, *headers: tuple[bytes, bytes]) -> Response:
    """To the sign-in page, which says what to do next."""
    word = next(word for kind, word in _WORDS.items() if isinstance(error, kind))
    wanted = {"outside": word} | ({"next": next_path} if next_path != "/" else {})
    return _redirect(f"/login?{urlencode(wanted)}", *headers)


def _redirect(url: str, *headers: tuple[bytes, bytes]) -> Response:
    response = RedirectResponse(url, 303, headers={"cache-control": "no-store"})
    response.raw_headers.extend(headers)
    return response
