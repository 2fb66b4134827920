"""The workloads: for each the requests of both servers, one for one, so that both are asked for the same things."""

from __future__ import annotations

import json
import random
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg

from tests.benchmarks import documents as d
from tests.benchmarks.targets import TENANT, Target

PAGES_EACH = 10
# How often a request of each workload is compared before it is measured.
COMPARED = 20


class NotTheSame(Exception):
    """The servers give different data, so their speed can't be compared."""


@dataclass(frozen=True)
class Desk:
    """A partner, and the session of its owner."""

    partner_id: str
    cookie: str


@dataclass(frozen=True)
class Request:
    """One thing to ask for, in the variables of each server."""

    desk: Desk
    ours: dict[str, Any]
    theirs: dict[str, Any]
    # What the floor is asked, where it has a statement for it.
    floor: dict[str, Any] | None = None


@dataclass(frozen=True)
class Workload:
    """A document of each server, requests to fill it with, and the shape in which answers are compared."""

    name: str
    ours: str
    theirs: str
    requests: Sequence[Request]
    our_shape: Callable[[Any], Any]
    their_shape: Callable[[Any], Any]

    def is_for(self, target: str) -> bool:
        """The floor has statements for pages and accounts alone; tenants may not make jobs as the owner does."""
        answers = {"floor": {"W2", "W3"}, TENANT: {"W1", "W2", "W3", "W2+totalCount"}}
        return target not in answers or self.name in answers[target]

    def lines(self, target: str) -> Iterable[str]:
        """The requests to the target as requests.lua reads them: a cookie, a tab, a body."""
        for one in self.requests:
            cookie, body = self._asked(target, one)
            yield f"{cookie}\t{json.dumps(body)}"

    def compare(self, targets: Sequence[Target]) -> None:
        """Asks all of them the same some times. Raises NotTheSame with the first difference."""
        for number, one in enumerate(self.requests[:COMPARED]):
            found = {target.name: self._answer(target, one, number) for target in targets if self.is_for(target.name)}
            if any(answer != found["portal"] for answer in found.values()):
                raise NotTheSame("\n".join([f"{self.name}:", *(f"{name}: {answer}" for name, answer in found.items())]))

    def _asked(self, target: str, one: Request) -> tuple[str, dict[str, Any] | None]:
        match target:
            case "portal":
                return one.desk.cookie, {"query": self.ours, "variables": one.ours}
            case "floor":
                return "", one.floor
            case "PostGraphile":
                return "", {"query": self.theirs, "variables": one.theirs}
            case _:
                return f"partner={one.desk.partner_id}", {"query": self.theirs, "variables": one.theirs}

    def _answer(self, target: Target, one: Request, number: int) -> Any:
        cookie, body = self._asked(target.name, one)
        # As requests.lua does.
        answer = target.post(json.loads(json.dumps(body).replace("@N@", f"n{number}")), cookie)
        shape = self.our_shape if target.name in {"portal", "floor"} else self.their_shape
        return shape(answer)


def desks(database_url: str) -> list[Desk]:
    """The benchmark's partners, the largest first."""
    query = (
        "select id::text, referral_code from portal.partner where referral_code like 'bench%'"
        " order by substring(referral_code from 6)::int"
    )
    with psycopg.connect(database_url) as connection:
        return [Desk(partner_id, f"portal_session=pp_ses_{code}") for partner_id, code in connection.execute(query)]


def make_workloads(portal: Target, postgraphile: Target, all_desks: Sequence[Desk]) -> list[Workload]:
    """All workloads. The first pages of each partner are read from both servers for it, and must be the same."""
    largest, *others = all_desks
    chance = random.Random(1)
    pages: list[Request] = []
    accounts: list[Request] = []
    for desk in others:
        own_pages, own_accounts = _read_pages(portal, postgraphile, desk)
        pages += own_pages
        accounts += own_accounts
    chance.shuffle(pages)
    chance.shuffle(accounts)
    largest_pages, _accounts = _read_pages(portal, postgraphile, largest)
    new = [_new_account(desk) for desk in others]
    return [
        Workload("W1", d.DASHBOARD, d.THEIR_DASHBOARD, pages, d.dashboard, d.their_dashboard),
        Workload("W2", d.PAGE, d.THEIR_PAGE, pages, d.page, d.their_page),
        Workload("W3", d.ACCOUNT, d.THEIR_ACCOUNT, accounts, d.account, d.their_account),
        Workload("W4", d.CREATE, d.THEIR_CREATE, new, d.created, d.their_created),
        Workload("W2+totalCount", d.COUNTED_PAGE, d.THEIR_COUNTED_PAGE, largest_pages, d.page, d.their_page),
    ]


def _read_pages(portal: Target, postgraphile: Target, desk: Desk) -> tuple[list[Request], list[Request]]:
    """Requests for the first pages of a partner's list, and for each account on them."""
    pages: list[Request] = []
    accounts: list[Request] = []
    ours: str | None = None
    theirs: str | None = None
    last = {"since": "infinity", "account": str(uuid.UUID(int=0))}
    for _number in range(PAGES_EACH):
        floor = {"statement": "page", "values": {"partner": desk.partner_id, **last}}
        request = Request(desk, {"after": ours}, {"partner": desk.partner_id, "after": theirs}, floor)
        our_data = portal.ask(d.PAGE, request.ours, desk.cookie)
        their_data = postgraphile.ask(d.THEIR_PAGE, request.theirs)
        if d.page(our_data) != d.their_page(their_data):
            raise NotTheSame(f"a page of {desk.partner_id} differs")
        pages.append(request)
        nodes = our_data["accounts"]["nodes"]
        accounts += [_one_account(desk, node["id"]) for node in nodes]
        ours = our_data["accounts"]["pageInfo"]["endCursor"]
        theirs = their_data["allAccountAccesses"]["pageInfo"]["endCursor"]
        if not our_data["accounts"]["pageInfo"]["hasNextPage"]:
            break
        last = {"since": nodes[-1]["createdAt"], "account": _uuid(nodes[-1]["id"])}
    return pages, accounts


def _one_account(desk: Desk, id: str) -> Request:
    theirs = {"partner": desk.partner_id, "id": _uuid(id)}
    return Request(desk, {"id": id}, theirs, {"statement": "account", "values": theirs})


def _new_account(desk: Desk) -> Request:
    values = {"name": "Lindgren Outdoor @N@", "website": "shop@N@.example"}
    return Request(desk, {"input": values}, {"input": {**values, "partnerId": desk.partner_id}})


def _uuid(public_id: str) -> str:
    return str(uuid.UUID(public_id.rpartition("_")[2]))
