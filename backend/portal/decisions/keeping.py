"""Facts as they are kept with a decision, and read back: deriving the decision again must give the same."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import fields
from typing import Any, TypeVar

from portal.credit.policy import Absence, Evidence, EvidenceKind, Facts, LeadState

T = TypeVar("T", Evidence, Absence)


def as_json(facts: Facts) -> dict[str, Any]:
    """Plain JSON, in an order that depends on the facts alone; what is as always is left out.

    So is what decides nothing and may change later: whether a visit was the team's own, and ends that come after the
    first payment.
    """
    over = facts.first_paid_at.replace(microsecond=999_999)
    return {
        "signed_up_at": facts.signed_up_at.isoformat(),
        "first_paid_at": facts.first_paid_at.isoformat(),
        "evidence": sorted((_plain(one, over) for one in facts.evidence), key=repr),
        "absences": sorted((_plain(one, over) for one in facts.absences), key=repr),
    }


def from_json(kept: dict[str, Any]) -> Facts:
    """The facts that `as_json` kept."""
    return Facts(
        signed_up_at=dt.datetime.fromisoformat(kept["signed_up_at"]),
        first_paid_at=dt.datetime.fromisoformat(kept["first_paid_at"]),
        evidence=tuple(_read(Evidence, one) for one in kept["evidence"]),
        absences=tuple(_read(Absence, one) for one in kept["absences"]),
    )


def _plain(one: Evidence | Absence, over: dt.datetime) -> dict[str, Any]:
    values = ((field, getattr(one, field.name)) for field in fields(one) if field.name != "own")
    return {field.name: _text(value) for field, value in values if value != field.default and not _later(value, over)}


def _later(value: object, moment: dt.datetime) -> bool:
    return isinstance(value, dt.datetime) and value > moment


def _text(value: object) -> object:
    if isinstance(value, dt.datetime):
        return value.isoformat()
    return str(value) if isinstance(value, uuid.UUID) else value


def _read(type_: type[T], kept: dict[str, Any]) -> T:
    return type_(**{name: _READERS[name](value) for name, value in kept.items()})


_MOMENT, _ID = dt.datetime.fromisoformat, uuid.UUID
_READERS: dict[str, Any] = {
    "kind": EvidenceKind,
    "partner_id": lambda value: None if value is None else _ID(value),
    "source_id": _ID,
    "began_at": _MOMENT,
    "until": _MOMENT,
    "given_up_at": _MOMENT,
    "lead_state": LeadState,
    "transferred": bool,
    "since": _MOMENT,
    "left": bool,
}
