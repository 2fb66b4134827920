import { graphql } from '~/lib/graphql';

export const ApplyFormQuery = graphql(`
  query ApplyForm {
    program { reviewBusinessDays terms { version text publishedAt } }
  }
`);

export const ApplyToProgram = graphql(`
  mutation ApplyToProgram($input: ApplyToProgramInput!) {
    applyToProgram(input: $input) { userErrors { code field message } }
  }
`);

export const OwnApplicationFragment = graphql(`
  fragment OwnApplication on PartnerApplication {
    id companyName website contactName email country status reason answer submittedAt dueAt overdue
    registration { status expiresAt }
    timeline(first: 50) { nodes { id at event actor { kind name } reason changes } }
  }
`);

export const OwnApplicationQuery = graphql(
  `
  query OwnApplication($token: String!) {
    application(token: $token) { id ...OwnApplication }
  }
`,
  [OwnApplicationFragment],
);

export const AnswerApplication = graphql(
  `
  mutation AnswerApplication($input: AnswerApplicationInput!) {
    answerApplication(input: $input) {
      application { id ...OwnApplication }
      userErrors { code field message }
    }
  }
`,
  [OwnApplicationFragment],
);

export const ResendToApplicant = graphql(
  `
  mutation ResendToApplicant($input: ResendRegistrationInput!) {
    resendRegistration(input: $input) {
      ok
      application { id ...OwnApplication }
      userErrors { code field message }
    }
  }
`,
  [OwnApplicationFragment],
);
