import { unknownLink } from './unknown-link';

export const joinTexts = {
  title: (partner: string) => `Join ${partner}`,
  titlePlain: 'Join your team',
  lead: (by: string, email: string) => `${by} invites you. You will sign in with ${email}.`,
  as: (role: string) => `You join as ${role}.`,
  submit: 'Join',
  ownPassword: 'Your password',
  ownPasswordHint: 'You have a log-in here already: join with its password.',
  gone: {
    USED: {
      title: 'You have joined already',
      text: 'This invitation has done its work. Sign in with your e-mail and password.',
    },
    EXPIRED: {
      title: 'This invitation has expired',
      text: 'Ask the colleague who invited you to send it again.',
    },
    REPLACED: {
      title: 'A newer invitation was sent',
      text: 'Please use the link in the latest mail; this one works no more.',
    },
    REVOKED: {
      title: 'This invitation was taken back',
      text: 'Ask the colleague who invited you if you think that this is a mistake.',
    },
    UNKNOWN: unknownLink,
  },
};
