"""All verbs of two partners, a client, an operator, the vendor's product and the clock, in any order: after every step
each of them sees what the tables say (tests/handover/model.py).
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Coroutine
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from portal.core.links import LinkKind
from tests.handover.model import BEGINNING, DAY, Account, Asking, Link, Model
from tests.handover.steps import vendor
from tests.people import Person, Portal

T = TypeVar("T")

EMAILS = ("clara@store.example", "Carl@Store.example", "owner@Fässer.example")
PARTNERS = st.sampled_from(["A", "B"])
NUMBERS = tuple(f"{number:024x}" for number in range(1, 4))
# Which of the things that there are; taken modulo their number.
ANY = st.integers(0, 11)

PARTNERS_VIEW = """{
  accounts(first: 40) { nodes {
    accountId name status accessLevel ended { by } transfer { status toEmail blocked } accessRequest { status }
  } }
  accountCounts { development transferPending awaitingPlan collaborator inactive }
  accessRequests(first: 100) { nodes { accountId status account { accountId } } }
}"""
VENDORS_VIEW = """{
  accounts(first: 40) { nodes {
    accountId ownerEmail hasPlan
    accesses { partner { id } status accessLevel ended { by } }
    openRequests { partner { id } } blockedPartners { partner { id } }
  } }
}"""


class HandOver(RuleBasedStateMachine):
    """Speaks to the portal from a thread of its own, while the test's loop serves it."""

    portal: Portal
    loop: asyncio.AbstractEventLoop

    def __init__(self) -> None:
        super().__init__()
        self.model = Model()
        self.told = self.looks = 0
        self.people: dict[str, Person] = {}
        self.run(self._begin())

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(60)

    async def _begin(self) -> None:
        await self.portal.fresh()
        self.people = {"A": await self.portal.alice(), "B": await self.portal.bob()}
        self.app, self.olga = await vendor(self.portal), await self.portal.olga()
        self.client = self.portal.nobody()

    def teardown(self) -> None:
        try:
            for partner in self.people:
                self._compare_partner(partner, self.run(self.people[partner].read(PARTNERS_VIEW)))
        finally:
            self.run(self.portal.leave())

    # --- speaking --------------------------------------------------------------------------------------------------

    def say(self, person: Person, verb: str, expected: set[str], **input: Any) -> None:
        """Calls a verb; it works, or is refused with one of the codes that the tables allow."""
        sent = {name: value for name, value in input.items() if value is not None}
        answer = self.run(person._mutate(verb, "__typename", sent))
        codes = {error["code"] for error in answer["userErrors"]}
        assert codes <= expected, (verb, sent, codes, expected)
        assert bool(codes) == bool(expected), (verb, sent, codes, expected)

    def token(self, link: Link) -> str:
        """Links are mailed in the order in which the model makes them."""
        if not link.row:
            rows = self.run(self.portal.rows("select id::text, kind from client_link order by id"))
            for known, (row, kind) in zip(self.model.links, rows, strict=True):
                assert known.kind == kind
                known.row = row
        return self.portal.link(LinkKind[link.kind], f"clink_{link.row.replace('-', '')}")

    def account(self, which: int) -> Account:
        return self.model.accounts[which % len(self.model.accounts)]

    def link(self, which: int, *kinds: str) -> Link | None:
        found = [link for link in self.model.links if link.kind in kinds]
        return found[which % len(found)] if found else None

    def asking(self, which: int) -> tuple[Account, Asking] | None:
        found = [(account, asking) for account in self.model.accounts for asking in account.askings]
        return found[which % len(found)] if found else None

    def request_id(self, account: Account, asking: Asking) -> str:
        query = (
            "select 'req_' || replace(r.id::text, '-', '') from access_request r"
            " join client_account a on a.id = r.account_id where a.account_id = %s order by r.id"
        )
        rows = self.run(self.portal.rows(query, account.number))
        return str(rows[account.askings.index(asking)][0])

    # --- the partners ----------------------------------------------------------------------------------------------

    @rule(partner=PARTNERS)
    def create(self, partner: str) -> None:
        if len(self.model.accounts) >= 5 or self.model.may_act(partner):
            return
        made = self.run(
            self.people[partner].do("createAccount", "account { accountId }", name="Store", website="store.example")
        )
        self.model.create(partner, made["account"]["accountId"])

    @precondition(lambda self: self.model.accounts)
    @rule(partner=PARTNERS, which=ANY, to=st.sampled_from(EMAILS))
    def transfer(self, partner: str, which: int, to: str) -> None:
        account = self.account(which)
        expected = self.model.transfer(account, partner, folded(to))
        self.say(self.people[partner], "transferOwnership", expected, accountId=account.number, toEmail=to)

    @precondition(lambda self: self.model.accounts)
    @rule(partner=PARTNERS, which=ANY, to=st.none() | st.sampled_from(EMAILS))
    def resend(self, partner: str, which: int, to: str | None) -> None:
        account = self.account(which)
        expected = self.model.resend(account, partner, to and folded(to))
        self.say(self.people[partner], "resendTransfer", expected, accountId=account.number, toEmail=to)

    @precondition(lambda self: self.model.accounts)
    @rule(
        partner=PARTNERS,
        which=ANY,
        verb=st.sampled_from(["cancelTransfer", "nudgeClient", "archiveAccount", "restoreAccount", "withdrawAccess"]),
    )
    def act(self, partner: str, which: int, verb: str) -> None:
        account = self.account(which)
        by_verb = {
            "cancelTransfer": self.model.cancel,
            "nudgeClient": self.model.nudge,
            "archiveAccount": self.model.archive,
            "restoreAccount": self.model.restore,
            "withdrawAccess": self.model.withdraw,
        }
        self.say(self.people[partner], verb, by_verb[verb](account, partner), accountId=account.number)

    @precondition(lambda self: self.model.accounts)
    @rule(partner=PARTNERS, which=ANY)
    def request(self, partner: str, which: int) -> None:
        account = self.account(which)
        expected = self.model.request(account, partner)
        self.say(self.people[partner], "requestAccess", expected, accountId=account.number, message="Let us in.")

    @rule(which=ANY, verb=st.sampled_from(["resendAccessRequest", "cancelAccessRequest"]))
    def pursue(self, which: int, verb: str) -> None:
        found = self.asking(which)
        if found is None:
            return
        account, asking = found
        if verb == "resendAccessRequest":
            expected = self.model.resend_request(account, asking)
        else:
            expected = self.model.cancel_request(asking)
        person = self.people[asking.partner]
        self.say(person, verb, expected, accessRequestId=self.request_id(account, asking))

    # --- the client ------------------------------------------------------------------------------------------------

    @rule(which=ANY, accepts=st.booleans())
    def answer_transfer(self, which: int, accepts: bool) -> None:
        link = self.link(which, "TRANSFER")
        if link is None:
            return
        token = self.token(link)
        if accepts:
            self.say(self.client, "acceptTransfer", self.model.accept(link), token=token, name="Clara")
        else:
            self.say(self.client, "declineTransfer", self.model.decline(link), token=token, reason="Not now.")

    @rule(which=ANY, answer=st.sampled_from(["approve", "decline", "block"]), in_product=st.booleans())
    def answer_request(self, which: int, answer: str, in_product: bool) -> None:
        link = self.link(which, "ACCESS")
        if link is None:
            return
        assert isinstance(link.of, Asking)
        shown = None if in_product else link
        named: dict[str, Any] = {"token": self.token(link)}
        if in_product:
            named = {"accessRequestId": self.request_id(link.account, link.of)}
        person = self.app if in_product else self.client
        if answer == "approve":
            self.say(person, "approveAccess", self.model.approve(link.account, link.of, shown), **named)
            return
        block = answer == "block"
        expected = self.model.decline_access(link.account, link.of, shown, block=block)
        self.say(person, "declineAccess", expected, block=block, **named)

    @rule(which=ANY, partner=PARTNERS, verb=st.sampled_from(["revokeAccess", "unblockPartner"]))
    def by_register(self, which: int, partner: str, verb: str) -> None:
        link = self.link(which, "CLIENT")
        if link is None:
            return
        token = self.token(link)
        refusals = self.model.link_refusals(link)
        if verb == "revokeAccess":
            expected = self.model.revoke(link.account, partner, link, "CLIENT")
        else:
            expected = refusals or self.model.unblock(link.account, partner)
        self.say(self.client, verb, expected, token=token, partnerId=self.people[partner].partner_id)

    # --- the vendor ------------------------------------------------------------------------------------------------

    @rule(which=ANY, known=st.booleans(), email=st.sampled_from(EMAILS))
    def register(self, which: int, known: bool, email: str) -> None:
        number = NUMBERS[which % len(NUMBERS)]
        if known and self.model.accounts:
            number = self.account(which).number
        account = next((one for one in self.model.accounts if one.number == number), None)
        row = {
            "accountId": number,
            "name": "Store",
            "website": "store.example",
            "ownerEmail": email,
            "signedUpAt": "2026-01-01T00:00:00Z",
        }
        told = self.run(self.app.do("registerAccounts", "results { outcome userErrors { code } }", accounts=[row]))
        outcome = told["results"][0]["outcome"]
        expected = self.model.register(account, number, folded(email))
        assert outcome in {"KNOWN": {"UPDATED", "UNCHANGED"}}.get(expected, {expected}), (outcome, expected)

    @precondition(lambda self: self.model.accounts)
    @rule(
        which=ANY,
        type=st.sampled_from(["PLAN_SELECTED", "PAYMENT", "PLAN_CANCELLED"]),
        days_ago=st.sampled_from([0, 0, 1, 40]),
    )
    def bill(self, which: int, type: str, days_ago: int) -> None:
        account = self.account(which)
        self.told += 1
        at = self.model.now + self.told - days_ago * DAY
        event = {
            "source": "vendor",
            "externalId": str(self.told),
            "type": type,
            "accountId": account.number,
            "occurredAt": (BEGINNING + dt.timedelta(seconds=at)).isoformat(),
            "plan": None if type == "PLAN_CANCELLED" else "Pro",
        } | ({"amount": "10.00", "currencyCode": "EUR"} if type == "PAYMENT" else {})
        told = self.run(self.app.do("recordBillingEvents", "results { outcome }", events=[event, event]))
        assert [one["outcome"] for one in told["results"]] == ["RECORDED", "DUPLICATE"]
        self.model.bill(account, type, at)

    @precondition(lambda self: self.model.accounts)
    @rule(which=ANY, rare=st.integers(0, 2))
    def close(self, which: int, rare: int) -> None:
        if rare:
            return
        account = self.account(which)
        told = self.run(self.app.do("closeAccounts", "results { outcome }", accountIds=[account.number]))
        assert told["results"][0]["outcome"] == self.model.close(account)

    @precondition(lambda self: self.model.accounts)
    @rule(which=ANY, partner=PARTNERS, operator=st.booleans())
    def revoke_in_product(self, which: int, partner: str, operator: bool) -> None:
        account = self.account(which)
        expected = self.model.revoke(account, partner, None, "OPERATOR" if operator else "CLIENT")
        person = self.olga if operator else self.app
        self.say(person, "revokeAccess", expected, accountId=account.number, partnerId=self.people[partner].partner_id)

    @rule(partner=PARTNERS)
    def suspend_or_reinstate(self, partner: str) -> None:
        active = self.model.partners[partner] == "ACTIVE"
        verb = "suspendPartner" if active else "reinstatePartner"
        self.say(self.olga, verb, set(), partnerId=self.people[partner].partner_id, reason="Because.")
        self.model.partners[partner] = "SUSPENDED" if active else "ACTIVE"

    @precondition(lambda self: self.model.accounts)
    @rule(which=ANY, partner=PARTNERS)
    def move(self, which: int, partner: str) -> None:
        account = self.account(which)
        expected = self.model.move(account, partner)
        to = self.people[partner].partner_id
        self.say(self.olga, "moveAccount", expected, accountId=account.number, toPartnerId=to)

    # --- the clock -------------------------------------------------------------------------------------------------

    @rule(days=st.sampled_from([1, 7, 8, 25, 30, 61, 90]), works=st.booleans())
    def wait(self, days: int, works: bool) -> None:
        self.run(self.portal.advance(days=days))
        self.model.now += days * DAY
        if not works:
            return
        self.run(self.portal.work())
        seen = self.run(self.portal.rows(BLOCKED))
        expected = [
            (account.number, self.model.blocked(offer, account))
            for account in self.model.accounts
            for offer in account.offers
            if offer.status == "PENDING"
        ]
        assert sorted(seen) == sorted(expected)
        self._take_links_of_worker()

    def _take_links_of_worker(self) -> None:
        """Reminders of a plan carry links to the register, which the worker makes."""
        rows = self.run(self.portal.rows(LINKS))
        for row, kind, number, email in rows[len(self.model.links) :]:
            assert kind == "CLIENT"
            account = next(one for one in self.model.accounts if one.number == number)
            self.model.links.append(Link(kind, account, email, self.model.now, row=row))

    # --- what everybody sees ---------------------------------------------------------------------------------------

    @invariant()
    def everybody_sees_what_the_tables_say(self) -> None:
        # The vendor's product sees both partners' statuses, after every step; a partner looks by turns, and at the end.
        self._compare_vendor(self.run(self.app.read(VENDORS_VIEW)))
        self.looks += 1
        if self.looks % 2:
            partner = "AB"[self.looks // 2 % 2]
            self._compare_partner(partner, self.run(self.people[partner].read(PARTNERS_VIEW)))

    def _compare_partner(self, partner: str, seen: Any) -> None:
        accounts = {node["accountId"]: node for node in seen["accounts"]["nodes"]}
        mine = {account.number: account for account in self.model.accounts if partner in account.accesses}
        assert set(accounts) == set(mine)
        for number, account in mine.items():
            access, node = account.accesses[partner], accounts[number]
            assert node["status"] == access.status
            assert node["accessLevel"] == self.model.level(account, partner)
            assert (node["ended"] or {}).get("by") == access.ended_by
            offers = [offer for offer in account.offers if offer.partner == partner]
            transfer = node["transfer"] or {}
            assert transfer.get("status") == (self.model.shown(offers[-1]) if offers else None)
            assert transfer.get("toEmail") == (offers[-1].to if offers else None)
            askings = [asking for asking in account.askings if asking.partner == partner]
            asked = node["accessRequest"] or {}
            assert asked.get("status") == (self.model.shown(askings[-1]) if askings else None)
        counts = {name: value for name, value in seen["accountCounts"].items() if value}
        expected: dict[str, int] = {}
        for account in mine.values():
            words = account.accesses[partner].status.lower().split("_")
            name = words[0] + "".join(word.title() for word in words[1:])
            expected[name] = expected.get(name, 0) + 1
        assert counts == expected
        requests = sorted(
            (account.number, self.model.shown(asking))
            for account in self.model.accounts
            for asking in account.askings
            if asking.partner == partner
        )
        assert sorted((node["accountId"], node["status"]) for node in seen["accessRequests"]["nodes"]) == requests
        for node in seen["accessRequests"]["nodes"]:
            assert (node["account"] is not None) == (node["status"] == "APPROVED")

    def _compare_vendor(self, seen: Any) -> None:
        name_of = {person.partner_id: name for name, person in self.people.items()}
        accounts = {node["accountId"]: node for node in seen["accounts"]["nodes"]}
        assert set(accounts) == {account.number for account in self.model.accounts}
        for account in self.model.accounts:
            node = accounts[account.number]
            assert node["ownerEmail"] == account.owner
            assert node["hasPlan"] == account.has_plan
            shown = {
                name_of[one["partner"]["id"]]: (one["status"], one["accessLevel"], (one["ended"] or {}).get("by"))
                for one in node["accesses"]
            }
            assert shown == {
                partner: (access.status, self.model.level(account, partner), access.ended_by)
                for partner, access in account.accesses.items()
            }
            asking = sorted(name_of[one["partner"]["id"]] for one in node["openRequests"])
            assert asking == sorted(one.partner for one in account.askings if self.model.shown(one) == "PENDING")
            assert {name_of[one["partner"]["id"]] for one in node["blockedPartners"]} == account.blocked
        owners = [account.owner for account in self.model.accounts if account.owner and not account.closed]
        assert len(owners) == len(set(owners))


BLOCKED = """
select a.account_id, t.blocked_at is not null from ownership_transfer t join client_account a on a.id = t.account_id
where t.status = 'PENDING'
"""
LINKS = """
select l.id::text, l.kind, a.account_id, a.owner_email from client_link l
join client_account a on a.id = l.account_id order by l.id
"""


def folded(email: str) -> str:
    """As addresses are compared: without case, the domain in IDNA form."""
    return email.lower().replace("fässer", "xn--fsser-gra")


async def _prove(portal: Portal, *, runs: int, steps: int) -> None:
    HandOver.portal, HandOver.loop = portal, asyncio.get_running_loop()
    chosen = settings(
        max_examples=runs,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )
    await asyncio.to_thread(run_state_machine_as_test, HandOver, settings=chosen)


@pytest.mark.slow
@pytest.mark.timeout(600)
async def test_everybody_sees_what_the_tables_say_after_every_step(portal: Portal) -> None:
    await _prove(portal, runs=120, steps=10)


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("share", [1, 2])
async def test_everybody_sees_what_the_tables_say_after_many_thousand_steps(portal: Portal, share: int) -> None:
    await _prove(portal, runs=2_500, steps=8)
