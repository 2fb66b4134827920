/** What stands around every page, for those who aren't signed in as well. */
export const frameTexts = {
  support: 'Questions? Write to',
  testClock: 'Test clock',
  notFound: {
    title: 'There is nothing here',
    text: 'The page does not exist, or it is not yours to see. Check the address, or go on from the start.',
  },
  toStart: 'Go to the start page',
  crashed: {
    title: 'This page could not be shown',
    text: 'Something went wrong on our side. Nothing was lost: load the page again.',
  },
  reload: 'Load again',
};
