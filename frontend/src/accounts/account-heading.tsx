import { Anchor } from '@mantine/core';
import { IconAlertTriangle, IconArchive, IconHourglass } from '@tabler/icons-react';
import { bareWebsite, websiteAddress } from '~/lib/format';
import { Copyable } from '~/ui/copy';
import { Notice } from '~/ui/notice';
import { StatusBadge } from '~/ui/status-badge';
import { Time } from '~/ui/time';
import { TitleLine } from '~/ui/title-line';
import type { Account } from './account-page';
import { listTexts, accountTexts as texts } from './texts';

export function AccountHeading({ account: { name, status, website, accountId } }: { account: Account }) {
  return (
    <TitleLine
      title={name}
      badge={status && <StatusBadge status={status} />}
      details={[
        <Anchor key="website" href={websiteAddress(website)} target="_blank" rel="noreferrer noopener" inherit>
          {bareWebsite(website)}
        </Anchor>,
        <Copyable key="accountId" value={accountId} what={texts.accountId} />,
      ]}
    />
  );
}

/** What must be known before all else: being set up, failed, or ended. */
export function AccountState({ account: { provisioning, ended, status } }: { account: Account }) {
  if (ended && status === 'INACTIVE') {
    return (
      <Notice icon={<IconArchive />} title={texts.endedLine(listTexts.endedBy[ended.by])}>
        <Time at={ended.at} />
        {ended.reason && <div>{ended.reason}</div>}
      </Notice>
    );
  }
  if (provisioning === 'READY') return null;
  const { title, text } = texts.provisioning[provisioning];
  return (
    <Notice tone="attention" icon={provisioning === 'FAILED' ? <IconAlertTriangle /> : <IconHourglass />} title={title}>
      {text}
    </Notice>
  );
}
