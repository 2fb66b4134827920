"""Events: what happened, as rows. Written in the transaction of the verb together with the job that tells the rest.

An event is public (docs/events.md): a past-tense type, plain JSON, people by id alone.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from portal.core.database import Identified


class Event(Identified):
    """One thing that happened; append-only."""

    __tablename__ = "event"
    prefix = "evt"

    type: Mapped[str]
    at: Mapped[dt.datetime]
    subject_id: Mapped[uuid.UUID]
    partner_id: Mapped[uuid.UUID | None]
    actor_kind: Mapped[str]
    actor_id: Mapped[uuid.UUID | None]
    reason: Mapped[str | None]
    data: Mapped[dict[str, Any]]
    ip_address: Mapped[str | None]

    __table_args__ = (
        Index("ix_event_subject", "subject_id", "id"),
        # The audit trail by each of its filters, the latest first.
        Index("ix_event_at", "at", "id"),
        Index("ix_event_partner", "partner_id", "at", "id"),
        Index("ix_event_type", "type", "at", "id"),
        Index("ix_event_actor_kind", "actor_kind", "at", "id"),
        Index("ix_event_actor", "actor_id", "at", "id"),
        Index("ix_event_ip_address", "ip_address", "at", "id"),
    )


@dataclass(frozen=True, kw_only=True)
class Happening:
    """What a verb tells: subclasses are the catalogue of events, one class per type.

    Fields of a subclass become the event's `data`; `subject_id` is what it happened to.
    """

    type: ClassVar[str]

    subject_id: uuid.UUID
    partner_id: uuid.UUID | None = None
    reason: str | None = None

    def data(self) -> dict[str, Any]:
        own = {f.name for f in dataclasses.fields(Happening)}
        return {f.name: _plain(getattr(self, f.name)) for f in dataclasses.fields(self) if f.name not in own}


def catalogue() -> list[type[Happening]]:
    """Every class of event that has been loaded, by type; `portal.house` loads those of all rooms."""

    def below(one: type[Happening]) -> list[type[Happening]]:
        return [found for child in one.__subclasses__() for found in (child, *below(child))]

    # What several have in common has no type of its own.
    return sorted((one for one in below(Happening) if hasattr(one, "type")), key=lambda one: one.type)


def _plain(value: object) -> object:
    match value:
        case uuid.UUID() | dt.datetime() | dt.date():
            return str(value)
        case list() | tuple():
            return [_plain(item) for item in value]
        case _:
            return value


# Gets the work (core/work.py, which knows this module) and the event.
Handler = Callable[[Any, Event], Awaitable[None]]
Handlers = Mapping[type[Happening], Sequence[Handler]]


def handlers_by_type(*rooms: Handlers) -> dict[str, list[Handler]]:
    """All rooms' handlers by the type of event to which they listen."""
    found: dict[str, list[Handler]] = {}
    for room in rooms:
        for happening, handlers in room.items():
            found.setdefault(happening.type, []).extend(handlers)
    return found
