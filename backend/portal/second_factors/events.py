"""What happens to second factors; the subject is always the user."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from portal.core.events import Happening


@dataclass(frozen=True, kw_only=True)
class TotpEnrolled(Happening):
    """Somebody began to set up an authenticator app; nothing is asked of him yet."""

    type: ClassVar[str] = "totp.enrolled"


@dataclass(frozen=True, kw_only=True)
class TotpConfirmed(Happening):
    """Two-step sign-in was turned on: the app's codes are asked for from here on."""

    type: ClassVar[str] = "totp.confirmed"


@dataclass(frozen=True, kw_only=True)
class TotpRemoved(Happening):
    """Two-step sign-in was turned off."""

    type: ClassVar[str] = "totp.removed"


@dataclass(frozen=True, kw_only=True)
class RecoveryCodesRenewed(Happening):
    """There are new recovery codes, and the old ones count no more."""

    type: ClassVar[str] = "totp.recovery_codes_renewed"


@dataclass(frozen=True, kw_only=True)
class RecoveryCodeUsed(Happening):
    """A recovery code was used in place of the app's code; `left` says how many there still are."""

    type: ClassVar[str] = "totp.recovery_code_used"
    left: int
