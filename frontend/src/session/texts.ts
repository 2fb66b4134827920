export const unknownLink = {
  title: 'This link does not work',
  text: 'It may have been cut in your mail program. Try to open it again from the mail.',
};

export const sessionTexts = {
  login: {
    title: 'Sign in',
    lead: (program: string) => `Welcome back to ${program}.`,
    email: 'E-mail',
    password: 'Password',
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
  reset: {
    title: 'Set a new password',
    lead: 'You will be signed in, and signed out everywhere else.',
    password: 'New password',
    submit: 'Set password',
    gone: {
      USED: { title: 'This link was used already', text: 'Sign in with your new password, or ask for another link.' },
      EXPIRED: {
        title: 'This link has expired',
        text: 'Links to reset a password live only for a short time. Ask for a fresh one.',
      },
      REPLACED: {
        title: 'A newer link was sent',
        text: 'Please use the link in the latest mail; this one works no more.',
      },
      REVOKED: unknownLink,
      UNKNOWN: unknownLink,
    },
    again: 'Ask for a fresh link',
  },
  register: {
    title: (partner: string) => `Join ${partner}`,
    titlePlain: 'Create your log-in',
    lead: (email: string) => `You will sign in with ${email}.`,
    name: 'Your name',
    nameMissing: 'Enter your name',
    password: 'Password',
    submit: 'Create log-in',
    expires: 'This link expires',
    gone: {
      USED: {
        title: 'You are registered already',
        text: 'This link has done its work. Sign in with your e-mail and password.',
      },
      EXPIRED: {
        title: 'This link has expired',
        text: 'No harm done: we can mail you a fresh one, to the same address.',
      },
      REPLACED: {
        title: 'A newer link was sent',
        text: 'Please use the link in the latest mail; this one works no more.',
      },
      REVOKED: unknownLink,
      UNKNOWN: unknownLink,
    },
    fresh: 'Send me a fresh link',
    freshSent: 'A fresh link is on its way. Check your inbox.',
    signIn: 'Go to sign in',
  },
  passwordHint: 'At least 10 characters; a few random words are fine.',
  passwordMissing: 'Choose a password',
};
