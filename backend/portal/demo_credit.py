"""The demo's referral links: a year of visits, clients who came by them, and one whom two agencies had in mind."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal

from portal.core.actors import Actor
from portal.core.money import CurrencyCode
from portal.core.runtime import Runtime
from portal.demo_hand_over import VENDOR, At
from portal.platform.billing import BillingRow, record_billing_events
from portal.platform.models import BillingEventType
from portal.platform.service import AccountRow, register_accounts
from portal.referrals.clicks import ClickSigner, new_click
from portal.referrals.models import ReferralLink
from portal.referrals.service import create_referral_link
from portal.referrals.visits import Counts, count

_DAYS = 360
# Store, website, owner, days from the click to today, days from the sign-up to today; and whether the client pays.
_CAME = (
    ("Pebble & Fern", "pebblefern.example", "pia", 64, 60, True),
    ("Quarry Lane Coffee", "quarrylane.example", "quinn", 33, 21, True),
    ("Saffron & Salt", "saffronsalt.example", "sara", 9, 8, False),
)


async def tell_links(runtime: Runtime, at: At, alice: Actor, bob: Actor) -> None:
    """Alice's newsletter brings clients. One came by Bob's link, on whose website Alice had a lead."""
    async with at(_DAYS, alice) as work:
        newsletter = await create_referral_link(work, "Newsletter")
    async with at(_DAYS, bob) as work:
        talks = await create_referral_link(work, "Talks")
    await _visit(at, newsletter)
    await _visit(at, talks)
    for number, (store, website, owner, clicked, signed_up, pays) in enumerate(_CAME):
        account = f"{number + 1:024x}"
        await _sign_up(runtime, at, newsletter, (account, store, website, f"{owner}@{website}"), clicked, signed_up)
        if pays:
            await _pay(at, account, signed_up - 4)
    # See the leads: Alice registered this website before anybody followed Bob's link.
    contested = "0" * 22 + "ff", "Tamarind Spices", "tamarindspices.example", "asha@tamarindspices.example"
    await _sign_up(runtime, at, talks, contested, 30, 24)
    await _pay(at, contested[0], 20)


async def _visit(at: At, link: ReferralLink) -> None:
    """More people year by year, fewer at weekends; programs and double clicks beside them."""
    chance = random.Random(link.name)  # noqa: S311  # a demo looks the same each time
    async with at(0.2, VENDOR) as work:
        days = [(work.now - dt.timedelta(days=back)).date() for back in range(_DAYS)]
        made = {
            (link.id, link.partner_id, day): Counts(
                visits=max(0, round(chance.gauss(14 if day.weekday() < 5 else 6, 4) * (1 - 0.6 * back / _DAYS))),
                repeated_visits=chance.randrange(4),
                bot_visits=chance.randrange(6),
            )
            for back, day in enumerate(days)
        }
        await count(work, made)


async def _sign_up(
    runtime: Runtime, at: At, link: ReferralLink, who: tuple[str, str, str, str], clicked: float, signed_up: float
) -> None:
    account, store, website, email = who
    async with at(clicked, VENDOR) as work:
        click = ClickSigner(runtime.settings.secret_key).token(new_click(link.id, work.now))
    async with at(signed_up, VENDOR) as work:
        row = AccountRow(
            account_id=account,
            name=store,
            website=website,
            owner_email=email,
            signed_up_at=work.now,
            click_id=click,
        )
        await register_accounts(work, [row])


async def _pay(at: At, account: str, days_ago: float) -> None:
    async with at(days_ago, VENDOR) as work:
        payment = BillingRow(
            source="mailwave",
            external_id=f"{account}-first",
            type=BillingEventType.PAYMENT,
            account_id=account,
            occurred_at=work.now,
            plan="Starter",
            amount=Decimal(29),
            currency_code=CurrencyCode.EUR,
        )
        await record_billing_events(work, [payment])
