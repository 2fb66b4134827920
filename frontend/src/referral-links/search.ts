import * as v from 'valibot';
import { flag, oneOf, text } from '~/lib/search-params';

export const plotRanges = ['30d', '90d', '12m'] as const;

/** What the address of the links says: the plot's link and range, and the dialog with the link that it is about. */
export const linksSearch = v.object({
  link: text,
  range: oneOf(plotRanges),
  table: flag,
  dialog: oneOf(['create', 'rename', 'qr']),
  id: text,
  after: text,
  before: text,
});

export type PlotRange = (typeof plotRanges)[number];
export type LinksSearch = v.InferOutput<typeof linksSearch>;
