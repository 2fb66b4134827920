"""The verb by which members change their own partner."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from portal.core.inputs import text
from portal.core.permissions import MemberRole, Permission
from portal.core.websites import website
from portal.core.work import Work
from portal.partners.events import PartnerUpdated
from portal.partners.models import Partner


async def update_partner(work: Work, changes: Mapping[str, str | MemberRole | None]) -> Partner:
    """Changes what is named: `name`, `website`, `join_role`, of which null switches the last off.

    Raises InvalidInput, or NotPermitted where the role may not be set by this member.
    """
    work.require(Permission.EDIT_OWN_PARTNER)
    if "join_role" in changes:
        work.require(Permission.EDIT_ROLES)
    partner = await own_partner(work)
    checked: dict[str, object] = {}
    if "name" in changes:
        checked["name"] = text(changes["name"] or "", "name", longest=120)
    if "website" in changes:
        site = website(changes["website"] or "")
        checked |= {"website": site.host, "website_key": site.key}
    if "join_role" in changes:
        checked["join_role"] = changes["join_role"]
    changed = [name for name, value in checked.items() if getattr(partner, name) != value]
    for name in changed:
        setattr(partner, name, checked[name])
    told = sorted(set(changed) - {"website_key"})
    if told:
        work.record(
            PartnerUpdated(subject_id=partner.id, partner_id=partner.id, fields=told, join_role=partner.join_role)
        )
    return partner


async def own_partner(work: Work) -> Partner:
    """The partner at whose desk the member sits, locked: one at a time changes what belongs to it."""
    mine = select(Partner).where(Partner.id == work.actor.partner_id).with_for_update()
    return (await work.session.execute(mine)).scalar_one()
