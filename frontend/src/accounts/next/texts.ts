/** What comes next with an account, by its state. */
export const nextTexts = {
  title: 'What comes next',
  pending: {
    title: 'The account is being made',
    text: 'The vendor’s product is making it. That takes some minutes as a rule; you can transfer ownership as soon as it is there.',
  },
  failed: {
    title: 'The account could not be made',
    text: 'Archive it and create another one. Write to support if it happens again.',
    why: 'The vendor’s product says:',
  },
  development: {
    title: 'Build the store, then hand it over',
    steps: [
      'Set the store up. You own this account until your client accepts the transfer.',
      'Transfer ownership to your client, who gets a mail with a link.',
      'When your client has chosen a plan, you keep access as a collaborator.',
    ],
    declined: (email: string) => `${email} declined the transfer`,
  },
  archive: 'Archive',
  transfer: 'Transfer ownership',
  resend: 'Resend',
  address: 'Change address',
  cancel: 'Cancel transfer',
  sentTo: 'Sent to',
  sent: 'Sent',
  expires: 'Expires',
  expired: 'Expired',
  transferStates: {
    waiting: {
      title: 'Your client accepts the transfer',
      text: 'You own the account until then. We remind your client twice while the link works.',
    },
    expired: {
      title: 'The link has expired',
      text: 'Your client did not accept in time. Resend the transfer, or cancel it to go on building.',
    },
    blocked: {
      title: 'Your client can’t accept with this address',
      text: 'The addressee owns another account meanwhile. Ask your client for another address and change it here.',
    },
    bounced: {
      title: 'The mail came back',
      text: 'It could not be delivered. Check the address with your client and change it here.',
    },
  },
  awaiting: {
    title: 'Your client chooses a plan',
    text: (owner: string | null) =>
      `${owner ?? 'Your client'} owns the account now. As soon as there is a plan, you work in it as a collaborator.`,
    now: { OWNER: '', ADMIN: 'Until then you have Admin access.', NONE: 'Until then you can’t enter it.' },
  },
  remind: 'Remind the client',
  reminded: 'The client was reminded',
  remindedOn: 'You reminded the client',
  remindFrom: (date: string) => `You can do so again from ${date} on.`,
  withdraw: 'Withdraw access',
  collaborator: {
    title: 'All is in place',
    access: {
      OWNER: 'You own this account.',
      ADMIN: 'You work in this account with Admin access.',
      NONE: 'You can’t enter this account while your partnership is suspended.',
    },
    owned: (owner: string, plan: string | null, hasPlan: boolean) =>
      `${owner} owns it${plan ? `, on the plan ${plan}` : hasPlan ? ', on a plan' : ', without a plan at the moment'}.`,
    text: 'Your client can see your access and end it at any time.',
  },
  before: 'What was before',
  ended: {
    archived: 'Your team archived this account',
    PARTNER: 'Your team withdrew from this account',
    CLIENT: 'The client ended your access',
    OPERATOR: 'The partnerships team ended your access',
    VENDOR: 'This account was closed at the vendor',
  },
  endedNext: {
    archived: 'Nothing is deleted. Restore it to go on building.',
    request: 'To work in it again, request access. Your client decides.',
    VENDOR: 'There is nothing more to do here. Write to support if this is a mistake.',
  },
  restore: 'Restore',
  request: 'Request access again',
  asked: { title: 'You have asked for access', text: 'Your client got a mail and decides. You see the answer here.' },
  askedBounced: {
    title: 'The mail to your client came back',
    text: 'The mail could not be delivered; check with your client. Resend the request as soon as the address is right.',
  },
  mailed: 'Mailed',
  times: (count: number) => `${count} of 3 times`,
  resendRequest: 'Resend request',
  cancelRequest: 'Cancel request',
  answered: {
    DECLINED: 'The client declined your request',
    EXPIRED: 'Your request expired without an answer',
    CANCELLED: 'Your request was cancelled',
  },
};
