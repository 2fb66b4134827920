"""OAuth2 clients in GraphQL."""

from __future__ import annotations

import strawberry

from portal.core.actors import ProgramClient
from portal.core.reading.declare import caller, extends, id_of, one, reads
from portal.identity.graphql import Viewer
from portal.oauth import models


@reads(models.OAuthClient, scope={ProgramClient: models.OAuthClient.id == caller.client_id})
class OAuthClient:
    """A program that calls the API on its own."""

    id: strawberry.ID = id_of(models.OAuthClient)
    name: str
    client_id: str
    scopes: list[str]


@extends(Viewer)
class ViewerAsClient:
    """What a program is to itself."""

    client: OAuthClient | None = one(models.OAuthClient.id == caller.client_id, "The program that calls.")
