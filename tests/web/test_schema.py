"""The schema: committed, described, and with a decision about rights for every field."""

import re
from collections import Counter
from pathlib import Path

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    build_schema,
)

from portal.core.database import Base
from portal.core.permissions import RIGHTS, Permission
from portal.core.reading import declare as d
from portal.web.schema import make_api
from tests.people import Portal

COMMITTED = Path(__file__).parents[2] / "schema.graphql"

# What everybody may ask; what a mailed link opens is guarded by the link.
PUBLIC = {
    *("program", "viewer", "node"),
    *(
        "application",
        "invitation",
        "registration",
        "passwordReset",
        "clientLink",
        "domainVerification",
        "emailChange",
        "emailVerification",
    ),
}


def _types() -> list[GraphQLNamedType]:
    schema = make_api().schema
    return [type_ for name, type_ in schema.type_map.items() if not name.startswith("__")]


def test_the_committed_schema_is_what_the_code_prints() -> None:
    assert make_api().sdl() == COMMITTED.read_text(), "run `make schema`"


def test_the_committed_schema_holds_by_itself() -> None:
    assert build_schema(COMMITTED.read_text()).query_type


def test_everything_has_a_description() -> None:
    silent: list[str] = []
    for type_ in _types():
        if not type_.description:
            silent.append(type_.name)
        if isinstance(type_, GraphQLEnumType):
            silent += [f"{type_.name}.{name}" for name, value in type_.values.items() if not value.description]
        if isinstance(type_, GraphQLInputObjectType):
            silent += [f"{type_.name}.{name}" for name, field in type_.fields.items() if not field.description]
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            for name, described in type_.fields.items():
                if not described.description:
                    silent.append(f"{type_.name}.{name}")
                arguments = described.args.items()
                # `input` is described by its type.
                silent += [f"{type_.name}.{name}({a})" for a, x in arguments if a != "input" and not x.description]
    builtin = {"ID", "Int", "String", "Boolean", "Float", "Decimal"}
    assert [name for name in silent if name not in builtin] == []


def test_every_query_needs_a_right_or_is_named_as_public() -> None:
    api = make_api()
    assert api.schema.query_type is not None
    open_to_all = set()
    for name in api.schema.query_type.fields:
        spec = api.registry.spec("Query", name)
        assert isinstance(spec, d.Root)
        assert spec.rule is not None
        if spec.rule.right is None:
            open_to_all.add(name)
    assert open_to_all == PUBLIC


def test_what_is_public_and_not_guarded_by_a_link_is_known() -> None:
    api = make_api()
    linked = set()
    for name in PUBLIC:
        spec = api.registry.spec("Query", name)
        if isinstance(spec, d.Single) and spec.links:
            linked.add(name)
    assert PUBLIC - linked == {"program", "viewer", "node"}


def test_every_node_needs_a_right() -> None:
    nodes = make_api().registry.nodes
    assert {prefix: node.requires for prefix, node in nodes.items()} == {
        "acct": Permission.VIEW_ACCOUNTS,
        "adj": Permission.ADJUST_BALANCES,
        "cpol": Permission.VIEW_CREDIT_POLICY,
        "plan": Permission.VIEW_REWARD_PLAN,
        "rew": Permission.VIEW_REWARDS,
        "dom": Permission.VIEW_TEAM,
        "inv": Permission.EDIT_TEAM,
        "bill": Permission.VIEW_BILLING_EVENTS,
        "evt": Permission.VIEW_AUDIT_TRAIL,
        "ref": Permission.VIEW_REFERRAL_LINKS,
        "req": Permission.VIEW_ACCOUNTS,
        "tran": Permission.VIEW_ACCOUNTS,
        "app": Permission.VIEW_APPLICATIONS,
        "lead": Permission.VIEW_LEADS,
        "link": Permission.VIEW_QUICK_LINKS,
        "resw": Permission.RESERVE_WEBSITES,
        "mem": Permission.VIEW_TEAM,
        "part": Permission.VIEW_PARTNERS,
        "pob": Permission.VIEW_PAYOUT_BATCHES,
        "pom": Permission.VIEW_PAYOUT_METHODS,
        "wdr": Permission.VIEW_WITHDRAWALS,
        "sess": Permission.VIEW_PROFILE,
        "pky": Permission.VIEW_PROFILE,
        "outl": Permission.VIEW_PROFILE,
        "oac": Permission.EDIT_OAUTH_CLIENTS,
        "tok": Permission.VIEW_ACCESS_TOKENS,
        "grant": Permission.VIEW_GRANTS,
        "whd": Permission.MANAGE_WEBHOOKS,
        "whe": Permission.MANAGE_WEBHOOKS,
    }


def test_an_id_says_what_it_is_of() -> None:
    begin = [mapper.class_.prefix for mapper in Base.registry.mappers if hasattr(mapper.class_, "prefix")]
    assert [prefix for prefix, times in Counter(begin).items() if times > 1] == []
    assert [prefix for prefix in begin if not re.fullmatch("[a-z]{2,8}", prefix)] == []


def test_every_right_has_holders() -> None:
    assert set(RIGHTS) == set(Permission)
    assert all(RIGHTS.values())


def test_mutations_take_one_input_of_their_name_and_answer_with_a_payload_of_their_name() -> None:
    schema = make_api().schema
    mutations = schema.mutation_type
    assert mutations is not None
    for name, field in mutations.fields.items():
        verb = name[0].upper() + name[1:]
        assert {argument: str(x.type) for argument, x in field.args.items()} == {"input": f"{verb}Input!"}
        assert str(field.type) == f"{verb}Payload!"
        payload = schema.type_map[f"{verb}Payload"]
        assert isinstance(payload, GraphQLObjectType)
        assert str(payload.fields["userErrors"].type) == "[UserError!]!"


async def test_the_schema_is_served_for_code_generators(portal: Portal) -> None:
    assert (await portal.nobody().http.get("/schema.graphql")).text == COMMITTED.read_text()
