"""Looking up TXT records: with the name servers of the settings, or else the system's, within a few seconds."""

from __future__ import annotations

from collections.abc import Sequence

import dns.asyncresolver
import dns.exception
import dns.nameserver
import dns.resolver

from portal.core.settings import Settings

_ONE_SERVER_SECONDS = 2.0
_WHOLE_SECONDS = 6.0
_PORT = 53


class NoAnswer(Exception):
    """No name server could say what is there, or that nothing is."""


async def look_up_texts(settings: Settings, name: str) -> Sequence[str]:
    """The texts of all TXT records at the name, each put together from its pieces; none where there is no such name.

    Raises NoAnswer.
    """
    try:
        found = await _resolver(settings).resolve(name, "TXT", search=False)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return ()
    except (dns.exception.DNSException, OSError):
        raise NoAnswer from None
    return [b"".join(record.strings).decode(errors="replace") for record in found]


def _resolver(settings: Settings) -> dns.asyncresolver.Resolver:
    resolver = dns.asyncresolver.Resolver(configure=not settings.name_servers)
    if settings.name_servers:
        resolver.nameservers = [
            dns.nameserver.Do53Nameserver(address, port or _PORT) for address, port in settings.name_servers
        ]
    resolver.timeout, resolver.lifetime = _ONE_SERVER_SECONDS, _WHOLE_SECONDS
    return resolver
