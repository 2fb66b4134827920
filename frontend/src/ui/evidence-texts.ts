/** What the kinds of evidence are called. */
export const evidenceTexts = {
  DIRECT: 'Reserved by the vendor',
  CREATED: 'Created account',
  LEAD: 'Registered lead',
  REFERRAL: 'Referral link',
  MANAGED: 'Managed account',
  PARTNER_EMAIL: 'Partner’s e-mail',
  CLAIM: 'Granted claim',
} as const;

export type EvidenceKind = keyof typeof evidenceTexts;
