export const sessionTexts = {
  login: {
    title: 'Sign in',
    lead: (program: string) => `Welcome back to ${program}.`,
    email: 'E-mail',
    password: 'Password',
    code: 'Code',
    submit: 'Sign in',
    forgot: 'Forgot your password?',
    notYet: 'Not a partner yet?',
    apply: 'Apply now',
    colleague: 'Your agency is in already?',
    request: 'Request an account',
    emailMissing: 'Enter your e-mail address',
    passwordMissing: 'Enter your password',
    ended: {
      title: 'You were signed out',
      text: 'Your session has ended, or you are no longer in this team. Sign in to go on.',
    },
  },
  forgot: {
    title: 'Reset your password',
    lead: 'Enter the e-mail you sign in with. We will mail you a link to set a new password.',
    submit: 'Mail me a link',
    sentTitle: 'Check your inbox',
    sent: (email: string) =>
      `If ${email} belongs to a log-in here, a link is on its way. It can take a minute; look into the spam folder too.`,
    back: 'Back to sign in',
  },
  passwordHint: 'At least 10 characters; a few random words are fine.',
  passwordMissing: 'Choose a password',
};
