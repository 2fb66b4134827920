"""Where the click on a store's name leads."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

from sqlalchemy import and_, select

from portal.accounts import models
from portal.accounts.graphql import LEVEL_OF_CALLER, ClientAccount
from portal.accounts.models import AccessLevel, Provisioning
from portal.core.graphql import Context
from portal.core.permissions import Permission
from portal.core.reading.declare import computed, extends
from portal.program.models import Program


def _log_in_url(context: Context, number: str, start: str | None, is_there: bool, level: str) -> str | None:
    enters = is_there and level != AccessLevel.NONE
    if not start or not enters or Permission.LOG_IN_TO_ACCOUNTS not in context.actor.permissions:
        return None
    # OpenID Connect Core, section 4: the log-in is begun by the vendor's app, which is told by whom and for what.
    said = urlencode({"iss": context.runtime.settings.base_url, "login_hint": number})
    return f"{start}{'&' if urlsplit(start).query else '?'}{said}"


@extends(ClientAccount)
class AccountToLogInTo:
    """What an account is to whoever wants to enter it."""

    login_url: str | None = computed(
        _log_in_url,
        models.ClientAccount.account_id,
        select(Program.log_in_url).scalar_subquery(),
        and_(
            models.ClientAccount.provisioning == Provisioning.READY.value,
            models.ClientAccount.closed_at.is_(None),
        ),
        LEVEL_OF_CALLER,
        description="Where one is logged in to the account at the vendor; null where one may not enter it, and where"
        " the program has not said where its log-in begins.",
    )
