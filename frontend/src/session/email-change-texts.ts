import { unknownLink } from './unknown-link';

export const emailChangeTexts = {
  title: 'Confirm your new address',
  lead: (email: string) => `You will sign in with ${email} from then on.`,
  submit: 'Confirm the address',
  expires: 'The link works until',
  done: {
    title: 'Your address is changed',
    text: (email: string) => `Sign in with ${email} from now on. Your sessions elsewhere have ended.`,
  },
  goOn: 'Go on',
  gone: {
    UNKNOWN: unknownLink,
    USED: { title: 'This link was used already', text: 'Sign in with the new address.' },
    REPLACED: { title: 'A newer link was mailed to you', text: 'Use the one in the newest mail.' },
    EXPIRED: {
      title: 'This link has expired',
      text: 'Sign in and change your address once more under Settings, Security.',
    },
    REVOKED: unknownLink,
  },
};
