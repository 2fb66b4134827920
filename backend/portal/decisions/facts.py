"""The facts of accounts, gathered from all rooms below: for many accounts in a few statements, as the portal itself.

What began after the first payment is left out, and so is the end of a lead that was given up after it: what happens
later changes nothing of what was derived. Two answers count whenever they come, since they are about what was there
before: the client's, who accepts the transfer of an account that a partner created, and the vendor's team's on a lead.

Gathering only reads, and runs the same statements whatever there is: the same facts answer "will I get credit?".
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Select, any_, func, literal, select, union_all
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.orm import InstrumentedAttribute

from portal.accounts.models import ClientAccount
from portal.core.events import Event
from portal.core.work import Work
from portal.credit.policy import Absence, Evidence, EvidenceKind, Facts, LeadState
from portal.decisions.models import EmailMatch
from portal.domains.models import PartnerDomain
from portal.identity.models import User
from portal.leads.models import Lead, LeadStatus, ReservedWebsite
from portal.partners.events import PartnerClosed, PartnerReinstated, PartnerSuspended
from portal.partners.models import MemberStatus, TeamMember
from portal.referrals.models import SignUpClick
from portal.transfers.models import OwnershipTransfer, TransferStatus


@dataclass(frozen=True, kw_only=True)
class Case:
    """An account as a decision sees it: signed up and paid at these moments, be it in fact or as a question."""

    account_id: uuid.UUID | None
    website_key: str
    signed_up_at: dt.datetime
    first_paid_at: dt.datetime
    created_by: uuid.UUID | None = None

    @classmethod
    def of(cls, account: ClientAccount, first_paid_at: dt.datetime) -> Case:
        """The account's case if it pays at that moment. An account that a partner created signs up at its creation."""
        own = account.created_by_partner_id is not None
        signed_up_at = account.created_at if own or account.signed_up_at is None else account.signed_up_at
        return cls(
            account_id=account.id,
            website_key=account.website_key,
            signed_up_at=signed_up_at,
            first_paid_at=first_paid_at,
            created_by=account.created_by_partner_id,
        )


@dataclass
class _Gathered:
    """Evidence by account, and by website, of which several accounts may have one."""

    by_account: dict[uuid.UUID, list[Evidence]] = field(default_factory=lambda: defaultdict(list))
    by_website: dict[str, list[Evidence]] = field(default_factory=lambda: defaultdict(list))

    def of(self, case: Case) -> list[Evidence]:
        own = self.by_account.get(case.account_id, []) if case.account_id is not None else []
        return [*own, *self.by_website.get(case.website_key, [])]

    def partners(self) -> set[uuid.UUID]:
        lists = [*self.by_account.values(), *self.by_website.values()]
        return {one.partner_id for found in lists for one in found if one.partner_id is not None}


async def gather(work: Work, cases: Sequence[Case]) -> list[Facts]:
    """The facts of each case, in the cases' order. The work must act as the portal itself, which sees all."""
    gathered = _Gathered()
    account_ids = [case.account_id for case in cases if case.account_id is not None]
    websites = sorted({case.website_key for case in cases})
    await _leads(work, websites, gathered)
    await _reservations(work, websites, gathered)
    await _visits(work, account_ids, gathered)
    await _creations(work, [case for case in cases if case.created_by is not None], gathered)
    await _email_matches(work, account_ids, gathered)
    absences = await _absences(work, gathered.partners())
    return [_facts(case, gathered.of(case), absences) for case in cases]


def among(column: InstrumentedAttribute[Any], values: Iterable[Any]) -> ColumnElement[bool]:
    """Whether it is one of the values; the same text for none of them and for many."""
    return column == any_(literal(list(values), ARRAY(column.type)))


