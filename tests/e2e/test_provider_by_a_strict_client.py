"""oauth4webapi, a strict client, against the running portal."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.handover import join
from tests.e2e.installation import Installation

FRONTEND = Path(__file__).parents[2] / "frontend"
CALLBACK = "https://tool.example/callback"


async def _strict_client(told: dict[str, str]) -> dict[str, Any]:
    """What each step of frontend/scripts/check-provider.mjs came to."""
    node = await asyncio.create_subprocess_exec(
        *("node", "scripts/check-provider.mjs"),
        cwd=FRONTEND,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await asyncio.wait_for(node.communicate(json.dumps(told).encode()), 120)
    assert node.returncode == 0, err.decode()
    found: dict[str, Any] = json.loads(out)
    return found


@pytest.mark.slow
async def test_a_strict_client_finds_all_as_the_standards_say(installation: Installation) -> None:
    agency = await join(installation, "Kestrel Media")
    made = await agency.do(
        "createOAuthClient",
        "oauthClient { clientId } secret",
        name="Strict",
        scopes=["accounts:read"],
        redirectUris=[CALLBACK],
    )
    viewer = "{ viewer { member { id } } }"
    cookie = "; ".join(f"{name}={value}" for name, value in agency.http.cookies.items())
    found = await _strict_client(
        {
            "issuer": installation.url,
            "clientId": made["oauthClient"]["clientId"],
            "secret": made["secret"],
            "redirectUri": CALLBACK,
            "cookie": cookie,
            "scope": "openid profile email accounts:read",
        }
    )
    assert (await agency.http.post("/graphql", json={"query": viewer}, headers={"X-Portal-CSRF": "1"})).is_success
    subject = found.pop("code")
    assert subject.startswith("user_")
    assert found == {
        "discovery": installation.url,
        "metadata": f"{installation.url}/oauth/token",
        "clientCredentials": "bearer",
        "codeByForm": subject,
        "userInfo": agency.email,
        "refresh": True,
        "introspection": True,
        "revocation": [False, False],
        "wrongSecret": "invalid_client",
        "usedTwice": "invalid_grant",
    }
    await agency.http.aclose()
