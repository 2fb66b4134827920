"""The demo's story: a program, two partners with their teams and accounts, and a queue of applications.

Everything is done by the verbs that people use, at moments of the past year, so that it looks as if it had happened.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sqlalchemy import delete, select, update

from portal.accounts.service import archive_account, create_account, restore_account, update_account
from portal.bulletin.models import QuickLink, QuickLinkKind
from portal.core.actors import Actor, Anonymous, System
from portal.core.ids import new_id
from portal.core.links import LinkKind
from portal.core.permissions import MemberRole
from portal.core.requests import Request
from portal.core.runtime import Runtime
from portal.core.work import Work, open_work
from portal.demo_credit import tell_links
from portal.demo_hand_over import tell_hand_over
from portal.demo_leads import tell_leads
from portal.demo_rewards import tell_rewards
from portal.demo_team import tell_team
from portal.identity.models import Session, User
from portal.identity.service import create_operator, operator_of
from portal.partners.events import MemberJoined
from portal.partners.joining import Newcomer, register_member
from portal.partners.models import MemberStatus, Registration, TeamMember
from portal.partners.service import (
    ApplicationForm,
    apply_to_program,
    approve_application,
    reject_application,
    request_application_changes,
)
from portal.program.models import Schedule
from portal.program.service import publish_terms, update_program

OPERATOR = "olga@mailwave.example"
ALICE = "alice@brightside.example"
BOB = "bob@northlight.example"

# Among the things that were done, and when.
_MARK = "fill the demo"

_TERMS = """\
Mailwave Partner Program: terms

