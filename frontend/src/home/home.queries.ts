import { graphql } from '~/lib/graphql';

export const StepsFragment = graphql(`
  fragment Steps on AccountCounts {
    development transferPending awaitingPlan collaborator inactive
  }
`);

export const MemberHomeQuery = graphql(
  `
  query MemberHome {
    accountCounts { development transferPending awaitingPlan collaborator inactive ...Steps }
    team(first: 100) { nodes { id status } }
    accounts(filter: { archived: false }, sort: NEWEST, first: 5) {
      nodes { id accountId name website status createdAt }
    }
  }
`,
  [StepsFragment],
);

/** What the clients are to do: transfers, plans and requests that are open. */
export const WaitingQuery = graphql(`
  query Waiting {
    transfers: accounts(filter: { status: [TRANSFER_PENDING] }, sort: OLDEST, first: 25) {
      nodes { id accountId name transfer { id toEmail status expiresAt blocked bouncedAt } }
    }
    plans: accounts(filter: { status: [AWAITING_PLAN] }, sort: OLDEST, first: 5) {
      nodes { id accountId name ownerEmail }
    }
    accessRequests(filter: { status: [PENDING] }, first: 5) {
      nodes { id accountId sentAt bouncedAt }
    }
  }
`);

export const OperatorHomeQuery = graphql(`
  query OperatorHome {
    applications(filter: { status: [SUBMITTED] }, first: 5) {
      nodes { id companyName website submittedAt dueAt overdue }
      totalCount
    }
  }
`);

export const GettingStartedQuery = graphql(
  `
  query GettingStarted {
    accountCounts { ...Steps }
    team(first: 2) { nodes { id } }
    viewer { member { id joinedAt } partner { id name createdAt } }
    program { gettingStartedVideoUrl }
  }
`,
  [StepsFragment],
);

/**
 * What is available, coming and owed, and what was earned in the periods up to this month, by currency; the held rewards
 * of the oldest payments say when.
 */
export const HomeMoneyQuery = graphql(`
  query HomeMoney {
    viewer {
      partner { id balances { currencyCode available { amount currencyCode } pending { amount currencyCode } debt { amount currencyCode } } }
    }
    performance {
      periods { startsOn }
      points { startsOn earned { amount currencyCode } }
    }
    rewards(filter: { status: [PENDING] }, last: 100) {
      nodes { id availableAt leftAmount { amount currencyCode } }
    }
  }
`);
