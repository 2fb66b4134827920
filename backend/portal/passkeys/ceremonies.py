"""WebAuthn itself (W3C, level 3): what a browser is asked, and whether what it answers holds; no I/O.

The relying party is the portal's own address: its host is the id, its origin the only one that counts. The user must
have been verified by his device (PIN, finger, face), so a passkey is two factors: the device, and what unlocks it.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from typing import TypeVar
from urllib.parse import urlsplit

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.authentication.verify_authentication_response import VerifiedAuthentication
from webauthn.helpers import (
    decode_credential_public_key,
    decoded_public_key_to_cryptography,
    parse_authentication_credential_json,
    parse_client_data_json,
    parse_registration_credential_json,
)
from webauthn.helpers.structs import (
    AuthenticationCredential,
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from webauthn.registration.verify_registration_response import VerifiedRegistration

from portal.core.settings import Settings
from portal.identity.models import User
from portal.passkeys.models import LONGEST_CREDENTIAL_ID, LONGEST_SECONDS

# A browser's answer has some 2,000 characters.
_LONGEST = 20_000
_DEFAULT_PORTS = {"http": 80, "https": 443}

T = TypeVar("T")


def origin_of(settings: Settings) -> str:
    """The portal's address as browsers write it."""
    parts = urlsplit(settings.base_url)
    port = "" if parts.port in (None, _DEFAULT_PORTS[parts.scheme]) else f":{parts.port}"
    return f"{parts.scheme}://{parts.hostname}{port}"


def creation_options(
    settings: Settings, program_name: str, user: User, challenge: bytes, known: Sequence[bytes]
) -> str:
    """What a browser needs to make a passkey, as JSON; a device that holds one of the `known` makes no second one."""
    # Discoverable, so that signing in begins without an address. The person's id is what finds him again.
    selection = AuthenticatorSelectionCriteria(
        resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
    )
    options = generate_registration_options(
        rp_id=settings.hostname,
        rp_name=program_name,
        user_id=user.id.bytes,
        user_name=user.email,
        user_display_name=user.name,
        challenge=challenge,
        timeout=LONGEST_SECONDS * 1000,
        authenticator_selection=selection,
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known],
    )
    return options_to_json(options)


def request_options(settings: Settings, challenge: bytes, seconds: int) -> str:
    """What a browser needs to sign in with a passkey, as JSON: whosever it is."""
    options = generate_authentication_options(
        rp_id=settings.hostname,
        challenge=challenge,
        timeout=seconds * 1000,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json(options)


def verify_new(settings: Settings, answer: str, challenge: bytes) -> VerifiedRegistration | None:
    """The passkey that a browser made for the challenge; None where anything of it doesn't hold."""

    def verified() -> VerifiedRegistration:
        credential = parse_registration_credential_json(answer)
        made = verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=settings.hostname,
            expected_origin=origin_of(settings),
            require_user_verification=True,
        )
        _require_top_window(credential.response.client_data_json)
        # That it is a key which can sign is found out here, rather than when its owner wants to come in.
        decoded_public_key_to_cryptography(decode_credential_public_key(made.credential_public_key))
        return made

    made = _or_none(answer, verified)
    return made if made is not None and len(made.credential_id) <= LONGEST_CREDENTIAL_ID else None


def read_shown(answer: str) -> AuthenticationCredential | None:
    """The passkey that a browser shows, as it says; None for what is none. Nothing of it is proved yet."""
    return _or_none(answer, lambda: parse_authentication_credential_json(answer))


def owner_of(shown: AuthenticationCredential) -> uuid.UUID | None:
    """Whose it is, as it says."""
    handle = shown.response.user_handle
    return uuid.UUID(bytes=handle) if handle is not None and len(handle) == 16 else None


def verify_shown(
    settings: Settings, shown: AuthenticationCredential, challenge: bytes, public_key: bytes
) -> VerifiedAuthentication | None:
    """What the device says of itself, signed for this challenge with the key; None where anything doesn't hold."""

    def verified() -> VerifiedAuthentication:
        _require_top_window(shown.response.client_data_json)
        return verify_authentication_response(
            credential=shown,
            expected_challenge=challenge,
            expected_rp_id=settings.hostname,
            expected_origin=origin_of(settings),
            credential_public_key=public_key,
            # The library looks at the counter before the signature, and anybody could claim one that went backwards:
            # Passkey.use looks at it once the signature holds.
            credential_current_sign_count=0,
            require_user_verification=True,
        )

    return _or_none("", verified)


class _InAFrame(Exception):
    """Another site's page showed the portal within itself."""


def _require_top_window(client_data: bytes) -> None:
    if parse_client_data_json(client_data).cross_origin:
        raise _InAFrame


def _or_none(answer: str, verified: Callable[[], T]) -> T | None:
    """What it makes of an answer that anybody may have written."""
    if len(answer) > _LONGEST:
        return None
    try:
        return verified()
    except Exception:  # the library raises whatever rubbish leads to: KeyError, TypeError, ValueError, its own
        return None
