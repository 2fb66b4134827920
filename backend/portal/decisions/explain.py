"""Decisions in words: what a candidate was, why it won or lost, and the story of an account.

To a partner his own evidence is `you`, and nothing is said of anybody else but the rule by which another came first.
To the vendor's team each partner has his name.
"""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Sequence
from dataclasses import dataclass

from portal.core.texts import _
from portal.credit.policy import EvidenceKind, Reason


@dataclass(frozen=True, kw_only=True)
class Told:
    """A candidate as somebody may hear of it; `who` is the partner's name, None for `you`, empty for the vendor."""

    kind: EvidenceKind
    who: str | None
    began_at: dt.datetime
    own_visit: bool
    reason: Reason
    lost_to: EvidenceKind | None
    lost_to_own: bool


@dataclass(frozen=True, kw_only=True)
class Times:
    """The moments of a decision, and the time zone in which its days begin."""

    signed_up_at: dt.datetime
    first_paid_at: dt.datetime
    decided_at: dt.datetime
    frozen_at: dt.datetime | None
    time_zone: str


def summary(told: Told, signed_up_at: dt.datetime) -> str:
    """What it was, such as: You registered the website as a lead, 41 days before the sign-up."""
    if told.kind is EvidenceKind.CREATED:
        # The account's creation is its sign-up.
        return _("{what}.", what=_what(told))
    return _("{what}, {when}.", what=_what(told), when=_distance(told.began_at, signed_up_at))


def reason(told: Told) -> str:
    """Why it won or lost, as a sentence that follows the summary."""
    if told.lost_to is EvidenceKind.DIRECT:
        return _("Did not count: the vendor's own sales had reserved the website.")
    if told.lost_to is not None and told.lost_to_own:
        return _("Did not decide: {stronger} counted first.", stronger=_stronger(told))
    return {
        Reason.STRONGEST: _won(told),
        Reason.WEAKER_KIND: _(
            "Did not count: another partner had stronger evidence. By the policy, {kind} goes first.",
            kind=_kind(told.lost_to),
        ),
        Reason.EARLIER_LEAD: _("Did not count: another partner's lead was registered earlier."),
        Reason.LATER_VISIT: _("Did not count: the last visit before the sign-up came by another partner's link."),
        Reason.EARLIER_EVIDENCE: _("Did not count: another partner's evidence of the same kind was earlier."),
        Reason.PROTECTED_BY_LEAD: _(
            "Did not count: it began while another partner's lead protected the website, and the lead goes first."
        ),
        Reason.KIND_NOT_COUNTED: _("Did not count: the program's policy doesn't count {kind}.", kind=_kind(told.kind)),
        Reason.VISIT_TOO_OLD: _("Did not count: the visit was too long before the sign-up."),
        Reason.VISIT_AFTER_SIGN_UP: _("Did not count: the visit came after the sign-up."),
        Reason.LEAD_EXPIRED: _("Did not count: the lead had ended before the client signed up."),
        Reason.LEAD_GIVEN_UP: _("Did not count: the lead was withdrawn or closed before the first payment."),
        Reason.LEAD_REFUSED: _("Did not count: the vendor's team refused the lead."),
        Reason.LEAD_IN_REVIEW: _("Does not count yet: the vendor's team hasn't approved the lead."),
        Reason.RESERVATION_OVER: _("Did not count: the reservation had ended before the client signed up."),
        Reason.NOT_TRANSFERRED: _("Does not count yet: the client hasn't accepted the ownership transfer."),
        Reason.PARTNER_SUSPENDED: _("Did not count: it began while the partnership was suspended."),
        Reason.PARTNER_LEFT: _("Did not count: the partner had left the program before the first payment."),
    }[told.reason]


def explanation(candidates: Sequence[Told], *, for_operators: bool) -> str:
    """The decision in a sentence or two."""
    winner = next((one for one in candidates if one.reason is Reason.STRONGEST), None)
    if winner is not None and winner.kind is not EvidenceKind.DIRECT:
        if winner.who is None:
            return _("This client counts for you: {because}.", because=_because(winner.kind))
        return _("This client counts for {partner}, by {kind}.", partner=winner.who, kind=_kind(winner.kind))
    if winner is not None:
        return _("This client counts for nobody: the vendor's own sales had reserved the website.")
    if for_operators:
        return _("This client counts for nobody: no evidence counted.")
    best = min(candidates, key=_closeness, default=None)
    lost = _("This client does not count for you.")
    return lost if best is None else f"{lost} {reason(best)}"


