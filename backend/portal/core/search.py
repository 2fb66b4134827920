"""Search by beginnings of words: docs/decisions/0003."""

from __future__ import annotations

import uuid

from sqlalchemy import Index, PrimaryKeyConstraint
from sqlalchemy.orm import Mapped

from portal.core.database import Base


class SearchWord(Base):
    """One word by whose beginning an object of a partner is found. The only search that stays fast under row level
    security, where an index serves leakproof operators alone.
    """

    __tablename__ = "search_word"

    partner_id: Mapped[uuid.UUID]
    object_id: Mapped[uuid.UUID]
    word: Mapped[str]

    __table_args__ = (
        PrimaryKeyConstraint("partner_id", "object_id", "word"),
        Index(
            "ix_search_word_beginning", "partner_id", "word", "object_id", postgresql_ops={"word": "text_pattern_ops"}
        ),
        Index("ix_search_word_any_partner", "word", "object_id", postgresql_ops={"word": "text_pattern_ops"}),
    )
