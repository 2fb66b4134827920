"""The words of a policy say every rule by which a candidate can win or lose, and no rule that it doesn't have."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings

from portal.credit.policy import PRESETS, Facts, PolicyPreset, Reason, decide
from portal.credit.words import policy_in_words
from tests.credit.test_policy_properties import histories

# By which words each reason is told. A reason that is new has no words yet, and so fails.
WORDS: Mapping[Reason, str] = {
    Reason.STRONGEST: "the strongest kind counts",
    Reason.WEAKER_KIND: "the strongest kind counts",
    Reason.EARLIER_LEAD: "Of several leads the first one counts.",
    Reason.LATER_VISIT: "Of several visits the last one before the sign-up counts.",
    Reason.EARLIER_EVIDENCE: "of several, the first",
    Reason.PROTECTED_BY_LEAD: "whatever anybody else begins for it afterwards loses to the lead",
    Reason.KIND_NOT_COUNTED: "These count for nothing in this program",
    Reason.VISIT_TOO_OLD: "signs up within 90 days of it",
    Reason.VISIT_AFTER_SIGN_UP: "the last one before the sign-up",
    Reason.LEAD_EXPIRED: "A lead counts if it protects the website when the client signs up",
    Reason.LEAD_GIVEN_UP: "does not count if you gave it up before the first payment",
    Reason.LEAD_REFUSED: "nor if the vendor's team refused it",
    Reason.LEAD_IN_REVIEW: "or has not approved it yet",
    Reason.RESERVATION_OVER: "reserved the website when the client signs up, or reserve it before the first payment",
    Reason.NOT_TRANSFERRED: "once its client has accepted the ownership transfer",
    Reason.PARTNER_SUSPENDED: "Evidence that begins while a partner is suspended does not count",
    Reason.PARTNER_LEFT: "nor does any of a partner who has left the program",
}
# Nothing can have these reasons under these settings.
IMPOSSIBLE = {
    PolicyPreset.DEFAULT: {Reason.KIND_NOT_COUNTED},
    PolicyPreset.OMNISEND_STYLE: {Reason.KIND_NOT_COUNTED, Reason.PROTECTED_BY_LEAD},
    # What isn't counted is looked at no further.
    PolicyPreset.KLAVIYO_STYLE: {Reason.NOT_TRANSFERRED},
}


@pytest.mark.parametrize("preset", PolicyPreset)
@pytest.mark.parametrize("reason", Reason)
def test_one_sentence_says_each_reason_that_there_can_be(preset: PolicyPreset, reason: Reason) -> None:
    said = [sentence for sentence in policy_in_words(PRESETS[preset]) if WORDS[reason] in sentence]
    assert len(said) == (0 if reason in IMPOSSIBLE[preset] else 1)


@pytest.mark.parametrize("preset", PolicyPreset)
def test_no_decision_has_a_reason_that_the_words_leave_out(preset: PolicyPreset) -> None:
    policy = replace(PRESETS[preset], referral_days=5)

    @settings(max_examples=500, deadline=None, database=None)
    @given(histories)
    def holds(facts: Facts) -> None:
        given_ = {one.reason for one in decide(facts, policy).candidates}
        assert not given_ & IMPOSSIBLE[preset]

    holds()


def test_leads_and_what_they_protect_are_not_told_of_where_none_counts() -> None:
    policy = PRESETS[PolicyPreset.DEFAULT]
    leads_count_for_nothing = replace(policy, order=tuple(kind for kind in policy.order if kind.value != "LEAD"))
    told = [sentence for sentence in policy_in_words(leads_count_for_nothing) if "lead" in sentence]
    assert told == ["These count for nothing in this program: a registered lead."]


def test_that_a_later_reservation_loses_to_a_lead_is_told_where_it_does() -> None:
    exception = "unless a lead protected the website before"
    told = {preset for preset in PolicyPreset if any(exception in one for one in policy_in_words(PRESETS[preset]))}
    assert told == {PolicyPreset.DEFAULT, PolicyPreset.KLAVIYO_STYLE}
