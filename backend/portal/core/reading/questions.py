"""How a plan is kept and found again, although variables may change what a document asks for.

While a plan is made, the compiler puts questions to the request's variables: is this part included, which filters are
sent, how many rows. A question's answer decides what is compiled, and so what is asked next; the values that come with
it are parameters of the statement and decide nothing. The plans of one operation are therefore the leaves of a tree of
questions: whoever asks the same and is answered the same has arrived at the plan.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from graphql.execution.values import VariableValues

from portal.core.problems import RequestRefused

P = TypeVar("P")
Answer = Hashable
# Gives the answer, and the values for the statement that come with it. Raises RequestRefused.
Question = Callable[[VariableValues], tuple[Any, Sequence[Any]]]


@dataclass
class Inquiry:
    """The questions that were put to one request's variables, in their order, and the values that came with them."""

    variables: VariableValues
    asked: list[tuple[Question, Answer]] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)
    # A refusal may hang on a value, so what is made of it is for this request alone.
    refused: bool = False

    def ask(self, question: Question) -> tuple[Any, int]:
        """The answer, and at which place in `values` its own begin. Raises RequestRefused as the question does."""
        try:
            answer, values = question(self.variables)
        except RequestRefused:
            self.refused = True
            raise
        first = len(self.values)
        self.asked.append((question, answer))
        self.values.extend(values)
        return answer, first

    def let_go(self) -> None:
        """Forgets the request: questions are kept, and may hold on to who asked them first."""
        self.variables, self.values, self.asked = VariableValues({}, {}), [], []


@dataclass
class _Fork(Generic[P]):
    """A question, and where each answer leads."""

    question: Question
    ways: dict[Answer, _Fork[P] | P] = field(default_factory=dict)


class PlanTree(Generic[P]):
    """The plans of one operation for one kind of caller."""

    def __init__(self) -> None:
        self._root: _Fork[P] | P | None = None
        # The sum of what was said of the plans when they were kept.
        self.weight = 0

    def find(self, variables: VariableValues, given: Sequence[Any] = ()) -> tuple[P, list[Any]] | None:
        """The plan and the values for its statement, first those that are `given`; None where nobody has asked like
        this, or where it is refused.
        """
        here = self._root
        values = list(given)
        while isinstance(here, _Fork):
            try:
                answer, more = here.question(variables)
            except RequestRefused:
                return None
            values.extend(more)
            here = here.ways.get(answer)
        return None if here is None else (here, values)

    def keep(self, inquiry: Inquiry, plan: P, weight: int) -> None:
        """Puts the plan to where the inquiry led, which then lets go of the request."""
        self.weight += weight
        self._put(inquiry, plan)
        inquiry.let_go()

    def _put(self, inquiry: Inquiry, plan: P) -> None:
        if not inquiry.asked:
            self._root = plan
            return
        if self._root is None:
            self._root = _Fork(inquiry.asked[0][0])
        here = self._root
        assert isinstance(here, _Fork), "the same questions are asked until their answers differ"
        for (_, answer), (question, _) in zip(inquiry.asked, inquiry.asked[1:], strict=False):
            further = here.ways.setdefault(answer, _Fork(question))
            assert isinstance(further, _Fork), "the same questions are asked until their answers differ"
            here = further
        here.ways[inquiry.asked[-1][1]] = plan
