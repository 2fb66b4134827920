import { graphql } from '~/lib/graphql';
import { AccountDetailFragment } from '../account.queries';

export const TransferOwnership = graphql(
  `
  mutation TransferOwnership($input: TransferOwnershipInput!) {
    transferOwnership(input: $input) {
      account { id ...AccountDetail }
      userErrors { code field message }
    }
  }
`,
  [AccountDetailFragment],
);

export const ResendTransfer = graphql(
  `
  mutation ResendTransfer($input: ResendTransferInput!) {
    resendTransfer(input: $input) {
      account { id ...AccountDetail }
      userErrors { code field message }
    }
  }
`,
  [AccountDetailFragment],
);

export const CancelTransfer = graphql(
  `
  mutation CancelTransfer($input: CancelTransferInput!) {
    cancelTransfer(input: $input) {
      account { id ...AccountDetail }
      userErrors { code field message }
    }
  }
`,
  [AccountDetailFragment],
);

export const NudgeClient = graphql(
  `
  mutation NudgeClient($input: NudgeClientInput!) {
    nudgeClient(input: $input) {
      account { id ...AccountDetail }
      userErrors { code field message }
    }
  }
`,
  [AccountDetailFragment],
);

export const WithdrawAccess = graphql(
  `
  mutation WithdrawAccess($input: WithdrawAccessInput!) {
    withdrawAccess(input: $input) {
      account { id ...AccountDetail }
      userErrors { code field message }
    }
  }
`,
  [AccountDetailFragment],
);
