"""Alice, Bob and Charlie, who speak to the portal over HTTP as browsers and tools do.

Alice is a member of Brightside. Bob is a member of Northlight, her rival. Charlie has a log-in and belongs to nobody.
Olga is an operator. Most tests give them their sessions at once; how they come by them is proved in tests/partners.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import argon2
import httpx
import psycopg
from sqlalchemy import func, insert, select

from portal.core.actors import Anonymous, System
from portal.core.duties import Duty
from portal.core.ids import new_id
from portal.core.links import LinkKind
from portal.core.permissions import MemberRole, OperatorRole, Scope
from portal.core.requests import Request
from portal.core.runtime import Runtime
from portal.core.work import open_work
from portal.house import DUTIES
from portal.identity.authentication import new_token, token_hash
from portal.identity.models import Session, User
from portal.oauth.service import NewClient, create_client
from portal.partners.models import MemberStatus, Partner, PartnerStatus, TeamMember
from portal.program.service import advance_clock
from portal.web.app import make_app
from portal.web.sessions import cookie_name
from portal.worker import run_worker
from tests.database import empty

PASSWORD = "correct horse battery"
# Costs no time to make or to check.
_hasher = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


# The rows that the first migration makes.
_KEPT = {"program", "clock", "quick_link", "credit_policy", "reward_plan", "reward_plan_amount"}
_AS_NEW = (
    # Published versions are never deleted, but by a replica.
    "set session_replication_role = replica; delete from portal.credit_policy where version > 1;"
    "delete from portal.reward_plan_amount where version > 1; delete from portal.reward_plan_tier;"
    "delete from portal.reward_plan where version > 1;"
    "set session_replication_role = default;"
    "update portal.clock set offset_seconds = 0;"
    "update portal.program set name = 'Partner Program', support_email = 'partners@portal.example', time_zone = 'UTC',"
    " currency_code = 'EUR', logo_url = null, getting_started_video_url = null, review_business_days = 1,"
    " provisioning = 'PORTAL', account_id_pattern = '[0-9a-f]{24}', one_account_per_email = true,"
    " awaiting_plan_access = 'NONE', sign_up_url = null, log_in_url = null, open_leads_per_partner = 50,"
    " open_leads_by_tier = '{}', lead_review = false, lead_wait_days = 30, payout_method_wait_hours = 72,"
    " payout_name = null, payout_iban = null, payout_bic = null, second_factor_for_operators = false,"
    " second_factor_for_payouts = false;"
)
# As where a worker has been at it: else the first work of each test would be to do every duty of a fresh installation.
_DUTIES_DONE = "insert into schedule (name, last_run_at) select name, now() from unnest(%s::text[]) as name"


class Refused(AssertionError):
    """A mutation was refused though the test expected it to work, or the other way round."""


@dataclass
class Answer:
    """One response."""

    status: int
    body: Any
    headers: httpx.Headers

    @property
    def data(self) -> Any:
        """The data of an answer without errors."""
        assert "errors" not in self.body, self.body["errors"]
        return self.body["data"]

    @property
    def codes(self) -> list[str]:
        """The codes of the top-level errors."""
        return [error["extensions"]["code"] for error in self.body.get("errors", [])]


@dataclass
class Person:
    """Somebody with a browser (a cookie jar) or a token."""

    http: httpx.AsyncClient
    token: str | None = None
    partner_id: str | None = None
    member_id: str | None = None
    user_id: str | None = None

    async def ask(self, document: str, **variables: Any) -> Answer:
        """Sends one operation."""
        headers = {"X-Portal-CSRF": "1"} | ({"Authorization": f"Bearer {self.token}"} if self.token else {})
        body = {"query": document, "variables": variables}
        response = await self.http.post("/graphql", json=body, headers=headers)
        return Answer(response.status_code, response.json(), response.headers)

    async def read(self, document: str, **variables: Any) -> Any:
        """The data of a query that works."""
        return (await self.ask(document, **variables)).data

    async def do(self, verb: str, selection: str, **input: Any) -> Any:
        """Calls a mutation that works: `await alice.do("createAccount", "account { id }", name=…, website=…)`."""
        payload = await self._mutate(verb, selection, input)
        if payload["userErrors"]:
            raise Refused(f"{verb}: {payload['userErrors']}")
        return payload

    async def fail(self, verb: str, **input: Any) -> list[dict[str, Any]]:
        """Calls a mutation that is refused; returns its userErrors."""
        payload = await self._mutate(verb, "__typename", input)
        if not payload["userErrors"]:
            raise Refused(f"{verb} worked")
        errors: list[dict[str, Any]] = payload["userErrors"]
        return errors

    async def refused(self, verb: str, **input: Any) -> list[tuple[str, str | None]]:
        """Calls a mutation that is refused; returns (code, path) of its userErrors."""
        return [(error["code"], ".".join(error["field"] or []) or None) for error in await self.fail(verb, **input)]

    async def forbidden(self, verb: str, **input: Any) -> list[str]:
        """Calls a mutation that isn't for this caller; returns the codes of the top-level errors."""
        return (await self._call(verb, "__typename", input)).codes

    async def _mutate(self, verb: str, selection: str, input: dict[str, Any]) -> Any:
        return (await self._call(verb, f"{selection} userErrors {{ code field message }}", input)).data[verb]

    async def _call(self, verb: str, selection: str, input: dict[str, Any]) -> Answer:
        name = verb[0].upper() + verb[1:]
        return await self.ask(
            f"mutation M($input: {name}Input!) {{ {verb}(input: $input) {{ {selection} }} }}", input=input
        )


