"""The static pages: files as they are, the client's pages where mailed links lead, and the app for every other path."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.staticfiles import StaticFiles

import portal
from portal.core.settings import Settings
from portal.web.limits import content_security_policy


def spa_dir(settings: Settings) -> Path:
    """Where the built app lies: PORTAL_SPA_DIR, or beside the backend in a checkout."""
    return settings.spa_dir or Path(portal.__file__).parents[2] / "frontend" / "dist"


class Assets(StaticFiles):
    """Files whose names hold their content's hash: they may be kept for ever."""

    def file_response(self, *args: object, **kwargs: object) -> Response:
        response = super().file_response(*args, **kwargs)  # type: ignore[arg-type]  # as it came
        response.headers["cache-control"] = "public, max-age=31536000, immutable"
        return response


# Where the links that are mailed to clients lead: a small entry of its own, without the app.
_FOR_CLIENTS = frozenset({"access", "client", "transfer"})
_CLIENT_HEADERS = {
    # Its address holds a token, and it sets no styles of its own: nothing is kept, and less is allowed.
    "cache-control": "no-store",
    "content-security-policy": content_security_policy(styles="'self'", frames="'none'"),
}
# What isn't found under these is no page of the app: programs must not take HTML for an answer.
_FOR_PROGRAMS = frozenset({".well-known", "assets", "files", "graphql", "oauth", "webhooks"})


def root_files(root: Path) -> frozenset[str]:
    """The files at the app's root, such as favicon.svg: no name that a request makes up reaches the file system."""
    names = (file.name for file in root.iterdir() if file.is_file()) if root.is_dir() else ()
    return frozenset(name for name in names if "." in name and not name.startswith("."))


async def entry_page(request: Request) -> Response:
    """A file of the app's root, or else the entry page of the app or of the client's pages."""
    root: Path = request.app.state.spa_dir
    name = request.path_params.get("path", "")
    if name in request.app.state.root_files:
        return FileResponse(root / name, headers={"cache-control": "no-cache"})
    first = name.split("/")[0]
    if first in _FOR_PROGRAMS:
        raise HTTPException(404)
    if first in _FOR_CLIENTS:
        return _page(root / "client.html", 200, _CLIENT_HEADERS)
    return app_page(request, 200, {"cache-control": "no-cache"})


def app_page(request: Request, status: int, headers: Mapping[str, str]) -> Response:
    """The app's entry page, which shows what belongs to the path."""
    return _page(request.app.state.spa_dir / "index.html", status, headers)


def _page(page: Path, status: int, headers: Mapping[str, str]) -> Response:
    if not page.is_file():
        return PlainTextResponse("The app is not built. Run `make setup`.", 503 if status == 200 else status)
    return FileResponse(page, status, headers=headers)
