export const quickLinksTexts = {
  title: 'Quick links',
  lead: 'Training, resources and everything else the program keeps for you.',
  notYet: 'Not set up yet',
  newTab: 'opens in a new tab',
  empty: {
    title: 'No links yet',
    text: 'The people who run the program have not added any. Ask them for what you miss.',
  },
};