@dataclass
class Portal:
    """The running portal of a test."""

    runtime: Runtime
    database_url: str
    superuser: psycopg.AsyncConnection[Any] = field(init=False)

    def __post_init__(self) -> None:
        self.app = make_app(self.runtime)
        self._browsers: list[httpx.AsyncClient] = []

    async def fresh(self) -> None:
        """Empties it to what a fresh installation has whose worker has done its duties."""
        # What the web process has still to write belongs to what goes.
        await self.app.state.referral_pages.visits.flush(self.runtime)
        await empty(self.superuser, keep=_KEPT)
        await self.superuser.execute(_AS_NEW)
        await self.superuser.execute(_DUTIES_DONE, [[duty.name for duty in DUTIES]])

    # --- people ----------------------------------------------------------------------------------------------------

    def nobody(self, ip_address: str = "192.0.2.1") -> Person:
        """Somebody at a public page."""
        transport = httpx.ASGITransport(self.app, client=(ip_address, 1234))
        browser = httpx.AsyncClient(transport=transport, base_url=self.runtime.settings.base_url)
        self._browsers.append(browser)
        return Person(browser)

    async def alice(self) -> Person:
        return await self.member("Alice", "Brightside")

    async def bob(self) -> Person:
        return await self.member("Bob", "Northlight")

    async def charlie(self) -> Person:
        """A log-in that belongs to no partner."""
        person = self.nobody("192.0.2.3")
        async with open_work(self.runtime, Request(), System()) as work:
            user_id = await self._user(work, "Charlie", "charlie@stranger.example")
        await self._sign_in(person, user_id, None)
        return person

    async def member(self, name: str, company: str, role: MemberRole = MemberRole.OWNER) -> Person:
        """A member of the partner, which is made if it isn't there yet."""
        person = self.nobody("192.0.2.2")
        domain = f"{company.lower()}.example"
        async with open_work(self.runtime, Request(), System()) as work:
            found = await self.superuser.execute("select id from partner where name = %s", [company])
            row = await found.fetchone()
            partner_id: uuid.UUID = row[0] if row else new_id()
            if not row:
                work.add(
                    Partner(
                        id=partner_id,
                        name=company,
                        website=domain,
                        website_key=domain,
                        status=PartnerStatus.ACTIVE,
                        referral_code=Partner.new_referral_code(),
                        created_at=work.now,
                    )
                )
                await work.session.flush()
            user_id = await self._user(work, name, f"{name.lower()}@{domain}")
            joined = work.add(
                TeamMember(
                    id=new_id(),
                    partner_id=partner_id,
                    user_id=user_id,
                    role=role,
                    status=MemberStatus.ACTIVE,
                    joined_at=work.now,
                )
            )
            await work.session.flush()
        await self._sign_in(person, user_id, partner_id)
        person.partner_id, person.member_id = f"part_{partner_id.hex}", joined.public_id
        return person

    async def olga(self, role: OperatorRole = OperatorRole.ADMIN) -> Person:
        """An operator, the same one whenever she is asked for, in a session of her own."""
        person = self.nobody("192.0.2.4")
        async with open_work(self.runtime, Request(), System()) as work:
            email = f"olga.{role.lower()}@vendor.example"
            known = await work.session.scalar(select(User.id).where(User.email == email))
            user_id = known or await self._user(work, "Olga", email, role)
        await self._sign_in(person, user_id, None)
        return person

    async def tool(self, *scopes: Scope) -> Person:
        """A client of the program with a token of these scopes."""
        async with open_work(self.runtime, Request(), System()) as work:
            client, secret = await create_client(work, NewClient(name="Dashboard", scopes=list(scopes)))
        person = self.nobody("192.0.2.5")
        form = {"grant_type": "client_credentials", "scope": " ".join(scopes)}
        answer = await person.http.post("/oauth/token", data=form, auth=(client.client_id, secret))
        person.token = answer.json()["access_token"]
        return person

    async def client_of(self, person: Person, *scopes: str) -> Person:
        """A client of the person's partner, with a token of these scopes."""
        made = await person.do("createOAuthClient", "oauthClient { clientId } secret", name="Tool", scopes=list(scopes))
        tool = self.nobody("192.0.2.6")
        auth = (made["oauthClient"]["clientId"], made["secret"])
        answer = await tool.http.post("/oauth/token", data={"grant_type": "client_credentials"}, auth=auth)
        tool.token, tool.partner_id = answer.json()["access_token"], person.partner_id
        return tool

    async def token_of(self, person: Person, *scopes: str) -> Person:
        """A tool with an access token that the person made for himself."""
        made = await person.do("createAccessToken", "token", name="Script", scopes=list(scopes))
        tool = self.nobody("192.0.2.7")
        tool.token, tool.partner_id, tool.user_id = made["token"], person.partner_id, person.user_id
        return tool

    async def set_password(self, person: Person, password: str = PASSWORD) -> None:
        """Gives somebody of the above a password."""
        assert person.user_id is not None
        query = 'update "user" set password_hash = %s where id = %s'
        await self.superuser.execute(query, [_hasher.hash(password), person.user_id.removeprefix("user_")])

    async def _user(self, work: Any, name: str, email: str, role: OperatorRole | None = None) -> uuid.UUID:
        user = User(id=new_id(), name=name, email=email, created_at=work.now, operator_role=role and role.value)
        work.add(user)
        await work.session.flush()
        return user.id

    async def _sign_in(self, person: Person, user_id: uuid.UUID, partner_id: uuid.UUID | None) -> None:
        token = new_token("pp_ses_")
        async with open_work(self.runtime, Request(), Anonymous(user_id=user_id)) as work:
            await work.session.execute(
                insert(Session).values(
                    id=new_id(),
                    user_id=user_id,
                    partner_id=partner_id,
                    token_hash=token_hash(token),
                    created_at=func.now(),
                    last_seen_at=func.now(),
                    expires_at=func.now() + func.make_interval(0, 0, 0, 30),
                )
            )
        person.user_id = f"user_{user_id.hex}"
        person.http.cookies.set(cookie_name(self.runtime.settings), token, domain=self.runtime.settings.hostname)

    # --- the world -------------------------------------------------------------------------------------------------

    async def work(self, duties: Sequence[Duty] = DUTIES) -> None:
        """Lets the worker do all that is due; of the regular duties those alone that are named."""
        await run_worker(self.runtime, self.database_url, drain=True, duties=duties)

    async def advance(self, *, seconds: int = 0, minutes: int = 0, hours: int = 0, days: int = 0) -> None:
        """Moves the test clock."""
        total = seconds + 60 * minutes + 3600 * hours + 86400 * days
        async with open_work(self.runtime, Request(), System()) as work:
            await advance_clock(work, total)

    def link(self, kind: LinkKind, id: str, version: int = 1) -> str:
        """The token of a mailed link to the thing with this public id."""
        return self.runtime.links.token(kind, uuid.UUID(id.rpartition("_")[2]), version)

    async def rows(self, query: str, *values: Any) -> list[Any]:
        """Looks into the database, past all rights."""
        return await (await self.superuser.execute(query.encode(), values)).fetchall()

    async def events(self, *types: str) -> list[Any]:
        """(type, actor_kind, reason, data) of the events of these types, the oldest first."""
        query = "select type, actor_kind, reason, data from event where type = any(%s) order by id"
        return await self.rows(query, list(types))

    async def leave(self) -> None:
        for browser in self._browsers:
            await browser.aclose()
        self._browsers.clear()
