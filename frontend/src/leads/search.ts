import * as v from 'valibot';
import { oneOf, text } from '~/lib/search-params';

const leadViews = ['review', 'open', 'won', 'ended'] as const;
export const leadSorts = ['NEWEST', 'OLDEST', 'ENDING', 'WEBSITE'] as const;
const leadDialogs = ['edit', 'extend', 'withdraw', 'close', 'refuse'] as const;

/** What the address of a list of leads says; `website` is what the dialog that registers one begins with. */
export const leadsSearch = v.object({
  view: oneOf(leadViews),
  search: text,
  sort: oneOf(leadSorts),
  after: text,
  before: text,
  dialog: oneOf(['register', 'import']),
  website: text,
});

/** What the address of one lead says. */
export const leadSearch = v.object({ dialog: oneOf(leadDialogs) });

export type LeadView = (typeof leadViews)[number];
export type LeadSort = (typeof leadSorts)[number];
export type LeadDialog = (typeof leadDialogs)[number];
export type LeadsSearch = v.InferOutput<typeof leadsSearch>;
