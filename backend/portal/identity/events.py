"""What happens to people and their sessions."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import ClassVar

from portal.core.events import Happening


@dataclass(frozen=True, kw_only=True)
class SignedIn(Happening):
    """Somebody signed in; the subject is the user."""

    type: ClassVar[str] = "session.started"


@dataclass(frozen=True, kw_only=True)
class SignInRefused(Happening):
    """Somebody typed a wrong password or code, or showed a passkey that doesn't let in; the subject is the user, or
    nobody where nobody has the address or the passkey.
    """

    type: ClassVar[str] = "session.refused"


@dataclass(frozen=True, kw_only=True)
class SessionEnded(Happening):
    """One session, or all of a person's, ended; the subject is the user."""

    type: ClassVar[str] = "session.ended"
    sessions: int


@dataclass(frozen=True, kw_only=True)
class PasswordResetRequested(Happening):
    """Somebody asked for a link to set a new password; the subject is the user, or the reset where it is nobody's
    address that was typed.
    """

    type: ClassVar[str] = "password.reset_requested"
    reset_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class PasswordChanged(Happening):
    """A new password was set; the subject is the user."""

    type: ClassVar[str] = "password.changed"


@dataclass(frozen=True, kw_only=True)
class OperatorCreated(Happening):
    """One of the vendor's team got a log-in; the subject is the user."""

    type: ClassVar[str] = "operator.created"
    role: str
