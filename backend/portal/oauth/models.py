"""Tables of programs that call the API. Tokens live on real time, whatever the test clock says."""

from __future__ import annotations

import datetime as dt
import uuid
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.database import Identified
from portal.core.problems import Conflict
from portal.core.texts import _

ACCESS_TOKEN_SECONDS = 3600


class OAuthClientStatus(StrEnum):
    """Whether a client can get tokens."""

    ACTIVE = "ACTIVE"
    REVOKED = "REVOKED"


class AccessTokenStatus(StrEnum):
    """Whether a token works."""

    ACTIVE = "ACTIVE"
    EXPIRED = "EXPIRED"
    REVOKED = "REVOKED"


class OAuthClient(Identified):
    """A program that calls the API on its own: the vendor's app, a tool, a dashboard; the program's, or a partner's."""

    __tablename__ = "oauth_client"
    prefix = "oac"

    partner_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("portal.partner.id"), doc="Whose it is; null for the program's."
    )
    name: Mapped[str] = mapped_column(doc="What it is called.")
    client_id: Mapped[str] = mapped_column(unique=True, doc="The public name that it sends.")
    secret_hash: Mapped[bytes | None]
    is_public: Mapped[bool] = mapped_column(
        default=False, server_default=text("false"), doc="Whether it has no secret, as what runs on people's machines."
    )
    redirect_uris: Mapped[list[str]] = mapped_column(
        default=list, server_default=text("'{}'"), doc="Where people may be sent back to, to the letter."
    )
    logout_uri: Mapped[str | None] = mapped_column(doc="Where it is told that a log-in ended.")
    scopes: Mapped[list[str]] = mapped_column(doc="What it may ask for.")
    created_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("portal.user.id"))
    created_at: Mapped[dt.datetime] = mapped_column(doc="When it was made.")
    last_used_at: Mapped[dt.datetime | None] = mapped_column(doc="When it last called, to some 5 minutes.")
    revoked_at: Mapped[dt.datetime | None] = mapped_column(doc="When it was revoked; null while it works.")

    __table_args__ = (
        CheckConstraint("is_public = (secret_hash is null)", name="secret"),
        Index("ix_oauth_client_of_partner", "partner_id", "created_at", "id"),
    )

    def revoke(self, now: dt.datetime) -> None:
        """It gets no token any more. Raises Conflict when it was revoked already."""
        if self.revoked_at:
            raise Conflict(_("This client was revoked already."))
        self.revoked_at = now


class AccessToken(Identified):
    """What lets somebody call the API; only its hash is kept.

    It acts for the program (a client alone), for a partner (client and partner), for a member (person and partner) or
    for an operator (person alone). What a person made for himself has a name and belongs to no client; what he let a
    client do belongs to his authorization.
    """

    __tablename__ = "access_token"
    prefix = "tok"

    client_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("portal.oauth_client.id", ondelete="CASCADE"), index=True
    )
    user_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("portal.user.id", ondelete="CASCADE"))
    partner_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("portal.partner.id"))
    # What the person answered when the program asked, where it acts for one.
    authorization_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("portal.oauth_authorization.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str | None] = mapped_column(doc="What its owner calls it.")
    last_characters: Mapped[str | None] = mapped_column(doc="How it ends, to know it by.")
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    scopes: Mapped[list[str]] = mapped_column(doc="What it may do, as far as its owner may.")
    created_at: Mapped[dt.datetime] = mapped_column(doc="When it was made.")
    expires_at: Mapped[dt.datetime] = mapped_column(index=True, doc="Until when it works.")
    last_used_at: Mapped[dt.datetime | None] = mapped_column(doc="When it was last used, to some 5 minutes.")
    revoked_at: Mapped[dt.datetime | None] = mapped_column(doc="When it was revoked; null where it wasn't.")

    __table_args__ = (
        CheckConstraint("client_id is not null or user_id is not null", name="somebody"),
        CheckConstraint(
            "(client_id is not null and user_id is not null) = (authorization_id is not null)", name="authorization"
        ),
        CheckConstraint("(client_id is null) = (name is not null)", name="name"),
        CheckConstraint("(name is null) = (last_characters is null)", name="last_characters"),
        CheckConstraint("length(last_characters) = 4", name="four_characters"),
        CheckConstraint("expires_at > created_at", name="expires_at"),
        Index("ix_access_token_of_person", "user_id", "created_at", "id"),
        Index("ix_access_token_of_partner", "partner_id", "created_at", "id"),
    )

    def revoke(self, now: dt.datetime) -> None:
        """It works no more. Raises Conflict when it was revoked already."""
        if self.revoked_at:
            raise Conflict(_("This token was revoked already."))
        self.revoked_at = now
