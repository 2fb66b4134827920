"""What delivery does on the rooms' events: a row for each mail to send."""

from portal.core.events import Handlers

HANDLERS: Handlers = {}
