"""What Mailwave sends, and what docs/integrating.md shows, holds against the portal's schema."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from graphql import GraphQLSchema, build_schema, parse, validate

from sample_vendor import documents

ROOT = Path(__file__).parents[2]
# The operations on webhook endpoints are tried against the schema as soon as that has them.
_SENT = {name: text for name, text in vars(documents).items() if name.isupper()}
_SHOWN = re.findall(r"```graphql\n(.*?)```", (ROOT / "docs/integrating.md").read_text(), re.DOTALL)
_CURLED = re.findall(r"^ask '(.*?)'", (ROOT / "docs/integrating.md").read_text(), re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    return build_schema((ROOT / "schema.graphql").read_text())


def _wrong(schema: GraphQLSchema, text: str) -> list[str]:
    if "ebhookEndpoint" in text and "webhookEndpoints" not in (schema.query_type.fields if schema.query_type else {}):
        pytest.skip("the portal has no webhooks yet")
    return [error.message for error in validate(schema, parse(text))]


@pytest.mark.parametrize("name", sorted(_SENT))
def test_what_is_sent_holds(schema: GraphQLSchema, name: str) -> None:
    assert _wrong(schema, _SENT[name]) == []


@pytest.mark.parametrize("text", [one for shown in [*_SHOWN, *_CURLED] for one in re.split(r"\n(?=mutation)", shown)])
def test_what_is_shown_holds(schema: GraphQLSchema, text: str) -> None:
    assert _wrong(schema, text) == []
