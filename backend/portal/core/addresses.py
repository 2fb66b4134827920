"""Addresses on the web that others name: read strictly, and kept out of private networks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urlsplit

import idna

from portal.core.problems import InvalidInput
from portal.core.texts import _

# Hosts with a port, or with None for every port.
PrivateHosts = frozenset[tuple[str, int | None]]

LONGEST = 1_000
_PORTS = {"http": 80, "https": 443}
# What ends like this is an IPv4 address, however it is written (URL standard, "ends in a number").
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")

# IANA's special-purpose registry, and what Python's `is_global` lets through: relays, AS112, AMT, multicast, and the
# address at which Azure's machines ask for their secrets.
_NOT_PUBLIC_4 = tuple(
    IPv4Network(network)
    for network in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16"),
        *("192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
        "168.63.129.16/32",
    )
)
# Only this has public addresses in it; IPv4-mapped ones (::ffff:0:0/96) and NAT64 (64:ff9b::/96) lie outside.
_PUBLIC_6 = IPv6Network("2000::/3")
# Teredo and other protocols' own, documentation, and 6to4, which leads to an IPv4 address that it holds.
_NOT_PUBLIC_6 = tuple(IPv6Network(network) for network in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"))


@dataclass(frozen=True)
class Address:
    """An http or https address, taken apart once: what was checked is what is used.

    `host` is in ASCII and lower case, an IPv6 address without brackets. `may_be_private` says that the portal's own
    settings name the host.
    """

    scheme: str
    host: str
    port: int
    target: str
    may_be_private: bool

    @property
    def authority(self) -> str:
        """Host and port, as the header Host has them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.authority}{self.target}"


def read_address(value: str, private_hosts: PrivateHosts, field: str = "url") -> Address:
    """Reads an address to which the portal is to speak. Raises InvalidInput.

    It must be https, without user, password and fragment; plain http is for hosts that the settings name.
    """
    try:
        parts = _split(value)
        host = _host(parts)
        port = parts.port or _PORTS[parts.scheme]
    except (ValueError, UnicodeError):
        raise InvalidInput(_("Give an address such as https://app.vendor.example/webhooks."), field=field) from None
    may_be_private = bool({(host, None), (host, port)} & private_hosts)
    if parts.scheme != "https" and not may_be_private:
        raise InvalidInput(_("Give an address that begins with https://."), field=field)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Address(parts.scheme, host, port, target, may_be_private)


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet, of a single machine, and not another's in disguise."""
    found = ip_address(address)
    if isinstance(found, IPv4Address):
        # is_global, too: a newer Python may know of networks that aren't listed here.
        return found.is_global and not any(found in network for network in _NOT_PUBLIC_4)
    return found.is_global and found in _PUBLIC_6 and not any(found in network for network in _NOT_PUBLIC_6)


def as_ip_address(host: str) -> IPv4Address | IPv6Address | None:
    """The IP address that a host is, or None for a name."""
    try:
        return ip_address(host)
    except ValueError:
        return None


def _split(value: str) -> SplitResult:
    # urlsplit drops line ends and tabs unseen; a backslash ends the host to browsers alone.
    if len(value) > LONGEST or not value.isprintable() or any(one in value for one in ' \\"<>#'):
        raise ValueError
    parts = urlsplit(value)
    if parts.scheme not in _PORTS or "@" in parts.netloc or parts.port == 0:
        raise ValueError
    if not (parts.path + parts.query).isascii():
        raise ValueError
    return parts


def _host(parts: SplitResult) -> str:
    host = parts.hostname or ""
    if "[" in parts.netloc or ":" in host:
        # A zone (fe80::1%eth0) names one of this machine's networks.
        if "%" in host:
            raise ValueError
        return str(IPv6Address(host))
    name = idna.encode(host, uts46=True, transitional=False, std3_rules=True).decode().rstrip(".").lower()
    # 127.1, 0x7f000001 and 2130706433 are 127.0.0.1 to the system's resolver.
    return str(IPv4Address(name)) if _NUMBER.fullmatch(name.rpartition(".")[2]) else name
