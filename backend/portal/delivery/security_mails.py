"""The mails about how a person signs in: each tells him of what he may not have done himself."""

from __future__ import annotations

import uuid
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from portal.core.events import Event
from portal.core.links import Link, LinkKind
from portal.core.texts import moment
from portal.core.work import Work
from portal.delivery.letters import Letters, Mail, Value
from portal.email_changes.models import CHANGE_HOURS, EmailChange
from portal.identity.models import User
from portal.oauth.models import AccessToken, OAuthClient
from portal.passkeys.models import Passkey
from portal.program.service import current_program

_SECURITY = "/settings/security"
_KEYS = "/developers/tokens"


def security_notice(template: str) -> Letters:
    """To whose log-in it is."""

    async def letters(work: Work, event: Event) -> list[Mail]:
        person = await work.session.get(User, event.subject_id)
        if person is None:  # erased since
            return []
        values = await _values(work, event, person)
        values["left"] = event.data.get("left")
        values["passkey"] = await _passkey_name(work, event)
        values["provider"] = work.runtime.settings.oidc_name
        return [Mail(template, person.email, _SECURITY, values)]

    return letters


async def _passkey_name(work: Work, event: Event) -> str | None:
    """What its owner calls the passkey that the event names; None where it names none, or one that is gone."""
    if "passkey_id" not in event.data:
        return None
    passkey = await work.session.get(Passkey, uuid.UUID(event.data["passkey_id"]))
    return None if passkey is None else passkey.name


def key_created(kind: type[AccessToken | OAuthClient], made_by: InstrumentedAttribute[uuid.UUID | None]) -> Letters:
    """To whose log-in made a token or a client; to nobody where the command line did."""

    async def letters(work: Work, event: Event) -> list[Mail]:
        query = select(kind, User).join(User, User.id == made_by).where(kind.id == event.subject_id)
        found = (await work.session.execute(query)).one_or_none()
        if found is None:
            return []
        made, person = cast(tuple[AccessToken | OAuthClient, User], found)
        zone = (await current_program(work)).time_zone
        until = moment(made.expires_at, zone) if isinstance(made, AccessToken) else None
        told: dict[str, Value] = {"key_name": made.name, "scopes": ", ".join(made.scopes), "until": until}
        return [Mail("key_created", person.email, _KEYS, await _values(work, event, person) | told)]

    return letters


async def email_change_requested(work: Work, event: Event) -> list[Mail]:
    """To the old address a notice; to the new one the link, or word for whoever has it already."""
    found = await _change(work, event)
    if found is None:
        return []
    person, change = found
    if change.used_at or change.replaced_at or work.now >= change.expires_at:
        return []
    values = await _values(work, event, person)
    told = Mail("email_change_asked", person.email, _SECURITY, {**values, "new_email": change.new_email})
    holder = (await work.session.execute(select(User).where(User.email == change.new_email))).scalar_one_or_none()
    if holder is not None:
        return [told, Mail("email_taken", holder.email, "/login", {"name": holder.name, "email": holder.email})]
    link = Link(LinkKind.EMAIL, change.id, 1)
    asked: dict[str, Value] = {"name": person.name, "new_email": change.new_email, "hours": CHANGE_HOURS}
    return [told, Mail("email_change", change.new_email, link, asked)]


async def email_changed(work: Work, event: Event) -> list[Mail]:
    """To both addresses."""
    found = await _change(work, event)
    if found is None or found[1].old_email is None:
        return []
    person, change = found
    values = {**await _values(work, event, person), "email": change.old_email, "new_email": change.new_email}
    both = (str(change.old_email), change.new_email)
    return [Mail("email_changed", address, "/forgot", values) for address in both]


async def _change(work: Work, event: Event) -> tuple[User, EmailChange] | None:
    """Whose address it is, and the change; None where either is gone since."""
    person = await work.session.get(User, event.subject_id)
    change = await work.session.get(EmailChange, uuid.UUID(event.data["change_id"]))
    return None if person is None or change is None else (person, change)


async def _values(work: Work, event: Event, person: User) -> dict[str, Value]:
    at = moment(event.at, (await current_program(work)).time_zone)
    return {"name": person.name, "email": person.email, "at": at}
