import type { ResultOf } from 'gql.tada';
import { operation } from './operation';

const program = 'program { name supportEmail logoUrl vendorUrl testClock now awaitingPlanAccess }';
const link = 'kind status answer newerSent message createdAt expiresAt';
const partner = 'partner { id name website status }';
const refusals = 'userErrors { code field message }';
const register = `
  name
  website
  ownerEmail
  accesses { status accessLevel since lastUsedAt ended { by at reason } ${partner} }
  openRequests { id message createdAt sentAt expiresAt ${partner} }
  blockedPartners { since ${partner} }
`;

export const ProgramQuery = operation(`query Program { ${program} }`);

export const TransferQuery = operation(`
  query Transfer($token: String!) {
    ${program}
    clientLink(token: $token) {
      ${link}
      ${partner}
      account { name website hasPlan accesses { status partner { id } } }
    }
  }
`);

export const AcceptTransfer = operation(`
  mutation AcceptTransfer($input: AcceptTransferInput!) {
    acceptTransfer(input: $input) { account { hasPlan } transfer { toEmail } ${refusals} }
  }
`);

export const DeclineTransfer = operation(`
  mutation DeclineTransfer($input: DeclineTransferInput!) {
    declineTransfer(input: $input) { transfer { status } ${refusals} }
  }
`);

export const AccessQuery = operation(`
  query Access($token: String!) {
    ${program}
    clientLink(token: $token) {
      ${link}
      ${partner}
      account { name website accesses { status partner { id } } blockedPartners { partner { id } } }
    }
  }
`);

export const ApproveAccess = operation(`
  mutation ApproveAccess($input: ApproveAccessInput!) {
    approveAccess(input: $input) { accessRequest { status } ${refusals} }
  }
`);

export const DeclineAccess = operation(`
  mutation DeclineAccess($input: DeclineAccessInput!) {
    declineAccess(input: $input) { accessRequest { status } ${refusals} }
  }
`);

export const RegisterQuery = operation(`
  query Register($token: String!) {
    ${program}
    clientLink(token: $token) { ${link} account { ${register} } }
  }
`);

export const RevokeAccess = operation(`
  mutation RevokeAccess($input: RevokeAccessInput!) {
    revokeAccess(input: $input) { account { ${register} } ${refusals} }
  }
`);

export const UnblockPartner = operation(`
  mutation UnblockPartner($input: UnblockPartnerInput!) {
    unblockPartner(input: $input) { account { ${register} } ${refusals} }
  }
`);

export const RequestClientLink = operation(`
  mutation RequestClientLink($input: RequestClientLinkInput!) {
    requestClientLink(input: $input) { ok ${refusals} }
  }
`);

export type Program = ResultOf<typeof ProgramQuery>['program'];
export type Transfer = NonNullable<ResultOf<typeof TransferQuery>['clientLink']>;
export type AccessLink = NonNullable<ResultOf<typeof AccessQuery>['clientLink']>;
export type Register = NonNullable<NonNullable<ResultOf<typeof RegisterQuery>['clientLink']>['account']>;
export type Access = Register['accesses'][number];
