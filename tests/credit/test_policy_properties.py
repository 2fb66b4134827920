"""What holds of every decision, whatever the facts: drawn by hypothesis, 500 histories here, 20,000 in the long run."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.credit.policy import (
    RANKED,
    Absence,
    Evidence,
    EvidenceKind,
    Facts,
    LeadState,
    PolicySettings,
    Reason,
    Verdict,
    decide,
)
from portal.decisions.keeping import as_json, from_json

PARTNERS = tuple(uuid.UUID(int=number) for number in (1, 2, 3))
START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)

# Few days, so that many things happen at one moment; halves of a second, which are none to a decision.
moments = st.builds(
    lambda day, tenths: START + dt.timedelta(days=day, milliseconds=100 * tenths),
    st.integers(0, 12),
    st.sampled_from([0, 0, 4, 9]),
)
ends = st.one_of(st.none(), moments)
kinds = st.sampled_from([kind for kind in RANKED if kind is not EvidenceKind.DIRECT])


@st.composite
def pieces(draw: st.DrawFn) -> Evidence:
    kind = draw(st.sampled_from(RANKED))
    began_at = draw(moments)
    lasts = kind in {EvidenceKind.LEAD, EvidenceKind.DIRECT}
    return Evidence(
        kind=kind,
        partner_id=None if kind is EvidenceKind.DIRECT else draw(st.sampled_from(PARTNERS)),
        source_id=uuid.UUID(int=draw(st.integers(1, 10**9))),
        began_at=began_at,
        until=began_at + dt.timedelta(days=draw(st.integers(1, 12))) if lasts else None,
        given_up_at=draw(ends) if kind is EvidenceKind.LEAD else None,
        lead_state=draw(st.sampled_from(LeadState)) if kind is EvidenceKind.LEAD else LeadState.RUNNING,
        transferred=kind is not EvidenceKind.CREATED or draw(st.booleans()),
    )


absences = st.builds(
    lambda partner, since, until, left: Absence(
        partner_id=partner, since=since, until=None if left else until, left=left
    ),
    st.sampled_from(PARTNERS),
    moments,
    ends,
    st.booleans(),
)
histories = st.builds(
    lambda signed_up_at, later, evidence, gone: Facts(
        signed_up_at=signed_up_at,
        first_paid_at=signed_up_at + dt.timedelta(days=later),
        evidence=tuple(evidence),
        absences=tuple(gone),
    ),
    moments,
    st.integers(0, 6),
    st.lists(pieces(), max_size=8, unique_by=lambda one: one.source_id),
    st.lists(absences, max_size=2),
)
policies = st.builds(
    lambda order, visits, protection: PolicySettings(
        order=(EvidenceKind.DIRECT, *order), referral_days=visits, lead_days=90, protection=protection
    ),
    st.lists(kinds, unique=True),
    st.integers(1, 10),
    st.booleans(),
)


@pytest.mark.parametrize("examples", [500, pytest.param(20_000, marks=pytest.mark.long)])
def test_every_decision_keeps_to_the_rules(examples: int) -> None:
    @settings(max_examples=examples, deadline=None, database=None)
    @given(histories, policies, st.randoms(use_true_random=False))
    def holds(facts: Facts, policy: PolicySettings, chance: object) -> None:
        verdict = decide(facts, policy)
        _has_one_winner_at_most(facts, policy)
        # In whatever order, and heard twice.
        shuffled = list(facts.evidence) * 2
        chance.shuffle(shuffled)  # type: ignore[attr-defined]  # a random.Random
        assert decide(replace(facts, evidence=tuple(shuffled)), policy) == verdict
        until = facts.first_paid_at.replace(microsecond=999_999)
        begun = tuple(one for one in facts.absences if one.since <= until)
        known = tuple(one for one in facts.evidence if one.began_at <= until)
        kept = orjson.loads(orjson.dumps(as_json(replace(facts, evidence=known, absences=begun))))
        assert _said(decide(from_json(kept), policy)) == _said(verdict)
        # What came after the payment is as if it had not been.
        assert decide(replace(facts, evidence=known), policy) == verdict

    holds()


def _said(verdict: Verdict) -> list[tuple[object, ...]]:
    """What a decision says, without the ends that it doesn't keep."""
    return [
        (one.evidence.source_id, one.evidence.partner_id, one.reason, one.by and one.by.source_id)
        for one in verdict.candidates
    ]


def _has_one_winner_at_most(facts: Facts, policy: PolicySettings) -> None:
    verdict = decide(facts, policy)
    winners = [one for one in verdict.candidates if one.won]
    assert len(winners) <= 1
    lost_to_another = [one for one in verdict.candidates if one.by is not None]
    assert bool(winners) or not lost_to_another
    for winner in winners:
        evidence = winner.evidence
        assert evidence.kind in policy.order
        # Nothing that counts and isn't protected against is of a stronger kind.
        for one in verdict.candidates:
            if one.reason is Reason.WEAKER_KIND:
                assert policy.order.index(one.evidence.kind) > policy.order.index(evidence.kind)
        without = replace(facts, evidence=tuple(one for one in facts.evidence if one != evidence))
        others = {one.evidence: one.reason for one in decide(without, policy).candidates if one.by is None}
        # Who lost by himself loses by himself, whoever else is there.
        for one in verdict.candidates:
            if one.by is None and not one.won:
                assert others[one.evidence] is one.reason
