"""enrollTotp, confirmTotp, removeTotp, renewRecoveryCodes."""

import asyncio
import re
from urllib.parse import parse_qs, unquote, urlsplit

import pyotp
import pytest

from portal.core.permissions import Scope
from tests.people import PASSWORD, Portal
from tests.second_factors.steps import CODES, OLGA, App, early_in_a_step, set_up

READ = "{ totp { confirmedAt recoveryCodesLeft } }"


async def test_an_app_is_set_up_and_counts_from_its_first_code_on(portal: Portal) -> None:
    alice = await portal.alice()
    await portal.set_password(alice)
    made = await alice.do("enrollTotp", "secret otpauthUri", password=PASSWORD)
    uri = urlsplit(made["otpauthUri"])
    assert unquote(uri.path) == "/Partner Program:alice@brightside.example"
    assert parse_qs(uri.query)["secret"] == [made["secret"]]
    assert await alice.read(READ) == {"totp": None}
    await early_in_a_step()
    confirmed = await alice.do("confirmTotp", CODES, code=pyotp.TOTP(made["secret"]).now())
    assert len(set(confirmed["recoveryCodes"])) == 10
    assert all(re.fullmatch("[a-z0-9]{5}-[a-z0-9]{5}", code) for code in confirmed["recoveryCodes"])
    assert confirmed["totp"] == {"recoveryCodesLeft": 10}
    assert (await alice.read(READ))["totp"]["recoveryCodesLeft"] == 10


async def test_it_tells_and_mails_and_says_no_secret(portal: Portal) -> None:
    alice = await portal.alice()
    app = await set_up(portal, alice)
    await alice.do("renewRecoveryCodes", CODES, password=PASSWORD, code=app.code())
    await alice.do("removeTotp", "ok", password=PASSWORD, code=app.code(1))
    told = ["totp.enrolled", "totp.confirmed", "totp.recovery_codes_renewed", "totp.removed"]
    assert [event[0] for event in await portal.events(*told)] == told
    await portal.work()
    mails = await portal.rows("select template, to_email from outgoing_email order by template")
    assert mails == [(name, "alice@brightside.example") for name in ("totp_confirmed", "totp_removed")]
    query = (
        "select (select string_agg(e::text, ' ') from event e), (select string_agg(m::text, ' ') from outgoing_email m)"
    )
    for text in (await portal.rows(query))[0]:
        assert app.secret not in text
        assert not any(code in text for code in app.recovery_codes)


async def test_neither_secret_nor_recovery_codes_can_be_read_in_the_database(portal: Portal) -> None:
    app = await set_up(portal, await portal.alice())
    [(kept,)] = await portal.rows("select string_agg(t::text, '') from totp t")
    [(hashes,)] = await portal.rows("select string_agg(encode(code_hash, 'escape'), '') from recovery_code")
    assert app.secret not in kept
    assert not any(code in hashes or code.replace("-", "") in hashes for code in app.recovery_codes)


async def test_beginning_again_forgets_the_app_before(portal: Portal) -> None:
    alice = await portal.alice()
    await portal.set_password(alice)
    first, second = [await alice.do("enrollTotp", "secret", password=PASSWORD) for _ in range(2)]
    await early_in_a_step()
    assert await alice.refused("confirmTotp", code=pyotp.TOTP(first["secret"]).now()) == [("INVALID", "input.code")]
    await alice.do("confirmTotp", CODES, code=pyotp.TOTP(second["secret"]).now())


async def test_of_one_who_begins_ten_times_at_once_one_app_stays(portal: Portal) -> None:
    alice = await portal.alice()
    await portal.set_password(alice)
    made = await asyncio.gather(*(alice.do("enrollTotp", "secret", password=PASSWORD) for _ in range(10)))
    await early_in_a_step()
    done = [await alice._mutate("confirmTotp", CODES, {"code": pyotp.TOTP(one["secret"]).now()}) for one in made]
    assert sum(bool(one["recoveryCodes"]) for one in done) == 1


async def test_an_enrolment_waits_an_hour_for_its_first_code_to_the_second(portal: Portal) -> None:
    alice = await portal.alice()
    await portal.set_password(alice)
    made = await alice.do("enrollTotp", "secret", password=PASSWORD)
    await portal.superuser.execute("update totp set created_at = now() - interval '3600 seconds'")
    await early_in_a_step()
    assert await alice.refused("confirmTotp", code=pyotp.TOTP(made["secret"]).now()) == [("EXPIRED", None)]
    await portal.superuser.execute("update totp set created_at = now() - interval '3590 seconds'")
    await alice.do("confirmTotp", CODES, code=pyotp.TOTP(made["secret"]).now())


async def test_apps_that_were_never_confirmed_are_forgotten_after_an_hour(portal: Portal) -> None:
    alice = await portal.alice()
    bob = await portal.bob()
    await set_up(portal, bob)
    await portal.set_password(alice)
    await alice.do("enrollTotp", "secret", password=PASSWORD)
    await portal.superuser.execute("update totp set created_at = now() - interval '3601 seconds'")
    await portal.advance(hours=2)
    await portal.work()
    kept = await portal.rows("select user_id from totp")
    assert [f"user_{row[0].hex}" for row in kept] == [bob.user_id]
    assert await alice.refused("confirmTotp", code="123456") == [("WRONG_STATUS", None)]


