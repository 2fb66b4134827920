export const settingsTexts = {
  title: 'Settings',
  lead: 'Your agency, and how colleagues come in.',
  details: 'Your agency',
  name: 'Name',
  nameMissing: 'Enter the name of your agency',
  website: 'Website',
  websiteMissing: 'Enter the website of your agency',
  save: 'Save',
  saved: 'Saved',
  joining: 'How colleagues join',
  joiningLead:
    'Whoever has an address at one of your verified domains can ask for an account. Everybody else needs an invitation.',
  joinRole: 'They come in',
  approval: 'When a member approves them',
  atOnce: (role: string) => `At once, as ${role}`,
  onlyOwners: 'Owners of your team can change this.',
};

export const domainTexts = {
  title: 'Domains',
  lead: 'Domains of your company’s mail, such as agency.example.',
  onlyOwners: 'Domains of your company’s mail. They decide who comes in, so owners of your team look after them.',
  label: 'Domain',
  placeholder: 'agency.example',
  missing: 'Enter a domain',
  add: 'Add domain',
  added: 'Added. Now prove that it is yours.',
  none: 'No domain yet: colleagues join by invitation alone.',
  PENDING: 'Not verified yet',
  VERIFIED: 'Verified',
  how: 'Prove that it is yours, in one of two ways:',
  byRecord: 'Add this TXT record where your domain is managed, then check. It can take an hour until it shows.',
  recordName: 'Name',
  recordValue: 'Value',
  check: 'Check now',
  checkLabel: (domain: string) => `Check now: ${domain}`,
  verified: (domain: string) => `${domain} is verified`,
  byMail: 'Or have a link mailed to whoever runs the domain.',
  mailbox: 'Mailbox',
  sendMail: 'Send mail',
  mailSent: (address: string) => `A link is on its way to ${address}`,
  remove: 'Remove',
  removeLabel: (domain: string) => `Remove ${domain}`,
  removeTitle: (domain: string) => `Remove ${domain}?`,
  removeText: 'Nobody joins by an address there any more. Who has joined stays.',
  removed: (domain: string) => `${domain} is removed`,
};

export const confirmTexts = {
  title: (domain: string) => `Confirm ${domain}`,
  titlePlain: 'Confirm a domain',
  lead: (partner: string, domain: string) =>
    `${partner} says that ${domain} is its domain. If you confirm it, people with an address there can join its team.`,
  submit: 'Confirm the domain',
  done: (domain: string) => `${domain} is confirmed`,
  doneText: (partner: string) => `Colleagues can ask for an account at ${partner} now. You can close this page.`,
  expires: 'This link expires',
  gone: {
    EXPIRED: {
      title: 'This link has expired',
      text: 'Ask whoever wrote to you to send the mail again.',
    },
    REPLACED: {
      title: 'A newer link was sent',
      text: 'Please use the link in the latest mail; this one works no more.',
    },
    REVOKED: {
      title: 'This domain was taken away',
      text: 'There is nothing left to confirm.',
    },
    UNKNOWN: {
      title: 'This link does not work',
      text: 'It may have been cut in your mail program. Try to open it again from the mail.',
    },
  },
};