def story(candidates: Sequence[Told], times: Times) -> list[str]:
    """What happened, line by line with its date, the earliest first."""
    lines = [(one.began_at, 0, f"{_sentence(summary(one, times.signed_up_at))} {reason(one)}") for one in candidates]
    if not any(one.kind is EvidenceKind.CREATED for one in candidates):
        lines.append((times.signed_up_at, 1, _("The client signed up.")))
    lines.append((times.first_paid_at, 2, _("The client paid for the first time.")))
    lines.append((times.decided_at, 3, _("Credit was decided.")))
    if times.frozen_at is not None:
        lines.append((times.frozen_at, 4, _("The decision became final.")))
    zone = zoneinfo.ZoneInfo(times.time_zone)
    return [f"{day(at, zone)}: {text}" for at, _rank, text in sorted(lines)]


def _won(told: Told) -> str:
    if told.kind is EvidenceKind.DIRECT:
        return _("Came first: a reservation of the vendor's own sales stands before all else.")
    return _("Credited.")


def _because(kind: EvidenceKind) -> str:
    return {
        EvidenceKind.CREATED: _("you created the account and transferred it"),
        EvidenceKind.LEAD: _("you registered its website as a lead"),
        EvidenceKind.REFERRAL: _("it came by your referral link"),
        EvidenceKind.MANAGED: _("you manage the account"),
        EvidenceKind.PARTNER_EMAIL: _("the account was opened with an address of your team or domain"),
    }[kind]


def _what(told: Told) -> str:
    if told.kind is EvidenceKind.DIRECT:
        return _("The vendor's own sales reserved the website")
    return _yours(told) if told.who is None else _theirs(told, told.who)


def _yours(told: Told) -> str:
    return {
        EvidenceKind.CREATED: _("You created the account"),
        EvidenceKind.LEAD: _("You registered the website as a lead"),
        EvidenceKind.REFERRAL: _("Somebody of your own team came by your referral link")
        if told.own_visit
        else _("The client came by your referral link"),
        EvidenceKind.MANAGED: _("You manage the account"),
        EvidenceKind.PARTNER_EMAIL: _("The account was opened with an address of your team or domain"),
    }[told.kind]


def _theirs(told: Told, who: str) -> str:
    texts = {
        EvidenceKind.CREATED: _("{partner} created the account", partner=who),
        EvidenceKind.LEAD: _("{partner} registered the website as a lead", partner=who),
        EvidenceKind.REFERRAL: _("Somebody of {partner}'s own team came by its referral link", partner=who)
        if told.own_visit
        else _("The client came by {partner}'s referral link", partner=who),
        EvidenceKind.MANAGED: _("{partner} manages the account", partner=who),
        EvidenceKind.PARTNER_EMAIL: _(
            "The account was opened with an address of {partner}'s team or domain", partner=who
        ),
    }
    return texts[told.kind]


def _kind(kind: EvidenceKind | None) -> str:
    return {
        EvidenceKind.DIRECT: _("a reservation by the vendor's own sales"),
        EvidenceKind.CREATED: _("an account that a partner created and transferred"),
        EvidenceKind.LEAD: _("a registered lead"),
        EvidenceKind.REFERRAL: _("a visit by a referral link"),
        EvidenceKind.MANAGED: _("a managed account"),
        EvidenceKind.PARTNER_EMAIL: _("an e-mail address of the partner's team or domain"),
    }.get(kind or EvidenceKind.CLAIM, _("a claim that was granted"))


def _stronger(told: Told) -> str:
    same = told.lost_to is told.kind
    texts = {
        EvidenceKind.CREATED: _("the account's creation"),
        EvidenceKind.LEAD: _("an earlier lead") if same else _("the lead"),
        EvidenceKind.REFERRAL: _("a later visit") if same else _("the visit by the referral link"),
        EvidenceKind.MANAGED: _("the managed account"),
        EvidenceKind.PARTNER_EMAIL: _("the e-mail address"),
    }
    return texts[told.lost_to] if told.lost_to is not None else _("other evidence")


def _closeness(told: Told) -> tuple[bool, dt.datetime]:
    """Of a partner's evidence the one to tell him of first: what lost to another's, then the earliest."""
    return told.lost_to is None or told.lost_to_own, told.began_at


def _distance(began_at: dt.datetime, signed_up_at: dt.datetime) -> str:
    days = abs(signed_up_at - began_at).days
    if days == 0:
        return _("on the day of the sign-up")
    if began_at < signed_up_at:
        return _("a day before the sign-up") if days == 1 else _("{days} days before the sign-up", days=days)
    return _("a day after the sign-up") if days == 1 else _("{days} days after the sign-up", days=days)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def day(at: dt.datetime, zone: zoneinfo.ZoneInfo) -> str:
    """A day in words, such as 3 March 2026."""
    local = at.astimezone(zone)
    return f"{local.day} {_MONTHS[local.month - 1]} {local.year}"


_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
