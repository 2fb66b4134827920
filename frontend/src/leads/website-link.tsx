import { Anchor } from '@mantine/core';
import { websiteAddress } from '~/lib/format';
import type { Lead } from './lead-page';

/** Leads to the website; one that imitates another is shown and not followed. */
export function WebsiteLink({ lead: { website, mixedScript } }: { lead: Lead }) {
  if (mixedScript) return website;
  return (
    <Anchor href={websiteAddress(website)} target="_blank" rel="noreferrer noopener" inherit>
      {website}
    </Anchor>
  );
}
