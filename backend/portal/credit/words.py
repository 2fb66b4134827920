"""The policy in words, made from its settings alone, so that the words and the rule can't differ."""

from __future__ import annotations

from collections.abc import Mapping

from portal.core.texts import _
from portal.credit.policy import EvidenceKind, PolicySettings


def policy_in_words(policy: PolicySettings) -> list[str]:
    """A sentence or two for each rule, for partners; their order is the order of the rules."""
    counted = [kind for kind in policy.order if kind is not EvidenceKind.DIRECT]
    ranks = ", ".join(f"{rank}. {names()[kind]}" for rank, kind in enumerate(counted, 1))
    # Written out, so that translators find them.
    sentences = [
        _("A client counts for a partner from the first payment on, and for one partner at most."),
        _("Of several partners with evidence, the strongest kind counts: {ranks}.", ranks=ranks)
        if counted
        else _("No evidence of partners counts at the moment."),
        *(sentence for kind in counted for sentence in _rules_of(kind, policy)),
        *_of_protection(policy),
        _of_reservations(policy),
        _(
            "Evidence that begins while a partner is suspended does not count, nor does any of a partner who has left"
            " the program."
        ),
    ]
    missing = [names()[kind] for kind in EvidenceKind if kind not in {*policy.order, EvidenceKind.CLAIM}]
    if missing:
        sentences.append(_("These count for nothing in this program: {kinds}.", kinds=", ".join(missing)))
    sentences.append(_("Whoever pays already is no new client."))
    return sentences


def names() -> Mapping[EvidenceKind, str]:
    """What the kinds of evidence are called within a sentence."""
    return {
        EvidenceKind.DIRECT: _("a reservation by the vendor's own sales"),
        EvidenceKind.CREATED: _("an account that you created and transferred"),
        EvidenceKind.LEAD: _("a registered lead"),
        EvidenceKind.REFERRAL: _("a visit by a referral link"),
        EvidenceKind.MANAGED: _("a managed account"),
        EvidenceKind.PARTNER_EMAIL: _("an e-mail address of the partner's team"),
        EvidenceKind.CLAIM: _("a claim that was granted"),
    }


def _rules_of(kind: EvidenceKind, policy: PolicySettings) -> list[str]:
    match kind:
        case EvidenceKind.CREATED:
            return [_("An account counts as created by you once its client has accepted the ownership transfer.")]
        case EvidenceKind.LEAD:
            return _rules_of_leads(policy)
        case EvidenceKind.REFERRAL:
            return [
                _(
                    "A visit by your referral link counts if the client signs up within {days} days of it. Of several"
                    " visits the last one before the sign-up counts.",
                    days=policy.referral_days,
                )
            ]
        case EvidenceKind.MANAGED:
            return [
                _(
                    "A managed account counts once the client or the vendor's team has confirmed it; of several, the"
                    " first."
                )
            ]
        case EvidenceKind.PARTNER_EMAIL:
            return [
                _(
                    "An account that was opened with an address of your team, or at your verified domain, counts. If"
                    " several partners have the address, it counts for the one who had it first."
                )
            ]
        case _:
            return []


def _rules_of_leads(policy: PolicySettings) -> list[str]:
    return [
        _(
            "A lead counts for its website, whatever e-mail address the client uses: it is protected for {days} days"
            " from its registration, and can be extended once.",
            days=policy.lead_days,
        ),
        _(
            "A lead counts if it protects the website when the client signs up, or if you register it between the"
            " sign-up and the first payment. Of several leads the first one counts."
        ),
        _(
            "A lead does not count if you gave it up before the first payment, nor if the vendor's team refused it or"
            " has not approved it yet."
        ),
    ]


def _of_protection(policy: PolicySettings) -> list[str]:
    if policy.leads_protect:
        return [
            _(
                "While a lead protects a website, whatever anybody else begins for it afterwards loses to the lead,"
                " of whatever kind it is."
            )
        ]
    if EvidenceKind.LEAD in policy.order:
        return [_("A lead keeps others from registering the website, and no stronger kind of evidence from counting.")]
    return []


def _of_reservations(policy: PolicySettings) -> str:
    if policy.leads_protect:
        return _(
            "If the vendor's own sales have reserved the website when the client signs up, or reserve it before the"
            " first payment, the client counts for nobody, unless a lead protected the website before they did."
        )
    return _(
        "If the vendor's own sales have reserved the website when the client signs up, or reserve it before the"
        " first payment, the client counts for nobody."
    )
