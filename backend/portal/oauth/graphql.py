"""OAuth2 clients and access tokens in GraphQL."""

from __future__ import annotations

import datetime as dt

import strawberry
from sqlalchemy import and_, case, exists, false, func, null, or_
from sqlalchemy.orm import aliased

from portal.core.actors import Member, Operator, PartnerClient, ProgramClient, RestrictedMember
from portal.core.graphql import Connection, Context, Node, Payload, described, verb
from portal.core.permissions import MemberRole, Permission
from portal.core.reading.declare import (
    Join,
    caller,
    column,
    computed,
    connection,
    extends,
    id_of,
    one,
    per_caller,
    read,
    reads,
)
from portal.core.work import Work
from portal.identity.graphql import Viewer
from portal.identity.models import User
from portal.oauth import models, service
from portal.oauth.models import AccessTokenStatus, OAuthClientStatus
from portal.oauth.scopes import scopes_for_client, scopes_for_token
from portal.partners.models import TeamMember

described(OAuthClientStatus, ACTIVE="It can call the API.", REVOKED="It was revoked, and its tokens with it.")
described(AccessTokenStatus, ACTIVE="It works.", EXPIRED="Its time is over.", REVOKED="It was revoked.")

_CLIENT = models.OAuthClient
_TOKEN = models.AccessToken
_ITSELF = _CLIENT.id == caller.client_id
_Caller = aliased(TeamMember)


@reads(
    _CLIENT,
    joins=[Join(User, User.id == _CLIENT.created_by)],
    scope={
        ProgramClient: _ITSELF,
        PartnerClient: _ITSELF,
        Member: _CLIENT.partner_id == caller.partner_id,
        RestrictedMember: false(),
        Operator: _CLIENT.partner_id.is_(None),
    },
    node=Permission.EDIT_OAUTH_CLIENTS,
)
class OAuthClient(Node):
    """A program that calls the API on its own, for the program or for one partner."""

    id: strawberry.ID = id_of(_CLIENT)
    name: str
    client_id: str
    scopes: list[str]
    is_public: bool
    redirect_uris: list[str]
    logout_uri: str | None
    created_at: dt.datetime
    last_used_at: dt.datetime | None
    revoked_at: dt.datetime | None
    status: OAuthClientStatus = column(
        case((_CLIENT.revoked_at.is_not(None), OAuthClientStatus.REVOKED.value), else_=OAuthClientStatus.ACTIVE.value),
        "Whether it can call.",
    )
    created_by: str | None = column(
        per_caller(dict.fromkeys((ProgramClient, PartnerClient), null()), User.name),
        "The name of who made it; null where the command line did, and for programs.",
    )


_MINE = _TOKEN.user_id == caller.user_id
_I_AM_AN_OWNER = exists().where(_Caller.id == caller.member_id, _Caller.role == MemberRole.OWNER)
_STATUS = case(
    (_TOKEN.revoked_at.is_not(None), AccessTokenStatus.REVOKED.value),
    # Tokens live on real time.
    (_TOKEN.expires_at <= func.now(), AccessTokenStatus.EXPIRED.value),
    else_=AccessTokenStatus.ACTIVE.value,
)


@reads(
    _TOKEN,
    joins=[Join(User, User.id == _TOKEN.user_id)],
    scope={
        Member: and_(_TOKEN.client_id.is_(None), _TOKEN.partner_id == caller.partner_id, or_(_MINE, _I_AM_AN_OWNER)),
        Operator: and_(_TOKEN.client_id.is_(None), _TOKEN.partner_id.is_(None), _MINE),
    },
    node=Permission.VIEW_ACCESS_TOKENS,
)
class AccessToken(Node):
    """A personal access token: a tool acts by it for whoever made it, as far as he may himself."""

    id: strawberry.ID = id_of(_TOKEN)
    name: str = column(_TOKEN.name, "What its owner calls it.", not_null=True)
    last_characters: str = column(_TOKEN.last_characters, "How it ends, to know it by.", not_null=True)
    scopes: list[str]
    created_at: dt.datetime
    expires_at: dt.datetime
    last_used_at: dt.datetime | None
    revoked_at: dt.datetime | None
    status: AccessTokenStatus = column(_STATUS, "Whether it works.")
    owned_by: str = column(User.name, "The name of whom it acts for.", not_null=True)
    mine: bool = column(_MINE, "Whether it acts for whoever asks.", not_null=True)


def _for_token(context: Context) -> list[str]:
    return [str(scope) for scope in scopes_for_token(context.actor)]


def _for_client(context: Context) -> list[str]:
    return [str(scope) for scope in scopes_for_client(context.actor)]


@extends(Viewer)
class ViewerOfPrograms:
    """What a program is to itself, and which programs one may let in."""

    client: OAuthClient | None = one(_ITSELF, "The program that calls.")
    access_token_scopes: list[str] = computed(
        _for_token, description="Which scopes one may give an access token of one's own."
    )
    oauth_client_scopes: list[str] = computed(_for_client, description="Which scopes one may give an OAuth2 client.")


