"""What the tables say, once more and independently: the statuses of accounts, and what each verb may do to them.

A verb of the model returns the codes with which it may be refused: empty means that it must work. Times are seconds
since the beginning, by the test clock.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

DAY = 86_400
BEGINNING = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
OWN = ("DEVELOPMENT", "TRANSFER_PENDING")


@dataclass
class Access:
    """One partner's row."""

    status: str
    ended_by: str | None = None
    ended_from: str | None = None
    nudged_at: int | None = None

    def end(self, by: str) -> None:
        self.ended_from, self.status, self.ended_by = self.status, "INACTIVE", by

    def begin(self, status: str) -> None:
        self.status, self.ended_by, self.ended_from = status, None, None


@dataclass
class Offer:
    """A transfer."""

    partner: str
    to: str
    sent_at: int
    status: str = "PENDING"


@dataclass
class Asking:
    """An access request."""

    partner: str
    made_at: int
    sent_at: int
    mails: int = 1
    status: str = "PENDING"


@dataclass
class Link:
    """A mailed link; `of` is the offer or the asking that it answers, or the owner whose register it opens."""

    kind: str
    account: Account
    of: Offer | Asking | str
    made_at: int
    status: str = "OPEN"
    row: str = ""


@dataclass
class Account:
    """One account at the vendor."""

    number: str
    owner: str | None = None
    closed: bool = False
    plan_events: list[tuple[int, str]] = field(default_factory=list)
    accesses: dict[str, Access] = field(default_factory=dict)
    offers: list[Offer] = field(default_factory=list)
    askings: list[Asking] = field(default_factory=list)
    blocked: set[str] = field(default_factory=set)

    @property
    def has_plan(self) -> bool:
        """Whether the latest event of plan or payment is no cancellation; at one moment, a plan wins."""
        ordered = sorted(self.plan_events, key=lambda event: (event[0], event[1] != "PLAN_CANCELLED"))
        return bool(ordered) and ordered[-1][1] != "PLAN_CANCELLED"

    def status(self, partner: str) -> str | None:
        access = self.accesses.get(partner)
        return access.status if access else None

    def pending(self) -> Offer | None:
        return next((offer for offer in self.offers if offer.status == "PENDING"), None)


