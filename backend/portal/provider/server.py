"""Authlib's authorization server, which decides, and its glue to the tables.

Authlib is synchronous. A server lives for one request inside `AsyncSession.run_sync`, on the connection and in the
transaction of that request, so its look-ups can lock rows and its writes commit with the answer, also with a refusal.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import parse_qsl

from authlib.common.urls import add_params_to_uri
from authlib.oauth2.rfc6749 import AuthorizationServer, InvalidRequestError, OAuth2Payload, OAuth2Request
from authlib.oauth2.rfc6750 import BearerTokenGenerator
from sqlalchemy import func, insert, or_, select, update
from sqlalchemy.orm import Session

from portal.core.ids import new_id
from portal.core.log_ins import Door
from portal.core.permissions import LOG_IN_SCOPES, Scope
from portal.core.work import Work
from portal.identity.authentication import new_checked_token, token_hash
from portal.oauth.models import ACCESS_TOKEN_SECONDS, AccessToken, OAuthClient
from portal.partners.models import Partner, PartnerStatus
from portal.provider.clients import RegisteredClient
from portal.provider.events import TokenUsedTwice
from portal.provider.families import Family, end_family
from portal.provider.grants import S256, ClientCredentials, Code, OpenId, Refresh
from portal.provider.keys import key_seal
from portal.provider.models import REFRESH_DAYS, OAuthGrant, RefreshToken
from portal.provider.people import Granting, Person
from portal.provider.telling import tell_log_out
from portal.provider.tokens import Introspection, Revocation

ACCESS_TOKEN_PREFIX = "pp_at_"  # noqa: S105  # a prefix, no secret
REFRESH_TOKEN_PREFIX = "pp_rt_"  # noqa: S105  # a prefix, no secret
_LONGEST = 8_000
# What Authlib repeats in its refusals, where RFC 6749 allows these characters alone: with others it fails.
_REPEATED = ("response_type", "redirect_uri", "grant_type", "token_type_hint")
_PLAIN = re.compile(r"[ !#-\[\]-~]*")
T = TypeVar("T")


@dataclass(frozen=True)
class Answer:
    """What is sent back: JSON, or nothing but the address in `location`."""

    status: int
    body: dict[str, Any]
    headers: dict[str, str]

    @property
    def location(self) -> str:
        return self.headers["Location"]


class Payload(OAuth2Payload):  # type: ignore[misc]  # Authlib has no types
    """The parameters of a query or a form, with those that came twice."""

    def __init__(self, encoded: str) -> None:
        self.pairs = parse_qsl(encoded, keep_blank_values=True, max_num_fields=50)
        self._datalist: defaultdict[str, list[str]] = defaultdict(list)
        for name, value in self.pairs:
            self._datalist[name].append(value)

    @property
    def data(self) -> dict[str, str]:
        return dict(self.pairs)

    @property
    def datalist(self) -> defaultdict[str, list[str]]:
        return self._datalist

    @property
    def has_doubles(self) -> bool:
        return any(len(values) > 1 for values in self._datalist.values())


def asked_by(method: str, path: str, encoded: str, headers: Mapping[str, str]) -> OAuth2Request:
    """What Authlib looks at. Raises InvalidRequestError for what can't be read, or names a parameter twice."""
    try:
        payload = Payload(encoded)
    except ValueError:
        raise InvalidRequestError("Too many parameters.") from None
    if payload.has_doubles:
        raise InvalidRequestError("A parameter came twice.")
    if any(not _PLAIN.fullmatch(payload.data.get(name, "")) for name in _REPEATED):
        raise InvalidRequestError("A parameter holds characters that don't belong there.")
    if len(encoded) > _LONGEST:
        raise InvalidRequestError("That is too long.")
    # Authlib looks at the scheme alone. Whether the portal is reached by https is the deployment's setting.
    asked = OAuth2Request(method, f"https://portal{path}", headers={name.title(): one for name, one in headers.items()})
    asked.payload = payload
    # client_secret_post is read from `form`, which the class leaves to the framework's glue.
    asked._body = payload.data or {"": ""}  # an empty one is taken for none, and raises
    return asked


