"""Settings, by environment: `PORTAL_…`. A missing or wrong one stops the start with one clear line."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, EmailStr, Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class SettingsError(Exception):
    """One line that names the variable and what is wrong with it."""


def _http_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("must be an http:// or https:// address")
    return value.rstrip("/")


HttpUrl = Annotated[str, AfterValidator(_http_url)]


class Settings(BaseSettings):
    """What a deployment sets. Names are the environment variables' without `PORTAL_`, in lower case."""

    model_config = SettingsConfigDict(env_prefix="PORTAL_", extra="ignore", frozen=True, hide_input_in_errors=True)

    base_url: HttpUrl
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

    @field_validator("smtp_url")
    @classmethod
    def _smtp(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
            raise ValueError("must look like smtp://user:password@host:port")
        return value

    @field_validator("database_url")
    @classmethod
    def _postgresql(cls, value: str | None) -> str | None:
        if value and urlsplit(value).scheme not in {"postgresql", "postgres"}:
            raise ValueError("must look like postgresql://user:password@host:port/database")
        return value or None

    @model_validator(mode="after")
    def _clock_is_for_trying_out(self) -> Settings:
        if self.test_clock and self.secure and not self.sandbox:
            raise ValueError(
                "PORTAL_TEST_CLOCK is refused under https unless PORTAL_SANDBOX=1 says that this is a sandbox"
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