class Model:
    """Two partners, some clients, the vendor, the clock."""

    def __init__(self) -> None:
        self.now = 0
        self.accounts: list[Account] = []
        self.links: list[Link] = []
        self.partners = {"A": "ACTIVE", "B": "ACTIVE"}

    # --- looking ---------------------------------------------------------------------------------------------------

    def owns_another(self, email: str, account: Account | None) -> bool:
        return any(one.owner == email and not one.closed and one is not account for one in self.accounts)

    def level(self, account: Account, partner: str) -> str:
        status = account.status(partner)
        if self.partners[partner] != "ACTIVE":
            return "NONE"
        return {"DEVELOPMENT": "OWNER", "TRANSFER_PENDING": "OWNER", "COLLABORATOR": "ADMIN"}.get(status or "", "NONE")

    def open_asking(self, account: Account, partner: str) -> Asking | None:
        for asking in account.askings:
            if asking.partner == partner and self.shown(asking) == "PENDING":
                return asking
        return None

    def shown(self, thing: Offer | Asking) -> str:
        """The status as it shows: what is pending too long is expired."""
        until = thing.sent_at + 30 * DAY if isinstance(thing, Offer) else thing.made_at + 90 * DAY
        return "EXPIRED" if thing.status == "PENDING" and self.now >= until else thing.status

    def blocked(self, offer: Offer, account: Account) -> bool:
        return offer.status == "PENDING" and self.owns_another(offer.to, account)

    def link_refusals(self, link: Link) -> set[str]:
        if link.status != "OPEN":
            return {{"USED": "USED", "REPLACED": "REPLACED", "CANCELLED": "WRONG_STATUS"}[link.status]}
        days = 30
        made_at = link.made_at
        if isinstance(link.of, Asking):
            days, made_at = 90, link.of.made_at
        return {"EXPIRED"} if self.now >= made_at + days * DAY else set()

    # --- the partner -----------------------------------------------------------------------------------------------

    def may_act(self, partner: str) -> set[str]:
        return set() if self.partners[partner] == "ACTIVE" else {"PARTNER_SUSPENDED"}

    def own(self, account: Account, partner: str) -> set[str]:
        return self.may_act(partner) | (set() if partner in account.accesses else {"NOT_FOUND"})

    def create(self, partner: str, number: str) -> None:
        account = Account(number)
        account.accesses[partner] = Access("DEVELOPMENT")
        self.accounts.append(account)

    def transfer(self, account: Account, partner: str, to: str) -> set[str]:
        refusals = self.own(account, partner)
        if account.status(partner) != "DEVELOPMENT":
            refusals.add("WRONG_STATUS")
        refusals |= self._eligible(account, to)
        if not refusals:
            account.accesses[partner].status = "TRANSFER_PENDING"
            account.offers.append(Offer(partner, to, self.now))
            self._link("TRANSFER", account, account.offers[-1])
        return refusals

    def resend(self, account: Account, partner: str, to: str | None) -> set[str]:
        offer = account.pending()
        refusals = self.own(account, partner)
        if offer is None or offer.partner != partner:
            return refusals | {"WRONG_STATUS"}
        refusals |= self._eligible(account, to or offer.to)
        if not refusals:
            offer.to, offer.sent_at = to or offer.to, self.now
            self._close_links(offer, "REPLACED")
            self._link("TRANSFER", account, offer)
        return refusals

    def cancel(self, account: Account, partner: str) -> set[str]:
        offer = account.pending()
        refusals = self.own(account, partner)
        if offer is None or offer.partner != partner:
            return refusals | {"WRONG_STATUS"}
        if not refusals:
            self._cancel(offer)
            account.accesses[partner].status = "DEVELOPMENT"
        return refusals

    def nudge(self, account: Account, partner: str) -> set[str]:
        refusals = self.own(account, partner)
        access = account.accesses.get(partner)
        if access is None or access.status != "AWAITING_PLAN":
            return refusals | {"WRONG_STATUS"}
        if access.nudged_at is not None and self.now < access.nudged_at + 7 * DAY:
            refusals.add("LIMIT_REACHED")
        if not refusals:
            access.nudged_at = self.now
            self._link("CLIENT", account, account.owner or "")
        return refusals

    def archive(self, account: Account, partner: str) -> set[str]:
        refusals = self.own(account, partner)
        if account.status(partner) != "DEVELOPMENT":
            refusals.add("WRONG_STATUS")
        if not refusals:
            account.accesses[partner].end("PARTNER")
        return refusals

    def restore(self, account: Account, partner: str) -> set[str]:
        refusals = self.own(account, partner)
        access = account.accesses.get(partner)
        archived = access is not None and (access.status, access.ended_from, access.ended_by) == (
            "INACTIVE",
            "DEVELOPMENT",
            "PARTNER",
        )
        if not archived:
            refusals.add("WRONG_STATUS")
        if not refusals and access is not None:
            access.begin("DEVELOPMENT")
        return refusals

    def withdraw(self, account: Account, partner: str) -> set[str]:
        refusals = self.own(account, partner)
        if account.status(partner) not in ("AWAITING_PLAN", "COLLABORATOR"):
            refusals.add("WRONG_STATUS")
        if not refusals:
            account.accesses[partner].end("PARTNER")
        return refusals

    def request(self, account: Account, partner: str) -> set[str]:
        refusals = self.may_act(partner)
        if account.status(partner) not in (None, "INACTIVE"):
            refusals.add("WRONG_STATUS")
        elif account.owner is None or account.closed:
            refusals.add("NOT_FOUND")
        if self.open_asking(account, partner):
            refusals.add("WRONG_STATUS")
        if partner in account.blocked:
            refusals.add("NOT_ALLOWED")
        if not refusals:
            for asking in account.askings:
                if asking.partner == partner and asking.status == "PENDING":
                    asking.status = "EXPIRED"
            account.askings.append(Asking(partner, self.now, self.now))
            self._link("ACCESS", account, account.askings[-1])
        return refusals

    def resend_request(self, account: Account, asking: Asking) -> set[str]:
        refusals = self.may_act(asking.partner) | self._open(asking)
        if self.now < asking.sent_at + 7 * DAY or asking.mails >= 3:
            refusals.add("LIMIT_REACHED")
        if not refusals:
            asking.sent_at, asking.mails = self.now, asking.mails + 1
            self._close_links(asking, "REPLACED")
            self._link("ACCESS", account, asking)
        return refusals

    def cancel_request(self, asking: Asking) -> set[str]:
        refusals = self.may_act(asking.partner) | self._open(asking)
        if not refusals:
            self._cancel(asking)
        return refusals

    # --- the client ------------------------------------------------------------------------------------------------

    def accept(self, link: Link) -> set[str]:
        assert isinstance(link.of, Offer)
        refusals = self.link_refusals(link)
        if not refusals and self.owns_another(link.of.to, link.account):
            refusals = {"EMAIL_OWNS_ACCOUNT"}
        if not refusals:
            link.of.status = "ACCEPTED"
            link.status = "USED"
            link.account.owner = link.of.to
            access = link.account.accesses[link.of.partner]
            access.status = "COLLABORATOR" if link.account.has_plan else "AWAITING_PLAN"
            self._link("CLIENT", link.account, link.of.to)
        return refusals

    def decline(self, link: Link) -> set[str]:
        assert isinstance(link.of, Offer)
        refusals = self.link_refusals(link)
        if not refusals:
            link.of.status, link.status = "DECLINED", "USED"
            link.account.accesses[link.of.partner].status = "DEVELOPMENT"
        return refusals

    def approve(self, account: Account, asking: Asking, link: Link | None) -> set[str]:
        refusals = (self.link_refusals(link) if link else set()) or self._open(asking)
        if not refusals and self.partners[asking.partner] != "ACTIVE":
            refusals = {"PARTNER_SUSPENDED"}
        if not refusals:
            asking.status = "APPROVED"
            self._close_links(asking, "USED")
            account.accesses.setdefault(asking.partner, Access("INACTIVE")).begin("COLLABORATOR")
            self._link("CLIENT", account, account.owner or "")
        return refusals

    def decline_access(self, account: Account, asking: Asking, link: Link | None, *, block: bool) -> set[str]:
        refusals = (self.link_refusals(link) if link else set()) or self._open(asking)
        if not refusals:
            asking.status = "DECLINED"
            self._close_links(asking, "USED")
            if block:
                account.blocked.add(asking.partner)
        return refusals

    def revoke(self, account: Account, partner: str, link: Link | None, by: str) -> set[str]:
        refusals = self.link_refusals(link) if link else set()
        if refusals:
            return refusals
        if partner not in account.accesses:
            return {"NOT_FOUND"}
        if account.status(partner) not in ("AWAITING_PLAN", "COLLABORATOR"):
            return {"WRONG_STATUS"}
        account.accesses[partner].end(by)
        return set()

    def unblock(self, account: Account, partner: str) -> set[str]:
        account.blocked.discard(partner)
        return set()

    # --- the vendor ------------------------------------------------------------------------------------------------

    def register(self, account: Account | None, number: str, email: str) -> str:
        """The outcome of the row."""
        if account is None:
            if self.owns_another(email, None):
                return "REJECTED"
            self.accounts.append(Account(number, owner=email))
            return "CREATED"
        if account.closed:
            return "REJECTED"
        if account.owner is None or account.owner == email:
            return "KNOWN"
        if self.owns_another(email, account):
            return "REJECTED"
        account.owner = email
        for link in self.links:
            if link.account is account and link.kind != "TRANSFER" and link.status == "OPEN":
                link.status = "REPLACED"
        for asking in account.askings:
            if self.shown(asking) == "PENDING":
                self._link("ACCESS", account, asking)
        if any(access.status != "INACTIVE" for access in account.accesses.values()):
            self._link("CLIENT", account, email)
        return "KNOWN"

    def close(self, account: Account) -> str:
        if account.closed:
            return "UNCHANGED"
        account.closed = True
        things: list[Offer | Asking] = [*account.offers, *account.askings]
        for thing in things:
            if self.shown(thing) == "PENDING" or (isinstance(thing, Offer) and thing.status == "PENDING"):
                self._cancel(thing)
        for access in account.accesses.values():
            if access.status != "INACTIVE":
                access.end("VENDOR")
        for link in self.links:
            if link.account is account and link.status == "OPEN":
                link.status = "CANCELLED"
        return "CLOSED"

    def bill(self, account: Account, type: str, at: int) -> None:
        """A plan that is heard of lets in who waits, be it over already: its end takes nothing away."""
        account.plan_events.append((at, type))
        for access in account.accesses.values():
            if access.status == "AWAITING_PLAN" and type != "PLAN_CANCELLED":
                access.status = "COLLABORATOR"

    def move(self, account: Account, to: str) -> set[str]:
        live = [partner for partner, access in account.accesses.items() if access.status != "INACTIVE"]
        refusals = set()
        if not live:
            refusals.add("WRONG_STATUS")
        if len(live) > 1:
            refusals.add("INVALID")
        if self.partners[to] != "ACTIVE" or to in live:
            refusals.add("WRONG_STATUS")
        if refusals:
            return refusals
        offer = account.pending()
        access = account.accesses[live[0]]
        if offer is not None:
            self._cancel(offer)
            access.status = "DEVELOPMENT"
        status = access.status
        access.end("OPERATOR")
        account.accesses.setdefault(to, Access("INACTIVE")).begin(status)
        asking = self.open_asking(account, to)
        if asking:
            self._cancel(asking)
        return set()

    # --- shared ----------------------------------------------------------------------------------------------------

    def _eligible(self, account: Account, to: str) -> set[str]:
        return {"EMAIL_OWNS_ACCOUNT"} if self.owns_another(to, account) else set()

    def _open(self, asking: Asking) -> set[str]:
        return {"PENDING": set[str](), "EXPIRED": {"EXPIRED", "WRONG_STATUS"}}.get(self.shown(asking), {"WRONG_STATUS"})

    def _cancel(self, thing: Offer | Asking) -> None:
        thing.status = "CANCELLED"
        self._close_links(thing, "CANCELLED")

    def _close_links(self, thing: Offer | Asking, status: str) -> None:
        for link in self.links:
            if link.of is thing and link.status == "OPEN":
                link.status = status

    def _link(self, kind: str, account: Account, of: Offer | Asking | str) -> None:
        self.links.append(Link(kind, account, of, self.now))
