"""Operations that were parsed and validated once, with the plans that were made for them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    get_operation_ast,
    validate,
)

from portal.core.reading.limits import parse_document
from portal.core.reading.questions import PlanTree
from portal.core.texts import _

# Each error may print the whole value that is wrong.
MOST_ERRORS = 5
# What is kept at most: a process serves some hundred documents, each in a few forms.
_DOCUMENTS = 500
_HEAVIEST = 8_000_000  # characters of SQL in all plans
_LONGEST_KEPT = 50_000


class InvalidDocument(Exception):
    """The document can't be executed; `errors` say why."""

    def __init__(self, *errors: GraphQLError) -> None:
        super().__init__(*errors)
        self.errors = errors


@dataclass
class Prepared:
    """One operation of a valid document. Its plans are kept by kind of caller, and by what its variables ask for."""

    document: DocumentNode
    operation: OperationDefinitionNode
    fragments: Mapping[str, FragmentDefinitionNode]
    _trees: dict[Hashable, PlanTree[Any]] = field(default_factory=dict)

    def tree(self, key: Hashable) -> PlanTree[Any]:
        """The plans under this key: for a kind of caller with his rights, and for what of the operation."""
        return self._trees.setdefault(key, PlanTree())

    @property
    def weight(self) -> int:
        """Of all its plans, in characters of SQL."""
        return sum(tree.weight for tree in self._trees.values())

    def forget_plans(self) -> None:
        self._trees.clear()


class PreparedOperations:
    """A bounded memory of operations, the most recently used; a document counts by its text, to the letter."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._kept: OrderedDict[tuple[str, str | None], Prepared] = OrderedDict()

    def prepare(self, query: str, operation_name: str | None) -> Prepared:
        """The operation, ready to be planned. Raises InvalidDocument."""
        key = (query, operation_name)
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
            return found
        made = self._make(query, operation_name)
        if len(query) <= _LONGEST_KEPT:
            self._kept[key] = made
            if len(self._kept) > _DOCUMENTS:
                self._kept.popitem(last=False)
        return made

    def make_room(self) -> None:
        """Forgets plans of the operations that were not used for longest, where all of them weigh too much."""
        weight = sum(one.weight for one in self._kept.values())
        for one in list(self._kept.values()):
            if weight <= _HEAVIEST:
                return
            weight -= one.weight
            one.forget_plans()

    def _make(self, query: str, operation_name: str | None) -> Prepared:
        try:
            document = parse_document(query)
        except GraphQLError as error:
            raise InvalidDocument(error) from None
        if errors := validate(self._schema, document, max_errors=MOST_ERRORS):
            raise InvalidDocument(*errors)
        operation = get_operation_ast(document, operation_name)
        if operation is None:
            raise InvalidDocument(GraphQLError(_("Say which operation is meant by operationName.")))
        fragments = {x.name.value: x for x in document.definitions if isinstance(x, FragmentDefinitionNode)}
        return Prepared(document, operation, fragments)
