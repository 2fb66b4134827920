"""Which scopes somebody may give away: never more than he has himself."""

from __future__ import annotations

from collections.abc import Sequence

from portal.core.actors import Actor, Member, Operator
from portal.core.permissions import LOG_IN_SCOPES, PROGRAM_SCOPES, MemberRole, Permission, Scope, permissions_of
from portal.core.problems import InvalidInput, Problem, UserErrorCode
from portal.core.texts import _

_PLATFORM_SCOPES = frozenset({Scope.PLATFORM_READ, Scope.PLATFORM_WRITE})


def scopes_for_token(actor: Actor) -> list[Scope]:
    """For an access token of one's own, of which each scope gives what one has of it, at the time of its use."""
    return _of_own(actor) if Permission.EDIT_ACCESS_TOKENS in actor.permissions else []


def scopes_for_grant(actor: Actor) -> list[Scope]:
    """For a program that somebody lets in to act for him: as with a token, but everybody may, whatever his role."""
    return _of_own(actor) if Permission.EDIT_GRANTS in actor.permissions else []


def _of_own(actor: Actor) -> list[Scope]:
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


def scopes_of_client(scopes: Sequence[str], *, logs_in: bool) -> list[str]:
    """What a client may call the API for. One that has people sent back to it may log them in without being let to, so
    that `openid` and the like need not be named. Raises InvalidInput.
    """
    calls = [scope for scope in scopes if not (logs_in and scope in LOG_IN_SCOPES)]
    return known_scopes(calls) if calls or not logs_in else []


def require_given(scopes: Sequence[str], may_give: Sequence[Scope]) -> None:
    """Raises Problem NOT_ALLOWED where one of the scopes is not among those that may be given."""
    beyond = sorted(set(scopes) - set(may_give))
    if beyond:
        message = _("You can't give {scopes}: that is more than you may do yourself.", scopes=" ".join(beyond))
        raise Problem(message, field="scopes", code=UserErrorCode.NOT_ALLOWED)
