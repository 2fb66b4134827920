"""The verb of payout methods."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from portal.core.ids import new_id
from portal.core.permissions import Permission
from portal.core.work import Work
from portal.identity.service import Confirmed, require_confirmed
from portal.partners.models import Partner
from portal.payouts.destinations import PayoutForm, Vault, read_destination
from portal.payouts.events import PayoutMethodChanged
from portal.payouts.models import PayoutMethod
from portal.program.service import current_program
from portal.second_factors.proving import require_for_payouts


async def update_payout_method(work: Work, form: PayoutForm, confirmed: Confirmed) -> PayoutMethod:
    """Replaces where the partner's money goes; the new method waits before its first use, so that its owners can act
    on the mail that tells them. Raises InvalidInputs, and what require_for_payouts raises.
    """
    work.require(Permission.EDIT_PAYOUT_METHODS)
    await require_confirmed(work, confirmed)
    await require_for_payouts(work)
    destination = read_destination(form)
    partner_id = work.actor.partner_id
    assert partner_id is not None
    vault = Vault(work.runtime.settings.secret_key)
    wait = dt.timedelta(hours=(await current_program(work)).payout_method_wait_hours)
    method_id = new_id()
    method = PayoutMethod(
        id=method_id,
        partner_id=partner_id,
        type=destination.type.value,
        masked=destination.masked,
        sealed=vault.seal(method_id, destination),
        fingerprint=vault.fingerprint(destination),
        created_by=work.actor.actor_id,
        created_at=work.now,
        usable_from=work.now + wait,
    )
    async with work.as_portal():
        # One at a time: the partner's row is held, since his first method has none before it.
        turn = select(Partner.id).where(Partner.id == partner_id).with_for_update(key_share=True)
        await work.session.execute(turn)
        current = select(PayoutMethod).where(PayoutMethod.partner_id == partner_id, PayoutMethod.replaced_at.is_(None))
        for old in (await work.session.execute(current.with_for_update())).scalars():
            old.replaced_at = work.now
        await work.session.flush()
        work.add(method)
        work.record(
            PayoutMethodChanged(
                subject_id=method_id,
                partner_id=partner_id,
                method=method.type,
                masked=method.masked,
                usable_from=method.usable_from,
            )
        )
    return method
