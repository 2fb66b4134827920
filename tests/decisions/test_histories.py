"""Random histories, told to the portal in random order and twice: what is decided is what the facts give.

A round tells some hundred histories side by side, each about a website of its own: leads, visits, created
accounts and addresses of three partners, reservations, a partner who is suspended for a while, sign-ups and payments,
in time, late, doubled, in any order. 500 histories here, 20,000 in the long run.
"""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from portal.core.actors import System
from portal.core.ids import parse_id
from portal.core.requests import Request
from portal.core.work import open_work
from portal.credit.policy import PRESETS, Absence, Evidence, EvidenceKind, Facts, PolicyPreset, Verdict, decide
from portal.decisions.check import Check, CheckOutcome, Question, check
from portal.decisions.handlers import check_decisions
from portal.referrals.clicks import ClickSigner, new_click
from tests.accounts.steps import create
from tests.decisions.steps import PAID, now
from tests.handover.steps import accept, vendor
from tests.people import Person, Portal
from tests.referrals.steps import make_link

EACH = 250
# In eight parts, which the processes of a long run share.
LONG_ROUNDS = [range(start, start + 10) for start in range(0, 80, 10)]
ROUNDS = pytest.mark.parametrize(
    "rounds",
    [
        range(2),
        *(pytest.param(some, marks=pytest.mark.long) for some in LONG_ROUNDS),
    ],
    ids=lambda some: f"{EACH * some.start}-{EACH * some.stop}",
)
POLICY = PRESETS[PolicyPreset.DEFAULT]
PHASES = 4
NAMES = ("Alice", "Bob", "Carol")


@dataclass
class History:
    """What happened around one website, as it was made; and what the vendor has still to tell."""

    number: str
    website: str
    signed_up_at: dt.datetime | None = None
    created_by: int | None = None
    first_paid_at: dt.datetime | None = None
    evidence: list[Evidence] = field(default_factory=list)
    sign_ups: list[dict[str, Any]] = field(default_factory=list)
    payments: list[dict[str, Any]] = field(default_factory=list)

    @property
    def is_being_built(self) -> bool:
        """Whether a partner created the account, and the client hasn't taken it over."""
        return any(not one.transferred for one in self.evidence)

    def facts(self, absences: Sequence[Absence]) -> Facts:
        assert self.signed_up_at is not None
        assert self.first_paid_at is not None
        return Facts(
            signed_up_at=self.signed_up_at,
            first_paid_at=self.first_paid_at,
            evidence=tuple(self.evidence),
            absences=tuple(absences),
        )


@ROUNDS
async def test_what_is_decided_is_what_the_facts_give(portal: Portal, rounds: range) -> None:
    for number in rounds:
        await portal.fresh()
        await _Round(portal, random.Random(f"histories {number}")).run()


