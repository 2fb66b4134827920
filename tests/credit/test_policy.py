"""The rules of a decision, each in a sentence: pure facts in, a verdict out."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace
from typing import Any

import pytest

from portal.credit.policy import (
    PRESETS,
    Absence,
    Evidence,
    EvidenceKind,
    Facts,
    LeadState,
    PolicyPreset,
    PolicySettings,
    Reason,
    Verdict,
    decide,
)

DEFAULT = PRESETS[PolicyPreset.DEFAULT]
UNPROTECTED = replace(DEFAULT, protection=False)
ALICE, BOB = uuid.UUID(int=1), uuid.UUID(int=2)
SIGN_UP = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
PAYMENT = SIGN_UP + dt.timedelta(days=30)


def days(count: float) -> dt.datetime:
    """So many days after the sign-up; before it where negative."""
    return SIGN_UP + dt.timedelta(days=count)


def lead(partner: uuid.UUID, registered: float, runs: float = 90, **more: Any) -> Evidence:
    return Evidence(
        kind=EvidenceKind.LEAD,
        partner_id=partner,
        source_id=uuid.uuid4(),
        began_at=days(registered),
        until=days(registered + runs),
        **more,
    )


def visit(partner: uuid.UUID, at: float, **more: Any) -> Evidence:
    return Evidence(kind=EvidenceKind.REFERRAL, partner_id=partner, source_id=uuid.uuid4(), began_at=days(at), **more)


def created(partner: uuid.UUID, at: float = 0, **more: Any) -> Evidence:
    return Evidence(kind=EvidenceKind.CREATED, partner_id=partner, source_id=uuid.uuid4(), began_at=days(at), **more)


def email(partner: uuid.UUID, since: float = 0) -> Evidence:
    return Evidence(kind=EvidenceKind.PARTNER_EMAIL, partner_id=partner, source_id=uuid.uuid4(), began_at=days(since))


def reserved(at: float, runs: float = 365) -> Evidence:
    return Evidence(
        kind=EvidenceKind.DIRECT, partner_id=None, source_id=uuid.uuid4(), began_at=days(at), until=days(at + runs)
    )


def judged(*evidence: Evidence, policy: PolicySettings = DEFAULT, absences: tuple[Absence, ...] = ()) -> Verdict:
    facts = Facts(signed_up_at=SIGN_UP, first_paid_at=PAYMENT, evidence=evidence, absences=absences)
    return decide(facts, policy)


def reason_of(one: Evidence, verdict: Verdict) -> Reason:
    return next(candidate.reason for candidate in verdict.candidates if candidate.evidence == one)


def test_nothing_at_all_credits_nobody() -> None:
    verdict = judged()
    assert (verdict.winner, verdict.partner_id, verdict.candidates) == (None, None, ())


@pytest.mark.parametrize("one", [lead(ALICE, -10), visit(ALICE, -10), created(ALICE), email(ALICE)])
def test_each_kind_alone_credits_its_partner(one: Evidence) -> None:
    assert judged(one).partner_id == ALICE


def test_the_order_of_kinds_decides() -> None:
    mine, yours = visit(ALICE, -10), email(BOB)
    verdict = judged(yours, mine)
    assert (verdict.partner_id, reason_of(yours, verdict)) == (ALICE, Reason.WEAKER_KIND)
    turned = replace(DEFAULT, order=(EvidenceKind.DIRECT, EvidenceKind.PARTNER_EMAIL, EvidenceKind.REFERRAL))
    assert judged(yours, mine, policy=turned).partner_id == BOB


def test_of_a_partner_s_own_evidence_the_strongest_wins_and_the_rest_lost_to_it() -> None:
    mine, too = created(ALICE), visit(ALICE, -1)
    [first, second] = sorted(judged(mine, too).candidates, key=lambda one: one.won)
    assert (first.reason, first.by, second.won) == (Reason.WEAKER_KIND, mine, True)


def test_a_kind_that_the_policy_leaves_out_counts_for_nothing() -> None:
    one = created(ALICE)
    verdict = judged(one, policy=PRESETS[PolicyPreset.KLAVIYO_STYLE])
    assert (verdict.partner_id, reason_of(one, verdict)) == (None, Reason.KIND_NOT_COUNTED)


# --- visits ---------------------------------------------------------------------------------------------------------


def test_the_last_visit_before_the_sign_up_counts() -> None:
    early, late = visit(ALICE, -20), visit(BOB, -1)
    verdict = judged(early, late)
    assert (verdict.partner_id, reason_of(early, verdict)) == (BOB, Reason.LATER_VISIT)


def test_a_visit_counts_for_90_days_to_the_second() -> None:
    just = replace(visit(ALICE, -90), began_at=days(-90) + dt.timedelta(seconds=1))
    over = visit(ALICE, -90)
    assert judged(just).partner_id == ALICE
    assert reason_of(over, judged(over)) is Reason.VISIT_TOO_OLD


def test_a_visit_after_the_sign_up_does_not_count_and_one_of_the_same_second_does() -> None:
    after = replace(visit(ALICE, 0), began_at=SIGN_UP + dt.timedelta(seconds=1))
    same = replace(visit(ALICE, 0), began_at=SIGN_UP + dt.timedelta(milliseconds=900))
    assert reason_of(after, judged(after)) is Reason.VISIT_AFTER_SIGN_UP
    assert judged(same).partner_id == ALICE


def test_a_visit_by_the_partner_s_own_team_counts_like_any_other() -> None:
    assert judged(visit(ALICE, -1, own=True)).partner_id == ALICE


# --- leads ----------------------------------------------------------------------------------------------------------


def test_a_lead_counts_if_it_ran_at_the_sign_up_or_was_registered_until_the_payment() -> None:
    for one in (lead(ALICE, -89), lead(ALICE, 0), lead(ALICE, 29), lead(ALICE, 1, runs=1)):
        assert judged(one).partner_id == ALICE


def test_a_lead_that_ended_with_the_second_of_the_sign_up_does_not_count() -> None:
    over = lead(ALICE, -90)
    just = replace(over, until=SIGN_UP + dt.timedelta(seconds=1))
    assert reason_of(over, judged(over)) is Reason.LEAD_EXPIRED
    assert judged(just).partner_id == ALICE


def test_of_two_leads_that_count_the_earlier_one_wins() -> None:
    early, late = lead(ALICE, -50, runs=51), lead(BOB, 10)
    verdict = judged(late, early)
    assert (verdict.partner_id, reason_of(late, verdict)) == (ALICE, Reason.EARLIER_LEAD)


@pytest.mark.parametrize(
    ("one", "reason"),
    [
        (lead(ALICE, -10, given_up_at=days(5), lead_state=LeadState.GIVEN_UP), Reason.LEAD_GIVEN_UP),
        (lead(ALICE, -10, given_up_at=days(5), lead_state=LeadState.REFUSED), Reason.LEAD_REFUSED),
        (lead(ALICE, -10, lead_state=LeadState.IN_REVIEW), Reason.LEAD_IN_REVIEW),
    ],
)
def test_a_lead_that_was_given_up_refused_or_is_in_review_does_not_count(one: Evidence, reason: Reason) -> None:
    verdict = judged(one)
    assert (verdict.partner_id, reason_of(one, verdict)) == (None, reason)


def test_a_lead_that_was_never_approved_counts_no_more_when_it_is_refused_after_the_payment() -> None:
    mine = lead(ALICE, -10, given_up_at=days(31), lead_state=LeadState.REFUSED)
    assert reason_of(mine, judged(mine)) is Reason.LEAD_REFUSED


def test_a_lead_that_is_given_up_after_the_payment_counts() -> None:
    assert judged(lead(ALICE, -10, given_up_at=days(31), lead_state=LeadState.GIVEN_UP)).partner_id == ALICE


# --- protection -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rival", [created(BOB, 0), visit(BOB, -1), email(BOB, 0), reserved(-1)])
def test_what_a_rival_begins_while_a_lead_protects_loses_whatever_its_kind(rival: Evidence) -> None:
    mine = lead(ALICE, -10)
    verdict = judged(mine, rival)
    assert (verdict.partner_id, reason_of(rival, verdict)) == (ALICE, Reason.PROTECTED_BY_LEAD)


def test_what_began_before_the_lead_stands_and_the_order_decides() -> None:
    older = created(BOB, -11)
    assert judged(lead(ALICE, -10), older).partner_id == BOB


def test_without_protection_the_order_decides() -> None:
    rival = created(BOB, 0)
    assert judged(lead(ALICE, -10), rival, policy=UNPROTECTED).partner_id == BOB


def test_a_lead_that_does_not_count_protects_nothing() -> None:
    rival = created(BOB, 0)
    for faulty in (lead(ALICE, -10, lead_state=LeadState.IN_REVIEW), lead(ALICE, -100)):
        assert judged(faulty, rival).partner_id == BOB


def test_what_a_rival_begins_after_the_lead_s_end_is_not_held_against_it() -> None:
    mine, rival = lead(ALICE, -10, runs=15), created(BOB, 6)
    assert judged(mine, rival).partner_id == BOB


# --- the vendor's own, and partners who come and go ------------------------------------------------------------


def test_a_reservation_stands_first_and_credits_nobody() -> None:
    direct, mine = reserved(-20), lead(ALICE, -10)
    verdict = judged(direct, mine)
    assert verdict.winner is not None
    assert (verdict.winner.evidence, verdict.partner_id) == (direct, None)
    assert reason_of(mine, verdict) is Reason.WEAKER_KIND


def test_a_reservation_that_ended_before_the_sign_up_is_over() -> None:
    direct, mine = reserved(-20, runs=20), visit(ALICE, -1)
    verdict = judged(direct, mine)
    assert (verdict.partner_id, reason_of(direct, verdict)) == (ALICE, Reason.RESERVATION_OVER)


def test_an_account_that_was_not_handed_over_does_not_count_as_created() -> None:
    mine = created(ALICE, transferred=False)
    assert reason_of(mine, judged(mine)) is Reason.NOT_TRANSFERRED


def test_what_began_while_the_partner_was_suspended_loses_and_what_began_before_counts() -> None:
    absence = Absence(partner_id=ALICE, since=days(-5), until=days(-2))
    for at, wins in ((-6, True), (-5, False), (-3, False), (-2, True)):
        mine = visit(ALICE, at)
        verdict = judged(mine, absences=(absence,))
        assert (verdict.partner_id == ALICE) is wins, at
        assert wins or reason_of(mine, verdict) is Reason.PARTNER_SUSPENDED


def test_a_partner_who_left_before_the_first_payment_is_not_credited() -> None:
    mine = lead(ALICE, -10)
    gone = Absence(partner_id=ALICE, since=days(20), left=True)
    assert reason_of(mine, judged(mine, absences=(gone,))) is Reason.PARTNER_LEFT
    later = replace(gone, since=days(31))
    assert judged(mine, absences=(later,)).partner_id == ALICE


def test_what_came_after_the_first_payment_is_not_even_weighed() -> None:
    assert judged(lead(ALICE, 31), visit(BOB, 40)).candidates == ()
