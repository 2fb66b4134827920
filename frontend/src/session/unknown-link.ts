export const unknownLink = {
  title: 'This link does not work',
  text: 'It may have been cut in your mail program. Try to open it again from the mail.',
};
