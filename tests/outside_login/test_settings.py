"""The settings of the vendor's own log-in: all or none, and to the letter."""

from __future__ import annotations

import pytest

from portal.core.settings import Settings, SettingsError, load_settings

WHOLE = {"oidc_issuer": "https://id.vendor.example/", "oidc_client_id": "portal", "oidc_client_secret": "secret"}


def _settings(**values: str) -> Settings:
    needed = {"base_url": "http://portal.example", "secret_key": "a secret of the tests, long enough"}
    return load_settings(None, **needed, smtp_url="smtp://127.0.0.1:9", mail_from="a@portal.example", **values)


def test_an_issuer_is_kept_to_the_letter() -> None:
    assert _settings(**WHOLE).oidc_issuer == "https://id.vendor.example/"
    assert _settings(**WHOLE).oidc_name == "single sign-on"


def test_none_or_empty_ones_switch_it_off() -> None:
    assert _settings().oidc_issuer is None
    assert _settings(oidc_issuer="", oidc_client_id="", oidc_client_secret="").oidc_issuer is None


@pytest.mark.parametrize("missing", WHOLE)
def test_two_of_three_stop_the_start(missing: str) -> None:
    with pytest.raises(SettingsError, match=f"^PORTAL_{missing.upper()} is needed and not set"):
        _settings(**{name: value for name, value in WHOLE.items() if name != missing})


@pytest.mark.parametrize("issuer", ["http://localhost:4000", "http://127.0.0.1:4000", "http://[::1]:4000"])
def test_plain_http_is_for_this_machine(issuer: str) -> None:
    assert _settings(**WHOLE | {"oidc_issuer": issuer}).oidc_issuer == issuer


@pytest.mark.parametrize(
    "issuer",
    [
        *("http://id.vendor.example", "http://localhost.evil.example", "http://127.0.0.1.evil.example", "ftp://x"),
        *("https://id.vendor.example?x=1", "https://id.vendor.example/#x", "https://u:p@id.vendor.example", "https://"),
        *("id.vendor.example", "https://id .example", "https://id.vendor.example:x", "http://192.0.2.1"),
    ],
)
def test_an_issuer_that_is_none_stops_the_start(issuer: str) -> None:
    with pytest.raises(SettingsError, match=r"^PORTAL_OIDC_ISSUER is wrong: must be an https:// address") as told:
        _settings(**WHOLE | {"oidc_issuer": issuer})
    assert "u:p" not in str(told.value)


@pytest.mark.parametrize("name", ["", "x" * 61])
def test_a_button_says_something_short(name: str) -> None:
    with pytest.raises(SettingsError, match=r"^PORTAL_OIDC_NAME is wrong"):
        _settings(**WHOLE, oidc_name=name)
