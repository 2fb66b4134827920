"""Quick links in GraphQL."""

from __future__ import annotations

import strawberry

from portal.bulletin import models
from portal.bulletin.models import QuickLinkKind
from portal.core.actors import Member, Operator
from portal.core.graphql import Node, described
from portal.core.permissions import Permission
from portal.core.reading.declare import everything, id_of, listing, reads

described(
    QuickLinkKind,
    TRAINING="Courses and recordings.",
    RESOURCES="Guides and templates.",
    API_DOCUMENTATION="How to use the API.",
    REPORTING="Figures in the vendor's product.",
    REWARDS="Rewards and withdrawal.",
    MESSAGES="Messages from the program.",
    SUPPORT="The product's documentation.",
    DEVELOPER_CONSOLE="Clients, tokens, webhooks, logs.",
    BRAND_ASSETS="Logos and colours.",
    CUSTOM="Something of the program's own.",
)


@reads(models.QuickLink, scope={Member: everything, Operator: everything}, node=Permission.VIEW_QUICK_LINKS)
class QuickLink(Node):
    """A link on every partner's page."""

    id: strawberry.ID = id_of(models.QuickLink)
    title: str
    description: str
    url: str | None
    kind: QuickLinkKind


@strawberry.type
class BulletinQueries:
    quick_links: list[QuickLink] = listing(
        "The quick links, in their order.",
        order=[models.QuickLink.position, models.QuickLink.id],
        requires=Permission.VIEW_QUICK_LINKS,
    )
