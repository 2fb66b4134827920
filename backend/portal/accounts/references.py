"""What programs call a client account: its id or its number."""

from __future__ import annotations

import uuid

from sqlalchemy import ColumnElement, Uuid, case, cast, or_, select

from portal.accounts.models import ClientAccount
from portal.core.ids import parse_id

_KEY = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"


def read_reference(typed: str) -> str | None:
    """What `account_named` takes; None for what can't be either."""
    key = parse_id(ClientAccount.prefix, typed)
    return str(key) if key else ClientAccount.read_account_id(typed)


def account_named(reference: ColumnElement[str]) -> ColumnElement[uuid.UUID]:
    """The key of the account that is called so."""
    # As what it is, so that each side has its index.
    key = cast(case((reference.op("~", return_type=None)(_KEY), reference)), Uuid)
    named = select(ClientAccount.id).where(or_(ClientAccount.id == key, ClientAccount.account_id == reference))
    return named.correlate_except(ClientAccount).limit(1).scalar_subquery()
