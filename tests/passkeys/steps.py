"""Adding passkeys and signing in with them, as browsers do it; the device is tests/passkeys/authenticator.py."""

from __future__ import annotations

from typing import Any

from tests.passkeys.authenticator import Device
from tests.people import PASSWORD, Person, Portal

READ = "{ passkeys { id name deviceType backedUp createdAt lastUsedAt } }"
SIGNED_IN = "member { id } operator { id }"


async def start_adding(person: Person, **proof: Any) -> str:
    """The options for a new passkey, once the password was given."""
    made = await person.do("startAddingPasskey", "options", **({"password": PASSWORD} | proof))
    options: str = made["options"]
    return options


async def add(portal: Portal, person: Person, name: str = "Phone", device: Device | None = None) -> Device:
    """Gives the person a password and a passkey."""
    await portal.set_password(person)
    kept = device or Device()
    await person.do("addPasskey", "passkey { id }", name=name, credential=kept.make(await start_adding(person)))
    return kept


async def start(browser: Person) -> str:
    """The options for signing in."""
    made = await browser.do("startSigningInWithPasskey", "options")
    options: str = made["options"]
    return options


async def sign_in(browser: Person, device: Device) -> Any:
    """Who is signed in."""
    return await browser.do("signInWithPasskey", SIGNED_IN, credential=device.show(await start(browser)))


async def refused(browser: Person, device: Device) -> list[tuple[str, str | None]]:
    """How a sign-in is refused."""
    return await browser.refused("signInWithPasskey", credential=device.show(await start(browser)))


async def id_of_passkey(person: Person) -> str:
    """The newest one's."""
    found: str = (await person.read(READ))["passkeys"][0]["id"]
    return found


async def sessions_begun(portal: Portal) -> int:
    """How many there are that began with a passkey; those which tests/people.py makes have no browser's name."""
    return len(await portal.rows("select from session where passkey_id is not null and user_agent is not null"))
