import type { Failure, FailureCode } from './ask';

export const frameTexts = {
  support: 'Questions? Write to',
  testClock: 'Test clock',
  newTab: 'opens in a new tab',
  loading: 'Loading',
  retry: 'Try again',
  back: 'Go back',
  working: 'One moment',
  optional: 'Optional',
  store: 'Store',
  readAll: 'Show the whole message',
  readLess: 'Show less',
  writes: (partner: string) => `${partner} writes`,
  pageTitle: (title: string, program?: string) => (program ? `${title} · ${program}` : title),
  brokenTitle: 'Something went wrong on this page',
  broken: 'Nothing was lost. Load the page again.',
  reload: 'Load again',
};

const failureTexts: Record<FailureCode, { title: string; advice: string }> = {
  NETWORK: { title: 'No connection', advice: 'We can’t be reached. Check your network and try again.' },
  DOWN: {
    title: 'We will be right back',
    advice: 'The server does not answer. Nothing is lost: try again in a minute.',
  },
  THROTTLED: { title: 'A little too fast', advice: 'There were too many tries.' },
  INTERNAL: { title: 'Something went wrong on our side', advice: 'Nothing was lost. Try again in a moment.' },
};

export function failureText({ code, retryAfterSeconds = 60 }: Failure): { title: string; advice: string } {
  const { title, advice } = failureTexts[code];
  if (code !== 'THROTTLED') return { title, advice };
  const minutes = Math.max(1, Math.ceil(retryAfterSeconds / 60));
  return { title, advice: `${advice} Try again in ${minutes === 1 ? 'a minute' : `${minutes} minutes`}.` };
}

const newer = {
  title: 'A newer link was sent to you',
  text: 'Open the newest mail and use the link in it. This one works no more.',
};
const unknown = {
  title: 'This link does not work',
  text: 'It may have been cut in your mail program. Open it again from the mail, in full.',
};
const registerMailed = 'We mailed you a link. It shows who can enter your store, and lets you end it at any time.';

export const transferTexts = {
  plainTitle: 'Take over a store',
  title: (store: string) => `Take over ${store}`,
  lead: (partner: string) => `${partner} offers you the ownership of this store.`,
  from: 'Offered by',
  ends: 'This offer ends',
  meansTitle: 'What accepting means',
  owner: 'You become the owner of the store’s account.',
  stays: (partner: string) => `${partner} stays as a collaborator with Admin access.`,
  staysWithPlan: (partner: string) => `${partner} stays as a collaborator with Admin access once you have a plan.`,
  end: 'You can end that access at any time.',
  name: 'Your name',
  nameMissing: 'Enter your name',
  accept: 'Accept ownership',
  decline: 'Decline',
  declining: {
    title: 'Decline this offer?',
    text: (partner: string) => `The store stays with ${partner}. Nothing is deleted.`,
    reason: 'Why?',
    hint: (partner: string) => `Optional. ${partner} reads it.`,
    confirm: 'Decline offer',
  },
  emailOwns: {
    title: 'Your e-mail address owns a store already',
    text: (partner: string) =>
      `Each address can own one store here. Give ${partner} another address of yours and ask them to send the offer there.`,
  },
  accepted: {
    title: (store: string) => `${store} is yours`,
    lead: (name: string) => `Thank you, ${name}. You are the owner now.`,
    leadAgain: 'You accepted this offer. You are the owner.',
    next: 'What comes next',
    plan: 'Choose a plan',
    planText: (partner: string) => `${partner} can go on working for you as soon as there is a plan.`,
    planTextPlain: 'Your store needs one to go live.',
    open: 'Open your store',
    openText: 'You have a plan already, so everything is ready.',
    access: 'See who has access',
    accessMailed: (email: string) =>
      `We mailed a link to ${email}. It shows who can enter your store, and lets you end it at any time.`,
    accessText: registerMailed,
    lost: 'No mail? Get a fresh link',
  },
  declined: {
    title: 'You declined this offer',
    text: (partner: string) =>
      `We told ${partner}. If you change your mind, ask them to send the offer again: you will get a new link.`,
    textAgain: 'If you change your mind, ask the agency that wrote to you: you will get a new link.',
  },
  answered: {
    title: 'You answered this offer',
    text: 'There is nothing more to do here. Ask for a fresh link to see who can enter your store.',
  },
  gone: {
    EXPIRED: {
      title: 'This offer has expired',
      text: 'Nothing has changed. Ask the agency that wrote to you to send it again: you will get a new link by mail.',
    },
    NEWER: newer,
    REPLACED: {
      title: 'This link no longer works',
      text: 'If you think that it should, ask the agency that wrote to you.',
    },
    CANCELLED: {
      title: 'This offer was taken back',
      text: 'There is nothing to do. If you did not expect it, ask the agency that wrote to you.',
    },
    UNKNOWN: unknown,
  },
};

