const again = 'Its money is yours again.';

export const withdrawalTexts = {
  back: 'Withdrawals',
  backToBatch: 'Payout batch',
  title: (amount: string) => `Withdrawal of ${amount}`,
  next: 'Where it stands',
  timeline: 'What happened',
  facts: 'Details',
  requested: 'Asked for',
  approved: 'Approved',
  paid: 'Paid',
  ended: 'Ended',
  by: 'By',
  partner: 'Partner',
  to: 'To',
  reference: 'Reference',
  endToEndId: 'On the bank’s statement',
  approve: 'Approve',
  approvedDone: (amount: string) => `The withdrawal of ${amount} is approved`,
  verbs: { cancel: 'Cancel', reject: 'Reject', pay: 'Mark as paid', fail: 'Could not be paid', return: 'Came back' },
  standing: {
    REQUESTED: {
      title: 'It waits for approval',
      text: 'Its money is reserved for you. You can cancel until the partnerships team has decided.',
    },
    APPROVED: { title: 'Approved, and paid next', text: 'The partnerships team agreed. You are told when it is paid.' },
    PROCESSING: { title: 'The bank is asked to pay it', text: 'You are told when it is paid.' },
    PAID: { title: 'It is paid', text: 'Look for the reference on your statement.' },
    REJECTED: { title: 'The partnerships team did not agree', text: again },
    FAILED: { title: 'It could not be paid', text: `${again} Check where it is to go before you ask again.` },
    RETURNED: { title: 'It was paid and came back', text: `${again} Check where it is to go before you ask again.` },
    CANCELLED: { title: 'Cancelled', text: again },
  },
  forOperators: {
    REQUESTED: { title: 'It waits for your approval', text: 'Its money is reserved for the partner meanwhile.' },
    APPROVED: {
      title: 'Approved: pay it next',
      text: 'Put it into a batch for the bank, or pay it by itself and mark it as paid.',
    },
    PROCESSING: {
      title: 'The bank is asked to pay it',
      text: 'Mark it as paid once the bank’s statement shows it.',
    },
    PAID: { title: 'It is paid', text: 'If the money comes back, say so, and it is the partner’s again.' },
    REJECTED: { title: 'Your team did not agree', text: 'Its money is the partner’s again.' },
    FAILED: { title: 'It could not be paid', text: 'Its money is the partner’s again.' },
    RETURNED: { title: 'It was paid and came back', text: 'Its money is the partner’s again.' },
    CANCELLED: { title: 'The partner cancelled it', text: 'Its money is the partner’s again.' },
  },
};

export const withdrawalDialogTexts = {
  cancel: {
    title: (amount: string) => `Cancel the withdrawal of ${amount}?`,
    text: 'Its money is available again at once.',
    submit: 'Cancel withdrawal',
    keep: 'Keep it',
    done: 'The withdrawal is cancelled',
  },
  reject: {
    title: (amount: string) => `Reject the withdrawal of ${amount}?`,
    text: 'Its money is the partner’s again. The partner reads your reason.',
    reason: 'Reason',
    reasonMissing: 'Say why, the partner reads it',
    submit: 'Reject',
    done: 'The withdrawal is rejected',
  },
  pay: {
    title: (amount: string) => `Mark ${amount} as paid`,
    text: 'Say so once the money has gone out.',
    reason: 'Reference',
    reasonHint: 'The bank’s reference for the payment. The partner reads it.',
    reasonMissing: 'Enter the reference of the payment',
    submit: 'Mark as paid',
    done: 'The withdrawal is paid',
  },
  fail: {
    title: (amount: string) => `Mark ${amount} as not paid`,
    text: 'Its money is the partner’s again. The partner reads your reason.',
    reason: 'Reason',
    reasonMissing: 'Say why, the partner reads it',
    submit: 'Mark as not paid',
    done: 'The withdrawal is ended, its money is the partner’s again',
  },
  return: {
    title: (amount: string) => `Mark ${amount} as returned`,
    text: 'What was paid is the partner’s again. The partner reads your reason.',
    reason: 'Reason',
    reasonMissing: 'Say why, the partner reads it',
    submit: 'Mark as returned',
    done: 'The withdrawal is ended, its money is the partner’s again',
  },
};

/** What to look at before a withdrawal is approved. */
export const flagTexts = {
  NEW_PAYOUT_METHOD: {
    title: 'New payout method',
    text: 'It came within the 7 days before the withdrawal was asked for.',
  },
  SHARED_PAYOUT_METHOD: { title: 'Shared account', text: 'Another partner has, or had, the same account.' },
  FIRST_WITHDRAWAL: { title: 'First withdrawal', text: 'Nothing was paid to this partner before.' },
  UNUSUAL_AMOUNT: {
    title: 'Unusual amount',
    text: 'It is more than twice the most that was paid to this partner in this currency.',
  },
  IN_DEBT: { title: 'In debt', text: 'The partner has come to owe something in this currency since.' },
};
