export const creditTexts = {
  title: 'Credit',
  rules: 'How credit works',
  before: {
    title: 'Decided at the client’s first payment',
    text: 'Until then leads, visits and what you build for the client are collected as evidence.',
  },
  credited: {
    YOU: 'Counts for you',
    NOT_YOU: 'Does not count for you',
    NOBODY: 'Counts for nobody',
    PARTNER: (name: string) => `Counts for ${name}`,
  },
  final: 'Final',
  story: 'How it came about',
  candidates: 'What was weighed',
  yourEvidence: 'Your evidence',
  won: 'Won',
  lost: 'Lost',
  facts: {
    firstPaid: 'First payment',
    decided: 'Decided',
    policy: 'Rules',
    version: (version: number) => `Version ${version}`,
    frozen: 'Final since',
  },
  noEvidence: 'Nothing spoke for anybody.',
};
