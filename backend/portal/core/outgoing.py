"""HTTP to addresses that others name: to public machines alone, within limits, following no redirect."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache

import httpcore

from portal.core.addresses import Address, as_ip_address, is_public

CONNECT_SECONDS = 5.0
WHOLE_SECONDS = 15.0
LARGEST_ANSWER = 64 * 1024
_TIMEOUTS = {"connect": CONNECT_SECONDS, "read": WHOLE_SECONDS, "write": WHOLE_SECONDS}
_FAILURES = (OSError, TimeoutError, httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException)

# The IP addresses of a host; raises OSError where it has none.
Resolver = Callable[[str], Awaitable[Sequence[str]]]

# Threads of its own: a name server that hangs holds up nobody else's look-ups, such as those for mails.
_RESOLVING = ThreadPoolExecutor(max_workers=10, thread_name_prefix="resolve")


class Unreachable(Exception):
    """No answer could be had; one sentence that says why, and nothing of what lies behind the host's name."""


class UnknownHost(Unreachable):
    """The host has no address."""

    def __init__(self) -> None:
        super().__init__("The host is not known.")


class PrivateHost(Unreachable):
    """The host lies, or one of its addresses lies, in a network that isn't public."""

    def __init__(self) -> None:
        super().__init__("The host lies in a private network.")


@dataclass(frozen=True)
class Reply:
    """What came back: the status, and the first 64 kB of the body."""

    status: int
    body: bytes


async def resolve_by_system(host: str) -> Sequence[str]:
    """What the machine's own resolver says, in the order in which it wants them tried."""

    def resolve() -> list[str]:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        return list(dict.fromkeys(str(address[0]) for *_kind, address in found))

    return await asyncio.get_running_loop().run_in_executor(_RESOLVING, resolve)


class Outgoing:
    """How one process speaks to others' machines. Tests bring names, connections and certificates of their own."""

    def __init__(
        self,
        resolve: Resolver = resolve_by_system,
        network: httpcore.AsyncNetworkBackend | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._resolve = resolve
        self._network = network or httpcore.AnyIOBackend()
        self._tls = tls

    async def check(self, address: Address) -> None:
        """Whether the portal may speak to it, as far as can be known now. Raises UnknownHost or PrivateHost."""
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                await self._addresses(address)
        except TimeoutError:
            raise UnknownHost from None

    async def post(self, address: Address, headers: Mapping[str, str], body: bytes) -> Reply:
        """Sends it, on a connection of its own. Raises Unreachable where there was no answer within 15 s.

        Once the status is there, a body that is slow, endless or broken changes nothing about it.
        """
        status, kept = None, bytearray()
        try:
            async with (
                asyncio.timeout(WHOLE_SECONDS),
                self._connection(address) as connection,
                connection.stream(
                    "POST",
                    _url(address),
                    headers=[("Host", address.authority), *headers.items()],
                    content=body,
                    extensions={"timeout": _TIMEOUTS},
                ) as response,
            ):
                status = response.status
                async for piece in response.aiter_stream():
                    kept += piece
                    if len(kept) >= LARGEST_ANSWER:
                        break
        except _FAILURES as error:
            if status is None:
                raise _told(error) from None
        return Reply(status or 0, bytes(kept[:LARGEST_ANSWER]))

    async def _addresses(self, address: Address) -> Sequence[str]:
        """Where the host lies; each of its addresses must be public, or it is refused as a whole."""
        itself = as_ip_address(address.host)
        try:
            found = [str(itself)] if itself else await self._resolve(address.host)
        except (OSError, UnicodeError):
            found = []
        if not found:
            raise UnknownHost
        if not address.may_be_private and not all(is_public(one) for one in found):
            raise PrivateHost
        return found

    def _connection(self, address: Address) -> httpcore.AsyncHTTPConnection:
        guarded = _Guarded(lambda: self._addresses(address), self._network)
        return httpcore.AsyncHTTPConnection(
            _url(address).origin, ssl_context=self._tls or _tls(), network_backend=guarded
        )


class _Guarded(httpcore.AsyncNetworkBackend):
    """Resolves once and connects to the very address that was checked: a name that changes meanwhile gains nothing.

    TLS and the header Host still go by the name.
    """

    def __init__(
        self, addresses: Callable[[], Awaitable[Sequence[str]]], network: httpcore.AsyncNetworkBackend
    ) -> None:
        self._addresses = addresses
        self._network = network

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  # httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        failed: Exception = UnknownHost()
        for address in await self._addresses():
            try:
                return await self._network.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
        raise failed


@cache
def _tls() -> ssl.SSLContext:
    # Reading the certificates takes some 30 ms.
    return httpcore.default_ssl_context()


def _url(address: Address) -> httpcore.URL:
    # From its parts: another parser might read the address differently.
    return httpcore.URL(
        scheme=address.scheme.encode(),
        host=address.host.encode(),
        port=address.port,
        target=address.target.encode(),
    )


def _told(error: Exception) -> Unreachable:
    if isinstance(error, httpcore.ConnectTimeout):
        return Unreachable(f"No connection within {CONNECT_SECONDS:.0f} s.")
    if isinstance(error, TimeoutError | httpcore.TimeoutException):
        return Unreachable(f"No answer within {WHOLE_SECONDS:.0f} s.")
    if isinstance(error.__cause__, ssl.SSLCertVerificationError):
        return Unreachable("The certificate isn't good for this host.")
    if isinstance(error, httpcore.ConnectError):
        return Unreachable("No connection could be made.")
    return Unreachable("The connection broke off before an answer came.")
