"""How far an agency has come, for tests that begin there."""

from __future__ import annotations

from typing import Any

from portal.core.links import LinkKind
from tests.people import PASSWORD, Person, Portal

FORM: dict[str, Any] = {
    "companyName": "Brightside Digital",
    "website": "https://www.brightside.example/about",
    "contactName": "Alice Adams",
    "email": "alice@brightside.example",
    "country": "de",
}


async def apply(portal: Portal, **changes: Any) -> str:
    """Somebody applied; the application's id."""
    made = await portal.nobody().do("applyToProgram", "application { id }", **FORM | changes)
    return str(made["application"]["id"])


def application_link(portal: Portal, application_id: str) -> str:
    return portal.link(LinkKind.APPLICATION, application_id)


async def approve(portal: Portal, olga: Person, **changes: Any) -> str:
    """An agency was approved; its application's id."""
    application_id = await apply(portal, **changes)
    await olga.do("approveApplication", "partner { id }", applicationId=application_id)
    return application_id


async def registration_link(portal: Portal, application_id: str, version: int = 1) -> str:
    """The token of the registration link that was mailed as the `version`-th."""
    query = "select id from registration where application_id = %s"
    [(key,)] = await portal.rows(query, application_id.removeprefix("app_"))
    return portal.link(LinkKind.REGISTER, f"reg_{key.hex}", version)


async def register(portal: Portal, person: Person, token: str, password: str = PASSWORD) -> dict[str, Any]:
    made = await person.do(
        "registerMember", "member { id name email role partner { name } }", token=token, name="Alice", password=password
    )
    return dict(made["member"])
