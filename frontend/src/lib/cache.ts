import type { Cache, CacheExchangeOpts, Entity } from '@urql/exchange-graphcache';
import { embeddedTypes } from './embedded-types';
import type { UserErrorLike } from './errors';

/** Lets every answer of these fields be asked for again, of the root or of another thing. */
function forgetOf(cache: Cache, entity: Entity, fields: readonly string[]): void {
  for (const { fieldName, arguments: given } of cache.inspectFields(entity)) {
    if (fields.includes(fieldName)) cache.invalidate(entity, fieldName, given);
  }
}

const forget = (cache: Cache, ...fields: string[]) => forgetOf(cache, 'Query', fields);

const accountsChanged = (_result: unknown, _args: unknown, cache: Cache) => forget(cache, 'accounts', 'accountCounts');
// The account's page shows them too, with a line in its timeline.
const requestsChanged = (_result: unknown, _args: unknown, cache: Cache) => forget(cache, 'accessRequests', 'account');
const applicationsChanged = (_result: unknown, _args: unknown, cache: Cache) => forget(cache, 'applications');
const leadsChanged = (_result: unknown, _args: unknown, cache: Cache) => forget(cache, 'leads', 'leadCounts');
const linksChanged = (_result: unknown, _args: unknown, cache: Cache) => forget(cache, 'referralLinks');
const reservedChanged = (_result: unknown, _args: unknown, cache: Cache) => forget(cache, 'reservedWebsites');
const adjustmentsChanged = (_result: unknown, _args: unknown, cache: Cache) => forget(cache, 'balanceAdjustments');

type Payload = { userErrors?: readonly UserErrorLike[] } | null;

/** A withdrawal takes of the rewards and gives back to them: they and the balances stand otherwise afterwards. */
function moneyMoved(result: Record<string, unknown>, args: unknown, cache: Cache): void {
  forget(cache, 'withdrawals', 'rewards');
  const partner = cache.resolve(cache.resolve('Query', 'viewer') as Entity, 'partner');
  if (partner) cache.invalidate(partner as Entity, 'balances');
  const refused = Object.values(result).some((payload) => (payload as Payload)?.userErrors?.length);
  // It stands otherwise than was thought.
  if (refused) forgetOfWithdrawals(cache, args, ['status', 'timeline']);
}

function forgetOfWithdrawals(cache: Cache, args: unknown, fields: readonly string[]): void {
  const { withdrawalId, withdrawalIds = withdrawalId ? [withdrawalId] : [] } = inputOf(args);
  for (const id of withdrawalIds as string[]) forgetOf(cache, { __typename: 'Withdrawal', id }, fields);
}

const teamChanged = (_result: unknown, _args: unknown, cache: Cache) => forget(cache, 'team', 'invitations');

/** What is done to many at once names its input `each`, and is shown when the server has answered. */
const isOneOfMany = ({ variables }: { variables: Record<string, unknown> }) => 'each' in variables;

function inputOf(args: unknown): Record<string, unknown> {
  return (args as { input: Record<string, unknown> }).input;
}

export const cacheSettings: Partial<CacheExchangeOpts> = {
  keys: Object.fromEntries(embeddedTypes.map((type) => [type, () => null])),
  updates: {
    Mutation: {
      createAccount: accountsChanged,
      updateAccount: accountsChanged,
      archiveAccount: accountsChanged,
      restoreAccount: accountsChanged,
      transferOwnership: accountsChanged,
      resendTransfer: accountsChanged,
      cancelTransfer: accountsChanged,
      nudgeClient: accountsChanged,
      withdrawAccess: accountsChanged,
      requestAccess: requestsChanged,
      resendAccessRequest: requestsChanged,
      cancelAccessRequest: requestsChanged,
      approveApplication: applicationsChanged,
      rejectApplication: applicationsChanged,
      requestApplicationChanges: applicationsChanged,
      inviteMember: teamChanged,
      revokeInvitation: teamChanged,
      removeMember: teamChanged,
      approveMember: teamChanged,
      declineMember: teamChanged,
      addDomain: (_result, _args, cache) => {
        const partner = cache.resolve(cache.resolve('Query', 'viewer') as Entity, 'partner');
        cache.invalidate(partner as Entity, 'domains');
      },
      removeDomain: (_result, args, cache) =>
        cache.invalidate({ __typename: 'PartnerDomain', id: String(inputOf(args).domainId) }),
      registerLead: leadsChanged,
      extendLead: leadsChanged,
      withdrawLead: leadsChanged,
      closeLead: leadsChanged,
      importLeads: leadsChanged,
      approveLead: leadsChanged,
      refuseLead: leadsChanged,
      createReferralLink: linksChanged,
      reserveWebsites: reservedChanged,
      releaseWebsite: reservedChanged,
      publishCreditPolicy: (_result, _args, cache) => forget(cache, 'creditPolicies', 'program'),
      // Rewards say that they wait for one.
      updatePayoutMethod: (_result, _args, cache) => forget(cache, 'payoutMethods', 'rewards'),
      withdrawRewards: moneyMoved,
      cancelWithdrawal: moneyMoved,
      approveWithdrawals: moneyMoved,
      rejectWithdrawal: moneyMoved,
      markWithdrawalPaid: moneyMoved,
      failWithdrawal: moneyMoved,
      returnWithdrawal: moneyMoved,
      createPayoutBatch: (_result, args, cache) => {
        forget(cache, 'withdrawals', 'payoutBatches');
        // Their status it says itself.
        forgetOfWithdrawals(cache, args, ['timeline']);
      },
      adjustBalance: adjustmentsChanged,
      approveAdjustment: adjustmentsChanged,
      rejectAdjustment: adjustmentsChanged,
      publishRewardPlan: (_result, _args, cache) =>
        forget(cache, 'rewardPlans', 'program', 'rewardPlanDraft', 'rewardEstimate'),
      retryBillingEvents: (_result, _args, cache) => forget(cache, 'billingEvents'),
      publishTerms: (_result, _args, cache) => forget(cache, 'program'),
      endSession: (_result, args, cache) =>
        cache.invalidate({ __typename: 'Session', id: String(inputOf(args).sessionId) }),
      unlinkOutsideLogin: (_result, _args, cache) => forget(cache, 'outsideLogins'),
    },
  },
  // Only what the server can take back is shown before it answers.
  optimistic: {
    archiveAccount: (args, _cache, info) =>
      isOneOfMany(info)
        ? null
        : {
            __typename: 'ArchiveAccountPayload',
            userErrors: [],
            account: {
              __typename: 'ClientAccount',
              id: String(inputOf(args).accountId),
              status: 'INACTIVE',
              accessLevel: 'NONE',
              canRestore: true,
              loginUrl: null,
            },
          },
    restoreAccount: (args, _cache, info) =>
      isOneOfMany(info)
        ? null
        : {
            __typename: 'RestoreAccountPayload',
            userErrors: [],
            account: {
              __typename: 'ClientAccount',
              id: String(inputOf(args).accountId),
              status: 'DEVELOPMENT',
              accessLevel: 'OWNER',
              canRestore: false,
              loginUrl: null,
            },
          },
  },
};
