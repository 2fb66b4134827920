"""Tables of programs that call the API. Tokens live on real time, whatever the test clock says."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.database import Identified

ACCESS_TOKEN_SECONDS = 3600


class OAuthClient(Identified):
    """A program that calls the API on its own: the vendor's app, a tool, a dashboard."""

    __tablename__ = "oauth_client"
    prefix = "oac"

    name: Mapped[str] = mapped_column(doc="What the operators call it.")
    client_id: Mapped[str] = mapped_column(unique=True, doc="The public name that it sends.")
    secret_hash: Mapped[bytes]
    scopes: Mapped[list[str]] = mapped_column(doc="What it may ask for.")
    created_at: Mapped[dt.datetime]
    revoked_at: Mapped[dt.datetime | None]


class AccessToken(Identified):
    """What a client got from /oauth/token; only its hash is kept."""

    __tablename__ = "access_token"
    prefix = "tok"

    client_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("portal.oauth_client.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    scopes: Mapped[list[str]]
    created_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime] = mapped_column(index=True)
