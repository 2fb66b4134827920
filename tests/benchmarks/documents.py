"""What both servers are asked, in the words of each, and the shape in which their answers are compared.

Fragments of documents begin with an underscore; those of PostGraphile say `their`.
"""

from __future__ import annotations

from typing import Any

Row = dict[str, Any]

_ACCOUNT = "id accountId name website status provisioning platform country currencyCode createdAt"
_THEIR_ACCOUNT = (
    "name website status"
    " clientAccountByAccountId { rowId accountId provisioning platform country currencyCode createdAt }"
)
_PAGE_INFO = "pageInfo { endCursor hasNextPage }"
_THEIR_LIST = "allAccountAccesses(condition: {partnerId: $partner}, orderBy: [SINCE_DESC], after: $after,"

PAGE = f"query Page($after: String) {{ accounts(first: 100, after: $after) {{ nodes {{ {_ACCOUNT} }} {_PAGE_INFO} }} }}"
THEIR_PAGE = (
    "query Page($partner: UUID!, $after: Cursor) {"
    f" {_THEIR_LIST} first: 100) {{ nodes {{ {_THEIR_ACCOUNT} }} {_PAGE_INFO} }} }}"
)

COUNTED_PAGE = PAGE.replace("nodes {", "totalCount nodes {", 1)
THEIR_COUNTED_PAGE = THEIR_PAGE.replace("nodes {", "totalCount nodes {", 1)

ACCOUNT = f"query Account($id: ID!) {{ account(id: $id) {{ {_ACCOUNT} }} }}"
THEIR_ACCOUNT = (
    "query Account($partner: UUID!, $id: UUID!) { accountAccessByAccountIdAndPartnerId("
    f"accountId: $id, partnerId: $partner) {{ {_THEIR_ACCOUNT} }} }}"
)

CREATE = (
    "mutation Create($input: CreateAccountInput!) { createAccount(input: $input) {"
    " account { id accountId name website status provisioning createdAt } userErrors { code } warnings { code } } }"
)
THEIR_CREATE = (
    "mutation Create($input: CreateAccountInput!) { createAccount(input: $input) { result {"
    " name website status clientAccountByAccountId { rowId accountId provisioning createdAt } } } }"
)

_COUNTS = "development transferPending awaitingPlan collaborator inactive"
DASHBOARD = f"""query Dashboard($after: String) {{
  viewer {{ partner {{ name website status }} }}
  accountCounts {{ {_COUNTS} }}
  accounts(first: 25, after: $after) {{ nodes {{
    id accountId name website status
    entries {{ id kind amountCents at }} lead {{ id company stage }} member {{ id role name email }}
  }} }}
}}"""
THEIR_DASHBOARD = f"""query Dashboard($partner: UUID!, $after: Cursor) {{
  partnerByRowId(rowId: $partner) {{ name website status accountCounts {{ {_COUNTS} }} }}
  {_THEIR_LIST} first: 25) {{ nodes {{
    name website status
    clientAccountByAccountId {{
      rowId accountId
      benchEntriesByAccountId(first: 3, orderBy: [AT_DESC, PRIMARY_KEY_DESC]) {{
        nodes {{ rowId kind amountCents at }}
      }}
      benchLeadByAccountId {{ rowId company stage teamMemberByMemberId {{ rowId role userByUserId {{ name email }} }} }}
    }}
  }} }}
}}"""


def page(data: Row) -> Any:
    found = data["accounts"]
    return [_plain(node) for node in found["nodes"]], found["pageInfo"]["hasNextPage"], _counted(found)


def their_page(data: Row) -> Any:
    found = data["allAccountAccesses"]
    rows = [_their_account(node) for node in found["nodes"]]
    return rows, found["pageInfo"]["hasNextPage"], _counted(found)


def _counted(found: Row) -> int | None:
    """The total as far as the portal counts at least."""
    return min(found["totalCount"], 10_000) if "totalCount" in found else None


def account(data: Row) -> Any:
    return _plain(data["account"])


def their_account(data: Row) -> Any:
    return _their_account(data["accountAccessByAccountIdAndPartnerId"])


def created(data: Row) -> Any:
    answer = data["createAccount"]
    return _but_chance(answer["account"]), answer["userErrors"]


def their_created(data: Row) -> Any:
    return _but_chance(_their_account(data["createAccount"]["result"])), []


def dashboard(data: Row) -> Any:
    return (
        data["viewer"]["partner"],
        data["accountCounts"],
        [_plain(node) for node in data["accounts"]["nodes"]],
    )


def their_dashboard(data: Row) -> Any:
    partner = dict(data["partnerByRowId"])
    counts = {name: int(count) for name, count in partner.pop("accountCounts").items()}
    return partner, counts, [_their_dashboard_account(node) for node in data["allAccountAccesses"]["nodes"]]


def _their_dashboard_account(node: Row) -> Row:
    found = _their_account(node)
    found["entries"] = found.pop("benchEntriesByAccountId")["nodes"]
    found["lead"] = lead = found.pop("benchLeadByAccountId")
    member = lead.pop("teamMemberByMemberId")
    user = member.pop("userByUserId")
    found["member"] = member | user
    return found


def _their_account(node: Row) -> Row:
    rest = {name: value for name, value in node.items() if name != "clientAccountByAccountId"}
    return dict(_plain({**node["clientAccountByAccountId"], **rest}))


def _but_chance(row: Row) -> Row:
    """Without what is different for each account that is made."""
    chance = {"id", "accountId", "createdAt"}
    assert all(row[name] for name in chance)
    return {name: value for name, value in row.items() if name not in chance}


def _plain(value: Any, name: str = "") -> Any:
    """Ids as hex digits named `id`, moments to the second: in these alone do the servers' words differ."""
    if isinstance(value, dict):
        named = {("id" if key == "rowId" else key): part for key, part in value.items()}
        return {key: _plain(part, key) for key, part in named.items()}
    if isinstance(value, list):
        return [_plain(one, name) for one in value]
    if name == "id":
        return value.rpartition("_")[2].replace("-", "")
    if name in {"at", "createdAt"}:
        return value[:19]
    return value
