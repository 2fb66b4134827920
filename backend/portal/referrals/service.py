"""The verbs of referral links, and what a sign-up tells of a click."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Mapping

from sqlalchemy import exists, select

from portal.accounts.models import ClientAccount
from portal.core.ids import new_id
from portal.core.inputs import text
from portal.core.permissions import Permission
from portal.core.problems import InvalidInput, Problem, UserErrorCode
from portal.core.texts import _
from portal.core.work import Work
from portal.partners.models import Partner
from portal.partners.settings import own_partner
from portal.program.service import current_program
from portal.referrals.clicks import Click, ClickSigner
from portal.referrals.events import AccountReferred, ReferralLinkCreated, ReferralLinkUpdated
from portal.referrals.models import MOST_LINKS, ReferralLink, SignUpClick, Visit
from portal.referrals.visits import Counts, count


async def create_referral_link(work: Work, name: str) -> ReferralLink:
    """One more link of the partner. Raises InvalidInput, TAKEN for a name that one of his has, and LIMIT_REACHED."""
    work.require(Permission.EDIT_REFERRAL_LINKS)
    wanted = text(name, "name", longest=60)
    partner = await own_partner(work)
    names = await _names(work, partner)
    if len(names) >= MOST_LINKS:
        message = _(
            "You have {most} links, and more are not possible. Rename one that you don't need.", most=MOST_LINKS
        )
        raise Problem(message, field="name", code=UserErrorCode.LIMIT_REACHED)
    _require_free(wanted, names)
    link = ReferralLink(
        id=new_id(),
        partner_id=partner.id,
        name=wanted,
        code=Partner.new_referral_code(),
        created_at=work.now,
        created_by=work.actor.member_id,
    )
    work.add(link)
    work.record(ReferralLinkCreated(subject_id=link.id, partner_id=partner.id, name=link.name, code=link.code))
    return link


async def update_referral_link(work: Work, link_id: str, changes: Mapping[str, str | bool | None]) -> ReferralLink:
    """Changes what is named: `name`, `active`. Raises NotFound, InvalidInput, or TAKEN for a name of another link."""
    work.require(Permission.EDIT_REFERRAL_LINKS)
    partner = await own_partner(work)
    link = await work.get(ReferralLink, link_id, field="referralLinkId")
    checked: dict[str, object] = {}
    if "name" in changes:
        checked["name"] = text(str(changes["name"] or ""), "name", longest=60)
    if "active" in changes:
        if not isinstance(changes["active"], bool):
            raise InvalidInput(_("This can't be empty."), field="active")
        checked["active"] = changes["active"]
    changed = sorted(name for name, value in checked.items() if getattr(link, name) != value)
    if "name" in changed:
        _require_free(str(checked["name"]), [one for one in await _names(work, partner) if one != link.name])
    for name in changed:
        setattr(link, name, checked[name])
    if changed:
        work.record(
            ReferralLinkUpdated(
                subject_id=link.id, partner_id=partner.id, fields=changed, name=link.name, active=link.active
            )
        )
    return link


async def _names(work: Work, partner: Partner) -> list[str]:
    mine = select(ReferralLink.name).where(ReferralLink.partner_id == partner.id)
    return list((await work.session.execute(mine)).scalars())


def _require_free(wanted: str, names: list[str]) -> None:
    if wanted.casefold() in (name.casefold() for name in names):
        raise Problem(_("Another link of yours has this name."), field="name", code=UserErrorCode.TAKEN)


# --- sign-ups -------------------------------------------------------------------------------------------------------


async def proven_click(work: Work, click_id: str) -> Click | None:
    """The click behind what a sign-up told as its click id; None for what this portal didn't hand out."""
    click = ClickSigner(work.runtime.settings.secret_key).read(click_id)
    # Another database may have the same secret.
    if click is None or await work.session.get(ReferralLink, click.link_id) is None:
        return None
    return click


async def note_sign_up(work: Work, account: ClientAccount, click: Click, signed_up_at: dt.datetime) -> bool:
    """Keeps that the sign-up of a locked account told the click. Returns whether that is new.

    An account may tell any number of clicks, each once; as a sign-up of the link it counts once.
    """
    if await work.session.get(SignUpClick, (account.id, click.id)) is not None:
        return False
    link = await work.session.get_one(ReferralLink, click.link_id)
    before = exists().where(SignUpClick.account_id == account.id, SignUpClick.link_id == link.id)
    if not await work.session.scalar(select(before)):
        zone = zoneinfo.ZoneInfo((await current_program(work)).time_zone)
        day = link.id, link.partner_id, signed_up_at.astimezone(zone).date()
        await count(work, {day: Counts(sign_ups=1)})
    # Where the visit isn't written yet, its mark follows with it.
    own = await work.session.scalar(select(Visit.own).where(Visit.id == click.id))
    work.session.add(
        SignUpClick(
            account_id=account.id,
            click_id=click.id,
            link_id=link.id,
            partner_id=link.partner_id,
            clicked_at=click.at,
            own=bool(own),
            told_at=work.now,
        )
    )
    await work.session.flush()
    work.record(
        AccountReferred(
            subject_id=account.id, account_id=account.account_id, referral_link_id=link.id, clicked_at=click.at
        )
    )
    return True
