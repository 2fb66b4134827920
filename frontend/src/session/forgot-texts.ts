export const forgotTexts = {
  title: 'Reset your password',
  lead: 'Enter the e-mail you sign in with. We will mail you a link to set a new password.',
  submit: 'Mail me a link',
  sentTitle: 'Check your inbox',
  sent: (email: string) =>
    `If ${email} belongs to a log-in here, a link is on its way. It can take a minute; look into the spam folder too.`,
  back: 'Back to sign in',
};
