"""Will I get credit? What the policy would decide if the client paid now and nothing else came."""

from __future__ import annotations

import datetime as dt
import uuid
import zoneinfo
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import bindparam, exists, or_, select

from portal.accounts.models import AccountAccess, AccountStatus, ClientAccount
from portal.core.actors import Actor, System
from portal.core.ids import parse_id
from portal.core.problems import InvalidInput
from portal.core.requests import Request
from portal.core.runtime import Runtime
from portal.core.texts import _
from portal.core.websites import website
from portal.core.work import Work, open_work
from portal.credit.policy import Candidate, EvidenceKind, Reason, Verdict, decide
from portal.credit.service import current_policy
from portal.decisions.explain import Told, day, reason
from portal.decisions.facts import Case, among, gather
from portal.decisions.models import CreditCandidate, CreditDecision
from portal.identity import throttle
from portal.program.service import current_program

CHECKS_AN_HOUR = 120


class CheckOutcome(StrEnum):
    """What somebody who asks is told."""

    FREE = "FREE"
    YOURS = "YOURS"
    PROTECTED = "PROTECTED"
    EXISTING_CLIENT = "EXISTING_CLIENT"


@dataclass(frozen=True)
class Question:
    """A website or an account's number or id, as it was typed; one of the two."""

    website: str | None
    account_id: str | None


@dataclass(frozen=True, kw_only=True)
class Check:
    """The answer. `protected_until` is null where what stands before has no end."""

    outcome: CheckOutcome
    explanation: str
    protected_until: dt.datetime | None = None
    website: str | None = None
    account_id: str | None = None


async def check_credit(
    runtime: Runtime, request: Request, actor: Actor, questions: Sequence[Question]
) -> list[Check | Exception]:
    """Answers each question for the actor's partner. Counts each: Throttled beyond 120 an hour."""
    answers: list[Check | Exception] = []
    for question in questions:
        try:
            window = throttle.HOUR
            await throttle.hit(runtime, "credit check", str(actor.partner_id), limit=CHECKS_AN_HOUR, window=window)
            # As the portal itself, since rivals' evidence is weighed; what is told of it is a rule and a date.
            async with open_work(runtime, request, System()) as work:
                answers.append(await check(work, actor.partner_id, question))
        except Exception as problem:  # belongs to this one question
            answers.append(problem)
    return answers


async def check(work: Work, partner_id: uuid.UUID | None, question: Question) -> Check:
    """What the policy would decide for the partner. Raises InvalidInput for what is no website.

    Known or unknown, free or taken: the same statements run, so that it takes the same time.
    """
    site = website(question.website) if question.website is not None else None
    number = None if question.account_id is None else _number(question.account_id)
    clients, unpaid = await _accounts(work, partner_id, site.key if site else None, question.account_id)
    case = _case(unpaid, site.key if site else "", work.now)
    policy = (await current_policy(work)).settings
    [facts] = await gather(work, [case])
    verdict = decide(facts, policy)
    yours = await _is_credited(work, partner_id, clients)
    zone = zoneinfo.ZoneInfo((await current_program(work)).time_zone)
    standing = _Standing(is_client=bool(clients), yours=yours, has_signed_up=unpaid is not None, now=work.now)
    outcome, until, explanation = _answer(verdict, partner_id, standing, zone)
    return Check(
        outcome=outcome,
        protected_until=until,
        explanation=explanation,
        website=site.host if site else None,
        account_id=number,
    )


@dataclass(frozen=True, kw_only=True)
class _Standing:
    """What is known of the client. `is_client` once an account has paid; `has_signed_up` where there is one that has
    not: whoever held the website at its sign-up holds it for good.
    """

    is_client: bool
    yours: bool
    has_signed_up: bool
    now: dt.datetime


def _answer(
    verdict: Verdict, partner_id: uuid.UUID | None, standing: _Standing, zone: zoneinfo.ZoneInfo
) -> tuple[CheckOutcome, dt.datetime | None, str]:
    winner = verdict.winner
    # Each account is decided for itself: of one that has still to pay it is said what would become of that.
    if standing.is_client and (winner is None or not standing.has_signed_up):
        return _of_client(standing)
    if winner is None and (waiting := _in_review(verdict, partner_id, standing.now)) is not None:
        return CheckOutcome.PROTECTED, waiting, _protected_until(waiting, zone)
    if winner is None:
        return CheckOutcome.FREE, None, _free(verdict, partner_id)
    if winner.evidence.partner_id == partner_id:
        message = _("It is yours: if the client paid now, it would count for you.")
        return CheckOutcome.YOURS, None, f"{message} {_yours(winner)}"
    until = None if standing.has_signed_up else _end(winner)
    return CheckOutcome.PROTECTED, until, _protected_until(until, zone)


