"""Domains that are verified, and people who ask for an account, for tests that begin there."""

from __future__ import annotations

from typing import Any

from portal.core.links import LinkKind
from tests.domains.name_server import NameServer
from tests.people import PASSWORD, Person, Portal

DOMAIN = "brightside.example"


async def add_domain(person: Person, domain: str = DOMAIN) -> dict[str, Any]:
    """A member added the domain, which isn't verified yet."""
    made = await person.do("addDomain", "domain { id domain status dnsName dnsValue verifiedAt }", domain=domain)
    return dict(made["domain"])


async def verify_domain(person: Person, names: NameServer, domain: str = DOMAIN) -> str:
    """A member added the domain and proved it by its record; its id."""
    added = await add_domain(person, domain)
    names.records[added["dnsName"]] = [[added["dnsValue"]]]
    await person.do("verifyDomain", "domain { id }", domainId=added["id"])
    return str(added["id"])


async def ask(portal: Portal, email: str = f"carl@{DOMAIN}", name: str = "Carl", password: str = PASSWORD) -> str:
    """Somebody asked for an account; the token of the link that is mailed to him."""
    await portal.nobody().do("requestAccount", "ok", email=email, name=name, password=password)
    [(key,)] = await portal.rows("select id from join_request order by id desc limit 1")
    return portal.link(LinkKind.VERIFY, f"join_{key.hex}")


async def join(portal: Portal, email: str = f"carl@{DOMAIN}", **more: str) -> dict[str, Any]:
    """Somebody asked for an account and proved his address."""
    token = await ask(portal, email, **more)
    selection = "status member { id email name role status partner { name } }"
    return dict(await portal.nobody().do("verifyEmail", selection, token=token))


async def team(person: Person) -> list[tuple[str, str, str]]:
    """(e-mail, role, status) of the partner's members, the oldest first."""
    query = "{ viewer { partner { members { email role status } } } }"
    members = (await person.read(query))["viewer"]["partner"]["members"]
    return [(one["email"], one["role"], one["status"]) for one in members]