export const accessTexts = {
  plainTitle: 'A request for access',
  title: (partner: string) => `${partner} asks for access`,
  lead: (store: string) => `They would like to work in ${store}. You decide.`,
  from: 'Asked by',
  ends: 'This request ends',
  meansTitle: 'What approving means',
  means: (partner: string) => [
    `${partner} can enter your store with Admin access.`,
    'You stay the owner.',
    'You can end that access at any time.',
  ],
  approve: 'Approve',
  decline: 'Decline',
  suspended: {
    title: (partner: string) => `${partner} is suspended at the moment`,
    text: 'The program has suspended the agency, so it can’t be let in now. Come back to this link later, or decline.',
  },
  declining: {
    title: 'Decline this request?',
    text: (partner: string) => `${partner} does not get into your store.`,
    reason: 'Why?',
    hint: (partner: string) => `Optional. ${partner} reads it.`,
    block: 'Take no more requests from this agency',
    confirm: 'Decline request',
  },
  approved: {
    title: (partner: string) => `${partner} can enter your store`,
    text: (store: string) => `They work in ${store} with Admin access from now on.`,
    access: 'See who has access',
    accessText: registerMailed,
    lost: 'No mail? Get a fresh link',
  },
  declined: {
    title: 'You declined the request',
    mailPage: 'Mail me a link to that page',
    text: (partner: string) => `We told ${partner}. They can ask again.`,
    textBlocked: (partner: string) =>
      `We told ${partner}. We take no more requests of theirs for your store. You can allow them again on the page that shows who has access.`,
  },
  answered: {
    title: 'You answered this request',
    text: 'There is nothing more to do here. Ask for a fresh link to see who can enter your store.',
  },
  gone: {
    EXPIRED: {
      title: 'This request has lapsed',
      text: 'Nobody was let in. If the agency still needs access, it can ask again: you will get a new mail.',
    },
    NEWER: newer,
    REPLACED: {
      title: 'This link no longer works',
      text: 'If you think that it should, ask for a fresh link to see who can enter your store.',
    },
    CANCELLED: {
      title: 'This request was taken back',
      text: 'There is nothing to do. The agency does not ask for access any more.',
    },
    UNKNOWN: unknown,
  },
};

export const registerTexts = {
  plainTitle: 'Who has access',
  title: (store: string) => `Who has access to ${store}`,
  owner: (email: string) => `You own this store as ${email}.`,
  emptyTitle: 'Nobody but you',
  empty: 'No agency can enter your store at the moment.',
  since: 'Since',
  lastUsed: 'Last used',
  never: 'not yet',
  revoke: 'Revoke access',
  revoking: {
    title: (partner: string) => `Revoke the access of ${partner}?`,
    text: (partner: string) =>
      `${partner} can’t enter your store any more and is logged out at once. To come back, they have to ask you again.`,
    reason: 'Why?',
    hint: (partner: string) => `Optional. ${partner} reads it.`,
    confirm: 'Revoke access',
  },
  revoked: (partner: string) => `${partner} has no access any more.`,
  requests: 'Waiting for your answer',
  asked: 'Asked',
  lapses: 'Lapses',
  requestHelp: 'Approve or decline by the link in the mail about this request. The newest one went out',
  blocked: 'Blocked agencies',
  blockedText: 'You take no requests for access from them.',
  blockedSince: 'Blocked',
  unblock: 'Allow requests again',
  unblocked: (partner: string) => `${partner} may ask for access again.`,
  ended: (count: number) => `Ended access (${count})`,
  endedAt: 'Ended',
  endedBy: {
    PARTNER: 'by the agency',
    CLIENT: 'by you',
    OPERATOR: 'by the program’s team',
    VENDOR: 'by the program',
  },
  expires: 'This link ends',
  states: {
    ADMIN: 'Admin access',
    OWNER: 'Builds this store',
    AWAITING_PLAN: 'Admin access once you have a plan',
    SUSPENDED: 'Paused: the program has suspended this agency',
    NONE: 'No access at the moment',
  },
  gone: {
    EXPIRED: {
      title: 'This link has expired',
      text: 'No harm done. We can mail you a fresh one to the owner’s address.',
    },
    NEWER: newer,
    REPLACED: { title: 'This link no longer works', text: 'If you own the store, we can mail you a fresh one.' },
    CANCELLED: { title: 'This store is closed', text: 'There is no access left to see.' },
    UNKNOWN: unknown,
    USED: { title: 'This link was used already', text: 'We can mail you a fresh one.' },
  },
};

export const freshTexts = {
  title: 'Get a fresh link',
  lead: 'See who can enter your store, and end it where you wish. We mail the link to the address that owns the store.',
  email: 'Your e-mail address',
  emailMissing: 'Enter your e-mail address',
  submit: 'Mail me a fresh link',
  byEmail: 'Get a fresh link by mail',
  sentTitle: 'Check your inbox',
  sent: (email: string) =>
    `If ${email} owns a store here, a link is on its way. It can take a minute; look into the spam folder too.`,
  sentByToken:
    'If this store has an owner, a fresh link is on its way to the owner’s address. It can take a minute; look into the spam folder too.',
  other: 'Use another address',
};
