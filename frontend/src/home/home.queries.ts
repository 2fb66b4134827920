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
    accounts(filter: { archived: false }, sort: NEWEST, first: 5) {
      nodes { id name website status createdAt }
    }
  }
`,
  [StepsFragment],
);

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
    viewer { member { id joinedAt } partner { id name createdAt } }
    program { gettingStartedVideoUrl }
  }
`,
  [StepsFragment],
);
