"""The schema of all rooms together."""

from __future__ import annotations

import strawberry

from portal.accounts.graphql import AccountMutations, AccountQueries
from portal.bulletin.graphql import BulletinQueries
from portal.core.graphql import Api, Node, merged
from portal.core.reading.declare import any_node
from portal.delivery.graphql import DeliveryMutations, DeliveryQueries
from portal.identity.graphql import IdentityMutations, IdentityQueries
from portal.partners.graphql import PartnerMutations, PartnerQueries
from portal.program.graphql import ProgramMutations, ProgramQueries


@strawberry.type
class NodeQueries:
    node: Node | None = any_node("Any object that the caller may see; null for all others.")


def make_api() -> Api:
    """The schema, ready to execute. Raises UndeclaredField where a type and its table don't fit."""
    return Api(
        query=merged(
            "Query",
            "What can be read.",
            ProgramQueries,
            IdentityQueries,
            PartnerQueries,
            AccountQueries,
            BulletinQueries,
            DeliveryQueries,
            NodeQueries,
            planned=True,
        ),
        mutation=merged(
            "Mutation",
            "What can be done. Expected refusals come as `userErrors`, and then nothing has changed.",
            ProgramMutations,
            IdentityMutations,
            PartnerMutations,
            AccountMutations,
            DeliveryMutations,
        ),
    )
