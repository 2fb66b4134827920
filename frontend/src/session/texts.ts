export const sessionTexts = {
  login: {
    title: 'Sign in',
    lead: (program: string) => `Welcome back to ${program}.`,
    email: 'E-mail',
    password: 'Password',
    code: 'Code',
    submit: 'Sign in',
    passkey: 'Sign in with a passkey',
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
  passwordHint: 'At least 10 characters; a few random words are fine.',
  passwordMissing: 'Choose a password',
};
