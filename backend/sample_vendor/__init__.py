"""Mailwave, a sample vendor: a small product that is connected to the partner portal.

It shows what a vendor's product does with the portal, and plays the vendor in the demo. It knows the portal by its
public interfaces alone: GraphQL with an access token, webhooks, OpenID Connect. docs/integrating.md walks through it;
read here in this order:

    portal_client.py   a token, one operation, what can go wrong
    documents.py       every operation that is sent
    outbox.py          what must reach the portal: kept first, sent until it is answered
    product.py         sign-up, plans, payments, refunds, closing
    access.py          which agencies have access, who asks for it, what the owner answers
    inbox.py           webhooks: verified, kept once, acted on
    following.py       accounts that begin in the portal: made here, confirmed or failed, handed over
    endpoint.py        the webhook endpoint, and what happened before there was one
    partner_log_in.py  agencies' people come in from the portal, and are out when it says so
    provider.py        the portal as OpenID Connect provider: addresses, codes, tokens, keys
    sessions.py        who is logged in, and as what

The rest is a plain web app: settings, store, pages. It logs clients in by their e-mail address alone, so it is for
trying out and never for the public internet.
"""
