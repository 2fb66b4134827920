import { Anchor } from '@mantine/core';
import { bareWebsite, websiteAddress } from '~/lib/format';
import { Copyable } from '~/ui/copy';
import { StatusBadge } from '~/ui/status-badge';
import { TitleLine } from '~/ui/title-line';
import type { Account } from './account-page';
import { accountTexts as texts } from './texts';

export function AccountHeading({ account: { name, status, website, accountId } }: { account: Account }) {
  return (
    <TitleLine
      title={name}
      badge={status && <StatusBadge status={status} />}
      details={[
        website && (
          <Anchor key="website" href={websiteAddress(website)} target="_blank" rel="noreferrer noopener" inherit>
            {bareWebsite(website)}
          </Anchor>
        ),
        // An account without a name goes by its number already.
        name !== accountId && <Copyable key="accountId" value={accountId} what={texts.accountId} />,
      ]}
    />
  );
}
