"""A name server of the tests: real packets by UDP, with the answers that a test gives it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import cast

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

# What it answers for one name: the texts of its TXT records, each as its pieces; or an error; or nothing at all.
Texts = Sequence[Sequence[str]]
Answer = Texts | dns.rcode.Rcode | None


class NameServer(asyncio.DatagramProtocol):
    """Answers for the names of `records`; a name that isn't there is no name."""

    def __init__(self) -> None:
        self.records: dict[str, Answer] = {}
        self.asked: list[str] = []
        self.was_asked = asyncio.Event()
        self.port = 0
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)
        self.port = transport.get_extra_info("sockname")[1]

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        query = dns.message.from_wire(data)
        name = query.question[0].name
        key = name.to_text(omit_final_dot=True)
        self.asked.append(key)
        self.was_asked.set()
        answer = self.records.get(key, dns.rcode.NXDOMAIN)
        if answer is None:
            return
        response = dns.message.make_response(query)
        response.flags |= dns.flags.AA
        if isinstance(answer, dns.rcode.Rcode):
            response.set_rcode(answer)
        elif answer:
            texts = [" ".join(f'"{piece}"' for piece in pieces) for pieces in answer]
            response.answer.append(dns.rrset.from_text(name, 60, "IN", dns.rdatatype.TXT.name, *texts))
        assert self._transport is not None
        self._transport.sendto(response.to_wire(), addr)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()


@asynccontextmanager
async def running_name_server() -> AsyncIterator[NameServer]:
    """One at a free port of this machine."""
    server = NameServer()
    await asyncio.get_running_loop().create_datagram_endpoint(lambda: server, local_addr=("127.0.0.1", 0))
    try:
        yield server
    finally:
        server.close()
