"""Websites: one form for showing, one key for comparing, however they are typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.problems import InvalidInput
from portal.core.websites import website

_LABELS = st.from_regex(r"[a-z0-9]([a-z0-9]{0,8}[a-z0-9])?", fullmatch=True).filter(lambda label: label[2:4] != "--")
_ENDINGS = st.sampled_from(["com", "example", "co.uk", "de", "myshopify.com", "github.io", "xn--p1ai", "shop"])
HOSTS = st.builds(
    lambda labels, ending: ".".join([*labels, ending]), st.lists(_LABELS, min_size=1, max_size=3), _ENDINGS
)

_SCHEMES = st.sampled_from(["", "//", "http://", "https://", "HTTPS://"])
_TAILS = st.sampled_from(
    ["", "/", "/shop?x=1", "?q=http://other.example", "#top", ":8080", ":443/a", "/?u=https://x.y/"]
)


@given(HOSTS, _SCHEMES, _TAILS)
def test_scheme_path_query_and_port_do_not_matter(host: str, scheme: str, tail: str) -> None:
    assert website(f"{scheme}{host}{tail}") == website(host)


@given(HOSTS, st.sampled_from([".", "\u3002", "\uff0e"]))
def test_case_space_and_dots_do_not_matter(host: str, dot: str) -> None:
    assert website(f"  {host.upper()} ") == website(host)
    assert website(f"{host}.") == website(host)
    assert website(host.replace(".", dot)) == website(host)
    assert website(f"{host}{dot}") == website(host)


@given(HOSTS)
def test_what_is_shown_names_the_same_website(host: str) -> None:
    found = website(host)
    again = website(found.host)
    assert (again.key, again.host) == (found.key, found.host)


@given(HOSTS, _LABELS)
def test_a_subdomain_of_a_registrable_domain_is_the_same_website(host: str, label: str) -> None:
    key = website(host).key
    if key.count(".") and website(key).key == key and not _is_ending(key):
        assert website(f"{label}.{key}").key == key


def _is_ending(key: str) -> bool:
    """Under a host of shops, every name is a website of its own."""
    return website(f"one.{key}").key != website(f"two.{key}").key


@pytest.mark.parametrize(
    ("typed", "host", "key"),
    [
        ("https://www.Northwind.example/about", "northwind.example", "northwind.example"),
        ("shop.northwind.co.uk", "shop.northwind.co.uk", "northwind.co.uk"),
        ("one.myshopify.com", "one.myshopify.com", "one.myshopify.com"),
        ("two.myshopify.com", "two.myshopify.com", "two.myshopify.com"),
        ("www.myshopify.com", "www.myshopify.com", "www.myshopify.com"),
        ("faß.example", "faß.example", "xn--fa-hia.example"),
        ("XN--FA-HIA.example", "faß.example", "xn--fa-hia.example"),
        ("fass.example", "fass.example", "fass.example"),
        ("bücher.de", "bücher.de", "xn--bcher-kva.de"),
        ("www.com", "www.com", "www.com"),
        ("www.example", "www.example", "www.example"),
        ("nor\u00adthwind.example", "northwind.example", "northwind.example"),
        ("northwind.example。", "northwind.example", "northwind.example"),
        ("ｎｏｒｔｈｗｉｎｄ.example", "northwind.example", "northwind.example"),  # noqa: RUF001  # full width is the point
    ],
)
def test_examples(typed: str, host: str, key: str) -> None:
    assert (website(typed).host, website(typed).key) == (host, key)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        ".",
        "northwind",
        "localhost",
        "192.0.2.1",
        "127.1",
        "0x7f.1",
        "http://[2001:db8::1]/",
        "ftp://northwind.example",
        "javascript:alert(1)",
        "mailto:alice@northwind.example",
        "alice@northwind.example",
        "https://good.example@evil.example/",
        "https://evil.example\\@northwind.example",
        "https://evil.example\\northwind.example",
        "1.0x7f",
        "north wind.example",
        "north_wind.example",
        "-north.example",
        "north-.example",
        "north..example",
        ".north.example",
        "x" * 64 + ".example",
        ".".join(["x" * 60] * 5) + ".example",
        "north.example:port",
        "north.example:99999",
        "north\0.example",
        "north\n.example",
        "\ud800.example",
        "xn--zzzzzzzzzz99.example",
        "north%2eexample",
        "☃.example",
        "//",
        "https://",
        "https:///path",
    ],
)
def test_it_refuses_what_names_no_website(typed: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        website(typed)
    assert refusal.value.field == "website"


@given(st.text(max_size=60))
def test_whatever_is_typed_is_a_website_or_refused(typed: str) -> None:
    try:
        found = website(typed)
    except InvalidInput:
        return
    assert "." in found.key
    assert found.key.isascii()
    assert found.key == found.key.lower()
    assert website(found.host).key == found.key


@pytest.mark.parametrize(
    ("typed", "mixed"),
    [
        ("p\u0430ypal.example", True),
        ("g\u03bfogle.example", True),
        ("paypal.example", False),
        ("пример.example", False),
        ("παράδειγμα.example", False),
        ("пример.paypal.example", False),
        ("日本語abc.example", False),
        ("bücher.example", False),
        # All of letters of one other script, each of which looks like a Latin one: paypal, apple, ono.
        ("\u0440\u0430\u0443\u0440\u0430\u04cf.example", True),
        ("shop.\u0430\u0440\u0440\u04cf\u0435.com", True),
        ("24-\u0430\u0440\u0440\u04cf\u0435.com", True),
        ("\u03bf\u03bd\u03bf.com", True),
        # Below an ending of its own script nobody takes it for Latin.
        ("\u0441\u043e\u0441\u043e.рф", False),
        # Hidden characters.
        ("north\u00adwind.example", True),
        ("north\u200bwind.example", True),
    ],
)
def test_look_alikes_are_flagged(typed: str, mixed: bool) -> None:
    assert website(typed).mixed_script == mixed
