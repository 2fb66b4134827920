"""The rules of credit: which partner a paying client counts for, and why every other piece of evidence lost.

Pure: facts and a policy's settings go in, a decision comes out; no clock, no database. The same facts give the same
decision in whatever order they are heard of. docs/concepts/credit.md tells the same in words.

Moments are compared by whole seconds, as vendors' billing gives them; a window that ends at a moment is over then.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from portal.core.problems import InvalidInput
from portal.core.texts import _

LONGEST_WINDOW_DAYS = 730


class EvidenceKind(StrEnum):
    """What speaks for a partner (DIRECT: for the vendor's own sales)."""

    DIRECT = "DIRECT"
    CREATED = "CREATED"
    LEAD = "LEAD"
    REFERRAL = "REFERRAL"
    MANAGED = "MANAGED"
    PARTNER_EMAIL = "PARTNER_EMAIL"
    CLAIM = "CLAIM"


# What a policy ranks. A claim is what operators decided one by one: no rule weighs it.
RANKED = tuple(kind for kind in EvidenceKind if kind is not EvidenceKind.CLAIM)


class Reason(StrEnum):
    """Why a candidate won or lost."""

    STRONGEST = "STRONGEST"
    WEAKER_KIND = "WEAKER_KIND"
    EARLIER_LEAD = "EARLIER_LEAD"
    LATER_VISIT = "LATER_VISIT"
    EARLIER_EVIDENCE = "EARLIER_EVIDENCE"
    PROTECTED_BY_LEAD = "PROTECTED_BY_LEAD"
    KIND_NOT_COUNTED = "KIND_NOT_COUNTED"
    VISIT_TOO_OLD = "VISIT_TOO_OLD"
    VISIT_AFTER_SIGN_UP = "VISIT_AFTER_SIGN_UP"
    LEAD_EXPIRED = "LEAD_EXPIRED"
    LEAD_GIVEN_UP = "LEAD_GIVEN_UP"
    LEAD_REFUSED = "LEAD_REFUSED"
    LEAD_IN_REVIEW = "LEAD_IN_REVIEW"
    RESERVATION_OVER = "RESERVATION_OVER"
    NOT_TRANSFERRED = "NOT_TRANSFERRED"
    PARTNER_SUSPENDED = "PARTNER_SUSPENDED"
    PARTNER_LEFT = "PARTNER_LEFT"


class LeadState(StrEnum):
    """What became of a lead by somebody's hand; what the clock does to it stands in its end."""

    RUNNING = "RUNNING"
    IN_REVIEW = "IN_REVIEW"
    REFUSED = "REFUSED"
    GIVEN_UP = "GIVEN_UP"


@dataclass(frozen=True, kw_only=True)
class PolicySettings:
    """What a version of the policy sets.

    `order` names the kinds of evidence that count, the strongest first; DIRECT stands first always. A visit counts for
    `referral_days` until the sign-up, a lead protects its website for `lead_days`. With `protection`, what began while
    a lead protected the website loses to the lead, of whatever kind it is.
    """

    order: tuple[EvidenceKind, ...]
    referral_days: int
    lead_days: int
    protection: bool

    @property
    def leads_protect(self) -> bool:
        """Whether what begins while a lead protects the website loses to the lead."""
        return self.protection and EvidenceKind.LEAD in self.order

    def check(self) -> None:
        """Raises InvalidInput for settings that no policy can have."""
        if not self.order or self.order[0] is not EvidenceKind.DIRECT:
            raise InvalidInput(_("DIRECT stands first: what the vendor's own sales reserved."), field="order")
        if len(set(self.order)) < len(self.order) or EvidenceKind.CLAIM in self.order:
            raise InvalidInput(_("Name each kind of evidence once; claims are decided one by one."), field="order")
        for name, days in (("referralDays", self.referral_days), ("leadDays", self.lead_days)):
            if not 1 <= days <= LONGEST_WINDOW_DAYS:
                message = _("Give a number of days from 1 to {most}.", most=LONGEST_WINDOW_DAYS)
                raise InvalidInput(message, field=name)


class PolicyPreset(StrEnum):
    """Settings to start with."""

    DEFAULT = "DEFAULT"
    OMNISEND_STYLE = "OMNISEND_STYLE"
    KLAVIYO_STYLE = "KLAVIYO_STYLE"


PRESETS = {
    PolicyPreset.DEFAULT: PolicySettings(order=RANKED, referral_days=90, lead_days=90, protection=True),
    # Agencies build accounts and hand them over; whoever did the work counts, whatever was registered before.
    PolicyPreset.OMNISEND_STYLE: PolicySettings(order=RANKED, referral_days=90, lead_days=90, protection=False),
    # By lead, by link, or by a managed account; building an account for somebody is no evidence of its own.
    PolicyPreset.KLAVIYO_STYLE: PolicySettings(
        order=(EvidenceKind.DIRECT, EvidenceKind.LEAD, EvidenceKind.REFERRAL, EvidenceKind.MANAGED),
        referral_days=90,
        lead_days=90,
        protection=True,
    ),
}


# --- facts ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """One fact that speaks for somebody.

    `began_at`: the visit, the lead's registration, the account's creation, since when the e-mail is the partner's, or
    the reservation. `until`: the end of a lead's protection or a reservation. `source_id` is the row behind it, and
    `own` marks a visit by the partner's own team, which counts like any other.
    """

    kind: EvidenceKind
    partner_id: uuid.UUID | None
    source_id: uuid.UUID
    began_at: dt.datetime
    until: dt.datetime | None = None
    given_up_at: dt.datetime | None = None
    lead_state: LeadState = LeadState.RUNNING
    transferred: bool = True
    own: bool = False


@dataclass(frozen=True, kw_only=True)
class Absence:
    """A time in which a partner's new evidence loses: he was suspended, or has left the program (`left`) for good."""

    partner_id: uuid.UUID
    since: dt.datetime
    until: dt.datetime | None = None
    left: bool = False


@dataclass(frozen=True, kw_only=True)
class Facts:
    """All that a decision knows. `signed_up_at` is the creation where a partner created the account."""

    signed_up_at: dt.datetime
    first_paid_at: dt.datetime
    evidence: tuple[Evidence, ...] = ()
    absences: tuple[Absence, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """One piece of evidence and what became of it. `by` is the evidence to which it lost, where it lost to one."""

    evidence: Evidence
    reason: Reason
    by: Evidence | None = None

    @property
    def won(self) -> bool:
        return self.reason is Reason.STRONGEST


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """The decision: its candidates, in an order that depends on them alone."""

    candidates: tuple[Candidate, ...] = field(default=())

    @property
    def winner(self) -> Candidate | None:
        """Who won; a DIRECT winner credits nobody."""
        return next((one for one in self.candidates if one.won), None)

    @property
    def partner_id(self) -> uuid.UUID | None:
        """Who is credited; None for nobody."""
        return self.winner.evidence.partner_id if self.winner else None


# --- the decision ---------------------------------------------------------------------------------------------------


def decide(facts: Facts, policy: PolicySettings) -> Verdict:
    """Weighs all evidence that began until the first payment.

    Each piece is looked at by itself first; what counts is then held against the leads that protect the website, and
    the strongest of the rest wins.
    """
    heard = sorted({one for one in facts.evidence if _second(one.began_at) <= _second(facts.first_paid_at)}, key=_place)
    judged = {one: _by_itself(one, facts, policy) for one in heard}
    counting = [one for one in heard if judged[one] is None]
    protectors = {one: _protector(one, counting) if policy.protection else None for one in counting}
    free = sorted((one for one in counting if protectors[one] is None), key=lambda one: _strength(one, policy))
    return Verdict(candidates=tuple(_candidate(one, judged[one], protectors.get(one), free) for one in heard))


def _candidate(one: Evidence, fault: Reason | None, protector: Evidence | None, free: list[Evidence]) -> Candidate:
    if fault is not None:
        return Candidate(evidence=one, reason=fault)
    if protector is not None:
        return Candidate(evidence=one, reason=Reason.PROTECTED_BY_LEAD, by=protector)
    strongest = free[0]
    if one == strongest:
        return Candidate(evidence=one, reason=Reason.STRONGEST)
    return Candidate(evidence=one, reason=_weakness(one, strongest), by=strongest)


def _weakness(one: Evidence, strongest: Evidence) -> Reason:
    if one.kind is not strongest.kind:
        return Reason.WEAKER_KIND
    by_kind = {EvidenceKind.LEAD: Reason.EARLIER_LEAD, EvidenceKind.REFERRAL: Reason.LATER_VISIT}
    return by_kind.get(one.kind, Reason.EARLIER_EVIDENCE)


def _by_itself(one: Evidence, facts: Facts, policy: PolicySettings) -> Reason | None:
    """Why a piece of evidence doesn't count, whatever else there is; None where it does."""
    if one.kind not in policy.order:
        return Reason.KIND_NOT_COUNTED
    return _partner_fault(one, facts) or _FAULTS.get(one.kind, _no_fault)(one, facts, policy)


def _partner_fault(one: Evidence, facts: Facts) -> Reason | None:
    mine = [absence for absence in facts.absences if absence.partner_id == one.partner_id]
    if any(absence.left and _second(absence.since) <= _second(facts.first_paid_at) for absence in mine):
        return Reason.PARTNER_LEFT
    if any(not absence.left and _within(one.began_at, absence.since, absence.until) for absence in mine):
        return Reason.PARTNER_SUSPENDED
    return None


def _visit_fault(one: Evidence, facts: Facts, policy: PolicySettings) -> Reason | None:
    if _second(one.began_at) > _second(facts.signed_up_at):
        return Reason.VISIT_AFTER_SIGN_UP
    if _second(one.began_at) + dt.timedelta(days=policy.referral_days) <= _second(facts.signed_up_at):
        return Reason.VISIT_TOO_OLD
    return None


def _lead_fault(one: Evidence, facts: Facts, _policy: PolicySettings) -> Reason | None:
    if one.lead_state in _NEVER_APPROVED:
        return _NEVER_APPROVED[one.lead_state]
    if one.given_up_at is not None and _second(one.given_up_at) <= _second(facts.first_paid_at):
        return Reason.LEAD_GIVEN_UP
    return None if _ran_at_sign_up_or_later(one, facts) else Reason.LEAD_EXPIRED


_NEVER_APPROVED = {LeadState.IN_REVIEW: Reason.LEAD_IN_REVIEW, LeadState.REFUSED: Reason.LEAD_REFUSED}


def _reservation_fault(one: Evidence, facts: Facts, _policy: PolicySettings) -> Reason | None:
    return None if _ran_at_sign_up_or_later(one, facts) else Reason.RESERVATION_OVER


def _transfer_fault(one: Evidence, _facts: Facts, _policy: PolicySettings) -> Reason | None:
    return None if one.transferred else Reason.NOT_TRANSFERRED


def _no_fault(_one: Evidence, _facts: Facts, _policy: PolicySettings) -> Reason | None:
    return None


_FAULTS: dict[EvidenceKind, Callable[[Evidence, Facts, PolicySettings], Reason | None]] = {
    EvidenceKind.REFERRAL: _visit_fault,
    EvidenceKind.LEAD: _lead_fault,
    EvidenceKind.DIRECT: _reservation_fault,
    EvidenceKind.CREATED: _transfer_fault,
}


def _ran_at_sign_up_or_later(one: Evidence, facts: Facts) -> bool:
    """Whether it held the website at the sign-up, or took it between that and the first payment."""
    return _second(one.began_at) > _second(facts.signed_up_at) or _within(
        facts.signed_up_at, one.began_at, _end_of(one)
    )


def _protector(one: Evidence, counting: Iterable[Evidence]) -> Evidence | None:
    """The lead of somebody else that protected the website when this began."""
    rivals = (
        lead
        for lead in counting
        if lead.kind is EvidenceKind.LEAD
        and lead.partner_id != one.partner_id
        and _second(one.began_at) > _second(lead.began_at)
        and _within(one.began_at, lead.began_at, _end_of(lead))
    )
    return min(rivals, key=_place, default=None)


def _end_of(one: Evidence) -> dt.datetime | None:
    ends = [end for end in (one.until, one.given_up_at) if end is not None]
    return min(ends, default=None)


def _strength(one: Evidence, policy: PolicySettings) -> tuple[object, ...]:
    """By the policy's order; of visits the last counts, of all else the first."""
    moment = _second(one.began_at).timestamp()
    return policy.order.index(one.kind), -moment if one.kind is EvidenceKind.REFERRAL else moment, one.source_id


def _place(one: Evidence) -> tuple[object, ...]:
    return _second(one.began_at), one.kind.value, one.source_id, one.partner_id or _NOBODY


_NOBODY = uuid.UUID(int=0)


def _within(moment: dt.datetime, since: dt.datetime, until: dt.datetime | None) -> bool:
    """Whether the moment lies between the two; the end is over."""
    return _second(since) <= _second(moment) and (until is None or _second(moment) < _second(until))


def _second(moment: dt.datetime) -> dt.datetime:
    return moment.replace(microsecond=0)