1. You build accounts for your clients and hand them over. The client owns the account and its data.
2. A client counts for the partner that our credit policy names. The policy and every decision can be read.
3. You receive a share of what your clients pay us, as the reward plan says. What was earned is never changed.
4. Treat your clients' data as they would. Tell us at once if you lose control of a log-in.
5. Either side may end this at any time. Rewards that were earned until then are paid out.
"""

_QUICK_LINKS = {
    QuickLinkKind.TRAINING: "https://academy.mailwave.example",
    QuickLinkKind.RESOURCES: "https://mailwave.example/partners/resources",
    QuickLinkKind.REPORTING: "https://app.mailwave.example/reports",
    QuickLinkKind.SUPPORT: "https://help.mailwave.example",
    QuickLinkKind.BRAND_ASSETS: "https://mailwave.example/brand",
}

_BRIGHTSIDE = """\
Northwind Outfitters|northwind-outfitters.example|Shopify|US|USD
Alpine Coffee Roasters|alpine-coffee.example|Shopify|CH|CHF
Lumen Skincare|lumen-skincare.example|WooCommerce|DE|EUR
Harbor & Pine|harborandpine.example|Shopify|US|USD
Tidal Swimwear|tidalswim.example|BigCommerce|AU|AUD
Copper Kettle Tea|copperkettle.example|Shopify|GB|GBP
Juniper Pets|juniperpets.example|Shopify|CA|CAD
Oak Street Books|oakstreetbooks.example|WooCommerce|US|USD
Velo Cycling Co|velocycling.example|Shopify|NL|EUR
Marble Kitchen|marblekitchen.example|Shopify|IT|EUR
Saltwater Candles|saltwatercandles.example|Wix|IE|EUR
Fjord Knitwear|fjordknit.example|Shopify|NO|NOK
Maison Clémence|maison-clemence.example|PrestaShop|FR|EUR
Käserei Sonnhof|kaeserei-sonnhof.example|WooCommerce|AT|EUR
Little Acorn Toys|littleacorn.example|Shopify|GB|GBP
Bluebird Stationery|bluebird-stationery.example|Shopify|US|USD
Nordlys Lighting|nordlys.example|Shopify|DK|DKK
Terra Verde Plants|terraverde.example|WooCommerce|ES|EUR
Driftwood Surf|driftwoodsurf.example|Shopify|PT|EUR
Ember & Ash Grills|emberash.example|BigCommerce|US|USD
Petite Plume|petiteplume.example|Shopify|FR|EUR
Kestrel Outdoor|kestreloutdoor.example|Shopify|GB|GBP
Sakura Ceramics|sakura-ceramics.example|Shopify|JP|JPY
Honeycomb Baby|honeycombbaby.example|WooCommerce|US|USD
Atlas Luggage|atlasluggage.example|Shopify|DE|EUR
Rosewater Beauty|rosewater.example|Shopify|AE|AED
Granite Gym Gear|granitegym.example|Shopify|US|USD
Willow & Wren|willowwren.example|Wix|NZ|NZD
Basalt Watches|basaltwatches.example|Shopify|CH|CHF
Cinder Block Coffee|cinderblock.example|Shopify|US|USD
Papillon Bridal|papillonbridal.example|WooCommerce|BE|EUR
Stonefruit Market|stonefruit.example|Shopify|CA|CAD
Hearth Bakery|hearthbakery.example|Shopify|US|USD
Orbit Audio|orbitaudio.example|Shopify|SE|SEK
Meadow Dairy|meadowdairy.example|WooCommerce|IE|EUR
Quill & Ink|quillandink.example|Shopify|GB|GBP
Zephyr Eyewear|zephyreyewear.example|Shopify|IT|EUR
Anchor Rope Works|anchorrope.example|BigCommerce|NL|EUR
Pebble Nursery|pebblenursery.example|Shopify|DE|EUR
Sundial Solar|sundialsolar.example|WooCommerce|ES|EUR
Crescent Rugs|crescentrugs.example|Shopify|TR|TRY
Tundra Gear|tundragear.example|Shopify|FI|EUR"""

_NORTHLIGHT = """\
Aurora Vitamins|auroravitamins.example|Shopify|SE|SEK
Birch & Bloom|birchbloom.example|Shopify|FI|EUR
Cedar Sauna|cedarsauna.example|WooCommerce|FI|EUR
Dune Fragrances|dunefragrances.example|Shopify|AE|AED
Elk Leather|elkleather.example|Shopify|NO|NOK
Foxglove Yarn|foxgloveyarn.example|WooCommerce|GB|GBP
Glacier Water|glacierwater.example|Shopify|IS|ISK
Heron Fishing|heronfishing.example|Shopify|DK|DKK
Iris Optics|irisoptics.example|Shopify|DE|EUR
Jasmine Rice Co|jasminerice.example|Shopify|TH|THB
Krone Bikes|kronebikes.example|BigCommerce|DK|DKK
Larkspur Linen|larkspurlinen.example|Shopify|PT|EUR
Moss Garden|mossgarden.example|Shopify|NL|EUR
Nettle Tea House|nettletea.example|WooCommerce|GB|GBP
Otter Kayaks|otterkayaks.example|Shopify|CA|CAD
Poppy Prints|poppyprints.example|Wix|US|USD
Quartz Jewelry|quartzjewelry.example|Shopify|US|USD
Raven Records|ravenrecords.example|Shopify|US|USD"""


async def tell_story(runtime: Runtime, password_hash: str) -> None:
    """Fills an empty portal. Everybody has the same password."""
    story = _Story(runtime, password_hash)
    await story.open_program()
    alice = await story.partner("Brightside Agency", "brightside.example", "Alice Moreau", ALICE, "FR", 420)
    await story.colleague(alice, "Kenji Sato", "kenji@brightside.example", 390)
    await story.colleague(alice, "Priya Nair", "priya@brightside.example", 210)
    bob = await story.partner("Northlight Studio", "northlight.example", "Bob Lindqvist", BOB, "SE", 300)
    await tell_leads(story.at, story.operator, alice, bob)
    built = await story.accounts(alice, _BRIGHTSIDE, 400)
    built |= await story.accounts(bob, _NORTHLIGHT, 280)
    clients = await tell_hand_over(runtime, story.at, alice, bob, built)
    await tell_links(runtime, story.at, alice, bob)
    await tell_team(runtime, story.at, alice, bob, built, password_hash)
    await tell_rewards(story.at, alice, story.operator, clients, password_hash)
    await story.queue()
    await story.close()


async def is_told(work: Work) -> bool:
    """Whether the story was told to its end here."""
    return await work.session.get(Schedule, _MARK) is not None


class _Story:
    """Runs verbs at moments of the past, as the people who would have."""

    def __init__(self, runtime: Runtime, password_hash: str) -> None:
        self._runtime = runtime
        self._password_hash = password_hash
        self.operator: Actor = System()

    @asynccontextmanager
    async def at(self, days_ago: float, actor: Actor) -> AsyncIterator[Work]:
        async with open_work(self._runtime, Request(), actor) as work:
            work.now -= dt.timedelta(days=days_ago)
            yield work

    async def open_program(self) -> None:
        async with self.at(500, System()) as work:
            user = await create_operator(work, OPERATOR, self._password_hash)
            user.name = "Olga Petrov"
            self.operator = await operator_of(work, user.id) or System()
        async with self.at(499, self.operator) as work:
            settings = {"name": "Mailwave Partners", "support_email": "partners@mailwave.example"}
            await update_program(work, settings)
        async with self.at(498, self.operator) as work:
            await publish_terms(work, _TERMS)
        async with self.at(498, System()) as work:
            for kind, url in _QUICK_LINKS.items():
                await work.session.execute(update(QuickLink).where(QuickLink.kind == kind).values(url=url))

    async def partner(self, company: str, website: str, name: str, email: str, country: str, days_ago: int) -> Actor:
        """An agency that applied, was approved and registered."""
        form = ApplicationForm(
            company_name=company,
            website=website,
            contact_name=name,
            email=email,
            country=country,
            client_count=35,
            platforms=["Shopify", "WooCommerce"],
            message="We build e-mail programs for independent stores.",
            accepted_terms_version=1,
        )
        application_id = await self._apply(form, days_ago + 2)
        async with self.at(days_ago + 1, self.operator) as work:
            application, _partner = await approve_application(work, application_id)
            query = select(Registration).where(Registration.application_id == application.id)
            registration = (await work.session.execute(query)).scalar_one()
        token = self._runtime.links.token(LinkKind.REGISTER, registration.id, registration.version)
        async with self.at(days_ago, Anonymous()) as work:
            await register_member(work, token, name, Newcomer(password_hash=self._password_hash))
            return work.actor

    async def colleague(self, of: Actor, name: str, email: str, days_ago: int) -> None:
        """Another member of the partner, with the same password."""
        async with self.at(days_ago, System()) as work:
            user = User(id=new_id(), name=name, email=email, created_at=work.now, password_hash=self._password_hash)
            work.add(user)
            await work.session.flush()
            joined = TeamMember(
                id=new_id(),
                partner_id=of.partner_id,
                user_id=user.id,
                role=MemberRole.OWNER,
                status=MemberStatus.ACTIVE,
                joined_at=work.now,
            )
            work.add(joined)
            event = MemberJoined(
                subject_id=joined.id, partner_id=of.partner_id, user_id=user.id, role=MemberRole.OWNER.value
            )
            work.record(event)

    async def accounts(self, actor: Actor, stores: str, since_days: int) -> dict[str, str]:
        """One account for each line, spread over the time until now; some edited, some archived, one restored.

        Their public ids by name.
        """
        built: dict[str, str] = {}
        lines = stores.splitlines()
        for position, line in enumerate(lines):
            days_ago = since_days * (1 - position / len(lines)) ** 1.4 + 0.2
            values = dict(
                zip(("name", "website", "platform", "country", "currency_code"), line.split("|"), strict=True)
            )
            async with self.at(days_ago, actor) as work:
                account = (await create_account(work, values)).account
            built[account.name] = account.public_id
            if position % 6 == 2:
                async with self.at(days_ago * 0.9, actor) as work:
                    await update_account(work, account.public_id, {"time_zone": "Europe/Paris"})
            if position % 7 == 3:
                async with self.at(days_ago * 0.6, actor) as work:
                    await archive_account(work, account.public_id, _WHY_ARCHIVED[position % len(_WHY_ARCHIVED)])
            if position % 21 == 3:
                async with self.at(days_ago * 0.5, actor) as work:
                    await restore_account(work, account.public_id, "The client is back.")
        return built

    async def queue(self) -> None:
        """Applications in every state, one of them waiting too long."""
        for row in _QUEUE:
            application_id = await self._apply(row.form, row.days_ago)
            async with self.at(max(row.days_ago - 0.6, 0.1), self.operator) as work:
                if row.ask is not None:
                    await request_application_changes(work, application_id, row.ask)
                if row.reject is not None:
                    await reject_application(work, application_id, row.reject)
                if row.approve:
                    await approve_application(work, application_id)

    async def _apply(self, form: ApplicationForm, days_ago: float) -> str:
        async with self.at(days_ago, Anonymous()) as work:
            return (await apply_to_program(work, form)).public_id

    async def close(self) -> None:
        """Nobody is signed in when the demo begins; and a mark that the story was told to its end."""
        async with open_work(self._runtime, Request(), System()) as work:
            await work.session.execute(delete(Session))
            work.session.add(Schedule(name=_MARK, last_run_at=work.now))


_WHY_ARCHIVED = ("The client stopped the project.", "Built twice by mistake.", "Chose another platform.")


@dataclass(frozen=True)
class _Waiting:
    form: ApplicationForm
    days_ago: float
    ask: str | None = None
    reject: str | None = None
    approve: bool = False


def _form(company: str, website: str, name: str, country: str, clients: int, message: str) -> ApplicationForm:
    return ApplicationForm(
        company_name=company,
        website=website,
        contact_name=name,
        email=f"{name.split()[0].lower()}@{website}",
        country=country,
        client_count=clients,
        platforms=["Shopify"],
        message=message,
        accepted_terms_version=1,
    )


_QUEUE = (
    _Waiting(
        _form("Pixel & Post", "pixelpost.example", "Marta Kowalska", "PL", 18, "Retention for fashion stores."), 4.2
    ),
    _Waiting(_form("Pixel & Post Berlin", "pixelpost.example", "Jonas Weber", "DE", 6, "Our Berlin office."), 0.5),
    _Waiting(
        _form("Cartwright Digital", "cartwright.example", "Nia Cartwright", "GB", 40, "Shopify Plus agency."), 0.2
    ),
    _Waiting(
        _form("Studio Verano", "studioverano.example", "Lucía Romero", "ES", 9, "We would like to join."),
        6,
        ask="Which of your clients send more than 10,000 mails a month? Two or three names are enough.",
    ),
    _Waiting(
        _form("QuickList Leads", "quicklist.example", "Max Power", "US", 0, "We sell lists."),
        12,
        reject="The program is for agencies that build for clients. Selling address lists breaks our terms.",
    ),
    _Waiting(
        _form("Harbour Growth", "harbourgrowth.example", "Tom Reyes", "AU", 22, "Klaviyo and Mailwave."),
        2,
        approve=True,
    ),
)
