"""Settings, by environment: `PORTAL_…`. A missing or wrong one stops the start with one clear line."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import SplitResult, urlsplit

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict
from pydantic import AfterValidator, EmailStr, Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from portal.core.addresses import PrivateHosts, as_ip_address


class SettingsError(Exception):
    """One line that names the variable and what is wrong with it."""


def _split(value: str, schemes: set[str], expected: str) -> SplitResult:
    """The address's parts. Raises ValueError, which says what is expected and quotes nothing: it may be a password."""
    try:
        parts = urlsplit(value)
        whole = parts.scheme in schemes and parts.hostname and parts.port != 0  # reading the port raises, too
    except ValueError:
        whole = False
    if not whole or any(character.isspace() or not character.isprintable() for character in value):
        raise ValueError(expected)
    return parts


def _http_url(value: str) -> str:
    expected = "must be an http:// or https:// address"
    parts = _split(value, {"http", "https"}, expected)
    if parts.query or parts.fragment:
        raise ValueError(expected)
    return value.rstrip("/")


def _origin(value: str) -> str:
    parts = _split(value, {"http", "https"}, "must be an http:// or https:// address")
    if parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc:
        raise ValueError("must be an address such as https://partners.vendor.example, without path, user or password")
    return value.rstrip("/")


def _host_list(value: str) -> str:
    _hosts(value)
    return value


def _hosts(value: str) -> PrivateHosts:
    """`app.internal, localhost:9000` as pairs of host and port; None is every port. Raises ValueError."""
    expected = "must be hosts such as app.internal or localhost:9000, with commas between them"
    names = [name.strip() for name in value.split(",") if name.strip()]
    parts = [_split(f"http://{name}", {"http"}, expected) for name in names]
    if any(part.netloc != name or "@" in name for part, name in zip(parts, names, strict=True)):
        raise ValueError(expected)
    return frozenset((part.hostname or "", part.port) for part in parts)


def _server_list(value: str) -> str:
    _servers(value)
    return value


def _servers(value: str) -> Sequence[tuple[str, int | None]]:
    """`192.0.2.53, [2001:db8::53]:5353` as pairs of address and port; None is the usual one. Raises ValueError."""
    expected = "must be IP addresses such as 192.0.2.53 or [2001:db8::53]:5353, with commas between them"
    names = [name.strip() for name in value.split(",") if name.strip()]
    parts = [_split(f"http://{name}", {"http"}, expected) for name in names]
    if any(
        part.netloc != name or as_ip_address(part.hostname or "") is None
        for part, name in zip(parts, names, strict=True)
    ):
        raise ValueError(expected)
    return [(part.hostname or "", part.port) for part in parts]


def _issuer(value: str | None) -> str | None:
    """As it is, to the letter: tokens name it so. Raises ValueError."""
    if not value:
        return None
    expected = "must be an https:// address, as the provider's discovery document names it"
    parts = _split(value, {"http", "https"}, expected)
    if parts.query or parts.fragment or "@" in parts.netloc:
        raise ValueError(expected)
    if parts.scheme == "http" and not is_loopback(parts.hostname or ""):
        raise ValueError(expected)
    return value


def is_loopback(host: str) -> bool:
    """Whether it names this machine alone, to which plain http is safe."""
    address = as_ip_address(host)
    return host == "localhost" if address is None else address.is_loopback


HttpUrl = Annotated[str, AfterValidator(_http_url)]
Origin = Annotated[str, AfterValidator(_origin)]


