"""The verbs of client accounts."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Uuid, and_, bindparam, delete, exists, func, select
from sqlalchemy import text as sql

from portal.accounts.events import (
    AccessEnded,
    AccountArchived,
    AccountCreated,
    AccountRestored,
    AccountUpdated,
    OwnerChanged,
)
from portal.accounts.models import AccountAccess, AccountStatus, ClientAccount, Provisioning
from portal.core.actors import Actor, RestrictedMember
from portal.core.chosen import is_chosen
from portal.core.ids import new_id, parse_id
from portal.core.inputs import country, optional_text, sort_key, text, time_zone, words
from portal.core.money import CurrencyCode
from portal.core.notices import Notice, WarningCode
from portal.core.permissions import Permission
from portal.core.problems import NotFound, PartnerSuspended
from portal.core.search import SearchWord
from portal.core.texts import _
from portal.core.websites import Website, website
from portal.core.work import Work
from portal.leads.protection import HOLDS, TOO_MUCH_TOLD, throttle_of, warning_of
from portal.leads.registration import look_alike
from portal.program.models import Program, ProvisioningBy


class Saved(NamedTuple):
    """An account as it was saved, and what should be known about it."""

    account: ClientAccount
    warnings: list[Notice]


async def require_active_partner(work: Work) -> None:
    """Whatever a partner begins holds him as he is until it is done: who closes him waits, and finds it. Raises
    PartnerSuspended where the vendor was first.
    """
    if not await work.session.scalar(_HOLD_PARTNER):
        raise PartnerSuspended


async def create_account(work: Work, values: Mapping[str, str | None]) -> Saved:
    """Makes a development account, owned by the partner; ready at once, or once the vendor's product confirms it.

    `values` has name and website, and may have platform, country, currency_code and time_zone.
    Raises InvalidInput for the first that can't be kept, and Throttled once the partner was told of too many websites
    that others hold.
    """
    work.require(Permission.CREATE_ACCOUNTS)
    checked, site = _checked(values)
    found = (await work.session.execute(_FOR_NEW, _about_website(work, site, None))).one()
    if not found.active:
        raise PartnerSuspended
    warnings = await _warnings(work, site, found, since=work.now)
    by_vendor = found.provisioning == ProvisioningBy.VENDOR
    account = ClientAccount(
        id=new_id(),
        account_id=ClientAccount.new_account_id(),
        provisioning=Provisioning.PENDING if by_vendor else Provisioning.READY,
        created_at=work.now,
        created_by_partner_id=work.actor.partner_id,
        **checked,
    )
    access = AccountAccess(
        account_id=account.id,
        partner_id=work.actor.partner_id,
        status=AccountStatus.DEVELOPMENT,
        name=account.name,
        website=account.website,
        sort_name=sort_key(account.name),
        since=work.now,
    )
    work.add(account)
    work.add(access)
    _add_words(work, access, account)
    work.record(
        AccountCreated(
            subject_id=account.id,
            partner_id=access.partner_id,
            account_id=account.account_id,
            name=account.name,
            website=account.website,
            provisioning=account.provisioning,
        )
    )
    return Saved(account, warnings)


async def update_account(work: Work, account_ref: str, values: Mapping[str, str | None]) -> Saved:
    """Changes the data of an account that the partner still owns; what is not named stays.

    Raises NotFound, Conflict once a client owns it, InvalidInput, or Throttled as `create_account` does.
    """
    work.require(Permission.EDIT_ACCOUNTS)
    access, account = await own_account(work, account_ref)
    access.require_owner()
    checked, site = _checked(values)
    if site is not None and site.key != account.website_key:
        account.require_unpaid()
    changed = sorted(name for name, value in checked.items() if getattr(account, name) != value)
    if not changed:
        return Saved(account, [])
    for name in changed:
        setattr(account, name, checked[name])
    access.follow(account.name, account.website)
    await index(work, access, account)
    fields = [name for name in changed if name != "website_key"]
    work.record(
        AccountUpdated(
            subject_id=account.id, partner_id=access.partner_id, account_id=account.account_id, fields=fields
        )
    )
    found = (await work.session.execute(_OF_WEBSITE, _about_website(work, site, account.id))).one() if site else None
    return Saved(account, await _warnings(work, site, found, since=account.created_at))


async def archive_account(work: Work, account_ref: str, reason: str | None) -> ClientAccount:
    """Puts a development account away, with the reason. Raises NotFound, or Conflict in every other status."""
    work.require(Permission.EDIT_ACCOUNTS)
    access, account = await own_account(work, account_ref)
    reason = optional_text(reason, "reason", longest=1_000, lines=True)
    access.archive(reason, work.now)
    work.record(
        AccountArchived(
            subject_id=account.id, partner_id=access.partner_id, account_id=account.account_id, reason=reason
        )
    )
    return account


async def restore_account(work: Work, account_ref: str, reason: str | None) -> ClientAccount:
    """Takes an archived development account up again. Raises NotFound, or Conflict for every other account."""
    work.require(Permission.EDIT_ACCOUNTS)
    access, account = await own_account(work, account_ref)
    await require_active_partner(work)
    reason = optional_text(reason, "reason", longest=1_000, lines=True)
    account.require_open()
    access.restore()
    work.record(
        AccountRestored(
            subject_id=account.id, partner_id=access.partner_id, account_id=account.account_id, reason=reason
        )
    )
    return account


# --- for the rooms above --------------------------------------------------------------------------------------------


async def own_account(work: Work, account_ref: str) -> tuple[AccountAccess, ClientAccount]:
    """The partner's access and its account, both locked, by the account's id or the vendor's number. Raises NotFound.

    Everybody locks the account first: so partner, client and vendor meet in one order, and never block each other.
    """
    account = await work.session.scalar(
        select(ClientAccount)
        .where(named(account_ref), exists().where(_access_of(work.actor)))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if account is None:
        raise unknown_account()
    access = await access_to(work, account, work.actor.partner_id)
    if access is None:
        raise unknown_account()
    return access, account


async def any_account(work: Work, account_ref: str) -> ClientAccount:
    """The account, locked, for the vendor's product and the vendor's team. Raises NotFound."""
    account = await work.find(ClientAccount, select(ClientAccount).where(named(account_ref)))
    if account is None:
        raise unknown_account()
    return account


async def access_to(work: Work, account: ClientAccount, partner_id: uuid.UUID | None) -> AccountAccess | None:
    """The partner's access to a locked account, locked too and as it is now."""
    mine = select(AccountAccess).where(AccountAccess.account_id == account.id, AccountAccess.partner_id == partner_id)
    return await work.find(AccountAccess, mine.execution_options(populate_existing=True))


