"""Passkeys in GraphQL. Signing in with one stands in `partners`, beside the other ways."""

from __future__ import annotations

import datetime as dt

import strawberry

from portal.core.actors import Member, Operator, UnprovenOperator
from portal.core.graphql import Node, Payload, described, verb_after
from portal.core.permissions import Permission
from portal.core.reading.declare import caller, column, id_of, listing, read, reads
from portal.core.requests import Request
from portal.core.rules import PUBLIC
from portal.core.runtime import Runtime
from portal.core.work import Work
from portal.identity.graphql import OkPayload
from portal.identity.service import Confirmed, confirm_person
from portal.passkeys import models, proving, service
from portal.passkeys.models import PasskeyDeviceType
from portal.second_factors.proving import count_try

described(
    PasskeyDeviceType,
    SINGLE_DEVICE="It stays on the device that made it.",
    MULTI_DEVICE="Its owner's other devices may have it as well.",
)


@reads(
    models.Passkey,
    scope=dict.fromkeys((Member, Operator, UnprovenOperator), models.Passkey.user_id == caller.user_id),
    node=Permission.VIEW_PROFILE,
)
class Passkey(Node):
    """A key on one's own device, with which one signs in without a password."""

    id: strawberry.ID = id_of(models.Passkey)
    name: str
    device_type: PasskeyDeviceType = column(models.Passkey.device_type, "Whether it stays on one device.")
    backed_up: bool
    created_at: dt.datetime
    last_used_at: dt.datetime | None


@strawberry.type
class PasskeyQueries:
    passkeys: list[Passkey] = listing(
        "One's own passkeys, the newest first.",
        order=[models.Passkey.created_at.desc(), models.Passkey.id],
        requires=Permission.VIEW_PROFILE,
    )


_PASSWORD = "The password of whoever calls, once more. Who has none must have signed in within 15 minutes."  # noqa: S105
_CREDENTIAL = "What the browser answered: `JSON.stringify(credential)`."


@strawberry.input(description="Proof of who adds a passkey.")
class StartAddingPasskeyInput:
    password: str | None = strawberry.field(default=None, description=_PASSWORD)
    code: str | None = strawberry.field(
        default=None,
        description="A code of the authenticator app, or a recovery code: once the answer was CODE_REQUIRED.",
    )


@strawberry.type(description="What to ask the browser for.")
class StartAddingPasskeyPayload(Payload):
    options: str | None = strawberry.field(
        default=None, description="JSON for `PublicKeyCredential.parseCreationOptionsFromJSON`; it holds for 5 minutes."
    )


@strawberry.input(description="A passkey that the browser made.")
class AddPasskeyInput:
    name: str = strawberry.field(description="What to call it; 60 characters at most.")
    credential: str = strawberry.field(description=_CREDENTIAL)


@strawberry.type(description="The new passkey.")
class AddPasskeyPayload(Payload):
    passkey: Passkey | None = strawberry.field(default=None, description="The passkey.")


@strawberry.input(description="A passkey to remove.")
class RemovePasskeyInput:
    passkey_id: strawberry.ID = strawberry.field(description="One of one's own.")
    password: str | None = strawberry.field(default=None, description=_PASSWORD)


@strawberry.type(description="Whether it is removed.")
class RemovePasskeyPayload(OkPayload):
    pass


@strawberry.input(description="How long one has for it.")
class StartSigningInWithPasskeyInput:
    timeout_seconds: int = strawberry.field(default=models.LONGEST_SECONDS, description="From 30 to 300.")


@strawberry.type(description="What to ask the browser for.")
class StartSigningInWithPasskeyPayload(Payload):
    options: str | None = strawberry.field(
        default=None, description="JSON for `PublicKeyCredential.parseRequestOptionsFromJSON`."
    )


async def _confirm(runtime: Runtime, request: Request, input: StartAddingPasskeyInput) -> Confirmed:
    confirmed = await confirm_person(runtime, request, Permission.VIEW_PROFILE, input.password)
    if input.code:
        await count_try(runtime, confirmed.user_id)
    return confirmed


async def _who_adds(runtime: Runtime, request: Request, _input: AddPasskeyInput) -> service.Begun:
    return await service.who_adds(runtime, request)


async def _confirm_removal(runtime: Runtime, request: Request, input: RemovePasskeyInput) -> Confirmed:
    return await confirm_person(runtime, request, Permission.VIEW_PROFILE, input.password)


async def _count_start(runtime: Runtime, request: Request, _input: StartSigningInWithPasskeyInput) -> None:
    await proving.count_start(runtime, request)


@strawberry.type
class PasskeyMutations:
    @verb_after(_confirm, Permission.VIEW_PROFILE)
    async def start_adding_passkey(
        work: Work, input: StartAddingPasskeyInput, confirmed: Confirmed
    ) -> StartAddingPasskeyPayload:
        """Begins to add a passkey; it counts once addPasskey was sent what the browser made of it."""
        return StartAddingPasskeyPayload(options=await service.start_adding_passkey(work, confirmed, input.code))

    @verb_after(_who_adds, Permission.VIEW_PROFILE)
    async def add_passkey(work: Work, input: AddPasskeyInput, begun: service.Begun) -> AddPasskeyPayload:
        """Adds a passkey, with which one signs in from here on."""
        passkey = await service.add_passkey(work, begun, input.name, input.credential)
        return AddPasskeyPayload(passkey=read(Passkey, passkey))

    @verb_after(_confirm_removal, Permission.VIEW_PROFILE)
    async def remove_passkey(work: Work, input: RemovePasskeyInput, confirmed: Confirmed) -> RemovePasskeyPayload:
        """Removes a passkey, and ends the sessions elsewhere in which it was shown."""
        await service.remove_passkey(work, confirmed, input.passkey_id)
        return RemovePasskeyPayload(ok=True)

    @verb_after(_count_start, PUBLIC)
    async def start_signing_in_with_passkey(
        work: Work, input: StartSigningInWithPasskeyInput, _counted: None
    ) -> StartSigningInWithPasskeyPayload:
        """Begins to sign in with a passkey: the same answer for everybody, and a cookie that binds it to the browser.

        signInWithPasskey takes what the browser makes of it, once.
        """
        return StartSigningInWithPasskeyPayload(options=await proving.start_signing_in(work, input.timeout_seconds))
