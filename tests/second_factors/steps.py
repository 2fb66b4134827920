"""Setting up second factors, as people do it; the app is pyotp."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

import pyotp

from tests.people import PASSWORD, Person, Portal

ALICE = "alice@brightside.example"
OLGA = "olga.admin@vendor.example"
CODES = "recoveryCodes totp { recoveryCodesLeft }"
SIGNED_IN = "member { id } operator { id }"


@dataclass
class App:
    """Somebody's authenticator app, and the recovery codes that he wrote down."""

    secret: str
    recovery_codes: list[str]

    def code(self, steps: int = 0) -> str:
        """What it shows now, or some steps of 30 seconds from now."""
        return pyotp.TOTP(self.secret).at(int(time.time()), counter_offset=steps)


async def set_up(portal: Portal, person: Person) -> App:
    """Gives the person a password and an app, whose code of the step before last was the first."""
    await portal.set_password(person)
    made = await person.do("enrollTotp", "secret otpauthUri", password=PASSWORD)
    await early_in_a_step()
    first = pyotp.TOTP(made["secret"]).at(int(time.time()), counter_offset=-1)
    confirmed = await person.do("confirmTotp", CODES, code=first)
    return App(made["secret"], confirmed["recoveryCodes"])


async def early_in_a_step() -> None:
    """Waits for the next step where this one is almost over, so that codes of now stay of now."""
    left = 30 - time.time() % 30
    if left < 5:
        await asyncio.sleep(left + 0.1)


async def as_if_unused(portal: Portal) -> None:
    """Forgets which codes of the apps were used."""
    await portal.superuser.execute("update totp set last_step = 0")
