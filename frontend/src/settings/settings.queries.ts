import { graphql } from '~/lib/graphql';

export const DomainFragment = graphql(`
  fragment Domain on PartnerDomain { id domain status dnsName dnsValue verifiedAt }
`);

export const PartnerSettingsQuery = graphql(
  `
  query PartnerSettings {
    viewer { partner { id name website joinRole domains { id ...Domain } } }
  }
`,
  [DomainFragment],
);

export const UpdatePartner = graphql(`
  mutation UpdatePartner($input: UpdatePartnerInput!) {
    updatePartner(input: $input) {
      partner { id name website joinRole }
      userErrors { code field message }
    }
  }
`);

export const AddDomain = graphql(
  `
  mutation AddDomain($input: AddDomainInput!) {
    addDomain(input: $input) { domain { id ...Domain } userErrors { code field message } }
  }
`,
  [DomainFragment],
);

export const VerifyDomain = graphql(
  `
  mutation VerifyDomain($input: VerifyDomainInput!) {
    verifyDomain(input: $input) { domain { id ...Domain } userErrors { code field message } }
  }
`,
  [DomainFragment],
);

export const SendDomainMail = graphql(`
  mutation SendDomainMail($input: SendDomainMailInput!) {
    sendDomainMail(input: $input) { domain { id } userErrors { code field message } }
  }
`);

export const RemoveDomain = graphql(`
  mutation RemoveDomain($input: RemoveDomainInput!) {
    removeDomain(input: $input) { ok userErrors { code field message } }
  }
`);
