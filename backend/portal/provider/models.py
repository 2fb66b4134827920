"""Tables of the provider. Codes, tokens and keys live on real time, whatever the test clock says."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.database import Identified
from portal.oauth.models import OAuthClient

CODE_SECONDS = 60
REFRESH_DAYS = 30
# A key is shown in the key set for as long before it signs, and after it signed last, as anybody may keep an old set.
KEY_SHOWN_BEFORE_DAYS = 1
KEY_SIGNS_DAYS = 90


class OAuthGrant(Identified):
    """What a person lets a program do for him at one partner, until he or the program's end takes it back."""

    __tablename__ = "oauth_grant"
    prefix = "grant"

    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("portal.user.id", ondelete="CASCADE"))
    partner_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("portal.partner.id"), doc="At whose desk the person sat; null for operators."
    )
    client_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(OAuthClient.id, ondelete="CASCADE"), index=True)
    client_name: Mapped[str] = mapped_column(doc="What the program was called when it was let in.")
    scopes: Mapped[list[str]] = mapped_column(doc="What the program may do.")
    created_at: Mapped[dt.datetime] = mapped_column(doc="When it was let in first.")
    last_used_at: Mapped[dt.datetime | None] = mapped_column(doc="When the program last fetched a token.")
    revoked_at: Mapped[dt.datetime | None]

    __table_args__ = (
        # One that holds per person, desk and program.
        Index(
            "uq_oauth_grant_open",
            "user_id",
            "client_id",
            "partner_id",
            unique=True,
            postgresql_where=text("revoked_at is null"),
            postgresql_nulls_not_distinct=True,
        ),
    )


class OAuthAuthorization(Identified):
    """One answer at /oauth/authorize: its code, and the head of the family of tokens that come of it.

    Whoever redeems a code or a refresh token locks this row first, so that there is one winner; a second redemption
    ends the family.
    """

    __tablename__ = "oauth_authorization"
    prefix = "login"

    grant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(OAuthGrant.id, ondelete="CASCADE"), index=True)
    code_hash: Mapped[bytes] = mapped_column(unique=True)
    redirect_uri: Mapped[str]
    scopes: Mapped[list[str]]
    code_challenge: Mapped[str] = mapped_column(doc="By S256, of the code's verifier.")
    nonce: Mapped[str | None]
    # What was logged in to, if anything was: as it was asked for, its row, and what the program was told of it.
    hint: Mapped[str | None]
    subject_id: Mapped[uuid.UUID | None]
    claims: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default=text("'{}'"))
    signed_in_at: Mapped[dt.datetime] = mapped_column(doc="When the person had signed in.")
    created_at: Mapped[dt.datetime] = mapped_column(index=True)
    expires_at: Mapped[dt.datetime] = mapped_column(doc="When the code is over.")
    redeemed_at: Mapped[dt.datetime | None]
    ended_at: Mapped[dt.datetime | None] = mapped_column(doc="When the family ended.")

    __table_args__ = (
        CheckConstraint("code_challenge ~ '^[A-Za-z0-9_-]{43}$'", name="code_challenge"),
        CheckConstraint("(hint is null) = (subject_id is null)", name="subject"),
        Index(
            "ix_oauth_authorization_running",
            "subject_id",
            postgresql_where=text("subject_id is not null and ended_at is null"),
        ),
    )


class RefreshToken(Identified):
    """A refresh token of a family; each is good for one use, by which the next one comes."""

    __tablename__ = "refresh_token"
    prefix = "rtok"

    authorization_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey(OAuthAuthorization.id, ondelete="CASCADE"), index=True
    )
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    created_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime] = mapped_column(index=True)
    used_at: Mapped[dt.datetime | None]


class SigningKey(Identified):
    """A key that signs ID tokens. The private half is sealed; the public one stands in the key set."""

    __tablename__ = "signing_key"
    prefix = "key"

    sealed: Mapped[str] = mapped_column(deferred=True)
    public: Mapped[dict[str, Any]] = mapped_column(JSONB, doc="The public half as a JSON Web Key.")
    created_at: Mapped[dt.datetime]
    signs_from: Mapped[dt.datetime] = mapped_column(index=True)