def _facts(case: Case, evidence: Iterable[Evidence], absences: Sequence[Absence]) -> Facts:
    until = case.first_paid_at.replace(microsecond=999_999)
    dated = (_since_sign_up(one, case) for one in evidence)
    known = tuple(_as_of(one, until) for one in dated if one.began_at <= until)
    partners = {one.partner_id for one in known}
    return Facts(
        signed_up_at=case.signed_up_at,
        first_paid_at=case.first_paid_at,
        evidence=known,
        absences=tuple(one for one in absences if one.partner_id in partners and one.since <= until),
    )


def _since_sign_up(one: Evidence, case: Case) -> Evidence:
    """An address speaks for a partner from the sign-up on, however long it had been his."""
    if one.kind is not EvidenceKind.PARTNER_EMAIL:
        return one
    return replace(one, began_at=max(one.began_at, case.signed_up_at))


def _as_of(one: Evidence, until: dt.datetime) -> Evidence:
    """Without what came later: a lead that was given up after the payment."""
    if one.given_up_at is None or one.given_up_at <= until:
        return one
    state = LeadState.RUNNING if one.lead_state is LeadState.GIVEN_UP else one.lead_state
    return replace(one, given_up_at=None, lead_state=state)


# --- each kind ------------------------------------------------------------------------------------------------------


async def _leads(work: Work, websites: Sequence[str], gathered: _Gathered) -> None:
    query = select(Lead).where(among(Lead.website_key, websites))
    for one in (await work.session.execute(query.execution_options(populate_existing=True))).scalars():
        gathered.by_website[one.website_key].append(
            Evidence(
                kind=EvidenceKind.LEAD,
                partner_id=one.partner_id,
                source_id=one.id,
                began_at=one.registered_at,
                until=one.protected_until,
                given_up_at=one.ended_at,
                lead_state=_state(one),
            )
        )


def _state(lead: Lead) -> LeadState:
    """A lead that was never approved doesn't count, whatever else became of it."""
    if lead.approved_at is None:
        return LeadState.REFUSED if lead.status == LeadStatus.REFUSED else LeadState.IN_REVIEW
    return LeadState.RUNNING if lead.ended_at is None else LeadState.GIVEN_UP


async def _reservations(work: Work, websites: Sequence[str], gathered: _Gathered) -> None:
    query = select(ReservedWebsite).where(among(ReservedWebsite.website_key, websites))
    for one in (await work.session.execute(query)).scalars():
        gathered.by_website[one.website_key].append(
            Evidence(
                kind=EvidenceKind.DIRECT,
                partner_id=None,
                source_id=one.id,
                began_at=one.reserved_at,
                until=min(one.reserved_until, one.released_at or one.reserved_until),
            )
        )


async def _visits(work: Work, account_ids: Sequence[uuid.UUID], gathered: _Gathered) -> None:
    query = select(SignUpClick).where(among(SignUpClick.account_id, account_ids))
    for one in (await work.session.execute(query)).scalars():
        gathered.by_account[one.account_id].append(
            Evidence(
                kind=EvidenceKind.REFERRAL,
                partner_id=one.partner_id,
                source_id=one.click_id,
                began_at=one.clicked_at,
                own=one.own,
            )
        )


async def _creations(work: Work, cases: Sequence[Case], gathered: _Gathered) -> None:
    """Who created an account counts once his transfer of it was accepted."""
    account_ids = [case.account_id for case in cases if case.account_id is not None]
    accepted = select(OwnershipTransfer.account_id, OwnershipTransfer.partner_id).where(
        among(OwnershipTransfer.account_id, account_ids), OwnershipTransfer.status == TransferStatus.ACCEPTED
    )
    handed_over = {tuple(row) for row in await work.session.execute(accepted)}
    for case in cases:
        assert case.account_id is not None
        gathered.by_account[case.account_id].append(
            Evidence(
                kind=EvidenceKind.CREATED,
                partner_id=case.created_by,
                source_id=case.account_id,
                began_at=case.signed_up_at,
                transferred=(case.account_id, case.created_by) in handed_over,
            )
        )