async def test_it_asks_for_the_password_again(portal: Portal) -> None:
    alice = await portal.alice()
    await portal.set_password(alice)
    for password in (None, "", "wrong"):
        assert await alice.refused("enrollTotp", password=password) == [("INVALID", "input.password")]
    app = await set_up(portal, alice)
    for verb in ("removeTotp", "renewRecoveryCodes"):
        assert await alice.refused(verb, password="wrong", code=app.code()) == [("INVALID", "input.password")]
        assert await alice.refused(verb, password=PASSWORD, code="000000") == [("INVALID", "input.code")]
    await alice.do("removeTotp", "ok", password=PASSWORD, code=app.code())
    assert await alice.read(READ) == {"totp": None}


async def test_it_refuses_in_words_that_say_what_to_do(portal: Portal) -> None:
    alice = await portal.alice()
    await portal.set_password(alice)
    assert await alice.refused("confirmTotp", code="123456") == [("WRONG_STATUS", None)]
    for verb in ("removeTotp", "renewRecoveryCodes"):
        assert await alice.refused(verb, password=PASSWORD, code="123456") == [("WRONG_STATUS", None)]
    app = await set_up(portal, alice)
    assert await alice.refused("enrollTotp", password=PASSWORD) == [("WRONG_STATUS", None)]
    assert await alice.refused("confirmTotp", code=app.code()) == [("WRONG_STATUS", None)]


async def test_renewed_recovery_codes_take_the_place_of_the_old_ones(portal: Portal) -> None:
    alice = await portal.alice()
    app = await set_up(portal, alice)
    old = app.recovery_codes
    made = await alice.do("renewRecoveryCodes", CODES, password=PASSWORD, code=old[0])
    assert made["totp"] == {"recoveryCodesLeft": 10}
    assert not set(made["recoveryCodes"]) & set(old)
    assert await alice.refused("removeTotp", password=PASSWORD, code=old[1]) == [("INVALID", "input.code")]
    await alice.do("removeTotp", "ok", password=PASSWORD, code=made["recoveryCodes"][9])
    assert await portal.rows("select from recovery_code") == []


async def test_a_person_tries_ten_codes_in_a_quarter_of_an_hour(portal: Portal) -> None:
    alice = await portal.alice()
    app = await set_up(portal, alice)
    await alice.refused("removeTotp", password=PASSWORD, code="000000")
    await portal.superuser.execute("update throttle set hits = 10 where key like 'second-factor:%'")
    assert await alice.forbidden("removeTotp", password=PASSWORD, code=app.code()) == ["THROTTLED"]
    assert await alice.forbidden("confirmTotp", code=app.code()) == ["THROTTLED"]
    await portal.superuser.execute("update throttle set hits = 9 where key like 'second-factor:%'")
    await alice.do("renewRecoveryCodes", CODES, password=PASSWORD, code=app.code())
    # A success starts the count afresh.
    assert await portal.rows("select from throttle where starts_with(key, 'second-factor:') and hits > 1") == []


async def test_another_s_app_is_nobody_else_s(portal: Portal) -> None:
    alice, bob, olga = await portal.alice(), await portal.bob(), await portal.olga()
    await portal.set_password(alice)
    pending = await alice.do("enrollTotp", "secret", password=PASSWORD)
    await early_in_a_step()
    code = pyotp.TOTP(pending["secret"]).now()
    for stranger in (bob, olga):
        assert await stranger.refused("confirmTotp", code=code) == [("WRONG_STATUS", None)]
    app = await set_up(portal, alice)
    for stranger in (bob, olga):
        await portal.set_password(stranger)
        assert await stranger.read(READ) == {"totp": None}
        assert await stranger.refused("removeTotp", password=PASSWORD, code=app.code()) == [("WRONG_STATUS", None)]
        # His own app takes no code of hers, and no recovery code.
        await set_up(portal, stranger)
        for one in (app.code(), app.recovery_codes[0]):
            assert await stranger.refused("removeTotp", password=PASSWORD, code=one) == [("INVALID", "input.code")]
    assert (await alice.read(READ))["totp"]["recoveryCodesLeft"] == 10


@pytest.mark.parametrize("verb", ["enrollTotp", "confirmTotp", "removeTotp", "renewRecoveryCodes"])
async def test_it_is_for_whoever_is_signed_in_himself(portal: Portal, verb: str) -> None:
    sent = {} if verb == "enrollTotp" else {"code": "123456"}
    assert await portal.nobody().forbidden(verb, **sent) == ["UNAUTHENTICATED"]
    assert await (await portal.charlie()).forbidden(verb, **sent) == ["UNAUTHENTICATED"]
    assert await (await portal.tool(*Scope)).forbidden(verb, **sent) == ["FORBIDDEN"]


async def test_a_sealed_secret_moved_to_another_s_row_opens_nothing(portal: Portal) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    await set_up(portal, alice)
    app: App = await set_up(portal, bob)
    move = "update totp set sealed = (select sealed from totp where user_id = %s) where user_id = %s"
    ids = [(one.user_id or "").removeprefix("user_") for one in (bob, alice)]
    await portal.superuser.execute(move, ids)
    answer = await alice._call("removeTotp", "ok", {"password": PASSWORD, "code": app.code()})
    assert answer.codes == ["INTERNAL"]
    assert len(await portal.rows("select from totp")) == 2


async def test_operators_set_one_up_as_well(portal: Portal) -> None:
    olga = await portal.olga()
    app = await set_up(portal, olga)
    await olga.do("removeTotp", "ok", password=PASSWORD, code=app.code())
    assert OLGA in str(await portal.rows('select email from "user"'))