class Settings(BaseSettings):
    """What a deployment sets. Names are the environment variables' without `PORTAL_`, in lower case."""

    model_config = SettingsConfigDict(env_prefix="PORTAL_", extra="ignore", frozen=True, hide_input_in_errors=True)

    base_url: Origin
    secret_key: Annotated[str, Field(min_length=32)]
    smtp_url: str
    mail_from: EmailStr

    database_url: str | None = None
    data_dir: Path = Path(".data")
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 8000
    vendor_app_url: HttpUrl | None = None
    test_clock: bool = False
    sandbox: bool = False
    operator_password: str | None = None
    demo_password: str | None = None
    trusted_proxies: str = "127.0.0.1"
    database_pool_size: Annotated[int, Field(ge=1, le=200)] = 10
    spa_dir: Path | None = None
    mail_page_url: HttpUrl | None = None
    query_cost_maximum: Annotated[int, Field(ge=1_000)] = 20_000
    query_cost_restore: Annotated[int, Field(ge=1)] = 2_000
    webhook_private_hosts: Annotated[str, AfterValidator(_host_list)] = ""
    dns_servers: Annotated[str, AfterValidator(_server_list)] = ""
    oidc_issuer: Annotated[str | None, AfterValidator(_issuer)] = None
    oidc_client_id: str | None = None
    oidc_client_secret: str | None = None
    oidc_name: Annotated[str, Field(min_length=1, max_length=60)] = "single sign-on"

    @field_validator("smtp_url")
    @classmethod
    def _smtp(cls, value: str) -> str:
        _split(value, {"smtp", "smtps"}, "must look like smtp://user:password@host:port")
        return value

    @field_validator("database_url")
    @classmethod
    def _postgresql(cls, value: str | None) -> str | None:
        if not value:
            return None
        expected = "must look like postgresql://user:password@host:port/database"
        try:
            parts = urlsplit(value)
            _ = parts.port
            # Reads the parameters too; they may name the host.
            conninfo_to_dict(value)
        except (ValueError, ProgrammingError):
            raise ValueError(expected) from None
        if parts.scheme not in {"postgresql", "postgres"}:
            raise ValueError(expected)
        return value

    @model_validator(mode="after")
    def _clock_is_for_trying_out(self) -> Settings:
        if self.test_clock and self.secure and not self.sandbox:
            raise ValueError(
                "PORTAL_TEST_CLOCK is refused under https unless PORTAL_SANDBOX=1 says that this is a sandbox"
            )
        return self

    @model_validator(mode="after")
    def _outside_login_is_whole(self) -> Settings:
        needed = {
            "PORTAL_OIDC_ISSUER": self.oidc_issuer,
            "PORTAL_OIDC_CLIENT_ID": self.oidc_client_id,
            "PORTAL_OIDC_CLIENT_SECRET": self.oidc_client_secret,
        }
        missing = [name for name, value in needed.items() if not value]
        if 0 < len(missing) < len(needed):
            raise ValueError(
                f"{missing[0]} is needed and not set: signing in by another log-in takes all PORTAL_OIDC_…"
            )
        return self

    @property
    def secure(self) -> bool:
        """Whether browsers reach the portal by https."""
        return self.base_url.startswith("https://")

    @property
    def hostname(self) -> str:
        """The host that requests may name."""
        return urlsplit(self.base_url).hostname or ""

    @property
    def name_servers(self) -> Sequence[tuple[str, int | None]]:
        """Whom to ask for DNS records; nobody in particular means those of the system."""
        return _servers(self.dns_servers)

    @property
    def private_hosts(self) -> PrivateHosts:
        """Where the program's own webhooks may go though the host is private, and by plain http: the vendor's app."""
        vendor = urlsplit(self.vendor_app_url or "").hostname
        return _hosts(self.webhook_private_hosts) | ({(vendor, None)} if vendor else set())


def load_settings(defaults: Mapping[str, object] | None = None, **overrides: object) -> Settings:
    """The settings of this process: `overrides`, else the environment, else `defaults`.

    Raises SettingsError with one line for the first setting that is missing or wrong.
    """
    unset = {name: value for name, value in (defaults or {}).items() if f"PORTAL_{name.upper()}" not in os.environ}
    values: dict[str, Any] = {**unset, **overrides}
    try:
        return Settings(**values)
    except ValidationError as error:
        raise SettingsError(_one_line(error)) from None


def _one_line(error: ValidationError) -> str:
    first = error.errors()[0]
    message = first["msg"].removeprefix("Value error, ")
    if not first["loc"]:
        return message
    name = f"PORTAL_{str(first['loc'][0]).upper()}"
    return f"{name} is needed and not set" if first["type"] == "missing" else f"{name} is wrong: {message}"
