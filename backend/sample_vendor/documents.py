"""Every GraphQL operation that this app sends; the portal's schema.graphql describes each field."""

# --- what the product tells -----------------------------------------------------------------------------------------

REGISTER_ACCOUNTS = """
mutation RegisterAccounts($input: RegisterAccountsInput!) {
  registerAccounts(input: $input) {
    results { accountId outcome userErrors { code field message } }
    userErrors { code field message }
  }
}
"""

RECORD_BILLING_EVENTS = """
mutation RecordBillingEvents($input: RecordBillingEventsInput!) {
  recordBillingEvents(input: $input) {
    results { externalId outcome userErrors { code field message } }
    userErrors { code field message }
  }
}
"""

CLOSE_ACCOUNTS = """
mutation CloseAccounts($input: CloseAccountsInput!) {
  closeAccounts(input: $input) {
    results { accountId outcome userErrors { code field message } }
    userErrors { code field message }
  }
}
"""

CONFIRM_ACCOUNT = """
mutation ConfirmAccount($input: ConfirmAccountInput!) {
  confirmAccount(input: $input) { account { accountId } userErrors { code field message } }
}
"""

FAIL_ACCOUNT = """
mutation FailAccount($input: FailAccountInput!) {
  failAccount(input: $input) { account { accountId } userErrors { code field message } }
}
"""

# --- what the owner of an account decides ---------------------------------------------------------------------------

APPROVE_ACCESS = """
mutation ApproveAccess($input: ApproveAccessInput!) {
  approveAccess(input: $input) { accessRequest { id status } userErrors { code field message } }
}
"""

DECLINE_ACCESS = """
mutation DeclineAccess($input: DeclineAccessInput!) {
  declineAccess(input: $input) { accessRequest { id status } userErrors { code field message } }
}
"""

REVOKE_ACCESS = """
mutation RevokeAccess($input: RevokeAccessInput!) {
  revokeAccess(input: $input) { account { accountId } userErrors { code field message } }
}
"""

UNBLOCK_PARTNER = """
mutation UnblockPartner($input: UnblockPartnerInput!) {
  unblockPartner(input: $input) { account { accountId } userErrors { code field message } }
}
"""

# --- what is read ---------------------------------------------------------------------------------------------------

CLOCK = """
query Clock { program { now testClock } }
"""

ACCOUNT = """
query Account($accountId: String!) {
  account(accountId: $accountId) { accountId name website ownerEmail plan provisioning createdAt }
}
"""

ACCOUNTS = """
query Accounts($after: String) {
  accounts(first: 100, after: $after, sort: OLDEST) {
    nodes { accountId name website ownerEmail plan provisioning createdAt closedAt }
    pageInfo { hasNextPage endCursor }
  }
}
"""

ACCESS = """
query Access($accountId: String!) {
  account(accountId: $accountId) {
    openRequests { id message createdAt expiresAt partner { id name website } }
    accesses { status accessLevel since lastUsedAt ended { by at reason } partner { id name website } }
    blockedPartners { since partner { id name website } }
  }
}
"""

# --- where webhooks go ----------------------------------------------------------------------------------------------

WEBHOOK_ENDPOINTS = """
query WebhookEndpoints { webhookEndpoints { id url } }
"""

CREATE_WEBHOOK_ENDPOINT = """
mutation CreateWebhookEndpoint($input: CreateWebhookEndpointInput!) {
  createWebhookEndpoint(input: $input) { endpoint { id url } secret userErrors { code field message } }
}
"""

DELETE_WEBHOOK_ENDPOINT = """
mutation DeleteWebhookEndpoint($input: DeleteWebhookEndpointInput!) {
  deleteWebhookEndpoint(input: $input) { userErrors { code field message } }
}
"""
