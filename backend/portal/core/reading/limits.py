"""Which documents and variables are taken at all, by their shape alone: looked at before validation, whose work grows
with the square of some shapes, and without the schema.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeGuard

from graphql import DocumentNode, GraphQLError, parse
from graphql.language import (
    DefinitionNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    TokenKind,
)

from portal.core.texts import _

LARGEST_DOCUMENT = 100_000  # characters
MOST_TOKENS = 2_000
LONGEST_NUMBER = 100  # characters
DEEPEST_SELECTION = 15
# Fields, fragments and inline fragments.
MOST_SELECTIONS = 500
MOST_ALIASES = 100
MOST_DIRECTIVES = 100
MOST_ROOT_FIELDS = 25
MOST_DEFINITIONS = 100
# Pairs of fields that have one name in one place.
MOST_REPETITIONS = 2_000
# Items of lists and fields of objects in the variables.
MOST_VALUES = 10_000

Executable = OperationDefinitionNode | FragmentDefinitionNode


def parse_document(query: str) -> DocumentNode:
    """The document of a request. Raises GraphQLError for one that can't be read or is beyond a limit."""
    try:
        document = parse(query, max_tokens=MOST_TOKENS, max_source_length=LARGEST_DOCUMENT)
    except RecursionError:
        raise GraphQLError(_("Nested too deeply: {deepest} levels at most.", deepest=DEEPEST_SELECTION)) from None
    _check_numbers(document)
    check_size(document)
    return document


def _check_numbers(document: DocumentNode) -> None:
    # Validation turns them into numbers, which Python refuses beyond 4,300 digits with an error of its own.
    token = document.loc.start_token if document.loc is not None else None
    while token is not None:
        if token.kind in (TokenKind.INT, TokenKind.FLOAT):
            message = _("A number is too long: {most} characters at most.", most=LONGEST_NUMBER)
            _at_most(LONGEST_NUMBER, len(token.value or ""), message)
        token = token.next


def check_size(document: DocumentNode) -> None:
    """Raises GraphQLError for a document that asks for more than the limits above, fragments counted wherever they are
    spread, or that spreads a fragment within itself. Takes time in proportion to tokens and MOST_SELECTIONS.
    """
    _at_most(
        MOST_DEFINITIONS,
        len(document.definitions),
        _("Too many operations and fragments: {most} at most.", most=MOST_DEFINITIONS),
    )
    sizes = _Sizes({one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)})
    roots = sizes.roots(one for one in document.definitions if _is_executable(one))
    total = Size()
    for root in roots:
        total = total.beside(sizes.of(root))
    _refuse_beyond(total)
    repetitions = 0
    for root in roots:
        here, below = sizes.fields_and_repetitions(root)
        _at_most(MOST_ROOT_FIELDS, here, _("Too many fields at the root: {most} at most.", most=MOST_ROOT_FIELDS))
        repetitions += below
    # Validation compares each field with every other of its name in one place.
    message = _(
        "The same fields stand too often in one place, fragments included: {most} pairs at most. Ask for each once.",
        most=MOST_REPETITIONS,
    )
    _at_most(MOST_REPETITIONS, repetitions, message)


def check_variables(variables: dict[str, Any]) -> None:
    """Raises GraphQLError for more than MOST_VALUES values, each item of a list and each field of an object counted."""
    values = 0
    waiting: list[Any] = [variables]
    while waiting:
        value = waiting.pop()
        inner = value.values() if isinstance(value, dict) else value
        values += len(inner)
        _at_most(MOST_VALUES, values, _("Too many values in the variables: {most} at most.", most=MOST_VALUES))
        waiting.extend(one for one in inner if isinstance(one, dict | list))


class Size(NamedTuple):
    """What a definition or several ask for; `depth` in selection sets that hold a field."""

    depth: int = 0
    selections: int = 0
    aliases: int = 0
    directives: int = 0

    def beside(self, other: Size) -> Size:
        """Both in one document."""
        return self.with_inside(other, 0)

    def with_inside(self, other: Size, depth: int) -> Size:
        """This one with the other standing in it below `depth` fields."""
        return Size(
            max(self.depth, depth + other.depth),
            self.selections + other.selections,
            self.aliases + other.aliases,
            self.directives + other.directives,
        )


