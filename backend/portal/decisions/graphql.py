"""Credit in GraphQL: the decision on an account, and what it would be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import strawberry
from sqlalchemy import ColumnElement, and_, case, exists, func, literal, null, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import aliased

from portal.accounts.graphql import ClientAccount
from portal.accounts.models import AccountGlimpse
from portal.accounts.models import ClientAccount as AccountRow
from portal.core import actors
from portal.core.actors import Member, ProgramClient, RestrictedMember
from portal.core.chosen import is_chosen
from portal.core.graphql import Connection, Context, described
from portal.core.permissions import Permission
from portal.core.reading.declare import (
    PerCaller,
    caller,
    column,
    computed,
    connection,
    everything,
    extends,
    many,
    one,
    per_caller,
    reads,
    where,
)
from portal.credit.policy import EvidenceKind, Reason
from portal.decisions import explain, models
from portal.partners.graphql import Partner
from portal.partners.models import Partner as PartnerRow
from portal.program.models import Program


class CandidateOutcome(StrEnum):
    """Whether a candidate won."""

    WON = "WON"
    LOST = "LOST"


class CreditedTo(StrEnum):
    """Whom a client counts for, as far as the caller may know."""

    YOU = "YOU"
    NOT_YOU = "NOT_YOU"
    PARTNER = "PARTNER"
    NOBODY = "NOBODY"


described(CandidateOutcome, WON="The client counts by it.", LOST="The client counts by something else, or by nothing.")
described(
    CreditedTo,
    YOU="The partner who asks.",
    NOT_YOU="Not the partner who asks; whether another one is not told.",
    PARTNER="A partner; for the vendor's team and its programs.",
    NOBODY="No partner; for the vendor's team and its programs.",
)
described(
    Reason,
    STRONGEST="The strongest that counts: it won.",
    WEAKER_KIND="Evidence of a kind that the policy puts first won.",
    EARLIER_LEAD="A lead that was registered earlier won.",
    LATER_VISIT="A visit nearer to the sign-up won.",
    EARLIER_EVIDENCE="Evidence of the same kind that began earlier won.",
    PROTECTED_BY_LEAD="It began while another's lead protected the website.",
    KIND_NOT_COUNTED="The policy doesn't count this kind.",
    VISIT_TOO_OLD="The visit was too long before the sign-up.",
    VISIT_AFTER_SIGN_UP="The visit came after the sign-up.",
    LEAD_EXPIRED="The lead had ended before the sign-up.",
    LEAD_GIVEN_UP="The lead was withdrawn or closed before the first payment.",
    LEAD_REFUSED="The vendor's team refused the lead.",
    LEAD_IN_REVIEW="The vendor's team hasn't approved the lead.",
    RESERVATION_OVER="The reservation had ended before the sign-up.",
    NOT_TRANSFERRED="The client hasn't accepted the ownership transfer.",
    PARTNER_SUSPENDED="It began while the partner was suspended.",
    PARTNER_LEFT="The partner had left the program before the first payment.",
)

_CANDIDATE, _DECISION = models.CreditCandidate, models.CreditDecision
_OWN_CANDIDATE = _CANDIDATE.partner_id == caller.partner_id
_ANY = aliased(models.CreditCandidate)
_OF = aliased(PartnerRow)


# --- candidates -----------------------------------------------------------------------------------------------------


def _told(value: Mapping[str, Any]) -> explain.Told:
    return explain.Told(
        kind=EvidenceKind(value["kind"]),
        who=value["who"],
        began_at=dt.datetime.fromisoformat(value["at"]),
        own_visit=value["ownVisit"],
        reason=Reason(value["reason"]),
        lost_to=EvidenceKind(value["lostTo"]) if value["lostTo"] else None,
        lost_to_own=value["lostToOwn"],
    )


def _as_told(candidate: Any, who: ColumnElement[Any]) -> ColumnElement[Any]:
    """The candidate as JSON, for `_told`."""
    names = {
        "kind": candidate.kind,
        "who": who,
        "at": candidate.began_at,
        "ownVisit": candidate.own_visit,
        "reason": candidate.reason_code,
        "lostTo": candidate.lost_to,
        "lostToOwn": candidate.lost_to_own,
    }
    made: ColumnElement[Any] = func.jsonb_build_object(
        *(part for pair in names.items() for part in pair), type_=JSONB()
    )
    return made


def _name_of(partner_id: Any) -> ColumnElement[Any]:
    # The vendor itself has no row; to a partner, his own evidence is `you`.
    name = select(_OF.name).where(_OF.id == partner_id).correlate_except(_OF).scalar_subquery()
    return func.coalesce(name, "")


_THIS = per_caller({Member: _as_told(_CANDIDATE, null())}, _as_told(_CANDIDATE, _name_of(_CANDIDATE.partner_id)))
_SIGNED_UP_AT = (
    select(_DECISION.signed_up_at)
    .where(_DECISION.id == _CANDIDATE.decision_id)
    .correlate_except(_DECISION)
    .scalar_subquery()
)


def _summary(_context: Context, value: dict[str, Any], signed_up_at: str) -> str:
    return explain.summary(_told(value), dt.datetime.fromisoformat(signed_up_at))


def _reason(_context: Context, value: dict[str, Any]) -> str:
    return explain.reason(_told(value))


@reads(
    models.CreditCandidate,
    scope={
        Member: _OWN_CANDIDATE,
        RestrictedMember: and_(_OWN_CANDIDATE, is_chosen(_CANDIDATE.account_id, caller.member_id)),
        actors.Operator: everything,
        ProgramClient: everything,
    },
)
class CreditCandidate:
    """One piece of evidence that was weighed."""

    partner: Partner | None = one(
        PartnerRow.id == _CANDIDATE.partner_id, "For whom it speaks; null for the vendor's own sales."
    )
    evidence: EvidenceKind = column(_CANDIDATE.kind, "What it is.")
    outcome: CandidateOutcome = column(
        case((_CANDIDATE.won, CandidateOutcome.WON.value), else_=CandidateOutcome.LOST.value), "Whether it won."
    )
    reason_code: Reason
    summary: str = computed(_summary, _THIS, _SIGNED_UP_AT, description="What it was, in words.")
    reason: str = computed(_reason, _THIS, description="Why it won or lost, in words.")
    at: dt.datetime = column(_CANDIDATE.began_at, "When it began.")
    own_visit: bool = column(_CANDIDATE.own_visit, "Whether a visit was one of the partner's own team.")


# --- the decision ---------------------------------------------------------------------------------------------------


def _of_decision(candidate: Any) -> ColumnElement[bool]:
    found: ColumnElement[bool] = candidate.decision_id == _DECISION.id
    return found


def _winner(value: Any, *conditions: ColumnElement[bool]) -> ColumnElement[Any]:
    query = select(value).where(_of_decision(_ANY), _ANY.won, *conditions)
    return query.correlate_except(_ANY).scalar_subquery()


_OWN_OF_ANY = _ANY.partner_id == caller.partner_id
_HAS_OWN = exists().where(_of_decision(_ANY), _OWN_OF_ANY)


def _all_told(who: ColumnElement[Any], *conditions: ColumnElement[bool]) -> ColumnElement[Any]:
    rows = select(func.jsonb_agg(_as_told(_ANY, who), type_=JSONB())).where(_of_decision(_ANY), *conditions)
    return func.coalesce(rows.correlate_except(_ANY).scalar_subquery(), literal([], JSONB()))


_ALL: PerCaller = per_caller({Member: _all_told(null(), _OWN_OF_ANY)}, _all_told(_name_of(_ANY.partner_id)))
_FOR_OPERATORS = per_caller({Member: literal(False)}, literal(True))
# A later decision that changed nothing for the partner who asks would tell him of a rival.
_TOLD_AT = (
    select(AccountGlimpse.decided_at)
    .where(AccountGlimpse.account_id == _DECISION.account_id, AccountGlimpse.partner_id == caller.partner_id)
    .correlate_except(AccountGlimpse)
    .scalar_subquery()
)
_DECIDED_AT = per_caller({Member: func.coalesce(_TOLD_AT, _DECISION.decided_at)}, _DECISION.decided_at)
_ZONE = select(Program.time_zone).scalar_subquery()


def _explanation(_context: Context, candidates: list[dict[str, Any]], for_operators: bool) -> str:
    return explain.explanation([_told(one) for one in candidates], for_operators=for_operators)


def _story(
    _context: Context,
    candidates: list[dict[str, Any]],
    signed_up_at: str,
    first_paid_at: str,
    decided_at: str,
    frozen_at: str | None,
    time_zone: str,
) -> list[str]:
    moment = dt.datetime.fromisoformat
    times = explain.Times(
        signed_up_at=moment(signed_up_at),
        first_paid_at=moment(first_paid_at),
        decided_at=moment(decided_at),
        frozen_at=moment(frozen_at) if frozen_at else None,
        time_zone=time_zone,
    )
    return explain.story([_told(one) for one in candidates], times)


@reads(
    models.CreditDecision,
    scope={
        Member: _HAS_OWN,
        RestrictedMember: and_(_HAS_OWN, is_chosen(_DECISION.account_id, caller.member_id)),
        actors.Operator: everything,
        ProgramClient: everything,
    },
)
class Credit:
    """Whom an account counts for, and why: the decision at its first payment. A partner reads of himself alone."""

    partner: Partner | None = one(
        PartnerRow.id == _winner(_ANY.partner_id),
        "Whom it counts for; null for nobody, and to a partner for whom it doesn't.",
    )
    credited: CreditedTo = column(
        per_caller(
            {
                Member: case(
                    (exists().where(_of_decision(_ANY), _ANY.won, _OWN_OF_ANY), CreditedTo.YOU.value),
                    else_=CreditedTo.NOT_YOU.value,
                )
            },
            case((_winner(_ANY.partner_id).is_not(None), CreditedTo.PARTNER.value), else_=CreditedTo.NOBODY.value),
        ),
        "Whom it counts for, in a word.",
    )
    evidence: EvidenceKind | None = column(
        per_caller({Member: _winner(_ANY.kind, _OWN_OF_ANY)}, _winner(_ANY.kind)),
        "By what it counts; null as the partner is, but for a reservation, which credits nobody.",
    )
    decided_at: dt.datetime = column(
        _DECIDED_AT, "When it was made; to a partner, when it last said something new for him.", not_null=True
    )
    policy_version: int
    signed_up_at: dt.datetime
    first_paid_at: dt.datetime
    frozen_at: dt.datetime | None
    explanation: str = computed(_explanation, _ALL, _FOR_OPERATORS, description="The decision in a sentence or two.")
    story: list[str] = computed(
        _story,
        _ALL,
        _DECISION.signed_up_at,
        _DECISION.first_paid_at,
        _DECIDED_AT,
        _DECISION.frozen_at,
        _ZONE,
        description="What happened, line by line with its date, the earliest first.",
    )
    candidates: list[CreditCandidate] = many(
        _CANDIDATE.decision_id == _DECISION.id,
        "All evidence that was weighed, by when it began; a partner's own alone.",
        order=[_CANDIDATE.position],
    )


_CURRENT = and_(_DECISION.account_id == AccountRow.id, _DECISION.ended_at.is_(None))


@extends(ClientAccount)
class AccountWithCredit:
    """Whom an account counts for."""

    credit: Credit | None = one(
        _CURRENT,
        "Whom it counts for; null before the first payment, and to a partner of whom nothing was weighed.",
        requires=Permission.VIEW_CREDIT,
    )
    credit_decisions: list[Credit] = many(
        _DECISION.account_id == AccountRow.id,
        "All decisions, the latest first, for the vendor's team: what arrives late makes a new one, be it a rival's.",
        order=[_DECISION.number.desc()],
        requires=Permission.VIEW_AUDIT_TRAIL,
    )


_GLIMPSE = AccountGlimpse
_WEIGHED = _GLIMPSE.partner_id == caller.partner_id


@reads(
    AccountGlimpse,
    scope={
        Member: _WEIGHED,
        RestrictedMember: and_(_WEIGHED, is_chosen(_GLIMPSE.account_id, caller.member_id)),
        actors.Operator: everything,
        ProgramClient: everything,
    },
)
class WeighedAccount:
    """An account for whose credit a partner was weighed."""

    partner: Partner = one(PartnerRow.id == _GLIMPSE.partner_id, "Who was weighed.")
    account: ClientAccount | None = one(
        AccountRow.id == _GLIMPSE.account_id, "The account.", requires=Permission.VIEW_ACCOUNTS
    )
    credited: bool
    decided_at: dt.datetime
    credit: Credit | None = one(
        and_(_DECISION.account_id == _GLIMPSE.account_id, _DECISION.ended_at.is_(None)),
        "The decision, and why; null to a partner of whom nothing is weighed in it any more.",
    )


@strawberry.type
class CreditQueries:
    weighed_accounts: Connection[WeighedAccount] = connection(
        "The paying accounts for which the caller's partner was weighed, those decided last first; every partner's for"
        " the vendor's team and its programs.",
        order=[_GLIMPSE.decided_at, _GLIMPSE.account_id, _GLIMPSE.partner_id],
        where={
            "credited": where(
                choices={True: _GLIMPSE.credited.is_(True), False: _GLIMPSE.credited.is_(False)},
                of=bool,
                description="Only those that count for the partner, or only those that don't; both unless told.",
            )
        },
        requires=Permission.VIEW_CREDIT,
    )
