"""Second factors in GraphQL."""

from __future__ import annotations

import datetime as dt

import strawberry
from sqlalchemy import and_, func, select

from portal.core import actors
from portal.core.actors import Member, UnprovenOperator
from portal.core.graphql import Payload, verb_after
from portal.core.permissions import Permission
from portal.core.reading.declare import caller, column, read, reads, single
from portal.core.requests import Request
from portal.core.runtime import Runtime
from portal.core.work import Work, open_work
from portal.identity.graphql import OkPayload
from portal.identity.service import Confirmed, confirm_person
from portal.second_factors import models, service
from portal.second_factors.proving import count_try

_MINE = and_(models.Totp.user_id == caller.user_id, models.Totp.confirmed_at.is_not(None))
_LEFT = (
    select(func.count(models.RecoveryCode.id))
    .where(models.RecoveryCode.user_id == models.Totp.user_id, models.RecoveryCode.used_at.is_(None))
    .scalar_subquery()
)


@reads(models.Totp, scope=dict.fromkeys((Member, actors.Operator, UnprovenOperator), _MINE))
class Totp:
    """An authenticator app, whose codes are asked for when its owner signs in."""

    confirmed_at: dt.datetime = column(models.Totp.confirmed_at, "Since when it is asked for.", not_null=True)
    recovery_codes_left: int = column(_LEFT, "How many recovery codes were not used yet.")


@strawberry.type
class SecondFactorQueries:
    totp: Totp | None = single(
        "One's own authenticator app; null where two-step sign-in is off.", requires=Permission.VIEW_PROFILE
    )


_PASSWORD = "The password of whoever calls, once more. Who has none must have signed in within 15 minutes."  # noqa: S105
_CODE = "A code of the app, or a recovery code."


@strawberry.input(description="Who sets up an authenticator app.")
class EnrollTotpInput:
    password: str | None = strawberry.field(default=None, description=_PASSWORD)


@strawberry.type(description="What to tell the authenticator app; it is shown once.")
class EnrollTotpPayload(Payload):
    secret: str | None = strawberry.field(default=None, description="The secret in base32, for typing.")
    otpauth_uri: str | None = strawberry.field(default=None, description="The same as the QR code has it.")


@strawberry.input(description="The app's first code.")
class ConfirmTotpInput:
    code: str = strawberry.field(description="The six digits that the app shows now.")


@strawberry.type(description="Two-step sign-in, and the recovery codes.")
class RecoveryCodesPayload(Payload):
    totp: Totp | None = strawberry.field(default=None, description="The app.")
    recovery_codes: list[str] = strawberry.field(
        default_factory=list, description="The recovery codes; they are shown once, and each counts once."
    )


@strawberry.type(description="Two-step sign-in is on; the recovery codes are shown once.")
class ConfirmTotpPayload(RecoveryCodesPayload):
    pass


@strawberry.input(description="Proof of who turns it off.")
class RemoveTotpInput:
    code: str = strawberry.field(description=_CODE)
    password: str | None = strawberry.field(default=None, description=_PASSWORD)


@strawberry.type(description="Whether two-step sign-in is off.")
class RemoveTotpPayload(OkPayload):
    pass


@strawberry.input(description="Proof of who asks for new recovery codes.")
class RenewRecoveryCodesInput:
    code: str = strawberry.field(description=_CODE)
    password: str | None = strawberry.field(default=None, description=_PASSWORD)


@strawberry.type(description="The new recovery codes, which are shown once; the old ones count no more.")
class RenewRecoveryCodesPayload(RecoveryCodesPayload):
    pass


async def _confirm(runtime: Runtime, request: Request, input: EnrollTotpInput) -> Confirmed:
    return await confirm_person(runtime, request, Permission.VIEW_PROFILE, input.password)


async def _count_try(runtime: Runtime, request: Request, _input: ConfirmTotpInput) -> None:
    async with open_work(runtime, request) as work:
        work.require(Permission.VIEW_PROFILE)
        user_id = work.actor.user_id
    assert user_id is not None
    await count_try(runtime, user_id)


async def _confirm_and_count(
    runtime: Runtime, request: Request, input: RemoveTotpInput | RenewRecoveryCodesInput
) -> Confirmed:
    confirmed = await confirm_person(runtime, request, Permission.VIEW_PROFILE, input.password)
    await count_try(runtime, confirmed.user_id)
    return confirmed


@strawberry.type
class SecondFactorMutations:
    @verb_after(_confirm, Permission.VIEW_PROFILE)
    async def enroll_totp(work: Work, input: EnrollTotpInput, confirmed: Confirmed) -> EnrollTotpPayload:
        """Begins to set up an authenticator app; it counts once confirmTotp was sent its first code."""
        made = await service.enroll_totp(work, confirmed)
        return EnrollTotpPayload(secret=made.secret, otpauth_uri=made.otpauth_uri)

    @verb_after(_count_try, Permission.VIEW_PROFILE)
    async def confirm_totp(work: Work, input: ConfirmTotpInput, _counted: None) -> ConfirmTotpPayload:
        """Turns two-step sign-in on by the first code of the app."""
        totp, codes = await service.confirm_totp(work, input.code)
        return ConfirmTotpPayload(totp=read(Totp, totp), recovery_codes=codes)

    @verb_after(_confirm_and_count, Permission.VIEW_PROFILE)
    async def remove_totp(work: Work, input: RemoveTotpInput, confirmed: Confirmed) -> RemoveTotpPayload:
        """Turns two-step sign-in off."""
        await service.remove_totp(work, confirmed, input.code)
        return RemoveTotpPayload(ok=True)

    @verb_after(_confirm_and_count, Permission.VIEW_PROFILE)
    async def renew_recovery_codes(
        work: Work, input: RenewRecoveryCodesInput, confirmed: Confirmed
    ) -> RenewRecoveryCodesPayload:
        """Makes new recovery codes; the old ones count no more."""
        totp, codes = await service.renew_recovery_codes(work, confirmed, input.code)
        return RenewRecoveryCodesPayload(totp=read(Totp, totp), recovery_codes=codes)