def _of_client(standing: _Standing) -> tuple[CheckOutcome, None, str]:
    if standing.yours:
        return CheckOutcome.YOURS, None, _("This is a client already, and counts for you.")
    message = _("This is a client already. Whoever pays already is no new client, so it will not count for you.")
    return CheckOutcome.EXISTING_CLIENT, None, message


def _in_review(verdict: Verdict, partner_id: uuid.UUID | None, now: dt.datetime) -> dt.datetime | None:
    """Until when a lead of somebody else holds the website that the vendor's team has still to look at."""
    ends = (
        one.evidence.until
        for one in verdict.candidates
        if one.reason is Reason.LEAD_IN_REVIEW and one.evidence.partner_id != partner_id
    )
    return max((end for end in ends if end is not None and end > now), default=None)


def _protected_until(until: dt.datetime | None, zone: zoneinfo.ZoneInfo) -> str:
    if until is None:
        return _("Somebody else came first: if the client paid now, it would not count for you.")
    return _("It is protected for somebody else until {date}.", date=day(until, zone))


def _free(verdict: Verdict, partner_id: uuid.UUID | None) -> str:
    mine = [one for one in verdict.candidates if one.evidence.partner_id == partner_id]
    if mine:
        return _("Nobody stands before you, but nothing counts for you yet. {reason}", reason=reason(_told(mine[0])))
    return _("Nobody stands before you. Register the website as a lead, and it is protected for you.")


def _yours(winner: Candidate) -> str:
    return {
        EvidenceKind.CREATED: _("You created the account and transferred it."),
        EvidenceKind.LEAD: _("You registered the website as a lead."),
        EvidenceKind.REFERRAL: _("The client came by your referral link."),
        EvidenceKind.MANAGED: _("You manage the account."),
        EvidenceKind.PARTNER_EMAIL: _("The account was opened with an address of your team or domain."),
    }[winner.evidence.kind]


def _end(winner: Candidate) -> dt.datetime | None:
    evidence = winner.evidence
    ends = [end for end in (evidence.until, evidence.given_up_at) if end is not None]
    return min(ends) if evidence.kind in {EvidenceKind.LEAD, EvidenceKind.DIRECT} and ends else None


def _told(candidate: Candidate) -> Told:
    return Told(
        kind=candidate.evidence.kind,
        who=None,
        began_at=candidate.evidence.began_at,
        own_visit=candidate.evidence.own,
        reason=candidate.reason,
        lost_to=candidate.by.kind if candidate.by else None,
        lost_to_own=candidate.by is not None and candidate.by.partner_id == candidate.evidence.partner_id,
    )


def _number(typed: str) -> str:
    number = typed.strip()
    if not number or len(number) > 200 or "\0" in number:
        raise InvalidInput(_("This is no account number of this program."), field="accountId")
    return number


async def _accounts(
    work: Work, partner_id: uuid.UUID | None, key: str | None, typed: str | None
) -> tuple[Sequence[ClientAccount], ClientAccount | None]:
    """The open accounts that are meant: those that have paid, and of those that have not the newest sign-up.

    By website, an account that a partner is building is there for himself alone, while he has it.
    """
    number = ClientAccount.read_account_id(typed) if typed is not None else None
    named = or_(
        # As parameters, also where they are null: the statement is the same whatever is asked for.
        ClientAccount.account_id == bindparam("number", number),
        ClientAccount.id == bindparam("id", parse_id(ClientAccount.prefix, typed) if typed is not None else None),
    )
    own = exists().where(
        AccountAccess.account_id == ClientAccount.id,
        AccountAccess.partner_id == bindparam("partner_id", partner_id),
        AccountAccess.status != AccountStatus.INACTIVE,
    )
    query = select(ClientAccount).where(
        or_(named, ClientAccount.website_key == bindparam("key", key)),
        ClientAccount.closed_at.is_(None),
        or_(named, ClientAccount.first_paid_at.is_not(None), ClientAccount.owner_email.is_not(None), own),
    )
    found = (await work.session.execute(query)).scalars().all()
    unpaid = (one for one in found if one.first_paid_at is None)
    newest = max(unpaid, key=lambda one: (one.signed_up_at or one.created_at, one.id), default=None)
    return [one for one in found if one.first_paid_at is not None], newest


def _case(unpaid: ClientAccount | None, key: str, now: dt.datetime) -> Case:
    if unpaid is not None:
        return Case.of(unpaid, now)
    return Case(account_id=None, website_key=key, signed_up_at=now, first_paid_at=now)


async def _is_credited(work: Work, partner_id: uuid.UUID | None, clients: Sequence[ClientAccount]) -> bool:
    query = (
        select(CreditCandidate.id)
        .join(CreditDecision, CreditDecision.id == CreditCandidate.decision_id)
        .where(
            among(CreditDecision.account_id, [client.id for client in clients]),
            CreditDecision.ended_at.is_(None),
            CreditCandidate.won,
            CreditCandidate.partner_id == bindparam("partner_id", partner_id),
        )
    )
    return (await work.session.execute(query)).first() is not None
