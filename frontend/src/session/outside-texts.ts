export const outsideTexts = {
  go: (name: string) => `Continue with ${name}`,
  or: 'or with your password',
  outcomes: {
    unavailable: {
      title: (name: string) => `${name} could not sign you in`,
      text: 'It did not answer as it should. Try again in a moment, or use your password.',
    },
    declined: {
      title: (name: string) => `You are not signed in at ${name}`,
      text: 'The sign-in there was not finished. Try again, or use your password.',
    },
    unknown: {
      title: () => 'No log-in here belongs to you yet',
      text: 'Nobody here has the e-mail that you use there, or it is not verified there. Sign in with your password, or ask an owner of your team to invite you.',
    },
    other: {
      title: (name: string) => `Your log-in is linked to another account at ${name}`,
      text: 'Sign in with your password, and unlink that one under Settings, Security.',
    },
    'no-place': {
      title: () => 'You belong to no team now',
      text: 'Ask an owner of your team for an invitation, or wait until they have approved your request.',
    },
    throttled: {
      title: () => 'Too many tries from your place',
      text: 'Try again in a quarter of an hour.',
    },
  },
  codeTitle: 'One more step',
  codeLead: 'Two-step sign-in is on for your log-in here.',
  code: 'Code from the app, or a recovery code',
  codeMissing: 'Enter the code',
  submit: 'Sign in',
  lost: {
    title: 'This sign-in could not be finished',
    lead: 'It took too long, was finished already, or began in another browser. Nothing has changed: begin again from the sign-in page.',
  },
  back: 'Back to sign in',
};
