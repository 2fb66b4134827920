export const requestTexts = {
  title: 'Request an account',
  lead: 'For people whose agency is in the program already: you join its team with your e-mail at work.',
  email: 'E-mail at work',
  emailMissing: 'Enter your e-mail address',
  submit: 'Request account',
  invited: 'Your agency is not in the program yet?',
  sentTitle: 'Look into your mail',
  sent: (email: string) =>
    `We have mailed a link to ${email}. Open it to confirm your address. It can take a minute; look into the spam folder too.`,
};

export const verifyTexts = {
  title: 'Confirm your e-mail',
  lead: (email: string) => `This shows that ${email} is yours.`,
  password: 'Password',
  passwordHint: 'The one that you chose when you asked for the account.',
  passwordMissing: 'Enter your password',
  submit: 'Confirm e-mail',
  expires: 'This link expires',
  signIn: 'Sign in',
  apply: 'Apply to the program',
  again: 'Request an account again',
  outcomes: {
    JOINED: {
      title: (partner: string) => `You are in the team of ${partner}`,
      text: (email: string, known: boolean) =>
        `Sign in with ${email} and the password that you ${known ? 'have here' : 'chose'}.`,
    },
    PENDING: {
      title: (partner: string) => `${partner} is asked to let you in`,
      text: () => 'Your e-mail is confirmed. A member of the team approves you next; we will mail you then.',
    },
    ALREADY_MEMBER: {
      title: (partner: string) => `You belong to ${partner} already`,
      text: (email: string) => `Sign in with ${email} and the password that you have.`,
    },
    NO_PARTNER: {
      title: () => 'We found no team for you',
      text: (email: string) =>
        `No agency in the program has proved that ${email.split('@')[1]} is its domain, so no account was made. Ask a colleague who has an account to invite you, or apply with your agency.`,
    },
  },
  gone: {
    USED: {
      title: 'This link was used already',
      text: 'Your e-mail is confirmed. Sign in, or wait for the mail that tells you that you are approved.',
    },
    EXPIRED: { title: 'This link has expired', text: 'Request an account again: you will get a fresh one.' },
    REPLACED: {
      title: 'A newer link was sent',
      text: 'Please use the link in the latest mail; this one works no more.',
    },
    REVOKED: { title: 'This link does not work', text: 'Request an account again: you will get a fresh one.' },
    UNKNOWN: {
      title: 'This link does not work',
      text: 'It may have been cut in your mail program. Try to open it again from the mail.',
    },
  },
};