class _Round:
    """One portal with some hundred histories."""

    def __init__(self, portal: Portal, chance: random.Random) -> None:
        self.portal, self.chance = portal, chance
        self.signer = ClickSigner(portal.runtime.settings.secret_key)
        self.absences: list[Absence] = []
        self.histories = [History(number=f"{index:024x}", website=f"store-{index}.example") for index in range(EACH)]

    async def run(self) -> None:
        portal = self.portal
        self.olga, self.app = await portal.olga(), await vendor(portal)
        settings = {"openLeadsPerPartner": 10_000, "oneAccountPerEmail": False}
        await self.olga.do("updateProgram", "program { name }", **settings)
        # Credit is final once the hold of a client's first reward is over: here it never is.
        await self.olga.do("publishRewardPlan", "rewardPlan { version }", holdDays=365)
        self.partners = [await portal.alice(), await portal.bob(), await portal.member("Carol", "Southwind")]
        self.links = [(await make_link(partner))["id"] for partner in self.partners]
        for phase in range(PHASES):
            await self._phase(phase)
            await portal.advance(days=self.chance.randint(1, 40), seconds=self.chance.randint(0, 59))
        await self._foresee_and_pay()
        await self._tell_all()
        await self._compare()

    # --- what happens -----------------------------------------------------------------------------------------------

    async def _phase(self, phase: int) -> None:
        moment = dt.datetime.fromisoformat(await now(self.portal))
        await self._suspend_or_reinstate(phase)
        if phase == 1:
            await self._create_accounts()
        await self._reserve(phase)
        for which in self.chance.sample(range(3), 3):
            await self._register_leads(which)
        for history in self.histories:
            self._happen(history, moment, phase)
        if self.chance.random() < 0.5:
            await self._tell_all()

    async def _suspend_or_reinstate(self, phase: int) -> None:
        carol = {"partnerId": self.partners[2].partner_id, "reason": "Late."}
        if phase == 1:
            await self.olga.do("suspendPartner", "partner { status }", **carol)
        if phase == 2:
            await self.olga.do("reinstatePartner", "partner { status }", **carol)
            rows = await self.portal.rows(
                "select at from event where type ~ '^partner.(suspended|reinstated)' order by id"
            )
            [(since,), (until,)] = rows
            self.absences.append(Absence(partner_id=self._id(2), since=since, until=until))

    async def _create_accounts(self) -> None:
        fresh = [history for history in self.histories if history.signed_up_at is None]
        for history in self.chance.sample(fresh, 8):
            which = self.chance.randrange(2)
            made = await create(self.partners[which], "Fabrikam", website=history.website)
            history.number, history.created_by = made["accountId"], which
            [(created_at,)] = await self.portal.rows(
                "select created_at from client_account where account_id = %s", history.number
            )
            history.signed_up_at = created_at
            handed_over = self.chance.random() < 0.7
            if handed_over:
                sent = {
                    "accountId": made["id"],
                    "toEmail": f"owner-of-{history.website}@mail.example".replace("store-", "s"),
                }
                await self.partners[which].do("transferOwnership", "account { id }", **sent)
                await accept(self.portal, made)
            key = parse_id("acct", made["id"])
            assert key is not None
            history.evidence.append(
                Evidence(
                    kind=EvidenceKind.CREATED,
                    partner_id=self._id(which),
                    source_id=key,
                    began_at=created_at,
                    transferred=handed_over,
                )
            )

    async def _reserve(self, phase: int) -> None:
        if phase not in {0, 2}:
            return
        chosen = self.chance.sample(self.histories, 15)
        until = dt.datetime.fromisoformat(await now(self.portal)) + dt.timedelta(days=self.chance.randint(5, 60))
        told = await self.olga.do(
            "reserveWebsites",
            "results { outcome reservedWebsite { id website reservedAt reservedUntil } }",
            websites=[history.website for history in chosen],
            until=until.isoformat(),
        )
        by_website = {history.website: history for history in chosen}
        for one in (result["reservedWebsite"] for result in told["results"] if result["outcome"] == "RESERVED"):
            by_website[one["website"]].evidence.append(
                Evidence(
                    kind=EvidenceKind.DIRECT,
                    partner_id=None,
                    source_id=uuid.uuid4(),
                    began_at=dt.datetime.fromisoformat(one["reservedAt"]),
                    until=dt.datetime.fromisoformat(one["reservedUntil"]),
                )
            )

    async def _register_leads(self, which: int) -> None:
        if which == 2 and len(self.absences) == 0 and await self._is_suspended():
            return
        chosen = self.chance.sample(self.histories, 40)
        csv = "website,company\n" + "\n".join(f"{one.website},Company of {NAMES[which]}" for one in chosen)
        told = await self.partners[which].do(
            "importLeads", "rows { website outcome lead { id registeredAt protectedUntil } }", csv=csv
        )
        by_website = {history.website: history for history in chosen}
        for row in told["rows"]:
            if row["outcome"] == "REGISTERED":
                by_website[row["website"]].evidence.append(
                    Evidence(
                        kind=EvidenceKind.LEAD,
                        partner_id=self._id(which),
                        source_id=uuid.uuid4(),
                        began_at=dt.datetime.fromisoformat(row["lead"]["registeredAt"]),
                        until=dt.datetime.fromisoformat(row["lead"]["protectedUntil"]),
                    )
                )

    async def _is_suspended(self) -> bool:
        return bool(await self.portal.rows("select from partner where status = 'SUSPENDED'"))

    def _happen(self, history: History, moment: dt.datetime, phase: int) -> None:
        """A visit, the sign-up, a payment: each maybe, and told now or later."""
        chance = self.chance
        signs_up = history.signed_up_at is None and chance.random() < 0.4
        if history.created_by is None and (signs_up or history.signed_up_at is not None) and chance.random() < 0.5:
            which = chance.randrange(3)
            clicked_at = moment - dt.timedelta(days=chance.choice([0, 1, 30, 89, 91]), seconds=chance.randint(0, 5))
            self._click(history, which, clicked_at)
        if signs_up:
            history.signed_up_at = moment.replace(microsecond=0)
            self._match_email(history)
        if history.signed_up_at is not None and phase > 0 and chance.random() < 0.2:
            paid_at = max(moment.replace(microsecond=0), history.signed_up_at)
            self._pay(history, paid_at)

    def _click(self, history: History, which: int, at: dt.datetime) -> None:
        link = parse_id("ref", self.links[which])
        assert link is not None
        click = new_click(link, at)
        history.sign_ups.append({"clickId": self.signer.token(click)})
        history.evidence.append(
            Evidence(kind=EvidenceKind.REFERRAL, partner_id=self._id(which), source_id=click.id, began_at=click.at)
        )

    def _match_email(self, history: History) -> None:
        which = self.chance.choice([0, 1, None, None])
        email = f"{NAMES[which].lower()}@{_DOMAINS[which]}" if which is not None else "client@mail.example"
        history.sign_ups.insert(0, {"ownerEmail": email})
        if which is not None:
            assert history.signed_up_at is not None
            history.evidence.append(
                Evidence(
                    kind=EvidenceKind.PARTNER_EMAIL,
                    partner_id=self._id(which),
                    source_id=uuid.uuid4(),
                    began_at=history.signed_up_at,
                )
            )

    def _pay(self, history: History, at: dt.datetime) -> None:
        history.payments.append({"externalId": f"{history.website} {at}", "occurredAt": at.isoformat()})
        history.first_paid_at = min(history.first_paid_at or at, at)

    # --- what is told -----------------------------------------------------------------------------------------------

    async def _tell_all(self) -> None:
        """In any order, some of it twice, in batches; and the worker does what is due in between."""
        told = [("registerAccounts", row) for row in self._sign_ups()] + [
            ("recordBillingEvents", row) for row in self._payments()
        ]
        told += self.chance.sample(told, len(told) // 4)
        self.chance.shuffle(told)
        for start in range(0, len(told), 150):
            batch = told[start : start + 150]
            for verb, name in (("registerAccounts", "accounts"), ("recordBillingEvents", "events")):
                rows = [row for to, row in batch if to == verb]
                if rows:
                    answer = await self.app.do(verb, "results { outcome userErrors { code field } }", **{name: rows})
                    assert all(one["outcome"] != "REJECTED" for one in answer["results"])
            await self.portal.work()

    def _sign_ups(self) -> Iterator[dict[str, Any]]:
        for history in self.histories:
            if history.signed_up_at is None or history.created_by is not None:
                continue
            email = next((one["ownerEmail"] for one in history.sign_ups if "ownerEmail" in one), "client@mail.example")
            row = {
                "accountId": history.number,
                "name": f"Store of {history.website}",
                "website": history.website,
                "ownerEmail": email,
                "signedUpAt": history.signed_up_at.isoformat(),
            }
            yield row
            yield from ({**row, **one} for one in history.sign_ups if "clickId" in one)

    def _payments(self) -> Iterator[dict[str, Any]]:
        for history in self.histories:
            for one in history.payments:
                yield {"source": "s", "type": "PAYMENT", "accountId": history.number, **PAID, **one}

    async def _foresee_and_pay(self) -> None:
        """Asks before the payment; what is said must come true, since nothing else comes."""
        await self._tell_all()
        waiting = [one for one in self.histories if one.first_paid_at is None and one.signed_up_at is not None]
        self.foreseen: dict[str, list[Check]] = {}
        async with open_work(self.portal.runtime, Request(), System()) as work:
            paid_at = work.now.replace(microsecond=0)
            for history in waiting:
                by_website, by_number = Question(history.website, None), Question(None, history.number)
                # By website, nobody hears of an account that a rival is building.
                question = by_number if history.is_being_built else self.chance.choice([by_website, by_number])
                answers = [await check(work, self._id(which), question) for which in range(3)]
                self.foreseen[history.website] = answers
        for history in waiting:
            self._pay(history, paid_at)

    # --- what must hold ---------------------------------------------------------------------------------------------

    async def _compare(self) -> None:
        await self.portal.work()
        paid = [one for one in self.histories if one.first_paid_at is not None]
        assert len(paid) > EACH // 2
        seen = [await self._credits(person, paid) for person in (self.app, *self.partners)]
        for index, history in enumerate(paid):
            verdict = decide(history.facts(self.absences), POLICY)
            self._compare_one(history, verdict, [read[index] for read in seen])
        rows = await self.portal.rows(
            "select count(*) from credit_decision where ended_at is null group by account_id having count(*) > 1"
        )
        assert rows == []
        async with open_work(self.portal.runtime, Request(), System()) as work:
            await check_decisions(work)
        await self.portal.work()
        assert await self.portal.events("program.credit_differs") == []

    def _compare_one(self, history: History, verdict: Verdict, seen: Sequence[Any]) -> None:
        told, *partners = seen
        expected = sorted(
            (one.evidence.kind.value, str(one.evidence.partner_id), one.reason.value) for one in verdict.candidates
        )
        found = sorted(
            (one["evidence"], str(one["partner"] and parse_id("part", one["partner"]["id"])), one["reasonCode"])
            for one in told["candidates"]
        )
        assert found == expected, history
        for which, credit in enumerate(partners):
            mine = verdict.partner_id == self._id(which)
            assert (credit is not None and credit["credited"] == "YOU") is mine, history
            self._tells_nothing_of_rivals(which, credit, history)
            if history.website in self.foreseen:
                self._came_true(self.foreseen[history.website][which], verdict, mine=mine)

    def _came_true(self, foreseen: Check, verdict: Verdict, *, mine: bool) -> None:
        if mine:
            assert foreseen.outcome is CheckOutcome.YOURS
        else:
            expected = CheckOutcome.PROTECTED if verdict.winner is not None else CheckOutcome.FREE
            assert foreseen.outcome is expected

    def _tells_nothing_of_rivals(self, which: int, credit: Any, history: History) -> None:
        said = str(credit) + str(self.foreseen.get(history.website, [None] * 3)[which])
        for other, name in enumerate(NAMES):
            if other != which:
                rival = self.partners[other]
                for secret in (name, _COMPANIES[other], _DOMAINS[other], rival.partner_id, str(self._id(other))):
                    assert secret is not None
                    assert secret not in said

    async def _credits(self, person: Person, histories: Sequence[History]) -> list[Any]:
        candidates = "candidates { evidence reasonCode reason summary partner { id } }"
        fields = f"credit {{ credited evidence explanation story {candidates} }}"
        found: list[Any] = []
        for start in range(0, len(histories), 25):
            numbers = [one.number for one in histories[start : start + 25]]
            asked = " ".join(
                f'a{index}: account(accountId: "{one}") {{ {fields} }}' for index, one in enumerate(numbers)
            )
            answer = await person.read(f"{{ {asked} }}")
            found += [answer[f"a{index}"] and answer[f"a{index}"]["credit"] for index in range(len(numbers))]
        return found

    def _id(self, which: int) -> uuid.UUID:
        partner_id = self.partners[which].partner_id
        key = parse_id("part", partner_id or "")
        assert key is not None
        return key


_COMPANIES = ("Brightside", "Northlight", "Southwind")
_DOMAINS = ("brightside.example", "northlight.example", "southwind.example")
