import { unknownLink } from './unknown-link';

export const resetTexts = {
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
};
