"""Expected refusals. Raised anywhere below, turned into `userErrors` (or a top-level error) in one place."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from portal.core.texts import _


class UserErrorCode(StrEnum):
    """Why a mutation refused; stable, so that programs can act on it."""

    NOT_FOUND = "NOT_FOUND"
    INVALID = "INVALID"
    NOT_ALLOWED = "NOT_ALLOWED"
    WRONG_STATUS = "WRONG_STATUS"
    TAKEN = "TAKEN"
    EMAIL_OWNS_ACCOUNT = "EMAIL_OWNS_ACCOUNT"
    EXISTING_CLIENT = "EXISTING_CLIENT"
    PROTECTED = "PROTECTED"
    EXPIRED = "EXPIRED"
    USED = "USED"
    REPLACED = "REPLACED"
    PARTNER_SUSPENDED = "PARTNER_SUSPENDED"
    LIMIT_REACHED = "LIMIT_REACHED"
    INSUFFICIENT_BALANCE = "INSUFFICIENT_BALANCE"
    BELOW_MINIMUM = "BELOW_MINIMUM"
    NO_PAYOUT_METHOD = "NO_PAYOUT_METHOD"
    IN_DEBT = "IN_DEBT"
    CODE_REQUIRED = "CODE_REQUIRED"


class Problem(Exception):
    """A refusal that the caller can understand; `message` is a sentence for people with the next step in it."""

    code = UserErrorCode.INVALID

    def __init__(self, message: str, *, field: str | None = None, code: UserErrorCode | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        if code is not None:
            self.code = code

    async def afterwards(self, runtime: Any) -> None:
        """What stays to be done once the work is rolled back, such as counting; gets the Runtime.

        May raise Throttled.
        """


class InvalidInput(Problem):
    """Something that was sent can't be used as it is."""


class NotFound(Problem):
    """No such thing, or somebody else's: the two are never told apart."""

    code = UserErrorCode.NOT_FOUND

    def __init__(self, message: str | None = None, *, field: str | None = None) -> None:
        super().__init__(message or _("We could not find that. Check the id and try again."), field=field)


class Conflict(Problem):
    """The thing is not in a state in which this can be done."""

    code = UserErrorCode.WRONG_STATUS


class PartnerSuspended(Problem):
    """The vendor suspended the partner: everything can be read, nothing new be done."""

    code = UserErrorCode.PARTNER_SUSPENDED

    def __init__(self, message: str | None = None) -> None:
        super().__init__(
            message or _("This partner is suspended, so nothing can be changed. Ask the program's support.")
        )


class LinkProblem(Problem):
    """A link from a mail that no longer works: EXPIRED, USED, REPLACED or NOT_FOUND."""


class InvalidInputs(Problem):
    """Several things at once, so that a form can show them all."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(problems[0].message)
        self.problems = problems


class RequestRefused(Exception):
    """A refusal of the request as a whole: a top-level error with `extensions.code`."""

    code = "BAD_USER_INPUT"

    def __init__(self, message: str, **extensions: object) -> None:
        super().__init__(message)
        self.message = message
        self.extensions = extensions


class NotSignedIn(RequestRefused):
    code = "UNAUTHENTICATED"

    def __init__(self) -> None:
        super().__init__(_("Sign in first."))


class NotPermitted(RequestRefused):
    code = "FORBIDDEN"

    def __init__(self) -> None:
        super().__init__(_("Your role does not allow this. Ask an owner of your team, or the program's support."))


class SecondFactorMissing(RequestRefused):
    """An operator has none, and the program asks him for one."""

    code = "SECOND_FACTOR_REQUIRED"

    def __init__(self) -> None:
        super().__init__(
            _(
                "The program asks you for a second factor. Set up two-step sign-in or a passkey under Settings,"
                " Security; if you have a passkey, sign in with it."
            )
        )


class Throttled(RequestRefused):
    code = "THROTTLED"

    def __init__(self, retry_after_seconds: int) -> None:
        minutes = max(1, round(retry_after_seconds / 60))
        message = _("Too many attempts. Try again in {minutes} min.", minutes=minutes)
        super().__init__(message, retryAfterSeconds=retry_after_seconds)


class BudgetSpent(RequestRefused):
    """The client has asked for too much in too short a time."""

    code = "THROTTLED"

    def __init__(self, retry_after_seconds: int) -> None:
        message = _("You asked for much at once. Try again in {seconds} s.", seconds=retry_after_seconds)
        super().__init__(message, retryAfterSeconds=retry_after_seconds)


class IdempotencyKeyReused(RequestRefused):
    code = "IDEMPOTENCY_KEY_REUSED"

    def __init__(self) -> None:
        super().__init__(_("This Idempotency-Key came with another request. Send each request with a key of its own."))
