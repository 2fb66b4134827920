"""Which scopes somebody may give away: never more than he has himself."""

from __future__ import annotations

from collections.abc import Sequence

from portal.core.actors import Actor, Member, Operator
from portal.core.permissions import PROGRAM_SCOPES, MemberRole, Permission, Scope, permissions_of
from portal.core.problems import InvalidInput, Problem, UserErrorCode
from portal.core.texts import _

_PLATFORM_SCOPES = frozenset({Scope.PLATFORM_READ, Scope.PLATFORM_WRITE})


def scopes_for_token(actor: Actor) -> list[Scope]:
    """For an access token of one's own, of which each scope gives what one has of it, at the time of its use."""
    if Permission.EDIT_ACCESS_TOKENS not in actor.permissions:
        return []
    beyond = PROGRAM_SCOPES if isinstance(actor, Member) else _PLATFORM_SCOPES
    return [scope for scope in Scope if scope not in beyond and permissions_of(scope) & actor.permissions]


def scopes_for_client(actor: Actor) -> list[Scope]:
    """For a client, which keeps its rights whatever becomes of who made it: so of a partner's client one has to have
    all of them oneself. An ADMIN makes the program's clients, of which the vendor's app may do what no person may.
    """
    if Permission.EDIT_OAUTH_CLIENTS not in actor.permissions:
        return []
    if isinstance(actor, Operator):
        return list(Scope)
    at_a_partner = permissions_of(MemberRole.OWNER)
    rights = {scope: permissions_of(scope) & at_a_partner for scope in Scope if scope not in PROGRAM_SCOPES}
    return [scope for scope, given in rights.items() if given and given <= actor.permissions]


def known_scopes(scopes: Sequence[str]) -> list[str]:
    """Each of them once. Raises InvalidInput for none, and for one that there isn't."""
    if not scopes:
        raise InvalidInput(_("Choose one scope at least, or give a redirect address."), field="scopes")
    unknown = set(scopes) - set(Scope)
    if unknown:
        known = " ".join(Scope)
        message = _("Unknown scope {scope}. There are: {known}", scope=" ".join(sorted(unknown)), known=known)
        raise InvalidInput(message, field="scopes")
    return sorted(set(scopes))


def require_given(scopes: Sequence[str], may_give: Sequence[Scope]) -> None:
    """Raises Problem NOT_ALLOWED where one of the scopes is not among those that may be given."""
    beyond = sorted(set(scopes) - set(may_give))
    if beyond:
        message = _("You can't give {scopes}: that is more than you may do yourself.", scopes=" ".join(beyond))
        raise Problem(message, field="scopes", code=UserErrorCode.NOT_ALLOWED)
