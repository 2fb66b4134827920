"""The page on which an owner sees and says which agencies have access, read live from the portal."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sample_vendor.access import Access
from sample_vendor.outbox import Letter
from sample_vendor.pages import said
from sample_vendor.portal_client import PortalFault, PortalUnavailable
from sample_vendor.rendering import render
from sample_vendor.sessions import Visitor, for_clients, read_form, tell_next

PATH = "/account/access"
_AWAY = "The partner portal does not answer at the moment, so we can't say who has access. Try again in a minute."


async def access_page(request: Request, visitor: Visitor) -> Response:
    """Who asks, who has access, who is blocked."""
    try:
        register, trouble = await _access(request).read(visitor.account.number), ""
    except (PortalUnavailable, PortalFault):
        register, trouble = None, _AWAY
    status = 200 if register else 503
    return render(request, "access.html", status, visitor=visitor, register=register, trouble=trouble)


async def answer_request(request: Request, visitor: Visitor) -> Response:
    """Approves, declines or blocks, as the pressed button says."""
    form, access, request_id = await read_form(request), _access(request), request.path_params["request"]
    try:
        match form.get("answer"):
            case "approve":
                letter, done = await access.approve(visitor.account, request_id), "The agency has access now."
            case "decline" | "block" as answer:
                block = answer == "block"
                letter = await access.decline(visitor.account, request_id, form.get("reason", ""), block=block)
                done = "You declined, and the agency can't ask again." if block else "You declined."
            case _:
                raise HTTPException(400, "There is no such answer.")
    except (PortalUnavailable, PortalFault):
        return tell_next(request, visitor, _AWAY, PATH)
    return _told(request, visitor, letter, done)


async def revoke(request: Request, visitor: Visitor) -> Response:
    """Ends an agency's access."""
    reason, partner_id = (await read_form(request)).get("reason", ""), request.path_params["partner"]
    letter = await _access(request).revoke(visitor.account, partner_id, reason)
    return _told(request, visitor, letter, "The agency has no access any more.")


async def unblock(request: Request, visitor: Visitor) -> Response:
    """Takes an agency's requests again."""
    letter = await _access(request).unblock(visitor.account, request.path_params["partner"])
    return _told(request, visitor, letter, "The agency may ask again.")


def _told(request: Request, visitor: Visitor, letter: Letter | None, done: str) -> Response:
    words = said(letter, done) if letter else "This request does not wait for an answer any more."
    return tell_next(request, visitor, words, PATH)


def _access(request: Request) -> Access:
    access: Access = request.app.state.access
    return access


ROUTES = [
    Route(PATH, for_clients(access_page)),
    Route(f"{PATH}/requests/{{request}}", for_clients(answer_request), methods=["POST"]),
    Route(f"{PATH}/{{partner}}/revoke", for_clients(revoke), methods=["POST"]),
    Route(f"{PATH}/{{partner}}/unblock", for_clients(unblock), methods=["POST"]),
]
