"""The verbs of the program."""

from __future__ import annotations

import datetime as dt
import re
import zoneinfo
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import func, select, text

from portal.core import bank_accounts
from portal.core.actors import Operator
from portal.core.inputs import email_address, optional_text, time_zone
from portal.core.inputs import text as plain_text
from portal.core.money import CurrencyCode
from portal.core.permissions import Permission
from portal.core.problems import InvalidInput, Problem, UserErrorCode
from portal.core.texts import _
from portal.core.work import Work
from portal.program.events import ClockAdvanced, ProgramUpdated, TermsPublished
from portal.program.models import AwaitingPlanAccess, Clock, Program, ProvisioningBy, TermsVersion

MOST_WAIT_HOURS = 720
LONGEST_JUMP_SECONDS = 10 * 366 * 24 * 3600
# What the column holds: some 68 years.
FARTHEST_SECONDS = 2**31 - 1
MOST_TIERS = 10
# A host, and no space anywhere.
_ADDRESS = re.compile(r"https?://[^\s/?#]+\S*")

_OWN_NUMBER = "0123456789abcdef01234567"

# Jobs wait on real time, work on the program's: a jump brings every waiting job nearer by as much.
_BRING_NEARER = text(
    "update jobs.procrastinate_jobs set scheduled_at = scheduled_at - make_interval(secs => :seconds)"
    " where status = 'todo' and scheduled_at > now()"
)


async def current_program(work: Work) -> Program:
    """The settings of the program."""
    return await work.session.get_one(Program, 1)


async def current_terms(work: Work) -> TermsVersion | None:
    """The terms that hold, or None while none are published."""
    newest = select(TermsVersion).order_by(TermsVersion.version.desc()).limit(1)
    return (await work.session.execute(newest)).scalar_one_or_none()


async def update_program(work: Work, changes: Mapping[str, object]) -> Program:
    """Changes the settings that are named. Raises InvalidInput for the first that can't be."""
    work.require(Permission.EDIT_PROGRAM)
    program = await work.session.get_one(Program, 1, with_for_update=True)
    checked = {name: _SETTINGS[name](value) for name, value in changes.items()}
    changed = sorted(name for name, value in checked.items() if getattr(program, name) != value)
    for name in changed:
        setattr(program, name, checked[name])
    _require_own_numbers(program)
    if "second_factor_for_operators" in changed and program.second_factor_for_operators:
        await _require_own_factor(work)
    if changed:
        work.record(ProgramUpdated(fields=changed))
    return program


async def publish_terms(work: Work, terms: str) -> TermsVersion:
    """Publishes a new version of the terms; whoever applies from now on agrees to it."""
    work.require(Permission.EDIT_PROGRAM)
    await work.session.get_one(Program, 1, with_for_update=True)
    current = await current_terms(work)
    published = TermsVersion(
        version=current.version + 1 if current else 1,
        text=plain_text(terms, "text", longest=100_000, lines=True),
        published_at=work.now,
    )
    work.session.add(published)
    await work.session.flush()
    work.record(TermsPublished(subject_id=published.id, version=published.version))
    return published


async def advance_clock(work: Work, seconds: int) -> dt.datetime:
    """Moves the test clock forward. Raises Problem where the portal runs on the real one, and at the clock's end.

    Links, leads, holds, schedules and retries follow; sessions, tokens and throttles stay on real time.
    """
    work.require(Permission.ADVANCE_CLOCK)
    if not work.runtime.settings.test_clock:
        message = _("This portal runs on real time. Set PORTAL_TEST_CLOCK=1 to try things out.")
        raise Problem(message, code=UserErrorCode.NOT_ALLOWED)
    if not 0 < seconds <= LONGEST_JUMP_SECONDS:
        raise InvalidInput(_("Give a number of seconds above 0, ten years at most."), field="seconds")
    clock = await work.session.get_one(Clock, 1, with_for_update=True)
    if clock.offset_seconds + seconds > FARTHEST_SECONDS:
        message = _("The clock is as far ahead as it goes. Start with a fresh database.")
        raise Problem(message, field="seconds", code=UserErrorCode.LIMIT_REACHED)
    clock.offset_seconds += seconds
    await work.session.execute(_BRING_NEARER, {"seconds": seconds})
    work.record(ClockAdvanced(seconds=seconds))
    now: dt.datetime = (await work.session.execute(select(func.work_now()))).scalar_one()
    return now


def due_after_business_days(start: dt.datetime, days: int, zone: str) -> dt.datetime:
    """The same hour `days` business days later, in the program's time zone; weekends don't count."""
    local = start.astimezone(zoneinfo.ZoneInfo(zone))
    while days:
        local += dt.timedelta(days=1)
        days -= local.weekday() < 5
    return local.astimezone(dt.UTC)


def _https_url(value: object, field: str) -> str | None:
    address = optional_text(None if value is None else str(value), field, longest=500)
    if address is not None and not _ADDRESS.fullmatch(address):
        raise InvalidInput(_("Give an address that begins with https://."), field=field)
    return address


def _open_url(value: object, field: str) -> str | None:
    address = _https_url(value, field)
    try:
        # Something is added to it later, so its parts must be clear; reading the port raises, too.
        whole = address is None or (urlsplit(address).hostname and urlsplit(address).port != 0)
    except ValueError:
        whole = False
    if not whole:
        raise InvalidInput(_("Give an address that begins with https://."), field=field)
    return address


def _sign_up_url(value: object) -> str | None:
    return _open_url(value, "signUpUrl")


