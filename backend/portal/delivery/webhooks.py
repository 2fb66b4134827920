"""Which events go out as webhooks, with what in them, and the secret that signs them (Standard Webhooks)."""

from __future__ import annotations

import base64
import datetime as dt
import hmac
import re
import uuid
from collections.abc import Awaitable, Callable, Mapping

import orjson

from portal.access.models import AccessRequest
from portal.accounts.events import OwnerChanged
from portal.accounts.models import ClientAccount
from portal.core.database import Base, Identified
from portal.core.events import Event, Happening
from portal.core.ids import public_id
from portal.core.work import Work
from portal.delivery.models import WebhookEndpoint
from portal.domains.models import PartnerDomain
from portal.identity.models import User
from portal.join_requests.events import MemberDeclined, MemberRequested
from portal.oauth.models import OAuthClient
from portal.partners.events import MemberJoined
from portal.partners.models import Partner, PartnerApplication, TeamMember
from portal.transfers.events import TransferAccepted
from portal.transfers.models import OwnershipTransfer

Value = str | int | None

# The nouns of which receivers are told, by the first word of an event's type. Rooms to come add nothing here.
TOLD = frozenset({"account", "credit", "lead", "member", "partner", "reward", "statement", "withdrawal"})

# What stands in types and keys by a shorter name than its table: the subject of `account.created` is a client_account,
# that of `credit.decided` too, and `application_id` a partner_application. A table's own name is known by itself.
_TABLES: Mapping[str, type[Identified]] = {
    "account": ClientAccount,
    "application": PartnerApplication,
    "client": OAuthClient,
    "credit": ClientAccount,
    "domain": PartnerDomain,
    "member": TeamMember,
    "request": AccessRequest,
    "transfer": OwnershipTransfer,
    "from_partner": Partner,
}
# What an event keeps for the mails that it causes, and what says nothing to receivers.
_FOR_MAILS = frozenset({"linkId"})

# What a receiver needs to know of people, whom the event itself names by id alone.
Addition = Callable[[Work, Event], Awaitable[Mapping[str, Value]]]


async def new_member(work: Work, event: Event) -> Mapping[str, Value]:
    """Who joined, asked to join or was declined: his name and address, null where he was erased since."""
    person = await work.session.get(User, uuid.UUID(event.data["user_id"]))
    return {"name": person.name if person else None, "email": person.email if person else None}


async def owner(work: Work, event: Event) -> Mapping[str, Value]:
    """Who owns the account now."""
    account = await work.session.get_one(ClientAccount, event.subject_id)
    return {"ownerEmail": account.owner_email, "ownerName": account.owner_name}


ADDITIONS: Mapping[type[Happening], Addition] = {
    MemberJoined: new_member,
    MemberRequested: new_member,
    MemberDeclined: new_member,
    OwnerChanged: owner,
    TransferAccepted: owner,
}

_ADDITIONS_BY_TYPE = {happening.type: addition for happening, addition in ADDITIONS.items()}


def is_told(event_type: str) -> bool:
    """Whether events of this type go out."""
    return event_type.partition(".")[0] in TOLD


def secret_of(endpoint: WebhookEndpoint, portal_secret: str) -> str:
    """The endpoint's secret, `whsec_…`; made anew whenever it is needed, so that it is stored nowhere."""
    purpose = b"webhook endpoint\0" + endpoint.id.bytes + endpoint.secret_version.to_bytes(4)
    return "whsec_" + base64.b64encode(hmac.digest(portal_secret.encode(), purpose, "sha256")).decode()


async def body_of(work: Work, event: Event) -> str:
    """The webhook's body: public ids, keys in camelCase, and people where receivers need to know them."""
    added = _ADDITIONS_BY_TYPE.get(event.type)
    data: dict[str, object] = {
        "id": public_id_by(event.type.partition(".")[0], event.subject_id),
        "partnerId": event.partner_id and public_id(Partner.prefix, event.partner_id),
        "occurredAt": moment(event.at),
        "actor": {"kind": event.actor_kind},
        "reason": event.reason,
    }
    data |= {key: value for key, value in public_data(event.data).items() if key not in _FOR_MAILS}
    data |= await added(work, event) if added else {}
    return orjson.dumps({"type": event.type, "timestamp": moment(event.at), "data": data}).decode()


def public_data(data: Mapping[str, object]) -> dict[str, object]:
    """An event's data with keys in camelCase and public ids."""
    return {_camel(key): shown(key, value) for key, value in data.items()}


def shown(key: str, value: object) -> object:
    """A value as receivers read it: where the key says what an id belongs to, the id is the public one."""
    noun = re.fullmatch(r"(.+)_id", key)
    if noun and isinstance(value, str) and _UUID.fullmatch(value):
        return public_id_by(noun[1], uuid.UUID(value))
    return value


def public_id_by(noun: str, id: uuid.UUID) -> str:
    """The public id of what the noun means; a noun that no table is called by leaves the id as it is."""
    prefix = _prefix_of(noun)
    return public_id(prefix, id) if prefix else str(id)


def _prefix_of(noun: str) -> str | None:
    if noun in _TABLES:
        return _TABLES[noun].prefix
    tables = (one.class_ for one in Base.registry.mappers)
    return next((one.prefix for one in tables if one.__tablename__ == noun and issubclass(one, Identified)), None)


def moment(at: dt.datetime) -> str:
    """ISO 8601 in UTC with milliseconds, as the API has it."""
    return at.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _camel(key: str) -> str:
    first, *rest = key.split("_")
    return first + "".join(word.capitalize() for word in rest)


_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
