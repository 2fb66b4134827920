"""The verbs of OAuth2 clients."""

from __future__ import annotations

from portal.core.inputs import text
from portal.core.permissions import Scope
from portal.core.problems import InvalidInput
from portal.core.texts import _
from portal.core.work import Work
from portal.identity.authentication import new_token, token_hash
from portal.oauth.events import ClientCreated
from portal.oauth.models import OAuthClient

CLIENT_PREFIX = "pp_client_"
SECRET_PREFIX = "pp_cs_"  # noqa: S105  # a prefix, no secret


async def create_client(work: Work, name: str, scopes: list[str]) -> tuple[OAuthClient, str]:
    """Makes an OAuth client of the program; the secret is returned once and kept as a hash.

    Raises InvalidInput for an unknown scope.
    """
    unknown = set(scopes) - set(Scope)
    if unknown or not scopes:
        known = " ".join(Scope)
        raise InvalidInput(_("Unknown scope {scope}. There are: {known}", scope=" ".join(sorted(unknown)), known=known))
    secret = new_token(SECRET_PREFIX)
    client = OAuthClient(
        name=text(name, "name"),
        client_id=new_token(CLIENT_PREFIX)[:32],
        secret_hash=token_hash(secret),
        scopes=sorted(set(scopes)),
        created_at=work.now,
    )
    work.session.add(client)
    await work.session.flush()
    work.record(ClientCreated(subject_id=client.id, scopes=client.scopes))
    return client, secret
