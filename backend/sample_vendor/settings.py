"""Settings, by environment: `SAMPLE_VENDOR_…`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit


class SettingsError(Exception):
    """One line that names the variable and what is wrong with it."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What an installation sets. `url` is the address at which browsers and the portal reach this app."""

    portal_url: str
    client_id: str
    client_secret: str
    url: str
    host: str = "127.0.0.1"
    port: int = 8100
    store: str = "mailwave.db"
    # For trying out: development accounts whose names hold this text can't be made.
    fail_names: str = ""

    @property
    def secure(self) -> bool:
        """Whether browsers come by https."""
        return self.url.startswith("https://")

    @property
    def webhook_url(self) -> str:
        """Where the portal sends webhooks."""
        return f"{self.url}/webhooks/portal"

    @property
    def callback_url(self) -> str:
        """Where the portal sends people back to after it has told who they are."""
        return f"{self.url}/partner-log-in/callback"


def load_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of this process. Raises SettingsError for the first that is missing or wrong."""

    def setting(name: str, default: str | None = None) -> str:
        value = environment.get(f"SAMPLE_VENDOR_{name}", "").strip() or default
        if value is None:
            raise SettingsError(f"SAMPLE_VENDOR_{name} is needed and not set")
        return value

    port = setting("PORT", "8100")
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise SettingsError("SAMPLE_VENDOR_PORT must be a number from 1 to 65535")
    return Settings(
        portal_url=_address("PORTAL_URL", setting("PORTAL_URL")),
        client_id=setting("CLIENT_ID"),
        client_secret=setting("CLIENT_SECRET"),
        url=_address("URL", setting("URL", f"http://localhost:{port}")),
        host=setting("HOST", "127.0.0.1"),
        port=int(port),
        store=setting("STORE", "mailwave.db"),
        fail_names=setting("FAIL_NAMES", ""),
    )


def _address(name: str, value: str) -> str:
    try:
        parts = urlsplit(value)
        whole = parts.scheme in {"http", "https"} and bool(parts.hostname) and not parts.path.strip("/")
    except ValueError:
        whole = False
    if not whole:
        raise SettingsError(f"SAMPLE_VENDOR_{name} must be an address such as https://partners.vendor.example")
    return value.rstrip("/")
