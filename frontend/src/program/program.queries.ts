import { graphql } from '~/lib/graphql';

export const ProgramQuery = graphql(`
  query ProgramSettings {
    program {
      name supportEmail logoUrl timeZone currencyCode gettingStartedVideoUrl reviewBusinessDays
      openLeadsPerPartner openLeadsByTier { tier openLeads } leadReview leadWaitDays signUpUrl logInUrl
      payoutMethodWaitHours payoutName payoutIban payoutBic
      secondFactorForOperators secondFactorForPayouts
      rewardPlan { id tiers { name } }
      terms { version text publishedAt }
    }
  }
`);

export const UpdateProgram = graphql(`
  mutation UpdateProgram($input: UpdateProgramInput!) {
    updateProgram(input: $input) {
      program {
        name supportEmail logoUrl timeZone currencyCode gettingStartedVideoUrl reviewBusinessDays
        openLeadsPerPartner openLeadsByTier { tier openLeads } leadReview leadWaitDays signUpUrl logInUrl
        payoutMethodWaitHours payoutName payoutIban payoutBic
        secondFactorForOperators secondFactorForPayouts
      }
      userErrors { code field message }
    }
  }
`);

export const PublishTerms = graphql(`
  mutation PublishTerms($input: PublishTermsInput!) {
    publishTerms(input: $input) {
      terms { version text publishedAt }
      userErrors { code field message }
    }
  }
`);
