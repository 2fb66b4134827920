"""Settings of Mailwave, and how it starts."""

from __future__ import annotations

import subprocess
import sys

import pytest

from sample_vendor.settings import SettingsError, load_settings

_WHOLE = {
    "SAMPLE_VENDOR_PORTAL_URL": "http://portal.example/",
    "SAMPLE_VENDOR_CLIENT_ID": "id",
    "SAMPLE_VENDOR_CLIENT_SECRET": "secret",
}


def test_what_is_not_set_has_a_default() -> None:
    settings = load_settings(_WHOLE | {"SAMPLE_VENDOR_PORT": "8111"})
    assert (settings.portal_url, settings.url) == ("http://portal.example", "http://localhost:8111")
    assert settings.webhook_url == "http://localhost:8111/webhooks/portal"


@pytest.mark.parametrize("missing", sorted(_WHOLE))
def test_what_is_missing_is_named(missing: str) -> None:
    with pytest.raises(SettingsError, match=f"{missing} is needed"):
        load_settings({name: value for name, value in _WHOLE.items() if name != missing})


@pytest.mark.parametrize(
    ("name", "value"), [("PORT", "none"), ("PORT", "70000"), ("URL", "mailwave"), ("URL", "x://y")]
)
def test_what_is_wrong_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"SAMPLE_VENDOR_{name} must be"):
        load_settings(_WHOLE | {f"SAMPLE_VENDOR_{name}": value})


def test_a_start_without_settings_ends_with_one_line() -> None:
    run = subprocess.run([sys.executable, "-m", "sample_vendor"], env={}, capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert run.stderr == "mailwave: SAMPLE_VENDOR_PORTAL_URL is needed and not set\n"
