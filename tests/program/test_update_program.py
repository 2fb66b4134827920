"""updateProgram and program."""

import pytest

from portal.core.permissions import OperatorRole, Scope
from tests.people import Portal

PROGRAM = "name supportEmail timeZone currencyCode logoUrl gettingStartedVideoUrl reviewBusinessDays"


async def test_a_fresh_installation_has_its_defaults_for_everybody(portal: Portal) -> None:
    query = f"{{ program {{ {PROGRAM} vendorUrl testClock terms {{ version }} }} }}"
    expected = {
        "name": "Partner Program",
        "supportEmail": "partners@portal.example",
        "timeZone": "UTC",
        "currencyCode": "EUR",
        "logoUrl": None,
        "gettingStartedVideoUrl": None,
        "reviewBusinessDays": 1,
        "vendorUrl": "http://vendor.example",
        "testClock": True,
        "terms": None,
    }
    for person in (
        portal.nobody(),
        await portal.alice(),
        await portal.charlie(),
        await portal.olga(),
        await portal.tool(Scope.ACCOUNTS_READ),
    ):
        assert await person.read(query) == {"program": expected}


async def test_it_changes_what_is_named_and_leaves_the_rest(portal: Portal) -> None:
    olga = await portal.olga()
    sent = {
        "name": "Northwind Partners",
        "supportEmail": "Help@Northwind.example",
        "timeZone": "Europe/Berlin",
        "currencyCode": "JPY",
        "logoUrl": "https://northwind.example/logo.svg",
        "gettingStartedVideoUrl": "https://video.example/1",
        "reviewBusinessDays": 30,
    }
    made = await olga.do("updateProgram", f"program {{ {PROGRAM} }}", **sent)
    assert made["program"] == {**sent, "supportEmail": "help@northwind.example"}
    again = await olga.do("updateProgram", f"program {{ {PROGRAM} }}", logoUrl=None, name="Partners")
    assert again["program"] == {**made["program"], "name": "Partners", "logoUrl": None}
    assert await portal.nobody().read(f"{{ program {{ {PROGRAM} }} }}") == {"program": again["program"]}


async def test_it_tells_what_happened(portal: Portal) -> None:
    olga = await portal.olga()
    await olga.do("updateProgram", "program { name }", timeZone="Europe/Berlin", name="Partners")
    told = await portal.events("program.updated")
    assert told == [("program.updated", "OPERATOR", None, {"fields": ["name", "time_zone"]})]


async def test_it_tells_nothing_where_nothing_changed(portal: Portal) -> None:
    olga = await portal.olga()
    await olga.do("updateProgram", "program { name }")
    await olga.do("updateProgram", "program { name }", timeZone="UTC", name=" Partner Program ")
    assert await portal.events("program.updated") == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", None),
        ("name", "x" * 81),
        ("name", "Part\0ners"),
        ("supportEmail", "nobody"),
        ("supportEmail", None),
        ("timeZone", "Mars/Olympus"),
        ("timeZone", "\0"),
        ("timeZone", None),
        ("currencyCode", None),
        ("logoUrl", "javascript:alert(1)"),
        ("logoUrl", "//evil.example/x.svg"),
        ("logoUrl", "https://"),
        ("logoUrl", "https://" + "x" * 500),
        ("gettingStartedVideoUrl", "https://video.example/\0"),
        ("gettingStartedVideoUrl", "https://video.example/a b"),
        ("reviewBusinessDays", 0),
        ("reviewBusinessDays", 31),
        ("reviewBusinessDays", None),
    ],
)
async def test_it_refuses_what_cannot_be_used_and_changes_nothing(portal: Portal, field: str, value: object) -> None:
    olga = await portal.olga()
    sent = {"name": "Changed", field: value}
    assert await olga.refused("updateProgram", **sent) == [("INVALID", f"input.{field}")]
    assert await portal.nobody().read("{ program { name } }") == {"program": {"name": "Partner Program"}}


async def test_only_administrators_change_it(portal: Portal) -> None:
    for nobody in (portal.nobody(), await portal.charlie()):
        assert await nobody.forbidden("updateProgram", name="Mine") == ["UNAUTHENTICATED"]
    for somebody in (
        await portal.alice(),
        await portal.olga(OperatorRole.PARTNERSHIPS),
        await portal.olga(OperatorRole.SUPPORT),
        await portal.tool(Scope.OPERATOR_READ),
    ):
        assert await somebody.forbidden("updateProgram", name="Mine") == ["FORBIDDEN"]
    await (await portal.tool(Scope.OPERATOR_WRITE)).do("updateProgram", "program { name }", name="Mine")
