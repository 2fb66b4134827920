"""A device that keeps passkeys, in software: it makes and shows them as browsers send them, or as an attacker would."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

ORIGIN = "http://portal.example"
_PRESENT, _VERIFIED, _ELIGIBLE, _BACKED_UP, _ATTESTED = 0x01, 0x04, 0x08, 0x10, 0x40


@dataclass
class Device:
    """One passkey of one person. What a test sets differs from what an honest device says."""

    origin: str = ORIGIN
    rp_id: str | None = None
    present: bool = True
    verified: bool = True
    eligible: bool = False
    backed_up: bool = False
    cross_origin: bool = False
    type: str | None = None
    challenge: str | None = None
    counts: bool = True
    sign_count: int = 0
    user_handle: str | None = None
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def make(self, options: str, **changes: Any) -> str:
        """Answers `navigator.credentials.create`; `changes` stand in the attestation object for what is right."""
        asked = json.loads(options)
        self.user_handle = self.user_handle or asked["user"]["id"]
        data = self._data(self.rp_id or asked["rp"]["id"], attested=True)
        attestation = {"fmt": "none", "attStmt": {}, "authData": data} | changes
        response = {
            "clientDataJSON": _text(self._client_data("webauthn.create", asked["challenge"])),
            "attestationObject": _text(cbor2.dumps(attestation)),
        }
        return self._credential(response)

    def show(self, options: str) -> str:
        """Answers `navigator.credentials.get`."""
        asked = json.loads(options)
        self.sign_count += self.counts
        data = self._data(self.rp_id or asked["rpId"])
        client_data = self._client_data("webauthn.get", asked["challenge"])
        signed = self.key.sign(data + hashlib.sha256(client_data).digest(), ec.ECDSA(SHA256()))
        response = {
            "clientDataJSON": _text(client_data),
            "authenticatorData": _text(data),
            "signature": _text(signed),
            "userHandle": self.user_handle,
        }
        return self._credential(response)

    def public_key(self) -> bytes:
        """As COSE writes it: EC2, ES256, P-256, x, y."""
        numbers = self.key.public_key().public_numbers()
        x, y = numbers.x.to_bytes(32, "big"), numbers.y.to_bytes(32, "big")
        return cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})

    def _data(self, rp_id: str, *, attested: bool = False) -> bytes:
        """The authenticator data (WebAuthn, 6.1)."""
        flags = _PRESENT * self.present | _VERIFIED * self.verified | _ATTESTED * attested
        flags |= _ELIGIBLE * self.eligible | _BACKED_UP * self.backed_up
        data = hashlib.sha256(rp_id.encode()).digest() + bytes([flags]) + self.sign_count.to_bytes(4, "big")
        if attested:
            data += bytes(16) + len(self.credential_id).to_bytes(2, "big") + self.credential_id + self.public_key()
        return data

    def _client_data(self, type: str, challenge: str) -> bytes:
        sent = {"type": self.type or type, "challenge": self.challenge or challenge, "origin": self.origin}
        return json.dumps(sent | {"crossOrigin": self.cross_origin}).encode()

    def _credential(self, response: dict[str, Any]) -> str:
        name = _text(self.credential_id)
        sent = {"id": name, "rawId": name, "type": "public-key", "clientExtensionResults": {}}
        return json.dumps(sent | {"response": response})


def _text(value: bytes) -> str:
    return bytes_to_base64url(value)


def challenge_of(options: str) -> bytes:
    """The challenge within what a browser is asked."""
    return base64url_to_bytes(json.loads(options)["challenge"])
