export const transferTexts = {
  title: (name: string) => `Transfer ${name}`,
  email: 'Client’s e-mail',
  emailHint: 'Whoever accepts with this address becomes the owner.',
  emailMissing: 'Enter the e-mail address of your client',
  note: 'Your message',
  noteHint: 'Your client reads it in the mail. Change it as you like.',
  message: (name: string, member: string, partner: string) =>
    `Hello,\n\n${name} is ready for you. Open the link in this mail to become the owner of the account; it takes a minute.\n\n` +
    `We stay at your side afterwards and help with whatever comes next.\n\nKind regards\n${member}, ${partner}`,
  next: 'What happens next',
  steps: [
    'Your client gets a mail with a link that works for 30 days. We remind them twice.',
    'Until they accept you own the account, and can cancel the transfer.',
    'Then they choose a plan, and you keep access as a collaborator.',
  ],
  warning: 'Once your client has accepted, the transfer can’t be undone. Check the address before you send it.',
  submit: 'Transfer ownership',
  sent: (email: string) => `The transfer is on its way to ${email}`,
  tooMany: 'There were too many addresses or websites that could not be taken.',
};

export const resendTexts = {
  title: 'Resend the transfer',
  text: (email: string) =>
    `A fresh link goes to ${email} and works for 30 days. The link in the earlier mail stops working.`,
  submit: 'Resend',
  sent: (email: string) => `A fresh link is on its way to ${email}`,
  addressTitle: 'Change the address',
  addressText: (email: string) =>
    `The transfer went to ${email}. That link stops working as soon as you send the new one.`,
  addressSubmit: 'Send to the new address',
  email: 'New e-mail address',
  sameEmail: 'This is the address that it went to already. Enter another one.',
};

export const cancelTexts = {
  title: 'Cancel the transfer?',
  text: (email: string) => `The link that ${email} got stops working. You keep the account and can transfer it later.`,
  reasonHint: 'Optional. Your client and your team read it.',
  submit: 'Cancel transfer',
  keep: 'Keep it',
  done: 'The transfer is cancelled',
};

export const withdrawTexts = {
  title: (name: string) => `Withdraw from ${name}?`,
  text: 'You and your team lose access at once. To come back you need to request access, and your client has to agree.',
  typed: (name: string) => `Type “${name}” to confirm`,
  notTyped: (name: string) => `Type the name as it is written: ${name}`,
  reason: 'Reason',
  reasonHint: 'Optional. Your client and your team read it.',
  submit: 'Withdraw access',
  done: (name: string) => `You have no access to ${name} any more`,
};