def _refuse_beyond(total: Size) -> None:
    _at_most(
        DEEPEST_SELECTION,
        total.depth,
        _("Nested too deeply: {deepest} levels at most.", deepest=DEEPEST_SELECTION),
    )
    _at_most(
        MOST_SELECTIONS,
        total.selections,
        _("Too many fields, fragments included: {most} at most.", most=MOST_SELECTIONS),
    )
    _at_most(MOST_ALIASES, total.aliases, _("Too many aliases: {most} at most.", most=MOST_ALIASES))
    _at_most(MOST_DIRECTIVES, total.directives, _("Too many directives: {most} at most.", most=MOST_DIRECTIVES))


def _at_most(most: int, found: int, message: str) -> None:
    if found > most:
        raise GraphQLError(message)


@dataclass
class _Spreads:
    """What a definition says itself, and the fragments that it spreads, each with the fields around it."""

    own: Size
    spreads: list[tuple[FragmentSpreadNode, int]] = field(default_factory=list)


class _Sizes:
    """The sizes of a document's definitions; each fragment is looked at once, however often it is spread."""

    def __init__(self, fragments: dict[str, FragmentDefinitionNode]) -> None:
        self._fragments = fragments
        self._known: dict[str, Size] = {}
        self._open: set[str] = set()

    def roots(self, definitions: Iterable[Executable]) -> list[Executable]:
        """The operations, and the fragments that none of them reaches: validation looks at these, too."""
        definitions = list(definitions)
        operations = [one for one in definitions if isinstance(one, OperationDefinitionNode)]
        for operation in operations:
            self.of(operation)
        return [*operations, *(one for one in self._fragments.values() if one.name.value not in self._known)]

    def of(self, definition: Executable) -> Size:
        """The size with fragments where they are spread. Raises GraphQLError for one that is spread within itself."""
        said = _spreads(definition)
        size = said.own
        for spread, depth in said.spreads:
            size = size.with_inside(self._spread(spread), depth)
        return size

    def _spread(self, spread: FragmentSpreadNode) -> Size:
        name = spread.name.value
        if name in self._open:
            raise GraphQLError(_("A fragment can't be spread within itself."), spread)
        if name not in self._known and name in self._fragments:
            self._open.add(name)
            self._known[name] = self.of(self._fragments[name])
            self._open.remove(name)
        # Validation refuses a name that no fragment has.
        return self._known.get(name, Size())

    def fields_and_repetitions(self, definition: Executable) -> tuple[int, int]:
        """How many fields stand at its root, and how many pairs of fields have one response key in one place.

        Visits every selection as often as it is spread, so the size is to be checked before.
        """
        at_root, pairs = -1, 0
        waiting = [[definition.selection_set]]
        while waiting:
            by_key: dict[str, list[FieldNode]] = {}
            for node in self._fields(waiting.pop()):
                by_key.setdefault((node.alias or node.name).value, []).append(node)
            if at_root < 0:
                at_root = len(by_key)
            for same in by_key.values():
                pairs += len(same) * (len(same) - 1) // 2
                if below := [node.selection_set for node in same if node.selection_set]:
                    waiting.append(below)
        return at_root, pairs

    def _fields(self, sets: Iterable[SelectionSetNode]) -> Iterator[FieldNode]:
        waiting = list(sets)
        while waiting:
            for node in waiting.pop().selections:
                if isinstance(node, FieldNode):
                    yield node
                elif (inner := self._inner(node)) is not None:
                    waiting.append(inner)

    def _inner(self, node: SelectionNode) -> SelectionSetNode | None:
        if isinstance(node, FragmentSpreadNode):
            fragment = self._fragments.get(node.name.value)
            return fragment.selection_set if fragment is not None else None
        found: SelectionSetNode | None = getattr(node, "selection_set", None)
        return found


def _spreads(definition: Executable) -> _Spreads:
    depths, selections, aliases, spreads = [0], 0, 0, []
    directives = len(definition.directives or ())
    directives += sum(len(variable.directives or ()) for variable in definition.variable_definitions or ())
    waiting = [(definition.selection_set, 0)]
    while waiting:
        selection_set, depth = waiting.pop()
        selections += len(selection_set.selections)
        for node in selection_set.selections:
            directives += len(node.directives or ())
            if isinstance(node, FragmentSpreadNode):
                spreads.append((node, depth))
                continue
            inner = depth
            if isinstance(node, FieldNode):
                aliases += node.alias is not None
                inner += 1
                depths.append(inner)
            if below := getattr(node, "selection_set", None):
                waiting.append((below, inner))
    return _Spreads(Size(max(depths), selections, aliases, directives), spreads)


def _is_executable(definition: DefinitionNode) -> TypeGuard[Executable]:
    return isinstance(definition, OperationDefinitionNode | FragmentDefinitionNode)
