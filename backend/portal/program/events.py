"""What happens to the program itself; the subject is its one row, so the id says nothing."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import ClassVar

from portal.core.events import Happening

PROGRAM = uuid.UUID(int=0)


@dataclass(frozen=True, kw_only=True)
class ProgramUpdated(Happening):
    """Settings of the program changed; `fields` names them."""

    type: ClassVar[str] = "program.updated"
    subject_id: uuid.UUID = PROGRAM
    fields: list[str]


@dataclass(frozen=True, kw_only=True)
class TermsPublished(Happening):
    """A new version of the terms holds; the subject is the version."""

    type: ClassVar[str] = "program.terms_published"
    version: int


@dataclass(frozen=True, kw_only=True)
class ClockAdvanced(Happening):
    """The test clock was moved forward."""

    type: ClassVar[str] = "program.clock_advanced"
    subject_id: uuid.UUID = PROGRAM
    seconds: int