def _log_in_url(value: object) -> str | None:
    return _open_url(value, "logInUrl")


def _days(value: object, field: str, least: int, most: int) -> int:
    if not isinstance(value, int) or not least <= value <= most:
        message = _("Give a number of days from {least} to {most}.", least=least, most=most)
        raise InvalidInput(message, field=field)
    return value


def _wait_hours(value: object) -> int:
    if not isinstance(value, int) or not 0 <= value <= MOST_WAIT_HOURS:
        message = _("Give a number of hours from 0 to {most}.", most=MOST_WAIT_HOURS)
        raise InvalidInput(message, field="payoutMethodWaitHours")
    return value


def _open_leads(value: object, field: str) -> int:
    if not isinstance(value, int) or not 1 <= value <= 10_000:
        raise InvalidInput(_("Give a number from 1 to 10,000."), field=field)
    return value


def _open_leads_by_tier(value: Sequence[tuple[str, int]] | None) -> dict[str, int]:
    if len(value or ()) > MOST_TIERS:
        raise InvalidInput(_("Name {most} tiers at most.", most=MOST_TIERS), field="openLeadsByTier")
    found: dict[str, int] = {}
    for name, most in value or ():
        tier = plain_text(name, "openLeadsByTier", longest=60)
        if tier in found:
            raise InvalidInput(_("Name each tier once."), field="openLeadsByTier")
        found[tier] = _open_leads(most, "openLeadsByTier")
    return found


def _zone(value: object) -> str:
    zone = time_zone(str(value or ""))
    if zone is None:
        raise InvalidInput(_("This can't be empty."), field="timeZone")
    return zone


def _currency(value: object) -> str:
    if value not in set(CurrencyCode):
        raise InvalidInput(_("Give the currency by its three letters, such as EUR."), field="currencyCode")
    return str(value)


def _require_own_numbers(program: Program) -> None:
    # The portal makes numbers of 24 hex digits; others come from the vendor's product alone.
    if program.provisioning == ProvisioningBy.PORTAL and not re.fullmatch(program.account_id_pattern, _OWN_NUMBER):
        message = _("The portal's own numbers have 24 hex digits. Let the vendor's product confirm accounts first.")
        raise InvalidInput(message, field="accountIdPattern")


async def _require_own_factor(work: Work) -> None:
    """Nobody locks himself out. Tools sign in with no password, and are asked for no factor."""
    if not isinstance(work.actor, Operator):
        return
    # Second factors are a room above this one, whose function alone is asked, as authentication does.
    if not await work.session.scalar(select(func.has_second_factor(work.actor.user_id))):
        message = _(
            "Set up your own two-step sign-in or a passkey first, under Settings, Security: without one you'd lock"
            " yourself out."
        )
        raise Problem(message, field="secondFactorForOperators", code=UserErrorCode.NOT_ALLOWED)


def _pattern(value: object) -> str:
    pattern = plain_text(str(value or ""), "accountIdPattern", longest=100)
    try:
        re.compile(pattern)
    except re.error:
        raise InvalidInput(_("This is no regular expression."), field="accountIdPattern") from None
    # Whoever sets it could stop the portal with one that backtracks: simple ones have no nested repetition.
    if re.search(r"[+*}]\)*[+*{]", pattern):
        raise InvalidInput(_("Repeat no repetition in this pattern."), field="accountIdPattern")
    return pattern


def _flag(value: object, field: str) -> bool:
    if not isinstance(value, bool):
        raise InvalidInput(_("This can't be empty."), field=field)
    return value


def _provisioning(value: object) -> str:
    if value not in set(ProvisioningBy):
        raise InvalidInput(_("This can't be empty."), field="provisioning")
    return str(value)


def _awaiting_plan_access(value: object) -> str:
    if value not in set(AwaitingPlanAccess):
        raise InvalidInput(_("This can't be empty."), field="awaitingPlanAccess")
    return str(value)


_SETTINGS: Mapping[str, Callable[[Any], object]] = {
    "name": lambda value: plain_text(str(value or ""), "name", longest=80),
    "support_email": lambda value: email_address(str(value or ""), "supportEmail"),
    "time_zone": _zone,
    "currency_code": _currency,
    "logo_url": lambda value: _https_url(value, "logoUrl"),
    "getting_started_video_url": lambda value: _https_url(value, "gettingStartedVideoUrl"),
    "review_business_days": lambda value: _days(value, "reviewBusinessDays", 1, 30),
    "provisioning": _provisioning,
    "account_id_pattern": _pattern,
    "one_account_per_email": lambda value: _flag(value, "oneAccountPerEmail"),
    "awaiting_plan_access": _awaiting_plan_access,
    "sign_up_url": _sign_up_url,
    "log_in_url": _log_in_url,
    "open_leads_per_partner": lambda value: _open_leads(value, "openLeadsPerPartner"),
    "open_leads_by_tier": _open_leads_by_tier,
    "lead_review": lambda value: _flag(value, "leadReview"),
    "lead_wait_days": lambda value: _days(value, "leadWaitDays", 0, 365),
    "payout_method_wait_hours": _wait_hours,
    "second_factor_for_operators": lambda value: _flag(value, "secondFactorForOperators"),
    "second_factor_for_payouts": lambda value: _flag(value, "secondFactorForPayouts"),
    "payout_name": lambda value: bank_accounts.holder_name(value, "payoutName") if value else None,
    "payout_iban": lambda value: bank_accounts.iban(value, "payoutIban") if value else None,
    "payout_bic": lambda value: bank_accounts.bic(value, "payoutBic") if value else None,
}
