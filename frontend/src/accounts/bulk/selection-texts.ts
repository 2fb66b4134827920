/** Apart from the bar's, which come when rows are chosen. */
export const selectionTexts = {
  labelAll: 'Select all accounts on this page',
  label: ({ name }: { name: string }) => `Select ${name}`,
};
