"""Which addresses the portal speaks to."""

from __future__ import annotations

import pytest

from portal.core.addresses import is_public, read_address
from portal.core.problems import InvalidInput
from portal.core.settings import Settings, SettingsError, load_settings

PRIVATE = frozenset({("app.internal", None), ("localhost", 9000), ("127.0.0.1", None), ("::1", None)})


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("https://app.vendor.example/hooks", "https://app.vendor.example/hooks"),
        ("HTTPS://App.Vendor.Example", "https://app.vendor.example/"),
        ("https://app.vendor.example:443/a?b=c&d", "https://app.vendor.example/a?b=c&d"),
        ("https://app.vendor.example:8443", "https://app.vendor.example:8443/"),
        ("https://app.vendor.example./", "https://app.vendor.example/"),
        ("https://käserei.example/", "https://xn--kserei-bua.example/"),
        ("https://8.8.8.8/", "https://8.8.8.8/"),
        ("https://[2606:4700:4700::1111]:8443/", "https://[2606:4700:4700::1111]:8443/"),
        ("http://app.internal:8000/x", "http://app.internal:8000/x"),
        ("http://localhost:9000/", "http://localhost:9000/"),
        ("http://[::1]/", "http://[::1]/"),
    ],
)
def test_a_good_address_is_read(typed: str, read: str) -> None:
    address = read_address(typed, PRIVATE)
    assert address.url == read
    assert read_address(address.url, PRIVATE) == address


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "app.vendor.example",
        "//app.vendor.example/",
        "http://app.vendor.example/",
        "http://localhost:9001/",
        "ftp://app.vendor.example/",
        "file:///etc/passwd",
        "gopher://app.vendor.example/",
        "javascript:alert(1)",
        "https://",
        "https:///path",
        "https://user@app.vendor.example/",
        "https://user:secret@app.vendor.example/",
        "https://@app.vendor.example/",
        "https://app.vendor.example/#part",
        "https://app.vendor.example/#",
        "https://app.vendor.example\\@127.0.0.1/",
        "https://app.vendor.example\\.private.example/",
        "https://app.vendor.example/a b",
        "https://app.vendor.example/\n",
        "https://app.ven\tdor.example/",
        "https://app.vendor.example/\r\nHost: x",
        "https://app.vendor.example/\0",
        "https://app.vendor.example/ü",
        "https://app.vendor.example:0/",
        "https://app.vendor.example:99999/",
        "https://app.vendor.example:x/",
        "https://app_vendor.example/",
        "https://-a.example/",
        "https://a..example/",
        "https://%61.example/",
        "https://127.1/",
        "https://0x7f000001/",
        "https://0x7f.1/",
        "https://2130706433/",
        "https://017700000001/",
        "https://1.2.3.4.5/",
        "https://1.2.3.256/",
        "https://[::1/",
        "https://[fe80::1%eth0]/",
        "https://[fe80::1%25eth0]/",
        "https://[v1.x]/",
        "https://[app.vendor.example]/",
        "https://::1/",
        "https://app.vendor.example/" + "x" * 1_000,
    ],
)
def test_a_hostile_address_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_address(typed, PRIVATE)
    assert refused.value.field == "url"


def test_digits_of_another_script_are_digits() -> None:
    assert read_address("https://\uff11\uff12\uff17.0.0.1/", PRIVATE).host == "127.0.0.1"


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.216.34", "2606:4700:4700::1111", "2a00:1450:4001::1"])
def test_public_addresses(address: str) -> None:
    assert is_public(address)


NOT_PUBLIC = """
0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 100.100.100.200 127.0.0.1 127.255.255.254 169.254.169.254 172.16.0.1 172.31.255.255
192.0.0.1 192.0.0.9 192.0.2.1 192.31.196.1 192.52.193.1 192.88.99.1 192.168.0.1 192.175.48.1 198.18.0.1 198.19.255.255
198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255 168.63.129.16
:: ::1 ::127.0.0.1 ::8.8.8.8 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::ffff:8.8.8.8 ::ffff:0:127.0.0.1
64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 64:ff9b::808:808 64:ff9b:1::a00:1 100::1 2001::1 2001:0:7f00:1:: 2001:db8::1
2001:10::1 2001:20::1 2002:7f00:1:: 2002:a00:1:: 2002:808:808:: 3fff::1 5f00::1 fc00::1 fd00:ec2::254 fe80::1
fe80::1%1 fec0::1 ff02::1 ff0e::1
"""


@pytest.mark.parametrize("address", NOT_PUBLIC.split())
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


def _settings(**values: str) -> Settings:
    needed = {
        "base_url": "http://portal.example",
        "secret_key": "x" * 32,
        "smtp_url": "smtp://x",
        "mail_from": "a@b.co",
    }
    return load_settings(None, **needed | values)


def test_the_hosts_that_may_be_private_are_those_of_the_setting_and_the_vendor_s_app() -> None:
    found = _settings(
        vendor_app_url="http://Vendor.example:3000/app", webhook_private_hosts=" app.internal, LOCALHOST:9000,[::1]:80,"
    )
    assert found.private_hosts == {("vendor.example", None), ("app.internal", None), ("localhost", 9000), ("::1", 80)}
    assert _settings().private_hosts == frozenset()


@pytest.mark.parametrize(
    "wrong", ["http://app.internal", "app.internal/x", "u@app.internal", "app:x", "a b", "[::1", "a?b"]
)
def test_a_host_that_is_none_stops_the_start(wrong: str) -> None:
    with pytest.raises(SettingsError, match="PORTAL_WEBHOOK_PRIVATE_HOSTS is wrong"):
        _settings(webhook_private_hosts=wrong)
