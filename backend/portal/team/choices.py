"""What a colleague may be given: a role, and all accounts or chosen ones."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import delete, or_, select

from portal.accounts.models import AccountAccess, ClientAccount
from portal.accounts.service import named
from portal.core.actors import Actor
from portal.core.chosen import ChosenAccount
from portal.core.ids import parse_id
from portal.core.permissions import MemberRole, Permission, permissions_of
from portal.core.problems import InvalidInput, NotFound, Problem, UserErrorCode
from portal.core.texts import _
from portal.core.work import Work

MOST_CHOSEN = 500


def usual_role(actor: Actor, *, restricted: bool) -> MemberRole:
    """What a new colleague becomes where nobody says: an equal, but nobody gives more than he has."""
    return MemberRole.OWNER if Permission.EDIT_ROLES in actor.permissions and not restricted else MemberRole.MANAGER


def require_no_more_than_own(actor: Actor, role: MemberRole) -> None:
    """Of a role that is given: raises Problem NOT_ALLOWED where it has a right that the actor doesn't hold himself."""
    if not permissions_of(role) <= actor.permissions:
        message = _("You can't give more rights than you have. Choose another role, or ask an owner of your team.")
        raise Problem(message, field="role", code=UserErrorCode.NOT_ALLOWED)


def require_not_above(actor: Actor, role: MemberRole, *, field: str) -> None:
    """Of a colleague's role: raises Problem NOT_ALLOWED where it has a right that the actor doesn't hold himself."""
    if not permissions_of(role) <= actor.permissions:
        message = _("This colleague has more rights than you. Ask an owner of your team to do this.")
        raise Problem(message, field=field, code=UserErrorCode.NOT_ALLOWED)


def require_restrictable(role: MemberRole) -> None:
    """Raises InvalidInput for the one role that opens every account."""
    if role is MemberRole.OWNER:
        message = _("An owner opens every account. Choose another role for whoever may open chosen accounts alone.")
        raise InvalidInput(message, field="accountIds")


async def find_accounts(work: Work, account_refs: Sequence[str]) -> list[uuid.UUID]:
    """The ids of the partner's accounts, by their ids or the vendor's numbers.

    Raises InvalidInput for none or more than 500, NotFound for one that the partner doesn't have.
    """
    if not account_refs:
        raise InvalidInput(_("Choose one account at least."), field="accountIds")
    if len(account_refs) > MOST_CHOSEN:
        raise InvalidInput(_("Choose {most} accounts at most.", most=MOST_CHOSEN), field="accountIds")
    query = (
        select(ClientAccount.id, ClientAccount.account_id)
        .join(AccountAccess, AccountAccess.account_id == ClientAccount.id)
        .where(AccountAccess.partner_id == work.actor.partner_id, or_(*(named(one) for one in account_refs)))
    )
    rows = (await work.session.execute(query)).all()
    known = {name for row in rows for name in row}
    for one in account_refs:
        if (parse_id(ClientAccount.prefix, one) or ClientAccount.read_account_id(one)) not in known:
            message = _("We know no account with this id or number. Check it and try again.")
            raise NotFound(message, field="accountIds")
    return [row.id for row in rows]


async def choose(work: Work, member_id: uuid.UUID, account_ids: Sequence[uuid.UUID]) -> None:
    """Lets a restricted member open exactly these, so far as they are the partner's still."""
    await work.session.execute(delete(ChosenAccount).where(ChosenAccount.member_id == member_id))
    mine = select(AccountAccess.account_id).where(
        AccountAccess.partner_id == work.actor.partner_id, AccountAccess.account_id.in_(account_ids)
    )
    for account_id in (await work.session.execute(mine)).scalars():
        work.session.add(ChosenAccount(member_id=member_id, account_id=account_id, partner_id=work.actor.partner_id))
    await work.session.flush()
