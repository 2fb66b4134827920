"""The first story by the API alone: a plain HTTP client, the names of docs/api.md, and the mails."""

from __future__ import annotations

import json
from typing import Any

import httpx

from tests.e2e.installation import OPERATOR, OPERATOR_PASSWORD, Installation


async def _send(client: httpx.AsyncClient, query: str, **variables: Any) -> Any:
    body = {"query": query, "variables": variables}
    response = await client.post("/graphql", json=body, headers={"X-Portal-CSRF": "1"})
    answer = response.json()
    assert response.status_code == 200
    assert "errors" not in answer, answer
    [payload] = answer["data"].values()
    assert not (isinstance(payload, dict) and payload.get("userErrors")), payload
    return payload


async def test_an_agency_joins_creates_an_account_and_finds_it(installation: Installation) -> None:
    async with (
        httpx.AsyncClient(base_url=installation.url) as agency,
        httpx.AsyncClient(base_url=installation.url) as operator,
    ):
        applied = await _send(
            agency,
            "mutation($input: ApplyToProgramInput!) { applyToProgram(input: $input)"
            " { application { id status } userErrors { code field message } } }",
            input={
                "companyName": "Fernway Digital",
                "website": "https://www.fernway.example",
                "contactName": "Fern Way",
                "email": "fern@fernway.example",
                "country": "GB",
            },
        )
        assert applied["application"]["status"] == "SUBMITTED"
        status_mail = await installation.sink.wait_for(to="fern@fernway.example")
        token = (status_mail.link or "").rsplit("/application/", 1)[1]
        status = await _send(agency, "query($t: String!) { application(token: $t) { status companyName } }", t=token)
        assert status == {"status": "SUBMITTED", "companyName": "Fernway Digital"}

        signed_in = await _send(
            operator,
            "mutation($input: SignInInput!) { signIn(input: $input) { operator { email } userErrors { message } } }",
            input={"email": OPERATOR, "password": OPERATOR_PASSWORD},
        )
        assert signed_in["operator"] == {"email": OPERATOR}
        await _send(
            operator,
            "mutation($id: ID!) { approveApplication(input: {applicationId: $id})"
            " { application { status } partner { id referralUrl } userErrors { message } } }",
            id=applied["application"]["id"],
        )
        welcome = await installation.sink.wait_for(to="fern@fernway.example", subject_contains="set up your log-in")
        registered = await _send(
            agency,
            "mutation($input: RegisterMemberInput!) { registerMember(input: $input)"
            " { member { name role status } userErrors { message } } }",
            input={
                "token": (welcome.link or "").rsplit("/register/", 1)[1],
                "name": "Fern Way",
                "password": "green leaves in spring",
            },
        )
        assert registered["member"] == {"name": "Fern Way", "role": "OWNER", "status": "ACTIVE"}

        created = await _send(
            agency,
            "mutation($input: CreateAccountInput!) { createAccount(input: $input)"
            " { account { id accountId status accessLevel } warnings { message } userErrors { message } } }",
            input={"name": "Northwind Outfitters", "website": "northwind-outfitters.example", "platform": "Shopify"},
        )
        account = created["account"]
        assert (account["status"], account["accessLevel"]) == ("DEVELOPMENT", "OWNER")
        found = await _send(
            agency,
            '{ accounts(filter: {search: "north out", status: DEVELOPMENT}) { totalCount nodes { id accountId } } }',
        )
        assert found == {"totalCount": 1, "nodes": [{"id": account["id"], "accountId": account["accountId"]}]}

    client = json.loads(
        (await installation.command("create-client", "tool", "--scopes", "accounts:read")).splitlines()[-1]
    )
    async with httpx.AsyncClient(base_url=installation.url) as tool:
        granted = await tool.post(
            "/oauth/token",
            data={"grant_type": "client_credentials"},
            auth=(client["clientId"], client["clientSecret"]),
        )
        tool.headers["Authorization"] = f"Bearer {granted.json()['access_token']}"
        seen = await _send(
            tool,
            "query($n: String) { account(accountId: $n) { name accesses { partner { name } status } } }",
            n=account["accountId"],
        )
    assert seen["accesses"] == [{"partner": {"name": "Fernway Digital"}, "status": "DEVELOPMENT"}]
