export const consentTexts = {
  title: (program: string) => `Let ${program} in?`,
  wait: 'One moment',
  lead: (who: string) => `You are signed in as ${who}.`,
  asks: 'It will be able to',
  byPartner: 'A colleague of yours registered this program.',
  returns: (host: string) => `You go on to ${host}. What you allow, you take back under Security at any time.`,
  approve: 'Allow',
  decline: 'Decline',
  refused: 'This request can’t be answered',
  home: 'To the portal',
};