async def live_accesses(work: Work, account: ClientAccount) -> Sequence[AccountAccess]:
    """All accesses to a locked account that last, locked, in one order for everybody."""
    return (await live_accesses_by_account(work, [account.id])).get(account.id, [])


async def live_accesses_by_account(
    work: Work, account_ids: Collection[uuid.UUID]
) -> Mapping[uuid.UUID, Sequence[AccountAccess]]:
    """The same of several locked accounts, by account; none where there is none."""
    live = select(AccountAccess).where(
        AccountAccess.account_id.in_(account_ids), AccountAccess.status != AccountStatus.INACTIVE
    )
    ordered = live.order_by(AccountAccess.id).with_for_update().execution_options(populate_existing=True)
    found = defaultdict(list)
    for access in (await work.session.execute(ordered)).scalars():
        found[access.account_id].append(access)
    return found


def named(account_ref: str) -> ColumnElement[bool]:
    """The condition that names an account by its id or by the vendor's number."""
    key = parse_id(ClientAccount.prefix, account_ref)
    return ClientAccount.id == key if key else ClientAccount.account_id == ClientAccount.read_account_id(account_ref)


def unknown_account() -> NotFound:
    """Also for somebody else's account."""
    return NotFound(_("We know no account with this id or number. Check it and try again."), field="accountId")


def record_end(work: Work, access: AccountAccess, account: ClientAccount) -> None:
    """Tells that a partner's access has ended; whoever is inside as this partner is to be put out."""
    assert access.ended_from is not None
    work.record(
        AccessEnded(
            subject_id=account.id,
            partner_id=access.partner_id,
            account_id=account.account_id,
            by=str(access.ended_by),
            ended_from=access.ended_from,
            reason=access.ended_reason,
        )
    )


