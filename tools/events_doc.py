"""Writes docs/events.md from the catalogue of events in the code: `make docs`."""

from __future__ import annotations

import dataclasses
import inspect

from portal.core.events import Happening
from portal.delivery.webhooks import TOLD
from portal.house import all_happenings

_HEAD = """\
# Events

What happened, as rows of the table `event`. Each is written in the transaction of the verb that caused it; the audit
trail and every timeline are selects over them, and [webhooks](concepts/webhooks.md) carry those that outside programs
are told of: {told}.
This page is made from the code.

| field | what it is |
| --- | --- |
| `id` | `evt_…`, sorts by time |
| `type` | below; past tense with a dot |
| `at` | the moment of the work, UTC |
| `subject_id` | what it happened to |
| `partner_id` | whose it is, where it is a partner's |
| `actor_kind`, `actor_id` | who did it: MEMBER, OPERATOR, CLIENT, TOOL, APPLICANT, SYSTEM; the person or client by id |
| `reason` | why, in the words of who did it |
| `data` | what is listed below; people stand in it by id alone |
| `ip_address` | where it was done from; for the audit trail, never part of what others are told |

Rows are never changed or deleted: a trigger and the missing right both see to it.
"""


def events_page() -> str:
    """The page as the code has it."""
    told = ", ".join(f"`{noun}.…`" for noun in sorted(TOLD))
    lines = [_HEAD.format(told=told), "| type | what happened | data |", "| --- | --- | --- |"]
    for happening in all_happenings():
        own = {field.name for field in dataclasses.fields(Happening)}
        data = ", ".join(f"`{field.name}`" for field in dataclasses.fields(happening) if field.name not in own)
        text = " ".join(inspect.cleandoc(happening.__doc__ or "").split())
        lines.append(f"| `{happening.type}` | {text} | {data or 'none'} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(events_page(), end="")