async def note_email_matches(work: Work, account_ids: Sequence[uuid.UUID]) -> None:
    """Keeps whose address the accounts were opened with, as far as that isn't kept already."""
    first = _first_of_each(*_found(account_ids))
    names = ["account_id", "partner_id", "since", "source_id"]
    await work.session.execute(insert(EmailMatch).from_select(names, first).on_conflict_do_nothing())


async def _email_matches(work: Work, account_ids: Sequence[uuid.UUID], gathered: _Gathered) -> None:
    """What is kept, and what would be kept now."""
    kept = select(EmailMatch.account_id, EmailMatch.partner_id, EmailMatch.since, EmailMatch.source_id, _KEPT)
    query = _first_of_each(kept.where(among(EmailMatch.account_id, account_ids)), *_found(account_ids))
    for account_id, partner_id, since, source_id in await work.session.execute(query):
        gathered.by_account[account_id].append(
            Evidence(
                kind=EvidenceKind.PARTNER_EMAIL,
                partner_id=partner_id,
                source_id=source_id,
                began_at=since,
            )
        )


_Matches = Select[*tuple[Any, ...]]
_KEPT, _SEEN = literal(0).label("rank"), literal(1).label("rank")


def _first_of_each(*matches: _Matches) -> _Matches:
    """Of each account and partner the one match that counts: what is kept, else the earliest."""
    found = union_all(*matches).subquery()
    columns = found.c.account_id, found.c.partner_id, found.c.since, found.c.source_id
    query = select(*columns).ext(distinct_on(found.c.account_id, found.c.partner_id))
    return query.order_by(found.c.account_id, found.c.partner_id, found.c.rank, found.c.since, found.c.source_id)


def _found(account_ids: Sequence[uuid.UUID]) -> tuple[_Matches, _Matches]:
    """Whose address the accounts were opened with, by the teams and domains of now."""
    opened = among(ClientAccount.id, account_ids), ClientAccount.sign_up_email.is_not(None)
    members = (
        select(
            ClientAccount.id.label("account_id"),
            TeamMember.partner_id,
            TeamMember.joined_at.label("since"),
            TeamMember.id.label("source_id"),
            _SEEN,
        )
        .join(User, User.email == ClientAccount.sign_up_email)
        .join(TeamMember, TeamMember.user_id == User.id)
        .where(*opened, TeamMember.status == MemberStatus.ACTIVE)
    )
    domains = (
        select(ClientAccount.id, PartnerDomain.partner_id, PartnerDomain.verified_at, PartnerDomain.id, _SEEN)
        .join(PartnerDomain, PartnerDomain.domain == func.split_part(ClientAccount.sign_up_email, "@", 2))
        .where(*opened, PartnerDomain.verified_at.is_not(None))
    )
    return members, domains


_COMINGS_AND_GOINGS = (PartnerSuspended.type, PartnerReinstated.type, PartnerClosed.type)


async def _absences(work: Work, partner_ids: Iterable[uuid.UUID]) -> list[Absence]:
    """When these partners were suspended, and since when they have left, by the events that told it."""
    query = (
        select(Event.subject_id, Event.type, Event.at)
        .where(among(Event.subject_id, sorted(partner_ids)), Event.type.in_(_COMINGS_AND_GOINGS))
        .order_by(Event.subject_id, Event.id)
    )
    found: list[Absence] = []
    suspended: dict[uuid.UUID, dt.datetime] = {}
    for partner_id, type_, at in await work.session.execute(query):
        if type_ == PartnerSuspended.type:
            suspended[partner_id] = at
        elif type_ == PartnerReinstated.type and partner_id in suspended:
            found.append(Absence(partner_id=partner_id, since=suspended.pop(partner_id), until=at))
        elif type_ == PartnerClosed.type:
            found.append(Absence(partner_id=partner_id, since=at, left=True))
    return found + [Absence(partner_id=partner_id, since=at) for partner_id, at in suspended.items()]