class Server(AuthorizationServer):  # type: ignore[misc]  # Authlib has no types
    """Lives for one request, on that request's session."""

    def __init__(self, session: Session, work: Work, *, holds_client: bool = False) -> None:
        super().__init__(scopes_supported=[*Scope, *LOG_IN_SCOPES])
        settings = work.runtime.settings
        self.session = session
        self.work = work
        self._holds_client = holds_client
        self.issuer = settings.base_url
        self.seal = key_seal(settings.secret_key)
        self.register_token_generator("default", _TOKENS)
        self.register_grant(ClientCredentials)
        self.register_grant(Code, [S256(), OpenId(self)])
        self.register_grant(Refresh)
        self.register_endpoint(Revocation)
        self.register_endpoint(Introspection)

    def query_client(self, client_id: str) -> RegisteredClient | None:
        if "\0" in client_id:
            return None
        query = (
            select(OAuthClient)
            .outerjoin(Partner, Partner.id == OAuthClient.partner_id)
            .where(OAuthClient.client_id == client_id, OAuthClient.revoked_at.is_(None))
            .where(or_(OAuthClient.partner_id.is_(None), Partner.status != PartnerStatus.CLOSED))
        )
        if self._holds_client:
            # Whoever revokes it waits for the token that is made now, and ends that too.
            query = query.with_for_update(read=True, key_share=True, of=OAuthClient)
        row = self.session.scalars(query).one_or_none()
        return RegisteredClient(row) if row else None

    def door(self, scopes: Iterable[str]) -> Door | None:
        """What one of the scopes opens; None where none opens anything."""
        doors = self.work.runtime.doors
        return next((doors[scope] for scope in scopes if scope in doors), None)

    def end(self, family: Family) -> None:
        """Ends all that came of it at once, and has the program told, if it took it up: it may have let somebody in."""
        end_family(self.session, family.row.id)
        if family.row.redeemed_at is not None:
            self.work.defer(tell_log_out, authorization_id=str(family.row.id))

    def used_twice(self, family: Family) -> None:
        """Ends what came of it, and says so: of the two who had it, one stole it."""
        if not family.holds:
            return
        self.end(family)
        grant = family.grant
        self.work.record(
            TokenUsedTwice(
                subject_id=grant.id, partner_id=grant.partner_id, client_id=grant.client_id, user_id=grant.user_id
            )
        )

    def save_token(self, token: dict[str, Any], request: OAuth2Request) -> None:
        family: Family | None = request.authorization_code or request.refresh_token
        values: dict[str, Any] = {"partner_id": request.client.row.partner_id}
        if family is not None:
            values = {
                "user_id": family.grant.user_id,
                "partner_id": family.grant.partner_id,
                "authorization_id": family.row.id,
            }
            self._note_use(family, token.get("refresh_token"))
        self.session.execute(
            insert(AccessToken).values(
                id=new_id(),
                client_id=request.client.row.id,
                token_hash=token_hash(token["access_token"]),
                scopes=token["scope"].split(),
                # Tokens live on real time: a jump of the test clock signs nobody out.
                created_at=func.now(),
                expires_at=func.now() + dt.timedelta(seconds=token["expires_in"]),
                **values,
            )
        )

    def _note_use(self, family: Family, refresh_token: str | None) -> None:
        used = update(OAuthGrant).where(OAuthGrant.id == family.grant.id).values(last_used_at=func.now())
        self.session.execute(used)
        if refresh_token is not None:
            self.session.execute(
                insert(RefreshToken).values(
                    id=new_id(),
                    authorization_id=family.row.id,
                    token_hash=token_hash(refresh_token),
                    created_at=func.now(),
                    expires_at=func.now() + dt.timedelta(days=REFRESH_DAYS),
                )
            )

    def create_oauth2_request(self, request: OAuth2Request) -> OAuth2Request:
        return request

    def answer(self, request: OAuth2Request, granting: Granting) -> Answer:
        """The way back to the program, with a code for whoever grants."""
        grant = self.get_authorization_grant(request)
        answer: Answer = self.create_authorization_response(request, granting, grant)
        return answer

    def handle_response(self, status: int, body: object, headers: list[tuple[str, str]]) -> Answer:
        found = dict(headers)
        if "Location" not in found:
            return Answer(status, dict(body) if isinstance(body, dict) else {}, found)
        # RFC 9207: whoever answers says so, also with a refusal, so that no client mixes up two providers.
        return Answer(303, {}, {"Location": add_params_to_uri(found["Location"], [("iss", self.issuer)])})

    def send_signal(self, name: str, *args: object, **kwargs: object) -> None:
        """Nobody listens to Authlib's signals."""


async def with_server(work: Work, act: Callable[[Server], T], *, holds_client: bool = False) -> T:
    """Lets Authlib's server act within this work, as the portal itself; `holds_client` where it makes tokens."""
    async with work.as_portal():
        return await work.session.run_sync(lambda session: act(Server(session, work, holds_client=holds_client)))


class _Tokens(BearerTokenGenerator):  # type: ignore[misc]  # Authlib has no types
    """Tokens as secret scanners know them. Who only logs in gets no refresh token: there is nothing to go on with."""

    def generate(
        self,
        grant_type: str,
        client: RegisteredClient,
        user: Person | None = None,
        scope: str | None = None,
        expires_in: int | None = None,
        include_refresh_token: bool = True,
    ) -> dict[str, Any]:
        only_logs_in = grant_type != "refresh_token" and set((scope or "").split()) <= set(LOG_IN_SCOPES)
        goes_on = include_refresh_token and not only_logs_in
        made: dict[str, Any] = super().generate(grant_type, client, user, scope, expires_in, goes_on)
        return made


_TOKENS = _Tokens(
    lambda **_asked: new_checked_token(ACCESS_TOKEN_PREFIX),
    lambda **_asked: new_checked_token(REFRESH_TOKEN_PREFIX),
    expires_generator=ACCESS_TOKEN_SECONDS,
)
