"""What happens to webhook endpoints; the subject is the endpoint."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from portal.core.events import Happening


@dataclass(frozen=True, kw_only=True)
class WebhookEndpointCreated(Happening):
    """Webhooks go to a new address from now on."""

    type: ClassVar[str] = "webhook_endpoint.created"


@dataclass(frozen=True, kw_only=True)
class WebhookEndpointDeleted(Happening):
    """Nothing is sent to the endpoint any more."""

    type: ClassVar[str] = "webhook_endpoint.deleted"


@dataclass(frozen=True, kw_only=True)
class WebhookEndpointDisabled(Happening):
    """The receiver answered 410 Gone, so nothing is sent to it any more."""

    type: ClassVar[str] = "webhook_endpoint.disabled"
