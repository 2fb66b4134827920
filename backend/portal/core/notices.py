"""Notices: what works and should be known, beside what is refused (`core/problems`)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class WarningCode(StrEnum):
    """What should be known of something that worked."""

    WEBSITE_ALREADY_USED = "WEBSITE_ALREADY_USED"
    MIXED_SCRIPT = "MIXED_SCRIPT"
    PROTECTED_WEBSITE = "PROTECTED_WEBSITE"
    LEAD_GOES_FIRST = "LEAD_GOES_FIRST"
    UNKNOWN_CLICK = "UNKNOWN_CLICK"
    LOOKS_LIKE_PAYMENT = "LOOKS_LIKE_PAYMENT"


@dataclass(frozen=True)
class Notice:
    """Something that works but should be known; `field` names the input that it is about."""

    code: WarningCode
    field: str
    message: str
