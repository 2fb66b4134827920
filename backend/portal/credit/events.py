"""What happens to the credit policy; the subject is the version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from portal.core.events import Happening


@dataclass(frozen=True, kw_only=True)
class PolicyPublished(Happening):
    """A new version of the credit policy holds from now on."""

    type: ClassVar[str] = "program.credit_policy_published"
    version: int
