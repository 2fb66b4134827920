import { absoluteTime, countryName } from '~/lib/format';
import { RowTitle } from '~/ui/data-table';
import { Facts } from '~/ui/facts';
import { Panel } from '~/ui/page';
import { Rows } from '~/ui/rows';
import { StatusBadge } from '~/ui/status-badge';
import { Steps } from '~/ui/steps';
import type { Account } from './account-page';
import { formTexts, nextTexts, accountTexts as texts } from './texts';

/** What is known of the account. */
export function AccountDetails({ account }: { account: Account }) {
  return (
    <Panel title={texts.facts}>
      <Facts
        facts={[
          ...(account.status ? [{ term: texts.access, value: texts.accessLevels[account.accessLevel] }] : []),
          { term: texts.owner, value: account.ownerEmail, long: true },
          { term: texts.plan, value: account.plan },
          { term: texts.created, value: absoluteTime(account.createdAt) },
          { term: formTexts.platform, value: account.platform },
          { term: formTexts.country, value: account.country && countryName(account.country) },
          { term: formTexts.currency, value: account.currencyCode },
          { term: formTexts.timeZone, value: account.timeZone },
        ]}
      />
    </Panel>
  );
}

/** Always a hint of what to do next. */
export function AccountNext({ status }: { status: keyof typeof nextTexts }) {
  const { title, steps } = nextTexts[status];
  return (
    <Panel title={texts.next} lead={title}>
      <Steps steps={[...steps]} />
    </Panel>
  );
}

/** For operators: who may enter, and as what. */
export function AccountPartners({ account: { accesses } }: { account: Account }) {
  return (
    <Panel flush title={texts.partners}>
      <Rows label={texts.partners}>
        {accesses.map(({ partner, status }) => ({
          key: partner.id,
          start: <RowTitle detail={<StatusBadge status={status} quiet />}>{partner.name}</RowTitle>,
        }))}
      </Rows>
    </Panel>
  );
}