@strawberry.type
class OAuthQueries:
    oauth_clients: Connection[OAuthClient] = connection(
        "The OAuth2 clients of the partner, or for operators those of the program, the latest first.",
        order=[_CLIENT.created_at, _CLIENT.id],
        requires=Permission.EDIT_OAUTH_CLIENTS,
    )
    access_tokens: Connection[AccessToken] = connection(
        "One's own access tokens, to owners all of the partner, the latest first.",
        order=[_TOKEN.created_at, _TOKEN.id],
        requires=Permission.VIEW_ACCESS_TOKENS,
    )


@strawberry.input(description="A program that is to call the API.")
class CreateOAuthClientInput:
    name: str = strawberry.field(description="What it is called, 200 characters at most.")
    scopes: list[str] = strawberry.field(
        default_factory=list,
        description="What it may ask for, such as `accounts:read`; none for what only logs people in.",
    )
    redirect_uris: list[str] = strawberry.field(
        default_factory=list,
        description="Where people may be sent back to who let it act for them or log them in; compared to the letter.",
    )
    is_public: bool = strawberry.field(
        default=False, description="Whether it can't keep a secret, as what runs on people's own machines."
    )
    logout_uri: str | None = strawberry.field(
        default=None,
        description="Where the program's own client is told that a log-in ended (OpenID Connect Back-Channel Logout).",
    )


@strawberry.type(description="The new client.")
class CreateOAuthClientPayload(Payload):
    oauth_client: OAuthClient | None = strawberry.field(default=None, description="The client.")
    secret: str | None = strawberry.field(
        default=None,
        description="By which it gets tokens at /oauth/token. Shown this once: keep it. Null for a public client.",
    )


@strawberry.input(description="A client to revoke.")
class RevokeOAuthClientInput:
    oauth_client_id: strawberry.ID = strawberry.field(description="Its `id`, not its `clientId`.")


@strawberry.type(description="The revoked client.")
class RevokeOAuthClientPayload(Payload):
    oauth_client: OAuthClient | None = strawberry.field(default=None, description="The client.")


@strawberry.input(description="A token of one's own.")
class CreateAccessTokenInput:
    name: str = strawberry.field(description="What it is for, 200 characters at most.")
    scopes: list[str] = strawberry.field(description="What it may do, such as `accounts:read`.")
    expires_in_days: int = strawberry.field(default=90, description="For how long it works, 1 to 365 days.")


@strawberry.type(description="The new token.")
class CreateAccessTokenPayload(Payload):
    access_token: AccessToken | None = strawberry.field(default=None, description="What is kept of it.")
    token: str | None = strawberry.field(
        default=None, description="What goes behind `Authorization: Bearer`. Shown this once: keep it."
    )


@strawberry.input(description="A token to revoke.")
class RevokeAccessTokenInput:
    access_token_id: strawberry.ID = strawberry.field(description="The id of one's own, for owners of any.")


@strawberry.type(description="The revoked token.")
class RevokeAccessTokenPayload(Payload):
    access_token: AccessToken | None = strawberry.field(default=None, description="The token.")


@strawberry.type
class OAuthMutations:
    # In GraphQL they are createOAuthClient and revokeOAuthClient.
    @verb(Permission.EDIT_OAUTH_CLIENTS)
    async def create_o_auth_client(work: Work, input: CreateOAuthClientInput) -> CreateOAuthClientPayload:
        """Lets a program call the API for the partner, or for operators for the program; shows its secret once."""
        new = service.NewClient(
            name=input.name,
            scopes=input.scopes,
            redirect_uris=input.redirect_uris,
            is_public=input.is_public,
            logout_uri=input.logout_uri,
        )
        client, secret = await service.create_oauth_client(work, new)
        return CreateOAuthClientPayload(oauth_client=read(OAuthClient, client), secret=secret or None)

    @verb(Permission.EDIT_OAUTH_CLIENTS)
    async def revoke_o_auth_client(work: Work, input: RevokeOAuthClientInput) -> RevokeOAuthClientPayload:
        """Ends a client and all of its tokens at once."""
        client = await service.revoke_oauth_client(work, input.oauth_client_id)
        return RevokeOAuthClientPayload(oauth_client=read(OAuthClient, client))

    @verb(Permission.EDIT_ACCESS_TOKENS)
    async def create_access_token(work: Work, input: CreateAccessTokenInput) -> CreateAccessTokenPayload:
        """Makes a token by which a tool acts for whoever asks, as far as he may himself; shows it once."""
        row, token = await service.create_access_token(work, input.name, input.scopes, input.expires_in_days)
        return CreateAccessTokenPayload(access_token=read(AccessToken, row), token=token)

    @verb(Permission.VIEW_ACCESS_TOKENS)
    async def revoke_access_token(work: Work, input: RevokeAccessTokenInput) -> RevokeAccessTokenPayload:
        """Ends a token at once: one's own, or as an owner that of a colleague."""
        token = await service.revoke_access_token(work, input.access_token_id)
        return RevokeAccessTokenPayload(access_token=read(AccessToken, token))
