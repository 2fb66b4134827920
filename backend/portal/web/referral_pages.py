"""/r/{code}: what a process keeps of links, so that a click asks the database nothing, and what a click leaves."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import time
import uuid
from collections import OrderedDict
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field

import structlog
from sqlalchemy import func, select
from starlette.requests import Request as HttpRequest
from starlette.responses import HTMLResponse, Response

from portal.core.actors import System
from portal.core.requests import Request
from portal.core.runtime import Runtime
from portal.core.work import Work, open_work
from portal.identity.authentication import token_hash
from portal.partners.models import Partner, PartnerStatus
from portal.program.service import current_program
from portal.referrals.clicks import Click, ClickSigner, new_click
from portal.referrals.models import ReferralLink
from portal.referrals.visits import Opening, VisitBuffer, is_bot, visitor_of
from portal.web.landing import Brand, Page, landing_page, unknown_page
from portal.web.sessions import read_request

log = structlog.get_logger()

MOST_KEPT = 1_000
MOST_UNKNOWN = 10_000
# A link that nobody opened for so long is looked up anew when somebody does.
_IDLE_SECONDS = 600.0
# A code that is unknown may be one in a second: a link is made, or switched on.
UNKNOWN_SECONDS = 2.0
_REFRESH_SECONDS = 1.0


@dataclass
class KeptLink:
    """A link that leads on, and its page, once it was asked for."""

    id: uuid.UUID
    partner_id: uuid.UUID
    partner_name: str
    page: Page | None = None
    asked_at: float = field(default_factory=time.monotonic)


class ReferralPages:
    """The pages of one process. Links that were asked for of late are read anew each second, all in one query."""

    def __init__(self, runtime: Runtime) -> None:
        self.visits = VisitBuffer()
        self._runtime = runtime
        self._signer = ClickSigner(runtime.settings.secret_key)
        self._links: OrderedDict[str, KeptLink] = OrderedDict()
        self._unknown: OrderedDict[str, float] = OrderedDict()
        self._wanted: set[str] = set()
        self._asked_at = 0.0
        self._reading = asyncio.Lock()
        self._brand: Brand | None = None
        self._unknown_page: Page | None = None
        # How far the program's time is ahead of this machine's.
        self._ahead = dt.timedelta()

    async def answer(self, http: HttpRequest) -> Response:
        """The page of one click. HEAD gets its headers, and is no visit."""
        self._asked_at = time.monotonic()
        link = await self._find(http.path_params["code"].lower())
        if link is None:
            page = await self._page_of_nothing()
            return HTMLResponse(page.before, 404, page.headers)
        click = new_click(link.id, dt.datetime.now(dt.UTC) + self._ahead)
        if http.method == "GET":
            self.visits.add(self._opening(http, link, click))
        page = self._page_of(link)
        return HTMLResponse(page.with_click(self._signer.token(click)), headers=page.headers)

    def _opening(self, http: HttpRequest, link: KeptLink, click: Click) -> Opening:
        settings = self._runtime.settings
        request = read_request(http.headers, http.client, settings)
        return Opening(
            click=click,
            partner_id=link.partner_id,
            visitor=visitor_of(settings.secret_key, click, request.ip_address, request.user_agent or ""),
            is_bot=is_bot(http.headers),
            session_hash=token_hash(request.session_token) if request.session_token else None,
        )

    @contextlib.asynccontextmanager
    async def kept_fresh(self) -> AsyncIterator[None]:
        """Reads what changed and writes visits, each second for as long as this is open, and once more at its end."""
        task = asyncio.create_task(self._go_on())
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
            await self.visits.flush(self._runtime)

    async def refresh(self) -> None:
        """Reads anew what is kept; what nobody asks for any more is let go."""
        idle = time.monotonic() - _IDLE_SECONDS
        if self._asked_at < idle:
            self._links.clear()
            self._brand = self._unknown_page = None
            return
        for code in [code for code, link in self._links.items() if link.asked_at < idle]:
            del self._links[code]
        async with self._reading:
            await self._read(self._links)

    async def _go_on(self) -> None:
        while True:
            await asyncio.sleep(_REFRESH_SECONDS)
            try:
                await self.visits.flush(self._runtime)
                await self.refresh()
            except Exception as error:
                # The pages stay as they are: what was read last is better than none.
                log.warning("referral_pages.not_refreshed", error=type(error).__name__)

    # --- what is kept ------------------------------------------------------------------------------------------------

    async def _find(self, code: str) -> KeptLink | None:
        link = self._links.get(code)
        if link is None and ReferralLink.can_be_code(code) and self._unknown.get(code, 0.0) < time.monotonic():
            await self._read_with_others(code)
            link = self._links.get(code)
        if link is not None:
            link.asked_at = time.monotonic()
            self._links.move_to_end(code)
        return link

    def _page_of(self, link: KeptLink) -> Page:
        if link.page is None:
            assert self._brand is not None, "it is read with the first link"
            link.page = landing_page(self._brand, link.partner_name)
        return link.page

    async def _page_of_nothing(self) -> Page:
        if self._brand is None:
            async with self._reading:
                await self._read(())
        if self._unknown_page is None:
            assert self._brand is not None, "it was read just now"
            self._unknown_page = unknown_page(self._brand)
        return self._unknown_page

    async def _read_with_others(self, code: str) -> None:
        """Looks up a code together with all others that are asked for meanwhile: one query at a time."""
        self._wanted.add(code)
        async with self._reading:
            # The one before may have read it, too.
            self._wanted -= self._links.keys()
            if code in self._wanted:
                wanted, self._wanted = self._wanted, set()
                try:
                    await self._read(wanted)
                except BaseException:
                    # Those who wait ask for themselves.
                    self._wanted |= wanted
                    raise

    async def _read(self, codes: Iterable[str]) -> None:
        asked = list(codes)
        async with open_work(self._runtime, Request(), System()) as work:
            found = await _read_links(work, asked)
            program = await current_program(work)
            self._ahead = work.now - dt.datetime.now(dt.UTC)
        address = program.sign_up_url or self._runtime.settings.vendor_app_url
        brand = Brand(program.name, program.logo_url, program.support_email, address)
        if brand != self._brand:
            self._brand, self._unknown_page = brand, None
            for link in self._links.values():
                link.page = None
        for code in asked:
            self._keep(code, found.get(code))

    def _keep(self, code: str, found: tuple[uuid.UUID, uuid.UUID, str] | None) -> None:
        if found is None:
            self._links.pop(code, None)
            self._unknown[code] = time.monotonic() + UNKNOWN_SECONDS
            self._unknown.move_to_end(code)
            if len(self._unknown) > MOST_UNKNOWN:
                self._unknown.popitem(last=False)
            return
        self._unknown.pop(code, None)
        link_id, partner_id, partner_name = found
        known = self._links.get(code)
        if known is None or known.partner_name != partner_name:
            self._links[code] = KeptLink(link_id, partner_id, partner_name)
        if len(self._links) > MOST_KEPT:
            self._links.popitem(last=False)


async def _read_links(work: Work, codes: list[str]) -> dict[str, tuple[uuid.UUID, uuid.UUID, str]]:
    """The links that lead on: id, whose it is, and what he is called, by code. That of a suspended partner does."""
    query = (
        select(ReferralLink.code, ReferralLink.id, ReferralLink.partner_id, Partner.name)
        .join(Partner, Partner.id == ReferralLink.partner_id)
        .where(ReferralLink.code == func.any(codes), ReferralLink.active, Partner.status != PartnerStatus.CLOSED)
    )
    rows = await work.session.execute(query)
    return {code: (link_id, partner_id, name) for code, link_id, partner_id, name in rows}
