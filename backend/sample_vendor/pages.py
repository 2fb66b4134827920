"""Signing up, logging in, and the account."""

from __future__ import annotations

import re
import secrets

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sample_vendor.accounts import CURRENCY, PLANS, accounts_of, payments_of, plan_named, unread_refusals
from sample_vendor.outbox import Letter, LetterState
from sample_vendor.portal_client import UserError
from sample_vendor.product import Product, SignUp
from sample_vendor.rendering import render
from sample_vendor.sessions import Visitor, for_owners, for_visitors, log_in, log_out, read_form, tell_next, visitor_of

_LATER = "The partner portal does not answer at the moment. We keep trying; nothing is lost."
_PAYMENT = re.compile(r"pay-[0-9a-f]{16}")
# The portal's names of fields by the form's, and our own words where they say more than the portal's.
_FIELDS = {"name": "name", "website": "website", "ownerEmail": "email"}
_WORDS = {"EMAIL_OWNS_ACCOUNT": "This e-mail address has a Mailwave account already. Log in, or take another address."}


def said(letter: Letter | None, done: str) -> str:
    """What to tell the owner of something he did."""
    if letter is None:
        return "That was done already."
    if letter.state is LetterState.REFUSED:
        return " ".join(error.message for error in letter.refusals)
    return done if letter.state is LetterState.DONE else f"{done} {_LATER}"


# --- before one is logged in ----------------------------------------------------------------------------------------


async def home(request: Request) -> Response:
    """What Mailwave is, and the form to sign up. `?click=` is what an agency's referral link carries."""
    if visitor_of(request):
        return RedirectResponse("/account", 303)
    return render(request, "home.html", form={"click": request.query_params.get("click", "")}, errors={})


async def sign_up(request: Request) -> Response:
    """Makes the account, tells the portal, and says in words what it refuses."""
    form, state = await read_form(request), request.app.state
    errors = _missing(form)
    if not errors:
        wanted = SignUp(form["name"], form["website"], form["email"], form.get("click") or None)
        number, letter = await state.product.sign_up(wanted)
        if letter.state is not LetterState.REFUSED:
            return log_in(request, number, RedirectResponse("/account", 303))
        errors = _in_words(letter.refusals)
    return render(request, "home.html", 422, form=form, errors=errors)


def _missing(form: dict[str, str]) -> dict[str, str]:
    asked = {
        "name": "What is your store called?",
        "website": "Where is your store?",
        "email": "Where can we write to you?",
    }
    errors = {name: question for name, question in asked.items() if not form.get(name)}
    if "email" not in errors and "@" not in form["email"]:
        errors["email"] = "An e-mail address has an @ in it."
    return errors


def _in_words(refusals: list[UserError]) -> dict[str, str]:
    return {_FIELDS.get(one.field or "", "form"): _WORDS.get(one.code, one.message) for one in refusals}


async def log_in_page(request: Request) -> Response:
    """Asks for the e-mail address, and for nothing more."""
    if request.method == "GET":
        return render(request, "log_in.html", email="", error="")
    form = await read_form(request)
    found = accounts_of(request.app.state.store, form.get("email", ""))
    chosen = [account for account in found if account.number == form.get("number", account.number)]
    if not chosen:
        error = "No account belongs to this address. An account that you took over may need some seconds to arrive."
        return render(request, "log_in.html", 422, email=form.get("email", ""), error=error)
    return log_in(request, chosen[0].number, RedirectResponse("/account", 303))


# --- the account ----------------------------------------------------------------------------------------------------


async def account_page(request: Request, visitor: Visitor) -> Response:
    """Plan, payments, and the end of it all; an agency with Admin access sees the first two."""
    store, account = request.app.state.store, visitor.account
    return render(
        request,
        "account.html",
        visitor=visitor,
        plans=PLANS,
        plan=plan_named(account.plan),
        currency=CURRENCY,
        payments=payments_of(store, account.number),
        refusals=unread_refusals(store, account.number) if visitor.is_owner else [],
        # Made with the page: however often its button is pressed, this is one payment.
        payment_id=f"pay-{secrets.token_hex(8)}",
    )


async def choose_plan(request: Request, visitor: Visitor) -> Response:
    """From now on this plan."""
    plan = plan_named((await read_form(request)).get("plan"))
    if plan is None:
        raise HTTPException(400, "There is no such plan.")
    letter = await _product(request).choose_plan(visitor.account, plan)
    return tell_next(request, visitor, said(letter, f"Your plan is {plan.name} now."), "/account")


async def cancel_plan(request: Request, visitor: Visitor) -> Response:
    """From now on no plan."""
    letter = await _product(request).cancel_plan(visitor.account) if visitor.account.plan else None
    return tell_next(request, visitor, said(letter, "Your plan is cancelled."), "/account")


async def pay(request: Request, visitor: Visitor) -> Response:
    """One month's payment, as the payment provider would report it."""
    payment_id, plan = (await read_form(request)).get("payment", ""), plan_named(visitor.account.plan)
    if plan is None or not plan.price or not _PAYMENT.fullmatch(payment_id):
        raise HTTPException(400, "There is nothing to pay.")
    letter = await _product(request).pay(visitor.account, plan, payment_id)
    return tell_next(request, visitor, said(letter, f"{plan.price} {CURRENCY} were paid for {plan.name}."), "/account")


async def refund(request: Request, visitor: Visitor) -> Response:
    """Gives a payment back."""
    letter = await _product(request).refund(visitor.account, request.path_params["payment"])
    return tell_next(request, visitor, said(letter, "The payment is given back."), "/account")


async def read_refusals(request: Request, visitor: Visitor) -> Response:
    """The owner has read what the portal refused."""
    store = request.app.state.store
    with store:
        query = "update letter set seen = 1 where account_number = ? and state = 'REFUSED'"
        store.change(query, visitor.account.number)
    return RedirectResponse("/account", 303)


async def close_account(request: Request, visitor: Visitor) -> Response:
    """Closes the account for good; its number must be typed."""
    if (await read_form(request)).get("number", "").lower() != visitor.account.number:
        words = "To close the account, type its Account ID."
        return tell_next(request, visitor, words, "/account")
    letter = await _product(request).close(visitor.account)
    words = said(letter, f"The account of {visitor.account.name} is closed.")
    return render(request, "message.html", title="Goodbye", text=words)


async def leave(request: Request, visitor: Visitor) -> Response:
    """Logs out. A guest's log-in to the portal is another."""
    store = request.app.state.store
    if visitor.is_client:
        return log_out(store, visitor, RedirectResponse("/", 303))
    text = "You are logged out of Mailwave. You may still be signed in to the partner portal."
    page = render(request, "message.html", title="Goodbye", text=text, to_portal=True)
    return log_out(store, visitor, page)


def _product(request: Request) -> Product:
    product: Product = request.app.state.product
    return product


ROUTES = [
    Route("/", home),
    Route("/sign-up", sign_up, methods=["POST"]),
    Route("/log-in", log_in_page, methods=["GET", "POST"]),
    Route("/log-out", for_visitors(leave), methods=["POST"]),
    Route("/account", for_visitors(account_page)),
    Route("/account/plan", for_owners(choose_plan), methods=["POST"]),
    Route("/account/plan/cancel", for_owners(cancel_plan), methods=["POST"]),
    Route("/account/payments", for_owners(pay), methods=["POST"]),
    Route("/account/payments/{payment}/refund", for_owners(refund), methods=["POST"]),
    Route("/account/refusals/read", for_owners(read_refusals), methods=["POST"]),
    Route("/account/close", for_owners(close_account), methods=["POST"]),
]