async def owns_another(work: Work, email: str, account_id: uuid.UUID | None) -> bool:
    """Whether the e-mail owns an open account other than this one. Whoever asks has the e-mail's turn until the end."""
    return bool(await work.session.scalar(_OWNS_ANOTHER, {"email": email, "account_id": account_id}))


def record_owner(work: Work, account: ClientAccount) -> None:
    """Tells that the account has an owner, or another one."""
    work.record(OwnerChanged(subject_id=account.id, account_id=account.account_id))


_HOLD_PARTNER = sql("select hold_active_partner()")
_OWNS_ANOTHER = sql("select exists (select from owned_by(:email) o where o is distinct from :account_id)").bindparams(
    bindparam("account_id", type_=Uuid())
)


def _access_of(actor: Actor) -> ColumnElement[bool]:
    mine = and_(AccountAccess.account_id == ClientAccount.id, AccountAccess.partner_id == actor.partner_id)
    if isinstance(actor, RestrictedMember):
        return and_(mine, is_chosen(AccountAccess.account_id, actor.member_id))
    return mine


def _checked(values: Mapping[str, str | None]) -> tuple[dict[str, str | None], Website | None]:
    checked: dict[str, str | None] = {}
    site: Website | None = None
    for name, value in values.items():
        match name:
            case "name":
                checked[name] = text(value or "", "name", longest=120)
            case "website":
                site = website(value or "")
                checked |= {"website": site.host, "website_key": site.key}
            case "platform":
                checked[name] = optional_text(value, "platform", longest=60)
            case "country":
                checked[name] = country(value)
            case "time_zone":
                checked[name] = time_zone(value)
            case "currency_code":
                checked[name] = CurrencyCode(value).value if value else None
    return checked, site


# The name of another account of the partner that has this website.
_SAME_WEBSITE = (
    select(ClientAccount.name)
    .join(AccountAccess, AccountAccess.account_id == ClientAccount.id)
    .where(ClientAccount.website_key == bindparam("website_key"))
    .where(ClientAccount.id.is_distinct_from(bindparam("account_id", type_=Uuid())))
    .where(AccountAccess.partner_id == bindparam("partner_id"), AccountAccess.status != AccountStatus.INACTIVE)
    .limit(1)
)
# What is known of a website: another of the partner's accounts that has it, and who else holds it.
_OF_WEBSITE = select(_SAME_WEBSITE.scalar_subquery().label("other"), HOLDS, TOO_MUCH_TOLD)
# All that a new account asks for, in one statement.
_FOR_NEW = _OF_WEBSITE.add_columns(
    func.hold_active_partner().label("active"), select(Program.provisioning).scalar_subquery().label("provisioning")
)


def _about_website(work: Work, site: Website | None, account_id: uuid.UUID | None) -> dict[str, object]:
    key, partner_id = site.key if site else None, work.actor.partner_id
    return {
        "website_key": key,
        "account_id": account_id,
        "partner_id": partner_id,
        "throttle": throttle_of(partner_id),
    }


async def _warnings(
    work: Work, site: Website | None, found: Row[Any, Any, Any] | None, since: dt.datetime
) -> list[Notice]:
    """What should be known of a website: another of the partner's own accounts has it, somebody else protects it, or it
    looks like another one. Raises Throttled once the partner was told of too many that others protect.
    """
    if site is None or found is None:
        return []
    notices: list[Notice] = []
    if found.other is not None:
        message = _("Your account {name} has this website too.", name=found.other)
        notices.append(Notice(WarningCode.WEBSITE_ALREADY_USED, "website", message))
    return [*notices, *await warning_of(work, found, site.key, "website", since), *look_alike(site)]


async def index(work: Work, access: AccountAccess, account: ClientAccount) -> None:
    """Keeps the words by whose beginnings the partner finds the account, as it is called now."""
    mine = (SearchWord.partner_id == access.partner_id) & (SearchWord.object_id == account.id)
    await work.session.execute(delete(SearchWord).where(mine))
    _add_words(work, access, account)


def _add_words(work: Work, access: AccountAccess, account: ClientAccount) -> None:
    for word in words(account.name, account.website, account.account_id):
        work.session.add(SearchWord(partner_id=access.partner_id, object_id=account.id, word=word))
