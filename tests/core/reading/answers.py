"""Answers as they are compared: data and errors to the letter and in their order, without what they cost."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from portal.core.api import Api
from portal.core.requests import Request
from portal.core.runtime import Runtime


@dataclass(frozen=True)
class Answer:
    """One answer; objects are tuples of pairs, since the order of keys is promised, too."""

    executed: bool
    pairs: tuple[tuple[str, Any], ...]

    @property
    def data(self) -> Any:
        return dict(self.pairs).get("data")

    @property
    def codes(self) -> list[str]:
        """The codes of the errors."""
        return [dict(dict(error)["extensions"])["code"] for error in dict(self.pairs).get("errors", ())]


async def ask(
    api: Api, runtime: Runtime, request: Request, document: str, variables: dict[str, Any] | None = None
) -> Answer:
    """Sends one operation past HTTP."""
    response = await api.execute(runtime, request, document, variables)
    pairs = json.loads(response.body, object_pairs_hook=tuple)
    return Answer(response.executed, tuple(pair for pair in pairs if pair[0] != "extensions"))
