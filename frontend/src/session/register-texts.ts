import { unknownLink } from './unknown-link';

export const registerTexts = {
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
};
