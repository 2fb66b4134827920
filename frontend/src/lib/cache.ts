import type { Cache, CacheExchangeOpts, Entity } from '@urql/exchange-graphcache';

/** Types without an identity of their own: they live within the object that holds them. */
const embedded = [
  'AccessEnded',
  'AccessRequestConnection',
  'AccessRequestEdge',
  'AccountAccess',
  'AccountCounts',
  'Actor',
  'AuditActor',
  'AuditEventConnection',
  'AuditEventEdge',
  'ClientAccountConnection',
  'ClientAccountEdge',
  'Credit',
  'CreditCandidate',
  'CreditCheck',
  'CreditPolicyConnection',
  'CreditPolicyDraft',
  'CreditPolicyEdge',
  'DomainVerification',
  'EmailVerification',
  'InvitationConnection',
  'InvitationEdge',
  'InvitationOffer',
  'InvitingPartner',
  'LeadConnection',
  'LeadCounts',
  'LeadEdge',
  'LeadImportRow',
  'PageInfo',
  'PartnerApplicationConnection',
  'PartnerApplicationEdge',
  'PasswordReset',
  'Program',
  'ReferralDay',
  'ReferralLinkConnection',
  'ReferralLinkEdge',
  'Registration',
  'RegistrationPartner',
  'ReserveWebsitesResult',
  'ReservedWebsiteConnection',
  'ReservedWebsiteEdge',
  'TeamMemberConnection',
  'TeamMemberEdge',
  'TermsVersion',
  'TimelineEntryConnection',
  'TimelineEntryEdge',
  'Viewer',
  'WeighedAccount',
  'WeighedAccountConnection',
  'WeighedAccountEdge',
];

/** Lets every answer of these root fields be asked for again. */
function forget(cache: Cache, ...fields: string[]): void {
  for (const { fieldName, arguments: given } of cache.inspectFields('Query')) {
    if (fields.includes(fieldName)) cache.invalidate('Query', fieldName, given);
  }
}

const accountsChanged = (_result: unknown, _args: unknown, cache: Cache) => forget(cache, 'accounts', 'accountCounts');
// The account's page shows them too, with a line in its timeline.
const requestsChanged = (_result: unknown, _args: unknown, cache: Cache) => forget(cache, 'accessRequests', 'account');
const applicationsChanged = (_result: unknown, _args: unknown, cache: Cache) => forget(cache, 'applications');
const leadsChanged = (_result: unknown, _args: unknown, cache: Cache) => forget(cache, 'leads', 'leadCounts');
const linksChanged = (_result: unknown, _args: unknown, cache: Cache) => forget(cache, 'referralLinks');
const reservedChanged = (_result: unknown, _args: unknown, cache: Cache) => forget(cache, 'reservedWebsites');
const teamChanged = (_result: unknown, _args: unknown, cache: Cache) => forget(cache, 'team', 'invitations');

/** What is done to many at once names its input `each`, and is shown when the server has answered. */
const isOneOfMany = ({ variables }: { variables: Record<string, unknown> }) => 'each' in variables;

function inputOf(args: unknown): Record<string, unknown> {
  return (args as { input: Record<string, unknown> }).input;
}

export const cacheSettings: Partial<CacheExchangeOpts> = {
  keys: Object.fromEntries(embedded.map((type) => [type, () => null])),
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
      publishTerms: (_result, _args, cache) => forget(cache, 'program'),
      endSession: (_result, args, cache) =>
        cache.invalidate({ __typename: 'Session', id: String(inputOf(args).sessionId) }),
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
            },
          },
  },
};
