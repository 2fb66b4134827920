"""How the portal speaks to others' machines: where it connects, and what it puts up with."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import httpcore
import pytest

from portal.core.addresses import PrivateHosts, read_address
from portal.core.outgoing import LARGEST_ANSWER, Outgoing, PrivateHost, Reply, UnknownHost, Unreachable
from tests.certificates import make_certificate
from tests.delivery.receiver import RECEIVER, FakeDns, Receiver, reply

NOBODY: PrivateHosts = frozenset()
HERE: PrivateHosts = frozenset({(RECEIVER, None)})


class Network(httpcore.AsyncNetworkBackend):
    """Notes where connections lead, and lets none through but to the addresses that it is given."""

    def __init__(self, *open: str) -> None:
        self.open = open
        self.asked: list[str] = []

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  # httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        self.asked.append(host)
        if host not in self.open:
            raise httpcore.ConnectError
        return httpcore.AsyncMockStream([b"HTTP/1.1 204 No Content\r\n\r\n"])


@pytest.fixture
def dns() -> FakeDns:
    found = FakeDns()
    found.hosts = {RECEIVER: ["127.0.0.1"]}
    return found


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with Receiver() as started:
        yield started
        started.go.set()


async def _post(outgoing: Outgoing, url: str, private: PrivateHosts = HERE) -> Reply:
    return await outgoing.post(read_address(url, private), {"Content-Type": "text/plain"}, b"hello")


async def test_it_is_sent_with_the_host_s_name(dns: FakeDns, receiver: Receiver) -> None:
    receiver.answer = reply(200, b"thanks")
    assert await _post(Outgoing(dns), receiver.url) == Reply(200, b"thanks")
    [request] = receiver.requests
    assert (request.target, request.body) == ("/in?key=1", b"hello")
    assert request.headers["host"] == f"{RECEIVER}:{receiver.port}"
    assert request.headers["content-type"] == "text/plain"


async def test_a_name_is_resolved_once_and_its_very_address_is_connected_to(dns: FakeDns) -> None:
    """Rebinding: whatever the name leads to when it is asked again, nobody asks again."""
    dns.turns = {"rebinding.example": [["93.184.216.34"], ["127.0.0.1"]]}
    network = Network("93.184.216.34", "127.0.0.1")
    assert (await _post(Outgoing(dns, network), "https://rebinding.example/", NOBODY)).status == 204
    assert (dns.asked, network.asked) == (["rebinding.example"], ["93.184.216.34"])


async def test_a_name_that_was_public_when_it_was_checked_is_checked_again(dns: FakeDns, receiver: Receiver) -> None:
    dns.turns = {"rebinding.example": [["93.184.216.34"], ["127.0.0.1"]]}
    outgoing, url = Outgoing(dns), f"https://rebinding.example:{receiver.port}/"
    await outgoing.check(read_address(url, NOBODY))
    with pytest.raises(PrivateHost):
        await _post(outgoing, url, NOBODY)
    assert receiver.requests == []


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["10.1.2.3"],
        ["169.254.169.254"],
        ["::1"],
        ["::ffff:127.0.0.1"],
        ["64:ff9b::7f00:1"],
        ["2002:7f00:1::"],
        ["fe80::1%2"],
        ["93.184.216.34", "10.0.0.1"],
        ["10.0.0.1", "93.184.216.34"],
    ],
)
async def test_a_host_with_a_private_address_is_refused_as_a_whole(dns: FakeDns, addresses: Sequence[str]) -> None:
    dns.hosts["inside.example"] = list(addresses)
    network = Network()
    outgoing, address = Outgoing(dns, network), read_address("https://inside.example/", NOBODY)
    with pytest.raises(PrivateHost):
        await outgoing.check(address)
    with pytest.raises(PrivateHost):
        await outgoing.post(address, {}, b"")
    assert network.asked == []


@pytest.mark.parametrize(
    "url", ["https://127.0.0.1/", "https://[::1]/", "https://[::ffff:10.0.0.1]/", "https://10.0.0.1/"]
)
async def test_a_private_address_needs_no_name_to_be_refused(dns: FakeDns, url: str) -> None:
    network = Network()
    with pytest.raises(PrivateHost):
        await _post(Outgoing(dns, network), url, NOBODY)
    assert (dns.asked, network.asked) == ([], [])


async def test_the_machine_s_own_resolver_is_guarded_alike() -> None:
    with pytest.raises(PrivateHost):
        await Outgoing().check(read_address("https://localhost/", NOBODY))


async def test_the_next_address_is_tried_where_the_first_is_dead(dns: FakeDns) -> None:
    dns.hosts[RECEIVER] = ["2606:4700:4700::1111", "93.184.216.34"]
    network = Network("93.184.216.34")
    assert (await _post(Outgoing(dns, network), f"http://{RECEIVER}/")).status == 204
    assert network.asked == ["2606:4700:4700::1111", "93.184.216.34"]


async def test_an_unknown_host_and_a_closed_port_are_told_apart(dns: FakeDns, receiver: Receiver) -> None:
    with pytest.raises(UnknownHost):
        await _post(Outgoing(dns), "https://nowhere.example/", NOBODY)
    await receiver.stop()
    with pytest.raises(Unreachable, match=r"^No connection could be made\.$"):
        await _post(Outgoing(dns), receiver.url)


async def test_a_redirect_is_an_answer(dns: FakeDns, receiver: Receiver) -> None:
    receiver.answer = reply(302, Location=f"{receiver.url}/elsewhere")
    assert (await _post(Outgoing(dns), receiver.url)).status == 302
    assert len(receiver.requests) == 1


async def test_of_a_large_answer_64_kb_are_read(dns: FakeDns, receiver: Receiver) -> None:
    receiver.answer = reply(200, b"x" * 10_000_000)
    started = time.monotonic()
    assert await _post(Outgoing(dns), receiver.url) == Reply(200, b"x" * LARGEST_ANSWER)
    assert time.monotonic() - started < 2


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (b"", "broke off"),
        (b"SSH-2.0-OpenSSH_9.6\r\n", "broke off"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 1_000_000, "broke off"),
    ],
)
async def test_what_is_no_answer_is_a_failure(dns: FakeDns, receiver: Receiver, answer: bytes, says: str) -> None:
    receiver.answer = answer
    with pytest.raises(Unreachable, match=says):
        await _post(Outgoing(dns), receiver.url)


async def test_a_status_counts_though_the_body_breaks_off(dns: FakeDns, receiver: Receiver) -> None:
    receiver.answer = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nthanks"
    assert await _post(Outgoing(dns), receiver.url) == Reply(200, b"thanks")


@pytest.mark.slow
async def test_who_does_not_answer_is_left_after_15_seconds(dns: FakeDns, receiver: Receiver) -> None:
    receiver.go.clear()
    started = time.monotonic()
    with pytest.raises(Unreachable, match=r"^No answer within 15 s\.$"):
        await _post(Outgoing(dns), receiver.url)
    assert 14 < time.monotonic() - started < 17


@pytest.mark.slow
async def test_who_answers_bit_by_bit_gains_no_time(dns: FakeDns) -> None:
    async def drip(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n")
        while not writer.is_closing():
            writer.write(b"X: x\r\n")
            await asyncio.sleep(1)

    server = await asyncio.start_server(drip, "127.0.0.1", 0)
    started = time.monotonic()
    with pytest.raises(Unreachable, match="No answer"):
        await _post(Outgoing(dns), f"http://{RECEIVER}:{server.sockets[0].getsockname()[1]}/")
    assert 14 < time.monotonic() - started < 17
    server.close()


# --- TLS ------------------------------------------------------------------------------------------------------------


@asynccontextmanager
async def _secure(folder: Path, host: str) -> AsyncIterator[tuple[int, ssl.SSLContext]]:
    """An HTTPS server whose certificate is for that host; its port, and who trusts it."""
    certificate = make_certificate(folder, host)
    here = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    here.load_cert_chain(certificate)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"hello")
        writer.write(reply(200))
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=here)
    yield server.sockets[0].getsockname()[1], ssl.create_default_context(cafile=certificate)
    server.close()


async def test_a_certificate_is_the_name_s_not_the_address_s(dns: FakeDns, tmp_path: Path) -> None:
    async with _secure(tmp_path, RECEIVER) as (port, trusting):
        assert (await _post(Outgoing(dns, tls=trusting), f"https://{RECEIVER}:{port}/")).status == 200


@pytest.mark.parametrize("host", ["other.example", "127.0.0.1"])
async def test_a_certificate_of_another_host_is_refused(dns: FakeDns, tmp_path: Path, host: str) -> None:
    async with _secure(tmp_path, host) as (port, trusting):
        with pytest.raises(Unreachable, match="certificate"):
            await _post(Outgoing(dns, tls=trusting), f"https://{RECEIVER}:{port}/")


async def test_a_certificate_that_nobody_vouches_for_is_refused(dns: FakeDns, tmp_path: Path) -> None:
    async with _secure(tmp_path, RECEIVER) as (port, _trusting):
        with pytest.raises(Unreachable, match="certificate"):
            await _post(Outgoing(dns), f"https://{RECEIVER}:{port}/")
