"""What the scope `account` opens: a client's account at the vendor, as its Owner or Admin."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, Select, and_, false, or_, select, update
from sqlalchemy.orm import Session

from portal.account_log_in.events import LoggedIn
from portal.accounts.models import AccessLevel, AccountAccess, ClientAccount, Provisioning, access_level
from portal.core.actors import member
from portal.core.chosen import is_chosen
from portal.core.log_ins import Entrance, LogIn
from portal.core.permissions import RIGHTS, MemberRole, Permission
from portal.core.work import Work
from portal.partners.models import MemberStatus, Partner, PartnerStatus, TeamMember

SCOPE = "account"
_ROLES = [role for role in RIGHTS[Permission.LOG_IN_TO_ACCOUNTS] if isinstance(role, MemberRole)]
# A partner who isn't active enters nothing, which is asked for beside.
_LEVEL = access_level(AccountAccess.status, false())


class AccountDoor:
    """Asks the tables each time: what was so a moment ago doesn't count."""

    def open(self, session: Session, log_in: LogIn) -> Entrance | None:
        """The account of the number, if the member may enter it for his partner."""
        found = self._find(session, log_in)
        if found is None:
            return None
        claims = {"account_id": found.account_id, "access_level": found.access_level}
        return Entrance(subject_id=found.id, claims=claims)

    def note(self, work: Work, session: Session, log_in: LogIn, entrance: Entrance) -> None:
        """On the account's timeline, in the member's name, and in the client's register of who uses his access."""
        mine = update(AccountAccess).where(
            AccountAccess.account_id == entrance.subject_id, AccountAccess.partner_id == log_in.partner_id
        )
        session.execute(mine.values(last_used_at=work.now).execution_options(synchronize_session=False))
        found = self._find(session, log_in)
        assert found is not None, "the door is open"
        assert log_in.partner_id is not None
        work.record(
            LoggedIn(
                subject_id=entrance.subject_id,
                partner_id=log_in.partner_id,
                account_id=entrance.claims["account_id"],
                access_level=entrance.claims["access_level"],
            ),
            by=member(
                role=MemberRole(found.role),
                user_id=log_in.user_id,
                member_id=found.member_id,
                partner_id=log_in.partner_id,
            ),
        )

    def _find(self, session: Session, log_in: LogIn) -> Row[Any] | None:
        number = ClientAccount.read_account_id(log_in.hint)
        if number is None or log_in.partner_id is None:
            return None
        return session.execute(_open(number, log_in)).one_or_none()


def _open(number: str, log_in: LogIn) -> Select[Any]:
    columns: tuple[Any, ...] = (ClientAccount.id, ClientAccount.account_id, _LEVEL.label("access_level"))
    enters_it = or_(TeamMember.restricted.is_(False), is_chosen(ClientAccount.id, TeamMember.id))
    return (
        select(*columns, TeamMember.id.label("member_id"), TeamMember.role)
        .join(AccountAccess, AccountAccess.account_id == ClientAccount.id)
        .join(Partner, Partner.id == AccountAccess.partner_id)
        .join(TeamMember, and_(TeamMember.partner_id == Partner.id, TeamMember.user_id == log_in.user_id))
        .where(
            ClientAccount.account_id == number,
            ClientAccount.closed_at.is_(None),
            ClientAccount.provisioning == Provisioning.READY,
            Partner.id == log_in.partner_id,
            Partner.status == PartnerStatus.ACTIVE,
            TeamMember.status == MemberStatus.ACTIVE,
            TeamMember.role.in_(_ROLES),
            enters_it,
            _LEVEL.in_([AccessLevel.OWNER.value, AccessLevel.ADMIN.value]),
        )
    )
